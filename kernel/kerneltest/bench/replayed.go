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
