package contact_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A card whose try counter never falls (63C3 to each VERIFY) is asked fifteen times, the most that a counter can say, and no more: the application ends. The bypass
// and the cancel key end the entry at once; without the PIN the action codes decline.
// B3 6.5.12.5, 10.5.1, B4 6.3.4.3
func TestCounterNeverFalls(t *testing.T) {
	wrong := func(n int, last ...string) []string { return append(slices.Repeat([]string{"1111"}, n), last...) }
	for _, c := range []struct {
		name     string
		pins     []string
		verifies int
		status   kernel.Status
		bits     []tlv.TVRBit
	}{
		{"wrong for ever", wrong(40), 15, kernel.EndApplication, nil},
		{"bypassed after three", wrong(3, "bypass"), 3, kernel.Declined, []tlv.TVRBit{tlv.TVRPINNotEntered, tlv.TVRCVMNotSuccessful}},
		{"bypassed at once", wrong(0, "bypass"), 0, kernel.Declined, []tlv.TVRBit{tlv.TVRPINNotEntered, tlv.TVRCVMNotSuccessful}},
		{"cancelled after three", wrong(3, "cancel"), 3, kernel.EndApplication, nil},
	} {
		w := newWorld(t, "pin")
		w.PINs = c.pins
		w.Middle = bench.Swap(t, apdu.Verify, 0, "63C3")
		out := w.Run()
		tvr := tlv.TVRValue(out.TVR())
		if w.Sent(apdu.Verify) != c.verifies || out.Status != c.status {
			t.Errorf("%s: %d VERIFYs, %v, TVR %s, %s", c.name, w.Sent(apdu.Verify), out.Status, tvr, out.Error.Reason)
		}
		for _, b := range c.bits {
			if !tvr.Has(b) {
				t.Errorf("%s: TVR %s", c.name, tvr)
			}
		}
	}
}
