// Package contact is the EMV contact kernel, from application selection to completion: EMV 4.4, Books 1, 3 and 4.
//
// It is straight-line code behind the narrow waist of package kernel. The table of steps below is its table of contents; each
// function says at the end of its comment which clause it fulfils, each statement at its own end: B3 10.5.1 is Book 3 of EMV 4.4.
//
// A function calls those of its own file and of files below it, never one of a file above. What a transaction may go back to stands
// below what goes back to it:
//
//	contact.go         the table of steps, and the loop that takes them
//	initiate.go        initiate application processing
//	read.go            read application data
//	review.go          the application is shown the card
//	amount.go          the amounts: entered, confirmed, within limits
//	selection.go       candidate list, final selection, language
//	authenticate.go    offline data authentication: method, SDA, DDA
//	restrictions.go    processing restrictions
//	verify.go          cardholder verification: the CVM list
//	pin.go             PIN for the host, PIN for the card, new PIN
//	biometric.go       biometric templates
//	trial.go           verification of PIN or template by the card
//	encipher.go        the card's keys for that
//	risk.go            terminal risk management
//	action.go          terminal and card action analysis
//	online.go          the host
//	quickchip.go       the card is finished first
//	issuer.go          issuer authentication, issuer scripts
//	completion.go      second GENERATE AC, completion
//	attendant.go       referral, forced acceptance, advice
//	generateac.go      GENERATE AC
//	cda.go             CDA
//	xda.go             XDA
//	ecc.go             its keys
//	keys.go            the keys of SDA, DDA and CDA
//	strict.go          where the profile strict departs from the books
//	terminal.go        the terminal's data
//	sm2.go             what of it a card with SM2 asks for
//	cash.go            UnionPay's electronic cash
//	identity.go        what of it an application has otherwise
//	purpose.go         what the transaction is for
//	demand.go          what the application asks for beside
//	card.go            a command
//	report.go          the outcome
//	failures.go        why a transaction ends before its time
//	store.go           what goes into the store
//	authentication.go  how offline data authentication stands
//	tx.go              a transaction and its parts
//	wipe.go            what is let go
package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Program is the contact kernel as a program for a session. Its name goes into the journal.
func Program() kernel.Program { return kernel.Single("contact/1", Run) }

// steps is the table of contents.
// B3 8.2
var steps = [...]row{
	{"build the candidate list", "EMV 4.4 B1 12.3", (*tx).buildCandidateList}, // B1 12.1
	{"final selection", "EMV 4.4 B1 12.4", (*tx).finalSelection},
	{initiation, "EMV 4.4 B3 10.1", (*tx).initiateApplicationProcessing},    // B3 10.1 always
	{"read application data", "EMV 4.4 B3 10.2", (*tx).readApplicationData}, // B3 10.2 always
	{"offline data authentication", "EMV 4.4 B3 10.3", (*tx).offlineDataAuthentication},
	{"processing restrictions", "EMV 4.4 B3 10.4", (*tx).processingRestrictions}, // B3 10.4 always
	{verification, "EMV 4.4 B3 10.5", (*tx).cardholderVerification},
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
	verification   = "cardholder verification"
	actionAnalysis = "terminal action analysis"
)

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
			if out.Status == kernel.EndApplication {
				t.terminated() // B4 6.3.7 not captured, 6.3.9
			}
			return out
		}
	}
	return t.fail(noStepEnds)
}

func begin(p *kernel.Port, rest []row) *tx {
	t := &tx{Port: p, rest: rest, table: rest, cfg: p.Config(), data: p.Store(), rules: rulesOf(p.Config().Profile)}
	t.data.Open(tlv.Contact)
	t.dolValue = t.value
	t.tvr, t.tsi, t.cvm = t.data.TVR(), t.data.TSI(), t.data.CVMResults()
	t.treat()
	t.terminalData() // B4 10.1 there
	t.language = step.Language(nil, t.cfg.Terminal.Languages)
	t.show(kernel.MsgPleaseWait, kernel.StatusProcessing) // B4 6.6.1 please wait
	return t
}
