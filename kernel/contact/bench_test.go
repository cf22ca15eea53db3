package contact_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// A whole purchase's kernel side: CDA, online, card and host replayed from memory, journal on, trace off.
func BenchmarkPurchase(b *testing.B) {
	for _, name := range []string{"full", "full-e65537", "noauth"} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, name)
			opt := kerneltest.Numbers([4]byte{1, 2, 3, 4})
			events := record(b, w, opt)
			b.ReportAllocs()
			for b.Loop() {
				replay(b, w, events, opt)
			}
		})
	}
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

func replay(b *testing.B, w *world, events []kernel.Event, opts ...kernel.Option) {
	s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction, opts...)
	if err != nil {
		b.Fatal(err)
	}
	a, err := s.Next(kernel.Event{})
	for _, ev := range events {
		if err != nil {
			b.Fatal(err)
		}
		a, err = s.Next(ev)
	}
	if err != nil || a.Kind != kernel.Done || bench.Of(a).Status != kernel.Approved {
		b.Fatal(a.Kind, err)
	}
	_ = s.Close()
}
