package terminal_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// A watch says when messages were shown and a reader was activated, from its start, by the bubble's clock.
type watch struct {
	apdu.Card
	start     time.Time
	shown     []time.Duration
	activated []time.Duration
}

func (w *watch) Show(context.Context, kernel.UI) { w.shown = append(w.shown, time.Since(w.start)) }
func (w *watch) Activate(context.Context) ([]byte, error) {
	w.activated = append(w.activated, time.Since(w.start))
	return nil, nil
}
func (w *watch) Deactivate() {}

// Messages with a hold time delay the next; the field stays off for the hold time of a field off request, and that of zero comes back at once.
//
// Book A 2.12 8.1.1.16, table 6-2
func TestHoldTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watch{start: time.Now()}
		d := terminal.Devices{Readers: terminal.Readers{Contactless: w}, Cardholder: terminal.Cardholder{Display: w}}
		do := func(a kernel.Action) {
			if _, err := d.Do(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		const hold = 1300 * time.Millisecond
		poll := kernel.Action{Kind: kernel.Activate, Readers: []kernel.Interface{kernel.Contactless}, Within: time.Minute}
		do(poll)
		do(kernel.Action{Kind: kernel.Show, UI: kernel.UI{Message: kernel.MsgSeePhone, Hold: hold}})
		do(kernel.Action{Kind: kernel.FieldOff, Reader: kernel.Contactless, Within: hold})
		time.Sleep(300 * time.Millisecond)
		do(kernel.Action{Kind: kernel.Show, UI: kernel.UI{Message: kernel.MsgSeePhone}})
		do(poll)
		do(kernel.Action{Kind: kernel.Show, UI: kernel.UI{Message: kernel.MsgCardReadOK}})
		do(kernel.Action{Kind: kernel.FieldOff, Reader: kernel.Contactless, Within: 2 * hold})
		do(poll)
		do(kernel.Action{Kind: kernel.FieldOff})
		do(poll)
		for _, c := range []struct{ got, want []time.Duration }{
			{w.shown, []time.Duration{0, hold, hold}}, {w.activated, []time.Duration{0, hold, 3 * hold, 3 * hold}},
		} {
			if len(c.got) != len(c.want) {
				t.Fatalf("%v, want %v", c.got, c.want)
			}
			for i := range c.got {
				if c.got[i] != c.want[i] {
					t.Errorf("%v, want %v", c.got, c.want)
				}
			}
		}
	})
}

// A cancelled transaction does not wait for a hold time, and a reader whose time runs out before its field may come on finds nothing.
func TestHoldEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watch{start: time.Now()}
		d := terminal.Devices{Readers: terminal.Readers{Contactless: w}, Cardholder: terminal.Cardholder{Display: w}}
		show := kernel.Action{Kind: kernel.Show, UI: kernel.UI{Message: kernel.MsgSeePhone, Hold: time.Hour}}
		_, _ = d.Do(t.Context(), show)
		_, _ = d.Do(t.Context(), kernel.Action{Kind: kernel.FieldOff, Reader: kernel.Contactless, Within: time.Hour})
		ev, err := d.Do(t.Context(), kernel.Action{Kind: kernel.Activate, Readers: []kernel.Interface{kernel.Contactless}, Within: time.Minute})
		if ev.Kind != kernel.Timeout || err != nil || len(w.activated) != 0 {
			t.Errorf("%v, %v, activated at %v", ev, err, w.activated)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		_, _ = d.Do(ctx, show)
		if len(w.shown) != 2 || w.shown[1] != time.Minute {
			t.Errorf("shown at %v", w.shown)
		}
	})
}
