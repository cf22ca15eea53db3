package c7

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
	tryAgain
	declined
	tryChip
	tryStripe
	selectNext
	endApplication
	seeDevice
)

// pause is the book's 13: hold time and field off request, in units of 100 ms.
// C-7 4.5.3, 4.5.8
const pause = 13 * 100 * time.Millisecond

// endings are the outcomes. What a row does not name is N/A, No or zero.
var endings = [...]struct {
	status    kernel.Status
	start     kernel.Start
	ui        kernel.UI // none where it is empty
	again     bool      // UI request on restart: ready to read
	balance   bool      // the UI request has the Available Offline Spending Amount, where the card gave it
	alternate kernel.Interface
	receipt   bool
	fieldOff  time.Duration
}{
	approved: { // C-7 4.5.1
		status: kernel.Approved, ui: kernel.UI{Message: kernel.MsgApproved, Status: kernel.StatusCardReadSuccessfully}, balance: true, receipt: true,
	},
	onlineRequest: { // C-7 4.5.2
		status: kernel.OnlineRequest, ui: kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusCardReadSuccessfully}, balance: true,
	},
	tryAgain: { // C-7 4.5.3
		status: kernel.TryAgain, start: kernel.StartB, again: true, fieldOff: pause,
		ui: kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusProcessingError, Hold: pause, Language: "en"},
	},
	declined: { // C-7 4.5.4
		status: kernel.Declined, ui: kernel.UI{Message: kernel.MsgDeclined, Status: kernel.StatusCardReadSuccessfully},
	},
	tryChip: { // C-7 4.5.5
		status: kernel.TryAnotherInterface, alternate: kernel.Contact,
		ui: kernel.UI{Message: kernel.MsgInsertOrSwipe, Status: kernel.StatusReadyToRead},
	},
	tryStripe: { // C-7 4.5.5
		status: kernel.TryAnotherInterface, alternate: kernel.MagneticStripe,
		ui: kernel.UI{Message: kernel.MsgInsertOrSwipe, Status: kernel.StatusReadyToRead},
	},
	selectNext:     {status: kernel.SelectNext, start: kernel.StartC}, // C-7 4.5.6
	endApplication: {status: kernel.EndApplication},                   // C-7 4.5.7
	seeDevice: { // C-7 4.5.8
		status: kernel.TryAgain, start: kernel.StartB, again: true, fieldOff: pause,
		ui: kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusProcessingError, Hold: pause, Language: "en"},
	},
}

// fail ends the transaction before its time, with the card's status word where that is the failure.
func (t *tx) fail(f failure, sw ...uint16) *kernel.Outcome {
	row := &failures[f]
	out := t.end(row.ending)
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
// C-7 4.1.4.3, 4.2.4.1
func (t *tx) noResponse(f failure, ev *kernel.Event) *kernel.Outcome {
	out := t.fail(f)
	out.Error.L1 = ev.Fault
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
// C-7 4.5
func (t *tx) end(e ending) *kernel.Outcome {
	row := &endings[e]
	out := &kernel.Outcome{
		Status: row.status, Start: row.start, AlternateInterface: row.alternate, Receipt: row.receipt, FieldOff: row.fieldOff,
	}
	if row.ui != (kernel.UI{}) {
		ui := row.ui
		if row.balance {
			t.balance(&ui)
		}
		out.UIOutcome = &ui
	}
	if row.again {
		out.UIRestart = &kernel.UI{Status: kernel.StatusReadyToRead}
	}
	t.report(out)
	return out
}

// balance puts the card's Available Offline Spending Amount into a UI request.
// C-7 4.5.1, 4.5.2
func (t *tx) balance(ui *kernel.UI) {
	amount, err := tlv.DecodeN(t.data.Get(tlv.AvailableOfflineSpendingAmount))
	if err != nil || !t.data.NotEmpty(tlv.AvailableOfflineSpendingAmount) {
		return
	}
	tr := t.Transaction()
	ui.Balance, ui.HasValue, ui.Amount = true, true, amount
	ui.Currency, ui.Exponent = tr.Currency, tr.Exponent
}

// reports are the data elements that a transaction tells of itself.
var reports = [...]tlv.Row{
	tlv.TTQKernel7, tlv.CTQKernel7, tlv.CID, tlv.ApplicationCryptogram, tlv.ATC, tlv.TVR, tlv.AIP, tlv.UnpredictableNumber, tlv.IssuerApplicationData, tlv.PAN,
	tlv.PANSequenceNumber, tlv.ApplicationExpirationDate, tlv.Track2EquivalentData, tlv.AvailableOfflineSpendingAmount, tlv.ElectronicCashAuthorisationCode,
	tlv.ApplicationLabel, tlv.ApplicationPreferredName, tlv.IssuerCodeTableIndex,
}

// report puts into an outcome what the transaction tells of itself.
func (t *tx) report(out *kernel.Outcome) {
	out.Kernel, out.Reports = "C-7", reports[:]
	out.Read = t.card.read && out.Status != kernel.TryAnotherInterface
	out.ODA = kernel.ODAResult{Result: "not performed"}
	switch t.auth.result {
	case verified:
		out.ODA = kernel.ODAResult{Method: "fDDA", Result: "ok"}
	case failed:
		out.ODA = kernel.ODAResult{Method: "fDDA", Result: "failed", Reason: t.auth.words}
	}
}
