package terminal_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// slow is a reader that takes its time to come back when it is called off.
type slow struct {
	delayed
	in, most int
}

func (s *slow) Activate(ctx context.Context) ([]byte, error) {
	s.in++
	s.most = max(s.most, s.in)
	<-ctx.Done()
	<-time.After(50 * time.Millisecond)
	s.in--
	return nil, ctx.Err()
}

// A contact reader that is still looking for a card, beside a tap, has ended that before it is asked again or switched off.
//
// A 8.1.1.10
func TestContactReaderOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		contact := &slow{}
		d := &terminal.Devices{Readers: terminal.Readers{Contact: contact, Contactless: &delayed{}}}
		both := kernel.Action{Kind: kernel.Activate, Readers: []kernel.Interface{kernel.Contact, kernel.Contactless}}
		for range 3 {
			if ev, err := d.Do(t.Context(), both); err != nil || ev.Interface != kernel.Contactless {
				t.Fatal(ev, err)
			}
			synctest.Wait()
		}
		d.EndTransaction()
		<-time.After(time.Second)
		if contact.most != 1 {
			t.Errorf("%d at once", contact.most)
		}
	})
}
