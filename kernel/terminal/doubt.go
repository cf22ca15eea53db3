package terminal

import (
	"context"
	"fmt"
	"slices"
)

// inDoubt is what is left where nobody knows whether the host has a transaction.
const inDoubt = "the host refuses to take it back, and may not have booked it: ask the acquirer, and say by Resolve what it has"

// Doubts lists the transactions that stand, and of which nobody knows whether the host has them: no answer came, and it refuses to take them back ([Entry.Refusal]). None is uploaded, for that
// might charge twice; they count in the totals. A settlement that the host has less in by one of them says that it does not have that.
//
// B4 12.2.3
func (t *Terminal) Doubts() ([]Entry, error) {
	open, err := t.ledger.Open()
	if err != nil {
		return nil, fmt.Errorf("terminal: ledger: %w", err)
	}
	return slices.DeleteFunc(open, func(e Entry) bool {
		if !e.Doubt {
			e.Wipe()
		}
		return !e.Doubt
	}), nil
}

// Resolve says what the acquirer has of a transaction in doubt. What it has booked stands: a refund gives it back. What it has not is uploaded now, or is taken back where that was wanted; where the acquirer
// takes no uploads, nobody is charged: [Entry.Unpaid]. The error is a [*StateError] where there is no doubt, and the ledger's.
//
// B4 12.1.5, 12.2.3
func (t *Terminal) Resolve(ctx context.Context, number uint64, booked bool) error {
	_, _ = t.Forward(ctx) // what is not sent any more leaves its data
	if err := t.resolve(number, booked); err != nil {
		return err
	}
	_, _ = t.Forward(ctx) // or it waits
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
	e.Doubt = false
	var due []Message
	switch wanted := e.Reversal != ""; {
	case booked:
		e.Reversal = ""
	case wanted:
		e.State, e.Refusal, e.Booked, e.Uploaded = Undone, "", false, false
	case t.uploads() && len(e.Capture) == 0:
		return &StateError{number, e.State, "the ledger does not keep its card data"}
	case t.uploads():
		e.Refusal, e.Booked, e.Uploaded = "", false, true
		a := &Approval{Number: number, Token: e.Token, Transaction: e.Transaction, Data: slices.Clone(e.Capture)}
		defer clear(a.Data)
		due = append(due, Message{Approval: a})
	default:
		e.Refusal, e.Booked, e.Unpaid, e.Rejected = "", false, true, e.Refusal
	}
	return t.ledger.Put(e, due...)
}

// uploads reports whether the acquirer takes approvals that no host has given.
func (t *Terminal) uploads() bool {
	_, takes := t.devices.Acquirer.Messages.(Uploader)
	return takes
}
