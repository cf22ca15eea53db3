package terminal

import (
	"context"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
)

// holds are the times before which something may not be done: the cardholder reads a message, or the card is to lose its power for certain.
type holds struct {
	message time.Time // the next user interface request
	field   time.Time // the next activation of the contactless reader
}

// rest waits until a moment, or for the end of ctx.
func rest(ctx context.Context, until time.Time) error {
	left := time.Until(until)
	if left <= 0 {
		return nil
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// show shows a message, once the one before has been there as long as it is to be.
//
// Book A 2.12 8.1.1.15, 8.1.1.16
func (h *handler) show(ctx context.Context, ui kernel.UI) {
	d := h.d.Cardholder.Display
	if d == nil {
		return
	}
	_ = rest(ctx, h.due.message) // A 8.1.1.16: with ctx the message is due all the same
	d.Show(ctx, ui)
	h.due.message = time.Time{}
	if ui.Hold > 0 {
		h.due.message = time.Now().Add(ui.Hold)
	}
}

// fieldOff switches a reader off, and keeps the contactless one off for the hold time.
//
// Book A 2.12 table 6-2, Book B 2.12 3.5.1.2
func (h *handler) fieldOff(a kernel.Action) {
	h.reader(a.Reader).Deactivate()
	if a.Within > 0 {
		h.due.field = time.Now().Add(a.Within)
	}
}

// toActivate is a reader to be activated, the contactless one not before its field may be on again.
func (h *handler) toActivate(i kernel.Interface) Reader {
	r := h.reader(i)
	if i == kernel.InterfaceNone {
		i = h.found
	}
	if i == kernel.Contactless && time.Now().Before(h.due.field) {
		return heldOff{r, h.due.field}
	}
	return r
}

// A heldOff reader is switched on when its time has come.
type heldOff struct {
	Reader
	until time.Time
}

func (r heldOff) Activate(ctx context.Context) ([]byte, error) {
	if rest(ctx, r.until) != nil {
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	return r.Reader.Activate(ctx)
}
