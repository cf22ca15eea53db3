package contact_test

import (
	"crypto/sha1"
	"fmt"
	"slices"
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
		{"9F30", "03", "404000"},
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
	w.Config.Terminal.BiometricCapabilities = [3]byte{0x40, 0x40, 0}
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

// What the issuer has answered is the second list's to ask for: response code, authorisation code, authentication data. A code that has not 6 characters is none,
// and with a host that does not answer there is none at all.
// B3 5.4 issuer
func TestEveryIssuerElement(t *testing.T) {
	const code, auth = "8A023030", "910A0102030405060708" + "3030"
	for _, c := range []struct{ answer, want string }{
		{code + "8906414243313233" + auth, "3030" + "414243313233" + "01020304050607083030"},
		{code + auth, "3030" + "000000000000" + "01020304050607083030"},
		{code + "8906414243313233", "3030" + "414243313233" + "00000000000000000000"},
		{code + "890541424331328907414243313233340000", "3030" + "000000000000" + "00000000000000000000"},
		{"8A023035" + "8906414243313233", "3035" + "414243313233" + "00000000000000000000"},
		{"", "5A33" + "000000000000" + "00000000000000000000"},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "8D", "8A02 8906 910A 9F3704")
		w.Answer = func([]byte) ([]byte, error) { return bench.Hex(t, c.answer), nil }
		w.Run()
		if got := w.values(apdu.GenerateAC, 2); len(got) != len(c.want)+8 || got[:len(c.want)] != c.want {
			t.Errorf("%s: %s, want %s", c.answer, got, c.want)
		}
	}
}

// The results of the scripts before it are the second list's to ask for, by the tag that messages have for them.
// B3 5.4 issuer, B4 6.3.9 results
func TestResultsInSecondList(t *testing.T) {
	const fails, works = "71089F1804000000018600", "71129F180400000002" + "8609841E000000AABBCCDD"
	for _, c := range []struct{ list, answer, want string }{
		{"9F5B05", "", "0000000000"},
		{"9F5B05", "72" + works[2:], "0000000000"}, // after the second list
		{"9F5B05", fails, "0000000001"},
		{"9F5B0A", fails + works, "0000000001" + "1100000002"},
		{"9F5B05", fails + works, "0000000001"},
		{"9F5B08", fails, "0000000001" + "000000"},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "8D", "8A02 9F3704"+c.list)
		w.Answer = func([]byte) ([]byte, error) { return bench.Hex(t, "8A023030"+c.answer), nil }
		w.Run()
		if got := w.values(apdu.GenerateAC, 2); len(got) < 12 || got[12:] != c.want {
			t.Errorf("%s, %s: %s, want %s", c.list, c.answer, got, c.want)
		}
	}
}

// A list may ask for all that a command carries, 255 bytes.
// B3 7.5
func TestLongestCDOL(t *testing.T) {
	for n, list := range map[int][]string{1: {"8C", "9F3704 9F4EFB"}, 2: {"8D", "8A02 9F3704 9F4EF9"}} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", list...)
		w.Answer = func([]byte) ([]byte, error) { return bench.Hex(t, "8A023030"), nil }
		w.Run()
		if got := w.values(apdu.GenerateAC, n); len(got) != 2*255 {
			t.Errorf("%s: %d digits", list, len(got))
		}
	}
}

// An amount that four bytes of binary have no room for is in decimal alone.
// B4 6.5.1 decimal point
func TestAmountInBinary(t *testing.T) {
	for amount, want := range map[uint64]string{0xFFFFFFFF: "FFFFFFFF" + "FFFFFFFF" + "004294967295", 1 << 32: "00000000" + "00000000" + "004294967296"} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "8C", "8104 9F0404 9F0206 9F3704")
		w.Transaction.Amount, w.Transaction.AmountOther = amount, amount
		w.Run()
		if got := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(got, want) {
			t.Errorf("%d: %s, want %s", amount, got, want)
		}
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

// The hash in the second GENERATE AC is of the data of that moment: here of the authorisation response code, which the first had not.
// B3 9.2.2 current
func TestClauseCurrentHash(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Card = bench.With(t, "noauth", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9814", "8D", "910A 8A02 9505 9F3704 9814", "97", "8A02")
	w.Config.Applications[0].DefaultTDOL = bench.Hex(t, "9F3704") // B3 9.2.2 TDOL: the card's own goes before it, both times
	w.Run()
	first, second := w.values(apdu.GenerateAC, 1), w.values(apdu.GenerateAC, 2)
	before, after := sha1.Sum([]byte{0, 0}), sha1.Sum([]byte("00"))
	if !strings.HasSuffix(first, hexOf(before[:])) || !strings.HasSuffix(second, hexOf(after[:])) {
		t.Errorf("first %s, second %s", first, second)
	}
}

// Cashback goes to card and host as amount other, and amount authorised has it in it.
// B4 6.5.1 cashback
func TestClauseCashback(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Transaction.Type, w.Transaction.Amount, w.Transaction.AmountOther = 0x09, 1234, 500 // 7.34 of goods and 5.00 in cash
	w.Run()
	if got := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(got, "000000001234"+"000000000500") {
		t.Errorf("CDOL1 values %s", got)
	}
	for tag, want := range map[tlv.Tag]string{0x9F02: "000000001234", 0x9F03: "000000000500", 0x9C: "09"} {
		if o, ok := tlv.Find(w.DE55, tag); !ok || hexOf(o.Value) != want {
			t.Errorf("%s: %X", tag, o.Value)
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

// B3 10.1, 5.4: the PDOL is filled with the terminal's data
// B4 10.1 there
func TestPDOL(t *testing.T) {
	for _, c := range []struct{ pdol, data string }{
		// B3 6.5.8.3 no PDOL, 10.1 no PDOL
		{"", "8300"},
		// B3 6.5.8.3 PDOL, 10.1 PDOL
		// B4 5.2, 10.1.2
		{"9F3501 9F4005", "8306 22 F000F0A001"},
		// B3 5.4 sequence
		// B4 6.5.1 decimal point
		{"9F0206 9F1A02 5F2A02 9A03 9C01", "830E 000000001234 0276 0978 260701 00"},
		// B3 5.4 too long
		{"9F0204 9F0208", "830C 00001234 0000000000001234"}, // numeric: cut and padded on the left
		// B3 5.4 too long
		// B4 10.1.1
		{"9F1E04 9F1E0A", "830E 454D5647 454D56474F3030310000"}, // an: cut and padded on the right
		{"9F3501 9F3501", "8302 22 22"},                         // twice asked, twice given
		// B3 5.4 unknown
		{"DF0103 9F7F02", "8305 000000 0000"},     // unknown
		{"9F3305 9F3302", "8307 E078480000 E078"}, // binary
		// B3 10.1 zero
		{"9505 9B02", "8307 0000000000 0000"}, // zero at this time: EMV 4.4 B3 10.1
		// B1 12.4 9F06
		{"9F0607 9F0902 8104 9F2103 9F4104 9F1502", "8316 A0000000041010 0002 000004D2 120000 00000001 5411"}, // the application's
	} {
		w := newWorld(t, "full")
		w.Card = bench.Profile(t, "full", func(app map[string]any) {
			fci := map[string]any{}
			if c.pdol != "" {
				fci["9F38"] = c.pdol
			}
			app["fci"] = fci
		})
		w.Expect(w.Run(), approvedOnline)
		for _, cmd := range w.Commands {
			if cmd[1] == apdu.GetProcessingOptions {
				if got, want := cmd[5:len(cmd)-1], bench.Hex(t, c.data); string(got) != string(want) {
					t.Errorf("PDOL %s: % X, want % X", c.pdol, got, want)
				}
			}
		}
	}
	yen := newWorld(t, "full") // B4 10.1.2: of the transaction, and not of the terminal
	yen.Card = bench.Profile(t, "full", func(app map[string]any) { app["fci"] = map[string]any{"9F38": "5F2A02 5F3601"} })
	yen.Transaction.Currency, yen.Transaction.Exponent = 0x392, 0
	yen.Run()
	asks := func(c []byte) bool {
		return c[1] == apdu.GetProcessingOptions && string(c[5:len(c)-1]) == string(bench.Hex(t, "8303 0392 00"))
	}
	if !slices.ContainsFunc(yen.Commands, asks) {
		t.Errorf("commands %X", yen.Commands)
	}
	// more than a command can carry
	w := newWorld(t, "full")
	w.Middle = bench.Swap(t, apdu.Select, 2, "6F138407"+aidFull+"A5089F38059F02FF95FF9000")
	w.Ends(w.Run(), kernel.CardDataError, "EMV 4.4 B3 5.4")
	for n, sent := range map[int]int{252: 1, 253: 0} { // B3 6.5.8.3 PDOL
		w := newWorld(t, "full")
		w.Middle = bench.Swap(t, apdu.Select, 2, fmt.Sprintf("6F118407"+aidFull+"A5069F38039F02%02X9000", n))
		if out := w.Run(); w.Sent(apdu.GetProcessingOptions) != sent {
			t.Errorf("PDOL of %d bytes: %d times sent, %s", n, w.Sent(apdu.GetProcessingOptions), out.Error.Reason)
		}
	}
}
