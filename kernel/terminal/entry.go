package terminal

import (
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// An Entry is a record as a ledger keeps it: what came out, and the rules and the configuration under which it did.
type Entry struct {
	Record
	Profile       string        `json:"profile"` // book or strict
	Configuration Configuration `json:"configuration"`
	Amount        string        `json:"amount"`   // in the end, with its decimal point
	Currency      string        `json:"currency"` // letters, or digits where they are not known
	Account       string        `json:"account"`  // tag 5F57
	Reversal      string        `json:"reversal"` // why the transaction was reversed, in the words of ReversalReason; empty: it was not
}

// A Configuration is what an entry says of the session's configuration.
type Configuration struct {
	Name    string `json:"name"`
	Version uint64 `json:"version"`
	Signed  bool   `json:"signed"` // it came in a signed bundle; an unsigned one is for development
	Digest  string `json:"digest"` // SHA-256, the one in the session's journal
}

// NewEntry makes an entry from an outcome and the configuration and transaction of its session.
func NewEntry(cfg *kernel.Config, tx *kernel.Transaction, out *kernel.Outcome, reversed ReversalReason) Entry {
	currency, exponent := currencyOf(cfg, tx, out)
	e := Entry{
		Record: NewRecord(out), Profile: cfg.Profile.String(),
		Configuration: Configuration{Name: cfg.Name, Version: cfg.Version, Signed: cfg.Signed, Digest: fmt.Sprintf("%X", cfg.Digest)},
		Amount:        FormatAmount(out.Report.Amount, exponent), Currency: CurrencyName(currency),
		Account: fmt.Sprintf("%02X", byte(out.Report.Account)),
	}
	if reversed != NotReversed {
		e.Reversal = reversed.String()
	}
	return e
}

// currencyOf is the currency of a transaction and its exponent: the one that was agreed on, or the terminal's where the transaction
// names none.
func currencyOf(cfg *kernel.Config, tx *kernel.Transaction, out *kernel.Outcome) (uint16, byte) {
	if r := &out.Report; r.Currency != 0 {
		return r.Currency, r.Exponent
	}
	if tx.Currency == 0 {
		return cfg.Terminal.TransactionCurrency, cfg.Terminal.CurrencyExponent
	}
	return tx.Currency, tx.Exponent
}
