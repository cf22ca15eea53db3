//go:build !wasip1 && !js

package store

import (
	"encoding/json"
	"fmt"

	"github.com/emvgo/emv/kernel/terminal"
)

// storedMessage is a message as the file has it, under its seal.
type storedMessage struct {
	Tries       int                     `json:"tries"`
	Kind        messageKind             `json:"kind"`
	Original    uint64                  `json:"original,omitempty"`
	Follows     uint64                  `json:"follows,omitempty"`
	Held        uint64                  `json:"held,omitempty"`
	Taken       uint64                  `json:"taken,omitempty"`
	Number      uint64                  `json:"number,omitempty"`
	Token       string                  `json:"token,omitempty"`
	Transaction storedTransaction       `json:"transaction"`
	Reason      terminal.ReversalReason `json:"reason,omitempty"`
	Data        []byte                  `json:"data"`
}

type messageKind string

const (
	advice   messageKind = "advice"
	reversal messageKind = "reversal"
	approval messageKind = "approval"
)

func storeMessage(m *terminal.Message) storedMessage {
	switch r, a := m.Reversal, m.Approval; {
	case r != nil:
		return storedMessage{m.Tries, reversal, r.Original, r.Follows, 0, r.Taken, r.Number, r.Token, store(&r.Transaction), r.Reason, r.Data}
	case a != nil:
		return storedMessage{m.Tries, approval, a.Follows, 0, a.Held, 0, a.Number, a.Token, store(&a.Transaction), 0, a.Data}
	}
	return storedMessage{Tries: m.Tries, Kind: advice, Original: m.Scripts, Number: m.Entry, Data: m.Advice}
}

// message is the inverse of storeMessage.
func (s *storedMessage) message(number uint64) terminal.Message {
	m := terminal.Message{Number: number, Tries: s.Tries}
	switch s.Kind {
	case reversal:
		m.Reversal = &terminal.Reversal{
			Original: s.Original, Follows: s.Follows, Taken: s.Taken, Number: s.Number, Token: s.Token, Transaction: s.Transaction.transaction(),
			Reason: s.Reason, Data: s.Data,
		}
	case approval:
		m.Approval = &terminal.Approval{Number: s.Number, Held: s.Held, Follows: s.Original, Token: s.Token, Transaction: s.Transaction.transaction(), Data: s.Data}
	default:
		m.Scripts, m.Entry, m.Advice = s.Original, s.Number, s.Data
	}
	return m
}

func placeOfMessage(number uint64) string { return fmt.Sprintf("message %d", number) }

func (t *tx) setMessage(number uint64, m *storedMessage) error {
	v, err := json.Marshal(m)
	if err != nil {
		return err
	}
	defer clear(v)
	sealed, err := t.s.seal(placeOfMessage(number), v)
	if err != nil {
		return err
	}
	return t.put(bucketMessages, key(number), sealed)
}

func (t *tx) message(number uint64) (m storedMessage, there bool, err error) {
	sealed, err := t.get(bucketMessages, key(number))
	if err != nil || sealed == nil {
		return m, false, err
	}
	v, err := t.s.unseal(placeOfMessage(number), sealed)
	if err != nil {
		return m, false, err
	}
	defer clear(v)
	return m, true, json.Unmarshal(v, &m)
}

// add puts a message at the end.
func (t *tx) add(m *terminal.Message) error {
	last, err := t.number(metaMessage)
	if err != nil {
		return err
	}
	number := last + 1
	if err := t.setNumber(metaMessage, number); err != nil {
		return err
	}
	stored := storeMessage(m)
	return t.setMessage(number, &stored)
}

// waiting is how many messages wait: those that were added since the oldest.
func (t *tx) waiting() (uint64, error) {
	k, _ := t.Bucket(bucketMessages).Cursor().First()
	if k == nil {
		return 0, nil
	}
	last, err := t.number(metaMessage)
	return last - numberOf(k) + 1, err
}

// Waiting is how many messages wait for the acquirer.
func (s *Store) Waiting() (n uint64, err error) {
	err = s.view(func(t *tx) error {
		n, err = t.waiting()
		return err
	})
	return n, err
}

// Add puts a message at the end, sealed, and wipes it.
func (s *Store) Add(m terminal.Message) error {
	err := s.update(func(t *tx) error { return t.add(&m) })
	if err != nil {
		return err
	}
	clear(m.Advice)
	if m.Reversal != nil {
		clear(m.Reversal.Data)
	}
	if m.Approval != nil {
		clear(m.Approval.Data)
	}
	return nil
}

// First gives the oldest message.
func (s *Store) First() (m terminal.Message, ok bool, err error) {
	err = s.view(func(t *tx) error {
		k, _ := t.Bucket(bucketMessages).Cursor().First()
		if k == nil {
			return nil
		}
		stored, there, err := t.message(numberOf(k))
		m, ok = stored.message(numberOf(k)), there
		return err
	})
	if err != nil {
		return terminal.Message{}, false, err
	}
	return m, ok, nil
}

// Tried counts one more try.
func (s *Store) Tried(number uint64) error { return s.try(number, 1) }

// Untried takes one back.
func (s *Store) Untried(number uint64) error { return s.try(number, -1) }

func (s *Store) try(number uint64, more int) error {
	return s.update(func(t *tx) error {
		m, there, err := t.message(number)
		if err != nil || !there {
			return err
		}
		defer clear(m.Data)
		m.Tries = max(0, m.Tries+more)
		return t.setMessage(number, &m)
	})
}

// Done forgets a message.
func (s *Store) Done(number uint64) error {
	return s.update(func(t *tx) error { return t.del(bucketMessages, key(number)) })
}
