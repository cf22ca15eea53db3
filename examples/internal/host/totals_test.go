package host_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// Electronic cash that is loaded from the account is in no total: nobody but the cardholder has it. What he pays in for it the merchant owes. Both sides have the same, taken back too.
// EMV 4.4 B4 12.1.6
func TestLoadTotals(t *testing.T) {
	const amount = 40_00
	paid := iso8583.Totals{Currency: 0x156, Credits: iso8583.Sum{Count: 1, Amount: amount}}
	for _, c := range []struct {
		purpose      kernel.Purpose
		void         bool
		plain        bool
		account, has int64 // the account's money, and the card's
		want         iso8583.Totals
	}{
		{kernel.Load, false, false, -amount, amount, iso8583.Totals{Currency: 0x156}},
		{kernel.Load, false, true, -amount, amount, iso8583.Totals{Currency: 0x156}},
		{kernel.Load, true, true, 0, 0, iso8583.Totals{Currency: 0x156}},
		{kernel.CashLoad, false, false, 0, amount, paid},
		{kernel.CashLoad, true, false, 0, 0, iso8583.Totals{Currency: 0x156}},
		{kernel.CashLoad, false, true, 0, amount, paid},
		{kernel.CashLoad, true, true, 0, 0, iso8583.Totals{Currency: 0x156}},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, k := context.Background(), kind{config: "unionpay", card: "pboc", order: terminal.Order{Purpose: c.purpose, Amount: amount}}
			var r *rig
			var settle func(context.Context, uint64, iso8583.Totals) (iso8583.Settlement, error)
			if c.plain {
				r = newRig(t, &k, nil, false)
				settle = r.client.Settle
			} else {
				r = newUnion(t, &k, nil, nil)
				settle = r.union.Settle
			}
			defer r.close()
			s := do(t, r, &k)
			if c.void {
				if err := s.Undo(ctx, terminal.Voided); err != nil {
					t.Fatal(err)
				}
			}
			e, err := r.ledger.Last()
			totals := iso8583.Totals{Currency: 0x156}
			if totals.Count(&e); err != nil || totals != c.want {
				t.Errorf("%+v: the terminal has %+v, %v", c, totals, err)
			}
			if got, err := settle(ctx, 1, totals); err != nil || !got.Balanced || got.Host != c.want {
				t.Errorf("%+v: %+v, %v", c, got, err)
			}
			pan := r.books.Only()
			if balance, _ := r.books.Balance(pan, "156"); balance != r.books.Anybody.Balance+c.account || r.books.Purse(pan, "156") != c.has {
				t.Errorf("%+v: the account has %d, the card %d", c, balance, r.books.Purse(pan, "156"))
			}
		})
	}
}

// Over UnionPay's dialect no conversion is offered: no message tells of one, and the batch has one currency. What is sold stands in it, and is settled.
// EMV 4.4 B4 12.1.6
func TestUnionConversion(t *testing.T) {
	for _, at := range []string{"purchase", "tap"} {
		synctest.Test(t, func(t *testing.T) {
			k := kindNamed(at)
			r := newUnion(t, k, nil, nil, func(r *rig) { r.equip = agrees(dollars) })
			defer r.close()
			s := do(t, r, k)
			e, err := r.ledger.Last()
			if err != nil || e.Conversion != nil || e.Currency != "CNY" || s.Receipt.Converted+s.Receipt.Local+s.Receipt.Rate != "" || s.Result.Amount != k.order.Amount {
				t.Errorf("%s: %v, %+v, %v", at, s, e.Conversion, err)
			}
			totals := iso8583.Totals{Currency: 0x156}
			totals.Count(&e)
			if got, err := r.union.Settle(t.Context(), 1, totals); err != nil || !got.Balanced || got.Host.Debits.Amount != k.order.Amount {
				t.Errorf("%s: %+v, %v", at, got, err)
			}
		})
	}
}

// A sale under the number that its application has is settled under that one, and the terminal's own number has nothing of it.
// B4 10.2 data, 12.1.6
func TestTerminalNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := kind{config: "default", card: "full", order: terminal.Order{Purpose: kernel.Purchase, Amount: 12_34}, change: func(cfg *kernel.Config) {
			for i := range cfg.Applications {
				cfg.Applications[i].Identity.TerminalID = "TERM0002"
			}
		}}
		r := newRig(t, &k, nil, false)
		defer r.close()
		do(t, r, &k)
		e, err := r.ledger.Last()
		if err != nil {
			t.Fatal(err)
		}
		for number, want := range map[string]uint64{"TERM0001": 0, "TERM0002": 12_34} {
			totals := iso8583.Totals{Terminal: number, Currency: 0x978}
			totals.Count(&e)
			if got, err := r.client.Settle(t.Context(), 1, totals); err != nil || !got.Balanced || got.Host.Debits.Amount != want {
				t.Errorf("%s: %+v, %v", number, got, err)
			}
		}
	})
}
