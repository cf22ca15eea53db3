package upos_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
)

// hang loses the line: a request that is of no account gets no answer.
func hang(t *testing.T, cl *upos.Client, s *server) {
	t.Helper()
	s.change = func(m, _ *iso8583.Message) (bool, bool) { return m.Type[1] == '8', false }
	r := request(kernel.Purchase, false)
	r.ID, r.Transaction.Sequence = 99, 99
	if _, err := cl.Authorise(t.Context(), r); !errors.Is(err, iso8583.ErrMayHaveArrived) {
		t.Fatal(err)
	}
	synctest.Wait()
}

// A message that found no line was not sent: that the host has its trace number already is then no word that it has the message. It is neither booked nor taken back.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestFirstOnALineThatIsDown(t *testing.T) {
	for _, kind := range []string{"upload", "completion", "reversal"} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{Tries: 1})
			var q terminal.MemoryQueue
			m := terminal.Message{Reversal: &terminal.Reversal{Original: 7, Transaction: request(kernel.Purchase, false).Transaction, Reason: terminal.ResponseLost, Data: chip()}}
			if kind != "reversal" {
				a := approval(t, cl, kind == "completion")
				m = terminal.Message{Approval: &a}
			}
			if err := q.Add(m); err != nil {
				t.Fatal(err)
			}
			hang(t, cl, s)
			s.refuse = errors.New("down")
			for range 2 {
				if _, err := terminal.Forward(t.Context(), &q, cl); !errors.Is(err, terminal.ErrNotSent) {
					t.Errorf("%s: %v", kind, err)
				}
			}
			s.refuse, s.change = nil, func(m, a *iso8583.Message) (bool, bool) {
				a.Set(39, "94")
				return true, m.Type[1] != '8'
			}
			w := &words{Client: cl}
			if _, err := terminal.Forward(t.Context(), &q, w); err != nil || !errors.Is(w.last, terminal.ErrRefused) || q.Len() != 0 {
				t.Errorf("%s: %v, %v, %d wait", kind, w.last, err, q.Len())
			}
			cl.Close()
		})
	}
}

// What may have arrived before the host asked for another sign-on may have arrived still: that it has it is its word then, and where the line goes down behind it the message was sent.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestSentBeforeSignOn(t *testing.T) {
	for _, codes := range []string{"-- 77 94", "-- 77 00", "-- 77 down"} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{Tries: 2})
			list := strings.Fields(codes)
			s.change = func(m, a *iso8583.Message) (bool, bool) {
				if m.Type[1] == '8' {
					return list[0] != "down", false
				}
				code := list[0]
				list = list[1:]
				a.Set(39, code)
				if len(list) == 1 && list[0] == "down" {
					s.refuse = errors.New("down")
				}
				return code != "--", true
			}
			err := cl.Reverse(t.Context(), terminal.Reversal{Original: 7, Transaction: request(kernel.Purchase, false).Transaction, Reason: terminal.ResponseLost, Data: chip()})
			if down := strings.HasSuffix(codes, "down"); errors.Is(err, iso8583.ErrMayHaveArrived) != down || (err != nil) != down || errors.Is(err, terminal.ErrNotSent) {
				t.Errorf("%s: %v", codes, err)
			}
			cl.Close()
		})
	}
}

// An upload that the acquirer was asked about, because its host may have had it, goes out as another message then, whether the line is there at once or not.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.2.3
func TestKeptOnALineThatIsDown(t *testing.T) {
	for _, held := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{Tries: 1})
			a := approval(t, cl, held)
			s.change = func(m, _ *iso8583.Message) (bool, bool) { return m.Type[1] == '8', false }
			if err := cl.Upload(t.Context(), a); !errors.Is(err, iso8583.ErrMayHaveArrived) {
				t.Fatal(err)
			}
			synctest.Wait()
			s.change = func(m, x *iso8583.Message) (bool, bool) {
				switch m.Type {
				case "0800":
					class, _ := upos.ParseClass(x.Get(60))
					class.Batch = "000008"
					x.Set(60, class.String())
				case "0400":
					x.Set(39, "12")
				default:
					x.Set(39, "77")
				}
				return true, m.Type != "0800"
			}
			a.Repeat = true
			if err := cl.Upload(t.Context(), a); !errors.Is(err, terminal.ErrKept) {
				t.Fatal(held, err)
			}
			old := s.all()[len(s.all())-1].Get(61)[6:12]
			hang(t, cl, s)
			s.refuse = errors.New("down")
			var q terminal.MemoryQueue
			a.Repeat = false
			if err := q.Add(terminal.Message{Approval: &a}); err != nil {
				t.Fatal(err)
			}
			if _, err := terminal.Forward(t.Context(), &q, cl); !errors.Is(err, terminal.ErrNotSent) {
				t.Errorf("held %v: %v", held, err)
			}
			s.refuse, s.change = nil, nil
			before := len(s.all())
			_, err := terminal.Forward(t.Context(), &q, cl)
			if all := s.all()[before:]; err != nil || len(all) != 1 || all[0].Type != "0220" || all[0].Get(11) == old {
				t.Errorf("held %v: %v, %v", held, all, err)
			}
			cl.Close()
		})
	}
}

// words keep what a client has said last.
type words struct {
	*upos.Client
	last error
}

func (w *words) Reverse(ctx context.Context, r terminal.Reversal) error {
	w.last = w.Client.Reverse(ctx, r)
	return w.last
}

func (w *words) Upload(ctx context.Context, a terminal.Approval) error {
	w.last = w.Client.Upload(ctx, a)
	return w.last
}

// What is voided is what the acquirer has: with the tip, or after the completion, that it was found to have, and without the one that it was found not to have.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestVoidAfterDoubt(t *testing.T) {
	for _, c := range []struct {
		of     kernel.Purpose
		taken  uint64 // as the acquirer has it; 0: it has none
		amount []string
	}{
		{kernel.Purchase, 0, []string{"000000001234"}},
		{kernel.Purchase, 1434, []string{"000000001434"}},
		{kernel.PreAuthorisation, 0, []string{"000000001234"}},
		{kernel.PreAuthorisation, 1434, []string{"000000001434", "000000001234"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, s := newClient(t, upos.Options{Tries: 1})
			r := request(c.of, false)
			if _, err := cl.Authorise(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			a := terminal.Approval{Number: 3, Held: r.Transaction.Amount, Follows: r.ID, Transaction: r.Transaction, Data: chip()}
			a.Transaction.Amount = 1434
			var again atomic.Bool
			s.change = func(m, x *iso8583.Message) (bool, bool) {
				switch m.Type {
				case "0400":
					x.Set(39, "12")
				case "0220":
					x.Set(39, "77")
				}
				return m.Type != "0220" || again.Load(), m.Type != "0800"
			}
			if err := cl.Upload(t.Context(), a); !errors.Is(err, iso8583.ErrMayHaveArrived) {
				t.Fatal(err)
			}
			a.Repeat = true
			again.Store(true)
			if err := cl.Upload(t.Context(), a); !errors.Is(err, terminal.ErrKept) {
				t.Fatal(err)
			}
			s.change = nil
			before := len(s.all())
			err := cl.Reverse(t.Context(), terminal.Reversal{
				Original: r.ID, Number: 3, Transaction: r.Transaction, Taken: c.taken, Reason: terminal.Voided, Data: chip(),
			})
			var amounts []string
			for _, m := range s.all()[before:] {
				if amounts = append(amounts, m.Get(4)); m.Type == "0400" {
					t.Errorf("%+v: %v", c, m)
				}
			}
			if err != nil || !slices.Equal(amounts, c.amount) {
				t.Errorf("%+v: %v, %q", c, err, amounts)
			}
			cl.Close()
		})
	}
}
