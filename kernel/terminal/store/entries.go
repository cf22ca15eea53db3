//go:build !wasip1 && !js

package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
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
	Interface   kernel.Interface     `json:"interface,omitempty"`
	ChipFailed  bool                 `json:"chipFailed,omitempty"`
	Account     tlv.AccountTypeValue `json:"account,omitempty"`
}

func store(t *kernel.Transaction) storedTransaction {
	return storedTransaction{
		t.Amount, t.Currency, t.Exponent, t.AmountOther, t.Purpose, t.Type, t.Date, t.Time, t.UTCOffset, t.Sequence, t.ForceOnline, t.AmountLater, t.Interface,
		t.ChipFailed, t.Account,
	}
}

// transaction is the inverse of store.
func (t *storedTransaction) transaction() kernel.Transaction {
	return kernel.Transaction{
		Money: kernel.Money{Amount: t.Amount, Currency: t.Currency, Exponent: t.Exponent}, AmountOther: t.AmountOther, Purpose: t.Purpose, Type: t.Type,
		Date: t.Date, Time: t.Time, UTCOffset: t.UTCOffset, Sequence: t.Sequence, ForceOnline: t.ForceOnline, AmountLater: t.AmountLater, Interface: t.Interface,
		ChipFailed: t.ChipFailed, Account: t.Account,
	}
}

// entry is the entry of a number without its data; there is false if there is none.
func (t *tx) entry(number uint64) (e terminal.Entry, card []byte, there bool, err error) {
	v, err := t.get(bucketEntries, key(number))
	if err != nil || v == nil {
		return e, nil, false, err
	}
	return decode(v)
}

func decode(v []byte) (e terminal.Entry, card []byte, there bool, err error) {
	var s storedEntry
	if err := json.Unmarshal(v, &s); err != nil {
		return e, nil, false, fmt.Errorf("store: an entry cannot be read: %w", err)
	}
	e = s.Entry
	e.State, e.Request, e.Booked, e.Uploaded, e.Transaction = s.State, s.Request, s.Booked, s.Uploaded, s.Transaction.transaction()
	return e, s.Card, true, nil
}

// withData adds the data of an entry.
func (t *tx) withData(e *terminal.Entry) error {
	sealed, err := t.get(bucketData, key(e.Number))
	if err == nil && sealed != nil {
		e.Data, err = t.s.unseal(placeOf(e.Number), sealed)
	}
	return err
}

func placeOf(number uint64) string { return fmt.Sprintf("data of transaction %d", number) }

// Next counts on. It refuses when too many messages wait for the acquirer: see [Options].
func (s *Store) Next() (number uint64, sequence uint32, err error) {
	err = s.update(func(t *tx) error {
		if n, err := t.waiting(); err != nil || n >= uint64(s.options.Waiting) {
			return errors.Join(err, &FullError{n})
		}
		if number, err = t.number(metaNumber); err != nil {
			return err
		}
		last, err := t.number(metaSequence)
		if err != nil {
			return err
		}
		number, sequence = number+1, terminal.NextSequence(uint32(last))
		if err := t.setNumber(metaNumber, number); err != nil {
			return err
		}
		return t.setNumber(metaSequence, uint64(sequence))
	})
	return number, sequence, err
}

// A FullError says that no transaction begins because too many messages wait for the acquirer.
type FullError struct{ Waiting uint64 }

func (e *FullError) Error() string {
	return fmt.Sprintf("store: %d messages wait for the acquirer: no new transaction until some are confirmed; call Forward when the line is up", e.Waiting)
}

// Put keeps an entry, its data sealed, and adds messages; it brings totals, sale tokens and split-sale log to what they now are.
func (s *Store) Put(e terminal.Entry, due ...terminal.Message) error {
	return s.update(func(t *tx) error {
		before, card, there, err := t.entry(e.Number)
		if err != nil {
			return err
		}
		if err := t.claim(&before, &e); err != nil {
			return err
		}
		if card == nil {
			card = t.s.cardOf(e.Data)
		}
		steps := []func() error{
			func() error { return t.log(&e, card) },
			func() error { return t.count(&before, &e) },
			func() error { return t.write(&e, card) },
			func() error { return t.writeData(&e) },
			func() error { return t.prune(!there) },
		}
		for i := range due {
			steps = append(steps, func() error { return t.add(&due[i]) })
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
}

// write keeps an entry without its data, and where it stands.
func (t *tx) write(e *terminal.Entry, card []byte) error {
	v, err := json.Marshal(storedEntry{*e, e.State, e.Request, e.Booked, e.Uploaded, store(&e.Transaction), card})
	if err != nil {
		return err
	}
	if err := t.put(bucketEntries, key(e.Number), v); err != nil {
		return err
	}
	if last, err := t.number(metaNumber); err != nil || e.Number > last {
		if err != nil {
			return err
		}
		if err := t.setNumber(metaNumber, e.Number); err != nil {
			return err
		}
	}
	if e.IsOpen() {
		return t.put(bucketOpen, key(e.Number), nil)
	}
	return t.del(bucketOpen, key(e.Number))
}

func (t *tx) writeData(e *terminal.Entry) error {
	if !e.NeedsData() || len(e.Data) == 0 {
		return t.del(bucketData, key(e.Number))
	}
	sealed, err := t.s.seal(placeOf(e.Number), e.Data)
	if err != nil {
		return err
	}
	return t.put(bucketData, key(e.Number), sealed)
}

// tokenKey is a sale token as the file has it.
func tokenKey(token string) []byte { return []byte(token) }

// claim gives a sale token to a transaction, or takes it away when nothing is left that holds it.
func (t *tx) claim(before, e *terminal.Entry) error {
	if old := before.Token; old != "" && old != e.Token {
		if err := t.release(old, e.Number); err != nil {
			return err
		}
	}
	if e.Token == "" {
		return nil
	}
	holder, err := t.holder(e.Token)
	switch {
	case err != nil:
		return err
	case !e.Holds():
		return t.release(e.Token, e.Number)
	case holder != 0 && holder != e.Number:
		other, _, _, err := t.entry(holder)
		if err != nil {
			return err
		}
		return &terminal.TokenError{Token: e.Token, Entry: other}
	}
	return t.put(bucketTokens, tokenKey(e.Token), key(e.Number))
}

// holder is the number of the transaction that holds a token, 0 if none does.
func (t *tx) holder(token string) (uint64, error) {
	v, err := t.get(bucketTokens, tokenKey(token))
	return numberOf(v), err
}

func (t *tx) release(token string, number uint64) error {
	holder, err := t.holder(token)
	if err != nil || holder != number {
		return err
	}
	return t.del(bucketTokens, tokenKey(token))
}

// Get gives the entry of a number, with its data.
func (s *Store) Get(number uint64) (e terminal.Entry, err error) {
	err = s.view(func(t *tx) error {
		e, err = t.whole(number)
		return err
	})
	return e, err
}

func (t *tx) whole(number uint64) (terminal.Entry, error) {
	e, _, there, err := t.entry(number)
	switch {
	case err != nil:
		return terminal.Entry{}, err
	case !there:
		return terminal.Entry{}, terminal.ErrNoEntry
	}
	err = t.withData(&e)
	return e, err
}

// Find gives the entry that holds a sale token.
func (s *Store) Find(token string) (e terminal.Entry, err error) {
	err = s.view(func(t *tx) error {
		number := uint64(0)
		if token != "" {
			if number, err = t.holder(token); err != nil {
				return err
			}
		}
		if number == 0 {
			return terminal.ErrNoEntry
		}
		e, err = t.whole(number)
		return err
	})
	return e, err
}

// Last gives the entry of the highest number.
func (s *Store) Last() (e terminal.Entry, err error) {
	err = s.view(func(t *tx) error {
		if k, _ := t.Bucket(bucketEntries).Cursor().Last(); k != nil {
			e, err = t.whole(numberOf(k))
		}
		return err
	})
	return e, err
}

// Open gives the entries that are not at their end.
func (s *Store) Open() (open []terminal.Entry, err error) {
	err = s.view(func(t *tx) error {
		return t.Bucket(bucketOpen).ForEach(func(k, _ []byte) error {
			e, err := t.whole(numberOf(k))
			if err == nil {
				open = append(open, e)
			}
			return err
		})
	})
	return open, err
}

// pageOfEntries is how many entries are read at once.
const pageOfEntries = 256

// Entries gives the entries above a number in their order, redacted: for reports. It reads a few at a time, so that sales go on meanwhile.
func (s *Store) Entries(after uint64) iter.Seq2[terminal.Entry, error] {
	return func(yield func(terminal.Entry, error) bool) {
		for {
			var page []terminal.Entry
			err := s.view(func(t *tx) error {
				c := t.Bucket(bucketEntries).Cursor()
				for k, stored := c.Seek(key(after + 1)); k != nil && len(page) < pageOfEntries; k, stored = c.Next() {
					v, err := checked(k, stored)
					if err != nil {
						return err
					}
					e, _, _, err := decode(v)
					if err != nil {
						return err
					}
					page = append(page, e)
				}
				return nil
			})
			for _, e := range page {
				if after = e.Number; !yield(e, nil) {
					return
				}
			}
			if err != nil {
				yield(terminal.Entry{}, err)
			}
			if err != nil || len(page) == 0 {
				return
			}
		}
	}
}

// prunedAtOnce is how many old entries one new one may push out, so that a smaller Options.Keep comes into force step by step.
const prunedAtOnce = 8

// prune deletes what is older than the options keep, but nothing that is open.
func (t *tx) prune(grown bool) error {
	last, err := t.number(metaNumber)
	if err != nil || !grown {
		return err
	}
	for _, n := range t.old(bucketData, last, t.s.options.Undoable) {
		if err := t.del(bucketData, key(n)); err != nil {
			return err
		}
	}
	for _, n := range t.old(bucketEntries, last, t.s.options.Keep) {
		e, card, _, err := t.entry(n)
		if err != nil {
			return err
		}
		for _, drop := range []func() error{
			func() error { return t.release(e.Token, n) },
			func() error { return t.unlog(n, card) },
			func() error { return t.del(bucketEntries, key(n)) },
			func() error { return t.del(bucketData, key(n)) },
		} {
			if err := drop(); err != nil {
				return err
			}
		}
	}
	return nil
}

// old are the oldest numbers of a bucket beyond the last that are kept, without the open ones.
func (t *tx) old(bucket []byte, last uint64, keep int) (list []uint64) {
	if last <= uint64(keep) {
		return nil
	}
	open, c := t.Bucket(bucketOpen), t.Bucket(bucket).Cursor()
	for k, _ := c.First(); k != nil && numberOf(k) <= last-uint64(keep) && len(list) < prunedAtOnce; k, _ = c.Next() {
		if open.Get(k) == nil {
			list = append(list, numberOf(k))
		}
	}
	return list
}

// splitSize is what the split-sale log has of an account: the number of the transaction, and its amount.
const splitSize = 16

// log keeps the amount of an approved transaction for its account, or takes it out when it is taken back: B3 10.6.1.
func (t *tx) log(e *terminal.Entry, card []byte) error {
	switch {
	case card == nil || e.State == terminal.Asked:
		return nil
	case e.State == terminal.Undone:
		return t.unlog(e.Number, card)
	case !e.Approved || !slices.Contains(splitPurposes, e.Transaction.Purpose):
		return nil
	}
	old, err := t.get(bucketSplits, card)
	if err != nil || len(old) == splitSize && numberOf(old[:8]) > e.Number {
		return err
	}
	return t.put(bucketSplits, card, binary.BigEndian.AppendUint64(key(e.Number), e.Transaction.Amount))
}

// splitPurposes are those that a cardholder may split to stay below the floor limit.
var splitPurposes = []kernel.Purpose{kernel.Unnamed, kernel.Purchase, kernel.Cashback, kernel.Cash}

func (t *tx) unlog(number uint64, card []byte) error {
	if card == nil {
		return nil
	}
	old, err := t.get(bucketSplits, card)
	if err != nil || len(old) != splitSize || numberOf(old[:8]) != number {
		return err
	}
	return t.del(bucketSplits, card)
}
