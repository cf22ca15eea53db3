// Command pos makes a transaction on a virtual card, by its chip, a tap or its stripe: no reader, no host and no set-up are needed.
//
//	go run ./examples/pos -amount 12.34
//	go run ./examples/pos -amount 12.34 -cashback 5.00
//	go run ./examples/pos -type refund -amount 12.34
//	go run ./examples/pos -type pre-authorisation -amount 80.00 -increment 120.00 -complete 113.50
//	go run ./examples/pos -tap -card phone-visa
//	go run ./examples/pos -tap -card visa-6984 -chip full    the tap asks for the chip
//	go run ./examples/pos -dead 3                            the chip gives no answer: the stripe is swiped
//	go run ./examples/pos -host 127.0.0.1:8583
//	go run ./examples/pos -menu -store till.db
//
// With -menu it is a till: goods and their prices, every kind of transaction, the day's end, and the staff, who sign on first: operator 01 with the password 0000,
// supervisor 00 with 123456, and 09 with 0000, who practises. -keys types for you.
//
// The host is part of the program, at the other end of an ISO 8583 line; -host names another process, such as examples/issuer.
// It prints a line for each step of the books as it happens and then the receipt; with -json one JSON object.
// The exit status is 0 when the transaction ran to an outcome, whatever that is, and 2 for a bad flag or file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/examples/internal/visible"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now()))
}

// settings is what the command line asks for.
type settings struct {
	*shell.Settings
	purpose       kernel.Purpose
	cashback, tip uint64
	increment     uint64 // what a pre-authorisation is to hold then
	complete      uint64 // of a pre-authorisation
	tipAfter      uint64
	confirm       bool
	codes         []string
}

// run is the program: its exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, now time.Time) int {
	stdout = visible.Writer{W: stdout} // no text of a card, a host or a file steers the terminal
	s, err := parse(args, stderr)
	switch {
	case errors.Is(err, shell.ErrHelp):
		return 0
	case err != nil:
		visible.Complain(stderr, "pos", err)
		return 2
	}
	if s.Menu {
		if err := serve(s, now, stdin, stdout); err != nil {
			visible.Complain(stderr, "pos", err)
			return 1
		}
		return 0
	}
	order := s.order()
	if _, err := s.Transaction(order.Purpose, order.Amount, order.Cash); err != nil {
		visible.Complain(stderr, "pos", err)
		return 2
	}
	if err := sell(s, order, now, stdout); err != nil {
		visible.Complain(stderr, "pos", err)
		return 1
	}
	return 0
}

// parse reads the command line. Its error names the flag and says what to do.
func parse(args []string, stderr io.Writer) (s *settings, err error) {
	s = &settings{}
	var purpose, refund, cashback, tip, codes, increment, complete, tipAfter, stripe string
	var dead int
	command := shell.Command{
		Name: "pos", Amount: "12.34", AmountText: "amount of the purchase, refund or pre-authorisation, in the currency of the configuration",
		Card: "full", Config: "default", TapCard: "visa-online", TapConfig: "tap",
		More: func(f *flag.FlagSet) {
			f.StringVar(&purpose, "type", "purchase", "what for: purchase, cashback, cash, refund, pre-authorisation, inquiry, account-verification, card-read, load or cash-load")
			f.StringVar(&cashback, "cashback", "", "cash besides the purchase, which the card has to allow")
			f.StringVar(&tip, "tip", "", "what the cardholder adds when he confirms the amount")
			f.StringVar(&increment, "increment", "", "with -type pre-authorisation: what is to be held in all, when it is approved")
			f.StringVar(&complete, "complete", "", "with -type pre-authorisation: what is taken in the end of what is held")
			f.StringVar(&tipAfter, "tip-after", "", "what the cardholder adds to a purchase when it is approved already")
			f.StringVar(&codes, "arc", "", "response codes (8A) of the host's first answers, with commas between, in the place of its own")
			f.BoolVar(&s.confirm, "confirm", false, "the cardholder confirms the amount when the card is known")
			f.IntVar(&dead, "dead", 0, "the chip gives no answer so many times; then, where the configuration falls back to it, the magnetic stripe is swiped")
			f.StringVar(&stripe, "stripe", "201", "with -dead: service code of the stripe")
			f.StringVar(&refund, "refund", "", "way of a refund, instead of the configuration's: data (the acquirer decides), online (the host does) or offline (the card)")
		},
	}
	if s.Settings, err = command.Parse(args, stderr); err != nil {
		return nil, err
	}
	if codes != "" && s.Host != "" {
		return nil, errors.New("-arc: leave out -host with it; a host of its own decides by itself")
	}
	if s.codes, err = setup.Codes("-arc", codes); err != nil {
		return nil, err
	}
	exponent := s.Config.Terminal.CurrencyExponent
	for _, a := range []struct {
		flag, text string
		to         *uint64
	}{{"-cashback", cashback, &s.cashback}, {"-tip", tip, &s.tip}, {"-increment", increment, &s.increment}, {"-complete", complete, &s.complete}, {"-tip-after", tipAfter, &s.tipAfter}} {
		if a.text == "" {
			continue
		}
		if *a.to, err = setup.Amount(a.flag, a.text, exponent); err != nil {
			return nil, err
		}
	}
	if s.cashback > 0 && !s.Given["type"] {
		purpose = kernel.Cashback.String()
	}
	s.purpose, err = shell.Purpose(purpose, kernel.Purchase, kernel.Cashback, kernel.Cash, kernel.Refund, kernel.PreAuthorisation, kernel.Inquiry, kernel.AccountVerification, kernel.CardRead, kernel.Load, kernel.CashLoad)
	switch {
	case err != nil:
		return nil, err
	case s.cashback > 0 && s.purpose != kernel.Cashback:
		return nil, fmt.Errorf("-cashback: there is no cash in %s; leave out -type", s.purpose)
	case s.increment > 0 && !s.purpose.Reserves():
		return nil, errors.New("-increment: give -type pre-authorisation with it")
	case s.complete > 0 && !s.purpose.Reserves():
		return nil, errors.New("-complete: give -type pre-authorisation with it")
	case s.tipAfter > 0 && s.purpose != kernel.Purchase:
		return nil, fmt.Errorf("-tip-after: there is no tip on %s; leave out -type", s.purpose)
	case s.purpose.ZeroAmount() && s.Given["amount"]:
		return nil, fmt.Errorf("-amount: the amount of %s is zero; leave it out", s.purpose)
	case !s.purpose.ZeroAmount() && s.Amount == 0 && !s.Menu:
		return nil, errors.New("-amount 0: give more; -type account-verification has none")
	case s.Tap && (s.tip > 0 || s.confirm):
		return nil, errors.New("-tap: leave out -tip and -confirm; the amount is known before the card")
	case s.Tap && dead > 0:
		return nil, errors.New("-dead: leave out -tap; it is a chip that does not answer")
	case s.Reader != "" && dead > 0:
		return nil, errors.New("-dead: leave out -reader; it is a virtual chip that does not answer")
	case dead < 0 || dead > 9:
		return nil, errors.New("-dead: give 0 to 9")
	case dead == 0 && s.Given["stripe"]:
		return nil, errors.New("-stripe: give -dead with it")
	case len(stripe) != 3 || strings.Trim(stripe, "0123456789") != "":
		return nil, fmt.Errorf("-stripe %s: give a service code of three digits", stripe)
	case s.Menu && s.given("cashback", "tip", "increment", "complete", "tip-after", "dead") != "":
		return nil, fmt.Errorf("-%s: leave it out with -menu", s.given("cashback", "tip", "increment", "complete", "tip-after", "dead"))
	case refund != "" && s.purpose != kernel.Refund && !s.Menu:
		return nil, fmt.Errorf("-refund: give -type refund with it")
	}
	if dead > 0 {
		s.Dead, s.Stripe = dead, stripe
	}
	return s, s.change(refund)
}

// given is the first of these flags that the command line has, or empty.
func (s *settings) given(names ...string) string {
	for _, n := range names {
		if s.Given[n] {
			return n
		}
	}
	return ""
}

// change makes the configuration what the flags want.
func (s *settings) change(refund string) error {
	if refund != "" {
		r := s.Config.Treatment(kernel.Refund)
		way, known := map[string]kernel.Treatment{
			"data": {DataOnly: true}, "online": {Authorisation: kernel.OnlyOnline}, "offline": {Authorisation: kernel.OnlyOffline},
		}[refund]
		switch {
		case !known:
			return fmt.Errorf("-refund %s: give data, online or offline", refund)
		case r == nil:
			return errors.New("-refund: the configuration has no refunds")
		}
		if r.DataOnly, r.Authorisation = way.DataOnly, way.Authorisation; way.Authorisation == kernel.OnlyOffline {
			c := s.Config.Terminal.Capabilities
			r.Capabilities = []byte{c[0], c[1] &^ 0x40, c[2]} // no PIN for a host that is not asked
		}
		setup.Changed(s.Config, "refund "+refund)
	}
	if (s.purpose == kernel.Inquiry || s.Menu) && s.Config.Treatment(kernel.Inquiry) == nil {
		s.Config.Terminal.AdditionalCapabilities[0] |= 0x08
		s.Config.Treatments = append(s.Config.Treatments, kernel.Treatment{Purpose: kernel.Inquiry, Type: 0x31, Authorisation: kernel.OnlyOnline})
		setup.Changed(s.Config, "inquiry")
	}
	if s.confirm = s.confirm || s.Menu && !s.Tap || s.tip > 0 || s.cashback > 0 && !s.Tap; s.confirm && !s.Config.Terminal.ConfirmsAmount {
		s.Config.Terminal.ConfirmsAmount = true
		setup.Changed(s.Config, "confirm")
	}
	return nil
}

// order is what is asked for: the amount has the cash in it.
func (s *settings) order() terminal.Order {
	o := terminal.Order{Purpose: s.purpose, Amount: s.Amount + s.cashback, Cash: s.cashback, Interface: s.Interface(), Token: s.Token}
	if s.purpose.ZeroAmount() {
		o.Amount = 0
	}
	return o
}

func (s *settings) money(amount uint64) string {
	t := &s.Config.Terminal
	return terminal.FormatAmount(amount, t.CurrencyExponent) + " " + terminal.CurrencyName(t.TransactionCurrency)
}

// sell makes one transaction and shows it. Its error is a broken terminal, not an unhappy outcome.
func sell(s *settings, order terminal.Order, now time.Time, stdout io.Writer) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	x, err := open(s, stdout, cancel, func() time.Time { return now }, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.close()) }()
	sale, err := x.t.Accept(ctx, order)
	x.t.AwaitMessages(ctx)
	if sale == nil {
		return err
	}
	err = errors.Join(err, s.follow(ctx, sale), s.AppendLog(x.t, sale.Number))
	p := printed{sale.Record, s.Config.Profile.String(), fmt.Sprintf("%X", s.Config.Digest)}
	switch {
	case s.JSON && s.Tap:
		return errors.Join(err, visible.PrintJSON(stdout, newTapPrinted(p, sale, x.hand, x.watch)))
	case s.JSON:
		return errors.Join(err, visible.PrintJSON(stdout, p))
	}
	return errors.Join(err, x.show(sale))
}

// follow takes what the flags want of what was approved.
func (s *settings) follow(ctx context.Context, sale *terminal.Sale) error {
	if !sale.Approved() {
		return nil
	}
	if s.increment > 0 {
		if _, err := sale.Increment(ctx, s.increment); err != nil {
			return err
		}
	}
	switch {
	case s.complete > 0:
		return sale.Complete(ctx, s.complete)
	case s.tipAfter > 0:
		return sale.Tip(ctx, s.tipAfter)
	}
	return nil
}

// printed is what -json prints.
type printed struct {
	terminal.Record
	Profile string `json:"profile"` // book or strict
	Config  string `json:"config"`  // digest of the configuration in force, SHA-256
}

// A confirmer is the cardholder with the amount in front of him.
type confirmer struct {
	s      *settings
	screen *shell.Screen
}

// ConfirmAmount adds the tip, and takes off the cash that this card does not allow.
// EMV 4.4 B4 6.5.1, EMV 4.4 B4 6.3.3
func (c *confirmer) ConfirmAmount(_ context.Context, q terminal.Confirmation) (agreed terminal.Amounts, ok bool, err error) {
	agreed = terminal.Amounts{Amount: q.Transaction.Amount, Other: q.Transaction.AmountOther}
	if agreed.Other > 0 && !q.Cashback {
		agreed.Amount -= agreed.Other
		agreed.Other = 0
		c.screen.Panel("NO CASH WITH THIS CARD")
	}
	if q.UI.Amount = agreed.Amount; c.s.tip > 0 {
		agreed.Amount += c.s.tip
		c.screen.Panel(terminal.Text(q.UI), "> "+c.s.money(c.s.tip)+" more")
		q.UI.Amount = agreed.Amount
	}
	c.screen.Panel(terminal.Text(q.UI), "> OK")
	return agreed, true, nil
}
