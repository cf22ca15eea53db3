package contact_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// Action analysis with one code at a time, by hand: the TVR of the card noauth at 12.34 is 8000048000. P1 of both GENERATE ACs.
// B3 9.1, 10.7 always
func TestClauseActionCodes(t *testing.T) {
	const zero, hit, miss = "0000000000", "8000000000", "7FFFFB7FFF"
	type codes struct{ denial, online, dflt string }
	for _, c := range []struct {
		name          string
		tac, iac      codes // of iac "-" is absent
		kind          byte
		down          bool
		first, second int
		arc           string
	}{
		// B3 10.7 absent TAC: zeroes, which meet nothing
		{"no codes of either", codes{}, codes{zero, zero, zero}, 0x22, false, 0x40, -1, "Y1"},
		// B3 9.3.1 TC, 10.7 TC
		{"codes that miss", codes{miss, miss, miss}, codes{miss, miss, miss}, 0x22, false, 0x40, -1, "Y1"},
		// B3 9.3.1 ARQC, 9.3.2 TC, 10.7 absent denial, absent online
		{"no IAC at all", codes{}, codes{"-", "-", "-"}, 0x22, false, 0x80, 0x40, "00"},
		{"no IAC online", codes{}, codes{zero, "-", zero}, 0x22, false, 0x80, 0x40, "00"},
		// B3 10.7 absent default
		{"no IAC default, host down", codes{}, codes{zero, hit, "-"}, 0x22, true, 0x80, 0x00, "Z3"},
		{"no IAC default, offline-only", codes{}, codes{zero, zero, "-"}, 0x23, false, 0x00, -1, "Z1"},
		// B3 9.3.1 AAC, 10.7 denial
		{"TAC denial", codes{hit, "", ""}, codes{zero, zero, zero}, 0x22, false, 0x00, -1, "Z1"},
		{"IAC denial", codes{}, codes{hit, zero, zero}, 0x22, false, 0x00, -1, "Z1"},
		{"denial before online", codes{hit, hit, hit}, codes{zero, zero, zero}, 0x22, false, 0x00, -1, "Z1"},
		// B3 10.7 online
		{"TAC online", codes{"", hit, ""}, codes{zero, zero, zero}, 0x22, false, 0x80, 0x40, "00"},
		{"IAC online", codes{}, codes{zero, hit, zero}, 0x22, false, 0x80, 0x40, "00"},
		{"default does not count while the host is there", codes{"", "", hit}, codes{zero, zero, hit}, 0x22, false, 0x40, -1, "Y1"},
		// B3 10.7 online-only
		{"online-only, nothing met", codes{}, codes{zero, zero, zero}, 0x21, false, 0x80, 0x40, "00"},
		{"online-only, denial", codes{hit, "", ""}, codes{zero, zero, zero}, 0x21, false, 0x00, -1, "Z1"},
		// B3 10.7 skip default
		{"online-only, host down, default misses", codes{"", "", miss}, codes{zero, zero, zero}, 0x21, true, 0x80, 0x00, "Z3"},
		// B3 10.7 default, B4 12.2.1 default, 12.2.1 Y3, 12.2.1 Z3, 12.2.1 second
		{"host down, default misses", codes{"", hit, miss}, codes{zero, zero, zero}, 0x22, true, 0x80, 0x40, "Y3"},
		{"host down, TAC default", codes{"", hit, hit}, codes{zero, zero, zero}, 0x22, true, 0x80, 0x00, "Z3"},
		{"host down, IAC default", codes{"", hit, ""}, codes{zero, zero, hit}, 0x22, true, 0x80, 0x00, "Z3"},
		// B3 10.7 offline-only
		{"offline-only, online codes mean nothing", codes{"", hit, ""}, codes{zero, hit, zero}, 0x23, false, 0x40, -1, "Y1"},
		{"offline-only, TAC default", codes{"", "", hit}, codes{zero, zero, zero}, 0x23, false, 0x00, -1, "Z1"},
		{"offline-only, IAC default", codes{}, codes{zero, zero, hit}, 0x23, false, 0x00, -1, "Z1"},
		{"offline-only, IAC denial", codes{}, codes{hit, zero, zero}, 0x23, false, 0x00, -1, "Z1"},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.Profile(t, "noauth", func(app map[string]any) {
			bench.SetElement(app, "9F0E", c.iac.denial)
			bench.SetElement(app, "9F0F", c.iac.online)
			bench.SetElement(app, "9F0D", c.iac.dflt)
		})
		app := &w.Config.Applications[0]
		for code, to := range map[*[5]byte]string{&app.TACDenial: c.tac.denial, &app.TACOnline: c.tac.online, &app.TACDefault: c.tac.dflt} {
			*code = [5]byte{}
			copy(code[:], bench.Hex(t, to))
		}
		w.Config.Terminal.Type, w.HostDown = c.kind, c.down
		out := w.Run()
		if w.P1(1) != c.first || w.P1(2) != c.second || out.ARC() != c.arc {
			t.Errorf("%s: GENERATE AC %02X, %02X, ARC %s: %v", c.name, w.P1(1), w.P1(2), out.ARC(), out.Status)
		}
	}
}

// Each bit of the TVR, alone in a code of the terminal's, decides exactly where it is set.
// B3 10.7 denial, online
func TestClauseEachActionBit(t *testing.T) {
	for i := range 40 {
		var code [5]byte
		code[i/8] = 0x80 >> (i % 8)
		for _, denial := range []bool{true, false} {
			w := newWorld(t, "noauth")
			w.Card = bench.With(t, "noauth", "9F0D", "0000000000", "9F0E", "0000000000", "9F0F", "0000000000")
			app := &w.Config.Applications[0]
			app.TACDenial, app.TACOnline, app.TACDefault = [5]byte{}, [5]byte{}, [5]byte{}
			want := 0x40
			met := i == 0 || i == 21 || i == 24 // 8000048000
			if denial {
				app.TACDenial = code
				if met {
					want = 0x00
				}
			} else {
				app.TACOnline = code
				if met {
					want = 0x80
				}
			}
			if w.Run(); w.P1(1) != want {
				t.Errorf("code %X, denial %v: GENERATE AC %02X", code, denial, w.P1(1))
			}
		}
	}
}
