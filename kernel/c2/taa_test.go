package c2_test

import (
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
)

// Terminal action analysis: every step both ways. Of a card without CDA the TVR is 80 00 00 00 01: authentication and relay resistance not performed; with
// an expired application 80 40 00 00 01. The want is the reference control parameter.
// C-2 7.4, TAA.1, TAA.2, TAA.3, TAA.4, TAA.4.1, TAA.4.2, TAA.5, TAA.6, TAA.7, TAA.8, TAA.9, TAA.10, TAA.11, TAA.12, TAA.13, TAA.14, TAA.15, TAA.16
// TAA.17, TAA.18, S456.39
func TestTerminalActionAnalysis(t *testing.T) {
	const expired = "5F2403 260101"
	const none, all = "0000000000", "FFFFFFFFFF"
	for _, c := range []struct {
		label                 string
		kind                  byte // 9F35
		denial, online, other string
		record                string // issuer action codes 9F0E, 9F0F, 9F0D and what sets bits of the TVR
		want                  string
	}{
		{"TAA.2 none", 0x22, none, none, none, "9F0F05 0000000000", "40"},
		{"TAA.3", 0x22, "0000000001", none, none, "", "00"},
		{"TAA.2 other bits", 0x22, "7FFFFFFFFE", none, none, "9F0F05 0000000000", "40"},
		{"TAA.4 none", 0x22, none, none, none, "9F0E05 0000000000 9F0F05 0000000000", "40"},
		{"TAA.5 issuer", 0x22, none, none, none, "9F0E05 8000000000", "00"},
		{"TAA.5 terminal", 0x22, "8000000000", none, none, "9F0E05 0000000000", "00"},
		{"TAA.5 expired", 0x22, "0040000000", none, none, expired, "00"},
		{"TAA.5 before online only", 0x21, "8000000000", none, none, "", "00"},
		{"TAA.4.2 11", 0x11, none, none, none, "9F0F05 0000000000", "80"},
		{"TAA.4.2 21", 0x21, none, none, none, "9F0F05 0000000000", "80"},
		{"TAA.4.2 14", 0x14, none, none, none, "9F0F05 0000000000", "80"},
		{"TAA.4.2 24", 0x24, none, none, none, "9F0F05 0000000000", "80"},
		{"TAA.4.2 34", 0x34, none, none, none, "9F0F05 0000000000", "80"},
		{"TAA.4.1 no", 0x25, none, none, none, "9F0F05 0000000000", "40"},
		{"TAA.8 absent is all but relay resistance performed", 0x22, none, none, none, "", "80"},
		{"TAA.8 terminal", 0x22, none, all, none, "", "80"},
		{"TAA.10 none", 0x22, none, none, none, "9F0F05 7FBFFFFFFE", "40"},
		{"TAA.11 issuer", 0x22, none, none, none, "9F0F05 0000000001", "80"},
		{"TAA.11 terminal", 0x22, none, "0000000001", none, "9F0F05 0000000000", "80"},
		{"TAA.12 not default", 0x22, none, none, all, "9F0F05 0000000000 9F0D05 FFFFFFFFFF", "40"},
		{"TAA.6 23", 0x23, none, all, none, "9F0F05 FFFFFFFFFF 9F0D05 0000000000", "40"},
		{"TAA.6 26", 0x26, none, all, none, "9F0F05 FFFFFFFFFF 9F0D05 0000000000", "40"},
		{"TAA.6 36", 0x36, none, all, none, "9F0F05 FFFFFFFFFF 9F0D05 0000000000", "40"},
		{"TAA.6 13", 0x13, none, all, none, "9F0F05 FFFFFFFFFF 9F0D05 0000000000", "40"},
		{"TAA.6 16", 0x16, none, all, none, "9F0F05 FFFFFFFFFF 9F0D05 0000000000", "40"},
		{"TAA.14 absent is all but relay resistance performed", 0x23, none, none, none, "", "00"},
		{"TAA.17 issuer", 0x23, none, none, none, "9F0D05 8000000000", "00"},
		{"TAA.17 terminal", 0x23, none, none, "0000000001", "9F0D05 0000000000", "00"},
		{"TAA.16 other bits", 0x23, none, none, "7FFFFFFFFE", "9F0D05 7FBFFFFFFE", "40"},
	} {
		s := newScene(t).set("DF8123", "000000005000", "DF8121", c.denial, "DF8122", c.online, "DF8120", c.other).record(c.record)
		command := s.asks(func(cfg *kernel.Config) { cfg.Terminal.Type = c.kind })
		if len(command) < 2 || command[:2] != c.want {
			t.Errorf("%s: asks for %q, want %s", c.label, command, c.want)
		}
	}
}

// Trap 20: a card with CDA has a TVR of 00 00 00 00 01, so that nothing is met where the card has no action codes: the bits of relay resistance performed are not in
// FFFFFFFFFC.
// C-2 7.4, TAA.8, TAA.9, TAA.14, TAA.15, S3.65
func TestTrapAbsentActionCodes(t *testing.T) {
	for _, kind := range []byte{0x22, 0x23} {
		s := newScene(t).options("8202 0180").record(signedObjects).set("DF8123", "000000005000", "DF8121", "0000000000", "DF8122", "0000000000", "DF8120", "0000000000")
		keys := withKeys(t)
		command := s.asks(func(cfg *kernel.Config) { keys(cfg); cfg.Terminal.Type = kind })
		if len(command) < 2 || command[:2] != "50" {
			t.Errorf("%02X: asks for %q, want 50", kind, command)
		}
	}
}

// Relay resistance that was performed is in no action code of a card that has none; each of its limits that was exceeded is.
// C-2 7.4, TAA.8, TAA.14, SR1.29, SR1.31
func TestAbsentActionCodesWithRelay(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		took   []time.Duration
		asks   [2]string // of a terminal that may go online, and of one that may not
	}{
		"in time":                  {claims, []time.Duration{15000}, [2]string{"50", "50"}},
		"too slow":                 {claims, []time.Duration{29300, 29300, 29300}, [2]string{"90", "00"}},
		"the device is far slower": {"800A 11223344 0064 00C8 0031 9000", []time.Duration{15000}, [2]string{"90", "00"}},
	} {
		for i, kind := range []byte{0x22, 0x23} {
			s := withRelay(t, c.answer, c.took...).options("8202 0181").record(signedObjects)
			s.set("DF8123", "000000005000", "DF8121", "0000000000", "DF8122", "0000000000", "DF8120", "0000000000")
			keys := withKeys(t)
			command := s.asks(func(cfg *kernel.Config) { keys(cfg); cfg.Terminal.Type = kind })
			if len(command) < 2 || command[:2] != c.asks[i] {
				t.Errorf("%s, %02X: asks for %q, want %s", name, kind, command, c.asks[i])
			}
		}
	}
}
