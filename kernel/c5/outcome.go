package c5

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
	twoPresentments
	presentAndHold
	declined
	tryChip
	endApplication
	cardError
	presentAgain
	tryAgain
	selectNext
)

// pause is the book's 13: hold time and field off request, in units of 100 ms.
// C-5 3.12.8.1 hold, 3.12.9.1 hold
const pause = 13 * 100 * time.Millisecond

// endings are the outcomes. What a row does not name is N/A, No or zero.
var endings = [...]struct {
	status    kernel.Status
	start     kernel.Start
	online    kernel.OnlineData
	ui, again kernel.UI // on outcome, on restart; none where it is empty
	balance   bool      // the UI request has the Offline Balance, where the card gave it
	record    bool
	alternate kernel.Interface
	receipt   bool
	fieldOff  time.Duration
}{
	approved: { // C-5 3.12.1.2
		status: kernel.Approved, ui: kernel.UI{Message: kernel.MsgApproved, Status: kernel.StatusCardReadSuccessfully}, balance: true, record: true, receipt: true,
	},
	onlineRequest: { // C-5 3.12.2.2
		status: kernel.OnlineRequest, ui: kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusCardReadSuccessfully}, balance: true, record: true,
	},
	twoPresentments: { // C-5 3.12.3.2
		status: kernel.OnlineRequest, start: kernel.StartB, online: kernel.OnlineDataEMV, balance: true, record: true,
		ui:    kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusCardReadSuccessfully},
		again: kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusReadyToRead},
	},
	presentAndHold: { // C-5 3.12.4.2
		status: kernel.OnlineRequest, start: kernel.StartD, online: kernel.OnlineDataAny, balance: true, record: true,
		ui:    kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusProcessing},
		again: kernel.UI{Message: kernel.MsgProcessing, Status: kernel.StatusProcessing},
	},
	declined: { // C-5 3.12.5.1
		status: kernel.Declined, ui: kernel.UI{Message: kernel.MsgDeclined, Status: kernel.StatusCardReadSuccessfully}, balance: true, record: true,
	},
	tryChip: { // C-5 3.12.6.1
		status: kernel.TryAnotherInterface, alternate: kernel.Contact, ui: kernel.UI{Message: kernel.MsgPleaseInsert, Status: kernel.StatusReadyToRead},
	},
	endApplication: {status: kernel.EndApplication}, // C-5 3.12.7.1
	cardError: { // C-5 3.3.1.3 parameters
		status: kernel.EndApplication, ui: kernel.UI{Message: kernel.MsgCardError, Status: kernel.StatusReadyToRead},
	},
	presentAgain: { // C-5 3.12.8.1
		status: kernel.EndApplication, start: kernel.StartB,
		ui:    kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusProcessingError, Hold: pause},
		again: kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusReadyToRead},
	},
	tryAgain: { // C-5 3.12.9.1
		status: kernel.TryAgain, start: kernel.StartB, fieldOff: pause,
		ui:    kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusNotReady, Hold: pause},
		again: kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusReadyToRead},
	},
	selectNext: {status: kernel.SelectNext, start: kernel.StartC}, // C-5 3.12.10.1
}

// fail ends the transaction before its time, with the card's status word where that is the failure.
func (t *tx) fail(f failure, sw ...uint16) *kernel.Outcome {
	row := &failures[f]
	out := t.end(row.ending, kernel.CVMNotApplicable)
	out.Error = kernel.ErrorIndication{L2: row.l2, Step: t.step, Clause: row.clause, Reason: row.words}
	if len(sw) != 0 {
		out.Error.SW = sw[0]
	}
	t.Note(row.clause, "%s", row.words)
	return out
}

// failOn is fail with what the failure is about.
func (t *tx) failOn(f failure, what string) *kernel.Outcome {
	out := t.fail(f)
	out.Error.Reason += ": " + what
	return out
}

// noResponse is fail where the card does not answer.
// C-5 3.11.2.1, 3.11.2.3
func (t *tx) noResponse(f failure, ev *kernel.Event) *kernel.Outcome {
	out := t.fail(f)
	out.Error.L1 = ev.Fault
	return out
}

// stopped completes an outcome that came from outside the kernel: cancelled, closed, out of budget. It is End Application, and nothing is kept.
// C-5 3.11.3.1, 3.11.3.2
func (t *tx) stopped(from *kernel.Outcome) *kernel.Outcome {
	t.act.Memory = nil // C-5 3.11.3.2 variables
	out := *from
	out.Error.Step = t.step
	t.report(&out)
	return &out
}

// end makes an outcome, with the data record where it has one.
// C-5 3.8.4.8, 3.9.3.4, 3.12
func (t *tx) end(e ending, cvm kernel.CVM) *kernel.Outcome {
	row := &endings[e]
	out := &kernel.Outcome{
		Status: row.status, Start: row.start, OnlineResponseData: row.online, CVM: cvm, AlternateInterface: row.alternate, Receipt: row.receipt, FieldOff: row.fieldOff,
	}
	if row.ui != (kernel.UI{}) {
		ui := row.ui
		ui.Message = message(row.status, cvm, ui.Message)
		if row.balance {
			t.balance(&ui)
		}
		out.UIOutcome = &ui
	}
	if row.again != (kernel.UI{}) {
		again := row.again
		out.UIRestart = &again
	}
	if e == presentAndHold {
		out.RemovalTimeout = time.Duration(t.at.removal) * 100 * time.Millisecond // C-5 3.12.4.2 removal timeout
	}
	if row.record {
		t.cvmResults(row.status, cvm)
		out.DataRecord = t.dataRecord()
	}
	t.report(out)
	return out
}

// message is the Message Identifier where the CVM has one of its own, else the outcome's.
// C-5 3.8.4.6, 3.9.3.3, 3.10.4.4
func message(s kernel.Status, cvm kernel.CVM, other kernel.MessageID) kernel.MessageID {
	switch {
	case s == kernel.Approved && cvm == kernel.CVMSignature: // C-5 3.8.4.6 signature, 3.10.4.4 signature
		return kernel.MsgApprovedSign
	case s == kernel.OnlineRequest && cvm == kernel.CVMOnlinePIN: // C-5 3.8.4.6 online PIN, 3.9.3.3 online PIN
		return kernel.MsgEnterPIN
	}
	return other
}

// balance puts the card's Offline Balance into a UI request.
// C-5 3.12.1.2 balance, 3.12.2.2 balance, 3.12.3.2 balance, 3.12.4.2 balance, 3.12.5.1 balance
func (t *tx) balance(ui *kernel.UI) {
	if !t.data.NotEmpty(tlv.OfflineBalance) {
		return
	}
	amount, _ := tlv.DecodeN(t.data.Get(tlv.OfflineBalance)) // of 6 bytes that are digits
	tr := t.Transaction()
	ui.Balance, ui.HasValue, ui.Amount = true, true, amount
	ui.Currency, ui.Exponent = tr.Currency, tr.Exponent
}

// results are the CVM Results for each value of the outcome parameter CVM.
// C-5 A.4
var results = [...]tlv.CVMResultsValue{
	kernel.CVMNotApplicable: {0x3F, 0x00, 0x00},
	kernel.CVMNotRequired:   {0x1F, 0x00, 0x02},
	kernel.CVMOnlinePIN:     {0x02, 0x00, 0x00},
	kernel.CVMConfirmed:     {0x01, 0x00, 0x02},
	kernel.CVMSignature:     {0x1E, 0x00, 0x00},
}

// cvmResults sets the CVM Results. An approval after an issuer update has those of the request to the host.
// C-5 3.8.4.5, 3.9.3.2, 3.10.4.5
func (t *tx) cvmResults(s kernel.Status, cvm kernel.CVM) {
	if !t.update.active || s != kernel.Approved {
		*t.data.CVMResults() = results[cvm]
	}
}

// report puts into an outcome what the transaction tells of itself.
func (t *tx) report(out *kernel.Outcome) {
	out.Kernel, out.Reports = "C-5", reports[:]
	out.Read = t.card.read && out.Status != kernel.TryAnotherInterface && out.Status != kernel.SelectNext
	out.ODA = kernel.ODAResult{Result: "not performed"}
	switch t.auth.result {
	case verified:
		out.ODA = kernel.ODAResult{Method: "CDA", Result: "ok"}
	case failed:
		out.ODA = kernel.ODAResult{Method: "CDA", Result: "failed", Reason: t.auth.words}
	}
}
