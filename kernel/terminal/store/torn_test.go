//go:build !wasip1 && !js

package store_test

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
	"github.com/emvgo/emv/testvectors/sweep"
)

// page is bbolt's, of the files that are made here.
var page = os.Getpagesize()

// TestTorn takes the power away in the middle of each write. bbolt writes pages, then one of two heads: whatever of the pages has reached the disk, and whatever part
// of the head, the books are those of before. A disk that writes the head before its pages, although it was told to wait, is not always noticed: that file is
// opened or refused, and nothing worse.
func TestTorn(t *testing.T) {
	path := place(t)
	s := open(t, path)
	before, had := snapshot(t, path, s)
	for n := 1; n <= 30; n++ {
		must(t, step(s, uint64(n)))
		after, has := snapshot(t, path, s)
		if sweep.Sample(n, 10) {
			tear(t, before, after, had, has)
		}
		before, had = after, has
	}
}

// step is one write, of each kind in turn.
func step(s *store.Store, n uint64) error {
	e := approved(n)
	switch n % 5 {
	case 0:
		return s.Done(n / 5)
	case 1:
		return s.Append(n, bytes.Repeat([]byte{byte(n)}, 500))
	case 2:
		return s.Keep("kept", bytes.Repeat([]byte{byte(n)}, int(n)*300))
	case 3:
		e.Number -= 2
		e.State = terminal.Undone
	}
	return s.Put(e, terminal.Message{Advice: []byte{byte(n)}})
}

func snapshot(t *testing.T, path string, s *store.Store) ([]byte, []any) {
	t.Helper()
	file, err := os.ReadFile(path)
	must(t, err)
	return file, books(t, s)
}

// tear makes every kind of half of a write.
func tear(t *testing.T, before, after []byte, had, has []any) {
	t.Helper()
	var pages []int // that have changed, the head last
	for n := 2; n*page < len(after); n++ {
		if at := n * page; at >= len(before) || !bytes.Equal(before[at:at+page], after[at:at+page]) {
			pages = append(pages, n)
		}
	}
	head := 0
	if bytes.Equal(before[:page], after[:page]) {
		head = 1
	}
	grown := append(slices.Clone(before), make([]byte, len(after)-len(before))...)
	copied := func(file []byte, n, bytes int) { copy(file[n*page:n*page+bytes], after[n*page:]) }
	for k := range pages { // the pages as far as the k-th, of which a half
		file := slices.Clone(grown)
		for _, n := range pages[:k] {
			copied(file, n, page)
		}
		copied(file, pages[k], page/2)
		is(t, "pages", file, had)
	}
	for k := range pages { // one page alone
		file := slices.Clone(grown)
		copied(file, pages[k], page)
		is(t, "one page", file, had)
	}
	whole := slices.Clone(grown)
	for _, n := range pages {
		copied(whole, n, page)
	}
	is(t, "all pages", whole, had)
	for part := 17; part < 80; part += 9 { // a part of the head
		file := slices.Clone(whole)
		copied(file, head, part)
		is(t, "part of the head", file, had, has)
	}
	copied(whole, head, page)
	is(t, "all", whole, has)
	lied := slices.Clone(grown)
	copied(lied, head, page)
	path := place(t)
	must(t, os.WriteFile(path, lied, 0o600))
	s, err := store.Open(path, store.Options{Key: key})
	switch {
	case err == nil:
		must(t, s.Close())
	case !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrForeign):
		t.Error(err)
	}
}

// is reports whether a file is opened, and has one of these books.
func is(t *testing.T, what string, file []byte, want ...[]any) {
	t.Helper()
	path := place(t)
	must(t, os.WriteFile(path, file, 0o600))
	s, err := store.Open(path, store.Options{Key: key})
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	got := books(t, s)
	if !slices.ContainsFunc(want, func(one []any) bool { return reflect.DeepEqual(one, got) }) {
		t.Errorf("%s: other books", what)
	}
	must(t, s.Put(approved(99)), s.Close())
}
