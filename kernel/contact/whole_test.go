package contact_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A DDOL has the unpredictable number in it if it gives it its 4 bytes: with fewer, a signature that was recorded can be shown again. More
// are filled with zeroes. The card's DDOL and the terminal's alike, in both profiles.
// B2 6.5.1
func TestDDOLNumberWhole(t *testing.T) {
	for n := range 9 {
		for _, own := range []bool{true, false} {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				w := newWorld(t, "dda")
				w.Transaction.Amount, w.Config.Profile = 100, rules
				ddol := fmt.Sprintf("9A03 9F37%02X", n)
				if own {
					w.Card = bench.With(t, "dda", "9F49", ddol)
				} else {
					w.Card = bench.With(t, "dda", "9F49", "-")
					w.Config.Applications[1].DefaultDDOL = bench.Hex(t, ddol)
				}
				out := w.Run()
				if failed := out.HasTVR(tlv.TVRDDAFailed); failed != (n < 4) || (w.Sent(apdu.InternalAuthenticate) != 0) != (n >= 4) {
					t.Errorf("9F37 with %d bytes, the card's %v: TVR %X, %v", n, own, out.TVR(), out.ODA())
				}
			}
		}
	}
	// two entries that are cut off are none that is whole
	w := newWorld(t, "dda")
	w.Card = bench.With(t, "dda", "9F49", "9F3702 9F3702")
	if out := w.Run(); !out.HasTVR(tlv.TVRDDAFailed) {
		t.Errorf("TVR %X", out.TVR())
	}
}

// CDA is over the unpredictable number, whatever the card's lists ask for: it is verified with the terminal's own, so that a list that cuts it
// off, or leaves it out, makes the card sign another and fail.
// B2 6.6.2
func TestCDANumberWhole(t *testing.T) {
	for _, cdol := range []string{"", "9F3700", "9F3701", "9F3703", "9F3704"} {
		w := newWorld(t, "full")
		w.Transaction.Amount = 100
		w.Card = bench.With(t, "full", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01"+cdol)
		out := w.Run()
		if good := cdol == "9F3704"; (out.Status == kernel.Approved && !out.HasTVR(tlv.TVRCDAFailed)) != good {
			t.Errorf("CDOL1 with %q: %v, TVR %X", cdol, out.Status, out.TVR())
		}
	}
}
