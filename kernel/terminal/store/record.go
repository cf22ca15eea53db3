//go:build !wasip1 && !js

package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// storedEntry is an entry as the file has it: its record, and what its JSON leaves out but for the data.
type storedEntry struct {
	terminal.Entry
	State       terminal.State    `json:"state"`
	Request     uint64            `json:"request"`
	Booked      bool              `json:"booked"`
	Uploaded    bool              `json:"uploaded"`
	Held        uint64            `json:"held,omitempty"`
	Raise       uint64            `json:"raise,omitempty"`
	Raises      uint32            `json:"raises,omitempty"`
	Rest        uint64            `json:"rest,omitempty"`
	Slip        json.RawMessage   `json:"slip,omitempty"` // what is not empty of it
	Transaction storedTransaction `json:"transaction"`
	Card        []byte            `json:"card,omitempty"` // hash of the account, of what the split-sale log has
}

// storedTransaction is a transaction as the file has it.
type storedTransaction struct {
	Amount      uint64               `json:"amount"`
	Currency    uint16               `json:"currency"`
	Exponent    byte                 `json:"exponent"`
	AmountOther uint64               `json:"other,omitempty"`
	Purpose     kernel.Purpose       `json:"purpose"`
	Type        byte                 `json:"type"`
	Date        [3]byte              `json:"date"`
	Time        [3]byte              `json:"time"`
	UTCOffset   int16                `json:"utcOffset,omitempty"`
	Sequence    uint32               `json:"sequence"`
	ForceOnline bool                 `json:"forceOnline,omitempty"`
	AmountLater bool                 `json:"amountLater,omitempty"`
	HostAway    bool                 `json:"hostAway,omitempty"`
	Interface   kernel.Interface     `json:"interface,omitempty"`
	ChipFailed  bool                 `json:"chipFailed,omitempty"`
	Account     tlv.AccountTypeValue `json:"account,omitempty"`
	AccountTo   tlv.AccountTypeValue `json:"accountTo,omitempty"`
	Reviewed    bool                 `json:"reviewed,omitempty"`
	Partial     bool                 `json:"partial,omitempty"`
	QuickChip   bool                 `json:"quickChip,omitempty"`
	Estimated   bool                 `json:"estimated,omitempty"`
	CardStays   bool                 `json:"cardStays,omitempty"`
	CardStayed  bool                 `json:"cardStayed,omitempty"`
	ChipSpoke   bool                 `json:"chipSpoke,omitempty"`
	ChipCode    uint16               `json:"chipCode,omitempty"`
}

func store(t *kernel.Transaction) storedTransaction {
	return storedTransaction{
		t.Amount, t.Currency, t.Exponent, t.AmountOther, t.Purpose, t.Type, t.Date, t.Time, t.UTCOffset, t.Sequence, t.ForceOnline, t.AmountLater, t.HostAway, t.Interface,
		t.ChipFailed, t.Account, t.AccountTo, t.Reviewed, t.Partial, t.QuickChip, t.Estimated, t.CardStays, t.CardStayed, t.ChipSpoke, t.ChipCode,
	}
}

// transaction is the inverse of store.
func (t *storedTransaction) transaction() kernel.Transaction {
	return kernel.Transaction{
		Money: kernel.Money{Amount: t.Amount, Currency: t.Currency, Exponent: t.Exponent}, AmountOther: t.AmountOther, Purpose: t.Purpose, Type: t.Type,
		Date: t.Date, Time: t.Time, UTCOffset: t.UTCOffset, Sequence: t.Sequence, ForceOnline: t.ForceOnline, AmountLater: t.AmountLater, HostAway: t.HostAway, Interface: t.Interface,
		ChipFailed: t.ChipFailed, Account: t.Account, AccountTo: t.AccountTo,
		Reviewed: t.Reviewed, Partial: t.Partial, QuickChip: t.QuickChip, Estimated: t.Estimated, CardStays: t.CardStays, CardStayed: t.CardStayed, ChipSpoke: t.ChipSpoke, ChipCode: t.ChipCode,
	}
}

func decode(v []byte) (e terminal.Entry, card []byte, there bool, err error) {
	var s storedEntry
	if err := json.Unmarshal(v, &s); err != nil {
		return e, nil, false, fmt.Errorf("store: an entry cannot be read: %w", err)
	}
	e = s.Entry
	e.State, e.Request, e.Booked, e.Uploaded, e.Transaction = s.State, s.Request, s.Booked, s.Uploaded, s.Transaction.transaction()
	e.Held, e.Raise, e.Raises, e.Rest = s.Held, s.Raise, s.Raises, s.Rest
	if s.Slip != nil {
		if err := json.Unmarshal(s.Slip, &e.Slip); err != nil {
			return e, nil, false, fmt.Errorf("store: a slip cannot be read: %w", err)
		}
	}
	return e, s.Card, true, nil
}

// storedSlip is what is not empty of a slip.
func storedSlip(r *terminal.Receipt) (json.RawMessage, error) {
	if r == nil {
		return nil, nil
	}
	var fields map[string]json.RawMessage
	b, err := json.Marshal(r)
	if err == nil {
		err = json.Unmarshal(b, &fields)
	}
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(fields, func(_ string, v json.RawMessage) bool {
		return slices.Contains([]string{`""`, "false", "null"}, string(v))
	})
	return json.Marshal(fields)
}
