package host_test

import (
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
)

// A load for another card goes to that card's purse and not to the payer's, once, and comes back from there; one for the payer's own card stays with him, and one for no card is declined. Nothing
// that is printed names either.
// EMV 4.4 B4 12.1.8
func TestLoadOther(t *testing.T) {
	const other = "6299990000000017"
	for _, c := range []struct {
		name, to  string
		lost      bool // the answer
		own, gets int64
	}{
		{"another", other, false, 0, 12_34},
		{"another, taken back", other, true, 0, 0},
		{"his own", "own", false, 12_34, 0},
		{"none", "", false, 0, 0},
		{"no number", "62999900000000X7", false, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			k := unionKinds[0]
			k.change = loads(0x62)
			books, err := host.NewBooks(host.Account{PAN: other, PIN: "4321", Balance: 1_00})
			if err != nil {
				t.Fatal(err)
			}
			payer := ""
			first := newUnion(t, &unionKinds[0], nil, nil) // whose card is it?
			if s, err := first.Do(t.Context(), unionKinds[0].order); err != nil || !s.Approved() {
				t.Fatal(s, err)
			}
			payer = first.books.Only()
			first.close()
			r := newUnion(t, &k, books, func(o *upos.Options) {
				o.Receiver = func(terminal.Request) (entry, pan string) {
					if c.to == "own" {
						return "051", payer
					}
					return "051", c.to
				}
			})
			defer r.close()
			requests := 0
			r.proxy.pick = func(kind string) *fault {
				if kind == "0200" {
					if requests++; c.lost && requests == 1 {
						return &faults[2]
					}
				}
				return &faults[0]
			}
			s, err := r.Do(t.Context(), k.order)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if approved := c.own+c.gets != 0; s.Approved() != approved {
				t.Errorf("%s: %v", c.name, s)
			}
			balance, used := books.Balance(payer, "156")
			if want := books.Anybody.Balance - c.own - c.gets; used && balance != want || books.Purse(payer, "156") != c.own || books.Purse(other, "156") != c.gets {
				t.Errorf("%s: the payer has %d, his purse %d, the other's %d", c.name, balance, books.Purse(payer, "156"), books.Purse(other, "156"))
			}
			if balance, _ := books.Balance(other, "156"); balance != 1_00 {
				t.Errorf("%s: the other account has %d", c.name, balance)
			}
			m := upos.Form{}.Dialect().New("0200")
			m.Set(upos.FieldData, other)
			if text := shown(s, r.union, m, books); containsAny(text, other, payer) {
				t.Errorf("%s: %s", c.name, text)
			}
		})
	}
}
