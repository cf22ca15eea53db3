//go:build !wasip1 && !js

package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
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

// begin makes a store beside its place and moves it there when it is whole, so that a stop leaves no half of one. Where two begin at once, the lock of what stands
// beside lets one of them go on.
func begin(path string, o Options, steps []migration) error {
	beside := path + ".new"
	err := whole(beside, o, steps)
	if err != nil && !errors.Is(err, ErrInUse) { // what a stop has left
		if err := os.Remove(beside); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		err = whole(beside, o, steps)
	}
	if err != nil {
		return err
	}
	move := func() error { return os.Rename(beside, path) }
	if !fresh(path) { // somebody was faster
		move = func() error { return os.Remove(beside) }
	}
	if err := move(); err != nil && (!errors.Is(err, os.ErrNotExist) || fresh(path)) {
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil { // not every system can sync one
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// whole makes a store, or takes up one that is whole.
func whole(path string, o Options, steps []migration) error {
	s, err := load(path, o, steps)
	if err != nil {
		return err
	}
	return errors.Join(s.Close(), look(path))
}

// look inspects a file before bbolt maps it, with a lock that readers share, so that nobody writes meanwhile.
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
	if _, err := newestHead(f, info.Size()); err != nil {
		return err
	}
	db, err := bolt(path, true)
	if err != nil {
		return err
	}
	defer db.Close()
	if info, err = f.Stat(); err != nil {
		return err
	}
	h, err := newestHead(f, info.Size())
	if err != nil {
		return err
	}
	if err := inspect(f, h); err != nil {
		return &OpenError{Err: ErrDamaged, Detail: err.Error()}
	}
	return nil
}

// bolt opens a file with bbolt and takes its lock.
func bolt(path string, reads bool) (db *bbolt.DB, err error) {
	err = guarded(func() (err error) {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Nanosecond, ReadOnly: reads})
		return err
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		err = &OpenError{Err: ErrInUse}
	}
	return db, err
}

// load opens a file that was inspected, reads all that is in it, and brings it to the present version.
func load(path string, o Options, steps []migration) (s *Store, err error) {
	db, err := bolt(path, false)
	if err != nil {
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

// verify reads every value of a file that is not empty.
func verify(t *tx) error {
	if _, err := t.version(); err != nil {
		return &OpenError{Err: ErrForeign, Detail: err.Error()}
	}
	err := t.ForEach(func(name []byte, b *bbolt.Bucket) error {
		if !known(name) {
			return nil
		}
		return values(b)
	})
	if err != nil {
		return &OpenError{Err: ErrDamaged, Detail: err.Error()}
	}
	return nil
}

// values reads the values of a bucket, and of those in it.
func values(b *bbolt.Bucket) error {
	return b.ForEach(func(k, v []byte) error {
		if v == nil {
			return values(b.Bucket(k))
		}
		_, err := checked(k, v)
		return err
	})
}
