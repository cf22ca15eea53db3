package terminal

import (
	"fmt"
	"slices"
	"sync"
)

// MemoryLedger is a Ledger that does not outlive the process: for tests, and for a first look. It is a [Memory] too. The zero MemoryLedger is empty and ready.
type MemoryLedger struct {
	MemoryQueue
	mu       sync.Mutex
	entries  []Entry // by number
	number   uint64
	sequence uint32
	kept     map[string][]byte
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

// Next counts on. It never fails.
func (l *MemoryLedger) Next() (number uint64, sequence uint32, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.number++
	l.sequence = NextSequence(l.sequence)
	return l.number, l.sequence, nil
}

// Put keeps an entry, and adds messages.
func (l *MemoryLedger) Put(e Entry, due ...Message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := l.holder(e.Token); i >= 0 && l.entries[i].Number != e.Number && e.Holds() {
		return &TokenError{e.Token, l.entries[i].redacted()}
	}
	for i := range due {
		_ = l.Add(due[i].clone())
	}
	l.number = max(l.number, e.Number)
	e = e.clone()
	if !e.NeedsData() {
		e.Wipe()
		e.Data, e.Capture = nil, nil
	}
	i, there := l.find(e.Number)
	if there {
		l.entries[i].Wipe()
		l.entries[i] = e
		return nil
	}
	l.entries = slices.Insert(l.entries, i, e)
	return nil
}

// holder is the place of the entry that holds a token, or -1.
func (l *MemoryLedger) holder(token string) int {
	if token == "" {
		return -1
	}
	return slices.IndexFunc(l.entries, func(e Entry) bool { return e.Token == token && e.Holds() })
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

// Find gives the entry that holds a sale token.
func (l *MemoryLedger) Find(token string) (Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := l.holder(token)
	if i < 0 {
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
		if l.entries[i].IsOpen() {
			open = append(open, l.entries[i].clone())
		}
	}
	return open, nil
}

// Keep keeps a value. It never fails.
func (l *MemoryLedger) Keep(name string, value []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.kept[name])
	if l.kept == nil {
		l.kept = map[string][]byte{}
	}
	if l.kept[name] = slices.Clone(value); len(value) == 0 {
		delete(l.kept, name)
	}
	return nil
}

// Recall gives a value.
func (l *MemoryLedger) Recall(name string) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.kept[name]), nil
}

func (e *Entry) clone() Entry {
	n := *e
	n.Data, n.Capture = slices.Clone(e.Data), slices.Clone(e.Capture)
	return n
}

// redacted is the entry without its data.
func (e *Entry) redacted() Entry {
	n := *e
	n.Data, n.Capture = nil, nil
	return n
}
