package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// What becomes of an increment: the host holds more, or not; what may be held and nobody knows is taken back, and only that.
// B4 12.1.1, 12.2.3
func TestIncrement(t *testing.T) {
	const eighty, more = 80_00, 120_00
	answers := func(data string, err error) func(terminal.Request) ([]byte, error) {
		return func(terminal.Request) ([]byte, error) { return []byte(data), err }
	}
	for _, c := range []struct {
		name   string
		to     uint64
		host   func(terminal.Request) ([]byte, error)
		held   bool
		amount uint64
		took   []string
		fails  string
	}{
		{"held", more, answers("\x8A\x0200", nil), true, more, nil, ""},
		{"held in part", more, func(r terminal.Request) ([]byte, error) {
			r.Facts.Part = 39_99
			return []byte("\x8A\x0210"), nil
		}, false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"held in part, and how much is not said", more, answers("\x8A\x0210", nil), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"held in part, which is all", more, func(r terminal.Request) ([]byte, error) {
			r.Facts.Part = 40_00
			return []byte("\x8A\x0210"), nil
		}, true, more, nil, ""},
		{"approved by a code that the terminal does not know", more, answers("\x8A\x0211", nil), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"approved by American Express's", more, answers("\x8A\x0208", nil), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"all by the code, and a part by the amount", more, func(r terminal.Request) ([]byte, error) {
			r.Facts.Part = 39_99
			return []byte("\x8A\x0200"), nil
		}, false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"two codes", more, answers("\x8A\x0200\x8A\x0251", nil), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"a broken 91", more, answers("\x8A\x0200\x91\x03abc", nil), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"an object that is cut", more, answers("\x8A\x0200\x50\x09a", nil), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"declined", more, answers("\x8A\x0251", nil), false, eighty, nil, ""},
		{"not sent", more, answers("", terminal.ErrNotSent), false, eighty, nil, ""},
		{"no answer", more, answers("", errors.New("lost")), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"an answer that says nothing", more, answers("\x91\x00", nil), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"rubbish", more, answers("\x8A\x88", nil), false, eighty, []string{"response lost 4000, an increment"}, ""},
		{"as much as is held", eighty, nil, true, eighty, nil, ""},
		{"less", eighty - 1, nil, false, eighty, nil, "less than what is held"},
		{"above the limit", 2_000_01, nil, false, eighty, nil, "does not let so much be held"},
		{"no amount", 1 << 60, nil, false, eighty, nil, "no amount"},
	} {
		x := newFollower(t)
		s := x.make(t, kernel.PreAuthorisation, eighty)
		asked := 0
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			asked++
			e, err := x.Entry(s.Number)
			if err != nil || e.Raise != r.Transaction.Amount || r.Follows != e.Request || r.ID == e.Request || r.OnlinePIN || r.Transaction.Amount != c.to-eighty || len(r.DE55) == 0 {
				t.Errorf("%s: %v, %v, follows %d", c.name, r, err, r.Follows)
			}
			return c.host(r)
		})
		x.start(t)
		held, err := x.Increment(context.Background(), s.Number, c.to)
		if held != c.held || (err != nil) != (c.fails != "") || err != nil && !strings.Contains(err.Error(), c.fails) || (asked > 0) != (c.host != nil) {
			t.Errorf("%s: %v, %v, asked %d times", c.name, held, err, asked)
		}
		e, err := x.Entry(s.Number)
		if err != nil || e.Transaction.Amount != c.amount || e.Amount != terminal.FormatAmount(c.amount, 2) || e.Raise != 0 || e.IsOpen() || !slices.Equal(x.bank.took, c.took) {
			t.Errorf("%s: %v, %v, the bank took %q", c.name, e, err, x.bank.took)
		}
		if held && c.to == more {
			if held, err := x.Increment(context.Background(), s.Number, c.to); !held || err != nil || asked != 1 {
				t.Errorf("%s again: %v, %v, asked %d times", c.name, held, err, asked)
			}
		}
	}
}

// A host that refuses to take back an increment whose answer was lost may hold it besides: the entry says so, and no other word takes that away. What was held before stands as it is, and can be taken back.
// B4 12.1.8, 12.2.3
func TestIncrementRefusedBack(t *testing.T) {
	ctx := context.Background()
	x := newFollower(t)
	s := x.make(t, kernel.PreAuthorisation, 80_00)
	refuses := &wording{follower: follower{x.bank}, says: terminal.ErrRefused}
	x.devices.Acquirer.Messages = refuses
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) { return nil, errors.New("lost") })
	x.start(t)
	var original terminal.Reversal // of the first
	first := []string{"increment 1, response lost: terminal: refused by the host"}
	for _, c := range []struct {
		says error
		want []string
	}{{terminal.ErrRefused, first}, {nil, first}, {terminal.ErrRefused, []string{first[0], "increment 3, response lost: terminal: refused by the host"}}} {
		refuses.says = c.says
		if held, err := x.Increment(ctx, s.Number, 120_00); held || err != nil {
			t.Error(held, err)
		}
		if original.Original == 0 {
			original = refuses.last
		}
		if e, err := x.Entry(s.Number); err != nil || !slices.Equal(e.AlsoHeld, c.want) || e.Refusal != "" || e.Transaction.Amount != 80_00 || x.ledger.Len() != 0 {
			t.Errorf("%v: %q, %q, %v", e, e.AlsoHeld, e.Refusal, err)
		}
	}
	last := refuses.last
	for _, c := range []struct { // again, of the last one and of the first, after a stop: its last word
		of   *terminal.Reversal
		says error
		want int
	}{{&last, terminal.ErrRefused, 2}, {&last, nil, 1}, {&last, nil, 1}, {&original, terminal.ErrRefused, 1}, {&original, nil, 0}} {
		refuses.says = c.says
		if err := x.ledger.Add(terminal.Message{Tries: 1, Reversal: c.of}); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Forward(ctx); err != nil {
			t.Error(err)
		}
		if e, err := x.Entry(s.Number); err != nil || len(e.AlsoHeld) != c.want {
			t.Errorf("again, %v: %q, %v", c.says, e.AlsoHeld, err)
		}
	}
	if err := x.Void(ctx, s.Number); err != nil {
		t.Error(err)
	}
}

// wording is an acquirer that says one thing to each reversal.
type wording struct {
	follower
	says error
	last terminal.Reversal
}

func (w *wording) Reverse(_ context.Context, r terminal.Reversal) error {
	w.last = r
	w.last.Data = nil
	return w.says
}

// An increment, and the reversal of one, say who the terminal is to the acquirer of the application, as the first request does; an increment has what that
// acquirer requests, of the card and of the terminal.
// B4 10.2 data, 12.1.1, 12.1.2, 12.1.8
func TestIncrementIdentity(t *testing.T) {
	for _, c := range []struct {
		terminal byte
		requests kernel.MessageKind
		merchant string // of the application; empty: the terminal's
		want     string // 9F16
	}{
		{0x22, kernel.AuthorisationRequest, "SECOND SHOP", "SECOND SHOP"},
		{0x11, kernel.AuthorisationRequest, "SECOND SHOP", "SECOND SHOP"},
		{0x12, kernel.FinancialRequest, "SECOND SHOP", "SECOND SHOP"},
		{0x34, kernel.AuthorisationRequest, "SECOND SHOP", "SECOND SHOP"},
		{0x12, kernel.AuthorisationRequest, "", ""}, // B4 12.1: 9F16 is of types 2x
	} {
		x := newFollower(t)
		x.cfg.Terminal.Type = c.terminal
		for i := range x.cfg.Applications {
			id := &x.cfg.Applications[i].Identity
			id.MerchantID, id.TerminalID, id.Requests[c.requests] = c.merchant, "TERM0002", []tlv.Tag{0x9F4E, 0x9F07}
		}
		given, first := map[tlv.Tag]string{}, x.devices.Acquirer.Host
		x.devices.Readers.Contact = terminal.Inserted(noting(x.devices.Readers.Contact, given))
		var sent, back []byte
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			if sent = r.Message(c.requests, x.cfg); r.Follows != 0 {
				return nil, errors.New("lost")
			}
			return first.Authorise(t.Context(), r)
		})
		x.devices.Acquirer.Messages = backing{follower{x.bank}, &back}
		x.start(t)
		holds := func(what string, b []byte, want map[tlv.Tag]string) {
			for tag, value := range want {
				if o, _ := tlv.Find(b, tag); fmt.Sprintf("%X", o.Value) != value {
					t.Errorf("%02X, %s: %s is %X, want %s", c.terminal, what, tag, o.Value, value)
				}
			}
		}
		who := map[tlv.Tag]string{0x9F16: fmt.Sprintf("%X", c.want), 0x9F1C: fmt.Sprintf("%X", "TERM0002")}
		s := x.make(t, kernel.PreAuthorisation, 80_00)
		asked := map[tlv.Tag]string{0x9F4E: fmt.Sprintf("%X", "EXAMPLE SHOP, BERLIN"), 0x9F07: given[0x9F07], 0x84: "A0000000041010"}
		holds("request", sent, who)
		holds("request", sent, asked)
		if held, err := x.Increment(t.Context(), s.Number, 120_00); held || err != nil || given[0x9F07] == "" {
			t.Error(held, err)
		}
		holds("increment", sent, who)
		holds("increment", sent, asked)
		holds("reversal of the increment", back, who)
	}
}

// backing is a follower that keeps the data of the reversal that it takes.
type backing struct {
	follower
	data *[]byte
}

func (k backing) Reverse(_ context.Context, r terminal.Reversal) error {
	*k.data = slices.Clone(r.Data)
	return nil
}

// The receipt has the whole amount once the host holds it, and not before.
// B4 12.1.1
func TestIncrementReceipt(t *testing.T) {
	for code, want := range map[string]uint64{"51": 80_00, "00": 120_00} {
		x := newFollower(t)
		first := x.devices.Acquirer.Host
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			if r.Follows == 0 {
				return first.Authorise(t.Context(), r)
			}
			return []byte("\x8A\x02" + code), nil
		})
		x.start(t)
		s := x.make(t, kernel.PreAuthorisation, 80_00)
		held, err := s.Increment(t.Context(), 120_00)
		if err != nil || held != (want == 120_00) || s.Result.Amount != want || !strings.Contains(s.Receipt.Amount, fmt.Sprintf("%d.00", want/100)) {
			t.Errorf("%s: %v, %v, %d, %s", code, held, err, s.Result.Amount, s.Receipt.Amount)
		}
	}
}

// What waits goes out before the host is asked to hold more.
// B4 12.2.3
func TestIncrementAfterWhatWaits(t *testing.T) {
	x := newFollower(t)
	s := x.make(t, kernel.PreAuthorisation, 80_00)
	if err := x.ledger.Add(terminal.Message{Advice: []byte{1}}); err != nil {
		t.Fatal(err)
	}
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) {
		if n := x.ledger.Len(); n != 0 {
			t.Errorf("%d wait", n)
		}
		return []byte("\x8A\x0200"), nil
	})
	x.start(t)
	if held, err := x.Increment(context.Background(), s.Number, 120_00); !held || err != nil {
		t.Error(held, err)
	}
}

// By 00 and by the code that has approved what is held more is held too: a kernel has taken it for an approval. By 10 it is where the host says that this is the whole. What any other code may have had booked is
// taken back.
// B4 12.1.3
func TestIncrementByTheSameCode(t *testing.T) {
	for _, c := range []struct {
		before, code string
		part         uint64
		held, booked bool
	}{
		{"08", "08", 0, true, true},
		{"08", "00", 0, true, true},
		{"08", "11", 0, false, true},
		{"08", "16", 0, false, true},
		{"08", "01", 0, false, false},
		{"00", "08", 40_00, false, true},
		{"00", "10", 40_00, true, true},
		{"10", "10", 40_00, true, true},
		{"10", "10", 0, false, true}, // it does not say how much
		{"10", "10", 39_99, false, true},
		{"10", "00", 0, true, true},
	} {
		x := newFollower(t)
		s := x.make(t, kernel.PreAuthorisation, 80_00)
		e, err := x.Entry(s.Number)
		if e.ARC = c.before; err != nil || x.ledger.Put(e) != nil {
			t.Fatal(err)
		}
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			r.Facts.Part = c.part
			return []byte("\x8A\x02" + c.code), nil
		})
		x.start(t)
		if got, err := x.Increment(context.Background(), s.Number, 120_00); got != c.held || err != nil || (len(x.bank.took) == 0) != (c.held || !c.booked) {
			t.Errorf("%+v: %v, %v, the bank took %q", c, got, err, x.bank.took)
		}
	}
}

// Nothing more is asked for beside another transaction, nor what a gate refuses: neither reaches host or ledger. Who practises changes no real transaction.
// B4 12.1.1
func TestNothingIsAskedFor(t *testing.T) {
	x := newFollower(t)
	s := x.make(t, kernel.PreAuthorisation, 80_00)
	asked := 0
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) {
		if asked++; asked > 1 {
			return nil, terminal.ErrNotSent
		}
		held, err := x.Increment(t.Context(), s.Number, 130_00)
		if held || !errors.Is(err, terminal.ErrBusy) {
			t.Errorf("beside another: %v, %v", held, err)
		}
		return []byte("\x8A\x0200"), nil
	})
	x.start(t)
	if held, err := x.Increment(t.Context(), s.Number, 120_00); !held || err != nil {
		t.Fatal(held, err)
	}
	for _, gate := range []gates{{err: errFull}, {admission: terminal.Admission{Practice: true}}} {
		x.devices.Gate = gate
		x.start(t)
		held, err := x.Increment(t.Context(), s.Number, 130_00)
		errs := []error{
			err, x.Complete(t.Context(), s.Number, 120_00), x.Tip(t.Context(), s.Number, 1_00), x.Void(t.Context(), s.Number), x.Resolve(t.Context(), s.Number, true),
		}
		want := gate.err
		if want == nil {
			want = terminal.ErrPractice
		}
		for i, err := range errs {
			if !errors.Is(err, want) {
				t.Errorf("%d: %v, want %v", i, err, want)
			}
		}
		e, err := x.Entry(s.Number)
		if held || err != nil || asked != 1 || e.Raises != 1 || e.Transaction.Amount != 120_00 || e.Taken || e.State != terminal.Settled || len(x.bank.took) != 0 || x.ledger.Len() != 0 {
			t.Errorf("%v: held %v, asked %d times, %v, %v, the bank took %q", want, held, asked, e, err, x.bank.took)
		}
	}
}

// gates is a gate that always says the same.
type gates struct {
	admission terminal.Admission
	err       error
}

func (g gates) Admit(terminal.Task) (terminal.Admission, error) { return g.admission, g.err }

// An increment that a stop has cut short is taken back, once, and the pre-authorisation stays as it was; the next one is another request. Nothing is held
// more of what was completed or taken back, and a completion waits for an increment.
// B4 12.2.3
func TestIncrementStopped(t *testing.T) {
	ctx, x := context.Background(), newFollower(t)
	s := x.make(t, kernel.PreAuthorisation, 80_00)
	full := &failing{MemoryLedger: x.ledger}
	var ids []uint64
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		ids = append(ids, r.ID)
		if err := x.Complete(ctx, s.Number, 80_00); err == nil || !strings.Contains(err.Error(), "being asked to hold more") {
			t.Error(err)
		}
		full.put = full.puts + 1 // the answer is not kept, as if the power went
		return []byte("\x8A\x0200"), nil
	})
	var err error
	if x.Terminal, err = terminal.New(x.cfg, x.devices, full); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Increment(ctx, s.Number, 120_00); err == nil {
		t.Error("kept")
	}
	if e, _ := x.Entry(s.Number); !e.IsOpen() || e.Raise != 40_00 || e.Transaction.Amount != 80_00 {
		t.Errorf("%+v", e)
	}
	for range 2 {
		x.start(t)
		if _, err := x.Forward(ctx); err != nil {
			t.Error(err)
		}
	}
	x.took(t, "response lost 4000, an increment")
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) { ids = append(ids, r.ID); return []byte("\x8A\x0200"), nil })
	x.start(t)
	if held, err := x.Increment(ctx, s.Number, 120_00); !held || err != nil || len(ids) != 2 || ids[0] == ids[1] {
		t.Error(held, err, ids)
	}
	if err := x.Complete(ctx, s.Number, 138_00); err != nil {
		t.Error(err)
	}
	x.took(t, "response lost 4000, an increment", "13800 of 12000, repeat false, follows true, true")
	var state *terminal.StateError
	if _, err := x.Increment(ctx, s.Number, 150_00); !errors.As(err, &state) {
		t.Error(err)
	}
	if err := x.Void(ctx, s.Number); err != nil {
		t.Error(err)
	}
	if _, err := x.Increment(ctx, s.Number, 150_00); !errors.As(err, &state) {
		t.Error(err)
	}
	if _, err := x.Increment(ctx, 99, 150_00); !errors.Is(err, terminal.ErrNoEntry) {
		t.Error(err)
	}
}

// A pre-authorisation that is taken back while the host is asked to hold more for it: what the host then says is taken back too.
// B4 12.1.8
func TestIncrementUndone(t *testing.T) {
	ctx, x := context.Background(), newFollower(t)
	s := x.make(t, kernel.PreAuthorisation, 80_00)
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) {
		return []byte("\x8A\x0200"), x.Undo(ctx, s.Number, terminal.GoodsNotTaken)
	})
	x.start(t)
	if held, err := x.Increment(ctx, s.Number, 120_00); held || err != nil {
		t.Error(held, err)
	}
	x.took(t, "not taken 8000", "response lost 4000, an increment")
	if e, err := x.Entry(s.Number); err != nil || e.State != terminal.Undone || e.IsOpen() {
		t.Error(e, err)
	}
}
