package contact_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
)

var fixed = kerneltest.Numbers([4]byte{1, 2, 3, 4}) // or CDA fails, and the journal is another

// toHost brings a purchase with the events given to where it waits for the host.
func toHost(b *testing.B, w *world, events []kernel.Event) *kernel.Session {
	b.Helper()
	s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction, fixed)
	if err != nil {
		b.Fatal(err)
	}
	a, err := s.Next(kernel.Event{})
	for _, ev := range events {
		if err != nil || a.Kind == kernel.GoOnline {
			break
		}
		a, err = s.Next(ev)
	}
	if err != nil || a.Kind != kernel.GoOnline {
		b.Fatal(a, err)
	}
	return s
}

// BenchmarkWaiting is a purchase with CDA that waits for the host.
func BenchmarkWaiting(b *testing.B) {
	w := newWorld(b, "full")
	events := record(b, w, fixed)
	kerneltest.BenchWaiting(b, 300, func() *kernel.Session { return toHost(b, w, events) }, func(journal []byte) (*kernel.Session, kernel.Action, error) {
		return kernel.Resume(contact.Program(), w.Config, journal, fixed)
	})
}

// record runs the transaction once and keeps what happened.
func record(b testing.TB, w *world, opts ...kernel.Option) (events []kernel.Event) {
	b.Helper()
	s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction, opts...)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	d := w.Devices()
	var ev kernel.Event
	for {
		a, err := s.Next(ev)
		if err != nil {
			b.Fatal(err)
		}
		if a.Kind == kernel.Done {
			return events
		}
		if ev, err = d.Do(context.Background(), a); err != nil {
			b.Fatal(err)
		}
		ev.Data = bytes.Clone(ev.Data)
		events = append(events, ev)
	}
}
