//go:build !wasip1 && !js

package store

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// An Exception is a card of the exception file.
type Exception struct {
	PAN string // digits
	PSN int    // sequence number, 0 to 99; -1: any
}

// Format keeps the PAN out of prints, under every verb.
func (e Exception) Format(f fmt.State, _ rune)   { _, _ = fmt.Fprint(f, "exception") }
func (e Exception) MarshalJSON() ([]byte, error) { return json.Marshal("exception") }
func (e Exception) LogValue() slog.Value         { return slog.StringValue("exception") }

// anyPSN is what the hash of an account has for all its cards.
const anyPSN = -1

// hashOf is a card as the file has it. The digits are a PAN's.
func (s *Store) hashOf(digits string, psn int) []byte {
	return s.hash(fmt.Sprintf("%s/%d", digits, psn))
}

// SetExceptions puts a new exception file in the place of the old one.
//
// B4 6.3.5
func (s *Store) SetExceptions(list iter.Seq[Exception]) error {
	return s.update(func(t *tx) error {
		if err := t.DeleteBucket(bucketExceptions); err != nil {
			return err
		}
		b, err := t.CreateBucket(bucketExceptions)
		if err != nil {
			return err
		}
		for e := range list {
			if err := putIn(b, s.hashOf(e.PAN, max(e.PSN, anyPSN)), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// Lookup asks the exception file and the split-sale log, which has the last approved amount of each account among the transactions that are kept.
//
// B4 6.3.5, B3 10.6.1
func (s *Store) Lookup(_ context.Context, pan []byte, psn int) (listed bool, before uint64, err error) {
	digits, err := tlv.DecodeCN(pan)
	if err != nil || digits == "" {
		return false, 0, nil // a card without an account number is in no list
	}
	err = s.view(func(t *tx) error {
		b := t.Bucket(bucketExceptions)
		listed = b.Get(s.hashOf(digits, anyPSN)) != nil || psn >= 0 && b.Get(s.hashOf(digits, psn)) != nil
		v, err := t.get(bucketSplits, s.hashOf(digits, anyPSN))
		if len(v) == splitSize {
			before = binary.BigEndian.Uint64(v[8:])
		}
		return err
	})
	return listed, before, err
}

// cardOf is the hash of the account that the data of a reversal have; nil if they have none.
func (s *Store) cardOf(data []byte) []byte {
	pan, ok := tlv.Find(data, tlv.PAN.Tag())
	if !ok {
		track2, _ := tlv.Find(data, tlv.Track2EquivalentData.Tag())
		pan.Value = step.AppendPAN(nil, track2.Value)
	}
	digits, err := tlv.DecodeCN(pan.Value)
	if err != nil || digits == "" {
		return nil
	}
	return s.hashOf(digits, anyPSN)
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
