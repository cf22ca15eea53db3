package entrypoint

import (
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Prepare begins a new transaction, and gives the start to run Entry Point from: A, or B where the reader starts by itself. It asks for the amount where
// that is not known yet, and then no reader starts by itself; language is that of the first messages.
//
// A 8.1.1.3, 8.1.1.4, 8.1.1.5, 8.1.1.6
func (e *Point) Prepare(language string) (kernel.Start, *kernel.Outcome) {
	e.retained = retained{} // A 8.1.1.4
	if e.port.Config().Terminal.Autorun && !e.port.Transaction().AmountLater {
		e.port.Show(kernel.UI{Message: kernel.MsgPresentCard, Status: kernel.StatusReadyToRead, Language: language}) // A 8.1.1.6
		return kernel.StartB, nil
	}
	e.port.ReaderOff(kernel.Contactless) // A 8.1.1.5
	e.port.Show(kernel.UI{Message: kernel.MsgWelcome, Status: kernel.StatusIdle, Language: language})
	return kernel.StartA, e.enterAmount(language) // A 8.1.1.3
}

// treatment is how the configuration treats the transaction, nil if it says nothing.
func (e *Point) treatment() *kernel.Treatment {
	return e.port.Config().Treatment(e.port.Transaction().Purpose)
}

// enterAmount has the amounts entered that are not known yet.
//
// A 8.1.1.3
func (e *Point) enterAmount(language string) *kernel.Outcome {
	tx := e.port.Transaction()
	if !tx.AmountLater {
		return nil
	}
	ui := kernel.UI{Message: kernel.MsgEnterAmount, Language: language, Currency: tx.Currency, Exponent: tx.Exponent}
	if out := e.port.RequestAmount(ui); out != nil {
		return out
	}
	if reason := e.port.Config().Agree(tx); reason != "" {
		out := failed(amountRefused)
		out.Error.Reason = reason
		return out
	}
	return nil
}

// Authorise asks the host for an outcome, with the removal timeout that the outcome asks for: call it when the PIN has been entered. It gives the host's
// answer, nil where none came, or none that can be read.
//
// A 8.1.1.21, 5.5.8, B4 12.2.3
func (e *Point) Authorise(out *kernel.Outcome) (host []byte, stopped *kernel.Outcome) {
	var also []kernel.EventKind
	if out.RemovalTimeout != 0 { // A 8.1.1.21
		e.timedOut = false
		e.port.StartTimer(out.RemovalTimeout)
		also = timeout[:]
	}
	ev, stopped := e.port.GoOnline(out.DataRecord, also...)
	if stopped == nil && ev.Kind == kernel.Timeout { // A 8.1.1.21
		e.timedOut = true
		e.port.Show(kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully})
		ev, stopped = e.port.Await(kernel.Set(kernel.HostResponse, kernel.UnableToGoOnline))
	}
	if out.RemovalTimeout != 0 {
		e.port.StopTimer() // A 8.1.1.21
	}
	if _, ok := step.ParseIssuerResponse(ev.Data); !ok { // B4 12.2.3: the card is not told what counts as not received
		return nil, stopped
	}
	return ev.Data, stopped
}

var timeout = [...]kernel.EventKind{kernel.Timeout}

// Restart is the start that the last outcome asks for once the host has been asked, StartNone if Entry Point is not to be run again. host is its answer,
// nil if none came.
//
// A 8.1.1.22, 8.1.1.24
func (e *Point) Restart(host []byte) kernel.Start {
	r := &e.retained
	if r.online == kernel.OnlineDataAny || r.online == kernel.OnlineDataEMV && (e.bringsBack(host) || len(e.Updates) > 0) { // A 8.1.1.22, 8.1.1.24
		return r.start
	}
	return kernel.StartNone
}

// bringsBack reports whether there is something in an issuer's answer that the card is presented again for.
//
// A 8.1.1.22, C-6 3.11.1
func (e *Point) bringsBack(host []byte) bool {
	if e.retained.scripts {
		return holds(host, tlv.TagScript1, tlv.TagScript2) // C-6 F20.4
	}
	return IssuerData(host)
}

// PresentAgain is the start for a card that the terminal has updates for after a transaction that no host was asked about: the cardholder is asked for it.
//
// C-6 3.11.1, A 8.1.1.20
func (e *Point) PresentAgain() kernel.Start {
	e.retained.restart = true
	e.retained.ui = &kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusReadyToRead}
	return kernel.StartB
}

// AwaitRemoval has the card taken out of the field and gives the start that an outcome End Application asks for, StartNone if it asks for none or the
// card stays.
//
// A 8.1.1.23
func (e *Point) AwaitRemoval(within time.Duration) kernel.Start {
	start := e.retained.start
	if start == kernel.StartNone || !e.port.RemovalProcedure(kernel.UI{Message: kernel.MsgRemoveCard}, within) { // A 8.1.1.23
		return kernel.StartNone
	}
	return start
}
