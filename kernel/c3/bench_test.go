package c3_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// A tap's kernel side: card replayed from memory, journal on, trace off. online is what most taps are; offline has five records and fDDA, signed the same for an
// online request.
func BenchmarkTap(b *testing.B) {
	for name, v := range map[string]visit{
		"online": {card: "visa-online", ttq: allOf, change: none}, "offline": {card: "visa-offline", ttq: allOf, change: none}, "signed": {card: "visa-signed", ttq: allOf, change: oda},
		"without-cryptography": {card: "visa-signed", ttq: allOf, change: none},
	} {
		b.Run(name, func(b *testing.B) {
			run := replay(b, v)
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// The kernel's part of a tap is at most 64 allocations beside cryptography.
func TestAllocations(t *testing.T) {
	for _, v := range []visit{{card: "visa-online", ttq: allOf, change: none}, {card: "visa-signed", ttq: allOf, change: none}} {
		if n := testing.AllocsPerRun(20, replay(t, v)); n > 64 {
			t.Errorf("%s: %v allocations", v.card, n)
		}
	}
}

// replay records a tap and gives a function that runs it again from what happened.
func replay(t testing.TB, v visit) func() {
	t.Helper()
	x := v.tap(t)
	number := kerneltest.Numbers(testUN)
	s, err := kernel.NewSession(x.Program, x.Config, x.Transaction, number)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := x.Devices()
	var events []kernel.Event
	for ev := (kernel.Event{}); ; {
		a, err := s.Next(ev)
		if err != nil {
			t.Fatal(err)
		}
		if a.Kind == kernel.Done {
			break
		}
		if ev, err = d.Do(context.Background(), a); err != nil {
			t.Fatal(err)
		}
		ev.Data = bytes.Clone(ev.Data)
		events = append(events, ev)
	}
	return func() {
		next := 0
		s, err := kernel.NewSession(x.Program, x.Config, x.Transaction, number)
		if err == nil {
			_, err = kernel.Run(context.Background(), s, kernel.HandlerFunc(func(context.Context, kernel.Action) (kernel.Event, error) {
				next++
				return events[next-1], nil
			}))
		}
		if err != nil || next != len(events) {
			t.Fatal(err, next)
		}
	}
}
