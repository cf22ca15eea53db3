package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// An upload that the host does not book, and an amount that it does not take, are said to be so, at once or when it says so: the ledger has what the host has. Of what is held, another
// amount, or the same, may be taken then; what nobody is charged can be taken back, and nothing but that.
// B4 12.1.5, 12.1.8
func TestRefusalOfUpload(t *testing.T) {
	ctx := context.Background()
	complete := func(amount uint64) func(*till, uint64) error {
		return func(x *till, n uint64) error { return x.Complete(ctx, n, amount) }
	}
	tip := func(amount uint64) func(*till, uint64) error {
		return func(x *till, n uint64) error { return x.Tip(ctx, n, amount) }
	}
	undo := func(x *till, n uint64) error { return x.Undo(ctx, n, terminal.GoodsNotTaken) }
	agrees := func(x *till, _ uint64) error {
		host := x.devices.Acquirer.Host.(*accounts)
		clear(host.refuse)
		return nil
	}
	type steps []func(*till, uint64) error
	const no = "the host does not take this amount"
	for _, c := range []struct {
		name    string
		purpose kernel.Purpose
		amount  uint64
		down    bool // until all is done
		refuse  string
		do      steps
		err     string // of the last
		state   terminal.State
		unpaid  bool
		taken   bool
		final   string
	}{
		{"upload", kernel.Purchase, 100, false, "upload upload", nil, "", terminal.Settled, true, false, "1.00"},
		{"upload, later", kernel.Purchase, 100, true, "upload upload", nil, "", terminal.Settled, true, false, "1.00"},
		{"upload, taken back", kernel.Purchase, 100, false, "upload upload", steps{undo}, "", terminal.Undone, true, false, "1.00"},
		{"upload, taken back before it is refused", kernel.Purchase, 100, true, "upload upload", steps{undo}, "", terminal.Undone, true, false, "1.00"},
		{"upload, with a tip", kernel.Purchase, 500, false, "upload upload", steps{tip(100)}, "no approval of it", terminal.Settled, true, false, "5.00"},
		{"upload, taken", kernel.Purchase, 100, false, "", nil, "", terminal.Settled, false, false, "1.00"},
		{"completion", kernel.PreAuthorisation, 8000, false, "take request", steps{complete(9000)}, no, terminal.Settled, false, false, "80.00"},
		{"completion of all", kernel.PreAuthorisation, 8000, false, "take request", steps{complete(8000)}, no, terminal.Settled, false, false, "80.00"},
		{"completion, later", kernel.PreAuthorisation, 8000, true, "take request", steps{complete(9000)}, "", terminal.Settled, false, false, "80.00"},
		{"completion, then another", kernel.PreAuthorisation, 8000, false, "take request", steps{complete(9000), agrees, complete(7550)}, "", terminal.Settled, false, true, "75.50"},
		{"completion, then the same", kernel.PreAuthorisation, 8000, false, "take request", steps{complete(9000), agrees, complete(9000)}, "", terminal.Settled, false, true, "90.00"},
		{"completion, then refused again", kernel.PreAuthorisation, 8000, false, "take request", steps{complete(9000), complete(9000)}, no, terminal.Settled, false, false, "80.00"},
		{"tip", kernel.Purchase, 1234, false, "take request", steps{tip(200)}, no, terminal.Settled, false, false, "12.34"},
		{"tip, then none", kernel.Purchase, 1234, false, "take request", steps{tip(200), tip(0)}, "", terminal.Settled, false, false, "12.34"},
		{"tip, then taken back", kernel.Purchase, 1234, false, "take request", steps{tip(200), undo}, "", terminal.Undone, false, false, "12.34"},
		{"tip, taken back before it is refused", kernel.Purchase, 1234, true, "take request", steps{tip(200), undo}, "", terminal.Undone, false, false, "12.34"},
		{"tip on an upload", kernel.Purchase, 500, false, "take upload", steps{tip(100)}, no, terminal.Settled, false, false, "5.00"},
		{"upload and its tip", kernel.Purchase, 500, true, "upload upload", steps{tip(100), func(x *till, _ uint64) error {
			x.devices.Acquirer.Host.(*accounts).refuse["take upload"] = true
			return nil
		}}, "", terminal.Settled, true, false, "5.00"},
	} {
		x := newTill(t, "default", "full")
		host := newAccounts(x.bank, c.refuse)
		x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, taker{host}
		x.start(t)
		x.bank.down = c.down
		sale, err := x.Do(ctx, terminal.Order{Token: "basket", Purpose: c.purpose, Amount: c.amount})
		if err != nil || !sale.Approved() {
			t.Fatal(c.name, sale, err)
		}
		if atOnce := !c.down && c.unpaid; sale.Receipt.Unpaid != atOnce || strings.Contains(printed(t, sale.Receipt, terminal.CardholderCopy), "NOT BOOKED: NOTHING IS CHARGED") != atOnce {
			t.Errorf("%s: the receipt says that it is not booked: %v", c.name, sale.Receipt.Unpaid)
		}
		for i, do := range c.do {
			err = do(x, sale.Number)
			var state *terminal.StateError
			if i == len(c.do)-1 && (errors.As(err, &state) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err)) {
				t.Errorf("%s: %v, want %q", c.name, err, c.err)
			}
		}
		x.bank.down = false
		x.start(t)
		if _, err := x.Forward(ctx); err != nil || x.ledger.Len() != 0 {
			t.Errorf("%s: %v, %d wait", c.name, err, x.ledger.Len())
		}
		e, err := x.ledger.Get(sale.Number)
		if err != nil || e.State != c.state || e.Unpaid != c.unpaid || e.Taken != c.taken || e.Amount != c.final || e.Refusal != "" {
			t.Errorf("%s: %v, unpaid %v, taken %v, %q, %v", c.name, e, e.Unpaid, e.Taken, e.Refusal, err)
		}
		if (e.Rejected == "terminal: refused by the host: no") != (c.refuse != "" && !c.taken) || e.Rejected == "" != (c.refuse == "" || c.taken) {
			t.Errorf("%s: the host's word is %q", c.name, e.Rejected)
		}
		if difference := host.agree(&e); difference != "" {
			t.Errorf("%s: %s", c.name, difference)
		}
		if again, err := x.Receipt(sale.Number); err != nil || again.Unpaid != (c.unpaid && c.state == terminal.Settled) || again.Reversed != (c.state == terminal.Undone) {
			t.Errorf("%s: printed again: not booked %v, reversed %v, %v", c.name, again.Unpaid, again.Reversed, err)
		}
		if _, err := x.ledger.Find("basket"); (err == nil) != (c.state == terminal.Settled) {
			t.Errorf("%s: the token: %v", c.name, err)
		}
	}
}

// After a stop between the host's word and the end of its message, the last word counts: what is booked then is in the ledger, and is reversed where a reversal waits.
// B4 12.1.5, 12.1.8
func TestUploadTakenAfterAll(t *testing.T) {
	ctx := context.Background()
	entry := func(s terminal.State, uploaded bool, amount uint64) terminal.Entry {
		e := terminal.Entry{Number: 1, State: s, Approved: true, Uploaded: uploaded, Unpaid: !uploaded, Rejected: "no", Transaction: kernel.Transaction{Money: kernel.Money{Amount: amount}}}
		if s == terminal.Undone {
			e.Reversal = "voided"
		}
		return e
	}
	upload := terminal.Message{Tries: 1, Approval: &terminal.Approval{Number: 1, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 500}}}}
	other := terminal.Message{Tries: 1, Approval: &terminal.Approval{Number: 1, Held: 500, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 600}}}}
	back := terminal.Message{Reversal: &terminal.Reversal{Number: 1, Reason: terminal.Voided}}
	for name, c := range map[string]struct {
		entry   terminal.Entry
		waits   []terminal.Message
		state   terminal.State
		refusal string
		amount  uint64
	}{
		"it stands":                       {entry(terminal.Settled, false, 500), []terminal.Message{upload}, terminal.Settled, "", 500},
		"its reversal waits":              {entry(terminal.Undone, false, 500), []terminal.Message{upload, back}, terminal.Undone, "", 500},
		"taken back after it was refused": {entry(terminal.Undone, false, 500), []terminal.Message{upload}, terminal.Settled, "voided: taken by the host meanwhile", 500},
		"another amount":                  {entry(terminal.Settled, true, 500), []terminal.Message{other}, terminal.Settled, "", 600},
	} {
		x := newTill(t, "default", "full")
		host := newAccounts(x.bank)
		if c.entry.Uploaded {
			host.has["upload"] = 500
		}
		x.devices.Acquirer.Messages = taker{host}
		x.start(t)
		if err := x.ledger.Put(c.entry, c.waits...); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Forward(ctx); err != nil || x.ledger.Len() != 0 {
			t.Errorf("%s: %v", name, err)
		}
		e, err := x.ledger.Get(1)
		if difference := host.agree(&e); err != nil || e.State != c.state || e.Refusal != c.refusal || e.Unpaid || e.Rejected != "" || !e.Uploaded || e.Transaction.Amount != c.amount || difference != "" {
			t.Errorf("%s: %+v, %v, %s", name, e, err, difference)
		}
	}
}

// printed is a copy of a receipt.
func printed(t *testing.T, r terminal.Receipt, which terminal.Copy) string {
	t.Helper()
	var b strings.Builder
	if err := r.Print(&b, which); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What the host has not booked, and is then taken back, is reversed: the receipt says one of both.
// B4 12.1.5, 12.1.8
func TestUnpaidTakenBack(t *testing.T) {
	ctx := context.Background()
	x := newTill(t, "default", "full")
	host := newAccounts(x.bank, "upload upload")
	x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, taker{host}
	x.start(t)
	sale, err := x.Sell(ctx, 500)
	if err != nil || !sale.Approved() || !sale.Receipt.Unpaid {
		t.Fatal(sale, err)
	}
	if err := sale.Undo(ctx, terminal.Voided); err != nil || sale.Approved() {
		t.Fatal(sale, err)
	}
	if got := printed(t, sale.Receipt, terminal.CardholderCopy); !strings.Contains(got, "REVERSED: NOTHING IS CHARGED") || strings.Contains(got, "NOT BOOKED") {
		t.Error(got)
	}
}
