package step_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// B3 C9.3
func TestCardDeniesPIN(t *testing.T) {
	const (
		visa       = "A0000000031010"
		mastercard = "A0000000041010"
		other      = "A0000006581010"
	)
	ccd := func(b2 string) string {
		return "0FA50100" + b2 + "000000" + "0000000000000000" + "0F" + "000000000000000000000000000000"
	}
	for _, c := range []struct {
		name, cvm, aid, iad string
		denied              bool
	}{
		{"common core: performed", "040302", other, ccd("38"), false},
		{"common core: not performed", "040302", other, ccd("30"), true},
		{"common core: performed and not verified", "010302", other, ccd("3C"), true},
		{"with signature", "030300", other, ccd("30"), true},
		{"terminal says failed", "040301", other, ccd("30"), false},
		{"online PIN", "020300", other, ccd("30"), false},
		{"no CVM", "1F0002", other, ccd("30"), false},
		{"Visa 10: performed", "040302", visa, "06010A03A40000", false},
		{"Visa 10: not performed", "040302", visa, "06010A03A00000", true},
		{"Visa 10: failed", "040302", visa, "06010A03A60000", true},
		{"Visa 18: performed", "040302", visa, "06011203A40000", false},
		{"Visa 18: not performed", "040302", visa, "06011203A00000", true},
		{"Visa 22: its bits do not speak of a PIN", "040302", visa, "1F220100A0000000" + "00000000000000000000000000000000" + "0000000000000000", false},
		{"Visa's form, another's AID", "040302", other, "06010A03A00000", false},
		{"Mastercard 16: verified", "040302", mastercard, "0110A50002000000" + "00000000000000000000"[:20], false},
		{"Mastercard 16: not performed", "040302", mastercard, "0110A00002000000" + "00000000000000000000"[:20], true},
		{"Mastercard 16: performed and failed", "040302", mastercard, "0110A40002000000" + "00000000000000000000"[:20], true},
		{"Mastercard 16: enciphered, performed and failed", "040302", mastercard, "0110A60002000000" + "00000000000000000000"[:20], true},
		{"Mastercard 20: verified", "040302", mastercard, "0114A50002000000" + "00000000000000000000"[:20], false},
		{"Mastercard 21: not performed", "040302", mastercard, "0115A00002000000" + "00000000000000000000"[:20], true},
		{"Mastercard 16 in the shape of Visa: not performed", "040302", mastercard, "0610A00301000000" + "00000000000000000000"[:20], true},
		{"Mastercard 16 in the shape of Visa: verified", "040302", mastercard, "0610A50301000000" + "00000000000000000000"[:20], false},
		{"Mastercard's form, another's AID", "040302", other, "0110A00002000000" + "00000000000000000000"[:20], false},
		{"no issuer application data", "040302", other, "", false},
		{"of no known form", "040302", other, "FFFFFF", false},
	} {
		if got := step.CardDeniesPIN(tlv.CVMResultsValue(unhex(t, c.cvm)), unhex(t, c.aid), unhex(t, c.iad)); got != c.denied {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
