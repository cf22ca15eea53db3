package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/emvgo/emv/kernel"
)

// A Sale is one transaction that has run, of whatever purpose. It prints in one line.
type Sale struct {
	Number  uint64         // in the ledger
	Result  *kernel.Result // what it came to; wiped of card data when the sale is settled
	Record  Record
	Receipt Receipt
	Owed    Owed

	t           *Terminal
	transaction kernel.Transaction
	kept        *kept
}

// kept are the messages of a sale that its application may still send. They stand behind two pointers: fmt follows one at most.
type kept struct {
	number uint64 // of the sale
	data   [numMessageKinds]*[]byte
}

func (k *kept) wipe() {
	if k == nil {
		return
	}
	for i, b := range k.data {
		if b != nil {
			clear(*b)
		}
		k.data[i] = nil
	}
}

// Owed is what is still to be done about a transaction that was approved.
type Owed struct {
	Signature bool   // the merchant's copy is to be signed; one that is refused is undone
	Cash      uint64 // to be given out, minor units; it stays owed until Paid or Undo; at a machine where the card was left it is taken back instead
}

// Approved reports whether goods or cash may be handed out.
func (s *Sale) Approved() bool { return s.Result.Approved() }

// String says in one line what came out.
func (s *Sale) String() string {
	r := s.Result
	text := fmt.Sprintf("%d %s %s %s", s.Number, s.Receipt.purposeOrPurchase(), s.Receipt.Amount, s.Receipt.Outcome)
	if r.ResponseCode != "" {
		text += ", response " + r.ResponseCode
	}
	if r.Error.Reason != "" {
		text += ": " + r.Error.Reason
	}
	return text
}

// Print writes one copy of the receipt.
func (s *Sale) Print(w io.Writer, c Copy) error { return s.Receipt.Print(w, c) }

// Message is the data of a message about this sale, made when it was settled: [BatchData] of what was approved, or accepted by force, and is about an amount; the
// [FinancialConfirmation] of what a host has answered and needs no reversal. It is nil for what there is not. A reversal or an advice is none of the
// application's business: it stands in the ledger.
//
// The bytes have the PAN in clear. They are wiped by Wipe, by Undo and by the terminal's next transaction: an application that needs them
// longer copies them, and wipes its copy.
//
// B4 12.1.4, 12.1.5
func (s *Sale) Message(kind MessageKind) []byte {
	if s.kept == nil || kind >= numMessageKinds || s.kept.data[kind] == nil {
		return nil
	}
	return *s.kept.data[kind]
}

// Wipe clears the messages of the sale, once its application has sent or kept them.
func (s *Sale) Wipe() { s.kept.wipe() }

// keep makes the messages that the application may want, while the result still has its card data.
//
// B4 12.1.4, 12.1.5
func (s *Sale) keep(r *kernel.Result) {
	s.kept = &kept{number: s.Number}
	s.t.keep(s.kept)
	add := func(kind MessageKind) {
		b := MessageData(kind, s.t.cfg, &s.transaction, r, s.t.devices.Acquirer.Requests...)
		s.kept.data[kind] = &b
	}
	if r.Online && !r.Reversal {
		add(FinancialConfirmation)
	}
	if r.Approved() && !s.transaction.Purpose.ZeroAmount() {
		add(BatchData)
	}
}

// Paid says that the cash is out.
func (s *Sale) Paid() error {
	s.Owed.Cash = 0
	return s.t.Paid(s.Number)
}

// Undo takes the approval back: see [Terminal.Undo].
func (s *Sale) Undo(ctx context.Context, why ReversalReason) error {
	s.Owed, s.Receipt.Reversed = Owed{}, true
	return s.t.Undo(ctx, s.Number, why)
}

// settle brings the transaction to its end in the ledger: what the host may have booked and did not come to pass is reversed, and the reversal sent.
//
// B4 6.3.8, 12.2.3
func (s *Sale) settle(ctx context.Context, r *kernel.Result) error {
	s.Result, s.Record = r, NewRecord(r)
	s.Receipt = NewReceipt(s.t.cfg, &s.transaction, r)
	e := NewEntry(s.t.cfg, s.Number, &s.transaction, r)
	s.Receipt.Reversed = r.Reversal && !r.Approved() // approved offline after a lost answer: it stands
	if r.Approved() {
		s.Owed.Signature = r.CVM == kernel.CVMSignature
		if s.Owed.Cash = r.AmountOther; s.transaction.Type == 0x01 { // cash
			s.Owed.Cash = r.Amount
		}
	}
	why := reversalOf(r)
	if s.Owed.Cash != 0 && cashMachine(s.t.cfg.Terminal.Type) {
		if e.State = CashOwed; r.CardLeft { // no cash without the card taken
			s.Owed, s.Receipt.Reversed = Owed{}, true
			e.State, why = Undone, GoodsNotTaken
		}
	}
	var err error
	if why != NotReversed {
		err = s.t.ledger.Add(Message{Reversal: e.reversal(why)})
		e.Reversal = why.String()
	}
	err = errors.Join(err, s.t.ledger.Put(e))
	clear(e.Data)
	s.keep(r)
	r.Wipe()
	_, _ = s.t.Forward(ctx) // what is not confirmed waits in the ledger
	return err
}

// cashMachine reports whether a terminal type gives out cash by itself: unattended, of a financial institution.
//
// B4 A1
func cashMachine(kind byte) bool { return kind == 0x14 || kind == 0x15 || kind == 0x16 }

// reverse has a transaction of the ledger reversed, where a host may have booked it, and ends it there.
func (t *Terminal) reverse(e *Entry, why ReversalReason) error {
	if e.Request != 0 && (e.State == Asked || e.Online) {
		if err := t.ledger.Add(Message{Reversal: e.reversal(why)}); err != nil {
			return fmt.Errorf("terminal: ledger: the reversal is not kept: %w", err)
		}
	}
	e.State, e.Reversal = Undone, why.String()
	return t.ledger.Put(*e)
}
