package terminal_test

import (
	"bytes"
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

// follower is a bank that takes approvals and amounts that follow one.
type follower struct{ *bank }

func (f follower) Upload(_ context.Context, a terminal.Approval) error {
	if f.down {
		return errors.New("down")
	}
	f.took = append(f.took, fmt.Sprintf("%d of %d, repeat %v, follows %v, %v", a.Transaction.Amount, a.Held, a.Repeat, a.Follows != 0, len(a.Data) > 0))
	return nil
}

// Reverse says of what holds more that what it was added to stands.
func (f follower) Reverse(ctx context.Context, r terminal.Reversal) error {
	err := f.bank.Reverse(ctx, r)
	if n := len(f.took) - 1; err == nil && r.Follows != 0 && r.Follows != r.Original {
		f.took[n] += ", an increment"
	}
	return err
}

func newFollower(t *testing.T) *till {
	t.Helper()
	x := newTill(t, "default", "full")
	x.devices.Acquirer.Messages = follower{x.bank}
	x.start(t)
	return x
}

func (x *till) make(t *testing.T, p kernel.Purpose, amount uint64) *terminal.Sale {
	t.Helper()
	s, err := x.Do(context.Background(), terminal.Order{Purpose: p, Amount: amount})
	if err != nil || !s.Approved() {
		t.Fatal(s, err)
	}
	return s
}

// What may be taken afterwards: of what the host or the card has approved, as far as the configuration lets it, once. The same again changes nothing.
// B4 12.1.5
func TestTake(t *testing.T) {
	ctx := context.Background()
	complete := func(amount uint64) func(s *terminal.Sale) error {
		return func(s *terminal.Sale) error { return s.Complete(ctx, amount) }
	}
	tip := func(amount uint64) func(s *terminal.Sale) error {
		return func(s *terminal.Sale) error { return s.Tip(ctx, amount) }
	}
	undo := func(s *terminal.Sale) error { return s.Undo(ctx, terminal.GoodsNotTaken) }
	for _, c := range []struct {
		name    string
		purpose kernel.Purpose
		amount  uint64
		do      []func(s *terminal.Sale) error
		refused string // the last one
		took    []string
		final   string
	}{
		{"completion", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{complete(75_50)}, "", []string{"7550 of 8000, repeat false, follows true, true"}, "75.50"},
		{"all of it", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{complete(80_00)}, "", []string{"8000 of 8000, repeat false, follows true, true"}, "80.00"},
		{"the share above", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{complete(92_00)}, "", []string{"9200 of 8000, repeat false, follows true, true"}, "92.00"},
		{"more than that", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{complete(92_01)}, "above what the configuration", nil, "80.00"},
		{"nothing", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{complete(0)}, "the amount is zero", nil, "80.00"},
		{"the same twice", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{complete(75_50), complete(75_50)}, "", []string{"7550 of 8000, repeat false, follows true, true"}, "75.50"},
		{"another one", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{complete(75_50), complete(75_51)}, "another amount was taken", []string{"7550 of 8000, repeat false, follows true, true"}, "75.50"},
		{"cancelled", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{undo, complete(75_50)}, "nothing is left", []string{"not taken 8000"}, "80.00"},
		{"completed and cancelled", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{complete(75_50), undo}, "", []string{"7550 of 8000, repeat false, follows true, true", "not taken 8000"}, "75.50"},
		{"a tip on what is held", kernel.PreAuthorisation, 80_00, []func(*terminal.Sale) error{tip(1)}, "it is no purchase", nil, "80.00"},
		{"a tip", kernel.Purchase, 12_34, []func(*terminal.Sale) error{tip(2_00)}, "", []string{"1434 of 1234, repeat false, follows true, true"}, "14.34"},
		{"the same tip twice", kernel.Purchase, 12_34, []func(*terminal.Sale) error{tip(2_00), tip(2_00)}, "", []string{"1434 of 1234, repeat false, follows true, true"}, "14.34"},
		{"no tip", kernel.Purchase, 12_34, []func(*terminal.Sale) error{tip(0)}, "", nil, "12.34"},
		{"too much of a tip", kernel.Purchase, 12_34, []func(*terminal.Sale) error{tip(2_47)}, "above what the configuration", nil, "12.34"},
		{"no amount at all", kernel.Purchase, 12_34, []func(*terminal.Sale) error{tip(1 << 63)}, "above what the configuration", nil, "12.34"},
		{"a completed purchase", kernel.Purchase, 12_34, []func(*terminal.Sale) error{complete(12_34)}, "it is no pre-authorisation", nil, "12.34"},
		{
			"a tip on what the card has approved", kernel.Purchase, 5_00,
			[]func(*terminal.Sale) error{tip(1_00), undo},
			"",
			[]string{"500 of 0, repeat false, follows false, true", "600 of 500, repeat false, follows false, true", "not taken 500"},
			"6.00",
		},
	} {
		x := newFollower(t)
		s := x.make(t, c.purpose, c.amount)
		for i, do := range c.do {
			err := do(s)
			if refused := i == len(c.do)-1 && c.refused != ""; refused != (err != nil) || refused && !strings.Contains(err.Error(), c.refused) {
				t.Errorf("%s: %v, want %q", c.name, err, c.refused)
			}
		}
		if e, err := x.Entry(s.Number); err != nil || e.Amount != c.final || !slices.Equal(x.bank.took, c.took) {
			t.Errorf("%s: %v, %v; the bank took %q, want %q", c.name, e, err, x.bank.took, c.took)
		}
	}
}

// bagging is a follower that keeps the data of what it takes.
type bagging struct {
	follower
	data *[][]byte
}

func (b bagging) Upload(_ context.Context, a terminal.Approval) error {
	*b.data = append(*b.data, bytes.Clone(a.Data))
	return nil
}

// The upload of a completion or of a tip has the data of a batch, of the transaction that it follows: its cryptogram with the amount that is in it, who was verified how, and the account; over a stop
// too. What a terminal has no other amount of afterwards has no such data in its ledger.
// B4 12.1.5
func TestTakeData(t *testing.T) {
	ctx, x, data := context.Background(), newTill(t, "default", "full"), [][]byte(nil)
	x.devices.Acquirer.Messages = bagging{follower{x.bank}, &data}
	x.start(t)
	for _, c := range []struct {
		name    string
		purpose kernel.Purpose
		amount  uint64
		take    func(n uint64) error
	}{
		{"completion", kernel.PreAuthorisation, 80_00, func(n uint64) error { return x.Complete(ctx, n, 75_50) }},
		{"tip", kernel.Purchase, 12_34, func(n uint64) error { return x.Tip(ctx, n, 2_00) }},
		{"tip on what the card has approved", kernel.Purchase, 5_00, func(n uint64) error { return x.Tip(ctx, n, 1_00) }},
	} {
		data = nil
		s := x.make(t, c.purpose, c.amount)
		first := bytes.Clone(s.Message(kernel.BatchData)) // of what was booked by its request
		if len(data) > 0 {
			first = data[0] // or was uploaded
		}
		x.start(t)
		if err := c.take(s.Number); err != nil {
			t.Fatal(c.name, err)
		}
		got := data[len(data)-1]
		if first != nil && !bytes.Equal(got, first) {
			t.Errorf("%s: %X, want %X", c.name, got, first)
		}
		for _, tag := range []tlv.Tag{0x9F26, 0x9F27, 0x9F10, 0x9F37, 0x9F36, 0x9F34, 0x5A, 0x5F24, 0x8A, 0x9F21} {
			if _, ok := tlv.Find(got, tag); !ok {
				t.Errorf("%s: no %s", c.name, tag)
			}
		}
		if o, _ := tlv.Find(got, 0x9F02); !bytes.Equal(o.Value, tlv.AppendN(nil, c.amount, 6)) {
			t.Errorf("%s: the card's amount is %X", c.name, o.Value)
		}
	}
	for _, above := range []uint64{0, 20} {
		for _, uploads := range []bool{true, false} {
			x := newTill(t, "default", "full")
			if x.cfg.Treatment(kernel.Purchase).Above = above; uploads {
				x.devices.Acquirer.Messages = bagging{follower{x.bank}, &data}
				x.start(t)
			}
			for p, kept := range map[kernel.Purpose]bool{kernel.PreAuthorisation: uploads, kernel.Purchase: uploads && above > 0} {
				if e, err := x.Entry(x.make(t, p, 12_34).Number); err != nil || len(e.Capture) > 0 != kept {
					t.Errorf("%s, above %d, uploads %v: %d bytes, %v", p, above, uploads, len(e.Capture), err)
				}
			}
		}
	}
}

// A completion is noted with what it changes, or not at all; it waits until it is confirmed, over a stop, and then is there once.
// B4 12.1.5, 12.2.3
func TestTakeWaits(t *testing.T) {
	ctx, x := context.Background(), newFollower(t)
	full := &failing{MemoryLedger: x.ledger}
	var err error
	if x.Terminal, err = terminal.New(x.cfg, x.devices, full); err != nil {
		t.Fatal(err)
	}
	s := x.make(t, kernel.PreAuthorisation, 80_00)
	full.add, x.bank.down = true, true
	if err := s.Complete(ctx, 75_50); err == nil {
		t.Error("completed without the ledger")
	}
	if e, _ := x.Entry(s.Number); e.Taken || e.Transaction.Amount != 80_00 || x.ledger.Len() != 0 || s.Receipt.Amount != "80.00 EUR" {
		t.Errorf("%+v, %d messages", e, x.ledger.Len())
	}
	full.add = false
	for range 2 {
		if err := s.Complete(ctx, 75_50); err != nil {
			t.Error(err)
		}
	}
	x.took(t)
	x.bank.down = false
	x.start(t)
	if _, err := x.Forward(ctx); err != nil || x.ledger.Len() != 0 {
		t.Error(err)
	}
	x.took(t, "7550 of 8000, repeat true, follows true, true")
	if text := fmt.Sprintf("%+v", terminal.Approval{Data: []byte("secret")}); strings.Contains(text, "secret") {
		t.Error(text)
	}
}

// A till whose acquirer takes nothing afterwards, or whose ledger has dropped the card's data, refuses; so does one that has no such transaction.
func TestTakeRefused(t *testing.T) {
	ctx, x := context.Background(), newTill(t, "default", "full")
	s := x.make(t, kernel.PreAuthorisation, 80_00)
	if err := s.Complete(ctx, 80_00); err == nil || !strings.Contains(err.Error(), "no Uploader") {
		t.Error(err)
	}
	x.devices.Acquirer.Messages = follower{x.bank}
	x.start(t)
	e, err := x.Entry(s.Number)
	if err != nil {
		t.Fatal(err)
	}
	e.Data = nil
	if err := x.ledger.Put(e); err != nil {
		t.Fatal(err)
	}
	var state *terminal.StateError
	if err := x.Complete(ctx, s.Number, 80_00); !errors.As(err, &state) || !strings.Contains(err.Error(), "card data") {
		t.Error(err)
	}
	if err := x.Complete(ctx, 99, 80_00); !errors.Is(err, terminal.ErrNoEntry) {
		t.Error(err)
	}
	x.took(t)
}

// The slip of a completion says what was held, that of a tip what it was.
// B4 6.5.1, 11.4
func TestTakeReceipt(t *testing.T) {
	ctx, x := context.Background(), newFollower(t)
	held, sold := x.make(t, kernel.PreAuthorisation, 80_00), x.make(t, kernel.Purchase, 12_34)
	if err := errors.Join(held.Complete(ctx, 75_50), sold.Tip(ctx, 2_00)); err != nil {
		t.Fatal(err)
	}
	for s, want := range map[*terminal.Sale]string{
		held: "TYPE         COMPLETION\n|AMOUNT       75.50 EUR\n|HELD         80.00 EUR\n", sold: "AMOUNT       14.34 EUR\n|TIP          2.00 EUR\n",
	} {
		var b strings.Builder
		if err := s.Print(&b, terminal.CardholderCopy); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(want, "|") {
			if !strings.Contains(b.String(), line) {
				t.Errorf("%q is missing in\n%s", line, &b)
			}
		}
	}
	if sold.Message(kernel.BatchData) != nil {
		t.Error("what is kept has another amount")
	}
}
