//go:build !wasip1 && !js

package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/emvgo/emv/kernel/terminal"
)

// entry is the entry of a number without its data; there is false if there is none.
func (t *tx) entry(number uint64) (e terminal.Entry, card []byte, there bool, err error) {
	v, err := t.get(bucketEntries, key(number))
	if err != nil || v == nil {
		return e, nil, false, err
	}
	return decode(v)
}

// withData adds the data of an entry.
func (t *tx) withData(e *terminal.Entry) error {
	sealed, err := t.get(bucketData, key(e.Number))
	if err == nil && sealed != nil {
		var whole []byte
		whole, err = t.s.unseal(placeOf(e.Number), sealed)
		e.Data, e.Capture = parted(whole)
	}
	return err
}

// both joins the data of an entry with those of its capture, if it has any: a zero, with which no data begin, and the length of the first.
func both(e *terminal.Entry) []byte {
	if len(e.Capture) == 0 {
		return bytes.Clone(e.Data)
	}
	return slices.Concat(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(e.Data))), e.Data, e.Capture)
}

// parted is the inverse of both.
func parted(whole []byte) (data, capture []byte) {
	const head = 5
	if len(whole) < head || whole[0] != 0 {
		return whole, nil
	}
	n := min(uint64(binary.BigEndian.Uint32(whole[1:])), uint64(len(whole)-head))
	return slices.Clip(whole[head : head+n]), whole[head+n:]
}

func placeOf(number uint64) string { return fmt.Sprintf("data of transaction %d", number) }

// Next counts on. It refuses when too many messages wait for the acquirer: see [Options].
func (s *Store) Next() (number uint64, sequence uint32, err error) {
	err = s.update(func(t *tx) error {
		waiting, err := t.waiting()
		if err != nil {
			return err
		}
		if waiting >= uint64(s.options.Waiting) {
			return &FullError{waiting}
		}
		last, err := t.number(metaNumber)
		if err != nil {
			return err
		}
		counter, err := t.number(metaSequence)
		if err != nil {
			return err
		}
		number, sequence = last+1, terminal.NextSequence(uint32(counter))
		return errors.Join(t.setNumber(metaNumber, number), t.setNumber(metaSequence, uint64(sequence)))
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
		err = errors.Join(t.log(&e, card), t.count(&before, &e), t.write(&e, card), t.writeData(&e), t.prune(!there))
		for i := range due {
			err = errors.Join(err, t.add(&due[i]))
		}
		return err // of whatever: then nothing is kept
	})
}

// write keeps an entry without its data, and where it stands.
func (t *tx) write(e *terminal.Entry, card []byte) error {
	slip, err := storedSlip(e.Slip)
	if err != nil {
		return err
	}
	v, err := json.Marshal(storedEntry{*e, e.State, e.Request, e.Booked, e.Uploaded, e.Held, e.Raise, e.Raises, e.Rest, slip, store(&e.Transaction), card})
	if err != nil {
		return err
	}
	last, err := t.number(metaNumber)
	if err == nil && e.Number > last {
		err = t.setNumber(metaNumber, e.Number)
	}
	if err := errors.Join(err, t.put(bucketEntries, key(e.Number), v)); err != nil {
		return err
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
	whole := both(e)
	defer clear(whole)
	sealed, err := t.s.seal(placeOf(e.Number), whole)
	if err != nil {
		return err
	}
	return t.put(bucketData, key(e.Number), sealed)
}

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
	return t.put(bucketTokens, []byte(e.Token), key(e.Number))
}

// holder is the number of the transaction that holds a token, 0 if none does.
func (t *tx) holder(token string) (uint64, error) {
	v, err := t.get(bucketTokens, []byte(token))
	return numberOf(v), err
}

func (t *tx) release(token string, number uint64) error {
	holder, err := t.holder(token)
	if err != nil || holder != number {
		return err
	}
	return t.del(bucketTokens, []byte(token))
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
