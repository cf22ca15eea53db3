package terminal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// acquirer confirms as long as it has confirmations left.
type acquirer struct {
	left int
	got  []string
}

var errDown, errFull = errors.New("down"), errors.New("full")

func (a *acquirer) take(what string) error {
	a.got = append(a.got, what)
	if a.left == 0 {
		return errDown
	}
	a.left--
	return nil
}

func (a *acquirer) Reverse(_ context.Context, r terminal.Reversal) error {
	return a.take(fmt.Sprintf("reversal %d, repeat %v, %X", r.Original, r.Repeat, r.Data))
}

func (a *acquirer) Advise(_ context.Context, data []byte) error {
	return a.take(fmt.Sprintf("advice %X", data))
}

// What is not confirmed stays, in its order, and a reversal that was sent before says so; what is confirmed is wiped.
// B4 12.2.3, 12.1.8, 6.3.7, 7.3 captured
func TestForward(t *testing.T) {
	ctx := context.Background()
	var q terminal.MemoryQueue
	first, second := []byte{0x5A, 1, 1}, []byte{0x5A, 1, 2}
	advice := []byte{0x9A, 1, 3}
	a := &acquirer{}
	send := func(m terminal.Message, sent int, want error, got ...string) {
		t.Helper()
		a.got = nil
		if n, err := terminal.Send(ctx, &q, a, m); n != sent || !errors.Is(err, want) || !slices.Equal(a.got, got) {
			t.Errorf("%d sent, %v, %q", n, err, a.got)
		}
	}
	send(terminal.Message{Reversal: &terminal.Reversal{Original: 1, Data: first}}, 0, errDown, "reversal 1, repeat false, 5A0101")
	send(terminal.Message{Advice: advice}, 0, errDown, "reversal 1, repeat true, 5A0101")
	if q.Len() != 2 || !bytes.Equal(first, []byte{0x5A, 1, 1}) {
		t.Fatalf("%d wait, %X", q.Len(), first)
	}
	if m, _, _ := q.First(); m.Tries != 2 {
		t.Errorf("tried %d times", m.Tries)
	}
	a.left = 1
	send(terminal.Message{Reversal: &terminal.Reversal{Original: 2, Data: second}}, 1, errDown, "reversal 1, repeat true, 5A0101", "advice 9A0103")
	if !bytes.Equal(first, make([]byte, 3)) || q.Len() != 2 {
		t.Errorf("%X is left, %d wait", first, q.Len())
	}
	a.left, a.got = 5, nil
	n, err := terminal.Forward(ctx, &q, a)
	if n != 2 || err != nil || !slices.Equal(a.got, []string{"advice 9A0103", "reversal 2, repeat false, 5A0102"}) || q.Len() != 0 {
		t.Errorf("%d sent, %v, %q, %d wait", n, err, a.got, q.Len())
	}
	if !bytes.Equal(second, make([]byte, 3)) || !bytes.Equal(advice, make([]byte, 3)) {
		t.Errorf("%X, %X are left", second, advice)
	}
	if n, err := terminal.Forward(ctx, &q, a); n != 0 || err != nil {
		t.Error(n, err)
	}
}

// What has not left is no try, whatever came of one before: only what may have arrived is repeated as such.
// B4 12.2.3
func TestNotSentIsNoTry(t *testing.T) {
	for name, c := range map[string]struct {
		errs []error // one after the other
		want []bool  // repeats
	}{
		"never sent":        {[]error{terminal.ErrNotSent, terminal.ErrNotSent, nil}, []bool{false, false, false}},
		"sent before":       {[]error{errDown, terminal.ErrNotSent, nil}, []bool{false, true, true}},
		"sent after":        {[]error{terminal.ErrNotSent, errDown, nil}, []bool{false, false, true}},
		"refused, not sent": {[]error{errors.Join(terminal.ErrNotSent, terminal.ErrRefused)}, []bool{false}}, // it is over
	} {
		var q terminal.MemoryQueue
		if err := q.Add(terminal.Message{Reversal: &terminal.Reversal{Original: 1}}); err != nil {
			t.Fatal(err)
		}
		a := &saying{errs: c.errs}
		for range c.errs {
			_, _ = terminal.Forward(t.Context(), &q, a)
		}
		if !slices.Equal(a.repeats, c.want) || q.Len() != 0 {
			t.Errorf("%s: %v, %d wait", name, a.repeats, q.Len())
		}
	}
}

// saying is an acquirer that says one thing after the other to reversals.
type saying struct {
	acquirer
	errs    []error
	repeats []bool
}

func (s *saying) Reverse(_ context.Context, r terminal.Reversal) error {
	s.repeats = append(s.repeats, r.Repeat)
	return s.errs[len(s.repeats)-1]
}

// A terminal that is switched off sends nothing more, and forgets nothing.
func TestForwardStops(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var q terminal.MemoryQueue
	a := &acquirer{left: 1}
	if n, err := terminal.Send(ctx, &q, a, terminal.Message{Advice: []byte{1}}); n != 0 || !errors.Is(err, context.Canceled) || q.Len() != 1 || a.got != nil {
		t.Error(n, err, q.Len(), a.got)
	}
}

// brokenQueue fails at one of its methods.
type brokenQueue struct {
	terminal.MemoryQueue
	at string
}

func (q *brokenQueue) Add(m terminal.Message) error {
	if q.at == "add" {
		return errDown
	}
	return q.MemoryQueue.Add(m)
}

func (q *brokenQueue) First() (terminal.Message, bool, error) {
	if q.at == "first" {
		return terminal.Message{}, false, errDown
	}
	return q.MemoryQueue.First()
}

func (q *brokenQueue) Tried(n uint64) error {
	if q.at == "tried" {
		return errFull
	}
	return q.MemoryQueue.Tried(n)
}

func (q *brokenQueue) Untried(uint64) error { return errFull }

func (q *brokenQueue) Done(n uint64) error {
	if q.at == "done" {
		return errDown
	}
	return q.MemoryQueue.Done(n)
}

// A queue that fails stops everything: a message that is not kept, or not counted, is not sent.
func TestQueueFails(t *testing.T) {
	for at, want := range map[string]int{"add": 0, "first": 0, "tried": 0, "done": 1} {
		a := &acquirer{}
		if at == "done" {
			a.left = 3
		}
		n, err := terminal.Send(context.Background(), &brokenQueue{at: at}, a, terminal.Message{Advice: []byte{1}})
		if broken := map[bool]error{true: errFull, false: errDown}[at == "tried"]; n != 0 || !errors.Is(err, broken) || len(a.got) != want {
			t.Errorf("%s: %d sent, %v, %q", at, n, err, a.got)
		}
	}
}

// What keeps card data for later prints none of it, also under a verb that fits no pointer.
func TestKeepersAreMasked(t *testing.T) {
	pan := []byte{0x5A, 8, 0x54, 0x13, 0x33, 0x00, 0x89, 0x60, 0x00, 0x10}
	queue, ledger := new(terminal.MemoryQueue), terminal.NewMemoryLedger()
	if err := queue.Add(terminal.Message{Advice: pan}); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Add(terminal.Message{Advice: pan}); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Put(terminal.Entry{Number: 1, Data: pan}); err != nil {
		t.Fatal(err)
	}
	cfg, devices := tapConfig(t), tapDevices(terminal.Inserted(tapCard(t, "visa-online")))
	x, err := terminal.New(cfg, devices, ledger, tapKernels()...)
	if err != nil {
		t.Fatal(err)
	}
	var static step.StaticData
	static.Add(2, tlv.Append(nil, tlv.TagRecord, pan))
	for says, v := range map[string]any{"1 messages": queue, "1 entries": ledger, `configuration "tap"`: x, "static data, 10 bytes": step.FDDA{PAN: pan, Static: static}} {
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, kerneltest.Timeless())).Info("x", "v", v)
		text := fmt.Sprintf("%v %+v %#v %x %s %q %d", v, v, v, v, v, v, v)
		if strings.Contains(text+log.String(), "3300") || strings.Contains(text+log.String(), "84 19 51") || strings.Count(text, says) != 7 {
			t.Errorf("%s, %s", text, &log)
		}
	}
}

// Nothing that goes to a device or an acquirer shows card data.
func TestMasked(t *testing.T) {
	pan := []byte{0x5A, 8, 0x54, 0x13, 0x33, 0x00, 0x89, 0x60, 0x00, 0x10}
	for _, m := range []struct {
		v    any
		says string
	}{
		{terminal.Message{Number: 3, Tries: 1, Advice: pan}, "message 3, tried 1 times"},
		{terminal.Message{Number: 3, Tries: 1, Reversal: &terminal.Reversal{Original: 7, Reason: terminal.CardDeclined, Data: pan}}, "message 3, tried 1 times"},
		{terminal.Reversal{Original: 7, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 5}}, Data: pan}, "reversal of request 7"},
		{terminal.Request{ID: 7, DE55: pan, Transaction: kernel.Transaction{Purpose: kernel.Cash}}, "request 7, cash, 10 bytes"},
		{terminal.PINEntry{PINRequest: kernel.PINRequest{Tries: 3, PAN: pan}}, "tries 3, PAN of 10 bytes"},
	} {
		b, err := json.Marshal(m.v)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, kerneltest.Timeless())).Info("x", "v", m.v)
		text := fmt.Sprintf("%v %+v %#v %x %s", m.v, m.v, m.v, m.v, []any{m.v}) + string(b) + log.String()
		if strings.Contains(text, "3300") || strings.Contains(text, "84 19 51") || strings.Count(text, m.says) != 7 {
			t.Error(text)
		}
	}
}
