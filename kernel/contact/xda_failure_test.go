package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// B2 12.5.2 table 37: what was sent is covered: GET PROCESSING OPTIONS and the first GENERATE AC by the first
// signature, the second GENERATE AC by the second
func TestXDACoversWhatWasSent(t *testing.T) {
	for _, ins := range []byte{apdu.GetProcessingOptions, apdu.GenerateAC} {
		w := newXDAWorld(t, "xda")
		w.Transaction.Amount = 100
		d := w.Devices()
		d.Readers.Contact = terminal.Inserted(&changer{world: w, ins: ins})
		out := w.RunWith(d)
		if out.ARC() == "Y1" || !out.HasTVR(tlv.TVRXDAFailed) {
			t.Errorf("instruction %02X: %v %s, TVR %X", ins, out.Status, out.ARC(), out.TVR())
		}
	}
}
