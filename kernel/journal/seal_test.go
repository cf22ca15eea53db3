package journal_test

import (
	"bytes"
	"errors"
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
	got, err := journal.Open(sealKey, sealFor, sealed)
	if err != nil || !bytes.Equal(got, clear) {
		t.Fatalf("%q %v", got, err)
	}
	if bytes.Contains(sealed, []byte("card")) {
		t.Fatal("in clear")
	}
	refuse := func(what string, key, context, b []byte) {
		t.Helper()
		got, err := journal.Open(key, context, b)
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
		got, err := journal.Open(sealKey, sealFor, sealed[:n])
		var je *kernel.JournalError
		if err != nil && (!errors.As(err, &je) || je.Fault != kernel.JournalTruncated) {
			t.Fatal(n, err)
		}
		if !bytes.HasPrefix(clear, got) {
			t.Fatal(n, got)
		}
	}
	if _, err := journal.NewSealer(sealKey[:16], nil, nil); err == nil {
		t.Error("a short key")
	}
}

// An append cut short anywhere, even the first of a resumed session in its segment's head, is cut off at Offset, and what is sealed behind it opens.
func TestSealAfterCrash(t *testing.T) {
	first := sealer(t, nil).Seal([]byte("first "))
	owner := sealer(t, first)
	whole := append(bytes.Clone(first), owner.Seal([]byte("second "))...)
	two := len(whole)
	whole = append(whole, owner.Seal([]byte("third "))...)
	for n := len(first) + 1; n < len(whole); n++ {
		kept, want := whole[:n], "first "
		if n >= two {
			want += "second "
		}
		got, err := journal.Open(sealKey, sealFor, kept)
		var je *kernel.JournalError
		switch {
		case n == two && err == nil:
		case !errors.As(err, &je) || je.Fault != kernel.JournalTruncated:
			t.Fatal(n, err)
		default:
			kept = kept[:je.Offset]
		}
		if string(got) != want {
			t.Fatalf("%d bytes: %q, want %q", n, got, want)
		}
		again := append(bytes.Clone(kept), sealer(t, kept).Seal([]byte("fourth"))...)
		if got, err = journal.Open(sealKey, sealFor, again); err != nil || string(got) != want+"fourth" {
			t.Fatalf("%d bytes, sealed again: %q, %v", n, got, err)
		}
	}
}

// pays sends one command: without an answer it is to be tried again.
func pays(p *kernel.Port) *kernel.Outcome {
	p.Show(kernel.UI{Message: kernel.MsgPleaseWait})
	switch ev, out := p.Transmit([]byte{0x80, 0xAE, 0x80, 0x00}); {
	case out != nil:
		return out
	case ev.Kind == kernel.CardFault:
		return &kernel.Outcome{Status: kernel.TryAgain}
	}
	return &kernel.Outcome{Status: kernel.Approved}
}

// A session writes its journal sealed, and is resumed from it: three owners, one after the other, find a command that was under way, or the end.
func TestSealedSession(t *testing.T) {
	var store []byte
	write := sealer(t, nil)
	sink := journal.WithSink(func(b []byte) error { store = append(store, write.Seal(b)...); return nil })
	program := kernel.Single("sealed", pays)
	s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{}, sink)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := s.Next(kernel.Event{}); err != nil {
			t.Fatal(err)
		}
	}
	_ = s.Close()
	for range 3 {
		kept, err := journal.Open(sealKey, sealFor, store)
		if err != nil {
			t.Fatal(err)
		}
		write = sealer(t, store)
		s, a, err := kernel.Resume(program, &kernel.Config{}, kept, sink)
		if err != nil || a.Kind != kernel.Done || a.Result.Status != kernel.TryAgain {
			t.Fatal(a, err)
		}
		_ = s.Close()
	}
}

// FuzzOpen opens whatever it is given as a sealed journal: nothing opens but what was sealed, or a part of its beginning.
func FuzzOpen(f *testing.F) {
	s := sealer(f, nil)
	sealed := s.Seal([]byte("first"))
	sealed = append(sealed, s.Seal([]byte("second"))...)
	f.Add(sealed)
	f.Add(sealed[:60])
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := journal.Open(sealKey, sealFor, b)
		if len(got) > 0 && !bytes.HasPrefix([]byte("firstsecond"), got) {
			t.Fatalf("%q", got)
		}
		var je *kernel.JournalError
		if err != nil && !errors.As(err, &je) {
			t.Fatal(err)
		}
	})
}
