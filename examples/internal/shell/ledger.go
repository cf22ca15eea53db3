package shell

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
)

// A Ledger is what a terminal of the examples keeps.
type Ledger interface {
	terminal.Ledger
	terminal.Memory
}

// OpenLedger opens the file of -store and gives it to the devices, or begins with an empty ledger in memory. done closes it.
func (s *Settings) OpenLedger(d *terminal.Devices) (l Ledger, done func() error, err error) {
	if s.Store == "" {
		return terminal.NewMemoryLedger(), func() error { return nil }, nil
	}
	key, err := keyOf(s.Store + ".key")
	if err != nil {
		return nil, nil, err
	}
	defer clear(key)
	file, err := store.Open(s.Store, store.Options{Key: key})
	if err != nil {
		return nil, nil, fmt.Errorf("-store: %w", err)
	}
	d.Journals, d.CardFile, d.Keeper = file, file, file.Retainer()
	s.memory = file
	last, err := file.Last()
	clear(last.Data)
	if s.logged = last.Number; err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return file, file.Close, nil
}

// keyOf reads the key of a store, or makes one. A real terminal has its key in memory that forgets it when it is opened.
func keyOf(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	key = make([]byte, 32)
	_, _ = rand.Read(key)
	return key, os.WriteFile(path, key, 0o600)
}
