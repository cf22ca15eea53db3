package main

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// The identity names the programs that run under a configuration, as journals have them.
func TestICSNamesWhatRuns(t *testing.T) {
	for _, c := range []struct {
		config, want string
	}{
		{"", "contact/1, acceptance/1 02 03 04 05 06 07 08"},
		{"default", "contact/1"},
		{"tap", "contact/1, acceptance/1 02 03 04 05 06 07 08"},
	} {
		args := []string{"ics"}
		if c.config != "" {
			args = append(args, "-config", c.config)
		}
		_, out, _ := emv("", append(args, "-json")...)
		var s conformance
		if err := json.Unmarshal([]byte(out), &s); err != nil || s.Identity.Kernel != c.want {
			t.Errorf("%q: %q, %v", c.config, s.Identity.Kernel, err)
		}
		i := slices.IndexFunc(s.Statements, func(s statement) bool { return s.Item == "standard messages" })
		if i < 0 || s.Statements[i].Value != "en de fr es it zh" {
			t.Errorf("%q: languages of the messages", c.config)
		}
	}
	cfg := tapConfig(t)
	cfg.Applications = nil
	if got := programs(cfg); len(got) != 1 || got[0] != "acceptance/1 02 03 04 05 06 07 08" {
		t.Errorf("contactless alone: %q", got)
	}
}

// Every switch of a configuration answers its question, and no other.
func TestICSAnswers(t *testing.T) {
	said := func(change func(*kernel.Config)) map[string]string {
		cfg := bench.Config(t, "default")
		change(cfg)
		m := map[string]string{}
		for _, a := range answers(cfg) {
			if _, twice := m[a.Item]; twice || a.Answer == "" {
				t.Fatalf("%q twice, or without an answer", a.Item)
			}
			m[a.Item] = a.Answer
		}
		return m
	}
	want := said(func(*kernel.Config) {})
	for _, c := range []struct {
		item, answer string
		change       func(*kernel.Config)
	}{
		{"payment system environment (PSE)", "no", func(c *kernel.Config) { c.Terminal.NoPSE = true }},
		{"PIN try counter is asked for (GET DATA)", "no", func(c *kernel.Config) { c.Terminal.NoTryCounter = true }},
		{"subsequent PIN bypass", "no", func(c *kernel.Config) { c.Terminal.AsksAfterBypass = true }},
		{"amount known when a PDOL asks for it", "no", func(c *kernel.Config) { c.Terminal.LateAmount = true }},
		{"cardholder confirms the amount", "yes", func(c *kernel.Config) { c.Terminal.ConfirmsAmount = true }},
		{"cardholder selection and confirmation", "no", func(c *kernel.Config) { c.Terminal.CardholderConfirms = false }},
		{"terminal's own order, restriction, merchant's choice", "yes", func(c *kernel.Config) { c.Terminal.ReviewsCandidates = true }},
		{"cardholder selects the language", "yes", func(c *kernel.Config) { c.Terminal.SelectsLanguage = true }},
		{"languages", "fr", func(c *kernel.Config) { c.Terminal.Languages = []string{"fr"} }},
		{"account types", "10 30", func(c *kernel.Config) {
			c.Terminal.Accounts = []tlv.AccountTypeValue{tlv.SavingsAccount, tlv.CreditAccount}
		}},
		{"CDA mode", "3", func(c *kernel.Config) { c.Terminal.CDAMode = 3 }},
		{"AIDs with partial selection", "A0000000031010", func(c *kernel.Config) { c.Applications[0].PartialMatch = false }},
		{"AIDs with default DDOL", "A0000000031010", func(c *kernel.Config) { c.Applications[0].DefaultDDOL = nil }},
		{"AIDs with default TDOL", "A0000000041010", func(c *kernel.Config) { c.Applications[0].DefaultTDOL = []byte{0x9A, 3} }},
		{"AIDs with terminal capabilities of their own", "A0000000041010", func(c *kernel.Config) { c.Applications[0].Capabilities = []byte{0, 0, 0} }},
		{"AIDs with floor limit", "A0000000031010", func(c *kernel.Config) { c.Applications[0].FloorLimit = 0 }},
		{"AIDs with random transaction selection", "A0000000041010", func(c *kernel.Config) { c.Applications[0].RandomMaxTarget = 9 }},
		{"exception file or transaction log", "yes", func(c *kernel.Config) { c.Terminal.LooksUp = true }},
		{"AIDs with terminal action codes", "A0000000031010", func(c *kernel.Config) {
			c.Applications[0].TACDenial, c.Applications[0].TACOnline, c.Applications[0].TACDefault = zero, zero, zero
		}},
		{"voice referrals initiated by the issuer", "yes", func(c *kernel.Config) { c.Terminal.Referrals = true }},
		{"transaction forced acceptance", "yes", func(c *kernel.Config) { c.Terminal.ForcesAcceptance = true }},
		{"advices", "yes", func(c *kernel.Config) { c.Terminal.Advices = true }},
		{"biometric terminal capabilities", "800000", func(c *kernel.Config) { c.Terminal.BiometricCapabilities[0] = 0x80 }},
		{"methods of the terminal's own", "2122", func(c *kernel.Config) { c.Terminal.ProprietaryCVMs = []byte{0x21, 0x22} }},
		{"transactions", "purchase", func(c *kernel.Config) { c.Treatments = c.Treatments[:1] }},
		{"fallback to the magnetic stripe", "no", func(c *kernel.Config) { c.Fallback.MagneticStripe = false }},
		{"profile", "book", func(c *kernel.Config) { c.Profile = kernel.Book }},
		{"9F33 byte 3 bit 3: XDA", "yes", func(c *kernel.Config) { c.Terminal.Capabilities[2] |= 0x04 }},
		{"9F40 byte 4 bit 2: code table 10", "yes", func(c *kernel.Config) { c.Terminal.AdditionalCapabilities[3] |= 0x02 }},
	} {
		got := said(c.change)
		if got[c.item] != c.answer || want[c.item] == c.answer {
			t.Errorf("%s: %q, want %q, by default %q", c.item, got[c.item], c.answer, want[c.item])
		}
		for item, answer := range got {
			if item != c.item && answer != want[item] {
				t.Errorf("%s also changes %s", c.item, item)
			}
		}
	}
	got := said(func(c *kernel.Config) { c.Terminal.NoPINBypass = true })
	if got["PIN bypass"] != "no" || got["subsequent PIN bypass"] != "no" {
		t.Errorf("no bypass: %s, subsequent %s", got["PIN bypass"], got["subsequent PIN bypass"])
	}
	got = said(func(c *kernel.Config) { c.Terminal.Type = 0x14 })
	if got["terminal type"] != "14" || got["attended"] != "no" || got["automated teller machine"] != "yes" || got["PIN bypass"] != "no" || got["transaction forced online"] != "no" {
		t.Errorf("a cash machine: %v", got)
	}
	if len(want) < 60 {
		t.Errorf("%d answers", len(want))
	}
}
