// Package contact is the EMV contact kernel: Books 1, 3 and 4, from application selection to completion.
//
// It is straight-line code behind the narrow waist of package kernel. The table of steps below is its table of contents;
// the files follow the order in which a transaction runs.
package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Program is the contact kernel as a program for a session. Its name goes into the journal.
func Program() kernel.Program { return kernel.Single("contact/1", Run) }

// steps is the table of contents: EMV 4.4 B3 8.2.
// EMV 4.4 B3 8.2
var steps = [...]row{
	// EMV 4.4 B1 12.1
	{"build the candidate list", "EMV 4.4 B1 12.3", (*tx).buildCandidateList},
	{"final selection", "EMV 4.4 B1 12.4", (*tx).finalSelection},
	// EMV 4.4 B3 10.1 (always)
	{initiation, "EMV 4.4 B3 10.1", (*tx).initiateApplicationProcessing},
	// EMV 4.4 B3 10.2 (always)
	{"read application data", "EMV 4.4 B3 10.2", (*tx).readApplicationData},
	{"offline data authentication", "EMV 4.4 B3 10.3", (*tx).offlineDataAuthentication},
	// EMV 4.4 B3 10.4 (always)
	{"processing restrictions", "EMV 4.4 B3 10.4", (*tx).processingRestrictions},
	{"cardholder verification", "EMV 4.4 B3 10.5", (*tx).cardholderVerification},
	// EMV 4.4 B3 10.6 (always)
	{"terminal risk management", "EMV 4.4 B3 10.6", (*tx).terminalRiskManagement},
	// EMV 4.4 B3 10.7 (always)
	{actionAnalysis, "EMV 4.4 B3 10.7", (*tx).terminalActionAnalysis},
	{"first GENERATE AC", "EMV 4.4 B3 9.3.1", (*tx).firstGenerateAC},
	{"card action analysis", "EMV 4.4 B3 10.8", (*tx).cardActionAnalysis},
	{"online processing", "EMV 4.4 B3 10.9", (*tx).onlineProcessing},
	{"voice referral", "EMV 4.4 B4 6.5.2", (*tx).voiceReferral},
	{"issuer authentication", "EMV 4.4 B3 10.9", (*tx).issuerAuthentication},
	{"issuer scripts before the final GENERATE AC", "EMV 4.4 B3 10.10", (*tx).scriptsBefore},
	{"second GENERATE AC", "EMV 4.4 B3 9.3.2", (*tx).secondGenerateAC},
	{"issuer scripts after the final GENERATE AC", "EMV 4.4 B3 10.10", (*tx).scriptsAfter},
	// EMV 4.4 B3 10.11 (always)
	{"completion", "EMV 4.4 B3 10.11", (*tx).completion},
}

// Steps that the transaction may go on with out of turn.
const (
	initiation     = "initiate application processing"
	actionAnalysis = "terminal action analysis"
)

// A row is one step.
type row struct {
	name, clause string
	run          func(*tx) *kernel.Outcome
}

// Run runs one contact transaction on a card that has been powered on.
func Run(p *kernel.Port) *kernel.Outcome { return begin(p, steps[:]).run() }

// run takes the steps that are left.
func (t *tx) run() *kernel.Outcome {
	defer t.wipe()
	for len(t.rest) > 0 {
		s := &t.rest[0]
		t.rest, t.step = t.rest[1:], s.name
		t.Step(s.name, s.clause)
		out := s.run(t)
		t.Results()
		if out != nil {
			return out
		}
	}
	return t.endless()
}

func begin(p *kernel.Port, rest []row) *tx {
	t := &tx{Port: p, rest: rest, table: rest, cfg: p.Config(), data: p.Store(), rules: rulesOf(p.Config().Profile)}
	t.data.Open(tlv.Contact)
	t.dolValue = t.data.DOLValue
	t.tvr, t.tsi, t.cvm = t.data.TVR(), t.data.TSI(), t.data.CVMResults()
	t.treat()
	// EMV 4.4 B4 10.1 (there)
	t.terminalData()
	t.language = step.Language(nil, t.cfg.Terminal.Languages)
	// EMV 4.4 B4 6.6.1 (please wait)
	t.show(kernel.MsgPleaseWait, kernel.StatusProcessing)
	return t
}

func (t *tx) endless() *kernel.Outcome {
	return t.end(kernel.EndApplication, fault{l2: kernel.InternalError, reason: "no step ended the transaction"})
}

// tx is one transaction.
type tx struct {
	*kernel.Port
	cfg   *kernel.Config
	app   *kernel.Application // the terminal's application that was selected
	data  *kernel.Store
	rules rules
	step  string // that is being taken
	rest  []row  // that follow
	table []row  // all

	treatment kernel.Treatment // of what the transaction is for
	confirmed bool             // the amount, by the cardholder, or nobody asks
	readWhole bool             // the application's data
	refused   string           // why an AAC is asked for, whatever action analysis says

	candidates    []candidate
	names         map[string]bool // of a long list of candidates
	aids          step.AIDs       // a long list of the terminal's
	aidsReady     bool            // aids is
	selected      candidate
	merchantChose bool   // the first candidate, without asking the cardholder
	mustAsk       bool   // no application may be selected without the cardholder any more: EMV 4.4 B1 12.4
	language      string // of the cardholder's messages
	spoken        bool   // the cardholder chose it

	tvr *tlv.TVRValue // in the store
	tsi *tlv.TSIValue
	cvm *tlv.CVMResultsValue

	pdolValues  []byte // as sent with GET PROCESSING OPTIONS
	cdol1Values []byte // as sent with the first GENERATE AC
	cdol2Values []byte
	un          [4]byte
	afl         []byte
	aip         tlv.AIPValue
	aipObject   []byte // with tag and length as received, nil in format 1

	auth authentication

	tac, iac  step.ActionCodes
	asked     tlv.CryptogramType // by terminal action analysis
	signed    bool               // a signature was asked for with it
	ac        step.ACResponse    // the last that the card gave
	haveAC    bool
	got       tlv.CryptogramType // its type
	issuer    step.IssuerResponse
	online    bool // a host answered
	approved  bool // and approved
	declined  bool // by the terminal, whatever the card says: CDA failed
	tcOnline  bool // XDA failed over a TC, and the host decides: EMV 4.4 B4 6.3.2.2.4
	completed bool // the card has given its last cryptogram, or the last that is asked for
	scripts   []byte
	odeBegun  bool // the PIN device has agreed on keys with the card: EMV 4.4 B2 13.2
	bypassed  bool // PIN entry: EMV 4.4 B4 6.3.4.3

	dolValue func(tlv.Tag, int) ([]byte, tlv.Format, bool) // see kernel.Store
	cid      [1]byte
	why      string   // the reason of a decline, where there is more to say
	pdolBuf  [64]byte // room for what is sent as long as it is no more than usual
	cdol1Buf [96]byte
	work     *work
}

// command sends a C-APDU and gives the response's data and status word. A card that gives no response ends the
// transaction.
// EMV 4.4 B3 8.1
// EMV 4.4 B1 11.1
func (t *tx) command(cmd []byte) (data []byte, sw uint16, out *kernel.Outcome) {
	ev, out := t.Transmit(cmd)
	if out != nil {
		return nil, 0, t.stopped(out)
	}
	if ev.Kind != kernel.Response {
		// EMV 4.4 B4 6.6.1 (removed)
		return nil, 0, t.end(kernel.EndApplication, fault{l1: faultOf(ev), reason: "no response from the card"})
	}
	return ev.Body(), ev.StatusWord(), nil
}

// show displays a message in the cardholder's language.
// EMV 4.4 B4 11.1, EMV 4.4 B4 11.2
func (t *tx) show(m kernel.MessageID, s kernel.UIStatus) {
	t.Show(kernel.UI{Message: m, Status: s, Language: t.language})
}

func faultOf(ev kernel.Event) kernel.Fault {
	if ev.Kind == kernel.CardFault {
		return ev.Fault
	}
	return kernel.FaultTimeout
}
