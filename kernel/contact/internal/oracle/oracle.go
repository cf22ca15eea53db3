// Package oracle is a second statement of the books' rules for a contact transaction (EMV 4.4), and of the profile strict: the bytes
// of a transaction go in (configuration, transaction, commands and responses, what the PIN device and the host said), and out comes what the books say
// of them: the commands that had to be sent, their data, the outcome, TVR, TSI, CVM results and authorisation response code. It was
// written from the books alone, and shares no code with the contact kernel: its reader of data objects, its dictionary and its arithmetic
// are its own. Tests compare the two.
//
// It covers the main line: selection by PSE and by list, initiation, reading, SDA, DDA, CDA and XDA, restrictions, the CVM
// list with its PINs (RSA and ECC), biometrics, signature and combinations, risk management with exception file, transaction
// log and random selection, action analysis, GENERATE AC, issuer authentication, referrals, scripts, completion, forced
// acceptance, advices. It does not know: UnionPay's electronic cash, but for what the card is told, refunds, the terminal's own CVMs, registered applications, amounts asked for later,
// the cardholder's choices but the first.
//
// Where the books leave a terminal a choice, the oracle makes the choice that this terminal has made: it stands in
// choices, or at its place with the clause. Such are the time at which a wrong format is noticed (lengths at once, dates,
// PAN and lists once all is read), a value of no bytes (none there, but once is enough), what else stands in a response, the offline-only terminal that
// passes over the online action codes, and the order of the functions between reading and action analysis, which is free:
// authentication, restrictions, verification, risk management. B3 7.5, 10.3, 10.5, 10.6, 10.7
package oracle

import (
	"bytes"
	"fmt"
	"maps"

	"github.com/emvgo/emv/kernel"
)

// An Exchange is a command and its response.
type Exchange struct{ Command, Response []byte }

// A Question is what was asked of somebody who is not the card: the PIN device, the attendant, the terminal's memory.
type Question struct {
	Kind      kernel.ActionKind
	At        int // exchanges with the card before it
	Method    kernel.PINMethod
	Tries     int
	Key       string // that enciphers: modulus and exponent, or suite and x-coordinate
	Challenge string
	NewKeys   bool
	BIT       string // the card's biometric information template
	Subtype   byte
	Data      string
}

// An Ask is a question with its answer.
type Ask struct {
	Question
	Advice []byte // what is in it
	Gone   bool   // the card did not answer VERIFY
	Code   kernel.PINResult
	SW     uint16
	No     bool   // Chosen: -1; LookedUp: in the exception file; Advised: it cannot be made
	Sum    uint64 // LookedUp
}

// A Case is what the oracle is given. Its conversation is what the kernel did: the oracle goes along it.
type Case struct {
	Config       *kernel.Config
	Transaction  kernel.Transaction
	Number       [4]byte // the terminal's unpredictable number
	Conversation []Exchange
	Asks         []Ask
	Draw         int    // the random number of transaction selection, 1 to 99; 0: none can be drawn
	Host         []byte // the host's answer, nil: it cannot be reached
	DE55         []byte // what was sent to it, nil: it was not asked
}

// A Verdict is what the oracle says of a transaction.
type Verdict struct {
	Status   kernel.Status
	ARC      string
	TVR      [5]byte
	TSI      [2]byte
	CVM      [3]byte
	Scripts  string
	Reversal bool
	Advice   bool   // the card asked for one
	Forced   bool   // acceptance
	AC       string // of an approval
	ODA      string // the method, and what came of it: "CDA ok", "failed", "not performed"
	Odd      string // where the commands are not those of the books
	Why      string // for whoever studies a disagreement
}

// An oracle is at work on one case.
type oracle struct {
	Case
	at, askAt int // in the conversation

	tvr [5]byte
	tsi [2]byte
	cvm [3]byte
	arc string

	app      *kernel.Application
	aid      []byte            // 9F06
	card     map[uint32][]byte // what the card gave
	seen     map[uint32]bool   // what it gave, even if without a value
	issuer   map[uint32][]byte // what the host gave
	replaced map[uint32][]byte // of that, until the answer to GENERATE AC turns out to be one
	cid      byte              // the last that the card gave
	pdol     []byte            // data sent by it
	cdol1    []byte
	records  []record
	static   []byte // input to authentication
	staticOK bool
	noPIN    bool // PIN entry was bypassed
	method   string
	oda      rsaKeys
	rawAIP   []byte // with tag and length
	rawPDOL  []byte
	certain  []byte // the records that are authenticated
	sound    bool   // they can be
	put      bool   // input is done
	icc      eccKey
	keyLost  bool // a key of ECC was not recovered
	agreed   bool // on keys for encipherment with ECC
	verified bool // the signature that was asked for
	lost     bool // the host's answer, which came and cannot be read
	unsigned bool // the signature over the last cryptogram failed
	forced   bool
	advice   bool

	captures1 int // for one biometric method
	work      []Work
	scripts   []byte
	online    bool
	why       string
}

// A record is a record of the AFL.
type record struct {
	sfi    byte
	signed bool
	data   []byte
}

// ending ends the oracle's work from any depth; a disagreement about commands when odd is not empty.
type ending struct {
	status kernel.Status
	odd    string
}

// Judge says what the books say.
func (c Case) Judge() Verdict {
	v, _ := c.judge()
	return v
}

func (c Case) judge() (v Verdict, o *oracle) {
	o = &oracle{Case: c, card: map[uint32][]byte{}, seen: map[uint32]bool{}, issuer: map[uint32][]byte{}}
	defer func() {
		if r := recover(); r != nil {
			end, ok := r.(ending)
			if !ok {
				panic(r)
			}
			v = Verdict{
				Status: end.status, ARC: o.arc, TVR: o.tvr, TSI: o.tsi, CVM: o.cvm, Scripts: hexDigits(o.scripts), Advice: o.advice,
				Odd: end.odd, Why: o.why,
			}
			v.ODA = o.authenticated()
			if end.status == kernel.Approved {
				v.AC = hexDigits(o.card[0x9F26])
			}
			code := string(o.issuer[0x8A])
			booked := books(code)
			approved := o.online && booked && end.status != kernel.Approved // B4 6.3.8
			v.Forced = o.forced
			v.Reversal = o.lost || approved && !v.Forced // what is captured stands, EMV 4.4 B4 6.5.4; a lost answer is taken back whatever is decided, 12.2.3
			if v.Odd == "" && o.at < len(o.Conversation) {
				v.Odd = fmt.Sprintf("the oracle is done (%s), and there is %X", o.why, o.Conversation[o.at].Command)
			}
			if v.Odd == "" && o.askAt < len(o.Asks) {
				v.Odd = fmt.Sprintf("the oracle is done (%s), and there is the question %+v", o.why, o.Asks[o.askAt])
			}
		}
	}()
	o.transaction()
	return
}

func (o *oracle) finish(s kernel.Status, why string) { o.why = why; panic(ending{status: s}) }

// terminate ends the transaction before its time. It is not captured, so that it has its advice as a decline has; one that cannot be made changes nothing.
// B3 7.5, 8.1, B4 6.3.7, 6.3.9
func (o *oracle) terminate(why string) {
	maps.Copy(o.card, o.replaced)
	if !o.online && (o.arc == "Y1" || o.arc == "Y3") { // B4 A6: nothing is approved
		o.arc = "Z" + o.arc[1:]
	}
	o.advise()
	o.finish(kernel.EndApplication, why)
}

// send expects a command and gives its response, which ends the transaction if it is not even a status word.
// B3 8.1
func (o *oracle) send(cla, ins, p1, p2 byte, data []byte) (body []byte, sw uint16) {
	body, sw, gone := o.exchange(cla, ins, p1, p2, data)
	if gone {
		o.terminate("no response")
	}
	return body, sw
}

func (o *oracle) exchange(cla, ins, p1, p2 byte, data []byte) (body []byte, sw uint16, gone bool) {
	want := []byte{cla, ins, p1, p2}
	if len(data) > 0 {
		want = append(append(want, byte(len(data))), data...)
	}
	if o.at == len(o.Conversation) {
		panic(ending{odd: fmt.Sprintf("%X is missing", want)})
	}
	x := o.Conversation[o.at]
	o.at++
	got := x.Command
	if len(got) < 4 || !bytes.HasPrefix(got, want) || len(got) > len(want)+1 || len(got) == len(want)+1 && got[len(want)] != 0 {
		panic(ending{odd: fmt.Sprintf("%X, not %X", got, want)})
	}
	if n := len(x.Response); n >= 2 {
		return x.Response[:n-2], uint16(x.Response[n-2])<<8 | uint16(x.Response[n-1]), false
	}
	return nil, 0, true
}

// transaction is the flow of figure 7.
// B3 8.2
func (o *oracle) transaction() {
	o.cvm = [3]byte{}
	o.initiate()
	o.read()
	o.authenticate()
	o.restrict()
	o.verify()
	o.risk()
	o.decide()
}
