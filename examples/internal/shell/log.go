package shell

import (
	"encoding/json"
	"errors"
	"os"

	"github.com/emvgo/emv/kernel/terminal"
)

// CustomerKey makes the tokens of accounts in the examples' logs. It is public, so that these tokens hide nothing: a real terminal has a key of its own.
var CustomerKey = []byte("key of examples, and public")

// AppendLog adds what the ledger says of a transaction to the file of -log, one JSON object a line: examples/report reads them.
func (s *Settings) AppendLog(t *terminal.Terminal, number uint64) error {
	if s.Log == "" {
		return nil
	}
	e, err := t.Entry(number)
	if err != nil {
		return err
	}
	clear(e.Data)
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	return errors.Join(err, f.Close())
}
