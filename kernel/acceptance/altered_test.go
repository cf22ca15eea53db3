package acceptance_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/tlv"
)

// A stripe after a chip that could not be read: where there is an attendant and the configuration has it, and only the stripe of that chip.
// B4 6.6, 6.6.2
func TestStripeAfterChip(t *testing.T) {
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
}

// A card in the contact reader that gives no answer is that, and no missing card, also where a tap was offered beside.
// EMV 4.3 B1 8, A 8.1.1.10
func TestMuteBesideTap(t *testing.T) {
	cfg := named(t, "tap")
	for _, at := range []kernel.Interface{kernel.Contact, kernel.InterfaceNone, kernel.Contactless} {
		w := &counter{found: kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout, Interface: at}}
		s, err := kernel.NewSession(acceptance.Program(says{}), cfg, purchase)
		if err != nil {
			t.Fatal(err)
		}
		r, err := kernel.Run(t.Context(), s, w)
		if err != nil {
			t.Fatal(err)
		}
		l1, l3 := kernel.Fault(0), kernel.L3TimeOut
		if at == kernel.Contact {
			l1, l3 = kernel.FaultTimeout, kernel.L3OK
		}
		if r.Status != kernel.EndApplication || r.Error.L1 != l1 || r.Error.L3 != l3 {
			t.Errorf("interface %d: %v, %+v", at, r, r.Error)
		}
	}
}
