package kernel_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/journal"
)

var (
	sealKey = bytes.Repeat([]byte{0x5A}, 32)
	sealFor = []byte("terminal 1")
)

func sealer(t testing.TB, before []byte) *journal.Sealer {
	t.Helper()
	s, err := journal.NewSealer(sealKey, sealFor, before)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A session writes its journal sealed, and is resumed from it.
func TestSealedSession(t *testing.T) {
	var store []byte
	write := sealer(t, nil)
	sink := journal.WithSink(func(b []byte) error { store = append(store, write.Seal(b)...); return nil })
	s := open(t, errand, sink)
	next(t, s, kernel.Event{}, kernel.Show)
	next(t, s, kernel.Event{}, kernel.Transmit)
	_ = s.Close()
	for range 3 { // three owners, one after the other; each finds a command that was under way, or the end
		kept, err := journal.Open(sealKey, sealFor, store)
		if err != nil {
			t.Fatal(err)
		}
		write = sealer(t, store)
		s, a, err := kernel.Resume(program(errand), &kernel.Config{}, kept, sink)
		if err != nil {
			t.Fatal(err)
		}
		for a.Kind != kernel.Done {
			a = nextAny(t, s)
		}
		if a.Result.Status != kernel.TryAgain {
			t.Fatal(a.Result)
		}
		_ = s.Close()
	}
}

func nextAny(t testing.TB, s *kernel.Session) kernel.Action {
	t.Helper()
	a, err := s.Next(kernel.Event{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The redacted form has the structure and no byte of the card, the host, a draw or the amount.
func TestRedact(t *testing.T) {
	tr := errandScenario.Run(t)
	text, err := journal.Redact(tr.Journal)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"program: test/1", "Response 9000, 7 bytes, 12ms", "PINDone 0, 9000", "HostResponse 4 bytes", "random, 4 bytes", "end\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, secret := range []string{"A000000004", "3030", "1234", "8A02"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q in\n%s", secret, text)
		}
	}
	if part, err := journal.Redact(tr.Journal[:len(tr.Journal)-1]); err == nil || !strings.HasPrefix(text, part) {
		t.Error(part, err)
	}
}
