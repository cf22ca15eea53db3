package host_test

import (
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// The receipt has both names of the application, by chip and by tap, where the card has them: slips of some acquirers want each.
// EMV 4.4 B4 11.3 names, EMV 4.4 B4 11.4
func TestNames(t *testing.T) {
	const label, preferred = "PBOC Credit", "CARD IMAGE 0031"
	for _, c := range []struct {
		card             string
		by               kernel.Interface
		amount           uint64
		label, preferred string
	}{
		{"pboc", kernel.Contact, 12_34, label, preferred},
		{"pboc-cash", kernel.Contactless, 10_00, label, preferred},
		{"unionpay-online", kernel.Contactless, 112_34, "Test UPI", ""},
	} {
		k := kind{c.card, "unionpay", c.card, terminal.Order{Purpose: kernel.Purchase, Amount: c.amount, Interface: c.by}, false, nil, 0, 0}
		synctest.Test(t, func(t *testing.T) {
			r := newUnion(t, &k, nil, nil)
			defer r.close()
			s, err := r.Do(t.Context(), k.order)
			if err != nil || s == nil {
				t.Fatal(c.card, s, err)
			}
			if chip := s.Receipt.Chip; chip.Label != c.label || chip.PreferredName != c.preferred {
				t.Errorf("%s: %q, %q, want %q, %q: %s", c.card, chip.Label, chip.PreferredName, c.label, c.preferred, s)
			}
		})
	}
}
