package acceptance_test

import (
	"context"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A stripe after a chip that could not be read: where there is an attendant and the configuration has it, and only the stripe of that chip.
// B4 6.6, 6.6.2
func TestStripeAfterChip(t *testing.T) {
	national := strings.Replace(track, "D4912201", "D4912601", 1)
	const altered, other = "the stripe denies the chip that answered", "the stripe has another service code than the chip"
	for _, c := range []struct {
		name   string
		track  string
		kind   byte
		policy bool
		tx     kernel.Transaction
		mode   byte // 0: refused
		reason string
	}{
		{"allowed", track, 0x22, true, kernel.Transaction{ChipFailed: true}, 0x80, ""},
		{"of that chip", track, 0x22, true, kernel.Transaction{ChipFailed: true, ChipSpoke: true, ChipCode: 0x201}, 0x80, ""},
		{"no policy", track, 0x22, false, kernel.Transaction{ChipFailed: true}, 0, "the configuration has no such fallback"},
		{"unattended", track, 0x25, true, kernel.Transaction{ChipFailed: true}, 0, "an unattended terminal falls back to nothing"},
		{"cash machine", track, 0x14, true, kernel.Transaction{ChipFailed: true}, 0, "an unattended terminal falls back to nothing"},
		{"not tried", track, 0x22, true, kernel.Transaction{}, 0, "the service code says that there is a chip"},
		{"national, allowed", national, 0x22, true, kernel.Transaction{ChipFailed: true}, 0x80, ""},
		{"national, of the chip that spoke", national, 0x22, true, kernel.Transaction{ChipFailed: true, ChipSpoke: true}, 0x80, ""},
		{"national, no policy", national, 0x22, false, kernel.Transaction{ChipFailed: true}, 0, "the configuration has no such fallback"},
		{"national, not tried", national, 0x22, true, kernel.Transaction{}, 0, "the service code says that there is a chip"},
		{"another code", track, 0x22, true, kernel.Transaction{ChipFailed: true, ChipCode: 0x221}, 0, other},
		{"altered", noChip, 0x22, true, kernel.Transaction{ChipFailed: true, ChipSpoke: true}, 0, altered},
		{"altered, and the code is known", noChip, 0x22, true, kernel.Transaction{ChipSpoke: true, ChipCode: 0x201}, 0, other},
		{"no chip, never heard", noChip, 0x22, true, kernel.Transaction{ChipFailed: true}, 0x90, ""},
		{"no chip, unattended", noChip, 0x25, false, kernel.Transaction{}, 0x90, ""},
	} {
		cfg, tx := load(t), purchase
		cfg.Terminal.Type, cfg.Fallback.MagneticStripe = c.kind, c.policy
		tx.ChipFailed, tx.ChipSpoke, tx.ChipCode = c.tx.ChipFailed, c.tx.ChipSpoke, c.tx.ChipCode
		r := accept(t, &counter{found: at(kernel.MagneticStripe, unhex(t, c.track)), host: answer("00")}, cfg, tx)
		var mode byte
		if v := r.Report.Get(tlv.POSEntryMode); r.Approved() && len(v) == 1 {
			mode = v[0]
		}
		if mode != c.mode || !strings.Contains(r.Error.Reason, c.reason) || c.mode == 0 && r.Approved() {
			t.Errorf("%s: mode %02X, %v", c.name, mode, r)
		}
	}
	cfg := load(t)
	cfg.Applications = nil // no reader for chips with contacts: nothing to fall back from
	r := accept(t, &counter{found: at(kernel.MagneticStripe, unhex(t, track)), host: answer("00")}, cfg, purchase)
	if !r.Approved() || string(r.Report.Get(tlv.POSEntryMode)) != "\x90" {
		t.Errorf("no chip reader: %v", r)
	}
}

// muteness is a card that gives no answer at an interface for some times, and then one that is found at another.
type muteness struct {
	*counter
	at    kernel.Interface
	times int
	asked int
}

func (m *muteness) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if a.Kind == kernel.Activate {
		if m.asked++; m.asked <= m.times {
			return kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout, Interface: m.at}, nil
		}
	}
	return m.counter.Do(ctx, a)
}

// A card in the contact reader that gives no answer is that, and no missing card, also where a tap was offered beside. One in the field is asked for again, beside
// the other readers, and holds up neither them nor the transaction: it ends when that is in vain.
// EMV 4.3 B1 8, A 8.1.1.10, B 3.3.3.7
func TestMuteBesideTap(t *testing.T) {
	const lies = 1 << 20
	for _, c := range []struct {
		at     kernel.Interface
		times  int
		then   kernel.Event
		status kernel.Status
		l1     kernel.Fault
		asked  int
		by     kernel.Interface
	}{
		{kernel.Contact, lies, kernel.Event{}, kernel.EndApplication, kernel.FaultTimeout, 1, kernel.Contact},
		{kernel.InterfaceNone, lies, kernel.Event{}, kernel.EndApplication, kernel.FaultTimeout, 32, kernel.InterfaceNone},
		{kernel.Contactless, lies, kernel.Event{}, kernel.EndApplication, kernel.FaultTimeout, 32, kernel.Contactless},
		{kernel.Contactless, 31, at(kernel.Contact, unhex(t, good)), kernel.Approved, 0, 32, kernel.Contact},
		{kernel.Contactless, 1, at(kernel.MagneticStripe, unhex(t, track)), kernel.TryAnotherInterface, 0, 2, kernel.MagneticStripe},
		{kernel.Contactless, 3, kernel.Event{Kind: kernel.Timeout}, kernel.EndApplication, 0, 4, kernel.Contactless},
	} {
		full, err := card.Named("full")
		if err != nil {
			t.Fatal(err)
		}
		w := &muteness{&counter{found: c.then, card: full}, c.at, c.times, 0}
		s, err := kernel.NewSession(acceptance.Program(says{}), named(t, "tap"), purchase, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		r, err := kernel.Run(t.Context(), s, w)
		if err != nil {
			t.Fatal(err)
		}
		if r.Status != c.status || r.Error.L1 != c.l1 || w.asked != c.asked || r.Interface != c.by || len(w.did) == 0 || (r.Error.L3 == kernel.L3TimeOut) != (c.then.Kind == kernel.Timeout) {
			t.Errorf("interface %d, %d times: %v, %+v, asked %d times, by %d, %q", c.at, c.times, r, r.Error, w.asked, r.Interface, w.did)
		}
	}
}
