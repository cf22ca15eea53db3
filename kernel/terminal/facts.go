package terminal

import (
	"fmt"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Facts are what a host's answer says beside what is for the card. Balances and lines are the cardholder's own: no ledger keeps them, and the merchant's
// copy has them not. They print as their size.
type Facts struct {
	Balances []Balance
	Lines    []StatementLine // latest first
	Part     uint64          // what the host approves where it says how much, minor units: field 39 is 10; 0: all of it, unless that is 10
}

// A Balance is what an account has.
type Balance struct {
	Account tlv.AccountTypeValue
	kernel.Money
	Overdrawn bool // Money is owed
	Available bool // what may be spent; false: what is booked
}

// A StatementLine is one movement of an account.
type StatementLine struct {
	Date string // 07-01
	kernel.Money
	Credit bool // it came in
}

// Format prints how much there is, under every verb.
func (f Facts) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "%d balances, %d lines", len(f.Balances), len(f.Lines))
}

// balance is what a receipt says of the first balance that may be spent, or else of the first; empty if there is none.
func (f *Facts) balance() string {
	var best *Balance
	for i := range f.Balances {
		if b := &f.Balances[i]; best == nil || b.Available && !best.Available {
			best = b
		}
	}
	if best == nil {
		return ""
	}
	return signed(best.Money, best.Overdrawn)
}

// statement is what a receipt says of the lines.
func (f *Facts) statement() (list []string) {
	for _, l := range f.Lines {
		list = append(list, l.Date+" "+signed(l.Money, !l.Credit))
	}
	return list
}

// signed is an amount as a statement has it.
func signed(m kernel.Money, minus bool) string {
	sign := ""
	if minus {
		sign = "-"
	}
	return sign + FormatAmount(m.Amount, m.Exponent) + " " + CurrencyName(m.Currency)
}
