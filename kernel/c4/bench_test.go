package c4_test

import (
	"math/big"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// benchTaps are a tap that goes online without a signature, one that goes online with one, and one that is approved offline: keys of 1984, 1408 and 1152 bits.
var benchTaps = [...]string{"amex-no-cda", "amex-online", "amex-offline"}

// tapOf is a tap of a virtual card at this kernel, and what is to be recovered in it.
func tapOf(t testing.TB, name string) (*bench.Tap, []operation) {
	x := bench.NewTap(t, c4.Kernel{}, name, aid, "")
	x.Combination.Parameters = plastic(t).combination.Parameters
	x.Combination.TTQ, x.Config.Keys, x.Transaction.Amount = nil, cardKeys(t), 1000
	data := map[tlv.Tag][]byte{}
	x.Middle = func(_ int, _, response []byte) []byte {
		outer := tlv.NewCursor(response[:len(response)-2])
		template, _ := outer.Next()
		c := template.Children()
		for o := range c.All() {
			data[o.Tag] = o.Value
		}
		return response
	}
	if r := x.Run(); r.Status != kernel.OnlineRequest && r.Status != kernel.Approved {
		t.Fatalf("%s: %v, %s", name, r.Status, r.Error.Reason)
	}
	x.Middle = nil
	x.Card.Renew()
	if data[0x9F4B] == nil {
		return x, nil
	}
	ca, _ := x.Config.Keys.Lookup([5]byte(x.Combination.AID), data[0x8F][0])
	// The lengths of the keys alone matter here: a certificate of the issuer is as long as the key that signs it.
	issuer, icc := make([]byte, len(data[0x9F46])), make([]byte, len(data[0x9F4B]))
	for _, n := range [][]byte{issuer, icc} {
		copy(n, ca.Modulus)
		n[len(n)-1] |= 1
	}
	return x, []operation{{ca.Modulus, ca.Exponent, data[0x90]}, {issuer, data[0x9F32], data[0x9F46]}, {icc, data[0x9F47], data[0x9F4B]}}
}

// One activation of the kernel, journal on, trace off, the card from memory.
func BenchmarkTap(b *testing.B) {
	for _, name := range benchTaps {
		b.Run(name, func(b *testing.B) {
			x, _ := tapOf(b, name)
			again := x.Recorded(kerneltest.Random(1))
			b.ReportAllocs()
			for b.Loop() {
				again()
			}
		})
	}
}

// The signatures of an offline tap alone, recovered with math/big: two certificates and one dynamic signature. What BenchmarkTap takes beyond them is the kernel's.
func BenchmarkTapCryptography(b *testing.B) {
	_, operations := tapOf(b, "amex-offline")
	b.ReportAllocs()
	for b.Loop() {
		for i := range operations {
			operations[i].do()
		}
	}
}

// The kernel's own memory: the allocations of a tap beyond those of its cryptography, session and result included, are 64 at most.
// C-4 3
func TestAllocations(t *testing.T) {
	for _, name := range benchTaps {
		x, operations := tapOf(t, name)
		again := x.Recorded(kerneltest.Random(1), journal.WithSink(func([]byte) error { return nil }))
		all := testing.AllocsPerRun(50, again)
		bare := testing.AllocsPerRun(50, func() {
			for i := range operations {
				operations[i].do()
			}
		})
		if t.Logf("%s: %v allocations, %v of them the cryptography's", name, all, bare); all-bare > 64 {
			t.Errorf("%s: %v allocations, of which %v are the cryptography's", name, all, bare)
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
