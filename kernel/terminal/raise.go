package terminal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
)

// Increment has the host hold more for a pre-authorisation: to is the whole amount that is to be held then, so that the same increment again changes nothing. It is
// true when that much is held, false when the host has said no or could not be asked. What is asked is noted before it leaves, and taken back where no answer
// comes, at once or after a stop.
//
// The error is a [*StateError] where nothing is held, or [ErrBusy], or the gate's or the ledger's.
//
// B4 12.1.1, 12.2.3
func (t *Terminal) Increment(ctx context.Context, number, to uint64) (held bool, err error) {
	if err := t.begin(); err != nil {
		return false, err
	}
	defer t.end()
	if err := t.admitChange(Task{Purpose: kernel.PreAuthorisation, Amount: to}); err != nil {
		return false, err
	}
	if err := t.takeBack(); err != nil {
		return false, err
	}
	_, _ = t.Forward(ctx) // what waits goes first: B4 12.2.3
	r, err := t.noteRaise(number, to)
	if r == nil {
		return err == nil, err
	}
	defer clear(r.DE55)
	response, asked := t.devices.Acquirer.Host.Authorise(ctx, *r)
	held, err = t.settleRaise(number, response, r.Facts.Part, asked)
	_, _ = t.Forward(context.WithoutCancel(ctx))
	return held, err
}

// Increment has the host hold more for this pre-authorisation: see [Terminal.Increment]. The receipt then has the whole amount.
func (s *Sale) Increment(ctx context.Context, to uint64) (held bool, err error) {
	if held, err = s.t.Increment(ctx, s.Number, to); held && err == nil {
		s.Receipt.Amount, s.Result.Amount = s.money(to), to
	}
	return held, err
}

// noteRaise notes what the host is about to be asked; nil if that is held already.
func (t *Terminal) noteRaise(number, to uint64) (*Request, error) {
	t.books.Lock()
	defer t.books.Unlock()
	e, err := t.ledger.Get(number)
	if err != nil {
		return nil, err
	}
	defer e.Wipe()
	if reason := t.mayRaise(&e, to); reason != "" {
		return nil, &StateError{number, e.State, reason}
	}
	if e.Transaction.Amount == to {
		return nil, nil
	}
	e.Raise = to - e.Transaction.Amount
	e.Raises++
	r := &Request{ID: e.raiseID(), Follows: e.Request, DE55: withoutResults(slices.Clone(e.Data)), Transaction: e.Transaction, Facts: &Facts{}}
	r.Transaction.Amount = e.Raise
	if err := t.ledger.Put(e); err != nil {
		return nil, fmt.Errorf("terminal: ledger: transaction %d is not kept: %w", number, err)
	}
	return r, nil
}

// raiseID is the idempotency number of an increment.
func (e *Entry) raiseID() uint64 {
	sum := sha256.Sum256(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64([]byte("increment"), e.Request), e.Raises))
	return binary.BigEndian.Uint64(sum[:])
}

// mayRaise says why no more is held for a transaction, empty if it may be.
func (t *Terminal) mayRaise(e *Entry, to uint64) string {
	r := t.cfg.Treatment(kernel.PreAuthorisation)
	switch {
	case !e.Transaction.Purpose.Reserves():
		return "it is no pre-authorisation"
	case e.State != Settled || !e.Approved || e.Taken || !e.NeedsData():
		return "nothing is held any more"
	case len(e.Data) == 0:
		return "the ledger no longer keeps its card data"
	case t.devices.Acquirer.Host == nil:
		return "there is no host to ask"
	case to < e.Transaction.Amount || to > 999_999_999_999:
		return "it is less than what is held, or no amount"
	case r == nil || r.Refuses(to, 0) != "":
		return "the configuration does not let so much be held"
	}
	return ""
}

// settleRaise takes in what the host has said. A part of what was asked for is none, and so is one whose size is not said: it is taken back.
func (t *Terminal) settleRaise(number uint64, response []byte, part uint64, asked error) (held bool, err error) {
	t.books.Lock()
	defer t.books.Unlock()
	e, err := t.ledger.Get(number)
	if err != nil {
		return false, err
	}
	defer e.Wipe()
	approved, lost := e.holdsMore(response, part, asked)
	return approved, t.raised(&e, approved, lost)
}

// holdsMore is what a host's answer to an increment comes to, read as kernels read the answer to a request. It approves by 00, by the code that has approved what is held, and by 10 where it says
// that this is the whole. Any other approval that it may have booked is lost, and is to be taken back.
//
// B4 12.1.3, 12.2.3
func (e *Entry) holdsMore(response []byte, part uint64, asked error) (approved, lost bool) {
	r, read := step.ParseIssuerResponse(response)
	code := string(r.ARC[:])
	switch booked := step.ApprovalCode(code); {
	case asked != nil:
		return false, !errors.Is(asked, ErrNotSent)
	case read && !booked:
		return false, false
	case !read, e.State != Settled, part != 0 && part < e.Raise: // taken back meanwhile, or a part
	case r.Approves() || part != 0 && code == codePart || code != codePart && code == e.ARC:
		return true, false
	}
	return false, true
}

// codePart is the code by which a host approves a part.
const codePart = "10"

// raised ends an increment in the ledger: the amount is held, or is not, or is taken back because nobody knows.
//
// B4 12.2.3
func (t *Terminal) raised(e *Entry, approved, lost bool) error {
	var due []Message
	if lost {
		r := &Reversal{Original: e.raiseID(), Follows: e.Request, Number: e.Number, Transaction: e.Transaction, Reason: ResponseLost, Data: withoutResults(slices.Clone(e.Data))}
		defer clear(r.Data)
		r.Transaction.Amount = e.Raise
		due = append(due, Message{Reversal: r})
	}
	if approved {
		e.Transaction.Amount += e.Raise
		e.Amount = FormatAmount(e.Transaction.Amount, e.Transaction.Exponent)
	}
	e.Raise = 0
	if err := t.ledger.Put(*e, due...); err != nil {
		return fmt.Errorf("terminal: ledger: transaction %d is not kept: %w", e.Number, err)
	}
	return nil
}
