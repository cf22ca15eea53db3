package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// B2 6.6.2: the data sent is covered: a wire that changes the terminal's data fails CDA
func TestCDACoversWhatWasSent(t *testing.T) {
	for _, ins := range []byte{apdu.GetProcessingOptions, apdu.GenerateAC} {
		w := newWorld(t, "full")
		w.Transaction.Amount = 100
		s := &changer{world: w, ins: ins}
		d := w.Devices()
		d.Readers.Contact = terminal.Inserted(s)
		out := w.RunWith(d)
		if out.Status != kernel.Declined || !out.HasTVR(tlv.TVRCDAFailed) {
			t.Errorf("instruction %02X: %v, TVR %X", ins, out.Status, out.TVR())
		}
	}
}
