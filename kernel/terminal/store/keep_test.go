//go:build !wasip1 && !js

package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
	"github.com/emvgo/emv/tlv"
)

// What is older than the options keep is gone, but nothing that is open; so is its token; and the file does not grow with what has passed.
func TestRetention(t *testing.T) {
	path := place(t)
	s := openWith(t, path, store.Options{Keep: 20, Undoable: 5, Twins: 3})
	size := int64(0)
	for n := uint64(1); n <= 1000; n++ {
		number, _, err := s.Next()
		must(t, err)
		e := approved(number)
		if e.Token = fmt.Sprint("basket ", n); n == 7 {
			e.State = terminal.CashOwed
		}
		if n == 8 || n == 990 { // a rest that a customer owes keeps nothing longer
			e.Rest = 734
		}
		must(t, s.Append(number, []byte("no journal")), s.Put(e, terminal.Message{Advice: make([]byte, 300)}), s.Done(n), s.Complete(number))
		if info, err := os.Stat(path); n == 200 {
			must(t, err)
			size = info.Size()
		}
	}
	info, err := os.Stat(path)
	if must(t, err); info.Size() > size {
		t.Errorf("%d bytes after 200, %d after 1000", size, info.Size())
	}
	must(t, s.Close())
	s = openWith(t, path, store.Options{Keep: 20, Undoable: 5, Twins: 3})
	var kept, data, twins []uint64
	for e, err := range s.Entries(0) {
		must(t, err)
		kept = append(kept, e.Number)
		if whole, err := s.Get(e.Number); err == nil && whole.Data != nil {
			data = append(data, e.Number)
		}
		if text, err := s.Twin(e.Number); err == nil && text != "" {
			twins = append(twins, e.Number)
		}
	}
	if len(kept) != 21 || kept[0] != 7 || kept[1] != 981 || !slices.Equal(data, []uint64{7, 996, 997, 998, 999, 1000}) || !slices.Equal(twins, []uint64{7, 998, 999, 1000}) {
		t.Errorf("kept %v, data %v, twins %v", kept, data, twins)
	}
	if open, err := s.Open(); err != nil || len(open) != 2 || open[1].Number != 990 || open[1].Rest != 734 {
		t.Errorf("%v, %v", open, err)
	}
	for token, want := range map[string]error{"basket 1": terminal.ErrNoEntry, "basket 7": nil, "basket 981": nil, "basket 980": terminal.ErrNoEntry} {
		if _, err := s.Find(token); !errors.Is(err, want) {
			t.Errorf("%s: %v", token, err)
		}
	}
	must(t, s.Close())
	s = openWith(t, path, store.Options{Keep: 2}) // a smaller limit comes into force step by step
	for n := uint64(1001); n < 1005; n++ {
		must(t, s.Put(approved(n)))
	}
	left := 0
	for range s.Entries(7) {
		left++
	}
	if left != 2 {
		t.Errorf("%d are kept", left)
	}
}

// What is held is completed or let go long afterwards: its card data stay until it is, or until the transaction itself is too old.
// EMV 4.4 B4 12.1.5
func TestRetentionOfHolds(t *testing.T) {
	s := openWith(t, place(t), store.Options{Keep: 30, Undoable: 5})
	hold := func(n uint64) terminal.Entry {
		e := approved(n)
		e.Purpose, e.Transaction.Purpose = "pre-authorisation", kernel.PreAuthorisation
		return e
	}
	for n := uint64(1); n <= 20; n++ {
		e := approved(n)
		if n <= 3 {
			e = hold(n)
		}
		must(t, s.Put(e))
	}
	has := func(n uint64) bool {
		e, err := s.Get(n)
		return err == nil && len(e.Data) > 0
	}
	taken := hold(2)
	taken.Taken, taken.Held = true, taken.Transaction.Amount
	undone := hold(3)
	undone.State = terminal.Undone
	must(t, s.Put(taken), s.Put(undone), s.Put(approved(21)))
	if !has(1) || has(2) || has(3) || has(4) || has(16) || !has(17) {
		t.Error(has(1), has(2), has(3), has(4), has(16), has(17))
	}
	for n := uint64(22); n <= 31; n++ {
		must(t, s.Put(approved(n)))
	}
	if _, err := s.Get(1); !errors.Is(err, terminal.ErrNoEntry) {
		t.Error(err)
	}
}

// No transaction begins while too many messages wait.
func TestWaiting(t *testing.T) {
	s := openWith(t, place(t), store.Options{Waiting: 2})
	must(t, s.Add(terminal.Message{Advice: []byte{1}}), s.Put(approved(1), terminal.Message{Advice: []byte{2}}))
	var full *store.FullError
	if _, _, err := s.Next(); !errors.As(err, &full) || full.Waiting != 2 || !strings.Contains(err.Error(), "Forward") {
		t.Error(err)
	}
	must(t, s.Put(approved(2), terminal.Message{Advice: []byte{3}}), s.Done(1), s.Done(2)) // what has begun is kept
	if n, _, err := s.Next(); n != 3 || err != nil {
		t.Error(n, err)
	}
}

// The exception file has cards with or without sequence number, and is exchanged as a whole; the split-sale log has the last approved amount of an account, for as
// long as it stands.
// B4 6.3.5, B3 10.6.1
func TestCards(t *testing.T) {
	path := place(t)
	s := open(t, path)
	pan := []byte{0x54, 0x13, 0x33, 0x00, 0x89, 0x02, 0x00, 0x11}
	odd := []byte{0x12, 0x3F}
	list := []store.Exception{{"5413330089020011", 1}, {"123", -1}}
	must(t, s.SetExceptions(slices.Values(list)), s.Close())
	s = open(t, path)
	check := func(pan []byte, psn int, listed bool, before uint64) {
		t.Helper()
		if l, b, err := s.Lookup(context.Background(), pan, psn); l != listed || b != before || err != nil {
			t.Errorf("%v, %d, %v", l, b, err)
		}
	}
	check(pan, 1, true, 0)
	check(pan, 2, false, 0)
	check(pan, -1, false, 0)
	check(odd, 5, true, 0)
	check(odd, -1, true, 0)
	check(nil, -1, false, 0)
	check([]byte{0xAB}, -1, false, 0)
	must(t, s.SetExceptions(maps.Keys(map[store.Exception]bool{})))
	check(odd, -1, false, 0)

	sale := func(number, amount uint64, data []byte, p kernel.Purpose) terminal.Entry {
		e := approved(number)
		e.Data, e.Transaction.Amount, e.Transaction.Purpose = data, amount, p
		return e
	}
	track2 := append([]byte{0x57, 10}, append(slices.Clone(pan), 0xD2, 0x81)...)
	full := append([]byte{0x5A, 8}, pan...)
	first := sale(1, 1000, full, kernel.Purchase)
	asked := first
	asked.State = terminal.Asked
	must(t, s.Put(asked))
	check(pan, 1, false, 0)
	must(t, s.Put(first))
	check(pan, 1, false, 1000)
	second := sale(2, 700, track2, kernel.Cash)
	must(t, s.Put(second), s.Put(sale(3, 5, full, kernel.Refund)))
	check(pan, -1, false, 700)
	declined := sale(4, 9, full, kernel.Purchase)
	declined.Approved = false
	must(t, s.Put(declined), s.Put(first)) // what is settled anew is not newer
	check(pan, -1, false, 700)
	first.State = terminal.Undone
	must(t, s.Put(first)) // the older one's amount is not there any more: the newer one's stays
	check(pan, -1, false, 700)
	second.State = terminal.Undone
	must(t, s.Put(second))
	check(pan, -1, false, 0)

	for i, data := range [][]byte{nil, {0x5A, 0}, {0x5A, 1, 0xFF}, {0x5A, 1, 0xAB}, {0x57, 1, 0xD2}} { // an account without a number has none
		must(t, s.Put(sale(uint64(5+i), 10, data, kernel.Purchase)))
	}
	must(t, s.SetExceptions(slices.Values([]store.Exception{{"", -1}, {"77", -5}})))
	for _, none := range [][]byte{nil, {}, {0xFF}, {0xAB}} {
		check(none, -1, false, 0)
		check(none, 1, false, 0)
	}
	check([]byte{0x77}, 3, true, 0)
	if text := fmt.Sprintf("%v %+v %#v %s", list[0], list[0], list, list[0].LogValue()); strings.Contains(text, "5413") || !strings.HasPrefix(text, "exception") {
		t.Error(text)
	}
}

// Totals count what is approved once, whatever else becomes of it, and what is taken back besides; they begin anew when they are closed.
func TestTotals(t *testing.T) {
	s := open(t, place(t))
	e := approved(1)
	e.State, e.Approved = terminal.Asked, false
	must(t, s.Put(e))
	e.State, e.Approved, e.Transaction.AmountOther = terminal.CashOwed, true, 1
	must(t, s.Put(e))
	e.State = terminal.Settled
	must(t, s.Put(e), s.Put(approved(2)))
	other := approved(3)
	other.Currency, other.Purpose = "USD", "refund"
	left := approved(4)
	left.State = terminal.Undone // approved by the host and never by the terminal
	must(t, s.Put(other), s.Put(left))
	e.State = terminal.Undone
	must(t, s.Put(e))
	want := []store.Total{
		{Currency: "EUR", Exponent: 2, Purpose: "purchase", Count: 2, Amount: 2003, Cash: 1, Reversed: 1, ReversedAmount: 1001},
		{Currency: "USD", Exponent: 2, Purpose: "refund", Count: 1, Amount: 1003},
	}
	if got, err := s.CloseTotals(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	e = approved(2)
	e.State = terminal.Undone
	must(t, s.Put(e))
	want = []store.Total{{Currency: "EUR", Exponent: 2, Purpose: "purchase", Reversed: 1, ReversedAmount: 1002}}
	if got, err := s.Totals(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

// What the host refuses to take back is in its total again, of whatever period, and out of it where the host has done it all the same.
func TestTotalsRefused(t *testing.T) {
	s := open(t, place(t))
	total := func(count int, reversed int) []store.Total {
		one := store.Total{Currency: "EUR", Exponent: 2, Purpose: "purchase", Count: count, Amount: uint64(count) * 1001, Reversed: reversed, ReversedAmount: uint64(reversed) * 1001}
		return []store.Total{one}
	}
	sale, undone, stands := approved(1), approved(1), approved(1)
	undone.State, undone.Reversal = terminal.Undone, "voided"
	stands.Refusal = "voided: 25"
	for i, c := range []struct {
		put  terminal.Entry
		want []store.Total
		ends bool // the period does then
	}{
		{sale, total(1, 0), false},
		{undone, total(1, 1), false},
		{stands, total(1, 0), false},
		{stands, total(1, 0), false},
		{undone, total(1, 1), false},
		{stands, total(1, 0), true},
		{undone, total(0, 1), false},
		{stands, total(0, 0), false},
		{undone, total(0, 1), true},
		{stands, total(1, 0), false},
	} {
		must(t, s.Put(c.put))
		if got, err := s.Totals(); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%d: %+v, want %+v, %v", i, got, c.want, err)
		}
		if c.ends {
			_, err := s.CloseTotals()
			must(t, err)
		}
	}
}

// What is held is in no total until it is completed, for what was taken then; a tip adds to its sale; and both are taken back whole.
func TestTotalsTaken(t *testing.T) {
	s := open(t, place(t))
	held, sold := approved(1), approved(2)
	held.Transaction.Purpose, held.Purpose = kernel.PreAuthorisation, "pre-authorisation"
	never := held
	never.Number = 3
	must(t, s.Put(held), s.Put(sold), s.Put(never))
	held.Held, held.Taken, held.Transaction.Amount = 1001, true, 900
	sold.Held, sold.Taken, sold.Transaction.Amount = 1002, true, 1100
	never.State = terminal.Undone
	must(t, s.Put(held), s.Put(sold), s.Put(never))
	want := []store.Total{
		{Currency: "EUR", Exponent: 2, Purpose: "pre-authorisation", Count: 1, Amount: 900},
		{Currency: "EUR", Exponent: 2, Purpose: "purchase", Count: 1, Amount: 1100},
	}
	if got, err := s.Totals(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	held.State, sold.State = terminal.Undone, terminal.Undone
	must(t, s.Put(held), s.Put(sold))
	for i := range want {
		want[i].Reversed, want[i].ReversedAmount = 1, want[i].Amount
	}
	if got, err := s.Totals(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

// What is taken of a sale whose total is closed adds to the next one what it is more, and what a total has it has once, however many steps an entry takes at once.
func TestTotalsTakenLater(t *testing.T) {
	sale := approved(1)
	sale.Transaction.Amount = 1000
	of := func(amount uint64, state terminal.State, refusal string) terminal.Entry {
		e := sale
		e.Transaction.Amount, e.State, e.Refusal = amount, state, refusal
		e.Held, e.Taken = 1000, amount != 1000
		return e
	}
	tipped, less, undone, both := of(1100, terminal.Settled, ""), of(900, terminal.Settled, ""), of(1000, terminal.Undone, ""), of(1100, terminal.Undone, "")
	other, third := approved(2), approved(3)
	other.Transaction.Amount, third.Transaction.Amount = 300, 1000
	cash := func(e terminal.Entry) terminal.Entry { e.Transaction.AmountOther = 40; return e }
	back, unpaid := third, sale
	back.State, unpaid.Unpaid = terminal.Undone, true
	asked := open(t, place(t))
	must(t, asked.Put(of(1000, terminal.Asked, "")))
	if got, err := asked.Totals(); err != nil || len(got) != 0 {
		t.Errorf("what is asked for is in a total: %+v, %v", got, err)
	}
	for _, c := range []struct {
		name   string
		closed bool // behind the first
		put    []terminal.Entry
		want   store.Total // of what matters
	}{
		{"a tip", false, []terminal.Entry{sale, tipped}, store.Total{Count: 1, Amount: 1100}},
		{"a tip, later", true, []terminal.Entry{sale, tipped}, store.Total{Amount: 100}},
		{"a tip, later, and another sale", true, []terminal.Entry{sale, other, tipped}, store.Total{Count: 1, Amount: 400}},
		{"a tip, later, before another sale", true, []terminal.Entry{sale, tipped, other}, store.Total{Count: 1, Amount: 400}},
		{"a tip that is refused, later", true, []terminal.Entry{sale, tipped, sale}, store.Total{}},
		{"less, later, and another sale", true, []terminal.Entry{sale, other, less}, store.Total{Count: 1, Amount: 200}},
		{"less, later", true, []terminal.Entry{sale, less}, store.Total{}},
		{"a tip, and back", false, []terminal.Entry{sale, tipped, both}, store.Total{Count: 1, Amount: 1100, Reversed: 1, ReversedAmount: 1100}},
		{"at once", false, []terminal.Entry{sale, both}, store.Total{Count: 1, Amount: 1100, Reversed: 1, ReversedAmount: 1100}},
		{"a tip, and back without", false, []terminal.Entry{sale, tipped, undone}, store.Total{Count: 1, Amount: 1000, Reversed: 1, ReversedAmount: 1000}},
		{"back, and its tip behind it", false, []terminal.Entry{sale, tipped, both, undone}, store.Total{Count: 1, Amount: 1000, Reversed: 1, ReversedAmount: 1000}},
		{"back, and stands without its tip", false, []terminal.Entry{sale, tipped, both, of(1000, terminal.Settled, "voided: 25")}, store.Total{Count: 1, Amount: 1000}},
		{"not booked, and it stands, beside one that is back", false, []terminal.Entry{third, back, unpaid, of(1000, terminal.Settled, "voided: taken")}, store.Total{Count: 2, Amount: 2000, Reversed: 1, ReversedAmount: 1000}},
		{"stands, and a tip, beside one that is back", false, []terminal.Entry{third, back, of(1000, terminal.Settled, "voided: 25"), of(1100, terminal.Settled, "voided: 25")}, store.Total{Count: 2, Amount: 2100, Reversed: 1, ReversedAmount: 1000}},
		{"with cash, not booked, beside another", false, []terminal.Entry{other, cash(sale), cash(unpaid)}, store.Total{Count: 1, Amount: 300}},
		{"with cash", false, []terminal.Entry{other, cash(sale), cash(tipped)}, store.Total{Count: 2, Amount: 1400, Cash: 40}},
		{"back later", true, []terminal.Entry{sale, undone}, store.Total{Reversed: 1, ReversedAmount: 1000}},
		{"back, and stands later", true, []terminal.Entry{undone, sale}, store.Total{Count: 1, Amount: 1000}},
	} {
		s := open(t, place(t))
		for i, e := range c.put {
			must(t, s.Put(e))
			if i == 0 && c.closed {
				_, err := s.CloseTotals()
				must(t, err)
			}
		}
		c.want.Currency, c.want.Exponent, c.want.Purpose = "EUR", 2, "purchase"
		if got, err := s.Totals(); err != nil || !reflect.DeepEqual(got, []store.Total{c.want}) {
			t.Errorf("%s: %+v, want %+v, %v", c.name, got, c.want, err)
		}
		must(t, s.Close())
	}
}

// What the acquirer has refused to book is in no total, whether it was taken back before or not; another amount that it has refused is what it was before.
// B4 12.1.5
func TestTotalsUnpaid(t *testing.T) {
	s := open(t, place(t))
	with := func(e terminal.Entry, change func(*terminal.Entry)) terminal.Entry {
		change(&e)
		return e
	}
	undone := func(e *terminal.Entry) { e.State, e.Reversal = terminal.Undone, "voided" }
	unpaid := func(e *terminal.Entry) { e.Unpaid = true }
	tipped := func(e *terminal.Entry) { e.Held, e.Taken, e.Transaction.Amount = 1001, true, 1100 }
	stands := func(e *terminal.Entry) { e.Refusal = "voided: taken" }
	held := func(e *terminal.Entry) { e.Transaction.Purpose = kernel.PreAuthorisation }
	sale, hold := approved(1), with(approved(2), held)
	total := func(count int, amount uint64, reversed int, back uint64) []store.Total {
		return []store.Total{{Currency: "EUR", Exponent: 2, Purpose: "purchase", Count: count, Amount: amount, Reversed: reversed, ReversedAmount: back}}
	}
	for i, c := range []struct {
		put  terminal.Entry
		want []store.Total
	}{
		{sale, total(1, 1001, 0, 0)},
		{with(sale, unpaid), total(0, 0, 0, 0)},
		{with(with(sale, unpaid), undone), total(0, 0, 0, 0)},
		{with(sale, stands), total(1, 1001, 0, 0)},
		{with(sale, undone), total(1, 1001, 1, 1001)},
		{with(with(sale, undone), unpaid), total(0, 0, 0, 0)},
		{sale, total(1, 1001, 0, 0)},
		{with(sale, tipped), total(1, 1100, 0, 0)},
		{sale, total(1, 1001, 0, 0)},
		{with(sale, tipped), total(1, 1100, 0, 0)},
		{with(with(sale, tipped), undone), total(1, 1100, 1, 1100)},
		{with(sale, undone), total(1, 1001, 1, 1001)},
		{hold, total(1, 1001, 1, 1001)},
		{with(hold, tipped), total(2, 2101, 1, 1001)},
		{hold, total(1, 1001, 1, 1001)},
	} {
		must(t, s.Put(c.put))
		if got, err := s.Totals(); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%d: %+v, want %+v, %v", i, got, c.want, err)
		}
		if e, err := s.Get(c.put.Number); err != nil || e.Unpaid != c.put.Unpaid {
			t.Errorf("%d: %v, %v", i, e.Unpaid, err)
		}
	}
	_, err := s.CloseTotals()
	must(t, err, s.Put(with(sale, undone)), s.Put(with(with(sale, undone), unpaid)))
	if got, err := s.Totals(); err != nil || len(got) > 1 || len(got) == 1 && got[0].Count != 0 {
		t.Errorf("of a period that is closed: %+v, %v", got, err)
	}
}

// A place is a value under its name.
func TestPlace(t *testing.T) {
	path := place(t)
	s := open(t, path)
	if v, err := s.Place("desk").Load(); v != nil || err != nil {
		t.Errorf("%q, %v", v, err)
	}
	must(t, s.Place("desk").Save([]byte("on duty")), s.Close())
	if v, err := open(t, path).Place("desk").Load(); string(v) != "on duty" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
}

// What a kernel retains is found again after a stop, each tag's for itself, sealed; an empty value is none.
func TestRetainer(t *testing.T) {
	path := place(t)
	s := open(t, path)
	value := bytes.Repeat([]byte("torn "), 400)
	k := s.Retainer()
	must(t, k.Keep(t.Context(), 0xDF3A, value), k.Keep(t.Context(), 0xDF3B, []byte("another")), k.Keep(t.Context(), 0xDF3B, nil), s.Close())
	file, err := os.ReadFile(path)
	if err != nil || bytes.Contains(file, value[:20]) {
		t.Errorf("it stands in clear, %v", err)
	}
	k = open(t, path).Retainer()
	if v, err := k.Kept(t.Context(), 0xDF3A); !bytes.Equal(v, value) || err != nil {
		t.Errorf("%d bytes, %v", len(v), err)
	}
	for _, tag := range []tlv.Tag{0xDF3B, 0xDF3C} {
		if v, err := k.Kept(t.Context(), tag); v != nil || err != nil {
			t.Errorf("%X: %q, %v", tag, v, err)
		}
	}
}

// A copy that is made while the store is open is a store.
func TestBackup(t *testing.T) {
	s := open(t, place(t))
	must(t, s.Put(approved(1), terminal.Message{Advice: []byte{1}}), s.Keep("kept", []byte{1}))
	var copied bytes.Buffer
	must(t, s.Backup(&copied))
	is(t, "backup", copied.Bytes(), books(t, s))
}

// session is a real session's journal: a sale's, at a terminal.
func session(t *testing.T, path string, s *store.Store, at func()) *terminal.Sale {
	t.Helper()
	cfg, d, err := equip("default", "full", &line{say: func(string) (string, error) { at(); return "ok", nil }})
	must(t, err)
	d.Journals, d.CardFile = s, s
	a, err := terminal.New(cfg, d, s)
	must(t, err)
	sale, err := a.Sell(t.Context(), 1234)
	if err != nil || !sale.Approved() {
		t.Fatal(sale, err)
	}
	return sale
}

// A journal is sealed while the session runs, and gone when it is over, but for its redacted twin. No file, in no state, has an account in clear.
func TestNothingInClear(t *testing.T) {
	path := place(t)
	s := open(t, path)
	var during []byte
	files := [][]byte{}
	see := func() {
		file, err := os.ReadFile(path)
		must(t, err)
		files = append(files, file)
	}
	sale := session(t, path, s, func() {
		see()
		if list, err := s.Unfinished(); err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		var err error
		during, err = s.Journal(1)
		must(t, err)
	})
	track2 := []byte{0x54, 0x13, 0x33, 0x00, 0x89, 0x02, 0x00, 0x11, 0xD3}
	if !bytes.Contains(during, track2[:8]) {
		t.Error("the journal has no card in it: the test sees nothing")
	}
	if j, err := s.Journal(sale.Number); j != nil || err != nil {
		t.Errorf("%d bytes, %v", len(j), err)
	}
	text, err := s.Twin(sale.Number)
	if err != nil || !strings.Contains(text, "program: acceptance/1") || strings.Count(text, "\n") < 20 {
		t.Errorf("%v\n%s", err, text)
	}
	must(t, s.Keep("card", track2), s.SetExceptions(slices.Values([]store.Exception{{PAN: "5413330089020011"}})),
		s.Add(terminal.Message{Advice: append([]byte{0x57, 9}, track2...)}))
	e, err := s.Get(sale.Number)
	if must(t, err); !bytes.Contains(e.Data, track2[:8]) {
		t.Error("no data to reverse it")
	}
	see()
	for i, file := range files {
		if inClear(file) {
			t.Errorf("file %d has an account in clear", i)
		}
	}
}

// inClear reports whether a file has the account of the test's cards, in binary, digits or base 64.
func inClear(file []byte) bool {
	return slices.ContainsFunc([]string{"\x54\x13\x33\x00\x89\x02", "541333008902", "VBMzAIkC"}, func(s string) bool { return bytes.Contains(file, []byte(s)) })
}

// What was sealed opens at its own place alone, and a journal that goes on after a stop is one journal. A lower owner is refused.
func TestJournal(t *testing.T) {
	path := place(t)
	s := open(t, path)
	must(t, s.Append(1, []byte("one ")), s.Append(2, []byte("another")), s.Append(1, []byte("two ")), s.Claim(1, journal.Claim{Owner: 1}))
	if s.Append(1, []byte("nobody's")) == nil {
		t.Error("a piece of nobody")
	}
	must(t, s.Close())
	s = open(t, path)
	must(t, s.AppendAs(1, 1, []byte("three")), s.Claim(1, journal.Claim{Owner: 2}))
	if s.AppendAs(1, 1, []byte("late")) == nil {
		t.Error("a piece of the owner before")
	}
	if j, err := s.Journal(1); err != nil || string(j) != "one two three" {
		t.Errorf("%q, %v", j, err)
	}
	for owner := range uint64(3) {
		if s.Claim(1, journal.Claim{Owner: owner}) == nil {
			t.Errorf("owner %d", owner)
		}
	}
	if list, err := s.Unfinished(); err != nil || !slices.Equal(list, []uint64{1, 2}) {
		t.Error(list, err)
	}
	must(t, s.Complete(1), s.Complete(2), s.Complete(3))
	if text, err := s.Twin(1); err != nil || strings.Contains(text, "one") || text == "" {
		t.Errorf("%q, %v: a journal that is none leaves its fault", text, err)
	}
}
