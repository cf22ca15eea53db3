// Package c6 is Kernel 6, Discover D-PAS: EMV Contactless Book C-6 2.12.
//
// It is straight-line code behind the narrow waist of package kernel. The table of steps below is its table of contents, in the order of the book's figures;
// each function says at the end of its comment which clause it fulfils, each statement at its own end. The book has no requirement numbers: F9.4 is step 4 of
// its figure 3-9.
//
// What the book leaves to the terminal comes with the configuration: an exception file with Terminal.LooksUp, and the kernel's [Kernel.Parameters]. The tearing
// log is retained by the terminal, and lasts as long as its keeper does. Data storage and extended logging ask the terminal's own logic by data exchange: see
// [DataContainer]. What it gives when the transaction is decided, the Write Data Storage Template BF11, the card gets when it is presented again.
//
// The files, in the order of the figures, then what they share:
//
//	c6.go            the table of steps, and the loop that takes them
//	select.go        figures 3-1 to 3-4: the FCI, the PDOL, second presentment or not
//	feature.go       figures 3-5, 3-6: what card and terminal both support, tearing recovery check
//	storage.go       figure 3-7: read data storage; data exchange
//	initiate.go      figures 3-8, 3-13: GET PROCESSING OPTIONS and its two kin, tearing analysis
//	check.go         figures 3-9 to 3-11: what the answer has to have
//	read.go          figure 3-12: read application data
//	authenticate.go  figure 3-14: offline data authentication
//	verify.go        figures 3-15, 3-16: cardholder verification
//	restrict.go      figure 3-17: processing restrictions
//	analyse.go       figures 3-18, 3-19: terminal action analysis
//	update.go        figures 3-20 to 3-22: issuer update, write data storage
//	strict.go        where the profile strict departs from the book
//	record.go        data record, discretionary data
//	outcome.go       the outcomes
//	failures.go      why a transaction ends before its time
//	objects.go       the card's data objects
//	log.go           the tearing log
//	terminal.go      what the terminal brings
//	parameters.go    what the kernel is configured with
//	tx.go            a transaction and its parts
package c6

import "github.com/emvgo/emv/kernel"

// Kernel is Kernel 6.
type Kernel struct{}

// ID is 06.
//
// B 3.3.2.5
func (Kernel) ID() kernel.KernelID { return "\x06" }

// Run is one activation, from the final selection to an outcome.
//
// C-6 3
func (Kernel) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	t := begin(p, act)
	defer t.wipe()
	for i := range steps {
		t.step = steps[i].name
		t.Step(steps[i].name, steps[i].clause)
		if out := steps[i].run(t); out != nil {
			return out
		}
	}
	return t.fail(unauthenticated)
}

// steps is the table of contents.
// C-6 3
var steps = [...]row{
	{"format analysis", "C-6 2.12 F1", (*tx).formatAnalysis},
	{"PDOL mandatory check", "C-6 2.12 F2", (*tx).pdolMandatoryCheck},
	{"PDOL optional check", "C-6 2.12 F3", (*tx).pdolOptionalCheck},
	{"optional checks", "C-6 2.12 F4", (*tx).optionalChecks},
	{"optional feature checks", "C-6 2.12 F5", (*tx).optionalFeatureChecks},
	{"tearing recovery check", "C-6 2.12 F6", (*tx).tearingRecoveryCheck},
	{"read data storage", "C-6 2.12 F7", (*tx).readDataStorage},
	{"initiate application processing", "C-6 2.12 F8", (*tx).initiateApplicationProcessing},
	{"mandatory data checks", "C-6 2.12 F9", (*tx).mandatoryDataChecks},
	{"checks for online, decline and CDA", "C-6 2.12 F10", (*tx).otherChecks},
	{"read application data", "C-6 2.12 F12", (*tx).readApplicationData},
	{"offline data authentication", "C-6 2.12 F14", (*tx).offlineDataAuthentication},
	{"cardholder verification", "C-6 2.12 F15", (*tx).cardholderVerification},
	{"consumer device CVM", "C-6 2.12 F16", (*tx).consumerDeviceCVM},
	{"processing restrictions", "C-6 2.12 F17", (*tx).processingRestrictions},
	{"terminal action analysis", "C-6 2.12 F18", (*tx).terminalActionAnalysis},
	{"validate choice", "C-6 2.12 F19", (*tx).validateChoice},
}
