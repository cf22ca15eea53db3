// Package entrypoint is Entry Point: it prepares a contactless transaction, finds the card, chooses the application and the kernel for it, runs the
// kernel as a function and does what its outcome asks for, by EMV Contactless Books A and B 2.12 (June 2026).
//
// [Point.Run] takes the steps of the table below from a start to a final outcome. The reader's part, Book A chapter 8, stands in restart.go and with
// its caller, package acceptance: it asks the host for an online request, and runs Entry Point again at the start that the outcome names.
//
// At the end of a statement stands the clause that it fulfils: B 3.3.2.5 is Book B, A 8.1.1.8 is Book A. Files are in the books' order:
//
//	entrypoint.go   the table of steps, and the loop that takes them
//	preprocess.go   3.1 pre-processing
//	activation.go   3.2 protocol activation
//	ppse.go         3.3.2 steps 1 and 1a: PPSE, SEND POI INFORMATION
//	directory.go    3.3.1, 3.3.1a what the PPSE says
//	candidates.go   3.3.2 steps 2 and 3: the Candidate List
//	selection.go    3.3.3 final combination selection
//	activate.go     3.4 kernel activation
//	outcome.go      3.5 outcome processing
//	restart.go      A 8.1 the reader: removal timeout, restarts
package entrypoint

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A row is a step: its name and clause in the books' words, the start that it stands at, and whether it is left out where the combination is known.
type row struct {
	start        kernel.Start
	name, clause string
	search       bool
	run          func(*Point) turn
}

// A turn is how Entry Point goes on after a step: with the next one if it is zero, from a start, or with an outcome.
type turn struct {
	start kernel.Start
	out   *kernel.Outcome
}

func (t turn) turns() bool { return t != turn{} }

// steps is the table of contents.
//
// B 3
var steps = [...]row{
	{kernel.StartA, "pre-processing", "Book B 2.12 3.1", false, (*Point).preProcessing},
	{kernel.StartB, "protocol activation", "Book B 2.12 3.2", false, (*Point).protocolActivation},
	{kernel.StartNone, "combination selection, step 1", "Book B 2.12 3.3.2.2", true, (*Point).selectPPSE},
	{kernel.StartNone, "combination selection, step 1a", "Book B 2.12 3.3.2.3a", true, (*Point).sendPOI},
	{kernel.StartNone, "combination selection, step 2", "Book B 2.12 3.3.2.4", true, (*Point).candidateList},
	{kernel.StartC, "combination selection, step 3", "Book B 2.12 3.3.2.6", true, (*Point).retainList},
	{kernel.StartNone, "final combination selection", "Book B 2.12 3.3.3.1", true, (*Point).selectCombination},
	{kernel.StartNone, "SELECT (AID)", "Book B 2.12 3.3.3.3", false, (*Point).selectAID},
	{kernel.StartD, "kernel activation", "Book B 2.12 3.4", false, (*Point).activateKernel},
}

// A Point is Entry Point for one transaction.
type Point struct {
	// Others are the interfaces that are polled beside the contactless one, best first: a card with contacts comes before a contactless one
	// (Book A 8.1.1.10). None: the contactless reader alone. Once a host is asked there are none.
	Others []kernel.Interface
	// Updates are what the terminal gives the kernel at a restart, TLV, beside the issuer's answer. None: nothing.
	Updates []byte

	port    *kernel.Port
	kernels []kernel.Kernel

	combinations []combination // for the transaction
	directory    directory     // of the card
	list         []candidate   // the Candidate List, first the first to select
	selected     candidate     // of it
	answer       answer        // to the final SELECT

	start     kernel.Start // where Entry Point goes on
	activated kernel.Start // where the reader has activated Entry Point; StartNone: it goes on by itself
	host      []byte       // what the issuer has answered, TLV
	issuer    bool         // issuer authentication data or issuer script is in it
	polled    bool         // the readers have been on
	mute      int          // times that a card in the field gave no answer when it was found
	found     kernel.Event // a card at another interface
	retained  retained
	timedOut  bool // the removal timeout

	buf [64]byte // of commands
}

// An answer is what the card says to SELECT (AID).
type answer struct {
	fci []byte
	sw  uint16
}

// New is Entry Point for the transaction of a session. Of several kernels with one identifier the first counts.
func New(p *kernel.Port, kernels ...kernel.Kernel) *Point {
	return &Point{port: p, kernels: kernels}
}

// Run runs Entry Point from a start, A or B for a new transaction, to a final outcome: message and field of the outcome are done. At a restart
// host is what the issuer answered, TLV of 8A, 91, 71, 72; nil: no answer.
//
// Where a card was found at one of Others the outcome is try another interface, and [Point.Found] is that card.
//
// B 3
func (e *Point) Run(start kernel.Start, host []byte) *kernel.Outcome {
	e.activated, e.host = start, host
	e.issuer = IssuerData(host) || len(e.Updates) > 0 // B 3.3.2.1
	if !e.retained.restart {
		e.combinations = e.supported() // A 8.1.1.1
	}
	for {
		t := e.from(start)
		if t.out != nil {
			t = e.outcomeProcessing(t.out) // B 3.5
		}
		if t.out != nil {
			return t.out
		}
		start, e.activated = t.start, kernel.StartNone
	}
}

// from takes the steps from a start on, until one of them has an outcome or goes back to a start.
func (e *Point) from(start kernel.Start) turn {
	e.start = start
	begun := false
	for i := range steps {
		s := &steps[i]
		begun = begun || s.start == start && start != kernel.StartNone
		if !begun || s.search && e.issuer { // B 3.3.2.1
			continue
		}
		e.port.Step(s.name, s.clause)
		if t := s.run(e); t.turns() {
			return t
		}
	}
	return turn{out: failed(noKernel)}
}

// Found is the card that was found at one of Others, or that gave no answer there.
func (e *Point) Found() (card kernel.Event, ok bool) {
	return e.found, e.found.Kind != kernel.Nothing
}

// Selected is the combination that was selected last, nil if none was.
//
// B 3.3.3.1
func (e *Point) Selected() *kernel.Combination {
	if e.selected.combination == nil {
		return nil
	}
	return e.selected.Combination
}

// Polled reports whether the field has been on: without it nothing is known of any card.
//
// B 3.1.1.13
func (e *Point) Polled() bool { return e.polled }

// IssuerData reports whether an issuer's answer, TLV, has issuer authentication data or an issuer script, if only one that is cut off: the kernel reports it as
// not performed.
//
// A 8.1.1.22, B 3.3.2.1
func IssuerData(host []byte) bool {
	return holds(host, tlv.IssuerAuthenticationData.Tag(), tlv.TagScript1, tlv.TagScript2)
}

// holds reports whether an issuer's answer has one of these objects.
func holds(host []byte, tags ...tlv.Tag) bool {
	c := tlv.NewCursor(host)
	var o tlv.Object
	found := false
	for c.Read(&o) {
		found = found || len(o.Value) > 0 && slices.Contains(tags, o.Tag)
	}
	return (found || c.Err() != nil) && step.Readable(host, &c) // B4 12.2.4: a script that is cut off is reported too
}
