//go:build !wasip1 && !js

package store

import (
	"bytes"
	"crypto/hmac"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"go.etcd.io/bbolt"
)

// The buckets. Numbers are keys of 8 bytes, so that keys stand in their order.
var (
	bucketMeta       = []byte("meta")       // see below
	bucketEntries    = []byte("entries")    // number: storedEntry, JSON
	bucketData       = []byte("data")       // number: data for a reversal, and for a capture of another amount, sealed
	bucketOpen       = []byte("open")       // number: nothing
	bucketTokens     = []byte("tokens")     // sale token: number of the transaction that holds it
	bucketMessages   = []byte("messages")   // number: storedMessage, JSON, sealed
	bucketTotals     = []byte("totals")     // currency and purpose: Total, JSON
	bucketExceptions = []byte("exceptions") // hash of the account: nothing
	bucketSplits     = []byte("splits")     // hash of the account: number and amount
	bucketJournals   = []byte("journals")   // number: a bucket of sealed pieces
	bucketTwins      = []byte("twins")      // number: redacted journal
	bucketKept       = []byte("kept")       // name: value, sealed

	buckets = [][]byte{
		bucketMeta, bucketEntries, bucketData, bucketOpen, bucketTokens, bucketMessages, bucketTotals, bucketExceptions, bucketSplits, bucketJournals,
		bucketTwins, bucketKept,
	}
)

// The keys of bucketMeta.
var (
	metaFormat   = []byte("format")
	metaVersion  = []byte("version")
	metaCheck    = []byte("check") // tells the key from others
	metaNumber   = []byte("number")
	metaSequence = []byte("sequence")
	metaMessage  = []byte("message")
)

const format = "EMV terminal store"

// A migration brings a file from one version of the schema to the next.
type migration func(*tx) error

// migrations are the steps from an empty file to the present version, which is their number.
var migrations = []migration{create}

// create makes version 1.
func create(t *tx) error {
	for _, name := range buckets {
		if _, err := t.CreateBucket(name); err != nil {
			return err
		}
	}
	return errors.Join(t.put(bucketMeta, metaFormat, []byte(format)), t.put(bucketMeta, metaCheck, t.s.hash("check")))
}

// version is the version of the file; 0: it is empty.
func (t *tx) version() (int, error) {
	if name, _ := t.Cursor().First(); name == nil {
		return 0, nil
	}
	if t.Bucket(bucketMeta) == nil {
		return 0, errors.New("its database is another program's")
	}
	f, err := t.get(bucketMeta, metaFormat)
	if err != nil || string(f) != format {
		return 0, errors.New("its database is another program's")
	}
	v, err := t.number(metaVersion)
	return int(v), err
}

// migrate brings the file to the present version.
func (t *tx) migrate(steps []migration) error {
	v, err := t.version()
	switch {
	case err != nil:
		return err
	case v > len(steps):
		return &OpenError{Err: ErrNewer, Detail: fmt.Sprintf("version %d, this program knows %d", v, len(steps))}
	}
	if v > 0 {
		if check, err := t.get(bucketMeta, metaCheck); err != nil || !hmac.Equal(check, t.s.hash("check")) {
			return &OpenError{Err: ErrKey, Detail: "it is sealed with another one"}
		}
	}
	for _, step := range steps[v:] {
		if err := step(t); err != nil {
			return err
		}
	}
	if v < len(steps) {
		if err := t.setNumber(metaVersion, uint64(len(steps))); err != nil {
			return err
		}
	}
	return t.complete()
}

// complete reports whether the store's buckets are there, and no others.
func (t *tx) complete() error {
	found := 0
	err := t.ForEach(func(name []byte, b *bbolt.Bucket) error {
		if !known(name) || b == nil {
			return &OpenError{Err: ErrDamaged, Detail: fmt.Sprintf("its bucket %q is none of the store's", name)}
		}
		found++
		return nil
	})
	if err == nil && found != len(buckets) {
		err = &OpenError{Err: ErrDamaged, Detail: "a bucket is missing"}
	}
	return err
}

func key(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }

// numberOf is the inverse of key; 0 for what is none.
func numberOf(key []byte) uint64 {
	if len(key) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(key)
}

func (t *tx) number(name []byte) (uint64, error) {
	v, err := t.get(bucketMeta, name)
	return numberOf(v), err
}

func (t *tx) setNumber(name []byte, n uint64) error { return t.put(bucketMeta, name, key(n)) }

// A value stands in the file behind a checksum over its key and itself: bbolt has none of what it keeps.
const checksumSize = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(key, value []byte) []byte {
	c := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
	return binary.BigEndian.AppendUint32(make([]byte, 0, checksumSize+len(value)), c)
}

// putIn puts a value behind its checksum.
func putIn(b *bbolt.Bucket, key, value []byte) error {
	return b.Put(key, append(checksum(key, value), value...))
}

// checked is a value as the file has it without its checksum.
func checked(key, stored []byte) ([]byte, error) {
	if len(stored) < checksumSize || !bytes.Equal(stored[:checksumSize], checksum(key, stored[checksumSize:])) {
		return nil, fmt.Errorf("store: the value of %q is damaged", key)
	}
	return stored[checksumSize:], nil
}

func (t *tx) put(bucket, key, value []byte) error { return putIn(t.Bucket(bucket), key, value) }

// get is a copy of a value, nil if there is none.
func (t *tx) get(bucket, key []byte) ([]byte, error) {
	stored := t.Bucket(bucket).Get(key)
	if stored == nil {
		return nil, nil
	}
	v, err := checked(key, stored)
	return append(make([]byte, 0, len(v)), v...), err
}

func (t *tx) del(bucket, key []byte) error { return t.Bucket(bucket).Delete(key) }

// known reports whether a bucket is the store's.
func known(name []byte) bool {
	return slices.ContainsFunc(buckets, func(b []byte) bool { return bytes.Equal(b, name) })
}
