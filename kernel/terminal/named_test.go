package terminal_test

import (
	"context"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Receipt and entry say what a transaction is for where the configuration names no transactions, too: its type is all there is then.
// B4 6.5.1 indicated
func TestPurposeByType(t *testing.T) {
	cfg, _, r := outcome()
	cash, err := terminal.NewTransaction(cfg, kernel.Cash, 1234, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		tx           kernel.Transaction
		typ, purpose string // of the receipt, of the entry
	}{
		{cash, "CASH", "cash"},
		{kernel.Transaction{Purpose: kernel.Cash, Type: 0x99}, "CASH", "cash"},
		{kernel.Transaction{Purpose: kernel.Purchase, Type: 0x99}, "", "purchase"},
		{kernel.Transaction{Type: 0x00}, "", "purchase"},
		{kernel.Transaction{Type: 0x09}, "CASHBACK", "cashback"},
		{kernel.Transaction{Type: 0x20}, "REFUND", "refund"},
		{kernel.Transaction{Type: 0x28}, "28", "unnamed"},
	} {
		receipt, e := terminal.NewReceipt(cfg, &c.tx, r), terminal.NewEntry(cfg, 1, &c.tx, r)
		if receipt.Purpose != c.typ || e.Purpose != c.purpose {
			t.Errorf("%s, type %02X: %q, %q, want %q, %q", c.tx.Purpose, c.tx.Type, receipt.Purpose, e.Purpose, c.typ, c.purpose)
		}
		if text := printed(t, receipt, terminal.MerchantCopy); strings.Contains(text, "TYPE") != (c.typ != "") {
			t.Error(text)
		}
	}
}

// looked is a card file that notes what it is asked.
type looked struct {
	pan string
	psn int
}

func (a *looked) Lookup(_ context.Context, pan []byte, psn int) (bool, uint64, error) {
	*a = looked{string(pan), psn}
	return psn == 12, 5000, nil
}

// The card file is asked by PAN and sequence number: the number that the card's digits are, none where they are no digits.
// B4 6.3.5, B3 10.6.1
func TestLookup(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       looked
	}{
		{"one", "\x5A\x02\x54\x13\x5F\x34\x01\x01", looked{"\x54\x13", 1}},
		{"twelve", "\x5A\x02\x54\x13\x5F\x34\x01\x12", looked{"\x54\x13", 12}},
		{"ninety-nine", "\x5F\x34\x01\x99\x5A\x02\x54\x13", looked{"\x54\x13", 99}},
		{"none", "\x5A\x02\x54\x13", looked{"\x54\x13", -1}},
		{"no digit", "\x5A\x02\x54\x13\x5F\x34\x01\x0C", looked{"\x54\x13", -1}},
		{"no digits", "\x5A\x02\x54\x13\x5F\x34\x01\xFF", looked{"\x54\x13", -1}},
		{"empty", "\x5A\x02\x54\x13\x5F\x34\x00", looked{"\x54\x13", -1}},
		{"two bytes", "\x5A\x02\x54\x13\x5F\x34\x02\x00\x12", looked{"\x54\x13", -1}},
		{"no PAN", "\x5F\x34\x01\x12", looked{"", 12}},
	} {
		got := looked{}
		ev, err := (&terminal.Devices{CardFile: &got}).Do(t.Context(), kernel.Action{Kind: kernel.Lookup, Data: []byte(c.data)})
		if err != nil || got != c.want || ev.Kind != kernel.LookedUp || ev.Listed != (c.want.psn == 12) || ev.Amount != 5000 {
			t.Errorf("%s: %+v, %+v, %v", c.name, got, ev, err)
		}
	}
	ev, err := (&terminal.Devices{}).Do(t.Context(), kernel.Action{Kind: kernel.Lookup, Data: tlv.Append(nil, tlv.PAN.Tag(), []byte{0x54})})
	if err != nil || ev.Kind != kernel.LookedUp || ev.Listed || ev.Amount != 0 {
		t.Errorf("without a card file: %+v, %v", ev, err)
	}
}
