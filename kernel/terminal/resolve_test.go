package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// counted is an acquirer that counts uploads.
type counted struct {
	taker
	uploads *int
	after   func() // a reversal
}

func (c counted) Upload(ctx context.Context, a terminal.Approval) error {
	if !c.down {
		*c.uploads++
	}
	return c.taker.Upload(ctx, a)
}

func (c counted) Reverse(ctx context.Context, r terminal.Reversal) error {
	defer c.after()
	return c.taker.Reverse(ctx, r)
}

// faulty is a ledger that fails.
type faulty struct {
	*terminal.MemoryLedger
	done, get bool
	once      bool // get
	open      bool
}

func (l *faulty) Done(n uint64) error {
	if l.done {
		return errFull
	}
	return l.MemoryLedger.Done(n)
}

func (l *faulty) Get(n uint64) (terminal.Entry, error) {
	if l.get {
		l.get = !l.once
		return terminal.Entry{}, errFull
	}
	return l.MemoryLedger.Get(n)
}

func (l *faulty) Open() ([]terminal.Entry, error) {
	if l.open {
		return nil, errFull
	}
	return l.MemoryLedger.Open()
}

// Of a sale in doubt whose first upload waits nothing is uploaded besides, whatever keeps that waiting: it stays in doubt until the queue is empty. A host's last word ends it before.
// B4 12.1.5, 12.2.3
func TestResolveWaits(t *testing.T) {
	for _, c := range []struct {
		name    string
		stop    bool // between the host's word and the end of its message, and the line is down then; else the context ends behind it
		last    bool // its last word: it takes it back
		wanted  bool // back
		booked  bool
		uploads int
		state   terminal.State
	}{
		{"context", false, false, false, false, 1, terminal.Settled},
		{"context, booked", false, false, false, true, 0, terminal.Settled},
		{"context, wanted back", false, false, true, false, 0, terminal.Undone},
		{"stop", true, false, false, false, 1, terminal.Settled},
		{"stop, booked", true, false, false, true, 0, terminal.Settled},
		{"stop, taken back after all", true, true, false, false, 1, terminal.Settled},
		{"stop, wanted back", true, false, true, false, 0, terminal.Undone},
	} {
		x := newTill(t, "default", "full")
		host := newAccounts(x.bank, "reverse request")
		uploads := 0
		ctx, end := context.WithCancel(t.Context())
		ledger := &faulty{MemoryLedger: x.ledger, done: c.stop}
		after := end
		if c.stop {
			after = func() {}
		}
		x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, counted{taker{host}, &uploads, func() { after() }}
		terminalOn := func() *terminal.Terminal {
			s, err := terminal.New(x.cfg, x.devices, ledger)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		x.bank.lost, x.bank.down = true, true
		s := terminalOn()
		after = func() {}
		sale, err := s.Sell(ctx, 1234)
		if err != nil || !sale.Approved() || x.ledger.Len() != 2 {
			t.Fatal(c.name, sale, err, x.ledger.Len())
		}
		x.bank.lost, x.bank.down = false, false
		if !c.stop {
			after = end
		}
		if _, err := s.Forward(ctx); err == nil {
			t.Errorf("%s: nothing stops it", c.name)
		}
		ledger.done, x.bank.down, s = false, c.stop, terminalOn()
		if e, err := x.ledger.Get(sale.Number); err != nil || !e.Doubt || e.State != terminal.Settled {
			t.Errorf("%s: %v, %v", c.name, e, err)
		}
		var state *terminal.StateError
		if c.wanted {
			if err := sale.Undo(ctx, terminal.Voided); !errors.As(err, &state) {
				t.Errorf("%s: undone: %v", c.name, err)
			}
		}
		waits := x.ledger.Len()
		if err := s.Resolve(ctx, sale.Number, c.booked); err == nil || errors.As(err, &state) || errors.Is(err, context.Canceled) == c.stop || !strings.Contains(err.Error(), "while messages wait") {
			t.Errorf("%s: resolved: %v", c.name, err)
		}
		if e, err := x.ledger.Get(sale.Number); err != nil || !e.Doubt || x.ledger.Len() != waits || uploads != 0 {
			t.Errorf("%s: %v, doubt %v, %d wait, %d uploads, %v", c.name, e, e.Doubt, x.ledger.Len(), uploads, err)
		}
		if x.bank.down = false; c.last {
			clear(host.refuse)
		}
		if err := s.Resolve(t.Context(), sale.Number, c.booked); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if e, err := x.ledger.Get(sale.Number); err != nil || e.Doubt || e.State != c.state || uploads != c.uploads || x.ledger.Len() != 0 || e.Reversal != "" && !c.wanted {
			t.Errorf("%s: %v, doubt %v, %q, %d uploads, %v", c.name, e, e.Doubt, e.Reversal, uploads, err)
		}
		end()
	}
}

// What an upload comes to that Resolve sends is said at once: it may be refused, or be in doubt again. What is not booked, and is taken back then, is not reversed: nobody has it.
// B4 12.1.5, 12.1.8
func TestResolveComesToNothing(t *testing.T) {
	for name, c := range map[string]struct {
		host   func(*accounts) terminal.Messages
		err    string
		doubt  bool
		unpaid string // the word
	}{
		"refused":     {func(a *accounts) terminal.Messages { a.refuse["upload upload"] = true; return taker{a} }, "does not book it: terminal: refused by the host: no", false, "terminal: refused by the host: no"},
		"kept":        {func(a *accounts) terminal.Messages { return keeper{taker{a}, false} }, "Resolve", true, ""},
		"no uploader": {func(a *accounts) terminal.Messages { return alone{a} }, "", false, "response lost: terminal: refused by the host: no"},
	} {
		x := newTill(t, "default", "full")
		host := newAccounts(x.bank, "reverse request")
		x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, c.host(host)
		x.start(t)
		x.bank.lost = true
		sale, err := x.Sell(t.Context(), 1234)
		if err != nil || !sale.Receipt.Doubt {
			t.Fatal(name, sale, err)
		}
		var state *terminal.StateError
		if err := x.Resolve(t.Context(), sale.Number, false); errors.As(err, &state) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v", name, err)
		}
		e, err := x.ledger.Get(sale.Number)
		if err != nil || e.Doubt != c.doubt || e.Unpaid != (c.unpaid != "") || e.Rejected != c.unpaid {
			t.Errorf("%s: %v, doubt %v, unpaid %v, %q, %v", name, e, e.Doubt, e.Unpaid, e.Rejected, err)
		}
		if c.doubt {
			continue
		}
		x.bank.down = true
		if err := x.Void(t.Context(), sale.Number); err != nil || x.ledger.Len() != 0 {
			t.Errorf("%s: taken back: %v, %d wait", name, err, x.ledger.Len())
		}
	}
}

// Cash that is not given out, of what stands because the host does not take it back, is not owed any more: nothing holds up the settlement. So where it is still in doubt.
// B4 6.6.1, 12.1.8
func TestCashOfWhatStands(t *testing.T) {
	for _, resolved := range []bool{false, true} {
		x := newTill(t, "atm", "cash")
		host := newAccounts(x.bank, "reverse request")
		host.came = true
		x.devices.Acquirer.Host, x.devices.Acquirer.Messages, x.cfg.Terminal.Type = host, taker{host}, 0x15
		x.start(t)
		x.bank.lost = true
		sale, err := x.Do(t.Context(), terminal.Order{Purpose: kernel.Cash, Amount: 10000})
		if err != nil || !sale.Receipt.Doubt || sale.Owed.Cash == 0 {
			t.Fatal(sale, err)
		}
		if resolved {
			if err := x.Resolve(t.Context(), sale.Number, true); err != nil {
				t.Error(err)
			}
		}
		var state *terminal.StateError
		if err := sale.Undo(t.Context(), terminal.DeviceFailed); !errors.As(err, &state) || strings.Contains(err.Error(), "Resolve") == resolved || sale.Owed != (terminal.Owed{}) {
			t.Errorf("resolved %v: %v, owed %v", resolved, err, sale.Owed)
		}
		if owed, err := x.Owed(); err != nil || len(owed) != 0 {
			t.Errorf("resolved %v: owed %v, %v", resolved, owed, err)
		}
		if e, err := x.ledger.Get(sale.Number); err != nil || e.State != terminal.Settled || e.Doubt == resolved || (e.Reversal == "device failed") == resolved || host.agree(&e) != "" {
			t.Errorf("resolved %v: %v, %q, %v", resolved, e, e.Reversal, err)
		}
	}
	x := newTill(t, "default", "full") // a rest that the customer owed of it
	if err := x.ledger.Put(terminal.Entry{Number: 1, State: terminal.Settled, Approved: true, Booked: true, Refusal: "voided: no", Rest: 5}); err != nil {
		t.Fatal(err)
	}
	var state *terminal.StateError
	if err := x.Undo(t.Context(), 1, terminal.Voided); !errors.As(err, &state) {
		t.Error(err)
	}
	if e, err := x.ledger.Get(1); err != nil || e.Rest != 0 {
		t.Error(e.Rest, err)
	}
}

// Where the ledger cannot say what a stop has left, nothing is asked and nothing begun.
//
// B4 12.2.3
func TestLedgerThatCannotSayWhatIsOpen(t *testing.T) {
	x := newFollower(t)
	s := x.make(t, kernel.PreAuthorisation, 80_00)
	asked := false
	x.devices.Acquirer.Host = hostFunc(func(terminal.Request) ([]byte, error) {
		asked = true
		return nil, terminal.ErrNotSent
	})
	ledger := &faulty{MemoryLedger: x.ledger}
	var err error
	if x.Terminal, err = terminal.New(x.cfg, x.devices, ledger); err != nil {
		t.Fatal(err)
	}
	ledger.open = true
	if held, err := x.Increment(t.Context(), s.Number, 120_00); held || !errors.Is(err, errFull) || asked {
		t.Errorf("an increment: %v, %v, asked %v", held, err, asked)
	}
	if sale, err := x.Sell(t.Context(), 80_00); sale != nil || !errors.Is(err, errFull) || asked {
		t.Errorf("a sale: %v, %v, asked %v", sale, err, asked)
	}
	if _, err := terminal.New(x.cfg, x.devices, ledger); !errors.Is(err, errFull) {
		t.Errorf("a terminal: %v", err)
	}
}

// An upload goes out only where the ledger says that it may, and what is not sent is not counted.
// B4 12.2.3
func TestWithdrawn(t *testing.T) {
	upload := terminal.Message{Approval: &terminal.Approval{Number: 1, Transaction: kernel.Transaction{Money: kernel.Money{Amount: 500}}, Data: []byte{0x9F, 0x36, 0}}}
	entry := terminal.Entry{Number: 1, State: terminal.Settled, Approved: true, Request: 7, Booked: true, Doubt: true, Refusal: "response lost: no"}
	stands := entry // with its request, accepted by force
	stands.Doubt, stands.Online, stands.Data = false, true, []byte{0x9A, 1, 1}
	for name, c := range map[string]struct {
		entry         terminal.Entry
		message       terminal.Message
		broken, once  bool
		uploads, sent int
		waits         int
	}{
		"in doubt":                    {entry, upload, false, false, 0, 0, 0},
		"it stands":                   {stands, upload, false, false, 0, 0, 0},
		"the ledger is lost":          {entry, upload, true, false, 0, 0, 1},
		"the ledger is lost once":     {entry, upload, true, true, 0, 0, 1},
		"it is lost after a reversal": {entry, terminal.Message{Reversal: &terminal.Reversal{Original: 7, Number: 1}}, true, true, 0, 0, 1},
		"too old":                     {terminal.Entry{Number: 2, State: terminal.Settled}, upload, false, false, 1, 1, 0},
	} {
		x := newTill(t, "default", "full")
		uploads := 0
		ledger := &faulty{MemoryLedger: x.ledger}
		x.devices.Acquirer.Messages = counted{taker{newAccounts(x.bank)}, &uploads, func() {}}
		s, err := terminal.New(x.cfg, x.devices, ledger)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.ledger.Put(c.entry, c.message); err != nil {
			t.Fatal(err)
		}
		ledger.get, ledger.once = c.broken, c.once
		if n, err := s.Forward(t.Context()); n != c.sent || errors.Is(err, errFull) != c.broken || (err != nil) != c.broken || uploads != c.uploads || x.ledger.Len() != c.waits {
			t.Errorf("%s: %d sent, %v, %d uploads, %d wait", name, n, err, uploads, x.ledger.Len())
		}
		if e, err := x.ledger.Get(c.entry.Number); err != nil || len(e.Capture) != 0 != (c.entry.Doubt && !c.broken) {
			t.Errorf("%s: %d bytes to be captured, %v", name, len(e.Capture), err)
		}
		ledger.open = true
		if list, err := s.Doubts(); !errors.Is(err, errFull) {
			t.Errorf("%s: doubts %v, %v", name, list, err)
		}
	}
}

// What is to be captured is forgotten when the host refuses, then too when it says so later.
// B4 12.1.5, 12.2.3
func TestNothingToCapture(t *testing.T) {
	x := newTill(t, "default", "full")
	host := newAccounts(x.bank, "reverse request")
	x.devices.Acquirer.Host, x.devices.Acquirer.Messages = host, alone{host}
	x.start(t)
	x.bank.lost, x.bank.down = true, true
	sale, err := x.Sell(t.Context(), 1234)
	if err != nil || !sale.Approved() || sale.Message(kernel.BatchData) == nil {
		t.Fatal(sale, err)
	}
	x.bank.down = false
	if _, err := x.Forward(t.Context()); err != nil || sale.Message(kernel.BatchData) != nil {
		t.Errorf("%v, %d bytes", err, len(sale.Message(kernel.BatchData)))
	}
}

// What was declined, and its host does not take back, is in doubt too: it is listed, and holds its token until the acquirer has said what it has. A gate is asked whether somebody may say so.
// B4 12.1.8, 12.2.3
func TestDoubtOfDeclined(t *testing.T) {
	for _, booked := range []bool{false, true} {
		x := newTill(t, "default-bit", "full")
		host := newAccounts(x.bank, "reverse request")
		gate := &asked{}
		host.came = booked
		x.devices.Acquirer.Host, x.devices.Acquirer.Messages, x.devices.Gate = host, taker{host}, gate
		x.start(t)
		x.bank.lost = true
		order := terminal.Order{Token: "basket", Purpose: kernel.Purchase, Amount: 1234}
		sale, err := x.Do(t.Context(), order)
		if err != nil || sale.Approved() || !sale.Receipt.Doubt || sale.Receipt.Reversed {
			t.Fatal(sale, err)
		}
		x.bank.lost = false
		if list, err := x.Doubts(); err != nil || len(list) != 1 || list[0].Number != sale.Number {
			t.Errorf("doubts %v, %v", list, err)
		}
		if r, err := x.Receipt(sale.Number); err != nil || !strings.Contains(printed(t, r, terminal.MerchantCopy), "MAY BE BOOKED: ASK THE ACQUIRER") {
			t.Errorf("%v\n%s", err, printed(t, r, terminal.MerchantCopy))
		}
		var held *terminal.TokenError
		if _, err := x.Do(t.Context(), order); !errors.As(err, &held) {
			t.Errorf("sold twice: %v", err)
		}
		gate.closed, gate.tasks = true, nil
		if err := x.Resolve(t.Context(), sale.Number, booked); !errors.Is(err, errFull) || len(gate.tasks) != 1 || gate.tasks[0] != (terminal.Task{Amount: 1234}) {
			t.Errorf("the gate: %v, %v", err, gate.tasks)
		}
		gate.closed = false
		if err := x.Resolve(t.Context(), sale.Number, booked); err != nil {
			t.Error(err)
		}
		e, err := x.ledger.Get(sale.Number)
		if err != nil || e.Doubt || (e.Refusal != "") != booked || e.IsOpen() {
			t.Errorf("booked %v: %v, doubt %v, %q, %v", booked, e, e.Doubt, e.Refusal, err)
		}
		if r, err := x.Receipt(sale.Number); err != nil || strings.Contains(printed(t, r, terminal.MerchantCopy), "ASK THE ACQUIRER") {
			t.Errorf("%v\n%s", err, printed(t, r, terminal.MerchantCopy))
		}
		if again, err := x.Do(t.Context(), order); errors.As(err, &held) != booked || !booked && (err != nil || !again.Approved()) {
			t.Errorf("booked %v: sold again: %v, %v", booked, again, err)
		}
	}
}

// asked is a gate that notes what it is asked.
type asked struct {
	closed bool
	tasks  []terminal.Task
}

func (a *asked) Admit(task terminal.Task) (terminal.Admission, error) {
	if a.tasks = append(a.tasks, task); a.closed {
		return terminal.Admission{}, errFull
	}
	return terminal.Admission{}, nil
}

// A list of doubts has no card data. What is resolved keeps none that nobody needs any more; what was kept of it before there was any cannot be uploaded.
// B4 12.1.5
func TestResolveCardData(t *testing.T) {
	entry := func(p kernel.Purpose, capture []byte) terminal.Entry {
		e := terminal.Entry{Number: 1, State: terminal.Settled, Approved: true, Request: 7, Booked: true, Doubt: true, Refusal: "response lost: no", Data: []byte{0x9A, 1, 1}, Capture: capture}
		e.Transaction = kernel.Transaction{Purpose: p, Money: kernel.Money{Amount: 500}}
		return e
	}
	data := []byte{0x9F, 0x36, 0}
	tipped := entry(kernel.Purchase, data) // after a lost answer
	tipped.Refusal, tipped.Reversal, tipped.Uploaded, tipped.Taken, tipped.Held = "", "response lost", true, true, 400
	for name, c := range map[string]struct {
		entry  terminal.Entry
		wanted bool
		booked bool
		fails  bool
		keeps  bool // for a tip
		back   bool // money goes
	}{
		"a tip may follow":   {entry(kernel.Purchase, data), false, true, false, true, false},
		"nothing follows":    {entry(kernel.Refund, data), false, true, false, false, false},
		"not booked":         {entry(kernel.Purchase, data), false, false, false, true, false},
		"without its data":   {entry(kernel.Purchase, nil), false, false, true, false, false},
		"wanted, not booked": {entry(kernel.Purchase, data), true, false, false, false, true},
		"a tip, not booked":  {tipped, false, false, false, true, false},
		"wanted, and booked": {entry(kernel.Purchase, data), true, true, false, false, false},
	} {
		x := newTill(t, "default", "full")
		gate := &asked{}
		x.devices.Acquirer.Messages, x.devices.Gate = taker{newAccounts(x.bank)}, gate
		x.start(t)
		if c.wanted {
			c.entry.Reversal = "voided"
		}
		if err := x.ledger.Put(c.entry); err != nil {
			t.Fatal(err)
		}
		if list, err := x.Doubts(); err != nil || len(list) != 1 || len(list[0].Data)+len(list[0].Capture) != 0 {
			t.Errorf("%s: %v, %v", name, list, err)
		}
		var state *terminal.StateError
		if err := x.Resolve(t.Context(), 1, c.booked); errors.As(err, &state) != c.fails || (err != nil) != c.fails || gate.tasks[0].GivesBack != c.back {
			t.Errorf("%s: %v, %v", name, err, gate.tasks)
		}
		e, err := x.ledger.Get(1)
		if err != nil || e.Doubt != c.fails || (len(e.Capture) != 0) != c.keeps || e.Reversal != "" && c.booked {
			t.Errorf("%s: %v, doubt %v, %q, %d bytes, %v", name, e, e.Doubt, e.Reversal, len(e.Capture), err)
		}
	}
}

// The gate is not asked about a transaction that the ledger has not: that there is none is what Void says, whoever works at the terminal.
// B4 12.1.8
func TestNobodyIsAskedAboutNoTransaction(t *testing.T) {
	x, gate := newTill(t, "default", "full"), &asked{closed: true}
	x.devices.Gate = gate
	x.start(t)
	if err := x.Void(t.Context(), 7); err == nil || errors.Is(err, errFull) || len(gate.tasks) != 0 {
		t.Errorf("%v, asked about %v", err, gate.tasks)
	}
}
