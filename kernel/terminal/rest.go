package terminal

import (
	"errors"
	"fmt"
)

// Rests lists the purchases of which the host has approved a part and the rest is still owed, by [Entry.Rest], whatever stop has come between: each with its sale token.
// One leaves the list by [Terminal.RestPaid], when it is taken back, and when its rest is paid by an order with [RestToken].
func (t *Terminal) Rests() ([]Entry, error) {
	open, err := t.ledger.Open()
	if err != nil {
		return nil, fmt.Errorf("terminal: ledger: %w", err)
	}
	var owed []Entry
	for _, e := range open {
		if e.Rest == 0 {
			continue
		}
		by, err := t.ledger.Find(RestToken(e.Number))
		by.Wipe()
		switch {
		case err == nil && by.Approved: // what it has left is a rest of its own
		case err == nil || errors.Is(err, ErrNoEntry):
			owed = append(owed, e.redacted())
		default:
			return nil, fmt.Errorf("terminal: ledger: %w", err)
		}
	}
	return owed, nil
}

// RestToken is the sale token of an order that pays the rest of a purchase by another card: so it is paid once, and known to be after a stop too.
func RestToken(number uint64) string { return fmt.Sprintf("rest of transaction %d", number) }

// RestPaid says that the rest of a purchase is paid, by whatever means. The error is a [*StateError] where nothing is owed, and the ledger's.
func (t *Terminal) RestPaid(number uint64) error {
	t.books.Lock()
	defer t.books.Unlock()
	e, err := t.ledger.Get(number)
	if err != nil {
		return err
	}
	defer e.Wipe()
	if e.Rest == 0 {
		return &StateError{number, e.State, "nothing of it is owed"}
	}
	e.Rest = 0
	if err := t.ledger.Put(e); err != nil {
		return fmt.Errorf("terminal: ledger: %w", err)
	}
	return nil
}

// RestPaid says that the rest of this purchase is paid: see [Terminal.RestPaid].
func (s *Sale) RestPaid() error {
	if err := s.t.RestPaid(s.Number); err != nil {
		return err
	}
	s.Owed.Rest = 0
	return nil
}
