package host_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A statement has the movements that stand, latest first, of the account that it is asked for; what was taken back is in none. A transfer leaves one balance and
// is in the other, and nothing comes from savings that have nothing.
func TestStatement(t *testing.T) { synctest.Test(t, statement) }

func statement(t *testing.T) {
	k := &kind{config: "atm", card: "cash"}
	r := newRig(t, k, nil, false)
	defer r.close()
	do := func(o terminal.Order, approved bool) *terminal.Sale {
		t.Helper()
		r.types(t, "1234", "1234")
		s, err := r.Do(context.Background(), o)
		if err != nil || s.Approved() != approved {
			t.Fatal(s, err)
		}
		if s.Owed.Cash != 0 && s.Paid() != nil {
			t.Fatal("not paid")
		}
		return s
	}
	do(terminal.Order{Purpose: kernel.Cash, Amount: 100_00}, true)
	do(terminal.Order{Purpose: kernel.Deposit, Amount: 60_00}, true)
	undone := do(terminal.Order{Purpose: kernel.Deposit, Amount: 70_00}, true)
	if err := undone.Undo(context.Background(), terminal.DeviceFailed); err != nil {
		t.Fatal(err)
	}
	do(terminal.Order{Purpose: kernel.Transfer, Amount: 40_00, To: tlv.SavingsAccount}, true)
	do(terminal.Order{Purpose: kernel.Transfer, Amount: 40_00, To: tlv.CreditAccount}, false) // there is no such money
	do(terminal.Order{Purpose: kernel.Transfer, Amount: 6_000_00, To: tlv.SavingsAccount}, false)
	s := do(terminal.Order{Purpose: kernel.MiniStatement}, true)
	if got := fmt.Sprint(s.Receipt.Balance, s.Receipt.Statement); got != "4920.00 EUR[07-01 -40.00 EUR 07-01 60.00 EUR 07-01 -100.00 EUR]" {
		t.Error(got)
	}
	if got, _ := r.books.Balance(r.books.Only(), "978"); got != 4_920_00 {
		t.Error(got)
	}
	if got := r.books.Totals("CASH0001", "978"); got.Debits.Amount != 100_00 || got.Credits.Amount != 60_00 || got.Debits.Count != 1 || got.Credits.Count != 1 {
		t.Errorf("%+v", got)
	}
	for range 12 {
		do(terminal.Order{Purpose: kernel.Deposit, Amount: 10_00}, true)
	}
	if s := do(terminal.Order{Purpose: kernel.MiniStatement}, true); len(s.Receipt.Statement) != 10 {
		t.Error(s.Receipt.Statement)
	}
}
