package c5_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest"
)

// benchTaps are taps without cryptography: an ARQC of a card without CDA, a legacy card's, and one whose signature is missing at the end of all that comes before.
var benchTaps = map[string]visit{
	"no-cda": {card: "jcb-no-cda", change: plain}, "legacy": {card: "jcb-legacy", change: required}, "unsigned": {card: "jcb-unsigned", change: plain},
}

// recorded is a tap from memory, without the host.
func (v visit) recorded(t testing.TB) func() {
	x := v.tap(t)
	x.Online = false
	return x.Recorded(kerneltest.Numbers(numbers[0]))
}

// A tap's kernel side: card replayed from memory, journal on, trace off. offline has six records and CDA: keys of 1984, 1984 and 1152 bits. An update is a second
// activation behind it, with two scripts and a second GENERATE AC.
func BenchmarkTap(b *testing.B) {
	taps := map[string]func() func(){
		"offline": func() func() { return visit{card: "jcb-offline", change: plain}.recorded(b) },
		"update": func() func() {
			return visit{card: "jcb-hold", change: updates}.tap(b).Recorded(kerneltest.Numbers(numbers...))
		},
	}
	for name, v := range benchTaps {
		taps[name] = func() func() { return v.recorded(b) }
	}
	for name, tap := range taps {
		b.Run(name, func(b *testing.B) {
			run := tap()
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// The kernel's part of a tap is at most 64 allocations beside cryptography, session and result included; an update of two activations, whose cryptography is the
// first's, stays below twice that with it.
// C-5 2.2
func TestAllocations(t *testing.T) {
	for name, v := range benchTaps {
		if n := testing.AllocsPerRun(20, v.recorded(t)); n > 64 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
