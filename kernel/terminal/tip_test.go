package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// tipping is a cardholder who adds a tip, taking one who wants cash besides.
type tipping uint64

func (n tipping) ConfirmAmount(_ context.Context, c terminal.Confirmation) (terminal.Amounts, bool, error) {
	return terminal.Amounts{Amount: c.Transaction.Amount + uint64(n)}, true, nil
}

type taking struct {
	amount  uint64
	offered bool
}

func (n *taking) ConfirmAmount(_ context.Context, c terminal.Confirmation) (terminal.Amounts, bool, error) {
	n.offered = c.Cashback
	return terminal.Amounts{Amount: c.Transaction.Amount + n.amount, Other: n.amount}, true, nil
}

// Cash besides is in the terminal's currency: none is offered, and none is given, once the amount is in the cardholder's.
// B4 6.5.1
func TestNoCashOnConversion(t *testing.T) {
	for _, converts := range []bool{true, false} {
		n := &taking{amount: 500}
		p := standAt(t, "chip", rules{accept: converts, review: terminal.Review{Conversion: &dollars}}, func(cfg *kernel.Config, d *terminal.Devices) {
			cfg.Terminal.ConfirmsAmount, d.Cardholder.Confirmer = true, n
		})
		sale, err := p.Sell(t.Context(), 1234)
		if err != nil || sale.Approved() == converts || n.offered == converts || (sale.Owed.Cash == 500) == converts || (p.line.n == 0) != converts {
			t.Errorf("converted %v: %v, %v, offered %v, owed %+v", converts, sale, err, n.offered, sale.Owed)
		}
	}
}

// A tip that comes to a converted amount is the cardholder's currency: card, host, receipt and ledger have the sum, and the receipt says what was converted.
// B4 6.5.1
func TestTipOnConversion(t *testing.T) {
	p := standAt(t, "chip", rules{accept: true, review: terminal.Review{Conversion: &dollars}}, func(cfg *kernel.Config, d *terminal.Devices) {
		cfg.Terminal.ConfirmsAmount, d.Cardholder.Confirmer = true, tipping(200)
	})
	sale, err := p.Sell(t.Context(), 1234)
	if err != nil || !sale.Approved() {
		t.Fatal(sale, err)
	}
	e, r := p.entry(t, sale.Number), &sale.Receipt
	if p.line.field(0x9F02) != "000000001537" || p.line.asked.Transaction.Amount != 1537 || e.Amount+" "+e.Currency != "15.37 USD" || e.Transaction.Amount != 1537 {
		t.Errorf("9F02 %s, asked %d, %s", p.line.field(0x9F02), p.line.asked.Transaction.Amount, e)
	}
	if r.Amount != "15.37 USD" || r.Local != "12.34 EUR" || r.Converted != "13.37 USD" {
		t.Errorf("%s, %s, %s", r.Amount, r.Local, r.Converted)
	}
}

// A tip afterwards is in the currency of the whole transaction, and the receipt, printed again too, says what was converted; after a tap, whose conversion would be of settlement alone, none is offered where tips may follow, and where they may not there is no tip.
// B4 12.1.5
func TestTipAfterConversion(t *testing.T) {
	for _, c := range []struct {
		at, took, amount, local, converted, tip string
		accept                                  bool
	}{
		{"chip", "1537 of 1337", "15.37 USD", "12.34 EUR", "13.37 USD", "2.00 USD", true},
		{"stripe", "1537 of 1337", "15.37 USD", "12.34 EUR", "13.37 USD", "2.00 USD", true},
		{"tap", "1434 of 1234", "14.34 EUR", "", "", "2.00 EUR", true}, // none was offered
		{"tap, no tips", "", "12.34 EUR", "", "13.37 USD", "", true},
		{"chip", "1434 of 1234", "14.34 EUR", "", "", "2.00 EUR", false},
		{"tap", "1434 of 1234", "14.34 EUR", "", "", "2.00 EUR", false},
	} {
		b := &bank{}
		at, noTips := strings.CutSuffix(c.at, ", no tips")
		p := standAt(t, at, rules{accept: c.accept, review: terminal.Review{Conversion: &dollars}}, func(cfg *kernel.Config, d *terminal.Devices) {
			if d.Acquirer.Messages = (follower{b}); noTips {
				cfg.Treatment(kernel.Purchase).Above = 0
			}
		})
		sale, err := p.Sell(t.Context(), 1234)
		if err != nil || !sale.Approved() {
			t.Errorf("%+v: %v, %v", c, sale, err)
			continue
		}
		var state *terminal.StateError
		refused := c.took == ""
		if err := sale.Tip(t.Context(), 200); errors.As(err, &state) != refused || refused != (err != nil) {
			t.Errorf("%+v: %v", c, err)
		}
		if err := p.Tip(t.Context(), sale.Number, 0); refused && err != nil {
			t.Errorf("%+v: no tip: %v", c, err)
		}
		if got := strings.Join(b.took, "; "); (got == "") != refused || !strings.HasPrefix(got, c.took) {
			t.Errorf("%+v: the bank took %q", c, got)
		}
		again, err := p.Receipt(sale.Number)
		for _, r := range []*terminal.Receipt{&sale.Receipt, &again} {
			if err != nil || r.Amount != c.amount || r.Local != c.local || r.Converted != c.converted || r.Tip != c.tip {
				t.Errorf("%+v: again %v: %s, local %s, converted %s, tip %s, %v", c, r.Again, r.Amount, r.Local, r.Converted, r.Tip, err)
			}
		}
	}
}
