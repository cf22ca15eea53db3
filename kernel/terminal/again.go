package terminal

import (
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// slip is the receipt as an entry keeps it: what a host has told the cardholder is not in it.
func (r Receipt) slip() *Receipt {
	r.Balance, r.Statement = "", nil
	return &r
}

// Receipt is the receipt of a transaction of the ledger once more, marked as printed again: as the transaction stands now, taken back, completed or not booked by its host, and without what the
// host had told the cardholder. The error is [ErrNoEntry] where there is none, or a stop has kept the transaction from its end, and the ledger's.
//
// B4 11.4
func (t *Terminal) Receipt(number uint64) (Receipt, error) {
	e, err := t.ledger.Get(number)
	e.Wipe()
	switch {
	case err != nil:
		return Receipt{}, err
	case e.Slip == nil:
		return Receipt{}, ErrNoEntry
	}
	return e.receipt(), nil
}

// LastReceipt is the receipt of the last transaction that has one: see [Terminal.Receipt].
func (t *Terminal) LastReceipt() (Receipt, error) {
	last, err := t.ledger.Last()
	clear(last.Data)
	if err != nil {
		return Receipt{}, fmt.Errorf("terminal: ledger: %w", err)
	}
	for n := last.Number; n > 0; n-- {
		if r, err := t.Receipt(n); err != ErrNoEntry || n+maxBack == last.Number {
			return r, err
		}
	}
	return Receipt{}, ErrNoEntry
}

// maxBack is how many transactions without a receipt are passed over.
const maxBack = 64

// receipt is the entry's slip as the transaction stands now.
func (e *Entry) receipt() Receipt {
	r, tx := *e.Slip, &e.Transaction
	money := func(amount uint64) string { return FormatAmount(amount, tx.Exponent) + " " + e.Currency }
	r.Again, r.Reversed = true, e.Reversal != "" && (e.State == Undone || !e.Approved)
	r.Unpaid, r.Doubt = e.Unpaid && !r.Reversed, e.Doubt
	switch {
	case e.Taken && tx.Purpose.Reserves():
		r.Amount, r.Purpose, r.Held = money(tx.Amount), "COMPLETION", money(e.Held)
	case e.Taken:
		r.tipped(money(tx.Amount), money(tx.Amount-min(e.Held, tx.Amount)))
	case tx.Purpose == kernel.PreAuthorisation && e.Approved: // more may be held
		r.Amount = money(tx.Amount)
	}
	return r
}
