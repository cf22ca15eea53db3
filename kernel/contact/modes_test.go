package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// Which GENERATE ACs ask for a CDA signature in each mode: an ARQC in 1 and 2, a TC that the host has approved in 1 and 4, a TC that approves offline always. Mode 0 is
// mode 1.
// B2 6.6, B2 D4, B4 6.3.2.1
func TestCDAModes(t *testing.T) {
	for mode, want := range [...]struct{ arqc, tc int }{{0x90, 0x50}, {0x90, 0x50}, {0x90, 0x40}, {0x80, 0x40}, {0x80, 0x50}} {
		for _, c := range []struct {
			name          string
			amount        uint64
			down          bool
			arc           string
			first, second int
		}{
			{"offline", 100, false, "00", 0x50, -1},
			{"approved by the host", 1234, false, "00", want.arqc, want.tc},
			{"declined by the host", 1234, false, "05", want.arqc, 0x00},
			{"no host", 1234, true, "00", want.arqc, 0x50},
		} {
			w := newWorld(t, "full")
			w.Card = bench.With(t, "full", "9F0D", "0000000000")
			w.Config.Terminal.CDAMode, w.Transaction.Amount, w.HostDown, w.Issuer.ARC = byte(mode), c.amount, c.down, c.arc
			for i := range w.Config.Applications {
				w.Config.Applications[i].TACDefault = [5]byte{}
			}
			out := w.Run()
			if w.P1(1) != c.first || w.P1(2) != c.second || (out.Status == kernel.Approved) != (c.arc == "00") {
				t.Errorf("mode %d, %s: GENERATE AC %02X and %02X, %v", mode, c.name, w.P1(1), w.P1(2), out.Status)
			}
		}
	}
}

// An advice has the data record, and the results of the scripts, as they came, where there were any.
// B4 6.3.9 transmitted, 12.1.7, 12.2.5
func TestAdviceHasScriptResults(t *testing.T) {
	for _, c := range []struct {
		scripts []issuer.Script
		want    string // 9F5B; -: there is no advice
	}{
		{nil, "-"},
		{[]issuer.Script{{Late: true, ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.ApplicationBlock()}}}, "2001020304"},
		{[]issuer.Script{{Commands: []issuer.Command{issuer.ApplicationBlock()}}, {Late: true, Commands: []issuer.Command{issuer.PutData(0x9F7F, nil)}}}, "2000000000" + "1100000000"},
	} {
		w := newWorld(t, "full")
		p := &person{}
		w.Equip, w.Config.Terminal.Advices, w.Issuer = p.equip, true, issuer.Options{Decline: true, Scripts: c.scripts}
		got, same := "-", true
		out := w.Run()
		if len(p.advices) == 1 {
			o, _ := tlv.Find(p.advices[0], 0x9F5B)
			got, same = hexOf(o.Value), string(p.advices[0][:len(out.DataRecord)]) == string(out.DataRecord)
		}
		if out.Status != kernel.Declined || got != c.want || !same || len(p.advices) > 1 {
			t.Errorf("%v, %d advices, 9F5B %s, want %s", out.Status, len(p.advices), got, c.want)
		}
	}
	// one that the card asks for, without scripts, has none
	w := newWorld(t, "noauth")
	p := &person{}
	w.Equip, w.Config.Terminal.Advices, w.Issuer.Decline = p.equip, true, true
	w.Middle = bench.Alter(apdu.GenerateAC, 2, func(r []byte) []byte { return withCID(r, 0x08) })
	if w.Run(); len(p.advices) != 1 {
		t.Fatalf("%d advices", len(p.advices))
	}
	if _, found := tlv.Find(p.advices[0], 0x9F5B); found {
		t.Errorf("script results without a script: %X", p.advices[0])
	}
}
