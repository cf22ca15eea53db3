package c8_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// FuzzKernel is the kernel against a hostile card: the input says which of its answers are changed and how, and what data exchange brings. Every run ends within its
// budget, and strict approves nothing without local authentication that has succeeded.
// C-8 6.1
func FuzzKernel(f *testing.F) {
	f.Add(byte(0), []byte{}, []byte{})
	f.Add(byte(1), []byte{2, 0, 20, 3}, []byte{})
	f.Add(byte(2), []byte{2, 4, 0x82, 0x40, 3, 0, 9, 1}, []byte{})
	f.Add(byte(3), []byte{3, 3, 4, 0x5A}, []byte{})
	f.Add(byte(4), []byte{3, 5, 0x69, 0x86}, bench.Digits("9F0206000000000100"))
	f.Add(byte(7), []byte{2, 6, 0x90, 0x00, 0x77, 0x81, 0xFF}, bench.Digits("5A88FFFFFFFFFFFFFFFF"))
	f.Fuzz(func(t *testing.T, which byte, program, det []byte) {
		rules := map[bool]kernel.Profile{true: kernel.Strict, false: kernel.Book}[which&1 != 0]
		s := trusting(t).profiled(rules)
		if which&2 != 0 {
			s.chip.aip = "010B"
			s.Slow["ERRD"] = 19_200_000
		}
		if which&4 != 0 {
			s.exchange()
			s.While["RR"] = []string{hexOf(det)}
		}
		n := 0
		s.Middle = func(_, answer []byte) []byte {
			n++
			return bench.Spoil(program, n, answer)
		}
		o := (&puppet{scene: s}).once().Outcome
		switch {
		case o.Error.L2 == kernel.InternalError || o.Status == 0:
			t.Errorf("%v %+v", o.Status, o.Error)
		case o.Status == kernel.Approved && (o.DataRecord == nil || rules == kernel.Strict && o.ODA.Result != "ok"):
			t.Errorf("approved: %+v", o.ODA)
		}
	})
}

// The card is taken away at each exchange: an outcome of the book, and never an approval. Each action can be resumed from the journal.
// C-8 6.3.4, 6.3.5, 6.3.7, 6.3.13
func TestRemovedAndResumed(t *testing.T) {
	withRelay(t, 192).Scenario().EveryResume(t)
	s := withRelay(t, 192)
	lines := append([]string(nil), s.run().Lines...)
	for _, line := range lines {
		s := withRelay(t, 192).give(line, "L1 1")
		if o := (&puppet{scene: s}).once().Outcome; o.Status == kernel.Approved || o.Status == 0 || o.Error.L2 == kernel.InternalError {
			t.Errorf("%s: %v %v", line, o.Status, o.Error)
		}
	}
}
