package kerneltest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/journal"
)

// A World answers actions: with the zero Event to a post, or with what has happened; with an answer to what waits.
// It has to give the same events for the same actions.
type World func(kernel.Action) kernel.Event

// A Scenario is a program with the world around it.
type Scenario struct {
	Program     kernel.Program
	Config      *kernel.Config // nil: the zero Config
	Transaction kernel.Transaction
	World       func() World // makes a new one
	Options     []kernel.Option
	Limit       int // actions after which a run counts as endless; 0: 5000
}

// A Trace is what a run did.
type Trace struct {
	Actions []string // as Dump gives them, Wait of the session itself left out
	Kinds   []kernel.ActionKind
	Result  *kernel.Result
	Journal []byte
}

func (sc *Scenario) config() *kernel.Config {
	if sc.Config == nil {
		return &kernel.Config{}
	}
	return sc.Config
}

func (sc *Scenario) limit() int {
	if sc.Limit == 0 {
		return 5000
	}
	return sc.Limit
}

// A run is one session under watch.
type run struct {
	sc     *Scenario
	s      *kernel.Session
	world  World
	defers int
	pieces [][]byte // views into the journal
	trace  Trace
	due    []kernel.Event // happened, not delivered
	fresh  bool           // the last of due answers the action in hand

	resumed bool // answers to the owner before may still come, and are refused
	flying  bool // a command is under way
	timer   bool // the timer runs
	polling bool // for a card, while the program does something else
}

func (sc *Scenario) start(t testing.TB) *run {
	t.Helper()
	r := &run{sc: sc, world: sc.World()}
	s, err := kernel.NewSession(r.program(), sc.config(), sc.Transaction, r.options()...)
	if err != nil {
		t.Fatal(err)
	}
	r.s = s
	return r
}

// program counts the ends of the scenario's.
func (r *run) program() kernel.Program {
	p := r.sc.Program
	inner := p.Run
	p.Run = func(port *kernel.Port) *kernel.Result {
		defer func() { r.defers++ }()
		return inner(port)
	}
	return p
}

func (r *run) options() []kernel.Option {
	sink := journal.WithSink(func(b []byte) error { r.pieces = append(r.pieces, b); return nil })
	return append([]kernel.Option{Random(1), sink}, r.sc.Options...)
}

// step does one call of Next with the event that is due, if any.
func (r *run) step(t testing.TB) (a kernel.Action, more bool) {
	t.Helper()
	var ev kernel.Event
	if len(r.due) > 0 {
		ev, r.due = r.due[0], r.due[1:]
	}
	return r.deliver(t, ev)
}

func (r *run) deliver(t testing.TB, ev kernel.Event) (a kernel.Action, more bool) {
	t.Helper()
	a, err := r.s.Next(ev)
	if r.resumed && errors.Is(err, kernel.ErrUnexpected) {
		a, err = r.s.Next(kernel.Event{})
	}
	if err != nil {
		t.Fatalf("action %d, %v: %v", len(r.trace.Actions)+1, ev.Kind, err)
	}
	switch ev.Kind {
	case kernel.Response, kernel.CardFault, kernel.PINDone:
		r.flying = false
	case kernel.Timeout:
		r.timer, r.polling = false, false
	case kernel.CardFound:
		r.polling = false
	case kernel.Collision, kernel.CollisionCleared:
		r.polling = true
	}
	return a, r.note(t, a)
}

// note takes an action down and has the world do it.
func (r *run) note(t testing.TB, a kernel.Action) (more bool) {
	t.Helper()
	r.trace.Actions = append(r.trace.Actions, Dump(a))
	r.trace.Kinds = append(r.trace.Kinds, a.Kind)
	if len(r.trace.Actions) > r.sc.limit() {
		t.Fatalf("no end after %d actions", r.sc.limit())
	}
	if a.Kind == kernel.Done {
		r.trace.Result = a.Result
		r.trace.Journal = r.s.Journal()
		return false
	}
	switch a.Kind {
	case kernel.Transmit, kernel.VerifyPIN, kernel.VerifyBiometric:
		r.flying = true
	case kernel.StartTimer, kernel.StopTimer:
		r.timer = a.Kind == kernel.StartTimer
	}
	r.fresh = false
	if a.Kind == kernel.Wait && len(r.due) > 0 {
		return true
	}
	if ev := r.world(a); ev.Kind != kernel.Nothing {
		r.due = append(r.due, ev)
		r.fresh = true
	}
	return true
}

// upTo runs until action n (from 1) is in hand; its answer is due.
func (r *run) upTo(t testing.TB, n int) (a kernel.Action) {
	t.Helper()
	for range n {
		a, _ = r.step(t)
	}
	return a
}

func (r *run) toTheEnd(t testing.TB) {
	t.Helper()
	for more := true; more; {
		_, more = r.step(t)
	}
}

// over closes the session and checks that nothing is left of it.
func (r *run) over(t testing.TB, defers int) {
	t.Helper()
	if err := r.s.Err(); err != nil {
		t.Errorf("%v\n%s", err, err.(*kernel.BugError).Stack)
	}
	if err := r.s.Close(); err != nil {
		t.Fatal(err)
	}
	if r.defers != defers {
		t.Errorf("defers ran %d times, want %d", r.defers, defers)
	}
	for _, piece := range r.pieces {
		if len(bytes.Trim(piece, "\x00")) != 0 {
			t.Fatalf("not wiped: %d bytes of the journal", len(piece))
		}
	}
}

// Run runs the scenario to its end, checks that the journal replays every action to the byte, and returns what it did.
func (sc *Scenario) Run(t testing.TB) Trace {
	t.Helper()
	r := sc.start(t)
	r.toTheEnd(t)
	r.over(t, 1)
	sc.replays(t, &r.trace)
	return r.trace
}

// replays checks that a trace's journal gives its actions again.
func (sc *Scenario) replays(t testing.TB, tr *Trace) {
	t.Helper()
	var again []string
	err := kernel.Replay(sc.Program, sc.config(), tr.Journal, func(_ kernel.Event, a kernel.Action) error {
		again = append(again, Dump(a))
		return nil
	})
	if err != nil {
		t.Fatalf("replay: %v", err)
	}
	if diff := difference(drop(tr.Actions), drop(again)); diff != "" {
		t.Fatalf("replay: %s", diff)
	}
}

// drop leaves out what the session itself says while the program waits: the journal has no entry where nothing happened.
func drop(actions []string) (out []string) {
	for _, a := range actions {
		if !strings.HasPrefix(a, "Wait ") {
			out = append(out, a)
		}
	}
	return out
}

func difference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		switch {
		case i == len(got):
			return fmt.Sprintf("action %d is missing: %s", i+1, want[i])
		case i == len(want):
			return fmt.Sprintf("action %d is too many: %s", i+1, got[i])
		case want[i] != got[i]:
			return fmt.Sprintf("action %d is\n%s\nnot\n%s", i+1, got[i], want[i])
		}
	}
	return ""
}
