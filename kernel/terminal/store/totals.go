//go:build !wasip1 && !js

package store

import (
	"encoding/json"

	"github.com/emvgo/emv/kernel/terminal"
)

// A Total is what was approved since the totals were closed last, of one purpose in one currency, in minor units of it. What was approved stays in it when it is
// taken back, and is counted as reversed besides, as the messages of a settlement have it; what is taken of it later changes the amount by the difference.
type Total struct {
	Currency       string `json:"currency"` // letters, or digits where they are not known
	Exponent       byte   `json:"exponent"`
	Purpose        string `json:"purpose"` // in the words of kernel.Purpose
	Count          int    `json:"count"`
	Amount         uint64 `json:"amount"`
	Cash           uint64 `json:"cash"` // the part of Amount that was cash with a purchase
	Reversed       int    `json:"reversed"`
	ReversedAmount uint64 `json:"reversedAmount"`
}

// booked reports whether a total has had the transaction, taken back or not: what is only held is in none, nor what the acquirer has refused to book.
func booked(e *terminal.Entry) bool {
	held := e.Transaction.Purpose.Reserves() && !e.Taken
	return e.Approved && !held && !e.Unpaid && e.State != terminal.Asked
}

// counts reports whether a total has the transaction, and it stands.
func counts(e *terminal.Entry) bool { return booked(e) && e.State != terminal.Undone }

// count brings the total of an entry to what it now is.
func (t *tx) count(before, e *terminal.Entry) error {
	approved, reversed, gone := counts(e) && !counts(before), counts(before) && e.State == terminal.Undone, booked(before) && !booked(e)
	stands := approved && e.Refusal != "" && booked(before)                                   // the host has not taken it back
	other := booked(e) && booked(before) && e.Transaction.Amount != before.Transaction.Amount // with a tip, or without
	if !approved && !reversed && !gone && !other {
		return nil
	}
	place := []byte(e.Currency + " " + e.Purpose)
	total := Total{Currency: e.Currency, Exponent: e.Transaction.Exponent, Purpose: e.Purpose}
	v, err := t.get(bucketTotals, place)
	if err == nil && v != nil {
		err = json.Unmarshal(v, &total)
	}
	if err != nil {
		return err
	}
	was, is := before.Transaction.Amount, e.Transaction.Amount
	switch {
	case gone:
		total.leave(before)
	case stands && total.Reversed > 0 && total.ReversedAmount >= was:
		total.Reversed--
		total.ReversedAmount -= was
		total.Amount = less(total.Amount+is, was)
	case approved:
		total.Count++
		total.Amount += is
		total.Cash += e.Transaction.AmountOther
	case other: // of a sale whose total is closed the difference alone
		total.Amount = less(total.Amount+is, was)
	}
	switch {
	case reversed:
		total.Reversed++
		total.ReversedAmount += is
	case other && e.State == terminal.Undone:
		total.ReversedAmount = less(total.ReversedAmount+is, was)
	}
	if v, err = json.Marshal(total); err != nil {
		return err
	}
	return t.put(bucketTotals, place, v)
}

// leave takes a transaction out of its total, if that has not been closed since.
func (t *Total) leave(e *terminal.Entry) {
	amount := e.Transaction.Amount
	if t.Count == 0 || t.Amount < amount {
		return
	}
	t.Count--
	t.Amount, t.Cash = t.Amount-amount, less(t.Cash, e.Transaction.AmountOther)
	if e.State == terminal.Undone && t.Reversed > 0 {
		t.Reversed--
		t.ReversedAmount = less(t.ReversedAmount, amount)
	}
}

// less is a difference that is not below zero.
func less(from, amount uint64) uint64 { return from - min(from, amount) }

func (t *tx) totals() (list []Total, err error) {
	err = t.Bucket(bucketTotals).ForEach(func(k, stored []byte) error {
		v, err := checked(k, stored)
		if err != nil {
			return err
		}
		var one Total
		err = json.Unmarshal(v, &one)
		list = append(list, one)
		return err
	})
	return list, err
}

// Totals gives the totals, by currency and purpose.
func (s *Store) Totals() (list []Total, err error) {
	err = s.view(func(t *tx) error {
		list, err = t.totals()
		return err
	})
	return list, err
}

// CloseTotals gives the totals and begins them anew, in one step: a period ends, for a reconciliation with the acquirer.
func (s *Store) CloseTotals() (list []Total, err error) {
	err = s.update(func(t *tx) error {
		if list, err = t.totals(); err != nil {
			return err
		}
		if err := t.DeleteBucket(bucketTotals); err != nil {
			return err
		}
		_, err = t.CreateBucket(bucketTotals)
		return err
	})
	return list, err
}
