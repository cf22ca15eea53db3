package upos

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// Reverse takes back what a host may have booked. What was approved, and is wanted back, is voided where its kind has a void; all else is reversed by 0400, which is
// sent until the host confirms it, a few times. What has no reversal by the tables is reversed nevertheless if it moves money: nobody else would know of it. Of what it confirms or
// refuses nothing is kept: a tip or a completion of what stands then is refused.
//
// B4 12.1.8, 12.2.3
func (c *Client) Reverse(ctx context.Context, r terminal.Reversal) error {
	if r.Follows != 0 {
		return nil // an increment has no message and never left: its trace number is that of what still holds
	}
	if err := c.SignOn(ctx); err != nil {
		return err
	}
	name := requestName(r.Original)
	if r.Original == 0 {
		name = uploadName(r.Number)
	}
	ref, err := c.recall(name)
	switch {
	case errors.Is(err, errNoReference):
		ref = reference{Kind: kindOf(&r.Transaction), Batch: c.Batch(), Trace: TraceOf(r.Transaction.Sequence), Amount: r.Transaction.Amount}
	case err != nil:
		return notSent(err)
	}
	if f := ref.Follows; f != nil && f.Kept && r.Taken == 0 { // the acquirer does not have it
		ref.Follows = nil
	}
	if ref.Kind == NoKind || ref.Kind == BalanceInquiry {
		return nil // nothing was sent, or nothing was booked
	}
	if ref.RRN != "" && (r.Reason == terminal.Voided || ref.Follows != nil || r.Original == 0) && ref.Kind.Row().Void != NoKind {
		err = c.voids(ctx, name, &ref, &r)
	} else {
		err = c.reverse(ctx, &ref, &r)
	}
	if err == nil || errors.Is(err, terminal.ErrRefused) { // that too is the last word
		err = errors.Join(err, c.memory.Keep(name, nil))
	}
	return err
}

// reverse takes back by 0400. What the host does not find, of a request that came to nothing, it has not booked; an approval that it does not find stands.
//
// B4 12.1.8, 12.2.3
func (c *Client) reverse(ctx context.Context, ref *reference, r *terminal.Reversal) error {
	reason := reasons[r.Reason]
	if ref.BadMAC {
		reason = codeMAC
	}
	no, err := c.takesBack(ctx, c.reversal(ref, &r.Transaction, r.Data, reason), r.Repeat, false)
	if no == nil || no.Code == codeNotFound && r.Reason <= terminal.NotCompleted {
		return err
	}
	return c.refused(no)
}

// takesBack sends a reversal until the host has answered it, in the present batch if it is to be; no is nil where it has taken it. Of one that was sent before it may say that it has it.
func (c *Client) takesBack(ctx context.Context, m *iso8583.Message, sent, present bool) (no *iso8583.RefusedError, err error) {
	kind := m.Type
	code, again, err := c.word(ctx, m, present)
	if err != nil || Approves(code) || code == codeDuplicate && (sent || again) {
		return nil, err
	}
	return &iso8583.RefusedError{Type: kind, Code: code}, nil
}

// lostBack is takesBack of a message whose answer did not come, under the reference that it has; save keeps that its reversal was sent. What the host does not find it has not booked.
func (c *Client) lostBack(ctx context.Context, lost *reference, tx *kernel.Transaction, data []byte, save func() error, present bool) (no *iso8583.RefusedError, err error) {
	sent := lost.Back
	if lost.Back = true; !sent {
		if err := save(); err != nil {
			return nil, notSent(err)
		}
	}
	no, err = c.takesBack(ctx, c.reversal(lost, tx, data, reasons[terminal.ResponseLost]), sent, present)
	switch {
	case errors.Is(err, terminal.ErrNotSent) && !sent: // it is the first one still
		lost.Back = false
		return nil, errors.Join(err, save())
	case no != nil && no.Code == codeNotFound:
		return nil, nil
	}
	return no, err
}

// voids takes back a completion, if there is one, and then what it completed.
func (c *Client) voids(ctx context.Context, name string, ref *reference, r *terminal.Reversal) error {
	save := func() error { return c.keep(name, *ref) }
	if f := ref.Follows; f != nil && f.Kind.Row().Void != NoKind {
		if err := c.void(ctx, f, r, save); err != nil {
			return err
		}
		ref.Follows = nil
		if err := save(); err != nil {
			return err
		}
	}
	return c.void(ctx, ref, r, save)
}

// void takes one message back, in a few tries.
func (c *Client) void(ctx context.Context, ref *reference, r *terminal.Reversal, save func() error) (err error) {
	for range c.o.Tries {
		if err = c.tryVoid(ctx, ref, r, save); !errors.Is(err, iso8583.ErrMayHaveArrived) || ctx.Err() != nil {
			break
		}
		if c.SignOn(ctx) != nil { // the one before may have arrived still
			break
		}
	}
	return err
}

// tryVoid sends one void. Of one before, whose answer did not come, nobody knows: it is reversed first. Where the host does not take it back, it may stand or may never have come: another is
// sent, and if the host finds nothing that it could void, the first stands.
//
// B4 12.1.8
func (c *Client) tryVoid(ctx context.Context, ref *reference, r *terminal.Reversal, save func() error) error {
	if v := ref.Void; v != nil {
		stands, err := c.lostBack(ctx, v, &r.Transaction, r.Data, save, false)
		if err != nil {
			return err
		}
		if stands != nil {
			_ = c.refused(stands)
			ref.Voided = true
		}
		ref.Void = nil
	}
	trace, err := c.next()
	if err != nil {
		return notSent(err)
	}
	m := c.voidOf(ref, trace, r)
	defer m.Wipe()
	v := c.referTo(m, ref.Kind.Row().Void, ref.amount(r))
	ref.Void = &v
	if err := save(); err != nil {
		return notSent(err)
	}
	answer, err := c.exchange(ctx, m)
	if err != nil {
		return err
	}
	refused := &iso8583.RefusedError{Type: m.Type, Code: answer.Get(iso8583.FieldResponse)}
	if slices.Contains(later, refused.Code) || signsOn(refused.Code) {
		return arrived(refused)
	}
	ref.Void = nil
	if Approves(refused.Code) || ref.Voided && (refused.Code == codeNotFound || refused.Code == codeRelated) {
		return nil
	}
	return c.refused(refused)
}

// amount is what the host has booked under this reference.
func (r *reference) amount(v *terminal.Reversal) uint64 {
	if r.Follows != nil && r.Follows.Kind == TipAdjustment {
		return r.Follows.Amount
	}
	if r.Amount != 0 {
		return r.Amount
	}
	return v.Transaction.Amount
}

// voidOf makes the void of a message.
func (c *Client) voidOf(ref *reference, trace string, r *terminal.Reversal) *iso8583.Message {
	kind := ref.Kind.Row().Void
	m := c.message(kind, trace, &r.Transaction, ref.amount(r), r.Data, nil)
	c.track(m, r.Data)
	m.Set(iso8583.FieldRRN, ref.RRN)
	m.Set(iso8583.FieldApproval, ref.Approval)
	m.Set(iso8583.FieldEntryMode, Entry{m.Get(iso8583.FieldEntryMode), noPIN}.String())
	o := Original{Batch: ref.Batch, Trace: ref.Trace, Date: dateOr(ref.Date)}
	if kind == VoidPreAuthorisation {
		o.Batch, o.Trace = "000000", "000000"
	}
	m.Set(FieldOriginal, o.String())
	return m
}

// Upload tells the host of an approval that no host has given, or of the amount that was taken of one: until the host confirms it, a few times. A host that says no to it has
// booked nothing, and nothing of it is kept: the error is terminal.ErrRefused then, and an *iso8583.RefusedError. Of a message that was sent before it may say that it has it. One
// whose batch has ended is another message in the present one; where the host may have the first, that is reversed before, and what it does not take back is in doubt: terminal.ErrKept. One in another
// currency than the terminal's is not sent, and refused: no batch would have it.
//
// B4 12.1.5
func (c *Client) Upload(ctx context.Context, a terminal.Approval) (err error) {
	if own := c.o.Config.Terminal.TransactionCurrency; a.Transaction.Currency != own {
		return fmt.Errorf("%w: an approval in currency %03X: the batch is in %03X", terminal.ErrRefused, a.Transaction.Currency, own)
	}
	send := c.book
	if a.Held != 0 {
		send = c.follow
	}
	for range 2 {
		if err := c.SignOn(ctx); err != nil {
			return err
		}
		if err = send(ctx, &a); !errors.Is(err, errEnded) {
			return err
		}
	}
	return arrived(err)
}

// errEnded says that the batch of a message has ended, and that the host does not have it; errUnsure that it may.
var (
	errEnded  = errors.New("the batch of the message has ended")
	errUnsure = errors.New("the batch of a message that may have arrived has ended")
)

// book tells the host of an approval that no host has given.
func (c *Client) book(ctx context.Context, a *terminal.Approval) error {
	name, kind := uploadName(a.Number), OfflineSettlement
	if o, ok := tlv.Find(a.Data, tagCashCode); ok && len(o.Value) > 0 {
		kind = CashUpload
	} else if a.Transaction.Purpose == kernel.Refund {
		kind = Refund
	}
	ref, err := c.recall(name)
	sent := err == nil && !ref.Kept || a.Repeat
	if errors.Is(err, errNoReference) || err == nil && ref.Kept && !a.Repeat { // the acquirer has not the one before
		if ref = (reference{Kind: kind, Amount: a.Transaction.Amount}); kind == OfflineSettlement {
			ref.Approval = voice(a.Data)
		}
		err = c.begin(name, &ref, &ref)
	}
	if err != nil {
		return notSent(err)
	}
	m := c.message(ref.Kind, ref.Trace, &a.Transaction, ref.Amount, a.Data, c.with(requestData, kernel.BatchData))
	c.track(m, a.Data)
	m.Set(FieldClass, inBatch(m, ref.Batch))
	m.Set(iso8583.FieldTime, digitsOf(a.Transaction.Time[:]))
	m.Set(iso8583.FieldDate, digitsOf(a.Transaction.Date[1:]))
	m.Set(iso8583.FieldEntryMode, Entry{m.Get(iso8583.FieldEntryMode), noPIN}.String())
	switch ref.Kind {
	case OfflineSettlement:
		m.Set(iso8583.FieldApproval, ref.Approval)
		m.Set(FieldOriginal, Original{Batch: "000000", Trace: "000000", Date: "0000", Kind: "00"}.String())
	case Refund:
		m.Set(iso8583.FieldRRN, "000000000000")
		m.Set(FieldOriginal, Original{Batch: "000000", Trace: "000000", Date: "0000"}.String())
		m.Set(FieldOperator, "000")
	}
	answer, err := c.uploaded(ctx, m, sent)
	if errors.Is(err, errUnsure) {
		if err = c.outOfBatch(ctx, &ref, a, func() error { return c.keep(name, ref) }); err == nil {
			return nil
		}
	}
	switch {
	case errors.Is(err, terminal.ErrKept):
		ref.Kept = true
		return errors.Join(err, c.keep(name, ref))
	case errors.Is(err, terminal.ErrRefused), errors.Is(err, errEnded), errors.Is(err, terminal.ErrNotSent) && !sent:
		return errors.Join(err, c.memory.Keep(name, nil))
	case err != nil:
		return err
	}
	defer answer.Wipe()
	ref.answered(answer)
	return errors.Join(c.keep(name, ref), c.enter(ref.Kind, name))
}

// voice is the authorisation code of an approval by voice, empty where there is none.
//
// B4 12.1.5
func voice(data []byte) string {
	o, _ := tlv.Find(data, tlv.AuthorisationCode.Tag())
	if len(o.Value) != 6 || !tlv.AN.Accepts(o.Value) {
		return ""
	}
	return string(o.Value)
}

// uploaded sends what was approved, or taken. Without an error the host has booked it, now or, of a message that was sent before, then.
func (c *Client) uploaded(ctx context.Context, m *iso8583.Message, sent bool) (*iso8583.Message, error) {
	defer m.Wipe()
	answer, again, err := c.persist(ctx, m)
	if err != nil {
		return nil, err
	}
	code := answer.Get(iso8583.FieldResponse)
	sent = sent || again
	if Approves(code) || code == codeDuplicate && sent {
		return answer, nil
	}
	answer.Wipe()
	switch {
	case code == codeBatch && sent:
		return nil, errUnsure
	case code == codeBatch:
		return nil, errEnded
	case signsOn(code):
		return nil, arrived(&iso8583.RefusedError{Type: m.Type, Code: code})
	}
	return nil, c.refused(&iso8583.RefusedError{Type: m.Type, Code: code})
}

// outOfBatch takes back what a batch that has ended may have: errEnded says that it has nothing any more. What the host has answered before stands: no error. What it does not take back
// it may have: terminal.ErrKept.
//
// B4 12.2.3
func (c *Client) outOfBatch(ctx context.Context, ref *reference, a *terminal.Approval, save func() error) error {
	if ref.RRN != "" {
		return nil
	}
	no, err := c.lostBack(ctx, ref, &a.Transaction, a.Data, save, true)
	switch {
	case err != nil:
		return err
	case no == nil:
		return errEnded
	}
	_ = c.refused(no)
	return fmt.Errorf("%w: %w", terminal.ErrKept, no)
}

// begin gives a message that has none its trace number and batch, and keeps them: it is the same message whenever it is sent again.
func (c *Client) begin(name string, ref, of *reference) (err error) {
	if of.Trace, err = c.next(); err != nil {
		return err
	}
	of.Batch, of.PIN = c.Batch(), noPIN
	return c.keep(name, *ref)
}

// inBatch is field 60 of a message with another batch.
func inBatch(m *iso8583.Message, batch string) string {
	class, _ := ParseClass(m.Get(FieldClass)) // our own
	class.Batch = batch
	return class.String()
}

// follow tells the host of a completion, or of a purchase's tip.
func (c *Client) follow(ctx context.Context, a *terminal.Approval) error {
	name := requestName(a.Follows)
	if a.Follows == 0 {
		name = uploadName(a.Number)
	}
	ref, err := c.recall(name)
	switch {
	case errors.Is(err, errNoReference): // nor will it ever be: what waits behind goes out
		return fmt.Errorf("%w: transaction %d: %w", terminal.ErrRefused, a.Number, err)
	case err != nil:
		return notSent(fmt.Errorf("transaction %d: %w", a.Number, err))
	}
	sent := ref.Follows != nil && (!ref.Follows.Kept || a.Repeat) // the acquirer has not the one before
	if !sent {
		ref.Follows = &reference{Kind: TipAdjustment, Amount: a.Transaction.Amount}
		if ref.Kind == PreAuthorisation {
			if ref.Follows.Kind = CompletionAdvice; c.o.CompleteByRequest {
				ref.Follows.Kind = Completion
			}
		}
		if err := c.begin(name, &ref, ref.Follows); err != nil {
			return notSent(err)
		}
	}
	f := ref.Follows
	m := c.message(f.Kind, f.Trace, &a.Transaction, f.Amount, a.Data, nil)
	c.track(m, a.Data)
	m.Set(FieldClass, inBatch(m, f.Batch))
	m.Set(iso8583.FieldApproval, ref.Approval)
	m.Set(iso8583.FieldEntryMode, Entry{m.Get(iso8583.FieldEntryMode), noPIN}.String())
	o := Original{Batch: "000000", Trace: "000000", Date: dateOr(ref.Date)}
	if f.Kind == TipAdjustment {
		m.Set(iso8583.FieldRRN, ref.RRN)
		o.Batch, o.Trace = ref.Batch, ref.Trace
	}
	m.Set(FieldOriginal, o.String())
	answer, err := c.uploaded(ctx, m, sent)
	if errors.Is(err, errUnsure) {
		if err = c.outOfBatch(ctx, f, a, func() error { return c.keep(name, ref) }); err == nil {
			return nil
		}
	}
	switch {
	case errors.Is(err, terminal.ErrKept):
		f.Kept = true
		return errors.Join(err, c.keep(name, ref))
	case errors.Is(err, terminal.ErrRefused), errors.Is(err, errEnded), errors.Is(err, terminal.ErrNotSent) && !sent:
		ref.Follows = nil
		return errors.Join(err, c.keep(name, ref))
	case err != nil:
		return err
	}
	defer answer.Wipe()
	f.answered(answer)
	return errors.Join(c.keep(name, ref), c.enter(f.Kind, ""))
}
