package c2_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
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

// What only a host may approve is not approved by a card: the merchant wants that, or the configuration. A reader that cannot go online asks for an AAC.
// C-2 7.4
func TestHostAlone(t *testing.T) {
	online := []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: kernel.OnlyOnline}}
	for _, c := range []struct {
		name       string
		kind       byte
		force      bool
		treatments []kernel.Treatment
		want       string
	}{
		{"by analysis", 0x22, false, nil, "40"},
		{"forced online", 0x22, true, nil, "80"},
		{"a purpose that goes online", 0x22, false, online, "80"},
		{"another purpose that does", 0x22, false, []kernel.Treatment{{Purpose: kernel.Purchase}, {Purpose: kernel.Refund, Type: 0x20, Authorisation: kernel.OnlyOnline}}, "40"},
		{"forced online, offline only", 0x23, true, nil, "00"},
	} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			s := newScene(t).answers(0x40, in(0x77, goodAC)).record("9F0F05 0000000000 9F0D05 0000000000")
			if s.Tx.ForceOnline = c.force; c.treatments != nil {
				s.Tx.Purpose = kernel.Purchase
			}
			command := s.asks(func(cfg *kernel.Config) {
				cfg.Profile, cfg.Terminal.Type, cfg.Treatments = rules, c.kind, c.treatments
			})
			if rules == kernel.Book && command[:2] != c.want || rules == kernel.Strict && command[:2] == "40" {
				t.Errorf("%s, %v: asks for %s, want %s", c.name, rules, command, c.want)
			}
		}
	}
}
