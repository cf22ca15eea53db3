package contact_test

import (
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// B3 10.4: that the card's and the terminal's data reach the checks; the checks themselves are proved in
// package step. The bits are those of TVR byte 2.
// B3 10.4 always
func TestProcessingRestrictions(t *testing.T) {
	for _, c := range []struct {
		name   string
		change []string
		world  func(*world)
		tvr2   byte
	}{
		{"good", nil, nil, 0},
		// B3 10.4.1
		// B4 6.3.3 versions
		{"version differs", []string{"9F08", "0003"}, nil, 0x80},
		{"no version", []string{"9F08", "-"}, nil, 0},
		// B3 10.4.2
		{"not for domestic goods", []string{"9F07", "C380"}, nil, 0x10},
		{"another country", []string{"5F28", "0840", "9F07", "AB80"}, nil, 0x10},
		{"not for cash", []string{"9F07", "3F80"}, func(w *world) { w.Transaction.Type = 0x01 }, 0x10},
		{"cashback not allowed", []string{"9F07", "FF00"}, func(w *world) { w.Transaction.Type, w.Transaction.AmountOther = 0x09, 500 }, 0x10},
		{"not at ATMs", []string{"9F07", "FD80"}, func(w *world) { w.Transaction.Type, w.Config.Terminal.Type = 0x01, 0x14 }, 0x10},
		// B3 10.4.3
		{"expired", []string{"5F24", "260630"}, nil, 0x40},
		// B3 10.4.3 effective
		{"not yet effective", []string{"5F25", "260702"}, nil, 0x20},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", c.change...)
		if c.world != nil {
			c.world(w)
		}
		if out := w.Run(); out.TVR()[1] != c.tvr2 {
			t.Errorf("%s: TVR %X", c.name, out.TVR())
		}
	}
}

// B3 10.6.1, B4 6.5.3
// B3 10.6 TSI
func TestFloorLimitAndForce(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*world)
		tvr4   byte
	}{
		// B3 10.6.1 limit
		{"below", func(w *world) { w.Transaction.Amount = 999 }, 0},
		// B3 10.6.1 limit
		{"at the limit", func(w *world) { w.Transaction.Amount = 1000 }, 0x80},
		{"another currency has no limit of its own", func(w *world) { w.Transaction.Amount, w.Transaction.Currency, w.Transaction.Exponent = 100, 0x840, 2 }, 0x80},
		{"the terminal's currency by name", func(w *world) { w.Transaction.Amount, w.Transaction.Currency, w.Transaction.Exponent = 100, 0x978, 2 }, 0},
		// B4 6.5.3
		{"forced online", func(w *world) { w.Transaction.Amount, w.Transaction.ForceOnline = 100, true }, 0x08},
		// B3 10.6.2
		// B3 10.6.2 selected
		{"always selected", func(w *world) {
			w.Transaction.Amount, w.Config.Applications[0].RandomTarget = 100, 99
			w.Config.Applications[0].RandomThreshold = 500
		}, 0x10},
		{"at the floor limit nothing is selected", func(w *world) { w.Transaction.Amount, w.Config.Applications[0].RandomTarget = 1000, 99 }, 0x80},
		// B4 6.4 risk
		{"online-only terminal selects nothing", func(w *world) {
			w.Transaction.Amount, w.Config.Applications[0].RandomTarget, w.Config.Terminal.Type = 100, 99, 0x21
			w.Config.Applications[0].RandomThreshold = 500
		}, 0},
		// B4 6.4 risk
		{"offline-only terminal selects nothing", func(w *world) {
			w.Transaction.Amount, w.Config.Applications[0].RandomTarget, w.Config.Terminal.Type = 100, 99, 0x23
			w.Config.Applications[0].RandomThreshold = 500
		}, 0},
	} {
		w := newWorld(t, "full")
		c.change(w)
		if out := w.Run(); out.TVR()[3] != c.tvr4 || !out.HasTSI(tlv.TSITerminalRiskManagementPerformed) {
			t.Errorf("%s: TVR %X, TSI %X", c.name, out.TVR(), out.TSI())
		}
	}
}

// ledger is a terminal's memory.
type ledger struct {
	listed bool
	before uint64
	err    error

	pan []byte
	psn int
	n   int
}

func (l *ledger) Lookup(_ context.Context, pan []byte, psn int) (bool, uint64, error) {
	l.pan, l.psn = slices.Clone(pan), psn
	l.n++
	return l.listed, l.before, l.err
}

// B4 6.3.5, B3 10.6.1: exception file and split sales, at a floor limit of 10.00
func TestLookup(t *testing.T) {
	for _, c := range []struct {
		name   string
		looks  bool
		ledger *ledger
		amount uint64
		tvr    string
		asked  int
	}{
		{"terminal without memory", false, &ledger{listed: true, before: 5000}, 100, "0000000000", 0},
		{"nothing known", true, &ledger{}, 100, "0000000000", 1},
		// B4 6.3.5
		{"in the exception file", true, &ledger{listed: true}, 100, "1000000000", 1},
		{"split sale below the limit", true, &ledger{before: 899}, 100, "0000000000", 1},
		// B3 10.6.1 log
		{"split sale at the limit", true, &ledger{before: 900}, 100, "0000008000", 1},
		{"both", true, &ledger{listed: true, before: 1 << 62}, 100, "1000008000", 1},
	} {
		w := newWorld(t, "full")
		w.Config.Terminal.LooksUp, w.CardFile, w.Transaction.Amount = c.looks, c.ledger, c.amount
		out := w.Run()
		if got := hexOf(out.TVR()); got != c.tvr || c.ledger.n != c.asked {
			t.Errorf("%s: TVR %s, asked %d times", c.name, got, c.ledger.n)
		}
		if c.asked == 1 && (hexOf(c.ledger.pan) != "5413330089020011" || c.ledger.psn != 1) {
			t.Errorf("%s: asked for %X, %d", c.name, c.ledger.pan, c.ledger.psn)
		}
	}
	// a card without sequence number, a terminal without ledger
	l := &ledger{}
	w := newWorld(t, "noauth")
	w.Config.Terminal.LooksUp, w.CardFile = true, l
	w.Middle = bench.Rewrite(t, "5F34", "-")
	if w.Run(); l.psn != -1 {
		t.Errorf("sequence number %d", l.psn)
	}
	w = newWorld(t, "full")
	w.Config.Terminal.LooksUp = true
	w.Expect(w.Run(), approvedOnline)
}

// B3 10.6.3, 7.3, 7.5: limits 5 and 10 in the card full
func TestVelocity(t *testing.T) {
	get := func(atc, last string) func(int, []byte, []byte) []byte {
		return func(_ int, command, r []byte) []byte {
			switch {
			case command[1] == apdu.GetData && command[3] == 0x36:
				return bench.Hex(t, atc)
			case command[1] == apdu.GetData && command[3] == 0x13:
				return bench.Hex(t, last)
			}
			return r
		}
	}
	const five = "9F13020005 9000"
	for _, c := range []struct {
		name   string
		middle func(int, []byte, []byte) []byte
		tvr    string
		gets   int
	}{
		// B3 10.6.3 read
		{"as the card says: 17 and 16", nil, "0000000000", 2},
		// B3 10.6.3 lower
		{"difference 5", get("9F3602000A 9000", five), "0000000000", 2},
		// B3 10.6.3 lower
		{"difference 6", get("9F3602000B 9000", five), "0000004000", 2},
		// B3 10.6.3 upper
		{"difference 10", get("9F3602000F 9000", five), "0000004000", 2},
		// B3 10.6.3 upper
		{"difference 11", get("9F36020010 9000", five), "0000006000", 2},
		// B3 10.6.3 new card
		{"new card", get("9F36020001 9000", "9F13020000 9000"), "0008000000", 2},
		// B3 10.6.3 not greater
		{"counter not above the register", get("9F36020005 9000", five), "0000006000", 2},
		// B3 10.6.3 not returned
		{"ATC not returned", get("6A88", five), "2000006000", 2},
		// B3 10.6.3 not returned
		{"register not returned", get("9F36020009 9000", "6A88"), "2000006000", 2},
		{"ATC with a warning", get("9F36020009 6283", five), "2000006000", 2},
		{"ATC of one byte", get("9F360109 9000", five), "2000006000", 2},
		{"ATC under another tag", get("9F13020009 9000", five), "2000006000", 2},
		{"register does not parse", get("9F36020009 9000", "9F1305 9000"), "2000006000", 2},
		// B3 7.3
		{"no lower limit", bench.Rewrite(t, "9F14", "-"), "0400000000", 0},
		// B3 10.6.3 skip
		{"no upper limit", bench.Rewrite(t, "9F23", "-"), "0400000000", 0},
	} {
		w := newWorld(t, "full")
		w.Transaction.Amount = 100
		w.Middle = c.middle
		out := w.Run()
		if got := hexOf(out.TVR()); got != c.tvr || w.Sent(apdu.GetData) != c.gets {
			t.Errorf("%s: TVR %s, want %s; %d GET DATAs", c.name, got, c.tvr, w.Sent(apdu.GetData))
		}
	}
}

// B3 9.2.2: TC hash value, TDOL and the terminal's own
func TestTDOL(t *testing.T) {
	const cdol1 = "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9814"
	for _, c := range []struct {
		name, card string
		terminal   []byte
		tvr5       byte
	}{
		// B3 9.2.2 TDOL
		{"the card's TDOL", "9F0206", bench.Hex(t, "9F3704"), 0},
		// B3 9.2.2 default
		{"the terminal's", "-", bench.Hex(t, "9F0206"), 0x80},
		// B3 9.2.2 none
		{"none", "-", nil, 0},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "8C", cdol1, "97", c.card)
		w.Config.Applications[0].DefaultTDOL = c.terminal
		out := w.Run()
		if out.TVR()[4]&0x80 != c.tvr5 {
			t.Errorf("%s: TVR %X", c.name, out.TVR())
		}
		// SHA-1 of 000000001234 and of nothing
		hash := bench.Hex(t, "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709")
		if c.name != "none" {
			hash = bench.Hex(t, "D63B4EDEA972C6DE8D985F106491C491A93C48F8")
		}
		i := slices.IndexFunc(w.Commands, func(b []byte) bool { return b[1] == apdu.GenerateAC })
		if got := w.Commands[i][5+29 : 5+49]; string(got) != string(hash) {
			t.Errorf("%s: hash %X, want %X", c.name, got, hash)
		}
	}
}
