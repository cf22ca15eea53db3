package contact_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
)

// impatient is an attendant, and a capture device, during whose answer the context ends.
type impatient struct {
	person
	capturer
	end context.CancelFunc
}

func (p *impatient) Referral(ctx context.Context, _ []byte, _ kernel.UI) (bool, error) {
	p.end()
	return true, ctx.Err()
}

func (p *impatient) ForceAcceptance(ctx context.Context, _ kernel.UI) (bool, error) {
	p.end()
	return true, ctx.Err()
}

func (p *impatient) Capture(ctx context.Context, _ kernel.PINRequest, _ kernel.Biometric) (kernel.PINResult, error) {
	p.end()
	return kernel.PINEntered, ctx.Err()
}

// A question that is cut short is answered with no: nothing is approved or accepted, and a transaction that can still be cancelled is.
// EMV 4.4 B4 6.5.2, EMV 4.4 B4 6.5.4, EMV 4.4 B3 10.5.6
func TestCutShort(t *testing.T) {
	for name, c := range map[string]struct {
		world func() *world
		want  kernel.Status
	}{
		"referral": {func() *world {
			w := newWorld(t, "noauth")
			w.cfg.Terminal.Referrals = true
			replies(w, "01", nil)
			return w
		}, kernel.Declined},
		"forced acceptance": {func() *world {
			w := newWorld(t, "noauth")
			w.cfg.Terminal.ForcesAcceptance = true
			denied(w)
			return w
		}, kernel.Declined},
		"capture": {func() *world {
			return biometrics(t, "0800", group("BF4A", rightIndex), "BF4C04DF510105 9000", "BF4D04DF510102 9000", &capturer{})
		}, kernel.EndApplication},
	} {
		w := c.world()
		ctx, end := context.WithCancel(context.Background())
		p := &impatient{end: end}
		w.equip = func(d *terminal.Devices) { d.Attendant, d.Capture = p, p }
		s, err := kernel.NewSession(contact.Program(), w.cfg, w.tx)
		if err != nil {
			t.Fatal(err)
		}
		out, err := kernel.Run(ctx, s, w.devices())
		end()
		if err != nil || out.Status != c.want || out.Forced || ctx.Err() == nil {
			t.Errorf("%s: %v, %v", name, out, err)
		}
	}
}
