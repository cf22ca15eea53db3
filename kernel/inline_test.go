package kernel_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// Run drives a new session in line and one that Next has begun by its goroutine: the journal is the same to the byte, and so is the result.
func TestRunWritesTheSameJournal(t *testing.T) {
	journal := func(steps int) []byte {
		s := open(t, errand, kerneltest.Random(1))
		defer s.Close()
		world, ev := errandWorld(), kernel.Event{}
		for range steps {
			a, err := s.Next(ev)
			if err != nil {
				t.Fatal(err)
			}
			ev = world(a)
		}
		first := ev
		h := kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
			if first.Kind != kernel.Nothing {
				ev, first = first, kernel.Event{}
				return ev, nil
			}
			return world(a), nil
		})
		r, err := s.RunOpen(t.Context(), h)
		if err != nil || r.Status != kernel.Approved {
			t.Fatal(r, err)
		}
		return s.Journal()
	}
	if inline, stepped := journal(0), journal(1); len(inline) == 0 || !bytes.Equal(inline, stepped) {
		t.Errorf("%d and %d bytes", len(inline), len(stepped))
	}
}

// What a handler's panic leaves: the program's defers have run, the session is over, and the panic is the caller's and no bug of the kernel.
func TestRunHandlerPanics(t *testing.T) {
	for name, leave := range map[string]func(){"panic": func() { panic("cable") }, "Goexit": runtime.Goexit} {
		unwound, bug := false, error(nil)
		s := open(t, func(p *kernel.Port) *kernel.Outcome {
			defer func() { unwound = true }()
			_, out := p.Transmit(read1)
			return out
		})
		done := make(chan any)
		go func() {
			defer func() { done <- recover() }()
			_, bug = kernel.Run(context.Background(), s, kernel.HandlerFunc(func(context.Context, kernel.Action) (kernel.Event, error) { leave(); return kernel.Event{}, nil }))
		}()
		v := <-done
		if !unwound || bug != nil || s.Err() != nil || (name == "panic") != (v == "cable") {
			t.Errorf("%s: unwound %v, %v, %v, %v", name, unwound, bug, s.Err(), v)
		}
		if _, err := s.Next(kernel.Event{}); !errors.Is(err, kernel.ErrClosed) {
			t.Errorf("%s: Next after the end: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A program that does not listen to its end is unwound, with its defers, and is a bug; one that panics is one too.
func TestRunEndsWhatGoesOn(t *testing.T) {
	cut := errors.New("cable cut")
	for name, run := range map[string]func(*kernel.Port) *kernel.Outcome{
		"deaf": func(p *kernel.Port) *kernel.Outcome {
			for {
				_, _ = p.Transmit(read1)
			}
		},
		"panic": func(*kernel.Port) *kernel.Outcome { panic("kernel") },
		"none":  func(*kernel.Port) *kernel.Outcome { return nil },
	} {
		unwound := false
		s := open(t, func(p *kernel.Port) *kernel.Outcome {
			defer func() { unwound = true }()
			return run(p)
		})
		r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(context.Context, kernel.Action) (kernel.Event, error) { return kernel.Event{}, cut }))
		var bug *kernel.BugError
		if !unwound || !errors.As(errors.Join(err, s.Err()), &bug) {
			t.Errorf("%s: unwound %v, %v, %v", name, unwound, r, err)
		}
		if name != "deaf" && (r == nil || r.Error.L2 != kernel.InternalError) {
			t.Errorf("%s: %v", name, r)
		}
	}
}

// While Run is at it nobody else drives the session; its values may be asked for by the handler.
func TestRunHoldsTheSession(t *testing.T) {
	s := open(t, reads)
	var next, closing, value error
	_, err := s.RunOpen(t.Context(), kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		if a.Kind == kernel.ConfirmAmount {
			_, next = s.Next(kernel.Event{})
			closing = s.Close()
			_, value = s.Value(0x50)
			return kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 1}}, nil
		}
		return kernel.Event{}, nil
	}))
	if err != nil || !errors.Is(next, kernel.ErrBusy) || !errors.Is(closing, kernel.ErrBusy) || value != nil {
		t.Errorf("%v, %v, %v, %v", err, next, closing, value)
	}
	if _, err := s.Value(0x50); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// One exchange by Run: the same work as by Next, without the goroutine.
func BenchmarkExchangeByRun(b *testing.B) {
	record := response(append(make([]byte, 60), 0x90, 0x00)...)
	h := kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		if a.Kind == kernel.Transmit {
			return record, nil
		}
		return kernel.Event{}, nil
	})
	b.ReportAllocs()
	for left := b.N; left > 0; {
		n := min(left, 4096)
		left -= n
		cfg := &kernel.Config{Budget: kernel.Budget{Exchanges: n, JournalBytes: 1 << 30}}
		s, err := kernel.NewSession(program(endless), cfg, kernel.Transaction{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := kernel.Run(b.Context(), s, h); err != nil {
			b.Fatal(err)
		}
	}
}
