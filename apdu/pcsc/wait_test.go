package pcsc

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
)

// Each look of a watcher at what changed meanwhile.
func TestWatcher(t *testing.T) {
	f := newFake("R1")
	w := openFake(t, f).newWatcher()
	defer w.close()
	for i, step := range []struct {
		change func()
		want   []string
	}{
		{func() { f.states["R1"] = stateEmpty }, []string{"R1 reader added"}},
		{func() { f.states["R1"] = 1<<16 | statePresent }, []string{"R1 card inserted"}},
		{func() { f.states["R1"] = 1<<16 | statePresent | 0x100 }, nil}, // in use
		{func() { f.states["R1"] = 3<<16 | statePresent }, []string{"R1 card removed", "R1 card inserted"}},
		{func() { f.states["R1"] = 4<<16 | stateEmpty }, []string{"R1 card removed"}},
		{func() { f.names, f.states["R2"] = []string{"R1", "R2"}, 1<<16|statePresent|stateMute }, []string{"R2 reader added", "R2 mute card inserted"}},
		{func() { f.states[notifier] = 2 << 16 }, nil},
		{func() { f.names = []string{"R1"} }, []string{"R2 card removed", "R2 reader removed"}},
		{func() { f.names = nil }, []string{"R1 reader removed"}},
		{func() { f.names, f.states["R1"] = []string{"R1"}, 5<<16|statePresent }, []string{"R1 reader added", "R1 card inserted"}},
	} {
		step.change()
		changes, err := w.wait(t.Context())
		if err != nil {
			t.Fatal(i, err)
		}
		var got []string
		for _, c := range changes {
			got = append(got, c.Reader+" "+c.Kind.String())
			if c.Kind == CardInserted && !bytes.Equal(c.ATR, f.answer) {
				t.Errorf("ATR %X", c.ATR)
			}
		}
		if !slices.Equal(got, step.want) {
			t.Errorf("step %d: got %q, want %q", i, got, step.want)
		}
	}
	for err, want := range map[code]Kind{codeNoService: ServiceStopped, 0x80100001: Other} {
		f.failing["status"] = err
		f.states["R1"]++
		if _, got := w.wait(t.Context()); !IsKind(got, want) {
			t.Errorf("%v: %v", err, got)
		}
	}
	for _, err := range []code{codeTimeout, codeCancelled, codeUnknownReader, codeReaderUnavailable, codeNoReaders} {
		f.failing["status"] = err
		if changes, err := w.wait(t.Context()); err != nil || len(changes) > 0 {
			t.Error(changes, err)
		}
	}
}

// A service without notifier is asked for its readers from time to time.
func TestWithoutNotifier(t *testing.T) {
	f := newFake("R1")
	f.noNotifier = true
	f.states["R1"] = 1<<16 | statePresent
	if r, _, err := openFake(t, f).WaitForCard(t.Context()); err != nil || r != "R1" {
		t.Errorf("%q %v", r, err)
	}
	f.names = nil
	ctx, cancel := context.WithTimeout(t.Context(), pollTime/2)
	defer cancel()
	if _, _, err := openFake(t, f).WaitForCard(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestWaits(t *testing.T) {
	f := newFake("R1", "R2")
	f.states["R1"], f.states["R2"] = 1<<16|statePresent, stateEmpty
	s := openFake(t, f)
	if r, atr, err := s.WaitForCard(t.Context()); err != nil || r != "R1" || !bytes.Equal(atr, f.answer) {
		t.Errorf("%q %X %v", r, atr, err)
	}
	if err := s.WaitForRemoval(t.Context(), "R2"); err != nil {
		t.Error(err)
	}
	if err := s.WaitForRemoval(t.Context(), "R3"); !IsKind(err, UnknownReader) {
		t.Error(err)
	}
	// What is waited for comes while waiting.
	f.whenWaiting(func() { f.states["R2"] = 1<<16 | statePresent })
	if r, _, err := s.WaitForCard(t.Context(), "R2"); err != nil || r != "R2" {
		t.Errorf("%q %v", r, err)
	}
	f.whenWaiting(func() { f.states["R1"] = 2<<16 | stateEmpty })
	if err := s.WaitForRemoval(t.Context(), "R1"); err != nil {
		t.Error(err)
	}
	f.whenWaiting(func() { f.names = []string{"R1"} })
	if err := s.WaitForRemoval(t.Context(), "R2"); !IsKind(err, ReaderGone) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	if _, _, err := s.WaitForCard(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	go cancel()
	if err := s.WaitForRemoval(ctx, "R1"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for range s.Watch(t.Context()) {
		break // may be left at any change
	}
}

// The service is stopped and started again.
func TestReadersRecover(t *testing.T) {
	f := newFake("R1")
	s := openFake(t, f)
	f.fail = codeNoService
	for range 2 {
		if _, err := s.Readers(); !IsKind(err, ServiceStopped) {
			t.Error(err)
		}
	}
	f.fail = nil
	if got, err := s.Readers(); err != nil || len(got) != 1 {
		t.Error(got, err)
	}
	f.names = nil
	if got, err := s.Readers(); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
	f.fail = codeNoService
	if _, err := open(f); !IsKind(err, ServiceStopped) {
		t.Error(err)
	}
	f.fail, f.failing["status"] = nil, codeCommunication // it ends while somebody waits for a card
	if _, _, err := s.WaitForCard(t.Context()); !IsKind(err, ServiceStopped) {
		t.Error(err)
	}
	delete(f.failing, "status")
	f.names, f.states["R1"] = []string{"R1"}, 1<<16|statePresent
	if r, _, err := s.WaitForCard(t.Context()); err != nil || r != "R1" {
		t.Errorf("%q, %v", r, err)
	}
}

func TestMatch(t *testing.T) {
	readers := []string{"ACME Contact 00 00", "ACME Contactless 01 00", "acme contact 00"}
	for name, want := range map[string]string{
		"ACME Contact 00 00": readers[0], "contactless": readers[1], "2": readers[1], "acme contact 00": readers[2],
	} {
		if got, err := Match(readers, name); err != nil || got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := Match(readers, "acme"); err == nil || !strings.Contains(err.Error(), "may be any of") {
		t.Error(err)
	}
	if _, err := Match(readers, "none"); !IsKind(err, UnknownReader) || !strings.Contains(err.Error(), "Contactless 01") {
		t.Error(err)
	}
	if _, err := Match(nil, "none"); !IsKind(err, NoReader) {
		t.Error(err)
	}
}

func TestContactless(t *testing.T) {
	f := newFake("R1")
	f.answer = []byte{0x3B, 0x80, 0x80, 0x01, 0x01}
	var got []string
	reply := []byte{0x04, 0xA1, 0xB2, 0xC3, 0x90, 0x00}
	f.reply = func(c []byte) ([]byte, error) {
		got = append(got, string(c))
		return reply, nil
	}
	c, ctx := connectFake(t, f, Options{}), t.Context()
	if !c.Contactless() {
		t.Error("not contactless")
	}
	uid, err := c.UID(ctx)
	if err != nil || !bytes.Equal(uid, reply[:4]) {
		t.Error(uid, err)
	}
	if _, err := c.ATS(ctx); err != nil {
		t.Error(err)
	}
	if err := errors.Join(c.SetField(ctx, false), c.SetField(ctx, true)); err != nil {
		t.Error(err)
	}
	// PC/SC part 3, 3.2.2.1.3, and its supplement on MANAGE SESSION
	want := []string{"\xFF\xCA\x00\x00\x00", "\xFF\xCA\x01\x00\x00", "\xFF\xC2\x00\x00\x04\x81\x00\x83\x00\x00", "\xFF\xC2\x00\x00\x04\x84\x00\x82\x00\x00"}
	if !slices.Equal(got, want) {
		t.Errorf("sent %X", got)
	}
	reply = []byte{0x6A, 0x81}
	var refused *PseudoError
	if _, err := c.UID(ctx); !errors.As(err, &refused) || refused.SW != apdu.FunctionNotSupported {
		t.Error(err)
	}
}
