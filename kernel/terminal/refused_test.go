package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// settled is a bank whose batch is closed: it takes nothing back.
type settled struct {
	*bank
	open bool
}

func (s *settled) Reverse(ctx context.Context, r terminal.Reversal) error {
	if err := s.bank.Reverse(ctx, r); err != nil || s.open {
		return err
	}
	return fmt.Errorf("%w: batch\x1Bclosed", terminal.ErrRefused)
}

// What the host refuses to take back stands, and its entry says so, whenever the host says it; it is not taken back again, and it holds its token. What the terminal
// has no approval of stays as it is.
// B4 12.1.8
func TestRefusedBack(t *testing.T) {
	ctx := context.Background()
	const refusal = "voided: terminal: refused by the host: batch closed"
	for _, c := range []struct {
		name    string
		order   terminal.Order
		down    bool // when it is taken back
		open    bool // the batch
		state   terminal.State
		refusal string
		err     bool
	}{
		{"at once", terminal.Order{Amount: 1234}, false, false, terminal.Settled, refusal, true},
		{"later", terminal.Order{Amount: 1234}, true, false, terminal.Settled, refusal, false},
		{"not at all", terminal.Order{Amount: 1234}, false, true, terminal.Undone, "", false},
		{"offline, of which no host knows", terminal.Order{Amount: 100}, false, false, terminal.Undone, "", false},
		{"of a pre-authorisation", terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 8000}, false, false, terminal.Settled, refusal, true},
	} {
		x := newTill(t, "default", "full")
		host := &settled{x.bank, c.open}
		x.devices.Acquirer.Messages = host
		x.start(t)
		if c.order.Token = "basket"; c.order.Purpose == kernel.Unnamed {
			c.order.Purpose = kernel.Purchase
		}
		sale, err := x.Do(ctx, c.order)
		if err != nil || !sale.Approved() {
			t.Fatal(c.name, sale, err)
		}
		x.bank.down = c.down
		err = sale.Undo(ctx, terminal.Voided)
		var state *terminal.StateError
		if errors.As(err, &state) != c.err || (err != nil) != c.err || c.err && !strings.Contains(err.Error(), "the host refuses to take it back") {
			t.Errorf("%s: %v", c.name, err)
		}
		x.bank.down = false
		x.start(t)
		if _, err := x.Forward(ctx); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		e, err := x.ledger.Get(sale.Number)
		if err != nil || e.State != c.state || e.Refusal != c.refusal || (e.Reversal == "") != (c.refusal != "") || !e.Approved || e.IsOpen() || len(e.Data) != 0 || x.ledger.Len() != 0 {
			t.Errorf("%s: %v, %q, %v, %d wait", c.name, e, e.Refusal, err, x.ledger.Len())
		}
		if r, err := x.Receipt(sale.Number); err != nil || r.Reversed != (c.refusal == "") || sale.Approved() != c.err {
			t.Errorf("%s: receipt reversed %v, %v", c.name, r.Reversed, err)
		}
		n := len(x.bank.took)
		if err := x.Undo(ctx, sale.Number, terminal.Voided); !errors.As(err, &state) || len(x.bank.took) != n {
			t.Errorf("%s: taken back again: %v, %q", c.name, err, x.bank.took)
		}
		if _, err := x.ledger.Find("basket"); (err == nil) != (c.refusal != "") {
			t.Errorf("%s: the token: %v", c.name, err)
		}
	}
}

// A sale token that was free while a refusal was on its way stays the other sale's.
// B4 12.1.8
func TestRefusedBackAfterAnother(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	x.devices.Acquirer.Messages = &settled{bank: x.bank}
	x.start(t)
	o := terminal.Order{Token: "basket", Purpose: kernel.Purchase, Amount: 1234}
	first, err := x.Do(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	x.bank.down = true
	if err := first.Undo(ctx, terminal.Voided); err != nil {
		t.Fatal(err)
	}
	second, err := x.Do(ctx, o)
	if err != nil || !second.Approved() {
		t.Fatal(second, err)
	}
	x.bank.down = false
	if _, err := x.Forward(ctx); err != nil {
		t.Error(err)
	}
	e, err := x.ledger.Get(first.Number)
	holder, found := x.ledger.Find("basket")
	if err != nil || found != nil || e.Refusal == "" || e.State != terminal.Settled || e.Token != "" || holder.Number != second.Number {
		t.Errorf("%v, %q, %v, the token is of %d, %v", e, e.Refusal, err, holder.Number, found)
	}
}

// What is declined here, and the host refuses to take back, may be charged: neither entry nor receipt says that it is reversed, and the entry has the host's word, at once or later. The
// last word counts, where a stop has it sent again. Meanwhile it holds its token, for another sale would charge twice; its card data are not kept.
// B4 12.1.8
func TestRefusalOfDeclined(t *testing.T) {
	ctx := context.Background()
	for _, down := range []bool{false, true} {
		x := newTill(t, "default-bit", "full") // an unreachable host declines
		host := &settled{bank: x.bank}
		x.devices.Acquirer.Messages = host
		x.start(t)
		x.bank.lost, x.bank.down = true, down
		order := terminal.Order{Token: "basket", Purpose: kernel.Purchase, Amount: 1234}
		sale, err := x.Do(ctx, order)
		if err != nil || sale.Approved() || sale.Receipt.Reversed != down {
			t.Fatal(sale, sale.Receipt.Reversed, err)
		}
		x.bank.down = false
		if _, err := x.Forward(ctx); err != nil {
			t.Error(err)
		}
		says := func(refusal, reversal string) {
			t.Helper()
			e, err := x.ledger.Get(sale.Number)
			if err != nil || e.Refusal != refusal || e.Reversal != reversal || e.Approved || e.State != terminal.Settled || len(e.Data) != 0 || x.ledger.Len() != 0 {
				t.Errorf("%v, %q, %q, %v", e, e.Refusal, e.Reversal, err)
			}
			if held, err := x.ledger.Find("basket"); (err == nil) != (refusal != "") || err == nil && held.Number != sale.Number {
				t.Errorf("the token is of %d, %v", held.Number, err)
			}
			if r, err := x.Receipt(sale.Number); err != nil || r.Reversed != (reversal != "") {
				t.Errorf("printed again: reversed %v, %v", r.Reversed, err)
			}
		}
		says("response lost: terminal: refused by the host: batch closed", "")
		x.bank.lost = false
		var taken *terminal.TokenError
		if second, err := x.Do(ctx, order); !errors.As(err, &taken) || taken.Entry.Number != sale.Number {
			t.Errorf("sold again: %v, %v", second, err)
		}
		e, _ := x.ledger.Get(sale.Number)
		again := func(original uint64) {
			if err := x.ledger.Add(terminal.Message{Reversal: &terminal.Reversal{Original: original, Number: sale.Number, Reason: terminal.ResponseLost}}); err != nil {
				t.Fatal(err)
			}
			if _, err := x.Forward(ctx); err != nil {
				t.Error(err)
			}
		}
		x.devices.Acquirer.Messages = x.bank
		x.start(t)
		again(e.Request + 1)
		says("response lost: terminal: refused by the host: batch closed", "")
		again(e.Request)
		says("", "response lost")
		if second, err := x.Do(ctx, order); err != nil || !second.Approved() {
			t.Errorf("not sold: %v, %v", second, err)
		}
	}
}

// A refusal of a transaction that is too old to be kept ends in nothing; one that cannot be noted waits.
// B4 12.1.8
func TestRefusalOfNothing(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default-bit", "full")
	x.devices.Acquirer.Messages = &settled{bank: x.bank}
	x.start(t)
	if err := x.ledger.Add(terminal.Message{Reversal: &terminal.Reversal{Original: 5, Number: 99}}); err != nil {
		t.Fatal(err)
	}
	if n, err := x.Forward(ctx); n != 1 || err != nil || x.ledger.Len() != 0 {
		t.Errorf("%d, %v", n, err)
	}
	ledger := &failing{MemoryLedger: terminal.NewMemoryLedger()}
	y := newTill(t, "default", "full")
	y.devices.Acquirer.Messages = &settled{bank: y.bank}
	full, err := terminal.New(y.cfg, y.devices, ledger)
	if err != nil {
		t.Fatal(err)
	}
	sale, err := full.Sell(ctx, 1234)
	if err != nil {
		t.Fatal(err)
	}
	ledger.put = ledger.puts + 2 // the first is of what is taken back
	if err := full.Undo(ctx, sale.Number, terminal.Voided); err != nil || ledger.Len() != 1 {
		t.Errorf("%v, %d wait", err, ledger.Len())
	}
	if _, err := full.Forward(ctx); err != nil || ledger.Len() != 0 {
		t.Errorf("%v, %d wait", err, ledger.Len())
	}
	if e, err := ledger.Get(sale.Number); err != nil || e.Refusal == "" || e.State != terminal.Settled {
		t.Errorf("%v, %v", e, err)
	}
}
