package terminal_test

import (
	"context"
	"slices"
	"sync/atomic"
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

// working is a reader whose card takes a second for a command.
type working struct {
	delayed
	at atomic.Bool
}

func (w *working) Transmit(context.Context, []byte) ([]byte, time.Duration, error) {
	w.at.Store(true)
	<-time.After(time.Second)
	w.at.Store(false)
	return []byte{0x90, 0x00}, time.Second, nil
}

// A command that the kernel did not wait for is over when its transaction is: the reader serves the next one.
//
// C-2 2.12 6.1
func TestCommandEndsWithTransaction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &working{}
		d := &terminal.Devices{
			Readers:  terminal.Readers{Contactless: r},
			Exchange: &mostly{},
		}
		if ev, err := d.Do(t.Context(), kernel.Action{Kind: kernel.Transmit, Command: []byte{0, 0xB2, 1, 0x0C, 0}}); err != nil || ev.Kind != kernel.Nothing {
			t.Fatal(ev, err)
		}
		synctest.Wait()
		if !r.at.Load() {
			t.Fatal("the command did not go out beside the kernel")
		}
		if d.EndTransaction(); r.at.Load() {
			t.Error("the card is still at work")
		}
	})
}

// A program that waits for the messages has seen the last one, which another had held back: here that of a sale that was cancelled while the cardholder
// looked at the phone.
//
// A 8.1.1.16
func TestAwaitMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{start: time.Now()}
		devices := tapDevices(terminal.Inserted(tapCard(t, "phone-visa-twice")))
		devices.Cardholder.Display = b
		x, err := terminal.New(tapConfig(t), devices, terminal.NewMemoryLedger(), tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		x.AwaitMessages(t.Context()) // of none
		cancelled, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := x.Sell(cancelled, 6000); err != nil {
			t.Fatal(err)
		}
		x.AwaitMessages(cancelled)
		before := []string{"0s 14", "0s 15", "0s 20"}
		if !slices.Equal(b.lines, before) {
			t.Errorf("before: %q", b.lines)
		}
		x.AwaitMessages(t.Context())
		if want := append(before, "1.3s 00"); !slices.Equal(b.lines, want) {
			t.Errorf("%q", b.lines)
		}
	})
}
