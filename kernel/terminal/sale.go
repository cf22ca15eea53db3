package terminal

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/emvgo/emv/kernel"
)

// A Sale is one transaction that has run, of whatever purpose. It prints in one line.
type Sale struct {
	Number  uint64         // in the ledger
	Result  *kernel.Result // what it came to; data record and report are cleared: see Record and Message
	Record  Record         // what was decided: Undo does not change it, see Receipt.Reversed and the ledger's Entry
	Receipt Receipt
	Owed    Owed
	Facts   Facts // what the host has said for the cardholder

	t           *Terminal
	transaction kernel.Transaction
	token       string
	operator    string
	void        bool // taken back, or not kept by the ledger
	review      reviewed
	entered     Amounts // see handler.entered
	kept        *kept
	asked       uint64  // ID of the last request
	requested   string  // its cryptogram
	code        [2]byte // the card's service code: see ServiceCode
	told        bool    // an advice that waits has the results of scripts
}

// kept are the messages of a sale that its application may still send. They stand behind two pointers: fmt follows one at most.
type kept struct {
	number uint64 // of the sale
	data   [kernel.NumMessageKinds]*[]byte
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
	Signature bool   // the merchant's copy is to be signed; one that is refused is undone: Undo with SignatureRefused
	Rest      uint64 // of the amount, minor units: the host has approved a part, and this is to be paid otherwise
	Cash      uint64 // to be given out, minor units, of the terminal's currency after a conversion; at a cash machine it stays owed until Paid or Undo, and is taken back where the card was left
}

// Approved reports whether goods or cash may be handed out: not what was taken back, nor what the ledger could not keep.
func (s *Sale) Approved() bool { return s.Result.Approved() && !s.void }

// String says in one line what came out.
func (s *Sale) String() string {
	r := s.Result
	text := fmt.Sprintf("%d %s %s %s", s.Number, s.Receipt.purposeOrPurchase(), s.Receipt.Amount, s.Receipt.Outcome)
	if code := s.Receipt.ARC; code != "" {
		text += ", response " + code
	}
	if s.Owed.Rest != 0 {
		text += ", still owed " + s.money(s.Owed.Rest)
	}
	if s.Receipt.Reversed {
		text += ", reversed"
	}
	if r.Error.Reason != "" {
		text += ": " + r.Error.Reason
	}
	return text
}

// Print writes one copy of the receipt.
func (s *Sale) Print(w io.Writer, c Copy) error { return s.Receipt.Print(w, c) }

// Message is the data of a message about this sale, made when it was settled: [kernel.BatchData] of what was approved, or accepted by force, and is about an amount,
// unless the terminal itself uploads it ([Uploader]); the [kernel.FinancialConfirmation] of what a host has answered and needs no reversal. It is nil for what there is not. A reversal or an advice is none of the
// application's business: it stands in the ledger. While a reversal of the request waits ([Entry].Reversal of what is approved), what is to be captured besides waits for that too: the host may refuse it,
// and there is none then.
//
// The bytes have the PAN in clear. They are wiped by Wipe, by Undo and by the terminal's next transaction: an application that needs them
// longer copies them, and wipes its copy.
//
// B4 12.1.4, 12.1.5
func (s *Sale) Message(kind kernel.MessageKind) []byte {
	if s.kept == nil || kind >= kernel.NumMessageKinds || s.kept.data[kind] == nil {
		return nil
	}
	return *s.kept.data[kind]
}

// Wipe clears the messages of the sale, once its application has sent or kept them.
func (s *Sale) Wipe() { s.kept.wipe() }

// keep makes the messages that the application may want, while the result still has its card data.
//
// B4 12.1.4, 12.1.5
func (s *Sale) keep(r *kernel.Result, uploaded bool) {
	s.kept = &kept{number: s.Number}
	s.t.keep(s.kept)
	add := func(kind kernel.MessageKind) {
		b := MessageData(kind, s.t.cfg, &s.transaction, r, s.t.devices.Acquirer.Requests...)
		s.kept.data[kind] = &b
	}
	if r.Online && !r.Reversal {
		add(kernel.FinancialConfirmation)
	}
	if s.forBatch(r, uploaded) {
		add(kernel.BatchData)
	}
}

// forBatch reports whether there are [kernel.BatchData] for the application to send.
func (s *Sale) forBatch(r *kernel.Result, uploaded bool) bool {
	p := s.transaction.Purpose
	return r.Approved() && !p.ZeroAmount() && !p.Reserves() && !uploaded
}

// upload makes an approval for the acquirer, where it takes approvals, of what no host has booked; nil where there is none.
//
// B4 12.1.5
func (s *Sale) upload(e *Entry, why ReversalReason, r *kernel.Result) *Approval {
	if booked := e.Booked && why == NotReversed; !s.t.uploads() || booked || !e.Holds() || s.transaction.Purpose.ZeroAmount() {
		return nil
	}
	return &Approval{
		Number: e.Number, Token: e.Token, Transaction: e.Transaction,
		Data: MessageData(kernel.BatchData, s.t.cfg, &s.transaction, r, s.t.devices.Acquirer.Requests...),
	}
}

// scripts makes the message of what became of the host's scripts, where the acquirer takes one and no other message tells it: a reversal, the data of a batch, an
// upload, or an advice; nil where there is none.
//
// B4 6.3.9 transmitted
func (s *Sale) scripts(e *Entry, why ReversalReason, r *kernel.Result, uploaded bool) []Message {
	a := &s.t.devices.Acquirer
	_, takes := a.Messages.(ScriptTeller)
	if _, says := a.Messages.(ScriptUploader); says && uploaded || a.Batches && s.forBatch(r, uploaded) || s.told { // B4 6.3.9 once
		return nil
	}
	if !takes || why != NotReversed || !r.Online || !scripted(r) {
		return nil
	}
	m := Message{Scripts: e.Request, Advice: MessageData(kernel.OnlineAdvice, s.t.cfg, &s.transaction, r, a.Requests...)}
	if _, reverses := a.Messages.(ScriptReverser); reverses {
		m.Entry = e.Number
	}
	return []Message{m}
}

// toldOtherwise reports whether the acquirer is told of the results of scripts whatever comes: by an advice that the card has asked for, by an upload, or by a message of their own that no reversal takes the place of. A
// later reversal has none then.
//
// B4 6.3.9 once
func (s *Sale) toldOtherwise(uploaded bool, told []Message) bool {
	_, says := s.t.devices.Acquirer.Messages.(ScriptUploader)
	return s.told || says && uploaded || len(told) > 0 && told[0].Entry == 0
}

// toldAfterwards reports whether the acquirer is told of the results of scripts by the upload of another amount, a tip or a completion: it is confirmed, or goes out before a reversal.
//
// B4 6.3.9 once
func (t *Terminal) toldAfterwards(e *Entry) bool {
	_, says := t.devices.Acquirer.Messages.(ScriptUploader)
	return says && e.Taken && hasResults(e.captured())
}

// capture are the data of what may be taken afterwards: without the results of scripts, where they are told.
//
// B4 12.1.5, 6.3.9 once
func (s *Sale) capture(r *kernel.Result, told bool) []byte {
	b := MessageData(kernel.BatchData, s.t.cfg, &s.transaction, r, s.t.devices.Acquirer.Requests...)
	if told {
		return withoutResults(b)
	}
	return b
}

// Paid says that the cash is out. Where an attendant gives it out, the ledger holds nothing open and has nothing to be told.
func (s *Sale) Paid() error {
	if cashMachine(s.t.cfg.Terminal.Type) {
		if err := s.t.Paid(s.Number); err != nil {
			return err
		}
	}
	s.Owed.Cash = 0
	return nil
}

// Undo takes the approval back: see [Terminal.Undo]. Nothing is owed then: Owed is empty.
func (s *Sale) Undo(ctx context.Context, why ReversalReason) error {
	if err := s.t.Undo(ctx, s.Number, why); err != nil {
		if e, lost := s.t.ledger.Get(s.Number); lost == nil && e.Refusal != "" {
			s.Owed, s.Receipt.Doubt = Owed{}, e.Doubt
		}
		return err
	}
	s.Owed, s.Receipt.Reversed, s.Receipt.Unpaid, s.void = Owed{}, true, false, true
	return nil
}

// settle brings the transaction to its end in the ledger: what the host may have booked and did not come to pass is reversed, and the reversal sent.
// What the ledger cannot keep is not approved: its request stays open there, and is taken back before the next transaction.
//
// B4 6.3.8, 12.2.3
func (s *Sale) settle(ctx context.Context, r *kernel.Result, tap time.Duration) error {
	s.agreed(r)
	s.Result, s.Record, s.code = r, NewRecord(r), ServiceCode(r) // B4 6.6.2
	s.Receipt = NewReceipt(s.t.cfg, &s.transaction, r)
	s.Receipt.Balance, s.Receipt.Statement, s.Receipt.Operator = s.Facts.balance(), s.Facts.statement(), s.operator
	s.Record.Balance = s.Receipt.Balance
	if r.Online {
		s.Receipt.Chip.Asked = s.requested
	}
	e, why, owed := NewEntry(s.t.cfg, s.Number, &s.transaction, r), reversalOf(r), s.owed(r)
	s.review.record(&s.Receipt, &e, r)
	e.Token, e.Slip, e.Operator = s.token, s.Receipt.slip(), s.operator
	e.Customer, e.TapMicros = customerOf(s.t.devices.CustomerKey, r), tap.Microseconds()
	s.Receipt.Reversed = why != NotReversed && !r.Approved() // approved offline after a lost answer: it stands
	if owed.Cash != 0 && cashMachine(s.t.cfg.Terminal.Type) {
		if e.State = CashOwed; r.CardLeft { // no cash without the card taken
			owed, e.State, e.Rest = Owed{}, Undone, 0
			if why == NotReversed { // else nobody knows of the request
				why = GoodsNotTaken
			}
			s.void, s.Receipt.Reversed = true, true
		}
	}
	approval := s.upload(&e, why, r)
	told := s.scripts(&e, why, r, approval != nil)
	if s.toldOtherwise(approval != nil, told) {
		e.Data = withoutResults(e.Data)
	}
	if s.t.takesLater(&s.transaction) && r.Approved() {
		e.Capture = s.capture(r, approval != nil || len(told) != 0 || s.told)
	}
	err := s.t.put(&e, why, approval, told...)
	e.Wipe()
	if err != nil {
		owed, s.void = Owed{}, true
		if s.Receipt.notKept(); !r.Online {
			s.Receipt.ARC = kernel.DeclinedCode(r.ResponseCode) // B4 A6
		}
	}
	s.Owed = owed
	if !s.void {
		s.keep(r, e.Uploaded)
	}
	r.Wipe()
	_, _ = s.t.Forward(ctx) // what is not confirmed waits in the ledger
	if err == nil && (e.Uploaded || why != NotReversed) {
		s.heard()
	}
	return err
}

// notKept has a receipt say that nothing has come of what it is about.
func (r *Receipt) notKept() {
	r.Outcome, r.Signature, r.Reversed, r.Forced = kernel.EndApplication.String(), false, false, false
	r.ApprovalCode, r.Owing, r.Earned, r.Burned, r.ElectronicCash = "", "", "", "", CashData{}
}

// heard has the receipt say what the host has said at once: that it does not book what was uploaded, or does not take back what it has.
func (s *Sale) heard() {
	if e, err := s.t.ledger.Get(s.Number); err == nil {
		e.Wipe()
		s.Receipt.Unpaid, s.Receipt.Doubt, s.Receipt.Reversed = e.Unpaid, e.Doubt, s.Receipt.Reversed && e.Refusal == ""
	}
}

// agreed makes the transaction what its amounts have made of it: with cash that was entered or agreed on a purchase is one with cashback.
//
// B4 6.5.1
func (s *Sale) agreed(r *kernel.Result) {
	tx, asked := &s.transaction, r.Money
	if asked.Amount += r.Owing; tx.Amount != asked.Amount || tx.AmountOther != r.AmountOther {
		tx.Money, tx.AmountOther = asked, r.AmountOther
		_ = s.t.cfg.Agree(tx) // the session has asked
	}
}

// signs reports whether the cardholder has to sign what is approved: the card's list of methods has led to it, or the application demands it.
func signs(r *kernel.Result) bool {
	return r.Approved() && (r.CVM == kernel.CVMSignature || r.Demand.Has(kernel.DemandSignature))
}

// owed is what an approval leaves to be done.
func (s *Sale) owed(r *kernel.Result) Owed {
	if !r.Approved() {
		return Owed{}
	}
	o := Owed{Signature: signs(r), Cash: r.AmountOther, Rest: r.Owing}
	tx := &s.transaction
	if tx.Named() == kernel.Cash { // B3 annex G
		if o.Cash = r.Amount; s.review.Conversion != nil {
			o.Cash = s.review.local.Amount // the notes are the terminal's
		}
	}
	return o
}

// cashMachine reports whether a terminal type gives out cash by itself: unattended, of a financial institution.
//
// B4 A1
func cashMachine(kind byte) bool { return kind == 0x14 || kind == 0x15 || kind == 0x16 }

// reverse has a transaction of the ledger reversed, where a host may have booked it, and ends it there.
func (t *Terminal) reverse(e *Entry, why ReversalReason) error {
	e.State, e.Rest = Undone, 0
	return t.put(e, why, nil)
}

// put keeps an entry, and with it the reversal that it needs, of what a host may have booked and nobody has reversed yet, its approval for the acquirer, and what
// is due besides. If they cannot be kept, the entry stays as the ledger has it.
func (t *Terminal) put(e *Entry, why ReversalReason, a *Approval, due ...Message) error {
	if why != NotReversed {
		if t.toldAfterwards(e) {
			e.Data = withoutResults(e.Data)
		}
		if e.Uploaded || e.Booked && e.Reversal == "" {
			due = append(due, Message{Reversal: e.reversal(why)})
		}
		e.Reversal = why.String()
	}
	if a != nil {
		e.Uploaded = true
		due = append(due, Message{Approval: a})
	}
	err := t.ledger.Put(*e, due...)
	for i := range due {
		due[i].wipe()
	}
	if err != nil {
		return fmt.Errorf("terminal: ledger: transaction %d is not kept: %w", e.Number, err)
	}
	return nil
}
