package c2_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// enough are objects, one of each kind that a transaction without CDA takes.
var enough = []string{
	"5F2403 491231", "5A08 5413330089020011", "5F3401 01", "9F0702 FF80", "8E0A 00000000000000001F03", "9F0D05 0000000000", "9F0E05 0000000000",
	"9F0F05 0000000000", "5F2802 0276", "5711 5413330089020011D4912201012345678F", "8C03 9F3704",
}

// Trap 13: without CDA no more records are read once there is all that a transaction takes, unless the reader reads all the same.
// C-2 6.8, 3.9 all records
func TestTrapReadEnough(t *testing.T) {
	scene := func(t *testing.T, objects []string) *scene {
		return newScene(t).give("GPO", in(0x77, "8202 0080 9404 08010300")).give("RR 1.1", in(0x70, objects...)).give("RR 1.2", in(0x70)).give("RR 1.3", in(0x70))
	}
	all := []string{"GPO 8300", "RR 1.1", "RR 1.2", "RR 1.3"}
	scene(t, enough).run().script(all[:2]...)                     // S4.36 S4.37 S4.38 S4.19 S4.20
	scene(t, enough).set("DF811B", "04").run().script(all...)     // S4.36
	scene(t, enough).set("DF811B", "FB").run().script(all[:2]...) // S4.36
	for i := range enough {
		t.Run("without "+strings.Fields(enough[i])[0], func(t *testing.T) {
			scene(t, slices.Delete(slices.Clone(enough), i, i+1)).run().script(all...) // S4.37 S4.21 S4.22 S4.23
		})
	}
	s := scene(t, enough).set("DF811F", "08").give("GPO", in(0x77, "8202 0180 9404 08010300"))
	s.run().script(all...) // S4.36
	scene(t, enough[:10]).give("RR 1.2", in(0x70, enough[10])).run().script(all[:3]...)
	scene(t, append(slices.Clone(enough[:10]), "8C00")).run().script(all...) // S4.37: empty is not there
}

// What is wrong with a record ends the transaction, whichever it is. A record of a proprietary file may be anything.
// C-2 6.8, 4.1.3 single, 5.7.3 template
func TestBadRecord(t *testing.T) {
	for _, c := range []struct{ name, response, indication string }{
		{"not found", "6A83", "00 03 00 6A83 1C"},                           // S4.9 S4.10.1 S4.10.2
		{"with data", "7004 5F3401 01 6300", "00 03 00 6300 1C"},            // S4.9
		{"empty", "9000", "00 04 00 0000 1C"},                               // S4.24 S4.25 S4.27.1 S4.27.2
		{"another template", "7704 5F3401 01 9000", "00 04 00 0000 1C"},     // S4.24
		{"no template", "5F3401 01 9000", "00 04 00 0000 1C"},               // S4.24
		{"a zero byte before", "007004 5F3401 01 9000", "00 04 00 0000 1C"}, // S4.24
		{"two", "7004 5F3401 01 7004 5F3401 01 9000", "00 04 00 0000 1C"},   // C-2 4.1.3
		{"cut off", "7005 5F3401 01 9000", "00 04 00 0000 1C"},              // C-2 4.1.3
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, line := range []string{"RR 1.1", "RR 10.1"} {
				s := newScene(t).give("GPO", in(0x77, "8202 0080 9408 08010100 50010100")).give("RR 1.1", in(0x70)).give(line, c.response).run()
				s.ends(kernel.EndApplication, kernel.StartNone, c.indication, otherCard, "-")
				if s.Lines[len(s.Lines)-1] != line || s.Discretionary() != "DF810B DF8115 DF810E DF810F" {
					t.Error(s.Lines, s.Discretionary())
				}
			}
			s := newScene(t).give("GPO", in(0x77, "8202 0080 9408 58010100 08010100")).give("RR 11.1", c.response).run()
			if refused := c.indication[3:5] == "03"; refused != (s.Out.Error.L2 == kernel.StatusBytes) || !refused && s.Data[tlv.CID] != "00" { // S4.24 S4.25
				t.Errorf("%v %+v", s.Out.Status, s.Out.Error)
			}
		})
	}
}

// Defect of S4.25: it asks for a Parsing Result that a record of a proprietary file has not, which is not parsed. Whatever stands in such a record the
// transaction goes on, and nothing of it is the kernel's.
// C-2 S4.24, S4.25, 5.7.3 proprietary
func TestDefectProprietaryFile(t *testing.T) {
	for _, record := range []string{"9000", "FF 9000", "7004 5F3401 02 9000", "7705 9000", "7006 9A03 260701 9000"} {
		newScene(t).give("GPO", in(0x77, "8202 0080 9408 58010100 08010100")).give("RR 11.1", record).run().script("GPO 8300", "RR 11.1", "RR 1.1", "AC")
	}
	newScene(t).give("GPO", in(0x77, "8202 0080 9404 58010100")).give("RR 11.1", in(0x70, plainRecord)).run().
		ends(kernel.EndApplication, kernel.StartNone, "00 01 00 0000 1C", otherCard, "-") // S4.24 S456.16 S456.17.1 S456.17.2
}

// signedRecords are records of file n for offline data authentication, each with an unknown object of 200 bytes.
func signedRecords(file, n int) (list []any) {
	for i := range n {
		list = append(list, map[string]any{
			"sfi": file, "record": i + 1, "signed": true, "data": map[string]any{"9F51": strings.Repeat("AB", 200)},
		})
	}
	return list
}

// tap is a tap of a card of package card with CDA, at a reader with this kernel configuration and action codes of zero.
func tap(t testing.TB, change func(app map[string]any), configuration string) *bench.Tap {
	x := bench.NewTap(t, c2.Kernel{}, "mastercard-online", mastercardAID, "00000000")
	x.Card = bench.Profile(t, "mastercard-online", change)
	return x.Set("DF8124", "000000999999", "DF8125", "000001999999", "DF8126", "000000005000", "DF8123", "000000001000", "DF811F", "08", "DF8118", "60",
		"DF8119", "08", "DF811B", configuration, "DF8120", zeroes(5), "DF8121", zeroes(5), "DF8122", zeroes(5),
		"DF8132", "0014", "DF8133", "0032", "DF8136", "012C", "DF8137", "32")
}

// Trap 14: the signature covers the records as the card signs them: without their template's tag and length in files 1 to 10, with them above. More than 2,048 bytes
// are CDA failed: the card is asked for no signature.
// C-2 6.8, A.1 Static Data To Be Authenticated
func TestTrapStaticData(t *testing.T) {
	for _, c := range []struct {
		name   string
		file   int
		n      int
		signed bool
	}{
		{"file 10", 10, 1, true},               // S4.11 S4.12 S4.13 S4.14 S4.34 S4.35
		{"file 11", 11, 1, true},               // S4.35
		{"file 30, all that fit", 30, 8, true}, // S4.35
		{"ten records", 9, 10, false},          // S4.35 GAC.21
	} {
		t.Run(c.name, func(t *testing.T) {
			x := tap(t, func(app map[string]any) {
				app["records"] = append(app["records"].([]any), signedRecords(c.file, c.n)...)
			}, "00")
			out := x.Run()
			if p1 := x.P1(1); (p1&0x10 != 0) != c.signed || (out.Outcome.ODA.Result == "ok") != c.signed || tvrOf(out)[0]&byte(tlv.TVRCDAFailed) != 0 == c.signed {
				t.Errorf("P1 %02X, %+v, TVR %X, %+v", p1, out.Outcome.ODA, tvrOf(out), out.Outcome.Error)
			}
		})
	}
}

// Without CDA nothing is signed, and what the static data have no room for is no fault.
// C-2 6.8
func TestStaticDataWithoutCDA(t *testing.T) {
	s := newScene(t).give("GPO", in(0x77, "8202 0080 9408 08010100 48010A0A"))
	for n := range 10 {
		s.give(fmt.Sprintf("RR 9.%d", n+1), in(0x70, "DF7F81F0"+strings.Repeat("11", 0xF0)))
	}
	if tvr := s.run().Data[tlv.TVRKernel2]; !strings.HasPrefix(tvr, "80") || s.Lines[len(s.Lines)-1] != "AC" { // S4.34
		t.Errorf("TVR %s, %q, %+v", tvr, s.Lines, s.Out.Error)
	}
}

// Trap 15: what CDA takes: a missing object or a missing CA key is CDA failed, and the card is asked for a cryptogram without a signature. A tag list that is not the
// AIP alone ends the transaction.
// C-2 6.11, 4.4.2
func TestTrapDataForCDA(t *testing.T) {
	for _, c := range []struct {
		name, tag, value string
		tvr              string // byte 1
		ends             bool
	}{
		{"complete", "9F4A", "82", "00", false},  // S456.24 S456.25 S456.26 S456.28
		{"no index", "8F", "-", "24", false},     // S456.25
		{"no such key", "8F", "7F", "04", false}, // S456.25
		{"no issuer certificate", "90", "-", "24", false},
		{"no issuer exponent", "9F32", "-", "24", false},
		{"no ICC certificate", "9F46", "-", "24", false},
		{"no ICC exponent", "9F47", "-", "24", false},
		{"no remainder", "92", "-", "00", false}, // what it leads to is for the signature to say
		{"no tag list", "9F4A", "-", "24", true}, // S456.26 S456.27.1 S456.27.2
		{"tag list empty", "9F4A", "", "24", true},
		{"tag list of two", "9F4A", "8282", "00", true},
		{"tag list of another", "9F4A", "95", "00", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := tap(t, func(app map[string]any) { bench.SetElement(app, c.tag, c.value) }, "00")
			out := x.Run()
			tvr := tvrOf(out)
			if got := fmt.Sprintf("%02X", tvr[0]&^byte(tlv.TVRODANotPerformed)); !c.ends && (c.name != "no remainder" && got != c.tvr || x.P1(1)&0x10 != 0 != (c.tvr == "00")) {
				t.Errorf("TVR %s, P1 %02X", got, x.P1(1))
			}
			o := x.Outcome()
			if ended := o.Status == kernel.EndApplication && o.Error.L2 == kernel.CardDataError && request(o.UIOutcome) == otherCard && x.P1(1) < 0; ended != c.ends {
				t.Errorf("%v %+v", o.Status, o.Error)
			}
		})
	}
}

// tvrOf are the Terminal Verification Results of a transaction.
func tvrOf(out *bench.Result) []byte { return out.Report.Get(tlv.TVRKernel2) }
