package terminal

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A Ledger is the terminal's memory: its transactions, and the messages that the acquirer has not confirmed. It has to outlive the power; a real one keeps
// card data sealed. Each method is one atomic step, done when it returns. Methods may be called by several goroutines.
type Ledger interface {
	Queue
	// Put keeps an entry, in the place of the one of its number if there is one.
	Put(e Entry) error
	// Get gives the entry of a number; [ErrNoEntry] if there is none.
	Get(number uint64) (Entry, error)
	// Last gives the entry of the highest number, the zero Entry before the first.
	Last() (Entry, error)
	// Open gives the entries that are Asked or CashOwed, in order.
	Open() ([]Entry, error)
}

// ErrNoEntry says that the ledger has no transaction of a number.
var ErrNoEntry = errors.New("terminal: the ledger has no such transaction")

// A State is how far a transaction of the ledger has come.
type State uint8

// The states.
const (
	Asked    State = iota + 1 // a request is about to leave, or has: if nothing follows, it is reversed
	Settled                   // it has run to its end, and nothing is owed
	CashOwed                  // approved, and its cash is not said to be out
	Undone                    // approved, and taken back
)

var stateNames = [...]string{"?", "asked", "settled", "cash owed", "undone"}

func (s State) String() string {
	if int(s) >= len(stateNames) {
		return stateNames[0]
	}
	return stateNames[s]
}

// MemoryLedger is a Ledger that does not outlive the process: for tests, and for a first look. The zero MemoryLedger is empty and ready.
type MemoryLedger struct {
	MemoryQueue
	mu      sync.Mutex
	entries []Entry // by number
}

// NewMemoryLedger is an empty ledger.
func NewMemoryLedger() *MemoryLedger { return new(MemoryLedger) }

// Format prints how many entries there are, under every verb.
func (l *MemoryLedger) Format(f fmt.State, _ rune) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = fmt.Fprintf(f, "%d entries", len(l.entries))
}

func (l *MemoryLedger) find(number uint64) (int, bool) {
	return slices.BinarySearchFunc(l.entries, number, func(e Entry, n uint64) int {
		switch {
		case e.Number < n:
			return -1
		case e.Number > n:
			return 1
		}
		return 0
	})
}

// Put keeps an entry. It never fails.
func (l *MemoryLedger) Put(e Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Data = slices.Clone(e.Data)
	i, there := l.find(e.Number)
	if there {
		clear(l.entries[i].Data)
		l.entries[i] = e
		return nil
	}
	l.entries = slices.Insert(l.entries, i, e)
	return nil
}

// Get gives the entry of a number.
func (l *MemoryLedger) Get(number uint64) (Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, there := l.find(number)
	if !there {
		return Entry{}, ErrNoEntry
	}
	return l.entries[i].clone(), nil
}

// Last gives the entry of the highest number.
func (l *MemoryLedger) Last() (Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.entries); n > 0 {
		return l.entries[n-1].clone(), nil
	}
	return Entry{}, nil
}

// Open gives the entries that are not at their end.
func (l *MemoryLedger) Open() (open []Entry, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.entries {
		if s := l.entries[i].State; s == Asked || s == CashOwed {
			open = append(open, l.entries[i].clone())
		}
	}
	return open, nil
}

func (e *Entry) clone() Entry {
	n := *e
	n.Data = slices.Clone(e.Data)
	return n
}

// keepAdvice keeps an advice in the ledger, made of what the kernel has to say for one: it is sent with the next messages.
//
// B4 12.1.5, 12.1.7
func (s *Sale) keepAdvice(record []byte) error {
	a, kind := &s.t.devices.Acquirer, OnlineAdvice
	if a.Batches {
		kind = OfflineAdvice
	}
	r := Request{Transaction: s.transaction, DE55: record}
	return s.t.ledger.Add(Message{Advice: r.Message(kind, s.t.cfg, a.Requests...)})
}

// note keeps a request before it leaves. The error keeps it from leaving.
func (s *Sale) note(r Request) error {
	e := Entry{
		Number: s.Number, Sequence: r.Transaction.Sequence, State: Asked, Request: r.ID, Booked: true, Transaction: r.Transaction,
		Data: r.Message(ReversalMessage, s.t.cfg),
	}
	return s.t.ledger.Put(e)
}
