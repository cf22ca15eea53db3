package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// An action is what a row of a menu does. What it gives back is shown, and the menu goes on; an action that somebody cancels has done nothing.
type action func(*counter, context.Context) error

// ask asks for an amount.
func (c *counter) ask(ctx context.Context, what shell.Words) (uint64, bool) {
	return c.Money(ctx, what, c.Config.Terminal.CurrencyExponent, nil)
}

// amount is a transaction whose amount is asked for.
func amount(p kernel.Purpose) action {
	return func(c *counter, ctx context.Context) error {
		a, ok := c.ask(ctx, wordAmount)
		if !ok {
			return nil
		}
		return c.do(ctx, terminal.Order{Purpose: p, Amount: a})
	}
}

// plain is a transaction without an amount.
func plain(p kernel.Purpose) action {
	return func(c *counter, ctx context.Context) error { return c.do(ctx, terminal.Order{Purpose: p}) }
}

// estimate is a purchase whose amount is not known yet, at a pump or where a tip comes: the card is told of an estimate and goes, then the amount is entered, and the host
// asked (Quick Chip). The amount is no more above the estimate than the configuration lets be taken of what is held.
func (c *counter) estimate(ctx context.Context) error {
	a, ok := c.ask(ctx, wordEstimate)
	if !ok {
		return nil
	}
	if c.most = a; c.Config.Treatment(kernel.Purchase) != nil {
		c.most = a * (100 + c.Config.Treatment(kernel.Purchase).Above) / 100
	}
	return c.do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: a, QuickChip: true, Estimated: true})
}

// only has a row there where the configuration has what it is for.
func only(p kernel.Purpose, r shell.Row[*counter]) shell.Row[*counter] {
	r.If = func(c *counter) bool { return c.Offers(p) }
	return r
}

// onDesk is what is done at the desk of the staff.
func onDesk(do func(*shell.Front, context.Context) error) action {
	return func(c *counter, ctx context.Context) error {
		err := do(&c.Front, ctx)
		c.Say(c.State())
		return err
	}
}

// goods are what the shop has, with their prices in minor units.
var goods = []struct {
	name  shell.Words
	price uint64
}{
	{shell.Words{"COFFEE", "咖啡"}, 2_50},
	{shell.Words{"SANDWICH", "三明治"}, 4_80},
	{shell.Words{"CAKE", "蛋糕"}, 3_20},
	{shell.Words{"WINE", "葡萄酒"}, 12_90},
	{shell.Words{"BICYCLE", "自行车"}, 249_00},
}

// mostGoods are the most that one basket takes.
const mostGoods = 99

// sale takes goods into a basket, and has them paid.
func (c *counter) sale(ctx context.Context) error {
	lines := []string{wordGoods.In(c.Language)}
	for i, g := range goods {
		lines = append(lines, fmt.Sprintf("%d %s %s", i+1, g.name.In(c.Language), c.money(g.price)))
	}
	c.Panel(lines...)
	total := uint64(0)
	for range mostGoods {
		n, ok := c.Number(ctx, shell.Words{c.money(total)})
		switch {
		case !ok:
			return nil
		case n == 0 && total > 0:
			c.Heard("0")
			return c.do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: total})
		case n >= 1 && n <= uint64(len(goods)):
			g := &goods[n-1]
			total += g.price
			c.Heard(g.name.In(c.Language) + " " + c.money(g.price))
		default:
			c.Complain(shell.Fault{"there is no such thing: give a number of the list", "无此商品：请输入列表中的编号"})
		}
	}
	return c.do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: total})
}

func (c *counter) cashback(ctx context.Context) error {
	goods, ok := c.ask(ctx, wordAmount)
	if !ok {
		return nil
	}
	cash, ok := c.ask(ctx, wordCash)
	if !ok {
		return nil
	}
	return c.do(ctx, terminal.Order{Purpose: kernel.Cashback, Amount: goods + cash, Cash: cash})
}

// refund needs a supervisor, who vouches for it alone.
func (c *counter) refund(ctx context.Context) error {
	a, ok := c.ask(ctx, wordAmount)
	if !ok {
		return nil
	}
	if err := c.Vouch(ctx); err != nil {
		return err
	}
	return c.do(ctx, terminal.Order{Purpose: kernel.Refund, Amount: a})
}

// which asks for the number of a transaction that stands in the ledger. sale is the last one's, whose receipt is at hand; nil for another.
func (c *counter) which(ctx context.Context) (e terminal.Entry, sale *terminal.Sale, err error) {
	number, ok := c.Number(ctx, wordWhich)
	if !ok {
		return e, nil, shell.Fault{"cancelled", "已取消"}
	}
	if number == 0 {
		last, err := c.ledger.Last()
		clear(last.Data)
		if number = last.Number; err != nil {
			return e, nil, err
		}
	}
	if e, err = c.t.Entry(number); err != nil {
		return e, nil, err
	}
	e.Wipe()
	c.Heard(fmt.Sprintf("%d %s %s %s", e.Number, c.PurposeName(e.Purpose), e.Amount, e.Currency))
	if age := c.batches.Age(&e); age == shell.InOldBatch || age == shell.InLastBatch && c.Dialect == setup.UnionPay { // its host changes nothing of a batch before
		return e, nil, errSettled
	}
	if s := c.last; s != nil && s.Number == number && !s.Receipt.Practice {
		sale = s
	}
	return e, sale, nil
}

var errSettled = shell.Fault{"settled: give a refund", "已结算，请做退货"}

// after is what follows a transaction: its receipt once more, where it is at hand.
func (c *counter) after(ctx context.Context, sale *terminal.Sale, done shell.Words, err error) error {
	c.tell()
	if err != nil {
		return err
	}
	if c.Say(done); sale != nil {
		return c.again(ctx)
	}
	return nil
}

func (c *counter) void(ctx context.Context) error {
	which, sale, err := c.which(ctx)
	if err == nil {
		err = c.Vouch(ctx)
	}
	if err != nil {
		return err
	}
	if err = c.t.Void(ctx, which.Number); err == nil && sale != nil {
		sale.Receipt.Reversed = true
	}
	if e, lost := c.t.Entry(which.Number); err == nil && lost == nil {
		e.Wipe()
		err = c.credit(&e, true)
	}
	return c.after(ctx, sale, wordVoided, err)
}

func (c *counter) tipAfterwards(ctx context.Context) error {
	return c.take(ctx, wordTip, c.t.Tip, (*terminal.Sale).Tip)
}

func (c *counter) complete(ctx context.Context) error {
	return c.take(ctx, wordAmount, c.t.Complete, (*terminal.Sale).Complete)
}

// take takes another amount of a transaction: by its number, or with its receipt.
func (c *counter) take(ctx context.Context, what shell.Words, byNumber func(context.Context, uint64, uint64) error,
	withReceipt func(*terminal.Sale, context.Context, uint64) error,
) error {
	e, sale, err := c.which(ctx)
	if err != nil {
		return err
	}
	a, ok := c.ask(ctx, what)
	switch {
	case !ok:
		return nil
	case sale != nil:
		err = withReceipt(sale, ctx, a)
	default:
		err = byNumber(ctx, e.Number, a)
	}
	return c.after(ctx, sale, wordTaken, err)
}

func (c *counter) increment(ctx context.Context) error {
	e, sale, err := c.which(ctx)
	if err != nil {
		return err
	}
	to, ok := c.ask(ctx, wordMore)
	if !ok {
		return nil
	}
	var held bool
	if sale != nil {
		held, err = sale.Increment(ctx, to)
	} else {
		held, err = c.t.Increment(ctx, e.Number, to)
	}
	if held {
		return c.after(ctx, sale, wordHeld, err)
	}
	return c.after(ctx, nil, wordNotHeld, err)
}

// otherCard puts another virtual card into the cardholder's hand.
func (c *counter) otherCard(ctx context.Context) error { return c.hand.Change(ctx, c.Talk) }

func (c *counter) otherLanguage(context.Context) error {
	c.Language = map[bool]string{true: "en", false: "zh"}[c.Language == "zh"]
	return nil
}

// totals shows what stands since the last settlement.
func (c *counter) totals(context.Context) error {
	return c.batches.Show(c.Talk, c.Config)
}

// settle settles with the host, and says whether both have the same totals.
func (c *counter) settle(ctx context.Context) error {
	list, err := c.batches.Settle(ctx, c.t, c.host, c.Config.Terminal.TransactionCurrency)
	c.tell()
	shell.ShowSettled(c.Talk, c.Config, list)
	return errors.Join(err, c.WriteBatch(c.t, list))
}

// forward sends what waits: approvals of the card alone, reversals, advices.
func (c *counter) forward(ctx context.Context) error {
	sent, err := c.t.Forward(ctx)
	c.tell()
	switch {
	case sent > 0:
		c.Panel(fmt.Sprintf("%s: %d", wordSent.In(c.Language), sent))
	case err == nil:
		c.Say(wordNothing)
	}
	return err
}

// quickChip has a chip finished, and the card taken, before the host is asked, or not any more.
func (c *counter) quickChip(context.Context) error {
	c.quick = !c.quick
	c.Say(map[bool]shell.Words{true: wordQuick, false: wordNotQuick}[c.quick])
	return nil
}

// partly has the host approve a part where there is no more, or not any more: the rest is paid with another card.
func (c *counter) partly(context.Context) error {
	c.parts = !c.parts
	c.Say(map[bool]shell.Words{true: wordParts, false: wordNoParts}[c.parts])
	return nil
}

// rests has paid what customers still owe of purchases of which the host has approved a part, by another card or in cash; void takes one back.
func (c *counter) rests(ctx context.Context) error {
	list, err := c.t.Rests()
	if err == nil && len(list) == 0 {
		c.Say(wordNoRests)
	}
	for i := range list {
		if err != nil {
			break
		}
		e := &list[i]
		c.showRests(list[i : i+1])
		paid := false
		if paid, err = c.payRest(ctx, e.Number, e.Rest); err == nil && !paid && c.Yes(ctx, wordInCash) {
			err = c.t.RestPaid(e.Number)
		}
	}
	return err
}

func (c *counter) showRests(list []terminal.Entry) {
	for i := range list {
		c.Panel(fmt.Sprintf("%s %d: %s %s", wordTransaction.In(c.Language), list[i].Number, wordStillOwed.In(c.Language), c.money(list[i].Rest)))
	}
}

// doubts has it said what the acquirer has of what it refuses to take back.
func (c *counter) doubts(ctx context.Context) error {
	err := shell.AskDoubts(ctx, c.Talk, c.t)
	c.tell()
	return err
}

// cutLine cuts the line to the host, or mends it.
func (c *counter) cutLine(context.Context) error {
	c.host.Unreachable = !c.host.Unreachable
	c.Say(map[bool]shell.Words{true: wordLineCut, false: wordLineMended}[c.host.Unreachable])
	return nil
}
