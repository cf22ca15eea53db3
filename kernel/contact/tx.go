package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A row is one step.
type row struct {
	name, clause string
	run          func(*tx) *kernel.Outcome
}

// tx is one transaction.
type tx struct {
	*kernel.Port
	cfg   *kernel.Config
	data  *kernel.Store
	rules rules

	step  string // that is being taken
	rest  []row  // that follow
	table []row  // all

	treatment kernel.Treatment // of what the transaction is for
	confirmed bool             // the amount, by the cardholder, or nobody asks
	reviewed  review           // by the application
	readWhole bool             // the application's data

	selection
	sent
	auth  authentication
	pin   pinEntry
	purse purse // of UnionPay
	decision

	tvr *tlv.TVRValue // in the store
	tsi *tlv.TSIValue
	cvm *tlv.CVMResultsValue

	dolValue func(tlv.Tag, int) ([]byte, tlv.Format, bool) // see kernel.Store
	work     *work
}

// selection is what the card and the terminal share, and what was selected of it.
type selection struct {
	app        *kernel.Application // the terminal's application that was selected
	candidates []candidate
	names      map[string]bool // of a long list of candidates
	aids       step.AIDs       // a long list of the terminal's
	aidsReady  bool            // aids is
	selected   candidate
	chooser    chooser
	language   string // of the cardholder's messages
	spoken     bool   // the cardholder chose it
}

// A chooser is who has had a say in which application is selected.
type chooser uint8

const (
	nobody     chooser = iota
	merchant           // took the first candidate: the cardholder is not asked about it
	cardholder         // was asked, and is asked about every other candidate
)

// sent is what card and terminal have told each other that later steps look at.
type sent struct {
	pdolValues  []byte // as sent with GET PROCESSING OPTIONS
	cdol1Values []byte // as sent with the first GENERATE AC
	de55        []byte // for the host
	cdol2Values []byte
	un          [4]byte
	afl         []byte
	aip         tlv.AIPValue
	aipObject   []byte // with tag and length as received, nil in format 1

	pdolBuf  [64]byte // room for what is sent as long as it is no more than usual
	cdol1Buf [96]byte
}

// pinEntry is how the PIN device stands to card and cardholder.
type pinEntry struct {
	keysAgreed bool // with the card: B2 13.2
	bypassed   bool // B4 6.3.4.3
}

// decision is what is asked of the card, what it gives, what the host says, and what the terminal makes of it.
type decision struct {
	tac, iac step.ActionCodes
	before   uint64             // the amount of the same card in the transaction log
	lookedUp bool               // the card, there and in the exception file
	refused  string             // why an AAC is asked for, whatever action analysis says
	asked    tlv.CryptogramType // by terminal action analysis
	signed   bool               // a signature was asked for with it
	ac       step.ACResponse    // the last that the card gave
	cid      [1]byte
	got      tlv.CryptogramType // its type
	stage    stage
	host     host
	issuer   step.IssuerResponse
	scripts  []byte
	declined bool   // by the terminal, whatever the card says
	advised  bool   // an advice was made, or none could be
	why      string // the reason of a decline, where there is more to say
}

// The authorisation response codes that a terminal makes itself.
var (
	offlineApproved = [2]byte{'Y', '1'} // B4 A6 own
	offlineDeclined = [2]byte{'Z', '1'}
	unableApproved  = [2]byte{'Y', '3'}
	unableDeclined  = [2]byte{'Z', '3'}
)

// A stage is how far the card is with its decision.
type stage uint8

const (
	noAC      stage = iota
	requested       // it gave an ARQC, and is told what became of it
	hostsTC         // it gave a TC over which XDA failed, and the host decides: B4 6.3.2.2.4
	final           // it gave its last cryptogram, or the last that is asked for
)

// decided reports whether the card has given all that is asked of it.
func (s stage) decided() bool { return s >= hostsTC }

// A host is what has become of the request to the host.
type host uint8

const (
	noAnswer     host = iota // not asked, or it has not answered
	hostDeclined             // answered
	hostApproved             // answered, and approves; so does the issuer's word to the attendant
)

// answered reports whether a host answered.
func (h host) answered() bool { return h >= hostDeclined }

// answer is a host that answered.
func answer(approved bool) host {
	if approved {
		return hostApproved
	}
	return hostDeclined
}

// goOnWith makes a step the next one, out of turn.
func (t *tx) goOnWith(name string) {
	for i := range t.table {
		if t.table[i].name == name {
			t.rest = t.table[i:]
		}
	}
}
