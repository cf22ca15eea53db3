package terminal

import (
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// An Entry is a transaction as the ledger keeps it: what came out, and the rules and the configuration under which it did. Data holds card data: a ledger keeps it
// sealed. It prints masked.
type Entry struct {
	Record
	Profile       string        `json:"profile"` // book or strict
	Configuration Configuration `json:"configuration"`
	Amount        string        `json:"amount"`   // in the end, with its decimal point
	Currency      string        `json:"currency"` // letters, or digits where they are not known
	Account       string        `json:"account"`  // tag 5F57
	Reversal      string        `json:"reversal"` // why the transaction was reversed, in the words of ReversalReason; empty: it was not
	Number        uint64        `json:"number"`   // of the ledger, from 1, one more each time
	Sequence      uint32        `json:"sequence"` // 9F41
	Approved      bool          `json:"approved"`

	State       State              `json:"-"`
	Request     uint64             `json:"-"` // ID of the last request to the host; 0: none
	Booked      bool               `json:"-"` // the host has approved that request, or may have
	Transaction kernel.Transaction `json:"-"` // as it stood in the end
	Data        []byte             `json:"-"` // TLV of the data elements of a reversal, with PAN or track 2
}

// A Configuration is what an entry says of the session's configuration.
type Configuration struct {
	Name    string `json:"name"`
	Version uint64 `json:"version"`
	Signed  bool   `json:"signed"` // it came in a signed bundle; an unsigned one is for development
	Digest  string `json:"digest"` // SHA-256, the one in the session's journal
}

// NewEntry makes an entry from a result and the configuration and transaction of its session.
func NewEntry(cfg *kernel.Config, number uint64, tx *kernel.Transaction, r *kernel.Result) Entry {
	e := Entry{
		Number: number, Sequence: tx.Sequence, State: Settled, Approved: r.Approved(),
		Record: NewRecord(r), Profile: cfg.Profile.String(),
		Configuration: Configuration{Name: cfg.Name, Version: cfg.Version, Signed: cfg.Signed, Digest: fmt.Sprintf("%X", cfg.Digest)},
		Amount:        FormatAmount(r.Amount, r.Exponent), Currency: CurrencyName(r.Currency),
		Account: fmt.Sprintf("%02X", byte(r.Account)),
		Request: r.Request, Booked: r.Booked, Transaction: *tx, Data: MessageData(ReversalMessage, cfg, tx, r),
	}
	t := &e.Transaction
	t.Money, t.AmountOther, t.Account, t.AmountLater = r.Money, r.AmountOther, r.Account, false
	return e
}

// Format prints the entry without its data.
func (e Entry) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%d %s %s %s %s, %d bytes", e.Number, e.State, e.Outcome, e.Amount, e.Currency, len(e.Data))
}
