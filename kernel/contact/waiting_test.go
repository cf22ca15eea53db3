package contact_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
)

var fixed = kerneltest.Numbers([4]byte{1, 2, 3, 4}) // or CDA fails, and the journal is another

func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

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

// BenchmarkWaiting is the memory of a purchase with CDA that waits for the host, live (its goroutine's stack included)
// and parked (its journal alone), and the time to make it live again.
func BenchmarkWaiting(b *testing.B) {
	const n = 300
	w := newWorld(b, "full")
	events := record(b, w, fixed)
	b.Run("live", func(b *testing.B) {
		list := make([]*kernel.Session, n)
		for b.Loop() {
			before := inUse()
			for i := range list {
				list[i] = toHost(b, w, events)
			}
			b.ReportMetric(float64(inUse()-before)/n, "B/session")
			for i := range list {
				_ = list[i].Close()
				list[i] = nil
			}
		}
	})
	b.Run("parked", func(b *testing.B) {
		list := make([][]byte, n)
		for b.Loop() {
			clear(list)
			before := inUse()
			for i := range list {
				s := toHost(b, w, events)
				list[i] = bytes.Clone(s.Journal())
				_ = s.Close()
			}
			b.ReportMetric(float64(inUse()-before)/n, "B/session")
		}
		b.ReportMetric(float64(len(list[0])), "journal-B")
	})
	b.Run("rebuild", func(b *testing.B) {
		s := toHost(b, w, events)
		journal := s.Journal()
		_ = s.Close()
		for b.Loop() {
			s, a, err := kernel.Resume(contact.Program(), w.Config, journal, fixed)
			if err != nil || a.Kind != kernel.GoOnline {
				b.Fatal(a, err)
			}
			_ = s.Close()
		}
	})
}
