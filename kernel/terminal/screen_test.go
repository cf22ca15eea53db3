package terminal_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A board is a display that notes when it showed what.
type board struct {
	mu    sync.Mutex
	start time.Time
	lines []string
}

func (b *board) Show(_ context.Context, ui kernel.UI) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, fmt.Sprintf("%v %02X", time.Since(b.start), uint8(ui.Message)))
}

// A message that is held delays the next ones, and not the kernel; what waits at the end of a transaction is shown all the same, before the next one's.
//
// A 8.1.1.15, 8.1.1.16
func TestMessageQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{start: time.Now()}
		d := &terminal.Devices{Cardholder: terminal.Cardholder{Display: b}}
		show := func(m kernel.MessageID, hold time.Duration) {
			_, _ = d.Do(t.Context(), kernel.Action{Kind: kernel.Show, UI: kernel.UI{Message: m, Hold: hold}})
		}
		show(0x15, 0)
		show(0x20, 1300*time.Millisecond)
		show(0x21, 0)
		show(0x19, time.Second)
		show(0x03, 0)
		if time.Since(b.start) != 0 {
			t.Error("the kernel waited")
		}
		d.EndTransaction()
		show(0x14, 0)
		<-time.After(5 * time.Second)
		synctest.Wait()
		show(0x15, 0)
		want := []string{"0s 15", "0s 20", "1.3s 21", "1.3s 19", "2.3s 03", "2.3s 14", "5s 15"}
		if !slices.Equal(b.lines, want) {
			t.Errorf("%q", b.lines)
		}
	})
}

// A delayed is a reader whose card comes after a time.
type delayed struct {
	after time.Duration
	off   int
}

func (s *delayed) Transmit(context.Context, []byte) ([]byte, time.Duration, error) {
	return []byte{0x90, 0x00}, 0, nil
}

func (s *delayed) Activate(ctx context.Context) ([]byte, error) {
	select {
	case <-time.After(s.after):
		return []byte{0x3B}, nil
	case <-ctx.Done():
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
}
func (s *delayed) Deactivate() { s.off++ }

// A field that is to stay off for a time comes back after it and not before.
//
// B 3.5.1.2
func TestFieldOffHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		d := &terminal.Devices{Readers: terminal.Readers{Contactless: &delayed{}}}
		do := func(a kernel.Action) kernel.Event {
			ev, err := d.Do(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			return ev
		}
		do(kernel.Action{Kind: kernel.FieldOff, Reader: kernel.Contactless, Within: 1300 * time.Millisecond})
		if ev := do(kernel.Action{Kind: kernel.Activate, Readers: []kernel.Interface{kernel.Contactless}}); ev.Kind != kernel.CardFound || time.Since(start) != 1300*time.Millisecond {
			t.Errorf("%v after %v", ev.Kind, time.Since(start))
		}
		do(kernel.Action{Kind: kernel.FieldOff, Reader: kernel.Contactless, Within: time.Minute})
		if ev := do(kernel.Action{Kind: kernel.Activate, Within: time.Second}); ev.Kind != kernel.Timeout {
			t.Error(ev.Kind)
		}
	})
}

// A resetting reader tells what it did; a warm one can reset a card warm too.
type (
	resetting struct{ did *[]string }
	warm      struct{ resetting }
)

func (r resetting) Transmit(context.Context, []byte) ([]byte, time.Duration, error) {
	return nil, 0, nil
}
func (r resetting) Deactivate() { *r.did = append(*r.did, "off") }
func (r resetting) Activate(context.Context) ([]byte, error) {
	*r.did = append(*r.did, "on")
	return []byte{0x3B}, nil
}

func (w warm) Reset(context.Context) ([]byte, error) {
	*w.did = append(*w.did, "warm")
	return []byte{0x3B}, nil
}

// A cold reset begins with contacts that are off; a reader that has no warm one makes a cold one of it.
//
// EMV 4.3 B1 6.1.3
func TestReset(t *testing.T) {
	var did []string
	cold := resetting{&did}
	for _, c := range []struct {
		reader terminal.Reader
		warm   bool
		want   string
	}{
		{cold, false, "off on"},
		{cold, true, "off on"},
		{warm{cold}, false, "off on"},
		{warm{cold}, true, "warm"},
	} {
		did = nil
		d := &terminal.Devices{Readers: terminal.Readers{Contact: c.reader}}
		ev, err := d.Do(t.Context(), kernel.Action{Kind: kernel.PowerOn, Reader: kernel.Contact, Warm: c.warm})
		if got := strings.Join(did, " "); err != nil || ev.Kind != kernel.CardFound || got != c.want {
			t.Errorf("%T, warm %v: %q, want %q, %v, %v", c.reader, c.warm, got, c.want, ev, err)
		}
	}
}

// A contact card that is put in while a contactless one is worked on is told of, until its reader is switched off.
//
// A 8.1.1.10
func TestContactReaderGoesOn(t *testing.T) {
	for _, off := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			contact := &delayed{after: time.Second}
			d := &terminal.Devices{Readers: terminal.Readers{Contact: contact, Contactless: &delayed{}}}
			both := kernel.Action{Kind: kernel.Activate, Readers: []kernel.Interface{kernel.Contact, kernel.Contactless}}
			ev, err := d.Do(t.Context(), both)
			if err != nil || ev.Interface != kernel.Contactless {
				t.Fatal(ev, err)
			}
			if off {
				_, _ = d.Do(t.Context(), kernel.Action{Kind: kernel.FieldOff, Reader: kernel.Contact})
			}
			<-time.After(2 * time.Second)
			synctest.Wait()
			ev, err = d.Do(t.Context(), kernel.Action{Kind: kernel.Poll})
			if got := ev.Kind == kernel.CardFound; err != nil || got == off || got && (ev.Interface != kernel.Contact || len(ev.Data) != 1) {
				t.Errorf("off %v: %v, %v", off, ev, err)
			}
			d.EndTransaction()
		})
	}
}

// An answer is what the terminal's side says to data that a kernel sends.
type answer []byte

func (a answer) Data(context.Context, []byte, []tlv.Tag) ([]byte, error) { return a, nil }

// What a kernel needs gets an answer, a null one where the terminal has none; what it only tells does not.
//
// A 8.1.1.13
func TestNullResponse(t *testing.T) {
	for _, c := range []struct {
		exchange terminal.Exchange
		needed   []tlv.Tag
		answered bool
		data     string
	}{
		{nil, nil, false, ""},
		{nil, []tlv.Tag{0x9F02}, true, ""},
		{answer(nil), nil, false, ""},
		{answer(nil), []tlv.Tag{0x9F02}, true, ""},
		{answer("x"), []tlv.Tag{0x9F02}, true, "x"},
		{answer("x"), nil, true, "x"},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := &terminal.Devices{Exchange: c.exchange}
			ev, err := d.Do(t.Context(), kernel.Action{Kind: kernel.SendData, Needed: c.needed})
			if synctest.Wait(); err == nil && ev.Kind == kernel.Nothing { // no answer came at once
				ev, err = d.Do(t.Context(), kernel.Action{Kind: kernel.Poll})
			}
			if err != nil || (ev.Kind == kernel.DataReceived) != c.answered || string(ev.Data) != c.data {
				t.Errorf("%v: %v, %v", c, ev, err)
			}
			d.EndTransaction()
		})
	}
}
