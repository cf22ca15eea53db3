//go:build !wasip1 && !js

// Package store is the ledger of a terminal in one file, over go.etcd.io/bbolt:
//
//	s, err := store.Open("terminal.db", store.Options{Key: key}) // 32 secret bytes, from the device's safe memory
//	if err != nil {
//		return err // says why the file is refused, and what to do
//	}
//	defer s.Close()
//	devices.Journals, devices.CardFile = s, s
//	t, err := terminal.New(cfg, devices, s) // takes back what a stop has left
//
// It is a [terminal.Ledger], [terminal.Memory], [terminal.Journals] and [terminal.CardFile]. Each call that changes something is one transaction of the file:
// when it returns, the disk has it whole, and when the power goes before, nothing of it. One process has the file open, and holds its lock.
//
// What names an account is sealed with the caller's key, by package journal: the data for reversals, the messages that wait, the journals of sessions, the
// values of Keep. Accounts of the exception file and of the split-sale log stand in it as keyed hashes. Records, which have account numbers as
// masked as slips have them, totals and redacted journals are in clear.
//
// The file's size is bounded by [Options]: what is older is deleted, but nothing that is pending. Deleted pages are used again; the file does not shrink.
package store

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/staff"
	"github.com/emvgo/emv/tlv"
)

// Options say how a store is kept. Zero numbers are their defaults.
type Options struct {
	Key      []byte // 32 secret bytes: what names an account is sealed with it
	Keep     int    // transactions that are kept, 10,000 by default; a sale token is known as long as its transaction
	Undoable int    // transactions whose card data stay, so that they can be taken back, 1,000 by default; besides those of what is held, as long as it is kept
	Twins    int    // redacted journals that are kept, 1,000 by default
	Waiting  int    // messages that may wait for the acquirer before no new transaction begins, 10,000 by default
}

func (o Options) masked() string {
	return fmt.Sprintf("keep %d, undoable %d, twins %d, waiting %d", o.Keep, o.Undoable, o.Twins, o.Waiting)
}

// Format prints the options without their key, under every verb.
func (o Options) Format(f fmt.State, _ rune)   { _, _ = fmt.Fprint(f, o.masked()) }
func (o Options) MarshalJSON() ([]byte, error) { return json.Marshal(o.masked()) }
func (o Options) LogValue() slog.Value         { return slog.StringValue(o.masked()) }

func (o *Options) resolve() error {
	if len(o.Key) != 32 {
		return errors.New("store: Options.Key: give 32 secret bytes")
	}
	for _, f := range []struct {
		name      string
		n         *int
		byDefault int
	}{{"Keep", &o.Keep, 10_000}, {"Undoable", &o.Undoable, 1_000}, {"Twins", &o.Twins, 1_000}, {"Waiting", &o.Waiting, 10_000}} {
		switch {
		case *f.n < 0:
			return fmt.Errorf("store: Options.%s: give a number above zero, or zero for %d", f.name, f.byDefault)
		case *f.n == 0:
			*f.n = f.byDefault
		}
	}
	return nil
}

// A Store is a terminal's ledger in a file. Its methods may be called by several goroutines.
type Store struct {
	db      *bbolt.DB
	options Options // without the key
	keys    *keys

	mu      sync.Mutex
	sealers map[uint64]*journal.Sealer // of journals that are being written
}

type keys struct {
	seal    []byte // the caller's
	account []byte // of the hashes of accounts
}

var (
	_ terminal.Ledger   = (*Store)(nil)
	_ terminal.Memory   = (*Store)(nil)
	_ terminal.Journals = (*Store)(nil)
	_ terminal.CardFile = (*Store)(nil)
	_ staff.Keeper      = (*Place)(nil)
)

// newStore is a store of a file that is open.
func newStore(db *bbolt.DB, o Options) (*Store, error) {
	account, err := hkdf.Key(sha256.New, o.Key, nil, "EMV store: accounts", 32)
	k := &keys{slices.Clone(o.Key), account}
	o.Key = nil
	return &Store{db: db, options: o, keys: k, sealers: map[uint64]*journal.Sealer{}}, err
}

// Close closes the file and lets go of its lock.
func (s *Store) Close() error {
	err := s.db.Close()
	clear(s.keys.seal)
	clear(s.keys.account)
	return err
}

// Format prints the file's name, under every verb.
func (s *Store) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "store %s", s.db.Path()) }

// Backup writes a whole copy of the file, as it stands now. The store goes on meanwhile; the copy is a store of its own, sealed as the file is.
func (s *Store) Backup(w io.Writer) error {
	return s.view(func(t *tx) error {
		_, err := t.WriteTo(w)
		return err
	})
}

// A tx is one transaction of the file.
type tx struct {
	*bbolt.Tx
	s *Store
}

func (s *Store) update(f func(*tx) error) error {
	return s.db.Update(func(t *bbolt.Tx) error { return f(&tx{t, s}) })
}

func (s *Store) view(f func(*tx) error) error {
	return s.db.View(func(t *bbolt.Tx) error { return f(&tx{t, s}) })
}

// seal seals data for one place in the file: nobody can move them to another.
func (s *Store) seal(place string, data []byte) ([]byte, error) {
	sealer, err := journal.NewSealer(s.keys.seal, []byte("store: "+place), nil)
	if err != nil {
		return nil, err
	}
	return sealer.Seal(data), nil
}

// unseal is the inverse of seal.
func (s *Store) unseal(place string, sealed []byte) ([]byte, error) {
	data, err := journal.Open(s.keys.seal, []byte("store: "+place), sealed)
	if err != nil {
		return nil, fmt.Errorf("store: %s cannot be unsealed: %w", place, err)
	}
	return data, nil
}

// hash is an account, or what else must not be read, as the file has it.
func (s *Store) hash(what string) []byte {
	h := hmac.New(sha256.New, s.keys.account)
	h.Write([]byte(what))
	return h.Sum(nil)[:16]
}

// Keep keeps a value under a name, sealed.
func (s *Store) Keep(name string, value []byte) error {
	return s.update(func(t *tx) error {
		if len(value) == 0 {
			return t.Bucket(bucketKept).Delete([]byte(name))
		}
		sealed, err := s.seal("kept "+name, value)
		if err != nil {
			return err
		}
		return t.put(bucketKept, []byte(name), sealed)
	})
}

// Recall gives the value of a name.
func (s *Store) Recall(name string) (value []byte, err error) {
	err = s.view(func(t *tx) error {
		sealed, err := t.get(bucketKept, []byte(name))
		if err == nil && sealed != nil {
			value, err = s.unseal("kept "+name, sealed)
		}
		return err
	})
	return value, err
}

// Retainer keeps, sealed, what kernels have to find again after a stop: the tearing log of Kernel 6.
func (s *Store) Retainer() terminal.Keeper { return retainer{s} }

type retainer struct{ s *Store }

func under(tag tlv.Tag) string { return fmt.Sprintf("kernels %X", uint32(tag)) }

func (r retainer) Keep(_ context.Context, tag tlv.Tag, value []byte) error {
	return r.s.Keep(under(tag), value)
}

func (r retainer) Kept(_ context.Context, tag tlv.Tag) ([]byte, error) { return r.s.Recall(under(tag)) }

// A Place is one value of a store: what package staff keeps its desk in, for example.
type Place struct {
	s    *Store
	name string
}

// Place is the value of a name.
func (s *Store) Place(name string) *Place { return &Place{s, name} }

// Save keeps the value, sealed.
func (p *Place) Save(value []byte) error { return p.s.Keep(p.name, value) }

// Load gives the value; nil if there is none.
func (p *Place) Load() ([]byte, error) { return p.s.Recall(p.name) }
