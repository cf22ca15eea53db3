package terminal

import (
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// A PurposeError says why there is no such transaction at this terminal.
type PurposeError struct {
	Purpose kernel.Purpose
	Reason  string
}

func (e *PurposeError) Error() string { return fmt.Sprintf("terminal: %s: %s", e.Purpose, e.Reason) }

// NewTransaction makes a transaction for a purpose, with the transaction type (9C) that the configuration has for it. amount is in minor
// units of the terminal's currency, and other, the cash, is part of it; both are zero where there is no amount, or none yet: set AmountLater
// then. Date, time and sequence counter are still to be set. The error is a *PurposeError.
//
// A configuration that names no transactions has purchases and cash, by the books' own types.
//
// Amount, Authorised holds purchase and cash together: B4 6.5.1.
func NewTransaction(cfg *kernel.Config, p kernel.Purpose, amount, other uint64) (kernel.Transaction, error) {
	r := cfg.Treatment(p)
	if len(cfg.Treatments) == 0 {
		r = plain(p)
	}
	if r == nil {
		return kernel.Transaction{}, &PurposeError{p, "the configuration has no such transactions"}
	}
	if reason := r.Refuses(amount, other); reason != "" {
		return kernel.Transaction{}, &PurposeError{p, reason}
	}
	return kernel.Transaction{Purpose: r.Purpose, Type: r.Type, Money: kernel.Money{Amount: amount}, AmountOther: other}, nil
}

// NextSequence is the transaction sequence counter that follows last, 0 before the first: from 1 to 99999999, and again from 1.
//
// B4 6.5.5
func NextSequence(last uint32) uint32 {
	if last >= 99_999_999 {
		return 1
	}
	return last + 1
}

// plain is how a configuration without named transactions treats a purpose.
func plain(p kernel.Purpose) *kernel.Treatment {
	switch p {
	case kernel.Purchase:
		return &kernel.Treatment{Type: 0x00}
	case kernel.Cash:
		return &kernel.Treatment{Type: 0x01}
	}
	return nil
}
