package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A card may ask for every data element of the terminal and of the transaction, and gets each as the configuration has it.
// B4 10.1, 10.2, B3 5.4
func TestEveryTerminalElement(t *testing.T) {
	type row struct{ tag, length, value string }
	rows := []row{
		{"9F01", "06", "000000000001"},
		{"9F15", "02", "5411"},
		{"9F16", "0F", "454D56474F204558414D504C45203120"[:30]}, // EMVGO EXAMPLE 1
		{"9F4E", "14", "4558414D504C452053484F502C204245524C494E"},
		{"9F1C", "08", "5445524D30303031"},
		{"9F1E", "08", "454D56474F303031"},
		{"9F1A", "02", "0276"},
		{"9F33", "03", "E07848"},
		{"9F40", "05", "F000F0A001"},
		{"9F35", "01", "22"},
		{"5F2A", "02", "0978"},
		{"5F36", "01", "02"},
		{"9F39", "01", "05"},
		{"9F41", "04", "00000001"},
		{"9F1B", "04", "000003E8"},
		{"9F1D", "08", "6C00000000000000"},
		{"9F06", "07", aidFull},
		{"9F09", "02", "0002"},
		{"9F02", "06", "000000001234"},
		{"9F03", "06", "000000000000"},
		{"81", "04", "000004D2"},
		{"9F04", "04", "00000000"},
		{"9A", "03", "260701"},
		{"9F21", "03", "120000"},
		{"9C", "01", "00"},
	}
	list, want := "", ""
	for _, r := range rows {
		list += r.tag + r.length
		want += r.value
	}
	w := newWorld(t, "noauth")
	w.Card = bench.With(t, "noauth", "8C", list)
	w.Config.Applications[0].RiskParameters = bench.Hex(t, "6C00000000000000")
	w.Run()
	got := w.values(apdu.GenerateAC, 1)
	for at, i := 0, 0; i < len(rows); i++ {
		n := len(rows[i].value)
		if len(got) < at+n || got[at:at+n] != rows[i].value {
			t.Fatalf("%s: got %s\nwant %s", rows[i].tag, got[min(at, len(got)):], want[at:])
		}
		at += n
	}
	// what the configuration has not is absent, and a card that asks for it gets zeroes or spaces
	w = newWorld(t, "noauth")
	w.Card = bench.With(t, "noauth", "8C", "9F0106 9F1D02 9F1604 9F3003")
	w.Config.Terminal.AcquirerID, w.Config.Terminal.MerchantID = nil, ""
	w.Run()
	if got, want := w.values(apdu.GenerateAC, 1), "000000000000"+"0000"+"00000000"+"000000"; got != want {
		t.Errorf("absent: %s, want %s", got, want)
	}
}

// A floor limit that 9F1B has no room for is the largest that it has.
// B4 10.2
func TestFloorLimitOfFourBytes(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Card = bench.With(t, "noauth", "8C", "9F1B04 9F3704")
	w.Config.Applications[0].FloorLimit = 1 << 40
	w.Run()
	if got := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(got, "FFFFFFFF") {
		t.Errorf("9F1B is %s", got)
	}
}

// What the FCI says of the application is known from then on, in the FCI's own templates only, and if its length is right.
// B1 12.4, 12.2.4, B3 7.5
func TestElementsOfFCI(t *testing.T) {
	body := func(inner string) string {
		return tl("6F", tl("84", aidFull)+tl("A5", inner)) + "9000"
	}
	const label = "5004 54455354"
	for _, c := range []struct{ name, inner, list, want string }{
		{"DF name", "", "8407", aidFull},
		{"label and priority", label + "870101", "5004 8701", "5445535401"},
		{"issuer discretionary data", label + "BF0C05 5F55024445", "5004 5F5502", "544553544445"},
		{"discretionary data alone", "BF0C05 5F55024445", "5F5502", "4445"},
		{"not in its template", "5F55024445", "5F5502", "0000"},
		{"not in the discretionary data either", "BF0C04 9F110101", "9F1101", "00"},
		{"in the value of another element", tl("50", "5F55024445"), "5F5502", "0000"},
		{"of a wrong length", "BF0C06 5F5503444546", "5F5503", "000000"},
		{"unknown", "DF010141", "DF0101", "00"},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "8C", strings.ReplaceAll(c.list, " ", "")+"9F3704")
		w.Middle = bench.Alter(apdu.Select, 2, func([]byte) []byte { return bench.Hex(t, body(strings.ReplaceAll(c.inner, " ", ""))) })
		out := w.Run()
		if got := w.values(apdu.GenerateAC, 1); len(got) < 8 || got[:len(got)-8] != c.want {
			t.Errorf("%s: %s, want %s (%v: %s)", c.name, got, c.want, out.Status, out.Error.Reason)
		}
	}
}

// The terminal's own TDOL: the TVR says so with the command that it is used for, and only then.
// B3 9.2.2
func TestDefaultTDOLBit(t *testing.T) {
	const (
		cdol1, cdol2 = "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704", "9110 8A02 9505 9F3704"
		hash         = " 9814"
	)
	for _, c := range []struct {
		name, first, second, tdol string
		bit1, bit2                string // TVR byte 5 as sent
	}{
		{"neither list asks for the hash", "", "", "", "00", "00"},
		{"the first does", hash, "", "", "80", "80"},
		{"the second does", "", hash, "", "00", "80"},
		{"the first names it with no byte", " 9800", "", "", "00", "00"},
		{"both with one byte", " 9801", " 9801", "", "80", "80"},
		{"the card has a TDOL", hash, hash, "9F0206", "00", "00"},
	} {
		w := newWorld(t, "noauth")
		changes := []string{"8C", cdol1 + c.first, "8D", cdol2 + c.second}
		if c.tdol != "" {
			changes = append(changes, "97", c.tdol)
		}
		w.Card = bench.With(t, "noauth", changes...)
		w.Config.Applications[0].DefaultTDOL = bench.Hex(t, "9F0206")
		w.Run()
		first, second := w.values(apdu.GenerateAC, 1), w.values(apdu.GenerateAC, 2)
		if len(first) < 38 || len(second) < 46 || first[36:38] != c.bit1 || second[44:46] != c.bit2 {
			t.Errorf("%s: TVR in %s, then %s", c.name, first, second)
		}
	}
}

// A cardholder name of a wrong length counts as absent, and hurts nobody.
// B3 7.5
func TestForgivenElement(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Card = bench.With(t, "noauth", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 5F2004")
	w.Middle = bench.Rewrite(t, "5F20", "41")
	if out := w.Run(); out.Status != kernel.Approved || !strings.HasSuffix(w.values(apdu.GenerateAC, 1), "00000000") {
		t.Errorf("%v, %s", out.Status, w.values(apdu.GenerateAC, 1))
	}
}

// A TDOL that does not parse ends the transaction.
// B3 7.5
func TestMalformedTDOL(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Middle = bench.Rewrite(t, "97", "9F")
	w.Ends(w.Run(), kernel.CardDataError, "EMV 4.4 B3 7.5")
}

// What the host and the acquirer get is the last state: the second cryptogram's data, the TVR and TSI of the end; nothing before
// the card has given a cryptogram.
// B4 12.1.1, B3 6.5.5.4
func TestDataRecordIsTheLastState(t *testing.T) {
	find := func(out *bench.Result, tag tlv.Tag) string {
		o, ok := tlv.Find(out.DataRecord, tag)
		if !ok {
			return "-"
		}
		return hexOf(o.Value)
	}
	w := newWorld(t, "full")
	w.Issuer.Scripts = []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}
	w.Middle = bench.Swap(t, apdu.PINChangeUnblock, 1, "6A80")
	out := w.Run()
	if tvr, tsi := find(out, 0x95), find(out, 0x9B); tvr != "0000048010" || tsi != "FC00" {
		t.Errorf("TVR %s, TSI %s after a script that failed", tvr, tsi)
	}
	// issuer application data of the first answer are not those of a second one that has none
	w = newWorld(t, "noauth")
	w.Middle = bench.Swap(t, apdu.GenerateAC, 2, "7714 9F270140 9F36020011 9F26080102030405060708 9000")
	if out = w.Run(); find(out, 0x9F26) != "0102030405060708" || find(out, 0x9F10) != "-" {
		t.Errorf("%v: 9F26 %s, 9F10 %s", out.Status, find(out, 0x9F26), find(out, 0x9F10))
	}
	// nor is the first cryptogram that of a signature that does not verify
	w = newWorld(t, "full")
	w.Middle = bench.Alter(apdu.GenerateAC, 2, func(r []byte) []byte {
		if o, ok := tlv.Find(r, 0x77, 0x9F4B); ok {
			o.Value[9] ^= 1
		}
		return r
	})
	if out = w.Run(); out.Status != kernel.Declined || find(out, 0x9F26) != "-" || find(out, 0x9F27) != "40" {
		t.Errorf("%v: 9F26 %s, CID %s", out.Status, find(out, 0x9F26), find(out, 0x9F27))
	}
	w = newWorld(t, "full")
	w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "6985")
	if out = w.Run(); len(out.DataRecord) != 0 {
		t.Errorf("a record before the first cryptogram: %X", out.DataRecord)
	}
}
