package kerneltest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Exits is how the runs of [Scenario.EveryWayOut] ended, by the way out: "cancel", "close", "remove", "card fault",
// "host fault", "time-out"; each holds one outcome for each action, nil where the way was closed or not open.
type Exits map[string][]*kernel.Outcome

// EveryWayOut runs the scenario again for every action and every way out there: cancel, close, the card removed, a fault
// of the card, no host, a time-out. However it ends: no error, one outcome, all defers run, nothing left in memory, no
// goroutine, and the journal replays.
func (sc *Scenario) EveryWayOut(t testing.TB) Exits {
	t.Helper()
	NoLeaks(t)
	whole := sc.Run(t)
	exits := Exits{}
	for i := range whole.Kinds {
		n := i + 1
		if whole.Kinds[i] == kernel.Done {
			break
		}
		sc.closed(t, n)
		for _, way := range ways {
			out := sc.exit(t, n, way)
			exits[way.name] = append(exits[way.name], out)
		}
	}
	return exits
}

type way struct {
	name    string
	open    func(kernel.Action) bool
	event   kernel.Event
	instead bool // of the answer that the world has given
	gone    bool // the card answers no more
}

var ways = []way{
	{name: "cancel", open: always, event: kernel.Event{Kind: kernel.Cancelled}},
	{name: "remove", open: always, event: kernel.Event{Kind: kernel.Removed}, gone: true},
	{
		name: "card fault", instead: true, event: fault(kernel.FaultTransmission),
		open: kinds(kernel.Transmit, kernel.VerifyPIN),
	},
	{
		name: "host fault", instead: true, event: kernel.Event{Kind: kernel.UnableToGoOnline},
		open: kinds(kernel.GoOnline),
	},
	{
		name: "time-out", instead: true, event: kernel.Event{Kind: kernel.Timeout},
		open: func(a kernel.Action) bool { return a.Await.Has(kernel.Timeout) },
	},
	{
		name: "no PIN", instead: true, event: kernel.Event{Kind: kernel.PINDone, Code: uint16(kernel.PINDeviceFailed)},
		open: kinds(kernel.EnterPIN, kernel.VerifyPIN),
	},
}

func always(kernel.Action) bool { return true }

func kinds(list ...kernel.ActionKind) func(kernel.Action) bool {
	return func(a kernel.Action) bool { return slices.Contains(list, a.Kind) }
}

func fault(f kernel.Fault) kernel.Event {
	return kernel.Event{Kind: kernel.CardFault, Code: uint16(f)}
}

func (sc *Scenario) exit(t testing.TB, n int, w way) *kernel.Outcome {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("%s: %s at action %d", sc.Program.Name, w.name, n)
		}
	}()
	r := sc.start(t)
	a := r.upTo(t, n)
	if !w.open(a) {
		_ = r.s.Close()
		return nil
	}
	if w.instead && r.fresh {
		r.due = r.due[:len(r.due)-1]
	}
	if w.gone {
		r.takeCard()
	}
	if _, more := r.deliver(t, w.event); more {
		r.toTheEnd(t)
	}
	r.over(t, 1)
	sc.replays(t, &r.trace)
	return r.trace.Outcome
}

// takeCard makes every response a fault from here on.
func (r *run) takeCard() {
	gone := func(ev kernel.Event) kernel.Event {
		if ev.Kind == kernel.Response {
			return fault(kernel.FaultTimeout)
		}
		return ev
	}
	for i := range r.due {
		r.due[i] = gone(r.due[i])
	}
	world := r.world
	r.world = func(a kernel.Action) kernel.Event { return gone(world(a)) }
}

func (sc *Scenario) closed(t testing.TB, n int) {
	t.Helper()
	r := sc.start(t)
	r.upTo(t, n)
	r.over(t, 1)
	if _, err := r.s.Next(kernel.Event{}); err == nil {
		t.Fatal("Next after Close")
	}
}

// EveryResume stops the scenario at every action and goes on, with the same world, from the journal as the sink had it.
// Where a command or a timer was under way that has failed; anywhere else it has to end as the whole run did, by
// the same actions.
func (sc *Scenario) EveryResume(t testing.TB) {
	t.Helper()
	NoLeaks(t)
	whole := sc.Run(t)
	for i := range whole.Kinds {
		sc.resumed(t, &whole, i+1)
		if t.Failed() {
			t.Fatalf("%s: resumed at action %d", sc.Program.Name, i+1)
		}
	}
}

func (sc *Scenario) resumed(t testing.TB, whole *Trace, n int) {
	t.Helper()
	r := sc.start(t)
	a := r.upTo(t, n)
	inHand := Dump(a)
	journal := bytes.Join(r.pieces, nil)
	if !bytes.Equal(journal, r.s.Journal()) {
		t.Errorf("the sink has another journal")
	}
	r.over(t, 1)

	r2 := &run{sc: sc, world: r.world, resumed: true}
	s, again, err := kernel.Resume(r2.program(), sc.config(), journal, r2.options()...)
	if err != nil {
		t.Fatal(err)
	}
	r2.s = s
	same := Dump(again) == inHand
	switch {
	case a.Kind == kernel.Done || !same:
		if a.Kind == kernel.Done && !same {
			t.Errorf("another end: %s", Dump(again))
		}
		if !r.flying && !r.timer && a.Kind != kernel.Activate && !same {
			t.Errorf("resumed with\n%s\nnot\n%s", Dump(again), inHand)
		}
		r2.due = r.due
		if r.fresh { // the world has done what is not in hand any more
			r2.due = r.due[:len(r.due)-1]
		}
		if r2.note(t, again) {
			r2.toTheEnd(t)
		}
	case a.Kind == kernel.Transmit:
		t.Errorf("sent again: %s", inHand)
	default: // the world has done it once
		r2.trace.Actions = append(r2.trace.Actions, inHand)
		r2.due = r.due
		r2.toTheEnd(t)
		if diff := difference(whole.Actions[n-1:], r2.trace.Actions); diff != "" && !r.flying && !r.timer {
			t.Error(diff)
		}
	}
	if !bytes.HasPrefix(s.Journal(), journal) {
		t.Errorf("the journal is not continued")
	}
	r2.over(t, 1)
	err = kernel.Replay(sc.Program, sc.config(), r2.trace.Journal, func(kernel.Event, kernel.Action) error { return nil })
	if err != nil {
		t.Errorf("replay of the resumed journal: %v", err)
	}
}

// Finish resumes a journal in whatever process it is called in, with a new world that is shown the journal's actions
// first, and returns the outcome in one line. Tests call it from a process that knows nothing of the first.
func (sc *Scenario) Finish(journal []byte) (string, error) {
	world := sc.World()
	err := kernel.Replay(sc.Program, sc.config(), journal, func(_ kernel.Event, a kernel.Action) error {
		if a.Kind != kernel.Wait {
			world(a)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	s, a, err := kernel.Resume(sc.Program, sc.config(), journal, append([]kernel.Option{Random(1)}, sc.Options...)...)
	if err != nil {
		return "", err
	}
	defer s.Close()
	for n := 0; a.Kind != kernel.Done; n++ {
		if n > sc.limit() {
			return "", fmt.Errorf("kerneltest: no end after %d actions", n)
		}
		if a, err = s.Next(world(a)); err != nil {
			return "", err
		}
	}
	return Dump(a), nil
}
