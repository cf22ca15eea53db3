package shell_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// of has an entry be one of a terminal number.
func of(number string, change ...func(*terminal.Entry)) func(*terminal.Entry) {
	return func(e *terminal.Entry) {
		e.Slip = &terminal.Receipt{Terminal: number}
		for _, also := range change {
			also(e)
		}
	}
}

// took is a completion of what was held, or a purchase's tip.
func took(held uint64) func(*terminal.Entry) {
	return func(e *terminal.Entry) { e.Taken, e.Held = true, held }
}

// A configuration that gets several terminal numbers, or one again, settles each transaction once: what was held is settled when it is completed, what was settled and taken back is
// taken back, and what one number has not settled is settled by the terminal.
func TestRegroup(t *testing.T) {
	const one, two = "TERM0001", "TERM0002"
	s := newShop(t)
	debits := func(count, amount uint64) iso8583.Totals {
		return iso8583.Totals{Debits: iso8583.Sum{Count: count, Amount: amount}}
	}
	for i, step := range []struct {
		numbers []string
		do      func()
		has     iso8583.Totals // of every number
		want    string
	}{
		{nil, func() {
			s.put(t, 1, kernel.Purchase, 6_00, of(one))
			s.put(t, 2, kernel.Purchase, 4_00, of(two))
			s.put(t, 3, kernel.PreAuthorisation, 80_00, of(one))
			s.put(t, 4, kernel.PreAuthorisation, 90_00, of(two))
		}, debits(2, 10_00), "1:978:1000 true"},
		{[]string{one, two}, func() { // completed, and taken back, of the batch before
			s.put(t, 3, kernel.PreAuthorisation, 70_00, of(one, took(80_00)))
			s.put(t, 2, kernel.Purchase, 4_00, of(two, undone))
		}, iso8583.Totals{DebitsBefore: iso8583.Sum{Count: 1, Amount: 4_00}}, "2:TERM0001978:7000 3:TERM0002978:-400 false true"},
		{[]string{one, two}, func() {}, debits(1, 70_00), "4:TERM0001978:7000 5:TERM0002978:0 true false"},
		{[]string{one, two}, func() { // the one settles, the other does not
			s.put(t, 5, kernel.Purchase, 1_00, of(one))
			s.put(t, 6, kernel.Purchase, 2_00, of(two))
		}, debits(1, 1_00), "6:TERM0001978:100 7:TERM0002978:200 true false"},
		{nil, func() { // what the other has not settled, what it holds, and what has come since; the one's is settled
			s.put(t, 4, kernel.PreAuthorisation, 85_00, of(two, took(90_00)))
			s.put(t, 7, kernel.Purchase, 1_00, of(two))
			s.put(t, 3, kernel.PreAuthorisation, 70_00, of(one, undone))
		}, iso8583.Totals{}, "8:978:8800 false"},
		{nil, func() {}, debits(3, 88_00), "9:978:8800 true"},
		{[]string{one, two}, func() { s.put(t, 8, kernel.Purchase, 9_00, of(two)) }, debits(1, 9_00), "10:TERM0001978:0 11:TERM0002978:900 false true"},
		{[]string{one, two}, func() { s.put(t, 9, kernel.PreAuthorisation, 50_00, of(two)) }, iso8583.Totals{}, "12:TERM0001978:0 13:TERM0002978:0 true true"},
		{[]string{one, two}, func() { s.put(t, 9, kernel.PreAuthorisation, 50_00, of(two, took(50_00))) }, debits(1, 50_00), "14:TERM0001978:0 15:TERM0002978:5000 false true"},
		{nil, func() {}, iso8583.Totals{}, "16:978:0 true"}, // the one has held nothing of the other's
	} {
		s.numbers = step.numbers
		step.do()
		s.bank.has[0x978] = step.has
		if got := s.settle(t); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
}

// While a settlement has no answer the numbers stay what they are; with the former ones it is settled, and then they may change.
func TestRegroupWaits(t *testing.T) {
	for _, c := range [][2][]string{{nil, {"TERM0001", "TERM0002"}}, {{"TERM0001", "TERM0002"}, nil}} {
		s := newShop(t)
		s.numbers = c[0]
		s.put(t, 1, kernel.Purchase, 5_00, of("TERM0001"))
		s.bank.fails = errLost
		if got := s.settle(t); !strings.Contains(got, errLost.Error()) {
			t.Fatal(got)
		}
		if _, err := shell.OpenBatches(s.ledger, 0, c[1]...); err == nil || !strings.Contains(err.Error(), "settle with the terminal numbers of the configuration before") {
			t.Errorf("%q: %v", c, err)
		}
		s.bank.fails, s.bank.has[0x978] = nil, iso8583.Totals{Debits: iso8583.Sum{Count: 1, Amount: 5_00}}
		s.settle(t)
		if _, err := shell.OpenBatches(s.ledger, 0, c[1]...); err != nil {
			t.Errorf("%q: %v", c, err)
		}
	}
}
