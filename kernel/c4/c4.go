// Package c4 is Kernel 4, American Express: EMV Contactless Book C-4 2.12.
//
// It is straight-line code behind the narrow waist of package kernel. The table of steps below is its table of contents, in the order of the book's chapters; each
// function says at the end of its comment which clause it fulfils, each statement at its own end.
//
// What the book leaves to the terminal comes with the configuration. The terminal type is the terminal's own. The combination has the [Kernel.Parameters]:
//
//	9F6D  Contactless Reader Capabilities, 1 byte: C0
//	9F6E  Enhanced Contactless Reader Capabilities, 4 bytes: contact interface, CVMs, delayed authorisation
//	9F09  Application Version Number, 2 bytes
//	9F33  Terminal Capabilities, 3 bytes; absent: those of the transaction's purpose, or the terminal's
//	DF07  account ranges of the AID, for strict
//	DF08  Discretionary Data Object List
//	DF09  mPOS architecture, 1 byte: 01 mPOS-C, 02 mPOS-CSP
//	DF0A  Terminal Action Code - Denial, 5 bytes
//	DF0B  Terminal Action Code - Online, 5 bytes
//	DF0C  Terminal Action Code - Default, 5 bytes
//
// Its limits are the combination's: floor limit and CVM required limit. An exception file comes with Terminal.LooksUp, and that no host can be reached with
// Transaction.HostAway.
//
// A function calls those of its own file and of files below it, never one of a file above:
//
//	c4.go            the table of steps, and the loop that takes them
//	initiate.go      initiate application processing: pre-PDOL and PDOL processing, GET PROCESSING OPTIONS, EMV mode, contactless mobile
//	read.go          read application data
//	authenticate.go  offline data authentication
//	restrictions.go  processing restrictions, with those of delayed authorisation
//	verify.go        cardholder verification: the CVM List
//	mobile.go        cardholder verification: Mobile CVM
//	risk.go          terminal risk management
//	analyse.go       first terminal action analysis
//	generate.go      first GENERATE AC
//	react.go         first card action analysis
//	online.go        online processing
//	strict.go        where the profile strict departs from the book
//	objects.go       what the card gives
//	complete.go      transaction completion, before its time too: what the acquirer gets
//	outcome.go       the outcomes
//	failures.go      why a transaction ends before its time
//	check.go         what the book forbids in a configuration
//	terminal.go      what the terminal and the transaction bring
//	data.go          data elements
//	parameters.go    what the kernel is configured with
//	tx.go            a transaction and its parts
package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Kernel is Kernel 4.
type Kernel struct{}

// ID is 04.
//
// B 3.3.2.5
func (Kernel) ID() kernel.KernelID { return "\x04" }

// Run is one activation, from the final selection to an outcome, or from the host's answer to one.
//
// C-4 3
func (Kernel) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	t := begin(p, act)
	defer t.wipe()
	table := steps[:]
	if act.Start == kernel.StartD { // C-4 12.2.2
		table = answered[:]
	}
	for i := range table {
		t.step = table[i].name
		t.Step(table[i].name, table[i].clause)
		if out := table[i].run(t); out != nil {
			return out
		}
	}
	return t.fail(noStepEnds)
}

// steps is the table of contents.
// C-4 2.2
var steps = [...]row{
	{"pre-PDOL processing", "C-4 2.12 4.3.1", (*tx).prePDOLProcessing},
	{"GET PROCESSING OPTIONS", "C-4 2.12 4.3.2", (*tx).getProcessingOptions},
	{"transaction support for EMV mode", "C-4 2.12 4.3.7", (*tx).supportForEMVMode},
	{"transaction support for contactless mobile", "C-4 2.12 4.3.8", (*tx).supportForContactlessMobile},
	{"read application data", "C-4 2.12 5.3", (*tx).readApplicationData},
	{"offline data authentication", "C-4 2.12 6.2", (*tx).offlineDataAuthentication},
	{"processing restrictions", "C-4 2.12 7.2.2", (*tx).processingRestrictions},
	{"supplementary processing restrictions", "C-4 2.12 7.2.3", (*tx).supplementaryRestrictions},
	{"cardholder verification", "C-4 2.12 8.2", (*tx).cardholderVerification},
	{"terminal risk management", "C-4 2.12 9.2", (*tx).terminalRiskManagement},
	{"first terminal action analysis", "C-4 2.12 10.2.1", (*tx).terminalActionAnalysis},
	{"zero amount and status check", "C-4 2.12 10.2.2", (*tx).zeroAmountAndStatusCheck},
	{"first GENERATE AC", "C-4 2.12 10.2.4", (*tx).firstGenerateAC},
	{"format of the response", "C-4 2.12 11.2.1", (*tx).formatOfTheResponse},
	{"general card action analysis", "C-4 2.12 11.2.2", (*tx).generalCardActionAnalysis},
	{"card returns an AAC", "C-4 2.12 11.2.5", (*tx).cardReturnsAAC},
	{"CDA signature", "C-4 2.12 6.2.6", (*tx).combinedSignature},
	{"card returns a TC", "C-4 2.12 11.2.4", (*tx).cardReturnsTC},
	{"card returns an ARQC", "C-4 2.12 11.2.6", (*tx).cardReturnsARQC},
}

// answered are the steps when the host has been asked.
// C-4 12.2.2
var answered = [...]row{
	{"online response processing", "C-4 2.12 12.2.2", (*tx).onlineResponseProcessing},
}

// begin takes in what Entry Point and the terminal bring.
// C-4 annex B
func begin(p *kernel.Port, act *kernel.Activation) *tx {
	t := &tx{Port: p, cfg: p.Config(), act: act, data: p.Store(), rules: rulesOf(p.Config().Profile)}
	t.reads = t.cfg.DataOnly(p.Transaction().Purpose)
	if act.Start != kernel.StartD {
		t.data.Open(tlv.C4)
	}
	t.tvr = t.data.TVR()
	t.memory = recall(act.Memory)
	t.card.fci, _ = step.ParseFCI(act.FCI) // Entry Point has refused one that does not parse
	t.language = step.Language(t.card.fci.Languages, t.cfg.Terminal.Languages)
	t.identify()
	return t
}
