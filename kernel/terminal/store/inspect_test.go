//go:build !wasip1 && !js

package store

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

// base is what the keys of a small file begin at, so that they are unlike anything else in it.
const base = 0x4B45_5953_0000

// small is a file of few small pages: buckets in their values, one of pages, free pages.
func small(t testing.TB) ([]byte, head) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "small")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{PageSize: 1 << 10})
	if err != nil {
		t.Fatal(err)
	}
	for n := range uint64(24) {
		if err := db.Update(func(t *bbolt.Tx) error {
			b, err := t.CreateBucketIfNotExists([]byte{byte('a' + n%2*n)})
			if err != nil {
				return err
			}
			return b.Put(key(base+n), make([]byte, 40))
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h, err := newestHead(bytes.NewReader(file), int64(len(file)))
	if err == nil {
		err = inspect(bytes.NewReader(file), h)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file[:h.pages<<10], h
}

// What a page says wrongly is named.
func TestInspect(t *testing.T) {
	file, h := small(t)
	at := func(page uint64, offset int) int { return int(page<<10) + offset }
	number := func(at int, v uint64) func([]byte) { return func(b []byte) { order.PutUint64(b[at:], v) } }
	count := func(page uint64, by int) func([]byte) {
		return func(b []byte) { b[at(page, 10)] = byte(int(b[at(page, 10)]) + by) }
	}
	for _, c := range []struct {
		name   string
		change func([]byte)
		says   string
	}{
		{"keys out of order", func(b []byte) { copy(b, bytes.ReplaceAll(b, key(base+6), key(base+99))) }, "out of order"},
		{"a key less in the root", count(h.root, -1), "outside it"},
		{"a key more in the root", count(h.root, 1), "outside it"},
		{"another page", number(at(h.root, 0), 7), "says that it is another"},
		{"flags", number(at(h.root, 8), 0x30), "none of a tree"},
		{"pages without end", number(at(h.root, 8), 0xFFFFFFFF<<32|2), "says that it is another"},
		{"a free page less", count(h.freelist, -1), "neither used nor free"},
		{"a free page more", count(h.freelist, 1), "named twice"},
		{"free pages without end", func(b []byte) {
			order.PutUint16(b[at(h.freelist, 10):], manyFree)
			order.PutUint64(b[at(h.freelist, 16):], 1<<60)
		}, "the list of free pages is none"},
		{"a tree for a list", func(b []byte) { order.PutUint16(b[at(h.freelist, 8):], leafPage) }, "the list of free pages is none"},
	} {
		b := bytes.Clone(file)
		c.change(b)
		if err := inspect(bytes.NewReader(b), h); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := inspect(bytes.NewReader(file), head{pageSize: 1 << 10, pages: 2}); err == nil {
		t.Error("no pages are enough")
	}
}

// FuzzInspect: no file makes inspection fail otherwise than by an error.
func FuzzInspect(f *testing.F) {
	file, _ := small(f)
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
