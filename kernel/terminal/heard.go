package terminal

import (
	"errors"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// heard notes what an acquirer's word means for a transaction: nil, or a refusal. Where a stop has had a message sent again, its last word counts. Any other message than a reversal or an
// approval changes nothing, nor does one of a transaction that is too old to be kept.
//
// B4 12.1.5, 12.1.8
func (t *Terminal) heard(m *Message, refusal error) error {
	var number uint64
	var hear func(e *Entry) bool
	switch {
	case m.Approval != nil:
		number, hear = m.Approval.Number, func(e *Entry) bool { return e.hearApproval(m.Approval, refusal) }
	case m.Reversal != nil && m.Reversal.Follows == 0:
		number, hear = m.Reversal.Number, func(e *Entry) bool { return e.hearReversal(m.Reversal, refusal) }
	default:
		return nil
	}
	t.books.Lock()
	defer t.books.Unlock()
	e, err := t.ledger.Get(number)
	defer e.Wipe()
	switch {
	case errors.Is(err, ErrNoEntry):
		return nil
	case err != nil:
		return err
	case !hear(&e):
		return nil
	}
	err = t.ledger.Put(e)
	if other := (*TokenError)(nil); errors.As(err, &other) { // its token was free meanwhile
		e.Token = ""
		err = t.ledger.Put(e)
	}
	return err
}

// hearReversal takes in that the host has not taken back what it had approved, or got as an upload: that stands, and is in the totals. What the acquirer does not have stays as
// it is: a host that never had a request refuses to take it back, and nobody is charged. Where nothing was approved here, the host may keep what it has: the entry says so, and no
// longer that it is reversed.
//
// B4 12.1.8
func (e *Entry) hearReversal(r *Reversal, refusal error) (changed bool) {
	why := r.Reason.String() + ": "
	switch {
	case !e.Approved && e.Request != r.Original:
		return false
	case !e.Approved && refusal != nil && e.Refusal == "":
		e.State, e.Refusal, e.Reversal = Settled, tlv.Visible(why+refusal.Error()), ""
	case !e.Approved && refusal == nil && strings.HasPrefix(e.Refusal, why):
		e.Refusal, e.Reversal = "", r.Reason.String()
	case !e.Approved, !e.stoodBy(r):
		return false
	case refusal != nil && e.State == Undone:
		e.State, e.Refusal, e.Reversal = Settled, tlv.Visible(why+refusal.Error()), ""
	case refusal == nil && strings.HasPrefix(e.Refusal, why):
		e.State, e.Refusal, e.Reversal = Undone, "", r.Reason.String()
	default:
		return false
	}
	return true
}

// stoodBy reports whether a reversal is of what the acquirer has of an entry: an upload, or a request that a host has answered.
func (e *Entry) stoodBy(r *Reversal) bool {
	if r.Original == 0 {
		return e.Uploaded
	}
	return e.Online && e.Request == r.Original
}

// hearApproval takes in that the host has not booked what was uploaded, which nobody is charged then, or has not taken another amount: what it has approved stays as it was.
//
// B4 12.1.5
func (e *Entry) hearApproval(a *Approval, refusal error) (changed bool) {
	other := a.Held != 0
	switch {
	case refusal != nil && !other && e.Uploaded:
		e.Uploaded, e.Unpaid, e.Rejected = false, true, tlv.Visible(refusal.Error())
	case refusal == nil && !other && e.Unpaid:
		e.Uploaded, e.Unpaid, e.Rejected = true, false, ""
		if e.State == Undone { // its reversal, where one waits behind, has another word
			e.State, e.Refusal, e.Reversal = Settled, e.Reversal+": taken by the host meanwhile", ""
		}
	case refusal != nil && other && e.Taken && e.Transaction.Amount == a.Transaction.Amount:
		e.Taken, e.Held, e.Rejected = false, 0, tlv.Visible(refusal.Error())
		e.amounts(a.Held)
	case refusal == nil && other && !e.Taken && e.Rejected != "":
		e.Taken, e.Held, e.Rejected = true, a.Held, ""
		e.amounts(a.Transaction.Amount)
	default:
		return false
	}
	return true
}

// amounts gives an entry another amount.
func (e *Entry) amounts(n uint64) {
	e.Transaction.Amount, e.Amount = n, FormatAmount(n, e.Transaction.Exponent)
}
