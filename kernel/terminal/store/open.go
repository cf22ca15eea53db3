//go:build !wasip1 && !js

package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// Why a file is refused: the Err of an [OpenError].
var (
	ErrInUse   = errors.New("another process has it open")
	ErrForeign = errors.New("it is no terminal store")
	ErrDamaged = errors.New("it is damaged")
	ErrNewer   = errors.New("a newer program has written it")
	ErrKey     = errors.New("the key is wrong")
)

// remedies say what to do.
var remedies = map[error]string{
	ErrInUse:   "stop that process, or give each its own file",
	ErrForeign: "give another file; this one was left as it is",
	ErrDamaged: "move it away and keep it, begin with a new one, and have the acquirer say which of the last transactions stand; a backup is a store too",
	ErrNewer:   "use that program, or one that is newer still; the file was left as it is",
	ErrKey:     "give the key that it was made with; without it what is sealed is lost, and a new file has to be begun",
}

// An OpenError says why a file is refused, and what to do.
type OpenError struct {
	Path   string
	Err    error // ErrInUse, ErrForeign, ErrDamaged, ErrNewer or ErrKey
	Detail string
}

func (e *OpenError) Error() string {
	text := fmt.Sprintf("store: %s: %v", e.Path, e.Err)
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text + "; " + remedies[e.Err]
}

// Unwrap is the reason.
func (e *OpenError) Unwrap() error { return e.Err }

// Open opens a store, and makes it where there is no file, or an empty one. A file that cannot be trusted is refused with an [*OpenError] and left as it
// is. Open reads the whole file: what it takes over is whole.
func Open(path string, o Options) (*Store, error) { return open(path, o, migrations) }

func open(path string, o Options, steps []migration) (s *Store, err error) {
	if err := o.resolve(); err != nil {
		return nil, err
	}
	if fresh(path) {
		if err := begin(path, o, steps); err != nil {
			return nil, located(path, err)
		}
	}
	if err := look(path); err != nil {
		return nil, located(path, err)
	}
	s, err = load(path, o, steps)
	return s, located(path, err)
}

func located(path string, err error) error {
	var e *OpenError
	if errors.As(err, &e) {
		e.Path = path
	}
	return err
}

func fresh(path string) bool {
	info, err := os.Stat(path)
	return errors.Is(err, os.ErrNotExist) || err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// begin makes a store beside its place and moves it there when it is whole, so that a stop leaves no half of one.
func begin(path string, o Options, steps []migration) error {
	beside := path + ".new"
	if !fresh(beside) {
		if err := os.Truncate(beside, 0); err != nil {
			return err
		}
	}
	s, err := load(beside, o, steps)
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	if !fresh(path) { // somebody was faster
		return os.Remove(beside)
	}
	if err := os.Rename(beside, path); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil { // not every system can sync one
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// load opens a file with bbolt, takes its lock, and checks all that is in it.
func load(path string, o Options, steps []migration) (s *Store, err error) {
	var db *bbolt.DB
	err = guarded(func() (err error) {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Nanosecond})
		return err
	})
	switch {
	case errors.Is(err, bbolt.ErrTimeout):
		return nil, &OpenError{Err: ErrInUse}
	case err != nil:
		return nil, err
	}
	if s, err = newStore(db, o); err == nil {
		err = guarded(func() error {
			if err := s.view(verify); err != nil {
				return err
			}
			return s.update(func(t *tx) error { return t.migrate(steps) })
		})
	}
	if err != nil {
		_ = guarded(s.Close)
		return nil, err
	}
	return s, nil
}

// guarded makes an error of a panic: bbolt has one for pages that make no sense, and so has memory that the file does not reach.
func guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = &OpenError{Err: ErrDamaged, Detail: fmt.Sprint(r)}
		}
	}()
	return f()
}

// What bbolt's meta pages have behind a page's header of 16 bytes.
const (
	boltMagic   = 0xED0CDAED
	boltVersion = 2
	boltHeader  = 16
	boltMeta    = 64
	noFreelist  = 1<<64 - 1
)

// look reads the two meta pages before bbolt maps the file: one of them has to be whole, and the file as long as it says. A process that reads a page that is
// not there is killed.
func look(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return &OpenError{Err: ErrForeign, Detail: "it is no regular file"}
	}
	var newest meta
	bolt := false
	for _, at := range metaPlaces(f) {
		m := readMeta(f, at)
		bolt = bolt || m.magic
		if m.valid && m.tx >= newest.tx {
			newest = m
		}
	}
	switch {
	case !bolt:
		return &OpenError{Err: ErrForeign, Detail: "it is no bbolt database"}
	case !newest.valid:
		return &OpenError{Err: ErrDamaged, Detail: "neither of its two heads is whole"}
	case newest.freelist == noFreelist:
		return &OpenError{Err: ErrForeign, Detail: "its database is another program's"}
	case newest.pages > uint64(info.Size())/uint64(newest.pageSize):
		return &OpenError{Err: ErrDamaged, Detail: fmt.Sprintf("it has %d bytes of %d", info.Size(), newest.pages*uint64(newest.pageSize))}
	}
	return nil
}

// meta is one of bbolt's two heads.
type meta struct {
	magic, valid        bool
	pageSize            uint32
	freelist, pages, tx uint64
}

// metaPlaces are where the two heads begin: the second at the page size, which the first may no longer tell.
func metaPlaces(r io.ReaderAt) (at []int64) {
	if m := readMeta(r, 0); m.valid {
		return []int64{0, int64(m.pageSize)}
	}
	at = []int64{0}
	for size := int64(1 << 10); size <= 1<<16; size <<= 1 {
		at = append(at, size)
	}
	return at
}

func readMeta(r io.ReaderAt, at int64) (m meta) {
	b := make([]byte, boltHeader+boltMeta)
	if n, _ := r.ReadAt(b, at); n < len(b) {
		return m
	}
	b = b[boltHeader:]
	e := binary.NativeEndian
	m = meta{magic: e.Uint32(b) == boltMagic, pageSize: e.Uint32(b[8:]), freelist: e.Uint64(b[32:]), pages: e.Uint64(b[40:]), tx: e.Uint64(b[48:])}
	h := fnv.New64a()
	_, _ = h.Write(b[:56])
	m.valid = m.magic && e.Uint32(b[4:]) == boltVersion && e.Uint64(b[56:]) == h.Sum64() && m.pageSize >= 1<<9 && m.pages < 1<<40
	return m
}

// verify reads every value of a file that is not empty. Only then bbolt's own check follows, which runs beside the caller, where a fault would end the
// process.
func verify(t *tx) error {
	if _, err := t.version(); err != nil {
		return &OpenError{Err: ErrForeign, Detail: err.Error()}
	}
	err := t.ForEach(func(name []byte, b *bbolt.Bucket) error {
		return values(b, known(name))
	})
	if err != nil {
		return &OpenError{Err: ErrDamaged, Detail: err.Error()}
	}
	for fault := range t.Check() {
		if err == nil {
			err = &OpenError{Err: ErrDamaged, Detail: fault.Error()}
		}
	}
	return err
}

// values reads the values of a bucket, and of those in it. In those that are ours each has its checksum.
func values(b *bbolt.Bucket, ours bool) error {
	return b.ForEach(func(k, v []byte) error {
		if v == nil {
			return values(b.Bucket(k), ours)
		}
		if !ours {
			return nil
		}
		_, err := checked(k, v)
		return err
	})
}
