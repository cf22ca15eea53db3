package c8_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// From the CVM limit on, the limit itself included, the terminal has other CVMs and wants a receipt.
// C-8 6.3.12, A.1.38
// 202122232425.7, 202122232425.8, 202122232425.9, 202122232425.11
func TestCVMLimit(t *testing.T) {
	for amount, want := range map[uint64]string{1999: "600810 false", 2000: "606410 true", 2001: "606410 true"} {
		s := newScene(t)
		s.Tx.Amount = amount
		s.run()
		if got := fmt.Sprintf("%s %v", s.Data[tlv.TerminalCapabilitiesKernel8], s.Out.Receipt); got != want {
			t.Errorf("%d: %s", amount, got)
		}
	}
}

// Above the floor limit, and for a card of another AID, there are bits of the TVR, which the card gets.
// C-8 6.3.12
// 202122232425.14, 202122232425.15, 202122232425.16, 202122232425.17
func TestFloorLimitAndAID(t *testing.T) {
	for _, c := range []struct {
		amount uint64
		aid    string
		tvr    string
	}{
		{5000, testAID, "0000000081"},
		{5001, testAID, "0000008081"},
		{5000, "A000000004", "0000000081"},
		{5000, testAID + "01", "00000000C1"},
		{5000, "A0000000041011", "00000000C1"},
	} {
		s := newScene(t).set("9F820B", "0000000000", "9F820C", "0000000000").with(func(chip *chip) { chip.choice = "0F" })
		s.Tx.Amount = c.amount
		s.Scene.Keys = func(config *kernel.Config) { config.Keys, config.Combinations[0].AID = s.keys, bench.Digits(c.aid) }
		s.run().element(tlv.TVRKernel8, c.tvr)
		if got := s.data(0xAE)[12:22]; got != c.tvr {
			t.Errorf("%v: the card got %s", c, got)
		}
	}
}

// Terminal action analysis: what the terminal is, what the card is, and the action codes against the TVR.
// C-8 6.4.2, 6.3.12
// TAA.1, TAA.2, TAA.3, TAA.4, TAA.5, TAA.6, TAA.7, TAA.8, TAA.9, 202122232425.21, 202122232425.22, 202122232425.23
func TestTerminalActionAnalysis(t *testing.T) {
	const online, offline, both = "onlineOnly", "offlineOnly", "both"
	kinds := map[tlv.TerminalTypeValue]string{
		0x11: online, 0x21: online, 0x14: online, 0x24: online, 0x34: online, 0x13: offline, 0x23: offline, 0x16: offline, 0x26: offline, 0x36: offline,
		0x12: both, 0x22: both, 0x15: both, 0x25: both, 0x35: both,
	}
	for kind, can := range kinds {
		for _, capable := range []bool{false, true} {
			for codes := range 4 {
				denial, toOnline := codes&1 != 0, codes&2 != 0
				want := "AC 40 00"
				switch {
				case denial, can == offline && !capable:
					want = "AC 00 00"
				case can == online, can == both && (!capable || toOnline):
					want = "AC 80 00"
				}
				code := map[bool]string{true: "0000000001", false: "FFFFFFFF7E"} // RRP not performed, or all but what the TVR has
				s := newScene(t).set("9F820B", code[denial], "9F820C", code[toOnline])
				s.chip.aip = map[bool]string{true: "010A", false: "0102"}[capable]
				s.Scene.Keys = func(c *kernel.Config) { c.Keys, c.Terminal.Type = s.keys, byte(kind) }
				if s.run(); s.Lines[len(s.Lines)-1] != want {
					t.Errorf("%02X, offline capable %v, denial %v, online %v: %v, want %s", kind, capable, denial, toOnline, s.Lines, want)
				}
			}
		}
	}
}

// A CDOL1 that cannot be served is a format error: 4.7.2's end of the states before GENERATE AC.
// C-8 6.3.12, 4.7.2, 4.7.2 CDOL1
// 202122232425.24, 202122232425.25
func TestCDOL1Malformed(t *testing.T) {
	for _, cdol := range []string{"9F02", "9F02F0 9A10", "9F"} {
		newScene(t).with(func(c *chip) { c.cdol1 = cdol }).run().ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
	}
	s := newScene(t).with(func(c *chip) { c.cdol1 = "9F02FF" }).run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-")
	if len(s.data(0xAE)) != 510 {
		t.Error(s.data(0xAE))
	}
}

// Local authentication is done where terminal and card have it: otherwise it was not performed, before GENERATE AC, and never failed.
// C-8 6.3.12, 6.3.16, 6.3.17
// 202122232425.18, 202122232425.20, 28.7, 29.17, 29.18
func TestLocalAuthenticationNotPerformed(t *testing.T) {
	for _, c := range []struct{ security, aip, tvr, oda string }{
		{"10", "010A", "0000000081", "ok"},
		{"00", "010A", "8000000081", "not performed"},
		{"10", "000A", "8000000081", "not performed"},
		{"EF", "000A", "8000000081", "not performed"},
	} {
		for _, wrong := range []string{"", "blinding"} {
			s := newScene(t).set("9F820A", c.security, "9F820B", "0000000000").with(func(chip *chip) { chip.aip, chip.wrong = c.aip, wrong })
			s.Late["AC"] = true
			asked, err := s.certificates()
			if want := map[bool][3]int{true: {1, 1, 1}}[c.oda == "ok"]; asked != want || err != nil {
				t.Errorf("%v: asked for %d: %v", c, asked, err)
			}
			if wrong != "" && c.oda == "ok" {
				continue
			}
			s.element(tlv.TVRKernel8, c.tvr)
			if s.Out.ODA.Result != c.oda || s.data(0xAE)[12:22] != c.tvr {
				t.Errorf("%v: %v, %s", c, s.Out.ODA, s.data(0xAE))
			}
		}
	}
}

// An amount or a date that nobody has given ends the transaction before GENERATE AC.
// C-8 6.3.9, 6.3.2
// 2021222324.14, 2021222324.15, 1.12
func TestTransactionDataMissing(t *testing.T) {
	for _, exchange := range []string{"00", "01"} {
		s := newScene(t).set("DF01", exchange)
		s.Tx.AmountLater, s.Tx.Amount = true, 0
		s.run().ends(kernel.EndApplication, kernel.StartNone, "00 00 03 0000 FF", "-", "-")
		if slices.ContainsFunc(s.Lines, func(line string) bool { return line[:2] == "AC" }) {
			t.Error(s.Lines)
		}
	}
}
