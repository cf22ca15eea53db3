package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A counter is a till with somebody at its keys.
type counter struct {
	*till
	shell.Front
	batches *shell.Batches
	last    *terminal.Sale // nil: none since the start
	quick   bool           // a chip is finished before the host is asked
	parts   bool           // the host may approve a part of a purchase
	resting bool           // what another card has left is paid
	own     string         // language of whoever stands at the till
	most    uint64         // that an estimate may come to
	sales   map[string]int // by customer, since the start
	cancel  context.CancelFunc
}

func talkOf(c *counter) *shell.Talk { return c.Talk }

// serve shows the menu until it is left.
func serve(s *settings, now time.Time, stdin io.Reader, stdout io.Writer) (err error) {
	c, begun := &counter{sales: map[string]int{}}, time.Now()
	clock := func() time.Time { return now.Add(time.Since(begun)) }
	c.till, err = open(s, stdout, func() { c.cancel() }, clock, func(x *till, d *terminal.Devices, pins *softpin.Device) error {
		c.Talk = &shell.Talk{Screen: x.screen, Keys: s.Keyboard(stdin), Language: "en"}
		if l := s.Config.Terminal.Languages; len(l) > 0 {
			c.Language = l[0]
		}
		desk, err := s.OpenDesk(x.ledger, clock)
		if err != nil {
			return err
		}
		c.Desk, d.Gate, d.Acquirer.Practice = desk, desk, &setup.Host{}
		d.Cardholder.PIN, d.Cardholder.Confirmer, d.Cardholder.Dialogue = shell.NewTypedPIN(pins, nil, c.Talk, true), &agreement{c}, &agreement{c}
		d.Cardholder.Chooser, d.Cardholder.Converter = shell.Chooser{Talk: c.Talk}, c
		d.Merchant.CardReviewer, d.Merchant.RiskAdvisor = c, c
		c.batches, err = shell.OpenBatches(x.ledger, shell.AnyNumber(), s.Numbers()...)
		return err
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	c.Say(c.State())
	list, err := c.t.Rests()
	if err != nil {
		return err
	}
	c.showRests(list)
	return shell.Run(context.Background(), c.Talk, c, mainMenu)
}

// close lets go of the till; the desk's Close is a lock.
func (c *counter) close() error { return c.till.close() }

// do makes one transaction, by whatever way the card comes to be read: it is the whole of what a till does with the terminal.
func (c *counter) do(ctx context.Context, o terminal.Order) error {
	ctx, c.cancel = context.WithCancel(ctx)
	defer c.cancel()
	c.hand.Next()
	o.Interface = c.Interface()
	if o.Purpose == kernel.Purchase && !o.Estimated {
		o.QuickChip, o.Partial = c.quick && !c.Tap, c.parts
	}
	c.own = c.Language
	defer func() { c.Language = c.own }() // the cardholder's is another
	sale, err := c.t.Accept(ctx, o)
	c.t.AwaitMessages(ctx)
	if sale == nil {
		return err
	}
	return errors.Join(err, c.finish(ctx, sale))
}

// finish does what an approval leaves to be done, and prints the receipts.
func (c *counter) finish(ctx context.Context, sale *terminal.Sale) (err error) {
	c.last = sale
	err = c.show(sale)
	if sale.Owed.Signature && !c.Yes(ctx, wordSigned) {
		if lost := sale.Undo(ctx, terminal.SignatureRefused); lost != nil { // no cash, no points: it is to be taken back by its number
			return errors.Join(err, lost)
		}
		err = errors.Join(err, c.again(ctx))
	}
	if cash := sale.Owed.Cash; cash != 0 {
		c.Panel(wordGiveCash.In(c.Language) + " " + c.money(cash))
		err = errors.Join(err, sale.Paid())
	}
	if sale.Owed.Rest != 0 {
		err = errors.Join(err, c.rest(ctx, sale))
	}
	if !sale.Receipt.Practice {
		c.Panel(fmt.Sprintf("%s %d", wordTransaction.In(c.Language), sale.Number))
		err = errors.Join(err, c.reward(sale), c.AppendLog(c.t, sale.Number))
	}
	return err
}

// rest has what the host has not approved paid with another card; or takes back what it has, and the goods stay.
func (c *counter) rest(ctx context.Context, sale *terminal.Sale) error {
	if paid, err := c.payRest(ctx, sale.Number, sale.Owed.Rest); paid || err != nil {
		return err
	}
	c.last = sale
	err := sale.Undo(ctx, terminal.Voided)
	c.tell()
	return errors.Join(err, c.again(ctx))
}

// payRest asks for another card until one has paid the rest of a transaction, or none is left.
func (c *counter) payRest(ctx context.Context, number, rest uint64) (paid bool, err error) {
	defer func(before bool) { c.resting = before }(c.resting)
	c.resting = true
	for c.Yes(ctx, shell.Words{wordRest.In(c.Language) + " " + c.money(rest)}) {
		c.last = nil
		if err = c.do(ctx, terminal.Order{Token: terminal.RestToken(number), Purpose: kernel.Purchase, Amount: rest}); err != nil || c.last != nil && c.last.Approved() {
			return err == nil, err
		}
	}
	return false, nil
}

// again prints the last receipt once more: after a stop, what the ledger has of it.
func (c *counter) again(context.Context) (err error) {
	if c.last == nil {
		r, err := c.t.LastReceipt()
		if errors.Is(err, terminal.ErrNoEntry) {
			return shell.Fault{"there is no receipt", "尚无凭证"}
		}
		for _, which := range []terminal.Copy{terminal.MerchantCopy, terminal.CardholderCopy} {
			if err == nil {
				fmt.Fprintln(c.out)
				err = c.PrintReceipt(c.out, &r, which)
			}
		}
		return err
	}
	for _, which := range []terminal.Copy{terminal.MerchantCopy, terminal.CardholderCopy} {
		fmt.Fprintln(c.out)
		err = errors.Join(err, c.Print(c.out, c.last, which))
	}
	return err
}

// tell shows what the host was told meanwhile.
func (c *counter) tell() {
	for _, line := range c.host.Tell() {
		c.Panel(line)
	}
}

// An agreement is the cardholder with the amount in front of him.
type agreement struct{ c *counter }

// ConfirmAmount takes off the cash that this card does not allow, and asks for yes, no or a tip.
// EMV 4.4 B4 6.5.1, EMV 4.4 B4 6.3.3
func (a *agreement) ConfirmAmount(ctx context.Context, q terminal.Confirmation) (agreed terminal.Amounts, ok bool, err error) {
	c := a.c
	c.Language = q.UI.Language
	agreed = terminal.Amounts{Amount: q.Transaction.Amount, Other: q.Transaction.AmountOther}
	if agreed.Other > 0 && !q.Cashback {
		agreed.Amount, agreed.Other = agreed.Amount-agreed.Other, 0
		c.Say(wordNoCash)
	}
	choices, what := []shell.Words{wordOK}, ""
	if q.Transaction.Estimated {
		what = wordEstimate.In(c.Language) + " "
	} else if sells(q.Transaction.Purpose) {
		choices = append(choices, wordTip)
	}
	for {
		q.UI.Amount = agreed.Amount
		switch c.Choose(ctx, shell.Words{what + terminal.Text(q.UI)}, choices...) {
		case 0:
			return agreed, true, nil
		case 1:
			tip, ok := c.Money(ctx, wordTip, c.Config.Terminal.CurrencyExponent, nil)
			if !ok {
				return agreed, false, nil
			}
			agreed.Amount, choices = agreed.Amount+tip, choices[:1]
		default:
			return agreed, false, nil
		}
	}
}

// SelectLanguage takes the first of the configuration: a till speaks its own.
func (*agreement) SelectLanguage(context.Context, []string) (int, error) { return 0, nil }

// SelectAccount takes the first too.
func (*agreement) SelectAccount(context.Context, []tlv.AccountTypeValue, kernel.UI) (int, error) {
	return 0, nil
}

// RequestAmount asks for what an estimate comes to.
func (a *agreement) RequestAmount(ctx context.Context, _ kernel.UI) (amount, other uint64, ok bool, err error) {
	a.c.Language = a.c.own
	amount, ok = a.c.Money(ctx, wordAmount, a.c.Config.Terminal.CurrencyExponent, func(amount uint64) error {
		if amount > a.c.most {
			return shell.Fault{"give at most " + a.c.money(a.c.most), "最多可输入 " + a.c.money(a.c.most)}
		}
		return nil
	})
	return amount, 0, ok, nil
}
