package c4_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
)

// Where implementers of this book go wrong: a test each, named after what is easily overlooked.
func TestTraps(t *testing.T) {
	online := func(r *reader) { r.indicators.FloorLimitExceeded = true }
	for _, c := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"terminal type goes out with 9F6D in it, and to the host as it is", func(t *testing.T) { // C-4 4.3.3.1, 4.3.5.1
			r := plastic(t).with(above).set("9F6D", "C8")
			r.pdol = "9F3501"
			r.run()
			if !bytes.Equal(r.sentPDOL, []byte{0xEA}) || !bytes.Contains(r.outcome().DataRecord, []byte{0x9F, 0x35, 0x01, 0x22}) {
				t.Errorf("%X, %X", r.sentPDOL, r.outcome().DataRecord)
			}
			r.pdol = "9F3501 9F6E04"
			if r.run(); r.sentPDOL[0] != 0x22 {
				t.Errorf("%X", r.sentPDOL)
			}
		}},
		{"capabilities are cleared and set at each activation", func(t *testing.T) { // C-4 4.3.1.1, 4.3.1.2, 4.3.1.3
			r := phone(t, "010001").set("9F6E", "D8E0C003").set("9F6D", "C8")
			r.taps, r.pdol = 2, "9F6E04 9F6D01"
			var told [][]byte
			r.answer = func(_ int, command, response []byte) []byte {
				if command[1] == 0xA8 {
					told = append(told, r.sentPDOL)
				}
				return response
			}
			r.run()
			if len(told) != 2 || fmt.Sprintf("%X %X", told[0], told[1]) != "D8E00003C0 D8E00003C0" {
				t.Errorf("%X", told)
			}
		}},
		{"an mPOS without a host declines, and does not end", func(t *testing.T) { // C-4 4.3.1.4
			r := plastic(t).set("DF09", "02")
			r.cfg.Terminal.Type, r.tx.HostAway = 0x21, true
			r.expect(declines("4.3.1.4"))
		}},
		{"a card without PDOL gets 8300", func(t *testing.T) { // C-4 4.3.2.1
			r := plastic(t)
			r.pdol = ""
			if r.expect(approves); !bytes.Equal(r.commands[0], []byte{0x80, 0xA8, 0, 0, 2, 0x83, 0, 0}) {
				t.Errorf("%X", r.commands[0])
			}
		}},
		{"magnetic stripe mode: no record is read", func(t *testing.T) { // C-4 4.3.7.2, 4.3.7.3
			for aip, want := range map[string]want{"1900": inserts("4.3.7.2"), "1940": ends("4.3.7.3"), "1920": ends("4.3.7.3")} {
				r := plastic(t).give("82", aip)
				if r.expect(want); len(r.commands) != 1 {
					t.Errorf("%s: %d commands", aip, len(r.commands))
				}
			}
		}},
		{"a blocked Mobile CVM is in the TVR at once", func(t *testing.T) { // C-4 4.3.8.1
			r := phone(t, "010003")
			if r.run(); r.told("95") != "0000200000" {
				t.Error(r.told("95"))
			}
		}},
		{"three elements are mandatory, unknown ones nothing", func(t *testing.T) { // C-4 5.3.3, 5.3.4
			plastic(t).file("5F24", "-").expect(ends("5.3.3"))
			plastic(t).says("DF01", "00").expect(approves)
		}},
		{"an old AIP's SDA and DDA are not used", func(t *testing.T) { // C-4 6.2.1.3, 6.2.6.1
			r := plastic(t).give("82", "7880")
			if r.run(); r.told("95") != "8000000000" || r.reference() != 0x80 || r.outcome().ODA.Result != none {
				t.Errorf("%s, %02X, %+v", r.told("95"), r.reference(), r.outcome().ODA)
			}
		}},
		{"delayed authorisation is restricted by the card, absent by none", func(t *testing.T) { // C-4 7.2.3.1.1, 7.2.3.1.2
			for v, tvr := range map[string]string{"3C80": "0010000000", "3C00": "0000000000", "-": "0000000000"} {
				r := plastic(t).set("9F6E", "D8E00043").set("DF0A", "0000000000").says("9F70", v)
				if r.run(); r.told("95") != tvr {
					t.Errorf("%s: %s", v, r.told("95"))
				}
			}
		}},
		{"above the limit no CVM is no method, and online PIN is the acquirer's", func(t *testing.T) { // C-4 8.2.2.2.1
			plastic(t).with(above, noContacts, list("1F00")).verifies(verification{0, "3F0001", "0000800000"})
			plastic(t).with(above, list("42031E03")).set("9F6E", "D8A00003").verifies(verification{kernel.CVMSignature, "1E0300", "0000000000"})
		}},
		{"the TVR has the online PIN before GENERATE AC, and stays so", func(t *testing.T) { // C-4 8.2.3.2.1
			r := plastic(t).with(above)
			r.hosts = []string{code("00")}
			if out := r.run(); r.told("95") != "0000040000" || fmt.Sprintf("%X", out.TVR()) != "0000040000" {
				t.Errorf("%s, %X", r.told("95"), out.TVR())
			}
		}},
		{"code 000001 is Mobile CVM, with one restart", func(t *testing.T) { // C-4 8.2.4.1.1, 8.2.4.1.2, 8.2.4.1.10
			for results, first := range map[string]kernel.Status{"-": kernel.OnlineRequest, "010003": kernel.OnlineRequest, "020002": kernel.TryAgain} {
				r := phone(t, results).with(above)
				r.taps = 3
				r.run()
				if r.outcomes[0].Status != first || r.outcome().CVM != kernel.CVMOnlinePIN || len(r.outcomes) > 2 {
					t.Errorf("%s: %d taps, %v, %v", results, len(r.outcomes), r.outcomes[0].Status, r.outcome().CVM)
				}
			}
		}},
		{"no CVM possible: the contacts, or the flow goes on", func(t *testing.T) { // C-4 8.2.5.1, 8.2.5.2, 8.2.5.5
			plastic(t).with(above, list("1F00")).says("9F70", "-").expect(inserts("8.2.5"))
			r := phone(t, "-").with(above, list("1F00"))
			if r.run(); r.outcome().Status != kernel.OnlineRequest || r.told("95") != "0000800000" {
				t.Errorf("%v, %s", r.outcome().Status, r.told("95"))
			}
		}},
		{"below the limit only performed and failed restarts", func(t *testing.T) { // C-4 8.2.6.1.1
			for results, again := range map[string]bool{"010001": true, "010003": false, "010000": false, "3F0001": false} {
				r := phone(t, results)
				if r.run(); (r.outcome().Status == kernel.TryAgain) != again {
					t.Errorf("%s: %v", results, r.outcome().Status)
				}
			}
		}},
		{"no list below the limit is ICC data missing", func(t *testing.T) { // C-4 8.2.6.2.1
			plastic(t).file("8E", "-").verifies(verification{kernel.CVMNotRequired, "3F0000", "2000000000"})
		}},
		{"no online PIN below the limit, though it comes first", func(t *testing.T) { // C-4 8.2.6.2.2
			plastic(t).with(list("42001E031F00")).verifies(verification{kernel.CVMNotRequired, "1F0002", "0000000000"})
		}},
		{"risk management is always done, without random selection and velocity checking", func(t *testing.T) { // C-4 9.1.1
			r := plastic(t).with(online).give("82", "1180").says("9F14", "01").says("9F23", "02")
			if r.run(); r.told("95") != "0000008000" || len(r.commands) != 5 {
				t.Errorf("%s, %X", r.told("95"), r.commands)
			}
		}},
		{"offline only: never the default codes; delayed: neither", func(t *testing.T) { // C-4 10.2.1.1.1, 10.2.1.4.2
			for enhanced, want := range map[string]int{"D8E00003": 0x50, "D8E00043": 0x50} {
				r := plastic(t).file("8E", "-").set("9F6E", enhanced).set("DF0C", "FFFFFFFFFF").file("9F0D", "FFFFFFFFFF").set("DF0B", "0000000000")
				r.cfg.Terminal.Type = 0x23
				if r.run(); r.reference() != want {
					t.Errorf("%s: %02X", enhanced, r.reference())
				}
			}
		}},
		{"the default codes only for an ARQC without a host", func(t *testing.T) { // C-4 10.2.1.3.3
			for codes, want := range map[[2]string]int{{"2000000000", "2000000000"}: 0x00, {"2000000000", "0000000000"}: 0x50, {"0000000000", "2000000000"}: 0x50} {
				r := plastic(t).file("8E", "-").set("DF0B", codes[0]).set("DF0C", codes[1])
				r.tx.HostAway = true
				if r.run(); r.reference() != want {
					t.Errorf("%v: %02X", codes, r.reference())
				}
			}
		}},
		{"zero amount and status check want the host, unless declined", func(t *testing.T) { // C-4 10.2.2.1, 10.2.2.3
			r := plastic(t)
			r.indicators.StatusCheck = true
			if r.run(); r.reference() != 0x90 {
				t.Errorf("%02X", r.reference())
			}
		}},
		{"no signature is asked for with an AAC", func(t *testing.T) { // C-4 6.2.1.1
			r := plastic(t).file("5F24", "200101").set("DF0A", "0040000000")
			if r.run(); r.reference() != 0x00 {
				t.Errorf("%02X", r.reference())
			}
		}},
		{"a CID of no type: the contacts, or the end", func(t *testing.T) { // C-4 11.2.1.5
			plastic(t).with(func(r *reader) { r.gives = 0xC0 }).expect(inserts("11.2.1.5"))
			plastic(t).with(noContacts, func(r *reader) { r.gives = 0xC0 }).expect(ends("11.2.1.5"))
		}},
		{"more than was asked for is declined, an AAC is no failed CDA", func(t *testing.T) { // C-4 11.2.2.4, 11.2.2.1
			plastic(t).with(online, func(r *reader) { r.gives = 0x40 }).expect(declines("11.2.2.4"))
			out := plastic(t).with(noContacts, func(r *reader) { r.gives = 0 }).expect(declines("11.2.5.1"))
			if out.TVR()[0] != 0 {
				t.Errorf("%X", out.TVR())
			}
		}},
		{"6984: try again with the field off, and once", func(t *testing.T) { // C-4 11.2.3.1, 11.2.3.2
			r := phone(t, "010002")
			r.sw, r.taps = 0x6984, 2
			r.expect(ends("11.2.3.2"))
			if o := r.outcomes[0]; o.FieldOff != 1500*time.Millisecond || o.UIOutcome.Message != kernel.MsgSeePhone || o.Status != kernel.TryAgain {
				t.Errorf("%+v", o)
			}
		}},
		{"CDA failed is never online, a plain AAC leaves for the contacts", func(t *testing.T) { // C-4 11.2.4.4, 11.2.6.1, 11.2.5.1
			for _, gives := range []int{0x40, 0x80} {
				for _, edit := range []func(*reader){func(*reader) {}, noContacts} {
					r := plastic(t).with(edit)
					r.gives, r.forged = gives, true
					if out := r.run(); out.Status == kernel.OnlineRequest || out.Status == kernel.Approved || out.TVR()[0] != 0x04 {
						t.Errorf("%v, TVR %X", out.Status, out.TVR())
					}
				}
			}
			plastic(t).with(func(r *reader) { r.gives = 0 }).expect(inserts("11.2.5.1"))
		}},
		{"08, 10 and 11 approve, 12 and 13 do not", func(t *testing.T) { // C-4 12.2.2.1, 12.2.2.2
			for _, arc := range []string{"00", "08", "10", "11", "12", "13"} {
				r := toHost(t, code(arc)).with(noContacts, list("1F00"))
				if out := r.run(); out.Approved() != (arc < "12") {
					t.Errorf("%s: %v", arc, out.Status)
				}
			}
		}},
		{"hold times are tenths of seconds, but for 300 ms", func(t *testing.T) { // C-4 11.2.4
			r := phone(t, "010001")
			if r.run(); r.outcome().UIOutcome.Hold != time.Second {
				t.Error(r.outcome().UIOutcome.Hold)
			}
			r = plastic(t)
			if r.run(); r.shown[0].Hold != 300*time.Millisecond {
				t.Error(r.shown[0].Hold)
			}
		}},
		{"the terminal's version is 9F09", func(t *testing.T) { // C-4 7.2.2.1.1
			r := plastic(t).set("9F09", "0002")
			if r.run(); r.told("95") != "0080000000" {
				t.Error(r.told("95"))
			}
		}},
	} {
		t.Run(c.name, c.run)
	}
}
