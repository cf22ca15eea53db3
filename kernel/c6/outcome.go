package c6

import (
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// An ending is one of the book's outcomes with its parameters.
type ending uint8

const (
	approved ending = iota
	onlineRequest
	declined
	tryAnother
	endApplication
	processingError
	seeDevice
	presentAgain

	anotherOrEnd      // try another interface where there is one, else end application
	anotherOrDeclined // likewise, else declined
)

// pause is the book's 13: hold time and field off request, in units of 100 ms.
// C-6 B.10, B.11
const pause = 13 * 100 * time.Millisecond

// endings are the outcomes. What a row does not name is N/A, No or zero.
var endings = [...]struct {
	status   kernel.Status
	start    kernel.Start
	ui       kernel.UI // none where it is empty
	again    bool      // UI request on restart: ready to read
	balance  bool      // the UI request has the Offline Balance, where the card gave it
	receipt  bool
	fieldOff time.Duration
}{
	approved: { // C-6 B.2
		status: kernel.Approved, ui: kernel.UI{Message: kernel.MsgApproved, Status: kernel.StatusCardReadSuccessfully}, balance: true, receipt: true,
	},
	onlineRequest: { // C-6 B.3
		status: kernel.OnlineRequest, ui: kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusCardReadSuccessfully}, balance: true,
	},
	declined: { // C-6 B.6
		status: kernel.Declined, ui: kernel.UI{Message: kernel.MsgDeclined, Status: kernel.StatusCardReadSuccessfully}, balance: true,
	},
	tryAnother: { // C-6 B.7
		status: kernel.TryAnotherInterface, ui: kernel.UI{Message: kernel.MsgInsertOrSwipe, Status: kernel.StatusReadyToRead},
	},
	endApplication: {status: kernel.EndApplication}, // C-6 B.8
	processingError: { // C-6 B.9
		status: kernel.EndApplication, ui: kernel.UI{Message: kernel.MsgTryAnotherCard, Status: kernel.StatusProcessingError},
	},
	seeDevice: { // C-6 B.10
		status: kernel.TryAgain, start: kernel.StartB, again: true, fieldOff: pause,
		ui: kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusProcessingError, Hold: pause},
	},
	presentAgain: { // C-6 B.11
		status: kernel.TryAgain, start: kernel.StartB, again: true, fieldOff: pause,
		ui: kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusProcessingError, Hold: pause},
	},
}

// fail ends the transaction before its time, with the card's status word where that is the failure.
func (t *tx) fail(f failure, sw ...uint16) *kernel.Outcome {
	e := t.resolved(failures[f].ending)
	out := t.end(e)
	out.Error = t.indication(f, sw...)
	if e == declined {
		out.DataRecord, _ = t.record(e)
		t.storageParameters(out)
		t.settle()
	}
	t.Note(out.Error.Clause, "%s", out.Error.Reason)
	return out
}

// resolved is the ending where it depends on whether there is another interface. A second presentment never leads to one: the host has decided already.
// C-6 F2.9, F9.10, F15.13, F18.14, 3.12
func (t *tx) resolved(e ending) ending {
	_, other := t.switching() // C-6 F2.9, F9.10, F15.13, F18.14
	switch {
	case t.again(): // C-6 3.12
		return endApplication
	case e != anotherOrEnd && e != anotherOrDeclined:
		return e
	case other:
		return tryAnother // C-6 F2.10, F9.10a
	case e == anotherOrDeclined:
		return declined
	}
	return processingError
}

// indication is what a failure says of itself.
func (t *tx) indication(f failure, sw ...uint16) kernel.ErrorIndication {
	row := &failures[f]
	e := kernel.ErrorIndication{L2: row.l2, Step: t.step, Clause: row.clause, Reason: row.words}
	if len(sw) != 0 {
		e.SW = sw[0]
	}
	return e
}

// failOn is fail with what the failure is about.
func (t *tx) failOn(f failure, what string) *kernel.Outcome {
	out := t.fail(f)
	out.Error.Reason += ": " + what
	return out
}

// stopped completes an outcome that came from outside the kernel: cancelled, closed, out of budget.
func (t *tx) stopped(from *kernel.Outcome) *kernel.Outcome {
	out := *from
	out.Error.Step = t.step
	t.report(&out)
	return &out
}

// end makes an outcome.
// C-6 annex B
func (t *tx) end(e ending) *kernel.Outcome {
	row := &endings[e]
	out := &kernel.Outcome{Status: row.status, Start: row.start, Receipt: row.receipt, FieldOff: row.fieldOff}
	if e == tryAnother {
		out.AlternateInterface, _ = t.switching() // C-6 B.7
	}
	if row.ui != (kernel.UI{}) {
		out.UIOutcome = t.ui(row.ui.Message, row.ui.Status)
		out.UIOutcome.Hold = row.ui.Hold
		if row.balance {
			t.balance(out.UIOutcome)
		}
	}
	if row.again {
		out.UIRestart = t.ui(kernel.MsgNone, kernel.StatusReadyToRead)
	}
	t.report(out)
	return out
}

// ui is a user interface request in the cardholder's language.
// C-6 F4.1
func (t *tx) ui(m kernel.MessageID, s kernel.UIStatus) *kernel.UI {
	return &kernel.UI{Message: m, Status: s, Language: t.language}
}

// balance puts the card's Offline Balance into a UI request.
// C-6 B.2, B.3
func (t *tx) balance(ui *kernel.UI) {
	v := t.data.Get(tlv.OfflineBalanceKernel6)
	amount, err := tlv.DecodeN(v)
	if err != nil || len(v) == 0 {
		return
	}
	tr := t.Transaction()
	ui.Balance, ui.HasValue, ui.Amount = true, true, amount
	ui.Currency, ui.Exponent = tr.Currency, tr.Exponent
}

// reports are the data elements that a transaction tells of itself.
var reports = [...]tlv.Row{
	tlv.TTQKernel6, tlv.CardProcessingRequirements, tlv.CID, tlv.ApplicationCryptogram, tlv.ATC, tlv.TVR, tlv.TSI,
	tlv.AIP, tlv.UnpredictableNumber, tlv.IssuerApplicationData, tlv.PAN, tlv.PANSequenceNumber,
	tlv.ApplicationExpirationDate, tlv.Track2EquivalentData, tlv.OfflineBalanceKernel6, tlv.LogEntry,
	tlv.ApplicationEffectiveDate, tlv.IssuerCountryCode, // B4 12.1.5
}

// report puts into an outcome what the transaction tells of itself.
func (t *tx) report(out *kernel.Outcome) {
	out.Kernel, out.Reports = "C-6", reports[:]
	out.Read = t.card.read && out.Status != kernel.TryAnotherInterface
	switch t.auth.result {
	case notPerformed:
		out.ODA = kernel.ODAResult{Result: "not performed"}
	case verified:
		out.ODA = kernel.ODAResult{Method: "CDA", Result: "ok"}
	case failed:
		out.ODA = kernel.ODAResult{Method: "CDA", Result: "failed", Reason: t.auth.words}
	}
}
