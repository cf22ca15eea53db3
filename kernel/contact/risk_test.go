package contact_test

import (
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// ledger is a terminal's memory.
type ledger struct {
	listed bool
	before uint64
	err    error

	pan []byte
	psn int
	n   int
}

func (l *ledger) Lookup(_ context.Context, pan []byte, psn int) (bool, uint64, error) {
	l.pan, l.psn = slices.Clone(pan), psn
	l.n++
	return l.listed, l.before, l.err
}

// B3 9.2.2: TC hash value, TDOL and the terminal's own
func TestTDOL(t *testing.T) {
	const cdol1 = "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9814"
	for _, c := range []struct {
		name, card string
		terminal   []byte
		tvr5       byte
	}{
		// B3 9.2.2 TDOL
		{"the card's TDOL", "9F0206", bench.Hex(t, "9F3704"), 0},
		// B3 9.2.2 default
		{"the terminal's", "-", bench.Hex(t, "9F0206"), 0x80},
		// B3 9.2.2 none
		{"none", "-", nil, 0},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "8C", cdol1, "97", c.card)
		w.Config.Applications[0].DefaultTDOL = c.terminal
		out := w.Run()
		if out.TVR()[4]&0x80 != c.tvr5 {
			t.Errorf("%s: TVR %X", c.name, out.TVR())
		}
		// SHA-1 of 000000001234 and of nothing
		hash := bench.Hex(t, "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709")
		if c.name != "none" {
			hash = bench.Hex(t, "D63B4EDEA972C6DE8D985F106491C491A93C48F8")
		}
		i := slices.IndexFunc(w.Commands, func(b []byte) bool { return b[1] == apdu.GenerateAC })
		if got := w.Commands[i][5+29 : 5+49]; string(got) != string(hash) {
			t.Errorf("%s: hash %X, want %X", c.name, got, hash)
		}
	}
}
