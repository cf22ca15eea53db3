package config_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
)

// Every faulty entry of transactions and fallback, with its path and reason; and what the schema can see of it.
func TestTransactionFaults(t *testing.T) {
	_, schema := readSchema(t)
	const shop = `"type": "22", "capabilities": "E07848", "additionalCapabilities": "F000F0A001"`
	terminal := func(kind, capabilities, additional string) [2]string {
		return [2]string{shop, `"type": "` + kind + `", "capabilities": "` + capabilities + `", "additionalCapabilities": "` + additional + `"`}
	}
	for _, c := range []struct {
		section string
		want    string    // "" for none
		change  [2]string // of the terminal
		schema  bool
	}{
		{section: `"transactions": {}`, schema: true},
		{section: `"transactions": { "purchase": { "type": "00" }, "cashback": { "type": "09", "limit": 10000 }, "cash": { "type": "01" } }`, schema: true},
		{section: `"transactions": { "refund": { "type": "20", "authorisation": "offline", "floorLimit": 0, "limit": 5000 } }`, schema: true},
		{section: `"transactions": { "refund": { "type": "20", "flow": "data" } }`, schema: true},
		{section: `"transactions": { "refund": {} }`, want: "transactions.refund.type: missing"},
		{section: `"transactions": { "refund": { "type": "2" } }`, want: "transactions.refund.type: "},
		{section: `"transactions": { "refund": { "type": "2A" } }`, want: `transactions.refund.type: "2A" has a digit that is not decimal`},
		{section: `"transactions": { "refunds": { "type": "20" } }`, want: "transactions.refunds: unknown key (known here: purchase, cashback, cash, refund, account-verification, inquiry, pin-change, unblock, pre-authorisation, deposit, transfer, mini-statement, card-read, load, cash-load)"},
		{section: `"transactions": { "refund": { "type": "20", "flow": "half" } }`, want: `transactions.refund.flow: "half" is not known here (write one of full, data)`},
		{section: `"transactions": { "purchase": { "type": "00", "flow": "data" } }`, want: "transactions.purchase.flow: only the data of a refund's card are read and no more (write full", schema: true},
		{section: `"transactions": { "refund": { "type": "20", "flow": "data", "authorisation": "online" } }`, want: "transactions.refund.authorisation: with the flow data the acquirer decides", schema: true},
		{section: `"transactions": { "refund": { "type": "20", "floorLimit": -1 } }`, want: "transactions.refund.floorLimit: -1 is out of range"},
		{section: `"transactions": { "refund": { "type": "20", "limit": 1000000000000 } }`, want: "transactions.refund.limit: 1000000000000 is out of range"},
		{section: `"transactions": { "account-verification": { "type": "00", "limit": 1 } }`, want: "transactions.account-verification.limit: the amount of account-verification is zero", schema: true},
		{section: `"transactions": { "cashback": { "type": "09" } }`, want: "transactions.cashback: cashback without purchase", schema: true},
		// B4 10.1.2, A2
		{section: `"transactions": { "refund": { "type": "20", "capabilities": "E00948" } }`, schema: true},
		{section: `"transactions": { "refund": { "type": "20", "capabilities": "E00952" } }`, want: "transactions.refund.capabilities: reserved bits 12 of byte 3 are set", schema: true},
		{section: `"transactions": { "refund": { "type": "20", "capabilities": "E009" } }`, want: "transactions.refund.capabilities: 2 bytes (write 3 bytes)"},
		// B4 A3 table 28
		{section: `"transactions": { "pin-change": { "type": "70" } }`, want: "transactions.pin-change: the terminal does not claim that it does this (set bit 1 of byte 1", schema: true},
		{section: `"transactions": { "unblock": { "type": "71" } }`, want: "transactions.unblock: the terminal does not claim", schema: true},
		{section: `"transactions": { "inquiry": { "type": "31" } }`, want: "transactions.inquiry: the terminal does not claim that it does this (set bit 4", schema: true},
		{section: `"transactions": { "purchase": { "type": "00" } }`, want: "(set bit 7 or 6 of byte 1", change: terminal("22", "E07848", "9100F0A001"), schema: true},
		{section: `"transactions": { "purchase": { "type": "00" } }`, change: terminal("22", "E07848", "2000F0A001"), schema: true},
		{section: `"transactions": { "cash": { "type": "01" } }`, want: "(set bit 8 of byte 1", change: terminal("22", "E07848", "7000F0A001"), schema: true},
		{
			section: `"transactions": { "purchase": { "type": "00" }, "cashback": { "type": "00" } }`, want: "transactions.cashback: the terminal does not claim that it does this (set bit 5",
			change: terminal("22", "E07848", "E000F0A001"), schema: true,
		},
		{section: `"transactions": { "pin-change": { "type": "70", "authorisation": "online" }, "unblock": { "type": "71" } }`, change: terminal("22", "E07848", "F100F0A001"), schema: true},
		{
			section: `"transactions": { "unblock": { "type": "71", "authorisation": "analysis" } }`, want: "transactions.unblock.authorisation: the issuer's script comes from the host alone",
			change: terminal("22", "E07848", "F100F0A001"), schema: true,
		},
		{
			section: `"transactions": { "pin-change": { "type": "70" } }`, want: "transactions.pin-change: nobody's PIN is changed",
			change: terminal("22", "E02848", "F100F0A001"), schema: true,
		},
		{
			section: `"transactions": { "pin-change": { "type": "70", "capabilities": "E04048" } }`,
			change:  terminal("22", "E02848", "F100F0A001"), schema: true,
		},
		{section: `"transactions": { "pre-authorisation": { "type": "00", "limit": 50000 } }`, schema: true},
		{section: `"transactions": { "pre-authorisation": { "type": "00", "authorisation": "online" } }`, schema: true},
		{section: `"transactions": { "pre-authorisation": { "type": "00", "authorisation": "analysis" } }`, want: "transactions.pre-authorisation.authorisation: the host alone has what pre-authorisation is about", schema: true},
		{section: `"transactions": { "pre-authorisation": { "type": "00" } }`, want: "(set bit 7 or 6 of byte 1", change: terminal("22", "E07848", "9100F0A001"), schema: true},
		{section: `"transactions": { "pre-authorisation": { "type": "00" } }`, want: "only the host may approve, and the terminal is offline only", change: terminal("23", "E03848", "F000F0A001"), schema: true},
		{section: `"transactions": { "pre-authorisation": { "type": "00", "above": 15 }, "purchase": { "type": "00", "above": 100 } }`, schema: true},
		{section: `"transactions": { "pre-authorisation": { "type": "00", "above": 101 } }`, want: "transactions.pre-authorisation.above: 101 is out of range"},
		{section: `"transactions": { "cash": { "type": "01", "above": 1 } }`, want: "transactions.cash.above: only what is held is completed", schema: true},
		{section: `"transactions": { "deposit": { "type": "21" } }`, want: "transactions.deposit: the terminal does not claim that it does this (set bit 8 of byte 2", schema: true},
		{section: `"transactions": { "cash-load": { "type": "63" } }`, want: "transactions.cash-load: the terminal does not claim that it does this (set bit 8 of byte 2", schema: true},
		{section: `"transactions": { "deposit": { "type": "21" } }`, change: terminal("22", "E07848", "F080F0A001"), schema: true},
		{section: `"transactions": { "cash": { "type": "01", "fast": 5000, "limit": 5000 } }`, schema: true},
		{section: `"transactions": { "cash": { "type": "01", "fast": 5001, "limit": 5000 } }`, want: "transactions.cash.fast: 5001 is above the limit of 5000", schema: true},
		{section: `"transactions": { "refund": { "type": "20", "fast": 5000 } }`, want: "transactions.refund.fast: only cash is had fast", schema: true},
		{section: `"transactions": { "card-read": { "type": "30" } }`, schema: true},
		{section: `"transactions": { "card-read": { "type": "30", "flow": "data" } }`, schema: true},
		{section: `"transactions": { "card-read": { "type": "30", "flow": "full" } }`, want: "transactions.card-read.flow: the card is only read (write data", schema: true},
		{section: `"transactions": { "card-read": { "type": "30", "authorisation": "offline" } }`, want: "transactions.card-read.authorisation: with the flow data", schema: true},
		{section: `"transactions": { "transfer": { "type": "40" } }`, want: "(set bit 3 of byte 1", schema: true},
		{section: `"transactions": { "transfer": { "type": "40", "limit": 100 } }`, change: terminal("22", "E07848", "F400F0A001"), schema: true},
		{section: `"transactions": { "mini-statement": { "type": "38" } }`, want: "(set bit 4 of byte 1", schema: true},
		{section: `"transactions": { "mini-statement": { "type": "38", "limit": 1 } }`, want: "transactions.mini-statement.limit: the amount of mini-statement is zero", change: terminal("22", "E07848", "F800F0A001"), schema: true},
		// B4 A1
		{
			section: `"transactions": { "refund": { "type": "20", "authorisation": "online" } }`, want: "transactions.refund: only the host may approve, and the terminal is offline only",
			change: terminal("23", "E03848", "F000F0A001"), schema: true,
		},
		{
			section: `"transactions": { "unblock": { "type": "71" } }`, want: "transactions.unblock: only the host may approve",
			change: terminal("26", "E00848", "61000 05001"), schema: true,
		},
		{
			section: `"transactions": { "refund": { "type": "20", "authorisation": "offline" } }`, want: "transactions.refund: no host is asked, and the terminal is online only",
			change: terminal("21", "E07848", "F000F0A001"), schema: true,
		},
		{section: `"transactions": { "refund": { "type": "20", "authorisation": "offline" } }`, change: terminal("23", "E03848", "F000F0A001"), schema: true},
		{section: `"transactions": { "refund": { "type": "20", "authorisation": "online" } }`, change: terminal("21", "E07848", "F000F0A001"), schema: true},
		// B4 6.6.2
		{section: `"fallback": { "attempts": 3, "magneticStripe": true, "keyEntry": true, "fallbackMode": "39", "keyMode": "10" }`, schema: true},
		{section: `"fallback": { "magneticStripe": true }`, want: "fallback.attempts: missing"},
		{section: `"fallback": { "attempts": 0 }`, want: "fallback.attempts: nothing falls back from a chip that was not tried"},
		{section: `"fallback": { "attempts": 10 }`, want: "fallback.attempts: 10 is out of range"},
		{section: `"fallback": { "attempts": 1, "stripe": true }`, want: "fallback.stripe: unknown key"},
		{section: `"fallback": { "attempts": 1, "stripeMode": "9" }`, want: "fallback.stripeMode: "},
		{
			section: `"fallback": { "attempts": 1, "magneticStripe": true }`, want: "fallback: an unattended terminal falls back to nothing (leave it out",
			change: terminal("25", "E05848", "700000 5001"), schema: true,
		},
		{
			section: `"fallback": { "attempts": 1, "keyEntry": true }`, want: "fallback: an unattended terminal falls back to nothing (leave it out",
			change: terminal("25", "E05848", "700000 5001"), schema: true,
		},
		{section: `"fallback": { "attempts": 1 }`, change: terminal("25", "E05848", "700000 5001"), schema: true},
		{
			section: `"fallback": { "attempts": 1, "magneticStripe": true }`, want: "fallback.magneticStripe: the terminal has no reader for it",
			change: terminal("22", "A07848", "F000F0A001"), schema: true,
		},
		{section: `"fallback": { "attempts": 1, "magneticStripe": false, "keyEntry": true }`, change: terminal("22", "A07848", "F000F0A001"), schema: true},
		{section: `"fallback": { "attempts": 1, "magneticStripe": true, "keyEntry": false }`, change: terminal("22", "607848", "F000F0A001"), schema: true},
		{
			section: `"fallback": { "attempts": 1, "keyEntry": true }`, want: "fallback.keyEntry: the terminal has no keys for it",
			change: terminal("22", "607848", "F000F0A001"), schema: true,
		},
	} {
		text := strings.Replace(string(source(t, "default-bit")), `"caKeys": {`, c.section+`, "caKeys": {`, 1)
		if c.change[0] != "" {
			text = strings.Replace(text, c.change[0], c.change[1], 1)
		}
		_, err := config.Load([]byte(text))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s:\n got %v\nwant %s", c.section, err, c.want)
		}
		if c.want != "" && err != nil && strings.Count(err.Error(), "\n") > 1 {
			t.Errorf("%s: more faults than that: %v", c.section, err)
		}
		if accepts(schema, text) != c.schema {
			t.Errorf("%s: the schema says %v", c.section, !c.schema)
		}
	}
}

// What is read, written here by hand.
func TestTransactions(t *testing.T) {
	text := strings.Replace(string(source(t, "default-bit")), `"caKeys": {`, `"transactions": {
		"purchase": { "type": "00" }, "cashback": { "type": "09", "limit": 10000 }, "unblock": { "type": "71" }, "pre-authorisation": { "type": "00", "above": 15 }, "card-read": { "type": "30" },
		"refund": { "type": "20", "authorisation": "offline", "capabilities": "E00848", "floorLimit": 2000 },
		"account-verification": { "type": "30", "authorisation": "online" } },
		"fallback": { "magneticStripe": true, "attempts": 2 }, "caKeys": {`, 1)
	cfg, err := config.Load([]byte(strings.Replace(text, "F000F0A001", "F100F0A001", 1)))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []kernel.Treatment{
		{Purpose: kernel.Purchase},
		{Purpose: kernel.Cashback, Type: 0x09, Limit: 10000},
		{Purpose: kernel.Refund, Type: 0x20, Authorisation: kernel.OnlyOffline, Capabilities: []byte{0xE0, 0x08, 0x48}, FloorLimit: 2000, HasFloorLimit: true},
		{Purpose: kernel.AccountVerification, Type: 0x30, Authorisation: kernel.OnlyOnline},
		{Purpose: kernel.PINUnblock, Type: 0x71, Authorisation: kernel.OnlyOnline},
		{Purpose: kernel.CardRead, Type: 0x30, DataOnly: true},
		{Purpose: kernel.PreAuthorisation, Authorisation: kernel.OnlyOnline, Above: 15},
	} {
		got := cfg.Treatment(want.Purpose)
		if got == nil {
			t.Errorf("no %s", want.Purpose)
			continue
		}
		if !bytes.Equal(got.Capabilities, want.Capabilities) {
			t.Errorf("%s: %X", want.Purpose, got.Capabilities)
		}
		a, b := *got, want
		a.Capabilities, b.Capabilities = nil, nil
		if a.Purpose != b.Purpose || a.Type != b.Type || a.Authorisation != b.Authorisation || a.FloorLimit != b.FloorLimit ||
			a.HasFloorLimit != b.HasFloorLimit || a.Limit != b.Limit || a.Above != b.Above || a.DataOnly != b.DataOnly {
			t.Errorf("got  %+v\nwant %+v", a, b)
		}
	}
	if len(cfg.Treatments) != 7 || cfg.Treatment(kernel.Cash) != nil || cfg.Treatment(kernel.Unnamed) != nil {
		t.Errorf("%+v", cfg.Treatments)
	}
	plain, err := config.Load(source(t, "default-bit"))
	if err != nil || plain.Treatments != nil || plain.Fallback != (kernel.Fallback{}) {
		t.Errorf("%v, %+v, %+v", err, plain.Treatments, plain.Fallback)
	}
	if want := (kernel.Fallback{MagneticStripe: true, Attempts: 2}); cfg.Fallback != want {
		t.Errorf("%+v", cfg.Fallback)
	}
	for cfg, want := range map[*kernel.Config][3]byte{plain: {0x90, 0x80, 0x01}, {Fallback: kernel.Fallback{StripeMode: 0x02, FallbackMode: 0x92, KeyMode: 0x12}}: {0x02, 0x92, 0x12}} {
		if stripe, fallback, key := cfg.Fallback.EntryModes(); [3]byte{stripe, fallback, key} != want {
			t.Errorf("entry modes %02X %02X %02X, want %02X", stripe, fallback, key, want)
		}
	}
}
