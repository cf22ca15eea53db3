package journal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

var (
	sealKey = bytes.Repeat([]byte{0x5A}, 32)
	sealFor = []byte("terminal 1")
)

func sealer(t testing.TB, before []byte) *kernel.Sealer {
	t.Helper()
	s, err := kernel.NewSealer(sealKey, sealFor, before)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A sealed journal opens to what was sealed, over two owners, and to nothing else.
func TestSeal(t *testing.T) {
	var sealed, clear []byte
	var marks []int
	for range 2 {
		s := sealer(t, sealed)
		for _, piece := range []string{"EMVJ and card data", "", "more card data"} {
			sealed = append(sealed, s.Seal([]byte(piece))...)
			clear = append(clear, piece...)
			marks = append(marks, len(sealed))
		}
	}
	got, err := kernel.Open(sealKey, sealFor, sealed)
	if err != nil || !bytes.Equal(got, clear) {
		t.Fatalf("%q %v", got, err)
	}
	if bytes.Contains(sealed, []byte("card")) {
		t.Fatal("in clear")
	}
	refuse := func(what string, key, context, b []byte) {
		t.Helper()
		got, err := kernel.Open(key, context, b)
		var je *kernel.JournalError
		if !errors.As(err, &je) || got != nil && je.Fault != kernel.JournalTruncated {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	refuse("another key", bytes.Repeat([]byte{1}, 32), sealFor, sealed)
	refuse("another context", sealKey, []byte("terminal 2"), sealed)
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 4
		refuse("altered", sealKey, sealFor, bad)
	}
	refuse("first segment left out", sealKey, sealFor, sealed[marks[2]:])
	refuse("record left out", sealKey, sealFor, append(bytes.Clone(sealed[:marks[0]]), sealed[marks[1]:]...))
	refuse("segments swapped", sealKey, sealFor, append(bytes.Clone(sealed[marks[2]:]), sealed[:marks[2]]...))
	for n := range sealed {
		got, err := kernel.Open(sealKey, sealFor, sealed[:n])
		var je *kernel.JournalError
		if err != nil && (!errors.As(err, &je) || je.Fault != kernel.JournalTruncated) {
			t.Fatal(n, err)
		}
		if !bytes.HasPrefix(clear, got) {
			t.Fatal(n, got)
		}
	}
	if _, err := kernel.NewSealer(sealKey[:16], nil, nil); err == nil {
		t.Error("a short key")
	}
}

// A session writes its journal sealed, and is resumed from it.
func TestSealedSession(t *testing.T) {
	var store []byte
	write := sealer(t, nil)
	sink := kernel.WithJournalSink(func(b []byte) error { store = append(store, write.Seal(b)...); return nil })
	s := open(t, errand, sink)
	next(t, s, kernel.Event{}, kernel.Show)
	next(t, s, kernel.Event{}, kernel.Transmit)
	_ = s.Close()
	for range 3 { // three owners, one after the other; each finds a command that was under way, or the end
		journal, err := kernel.Open(sealKey, sealFor, store)
		if err != nil {
			t.Fatal(err)
		}
		write = sealer(t, store)
		s, a, err := kernel.Resume(program(errand), &kernel.Config{}, journal, sink)
		if err != nil {
			t.Fatal(err)
		}
		for a.Kind != kernel.Done {
			a = nextAny(t, s)
		}
		if a.Outcome.Status != kernel.TryAgain {
			t.Fatal(a.Outcome)
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
	text, err := kernel.Redact(tr.Journal)
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
	if part, err := kernel.Redact(tr.Journal[:len(tr.Journal)-1]); err == nil || !strings.HasPrefix(text, part) {
		t.Error(part, err)
	}
}
