package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// No answer comes, the card approves offline, and the host refuses to take the request back: it may have booked it or not. It is never booked twice; the entry, the receipt and the list of
// doubts say so, and it ends as the acquirer has it.
// B4 12.1.5, 12.1.8, 12.2.3
func TestDoubt(t *testing.T) {
	ctx := context.Background()
	const refusal = "response lost: terminal: refused by the host: no"
	for _, c := range []struct {
		name    string
		uploads bool
		came    bool   // the request
		down    bool   // the line, until the sale was wanted back, if it was
		wanted  string // back: before the host's word, when it comes, or after
		resolve string // what the acquirer is found to have: it, nothing, or what the terminal says without having asked
		state   terminal.State
		unpaid  bool
		has     uint64 // the host, in the end
	}{
		{"booked", true, true, false, "", "it", terminal.Settled, false, 1234},
		{"booked, line down", true, true, true, "", "it", terminal.Settled, false, 1234},
		{"not booked", true, false, false, "", "nothing", terminal.Settled, false, 1234},
		{"not booked, line down", true, false, true, "", "nothing", terminal.Settled, false, 1234},
		{"booked, wanted back before", true, true, true, "before", "it", terminal.Settled, false, 1234},
		{"booked, wanted back after", true, true, false, "after", "it", terminal.Settled, false, 1234},
		{"booked, wanted back with it", true, true, true, "with", "it", terminal.Settled, false, 1234},
		{"not booked, wanted back with it", true, false, true, "with", "nothing", terminal.Undone, false, 0},
		{"not booked, wanted back before", true, false, true, "before", "nothing", terminal.Undone, false, 0},
		{"not booked, wanted back after", true, false, false, "after", "nothing", terminal.Undone, false, 0},
		{"booked, no uploader", false, true, false, "", "it", terminal.Settled, false, 1234},
		{"not booked, no uploader", false, false, false, "", "nothing", terminal.Settled, true, 0},
	} {
		x := newTill(t, "default", "full")
		host := newAccounts(x.bank, "reverse request")
		x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, alone{host}
		if c.uploads {
			x.devices.Acquirer.Messages = taker{host}
		}
		x.start(t)
		x.bank.lost, x.bank.down, host.came = true, c.down, c.came
		sale, err := x.Do(ctx, terminal.Order{Token: "basket", Purpose: kernel.Purchase, Amount: 1234})
		if err != nil || !sale.Approved() || sale.Record.ARC != "Y3" {
			t.Fatal(c.name, sale, err)
		}
		if sale.Receipt.Doubt == c.down || sale.Receipt.Reversed || !c.down && sale.Message(kernel.BatchData) != nil {
			t.Errorf("%s: the receipt's doubt %v, reversed %v", c.name, sale.Receipt.Doubt, sale.Receipt.Reversed)
		}
		var state *terminal.StateError
		if c.wanted == "before" {
			if err := x.Void(ctx, sale.Number); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		x.bank.lost, x.bank.down = false, false
		x.start(t)
		if c.wanted == "with" {
			if err := sale.Undo(ctx, terminal.Voided); !errors.As(err, &state) || !strings.Contains(err.Error(), "Resolve") || !sale.Receipt.Doubt {
				t.Errorf("%s: %v, the receipt's doubt %v", c.name, err, sale.Receipt.Doubt)
			}
		}
		if _, err := x.Forward(ctx); err != nil || x.ledger.Len() != 0 {
			t.Errorf("%s: %v, %d wait", c.name, err, x.ledger.Len())
		}
		if c.wanted == "after" {
			if err := x.Void(ctx, sale.Number); !errors.As(err, &state) || !strings.Contains(err.Error(), "Resolve") {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if err := x.Tip(ctx, sale.Number, 100); !errors.As(err, &state) {
			t.Errorf("%s: a tip: %v", c.name, err)
		}
		e, err := x.ledger.Get(sale.Number)
		if err != nil || !e.Doubt || e.State != terminal.Settled || e.Refusal != refusal || e.Uploaded || host.has["upload"] != 0 {
			t.Errorf("%s: %v, doubt %v, %q, host %v", c.name, e, e.Doubt, e.Refusal, host.has)
		}
		if list, err := x.Doubts(); err != nil || len(list) != 1 || list[0].Number != sale.Number {
			t.Errorf("%s: doubts %v, %v", c.name, list, err)
		}
		r, err := x.Receipt(sale.Number)
		if err != nil || r.Reversed || strings.Contains(printed(t, r, terminal.CardholderCopy), "ASK THE ACQUIRER") || !strings.Contains(printed(t, r, terminal.MerchantCopy), "MAY BE BOOKED: ASK THE ACQUIRER") {
			t.Errorf("%s: %v\n%s", c.name, err, printed(t, r, terminal.MerchantCopy))
		}
		if _, err := x.Do(ctx, terminal.Order{Token: "basket", Purpose: kernel.Purchase, Amount: 1234}); err == nil {
			t.Errorf("%s: sold twice", c.name)
		}
		if err := x.Resolve(ctx, sale.Number, c.resolve == "it"); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		e, err = x.ledger.Get(sale.Number)
		if err != nil || e.Doubt || e.State != c.state || e.Unpaid != c.unpaid || (e.Refusal != "") != (c.resolve == "it") || x.ledger.Len() != 0 {
			t.Errorf("%s: %v, unpaid %v, %q, %v", c.name, e, e.Unpaid, e.Refusal, err)
		}
		if difference := host.agree(&e); difference != "" || host.has["request"]+host.has["upload"] != c.has {
			t.Errorf("%s: %s, %v", c.name, difference, host.has)
		}
		if list, err := x.Doubts(); err != nil || len(list) != 0 {
			t.Errorf("%s: doubts %v, %v", c.name, list, err)
		}
		if err := x.Resolve(ctx, sale.Number, true); !errors.As(err, &state) {
			t.Errorf("%s: resolved twice: %v", c.name, err)
		}
	}
}

// Where requests only authorise, what is approved offline is captured whatever is held.
// B4 12.1.5
func TestNoDoubtInBatches(t *testing.T) {
	x := newTill(t, "default", "full")
	host := newAccounts(x.bank, "reverse request")
	x.devices.Acquirer.Host, x.devices.Acquirer.Messages, x.devices.Acquirer.Batches = host, taker{host}, true
	x.start(t)
	x.bank.lost = true
	sale, err := x.Sell(t.Context(), 1234)
	if err != nil || !sale.Approved() || sale.Receipt.Doubt || host.has["upload"] != 1234 {
		t.Error(sale, err, host.has)
	}
}

// A stop has a message sent again: a host that has it now, it says, may say that of what it refused, so that a doubt stays. A tip that waited behind an upload which is not sent falls with it, and what one more increment comes to says nothing of the one before.
// B4 12.1.8, 12.2.3
func TestDoubtAgain(t *testing.T) {
	ctx := context.Background()
	lost := terminal.Reversal{Original: 7, Number: 1, Reason: terminal.ResponseLost}
	money := kernel.Money{Amount: 500}
	upload := terminal.Approval{Number: 1, Transaction: kernel.Transaction{Money: money}, Data: []byte{0x9F, 0x36, 0}}
	tip := terminal.Approval{Number: 1, Held: 500, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 600}}}
	back := terminal.Reversal{Number: 1, Reason: terminal.Voided}
	fresh := terminal.Entry{Number: 1, State: terminal.Settled, Approved: true, Request: 7, Booked: true, Uploaded: true, Reversal: "response lost", Transaction: kernel.Transaction{Money: money}}
	undone, tipped, doubted, kept := fresh, fresh, fresh, fresh
	undone.State, undone.Reversal = terminal.Undone, "voided"
	tipped.Taken, tipped.Held, tipped.Transaction.Amount = true, 500, 600
	doubted.Doubt, doubted.Uploaded, doubted.Reversal, doubted.Refusal = true, false, "", "response lost: no"
	wanted := doubted
	wanted.Reversal = "voided"
	kept.Reversal, kept.Booked, kept.Request = "", false, 0
	for name, c := range map[string]struct {
		entry   terminal.Entry
		waits   []terminal.Message
		refuse  string
		state   terminal.State
		doubt   bool
		amount  uint64
		has     uint64
		capture bool
	}{
		"the word is no":                   {fresh, []terminal.Message{{Reversal: &lost}, {Approval: &upload}}, "reverse request", terminal.Settled, true, 500, 0, true},
		"it is yes, perhaps":               {doubted, []terminal.Message{{Reversal: &lost, Tries: 1}, {Approval: &upload}}, "", terminal.Settled, true, 500, 0, true},
		"it is yes, perhaps, wanted back":  {wanted, []terminal.Message{{Reversal: &lost, Tries: 1}, {Approval: &upload}, {Reversal: &back}}, "", terminal.Settled, true, 500, 0, false},
		"wanted back before":               {undone, []terminal.Message{{Reversal: &lost}, {Approval: &upload}, {Reversal: &back}}, "reverse request", terminal.Settled, true, 500, 0, false},
		"with a tip":                       {tipped, []terminal.Message{{Reversal: &lost}, {Approval: &upload}, {Approval: &tip}}, "reverse request", terminal.Settled, true, 500, 0, true},
		"the upload is kept":               {kept, []terminal.Message{{Approval: &upload, Tries: 1}}, "kept", terminal.Settled, true, 500, 0, true},
		"the upload is kept, wanted back":  {func() terminal.Entry { e := kept; e.State, e.Reversal = terminal.Undone, "voided"; return e }(), []terminal.Message{{Approval: &upload, Tries: 1}, {Reversal: &back}}, "kept reverse", terminal.Settled, true, 500, 0, true},
		"the upload is kept, and reversed": {func() terminal.Entry { e := kept; e.State, e.Reversal = terminal.Undone, "voided"; return e }(), []terminal.Message{{Approval: &upload, Tries: 1}, {Reversal: &back}}, "kept", terminal.Undone, false, 500, 0, false},
	} {
		x := newTill(t, "default", "full")
		host := newAccounts(x.bank, c.refuse)
		x.devices.Acquirer.Messages = taker{host}
		if strings.HasPrefix(c.refuse, "kept") {
			x.devices.Acquirer.Messages = keeper{taker{host}, c.refuse == "kept"}
		}
		x.start(t)
		if err := x.ledger.Put(c.entry, c.waits...); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Forward(ctx); err != nil || x.ledger.Len() != 0 {
			t.Errorf("%s: %v, %d wait", name, err, x.ledger.Len())
		}
		e, err := x.ledger.Get(1)
		if err != nil || e.State != c.state || e.Doubt != c.doubt || (e.Refusal != "") != c.doubt || e.Transaction.Amount != c.amount || host.has["upload"] != c.has || (len(e.Capture) != 0) != c.capture {
			t.Errorf("%s: %v, doubt %v, %q, %q, host %v, %d bytes to capture, %v", name, e, e.Doubt, e.Refusal, e.Rejected, host.has, len(e.Capture), err)
		}
	}
}

// keeper is an acquirer that may have what is uploaded, and does not take it back at first.
type keeper struct {
	taker
	takes bool // back
}

func (keeper) Upload(context.Context, terminal.Approval) error { return terminal.ErrKept }

func (k keeper) Reverse(context.Context, terminal.Reversal) error {
	if k.takes {
		return nil
	}
	return terminal.ErrRefused
}

// A card that is left in a cash machine after a lost answer gets no cash, and the request is reversed as one without an answer: a host that does not find it has nothing, and one that refuses may have it.
// B4 6.6.1, 12.2.3
func TestDoubtOfCardLeft(t *testing.T) {
	for name, c := range map[string]struct {
		refuse     string
		came, also bool // and what the acquirer is found to have
		state      terminal.State
		has        uint64
	}{
		"taken back":          {"", true, false, terminal.Undone, 0},
		"not found":           {"", false, false, terminal.Undone, 0},
		"refused, booked":     {"reverse request", true, true, terminal.Settled, 10000},
		"refused, not booked": {"reverse request", false, false, terminal.Undone, 0},
	} {
		x := newTill(t, "atm", "cash")
		host := newAccounts(x.bank, c.refuse)
		x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, taker{host}
		x.devices.Readers.Contact, x.cfg.Terminal.Type = leaves{x.devices.Readers.Contact}, 0x15
		x.start(t)
		x.bank.lost, host.came = true, c.came
		sale, err := x.Do(t.Context(), terminal.Order{Purpose: kernel.Cash, Amount: 10000})
		if err != nil || sale.Approved() || sale.Owed != (terminal.Owed{}) || sale.Record.ARC != "Y3" || !sale.Result.CardLeft || sale.Receipt.Doubt != (c.refuse != "") || sale.Receipt.Reversed == sale.Receipt.Doubt {
			t.Fatal(name, sale, err)
		}
		e, err := x.ledger.Get(sale.Number)
		if err != nil || e.Doubt != (c.refuse != "") || e.Reversal != "response lost" || x.ledger.Len() != 0 {
			t.Errorf("%s: %v, doubt %v, %q, %v", name, e, e.Doubt, e.Reversal, err)
		}
		if e.Doubt {
			if err := x.Resolve(t.Context(), sale.Number, c.also); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if e, err = x.ledger.Get(sale.Number); err != nil || e.State != c.state || host.has["request"]+host.has["upload"] != c.has || host.agree(&e) != "" {
			t.Errorf("%s: %v, host %v, %v", name, e, host.has, err)
		}
	}
}
