package c3

import (
	"strings"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// seePhoneHold is how long the message stays and the field is off while the cardholder looks at the phone.
// C-3 5.2.2.2 hold
const seePhoneHold = 1300 * time.Millisecond

// ui is a user interface request in the cardholder's language.
func (t *tx) ui(m kernel.MessageID, s kernel.UIStatus) *kernel.UI {
	return &kernel.UI{Message: m, Status: s, Language: t.language}
}

// complete makes the outcome of a transaction that has been through to its end.
// C-3 5.8.1.1, 5.9.1.1, 5.9.1.2
func (t *tx) complete(s kernel.Status, m kernel.MessageID, cvm kernel.CVM) *kernel.Outcome {
	d := &t.decision
	out := &kernel.Outcome{Status: s, CVM: cvm, UIOutcome: t.ui(m, kernel.StatusNone), DataRecord: t.dataRecord(), Read: true}
	t.showSpendingAmount(out)
	if s == kernel.Declined {
		out.Error.Reason, out.Error.Clause = d.why, d.clause
	}
	return t.fill(out)
}

// showSpendingAmount adds the Available Offline Spending Amount, where the card gives it and the reader shows it or prints it.
// C-3 4.3.1.1, 4.1.1.3 amount
func (t *tx) showSpendingAmount(out *kernel.Outcome) {
	left := t.data.Get(tlv.AvailableOfflineSpendingAmount)
	if left == nil || !t.is.spendingAmount { // C-3 4.3.1.1 supported
		return
	}
	tr, ui := t.Transaction(), out.UIOutcome
	ui.Balance, ui.HasValue, ui.Currency, ui.Exponent = true, true, tr.Currency, tr.Exponent // C-3 4.3.1.1 currency
	for _, b := range left {
		ui.Amount = 100*ui.Amount + 10*uint64(b>>4) + uint64(b&15) // C-3 4.3.1.1 value
	}
	out.DiscretionaryData = tlv.Append(nil, tlv.AvailableOfflineSpendingAmount.Tag(), left) // C-3 4.3.1.1 discretionary data
}

// tryAgain begins again, silently, when the card's answer was lost. What it has said so far is forgotten.
// C-3 4.1.1.2
func (t *tx) tryAgain(ev *kernel.Event) *kernel.Outcome {
	t.data.Forget(tlv.FromCard)                                           // C-3 4.1.1.2 discard
	out := &kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB} // C-3 4.1.1.2 parameters
	out.Error = kernel.ErrorIndication{L1: ev.Fault, Clause: "C-3 2.12 4.1.1.2", Reason: "no response from the card"}
	return t.fill(out)
}

// seePhone sends the cardholder to the phone and then tries again.
// C-3 5.2.2.2
func (t *tx) seePhone(sw uint16) *kernel.Outcome {
	out := &kernel.Outcome{
		Status: kernel.TryAgain, Start: kernel.StartB, FieldOff: seePhoneHold, // C-3 5.2.2.2 field off
		UIOutcome: t.ui(kernel.MsgSeePhone, kernel.StatusProcessingError), UIRestart: t.ui(kernel.MsgNone, kernel.StatusReadyToRead),
		Error: t.indication(phoneAsks, sw),
	}
	out.UIOutcome.Hold = seePhoneHold
	return t.fill(out)
}

// selectNext leaves the application for the next one.
// C-3 5.2.2.2
func (t *tx) selectNext(sw uint16) *kernel.Outcome {
	return t.fill(&kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC, Error: t.indication(conditionsNotSatisfied, sw)})
}

// tryAnotherInterface leaves the contactless interface, for a certain one or for any.
// C-3 5.2.2.2, 5.5.1.3, 5.5.1.4, 5.6.1.2
func (t *tx) tryAnotherInterface(f failure, m kernel.MessageID, to kernel.Interface, sw ...uint16) *kernel.Outcome {
	return t.fill(&kernel.Outcome{
		Status: kernel.TryAnotherInterface, UIOutcome: t.ui(m, kernel.StatusProcessingError), AlternateInterface: to, Error: t.indication(f, sw...),
	})
}

// updated is the outcome of issuer update processing: the host's disposition is still to be shown.
// C-3 6.2.1.3
func (t *tx) updated(e kernel.ErrorIndication) *kernel.Outcome {
	return t.fill(&kernel.Outcome{Status: kernel.EndApplication, Error: e})
}

// fail ends the transaction before its time, with the card's status word where that is the failure.
// C-3 4.2.1.1
func (t *tx) fail(f failure, sw ...uint16) *kernel.Outcome {
	return t.endApplication(t.indication(f, sw...))
}

// failOn is fail with what the failure is about.
// C-3 4.2.1.1
func (t *tx) failOn(f failure, what string) *kernel.Outcome {
	e := t.indication(f)
	e.Reason = strings.Replace(e.Reason, "%s", what, 1)
	return t.endApplication(e)
}

// endApplication is the outcome End Application.
// C-3 4.2.1.1
func (t *tx) endApplication(e kernel.ErrorIndication) *kernel.Outcome {
	if t.Tracing() {
		t.Note(e.Clause, "%s", e.Reason)
	}
	return t.fill(&kernel.Outcome{
		Status: kernel.EndApplication, UIOutcome: t.ui(kernel.MsgTryAnotherCard, kernel.StatusProcessingError), Error: e,
	})
}

// stopped completes an outcome that came from outside the kernel: cancelled, closed, out of budget.
func (t *tx) stopped(from *kernel.Outcome) *kernel.Outcome {
	out := *from
	if out.UIOutcome == nil {
		out.UIOutcome = t.ui(kernel.MsgTryAnotherCard, kernel.StatusProcessingError)
	}
	return t.fill(&out)
}

// indication is what the failure says of itself.
func (t *tx) indication(f failure, sw ...uint16) kernel.ErrorIndication {
	row := &failures[f]
	e := kernel.ErrorIndication{L2: row.l2, Clause: row.clause, Reason: row.words}
	if len(sw) != 0 {
		e.SW = sw[0]
	}
	return e
}

// fill puts into an outcome what every outcome has.
func (t *tx) fill(out *kernel.Outcome) *kernel.Outcome {
	out.Kernel = "C-3"
	out.ODA, out.Reports = t.decision.oda, reports[:]
	if out.ODA.Result == "" {
		out.ODA.Result = "not performed"
	}
	if out.Status != kernel.Approved && out.Status != kernel.OnlineRequest {
		out.Error.Step = t.step
	}
	return out
}
