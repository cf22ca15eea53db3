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

// accounts is a host with books: it refuses to take back what is not in them, but for a request of which nobody knows, and what it is told to refuse. A request whose answer is lost never came.
type accounts struct {
	*bank
	has    map[string]uint64
	refuse map[string]bool // by message and name
	came   bool            // it came
}

func newAccounts(b *bank, refuse ...string) *accounts {
	a := &accounts{b, map[string]uint64{}, map[string]bool{}, false}
	for _, what := range refuse {
		a.refuse[what] = true
	}
	return a
}

func (a *accounts) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	answer, err := a.bank.Authorise(ctx, r)
	if (err == nil || a.came) && !r.Transaction.Purpose.Reserves() {
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
	name := nameOf(r.Original)
	if _, there := a.has[name]; !there && !a.down && r.Reason <= terminal.NotCompleted && !a.refuse["reverse "+name] {
		return nil
	}
	return a.take("reverse", name, 0)
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
	if e.Approved && !e.Unpaid && (e.State == terminal.Settled || e.State == terminal.CashOwed) && (e.Taken || !e.Transaction.Purpose.Reserves()) {
		ledger = e.Transaction.Amount
	}
	if host != ledger {
		return fmt.Sprintf("the host has %v, the ledger %d, %s", a.has, ledger, e.State)
	}
	return ""
}

// That a host does not find a request that never came is no refusal of what was approved offline then: where that was taken back, nobody is charged.
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

// What the host has got as an upload and refuses to take back stands, as what it has approved itself does, whenever it says so: the cardholder is charged.
// B4 12.1.5, 12.1.8
func TestRefusalOfUploaded(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name   string
		amount uint64
		lost   bool   // the answer to the request: approved offline then
		down   bool   // the line, when it is taken back
		tip    uint64 // before
		refuse []string
		state  terminal.State
	}{
		{"at once", 100, false, false, 0, []string{"reverse upload"}, terminal.Settled},
		{"later", 100, false, true, 0, []string{"reverse upload"}, terminal.Settled},
		{"not at all", 100, false, false, 0, nil, terminal.Undone},
		{"not at all, later", 100, false, true, 0, nil, terminal.Undone},
		{"with a tip", 500, false, false, 100, []string{"reverse upload"}, terminal.Settled},
		{"after a lost answer", 1234, true, false, 0, []string{"reverse upload"}, terminal.Settled},
		{"after a lost answer, later", 1234, true, true, 0, []string{"reverse upload"}, terminal.Settled},
		{"after a lost answer, not at all", 1234, true, true, 0, nil, terminal.Undone},
	} {
		x := newTill(t, "default", "full")
		host := newAccounts(x.bank, c.refuse...)
		x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, taker{host}
		x.start(t)
		x.bank.lost = c.lost
		sale, err := x.Do(ctx, terminal.Order{Token: "basket", Purpose: kernel.Purchase, Amount: c.amount})
		if err == nil && c.tip != 0 {
			host.has["upload"] += c.tip
			err = x.Tip(ctx, sale.Number, c.tip)
		}
		if err != nil || !sale.Approved() || len(host.has) != 1 {
			t.Fatal(c.name, sale, host.has, err)
		}
		x.bank.down, x.bank.lost = c.down, false
		var state *terminal.StateError
		if err := x.Void(ctx, sale.Number); errors.As(err, &state) != (c.state == terminal.Settled && !c.down) || err != nil && state == nil {
			t.Errorf("%s: %v", c.name, err)
		}
		x.bank.down = false
		x.start(t)
		if _, err := x.Forward(ctx); err != nil || x.ledger.Len() != 0 {
			t.Errorf("%s: %v, %d wait", c.name, err, x.ledger.Len())
		}
		stands := c.state == terminal.Settled
		e, err := x.ledger.Get(sale.Number)
		if difference := host.agree(&e); err != nil || e.State != c.state || (e.Refusal == "voided: terminal: refused by the host: no") != stands || (e.Reversal == "") != stands || difference != "" {
			t.Errorf("%s: %v, %q, %q, %v, %s", c.name, e, e.Refusal, e.Reversal, err, difference)
		}
		if _, err := x.ledger.Find("basket"); (err == nil) != stands {
			t.Errorf("%s: the token: %v", c.name, err)
		}
		if r, err := x.Receipt(sale.Number); err != nil || r.Reversed == stands {
			t.Errorf("%s: receipt reversed %v, %v", c.name, r.Reversed, err)
		}
		if err := x.Undo(ctx, sale.Number, terminal.Voided); !errors.As(err, &state) || x.ledger.Len() != 0 {
			t.Errorf("%s: taken back again: %v", c.name, err)
		}
	}
}

// Two reversals of one transaction are two words: that the host takes back an upload says nothing of the request that it has approved beside, and refuses to take back. A word
// that comes again after a stop is the last of its own.
// B4 12.1.8
func TestRefusalOfOneOfTwo(t *testing.T) {
	ctx := context.Background()
	entry := func(refusal string, s terminal.State) terminal.Entry {
		e := terminal.Entry{Number: 1, State: s, Approved: true, Request: 7, Booked: true, Uploaded: true, Reversal: "voided", Refusal: refusal}
		e.Online = true
		switch {
		case s == terminal.Settled && strings.HasPrefix(refusal, "card declined"): // it was wanted back beside
			e.Uploaded = false
		case s == terminal.Settled:
			e.Reversal = ""
		}
		return e
	}
	const ofRequest, ofUpload = "card declined: terminal: refused by the host: no", "voided: terminal: refused by the host: no"
	for name, c := range map[string]struct {
		entry   terminal.Entry
		back    terminal.Reversal
		refused bool
		state   terminal.State
		refusal string
	}{
		"the request's":                 {entry("", terminal.Undone), terminal.Reversal{Original: 7, Number: 1, Reason: terminal.CardDeclined}, true, terminal.Settled, ofRequest},
		"the upload's after it":         {entry(ofRequest, terminal.Settled), terminal.Reversal{Number: 1, Reason: terminal.Voided}, false, terminal.Settled, ofRequest},
		"the request's once more":       {entry(ofRequest, terminal.Settled), terminal.Reversal{Original: 7, Number: 1, Reason: terminal.CardDeclined}, false, terminal.Settled, ofRequest},
		"the upload's":                  {entry("", terminal.Undone), terminal.Reversal{Number: 1, Reason: terminal.Voided}, true, terminal.Settled, ofUpload},
		"the upload's once more":        {entry(ofUpload, terminal.Settled), terminal.Reversal{Number: 1, Reason: terminal.Voided}, false, terminal.Undone, ""},
		"an increment's":                {entry("", terminal.Undone), terminal.Reversal{Original: 7, Follows: 7, Number: 1, Reason: terminal.ResponseLost}, true, terminal.Undone, ""},
		"that of another request":       {entry("", terminal.Undone), terminal.Reversal{Original: 8, Number: 1, Reason: terminal.Voided}, true, terminal.Undone, ""},
		"of what was accepted by force": {entry("", terminal.Settled), terminal.Reversal{Original: 7, Number: 1, Reason: terminal.CardDeclined}, true, terminal.Settled, ofRequest},
	} {
		x := newTill(t, "default", "full")
		host := newAccounts(x.bank)
		if host.has["request"], host.has["upload"] = 1, 1; c.refused {
			host.refuse["reverse request"], host.refuse["reverse upload"] = true, true
		}
		x.devices.Acquirer.Messages = taker{host}
		x.start(t)
		if err := x.ledger.Put(c.entry, terminal.Message{Reversal: &c.back}); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Forward(ctx); err != nil || x.ledger.Len() != 0 {
			t.Errorf("%s: %v", name, err)
		}
		if e, err := x.ledger.Get(1); err != nil || e.State != c.state || e.Refusal != c.refusal {
			t.Errorf("%s: %s, %q, %v", name, e.State, e.Refusal, err)
		}
	}
}
