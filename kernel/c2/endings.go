package c2

import (
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// What several states end with: the book writes it out in each.

// selectNext leaves the application for the next one.
// C-2 6.3, 6.5
func (t *tx) selectNext() state {
	t.out.FieldOff = 0 // not applicable
	t.out.Status, t.out.Start = kernel.SelectNext, kernel.StartC
	t.onlyErrorIndication()
	return t.end()
}

// invalidResponse ends the transaction before any record is read, or for data in a format that their element does not have.
// C-2 6.5, 4.6.2 before GENERATE AC
func (t *tx) invalidResponse() state {
	t.otherCard() // S3.90.1
	t.out.Status, t.msgOnError = kernel.EndApplication, t.ui.Message
	t.onlyErrorIndication()
	t.uiOnOutcome()
	return t.end() // S3.90.2
}

// timedOut ends the transaction for a terminal that has not sent what it was asked for. What discretionary data there are its caller has to say.
// C-2 6.4, 6.10
func (t *tx) timedOut(clause string) {
	t.out.Status = kernel.EndApplication
	t.err.L3, t.err.Clause, t.err.Reason = kernel.L3TimeOut, clause, "no data from the terminal in time"
}

// messageHold is Message Hold Time.
// C-2 A.1 Message Hold Time
func (t *tx) messageHold() time.Duration { return states.Tenths(t.data.Number(tlv.MessageHoldTime)) }

// otherCard makes the message that another card is needed.
// C-2 4.5.2
func (t *tx) otherCard() { t.ui.Message, t.ui.Status = kernel.MsgTryAnotherCard, kernel.StatusNotReady }

// endApplication is OUT for a card that will not do: END APPLICATION, with the discretionary data and the message as it is now.
// C-2 4.5
func (t *tx) endApplication() state {
	t.out.Status, t.msgOnError = kernel.EndApplication, t.ui.Message
	t.createDiscretionaryData()
	t.uiOnOutcome()
	return t.end()
}

// presentAgain makes the message that the card is to be presented again.
// C-2 4.5.2
func (t *tx) presentAgain() {
	t.ui.Message, t.ui.Status, t.ui.Hold = kernel.MsgPresentAgain, kernel.StatusReadyToRead, 0
}

// endAndRestart is OUT for a card that has given no answer: END APPLICATION, and a start at B with the message as it is now.
// C-2 4.5
func (t *tx) endAndRestart(ev *kernel.Event, clause string) state {
	t.out.Status, t.out.Start, t.msgOnError = kernel.EndApplication, kernel.StartB, t.ui.Message
	t.noAnswer(ev, clause)
	t.createDiscretionaryData()
	t.uiOnRestart()
	return t.end()
}

// formatError is OUT where what the card gave is not of its format. The message is held for Message Hold Time, as it is from the start.
// C-2 4.6.2
func (t *tx) formatError(clause, reason string) state {
	t.wrong(kernel.CardDataError, clause, reason)
	return t.invalidResponse()
}
