package c8_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A refund by card data, and a card that is only read: whatever its certificates, its CVM, its restart indicator and its results say, it is asked for an AAC, its
// holder owes nothing, nobody taps again, and the outcome is an online request. A card that gives what it was not asked for, or a wrong MAC, is refused as ever; at a
// reader that cannot go online a refund ends as the book has it.
// C-8 6.3.17, 6.3.19, 6.4.2
// 29.22, 2930.2, 2930.19, 2930.25, TAA.9
func TestDataOnly(t *testing.T) {
	const read, none = kernel.OnlineRequest, kernel.EndApplication
	for _, c := range []struct {
		name   string
		change func(*chip)
		amount uint64
		refund kernel.Status
		noted  string // TVR, byte 1, as the card is told
	}{
		{"a card that would approve", func(*chip) {}, 1234, read, "80"},
		{"above the CVM limit", func(*chip) {}, 3000, read, "80"},
		{"above the floor limit", func(*chip) {}, 9000, read, "80"},
		{"a PIN", func(c *chip) { c.choice = "02" }, 3000, read, "80"},
		{"a CVM that failed", func(c *chip) { c.choice = "FF" }, 3000, read, "80"},
		{"nobody vouches", func(c *chip) { c.aip, c.noChain = "0108", true }, 3000, read, "80"},
		{"no certificates", func(c *chip) { c.noChain = true }, 1234, read, "80"},
		{"results of the card's own", func(c *chip) { c.more = "9F8104 05 FFFFFFFFFF" }, 1234, read, "80"},
		{"a restart", func(c *chip) { c.more = "9F8108 02 2000" }, 3000, read, "80"},
		{"another interface", func(c *chip) { c.more = "9F8108 02 3100" }, 1234, read, "80"},
		{"a TC that nobody asked for", func(c *chip) { c.gives = "40" }, 1234, none, "80"},
		{"an ARQC that nobody asked for", func(c *chip) { c.gives = "80" }, 1234, none, "80"},
		{"a wrong MAC", func(c *chip) { c.wrong = "EDA MAC" }, 1234, none, "80"},
	} {
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			for _, purpose := range []kernel.Purpose{kernel.Refund, kernel.CardRead} {
				for _, kind := range []byte{0x22, 0x23} {
					s := newScene(t).with(c.change).set("9F820B", "0000000000")
					s.Tx.Purpose, s.Tx.Type, s.Tx.Amount = purpose, 0x20, c.amount
					keys := s.Scene.Keys
					s.Scene.Keys = func(cfg *kernel.Config) {
						keys(cfg)
						cfg.Profile, cfg.Terminal.Type = rules, kind
						cfg.Treatments = []kernel.Treatment{{Purpose: purpose, Type: 0x20, DataOnly: purpose == kernel.Refund}}
					}
					if purpose == kernel.CardRead {
						s.Tx.Amount = 0
					}
					s.run()
					want := c.refund
					if kind == 0x23 && purpose == kernel.Refund {
						want = none
					}
					o, told := s.Out, s.data(0xAE)
					if o.Status != want || o.Start != kernel.StartNone || !slices.Contains(s.Lines, "AC 00 00") || len(told) != 52 || told[12:14] != c.noted || told[38] >= '8' {
						t.Errorf("%s, %v, %v, %02X: %v, start %v, %q, %s", c.name, rules, purpose, kind, o.Status, o.Start, s.Lines, told)
					}
					if c.refund == read && (o.CVM != kernel.CVMNotRequired || o.ODA.Result != "not performed" || o.DataRecord == nil || s.Data[tlv.CVMResults] != "3F0000") {
						t.Errorf("%s, %v, %v, %02X: CVM %v, %s, %+v", c.name, rules, purpose, kind, o.CVM, s.Data[tlv.CVMResults], o.ODA)
					}
				}
			}
		}
	}
}
