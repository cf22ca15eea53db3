package c2_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// benched are the taps that are measured: without CDA, with CDA, and with relay resistance and storage that is read and written beside it. The keys of CDA are of
// 1984, 1984 and 1152 bits.
var benched = []struct {
	name string
	visit
}{
	{"without CDA", visit{card: "mastercard-no-cda"}},
	{"CDA", visit{card: "mastercard-offline"}},
	{"storage and relay resistance", visit{card: "mastercard-storage-relay", set: storage}},
}

// numbersOfTaps are the unpredictable numbers: at the start, and of relay resistance.
var numbersOfTaps = [][4]byte{{1, 2, 3, 4}, {5, 6, 7, 8}}

// The kernel's side of a tap: the card from memory, journal on, trace off.
func BenchmarkTap(b *testing.B) {
	for _, c := range benched {
		b.Run(c.name, func(b *testing.B) {
			again := c.tap(b).Recorded(kerneltest.Numbers(numbersOfTaps...))
			b.ReportAllocs()
			for b.Loop() {
				again()
			}
		})
	}
}

// The signatures of CDA alone, recovered with math/big: two certificates and one dynamic signature. What BenchmarkTap takes beyond them is the kernel's.
func BenchmarkTapCryptography(b *testing.B) {
	bare := cryptography(b)
	b.ReportAllocs()
	for b.Loop() {
		bare()
	}
}

// cryptography are the public operations of a tap with CDA.
func cryptography(t testing.TB) func() {
	x := benched[1].tap(t)
	signed := map[tlv.Tag][]byte{}
	x.Middle = func(_ int, _, r []byte) []byte {
		for _, template := range []tlv.Tag{0x70, 0x77} {
			for _, tag := range []tlv.Tag{0x90, 0x9F46, 0x9F4B} {
				if o, ok := tlv.Find(r, template, tag); ok {
					signed[tag] = append([]byte{}, o.Value...)
				}
			}
		}
		return r
	}
	x.Run()
	keys := bench.Keys()
	if len(signed) != 3 {
		t.Fatalf("%d signatures", len(signed))
	}
	return func() {
		keys["ca-e3"].Open(signed[0x90])
		keys["issuer-e3"].Open(signed[0x9F46])
		keys["icc-e3"].Open(signed[0x9F4B])
	}
}

// The kernel's own memory: the allocations of a tap beyond those of its cryptography, session and result included, are 96 at most.
func TestAllocations(t *testing.T) {
	bare := testing.AllocsPerRun(20, cryptography(t))
	for i, c := range benched {
		all := testing.AllocsPerRun(20, c.tap(t).Recorded(kerneltest.Numbers(numbersOfTaps...)))
		if i > 0 {
			all -= bare
		}
		if t.Logf("%s: %v allocations", c.name, all); all > 96 {
			t.Errorf("%s: %v allocations", c.name, all)
		}
	}
}
