package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// till is a terminal with all that stands round it.
type till struct {
	*terminal.Terminal
	bank    *bank
	ledger  *terminal.MemoryLedger
	cfg     *kernel.Config
	devices terminal.Devices
}

func newTill(t *testing.T, configuration, cardName string) *till {
	t.Helper()
	x := &till{ledger: terminal.NewMemoryLedger()}
	x.cfg, x.devices, x.bank = counter(configuration, cardName)
	x.cfg.Profile = kernel.Book // a card approves offline, with an online PIN too, where the host was asked in vain
	x.start(t)
	return x
}

// start switches the terminal on, with the ledger that it had.
func (x *till) start(t *testing.T) {
	t.Helper()
	var err error
	if x.Terminal, err = terminal.New(x.cfg, x.devices, x.ledger); err != nil {
		t.Fatal(err)
	}
}

func (x *till) took(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(x.bank.took, want) {
		t.Errorf("the bank took %q, want %q", x.bank.took, want)
	}
}

// What becomes of a sale at the bank and in the ledger: done, lost, declined after a lost answer, refused signature.
// B4 6.3.8, 12.2.3, 12.1.8
func TestSale(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	sale, err := x.Sell(ctx, 1234)
	if err != nil || !sale.Approved() || sale.Result.Authorised != kernel.AuthorisedOnline || sale.Record.ARC != "00" {
		t.Fatalf("%v, %v", sale, err)
	}
	x.took(t)

	x.bank.lost = true
	sale, err = x.Sell(ctx, 1234)
	if err != nil || sale.Record.ARC != "Y3" || sale.Receipt.Reversed || sale.Result.Authorised != kernel.AuthorisedOffline {
		t.Errorf("%v, %v: approved offline after a lost answer stands", sale, err)
	}
	x.took(t, "response lost 1234")

	declines := newTill(t, "default-bit", "full") // an unreachable host declines
	declines.bank.lost = true
	sale, err = declines.Sell(ctx, 1234)
	if err != nil || sale.Approved() || sale.Record.ARC != "Z3" || !sale.Receipt.Reversed {
		t.Errorf("%v, %v", sale, err)
	}
	declines.took(t, "response lost 1234")

	undo := newTill(t, "default", "full")
	if sale, err = undo.Sell(ctx, 1234); err != nil {
		t.Fatal(err)
	}
	var state *terminal.StateError
	for _, none := range []terminal.ReversalReason{terminal.NotReversed, 99} { // the zero value is what nobody has set
		if err := sale.Undo(ctx, none); !errors.As(err, &state) || !sale.Approved() || sale.Receipt.Reversed {
			t.Errorf("taken back for no reason, %d: %v", none, err)
		}
	}
	undo.took(t)
	if err := sale.Undo(ctx, terminal.SignatureRefused); err != nil {
		t.Fatal(err)
	}
	undo.took(t, "signature refused 1234")
	if err := sale.Undo(ctx, terminal.GoodsNotTaken); !errors.As(err, &state) {
		t.Errorf("taken back twice: %v", err)
	}
	undo.took(t, "signature refused 1234")
	if err := undo.Undo(ctx, 99, terminal.GoodsNotTaken); !errors.Is(err, terminal.ErrNoEntry) {
		t.Error(err)
	}
}

// What is approved offline was booked by nobody: taking it back asks nobody.
func TestUndoOffline(t *testing.T) {
	x := newTill(t, "default", "full")
	sale, err := x.Sell(context.Background(), 100)
	if err != nil || sale.Record.ARC != "Y1" {
		t.Fatalf("%v, %v", sale, err)
	}
	if err := sale.Undo(context.Background(), terminal.GoodsNotTaken); err != nil {
		t.Fatal(err)
	}
	x.took(t)
	if e, err := x.ledger.Get(sale.Number); err != nil || e.State != terminal.Undone {
		t.Errorf("%v, %v", e, err)
	}
}

// What the card has approved after a lost answer is reversed once, although it is taken back afterwards: the request was reversed when its answer was lost.
// B4 12.1.8, 12.2.3
func TestUndoAfterLostAnswer(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	x.bank.lost = true
	sale, err := x.Sell(ctx, 1234)
	if err != nil || !sale.Approved() {
		t.Fatalf("%v, %v", sale, err)
	}
	x.bank.lost = false
	if err := sale.Undo(ctx, terminal.GoodsNotTaken); err != nil {
		t.Fatal(err)
	}
	x.took(t, "response lost 1234")
	if e, err := x.ledger.Get(sale.Number); err != nil || e.State != terminal.Undone {
		t.Errorf("%v, %v", e, err)
	}
}

// A reversal that is not confirmed waits, over a stop, and goes out with the next messages, once.
// B4 12.1.8
func TestReversalWaits(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	sale, err := x.Sell(ctx, 1234)
	if err != nil {
		t.Fatal(err)
	}
	x.bank.down = true
	if err := sale.Undo(ctx, terminal.DeviceFailed); err != nil || x.ledger.Len() != 1 {
		t.Fatal(err, x.ledger.Len())
	}
	x.start(t)
	x.bank.down = false
	if n, err := x.Forward(ctx); n != 1 || err != nil {
		t.Error(n, err)
	}
	if n, err := x.Forward(ctx); n != 0 || err != nil {
		t.Error(n, err)
	}
	x.took(t, "device failed 1234")
}

// A request is noted before it leaves, with all that a reversal needs. One that was noted and never settled is reversed when the terminal is
// switched on again, once; what cannot be noted is not sent.
// B4 12.2.3
func TestStopAfterRequest(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	var noted []terminal.Entry
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		open, err := x.ledger.Open()
		if err != nil || len(open) != 1 || open[0].State != terminal.Asked || open[0].Request != r.ID {
			t.Fatalf("%v, %v", open, err)
		}
		noted = open
		panic("the power goes")
	})
	x.start(t)
	func() {
		defer func() { _ = recover() }()
		_, _ = x.Sell(ctx, 1234)
	}()
	if len(noted) != 1 {
		t.Fatal("no request")
	}
	if _, ok := tlv.Find(noted[0].Data, 0x57); !ok {
		t.Error("a reversal needs the account")
	}
	x.start(t)
	if n, err := x.Forward(ctx); n != 1 || err != nil {
		t.Error(n, err)
	}
	x.start(t)
	if n, err := x.Forward(ctx); n != 0 || err != nil {
		t.Error(n, err)
	}
	x.took(t, "not completed 1234")

	asked := false
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) { asked = true; return nil, errors.New("x") })
	full, err := terminal.New(x.cfg, x.devices, &fullLedger{MemoryLedger: terminal.NewMemoryLedger()})
	if err != nil {
		t.Fatal(err)
	}
	if sale, err := full.Sell(ctx, 1234); sale == nil || err == nil || asked || sale.Result.Reversal {
		t.Errorf("%v, %v, asked %v", sale, err, asked)
	}
}

type hostFunc func(terminal.Request) ([]byte, error)

func (f hostFunc) Authorise(_ context.Context, r terminal.Request) ([]byte, error) { return f(r) }

// fullLedger keeps no entry.
type fullLedger struct{ *terminal.MemoryLedger }

func (*fullLedger) Put(terminal.Entry, ...terminal.Message) error {
	return errors.New("the disk is full")
}

// Cash whose dispensing was cut short is neither reversed nor settled, but listed until the operator says what became of it.
func TestStopWhileDispensing(t *testing.T) {
	ctx := context.Background()
	for _, paid := range []bool{true, false} {
		x := newTill(t, "atm", "cash")
		sale, err := x.Withdraw(ctx, 10000)
		if err != nil || sale.Owed.Cash != 10000 {
			t.Fatalf("%v, %v", sale, err)
		}
		x.start(t) // the power went while notes were counted
		owed, err := x.Owed()
		if err != nil || len(owed) != 1 || owed[0].Number != sale.Number {
			t.Fatalf("%v, %v", owed, err)
		}
		x.took(t)
		if paid {
			if err := x.Paid(owed[0].Number); err != nil {
				t.Error(err)
			}
			x.took(t)
		} else {
			if err := x.Undo(ctx, owed[0].Number, terminal.DeviceFailed); err != nil {
				t.Error(err)
			}
			x.took(t, "device failed 10000")
		}
		if owed, err := x.Owed(); err != nil || len(owed) != 0 {
			t.Errorf("%v, %v", owed, err)
		}
		var state *terminal.StateError
		if err := x.Paid(sale.Number); !errors.As(err, &state) {
			t.Error(err)
		}
	}
}

// A card that is left in a cash machine is given no cash: the approval is taken back, and reversed where a host was asked.
func TestCardLeft(t *testing.T) {
	for _, c := range []struct {
		kind byte
		took []string
	}{{0x14, []string{"not taken 10000"}}, {0x15, nil}, {0x16, nil}} {
		x := newTill(t, "atm", "cash")
		x.devices.Readers.Contact = leaves{x.devices.Readers.Contact}
		if x.cfg.Terminal.Type = c.kind; c.took == nil {
			x.devices.Acquirer.Host = nil
		}
		x.start(t)
		sale, err := x.Withdraw(context.Background(), 10000)
		if err != nil || !sale.Result.Approved() || sale.Approved() || sale.Owed.Cash != 0 || !sale.Result.CardLeft || !sale.Receipt.Reversed {
			t.Errorf("%v, %+v, %v", sale, sale.Owed, err)
		}
		if sale.Message(kernel.BatchData) != nil || sale.Message(kernel.FinancialConfirmation) != nil {
			t.Errorf("%02X: what was taken back is captured", c.kind)
		}
		x.took(t, c.took...)
		if e, err := x.ledger.Get(sale.Number); err != nil || e.State != terminal.Undone {
			t.Errorf("%v, %v", e, err)
		}
	}
}

// leaves is a reader whose card is not taken.
type leaves struct{ terminal.Reader }

func (leaves) Removed(context.Context) error { return errors.New("left") }

// What waits for the acquirer goes before the next request.
// B4 12.2.3
func TestMessagesGoFirst(t *testing.T) {
	x := newTill(t, "default", "full")
	if err := x.ledger.Add(terminal.Message{Reversal: &terminal.Reversal{Reason: terminal.DeviceFailed}}); err != nil {
		t.Fatal(err)
	}
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) {
		x.took(t, "device failed 0")
		return nil, terminal.ErrNotSent
	})
	x.start(t)
	if _, err := x.Sell(context.Background(), 1234); err != nil || x.ledger.Len() != 0 {
		t.Error(err, x.ledger.Len())
	}
}

// Numbers and sequence counters go on over a stop, and each transaction has its own.
// B4 6.5.5
func TestNumbersGoOn(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	for n := uint64(1); n <= 3; n++ {
		sale, err := x.Sell(ctx, 100)
		if err != nil || sale.Number != n || sale.Receipt.Sequence != uint32(n) {
			t.Fatalf("%v, %v", sale, err)
		}
		x.start(t)
	}
}

// A refund whose card was only read is decided by the acquirer, and the sale says how.
func TestRefundByData(t *testing.T) {
	x := newTill(t, "default", "full")
	r := x.cfg.Treatment(kernel.Refund)
	r.DataOnly, r.Authorisation = true, kernel.ByAnalysis
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		if o, ok := tlv.Find(r.DE55, 0x9F27); !ok || !bytes.Equal(o.Value, []byte{0}) {
			t.Errorf("no AAC: %X", r.DE55)
		}
		return []byte{0x8A, 2, '0', '0'}, nil
	})
	x.start(t)
	sale, err := x.Refund(context.Background(), 500)
	if err != nil || !sale.Approved() || sale.Result.Status != kernel.OnlineRequest || sale.Receipt.Outcome != "approved" {
		t.Errorf("%v, %v", sale, err)
	}
}

// What does not fit is named at once, with what to do.
func TestNewTerminal(t *testing.T) {
	cfg, d, _ := counter("default", "full")
	c := *cfg
	c.Terminal.CardholderConfirms, c.Terminal.ConfirmsAmount, c.Terminal.ReviewsCandidates = true, true, true
	d.Cardholder = terminal.Cardholder{}
	_, err := terminal.New(&c, d, terminal.NewMemoryLedger())
	for _, field := range []string{"Cardholder.Chooser", "Cardholder.Confirmer", "Merchant.Reviewer"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := terminal.New(nil, d, terminal.NewMemoryLedger()); err == nil {
		t.Error("no configuration")
	}
	if _, err := terminal.New(cfg, d, nil); err == nil {
		t.Error("no ledger")
	}
}

// One transaction at a time.
func TestBusy(t *testing.T) {
	x := newTill(t, "default", "full")
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) {
		_, err := x.Sell(context.Background(), 1)
		return nil, fmt.Errorf("%w: %w", terminal.ErrNotSent, err)
	})
	x.start(t)
	if _, err := x.Sell(context.Background(), 1234); err != nil {
		t.Error(err)
	}
	if last, err := x.ledger.Last(); err != nil || last.Number != 1 {
		t.Error(last, err)
	}
}

// Cash is owed by what the transaction is for, whatever its type is called, and held open where no attendant gives it out.
//
// B4 6.5.1
func TestCashOwed(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		config, card string
		code         byte // 9C
		state        terminal.State
	}{{"atm", "cash", 0x01, terminal.CashOwed}, {"atm", "cash", 0x17, terminal.CashOwed}, {"default", "full", 0x01, terminal.Settled}} {
		x := newTill(t, c.config, c.card)
		x.cfg.Treatment(kernel.Cash).Type = c.code
		x.start(t)
		sale, err := x.Withdraw(ctx, 10000)
		if err != nil || sale.Owed.Cash != 10000 {
			t.Errorf("%+v: %v, %v, %+v", c, sale, err, sale.Owed)
		}
		if e, err := x.ledger.Get(sale.Number); err != nil || e.State != c.state {
			t.Errorf("%+v: %v, %v", c, e, err)
		}
		if err := sale.Paid(); err != nil || sale.Owed.Cash != 0 {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// forces accepts what is declined.
type forces struct{}

func (forces) Referral(context.Context, []byte, kernel.UI) (string, bool, error) {
	return "", false, nil
}
func (forces) ForceAcceptance(context.Context, kernel.UI) (bool, error) { return true, nil }

// What was accepted by force is reversed at once where the host may have booked it, and nowhere else; taking it back then takes nothing from the host.
//
// B4 6.5.4, 12.2.3
func TestUndoForced(t *testing.T) {
	ctx := context.Background()
	for _, lost := range []bool{true, false} {
		x := newTill(t, "default-bit", "full")
		x.cfg.Terminal.ForcesAcceptance = true
		x.devices.Merchant.Attendant = forces{}
		want := []string{"response lost 1234"}
		if x.bank.lost = lost; !lost {
			want = nil
			x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) { return []byte{0x8A, 2, '0', '5'}, nil })
		}
		x.start(t)
		sale, err := x.Sell(ctx, 1234)
		if err != nil || !sale.Approved() || !sale.Result.Forced {
			t.Fatalf("%v, %v", sale, err)
		}
		x.took(t, want...)
		if err := sale.Undo(ctx, terminal.GoodsNotTaken); err != nil {
			t.Error(err)
		}
		x.took(t, want...)
	}
}

// Several that send what waits at once send each message once, and whole.
func TestForwardAtOnce(t *testing.T) {
	x := newTill(t, "default", "full")
	for n := range byte(5) {
		if err := x.ledger.Add(terminal.Message{Advice: []byte{n + 1}}); err != nil {
			t.Fatal(err)
		}
	}
	taken := make(chan byte, 100)
	x.devices.Acquirer.Messages = takes(taken)
	x.start(t)
	var all sync.WaitGroup
	for range 4 {
		all.Add(1)
		go func() {
			defer all.Done()
			_, _ = x.Forward(context.Background())
		}()
	}
	all.Wait()
	close(taken)
	var got []byte
	for b := range taken {
		got = append(got, b)
	}
	if !bytes.Equal(got, []byte{1, 2, 3, 4, 5}) {
		t.Errorf("%v", got)
	}
}

type takes chan byte

func (c takes) Reverse(context.Context, terminal.Reversal) error { return nil }
func (c takes) Advise(_ context.Context, data []byte) error      { c <- data[0]; return nil }

// What is about no amount is nothing that an acquirer could book: where no host has approved it, it is not uploaded.
// B4 6.5.4, 12.1.5
func TestNoAmountIsNotUploaded(t *testing.T) {
	for purpose, took := range map[kernel.Purpose][]string{kernel.AccountVerification: nil, kernel.Purchase: {"upload"}} {
		x := newTill(t, "default", "full")
		x.cfg.Terminal.ForcesAcceptance, x.devices.Merchant.Attendant = true, forces{}
		x.devices.Acquirer.Messages = uploadingTeller{teller{x.bank, new([]uint64)}}
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: true})
			return response.Data, err
		})
		x.cfg.Treatment(purpose).Authorisation = kernel.ByAnalysis
		x.start(t)
		o := terminal.Order{Purpose: purpose}
		if !purpose.ZeroAmount() {
			o.Amount = 1234
		}
		if s, err := x.Do(t.Context(), o); err != nil || !s.Approved() || s.Result.Online && !s.Receipt.Forced {
			t.Errorf("%s: %v, %v", purpose, s, err)
		}
		x.took(t, took...)
	}
}
