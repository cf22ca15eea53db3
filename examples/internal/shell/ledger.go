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

// OpenLedger opens the file of -store and gives it to the devices, or begins with an empty ledger in memory. done closes it. A file of another terminal is refused, and so is
// a log that cannot be written: before anything is sold.
func (s *Settings) OpenLedger(d *terminal.Devices) (l Ledger, done func() error, err error) {
	if err := s.writeLog(nil); err != nil {
		return nil, nil, err
	}
	if s.Store == "" {
		return terminal.NewMemoryLedger(), func() error { return nil }, nil
	}
	key, err := keyOf(s.Store + ".key")
	if err != nil {
		return nil, nil, fmt.Errorf("-store: %w", err)
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
	s.logged = last.Number
	if err = errors.Join(err, s.own(file)); err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return file, file.Close, nil
}

// own has a file be that of this terminal: the acquirer settles with each by itself.
func (s *Settings) own(file terminal.Memory) error {
	const name = "terminal"
	id := s.Config.Terminal.TerminalID
	kept, err := file.Recall(name)
	switch {
	case err != nil:
		return err
	case kept == nil:
		return file.Keep(name, []byte(id))
	case string(kept) != id:
		return fmt.Errorf("-store %s: it is the ledger of terminal %q; give %q a file of its own", s.Store, kept, id)
	}
	return nil
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
