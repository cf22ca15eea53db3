package kernel_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// FuzzJournal resumes whatever it is given. Either it is refused, with a *JournalError or *SetupError that says where, or
// it is a journal of this program: then the session's journal begins with it, to the byte, replays, and runs to an
// outcome.
func FuzzJournal(f *testing.F) {
	sc := &errandScenario
	whole := sc.Run(f).Journal
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("EMVJ\x02\x06test/1"))
	f.Add([]byte{})
	for n := 1; n < 8; n++ {
		f.Add(sc.Stop(f, n))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		kerneltest.NoLeaks(t)
		_, _ = journal.Redact(in)
		s, a, err := kernel.Resume(sc.Program, sc.Config, in, kerneltest.Random(1))
		if err != nil {
			var je *kernel.JournalError
			var se *kernel.SetupError
			switch {
			case s != nil:
				t.Fatal("a session and an error")
			case errors.As(err, &je):
				if je.Offset < 0 || je.Offset > len(in) {
					t.Fatal(je.Offset)
				}
			case !errors.As(err, &se):
				t.Fatal(err)
			}
			return
		}
		defer s.Close()
		got := s.Journal()
		if !bytes.HasPrefix(got, in) {
			t.Fatalf("continued as\n%X\nnot\n%X", got, in)
		}
		if err := kernel.Replay(sc.Program, sc.Config, in, nil); err != nil {
			t.Fatal("resumes, and does not replay:", err)
		}
		world := errandWorld()
		for n := 0; a.Kind != kernel.Done; n++ {
			if n > 100 {
				t.Fatal("no end")
			}
			if a, err = s.Next(world(a)); err != nil {
				t.Fatal(err)
			}
		}
		if s.Err() != nil || a.Result.Status == 0 {
			t.Fatal(s.Err(), a.Result)
		}
		text, err := journal.Redact(s.Journal())
		if err != nil || bytes.Contains([]byte(text), []byte("A000000004")) {
			t.Fatal(text, err)
		}
	})
}

// FuzzEvents plays events in any order, as bytes say, to a program that asks for everything. Whatever comes, Next gives an
// action or one of its errors for wrong use, the session lives on, and its journal replays.
func FuzzEvents(f *testing.F) {
	f.Add([]byte{0, 0, 1, 10, 1, 11, 0, 0})
	f.Add([]byte{3, 3, 3, 5, 5, 6, 4, 2, 2, 2})
	f.Add(bytes.Repeat([]byte{0, 1, 10, 11, 12, 4}, 5))
	sc := &errandScenario
	f.Fuzz(func(t *testing.T, script []byte) {
		kerneltest.NoLeaks(t)
		s, err := kernel.NewSession(sc.Program, sc.Config, sc.Transaction, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var actions []string
		for i := 0; i < len(script) && i < 200; i++ {
			ev := kernel.Event{Kind: kernel.EventKind(script[i] % 20), Index: int32(script[i] >> 5), Interface: kernel.Interface(script[i] >> 5), Fault: kernel.Fault(script[i] >> 4), PIN: kernel.PINResult(script[i] >> 4), MayHaveArrived: script[i]&16 != 0, SW: 0x63C1}
			ev.Data = script[:min(i, 40)]
			before := len(s.Journal())
			a, err := s.Next(ev)
			switch {
			case err == nil:
				actions = append(actions, kerneltest.Dump(a))
			case !errors.Is(err, kernel.ErrUnexpected) && !errors.Is(err, kernel.ErrInboxFull):
				t.Fatal(err)
			case len(s.Journal()) != before:
				t.Fatal("a refused event is in the journal")
			}
			if a.Kind == kernel.Done {
				break
			}
		}
		if s.Err() != nil {
			t.Fatal(s.Err())
		}
		n := 0
		err = kernel.Replay(sc.Program, sc.Config, s.Journal(), func(_ kernel.Event, a kernel.Action) error {
			for n < len(actions) && actions[n] != kerneltest.Dump(a) {
				n++ // Next said Wait where nothing had happened
			}
			if n == len(actions) {
				return errors.New("another action: " + kerneltest.Dump(a))
			}
			n++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
