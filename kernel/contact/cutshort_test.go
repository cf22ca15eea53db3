package contact_test

import (
	"context"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
)

// impatient is an attendant, and a capture device, during whose answer the context ends.
type impatient struct {
	person
	capturer
	end context.CancelFunc
}

func (p *impatient) Referral(ctx context.Context, _ []byte, _ kernel.UI) (string, bool, error) {
	p.end()
	return "123456", true, ctx.Err()
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
// B4 6.5.2, 6.5.4, B3 10.5.6
func TestCutShort(t *testing.T) {
	for name, c := range map[string]struct {
		world func() *world
		want  kernel.Status
	}{
		"referral": {func() *world {
			w := newWorld(t, "noauth")
			w.Config.Terminal.Referrals = true
			replies(w, "01", nil)
			return w
		}, kernel.Declined},
		"forced acceptance": {func() *world {
			w := newWorld(t, "noauth")
			w.Config.Terminal.ForcesAcceptance = true
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
		w.Equip = func(d *terminal.Devices) { d.Merchant.Attendant, d.Cardholder.Capture = p, p }
		out, err := bench.Run(ctx, w.Session(), w.Devices())
		end()
		if err != nil || out.Status != c.want || out.Forced() || ctx.Err() == nil {
			t.Errorf("%s: %v, %v", name, out, err)
		}
	}
}

// Every way out at every action, and a resume at every action, of worlds with all that a configuration can switch on.
func TestEveryWayOutOfOptions(t *testing.T) {
	for _, name := range []string{"review, biometrics, referral", "own method, forced acceptance, advice"} {
		s := around(t, talkative[name])
		tr := s.Run(t)
		out := bench.OfTrace(&tr)
		if out.Status != kernel.Declined || !out.Online() { // by the card, which misses the issuer's cryptogram; by the host
			t.Errorf("%s: %v: %s", name, out.Status, out.Error.Reason)
		}
		for way, out := range bench.Exits(t, s) {
			if out.Status == kernel.Approved && !strings.HasPrefix(way, "host fault") || out.Forced() {
				t.Errorf("%s, %s: %v", name, way, out.Status)
			}
		}
		s.EveryResume(t)
	}
}
