package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
)

// failing is a ledger of which one step fails: each that adds a message while add is set, and the Put of this number, counted from 1.
type failing struct {
	*terminal.MemoryLedger
	add       bool
	put, puts int
}

func (l *failing) Add(m terminal.Message) error {
	if l.add {
		return errors.New("the disk is full")
	}
	return l.MemoryLedger.Add(m)
}

func (l *failing) Put(e terminal.Entry, due ...terminal.Message) error {
	if l.puts++; l.puts == l.put || l.add && len(due) > 0 {
		return errors.New("the disk is full")
	}
	return l.MemoryLedger.Put(e, due...)
}

// A reversal that the ledger cannot keep is not forgotten: the request stays open, and is taken back before the next one, without a restart too.
//
// B4 12.2.3
func TestReversalNotKept(t *testing.T) {
	ctx := context.Background()
	for _, restart := range []bool{false, true} {
		x := newTill(t, "default-bit", "full")
		l := &failing{MemoryLedger: x.ledger, add: true}
		open := func() *terminal.Terminal {
			a, err := terminal.New(x.cfg, x.devices, l)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		a := open()
		x.bank.lost = true
		sale, err := a.Sell(ctx, 1234)
		if err == nil || sale.Approved() || sale.Receipt.Reversed || sale.Receipt.Outcome != "end application" {
			t.Errorf("%v, %v: a reversal is promised that nobody keeps", sale, err)
		}
		if e, err := l.Get(sale.Number); err != nil || e.State != terminal.Asked {
			t.Errorf("%v, %v", e, err)
		}
		if _, err := a.Sell(ctx, 1); err == nil {
			t.Error("the next request leaves before the old one can be reversed")
		}
		x.took(t)
		l.add, x.bank.lost = false, false
		if restart {
			a = open()
		}
		if next, err := a.Sell(ctx, 1234); err != nil || !next.Approved() {
			t.Errorf("%v, %v", next, err)
		}
		x.took(t, "not completed 1234")
	}
}

// What the ledger cannot settle is not given out, because it is taken back: its receipt does not say that it was approved, or accepted by force, and a code of the
// terminal says the same.
//
// B4 12.2.3, 11.4, A6
func TestEndNotKept(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name, config, card, code string
		order                    terminal.Order
		response                 string // on the receipt: a host's as it was
		took                     []string
	}{
		{"approved", "atm", "cash", "00", terminal.Order{Purpose: kernel.Cash, Amount: 10000}, "00", []string{"not completed 10000"}},
		{"approved by force", "default", "full", "05", terminal.Order{Purpose: kernel.Purchase, Amount: 10000}, "05", []string{"not completed 10000"}},
		{"a part of it", "default", "full", "10", terminal.Order{Purpose: kernel.Purchase, Amount: 10000, Partial: true}, "10", []string{"not completed 10000"}},
		{"approved by the host's Y1", "default", "full", "Y1", terminal.Order{Purpose: kernel.Purchase, Amount: 10000}, "Y1", []string{"not completed 10000"}}, // no code of A6: accepted by force
		{"approved offline", "default", "full", "", terminal.Order{Purpose: kernel.Purchase, Amount: 500}, "Z1", nil},                                          // B4 A6
		{"approved offline, the answer lost", "default", "full", "lost", terminal.Order{Purpose: kernel.Purchase, Amount: 500, ForceOnline: true}, "Z3", []string{"not completed 500"}},
	} {
		x := newTill(t, c.config, c.card)
		x.cfg.Terminal.ForcesAcceptance = true
		x.devices.Merchant = terminal.Merchant{Attendant: forces{}, CardReviewer: &rules{review: terminal.Review{Points: terminal.Points{Earned: 5}}}}
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			if c.code == "lost" {
				return nil, errors.New("lost")
			}
			r.Facts.Part = 4000
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
			return append([]byte("\x8A\x02"+c.code+"\x89\x06A1B2C3"), response.Data[4:]...), err
		})
		l := &failing{MemoryLedger: x.ledger, put: 1}
		if c.code != "" {
			l.put = 2 // the first is the request's
		}
		a, err := terminal.New(x.cfg, x.devices, l)
		if err != nil {
			t.Fatal(err)
		}
		sale, err := a.Do(ctx, c.order)
		r := &sale.Receipt
		if err == nil || sale.Approved() || sale.Owed != (terminal.Owed{}) || r.Outcome != "end application" || sale.Message(kernel.BatchData) != nil || r.Forced || r.ApprovalCode+r.Owing+r.Earned != "" || r.ARC != c.response ||
			!strings.Contains(sale.String(), "response "+c.response) {
			t.Errorf("%s: %v, %v, %+v, %+v", c.name, sale, err, sale.Owed, r)
		}
		if text := printed(t, *r, terminal.CardholderCopy); !strings.Contains(text, "END APPLICATION") || strings.Contains(text, "FORCED") {
			t.Errorf("%s:\n%s", c.name, text)
		}
		x.start(t)
		if n, err := x.Forward(ctx); n != len(c.took) || err != nil {
			t.Error(c.name, n, err)
		}
		x.took(t, c.took...)
	}
}

// What cannot be taken back, or be said to be out, stays as it was.
func TestUndoNotKept(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	l := &failing{MemoryLedger: x.ledger}
	a, err := terminal.New(x.cfg, x.devices, l)
	if err != nil {
		t.Fatal(err)
	}
	sale, err := a.Sell(ctx, 1234)
	if err != nil {
		t.Fatal(err)
	}
	l.add = true
	if err := sale.Undo(ctx, terminal.GoodsNotTaken); err == nil || !sale.Approved() || sale.Receipt.Reversed {
		t.Errorf("%v, %v", sale, err)
	}
	l.add = false
	if err := sale.Undo(ctx, terminal.GoodsNotTaken); err != nil || sale.Approved() || !sale.Receipt.Reversed || !strings.HasSuffix(sale.String(), "approved, response 00, reversed") {
		t.Errorf("%v, %v", sale, err)
	}
	x.took(t, "not taken 1234")

	y := newTill(t, "atm", "cash")
	l = &failing{MemoryLedger: y.ledger, put: 3}
	if a, err = terminal.New(y.cfg, y.devices, l); err != nil {
		t.Fatal(err)
	}
	if sale, err = a.Withdraw(ctx, 10000); err != nil {
		t.Fatal(err)
	}
	if err := sale.Paid(); err == nil || sale.Owed.Cash != 10000 {
		t.Errorf("%+v, %v", sale.Owed, err)
	}
	if err := sale.Paid(); err != nil || sale.Owed.Cash != 0 {
		t.Errorf("%+v, %v", sale.Owed, err)
	}
}
