package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// accounts is a host with books: it refuses to take back what is not in them, and what it is told to refuse. A request whose answer is lost never came.
type accounts struct {
	*bank
	has    map[string]uint64
	refuse map[string]bool // by message and name
}

func newAccounts(b *bank, refuse ...string) *accounts {
	a := &accounts{b, map[string]uint64{}, map[string]bool{}}
	for _, what := range refuse {
		a.refuse[what] = true
	}
	return a
}

func (a *accounts) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	answer, err := a.bank.Authorise(ctx, r)
	if err == nil && !r.Transaction.Purpose.Reserves() {
		a.has["request"] = r.Transaction.Amount
	}
	return answer, err
}

// take books a message, unless it is refused.
func (a *accounts) take(what, name string, amount uint64) error {
	_, there := a.has[name]
	switch {
	case a.down:
		return errors.New("down")
	case a.refuse[what+" "+name], what == "reverse" && !there:
		return fmt.Errorf("%w: no", terminal.ErrRefused)
	case what == "reverse":
		delete(a.has, name)
	default:
		a.has[name] = amount
	}
	return nil
}

func nameOf(original uint64) string {
	if original == 0 {
		return "upload"
	}
	return "request"
}

func (a *accounts) Reverse(_ context.Context, r terminal.Reversal) error {
	return a.take("reverse", nameOf(r.Original), 0)
}

// alone is an acquirer that takes no uploads.
type alone struct{ terminal.Messages }

// taker is one that does.
type taker struct{ *accounts }

func (u taker) Upload(_ context.Context, a terminal.Approval) error {
	if a.Held != 0 {
		return u.take("take", nameOf(a.Follows), a.Transaction.Amount)
	}
	return u.take("upload", "upload", a.Transaction.Amount)
}

// agree reports what host and ledger have of a transaction, where they do not have the same.
func (a *accounts) agree(e *terminal.Entry) string {
	var host, ledger uint64
	for _, amount := range a.has {
		host += amount
	}
	if e.Approved && (e.State == terminal.Settled || e.State == terminal.CashOwed) && (e.Taken || !e.Transaction.Purpose.Reserves()) {
		ledger = e.Transaction.Amount
	}
	if host != ledger {
		return fmt.Sprintf("the host has %v, the ledger %d, %s", a.has, ledger, e.State)
	}
	return ""
}

// The refusal to take back a request that never came is none of what was approved offline then: that was taken back, and nobody is charged.
// B4 12.1.8, 12.2.3
func TestRefusalOfLost(t *testing.T) {
	ctx := context.Background()
	for _, uploads := range []bool{false, true} {
		for _, c := range []struct {
			name, configuration, card string
			purpose                   kernel.Purpose
			left                      bool // the card, in a cash machine
			down                      bool // the line, until all is done
			undo                      bool
			state                     terminal.State
		}{
			{"goods not taken, line down", "default", "full", kernel.Purchase, false, true, true, terminal.Undone},
			{"goods not taken", "default", "full", kernel.Purchase, false, false, true, terminal.Undone},
			{"it stands, line down", "default", "full", kernel.Purchase, false, true, false, terminal.Settled},
			{"card left, line down", "atm", "cash", kernel.Cash, true, true, false, terminal.Undone},
			{"card left", "atm", "cash", kernel.Cash, true, false, false, terminal.Undone},
		} {
			x := newTill(t, c.configuration, c.card)
			host := newAccounts(x.bank)
			x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, alone{host}
			if uploads {
				x.devices.Acquirer.Messages = taker{host}
			}
			if c.left {
				x.devices.Readers.Contact, x.cfg.Terminal.Type = leaves{x.devices.Readers.Contact}, 0x15
			}
			x.start(t)
			x.bank.lost, x.bank.down = true, c.down
			sale, err := x.Do(ctx, terminal.Order{Token: "basket", Purpose: c.purpose, Amount: 10000})
			if err != nil || !sale.Result.Approved() || sale.Record.ARC != "Y3" || sale.Result.CardLeft != c.left {
				t.Fatal(c.name, sale, err)
			}
			if c.undo {
				if err := sale.Undo(ctx, terminal.GoodsNotTaken); err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
			}
			x.bank.down, x.bank.lost = false, false
			x.start(t)
			if _, err := x.Forward(ctx); err != nil || x.ledger.Len() != 0 {
				t.Errorf("%s: %v, %d wait", c.name, err, x.ledger.Len())
			}
			e, err := x.ledger.Get(sale.Number)
			if err != nil || e.State != c.state || e.Refusal != "" || e.Reversal == "" {
				t.Errorf("%s, uploads %v: %v, %q, %q, %v", c.name, uploads, e, e.Refusal, e.Reversal, err)
			}
			if difference := host.agree(&e); difference != "" && (uploads || e.State == terminal.Undone) {
				t.Errorf("%s, uploads %v: %s", c.name, uploads, difference)
			}
			if _, err := x.ledger.Find("basket"); (err == nil) != (c.state == terminal.Settled) {
				t.Errorf("%s, uploads %v: the token: %v", c.name, uploads, err)
			}
			if r, err := x.Receipt(sale.Number); err != nil || r.Reversed != (c.state == terminal.Undone) {
				t.Errorf("%s, uploads %v: receipt reversed %v, %v", c.name, uploads, r.Reversed, err)
			}
		}
	}
}
