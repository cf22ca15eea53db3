package contact_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// changer is a wire that changes one bit of the data of a command on its way to the card.
type changer struct {
	*world
	ins  byte
	done bool
}

func (c *changer) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if command[1] == c.ins && !c.done {
		c.done = true
		command = slices.Clone(command)
		command[8] ^= 1
	}
	return c.world.Transmit(ctx, command)
}

// What was sent is covered: a wire that changes the terminal's data makes the signature fail. With XDA GET PROCESSING OPTIONS and the first GENERATE AC are covered by the
// first signature, the second GENERATE AC by the second.
// B2 6.6.2, 12.5.2
func TestCoversWhatWasSent(t *testing.T) {
	for _, c := range []struct {
		world func() *world
		bit   tlv.TVRBit
	}{
		{func() *world { return newWorld(t, "full") }, tlv.TVRCDAFailed},
		{func() *world { return newXDAWorld(t, "xda") }, tlv.TVRXDAFailed},
	} {
		for _, ins := range []byte{apdu.GetProcessingOptions, apdu.GenerateAC} {
			w := c.world()
			w.Transaction.Amount = 100
			d := w.Devices()
			d.Readers.Contact = terminal.Inserted(&changer{world: w, ins: ins})
			if out := w.RunWith(d); out.ARC() == "Y1" || !out.HasTVR(c.bit) {
				t.Errorf("instruction %02X: %v %s, TVR %X", ins, out.Status, out.ARC(), out.TVR())
			}
		}
	}
}
