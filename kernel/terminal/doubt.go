package terminal

import (
	"context"
	"fmt"
)

// inDoubt is what is left where nobody knows whether the host has a transaction.
const inDoubt = "the host refuses to take it back, and may not have booked it: ask the acquirer, and say by Resolve what it has"

// Doubts lists, without their card data, the transactions of which nobody knows whether the host has them: it refuses to take them back ([Entry.Refusal]). What stands of them, because it was approved
// here and no answer came, is not uploaded, for that might charge twice; it counts in the totals; so with a tip or a completion that the host may have taken. A settlement that the host has less in by one of them says that it does not have that. What was
// declined here counts in none, and holds its sale token until it is known.
//
// B4 12.2.3
func (t *Terminal) Doubts() ([]Entry, error) {
	open, err := t.ledger.Open()
	if err != nil {
		return nil, fmt.Errorf("terminal: ledger: %w", err)
	}
	var list []Entry
	for i := range open {
		if e := &open[i]; e.Doubt {
			list = append(list, e.redacted())
		}
		open[i].Wipe()
	}
	return list, nil
}

// Resolve says what the acquirer has of a transaction in doubt; the [Gate] is asked. What it has booked stays so, and is noted: a refund gives it back. What it has not is uploaded now, or is taken back where
// that was wanted; where the acquirer takes no uploads, nobody is charged: [Entry.Unpaid]; nor is anybody by what was declined here; and another amount that it has not is not taken. What waits goes first, and while it does, nothing is
// resolved: an upload of the same transaction might be among it. Call it again then.
//
// The error is a [*StateError] where there is no doubt, or the host says at once that it does not book what is uploaded now or may have it still; and [Terminal.Forward]'s, the gate's, or the ledger's.
//
// B4 12.1.5, 12.2.3
func (t *Terminal) Resolve(ctx context.Context, number uint64, booked bool) error {
	e, err := t.ledger.Get(number)
	e.Wipe()
	if err != nil {
		return err
	}
	if err := t.admitChange(Task{Purpose: e.Transaction.Purpose, Amount: e.Transaction.Amount, GivesBack: !booked && e.wanted()}); err != nil {
		return err
	}
	if _, err := t.Forward(ctx); err != nil {
		return fmt.Errorf("terminal: transaction %d is not resolved while messages wait: %w", number, err)
	}
	if err := t.resolve(number, booked); err != nil {
		return err
	}
	_, _ = t.Forward(ctx) // or it waits
	e, err = t.ledger.Get(number)
	e.Wipe()
	switch {
	case err == nil && e.Doubt:
		return &StateError{number, e.State, inDoubt}
	case err == nil && e.Unpaid && t.uploads():
		return &StateError{number, e.State, "the host does not book it: " + e.Rejected}
	}
	return nil
}

func (t *Terminal) resolve(number uint64, booked bool) error {
	t.books.Lock()
	defer t.books.Unlock()
	e, err := t.ledger.Get(number)
	defer e.Wipe()
	switch {
	case err != nil:
		return err
	case !e.Doubt:
		return &StateError{number, e.State, "it is not in doubt"}
	}
	amount := e.otherInDoubt()
	e.Doubt = false
	capture, due := e.Capture, []Message(nil)
	defer clear(capture)
	if !t.takesLater(&e.Transaction) {
		e.Capture = nil
	}
	switch {
	case amount && booked:
		e.Rejected = ""
	case amount:
		e.amounts(e.Held)
		e.Taken, e.Held = false, 0
	case booked:
		e.Reversal = ""
	case !e.Approved:
		e.Refusal = ""
	case e.wanted():
		e.State, e.Refusal = Undone, ""
	case !t.uploads():
		e.Refusal, e.Booked, e.Unpaid, e.Rejected = "", false, true, e.Refusal
	case len(capture) == 0:
		return &StateError{number, e.State, "the ledger does not keep its card data"}
	default:
		e.Refusal, e.Booked, e.Uploaded = "", false, true
		due = append(due, Message{Approval: &Approval{Number: number, Token: e.Token, Transaction: e.Transaction, Data: capture}})
	}
	return t.ledger.Put(e, due...)
}

// otherInDoubt reports whether it is another amount that is in doubt, not the transaction: a tip or a completion.
func (e *Entry) otherInDoubt() bool { return e.Doubt && e.Refusal == "" }

// wanted reports whether a transaction in doubt is wanted back.
func (e *Entry) wanted() bool { return e.Refusal != "" && e.Reversal != "" }

// uploads reports whether the acquirer takes approvals that no host has given.
func (t *Terminal) uploads() bool {
	_, takes := t.devices.Acquirer.Messages.(Uploader)
	return takes
}
