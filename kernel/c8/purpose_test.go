package c8_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// What only a host may approve is not approved by a card: the merchant wants that, or the configuration, or it is a cash machine. A reader that cannot go
// online declines. The order's purpose is in the terminal type.
// C-8 6.4.2
// TAA.2, TAA.3, TAA.5
func TestHostAlone(t *testing.T) {
	const cash = 0x80
	for name, c := range map[string]struct {
		kind, additional byte
		force            bool
		who              kernel.Authorisation
		want             string // reference control parameter
		sent             string // 9F35
	}{
		"by analysis":                          {0x22, 0, false, kernel.ByAnalysis, "40", "22"},
		"forced online":                        {0x22, 0, true, kernel.ByAnalysis, "80", "22"},
		"forced online, offline only":          {0x23, 0, true, kernel.ByAnalysis, "00", "23"},
		"forced online by nobody":              {0x25, 0, true, kernel.ByAnalysis, "40", "25"},
		"a purpose that goes online":           {0x22, 0, false, kernel.OnlyOnline, "80", "21"},
		"a cash machine":                       {0x15, cash, false, kernel.ByAnalysis, "80", "15"},
		"a cash machine that cannot go online": {0x16, cash, false, kernel.ByAnalysis, "00", "16"},
		"its type, without cash":               {0x15, 0, false, kernel.ByAnalysis, "40", "15"},
		"offline only":                         {0x23, 0, false, kernel.ByAnalysis, "40", "23"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t).with(func(c *chip) { c.cdol1 = "9F3501" })
			s.Tx.ForceOnline, s.Tx.Purpose = c.force, kernel.Purchase
			keys := s.Scene.Keys
			s.Scene.Keys = func(cfg *kernel.Config) {
				keys(cfg)
				cfg.Terminal.Type, cfg.Terminal.AdditionalCapabilities[0] = c.kind, c.additional
				cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: c.who}}
			}
			s.run()
			if got := s.data(0xAE); !slices.Contains(s.Lines, "AC "+c.want+" 00") || got != c.sent {
				t.Errorf("%q, 9F35 %s", s.Lines, got)
			}
		})
	}
}
