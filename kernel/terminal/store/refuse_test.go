//go:build !wasip1 && !js

package store_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
	"github.com/emvgo/emv/testvectors/sweep"
)

// refused reports whether a file is refused for a reason, with what to do, and left as it is.
func refused(t *testing.T, path string, o store.Options, want error, remedy string) {
	t.Helper()
	before, _ := os.ReadFile(path)
	s, err := store.Open(path, o)
	if s != nil {
		_ = s.Close()
	}
	if !errors.Is(err, want) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), remedy) {
		t.Errorf("%v, want %v, %s", err, want, remedy)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
}

// Files that are none of ours are refused and left as they are; an empty one, or none, is begun.
func TestForeignFiles(t *testing.T) {
	for name, content := range map[string][]byte{
		"text": []byte("a shopping list"), "zeroes": make([]byte, 1<<16), "long text": bytes.Repeat([]byte("a shopping list "), 1<<12),
		"a magic number alone": append(make([]byte, 16), 0xED, 0xDA, 0x0C, 0xED),
	} {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			must(t, os.WriteFile(path, content, 0o600))
			refused(t, path, store.Options{Key: key}, store.ErrForeign, "give another file")
		})
	}
	for name, bucket := range map[string]string{"another program's database": "users", "etcd's": "meta"} {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			db, err := bbolt.Open(path, 0o600, nil)
			must(t, err)
			must(t, db.Update(func(tx *bbolt.Tx) error {
				b, err := tx.CreateBucket([]byte(bucket))
				return errors.Join(err, b.Put([]byte("format"), []byte("x")))
			}), db.Close())
			refused(t, path, store.Options{Key: key}, store.ErrForeign, "give another file")
		})
	}
	if _, err := store.Open(t.TempDir(), store.Options{Key: key}); !errors.Is(err, store.ErrForeign) {
		t.Errorf("a directory: %v", err)
	}
	if _, err := store.Open(filepath.Join(t.TempDir(), "no", "such"), store.Options{Key: key}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no directory: %v", err)
	}
	path := place(t)
	must(t, os.WriteFile(path, nil, 0o600), os.WriteFile(path+".new", []byte("half of one"), 0o600))
	must(t, open(t, path).Put(approved(1)))
	if _, err := os.Stat(path + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Error("what was begun is left beside it")
	}
}

// Another key opens nothing, and says so.
func TestOtherKey(t *testing.T) {
	path := place(t)
	s := open(t, path)
	must(t, s.Put(approved(1)), s.Close())
	refused(t, path, store.Options{Key: bytes.Repeat([]byte{1}, 32)}, store.ErrKey, "give the key")
}

// A second owner is refused: here another process has the file, and then this one.
func TestOneOwner(t *testing.T) {
	path := place(t)
	open(t, path)
	refused(t, path, store.Options{Key: key}, store.ErrInUse, "stop that process")

	other := place(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "STORE_CHILD=hold", "STORE_FILE="+other)
	in, err := child.StdinPipe()
	must(t, err)
	out, err := child.StdoutPipe()
	must(t, err, child.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatal(line, err)
	}
	refused(t, other, store.Options{Key: key}, store.ErrInUse, "stop that process")
	must(t, in.Close(), child.Wait())
	open(t, other)
}

// A second owner is refused while the first begins the file, and leaves it as it is.
func TestOneBeginner(t *testing.T) {
	path := place(t)
	first, err := bbolt.Open(path+".new", 0o600, nil)
	must(t, err)
	before, err := os.ReadFile(path + ".new")
	must(t, err)
	refused(t, path, store.Options{Key: key}, store.ErrInUse, "stop that process")
	if after, err := os.ReadFile(path + ".new"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("what the first owner begins is changed, or %v", err)
	}
	must(t, first.Close())
	open(t, path)

	path = place(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s, err := store.Open(path, store.Options{Key: key})
			if err == nil {
				_, _, err = s.Next()
				err = errors.Join(err, s.Close())
			}
			if err != nil && !errors.Is(err, store.ErrInUse) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	open(t, path)
}

// hold has the file open until its parent lets go.
func hold(path string) error {
	s, err := store.Open(path, store.Options{Key: key})
	if err != nil {
		return err
	}
	fmt.Println("open")
	_, _ = bufio.NewReader(os.Stdin).ReadByte()
	return s.Close()
}

// books is all that a store has, to compare.
func books(t *testing.T, s *store.Store) (all []any) {
	t.Helper()
	for e, err := range s.Entries(0) {
		must(t, err)
		whole, err := s.Get(e.Number)
		must(t, err)
		all = append(all, whole)
	}
	open, err := s.Open()
	must(t, err)
	totals, err := s.Totals()
	must(t, err)
	kept, err := s.Recall("kept")
	must(t, err)
	m, ok, err := s.First()
	must(t, err)
	waiting, err := s.Waiting()
	must(t, err)
	return append(all, open, totals, kept, m, ok, waiting)
}

// busy is a store of a few pages, closed, with what it has.
func busy(t *testing.T) (file []byte, has []any) {
	t.Helper()
	path := place(t)
	s := open(t, path)
	for n := range uint64(40) {
		e := approved(n + 1)
		e.Token = fmt.Sprint("basket ", n)
		must(t, s.Put(e, terminal.Message{Advice: []byte{byte(n)}}), s.Keep("kept", []byte{byte(n)}))
	}
	must(t, s.Append(7, []byte("piece")))
	has = books(t, s)
	must(t, s.Close())
	file, err := os.ReadFile(path)
	must(t, err)
	pages := sort.Search(len(file)/page, func(n int) bool { return opens(t, path, file[:n*page]) })
	return file[:pages*page], has // without the room behind what is used
}

// opens reports whether a file with this content is a store.
func opens(t *testing.T, path string, file []byte) bool {
	t.Helper()
	must(t, os.WriteFile(path, file, 0o600))
	s, err := store.Open(path, store.Options{Key: key})
	if err != nil {
		return false
	}
	must(t, s.Close())
	return len(file) > 0
}

// A copy that was cut short is refused, wherever it was cut.
func TestTruncated(t *testing.T) {
	file, has := busy(t)
	path := place(t)
	for i, n := 1, len(file)-1; n > 0; i, n = i+1, n-61 {
		if !sweep.Sample(i, 97) {
			continue
		}
		must(t, os.WriteFile(path, file[:n], 0o600))
		s, err := store.Open(path, store.Options{Key: key})
		switch {
		case err == nil: // all that was cut off was room
			if got := books(t, s); !reflect.DeepEqual(got, has) {
				t.Errorf("%d of %d bytes: other books", n, len(file))
			}
			must(t, s.Close())
		case !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrForeign):
			t.Errorf("%d of %d bytes: %v", n, len(file), err)
		}
	}
}

// A byte that has changed anywhere is noticed, or lies where nothing is kept. At the beginning of each page, where bbolt has its own numbers, every byte is tried.
func TestDamaged(t *testing.T) {
	file, has := busy(t)
	path := place(t)
	const numbers = 144
	tried, noticed, heads := 0, 0, 0
	for i := range file {
		change := byte(0x55)
		if i%page < numbers {
			heads++
			change = file[i] ^ (file[i] - 1) // one less
			if !sweep.Sample(heads, 101) {
				continue
			}
		} else if !sweep.Large(i, 2801, 97) {
			continue
		}
		tried++
		damaged := bytes.Clone(file)
		damaged[i] ^= change
		if unopened(t, path, fmt.Sprint("byte ", i), damaged, has) {
			noticed++
		}
	}
	if noticed < tried/10 {
		t.Errorf("%d of %d were noticed", noticed, tried)
	}
	t.Logf("%d of %d were noticed", noticed, tried)
	if !unopened(t, path, "a bucket with another name", bytes.ReplaceAll(file, []byte("exceptions"), []byte("exceptionz")), has) {
		t.Error("a bucket is missing, and nobody notices")
	}
}

// unopened reports whether a damaged file is refused. If it is not, its books are what they were, and go on.
func unopened(t *testing.T, path, what string, file []byte, has []any) bool {
	t.Helper()
	must(t, os.WriteFile(path, file, 0o600))
	s, err := store.Open(path, store.Options{Key: key})
	var why *store.OpenError
	if err != nil {
		if !errors.As(err, &why) {
			t.Errorf("%s: %v", what, err)
		}
		return true
	}
	if got := books(t, s); !reflect.DeepEqual(got, has) {
		t.Errorf("%s: other books", what)
	}
	must(t, s.Put(approved(99)), s.Close())
	return false
}
