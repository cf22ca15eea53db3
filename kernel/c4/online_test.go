package c4_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// code is the host's answer with this authorisation response code.
func code(c string) string { return fmt.Sprintf("8A02%X", c) }

// toHost is a card that goes online, with this list of the host's answers.
func toHost(t testing.TB, answers ...string) *reader {
	r := plastic(t)
	r.indicators.FloorLimitExceeded = true
	r.hosts = answers
	return r
}

// Every response code: 00, 08, 10 and 11 approve, 12 wants another interface, 13 the PIN; all others decline. The settlement is the same, but that 16 is an
// approval of hosts that is taken back.
// C-4 12.2.2.1, 12.2.2.2
func TestResponseCodes(t *testing.T) {
	for n := range 100 {
		arc := fmt.Sprintf("%02d", n)
		for _, contacts := range []bool{true, false} {
			r := toHost(t, code(arc)).with(list("1F00")) // no online PIN in it
			if !contacts {
				r.with(noContacts)
			}
			out := r.run()
			got := of(r.outcome())
			var want want
			switch {
			case n == 0 || n == 8 || n == 10 || n == 11:
				want = approves
			case (n == 12 || n == 13) && contacts:
				want = inserts(map[int]string{12: "12.2.2.1", 13: "12.2.2.2"}[n]).authenticated("ok")
			default:
				want = declines(map[bool]string{true: "12.2.2.1", false: "12.2.2.2"}[n == 12]).authenticated("ok")
			}
			approved := want.status == kernel.Approved
			if got != want || out.Approved() != approved || r.approved[0] != approved || !out.Read() && !contacts || approved && out.Authorised != kernel.AuthorisedOnline || out.Reversal() != (n == 16) || out.Booked != (approved || n == 16) {
				t.Errorf("%s, contacts %v: %+v, want %+v; %v, reversal %v, booked %v", arc, contacts, got, want, out.Authorised, out.Reversal(), out.Booked)
			}
		}
	}
	for _, answer := range []string{"8A03303030", "8A0130", "91080102030405060708", "8A023030 8A023030", "FFFF"} {
		r := toHost(t, answer)
		if out := r.run(); out.Approved() || of(r.outcome()) != inserts("11.2.6.2.2").authenticated("ok") {
			t.Errorf("%s: %+v", answer, of(r.outcome()))
		}
	}
	toHost(t, code("AA")).expect(declines("12.2.2.2").authenticated("ok"))
}

// A host that cannot be reached is the end, or the contacts are the way on.
// C-4 11.2.6.2.2
func TestNoHost(t *testing.T) {
	toHost(t, "").expect(inserts("11.2.6.2.2").authenticated("ok"))
	toHost(t, "").with(noContacts).expect(declines("11.2.6.2.2").authenticated("ok"))
	toHost(t, "").says("9F70", "DC00").expect(declines("11.2.6.2.2").authenticated("ok"))
	toHost(t, "").give("82", "19A0").expect(declines("11.2.6.2.2").authenticated("ok"))
}

// Response code 13 has the PIN asked for, where the reader has online PIN and the card's list a rule for it, whatever its condition. The request goes out again
// with the same cryptogram and the same data, and its answer decides; another 13 is none.
// C-4 12.2.2.2
func TestRequestOnlinePIN(t *testing.T) {
	r := toHost(t, code("13"), code("10"))
	out := r.expect(approves.owing(kernel.CVMOnlinePIN))
	pin := r.outcomes[1]
	if got := of(pin); got != (want{kernel.RequestOnlinePIN, kernel.MsgEnterPIN, kernel.CVMOnlinePIN, "ok", ""}) {
		t.Errorf("%+v", got)
	}
	if pin.Start != kernel.StartD || pin.OnlineResponseData != kernel.OnlineDataAny || pin.UIOutcome.Status != kernel.StatusProcessing {
		t.Errorf("%+v", pin)
	}
	if len(r.requests) != 2 || !bytes.Equal(r.requests[0], r.requests[1]) || len(r.commands) != 5 {
		t.Errorf("%X\n%X", r.requests, r.commands)
	}
	if !contains(fmt.Sprintf("%X", r.requests[1]), "9F370401020304") || fmt.Sprintf("%X", out.Report.Get(tlv.UnpredictableNumber)) != "01020304" {
		t.Errorf("%X", r.requests[1])
	}
	if tvr := out.TVR(); fmt.Sprintf("%X", tvr) != "0000008000" { // frozen: the PIN changes nothing
		t.Errorf("%X", tvr)
	}
	toHost(t, code("13"), code("51")).expect(declines("12.2.2.2").authenticated("ok"))
	toHost(t, code("13"), "").expect(inserts("11.2.6.2.2").authenticated("ok"))
	toHost(t, code("13"), code("13")).expect(inserts("12.2.2.2").authenticated("ok"))
	toHost(t, code("13"), code("13")).with(noContacts).expect(declines("12.2.2.2").authenticated("ok"))
	toHost(t, code("13"), code("12")).with(noContacts).expect(declines("12.2.2.1").authenticated("ok"))
	toHost(t, code("13"), code("00")).with(list("02011F00")).expect(approves.owing(kernel.CVMOnlinePIN)) // the condition does not hold
	toHost(t, code("13"), code("00")).with(list("1F00")).expect(inserts("12.2.2.2").authenticated("ok"))
	toHost(t, code("13"), code("00")).set("9F6E", "D8A00003").expect(inserts("12.2.2.2").authenticated("ok"))
	toHost(t, code("13"), code("00")).set("9F6E", "58A00003").expect(declines("12.2.2.2").authenticated("ok"))
	toHost(t, code("13"), code("00")).file("8E", "-").expect(inserts("12.2.2.2").authenticated("ok"))
}

// Each outcome with its parameters: start, online response data, CVM, the two user interface requests, data record and discretionary data, interface, receipt, field
// off and removal timeout.
// C-4 13.2, 13.3, 12.2.2, 11.2.1, 2.2.1, annex A
func TestOutcomes(t *testing.T) {
	sign := func(r *reader) { r.with(above, list("1E03")) }
	fault := func(r *reader) { r.fault = func(int) kernel.Fault { return kernel.FaultTimeout } }
	aac := func(r *reader) { r.gives = 0; noContacts(r) }
	for _, c := range []struct {
		name string
		r    *reader
		at   int // which of the outcomes
		want string
	}{
		{"approved", plastic(t), 0, "approved, start 0, data 0, CVM 1, 03/5/0 -, record true, discretionary true, interface 0, false 0s 0s"},
		{"approved, signature", plastic(t).with(sign), 0, "approved, start 0, data 0, CVM 4, 1A/5/0 -, record true, discretionary true, interface 0, false 0s 0s"},
		{"declined", plastic(t).with(aac), 0, "declined, start 0, data 0, CVM 0, 07/5/0 -, record true, discretionary true, interface 0, false 0s 0s"},
		{"online", toHost(t, code("13"), code("00")), 0, "online request, start 4, data 2, CVM 1, 1B/4/0 -, record true, discretionary true, interface 0, false 0s 0s"},
		{"PIN", toHost(t, code("13"), code("00")), 1, "request online PIN, start 4, data 2, CVM 2, 09/4/0 -, record true, discretionary true, interface 0, false 0s 0s"},
		{"approved online", toHost(t, code("00")), 1, "approved, start 0, data 0, CVM 1, 03/5/0 -, record true, discretionary true, interface 0, false 0s 0s"},
		{"approved online, signature", toHost(t, code("11")).with(sign), 1, "approved, start 0, data 0, CVM 4, 1A/5/0 -, record true, discretionary true, interface 0, false 0s 0s"},
		{"contact", plastic(t).give("82", "1900"), 0, "try another interface, start 0, data 0, CVM 0, 1D/6/0 -, record false, discretionary false, interface 1, false 0s 0s"},
		{"end", plastic(t).file("5A", "-"), 0, "end application, start 0, data 0, CVM 0, 1C/3/0 -, record false, discretionary false, interface 0, false 0s 0s"},
		{"removed", plastic(t).with(fault), 0, "try again, start 2, data 0, CVM 0, 21/6/0 21/3/0, record false, discretionary false, interface 0, false 0s 0s"},
	} {
		c.r.set("DF08", "9F2701 9F3602 9F5A08 9F0203 DF7F01")
		c.r.run()
		o := c.r.outcomes[c.at]
		ui := func(u *kernel.UI) string {
			if u == nil {
				return "-"
			}
			return fmt.Sprintf("%02X/%d/%d", byte(u.Message), u.Status, u.Hold)
		}
		got := fmt.Sprintf("%v, start %d, data %d, CVM %d, %s %s, record %v, discretionary %v, interface %d, %v %v %v", o.Status, o.Start, o.OnlineResponseData, o.CVM,
			ui(o.UIOutcome), ui(o.UIRestart), o.DataRecord != nil, o.DiscretionaryData != nil, o.AlternateInterface, o.Receipt, o.FieldOff, o.RemovalTimeout)
		if got != c.want || o.Kernel != "C-4" {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A phone that gives all that there is: the data record has the book's table, and behind it what is left to the network, and no more.
// C-4 annex A record, clearing
func TestWholeDataRecord(t *testing.T) {
	r := phone(t, "010002").says("9F67", "111111").says("9F24", strings.Repeat("41", 29)).says("9F19", "000011112222").says("9F25", "4100").says("5F20", "4142")
	r.asrpd, r.tx.Sequence = "0001 02 AABB", 7
	r.cfg.Terminal.IFDSerialNumber = "12345678"
	r.hosts = []string{code("00")}
	r.indicators.FloorLimitExceeded = true
	tags := func(b []byte) (list []string) {
		c := tlv.NewCursor(b)
		for o := range c.All() {
			list = append(list, o.Tag.String())
		}
		return list
	}
	const (
		table  = "9F02 9F03 9F26 82 5F34 9F36 9F27 9F10 9F1A 95 57 5F2A 9A 9C 9F37"
		behind = "5A 5F24 5F25 9F35 9F33 9F34 9F09 9F6E 9F71 9F67 9F24 9F19 9F25 9F0A 9F06 84 9F1E 9F41 9F39"
	)
	r.run()
	if got := strings.Join(tags(r.outcomes[0].DataRecord), " "); got != table+" "+behind {
		t.Errorf("%s\nwant %s", got, table+" "+behind)
	}
}

// The data record has the book's elements, the terminal type as it is, and track 2 for an authorisation alone. The discretionary data are what of the list there is.
// C-4 annex A, 3
func TestDataRecord(t *testing.T) {
	r := toHost(t, code("00")).set("DF08", "9F2701 9F5A02 9F0203 9F3604 DF7F01").says("9F5A", "41424344")
	r.run()
	request, record := fmt.Sprintf("%X", r.requests[0]), fmt.Sprintf("%X", r.outcome().DataRecord)
	if !bench.Whole(r.outcome().DataRecord) || !bench.Whole(r.requests[0]) {
		t.Errorf("%s\n%s", request, record)
	}
	for _, part := range []string{
		"9F0206000000001234", "9F0306000000000000", "9F26081122334455667780", "82021980", "5F340100", "9F36020042", "9F270180", "9F100706010103A00000",
		"9F1A020276", "95050000008000", "5F2A020978", "9A03260701", "9C0100", "9F370401020304", "9F350122", "5A08374245001741007F", "5F2403491231", "9F3303E068C8",
		"9F0606A00000002501", "8408A000000025010402", "9F390107", "9F34031F0202",
	} {
		if !contains(request, part) || !contains(record, part) {
			t.Errorf("%s is not in\n%s\n%s", part, request, record)
		}
	}
	if !contains(request, "5713374245001741007D") || contains(record, "5713374245001741007D") {
		t.Errorf("track 2:\n%s\n%s", request, record)
	}
	refused := plastic(t).with(func(r *reader) { r.gives = 0x00 }).says("9F70", "DC00")
	refused.expect(declines("11.2.5.1"))
	if record = fmt.Sprintf("%X", refused.outcome().DataRecord); !contains(record, "5A08374245001741007F") || contains(record, "5713374245001741007D") {
		t.Errorf("track 2 of a card that declines: %s", record)
	}
	if got := fmt.Sprintf("%X", r.outcomes[0].DiscretionaryData); got != "9F2701809F5A0241429F02030012349F360400420000" {
		t.Error(got)
	}
	if r.set("DF08", "9F2701 9F").run(); r.outcome().DiscretionaryData != nil {
		t.Errorf("%X", r.outcome().DiscretionaryData)
	}
}
