package c2

import (
	"github.com/emvgo/emv/kernel"
)

// The ways in which several states end. What the card or the terminal did wrong is in Error Indication already.

// selectNext leaves the application for the next one.
// C-2 6.3, 6.5
func (t *tx) selectNext() state {
	t.out.FieldOff = 0 // not applicable
	t.out.Status, t.out.Start = kernel.SelectNext, kernel.StartC
	t.onlyErrorIndication()
	return t.end()
}

// invalidResponse ends the transaction before any record is read, or for data in a format that their element does not have.
// C-2 6.5, 4.6.2
func (t *tx) invalidResponse() state {
	t.ui.Message, t.ui.Status = kernel.MsgTryAnotherCard, kernel.StatusNotReady // S3.90.1
	t.out.Status, t.msgOnError = kernel.EndApplication, kernel.MsgTryAnotherCard
	t.onlyErrorIndication()
	t.uiOnOutcome()
	return t.end() // S3.90.2
}

// otherCard ends the transaction and sends the cardholder for another card.
// C-2 6.6, 6.8, 6.11
func (t *tx) otherCard() state {
	t.ui.Message, t.ui.Status = kernel.MsgTryAnotherCard, kernel.StatusNotReady
	t.out.Status, t.msgOnError = kernel.EndApplication, kernel.MsgTryAnotherCard
	t.createDiscretionaryData()
	t.uiOnOutcome()
	return t.end()
}

// presentAgain ends the transaction for a card that was lost, and has it presented again.
// C-2 6.6, 6.8, 6.9
func (t *tx) presentAgain(ev *kernel.Event, clause string) state {
	t.ui.Message, t.ui.Status, t.ui.Hold = kernel.MsgPresentAgain, kernel.StatusReadyToRead, 0
	t.out.Status, t.out.Start = kernel.EndApplication, kernel.StartB
	t.uiOnRestart()
	t.noAnswer(ev, clause)
	t.msgOnError = kernel.MsgPresentAgain
	t.createDiscretionaryData()
	return t.end()
}

// timedOut ends the transaction for a terminal that has not sent what it was asked for. What discretionary data there are its caller has to say.
// C-2 6.4, 6.10
func (t *tx) timedOut(clause string) {
	t.out.Status = kernel.EndApplication
	t.err.L3, t.err.Clause, t.err.Reason = kernel.L3TimeOut, clause, "no data from the terminal in time"
}
