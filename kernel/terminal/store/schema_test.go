//go:build !wasip1 && !js

package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

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
