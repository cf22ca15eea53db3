package c8

import "github.com/emvgo/emv/kernel"

// What several states end with: the book writes it out in each.

// otherCard makes the message that another card is needed.
// C-8 A.1 UIRD
func (t *tx) otherCard() {
	t.ui1.Message, t.ui1.Status = kernel.MsgTryAnotherCard, kernel.StatusNotReady
}

// endApplication is OUT for a card that will not do: END APPLICATION, with the discretionary data and the message as it is now.
// C-8 4.7.2
func (t *tx) endApplication() state {
	t.out.Status = kernel.EndApplication
	t.createDiscretionaryData()
	t.uiOnOutcome()
	return t.end()
}

// endApplicationLate is endApplication from GENERATE AC on: the discretionary data are made before the status is set, which shows where the configuration lists
// the Outcome Parameter Set.
// C-8 6.3.15, 6.3.16, 6.3.19
func (t *tx) endApplicationLate() state {
	t.createDiscretionaryData()
	t.out.Status = kernel.EndApplication
	t.uiOnOutcome()
	return t.end()
}

// formatErrorEarly is OUT where what the card gave is not of its format, in states 1 and 2.
// C-8 4.7.2
func (t *tx) formatErrorEarly(clause, reason string) state {
	t.wrong(kernel.CardDataError, clause, reason)
	t.otherCard()
	return t.endApplication()
}

// presentAgain is OUT for a card that has given no answer: END APPLICATION, and a start at B with the message to present it again.
// C-8 6.3.5, 6.3.7, 6.3.8, 6.3.13
func (t *tx) presentAgain(ev *kernel.Event, clause string) state {
	t.ui1.Message, t.ui1.Status, t.ui1.Hold = kernel.MsgPresentAgain, kernel.StatusReadyToRead, 0 // 21.3 22.10 23.9
	t.noAnswer(ev, clause)
	t.msgOnError = kernel.MsgPresentAgain // 21.4 22.11 23.10
	t.out.Status, t.out.Start = kernel.EndApplication, kernel.StartB
	t.uiOnRestart(t.ui1)
	t.createDiscretionaryData()
	return t.end() // 21.5 22.12 23.11
}

// cardFails ends the transaction for what the card did wrong before GENERATE AC: S202122232425-E.
// C-8 6.3.12
func (t *tx) cardFails(l2 kernel.L2Error, clause, reason string) state {
	t.wrong(l2, clause, reason)
	t.otherCard()             // 202122232425.24
	return t.endApplication() // 202122232425.25
}

// cardRefuses is cardFails for a status word other than 9000.
// C-8 6.3.12
func (t *tx) cardRefuses(sw uint16, clause, reason string) state {
	t.err.SW = sw
	return t.cardFails(kernel.StatusBytes, clause, reason)
}
