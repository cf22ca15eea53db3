package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A booth is the machine with somebody at its keys: a cardholder, or an operator.
type booth struct {
	*machine
	shell.Front
	cassettes *cassettes
	batches   *shell.Batches
	inserted  bool   // a card is in the slot
	tapping   bool   // or is to be tapped
	stays     bool   // and a transaction was made with it already
	language  string // that the cardholder has chosen; empty: none so far
	house     string // of the machine while nobody is there
	cash      bool   // this transaction gives cash out
	cancel    context.CancelFunc

	wanted [len(notes)]uint64         // the notes that were asked for; none: any
	stow   func(*terminal.Sale) error // what becomes of the notes of a deposit
}

func talkOf(b *booth) *shell.Talk { return b.Talk }

// stand shows the menu until it is left.
func stand(s *settings, now time.Time, stdin io.Reader, stdout io.Writer) (err error) {
	b, begun := &booth{house: "en"}, time.Now()
	clock := func() time.Time { return now.Add(time.Since(begun)) }
	b.machine, err = open(s, stdout, func() { b.cancel() }, clock, func(m *machine, d *terminal.Devices, pins, fresh *softpin.Device) (err error) {
		if l := s.Config.Terminal.Languages; len(l) > 0 {
			b.house = l[0]
		}
		b.Talk = &shell.Talk{Screen: &m.Screen, Keys: s.Keyboard(stdin), Language: b.house}
		if b.Desk, err = s.OpenDesk(m.ledger, clock); err != nil {
			return err
		}
		if b.SignedOn() == "" && b.Closed() == "" { // the machine itself
			if err := b.SignOn(shell.Operator, shell.OperatorPassword); err != nil {
				return err
			}
		}
		m.slot.removed = b.takeCard
		d.Gate, d.Cardholder.Dialogue, d.Cardholder.Chooser = b.Desk, b, shell.Chooser{Talk: b.Talk}
		d.Cardholder.PIN = shell.NewTypedPIN(pins, fresh, b.Talk, false)
		if b.cassettes, err = openCassettes(m.ledger, s.Config.Terminal.CurrencyExponent); err != nil {
			return err
		}
		b.batches, err = shell.OpenBatches(m.ledger, shell.AnyNumber(), s.Numbers()...)
		return err
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := shell.Run(context.Background(), b.Talk, b, idleMenu); !errors.Is(err, shell.ErrPowerOff) {
		return err
	}
	return nil
}

// close lets go of the machine; the desk's Close is a lock.
func (b *booth) close() error { return b.machine.close() }

// money is an amount in the machine's currency.
func (b *booth) money(amount uint64) string { return b.machine.money(amount) }

// serve is what a card that is inserted begins: whatever its holder wants, until he takes it or it is kept.
func (b *booth) serve(ctx context.Context) error {
	if reason := b.Closed(); reason != "" {
		return outOfService(reason)
	}
	b.inserted, b.stays, b.language, b.Talk.Language = true, false, "", b.house
	defer func() { b.Talk.Language = b.house }()
	err := shell.Run(ctx, b.Talk, b, customerMenu)
	if b.inserted && err == nil {
		err = b.leave(ctx)
	}
	return err
}

// outOfService says why the machine takes nobody.
func outOfService(reason string) error {
	return shell.Fault{"out of service: " + reason, "暂停服务：" + reason, "AUSSER BETRIEB: " + reason, "HORS SERVICE : " + reason}
}

// taps reports whether there is a reader for taps.
func (b *booth) taps() bool { return b.settings.Tap }

// tap is cash for a card that is tapped when the amount is known; nothing else is had by one. Where the tap asks for the chip, the slot is open.
func (b *booth) tap(ctx context.Context) error {
	if reason := b.Closed(); reason != "" {
		return outOfService(reason)
	}
	b.tapping, b.stays, b.language, b.Talk.Language = true, false, "", b.house
	defer func() { b.tapping, b.Talk.Language = false, b.house }()
	return shell.Run(ctx, b.Talk, b, cashMenu)
}

// leave gives the card back at the end of a visit.
func (b *booth) leave(ctx context.Context) error {
	if !b.stays {
		b.giveBack(ctx)
		return nil
	}
	_, err := b.t.ReturnCard(ctx)
	return err
}

// hasCard reports whether a card is in the slot.
func (b *booth) hasCard() bool { return b.inserted }

// giveBack gives the card back; one that is not taken is captured.
func (b *booth) giveBack(ctx context.Context) (taken bool) {
	b.inserted = false
	if b.Choose(ctx, shell.Words{shell.Message(kernel.MsgRemoveCard, b.Talk.Language)}, wordTaken, wordLeft) == 0 {
		b.Line("CARD", "taken")
		return true
	}
	b.Line("CARD", "not taken: captured")
	return false
}

// errLeft says that a card was not taken.
var errLeft = shell.Fault{"the card was left", "卡片未取", "DIE KARTE WURDE NICHT ENTNOMMEN", "LA CARTE N'A PAS ÉTÉ PRISE"}

// takeCard is what the slot does when the terminal gives the card back.
func (b *booth) takeCard(ctx context.Context) error {
	if !b.giveBack(ctx) {
		return errLeft
	}
	return nil
}

// do makes one transaction: it is the whole of what a machine does with the terminal. Before cash the card is given back; else it stays for what its holder may
// want besides.
func (b *booth) do(ctx context.Context, o terminal.Order) error {
	ctx, b.cancel = context.WithCancel(ctx)
	defer b.cancel()
	b.cash = o.Purpose == kernel.Cash
	o.KeepCard, o.SameCard = !b.cash, b.stays
	if !b.stays {
		b.hand.Next()
	}
	if !b.tapping {
		o.Interface = kernel.Contact
	}
	sale, err := b.t.Accept(ctx, o)
	b.t.AwaitMessages(ctx)
	if sale == nil {
		return err
	}
	b.stays = b.inserted
	b.End(sale.Result)
	err = errors.Join(err, b.after(ctx, o.Purpose, sale), b.settings.AppendLog(b.t, sale.Number))
	if errors.Is(err, shell.ErrPowerOff) {
		return err
	}
	b.tell()
	if receipt(sale) && b.Yes(ctx, wordReceipt) {
		fmt.Fprintln(b.W)
		err = errors.Join(err, b.settings.Print(b.W, sale, terminal.CardholderCopy))
	}
	if b.inserted && !b.Keys.Ended() && !b.Yes(ctx, wordAnother) {
		err = errors.Join(err, b.leave(ctx))
	}
	return err
}

// after does what the transaction was for.
func (b *booth) after(ctx context.Context, p kernel.Purpose, sale *terminal.Sale) error {
	if text := sale.Receipt.Balance; text != "" {
		b.Panel(append([]string{phraseBalance.In(b.Talk.Language) + " " + text}, sale.Receipt.Statement...)...)
	}
	if p.Administers() {
		b.Say(verdict(p, sale.Approved()))
	}
	switch {
	case b.stow != nil:
		stow := b.stow
		b.stow = nil
		return stow(sale)
	case sale.Owed.Cash != 0:
		return b.present(ctx, sale)
	}
	return nil
}

// present counts the notes out and presents them: they are taken, left or jam, or the power goes meanwhile and the operator has to look.
func (b *booth) present(ctx context.Context, sale *terminal.Sale) error {
	c := b.cassettes
	n, err := b.wanted, error(nil)
	if c.worth(n) != sale.Owed.Cash { // the host approves a part, or nobody has chosen
		n, err = c.plan(sale.Owed.Cash)
	}
	if err == nil {
		err = c.move(n, &c.Notes, nil)
	}
	if err != nil {
		return errors.Join(err, sale.Undo(ctx, terminal.DeviceFailed))
	}
	b.Line("DISPENSER", list(n)+" counted out")
	switch b.Choose(ctx, wordTakeCash, wordTaken, wordLeft, wordJam, wordPower) {
	case 0:
		b.Line("CASH", "taken")
		return sale.Paid()
	case 2:
		b.Line("DISPENSER", "the notes jam: none is given out")
		return errors.Join(sale.Undo(ctx, terminal.DeviceFailed), c.move(n, nil, &c.Retracted))
	case 3:
		return shell.ErrPowerOff
	}
	b.Line("CASH", "not taken: retracted")
	return errors.Join(sale.Undo(ctx, terminal.GoodsNotTaken), c.move(n, nil, &c.Retracted))
}

// SelectLanguage asks once for each card.
func (b *booth) SelectLanguage(ctx context.Context, languages []string) (int, error) {
	if i := slices.Index(languages, b.language); i >= 0 {
		return i, nil
	}
	var words []shell.Words
	for _, name := range languageNames(languages) {
		words = append(words, shell.Words{name})
	}
	i := b.Choose(ctx, phraseLanguage, words...)
	if i >= 0 {
		b.language, b.Talk.Language = languages[i], languages[i]
	}
	return i, nil
}

// SelectAccount asks for an account.
func (b *booth) SelectAccount(ctx context.Context, accounts []tlv.AccountTypeValue, ui kernel.UI) (int, error) {
	b.Talk.Language = ui.Language
	var words []shell.Words
	for _, a := range accounts {
		words = append(words, accountPhrases[a])
	}
	return b.Choose(ctx, phraseAccount, words...), nil
}

// RequestAmount asks for an amount; of cash for one that there are notes for.
func (b *booth) RequestAmount(ctx context.Context, ui kernel.UI) (amount, other uint64, ok bool, err error) {
	b.Talk.Language = ui.Language
	may := func(amount uint64) error {
		if !b.cash {
			return nil
		}
		n, err := b.cassettes.plan(amount)
		if err == nil {
			b.Panel(list(n))
		}
		return err
	}
	amount, ok = b.Money(ctx, shell.Words{shell.Message(ui.Message, ui.Language)}, b.settings.Config.Terminal.CurrencyExponent, may)
	return amount, 0, ok, nil
}
