package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// A rule is what the house has for some cards: of a prefix of the account number, or of a product as the card names it.
type rule struct {
	prefix, product string
	refused         string // why they are not taken; empty: they are
	percent         uint64 // off an amount
	from            uint64 // of so much, in minor units
	points          uint64 // for each whole unit of the currency
}

// rules are the house's: the first that fits a card is its rule.
var rules = []rule{
	{prefix: "54133301", refused: "the card is on the hot list"},
	{product: "Test Debit", percent: 5, from: 50_00, points: 2},
	{prefix: "5413", percent: 10, from: 50_00, points: 1},
	{points: 1},
}

// programme is whose the points are. One is worth one minor unit; so many have to be there before they are used.
const (
	programme  = "STARS"
	leastStars = 100
)

// unit is one of the currency in minor units.
func (c *counter) unit() (n uint64) {
	n = 1
	for range c.Config.Terminal.CurrencyExponent {
		n *= 10
	}
	return n
}

func (r *rule) fits(f *terminal.CardFacts) bool {
	return strings.HasPrefix(f.Prefix, r.prefix) && (r.product == "" || strings.EqualFold(r.product, f.Label))
}

// ReviewCard gives what the house has for the card: discount and points on a purchase, an offer to pay in its own currency, or a refusal.
func (c *counter) ReviewCard(ctx context.Context, f terminal.CardFacts) (v terminal.Review, err error) {
	r := &rules[slices.IndexFunc(rules, func(r rule) bool { return r.fits(&f) })]
	if v.Refuse = r.refused; v.Refuse != "" {
		return v, nil
	}
	amount := f.Transaction.Amount
	if p := f.Transaction.Purpose; p != kernel.Purchase || amount == 0 || c.resting || f.Transaction.Estimated { // what it comes to is not known
		return v, nil
	}
	if r.percent > 0 && amount >= r.from && !f.Fixed {
		v.Discount = amount * r.percent / 100
		c.Panel(fmt.Sprintf("-%d %%: -%s", r.percent, c.money(v.Discount)))
	}
	if v.Points.Burned, err = c.burn(ctx, &f, amount-v.Discount); err != nil {
		return v, err
	}
	v.Discount += v.Points.Burned
	v.Points.Programme, v.Points.Earned = programme, r.points*((amount-v.Discount)/c.unit())
	v.Conversion = c.offer(&f, amount-v.Discount)
	return v, nil
}

// burn asks whether the points that there are shall be used, for less than the whole amount.
func (c *counter) burn(ctx context.Context, f *terminal.CardFacts, amount uint64) (uint64, error) {
	has, err := c.stars(f.Customer)
	if err != nil || f.Fixed || has < leastStars || amount < 2 {
		return 0, err
	}
	use := min(has, amount-1)
	if !c.Yes(ctx, shell.Words{fmt.Sprintf("%s %d: -%s?", wordUseStars.In(c.Language), use, c.money(use))}) {
		return 0, nil
	}
	return use, nil
}

// rates are what the house pays for its own currency, in ten thousandths, and their words.
var rates = map[uint16]struct {
	exponent byte
	rate     uint64
}{0x840: {2, 10832}, 0x156: {2, 78040}, 0x756: {2, 9410}}

// offer is what the amount would be in the currency of the card's account; nil where it is the same, or not known here.
func (c *counter) offer(f *terminal.CardFacts, amount uint64) *terminal.Conversion {
	r, known := rates[f.Currency]
	if own := c.Config.Terminal.TransactionCurrency; !known || f.Currency == own || own != 0x978 {
		return nil
	}
	return &terminal.Conversion{
		Money: kernel.Money{Amount: amount * r.rate / 10_000, Currency: f.Currency, Exponent: r.exponent},
		Rate:  fmt.Sprintf("1 EUR = %d.%04d %s", r.rate/10_000, r.rate%10_000, terminal.CurrencyName(f.Currency)), Fee: "3.0 %",
	}
}

// AcceptConversion has the cardholder choose the currency.
func (c *counter) AcceptConversion(ctx context.Context, local kernel.Money, offer terminal.Conversion) (bool, error) {
	other := fmt.Sprintf("%s (%s, %s)", shell.Money(offer.Money), offer.Rate, offer.Fee)
	return c.Choose(ctx, wordPayIn, shell.Words{shell.Money(local)}, shell.Words{other}) == 1, nil
}

// What an adviser finds unusual: an amount from which on nobody but the host approves, and so many sales with one card since the start that a PIN is wanted.
const (
	largeAmount = 500_00
	manySales   = 3
)

// AssessRisk asks for the host, or for a PIN, where it can be had.
func (c *counter) AssessRisk(_ context.Context, f terminal.CardFacts) (a terminal.Advice, err error) {
	if !sells(f.Transaction.Purpose) {
		return a, nil
	}
	for _, w := range []struct {
		so     bool
		demand kernel.Demand
		reason string
	}{
		{f.Transaction.Amount >= largeAmount, kernel.DemandHost, "a large amount"},
		{c.sales[f.Customer] >= manySales, kernel.DemandPIN, "many sales with one card"},
	} {
		if w.so && f.Able.Has(w.demand) {
			a.Demand |= w.demand
			a.Reason = strings.TrimPrefix(a.Reason+", "+w.reason, ", ")
			c.Panel(w.reason)
		}
	}
	return a, nil
}

// sells reports whether goods leave the shop.
func sells(p kernel.Purpose) bool { return p == kernel.Purchase || p == kernel.Cashback }

// stars are the points of a customer.
func (c *counter) stars(customer string) (uint64, error) {
	kept, err := c.ledger.Recall("stars " + customer)
	if err != nil || kept == nil || customer == "" {
		return 0, err
	}
	return strconv.ParseUint(string(kept), 10, 64)
}

// credit gives a customer the points of a sale, or takes them back.
func (c *counter) credit(e *terminal.Entry, back bool) error {
	if e.Points == nil || e.Customer == "" {
		return nil
	}
	has, err := c.stars(e.Customer)
	if err != nil {
		return err
	}
	plus, minus := e.Points.Earned, e.Points.Burned
	if back {
		plus, minus = minus, plus
	}
	has += plus
	has -= min(minus, has)
	c.Panel(fmt.Sprintf("%s %d", programme, has))
	return c.ledger.Keep("stars "+e.Customer, []byte(strconv.FormatUint(has, 10)))
}

// reward counts an approved sale for its customer, and credits its points.
func (c *counter) reward(sale *terminal.Sale) error {
	e, err := c.t.Entry(sale.Number)
	e.Wipe()
	if err != nil || !sale.Approved() {
		return err
	}
	if sells(e.Transaction.Purpose) {
		c.sales[e.Customer]++
	}
	return c.credit(&e, false)
}
