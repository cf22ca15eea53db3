package c4_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Records are read in the order of the AFL, all of them; one that cannot be read, or is malformed, ends the transaction.
func TestRecords(t *testing.T) {
	r := plastic(t)
	if r.expect(approves); !r.outcome().Read { // C-4 5.3.1
		t.Error("not read")
	}
	if got := fmt.Sprintf("%X", r.commands[1:4]); got != "[00B2010C00 00B2020C00 00B2030C00]" {
		t.Error(got)
	}
	for response, clause := range map[string]string{
		"6A83": "5.3.5", "6F00": "5.3.5", "9000": "5.3.5", "6283": "5.3.5", // C-4 5.3.5
		"7005 5F2403 4912 9000": "5.3.5", "7000 7000 9000": "5.3.5", "7102 5000 9000": "5.3.5",
		"7003 500101 9000": "5.3.3", // C-4 5.3.3
	} {
		r := plastic(t)
		r.answer = func(n int, _, sent []byte) []byte {
			if n == 2 {
				return r.hex(response)
			}
			return sent
		}
		if r.expect(ends(clause)); r.outcome().Read || r.reference() >= 0 || r.outcome().Error.Step != "read application data" {
			t.Errorf("%s: %02X, %+v", response, r.reference(), r.outcome().Error)
		}
	}
	r = plastic(t)
	r.answer = func(n int, _, sent []byte) []byte {
		if n == 2 {
			return append(sent[:len(sent)-2], 0x62, 0x83) // what comes with a warning counts for nothing
		}
		return sent
	}
	if r.expect(ends("5.3.5")); r.outcome().Error.SW != 0x6283 {
		t.Error(r.outcome().Error)
	}
}

// Three elements every card must give, and nothing else: without one of them the transaction ends.
func TestMandatoryData(t *testing.T) {
	for _, tag := range []string{"5A", "5F24", "8C"} {
		r := plastic(t).file(tag, "-")
		r.expect(ends("5.3.3")) // C-4 5.3.3
		if r.reference() >= 0 || !strings.Contains(r.outcome().Error.Reason, "mandatory") {
			t.Error(tag, r.outcome().Error)
		}
	}
	plastic(t).file("8C", "").expect(ends("5.3.3")) // C-4 5.3.3: of length zero
	r := plastic(t).file("8C", "9F027F 9F0380")     // C-4 5.3.3: 255 bytes, as many as a command has
	if r.run(); r.reference() < 0 {
		t.Error(r.outcome().Error)
	}
	for _, tag := range []string{"5F25", "5F28", "5F34", "57", "9F07", "9F08", "9F0D", "9F0F", "9F42"} {
		r := plastic(t).file(tag, "-")
		if r.run(); r.reference() < 0 {
			t.Error(tag, r.outcome().Error)
		}
	}
}

// What the kernel goes by has to be of its format, a date a date. What it only passes on counts as absent where it is not, and unknown objects are nothing to it.
func TestFormats(t *testing.T) {
	for tag, value := range map[string]string{
		"5A": "3742450017410A7F", "5F24": "491331", "5F25": "200100", "5F28": "A276", "9F07": "FF", "9F08": "000100", "9F0D": "00", "9F0E": "000000000000", "9F0F": "0000",
		"8C": "9F02069F", "8E": "000000000000000042", "9F42": "09780A", "9F70": "3C",
	} {
		plastic(t).file(tag, value).expect(ends("5.3.5")) // C-4 5.3.5
	}
	plastic(t).file("8C", "9F0280"+"9F0380").expect(ends("5.3.5")) // C-4 5.3.5: no command can carry it
	plastic(t).says("5A", "374245001741007F").record(1, "9F77", "41").expect(approves)
	r := plastic(t)
	r.records[1].objects = append(r.records[1].objects, r.objects("5A 374245001741007F")...)
	r.expect(ends("5.3.5"))                                                                                                   // C-4 5.3.5: twice
	r = plastic(t).says("DF7F", "00").says("9F7F", "01020304").says("9F6E", "00000000").says("9F35", "21").says("9F5D", "01") // C-4 5.3.4
	r.expect(approves)
	if !strings.Contains(fmt.Sprintf("%X", r.outcome().DataRecord), "9F6E04D8E00003") {
		t.Error("the card has changed what is the terminal's")
	}
	r = plastic(t).says("9F24", "414243").says("5F20", "41") // C-4 5.3.2
	if r.expect(approves); strings.Contains(fmt.Sprintf("%X", r.outcome().DataRecord), "9F24") {
		t.Errorf("%X", r.outcome().DataRecord)
	}
	r = plastic(t).says("9F24", strings.Repeat("2D", 29)) // nobody checks letters
	if r.expect(approves); !strings.Contains(fmt.Sprintf("%X", r.outcome().DataRecord), "9F241D2D2D") {
		t.Errorf("%X", r.outcome().DataRecord)
	}
	for track2, there := range map[string]bool{"374245001741007D491270213101234500000F": true, "374245001741007D491270213101234500000FFF": false, "3742450017410070": false} {
		r = toHost(t, code("00")).says("57", track2)
		if r.run(); strings.Contains(fmt.Sprintf("%X", r.requests), "57"+fmt.Sprintf("%02X", len(track2)/2)+track2) != there {
			t.Errorf("%s: %X", track2, r.requests)
		}
	}
	plastic(t).says("9F42", "").says("9F08", "").expect(approves.by("")) // C-4 5.3.2: of length zero
}

// The elements of a membership are read, reported, and change nothing.
// C-4 14.3.1, 14.3.2
func TestMembership(t *testing.T) {
	r := plastic(t).says("9F5A", "5445535443415244").says("9F5B", "31323334")
	out := r.expect(approves)
	if string(out.Report.Get(tlv.MembershipProductIdentifier)) != "TESTCARD" || string(out.Report.Get(tlv.ProductMembershipNumber)) != "1234" {
		t.Error(out.Report)
	}
	plastic(t).says("9F5A", strings.Repeat("41", 9)).expect(approves) // of a wrong length: it is not there
}

// A card that leaves the field before it may is to be presented again, at each exchange; that is no restart for a phone.
// C-4 2.2.1.1
func TestEarlyRemoval(t *testing.T) {
	for n := 1; n <= 5; n++ {
		r := phone(t, "3F0300").with(above)
		r.file("8E", "00000000000000001E03")
		r.fault = func(at int) kernel.Fault {
			if at == n {
				return kernel.FaultTimeout
			}
			return 0
		}
		r.expect(want{kernel.TryAgain, kernel.MsgPresentAgain, 0, none, "2.2.1.1"})
		o := r.outcome()
		if o.Error.L1 != kernel.FaultTimeout || len(r.commands) != n || o.Start != kernel.StartB {
			t.Errorf("%d: %+v", n, o)
		}
		r.file("8E", "000000000000000041031E03")
		r.taps = 2
		r.fault = func(at int) kernel.Fault {
			if at == 1 {
				return kernel.FaultTransmission
			}
			return 0
		}
		r.expect(seesPhone("8.2.4.1"))
	}
}
