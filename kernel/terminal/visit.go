package terminal

import (
	"context"
	"errors"
	"time"

	"github.com/emvgo/emv/kernel"
)

// Several transactions for one card at a cash machine: one is ordered with KeepCard, the next ones with SameCard, the last of them without KeepCard, or
// [Terminal.ReturnCard] ends the visit. Each is a whole transaction of its own, which powers the card on again: application selection, authentication and
// cardholder verification all run anew, and no PIN is used twice. Cash is given out once the card is taken.

// returnWithin is how long a cardholder may take to take the card back.
const returnWithin = 60 * time.Second

// ReturnCard gives back a card that has stayed in the reader, and reports whether it was taken. Cash that is owed for transactions with a card that was not taken
// is taken back: they are reversed. The cardholder is asked in the language of the last transaction.
//
// B4 6.6.1, 11.1
func (t *Terminal) ReturnCard(ctx context.Context) (taken bool, err error) {
	if err := t.begin(); err != nil {
		return false, err
	}
	defer t.end()
	h := newHandler(&t.devices)
	h.found = kernel.Contact
	h.reader(kernel.Contact).Deactivate()
	t.mu.Lock()
	language := t.holds
	t.mu.Unlock()
	if l := t.cfg.Terminal.Languages; language == "" && len(l) > 0 {
		language = l[0]
	}
	ev, err := h.removal(ctx, kernel.Action{UI: kernel.UI{Message: kernel.MsgRemoveCard, Language: language}, Within: returnWithin})
	taken = err == nil && ev.Kind == kernel.CardRemoved
	return taken, errors.Join(err, t.endVisit(ctx, taken))
}

// endVisit ends a visit. Cash for which the card was not taken is taken back, unless it is out.
func (t *Terminal) endVisit(ctx context.Context, taken bool) (err error) {
	t.mu.Lock()
	owed := t.visit
	t.visit, t.holds = nil, ""
	t.mu.Unlock()
	if taken {
		return nil
	}
	for _, number := range owed {
		var out *StateError
		if back := t.undo(number, GoodsNotTaken, CashOwed); back != nil && !errors.As(back, &out) {
			err = errors.Join(err, back)
		}
	}
	_, _ = t.Forward(context.WithoutCancel(ctx)) // or they wait
	return err
}

// visits notes for which transactions with a card that stays cash is owed, and ends the visit with its last.
func (t *Terminal) visits(ctx context.Context, o Order, s *Sale) error {
	t.mu.Lock()
	if !o.SameCard {
		t.visit = nil
	}
	t.holds = s.Result.Language
	if s.Owed.Cash != 0 && o.KeepCard {
		t.visit = append(t.visit, s.Number)
	}
	t.mu.Unlock()
	if o.KeepCard {
		return nil
	}
	return t.endVisit(ctx, !s.Result.CardLeft)
}
