package c7_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// The records that the AFL names are read, entries and records in order, and no others.
// C-7 4.2.4.6
func TestRecordsInOrder(t *testing.T) {
	r := offline(t).set("94", "100303001001020110040400")
	r.expect(approves)
	want := []string{"00B2031400", "00B2011400", "00B2021400", "00B2041400"}
	for i, c := range r.commands[1:] {
		if got := fmt.Sprintf("%X", c); i >= len(want) || got != want[i] {
			t.Errorf("record %d: %s, want %s", i+1, got, want[min(i, len(want)-1)])
		}
	}
	if len(r.commands) != 5 {
		t.Errorf("%d commands", len(r.commands))
	}
}

// No response to READ RECORD is a try again at every record, the last too, and what was read is gone.
// C-7 4.2.4.1, 4.5.3
func TestNoResponseToRead(t *testing.T) {
	for n := 2; n <= 5; n++ {
		r := offline(t)
		r.fault = func(k int) kernel.Fault {
			if k == n {
				return kernel.FaultTransmission
			}
			return 0
		}
		out := r.expect(again(kernel.MsgPresentAgain, "4.2.4.1"))
		if out.Error.L1 != kernel.FaultTransmission || len(r.commands) != n || out.Read() || out.DataRecord != nil {
			t.Errorf("record %d: %+v, %d commands", n-1, out.Error, len(r.commands))
		}
	}
}

// Format errors of a record end the transaction; unknown objects, the lengths of the cardholder's names, and both names, do not.
// C-7 4.2.4.3, 4.2.4.8, 4.2.4.9
func TestRecordData(t *testing.T) {
	whole := string(offline(t).sealed()["2 1"])
	for _, c := range []struct {
		record string
		want   want
	}{
		{whole[:1] + "\x7F" + whole[2:], ends("4.2.4.3")},
		{"\x77" + whole[1:], ends("4.2.4.3")},
		{"\x90\x00", ends("4.2.4.3")},
		{"\x70\x02\x5A\x08\x90\x00", ends("4.2.4.3")},
		{"\x70\x00\x70\x00\x90\x00", ends("4.2.4.3")},
		{"\x70\x00\x90\x00", declines("4.3.2.5").authenticated("failed")}, // nothing in it
	} {
		r := offline(t)
		r.answer = func(n int, _, response []byte) []byte {
			if n == 2 {
				return []byte(c.record)
			}
			return response
		}
		r.expect(c.want)
	}
	for _, c := range []struct {
		tag, value string
		want       want
	}{
		{"5F24", "4912", ends("4.2.4.3")},
		{"5F24", "491331", ends("4.2.4.3")},
		{"5F24", "4912AA", ends("4.2.4.3")},
		{"5A", strings.Repeat("62", 11), ends("4.2.4.3")},
		{"57", strings.Repeat("62", 20), ends("4.2.4.3")},
		{"9F19", "01", ends("4.2.4.3")},
		{"5F20", "41", approves},
		{"5F20", "", approves},
		{"5F20", strings.Repeat("41", 60), approves},
		{"9F0B", "41", approves},
		{"DF7F", "00", approves},
		{"C1", "00", approves},
		{"9F37", "00000000", approves}, // the terminal's stays
		{"9F49", "9F3704", approves},   // DDOL: C-7 4.3.2.4
		{"9F49", "9F", approves},
		{"5F28", "097800", approves}, // what C-7 does not define
		{"5F30", "02", approves},
		{"5F25", "2001", approves},
		{"5F25", "201301", approves},
		{"9F07", "FF", approves},
		{"9F08", "01", approves},
		{"9F42", "01", approves},
		{"9F44", "0202", approves},
		{"9F14", "0102", approves},
		{"9F0D", "00", approves},
		{"8C", "9F", approves},
		{"8E", "00", approves},
	} {
		if r := offline(t); r.find(tag(t, c.tag)) != nil {
			r.file(1, c.tag, c.value).expect(c.want)
		} else {
			r.file(4, c.tag, c.value).expect(c.want)
		}
	}
	offline(t).file(1, "5F20", strings.Repeat("41", 30)).file(4, "9F0B", "41").expect(approves)
}

// A record of a file above 10 need not be a template: it is nothing to the kernel then.
// C-7 4.2.4.3
func TestRecordOfHigherFile(t *testing.T) {
	for _, body := range []string{"\x01\x02", "\x70\x03\xDF\x01\x00", ""} {
		r := offline(t).set("94", "1001040158010100")
		r.answer = func(n int, _, response []byte) []byte {
			if n == 6 {
				return []byte(body + "\x90\x00")
			}
			return response
		}
		r.expect(approves)
	}
}

// Trap 9: an object that came before ends the transaction, whatever its value: in the same record, in another, or in the answer to GET PROCESSING OPTIONS.
// C-7 4.2.4.4
func TestDuplicates(t *testing.T) {
	for _, c := range []struct{ tag, value string }{
		{"5F34", "01"},
		{"5F34", "02"},
		{"82", "2000"},
		{"9F26", "5D016C91005E7CC2"},
		{"57", "6228000100001D49122010000000000000000F"},
		{"94", "10010401"},
		{"5A", "6228000100001F"},
		{"9F27", "40"},
	} {
		offline(t).file(4, c.tag, c.value).expect(ends("4.2.4.4"))
	}
	for _, tag := range []string{"DF77", "C1", "9F02", "BF0C"} { // unknown here, the terminal's, and a template
		r := offline(t)
		r.records[0].objects = append(r.records[0].objects, r.objects(tag+" 00")...)
		r.file(4, tag, "01").expect(ends("4.2.4.4"))
	}
	r := offline(t)
	r.records[3].objects = append(r.records[3].objects, r.objects("DF77 00", "DF77 00")...)
	r.expect(ends("4.2.4.4"))
}

// Trap 8: the date decides as soon as it is read, of a TC as of an ARQC: records behind it are not asked for. Without one nothing has expired, and the last
// day counts. Years from 50 are of the last century. The words for the display stand with the outcome.
// C-7 4.2.4.5, 4.2.4.6, 3.2.5
func TestExpiry(t *testing.T) {
	const words = "the application has expired"
	online := goesOnline.by("4.2.4.5")
	for _, c := range []struct {
		base           func(testing.TB) *reader
		date, ctq, ttq string
		want           want
	}{
		{offline, "260701", "0000", "36004000", approves},
		{offline, "260630", "0000", "36004000", declines("4.2.4.5")},
		{offline, "260630", "-", "36004000", declines("4.2.4.5")},
		{offline, "991231", "0000", "36004000", declines("4.2.4.5")},
		{offline, "491231", "0000", "36004000", approves},
		{offline, "-", "0000", "36004000", approves},
		{offline, "", "0000", "36004000", approves},
		{offline, "260630", "0800", "36004000", online},
		{offline, "260630", "F700", "36004000", declines("4.2.4.5")},
		{offline, "260630", "0800", "3E004000", declines("3.2.5")},
		{special, "260630", "0000", "37004000", declines("4.2.4.5")},
		{special, "260630", "0800", "37004000", online},
		{special, "260701", "0800", "37004000", goesOnline.authenticated("ok")},
	} {
		r := c.base(t).set("9F6C", c.ctq).file(1, "5F24", c.date)
		if r.ttq = c.ttq; c.ctq != "-" {
			r.file(4, "9F69", "0101020304"+c.ctq+"00")
		}
		out := r.expect(c.want)
		if gone := strings.HasPrefix(out.Error.Reason, words); gone != (c.want.clause == "4.2.4.5") || gone && (len(r.commands) != 2 || !out.Read()) {
			t.Errorf("%s, CTQ %s: %q, %d commands", c.date, c.ctq, out.Error.Reason, len(r.commands))
		}
	}
	r := offline(t).file(1, "5F24", "-").file(4, "5F24", "260630") // in the last record
	r.expect(declines("4.2.4.5"))
	if len(r.commands) != 5 {
		t.Error(len(r.commands))
	}
	online2 := special(t).set("94", "-").set("57", "6228000100001D20012010000000000000000F") // nothing is read, and no date looked at
	online2.format = 0
	online2.expect(goesOnline)
}

// The exception file is asked behind the last record, with the PAN and its sequence number, and only by a terminal that has one. Nothing is asked where
// no record is read, or the application has expired.
// C-7 4.2.4.7, 4.2.4.6
func TestExceptionFile(t *testing.T) {
	for _, c := range []struct {
		base    func(testing.TB) *reader
		has     bool
		listed  bool
		want    want
		lookups []string
	}{
		{offline, false, true, approves, nil},
		{offline, true, false, approves, []string{"5A076228000100001F5F340101"}},
		{offline, true, true, declines("4.2.4.7"), []string{"5A076228000100001F5F340101"}},
		{special, true, true, declines("4.2.4.7"), []string{"5A076228000100001F5F340101"}},
		{online, true, true, goesOnline, nil},
		{expired, true, true, declines("4.2.4.5"), nil},
		{expiredOnline, true, true, goesOnline.by("4.2.4.5"), nil},
		{fromTrack2, true, true, declines("4.2.4.7"), []string{"5A076228000100001F"}},
		{nameless, true, true, ends("C").authenticated("failed"), nil},
	} {
		r := c.base(t)
		r.cfg.Terminal.LooksUp, r.listed = c.has, c.listed
		r.expect(c.want)
		var got []string
		for _, l := range r.lookups {
			got = append(got, fmt.Sprintf("%X", l))
		}
		if !slices.Equal(got, c.lookups) {
			t.Errorf("%v, want %v", got, c.lookups)
		}
	}
}

func expired(t testing.TB) *reader       { return offline(t).file(1, "5F24", "260630") }
func expiredOnline(t testing.TB) *reader { return expired(t).set("9F6C", "0800") }
func fromTrack2(t testing.TB) *reader    { return offline(t).file(1, "5A", "-").file(1, "5F34", "-") }

// nameless goes online because authentication fails, and has no PAN.
func nameless(t testing.TB) *reader {
	return offline(t).file(1, "5A", "-").file(1, "57", "-").set("9F6C", "2000")
}

// What the card gives of the terminal's elements changes nothing: the acquirer gets the terminal's.
// C-7 4.2.4.8
func TestTerminalDataStay(t *testing.T) {
	given := []string{"9F02 000000000001", "9F1A 0999", "5F2A 0999", "9A 990101", "9C 20", "9F37 00000000", "95 FFFFFFFFFF", "9F33 000000", "9F66 FFFFFFFF"}
	plain, changed := offline(t).run(), offline(t).with(func(r *reader) {
		r.records[3].objects = append(r.records[3].objects, r.objects(given...)...)
	})
	if out := changed.run(); !bytes.Equal(out.DataRecord, plain.DataRecord) || len(plain.DataRecord) == 0 {
		t.Errorf("%X\n%X", out.DataRecord, plain.DataRecord)
	}
}

// Every status word of READ RECORD but 9000 ends the transaction, at every record.
// C-7 4.2.4.2
func TestStatusOfRead(t *testing.T) {
	for n := 2; n <= 5; n++ {
		for _, sw := range []string{"6A83", "6283", "63C0", "6700", "6986", "9001", "9100", "0000"} {
			r := offline(t)
			r.answer = func(k int, _, response []byte) []byte {
				if k == n {
					return append(response[:len(response)-2], bench.Hex(t, sw)...)
				}
				return response
			}
			out := r.expect(ends("4.2.4.2"))
			if fmt.Sprintf("%04X", out.Error.SW) != sw || out.Error.L2 != kernel.StatusBytes || len(r.commands) != n {
				t.Errorf("record %d, %s: %+v", n-1, sw, out.Error)
			}
		}
	}
}

// The reports say what the transaction came to.
// C-7 annex A
func TestReports(t *testing.T) {
	out := offline(t).set("9F6C", "0000").set("9F5D", "000000001000").run()
	for row, want := range map[tlv.Row]string{
		tlv.CID: "40", tlv.CTQKernel7: "0000", tlv.PAN: "6228000100001F", tlv.ApplicationExpirationDate: "491231", tlv.TVR: "0000000000",
		tlv.AvailableOfflineSpendingAmount: "000000001000",
	} {
		if got := fmt.Sprintf("%X", out.Report.Get(row)); got != want {
			t.Errorf("%v: %s, want %s", row, got, want)
		}
	}
	if fmt.Sprintf("%X", out.AID()) != aid || out.Label() != "UnionPay" || out.Kernel != "C-7" {
		t.Errorf("%X %q %q", out.AID(), out.Label(), out.Kernel)
	}
}

// The names of the application are in the report: the preferred name with the code table that it is written in, or not at all.
// C-7 4.1.1
func TestReportedNames(t *testing.T) {
	for _, c := range []struct {
		names            []string
		label, name, set string
	}{
		{[]string{"50 4142"}, "4142", "", ""},
		{[]string{"50 4142", "9F12 4344", "9F11 01"}, "4142", "4344", "01"},
		{[]string{"50 4142", "9F12 4344"}, "4142", "", ""},
		{[]string{"50 4142", "9F11 01"}, "4142", "", ""},
		{[]string{"9F12 4344", "9F11 05"}, "", "4344", "05"},
		{[]string{}, "", "", ""},
	} {
		r := offline(t)
		r.names = append([]object{}, r.objects(c.names...)...)
		out := r.run()
		for row, want := range map[tlv.Row]string{tlv.ApplicationLabel: c.label, tlv.ApplicationPreferredName: c.name, tlv.IssuerCodeTableIndex: c.set} {
			v := out.Report.Get(row)
			if got := fmt.Sprintf("%X", v); got != want || (v != nil) != (want != "") {
				t.Errorf("%v: %v is %q, there %v", c.names, row, got, v != nil)
			}
		}
	}
}
