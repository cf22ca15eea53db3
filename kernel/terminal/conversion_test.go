package terminal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
)

// Cash that is paid in the cardholder's currency is given out in the terminal's, in the amount that was asked for.
// B4 6.5.1
func TestCashOfConversion(t *testing.T) {
	cfg, d, _ := counter("atm", "cash")
	of := terminal.Conversion{Money: kernel.Money{Amount: 10832, Currency: 0x840, Exponent: 2}, Rate: "1 EUR = 1.0832 USD"}
	r, l, ledger := &rules{accept: true, review: terminal.Review{Conversion: &of}}, &line{}, terminal.NewMemoryLedger()
	d.Merchant.CardReviewer, d.Cardholder.Converter, d.Acquirer.Host = r, r, l
	m, err := terminal.New(cfg, d, ledger)
	if err != nil {
		t.Fatal(err)
	}
	sale, err := m.Withdraw(t.Context(), 10000)
	if err != nil || !sale.Approved() || sale.Owed.Cash != 10000 || l.field(0x9F02) != "000000010832" || l.asked.Transaction.Currency != 0x840 {
		t.Fatalf("%v, %v, owed %+v, 9F02 %s", sale, err, sale.Owed, l.field(0x9F02))
	}
	owed, err := m.Owed()
	if err != nil || len(owed) != 1 || owed[0].Amount+" "+owed[0].Currency != "108.32 USD" || owed[0].Conversion.Local != "100.00 EUR" {
		t.Error(owed, err)
	}
}

// A second try begins with the amount that was ordered or entered, not with what the first card's review has made of it: the discount is taken off, and the
// conversion offered, once more and not twice.
// B4 6.5.1
func TestAcceptReviewedAmount(t *testing.T) {
	for _, later := range []bool{false, true} {
		for what, c := range map[string]struct {
			review terminal.Review
			want   string
		}{
			"discount":   {terminal.Review{Discount: 100}, "11.34 EUR"},
			"conversion": {terminal.Review{Conversion: &dollars}, "13.37 USD, for 12.34 EUR"},
		} {
			commands := 0
			p := standAt(t, "chip", rules{accept: true, review: c.review}, func(cfg *kernel.Config, d *terminal.Devices) {
				cfg.Profile = kernel.Book
				chip := bench.Profile(t, "full", func(app map[string]any) { app["fci"].(map[string]any)["9F38"] = "9F0206" })
				d.Readers.Contact = fallsOnce{slot{terminal.Inserted(chip), chip}, &commands} // after the review the card begins again
				d.Readers.Stripe, d.Cardholder.Dialogue = swipe(plainStripe), keyed{amount: 1234}
			})
			o := terminal.Order{Purpose: kernel.Purchase, Amount: 1234, AmountLater: later}
			if later {
				o.Amount = 0
			}
			sale, err := p.Accept(t.Context(), o)
			if err != nil || !sale.Approved() || sale.Number != 2 {
				t.Fatal(what, later, sale, err)
			}
			e := p.entry(t, sale.Number)
			got := e.Amount + " " + e.Currency
			if e.Conversion != nil {
				got = strings.ReplaceAll(e.Conversion.Billed+", for "+e.Conversion.Local, "\u00a0", " ")
			}
			if got != c.want {
				t.Errorf("%s, later %v: %s, want %s", what, later, got, c.want)
			}
		}
	}
}

// A card fallsOnce out of its contacts, at the second GET PROCESSING OPTIONS.
type fallsOnce struct {
	slot
	commands *int
}

func (f fallsOnce) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if command[1] == apdu.GetProcessingOptions {
		if *f.commands++; *f.commands == 2 {
			return []byte{0x6F, 0x00}, 0, nil
		}
	}
	return f.slot.Transmit(ctx, command)
}
