package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// speaks is an acquirer whose word to everything is the same.
type speaks struct{ word error }

func (w speaks) Reverse(context.Context, terminal.Reversal) error { return w.word }
func (w speaks) Advise(context.Context, []byte) error             { return w.word }

// speaksUploads is one that takes uploads.
type speaksUploads struct{ speaks }

func (w speaksUploads) Upload(context.Context, terminal.Approval) error { return w.word }

// hears is one that keeps the last reversal.
type hears struct {
	speaksUploads
	last *terminal.Reversal
}

func (h hears) Reverse(_ context.Context, r terminal.Reversal) error {
	*h.last = r
	return nil
}

// What a word makes of an entry that is in doubt, or is not: where a message is sent again after a stop, its last word counts.
// B4 12.1.5, 12.1.8, 12.2.3
func TestLastWord(t *testing.T) {
	type entry = terminal.Entry
	of := func(change func(e *entry)) entry {
		e := entry{Number: 1, State: terminal.Settled, Approved: true, Request: 7, Booked: true, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 500}}}
		change(&e)
		return e
	}
	const no, lost, kept = "terminal: refused by the host", "response lost: terminal: refused by the host", "terminal: refused by the host: it may have it already"
	doubted := func(e *entry) { e.Doubt, e.Refusal = true, lost }
	uploaded := func(e *entry) { e.Uploaded, e.Reversal = true, "response lost" }
	keeps := func(e *entry) { e.Uploaded, e.Doubt, e.Refusal = true, true, kept }
	tipped := func(e *entry) { e.Taken, e.Held, e.Transaction.Amount = true, 400, 500 }
	back := func(original uint64, why terminal.ReversalReason) terminal.Message {
		return terminal.Message{Tries: 1, Reversal: &terminal.Reversal{Original: original, Number: 1, Reason: why}}
	}
	reversal := back(7, terminal.ResponseLost)
	upload := terminal.Message{Tries: 1, Approval: &terminal.Approval{Number: 1, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 500}}, Data: []byte{0x9F, 0x36, 0}}}
	tip := terminal.Message{Tries: 1, Approval: &terminal.Approval{Number: 1, Held: 400, Follows: 7, Transaction: upload.Approval.Transaction}}
	then := func(a, b func(*entry)) func(*entry) {
		return func(e *entry) { a(e); b(e) }
	}
	undone := func(e *entry) { e.State, e.Reversal = terminal.Undone, "voided" }
	wanted := func(e *entry) { e.Reversal = "voided" }
	declined := func(e *entry) { e.Approved, e.Reversal = false, "response lost" }
	forgone := func(e *entry) { e.Approved, e.Online, e.Doubt, e.Refusal = false, true, true, "voided: "+no }
	stands := func(e *entry) { e.Online, e.Refusal = true, "card declined: "+no }
	notCompleted := func(e *entry) { e.Uploaded, e.Refusal = true, "not completed: no" }
	untipped := func(e *entry) { e.Taken, e.Held, e.Transaction.Amount, e.Rejected = false, 0, 400, no }
	owes := func(e *entry) { e.State = terminal.CashOwed }
	for name, c := range map[string]struct {
		entry   entry
		message terminal.Message
		word    error
		alone   bool // it takes no uploads
		sent    int
		want    entry
	}{
		"declined, refused":                {of(declined), reversal, terminal.ErrRefused, false, 1, of(func(e *entry) { e.Approved, e.Doubt, e.Refusal = false, true, lost })},
		"declined, taken back":             {of(func(e *entry) { e.Approved, e.Doubt, e.Refusal = false, true, lost }), reversal, nil, false, 1, of(declined)},
		"refused":                          {of(uploaded), reversal, terminal.ErrRefused, false, 1, of(doubted)},
		"refused again, wanted":            {of(then(doubted, wanted)), reversal, terminal.ErrRefused, false, 1, of(then(doubted, wanted))},
		"taken back":                       {of(doubted), reversal, nil, false, 1, of(doubted)},
		"taken back, alone":                {of(doubted), reversal, nil, true, 1, of(doubted)},
		"taken back, wanted":               {of(then(doubted, wanted)), reversal, nil, false, 1, of(then(doubted, wanted))},
		"undone, refused":                  {of(then(uploaded, undone)), reversal, terminal.ErrRefused, false, 1, of(then(doubted, wanted))},
		"by force after an answer":         {of(func(e *entry) { e.Online, e.Uploaded, e.Reversal = true, true, "card declined" }), back(7, terminal.CardDeclined), terminal.ErrRefused, false, 1, of(func(e *entry) { e.Online, e.Refusal = true, "card declined: "+no })},
		"by force, taken back":             {of(func(e *entry) { e.Online, e.Refusal = true, "card declined: "+no }), back(7, terminal.CardDeclined), nil, false, 1, of(func(e *entry) { e.Online, e.Doubt, e.Refusal = true, true, "card declined: "+no })},
		"an upload's reversal, no request": {of(func(e *entry) { e.Request, e.Booked, e.Uploaded = 0, false, true; undone(e) }), back(0, terminal.NotCompleted), terminal.ErrRefused, false, 1, of(func(e *entry) { e.Request, e.Booked, e.Uploaded, e.Refusal = 0, false, true, "not completed: "+no })},
		"refused, after no answer":         {of(uploaded), upload, terminal.ErrRefused, false, 1, of(func(e *entry) { e.Unpaid, e.Rejected, e.Reversal = true, no, "response lost" })},
		"kept":                             {of(uploaded), upload, terminal.ErrKept, false, 1, of(keeps)},
		"kept, wanted":                     {of(then(uploaded, undone)), upload, terminal.ErrKept, false, 1, of(then(keeps, wanted))},
		"kept, then booked":                {of(keeps), upload, nil, false, 1, of(func(e *entry) { e.Uploaded = true })},
		"kept, then booked, alas":          {of(then(keeps, wanted)), upload, nil, false, 1, of(func(e *entry) { e.Uploaded, e.Refusal = true, "voided: taken by the host meanwhile" })},
		"kept, then refused":               {of(keeps), upload, terminal.ErrRefused, false, 1, of(func(e *entry) { e.Unpaid, e.Rejected = true, no })},
		"kept, refused, wanted":            {of(then(keeps, wanted)), upload, terminal.ErrRefused, false, 1, of(then(undone, func(e *entry) { e.Unpaid, e.Rejected = true, no }))},
		"a refusal is no doubt":            {of(func(e *entry) { e.Refusal, e.Uploaded = "voided: "+no, true }), upload, nil, false, 1, of(func(e *entry) { e.Refusal, e.Uploaded = "voided: "+no, true })},
		"tip, kept":                        {of(tipped), tip, terminal.ErrKept, false, 1, of(then(tipped, func(e *entry) { e.Doubt, e.Rejected = true, kept }))},
		"tip, kept, then taken":            {of(then(tipped, func(e *entry) { e.Doubt, e.Rejected = true, kept })), tip, nil, false, 1, of(tipped)},
		"tip, kept, then refused":          {of(then(tipped, func(e *entry) { e.Doubt, e.Rejected = true, kept })), tip, terminal.ErrRefused, false, 1, of(func(e *entry) { e.Transaction.Amount, e.Rejected = 400, no })},
		"tip, kept, sale undone":           {of(then(tipped, undone)), tip, terminal.ErrKept, false, 1, of(then(undone, func(e *entry) { e.Transaction.Amount, e.Rejected = 400, kept }))},
		"an increment of no entry":         {of(undone), terminal.Message{Reversal: &terminal.Reversal{Original: 5, Follows: 7, Number: 1}}, terminal.ErrRefused, false, 1, of(undone)},
		"declined, refused again, known":   {of(func(e *entry) { e.Approved, e.Refusal = false, lost }), reversal, terminal.ErrRefused, false, 1, of(func(e *entry) { e.Approved, e.Refusal = false, lost })},
		"declined, another taken back":     {of(forgone), reversal, nil, false, 1, of(forgone)},
		"refused again, known":             {of(stands), back(7, terminal.CardDeclined), terminal.ErrRefused, false, 1, of(stands)},
		"of another request":               {of(uploaded), back(8, terminal.ResponseLost), terminal.ErrRefused, false, 1, of(uploaded)},
		"refused, cash owed":               {of(then(uploaded, owes)), reversal, terminal.ErrRefused, false, 1, of(then(doubted, owes))},
		"an upload's, refused again":       {of(notCompleted), back(0, terminal.NotCompleted), terminal.ErrRefused, false, 1, of(notCompleted)},
		"an upload's, for another reason":  {of(notCompleted), back(0, terminal.Voided), nil, false, 1, of(notCompleted)},
		"an upload's, of what stands":      {of(stands), back(0, terminal.Voided), nil, false, 0, of(stands)},
		"an upload of what stands":         {of(stands), upload, nil, false, 0, of(stands)},
		"an upload of what stands, tipped": {of(then(stands, tipped)), upload, nil, false, 0, of(then(stands, tipped))},
		"booked, a reversal behind":        {of(then(uploaded, undone)), upload, nil, false, 1, of(then(uploaded, undone))},
		"booked, its tip refused":          {of(func(e *entry) { e.Uploaded, e.Rejected, e.Transaction.Amount = true, no, 400 }), upload, nil, false, 1, of(func(e *entry) { e.Uploaded, e.Rejected, e.Transaction.Amount = true, no, 400 })},
		"upload refused again":             {of(func(e *entry) { e.Unpaid, e.Rejected = true, no }), upload, terminal.ErrRefused, false, 1, of(func(e *entry) { e.Unpaid, e.Rejected = true, no })},
		"tip refused, sale stands":         {of(then(stands, tipped)), tip, terminal.ErrRefused, false, 1, of(then(stands, untipped))},
		"tip taken, sale in doubt":         {of(then(doubted, tipped)), tip, nil, false, 1, of(then(doubted, tipped))},
		"tip refused again":                {of(untipped), tip, terminal.ErrRefused, false, 1, of(untipped)},
		"tip of another amount refused":    {of(then(tipped, func(e *entry) { e.Transaction.Amount = 600 })), tip, terminal.ErrRefused, false, 1, of(then(tipped, func(e *entry) { e.Transaction.Amount = 600 }))},
		"tip refused that is not taken":    {of(func(*entry) {}), tip, terminal.ErrRefused, false, 1, of(func(*entry) {})},
		"of an entry that is not kept":     {of(func(*entry) {}), terminal.Message{Reversal: &terminal.Reversal{Original: 7, Number: 2}}, terminal.ErrRefused, false, 1, of(func(*entry) {})},
	} {
		x := newTill(t, "default", "full")
		if x.devices.Acquirer.Messages = terminal.Messages(speaksUploads{speaks{c.word}}); c.alone {
			x.devices.Acquirer.Messages = speaks{c.word}
		}
		x.start(t)
		if err := x.ledger.Put(c.entry, c.message); err != nil {
			t.Fatal(err)
		}
		if n, err := x.Forward(t.Context()); n != c.sent || err != nil {
			t.Errorf("%s: %d, %v", name, n, err)
		}
		type said struct {
			state                                  terminal.State
			doubt, booked, uploaded, unpaid, taken bool
			refusal, reversal, rejected            string
			held, amount                           uint64
			also                                   int
		}
		of := func(e *entry) said {
			return said{e.State, e.Doubt, e.Booked, e.Uploaded, e.Unpaid, e.Taken, e.Refusal, e.Reversal, e.Rejected, e.Held, e.Transaction.Amount, len(e.AlsoHeld)}
		}
		if e, err := x.ledger.Get(1); err != nil || of(&e) != of(&c.want) {
			t.Errorf("%s: %+v, want %+v, %v", name, of(&e), of(&c.want), err)
		}
		if none, err := x.ledger.Get(0); !errors.Is(err, terminal.ErrNoEntry) {
			t.Errorf("%s: %v, %v", name, none, err)
		}
	}
}

// A tip or a completion that the host may have taken, and does not take back, is in doubt: nothing else becomes of the sale until it is known which amount is booked.
// B4 12.1.5, 12.2.3
func TestAmountInDoubt(t *testing.T) {
	for _, booked := range []bool{false, true} {
		for _, p := range []kernel.Purpose{kernel.Purchase, kernel.PreAuthorisation} {
			x := newTill(t, "default", "full")
			host := newAccounts(x.bank)
			x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, speaksUploads{}
			x.start(t)
			sale, err := x.Do(t.Context(), terminal.Order{Purpose: p, Amount: 1234})
			if err != nil || !sale.Approved() {
				t.Fatal(p, sale, err)
			}
			x.devices.Acquirer.Messages = speaksUploads{speaks{terminal.ErrKept}}
			x.start(t)
			var state *terminal.StateError
			doubt := func(what string, err error) {
				t.Helper()
				e, lost := x.ledger.Get(sale.Number)
				if !errors.As(err, &state) || !strings.Contains(err.Error(), "Resolve") || lost != nil || !e.Doubt || !e.Taken || e.Amount != "13.34" || e.Refusal != "" || e.Reversal != "" || e.State != terminal.Settled {
					t.Errorf("%s, %s: %v, doubt %v, %s, %v", p, what, e, e.Doubt, e.Amount, err)
				}
			}
			err = x.Tip(t.Context(), sale.Number, 100)
			if p == kernel.PreAuthorisation {
				err = x.Complete(t.Context(), sale.Number, 1334)
			}
			doubt("taken", err)
			doubt("taken back", x.Void(t.Context(), sale.Number))
			if list, err := x.Doubts(); err != nil || len(list) != 1 {
				t.Errorf("%s: %v, %v", p, list, err)
			}
			if r, err := x.Receipt(sale.Number); err != nil || !strings.Contains(printed(t, r, terminal.MerchantCopy), "MAY BE BOOKED: ASK THE ACQUIRER") {
				t.Errorf("%s: %v\n%s", p, err, printed(t, r, terminal.MerchantCopy))
			}
			var last terminal.Reversal
			x.devices.Acquirer.Messages = hears{last: &last}
			x.start(t)
			if err := x.Resolve(t.Context(), sale.Number, booked); err != nil {
				t.Error(p, err)
			}
			amount := map[bool]string{false: "12.34", true: "13.34"}[booked]
			if e, err := x.ledger.Get(sale.Number); err != nil || e.Doubt || e.Taken != booked || e.Amount != amount || (e.Rejected != "") == booked || e.Held != map[bool]uint64{true: 1234}[booked] {
				t.Errorf("%s, booked %v: %v, %s, taken %v, %q, %v", p, booked, e, e.Amount, e.Taken, e.Rejected, err)
			}
			if err := x.Void(t.Context(), sale.Number); err != nil || last.Transaction.Amount != 1234 || last.Taken != map[bool]uint64{true: 1334}[booked] {
				t.Errorf("%s, booked %v: %v, %v, taken %d", p, booked, err, last, last.Taken)
			}
		}
	}
}
