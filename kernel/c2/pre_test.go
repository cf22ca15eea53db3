package c2_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
)

func atm(kind byte) func(*kernel.Config) {
	return func(c *kernel.Config) { c.Terminal.Type, c.Terminal.AdditionalCapabilities[0] = kind, 0x80 }
}

// Processing restrictions: every step both ways. The terminal is in country 0276, of type 22 and application version 0002; today is 1 July 2026. The want
// is byte 2 of the TVR.
// C-2 7.3, PRE.1, PRE.2, PRE.3, PRE.4, PRE.5, PRE.6, PRE.7, PRE.8, PRE.9, PRE.10, PRE.11, PRE.12, PRE.13, PRE.14, PRE.15, PRE.16, PRE.17, PRE.18
// PRE.19, PRE.20, PRE.21, PRE.22, PRE.23, PRE.24, PRE.25, PRE.26, PRE.27, PRE.28, PRE.29, S456.35
func TestProcessingRestrictions(t *testing.T) {
	const home, abroad = "5F2802 0276", "5F2802 0840"
	for _, c := range []struct {
		label  string // of the step that decides
		record string // what the card has, beside what it must have
		kind   byte   // 9C
		other  uint64 // 9F03
		change func(*kernel.Config)
		want   string
	}{
		{"PRE.1 no version", "", 0, 0, nil, "00"},
		{"PRE.2 the same", "9F0802 0002", 0, 0, nil, "00"},
		{"PRE.3", "9F0802 0003", 0, 0, nil, "80"},
		{"PRE.5 today", "5F2503 260701", 0, 0, nil, "00"},
		{"PRE.5 in the last century", "5F2503 990101", 0, 0, nil, "00"},
		{"PRE.6 tomorrow", "5F2503 260702", 0, 0, nil, "20"},
		{"PRE.7 today", "5F2403 260701", 0, 0, nil, "00"},
		{"PRE.8 yesterday", "5F2403 260630", 0, 0, nil, "40"},
		{"PRE.8 in the last century", "5F2403 991231", 0, 0, nil, "40"},
		{"PRE.9 no usage control", home, 0, 0, nil, "00"},
		{"PRE.11 yes", "9F0702 0100", 0, 0, nil, "00"},
		{"PRE.13 not at other terminals", "9F0702 FEFF", 0, 0, nil, "10"},
		{"PRE.12 yes, 14", "9F0702 0200", 0, 0, atm(0x14), "00"},
		{"PRE.12 yes, 15", "9F0702 0200", 0, 0, atm(0x15), "00"},
		{"PRE.12 yes, 16", "9F0702 0200", 0, 0, atm(0x16), "00"},
		{"PRE.13 not at ATMs", "9F0702 FDFF", 0, 0, atm(0x14), "10"},
		{"PRE.10 not of these types", "9F0702 0200", 0, 0, atm(0x24), "10"},
		{"PRE.10 no cash", "9F0702 0200", 0, 0, func(c *kernel.Config) { c.Terminal.Type = 0x14 }, "10"},
		{"PRE.14 no country", "9F0702 0100", 0x01, 9, nil, "00"},
		{"PRE.17 yes, 01", "9F0702 8100" + home, 0x01, 0, nil, "00"},
		{"PRE.17 yes, 17", "9F0702 8100" + home, 0x17, 0, nil, "00"},
		{"PRE.19 not at home, 01", "9F0702 7FFF" + home, 0x01, 0, nil, "10"},
		{"PRE.19 not at home, 17", "9F0702 7FFF" + home, 0x17, 0, nil, "10"},
		{"PRE.18 yes", "9F0702 4100" + abroad, 0x01, 0, nil, "00"},
		{"PRE.19 not abroad", "9F0702 BFFF" + abroad, 0x01, 0, nil, "10"},
		{"PRE.15 PRE.20 neither", "9F0702 0100" + home, 0x20, 0, nil, "00"},
		{"PRE.22 goods, 00", "9F0702 2100" + home, 0x00, 0, nil, "00"},
		{"PRE.22 services, 00", "9F0702 0900" + home, 0x00, 0, nil, "00"},
		{"PRE.22 goods, 09", "9F0702 2100" + home, 0x09, 0, nil, "00"},
		{"PRE.24 not at home, 00", "9F0702 D7FF" + home, 0x00, 0, nil, "10"},
		{"PRE.24 not at home, 09", "9F0702 D7FF" + home, 0x09, 0, nil, "10"},
		{"PRE.23 goods", "9F0702 1100" + abroad, 0x00, 0, nil, "00"},
		{"PRE.23 services", "9F0702 0500" + abroad, 0x00, 0, nil, "00"},
		{"PRE.24 not abroad", "9F0702 EBFF" + abroad, 0x00, 0, nil, "10"},
		{"PRE.25 nothing else", "9F0702 FF00" + home, 0x09, 0, nil, "00"},
		{"PRE.27 yes", "9F0702 FF80" + home, 0x09, 100, nil, "00"},
		{"PRE.29 not at home, 00", "9F0702 FF7F" + home, 0x00, 100, nil, "10"},
		{"PRE.29 not at home, 01", "9F0702 FF7F" + home, 0x01, 100, nil, "10"}, // whatever the transaction type
		{"PRE.29 not at home, 20", "9F0702 FF7F" + home, 0x20, 100, nil, "10"},
		{"PRE.28 yes", "9F0702 FF40" + abroad, 0x09, 100, nil, "00"},
		{"PRE.29 not abroad", "9F0702 FFBF" + abroad, 0x09, 100, nil, "10"},
		{"PRE.3 PRE.6 PRE.8 PRE.13", "9F0802 0003 5F2503 260702 5F2403 260630 9F0702 0000", 0, 0, nil, "F0"},
	} {
		s := newScene(t).record(c.record)
		s.Tx.Type, s.Tx.AmountOther = c.kind, c.other
		s.asks(c.change)
		if got := byteOf(s.Data, 2); got != c.want {
			t.Errorf("%s: %s, want %s: %v", c.label, got, c.want, s.Out.Error)
		}
	}
}

// An Amount, Other that the terminal may still send and does not is no cashback.
// C-2 7.3, PRE.25
func TestNoAmountOther(t *testing.T) {
	s := newScene(t).record("9F0702 FF00 5F2802 0276")
	s.Tx.AmountLater, s.Tx.Amount, s.Lazy = true, 0, true
	s.While["RR"] = []string{"9F0206 000000001234"}
	if s.asks(nil) == "" || byteOf(s.Data, 2) != "00" {
		t.Errorf("%v %v", s.Data, s.Out)
	}
}
