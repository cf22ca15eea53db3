//go:build !wasip1 && !js

package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/emvgo/emv/kernel/terminal"
)

var testKey = bytes.Repeat([]byte{7}, 32)

// A newer program brings an older file to its version in one step, or not at all; an older program refuses a newer file and leaves it.
func TestMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	o := Options{Key: testKey}
	opened := func(steps ...migration) error {
		s, err := open(path, o, steps)
		if err == nil {
			err = s.Close()
		}
		return err
	}
	s, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Put(terminal.Entry{Number: 1, State: terminal.Settled}), s.Close()); err != nil {
		t.Fatal(err)
	}
	second := func(t *tx) error { return t.put(bucketMeta, []byte("second"), []byte("was here")) }
	broken := errors.New("broken")
	if err := opened(create, second, func(*tx) error { return broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
	before, _ := os.ReadFile(path)
	if err := opened(create); err != nil {
		t.Errorf("a step that failed has changed the version: %v", err)
	}
	if err := opened(create, second); err != nil {
		t.Error(err)
	}
	if err := opened(create); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
	s, err = open(path, o, []migration{create, second})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.view(func(x *tx) error {
		v, err := x.get(bucketMeta, []byte("second"))
		if string(v) != "was here" {
			t.Error("the step is not done")
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if e, err := s.Get(1); err != nil || e.State != terminal.Settled {
		t.Error(e, err)
	}
	if after, _ := os.ReadFile(path); bytes.Equal(before, after) {
		t.Error("nothing was written")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// FuzzInspect: no file makes inspection fail otherwise than by an error.
func FuzzInspect(f *testing.F) {
	path := filepath.Join(f.TempDir(), "small")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{PageSize: 1 << 10})
	if err != nil {
		f.Fatal(err)
	}
	for n := range uint64(24) { // buckets in their values, one of pages, free pages
		if err := db.Update(func(t *bbolt.Tx) error {
			b, err := t.CreateBucketIfNotExists([]byte{byte('a' + n%2*n)})
			if err != nil {
				return err
			}
			return b.Put(key(n), make([]byte, 40))
		}); err != nil {
			f.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		f.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	h, err := newestHead(bytes.NewReader(file), int64(len(file)))
	if err == nil {
		err = inspect(bytes.NewReader(file), h)
	}
	if err != nil {
		f.Fatal(err)
	}
	file = file[:h.pages<<10]
	f.Add(file, uint(0), uint64(0))
	f.Add(file[:2000], uint(9), uint64(1))
	f.Fuzz(func(t *testing.T, file []byte, at uint, value uint64) {
		if at := int(at % uint(max(len(file), 1))); at+8 <= len(file) { // with one number changed, so that checksums need not be guessed
			order.PutUint64(file[at:], value)
		}
		r := bytes.NewReader(file)
		h, err := newestHead(r, int64(len(file)))
		if err != nil {
			return
		}
		_ = inspect(r, h)
	})
}
