package c2_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// Phones below and above the reader's CVM required limit, which is 25.00; the purchase is one of 12.34 or of 30.00. Where the key of the certification
// authority is missing nothing proves the verification on the device, and the terminal declines.
// C-2 7.1, CVM.1, CVM.2, CVM.3, CVM.4, GAC.22, GAC.23, S910.71, S910.72, S910.73, S910.74, S910.75, S910.76, S910.77, S910.78, S910.78.1, S910.79
// S910.80
func TestPhones(t *testing.T) {
	const again = "20/3/0" // SEE PHONE, READY TO READ
	for _, c := range []struct {
		card    string
		amount  uint64
		status  kernel.Status
		start   kernel.Start
		cvm     kernel.CVM
		asked   int
		restart string
	}{
		{"phone-mastercard", 1234, kernel.OnlineRequest, kernel.StartNone, kernel.CVMNotRequired, 0x50, "-"},
		{"phone-mastercard", 3000, kernel.OnlineRequest, kernel.StartNone, kernel.CVMConfirmed, 0x50, "-"},
		{"phone-mastercard-twice", 1234, kernel.OnlineRequest, kernel.StartNone, kernel.CVMNotRequired, 0x50, "-"},
		{"phone-mastercard-twice", 3000, kernel.EndApplication, kernel.StartB, kernel.CVMConfirmed, 0x50, again},
		{"phone-mastercard-asked", 3000, kernel.EndApplication, kernel.StartB, kernel.CVMConfirmed, 0x50, again},
		{"phone-mastercard-ack", 1234, kernel.EndApplication, kernel.StartB, kernel.CVMNotRequired, 0x50, again},
		{"phone-mastercard-wallet", 1234, kernel.EndApplication, kernel.StartB, kernel.CVMNotRequired, 0x50, again},
		{"phone-mastercard-context", 1234, kernel.TryAnotherInterface, kernel.StartNone, kernel.CVMNotRequired, 0x50, "-"}, // none of the bits
		{"phone-mastercard-change", 1234, kernel.TryAnotherInterface, kernel.StartNone, kernel.CVMNotRequired, 0x50, "-"},
		{"phone-mastercard-declined", 1234, kernel.Declined, kernel.StartNone, kernel.CVMNotRequired, 0x50, "-"}, // its device type is no card's
		{"phone-mastercard-unknown-ca", 1234, kernel.TryAnotherInterface, kernel.StartNone, kernel.CVMNotRequired, 0x00, "-"},
	} {
		v := visit{card: c.card, change: func(x *bench.Tap) { x.Transaction.Amount = c.amount }}
		x := v.tap(t)
		x.Run()
		out := x.Outcome()
		if out.Status != c.status || out.Start != c.start || out.CVM != c.cvm || x.P1(1) != c.asked || request(out.UIRestart) != c.restart || out.DataRecord == nil {
			t.Errorf("%s, %d: %v start %d CVM %d asked %02X restart %s: %v", c.card, c.amount, out.Status, out.Start, out.CVM, x.P1(1), request(out.UIRestart), out.Error)
		}
	}
}
