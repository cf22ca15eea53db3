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
func Program() kernel.Program { return kernel.Program{Name: "contact/1", Run: Run} }

// steps is the table of contents: EMV 4.4 B3 8.2.
// B3 8.2
var steps = [...]row{
	{"build the candidate list", "EMV 4.4 B1 12.3", (*tx).buildCandidateList}, // B1 12.1
	{"final selection", "EMV 4.4 B1 12.4", (*tx).finalSelection},
	{initiation, "EMV 4.4 B3 10.1", (*tx).initiateApplicationProcessing},    // B3 10.1 always
	{"read application data", "EMV 4.4 B3 10.2", (*tx).readApplicationData}, // B3 10.2 always
	{"offline data authentication", "EMV 4.4 B3 10.3", (*tx).offlineDataAuthentication},
	{"processing restrictions", "EMV 4.4 B3 10.4", (*tx).processingRestrictions}, // B3 10.4 always
	{"cardholder verification", "EMV 4.4 B3 10.5", (*tx).cardholderVerification},
	{"terminal risk management", "EMV 4.4 B3 10.6", (*tx).terminalRiskManagement}, // B3 10.6 always
	{actionAnalysis, "EMV 4.4 B3 10.7", (*tx).terminalActionAnalysis},             // B3 10.7 always
	{"first GENERATE AC", "EMV 4.4 B3 9.3.1", (*tx).firstGenerateAC},
	{"card action analysis", "EMV 4.4 B3 10.8", (*tx).cardActionAnalysis},
	{"online processing", "EMV 4.4 B3 10.9", (*tx).onlineProcessing},
	{"voice referral", "EMV 4.4 B4 6.5.2", (*tx).voiceReferral},
	{"issuer authentication", "EMV 4.4 B3 10.9", (*tx).issuerAuthentication},
	{"issuer scripts before the final GENERATE AC", "EMV 4.4 B3 10.10", (*tx).scriptsBefore},
	{"second GENERATE AC", "EMV 4.4 B3 9.3.2", (*tx).secondGenerateAC},
	{"issuer scripts after the final GENERATE AC", "EMV 4.4 B3 10.10", (*tx).scriptsAfter},
	{"completion", "EMV 4.4 B3 10.11", (*tx).completion}, // B3 10.11 always
}

// Steps that the transaction may go on with out of turn.
const (
	initiation     = "initiate application processing"
	actionAnalysis = "terminal action analysis"
)

// Run runs one contact transaction on a card that has been powered on. It asks its host by [kernel.Port.AskHost]: whoever runs
// it within another program hands its outcome up as it is.
func Run(p *kernel.Port) *kernel.Outcome { return begin(p, steps[:]).run() }

// run takes the steps that are left.
func (t *tx) run() *kernel.Outcome {
	defer t.wipe()
	for len(t.rest) > 0 {
		s := &t.rest[0]
		t.rest, t.step = t.rest[1:], s.name
		t.Step(s.name, s.clause)
		out := s.run(t)
		t.Results(t.tvr, t.tsi, t.cvm)
		if out != nil {
			return out
		}
	}
	return t.endless()
}

func begin(p *kernel.Port, rest []row) *tx {
	t := &tx{Port: p, rest: rest, table: rest, cfg: p.Config(), data: p.Store(), rules: rulesOf(p.Config().Profile)}
	t.dolValue = t.data.DOLValue(tlv.Contact)
	t.data.Registers(kernel.Registers{TVR: &t.tvr, TSI: &t.tsi, CVMResults: &t.cvm, Scripts: &t.scripts})
	t.treat()
	t.terminalData() // B4 10.1 there
	t.language = step.Language(nil, t.cfg.Terminal.Languages)
	t.show(kernel.MsgPleaseWait, kernel.StatusProcessing) // B4 6.6.1 please wait
	return t
}

func (t *tx) endless() *kernel.Outcome {
	return t.fail(noStepEnds)
}
