package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The CID in the clear is not the one under the signature: CDA failed, and what is done next follows the one under the signature. A card
// that signed a TC has ended the transaction, whatever it shows; one that signed an ARQC waits for a second GENERATE AC.
// B4 6.3.2.1 CID
func TestClauseCIDInTheClear(t *testing.T) {
	for _, c := range []struct {
		name   string
		amount uint64 // 1.00: TC; 12.34: ARQC
		signed byte
		clear  byte
		second int // P1 of the second GENERATE AC; -1: there is none
		ac     bool
	}{
		{"TC, shown as ARQC", 100, 0x40, 0x80, -1, false},
		{"TC, shown as one that wants an advice", 100, 0x40, 0x48, -1, false},
		{"ARQC, shown as TC", 1234, 0x80, 0x40, 0x00, true},
		{"ARQC, shown as one that wants an advice", 1234, 0x80, 0x88, 0x00, true},
	} {
		w := newWorld(t, "full")
		w.Transaction.Amount = c.amount
		w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte {
			o, _ := tlv.Find(r, tlv.TagFormat2, 0x9F27)
			if len(o.Value) != 1 || o.Value[0] != c.signed {
				t.Fatalf("CID % X", o.Value)
			}
			o.Value[0] = c.clear
			return r
		})
		out := w.Run()
		if out.Status != kernel.Declined || !out.HasTVR(tlv.TVRCDAFailed) || out.ARC() != "Z1" {
			t.Errorf("%s: %v, TVR %X, %s", c.name, out.Status, out.TVR(), out.ARC())
		}
		if w.HostCalls != 0 || w.P1(2) != c.second {
			t.Errorf("%s: host asked %d times, second GENERATE AC %02X", c.name, w.HostCalls, w.P1(2))
		}
		// one that failed gives no cryptogram; the second response has its own in the clear
		if want := c.signed &^ 0xC0; c.second < 0 && out.CID() != c.signed || c.second == 0 && out.CID() != want {
			t.Errorf("%s: CID %02X", c.name, out.CID())
		}
		if have := len(out.AC()) != 0; have != c.ac {
			t.Errorf("%s: cryptogram %X", c.name, out.AC())
		}
	}
}

// Beside the signed cryptogram and the signed dynamic number a card shows others in the clear: those that were signed count.
// B2 6.6.2
func TestSignedValuesCount(t *testing.T) {
	w := newWorld(t, "full")
	w.Transaction.Amount = 100
	plain := w.Run()
	for _, tag := range []tlv.Tag{0x9F26, 0x9F4C} {
		w := newWorld(t, "full")
		w.Transaction.Amount = 100
		w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte {
			body, _ := tlv.Find(r, tlv.TagFormat2)
			return append(tlv.Append(nil, tlv.TagFormat2, tlv.Append(append([]byte(nil), body.Value...), tag, make([]byte, 8))), 0x90, 0)
		})
		out := w.Run() // the object was not signed: CDA fails, and nothing of what was shown is approved
		if out.Status != kernel.Declined || !out.HasTVR(tlv.TVRCDAFailed) || w.P1(2) != -1 {
			t.Errorf("%s: %v, TVR %X", tag, out.Status, out.TVR())
		}
	}
	if plain.Status != kernel.Approved || len(plain.AC()) != 8 {
		t.Errorf("%v, cryptogram %X", plain.Status, plain.AC())
	}
}

// Terminal risk management is done whatever the AIP says of it: byte 1 bit 4.
// B3 10.6 always
func TestClauseRiskAlways(t *testing.T) {
	for _, aip := range []byte{0x10, 0x18} {
		w := newWorld(t, "noauth")
		w.Middle = bench.Alter(apdu.GetProcessingOptions, 1, func(r []byte) []byte {
			if i := len(bench.Hex(t, "80")); r[0] == 0x80 {
				r[1+i] = aip
			} else if o, ok := tlv.Find(r, tlv.TagFormat2, 0x82); ok {
				o.Value[0] = aip
			}
			return r
		})
		out := w.Run()
		if !out.HasTSI(tlv.TSITerminalRiskManagementPerformed) || !out.HasTVR(tlv.TVRFloorLimitExceeded) {
			t.Errorf("AIP %02X: TVR %X, TSI %X", aip, out.TVR(), out.TSI())
		}
	}
}

// Action analysis with one code at a time, by hand: the TVR of the card noauth at 12.34 is 8000048000. P1 of both GENERATE ACs.
// B3 10.7
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
		// B3 10.7 TC
		{"codes that miss", codes{miss, miss, miss}, codes{miss, miss, miss}, 0x22, false, 0x40, -1, "Y1"},
		// B3 10.7 absent denial, absent online
		{"no IAC at all", codes{}, codes{"-", "-", "-"}, 0x22, false, 0x80, 0x40, "00"},
		{"no IAC online", codes{}, codes{zero, "-", zero}, 0x22, false, 0x80, 0x40, "00"},
		// B3 10.7 absent default
		{"no IAC default, host down", codes{}, codes{zero, hit, "-"}, 0x22, true, 0x80, 0x00, "Z3"},
		{"no IAC default, offline-only", codes{}, codes{zero, zero, "-"}, 0x23, false, 0x00, -1, "Z1"},
		// B3 10.7 denial
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
		// B3 10.7 default
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

// A combination fails if one of its methods does: the PIN is wrong until there is no try left. And it is not successful in the end if the
// signature is still to come.
func TestClauseCombination(t *testing.T) {
	for _, c := range []struct {
		list string
		pins []string
		cvm  string
		tvr3 byte
	}{
		// B4 6.3.4.5 table 2 row 12
		{"0300", []string{"1111", "1111", "1111"}, "030001", 0xA0},
		{"0500", []string{"1111", "1111", "1111"}, "050001", 0xA0},
		{"0300", []string{"bypass"}, "030001", 0x88},
		// B4 6.3.4.5 table 2 row 13, B3 10.5.4
		{"0300", []string{"1234"}, "030000", 0},
		{"0500", []string{"1111", "1234"}, "050000", 0},
		// bit 7 set: the next rule
		{"4300 1F00", []string{"bypass"}, "1F0002", 0x08},
	} {
		w := cvms(t, noXY+c.list)
		w.PINs = c.pins
		r := w.Run()
		if hexOf(r.CVMResults()) != c.cvm || r.TVR()[2] != c.tvr3 {
			t.Errorf("%s, %v: CVM results %X, TVR byte 3 %02X", c.list, c.pins, r.CVMResults(), r.TVR()[2])
		}
	}
}

// What confirmation and batch get is the last word: cryptogram, TVR, TSI and response code of the end, and the script results.
// B4 12.1.4, 12.1.5
func TestClauseDataInTheEnd(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*world)
		want   map[tlv.Tag]string
		script string
	}{
		{"approved online", func(*world) {}, map[tlv.Tag]string{0x9F27: "40", 0x8A: "3030", 0x95: "0000048000", 0x9B: "F800"}, ""},
		{"declined", func(w *world) { w.Issuer.Decline = true }, map[tlv.Tag]string{0x9F27: "00", 0x8A: "3035", 0x9B: "F800"}, ""},
		{"offline", func(w *world) { w.Transaction.Amount = 100 }, map[tlv.Tag]string{0x9F27: "40", 0x8A: "5931", 0x95: "0000000000", 0x9B: "E800", 0x9F34: "1F0602"}, ""},
		{"unable", func(w *world) { w.HostDown = true }, map[tlv.Tag]string{0x9F27: "40", 0x8A: "5933"}, ""},
		{"script", func(w *world) {
			w.Issuer.Scripts = []issuer.Script{{Late: true, ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PINUnblock()}}}
			w.Middle = bench.Swap(t, apdu.PINChangeUnblock, 1, "6A80")
		}, map[tlv.Tag]string{0x9F27: "40", 0x95: "0000048010", 0x9B: "FC00"}, "1101020304"},
	} {
		w := newWorld(t, "full")
		c.change(w)
		var last string
		w.watch(func(command, r []byte) {
			if o, ok := tlv.Find(r, tlv.TagFormat2, 0x9F36); ok && command[1] == apdu.GenerateAC {
				last = hexOf(o.Value)
			}
		})
		out := w.Run()
		for tag, want := range c.want {
			if o, ok := tlv.Find(out.DataRecord, tag); !ok || hexOf(o.Value) != want {
				t.Errorf("%s, %s: %X, want %s", c.name, tag, o.Value, want)
			}
		}
		if o, ok := tlv.Find(out.DataRecord, 0x9F26); !ok || len(o.Value) != 8 || string(o.Value) != string(out.AC()) {
			t.Errorf("%s: cryptogram %X, report %X", c.name, o.Value, out.AC())
		}
		if o, _ := tlv.Find(out.DataRecord, 0x9F36); hexOf(o.Value) != last || hexOf(out.Scripts()) != c.script {
			t.Errorf("%s: ATC %X, scripts %X", c.name, o.Value, out.Scripts())
		}
		if out.Status == kernel.EndApplication {
			t.Errorf("%s: %s", c.name, out.Error.Reason)
		}
	}
}
