package terminal_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A shop's rules answer every card alike, and remember what they saw.
type rules struct {
	review terminal.Review
	advice terminal.Advice
	err    error // of either
	accept bool  // the conversion
	saw    []terminal.CardFacts
	later  *terminal.Review // of what is shown later; nil: the same
	local  kernel.Money
}

func (r *rules) ReviewCard(_ context.Context, f terminal.CardFacts) (terminal.Review, error) {
	if r.saw = append(r.saw, f); len(r.saw) > 1 && r.later != nil {
		return *r.later, r.err
	}
	return r.review, r.err
}

func (r *rules) AssessRisk(context.Context, terminal.CardFacts) (terminal.Advice, error) {
	return r.advice, r.err
}

func (r *rules) AcceptConversion(_ context.Context, local kernel.Money, _ terminal.Conversion) (bool, error) {
	r.local = local
	return r.accept, nil
}

// A swipe is a reader with a stripe in it.
type swipe string

func (swipe) Transmit(context.Context, []byte) ([]byte, time.Duration, error) {
	return nil, 0, errors.New("a stripe has no commands")
}
func (s swipe) Activate(context.Context) ([]byte, error) { return hex.DecodeString(string(s)) }
func (swipe) Deactivate()                                {}

// plainStripe has no chip, and is for whatever: its service code is 121 or 126.
const (
	plainStripe = "5413330089020011D4912121000000000F"
	pinStripe   = "5413330089020011D4912126000000000F"
)

// A line to the issuer that remembers the last request and says what it is told to say.
type line struct {
	bank
	asked  terminal.Request
	de55   []byte
	code   string // of the answer; empty: the issuer's
	part   uint64
	n      int
	before func() // an answer; nil: nothing
	deaf   bool   // it hears of no conversion
}

func (l *line) TakesConversions() bool { return !l.deaf }

func (l *line) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	l.asked, l.de55, l.n = r, bytes.Clone(r.DE55), l.n+1
	if l.before != nil {
		l.before()
	}
	if r.Facts != nil {
		r.Facts.Part = l.part
	}
	if _, ok := tlv.Find(r.DE55, tlv.ApplicationCryptogram.Tag()); !ok {
		return append([]byte{0x8A, 2}, cmp.Or(l.code, "00")...), nil
	}
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{ARC: l.code})
	return response.Data, err
}

func (l *line) field(tag tlv.Tag) string {
	o, _ := tlv.Find(l.de55, tag)
	return fmt.Sprintf("%X", o.Value)
}

// A stand is a terminal for one of the technologies, with rules and a line.
type stand struct {
	*terminal.Terminal
	cfg    *kernel.Config
	rules  *rules
	line   *line
	ledger *terminal.MemoryLedger
}

// standAt makes one: chip, tap or stripe.
func standAt(t *testing.T, technology string, r rules, change func(*kernel.Config, *terminal.Devices)) *stand {
	t.Helper()
	p := &stand{rules: &r, line: &line{}, ledger: terminal.NewMemoryLedger()}
	var d terminal.Devices
	p.cfg, d, _ = counter("default", "full")
	var kernels []kernel.Kernel
	switch technology {
	case "tap":
		p.cfg, kernels = tapConfig(t), tapKernels()
		d.Readers = terminal.Readers{Contactless: terminal.Inserted(tapCard(t, "visa-online"))}
	case "stripe":
		d.Readers = terminal.Readers{Stripe: swipe(plainStripe)}
	case "stripe-pin":
		d.Readers = terminal.Readers{Stripe: swipe(pinStripe)}
	}
	d.Acquirer = terminal.Acquirer{Host: p.line, Messages: p.line}
	d.CustomerKey = []byte("0123456789abcdef")
	d.Merchant.CardReviewer, d.Merchant.RiskAdvisor, d.Cardholder.Converter = p.rules, p.rules, p.rules
	if change != nil {
		change(p.cfg, &d)
	}
	var err error
	if p.Terminal, err = terminal.New(p.cfg, d, p.ledger, kernels...); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *stand) entry(t *testing.T, number uint64) terminal.Entry {
	t.Helper()
	e, err := p.ledger.Get(number)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var dollars = terminal.Conversion{Money: kernel.Money{Amount: 1337, Currency: 0x840, Exponent: 2}, Rate: "1 EUR = 1.0832 USD", Fee: "3.0 %"}

// What the rules of a shop make of a card, for each way in which it comes: refusals, discounts and points, a conversion, what an adviser asks for. DE 55 has the
// amount that the host is asked for, but for a tap's conversion, which is of settlement.
// B4 6.5.1, 10.1
func TestReviewCard(t *testing.T) {
	type want struct {
		outcome  string // of the entry
		reason   string
		amount   string
		n        int    // requests
		asked    uint64 // of the host
		crypt    string // 9F02
		currency string // 5F2A
		entry    string // what the entry has beside
		slip     string // what the cardholder's copy has
	}
	const whole = "000000001234"
	points := terminal.Points{Programme: "Club", Earned: 12, Burned: 3}
	for _, c := range []struct {
		name, at string
		rules    rules
		amount   uint64
		want     want
	}{
		{"nothing", "chip", rules{}, 1234, want{"approved", "", "12.34 EUR", 1, 1234, whole, "0978", "", ""}},
		{"refused", "chip", rules{review: terminal.Review{Refuse: "stolen"}}, 1234, want{"end application", "stolen", "12.34 EUR", 0, 0, "", "", "refusal: stolen", ""}},
		{"discount", "chip", rules{review: terminal.Review{Discount: 234}}, 1234, want{"approved", "", "10.00 EUR", 1, 1000, "000000001000", "0978", "less 2.34", "DISCOUNT 2.34 EUR"}},
		{"points", "chip", rules{review: terminal.Review{Points: points}}, 1234, want{"approved", "", "12.34 EUR", 1, 1234, whole, "0978", "Club 12 -3", "POINTS EARNED 12 Club"}},
		{"conversion", "chip", rules{accept: true, review: terminal.Review{Conversion: &dollars}}, 1234, want{"approved", "", "13.37 USD", 1, 1337, "000000001337", "0840", "12.34 EUR = 13.37 USD", "LOCAL AMOUNT 12.34 EUR"}},
		{"conversion of what is left", "chip", rules{accept: true, review: terminal.Review{Discount: 34, Conversion: &dollars}}, 1234, want{"approved", "", "13.37 USD", 1, 1337, "000000001337", "0840", "less 0.34 12.00 EUR = 13.37 USD", "DISCOUNT 0.34 EUR"}},
		{"conversion not wanted", "chip", rules{review: terminal.Review{Conversion: &dollars}}, 1234, want{"approved", "", "12.34 EUR", 1, 1234, whole, "0978", "", ""}},
		{"forced online", "chip", rules{advice: terminal.Advice{Demand: kernel.DemandHost, Reason: "velocity"}}, 100, want{"approved", "", "1.00 EUR", 1, 100, "000000000100", "0978", "host: velocity", ""}},
		{"not forced", "chip", rules{}, 100, want{"approved", "", "1.00 EUR", 0, 0, "", "", "", ""}},
		{"signature", "chip", rules{advice: terminal.Advice{Demand: kernel.DemandSignature, Reason: "new card"}}, 1234, want{"approved", "", "12.34 EUR", 1, 1234, whole, "0978", "signature: new card", ""}},
		{"adviser refuses", "chip", rules{advice: terminal.Advice{Demand: kernel.DemandRefusal, Reason: "velocity"}}, 1234, want{"end application", "velocity", "12.34 EUR", 0, 0, "", "", "refusal: velocity", ""}},

		{"nothing", "tap", rules{}, 1234, want{"online request", "", "12.34 EUR", 1, 1234, whole, "0978", "", ""}},
		{"refused", "tap", rules{review: terminal.Review{Refuse: "stolen"}}, 1234, want{"end application", "stolen", "12.34 EUR", 0, 0, "", "", "refusal: stolen", ""}},
		{"points", "tap", rules{review: terminal.Review{Points: points}}, 1234, want{"online request", "", "12.34 EUR", 1, 1234, whole, "0978", "Club 12 -3", "POINTS USED 3 Club"}},
		{"conversion", "tap", rules{accept: true, review: terminal.Review{Conversion: &dollars}}, 1234, want{"online request", "", "12.34 EUR", 1, 1234, whole, "0978", "12.34 EUR = 13.37 USD settled", "CONVERTED 13.37 USD"}},
		{"a PIN after the tap", "tap", rules{advice: terminal.Advice{Demand: kernel.DemandPIN, Reason: "night"}}, 1234, want{"online request", "", "12.34 EUR", 1, 1234, whole, "0978", "PIN: night", "CVM ONLINE PIN ENTERED"}},
		{"forced online", "tap", rules{advice: terminal.Advice{Demand: kernel.DemandHost, Reason: "velocity"}}, 1234, want{"online request", "", "12.34 EUR", 1, 1234, whole, "0978", "host: velocity", ""}},

		{"nothing", "stripe", rules{}, 1234, want{"online request", "", "12.34 EUR", 1, 1234, whole, "0978", "", ""}},
		{"refused", "stripe", rules{review: terminal.Review{Refuse: "stolen"}}, 1234, want{"end application", "stolen", "12.34 EUR", 0, 0, "", "", "refusal: stolen", ""}},
		{"discount", "stripe", rules{review: terminal.Review{Discount: 234}}, 1234, want{"online request", "", "10.00 EUR", 1, 1000, "000000001000", "0978", "less 2.34", "DISCOUNT 2.34 EUR"}},
		{"conversion", "stripe", rules{accept: true, review: terminal.Review{Conversion: &dollars}}, 1234, want{"online request", "", "13.37 USD", 1, 1337, "000000001337", "0840", "12.34 EUR = 13.37 USD", "RATE 1 EUR = 1.0832 USD, 3.0 %"}},
		{"a PIN", "stripe", rules{advice: terminal.Advice{Demand: kernel.DemandPIN, Reason: "night"}}, 1234, want{"online request", "", "12.34 EUR", 1, 1234, whole, "0978", "PIN: night", "CVM ONLINE PIN ENTERED"}},
	} {
		p := standAt(t, c.at, c.rules, nil)
		sale, err := p.Sell(t.Context(), c.amount)
		if err != nil {
			t.Fatalf("%s, %s: %v", c.name, c.at, err)
		}
		e := p.entry(t, sale.Number)
		var slip strings.Builder
		if err := sale.Print(&slip, terminal.CardholderCopy); err != nil {
			t.Fatal(err)
		}
		lines := strings.Join(strings.Fields(slip.String()), " ")
		got := want{e.Outcome, e.Reason, e.Amount + " " + e.Currency, p.line.n, p.line.asked.Transaction.Amount, p.line.field(0x9F02), p.line.field(0x5F2A), besides(&e), c.want.slip}
		if got != c.want || !strings.Contains(lines, c.want.slip) {
			t.Errorf("%s, %s:\n%+v, want\n%+v\n%s", c.name, c.at, got, c.want, lines)
		}
		if f := p.rules.saw; len(f) == 0 || f[0].Prefix != prefix(c.at) || len(f[0].Customer) != 16 || f[0].Fixed != (c.at == "tap") {
			t.Errorf("%s, %s: the rules saw %+v", c.name, c.at, f)
		}
		if refused := c.want.n == 0 && c.want.reason != ""; sale.Approved() == refused {
			t.Errorf("%s, %s: approved %v", c.name, c.at, sale.Approved())
		}
		if sale.Owed.Signature != (c.rules.advice.Demand == kernel.DemandSignature || c.at == "stripe" && sale.Approved() && c.rules.advice.Demand != kernel.DemandPIN) {
			t.Errorf("%s, %s: to be signed: %v", c.name, c.at, sale.Owed.Signature)
		}
	}
}

// What cannot be met is a refusal: a card that is read for a refund verifies nobody, and one that is read for the application has nothing decided about it.
// B4 6.5.1
func TestDemandsOfCardsThatAreRead(t *testing.T) {
	for _, c := range []struct {
		at      string
		purpose kernel.Purpose
		demand  kernel.Demand
		refused bool
		pin     bool // was entered
	}{
		{"chip", kernel.Refund, kernel.DemandHost, false, false},
		{"chip", kernel.Refund, kernel.DemandPIN, true, false},
		{"chip", kernel.Refund, kernel.DemandPIN | kernel.DemandHost, true, false},
		{"stripe", kernel.Refund, kernel.DemandPIN, false, true},
		{"chip", kernel.CardRead, 0, false, false},
		{"chip", kernel.CardRead, kernel.DemandHost, true, false},
		{"chip", kernel.CardRead, kernel.DemandPIN, true, false},
		{"stripe", kernel.CardRead, 0, false, false},
		{"stripe", kernel.CardRead, kernel.DemandPIN, true, false},
		{"stripe", kernel.CardRead, kernel.DemandSignature, true, false},
	} {
		p := standAt(t, c.at, rules{advice: terminal.Advice{Demand: c.demand, Reason: "night"}}, nil)
		o := terminal.Order{Purpose: c.purpose, Amount: 1234}
		if c.purpose.ZeroAmount() {
			o.Amount = 0
		}
		sale, err := p.Do(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		e := p.entry(t, sale.Number)
		if (e.Reason == "night") != c.refused || sale.Approved() != (c.purpose == kernel.Refund && !c.refused) || (e.CVM == "ONLINE PIN ENTERED") != c.pin || c.refused && p.line.n != 0 {
			t.Errorf("%s, %v, demand %d: %s, %q, CVM %q, %d requests", c.at, c.purpose, c.demand, e.Outcome, e.Reason, e.CVM, p.line.n)
		}
	}
}

// prefix is the prefix of the card of a technology.
func prefix(technology string) string {
	if technology == "tap" {
		return "47617300"
	}
	return "54133300"
}

// besides is what an entry has of reviews.
func besides(e *terminal.Entry) string {
	var list []string
	add := func(format string, v ...any) { list = append(list, fmt.Sprintf(format, v...)) }
	if e.Demand != "" {
		add("%s: %s", e.Demand, e.DemandReason)
	}
	if e.Discount != "" {
		add("less %s", e.Discount)
	}
	if p := e.Points; p != nil {
		add("%s %d -%d", p.Programme, p.Earned, p.Burned)
	}
	if c := e.Conversion; c != nil {
		add("%s = %s", c.Local, c.Billed)
		if c.Settlement {
			add("settled")
		}
	}
	return strings.Join(list, " ")
}

// What is asked for and cannot be met is a refusal, and what breaks is never an approval: an adviser who fails leaves it to the host, a reviewer who fails ends the
// transaction, and so does a discount where the amount stands.
// A 6.2, B3 10.7
func TestDemandsNotMet(t *testing.T) {
	noPad := func(c *kernel.Config, _ *terminal.Devices) {
		c.Terminal.Capabilities[1] = 0x28 // signature, no CVM
	}
	unattended := func(c *kernel.Config, _ *terminal.Devices) { c.Terminal.Type = 0x25 }
	offline := func(c *kernel.Config, _ *terminal.Devices) { c.Terminal.Type = 0x23 }
	down := func(_ *kernel.Config, d *terminal.Devices) { d.Acquirer.Host = &host{err: terminal.ErrNotSent} }
	book := func(c *kernel.Config, d *terminal.Devices) {
		c.Profile = kernel.Book
		down(c, d)
	}
	offlineTap := func(_ *kernel.Config, d *terminal.Devices) {
		d.Readers.Contactless = terminal.Inserted(tapCard(t, "visa-offline"))
	}
	demand := func(d kernel.Demand) rules { return rules{advice: terminal.Advice{Demand: d, Reason: "velocity"}} }
	broken := errors.New("broken")
	for _, c := range []struct {
		name, at string
		rules    rules
		change   func(*kernel.Config, *terminal.Devices)
		amount   uint64
		outcome  string // of the entry, and what the adviser asked for; empty: the error's text is want
		want     string
		asked    int
	}{
		{"PIN, and no PIN pad", "chip", demand(kernel.DemandPIN), noPad, 1234, "end application", "velocity", 0},
		{"PIN, and no PIN pad", "stripe", demand(kernel.DemandPIN), noPad, 1234, "end application", "velocity", 0},
		{"PIN, and no PIN pad", "tap", demand(kernel.DemandPIN), noPad, 1234, "end application", "velocity", 0},
		{"PIN, and the card has none", "chip", demand(kernel.DemandPIN), func(_ *kernel.Config, d *terminal.Devices) {
			d.Cardholder.PIN = pinPad{result: kernel.PINBypassed}
		}, 1234, "declined", "a PIN is demanded, and the card was content without", 0},
		{"PIN, and the card wants one", "chip", demand(kernel.DemandPIN), nil, 1234, "approved", "", 1},
		{"signature, and nobody there", "chip", demand(kernel.DemandSignature), unattended, 1234, "end application", "velocity", 0},
		{"signature, and nobody there", "stripe", demand(kernel.DemandSignature), unattended, 1234, "end application", "velocity", 0},
		{"the host, and no line ever", "chip", demand(kernel.DemandHost), offline, 100, "end application", "velocity", 0},
		{"the host, and it is down", "chip", demand(kernel.DemandHost), book, 100, "declined", "", 0},
		{"offline, and the host is down", "chip", rules{}, book, 100, "approved", "", 0},
		{"the host, and the tap is approved", "tap", demand(kernel.DemandHost), offlineTap, 100, "end application", "velocity", 0},
		{"a PIN, and the tap is approved", "tap", demand(kernel.DemandPIN), offlineTap, 100, "end application", "velocity", 0},
		{"refused, and the tap is approved", "tap", rules{review: terminal.Review{Refuse: "stolen"}}, offlineTap, 100, "end application", "stolen", 0},
		{"a signature, and the tap is approved", "tap", demand(kernel.DemandSignature), offlineTap, 100, "approved", "", 0},
		{"a discount after the tap", "tap", rules{review: terminal.Review{Discount: 1}}, nil, 1234, "", "Review.Discount", 0},
		{"all of it", "chip", rules{review: terminal.Review{Discount: 1234}}, nil, 1234, "", "Review.Discount", 0},
		{"the rules break", "chip", rules{err: broken}, nil, 1234, "", "broken", 0},
		{"the rules break", "tap", rules{err: broken}, offlineTap, 100, "", "broken", 0},
		{"words of a till on a terminal", "chip", rules{review: terminal.Review{Refuse: "no\x1B[2J"}}, nil, 1234, "end application", "no [2J", 0},
	} {
		p := standAt(t, c.at, c.rules, c.change)
		sale, err := p.Sell(t.Context(), c.amount)
		if c.outcome == "" {
			if err == nil || !strings.Contains(err.Error(), c.want) || sale != nil && sale.Approved() || p.line.n != 0 {
				t.Errorf("%s, %s: %v, %v", c.name, c.at, sale, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s, %s: %v", c.name, c.at, err)
		}
		e := p.entry(t, sale.Number)
		if e.Outcome != c.outcome || !strings.Contains(e.Reason, c.want) || sale.Approved() != (c.outcome == "approved") || p.line.n != c.asked {
			t.Errorf("%s, %s: %s %q, %d requests, %v", c.name, c.at, e.Outcome, e.Reason, p.line.n, sale)
		}
	}
}

// What an amount comes to in another currency is offered where it stays what it is, and what is no conversion is an error of the application.
func TestConversionsNotOffered(t *testing.T) {
	offlineTap := func(_ *kernel.Config, d *terminal.Devices) {
		d.Readers.Contactless = terminal.Inserted(tapCard(t, "visa-offline"))
	}
	deaf := func(_ *kernel.Config, d *terminal.Devices) { d.Acquirer.Host.(*line).deaf = true }
	other := func(_ *kernel.Config, d *terminal.Devices) {
		to := d.Acquirer.Host
		d.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) { return to.Authorise(t.Context(), r) })
	}
	estimate := func(_ *kernel.Config, d *terminal.Devices) { d.Cardholder.Dialogue = keyed{amount: 777} }
	money := func(amount uint64, currency uint16) rules {
		return rules{accept: true, review: terminal.Review{Conversion: &terminal.Conversion{Money: kernel.Money{Amount: amount, Currency: currency, Exponent: 2}}}}
	}
	decimals := func(n byte) rules {
		r := money(1337, 0x840)
		r.review.Conversion.Exponent = n
		return r
	}
	good := money(1337, 0x840)
	for _, c := range []struct {
		name, at string
		rules    rules
		change   func(*kernel.Config, *terminal.Devices)
		order    terminal.Order
		offered  bool
		fails    string
	}{
		{"a purchase", "chip", good, nil, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, true, ""},
		{"a part is taken", "chip", good, nil, terminal.Order{Purpose: kernel.Purchase, Amount: 1234, Partial: true}, false, ""},
		{"a part is taken", "tap", good, nil, terminal.Order{Purpose: kernel.Purchase, Amount: 1234, Partial: true}, false, ""},
		{"it is only held", "chip", good, nil, terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 1234}, false, ""},
		{"an estimate", "chip", good, estimate, terminal.Order{Purpose: kernel.Purchase, Amount: 1234, QuickChip: true, Estimated: true}, false, ""},
		{"cash in it", "chip", good, nil, terminal.Order{Purpose: kernel.Cashback, Amount: 1234, Cash: 234}, false, ""},
		{"a tap that is approved", "tap", good, offlineTap, terminal.Order{Purpose: kernel.Purchase, Amount: 100}, false, ""},
		{"nobody hears of it", "chip", good, deaf, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, ""},
		{"nobody hears of it", "tap", good, deaf, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, ""},
		{"nobody hears of it", "stripe", good, deaf, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, ""},
		{"a host that says nothing of it", "chip", good, other, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, ""},
		{"nothing", "chip", money(0, 0x840), nil, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, "Review.Conversion"},
		{"no currency", "stripe", money(1337, 0), nil, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, "Review.Conversion"},
		{"other decimals", "chip", decimals(0), nil, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, "Review.Conversion"},
		{"other decimals", "tap", decimals(9), nil, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, "Review.Conversion"},
		{"the same currency", "tap", money(1337, 0x978), nil, terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, false, "Review.Conversion"},
		{"a discount of an estimate", "chip", rules{review: terminal.Review{Discount: 1}}, estimate, terminal.Order{Purpose: kernel.Purchase, Amount: 1234, QuickChip: true, Estimated: true}, false, "Review.Discount"},
	} {
		p := standAt(t, c.at, c.rules, c.change)
		sale, err := p.Do(t.Context(), c.order)
		if (err != nil) != (c.fails != "") || err != nil && (!strings.Contains(err.Error(), c.fails) || p.line.n != 0 || sale != nil && sale.Approved()) {
			t.Errorf("%s, %s: %v, %v", c.name, c.at, sale, err)
			continue
		}
		if offered := p.rules.local.Amount != 0; offered != c.offered {
			t.Errorf("%s, %s: offered %v", c.name, c.at, offered)
		}
		if err == nil && (!sale.Approved() || (p.entry(t, sale.Number).Conversion != nil) != c.offered || p.line.asked.Conversion != nil) {
			t.Errorf("%s, %s: %v, %+v", c.name, c.at, sale, p.entry(t, sale.Number).Conversion)
		}
	}
}

// late takes its time over a card, and says that all is well.
type late struct {
	rules
	heeds bool // the end of its time
}

func (l *late) ReviewCard(ctx context.Context, _ terminal.CardFacts) (terminal.Review, error) {
	select {
	case <-time.After(time.Minute):
	case <-map[bool]<-chan struct{}{true: ctx.Done()}[l.heeds]:
	}
	return terminal.Review{}, ctx.Err()
}

// A review that has not come in time refuses the card, whatever it says then.
func TestLateReview(t *testing.T) {
	for _, l := range []terminal.CardReviewer{&late{heeds: true}, &late{}, agreeing{&late{}}} {
		synctest.Test(t, func(t *testing.T) {
			p := standAt(t, "chip", rules{}, func(_ *kernel.Config, d *terminal.Devices) { d.Merchant.CardReviewer = l })
			sale, err := p.Sell(t.Context(), 1234)
			if err != nil || sale.Approved() || p.line.n != 0 || sale.Record.Reason != "nobody has reviewed the card in time" {
				t.Errorf("%T: %v, %v", l, sale, err)
			}
		})
	}
}

// agreeing says nothing of being late.
type agreeing struct{ *late }

func (a agreeing) ReviewCard(ctx context.Context, f terminal.CardFacts) (terminal.Review, error) {
	v, _ := a.late.ReviewCard(ctx, f)
	return v, nil
}

// An adviser who breaks leaves the transaction to the host, and no reviewer is needed for one.
func TestAdviserAlone(t *testing.T) {
	for _, c := range []struct {
		err   error
		asked int
		entry string
	}{{nil, 0, ""}, {errors.New("broken"), 1, "host: no advice about the risk"}} {
		p := standAt(t, "chip", rules{err: c.err}, func(_ *kernel.Config, d *terminal.Devices) { d.Merchant.CardReviewer = nil })
		sale, err := p.Sell(t.Context(), 100)
		if err != nil || !sale.Approved() || p.line.n != c.asked {
			t.Fatalf("%v, %v, %d requests", sale, err, p.line.n)
		}
		e := p.entry(t, sale.Number)
		if got := besides(&e); got != c.entry {
			t.Errorf("%q, want %q", got, c.entry)
		}
	}
}

// A card whose PDOL has the amount is told of the one that the rules have left: it begins again, is shown to them once, and its cryptogram is over that.
// B4 10.1
func TestReviewBeginsAgain(t *testing.T) {
	cfg, d, _ := counter("atm", "cash")
	r, l := &rules{review: terminal.Review{Discount: 2500}}, &line{}
	d.Merchant.CardReviewer, d.Acquirer.Host = r, l
	m, err := terminal.New(cfg, d, terminal.NewMemoryLedger())
	if err != nil {
		t.Fatal(err)
	}
	sale, err := m.Withdraw(t.Context(), 10000)
	if err != nil || !sale.Approved() || sale.Owed.Cash != 7500 || l.field(0x9F02) != "000000007500" || len(r.saw) != 1 {
		t.Errorf("%v, %v, owed %+v, 9F02 %s, shown %d times", sale, err, sale.Owed, l.field(0x9F02), len(r.saw))
	}
}

// What an application is shown of a card, and what a printout of it says, is no account number.
func TestCardFactsAreMasked(t *testing.T) {
	p := standAt(t, "chip", rules{}, nil)
	if _, err := p.Sell(t.Context(), 1234); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%+v", p.rules.saw)
	for n := 9; n <= 16; n++ {
		if pan := "5413330089010011"; strings.Contains(text, pan[:n]) || strings.Contains(text, pan[16-n:]) {
			t.Errorf("%d digits of the account number are in %s", n, text)
		}
	}
}

// changing is a card that has another account after it was told of another amount.
type changing struct {
	slot
	told int
}

func (c *changing) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if command[1] == 0xA8 {
		c.told++
	}
	b, took, err := c.slot.Transmit(ctx, command)
	if command[1] == 0xB2 && c.told > 1 {
		b = bytes.ReplaceAll(bytes.Clone(b), []byte{0x54, 0x13, 0x33, 0x00}, []byte{0x54, 0x13, 0x33, 0x99})
	}
	return b, took, err
}

// A card that shows one account to the rules of a shop, and has another when it begins again, is shown again: the amount stands then, and it can be refused.
// B4 10.1
func TestOtherAccountIsReviewedAgain(t *testing.T) {
	for _, refuse := range []string{"", "stolen"} {
		cfg, d, _ := counter("atm", "cash")
		r, l := &rules{review: terminal.Review{Discount: 2500, Demand: kernel.DemandHost}, later: &terminal.Review{Refuse: refuse}}, &line{}
		d.Merchant.CardReviewer, d.Acquirer.Host, d.CustomerKey = r, l, []byte("0123456789abcdef")
		c := &changing{slot: d.Readers.Contact.(slot)}
		d.Readers.Contact = c
		m, err := terminal.New(cfg, d, terminal.NewMemoryLedger())
		if err != nil {
			t.Fatal(err)
		}
		sale, err := m.Withdraw(t.Context(), 10000)
		if err != nil || c.told != 2 || len(r.saw) != 2 {
			t.Fatalf("%v, %v, told %d times, shown %d times", sale, err, c.told, len(r.saw))
		}
		if a, b := r.saw[0], r.saw[1]; a.Fixed || !b.Fixed || a.Customer == b.Customer || b.Prefix != "54133399" || b.Transaction.Amount != 7500 {
			t.Errorf("%+v, then %+v", a, b)
		}
		if !sale.Result.Demand.Has(kernel.DemandHost) {
			t.Errorf("%q: what was asked for of the first account is lost", refuse)
		}
		if refused := sale.Record.Reason == "stolen"; refused != (refuse != "") || refused && (l.n != 0 || sale.Approved()) {
			t.Errorf("%q: %v, %d requests", refuse, sale, l.n)
		}
	}
}
