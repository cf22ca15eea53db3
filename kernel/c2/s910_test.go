package c2_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Trap 27: the outcome and the message by the card's decision, the transaction type and the device, without a phone that asks for anything.
// C-2 6.12, S910.70, S910.71, S910.74, S910.75, S910.81
func TestTrapOutcomeOfCID(t *testing.T) {
	const contact, none = "20", "C0"
	const card, device, unique, short = "9F6E07 0276 0000 3030 00", "9F6E07 0276 0000 3032 00", "9F6E07 0276 8000 3032 00", "9F6E05 0276 0000 30"
	type want struct {
		status  kernel.Status
		message string
	}
	approved, signed, online := want{kernel.Approved, "03/1/13"}, want{kernel.Approved, "1A/1/13"}, want{kernel.OnlineRequest, "1B/1/0"}
	declined, insert, ended := want{kernel.Declined, "07/1/13"}, want{kernel.TryAnotherInterface, "1D/1/13"}, want{kernel.EndApplication, "1E/1/0"}
	for _, c := range []struct {
		label, cid, input, third string
		kind                     byte
		list                     string
		want                     want
	}{
		{"TC", "40", contact, "", 0, "", approved},
		{"TC with other bits", "7F", contact, "", 0, "", approved},
		{"TC, signature", "40", contact, "", 0, "1E00", signed},
		{"TC, no CVM", "40", contact, "", 0, "1F00", approved},
		{"ARQC", "80", contact, "", 0, "", online},
		{"ARQC, signature", "80", contact, "", 0, "1E00", online},
		{"AAC, 00", "00", contact, "", 0x00, "", insert},
		{"AAC, 01", "00", contact, "", 0x01, "", insert},
		{"AAC, 09", "00", contact, "", 0x09, "", insert},
		{"AAC, 17", "00", contact, "", 0x17, "", insert},
		{"AAC, 20", "00", contact, "", 0x20, "", ended},
		{"AAC, 20, no contact", "00", none, device, 0x20, "", ended},
		{"AAC, no contact", "00", none, "", 0x00, "", declined},
		{"AAC, no contact, cash", "00", none, "", 0x01, "", declined},
		{"AAC, a card", "00", contact, card, 0x00, "", insert},
		{"AAC, a card, no contact", "00", none, card, 0x00, "", declined},
		{"AAC, another device", "00", contact, device, 0x00, "", declined},
		{"AAC, another device, cash", "00", contact, device, 0x17, "", declined},
		{"AAC, no device type", "00", contact, unique, 0x00, "", insert},
		{"AAC, device type cut off", "00", contact, short, 0x00, "", declined},
	} {
		s := newScene(t).options("8202 1080").answers(0x40, in(0x77, "9F2701", c.cid, "9F3602 0007 9F2608 1122334455667788"))
		s.methods("68").set("DF8117", c.input)
		objects := "9F0F05 0000000000" + c.third
		if c.list != "" {
			objects += cvmList(0, 0, c.list)
		}
		s.record(objects)
		s.Tx.Type = c.kind
		s.asks(nil)
		if got := (want{s.Out.Status, request(s.Out.UIOutcome)}); got != c.want || s.Out.UIRestart != nil || s.Out.Start != kernel.StartNone || s.Out.DataRecord == nil {
			t.Errorf("%s: %v, want %v: %+v", c.label, got, c.want, s.Out)
		}
		if s.Out.AlternateInterface != kernel.InterfaceNone || !s.Out.Read { // N/A
			t.Errorf("%s: alternate interface %d, read %v", c.label, s.Out.AlternateInterface, s.Out.Read)
		}
	}
}

// Trap 26: a phone that has its cardholder do something is tapped again, whatever it has decided: the message is that of the first entry of the table that its
// information meets.
// C-2 6.12, S910.71, S910.72, S910.73, S910.78.1, S910.79, S910.80, 4.5.2
func TestTrapPhone(t *testing.T) {
	const two = "000100 000100 1C 05" + "000300 000100 13 01" + "000F00 000A00 21 FF" + "000000 000000 07 00"
	for _, c := range []struct {
		label, table, information string
		message                   string // MSG, "" where the phone is not to be tapped again
		restart                   string
	}{
		{"wallet", "", "000001", "20/1/13", "20/3/0"},
		{"context", "", "000900", "20/1/13", "20/3/0"},
		{"acknowledge", "", "000200", "20/1/13", "20/3/0"},
		{"required", "", "000100", "20/1/13", "20/3/0"},
		{"all", "", "001F01", "20/1/13", "20/3/0"},
		{"version and others", "", "FF0200", "20/1/13", "20/3/0"},
		{"a bit without a line", "", "000002", "07/1/13", "07/3/0"}, // the last line
		{"verified", "", "001000", "", ""},
		{"context alone", "", "000800", "", ""}, // the table has a line for it, but it is none of the bits
		{"change alone", "", "000400", "", ""},
		{"nothing", "", "000000", "", ""},
		{"only the version", "", "010000", "", ""},
		{"only RFU bits", "", "00E0F0", "", ""},
		{"the first of two", two, "000100", "1C/6/13", "1C/3/0"},
		{"a value beside its mask", two, "000A00", "21/0/13", "21/3/0"},
		{"the last line", two, "000001", "07/1/13", "07/3/0"},
		{"no line", "000100 000100 1C 05", "000001", "1E/5/0", "1E/3/0"}, // the message stays
		{"half a line", "000100 000100 1C 05 000000 000000 07", "000001", "1E/5/0", "1E/3/0"},
		{"no message", "000000 000000 FF 00", "000001", "00/1/13", "00/3/0"},
	} {
		for _, cid := range []string{"00", "40", "80"} {
			s := newScene(t).answers(0x40, in(0x77, "9F2701", cid, "9F3602 0007 9F2608 1122334455667788 DF4B03", c.information))
			if c.table != "" {
				s.set("DF8131", c.table)
			}
			s.asks(nil)
			var shown []string
			for i := range s.Shown {
				shown = append(shown, request(&s.Shown[i]))
			}
			got := strings.Join(shown, " ")
			if c.message == "" {
				if got != cleared || s.Out.Start != kernel.StartNone || s.Out.UIOutcome == nil || s.Out.UIRestart != nil {
					t.Errorf("%s, %s: %s, %+v", c.label, cid, got, s.Out)
				}
				continue
			}
			if got != cleared+" "+c.message || request(s.Out.UIRestart) != c.restart || s.Out.UIOutcome != nil || s.Out.Status != kernel.EndApplication ||
				s.Out.Start != kernel.StartB || s.Out.DataRecord == nil {
				t.Errorf("%s, %s: %s, restart %s, %+v", c.label, cid, got, request(s.Out.UIRestart), s.Out)
			}
		}
	}
}

// A signature that was asked for and is missing is an error; where the card declines a request for more, it need not sign.
// C-2 6.12, S9.28, S910.30, S910.31, S910.32, S910.33, S910.34, S910.35, S910.36, S910.37
func TestMissingSignature(t *testing.T) {
	const cda, plain = "0180", "0080"
	for _, c := range []struct {
		label, aip, denial, capabilities, cid string
		good                                  bool
	}{
		{"S910.34 TC, not asked for", plain, "0000000000", "", "40", true},
		{"S910.34 ARQC, not asked for", plain, "0000000000", "", "80", true},
		{"S910.37 TC", cda, "0000000000", "", "40", false},
		{"S910.37 ARQC", cda, "0000000000", "", "80", false},
		{"S910.35 AAC for a TC", cda, "0000000000", "", "00", true},
		{"S910.36 AAC for an AAC, not asked for", cda, "0000000001", "", "00", true},
		{"S910.37 AAC for an AAC", cda, "0000000001", "9F5D03 000100", "00", false},
	} {
		s := newScene(t).options("8202", c.aip).answers(0x40, in(0x77, "9F2701", c.cid, "9F3602 0007 9F2608 1122334455667788"))
		s.set("DF8121", c.denial).record(signedObjects + "9F0F05 0000000000")
		s.FCI = fciWith("", c.capabilities)
		s.asks(withKeys(t))
		if good := s.Out.Error.L2 == 0; good != c.good {
			t.Errorf("%s: %v %v", c.label, s.Out.Status, s.Out.Error)
		}
		if !c.good {
			s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
		}
	}
	for cid, asked := range map[string]string{"00": "40", "40": "40"} { // where the storage is read even a decline has to be signed; S910.33
		s := storageScene(t, "01").set("DF8108", asked).give("AC", in(0x77, "9F2701", cid, "9F3602 0007 9F2608 1122334455667788"))
		s.asks(withKeys(t))
		s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
		if s.Out.DataRecord == nil { // S910.52: the card may have written
			t.Error("no data record")
		}
	}
	s := storageScene(t, "01").set("DF62", "-").give("AC", in(0x77, "9F2701 00 9F3602 0007 9F2608 1122334455667788"))
	s.asks(withKeys(t))
	s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
	if s.Out.DataRecord != nil { // S910.51: it was only to be read
		t.Error("a data record")
	}
}

// Trap 28: without a signature the host gets the relay resistance data in the track. The card has the entropy AABBCCDD: CCDD is 52445, BB is 187.
// C-2 6.12, S910.38, S910.39
func TestTrapRelayInTrack2(t *testing.T) {
	const pan12, pan16, pan17, pan19 = "541333008900", "5413330089020011", "54133300890200112", "5413330089020012345"
	near, far := 20*time.Millisecond, 2*time.Second // measured: 200 less 18 and 24, in units of 100 us
	for _, c := range []struct {
		label, track, index string
		first, rest         time.Duration
		cid, want           string
	}{
		{"16 digits", pan16 + "D49122010123456789", "", near, near, "40", pan16 + "D4912201" + "0052445187015" + "F"},
		{"16 digits, online", pan16 + "D49122010123456789", "", near, near, "80", pan16 + "D4912201" + "0052445187015" + "F"},
		{"12 digits", pan12 + "D49122010123456789", "", near, near, "40", pan12 + "D4912201" + "0052445187015" + "F"},
		{"17 digits", pan17 + "D4912201012345678F", "", near, near, "40", pan17 + "D4912201" + "0052445015" + "F"},
		{"19 digits", pan19 + "D49122010123456789", "", near, near, "40", pan19 + "D4912201" + "0052445015" + "F"},
		{"an even number of digits", "54133300890200" + "1D49122010123456789", "", near, near, "40", "541333008902001D4912201" + "0052445187015"},
		{"key 09", pan16 + "D49122010123456789", "09", near, near, "40", pan16 + "D4912201" + "9052445187015" + "F"},
		{"key 0A", pan16 + "D49122010123456789", "0A", near, near, "40", pan16 + "D4912201" + "0052445187015" + "F"},
		{"second try", pan16 + "D49122010123456789", "05", far, near, "40", pan16 + "D4912201" + "5152445187015" + "F"},
		{"third try, too late", pan16 + "D49122010123456789", "", far, far, "40", pan16 + "D4912201" + "0252445187999" + "F"},
		{"nothing behind the service code", pan16 + "D4912201F", "", near, near, "40", pan16 + "D4912201" + "0052445187015" + "F"},
		{"declined", pan16 + "D49122010123456789", "", near, near, "00", pan16 + "D49122010123456789"},
		{"no track", "", "", near, near, "40", ""},
	} {
		s := relayScene(t, c.cid)
		s.Slow["ERRD"], s.Slow["ERRD B2B2B2B2"] = c.rest, c.first
		objects := "9F0F05 0000000000"
		if c.track != "" {
			track := c.track
			if len(track)%2 != 0 {
				track += "F"
			}
			objects += hexed(tlv.Append(nil, 0x57, digits(track)))
		}
		if c.index != "" {
			objects += "8F01" + c.index
		}
		s.record(objects).asks(nil)
		o, ok := tlv.Find(s.Out.DataRecord, 0x57)
		if got := fmt.Sprintf("%X", o.Value); s.Out.Error.L2 != 0 || s.Out.DataRecord == nil || got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %s, want %s: %v", c.label, got, c.want, s.Out.Error)
		}
	}
	s := relayScene(t, "40") // not performed
	s.options("8202 0080").record("9F0F05 0000000000 5711 5413330089020011D49122010123456789").asks(nil)
	if o, _ := tlv.Find(s.Out.DataRecord, 0x57); fmt.Sprintf("%X", o.Value) != "5413330089020011D49122010123456789" {
		t.Errorf("not performed: %X", o.Value)
	}
}

// relayScene is a card without CDA that does relay resistance, and its cryptogram.
func relayScene(t *testing.T, cid string) *scene {
	s := newScene(t).options("8202 0081").answers(0x40, in(0x77, "9F2701", cid, "9F3602 0007 9F2608 1122334455667788")).set("DF811B", "10")
	return s.give("ERRD", "80 0A AABBCCDD 0001 00FF 0018 9000")
}

// A track that has no place for the data is not of its format.
// C-2 4.6.2 track 2, state 9, S910.39
func TestMalformedTrack2(t *testing.T) {
	for _, track := range []string{"5413330089020011", "5413330089020011D49122F", "5413330089020011D4912", "D49122010123456789", "54133300890200123456D4912201", "54133A0089020011D49122010123"} {
		if len(track)%2 != 0 {
			track += "F"
		}
		s := relayScene(t, "40")
		s.record("9F0F05 0000000000" + hexed(tlv.Append(nil, 0x57, digits(track)))).asks(nil)
		s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
	}
}

// Trap 30: data record and discretionary data: the order of their tables, what is present, and that alone.
// C-2 4.5.3, 4.5.4, tables 4.6 and 4.7
func TestTrapRecordOrder(t *testing.T) {
	s := newScene(t).options("8202 0080").answers(0x40, in(0x77, "9F1001 06", goodAC))
	s.FCI = hexOf(tlv.Append(nil, 0x6F, append(digits("8407"+mastercardAID), tlv.Append(nil, 0xA5, digits("5003 564953 9F1203 564953 9F1101 01 BF0C10 9F5D03 000000 9F6E07 0276 0000 3030 00"))...)))
	s.record("9F0F05 0000000000 9F0702 FF80 5F2802 0276 9F4202 0978 9F241D " + strings.Repeat("41", 29) + " 9F1906 000011112222 5711 5413330089020011D49122010123456789 5F2403 491231")
	s.set("9F53", "52")
	s.asks(nil)
	tags := func(list []byte) string {
		var b strings.Builder
		c := tlv.NewCursor(list)
		for o := range c.All() {
			fmt.Fprintf(&b, "%s ", o.Tag)
		}
		return strings.TrimSpace(b.String())
	}
	if got, want := tags(s.Out.DataRecord), "9F02 9F03 9F26 5F24 82 50 5A 5F34 9F12 9F36 9F07 9F09 9F27 9F34 84 9F1E 9F10 9F11 9F24 9F33 9F1A 9F35 95 9F19 57 9F53 5F2A 9A 9C 9F37"; got != want {
		t.Errorf("data record\n%s, want\n%s", got, want)
	}
	if got, want := s.Discretionary(), "9F5D 9F42 DF810B DF8115 DF810E DF810F 9F6E"; got != want {
		t.Errorf("discretionary data\n%s, want\n%s", got, want)
	}
}
