package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	configs "github.com/emvgo/emv/testvectors/config"
)

// purse is a till with UnionPay's card that has electronic cash, which pays up to 10.00, where tips are taken.
func purse(t *testing.T) *till {
	t.Helper()
	file, err := configs.Named("unionpay")
	if err != nil {
		t.Fatal(err)
	}
	x := newTill(t, "default", "pboc-cash")
	if x.cfg, err = config.Load(file, config.Kernels(c7.Kernel{})); err != nil {
		t.Fatal(err)
	}
	x.cfg.Combinations, x.cfg.Profile = nil, kernel.Book // by contact: in strict DDA alone protects nothing
	x.devices.Acquirer.Messages = follower{x.bank}
	x.start(t)
	return x
}

// On what electronic cash has paid no tip follows: the card has taken the amount off its balance. What the host has approved has its tip, by the same card.
// B4 12.1.5
func TestNoTipOnElectronicCash(t *testing.T) {
	x := purse(t)
	for _, c := range []struct {
		amount, tip uint64
		refused     bool
		took        string
	}{
		{800, 0, false, "800 of 0, repeat false, follows false, true"},
		{800, 1, true, "800 of 0, repeat false, follows false, true"},
		{1200, 100, false, "1300 of 1200, repeat false, follows true, true"},
	} {
		x.bank.took = nil
		s := x.make(t, kernel.Purchase, c.amount)
		amount := s.Receipt.Amount
		var state *terminal.StateError
		err := s.Tip(t.Context(), c.tip)
		if errors.As(err, &state) != c.refused || (err != nil) != c.refused {
			t.Errorf("%+v: %v", c, err)
		}
		if c.refused && (!strings.Contains(err.Error(), "electronic cash has paid") || s.Receipt.Amount != amount) {
			t.Errorf("%+v: %v, %s", c, err, s.Receipt.Amount)
		}
		x.took(t, c.took)
	}
}

// The receipt of what the ledger has not kept does not say that electronic cash has paid.
// B4 11.4
func TestElectronicCashNotKept(t *testing.T) {
	for put, kept := range []bool{true, false} {
		x := purse(t)
		a, err := terminal.New(x.cfg, x.devices, &failing{MemoryLedger: x.ledger, put: put})
		if err != nil {
			t.Fatal(err)
		}
		s, err := a.Sell(context.Background(), 800)
		if r := &s.Receipt; (err == nil) != kept || (r.ElectronicCash != terminal.CashData{}) != kept {
			t.Errorf("kept %v: %v, %+v", kept, err, r.ElectronicCash)
		}
	}
}
