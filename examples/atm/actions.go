package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// An action is what a row of a menu does. What it gives back is shown, and the menu goes on; an action that somebody cancels has done nothing.
type action func(*booth, context.Context) error

// plain is a transaction without an amount.
func plain(p kernel.Purpose) action {
	return func(b *booth, ctx context.Context) error { return b.do(ctx, terminal.Order{Purpose: p}) }
}

// only has a row there where the configuration has what it is for.
func only(p kernel.Purpose, r shell.Row[*booth]) shell.Row[*booth] {
	r.If = func(b *booth) bool { return b.settings.Offers(p) }
	return r
}

// onDesk is what is done at the desk of the staff.
func onDesk(do func(*shell.Front, context.Context) error) action {
	return func(b *booth, ctx context.Context) error { return do(&b.Front, ctx) }
}

// fast is cash of an amount that nobody has to type, in units of the currency.
func fast(units uint64) action {
	return func(b *booth, ctx context.Context) error {
		amount := units * b.cassettes.unit
		n, err := b.cassettes.plan(amount)
		if err != nil {
			return err
		}
		b.Panel(list(n))
		return b.do(ctx, terminal.Order{Purpose: kernel.Cash, Amount: amount})
	}
}

// otherAmount is cash of an amount that is typed when the card is known.
func (b *booth) otherAmount(ctx context.Context) error {
	return b.do(ctx, terminal.Order{Purpose: kernel.Cash, AmountLater: true})
}

// byNotes is cash of so many notes of each kind.
func (b *booth) byNotes(ctx context.Context) error {
	n, ok := b.count(ctx)
	if !ok {
		return nil
	}
	for i := range n {
		if n[i] > b.cassettes.Notes[i] {
			return errNotes
		}
	}
	amount := b.cassettes.worth(n)
	if amount == 0 {
		return nil
	}
	b.wanted = n
	defer func() { b.wanted = [len(notes)]uint64{} }()
	b.Panel(list(n) + " = " + b.money(amount))
	return b.do(ctx, terminal.Order{Purpose: kernel.Cash, Amount: amount})
}

// count asks how many notes there are, or are wanted, of each kind.
func (b *booth) count(ctx context.Context) (n [len(notes)]uint64, ok bool) {
	for i, note := range notes {
		if n[i], ok = b.Number(ctx, shell.Words{fmt.Sprintf("%s %d", wordHowMany.In(b.Talk.Language), note)}); !ok {
			return n, false
		}
		if n[i] > mostNotes {
			b.Complain(errNotes)
			return n, false
		}
		b.Heard(fmt.Sprintf("%d x %d", n[i], note))
	}
	return n, true
}

// deposit counts notes, and keeps them where the host agrees; else they are given back.
func (b *booth) deposit(ctx context.Context) error {
	n, ok := b.count(ctx)
	amount := b.cassettes.worth(n)
	if !ok || amount == 0 {
		b.Say(wordBack)
		return nil
	}
	b.Panel(list(n) + " = " + b.money(amount))
	b.stow = func(sale *terminal.Sale) error {
		if !sale.Approved() {
			b.Say(wordBack)
			return nil
		}
		if b.Choose(ctx, wordStow, wordKept, wordJam) != 0 {
			b.Say(wordBack)
			return sale.Undo(ctx, terminal.DeviceFailed)
		}
		return b.cassettes.move(n, nil, &b.cassettes.Deposited)
	}
	err := b.do(ctx, terminal.Order{Purpose: kernel.Deposit, Amount: amount})
	if b.stow != nil { // nothing has begun
		b.stow = nil
		b.Say(wordBack)
	}
	return err
}

// transferTo are the accounts that money may go to.
var transferTo = []tlv.AccountTypeValue{tlv.SavingsAccount, tlv.ChequeDebitAccount, tlv.CreditAccount}

func (b *booth) transfer(ctx context.Context) error {
	var words []shell.Words
	for _, a := range transferTo {
		words = append(words, accountPhrases[a])
	}
	i := b.Choose(ctx, wordTo, words...)
	if i < 0 {
		return nil
	}
	return b.do(ctx, terminal.Order{Purpose: kernel.Transfer, AmountLater: true, To: transferTo[i]})
}

// otherLanguage has the cardholder choose his language anew.
func (b *booth) otherLanguage(ctx context.Context) error {
	b.language = ""
	languages := b.settings.Config.Terminal.Languages
	if len(languages) == 0 {
		return nil
	}
	_, err := b.SelectLanguage(ctx, languages)
	return err
}

// otherCard puts another virtual card into the cardholder's hand.
func (b *booth) otherCard(ctx context.Context) error { return b.hand.Change(ctx, b.Talk) }

// operator lets a supervisor in.
func (b *booth) operator(ctx context.Context) error {
	if err := b.IsSupervisor(ctx); err != nil {
		return err
	}
	return shell.Run(ctx, b.Talk, b, operatorMenu)
}

// owed lists the cash whose dispensing a stop has cut short, and has the operator, who looks into the machine, say what became of it.
func (b *booth) owed(ctx context.Context) error {
	list, err := b.t.Owed()
	if err != nil {
		return err
	}
	if len(list) == 0 {
		b.Say(wordNoneOwed)
	}
	for i := range list {
		e := &list[i]
		e.Wipe()
		cash := e.Amount + " " + e.Currency
		if e.Conversion != nil { // the notes are of the machine's currency
			cash = e.Conversion.Local
		}
		switch b.Choose(ctx, shell.Words{fmt.Sprintf("%d %s %s", e.Number, e.Time, cash)}, wordPaid, wordNotPaid, wordLater) {
		case 0:
			err = b.t.Paid(e.Number)
		case 1:
			err = b.t.Undo(ctx, e.Number, terminal.DeviceFailed)
		}
		if err != nil {
			return err
		}
	}
	b.tell()
	return nil
}

// load counts the notes that are put in. What was retracted and deposited is taken out.
func (b *booth) load(ctx context.Context) error {
	n, ok := b.count(ctx)
	if !ok {
		return nil
	}
	c := b.cassettes
	c.Notes, c.Retracted, c.Deposited = n, [len(notes)]uint64{}, [len(notes)]uint64{}
	if err := c.keep(); err != nil {
		return err
	}
	b.listNotes()
	return nil
}

func (b *booth) listNotes() {
	c := b.cassettes
	for _, place := range []struct {
		name shell.Words
		n    [len(notes)]uint64
	}{{wordNotes, c.Notes}, {wordRetracted, c.Retracted}, {wordDeposited, c.Deposited}} {
		b.Panel(fmt.Sprintf("%s: %s = %s", place.name.In(b.Talk.Language), list(place.n), b.money(c.worth(place.n))))
	}
}

// totals shows the notes, and what stands since the last settlement.
func (b *booth) totals(context.Context) error {
	b.listNotes()
	return b.batches.Show(b.Talk, b.settings.Config)
}

// settle settles with the host, and says whether both have the same totals.
func (b *booth) settle(ctx context.Context) error {
	list, err := b.batches.Settle(ctx, b.t, b.host, b.settings.Config.Terminal.TransactionCurrency)
	b.tell()
	shell.ShowSettled(b.Talk, b.settings.Config, list)
	return errors.Join(err, b.settings.WriteBatch(b.t, list))
}

// forward sends what waits for the acquirer.
func (b *booth) forward(ctx context.Context) error {
	sent, err := b.t.Forward(ctx)
	b.tell()
	if sent == 0 && err == nil {
		b.Say(wordNothing)
	}
	return err
}

// doubts has it said what the acquirer has of what it refuses to take back.
func (b *booth) doubts(ctx context.Context) error {
	err := shell.AskDoubts(ctx, b.Talk, b.t)
	b.tell()
	return err
}

// cutLine cuts the line to the host, or mends it.
func (b *booth) cutLine(context.Context) error {
	b.host.Unreachable = !b.host.Unreachable
	b.Say(map[bool]shell.Words{true: wordLineCut, false: wordMended}[b.host.Unreachable])
	return nil
}
