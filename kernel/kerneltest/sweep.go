package kerneltest

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Exits is how the runs of [Scenario.EveryWayOut] ended, by the way out: "cancel", "close", "remove", "card fault",
// "host fault", "time-out"; each holds one outcome for each action, nil where the way was closed or not open.
type Exits map[string][]*kernel.Result

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
	{name: "remove", open: always, event: kernel.Event{Kind: kernel.CardRemoved}, gone: true},
	{
		name: "card fault", instead: true, event: fault(kernel.FaultTransmission),
		open: kinds(kernel.Transmit, kernel.VerifyPIN, kernel.VerifyBiometric),
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
		name: "no PIN", instead: true, event: kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINDeviceFailed},
		open: kinds(kernel.EnterPIN, kernel.VerifyPIN, kernel.CaptureBiometric, kernel.VerifyBiometric),
	},
}

func always(kernel.Action) bool { return true }

func kinds(list ...kernel.ActionKind) func(kernel.Action) bool {
	return func(a kernel.Action) bool { return slices.Contains(list, a.Kind) }
}

func fault(f kernel.Fault) kernel.Event {
	return kernel.Event{Kind: kernel.CardFault, Fault: f}
}

func (sc *Scenario) exit(t testing.TB, n int, w way) *kernel.Result {
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
	return r.trace.Result
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
// the same actions. It returns what each run did after its stop.
func (sc *Scenario) EveryResume(t testing.TB) []Trace {
	t.Helper()
	NoLeaks(t)
	whole := sc.Run(t)
	var rest []Trace
	for n := 1; n <= len(whole.Kinds); n++ {
		tr, same := sc.goOn(t, n, sc.Stop(t, n))
		if same {
			if diff := difference(whole.Actions[n-1:], tr.Actions); diff != "" {
				t.Error(diff)
			}
		}
		if t.Failed() {
			t.Fatalf("%s: resumed at action %d", sc.Program.Name, n)
		}
		rest = append(rest, tr)
	}
	return rest
}

// Stop runs the scenario until action n (from 1) is in hand, closes the session there and returns what its sink has.
func (sc *Scenario) Stop(t testing.TB, n int) (journal []byte) {
	t.Helper()
	r := sc.start(t)
	r.upTo(t, n)
	journal = bytes.Join(r.pieces, nil)
	if !bytes.Equal(journal, r.s.Journal()) {
		t.Error("the sink has another journal")
	}
	r.over(t, 1)
	return journal
}

// GoOn resumes a journal that [Scenario.Stop] returned, in this process or another, and runs to the end. The world is
// brought to where it was by running the scenario up to action n again.
func (sc *Scenario) GoOn(t testing.TB, n int, journal []byte) Trace {
	t.Helper()
	tr, _ := sc.goOn(t, n, journal)
	return tr
}

// goOn also says whether the actions have to be those of the whole run.
func (sc *Scenario) goOn(t testing.TB, n int, journal []byte) (tr Trace, same bool) {
	t.Helper()
	r := sc.start(t)
	a := r.upTo(t, n)
	inHand := Dump(a)
	_ = r.s.Close()

	r2 := &run{sc: sc, world: r.world, due: r.due, resumed: true}
	s, again, err := kernel.Resume(r2.program(), sc.config(), journal, r2.options()...)
	if err != nil {
		t.Fatal(err)
	}
	r2.s = s
	same = !r.flying && !r.timer && !r.polling
	switch {
	case Dump(again) == inHand && a.Kind == kernel.Transmit:
		t.Errorf("sent again: %s", inHand)
	case Dump(again) != inHand && same:
		t.Errorf("resumed with\n%s\nnot\n%s", Dump(again), inHand)
	case Dump(again) != inHand && r.fresh: // the world has answered what is not in hand any more
		r2.due = r.due[:len(r.due)-1]
	}
	if Dump(again) == inHand && a.Kind != kernel.Done { // the world has done it
		r2.trace.Actions = append(r2.trace.Actions, inHand)
		r2.toTheEnd(t)
	} else if r2.note(t, again) {
		r2.toTheEnd(t)
	}
	if !bytes.HasPrefix(s.Journal(), journal) {
		t.Errorf("the journal is not continued")
	}
	r2.over(t, 1)
	err = kernel.Replay(sc.Program, sc.config(), r2.trace.Journal, func(kernel.Event, kernel.Action) error { return nil })
	if err != nil {
		t.Errorf("replay of the resumed journal: %v", err)
	}
	return r2.trace, same
}
