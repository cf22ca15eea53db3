package upos_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
)

// Every message has the terminal and the merchant of UnionPay's applications, where the configuration has others for them: a client is one terminal to its acquirer.
// EMV 4.4 B4 10.2
func TestIdentity(t *testing.T) {
	const aid, other = "A000000333010101", "A0000000031010"
	for _, c := range []struct {
		name               string
		aids, taps         []string
		id                 kernel.Identity // of the applications
		terminal, merchant string
	}{
		{"of the terminal", []string{aid}, nil, kernel.Identity{}, "TERM0001", "EMVGO EXAMPLE 1"},
		{"of its applications", []string{aid, "A000000333010102"}, nil, kernel.Identity{TerminalID: "UPTERM02", MerchantID: "UNIONPAY SHOP 2"}, "UPTERM02", "UNIONPAY SHOP 2"},
		{"of its applications, the merchant", []string{aid}, nil, kernel.Identity{MerchantID: "UNIONPAY SHOP 2"}, "TERM0001", "UNIONPAY SHOP 2"},
		{"of its combinations", nil, []string{aid, "A000000333010102"}, kernel.Identity{TerminalID: "UPTERM02", MerchantID: "UNIONPAY SHOP 2"}, "UPTERM02", "UNIONPAY SHOP 2"},
		{"of others' applications", []string{other}, nil, kernel.Identity{TerminalID: "OTHER001"}, "TERM0001", "EMVGO EXAMPLE 1"},
	} {
		synctest.Test(t, func(t *testing.T) {
			cfg := *shop
			for _, a := range c.aids {
				cfg.Applications = append(cfg.Applications, kernel.Application{AID: unhex(t, a), Identity: c.id})
			}
			cfg.Combinations = nil
			for _, a := range c.taps {
				cfg.Combinations = append(cfg.Combinations, kernel.Combination{AID: unhex(t, a), Identity: c.id})
			}
			cl, s := newClient(t, upos.Options{Config: &cfg})
			r := request(kernel.Purchase, false)
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(
				cl.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Number: 4, Transaction: r.Transaction, Reason: terminal.ResponseLost, Data: chip()}),
				cl.Upload(t.Context(), terminal.Approval{Number: 5, Transaction: r.Transaction, Data: chip()}), cl.Echo(t.Context()),
			); err != nil {
				t.Error(err)
			}
			all := s.all()
			for _, m := range all {
				if m.Get(iso8583.FieldTerminal) != c.terminal || m.Get(iso8583.FieldMerchant) != c.merchant {
					t.Errorf("%s, %s: %q, %q", c.name, m.Type, m.Get(iso8583.FieldTerminal), m.Get(iso8583.FieldMerchant))
				}
			}
			if len(all) < 3 || !strings.Contains(fmt.Sprint(cl), c.terminal) {
				t.Errorf("%s: %d messages, %v", c.name, len(all), cl)
			}
			cl.Close()
		})
	}
}
