// Package c5 is Kernel 5, JCB: EMV Contactless Book C-5 2.12.
//
// It is straight-line code behind the narrow waist of package kernel. The two tables of steps below are its table of contents, the first for a
// transaction, the second for the issuer's answer to it; each function says at the end of its comment which clause it fulfils, each statement at its own end.
//
// Of the book's implementation options the kernel has all. Whether there is an exception file the terminal says, with Terminal.LooksUp. The acquirer's
// options and the reader's abilities are parameters: see [Kernel.Parameters].
//
// A function calls those of its own file and of files below it, never one of a file above:
//
//	c5.go            the tables of steps, and the loop that takes them
//	activate.go      kernel activation
//	initialise.go    transaction initialisation
//	update.go        issuer update processing: scripts, second GENERATE AC
//	initiate.go      initiate application processing: PDOL, GET PROCESSING OPTIONS
//	read.go          read application data
//	risk.go          terminal risk management, processing restrictions
//	action.go        terminal action analysis
//	generateac.go    completion: GENERATE AC in both modes
//	authenticate.go  completion: CDA
//	verify.go        completion: CVM processing in both modes, transaction limits
//	complete.go      completion: the outcome
//	context.go       the Online Transaction Context
//	strict.go        where the profile strict departs from the book
//	objects.go       the card's data objects, its name, and its way with the issuer's answer
//	outcome.go       the outcomes
//	record.go        transaction record and report
//	failures.go      why a transaction ends before its time
//	tx.go            a transaction and its parts
//	check.go         what the book forbids in a configuration
//	parameters.go    what the kernel is configured with
package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Kernel is Kernel 5.
type Kernel struct{}

// ID is 05.
//
// B 3.3.2.5
func (Kernel) ID() kernel.KernelID { return "\x05" }

// Run is one activation, from the final selection to an outcome. What an issuer update needs of the one before is in the activation's memory.
//
// C-5 2.2
func (Kernel) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	t := begin(p, act)
	defer t.wipe()
	if t.continues() { // C-5 3.2.1.1
		return t.take(updates[:])
	}
	return t.take(steps[:])
}

func begin(p *kernel.Port, act *kernel.Activation) *tx {
	t := &tx{Port: p, cfg: p.Config(), act: act, data: p.Store(), rules: rulesOf(p.Config().Profile), at: configurationOf(act.Combination)}
	t.data.Open(tlv.C5)
	t.tvr = t.data.TVR()
	t.values = t.room[:0]
	return t
}

// take takes steps until one ends the activation.
func (t *tx) take(list []row) *kernel.Outcome {
	for i := range list {
		t.step = list[i].name
		t.Step(list[i].name, list[i].clause)
		if out := list[i].run(t); out != nil {
			return out
		}
	}
	return nil
}

// steps is the table of contents of a transaction.
// C-5 2.3
var steps = [...]row{
	{"kernel activation", "C-5 2.12 3.1.1.2", (*tx).activate},
	{"SELECT response analysis", "C-5 2.12 3.2.1.3", (*tx).selectResponseAnalysis},
	{"variable initialisation", "C-5 2.12 3.2.1.4", (*tx).variableInitialisation},
	{"legacy mode detection", "C-5 2.12 3.2.1.8", (*tx).legacyModeDetection},
	{"GET PROCESSING OPTIONS", "C-5 2.12 3.3.1.1", (*tx).getProcessingOptions},
	{"offline data authentication not performed", "C-5 2.12 3.3.1.9", (*tx).odaNotPerformed},
	{"read application data", "C-5 2.12 3.4.1.1", (*tx).readApplicationData},
	{"presence of mandatory data elements", "C-5 2.12 3.4.1.2", (*tx).mandatoryDataElements},
	{"contactless limit check", "C-5 2.12 3.5.1.1", (*tx).contactlessLimitCheck},
	{"CVM required limit check", "C-5 2.12 3.5.2.1", (*tx).cvmRequiredLimitCheck},
	{"floor limit check", "C-5 2.12 3.5.3.1", (*tx).floorLimitCheck},
	{"random transaction selection", "C-5 2.12 3.5.4.1", (*tx).randomTransactionSelection},
	{"exception file check", "C-5 2.12 3.5.5.1", (*tx).exceptionFileCheck},
	{"processing restrictions", "C-5 2.12 3.6.1.1", (*tx).processingRestrictions},
	{"terminal action analysis", "C-5 2.12 3.7.1.1", (*tx).terminalActionAnalysis},
	{"GENERATE AC", "C-5 2.12 3.8.1.3", (*tx).generateAC},
	{"GENERATE AC response analysis", "C-5 2.12 3.8.1.8", (*tx).responseAnalysis},
	{"card removal", "C-5 2.12 3.8.1.13", (*tx).cardRemoval},
	{"CDA signature verification", "C-5 2.12 3.8.2.1", (*tx).cdaSignatureVerification},
	{"CVM processing", "C-5 2.12 3.8.3.1", (*tx).cvmProcessing},
	{"transaction limits", "C-5 2.12 3.8.3.5", (*tx).transactionLimits},
	{"transaction outcome", "C-5 2.12 3.8.4.1", (*tx).transactionOutcome},
}

// updates is the table of contents of issuer update processing.
// C-5 3.10
var updates = [...]row{
	{"kernel activation", "C-5 2.12 3.1.1.2", (*tx).activate},
	{"issuer update initialisation", "C-5 2.12 3.10.1.1", (*tx).issuerUpdateInitialisation},
	{"critical script processing", "C-5 2.12 3.10.2.1", (*tx).criticalScripts},
	{"second GENERATE AC", "C-5 2.12 3.10.3.1", (*tx).secondGenerateAC},
	{"second GENERATE AC response analysis", "C-5 2.12 3.10.3.6", (*tx).secondResponseAnalysis},
	{"non-critical script processing", "C-5 2.12 3.10.5.1", (*tx).nonCriticalScripts},
	{"outcome of the issuer update", "C-5 2.12 3.10.4.1", (*tx).updateOutcome},
}
