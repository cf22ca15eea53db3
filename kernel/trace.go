package kernel

import (
	"bytes"
	"fmt"
	"time"

	"github.com/emvgo/emv/kernel/internal/hidden"
)

// A Tracer takes what a session says of itself. It is called by Next, in order, before Next returns; it changes nothing:
// with a tracer and without, actions and journal are the same. The entries hold card data in clear.
type Tracer func(TraceEntry)

// A TraceEntry is one line of a trace.
type TraceEntry struct {
	Kind   TraceKind
	Name   string // TraceStep: the step; TraceAction, TraceEvent: the kind
	Clause string // TraceStep, TraceNote
	Text   string // TraceNote: a decision with its result
	Data   []byte // TraceCommand, TraceResponse: C-APDU, R-APDU; TraceAction, TraceEvent: Data
	UI     UI     // TraceAction of Show
	Took   time.Duration
	Replay bool // happened before, in the session that is being resumed
}

// A TraceKind says what a TraceEntry is.
type TraceKind uint8

// The kinds of trace entries.
const (
	TraceStep     TraceKind = iota + 1 // a step of the book begins
	TraceNote                          // a decision, with its clause
	TraceCommand                       // a command goes to the card
	TraceResponse                      // its response
	TraceAction                        // any other action
	TraceEvent                         // any other event
	TraceResults                       // Data: TVR (5 bytes), TSI (2), CVM results (3), which have changed
)

// WithTrace gives the session a tracer.
func WithTrace(t Tracer) Option { return func(o *hidden.Options) { o.Trace = t } }

// tracer keeps entries until Next has the turn again: a tracer that panics is its owner's bug, not the program's. A session
// that nobody traces has none.
type tracer struct {
	to      Tracer
	replay  bool
	entries []TraceEntry
	results [10]byte // see Port.Results
}

// Step says that a step begins, in the book's words.
func (p *Port) Step(name, clause string) {
	if p.c.trace != nil {
		p.c.trace.words(TraceStep, name, clause, "")
	}
}

// Note says what was decided, and where the book asks for it.
func (p *Port) Note(clause, format string, args ...any) {
	if p.c.trace != nil {
		p.c.trace.words(TraceNote, "", clause, fmt.Sprintf(format, args...))
	}
}

// Results says that a step is over. The trace has TVR, TSI and CVM results where they are not what they were.
func (p *Port) Results() {
	if p.c.trace != nil {
		s := &p.c.data
		p.c.trace.stand(*s.TVR(), *s.TSI(), *s.CVMResults())
	}
}

// Tracing reports whether anybody listens, for notes that are costly to word.
func (p *Port) Tracing() bool { return p.c.trace != nil }

// words adds an entry without making its caller's frame, which may wait for long, as large as an entry.
//
//go:noinline
func (t *tracer) words(k TraceKind, name, clause, text string) {
	t.add(TraceEntry{Kind: k, Name: name, Clause: clause, Text: text})
}

func (t *tracer) stand(tvr [5]byte, tsi [2]byte, cvm [3]byte) {
	now := t.results
	copy(now[:5], tvr[:])
	copy(now[5:7], tsi[:])
	copy(now[7:], cvm[:])
	if now == t.results {
		return
	}
	t.results = now
	t.add(TraceEntry{Kind: TraceResults, Data: bytes.Clone(now[:])})
}

func (t *tracer) add(e TraceEntry) {
	e.Replay = t.replay
	t.entries = append(t.entries, e)
}

func (t *tracer) action(a *Action) {
	if t == nil || a.Kind == Wait || a.Kind == Poll {
		return
	}
	e := TraceEntry{Kind: TraceAction, Name: a.Kind.String(), Data: bytes.Clone(a.Data), UI: a.UI}
	if a.Kind == Transmit {
		e.Kind, e.Data = TraceCommand, bytes.Clone(a.Command)
	}
	t.add(e)
}

func (t *tracer) event(ev *Event) {
	if t == nil {
		return
	}
	e := TraceEntry{Kind: TraceEvent, Name: ev.Kind.String(), Data: bytes.Clone(ev.Data), Took: ev.Took}
	if ev.Kind == Response {
		e.Kind = TraceResponse
	}
	t.add(e)
}

func (t *tracer) replaying(on bool) {
	if t != nil {
		t.replay = on
	}
}

// flush hands the entries over.
func (t *tracer) flush() {
	if t == nil {
		return
	}
	list := t.entries
	t.entries = nil
	for _, e := range list {
		t.to(e)
	}
}

func (t *tracer) drop() {
	if t == nil {
		return
	}
	for i := range t.entries {
		clear(t.entries[i].Data)
	}
	t.entries = nil
}
