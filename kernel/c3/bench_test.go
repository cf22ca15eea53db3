package c3_test

import (
	"testing"

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
			run := v.tap(b).Recorded(kerneltest.Numbers(testUN))
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
		if n := testing.AllocsPerRun(20, v.tap(t).Recorded(kerneltest.Numbers(testUN))); n > 64 {
			t.Errorf("%s: %v allocations", v.card, n)
		}
	}
}
