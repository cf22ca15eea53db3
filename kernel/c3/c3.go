// Package c3 is contactless Kernel 3 (Visa): EMV Contactless Book C-3 2.12.
//
// It is straight-line code behind the narrow waist of package kernel. The table of steps below is its table of contents, in the order of the
// book's chapters; each function says at the end of its comment which clause it fulfils, each statement at its own end.
//
// What the book leaves to the reader's configuration is in two places. The Terminal Transaction Qualifiers of the combination (9F66) say which
// CVMs there are (byte 1 bits 3 and 2), whether the reader has a contact chip (byte 1 bit 5), whether it is offline only (byte 1 bit 4), and
// whether it takes the issuer's update to the card (byte 3 bit 8). The rest are the kernel's [Kernel.Parameters].
//
// A function calls those of its own file and of files below it, never one of a file above:
//
//	c3.go            the table of steps
//	storage.go       integrated data storage
//	initiate.go      initiate application processing
//	read.go          read application data
//	complete.go      card read complete: mandatory and redundant data, the card's disposition
//	restrictions.go  processing restrictions
//	authenticate.go  offline data authentication
//	verify.go        cardholder verification
//	completion.go    online processing, offline completion
//	update.go        issuer update processing
//	strict.go        where the profile strict departs from the book
//	parameters.go    what the kernel is configured with
//	terminal.go      what the reader brings
//	card.go          commands, and what the card brings
//	outcome.go       outcomes and their parameters
//	record.go        data record and report
//	failures.go      why a transaction ends before its time
//	tx.go            a transaction and its parts
package c3

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// ID is the kernel's identifier: Book B 2.12 table 3-6.
const ID kernel.KernelID = "\x03"

// Kernel is Kernel 3, for Entry Point to call.
type Kernel struct{}

// ID is the kernel's identifier.
func (Kernel) ID() kernel.KernelID { return ID }

// steps is the table of contents.
// C-3 2.3
var steps = [...]row{
	{"new transaction, integrated data storage or issuer update", "C-3 2.12 4.4.1.1", (*tx).distinguish},
	{"integrated data storage", "C-3 2.12 7.1.1.1", (*tx).integratedDataStorage},
	{"initiate application processing", "C-3 2.12 5.2.2", (*tx).initiateApplicationProcessing},
	{"read application data", "C-3 2.12 5.3.2", (*tx).readApplicationData},
	{"card read complete", "C-3 2.12 5.4.1", (*tx).cardReadComplete},
	{"mandatory and redundant data", "C-3 2.12 5.4.2", (*tx).mandatoryAndRedundantData},
	{"card transaction disposition", "C-3 2.12 5.4.3", (*tx).cardTransactionDisposition},
	{"processing restrictions", "C-3 2.12 5.5.1", (*tx).processingRestrictions},
	{"offline data authentication", "C-3 2.12 5.6", (*tx).offlineDataAuthentication},
	{"cardholder verification", "C-3 2.12 5.7.1", (*tx).cardholderVerification},
	{"online processing", "C-3 2.12 5.8.1", (*tx).onlineProcessing},
	{"offline completion", "C-3 2.12 5.9.1", (*tx).offlineCompletion},
}

// Run runs the kernel from its activation to its outcome.
func (Kernel) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	t := begin(p, act)
	defer t.wipe()
	for i := range steps {
		s := &steps[i]
		t.step = s.name
		t.Step(s.name, s.clause)
		if out := s.run(t); out != nil {
			return out
		}
	}
	return t.fail(noStepEnds)
}

// begin takes in what Entry Point and the reader bring.
// C-3 A.4
func begin(p *kernel.Port, act *kernel.Activation) *tx {
	t := &tx{Port: p, act: act, cfg: p.Config(), data: p.Store(), rules: rulesOf(p.Config().Profile)}
	t.data.Open(tlv.C3)
	t.decision.cvm = kernel.CVMNotRequired
	t.readParameters()
	t.terminalData()
	return t
}

// distinguish reads the answer to the final SELECT and tells the three kinds of processing apart: the issuer's data go first, then the
// directory of integrated data storage.
// C-3 4.4.1.1
func (t *tx) distinguish() *kernel.Outcome {
	if !t.readFCI() {
		return t.fail(malformedFCI)
	}
	if t.act.Host != nil { // C-3 4.4.1.1 issuer update
		return t.issuerUpdateProcessing()
	}
	t.remember()
	return nil
}
