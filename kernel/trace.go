package kernel

import (
	"bytes"
	"fmt"

	"github.com/emvgo/emv/kernel/internal/hidden"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// WithTrace has the session say what it does. to is called by Next, in order, before Next returns, and changes nothing: with it and without,
// actions and journal are the same. The entries hold card data in clear.
func WithTrace(to func(trace.Entry)) Option { return func(o *hidden.Options) { o.Trace = to } }

// tracer keeps entries until Next has the turn again: a tracer that panics is its owner's bug, not the program's. A session
// that nobody traces has none.
type tracer struct {
	to      func(trace.Entry)
	replay  bool
	entries []trace.Entry
	results [10]byte // see Port.Results
}

// Step says that a step begins, in the book's words.
func (p *Port) Step(name, clause string) {
	if p.c.trace != nil {
		p.c.trace.words(trace.Step, name, clause, "")
	}
}

// Note says what was decided, and where the book asks for it. Of a card's or a host's text in it there is left what [tlv.Visible] leaves.
func (p *Port) Note(clause, format string, args ...any) {
	if p.c.trace != nil {
		p.c.trace.words(trace.Note, "", clause, tlv.Visible(fmt.Sprintf(format, args...)))
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
func (t *tracer) words(k trace.Kind, name, clause, text string) {
	t.add(trace.Entry{Kind: k, Name: name, Clause: clause, Text: text})
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
	t.add(trace.Entry{Kind: trace.Results, Data: bytes.Clone(now[:])})
}

func (t *tracer) add(e trace.Entry) {
	e.Replay = t.replay
	t.entries = append(t.entries, e)
}

func (t *tracer) action(a *Action) {
	if t == nil || a.Kind == Wait || a.Kind == Poll {
		return
	}
	e := trace.Entry{Kind: trace.Action, Name: a.Kind.String(), Data: bytes.Clone(a.Data)}
	switch a.Kind {
	case Transmit:
		e.Kind, e.Data = trace.Command, bytes.Clone(a.Command)
	case Show:
		e.Data = []byte{byte(a.UI.Message), byte(a.UI.Status)}
	}
	t.add(e)
}

func (t *tracer) event(ev *Event) {
	if t == nil {
		return
	}
	e := trace.Entry{Kind: trace.Event, Name: ev.Kind.String(), Data: bytes.Clone(ev.Data), Took: ev.Took}
	if ev.Kind == Response {
		e.Kind = trace.Response
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
