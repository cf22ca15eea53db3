package terminal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// heard notes what an acquirer's word means for a transaction: nil, or a refusal. Where a stop has had a message sent again, its last word counts. Any other message than a reversal, an
// approval or results of scripts changes nothing, nor does one of a transaction that is too old to be kept.
//
// B4 12.1.5, 12.1.8
func (t *Terminal) heard(m *Message, refusal error) error {
	var number uint64
	var hear func(e *Entry) bool
	switch {
	case m.Approval != nil:
		number, hear = m.Approval.Number, func(e *Entry) bool { return e.hearApproval(m.Approval, refusal) }
	case m.Reversal != nil && m.Reversal.Follows != 0:
		number, hear = m.Reversal.Number, func(e *Entry) bool { return e.hearRaise(m.Reversal, refusal) }
	case m.Reversal != nil && t.beside(m.Reversal):
		number, hear = m.Reversal.Number, func(e *Entry) bool { return e.hearBeside(m.Reversal, refusal) }
	case m.Reversal != nil:
		number, hear = m.Reversal.Number, func(e *Entry) bool { return e.hearReversal(m.Reversal, refusal) }
	case m.Entry != 0:
		number, hear = m.Entry, (*Entry).hearScripts
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
	if err == nil && e.Refusal != "" { // it stands with what the host has: nobody captures it besides
		t.forget(number)
	}
	return err
}

// hearReversal takes in that the host has not taken back what it had approved, or got as an upload: that stands, and is in the totals. What the acquirer does not have stays as
// it is: a host that never had a request refuses to take it back, and nobody is charged. Where nothing was approved here, the host may keep what it has: that is in doubt, and no
// longer said to be reversed.
//
// B4 12.1.8
func (e *Entry) hearReversal(r *Reversal, refusal error) (changed bool) {
	why := r.Reason.String() + ": "
	switch {
	case !e.Approved && e.Request != r.Original:
		return false
	case !e.Approved && refusal != nil && e.Refusal == "":
		e.State, e.Refusal, e.Reversal, e.Doubt = Settled, tlv.Visible(why+refusal.Error()), "", true
	case !e.Approved && refusal == nil && strings.HasPrefix(e.Refusal, why):
		e.Refusal, e.Reversal, e.Doubt = "", r.Reason.String(), false
	case !e.Approved, !e.stoodBy(r):
		return false
	case refusal == nil && e.Doubt: // of what was wanted back before it was so
		e.State, e.Doubt, e.Refusal, e.Reversal = Undone, false, "", r.Reason.String()
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

// beside reports whether a reversal, if it is of what was approved here, is of a request beside that: one that was sent because nobody knew, or the card declined, before the card or the attendant
// approved. Where requests only authorise, what is approved here is captured whatever is held.
func (t *Terminal) beside(r *Reversal) bool {
	return r.Original != 0 && r.Reason <= NotCompleted && !t.devices.Acquirer.Batches
}

// hearBeside takes in that the host has not taken back the request of what was approved here without it. It may have that booked, so that an upload would book it once more: it stands with its
// request. Where no answer has come to that, it is in doubt; and where a stop has had the reversal sent again, and the host has it now: that may be said of what it refused.
//
// B4 12.1.8, 12.2.3
func (e *Entry) hearBeside(r *Reversal, refusal error) (changed bool) {
	why := r.Reason.String() + ": "
	switch {
	case !e.Approved || e.Request != r.Original:
		return e.hearReversal(r, refusal)
	case refusal != nil && e.Refusal == "":
		e.Refusal, e.Doubt, e.Uploaded = tlv.Visible(why+refusal.Error()), !e.Online, false
		if e.State != Undone {
			e.Reversal = ""
			break
		}
		e.State = Settled
	case refusal == nil && strings.HasPrefix(e.Refusal, why):
		e.Doubt = true
	default:
		return false
	}
	return true
}

// hearScripts takes in that the acquirer is told what became of scripts: no reversal tells it again.
//
// B4 6.3.9 once
func (e *Entry) hearScripts() (changed bool) {
	n := len(e.Data)
	e.Data = withoutResults(e.Data)
	return len(e.Data) != n
}

// withdrawn is a refusal of what is not sent: an upload of what stands with its request, what follows the upload, and results of scripts that a reversal behind them has.
//
// B4 6.3.9 once, 12.2.3
func (t *Terminal) withdrawn(m *Message) error {
	var number uint64
	switch a, r := m.Approval, m.Reversal; {
	case a != nil && a.Follows == 0:
		number = a.Number
	case r != nil && r.Original == 0:
		number = r.Number
	case m.Entry != 0:
		number = m.Entry
	default:
		return nil
	}
	e, err := t.ledger.Get(number)
	e.Wipe()
	switch {
	case errors.Is(err, ErrNoEntry):
		return nil // it is too old
	case err != nil:
		return fmt.Errorf("terminal: ledger: %w", err)
	case m.Entry != 0 && e.State == Undone && (e.Booked || e.Uploaded): // of anything else there is no reversal
		return errReversed
	case m.Entry != 0:
		return nil
	case e.Refusal == "" || e.Uploaded:
		return nil
	}
	return errStands
}

// These say why a message is not sent.
var (
	errStands   = fmt.Errorf("%w: it has not taken back the request, and may have booked that", ErrRefused)
	errReversed = fmt.Errorf("%w: the reversal has the results of scripts", ErrRefused)
)

// hearRaise takes in that the host has not let go what it was asked to hold besides: it may hold that too.
//
// B4 12.1.8
func (e *Entry) hearRaise(r *Reversal, refusal error) (changed bool) {
	which := ""
	for one := (Entry{Request: e.Request}); one.Raises < e.Raises; {
		if one.Raises++; one.raiseID() == r.Original {
			which = fmt.Sprintf("increment %d, %s: ", one.Raises, r.Reason)
		}
	}
	at := slices.IndexFunc(e.AlsoHeld, func(word string) bool { return strings.HasPrefix(word, which) })
	switch {
	case which == "" || (at >= 0) == (refusal != nil):
		return false
	case refusal != nil:
		e.AlsoHeld = append(slices.Clone(e.AlsoHeld), which+tlv.Visible(refusal.Error()))
	default:
		e.AlsoHeld = slices.Delete(slices.Clone(e.AlsoHeld), at, at+1)
	}
	return true
}

// hearApproval takes in that the host has not booked what was uploaded, which nobody is charged then, or has not taken another amount: what it has approved stays as it was. What it may have is in doubt.
//
// B4 12.1.5
func (e *Entry) hearApproval(a *Approval, refusal error) (changed bool) {
	other := a.Held != 0
	switch {
	case !other && errors.Is(refusal, ErrKept):
		if e.Refusal, e.Doubt = tlv.Visible(refusal.Error()), true; e.State != Undone {
			e.Reversal = "" // of its request
		}
		e.State = Settled
		e.captures(a.Data)
	case refusal != nil && !other && e.Doubt && !e.Uploaded:
		e.captures(a.Data)
	case refusal != nil && !other && e.Uploaded:
		e.Uploaded, e.Unpaid, e.Rejected = false, true, tlv.Visible(refusal.Error())
		e.clears()
	case refusal == nil && !other && (e.Unpaid || e.Doubt):
		e.Uploaded, e.Unpaid, e.Rejected = true, false, ""
		if e.clears(); e.State == Undone { // its reversal, where one waits behind, has another word
			e.State, e.Refusal, e.Reversal = Settled, e.Reversal+": taken by the host meanwhile", ""
		}
	case refusal != nil && other && e.Taken && e.Transaction.Amount == a.Transaction.Amount:
		e.Rejected, e.Doubt = tlv.Visible(refusal.Error()), e.Refusal != "" && e.Doubt
		if errors.Is(refusal, ErrKept) && e.State == Settled {
			e.Doubt = true
			break
		}
		e.Taken, e.Held = false, 0
		e.amounts(a.Held)
	case refusal == nil && other && e.Rejected != "":
		e.Taken, e.Held, e.Rejected, e.Doubt = true, a.Held, "", false
		e.amounts(a.Transaction.Amount)
	default:
		return false
	}
	return true
}

// clears ends the doubt about an upload, which has another word now. It is taken back again, where that was wanted.
func (e *Entry) clears() {
	switch {
	case !e.Doubt:
		return
	case e.Reversal != "":
		e.State = Undone
	}
	e.Doubt, e.Refusal = false, ""
}

// captures keeps what was uploaded: it may have to be once more.
func (e *Entry) captures(data []byte) {
	clear(e.Capture)
	e.Capture = slices.Clone(data)
}

// amounts gives an entry another amount.
func (e *Entry) amounts(n uint64) {
	e.Transaction.Amount, e.Amount = n, FormatAmount(n, e.Transaction.Exponent)
}
