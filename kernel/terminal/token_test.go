package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A token is its sale's: while that is approved another is refused, and the host has heard of the token; one that was declined or taken back leaves it free.
func TestToken(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	var told []string
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		told = append(told, r.Token)
		return x.bank.Authorise(ctx, r)
	})
	x.start(t)
	sell := func(token string) (*terminal.Sale, error) {
		return x.Do(ctx, terminal.Order{Token: token, Purpose: kernel.Purchase, Amount: 1234})
	}
	first, err := sell("A")
	if err != nil || !first.Approved() {
		t.Fatal(first, err)
	}
	x.start(t)
	var taken *terminal.TokenError
	if again, err := sell("A"); again != nil || !errors.As(err, &taken) || taken.Entry.Number != first.Number || !taken.Entry.Approved || taken.Entry.Data != nil {
		t.Errorf("%v, %v", again, err)
	}
	if !strings.Contains(taken.Error(), `"A"`) || !strings.Contains(taken.Error(), "settled") {
		t.Error(taken)
	}
	if other, err := sell("B"); err != nil || other.Number != 2 {
		t.Errorf("%v, %v: a refused order takes a number", other, err)
	}
	if err := first.Undo(ctx, terminal.GoodsNotTaken); err != nil {
		t.Fatal(err)
	}
	if again, err := sell("A"); err != nil || !again.Approved() {
		t.Errorf("%v, %v: taken back, and not free", again, err)
	}
	if got := fmt.Sprint(told); got != "[A B A]" {
		t.Error(got)
	}
	var setup *terminal.SetupError
	for _, token := range []string{strings.Repeat("x", 65), "\xFF"} {
		if _, err := sell(token); !errors.As(err, &setup) {
			t.Errorf("%q: %v", token, err)
		}
	}
}

// Two sales with one token at one time book once.
func TestTokenTwiceAtOnce(t *testing.T) {
	x := newTill(t, "default", "full")
	var asked int
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		asked++
		return x.bank.Authorise(context.Background(), r)
	})
	x.start(t)
	var both sync.WaitGroup
	var approved [2]bool
	for i := range approved {
		both.Go(func() {
			sale, _ := x.Do(context.Background(), terminal.Order{Token: "A", Purpose: kernel.Purchase, Amount: 1234})
			approved[i] = sale != nil && sale.Approved()
		})
	}
	both.Wait()
	if approved[0] == approved[1] || asked != 1 {
		t.Error(approved, asked)
	}
}

// What is refused by the ledger because of its token does not leave: here another terminal of the same till was faster.
func TestTokenInLedger(t *testing.T) {
	x := newTill(t, "default-bit", "full")
	asked := false
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) { asked = true; return nil, errors.New("x") })
	x.devices.Cardholder.Display = meanwhile(func() {
		_ = x.ledger.Put(terminal.Entry{Number: 77, State: terminal.Settled, Token: "A", Approved: true})
	})
	x.start(t)
	sale, err := x.Do(context.Background(), terminal.Order{Token: "A", Purpose: kernel.Purchase, Amount: 1234})
	if err != nil || sale.Approved() || asked || sale.Result.Reversal {
		t.Errorf("%v, %v, asked %v", sale, err, asked)
	}
}

// meanwhile is a display that does something else.
type meanwhile func()

func (f meanwhile) Show(context.Context, kernel.UI) { f() }

// uploading is a bank that takes approvals.
type uploading struct{ *bank }

func (u uploading) Upload(_ context.Context, a terminal.Approval) error {
	if u.down {
		return errors.New("down")
	}
	if o, ok := tlv.Find(a.Data, 0x9F26); !ok || len(o.Value) != 8 {
		return errors.New("no cryptogram")
	}
	u.took = append(u.took, fmt.Sprintf("%d %s upload %d, repeat %v", a.Number, a.Token, a.Transaction.Amount, a.Repeat))
	return nil
}

// What no host has approved waits for the acquirer, over a stop, and is reversed behind that where it is taken back; what a host has booked does not.
// B4 12.1.5, 12.1.8
func TestUpload(t *testing.T) {
	ctx := context.Background()
	offline := terminal.Order{Token: "T", Purpose: kernel.Purchase, Amount: 100}
	x := newTill(t, "default", "full")
	x.devices.Acquirer.Messages = uploading{x.bank}
	x.bank.down = true
	x.start(t)
	sale, err := x.Do(ctx, offline)
	if err != nil || !sale.Approved() || sale.Message(kernel.BatchData) != nil || x.ledger.Len() != 1 {
		t.Fatal(sale, err, x.ledger.Len())
	}
	if err := x.Undo(ctx, sale.Number, terminal.GoodsNotTaken); err != nil || x.ledger.Len() != 2 {
		t.Fatal(err, x.ledger.Len())
	}
	x.bank.down = false
	x.start(t)
	if n, err := x.Forward(ctx); n != 2 || err != nil {
		t.Error(n, err)
	}
	x.took(t, "1 T upload 100, repeat true", "not taken 100")

	x.bank.took = nil
	if online, err := x.Sell(ctx, 1234); err != nil || online.Message(kernel.BatchData) == nil || x.ledger.Len() != 0 {
		t.Error(online, err)
	}
	x.took(t)

	x.bank.lost = true // its request is reversed, and its offline approval is another booking
	lost, err := x.Sell(ctx, 1234)
	if err != nil || lost.Record.ARC != "Y3" {
		t.Fatal(lost, err)
	}
	if err := lost.Undo(ctx, terminal.DeviceFailed); err != nil {
		t.Fatal(err)
	}
	x.took(t, "response lost 1234", "3  upload 1234, repeat false", "device failed 1234")

	plain := newTill(t, "default", "full")
	plain.ledger.Add(terminal.Message{Approval: &terminal.Approval{Number: 9}})
	if n, err := plain.Forward(ctx); n != 0 || err == nil || plain.ledger.Len() != 1 {
		t.Errorf("%d, %v: lost where nobody takes it", n, err)
	}
}

// Card data that the ledger keeps no longer cannot be reversed.
func TestUndoWithoutData(t *testing.T) {
	x := newTill(t, "default", "full")
	sale, err := x.Sell(context.Background(), 1234)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := x.ledger.Get(sale.Number)
	e.Data = nil
	_ = x.ledger.Put(e)
	var state *terminal.StateError
	if err := x.Undo(context.Background(), sale.Number, terminal.GoodsNotTaken); !errors.As(err, &state) || !strings.Contains(err.Error(), "refund") {
		t.Error(err)
	}
	x.took(t)
}

// notes are journals in memory.
type notes map[uint64]int

func (n notes) Append(number uint64, piece []byte) error { n[number] += len(piece); return nil }
func (n notes) Complete(number uint64) error             { delete(n, number); return nil }
func (n notes) Unfinished() (list []uint64, err error) {
	for number := range n {
		list = append(list, number)
	}
	return list, nil
}

// A session is journalled while it runs, and its journal is complete when it is over, and after a stop.
func TestJournals(t *testing.T) {
	x := newTill(t, "default", "full")
	kept := notes{5: 1}
	x.devices.Journals = kept
	during := 0
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) { during = kept[1]; return nil, terminal.ErrNotSent })
	x.start(t)
	if len(kept) != 0 {
		t.Error("what a stop has left is not complete")
	}
	if sale, err := x.Sell(context.Background(), 1234); err != nil || during == 0 || len(kept) != 0 {
		t.Error(sale, err, during, kept)
	}
}

// A card's attempts are remembered over a stop until it is gone.
// B4 6.6.2
func TestPresentmentKept(t *testing.T) {
	cfg, _, _ := counter("default", "full")
	m := terminal.NewMemoryLedger()
	for n := range 3 {
		v, err := terminal.ResumePresentment(cfg, m)
		if err != nil || v.Stripe("201").Allowed {
			t.Fatal(n, err)
		}
		v.NoAnswer()
		if err := v.Keep(m); err != nil {
			t.Fatal(err)
		}
	}
	v, err := terminal.ResumePresentment(cfg, m)
	if e := v.Stripe("201"); err != nil || !e.Allowed || !e.Fallback {
		t.Errorf("%+v, %v", e, err)
	}
	_, _, r := outcome()
	v.Chip(r)
	if err := v.Keep(m); err != nil {
		t.Fatal(err)
	}
	if v, err = terminal.ResumePresentment(cfg, m); err != nil || v.Stripe("201").Reason != "the chip has decided" {
		t.Errorf("%+v, %v", v.Stripe("201"), err)
	}
	if err := v.Gone(m); err != nil {
		t.Fatal(err)
	}
	if v, err = terminal.ResumePresentment(cfg, m); err != nil || v.Stripe("101").Reason != "magnetic stripe" {
		t.Errorf("%+v, %v", v.Stripe("101"), err)
	}
	for _, kept := range [][]byte{{9}, {1}, {1, 0, 0, 0, 0, 0, 0}, {9, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0}} {
		_ = m.Keep("terminal.presentment", kept)
		if v, err := terminal.ResumePresentment(cfg, m); err == nil || v.Stripe("201").Allowed {
			t.Errorf("%X is taken for what was kept", kept)
		}
	}
	// What a memory gives beside an error is not the card's.
	if v, err := terminal.ResumePresentment(cfg, faultyMemory{m}); !errors.Is(err, errFaulty) || v.Stripe("201").Allowed {
		t.Error("an error of the memory is no error", err)
	}
}

// faultyMemory gives an error beside attempts that would allow the stripe.
type faultyMemory struct{ terminal.Memory }

var errFaulty = errors.New("faulty")

func (faultyMemory) Recall(string) ([]byte, error) {
	return []byte{1, 0, 0, 0, 0, 0, 0, 3}, errFaulty
}
