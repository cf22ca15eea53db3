package shell

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/emvgo/emv/kernel/terminal"
)

// CustomerKey makes the tokens of accounts in the examples' logs. It is public, so that these tokens hide nothing: a real terminal has a key of its own.
var CustomerKey = []byte("key of examples, and public")

// AppendLog adds what the ledger says of the transactions up to one, since the last time, to the file of -log, one JSON object a line: examples/report reads them.
// Those before the last are tries with the same card.
func (s *Settings) AppendLog(t *terminal.Terminal, number uint64) error {
	if s.Log == "" {
		return nil
	}
	var lines []byte
	for ; s.logged < number; s.logged++ {
		e, err := t.Entry(s.logged + 1)
		if errors.Is(err, terminal.ErrNoEntry) {
			continue
		}
		if err != nil {
			return err
		}
		clear(e.Data)
		b, err := json.Marshal(e)
		if err != nil {
			return err
		}
		lines = append(append(lines, b...), '\n')
	}
	return s.writeLog(lines)
}

// writeLog adds lines to the file of -log.
func (s *Settings) writeLog(lines []byte) error {
	if s.Log == "" {
		return nil
	}
	f, err := os.OpenFile(s.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("-log: %w", err)
	}
	_, err = f.Write(lines)
	return errors.Join(err, f.Close())
}
