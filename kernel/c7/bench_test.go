package c7_test

import (
	"math/big"
	"testing"

	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// benchTaps are a tap that goes online without records, and one with records and a signature: keys of 1984, 1984 and 1152 bits.
var benchTaps = [...]struct {
	name string
	tap  tap
}{{"online", tap{card: "unionpay-online", ttq: "36004000"}}, {"offline", tap{card: "unionpay-offline", ttq: "36004000"}}}

// One activation of the kernel, journal on, trace off, the card from memory.
func BenchmarkTap(b *testing.B) {
	for _, c := range benchTaps {
		b.Run(c.name, func(b *testing.B) {
			p, _ := play(b, &c.tap)
			b.ReportAllocs()
			for b.Loop() {
				p.run(b)
			}
		})
	}
}

// The signatures of the offline tap alone, recovered with math/big: two certificates and one dynamic signature. What BenchmarkTap takes beyond them is the kernel's.
func BenchmarkTapCryptography(b *testing.B) {
	p, _ := play(b, &benchTaps[1].tap)
	operations := p.cryptography()
	b.ReportAllocs()
	for b.Loop() {
		for i := range operations {
			operations[i].do()
		}
	}
}

// The kernel's own memory: the allocations of a tap beyond those of its cryptography, session and result included, are 64 at most.
// C-7 3.1
func TestAllocations(t *testing.T) {
	for _, c := range benchTaps {
		p, _ := play(t, &c.tap)
		operations := p.cryptography()
		sink := journal.WithSink(func([]byte) error { return nil })
		all := testing.AllocsPerRun(50, func() { p.run(t, sink, kerneltest.Numbers(number)) })
		bare := testing.AllocsPerRun(50, func() {
			for i := range operations {
				operations[i].do()
			}
		})
		if t.Logf("%s: %v allocations, %v of them the cryptography's", c.name, all, bare); all-bare > 64 {
			t.Errorf("%s: %v allocations, of which %v are the cryptography's", c.name, all, bare)
		}
	}
}

// An operation is one signature to be recovered.
type operation struct{ modulus, exponent, signed []byte }

func (o *operation) do() {
	var s, e, n big.Int
	s.Exp(s.SetBytes(o.signed), e.SetBytes(o.exponent), n.SetBytes(o.modulus))
	s.FillBytes(make([]byte, len(o.modulus)))
}

// cryptography is what has to be recovered in a tap: nothing without records.
func (p *played) cryptography() []operation {
	data := map[tlv.Tag][]byte{}
	for _, r := range p.responses {
		outer := tlv.NewCursor(r[:len(r)-2])
		template, _ := outer.Next()
		c := template.Children()
		for o := range c.All() {
			data[o.Tag] = o.Value
		}
	}
	if data[0x9F4B] == nil {
		return nil
	}
	ca, _ := p.cfg.Keys.Lookup([5]byte(p.combination.AID), data[0x8F][0])
	// The lengths of the keys alone matter here: a certificate of the issuer is as long as the key that signs it.
	issuer, icc := make([]byte, len(data[0x9F46])), make([]byte, len(data[0x9F4B]))
	for _, n := range [][]byte{issuer, icc} {
		copy(n, ca.Modulus)
		n[len(n)-1] |= 1
	}
	return []operation{{ca.Modulus, ca.Exponent, data[0x90]}, {issuer, data[0x9F32], data[0x9F46]}, {icc, data[0x9F47], data[0x9F4B]}}
}
