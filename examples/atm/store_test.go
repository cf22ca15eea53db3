package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/menutest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
)

// Cash that was being given out when the machine stopped is the operator's, until he says what became of it.
func TestOwedAfterStop(t *testing.T) {
	for _, c := range []struct{ owed, says, then string }{
		{"paid", "paid", "settled"},
		{"undone", "taken back", "undone"},
	} {
		file := filepath.Join(t.TempDir(), "machine")
		show(t, "-store", file)
		work := func(do func(s *store.Store) error) {
			t.Helper()
			key, err := os.ReadFile(file + ".key")
			if err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(file, store.Options{Key: key})
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(do(s), s.Close()); err != nil {
				t.Fatal(err)
			}
		}
		work(func(s *store.Store) error {
			e, err := s.Get(1)
			e.State = terminal.CashOwed
			return errors.Join(err, s.Put(e))
		})
		for range 2 { // it is listed each time
			if text := show(t, "-store", file); !strings.Contains(text, "OPERATOR   transaction 1, 100.00 EUR") || !strings.Contains(text, "-owed paid or -owed undone") {
				t.Error(text)
			}
		}
		if text := show(t, "-store", file, "-owed", c.owed); !strings.Contains(text, c.says) {
			t.Error(text)
		}
		if text := show(t, "-store", file); strings.Contains(text, "OPERATOR") {
			t.Error(text)
		}
		work(func(s *store.Store) error {
			e, err := s.Get(1)
			if e.State.String() != c.then {
				t.Errorf("%s: %v", c.owed, e)
			}
			return err
		})
	}
	for _, args := range [][]string{{"-owed", "paid"}, {"-store", "x", "-owed", "lost"}} {
		var stdout, stderr bytes.Buffer
		if status := run(args, nil, &stdout, &stderr, noon); status != 2 || !strings.Contains(stderr.String(), "-owed") {
			t.Error(args, status, &stderr)
		}
	}
}

// No name of a file, no address, no value of a flag and no flag that there is not steers a terminal.
func TestNoNameSteersTheTerminal(t *testing.T) {
	typing.Unsteered(t, menutest.Flags)
}
