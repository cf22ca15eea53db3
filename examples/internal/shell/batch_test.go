package shell_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// An acquirer has totals of its own, and a line that may lose a settlement or its answer.
type acquirer struct {
	has   map[uint16]iso8583.Totals
	fails error
	of    map[string]error // of one terminal number alone
	took  []string         // number and net of each settlement
}

var errLost = errors.New("the answer is lost")

func (a *acquirer) Settle(_ context.Context, number uint64, t iso8583.Totals) (iso8583.Settlement, error) {
	if err := a.of[t.Terminal]; err != nil {
		return iso8583.Settlement{}, err
	}
	if a.fails != nil && !errors.Is(a.fails, errLost) {
		return iso8583.Settlement{}, a.fails
	}
	a.took = append(a.took, fmt.Sprintf("%d:%s%03X:%d", number, t.Terminal, t.Currency, t.Net()))
	if a.fails != nil {
		return iso8583.Settlement{}, a.fails
	}
	host := a.has[t.Currency]
	host.Currency, host.Terminal = t.Currency, t.Terminal
	return iso8583.Settlement{Balanced: host == t, Host: host}, nil
}

// A shop has a ledger and its batches, which it opens anew each time.
type shop struct {
	*terminal.Terminal
	ledger *terminal.MemoryLedger
	bank   acquirer

	numbers []string // of terminals, where there are several
}

func newShop(t *testing.T) *shop {
	t.Helper()
	cfg, err := setup.Config("default")
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{ledger: terminal.NewMemoryLedger(), bank: acquirer{has: map[uint16]iso8583.Totals{}}}
	s.Terminal, err = terminal.New(cfg, terminal.Devices{Cardholder: terminal.Cardholder{Chooser: setup.FirstChoice{}}}, s.ledger)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// put puts an entry of a purpose into the ledger.
func (s *shop) put(t *testing.T, number uint64, p kernel.Purpose, amount uint64, change func(*terminal.Entry)) {
	t.Helper()
	for e, _ := s.ledger.Last(); e.Number < number; e.Number++ {
		if _, _, err := s.ledger.Next(); err != nil {
			t.Fatal(err)
		}
	}
	kind := map[kernel.Purpose]byte{kernel.Refund: 0x20}[p]
	e := terminal.Entry{
		Number: number, State: terminal.Settled, Approved: true, Booked: true, Purpose: p.String(), Data: []byte{0x5A, 1, 0x11},
		Transaction: kernel.Transaction{Purpose: p, Type: kind, Money: kernel.Money{Amount: amount, Currency: 0x978, Exponent: 2}},
	}
	if change != nil {
		change(&e)
	}
	if err := s.ledger.Put(e); err != nil {
		t.Fatal(err)
	}
}

// settle settles, and says what came out.
func (s *shop) settle(t *testing.T) string {
	t.Helper()
	b, err := shell.OpenBatches(s.ledger, 0, s.numbers...)
	if err != nil {
		t.Fatal(err)
	}
	s.bank.took = nil
	list, err := b.Settle(context.Background(), s.Terminal, &s.bank, 0x978)
	said := strings.Join(s.bank.took, " ")
	for _, one := range list {
		said += fmt.Sprintf(" %v", one.Balanced)
	}
	if err != nil {
		said += " " + err.Error()
	}
	return strings.TrimSpace(said)
}

func undone(e *terminal.Entry) { e.State, e.Reversal = terminal.Undone, "voided" }

// What a batch has: what stands and has come since the last settlement, and what has become of the transactions before.
func TestBatches(t *testing.T) {
	s := newShop(t)
	debits := func(count, amount uint64) iso8583.Totals {
		return iso8583.Totals{Debits: iso8583.Sum{Count: count, Amount: amount}}
	}
	for i, step := range []struct {
		do   func()
		has  iso8583.Totals
		want string
	}{
		{func() {}, iso8583.Totals{}, "1:978:0 true"},
		{func() {
			s.put(t, 1, kernel.Purchase, 10_00, nil)
			s.put(t, 2, kernel.Purchase, 20_00, undone)
			s.put(t, 3, kernel.PreAuthorisation, 80_00, nil)
			s.put(t, 4, kernel.Purchase, 5_00, func(e *terminal.Entry) { e.Approved = false })
		}, debits(1, 10_00), "2:978:1000 true"},
		{func() {}, iso8583.Totals{}, "3:978:0 true"},
		{func() { // a tip on what was settled two batches ago, which the acquirer does not know; a completion; a refund
			s.put(t, 1, kernel.Purchase, 11_00, func(e *terminal.Entry) { e.Taken, e.Held = true, 10_00 })
			s.put(t, 3, kernel.PreAuthorisation, 70_00, func(e *terminal.Entry) { e.Taken, e.Held = true, 80_00 })
			s.put(t, 5, kernel.Refund, 2_00, nil)
		}, iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: 70_00}, Credits: iso8583.Sum{Count: 1, Amount: 2_00}}, "4:978:6800 true"},
		{func() { // taken back of batches before
			s.put(t, 1, kernel.Purchase, 11_00, undone)
			s.put(t, 3, kernel.PreAuthorisation, 70_00, func(e *terminal.Entry) { e.Taken = true; undone(e) })
			s.put(t, 5, kernel.Refund, 2_00, undone)
		}, iso8583.Totals{DebitsBefore: iso8583.Sum{Count: 1, Amount: 70_00}, CreditsBefore: iso8583.Sum{Count: 1, Amount: 2_00}}, "5:978:-6800 true"},
		{func() { s.put(t, 6, kernel.Purchase, 1_00, nil) }, debits(1, 2_00), "6:978:100 false"}, // it goes on
		{func() { s.put(t, 7, kernel.Purchase, 1_00, nil) }, debits(2, 2_00), "7:978:200 true"},
		{func() { s.put(t, 8, kernel.Purchase, 1_00, nil); s.bank.fails = terminal.ErrNotSent }, iso8583.Totals{}, terminal.ErrNotSent.Error()},
		{func() { s.bank.fails = errLost }, iso8583.Totals{}, "9:978:100 " + errLost.Error()},
		{func() { s.bank.fails = nil; s.put(t, 9, kernel.Purchase, 3_00, nil) }, debits(1, 1_00), "9:978:100 10:978:300 true false"}, // the same again, and then what has come since
		{func() {}, debits(1, 3_00), "11:978:300 true"},
		{func() { s.put(t, 10, kernel.Purchase, 4_00, func(e *terminal.Entry) { e.State = terminal.CashOwed }) }, debits(1, 4_00), "not yet: look for the cash of 1 transactions"},
		{func() { s.put(t, 10, kernel.Purchase, 4_00, nil) }, debits(1, 4_00), "12:978:400 true"},
		{func() {
			s.put(t, 11, kernel.Purchase, 5_00, nil)
			s.bank.fails = &iso8583.RefusedError{Type: "0500", Code: "30"}
		}, iso8583.Totals{}, `iso8583: the host answered 0500 with "30"`},
		{func() { s.bank.fails = nil; s.put(t, 12, kernel.Purchase, 6_00, nil) }, debits(2, 11_00), "14:978:1100 true"}, // with what has come since
		{func() { // a tip on what is settled
			s.put(t, 12, kernel.Purchase, 7_00, func(e *terminal.Entry) { e.Taken, e.Held = true, 6_00 })
		}, debits(0, 1_00), "15:978:100 true"},
		{func() { s.put(t, 12, kernel.Purchase, 7_00, undone) }, iso8583.Totals{}, "16:978:0 true"},
	} {
		step.do()
		s.bank.has[0x978] = step.has
		if got := s.settle(t); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
}

// A transaction is in the batch that is open, in the last one that was settled, or in one before.
func TestAges(t *testing.T) {
	s := newShop(t)
	ages := func() (list []int) {
		t.Helper()
		b, err := shell.OpenBatches(s.ledger, 0)
		if err != nil {
			t.Fatal(err)
		}
		for n := uint64(1); n <= 3; n++ {
			if e, err := s.ledger.Get(n); err == nil {
				list = append(list, b.Age(&e))
			}
		}
		return list
	}
	for i, c := range []struct {
		do   func()
		net  iso8583.Totals
		want []int
	}{
		{func() { s.put(t, 1, kernel.Purchase, 10_00, nil); s.put(t, 2, kernel.PreAuthorisation, 80_00, nil) }, iso8583.Totals{}, []int{shell.InOpenBatch, shell.InOpenBatch}},
		{func() { s.settle(t); s.put(t, 3, kernel.Purchase, 5_00, nil) }, iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: 10_00}}, []int{shell.InLastBatch, shell.InOpenBatch, shell.InOpenBatch}},
		{func() { s.settle(t) }, iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: 5_00}}, []int{shell.InOldBatch, shell.InOpenBatch, shell.InLastBatch}},
		{func() {
			s.put(t, 2, kernel.PreAuthorisation, 70_00, func(e *terminal.Entry) { e.Taken, e.Held = true, 80_00 })
			s.settle(t)
		}, iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: 70_00}}, []int{shell.InOldBatch, shell.InLastBatch, shell.InOldBatch}},
	} {
		s.bank.has[0x978] = c.net
		if c.do(); !slices.Equal(ages(), c.want) {
			t.Errorf("step %d: %v, want %v", i, ages(), c.want)
		}
	}
}

// Each currency has a batch of its own.
func TestBatchesOfCurrencies(t *testing.T) {
	s := newShop(t)
	dollars := func(e *terminal.Entry) { e.Transaction.Currency = 0x840 }
	s.put(t, 1, kernel.Purchase, 10_00, nil)
	s.put(t, 2, kernel.Purchase, 7_00, dollars)
	s.bank.has[0x978] = iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: 10_00}}
	if got := s.settle(t); got != "1:840:700 2:978:1000 false true" {
		t.Error(got)
	}
	s.bank.has[0x978], s.bank.has[0x840] = iso8583.Totals{}, iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: 7_00}}
	if got := s.settle(t); got != "3:840:700 4:978:0 true true" {
		t.Error(got)
	}
}

// So has each terminal number that applications have: what one has sent the other does not settle. What was settled before there were several stays settled.
func TestBatchesOfNumbers(t *testing.T) {
	of := func(number string) func(*terminal.Entry) {
		return func(e *terminal.Entry) { e.Slip = &terminal.Receipt{Terminal: number} }
	}
	s := newShop(t)
	debits := func(amount uint64) iso8583.Totals {
		return iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: amount}}
	}
	for i, step := range []struct {
		do   func()
		has  iso8583.Totals // of every number
		want string
	}{
		{func() { s.put(t, 1, kernel.Purchase, 10_00, of("TERM0001")) }, debits(10_00), "1:978:1000 true"},
		{func() {
			s.numbers = []string{"TERM0001", "TERM0002"}
			s.put(t, 2, kernel.Purchase, 7_00, of("TERM0002"))
			s.put(t, 3, kernel.Purchase, 5_00, of("TERM0001"))
			s.put(t, 4, kernel.PreAuthorisation, 80_00, of("TERM0002"))
		}, debits(5_00), "2:TERM0001978:500 3:TERM0002978:700 true false"},
		{func() {}, debits(7_00), "4:TERM0001978:0 5:TERM0002978:700 false true"},
		{func() {
			s.put(t, 4, kernel.PreAuthorisation, 70_00, func(e *terminal.Entry) { e.Taken, e.Held = true, 80_00; of("TERM0002")(e) })
		}, debits(70_00), "6:TERM0001978:0 7:TERM0002978:7000 false true"},
	} {
		step.do()
		s.bank.has[0x978] = step.has
		if got := s.settle(t); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
	b, err := shell.OpenBatches(s.ledger, 0, s.numbers...)
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[uint64]int{3: shell.InLastBatch, 4: shell.InLastBatch, 2: shell.InOldBatch} {
		e, err := s.ledger.Get(number)
		if err != nil || b.Age(&e) != want {
			t.Errorf("transaction %d is of age %d, want %d, %v", number, b.Age(&e), want, err)
		}
	}
	x, out := talk("")
	if err := b.Show(x, euros); err != nil || !strings.Contains(out.String(), "TERMINAL TERM0001") || !strings.Contains(out.String(), "TERMINAL TERM0002") {
		t.Errorf("%v, %s", err, out)
	}
}

// A number that the host refuses, or that cannot be sent, keeps none behind it from being settled, also where its settlement was sent before; one whose answer is lost ends it, for the
// line is bad. What was sent and not answered is sent again as it was, and what has come since goes behind it.
func TestSettleGoesOn(t *testing.T) {
	no := &iso8583.RefusedError{Type: "0500", Code: "03"}
	for i, c := range []struct {
		first  error // of TERM0001, at a settlement before
		second error
		want   string
	}{
		{nil, no, `4:TERM0002978:0 true iso8583: the host answered 0500 with "03"`},
		{nil, terminal.ErrNotSent, "4:TERM0002978:0 true " + terminal.ErrNotSent.Error()},
		{nil, errLost, errLost.Error()},
		{errLost, terminal.ErrNotSent, "2:TERM0002978:700 true " + terminal.ErrNotSent.Error()},
		{errLost, no, `2:TERM0002978:700 true iso8583: the host answered 0500 with "03"`},
		{errLost, nil, "1:TERM0001978:500 2:TERM0001978:800 3:TERM0002978:700 false false true"},
	} {
		s := newShop(t)
		s.numbers = []string{"TERM0001", "TERM0002"}
		of := func(number string) func(*terminal.Entry) {
			return func(e *terminal.Entry) { e.Slip = &terminal.Receipt{Terminal: number} }
		}
		s.put(t, 1, kernel.Purchase, 5_00, of("TERM0001"))
		s.put(t, 2, kernel.Purchase, 7_00, of("TERM0002"))
		s.bank.of = map[string]error{"TERM0001": c.first}
		s.bank.has[0x978] = iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: 7_00}}
		want := "1:TERM0001978:500 2:TERM0002978:700 false true"
		if c.first != nil {
			want = c.first.Error()
		}
		if got := s.settle(t); got != want {
			t.Fatalf("%d: first %s", i, got)
		}
		if c.first == nil {
			s.bank.has[0x978] = iso8583.Totals{}
		} else if c.second == nil {
			s.put(t, 3, kernel.Purchase, 3_00, of("TERM0001"))
		}
		s.bank.of["TERM0001"] = c.second
		if got := s.settle(t); got != c.want {
			t.Errorf("%d: %s, want %s", i, got, c.want)
		}
	}
}

// The numbers that messages have, where there are several: over UnionPay's dialect there is one.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		dialect string
		own     []string // of applications
		want    string
	}{{setup.Plain, nil, "[]"}, {setup.Plain, []string{"", "TERM0001"}, "[]"}, {setup.Plain, []string{"TERM0002", "TERM0003", "TERM0002"}, "[TERM0001 TERM0002 TERM0003]"}, {setup.UnionPay, []string{"TERM0002"}, "[]"}} {
		cfg := &kernel.Config{Terminal: kernel.Terminal{TerminalID: "TERM0001"}}
		for _, number := range c.own {
			cfg.Applications = append(cfg.Applications, kernel.Application{AID: []byte{0xA0}, Identity: kernel.Identity{TerminalID: number}})
		}
		if got := fmt.Sprint((&shell.Settings{Config: cfg, Dialect: c.dialect}).Numbers()); got != c.want {
			t.Errorf("%s, %v: %s, want %s", c.dialect, c.own, got, c.want)
		}
	}
}

// What is kept and cannot be read is said, and so is a ledger that keeps nothing.
func TestBatchesBroken(t *testing.T) {
	l := terminal.NewMemoryLedger()
	if err := l.Keep("batches", []byte("{")); err != nil {
		t.Fatal(err)
	}
	if _, err := shell.OpenBatches(l, 0); err == nil {
		t.Error("read")
	}
}

var euros = &kernel.Config{Terminal: kernel.Terminal{TransactionCurrency: 0x978, CurrencyExponent: 2}}

// Totals have as many decimals as the receipts: in the terminal's currency as configured, in another as ISO 4217 has it, and in one that it has not as the terminal's.
// EMV 4.4 B4 6.5.1
func TestTotalsDecimals(t *testing.T) {
	for _, c := range []struct {
		own      uint16
		exponent byte
		currency uint16 // of the transaction
		want     string
	}{
		{0x392, 0, 0x392, "1234 JPY"},
		{0x392, 2, 0x392, "12.34 JPY"},
		{0x360, 0, 0x360, "1234 IDR"},
		{0x360, 2, 0x392, "1234 JPY"},
		{0x392, 0, 0x414, "1.234 KWD"},
		{0x392, 2, 0x001, "12.34 001"},
		{0x001, 2, 0x001, "12.34 001"},
		{0x001, 0, 0x001, "1234 001"},
	} {
		cfg := &kernel.Config{Terminal: kernel.Terminal{TransactionCurrency: c.own, CurrencyExponent: c.exponent}}
		s := newShop(t)
		s.put(t, 1, kernel.Purchase, 12_34, func(e *terminal.Entry) { e.Transaction.Currency = c.currency })
		b, err := shell.OpenBatches(s.ledger, 0)
		if err != nil {
			t.Fatal(err)
		}
		x, out := talk("")
		if err := b.Show(x, cfg); err != nil {
			t.Fatal(err)
		}
		sums := iso8583.Totals{Currency: c.currency, Debits: iso8583.Sum{Count: 1, Amount: 12_34}}
		shell.ShowSettled(x, cfg, []shell.Settled{{Settlement: iso8583.Settlement{Host: sums}, Terminal: sums}})
		if n := strings.Count(out.String(), " "+c.want); n != 7 { // by purpose, and debits and net three times
			t.Errorf("%+v: %d times in\n%s", c, n, out)
		}
	}
}

// Totals in words.
func TestShowTotals(t *testing.T) {
	s := newShop(t)
	s.put(t, 1, kernel.Purchase, 10_00, nil)
	s.put(t, 2, kernel.Refund, 12_00, nil)
	b, err := shell.OpenBatches(s.ledger, 0)
	if err != nil {
		t.Fatal(err)
	}
	x, out := talk("")
	if err := b.Show(x, euros); err != nil {
		t.Fatal(err)
	}
	shell.ShowSettled(x, euros, []shell.Settled{{Settlement: iso8583.Settlement{Host: iso8583.Totals{Currency: 0x978, CreditsBefore: iso8583.Sum{Count: 1, Amount: 1}}}, Terminal: iso8583.Totals{Currency: 0x978}}})
	for _, want := range []string{
		"PURCHASE              1      10.00 EUR", "REFUND                1      12.00 EUR", "DEBITS 1, 10.00 EUR", "CREDITS 1, 12.00 EUR", "NET -2.00 EUR",
		"NOT BALANCED: THE HOST HAS", "TAKEN BACK OF BATCHES BEFORE 1, 0.01 EUR", "NET 0.01 EUR",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}
