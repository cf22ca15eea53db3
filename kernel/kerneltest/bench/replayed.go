package bench

import (
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// RunReplayed runs a new session of a program to its end, and its journal again: each action has to be the same.
func RunReplayed(t testing.TB, program kernel.Program, cfg *kernel.Config, s *kernel.Session, h kernel.Handler) *Result {
	t.Helper()
	defer s.Close()
	var dumps []string
	out, err := RunOpen(context.Background(), s, kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		dumps = append(dumps, kerneltest.Dump(a))
		return h.Do(ctx, a)
	}))
	if err != nil || s.Err() != nil {
		t.Fatal(err, s.Err())
	}
	n := 0
	err = kernel.Replay(program, cfg, s.Journal(), func(_ kernel.Event, a kernel.Action) error {
		if n < len(dumps) && kerneltest.Dump(a) != dumps[n] {
			t.Errorf("action %d: %s", n+1, kerneltest.Dump(a))
		}
		n++
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return out
}

// Recorded runs the tap once and gives a function that runs it again from what happened, the card from memory: journal on, trace off.
func (x *Tap) Recorded(opts ...kernel.Option) (again func()) {
	x.T.Helper()
	world := World(x.T, x.Devices())
	var events []kernel.Event
	run := func(h kernel.HandlerFunc) {
		s, err := kernel.NewSession(x.Program, x.Config, x.Transaction, opts...)
		if err == nil {
			_, err = kernel.Run(context.Background(), s, h)
		}
		if err != nil {
			x.T.Fatal(err)
		}
	}
	run(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		ev := world(a)
		events = append(events, ev)
		return ev, nil
	})
	return func() {
		next := 0
		run(func(context.Context, kernel.Action) (kernel.Event, error) {
			next++
			return events[next-1], nil
		})
		if next != len(events) {
			x.T.Fatal(next, "actions, not", len(events))
		}
	}
}
