package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// B3 10.1, 6.5.8.4: what GET PROCESSING OPTIONS may return
func TestGetProcessingOptions(t *testing.T) {
	const afl = "08010101 10010303 18010202 20010400" // as the card full has it
	for _, c := range []struct {
		name, response string
		l2             kernel.L2Error // 0: the transaction goes on
		clause         string
	}{
		// B3 6.5.8.4 format 2
		{"format 2", "7716 82023D00 9410" + afl + "9000", 0, ""},
		// B3 5.2 order
		{"format 2 in another order, with more", "771A 9410" + afl + "DF010155 82023D00 9000", 0, ""},
		// B3 6.5.8.4 format 1
		{"format 1", "8012 3D00" + afl + "9000", 0, ""},
		// B3 B2
		{"long form of the length", "778116 82023D00 9410" + afl + "9000", 0, ""},
		// B3 8.1
		{"warning", "8012 3D00" + afl + "6283", kernel.StatusBytes, "EMV 4.4 B3 10.1"},
		{"63C0", "8012 3D00" + afl + "63C0", kernel.StatusBytes, "EMV 4.4 B3 10.1"},
		{"6984", "6984", kernel.StatusBytes, "EMV 4.4 B3 10.1"},
		{"6A81", "6A81", kernel.StatusBytes, "EMV 4.4 B3 10.1"},
		{"6700", "6700", kernel.StatusBytes, "EMV 4.4 B3 10.1"},
		{"9100", "8012 3D00" + afl + "9100", kernel.StatusBytes, "EMV 4.4 B3 10.1"},
		// B3 6.5.8.4
		{"no data", "9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"other template", "7016 82023D00 9410" + afl + "9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"format 1 with AIP only", "8002 3D00 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"format 1 with half an AIP", "8001 3D 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"format 1, AFL not in fours", "8005 3D00 080101 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		// B3 6.5.8.4 missing
		{"format 2 without AIP", "7712 9410" + afl + "9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"format 2 without AFL", "7704 82023D00 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"format 2 with AIP of 3 bytes", "7717 82033D0000 9410" + afl + "9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"two AIPs", "771A 82023D00 82023D00 9410" + afl + "9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"two AFLs", "7728 82023D00 9410" + afl + "9410" + afl + "9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"does not parse", "7716 82023D00 9411" + afl + "9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"something behind the template", "8012 3D00" + afl + "5A00 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		// B3 7.5: application file locators that cannot be
		// B3 7.5 no AFL
		{"AFL without entries", "7706 82023D00 9400 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		// B3 7.5 AFL
		{"SFI 0", "8006 3D00 00010100 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		// B3 10.2 AFL
		{"SFI 31", "8006 3D00 F8010100 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"first record 0", "8006 3D00 08000100 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"last before first", "8006 3D00 08020100 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"more signed records than records", "8006 3D00 08010102 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
		{"the last entry is wrong", "800A 3D00 08010101 00010100 9000", kernel.ParsingError, "EMV 4.4 B3 6.5.8.4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "full")
			w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 1, c.response)
			out := w.Run()
			if c.l2 == 0 {
				w.Expect(out, approvedOnline)
				return
			}
			w.Ends(out, c.l2, c.clause)
			if w.Sent(apdu.ReadRecord) != 2 { // the directory's
				t.Errorf("commands %s", w.Instructions())
			}
		})
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
	// more than a command can carry
	w := newWorld(t, "full")
	w.Middle = bench.Swap(t, apdu.Select, 2, "6F138407"+aidFull+"A5089F38059F02FF95FF9000")
	w.Ends(w.Run(), kernel.CardDataError, "EMV 4.4 B3 5.4")
}

// B3 10.2: READ RECORD. The directory's two records come first, then ten of the application.
// B1 11.1, B3 6.3.5 READ RECORD, 6.5.11.5, 10.2 status
func TestReadRecordStatus(t *testing.T) {
	for _, sw := range []string{"6283", "63C0", "63C5", "6200", "6A83", "6A82", "6985", "6700", "6F00", "9100", "0000"} {
		for _, nth := range []int{3, 7, 12} {
			w := newWorld(t, "full")
			w.Middle = bench.Swap(t, apdu.ReadRecord, nth, sw)
			w.Ends(w.Run(), kernel.StatusBytes, "EMV 4.4 B3 10.2")
			if w.Sent(apdu.ReadRecord) != nth || w.Sent(apdu.GenerateAC) != 0 {
				t.Errorf("%s to record %d: commands %s", sw, nth, w.Instructions())
			}
		}
	}
}

// B3 10.2, 7.5: what a record may hold. The card noauth signs nothing.
func TestRecordContents(t *testing.T) {
	for _, c := range []struct {
		name   string
		change []string
		l2     kernel.L2Error
		clause string
	}{
		{"unknown tag", []string{"DF01", "55"}, 0, ""},
		// B3 7.5: terminal- and issuer-sourced data from a card are ignored
		{"terminal-sourced", []string{"9F02", "000000000001"}, 0, ""},
		{"TVR from the card", []string{"95", "0000000000"}, 0, ""},
		{"issuer-sourced", []string{"8A", "3030"}, 0, ""},
		{"unpredictable number from the card", []string{"9F37", "00000000"}, 0, ""},
		// B3 7.5: an object outside its template is unknown
		// B3 7.5 template
		{"priority indicator in a record", []string{"87", "01"}, 0, ""},
		// B3 7.4
		{"AIP in a record", []string{"82", "0000"}, 0, ""},
		// B3 7.2: mandatory
		// B3 7.5 missing
		{"no PAN", []string{"5A", "-"}, kernel.CardDataMissing, "EMV 4.4 B3 7.2"},
		{"no expiration date", []string{"5F24", "-"}, kernel.CardDataMissing, "EMV 4.4 B3 7.2"},
		// B3 10.2 mandatory
		{"no CDOL1", []string{"8C", "-"}, kernel.CardDataMissing, "EMV 4.4 B3 7.2"},
		{"no CDOL2", []string{"8D", "-"}, kernel.CardDataMissing, "EMV 4.4 B3 7.2"},
		// B3 7.5: values that cannot be
		// B3 7.5 dates
		{"expiration date in month 13", []string{"5F24", "491331"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"expiration date in month 0", []string{"5F24", "490031"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"expiration date on day 32", []string{"5F24", "491232"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"effective date in month 13", []string{"5F25", "201301"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"effective date of two bytes", []string{"5F25", "2001"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"PAN of 11 bytes", []string{"5A", "5413330089020011000000"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		// B3 7.5 range
		{"usage control of three bytes", []string{"9F07", "FF8000"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"action code of four bytes", []string{"9F0E", "00000000"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"CDOL1 is cut off", []string{"8C", "9F0206 9F"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"CDOL2 is cut off", []string{"8D", "8A"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		{"CDOL1 asks for too much", []string{"8C", "9F02FF 9F0301"}, kernel.CardDataError, "EMV 4.4 B3 7.5"},
		// B3 7.5: what may be wrong without harm
		// B3 7.5 forgiven
		{"cardholder name of one byte", []string{"5F20", "41"}, 0, ""},
		{"cardholder name, extended, too short", []string{"9F0B", "41"}, 0, ""},
		{"track 1 discretionary data", []string{"9F1F", "00"}, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "noauth")
			w.Middle = bench.Rewrite(t, c.change...)
			out := w.Run()
			if c.l2 == 0 {
				w.Expect(out, noauthOnline)
				return
			}
			w.Ends(out, c.l2, c.clause)
			if w.Sent(apdu.GenerateAC) != 0 {
				t.Errorf("commands %s", w.Instructions())
			}
		})
	}
}

// B3 7.5, 10.2: records as bytes. The record exchanged is one that nothing signs, SFI 4 record 4.
func TestRecordBytes(t *testing.T) {
	replace := func(change func([]byte) []byte) func(int, []byte, []byte) []byte {
		return func(_ int, command, r []byte) []byte {
			if command[1] == apdu.ReadRecord && command[2] == 4 && command[3] == 0x24 {
				return change(r)
			}
			return r
		}
	}
	add := func(objects string) func([]byte) []byte {
		return func(r []byte) []byte {
			body := r[2 : len(r)-2]
			b := append([]byte{0x70, byte(len(body) + len(bench.Hex(t, objects)))}, body...)
			return append(append(b, bench.Hex(t, objects)...), 0x90, 0)
		}
	}
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		l2     kernel.L2Error
		clause string
	}{
		// B3 5.2 parse, B1 null bytes
		{"null bytes between objects", add("0000"), 0, ""},
		// B3 7.5 twice
		{"a second PAN", add("5A085413330089020011"), kernel.CardDataError, "EMV 4.4 B3 10.2"},
		{"the same object twice", add("DF010155 DF010155"), 0, ""}, // unknown
		{"a second exponent", add("9F470103"), kernel.CardDataError, "EMV 4.4 B3 10.2"},
		// B3 6.5.11.4 template
		{"a template of another tag", func(r []byte) []byte { r[0] = 0x71; return r }, kernel.ParsingError, "EMV 4.4 B3 7.5"},
		// B3 7.5 parse
		{"an object runs over", add("5F2803 0276"), kernel.ParsingError, "EMV 4.4 B3 7.5"},
		{"a length of indefinite form", add("5F2880"), kernel.ParsingError, "EMV 4.4 B3 7.5"},
		{"a length of eight bytes", add("5A88FFFFFFFFFFFFFFFF"), kernel.ParsingError, "EMV 4.4 B3 7.5"},
		{"something behind the template", func(r []byte) []byte { return append(r[:len(r)-2], 0x5A, 0x00, 0x90, 0x00) }, kernel.ParsingError, "EMV 4.4 B3 7.5"},
		{"no data", func([]byte) []byte { return []byte{0x90, 0} }, kernel.ParsingError, "EMV 4.4 B3 7.5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "full")
			w.Middle = replace(c.change)
			out := w.Run()
			if c.l2 == 0 {
				w.Expect(out, approvedOnline)
				return
			}
			w.Ends(out, c.l2, c.clause)
		})
	}
}

// A second object outside its template, or one that only a terminal gives, does not count as redundant, and the first of
// what is unknown does not displace anything.
// B3 10.2, 10.3: records of files 11 to 30 are data to be authenticated, template and all
// B3 6.5.11.4 11 to 30, 10.2 unknown, proprietary, 10.3 11 to 30
func TestProprietaryFiles(t *testing.T) {
	w := newWorld(t, "full")
	w.Card = bench.Profile(t, "full", func(app map[string]any) {
		app["records"] = append(app["records"].([]any),
			map[string]any{"sfi": 11, "record": 1, "signed": true, "data": map[string]any{"DF02": "55"}},
			map[string]any{"sfi": 21, "record": 1, "data": map[string]any{"DF03": "55"}})
	})
	w.Transaction.Amount = 100
	w.Expect(w.Run(), approvedOffline)

	// one that is no template is nothing to the terminal, unless it is to be authenticated
	w = newWorld(t, "full")
	w.Card = bench.Profile(t, "full", func(app map[string]any) {
		app["records"] = append(app["records"].([]any), map[string]any{"sfi": 21, "record": 1, "data": map[string]any{"DF03": "55"}})
	})
	w.Middle = bench.Swap(t, apdu.ReadRecord, 13, "0102030405 9000")
	w.Transaction.Amount = 100
	w.Expect(w.Run(), approvedOffline)

	w = newWorld(t, "full")
	w.Card = bench.Profile(t, "full", func(app map[string]any) {
		app["records"] = append(app["records"].([]any),
			map[string]any{"sfi": 11, "record": 1, "signed": true, "data": map[string]any{"DF02": "55"}})
	})
	w.Middle = func(_ int, command, r []byte) []byte {
		if command[1] == apdu.ReadRecord && command[3] == 11<<3|4 {
			return bench.Hex(t, "0102030405 9000")
		}
		return r
	}
	// B3 10.3 70
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "0400048000", "F800", "020300"))
}
