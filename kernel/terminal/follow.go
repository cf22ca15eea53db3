package terminal

import (
	"context"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Complete takes an amount of what a pre-authorisation holds; the rest is let go. It may be above by the share that the configuration has for that. Without an
// error it is taken: the ledger holds the message to the acquirer, which is sent at once, and again with each later transaction and each Forward until it
// is confirmed. Where the host says no, what it holds stays held, and an amount may be taken of it again: see [Entry.Rejected], also where it says so later. The same completion again changes nothing. One that is not wanted is cancelled before or after it was completed: see [Terminal.Void].
//
// The error is a [*StateError] where nothing is held, or not so much, or the host has said no at once or may have it still ([Entry.Doubt]), and the ledger's, after which nothing is taken.
//
// B4 12.1.5
func (t *Terminal) Complete(ctx context.Context, number, amount uint64) error {
	return t.take(ctx, number, kernel.PreAuthorisation, func(uint64) uint64 { return amount })
}

// Tip adds what the cardholder gives beside a purchase after it was approved, as far as the share that the configuration has for that. It is for the batch that
// the purchase is in. After a conversion of the whole transaction it is in the cardholder's currency; after one of settlement alone there is none, because the cardholder has agreed to
// what the amount without it comes to. Nor is there one on what electronic cash has paid: its card has taken the amount off its balance. See [Terminal.Complete] and [Converter].
//
// B4 12.1.5
func (t *Terminal) Tip(ctx context.Context, number, tip uint64) error {
	return t.take(ctx, number, kernel.Purchase, func(approved uint64) uint64 { return approved + min(tip, 1<<62) })
}

// take settles what was approved for another amount.
func (t *Terminal) take(ctx context.Context, number uint64, p kernel.Purpose, amount func(approved uint64) uint64) error {
	e, err := t.ledger.Get(number)
	if err != nil {
		return err
	}
	e.Wipe()
	if err := t.admitChange(Task{Purpose: p, Amount: amount(e.approved())}); err != nil {
		return err
	}
	if err := t.settleFor(number, p, amount); err != nil {
		return err
	}
	_, _ = t.Forward(ctx) // or it waits
	e, err = t.ledger.Get(number)
	e.Wipe()
	if err == nil && e.Doubt {
		return &StateError{number, e.State, inDoubt}
	}
	approved := e.approved()
	if takes := amount(approved); err == nil && e.Rejected != "" && !e.Taken && (takes != approved || p.Reserves()) {
		return &StateError{number, e.State, "the host does not take this amount: " + e.Rejected}
	}
	return nil
}

// approved is what the host has approved.
func (e *Entry) approved() uint64 {
	if e.Taken {
		return e.Held
	}
	return e.Transaction.Amount
}

// captured are the data of what is taken afterwards: of an entry that was made before it had any, its own.
func (e *Entry) captured() []byte {
	if len(e.Capture) == 0 {
		return e.Data
	}
	return e.Capture
}

// takesLater reports whether another amount may be taken of a transaction afterwards.
func (t *Terminal) takesLater(tx *kernel.Transaction) bool {
	r := t.cfg.Treatment(tx.Purpose)
	return t.uploads() && r != nil && (tx.Purpose.Reserves() || tx.Purpose == kernel.Purchase && r.Above != 0)
}

func (t *Terminal) settleFor(number uint64, p kernel.Purpose, amount func(approved uint64) uint64) error {
	t.books.Lock()
	defer t.books.Unlock()
	e, err := t.ledger.Get(number)
	if err != nil {
		return err
	}
	defer e.Wipe()
	approved := e.approved()
	takes := amount(approved)
	if reason := t.mayTake(&e, p, takes); reason != "" {
		return &StateError{number, e.State, reason}
	}
	if e.Taken || takes == approved && !p.Reserves() {
		return nil // it is this amount
	}
	e.Held, e.Taken, e.Rejected = approved, true, ""
	e.amounts(takes)
	a := &Approval{Number: number, Held: approved, Follows: e.Request, Token: e.Token, Transaction: e.Transaction, Data: slices.Clone(e.captured())}
	defer clear(a.Data)
	if e.Uploaded {
		a.Follows = 0
	}
	if err := t.ledger.Put(e, Message{Approval: a}); err != nil {
		return err
	}
	t.forget(number) // what is kept of it has another amount
	return nil
}

// mayTake says why an amount is not taken of a transaction, empty if it may be.
func (t *Terminal) mayTake(e *Entry, p kernel.Purpose, amount uint64) string {
	r := t.cfg.Treatment(p)
	switch {
	case e.Transaction.Purpose != p:
		return "it is no " + p.String()
	case e.State != Settled || !e.Approved:
		return "nothing is left to be taken"
	case e.Doubt:
		return inDoubt
	case e.Taken && e.Transaction.Amount != amount:
		return "another amount was taken"
	case e.Taken:
		return ""
	case e.Raise != 0:
		return "the host is being asked to hold more"
	case e.Conversion != nil && e.Conversion.Settlement && amount != e.approved():
		return "the cardholder has agreed to a conversion of another amount"
	case e.paidWithCash() && amount != e.approved():
		return "electronic cash has paid: no more is taken of it without its card"
	case !t.uploads():
		return "the acquirer takes no other amount afterwards: its Messages are no Uploader"
	case !e.NeedsData():
		return "the acquirer has no approval of it"
	case len(e.Data) == 0:
		return "the ledger no longer keeps its card data"
	case r == nil || amount == 0 || !r.Takes(amount, e.approved()):
		return "the amount is zero, or above what the configuration lets be taken"
	}
	return ""
}

// paidWithCash reports whether UnionPay's electronic cash has paid: its card has taken the amount off its balance, and no host has been asked.
func (e *Entry) paidWithCash() bool {
	code, _ := tlv.Find(e.Capture, tlv.ElectronicCashAuthorisationCode.Tag())
	return e.Uploaded && len(code.Value) > 0
}

// Complete takes an amount of what this pre-authorisation holds: see [Terminal.Complete]. The receipt then says so.
func (s *Sale) Complete(ctx context.Context, amount uint64) error {
	if err := s.t.Complete(ctx, s.Number, amount); err != nil {
		return err
	}
	s.Receipt.Amount, s.Receipt.Purpose = s.money(amount), "COMPLETION"
	s.Receipt.Held = s.money(s.Result.Amount)
	return nil
}

// Tip adds a tip to this purchase: see [Terminal.Tip]. The receipt then has it.
func (s *Sale) Tip(ctx context.Context, tip uint64) error {
	if err := s.t.Tip(ctx, s.Number, tip); err != nil {
		return err
	}
	s.Receipt.tipped(s.money(s.Result.Amount+tip), s.money(tip))
	return nil
}

// tipped puts a tip beside the amount. What the cardholder has agreed to of a conversion is the amount without it.
func (r *Receipt) tipped(amount, tip string) {
	if r.Local != "" && r.Converted == "" && amount != r.Amount {
		r.Converted = r.Amount
	}
	r.Amount, r.Tip = amount, tip
}

func (s *Sale) money(amount uint64) string {
	return FormatAmount(amount, s.Result.Exponent) + " " + CurrencyName(s.Result.Currency)
}
