package kerneltest

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// BenchWaiting measures n sessions that wait for the host, as waiting makes them: the memory of live ones, with their goroutines' stacks, the memory of
// parked ones, their journals alone, and the time in which resume makes one live again.
func BenchWaiting(b *testing.B, n int, waiting func() *kernel.Session, resume func(journal []byte) (*kernel.Session, kernel.Action, error)) {
	b.Run("live", func(b *testing.B) {
		list := make([]*kernel.Session, n)
		for b.Loop() {
			before := inUse()
			for i := range list {
				list[i] = waiting()
			}
			b.ReportMetric(float64(inUse()-before)/float64(n), "B/session")
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
				list[i] = parked(waiting())
			}
			b.ReportMetric(float64(inUse()-before)/float64(n), "B/session")
		}
		b.ReportMetric(float64(len(list[0])), "journal-B")
	})
	b.Run("rebuild", func(b *testing.B) {
		journal := parked(waiting())
		b.ReportAllocs()
		for b.Loop() {
			s, a, err := resume(journal)
			if err != nil || a.Kind != kernel.GoOnline {
				b.Fatal(a, err)
			}
			_ = s.Close()
		}
	})
}

// parked is a session's journal, and closes it.
func parked(s *kernel.Session) []byte {
	defer s.Close()
	return bytes.Clone(s.Journal())
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
