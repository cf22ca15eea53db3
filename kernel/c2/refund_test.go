package c2_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A refund by card data: every card is asked for an AAC, and the acquirer decides, whatever the card's cryptogram, date and phone say; the cardholder owes
// nothing, and nobody taps again. A reader that cannot go online ends as the book does, and so does a card whose answers the book refuses.
// C-2 S910.74, 7.1, 7.4
func TestRefundByData(t *testing.T) {
	n := 0
	for _, name := range card.TapNames() {
		if !strings.Contains(name, "mastercard") {
			continue
		}
		for _, set := range [][]string{nil, above} {
			for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
				v := visit{card: name, set: set, change: func(x *bench.Tap) {
					x.Config.Profile = rules
					x.Config.Treatments = []kernel.Treatment{{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}}
					x.Transaction.Purpose, x.Transaction.Type = kernel.Refund, 0x20
				}}
				x := v.tap(t)
				x.Run()
				o := x.Outcome()
				if o.Error.L2 != 0 { // no GENERATE AC, or an answer that is refused
					continue
				}
				n++
				if o.Status != kernel.OnlineRequest || o.Start != kernel.StartNone || o.CVM != kernel.CVMNotRequired || o.DataRecord == nil || o.UIRestart != nil ||
					request(o.UIOutcome) != "1B/1/0" || x.P1(1) != 0 || o.ODA.Result != "not performed" {
					t.Errorf("%s, %v, %v: %+v, asked %02X", name, set, rules, o, x.P1(1))
				}
				x = v.tap(t)
				x.Config.Terminal.Type = 0x23
				x.Run()
				if o := x.Outcome(); o.Status != kernel.EndApplication || o.Start != kernel.StartNone || request(o.UIOutcome) != "1E/1/0" {
					t.Errorf("%s, offline only: %+v", name, o)
				}
			}
		}
	}
	if n < 60 {
		t.Errorf("%d refunds", n)
	}
}

// What only a host may approve is not approved by a card: the merchant wants that, or the configuration, or it is a cash machine. A reader that cannot go
// online asks for an AAC.
// C-2 7.4
func TestHostAlone(t *testing.T) {
	const cash = 0x80
	online := []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: kernel.OnlyOnline}}
	for _, c := range []struct {
		name             string
		kind, additional byte
		force            bool
		treatments       []kernel.Treatment
		want             string
	}{
		{"by analysis", 0x22, 0, false, nil, "40"},
		{"forced online", 0x22, 0, true, nil, "80"},
		{"forced online by nobody", 0x25, 0, true, nil, "40"}, // B4 6.5.3
		{"a purpose that goes online", 0x22, 0, false, online, "80"},
		{"a purpose that goes online, of a terminal without a type", 0, 0, false, online, "80"},
		{"another purpose that does", 0x22, 0, false, []kernel.Treatment{{Purpose: kernel.Purchase}, {Purpose: kernel.Refund, Type: 0x20, Authorisation: kernel.OnlyOnline}}, "40"},
		{"forced online, offline only", 0x23, 0, true, nil, "00"},
		{"a cash machine", 0x15, cash, false, nil, "80"},
		{"a cash machine that cannot go online", 0x16, cash, false, nil, "00"},
		{"its type, without cash", 0x15, 0, false, nil, "40"},
		{"cash in a shop", 0x25, cash, false, nil, "40"},
	} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			s := newScene(t).answers(0x40, in(0x77, goodAC)).record("9F0F05 0000000000 9F0D05 0000000000")
			if s.Tx.ForceOnline = c.force; c.treatments != nil {
				s.Tx.Purpose = kernel.Purchase
			}
			command := s.asks(func(cfg *kernel.Config) {
				cfg.Profile, cfg.Terminal.Type, cfg.Terminal.AdditionalCapabilities[0], cfg.Treatments = rules, c.kind, c.additional, c.treatments
			})
			if rules == kernel.Book && command[:2] != c.want || rules == kernel.Strict && command[:2] == "40" {
				t.Errorf("%s, %v: asks for %s, want %s", c.name, rules, command, c.want)
			}
		}
	}
}

// The terminal type follows the purpose, for the card, for terminal action analysis and for the host: what only a host may approve is asked for as an
// online-only terminal asks, and what only the card may is held against the codes of one that is offline only. The reader's is 22, or 25.
// C-2 A.1 Terminal Type, TAA.4.1, TAA.6
func TestTerminalTypeOfPurpose(t *testing.T) {
	const host, card = kernel.OnlyOnline, kernel.OnlyOffline
	for _, c := range []struct {
		purpose kernel.Purpose
		kind    byte
		who     kernel.Authorisation
		other   string // terminal action code - default
		sent    string // 9F35
		want    string // reference control parameter
	}{
		{kernel.Purchase, 0x22, kernel.ByAnalysis, "FFFFFFFFFF", "22", "40"},
		{kernel.Purchase, 0x22, host, "0000000000", "21", "80"},
		{kernel.Cash, 0x22, host, "0000000000", "21", "80"},
		{kernel.Refund, 0x22, host, "0000000000", "21", "80"},
		{kernel.Refund, 0x22, card, "0000000000", "23", "40"},
		{kernel.Refund, 0x22, card, "FFFFFFFFFF", "23", "00"},
		{kernel.PreAuthorisation, 0x25, host, "0000000000", "24", "80"},
		{kernel.Cash, 0x14, host, "0000000000", "14", "80"},
		{kernel.Purchase, 0x23, kernel.ByAnalysis, "0000000000", "23", "40"},
		{kernel.Purchase, 0x21, kernel.ByAnalysis, "0000000000", "21", "80"},
	} {
		s := newScene(t).answers(0x40, in(0x77, "9F2701 80 9F3602 0007 9F2608 1122334455667788")).set("DF8120", c.other)
		s.FCI = fciWith("9F3501", "")
		s.record("9F0F05 0000000000 9F0D05 0000000000 8C06 9F35019F3704")
		s.Tx.Purpose = c.purpose
		command := s.asks(func(cfg *kernel.Config) {
			cfg.Terminal.Type, cfg.Treatments = c.kind, []kernel.Treatment{{Purpose: c.purpose, Authorisation: c.who}}
		})
		if s.Lines[0] != "GPO 8301"+c.sent || command != c.want+" "+c.sent+"A1A1A1A1" {
			t.Errorf("%v at %02X, %d: %s, asks for %s", c.purpose, c.kind, c.who, s.Lines[0], command)
		}
		if o, _ := tlv.Find(s.Out.DataRecord, 0x9F35); s.Out.DataRecord != nil && hexOf(o.Value) != c.sent {
			t.Errorf("%v at %02X, %d: the host gets %X", c.purpose, c.kind, c.who, o.Value)
		}
	}
}
