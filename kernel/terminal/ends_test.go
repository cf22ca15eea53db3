package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
)

// A cash machine owes cash for a withdrawal that is approved, and for nothing else: neither what was declined nor what gives out none waits for the operator.
// B3 annex G
func TestNothingIsOwed(t *testing.T) {
	for _, c := range []struct {
		name  string
		order terminal.Order
		arc   string
		state terminal.State
	}{
		{"cash", terminal.Order{Purpose: kernel.Cash, Amount: 10000}, "00", terminal.CashOwed},
		{"cash that is declined", terminal.Order{Purpose: kernel.Cash, Amount: 10000}, "05", terminal.Settled},
		{"a balance", terminal.Order{Purpose: kernel.Inquiry}, "00", terminal.Settled},
		{"a balance that is not told", terminal.Order{Purpose: kernel.Inquiry}, "05", terminal.Settled},
	} {
		x := newTill(t, "atm", "cash")
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{ARC: c.arc})
			return response.Data, err
		})
		x.start(t)
		sale, err := x.Do(t.Context(), c.order)
		if err != nil || sale.Approved() != (c.arc == "00") {
			t.Fatal(c.name, sale, err)
		}
		owed, err := x.Owed()
		e, lost := x.Entry(sale.Number)
		if open := c.state == terminal.CashOwed; err != nil || lost != nil || e.State != c.state || e.IsOpen() != open || len(owed) == 1 != open || (sale.Owed.Cash != 0) != open {
			t.Errorf("%s: %v, %v, owed %+v", c.name, e, owed, sale.Owed)
		}
	}
}

// breaks is a reader whose card is taken out at a GENERATE AC.
type breaks struct {
	terminal.Reader
	at, nth int
}

func (b *breaks) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if command[1] == apdu.GenerateAC {
		if b.nth++; b.nth == b.at {
			return nil, 0, apdu.Fault(apdu.Removed, nil)
		}
	}
	return b.Reader.Transmit(ctx, command)
}

// The reversal says why: no answer, an end before the card had decided, or a decline; an acquirer treats what came to nothing in another way. The results of
// scripts are in it and nowhere else.
// B4 6.3.8, 12.2.3, 6.3.9 once
func TestReasonOfReversal(t *testing.T) {
	for _, c := range []struct {
		name  string
		arc   string
		part  uint64
		lost  bool
		pulls int // the GENERATE AC at which the card is taken out
		took  []string
	}{
		{"approved", "00", 0, false, 0, []string{"scripts 1100000000, card true"}},
		{"no answer", "00", 0, true, 0, []string{"response lost 1234"}},
		{"the card is taken out after the host has approved", "00", 0, false, 2, []string{"not completed 1234"}},
		{"the card is taken out before anybody is asked", "00", 0, false, 1, nil},
		{"the card is taken out after the host has declined", "05", 0, false, 2, nil},
		{"a part that is not taken", "10", 500, false, 0, []string{"card declined 1234, scripts 1100000000"}},
	} {
		x, told := newTill(t, "default-bit", "full"), []uint64(nil)
		x.devices.Readers.Contact = &breaks{Reader: x.devices.Readers.Contact, at: c.pulls}
		x.devices.Acquirer.Messages = teller{x.bank, &told}
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{ARC: c.arc, Scripts: []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}})
			if r.Facts.Part = c.part; c.lost {
				err = errors.New("lost")
			}
			return response.Data, err
		})
		x.start(t)
		sale, err := x.Sell(t.Context(), 1234)
		if err != nil || sale.Approved() != (c.name == "approved") || sale.Owed != (terminal.Owed{}) {
			t.Errorf("%s: %v, %v", c.name, sale, err)
		}
		if !slices.Equal(x.bank.took, c.took) || x.ledger.Len() != 0 {
			t.Errorf("%s: the bank took %q, want %q; %d wait", c.name, x.bank.took, c.took, x.ledger.Len())
		}
		if r := sale.Result; slices.ContainsFunc(r.DataRecord, func(b byte) bool { return b != 0 }) {
			t.Errorf("%s: the result has its card data still", c.name)
		}
	}
}

// moves is a cardholder who wants some of the amount that stands as cash.
type moves uint64

func (n moves) ConfirmAmount(_ context.Context, c terminal.Confirmation) (terminal.Amounts, bool, error) {
	return terminal.Amounts{Amount: c.Transaction.Amount, Other: uint64(n)}, true, nil
}

// Cash that comes into an amount that stays the same makes a purchase one with cashback, for the ledger too, and takes it out again.
// B4 6.5.1
func TestCashOfTheSameAmount(t *testing.T) {
	for _, c := range []struct {
		order terminal.Order
		moves moves
		want  kernel.Purpose
	}{
		{terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, 0, kernel.Purchase},
		{terminal.Order{Purpose: kernel.Purchase, Amount: 1234}, 500, kernel.Cashback},
		{terminal.Order{Purpose: kernel.Cashback, Amount: 1234, Cash: 200}, 500, kernel.Cashback},
		{terminal.Order{Purpose: kernel.Cashback, Amount: 1234, Cash: 200}, 0, kernel.Purchase},
	} {
		x := newTill(t, "default", "full")
		x.cfg.Terminal.ConfirmsAmount, x.devices.Cardholder.Confirmer = true, c.moves
		x.start(t)
		sale, err := x.Do(t.Context(), c.order)
		if err != nil || !sale.Approved() {
			t.Fatal(sale, err)
		}
		e, err := x.Entry(sale.Number)
		if cash := uint64(c.moves); err != nil || sale.Owed.Cash != cash || e.Transaction.AmountOther != cash || e.Transaction.Amount != 1234 || e.Transaction.Purpose != c.want {
			t.Errorf("%+v, then %d: owed %+v, %v, %s, cash %d, %v", c.order, c.moves, sale.Owed, e, e.Transaction.Purpose, e.Transaction.AmountOther, err)
		}
	}
}

// What was declined is not captured: of what may be taken afterwards only an approval is kept.
// B4 12.1.5
func TestNothingKeptOfADecline(t *testing.T) {
	for _, arc := range []string{"00", "05"} {
		x := newFollower(t)
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{ARC: arc})
			return response.Data, err
		})
		x.start(t)
		sale, err := x.Do(t.Context(), terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 8000})
		if err != nil || sale.Approved() != (arc == "00") {
			t.Fatal(sale, err)
		}
		if e, err := x.ledger.Get(sale.Number); err != nil || (len(e.Capture) != 0) != (arc == "00") {
			t.Errorf("%s: %d bytes are kept, %v", arc, len(e.Capture), err)
		}
	}
}

// All that a stop has left is taken back: requests and increments, each whatever stands before it. What the ledger does not keep of that lets no transaction begin.
// B4 12.2.3
func TestAllIsTakenBack(t *testing.T) {
	for put := range 3 { // the one that fails; 0: none
		x := newFollower(t)
		held := x.make(t, kernel.PreAuthorisation, 80_00)
		second := x.make(t, kernel.PreAuthorisation, 70_00)
		for _, number := range []uint64{held.Number, second.Number} {
			e, err := x.ledger.Get(number)
			if e.Raise, e.Raises = 10_00, 1; err != nil || x.ledger.Put(e) != nil {
				t.Fatal(err)
			}
		}
		if err := x.ledger.Put(terminal.Entry{Number: 3, State: terminal.Asked, Request: 7, Booked: true, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 500}}}); err != nil {
			t.Fatal(err)
		}
		a, err := terminal.New(x.cfg, x.devices, &failing{MemoryLedger: x.ledger, put: put})
		if (err != nil) != (put != 0) {
			t.Errorf("put %d fails: %v", put, err)
		}
		if put != 0 {
			x.start(t)
			a = x.Terminal
		}
		if _, err := a.Forward(t.Context()); err != nil {
			t.Error(err)
		}
		slices.Sort(x.bank.took)
		x.took(t, "not completed 500", "response lost 1000, an increment", "response lost 1000, an increment")
		if open, err := x.ledger.Open(); err != nil || len(open) != 0 {
			t.Errorf("put %d fails: %v stay open, %v", put, open, err)
		}
	}
}

// advising is a card that asks for an advice when it declines.
type advising struct{ terminal.Reader }

func (a advising) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	r, took, err := a.Reader.Transmit(ctx, command)
	if command[1] == apdu.GenerateAC && len(r) > 3 && r[0] == 0x80 && r[2] == 0x00 {
		r[2] |= 0x08
	}
	return r, took, err
}

// An advice that a card asks for is the message of its scripts where there were some, and nobody is told of scripts where there were none.
// B3 10.8.2, B4 6.3.9 once, 12.1.7
func TestAdviceIsNoMessageOfScripts(t *testing.T) {
	scripts := []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}
	for _, c := range []struct {
		name    string
		scripts []issuer.Script
		tells   bool // the acquirer takes a message of them
		took    []string
	}{
		{"scripts", scripts, true, []string{"scripts 1100000000, card true"}},
		{"no scripts", nil, true, []string{"advice"}},
		{"scripts, no message of them", scripts, false, []string{"advice"}},
		{"no scripts, no message of them", nil, false, []string{"advice"}},
	} {
		x, told := newTill(t, "default", "noauth"), []uint64(nil)
		x.cfg.Terminal.Advices = true
		x.devices.Readers.Contact = advising{x.devices.Readers.Contact}
		to := uploadingTeller{teller{x.bank, &told}}
		if x.devices.Acquirer.Messages = to; !c.tells {
			x.devices.Acquirer.Messages = alone{to}
		}
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: true, Scripts: c.scripts})
			return response.Data, err
		})
		x.bank.down = true
		x.start(t)
		sale, err := x.Sell(t.Context(), 1234)
		if err != nil || sale.Approved() || !sale.Result.Advice {
			t.Fatalf("%s: %v, %v", c.name, sale, err)
		}
		m, _, err := x.ledger.First()
		if scripts := c.tells && c.scripts != nil; err != nil || strings.Contains(fmt.Sprint(m), "results of scripts") != scripts || strings.Contains(fmt.Sprint(m), "advice") == scripts {
			t.Errorf("%s: %v waits, %v", c.name, m, err)
		}
		x.bank.down = false
		if _, err := x.Forward(t.Context()); err != nil {
			t.Error(c.name, err)
		}
		if !slices.Equal(x.bank.took, c.took) || x.ledger.Len() != 0 {
			t.Errorf("%s: the bank took %q, want %q; %d wait", c.name, x.bank.took, c.took, x.ledger.Len())
		}
	}
}

// The card that has stayed is switched off before it is given back, by the reader that it is in, and not beside a transaction.
// B4 6.6.1
func TestReturnCardSwitchesOff(t *testing.T) {
	cfg, d, _ := counter("atm", "cash")
	w := &watchedCard{Reader: d.Readers.Contact}
	d.Readers.Contact = w
	var m *terminal.Terminal
	d.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		if taken, err := m.ReturnCard(t.Context()); taken || !errors.Is(err, terminal.ErrBusy) {
			t.Errorf("beside a transaction: %v, %v", taken, err)
		}
		response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
		return response.Data, err
	})
	var err error
	if m, err = terminal.New(cfg, d, terminal.NewMemoryLedger()); err != nil {
		t.Fatal(err)
	}
	if sale, err := m.Do(t.Context(), terminal.Order{Purpose: kernel.Cash, Amount: 10000, KeepCard: true}); err != nil || !sale.Approved() {
		t.Fatal(sale, err)
	}
	before := w.off
	if taken, err := m.ReturnCard(t.Context()); !taken || err != nil || w.off != before+1 {
		t.Errorf("%v, %v, switched off %d times", taken, err, w.off-before)
	}
}

// A card that is given back has stayed in the contact reader, and nobody is asked to take one from another.
// B4 6.6.1, 11.1
func TestReturnCardLeavesOtherReadersAlone(t *testing.T) {
	cfg, d, _ := counter("atm", "cash")
	d.Readers = terminal.Readers{Contactless: &watchedCard{Reader: d.Readers.Contact, left: true}}
	m, err := terminal.New(cfg, d, terminal.NewMemoryLedger())
	if err != nil {
		t.Fatal(err)
	}
	if taken, err := m.ReturnCard(t.Context()); !taken || err != nil {
		t.Errorf("%v, %v: somebody waits for the card at the contactless reader", taken, err)
	}
}
