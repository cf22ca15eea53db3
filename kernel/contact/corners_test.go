package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Corners that a sample of the sweeps may miss: chance selects nothing on terminals that cannot choose, a name of a wrong length hurts nobody, and where XDA failed and
// there is no host, at an offline-only terminal, nothing is approved; nor does anybody ask a host about a card that has declined.
// B3 7.5 forgiven, B4 6.4 risk, 6.3.2.2.4 unable TC, AAC
func TestCorners(t *testing.T) {
	for kind, bit := range map[byte]byte{0x21: 0, 0x22: 0x10, 0x23: 0, 0x24: 0, 0x26: 0} {
		w := newWorld(t, "full")
		w.Transaction.Amount, w.Config.Terminal.Type = 100, kind
		w.Config.Applications[0].RandomTarget, w.Config.Applications[0].RandomThreshold = 99, 500
		if out := w.Run(); out.TVR()[3] != bit {
			t.Errorf("type %02X: TVR %X", kind, out.TVR())
		}
	}
	small := newWorld(t, "full") // of the floor limit: what is above it goes online by that alone
	small.Transaction.Amount = 100
	app := &small.Config.Applications[0]
	app.RandomTarget, app.RandomThreshold, app.FloorLimit = 99, 500, 50
	if out := small.Run(); out.TVR()[3] != 0x80 {
		t.Errorf("above the floor limit: TVR %X", out.TVR())
	}
	for _, change := range [][]string{{"5F20", "41"}, {"9F1F", "00"}, {"9F0B", "41"}} {
		w := newWorld(t, "noauth")
		w.Middle = bench.Rewrite(t, change...)
		if out := w.Run(); out.Status != kernel.Approved {
			t.Errorf("%s: %v: %s", change, out.Status, out.Error.Reason)
		}
	}
	w := newXDAWorld(t, "xda")
	w.Card = bench.With(t, "xda", "9F0D", "0000000000")
	w.Transaction.Amount, w.Config.Terminal.Type, w.Config.Applications[0].TACDefault = 100, 0x23, [5]byte{}
	w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte {
		if o, ok := tlv.Find(r, tlv.TagFormat2, 0x9F4B); ok {
			o.Value[3] ^= 1
		}
		return r
	})
	if out := w.Run(); out.Status != kernel.Declined || out.ARC() != "Z3" || w.HostCalls != 0 || w.P1(2) != -1 {
		t.Errorf("%v, ARC %s, TVR %X, second GENERATE AC %02X", out.Status, out.ARC(), out.TVR(), w.P1(2))
	}
	w = newXDAWorld(t, "xda") // no certificate, and the card declines: that is all
	w.Card = bench.With(t, "xda", "9F46", "00")
	w.Transaction.Amount, w.Middle = 100, bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte {
		if o, ok := tlv.Find(r, tlv.TagFormat2, 0x9F27); ok {
			o.Value[0] = 0x00
		}
		return r
	})
	if out := w.Run(); out.Status != kernel.Declined || out.ARC() != "Z1" || out.ODA().Result != "failed" || w.HostCalls != 0 || w.P1(2) != -1 {
		t.Errorf("AAC: %v, ARC %s, %v, second GENERATE AC %02X", out.Status, out.ARC(), out.ODA(), w.P1(2))
	}
}
