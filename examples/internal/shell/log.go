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
		var err error
		if lines, err = appendEntry(lines, t, s.logged+1); err != nil {
			return err
		}
	}
	return s.writeLog(lines)
}

// appendEntry adds what the ledger says of a transaction, if anything, as a line.
func appendEntry(lines []byte, t *terminal.Terminal, number uint64) ([]byte, error) {
	e, err := t.Entry(number)
	if errors.Is(err, terminal.ErrNoEntry) {
		return lines, nil
	}
	if err != nil {
		return lines, err
	}
	e.Wipe()
	b, err := json.Marshal(e)
	return append(append(lines, b...), '\n'), err
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

// WriteBatch puts the transactions of the batches that are settled into the file of -batch, as they stand now, in the place of what it had: the host's totals are theirs.
func (s *Settings) WriteBatch(t *terminal.Terminal, list []Settled) (err error) {
	if s.Batch == "" || len(list) == 0 {
		return nil
	}
	var lines []byte
	for i := range list {
		for _, number := range list[i].counts {
			if lines, err = appendEntry(lines, t, number); err != nil {
				return err
			}
		}
	}
	if err := os.WriteFile(s.Batch, lines, 0o600); err != nil {
		return fmt.Errorf("-batch: %w", err)
	}
	return nil
}
