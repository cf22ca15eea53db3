package kernel_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// One transaction's worth of a store: 45 elements of the card, 20 of the terminal, what the kernel works on in place, and each read once.
func BenchmarkStore(b *testing.B) {
	var card, terminal []tlv.Row
	for r := tlv.Row(1); int(r) < tlv.NumRows && (len(card) < 45 || len(terminal) < 20); r++ {
		switch e := r.Element(); {
		case e.Books&1 == 0:
		case e.Source == tlv.FromCard && len(card) < 45:
			card = append(card, r)
		case e.Source == tlv.FromTerminal && len(terminal) < 20:
			terminal = append(terminal, r)
		}
	}
	v := make([]byte, 6)
	b.ReportAllocs()
	for b.Loop() {
		var s kernel.Store
		s.TVR()
		s.TSI()
		for _, r := range card {
			s.Put(r, tlv.FromCard, v)
		}
		for _, r := range terminal {
			s.Put(r, tlv.FromTerminal, v)
			s.Put(r, tlv.FromTerminal, v)
		}
		for _, r := range card {
			if s.Get(r) == nil {
				b.Fatal(r)
			}
		}
		s.Forget(tlv.FromCard)
		s.Wipe()
	}
}
