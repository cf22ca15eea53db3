// Package c7 is Kernel 7, UnionPay QuickPass: EMV Contactless Book C-7 2.12.
//
// It is straight-line code behind the narrow waist of package kernel. The table of steps below is its table of contents; each function says at
// the end of its comment which clause it fulfils, each statement at its own end.
//
// What the book leaves to the terminal comes with the configuration: an exception file with Terminal.LooksUp, authentication of online requests
// with byte 1 bit 1 of the combination's TTQ. The log of a card is for applications that read one: see [ReadLog].
//
// A function calls those of its own file and of files below it, never one of a file above:
//
//	c7.go              the table of steps, and the loop that takes them
//	activate.go        kernel activation
//	initialise.go      application initialization: PDOL, TTQ, GET PROCESSING OPTIONS, disposition, mandatory data, AFL
//	read.go            read application data
//	authenticate.go    offline data authentication: fDDA
//	verify.go          cardholder verification
//	complete.go        online processing, offline approval, what the acquirer gets
//	strict.go          where the profile strict departs from the book
//	objects.go         the card's data objects
//	outcome.go         the outcomes
//	failures.go        why a transaction ends before its time
//	tx.go              a transaction and its parts
//	log.go             the card's log of transactions
package c7

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Kernel is Kernel 7.
type Kernel struct{}

// ID is 07.
//
// B 3.3.2.5
func (Kernel) ID() kernel.KernelID { return "\x07" }

// ParamAccountRanges are the first digits of the accounts that the AID may have, half a byte each, every run of digits ended by F: 62F for 62, 60F62F for
// 60 and 62. The profile strict declines any other account; without it none is. The tag is ours.
const ParamAccountRanges tlv.Tag = 0xDF07

var parameters = append(
	kernel.Parameters(tlv.C7, true, tlv.TTQKernel7),
	kernel.Parameters(tlv.C7, false, tlv.TerminalCapabilities)[0],
	kernel.Parameter{Tag: ParamAccountRanges, Name: "Account ranges of the AID", Format: tlv.B, Min: 1, Max: 250},
)

// Parameters are the Terminal Transaction Qualifiers, 9F66, 4 bytes, format b, which are mandatory and stand in the combination itself; the Terminal
// Capabilities, 9F33, 3 bytes, format b, which the acquirer gets in the place of the terminal's own, and [ParamAccountRanges], which are optional.
//
// C-7 annex C
func (Kernel) Parameters() []kernel.Parameter { return slices.Clone(parameters) }

// Run is one activation, from the final selection to an outcome. Nothing is kept for another.
//
// C-7 3.2
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
	return t.end(declined)
}

// steps is the table of contents.
// C-7 3.2
var steps = [...]row{
	{"kernel activation", "C-7 2.12 3.2.1", (*tx).activate},
	{"PDOL check", "C-7 2.12 4.1.4.1", (*tx).pdolCheck},
	{"authentication for online", "C-7 2.12 3.2.2", (*tx).authenticationForOnline},
	{"TTQ resetting", "C-7 2.12 4.1.4.2", (*tx).ttqResetting},
	{"GET PROCESSING OPTIONS", "C-7 2.12 4.1.4.3", (*tx).getProcessingOptions},
	{"transaction disposition", "C-7 2.12 4.1.4.4", (*tx).transactionDisposition},
	{"mandatory-data check", "C-7 2.12 4.1.4.5", (*tx).mandatoryDataCheck},
	{"AFL format check", "C-7 2.12 4.1.4.7", (*tx).aflFormatCheck},
	{"read application data", "C-7 2.12 4.2", (*tx).readApplicationData},
	{"exception file", "C-7 2.12 4.2.4.7", (*tx).exceptionFile},
	{"fDDA version check", "C-7 2.12 4.3.2.1", (*tx).fddaVersionCheck},
	{"fDDA data check", "C-7 2.12 4.3.2.3", (*tx).fddaDataCheck},
	{"fDDA verification", "C-7 2.12 4.3.2.4", (*tx).fddaVerification},
	{"fDDA failed or not performed", "C-7 2.12 4.3.2.5", (*tx).fddaFailedOrNotPerformed},
	{"CVM check", "C-7 2.12 4.4.2", (*tx).cvmCheck},
	{"online authorization", "C-7 2.12 3.2.5", (*tx).onlineAuthorization},
	{"offline approval", "C-7 2.12 4.5.1", (*tx).offlineApproval},
}
