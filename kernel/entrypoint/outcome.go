package entrypoint

import (
	"slices"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// What the reader retains of outcomes for a restart.
//
// A 8.1.1.19
type retained struct {
	restart bool // the Restart flag
	scripts bool // of the issuer's data only scripts bring the card back
	start   kernel.Start
	online  kernel.OnlineData
	ui      *kernel.UI // user interface request on restart
}

// outcomeProcessing does what an outcome asks for, and goes back to a start or ends with a final outcome.
//
// B 3.5
func (e *Point) outcomeProcessing(out *kernel.Outcome) turn {
	if out.UIOutcome != nil && !e.onlyRead(out) { // B 3.5.1.1
		e.port.Show(*out.UIOutcome)
	}
	if out.FieldOff != 0 { // B 3.5.1.2
		e.port.FieldOff(hold(out.FieldOff))
	}
	switch out.Status {
	case kernel.TryAgain: // B 3.5.1.3
		if e.issuer {
			e.port.Keep(out.Reports) // of scripts that the card has had, if it comes back no more
		}
		e.retain(out)
		e.retained.restart = true // A 8.1.1.20: by the letter for a final outcome only
		return turn{start: kernel.StartB}
	case kernel.SelectNext: // B 3.5.1.4
		e.selected.memory = nil
		if t := e.remove(); t.out == nil {
			return t
		}
		return e.outcomeProcessing(failed(noSecondSelection))
	}
	e.retain(out)
	if out.Start != kernel.StartNone { // A 8.1.1.20
		e.retained.restart = true
	}
	e.single(out)
	e.identify(out)
	return turn{out: out} // B 3.5.1.5
}

// onlyRead reports whether the card has done its part by being read. No host is asked, and it is for the program that accepts the card to say so.
func (e *Point) onlyRead(out *kernel.Outcome) bool {
	return out.Status == kernel.OnlineRequest && e.port.Transaction().Purpose == kernel.CardRead
}

// retain keeps what a restart needs.
//
// A 8.1.1.19
func (e *Point) retain(out *kernel.Outcome) {
	r := &e.retained
	r.start, r.online, r.scripts, r.ui = out.Start, out.OnlineResponseData, out.ScriptsOnly, nil
	if out.UIRestart != nil {
		ui := *out.UIRestart
		r.ui = &ui
	}
}

// hold is the hold time of a field off request.
//
// A table 6-2
func hold(request time.Duration) time.Duration {
	if request == kernel.OffNow {
		return 0
	}
	return request
}

// single ends the polling of other readers: the tap is over, or one of them has the card. Once the host is asked no other card may take part.
//
// A 8.1.1.11
func (e *Point) single(out *kernel.Outcome) {
	if !e.polled || e.found.Kind == kernel.CardFound {
		return
	}
	for _, i := range e.Others {
		e.port.ReaderOff(i)
	}
	if out.Status == kernel.OnlineRequest {
		e.Others = nil
	}
}

// identify adds what Entry Point has to say to a final outcome: the kernel that was selected. The application stands in the Result, as it was selected, whatever
// its answer calls it; its name for the cardholder is the kernel's to say.
//
// B 3.5.1.5
func (e *Point) identify(out *kernel.Outcome) {
	if e.selected.combination != nil {
		out.Reports = append(slices.Clip(out.Reports), tlv.KernelIdentifierTerminal)
		e.port.Selected(e.applicationName(), e.port.Reviewable().Label) // B 3.5.1.5
	}
}

// A failure is why Entry Point ends by itself.
type failure uint8

// The failures.
const (
	noneAllowed failure = iota
	noCard
	mute
	givenUp
	otherInterface
	noCandidate
	noSecondSelection
	noKernel
	amountRefused
)

// failures are the outcomes of Entry Point's own, with the parameters that the books give them.
var failures = [...]struct {
	status        kernel.Status
	message       kernel.MessageID // 0: no user interface request on outcome
	ui            kernel.UIStatus
	l2            kernel.L2Error
	l3            kernel.L3Error
	clause, words string
}{
	noneAllowed: {
		kernel.TryAnotherInterface, kernel.MsgInsertOrSwipe, kernel.StatusProcessingError, 0, 0,
		"Book B 2.12 3.1.1.13", "no combination is allowed for the transaction",
	},
	noCard: {status: kernel.EndApplication, l3: kernel.L3TimeOut, clause: "Book A 2.12 5.5.3", words: "no card was presented"},
	mute: {
		kernel.EndApplication, kernel.MsgProcessingErr, kernel.StatusProcessingError, 0, 0,
		"Book B 2.12 3.3.3.7", "the card in the field gave no answer",
	},
	givenUp:        {status: kernel.EndApplication, l3: kernel.L3Stop, clause: "Book A 2.12 5.5.3", words: "cancelled while the card was awaited again"},
	otherInterface: {status: kernel.TryAnotherInterface, clause: "Book A 2.12 8.1.1.10", words: "the card is at another interface"},
	noCandidate: {
		kernel.EndApplication, kernel.MsgTryAnotherCard, kernel.StatusReadyToRead, kernel.EmptyCandidateList, 0,
		"Book B 2.12 3.3.2.7", "no combination that card and reader share can be selected",
	},
	noSecondSelection: {
		kernel.EndApplication, kernel.MsgTryAnotherCard, kernel.StatusReadyToRead, kernel.StatusBytes, 0,
		"Book B 2.12 3.3.3.5", "the application cannot be selected again for the issuer's data",
	},
	noKernel: {status: kernel.EndApplication, l2: kernel.InternalError, clause: "Book B 2.12 3.5", words: "the kernel gave no outcome"},
	amountRefused: {
		kernel.EndApplication, kernel.MsgNotAccepted, 0, 0, kernel.L3Stop, "Book A 2.12 8.1.1.3", "the configuration does not let the transaction have the amount",
	},
}

func failed(f failure) *kernel.Outcome {
	r := &failures[f]
	out := &kernel.Outcome{
		Status: r.status, Kernel: "entrypoint",
		Error: kernel.ErrorIndication{L2: r.l2, L3: r.l3, Step: "Entry Point", Clause: r.clause, Reason: r.words},
	}
	if r.message != 0 {
		out.UIOutcome = &kernel.UI{Message: r.message, Status: r.ui}
	}
	return out
}
