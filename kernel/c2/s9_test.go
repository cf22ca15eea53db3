package c2_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// answers asks the card for a TC, an ARQC or an AAC, and has it answer.
func (s *scene) answers(asked byte, response string) *scene {
	s.set("DF8123", "000000005000", "DF8121", "0000000000", "DF8122", "0000000000", "DF8120", "0000000000")
	switch asked {
	case 0x80:
		s.set("DF8122", "0000000001")
	case 0x00:
		s.set("DF8121", "0000000001")
	}
	s.record("9F0F05 0000000000")
	return s.give("AC", response)
}

const (
	goodAC  = "9F2701 40 9F3602 0007 9F2608 1122334455667788"
	cleared = "1E/5/0" // CLEAR DISPLAY, CARD READ SUCCESSFULLY, hold time 0
)

// What is wrong with the response to GENERATE AC.
// C-2 6.12, S9.16, S9.17, S9.18, S9.19, S9.20, S9.21, S9.22, S9.23, S9.24, S910.30, S910.31, S910.50, S910.53
func TestGenerateACResponse(t *testing.T) {
	for _, c := range []struct{ label, options, response, indication string }{
		{"S9.17", "", "6985", "00 03 00 6985 1C"},
		{"S9.17 with data", "", strings.TrimSuffix(in(0x77, goodAC), "9000") + "9001", "00 03 00 9001 1C"},
		{"S9.20 nothing", "", "9000", "00 04 00 0000 1C"},
		{"S9.20 neither format", "", in(0x70, goodAC), "00 04 00 0000 1C"},
		{"S9.20 cut", "", "77 20 9F2701 40 9000", "00 04 00 0000 1C"},
		{"S9.20 more behind", "", strings.TrimSuffix(in(0x77, goodAC), "9000") + "5000 9000", "00 04 00 0000 1C"},
		{"S9.20 a length that is none", "", in(0x77, "9F2701 40 9F3603 000700 9F2608 1122334455667788"), "00 04 00 0000 1C"},
		{"S9.20 an object of the terminal", "", in(0x77, goodAC, "9A03 260701"), "00 04 00 0000 1C"},
		{"S9.20 given before", "9F2701 40", in(0x77, goodAC), "00 04 00 0000 1C"},
		{"S9.20 format 1 too short", "", in(0x80, "40 0007 11223344556677"), "00 04 00 0000 1C"},
		{"S9.20 format 1 too long", "", in(0x80, "40 0007 1122334455667788", strings.Repeat("AA", 33)), "00 04 00 0000 1C"},
		{"S9.20 format 1, more behind", "", strings.TrimSuffix(in(0x80, "40 0007 1122334455667788"), "9000") + "5000 9000", "00 04 00 0000 1C"},
		{"S9.20 format 1, less than an object behind", "", strings.TrimSuffix(in(0x80, "40 0007 1122334455667788"), "9000") + "9F 9000", "00 04 00 0000 1C"},
		{"S9.20 format 1 cut", "", "80 0C 40 0007 1122334455667788 9000", "00 04 00 0000 1C"},
		{"S9.20 format 1, CID given before", "9F2701 40", in(0x80, "40 0007 1122334455667788"), "00 04 00 0000 1C"},
		{"S9.20 format 1, ATC given before", "9F3602 0007", in(0x80, "40 0007 1122334455667788"), "00 04 00 0000 1C"},
		{"S9.20 format 1, cryptogram given before", "9F2608 1122334455667788", in(0x80, "40 0007 1122334455667788"), "00 04 00 0000 1C"},
		{"S9.20 format 1, issuer's data given before", "9F1001 06", in(0x80, "40 0007 1122334455667788 07"), "00 04 00 0000 1C"},
		{"S9.22 no CID", "", in(0x77, "9F3602 0007 9F2608 1122334455667788"), "00 01 00 0000 1C"},
		{"S9.22 no ATC", "", in(0x77, "9F2701 40 9F2608 1122334455667788"), "00 01 00 0000 1C"},
		{"S910.31", "", in(0x77, "9F2701 40 9F3602 0007"), "00 01 00 0000 1C"},
	} {
		s := newScene(t).options("8202 0080", c.options).answers(0x40, c.response)
		s.asks(nil)
		s.ends(kernel.EndApplication, kernel.StartNone, c.indication, otherCard, "-")
		if s.Out.DataRecord != nil {
			t.Errorf("%s: data record %X", c.label, s.Out.DataRecord)
		}
	}
}

// Formats 1 and 2 with what the card may leave out.
// C-2 5.3.3 format 1, format 2, 6.12, S9.18, S9.19
func TestGenerateACFormats(t *testing.T) {
	issuer := strings.Repeat("AB", 32)
	for _, c := range []struct{ label, options, response, issuer string }{
		{"format 2", "", in(0x77, goodAC), ""},
		{"format 2 with the issuer's data", "", in(0x77, goodAC, "9F1020", issuer), issuer},
		{"format 2 with 00 between", "", in(0x77, "00", goodAC), ""},
		{"format 1", "", in(0x80, "40 0007 1122334455667788"), ""},
		{"format 1 with the issuer's data", "", in(0x80, "40 0007 1122334455667788", issuer), issuer},
		{"format 1, issuer's data given before", "9F1001 06", in(0x80, "40 0007 1122334455667788"), "06"},
	} {
		s := newScene(t).options("8202 0080", c.options).answers(0x40, c.response)
		s.asks(nil)
		if s.Out.Status != kernel.Approved || s.Data[tlv.CID] != "40" || s.Data[tlv.ATC] != "0007" || s.Data[tlv.ApplicationCryptogram] != "1122334455667788" ||
			s.Data[tlv.IssuerApplicationData] != c.issuer {
			t.Errorf("%s: %v %v %v", c.label, s.Out.Status, s.Out.Error, s.Data)
		}
	}
}

// Which cryptogram may answer which request. Its other bits say nothing.
// C-2 6.12, S9.23, S9.24, 4.7
func TestCryptogramType(t *testing.T) {
	may := map[byte]string{0x40: "40 80 00", 0x80: "80 00", 0x00: "00"}
	for asked, types := range may {
		for _, cid := range []string{"00", "40", "80", "C0", "3F", "7F", "BF"} {
			s := newScene(t).answers(asked, in(0x77, "9F2701", cid, "9F3602 0007 9F2608 1122334455667788"))
			command := s.asks(nil)
			if command[:2] != fmt.Sprintf("%02X", asked) {
				t.Fatalf("asked for %s", command)
			}
			kind := fmt.Sprintf("%02X", digits(cid)[0]&0xC0)
			if good := s.Out.Error.L2 == 0; good != strings.Contains(types, kind) {
				t.Errorf("asked for %02X, CID %s: %v %v", asked, cid, s.Out.Status, s.Out.Error)
			}
			if s.Out.Error.L2 != 0 {
				s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
			}
		}
	}
}

// A card that gives no answer to GENERATE AC is tried again, of whatever sort the error is; one that may have written the terminal's data is not, and what
// there is of the transaction goes into the data record.
// C-2 6.12, S9.1, S9.6, S9.7, S9.8, S9.9, S9.10
func TestNoAnswerToGenerateAC(t *testing.T) {
	for _, fault := range []string{"1", "2", "3"} {
		s := newScene(t).answers(0x40, "L1 "+fault)
		s.asks(nil)
		s.ends(kernel.EndApplication, kernel.StartB, "0"+fault+" 00 00 0000 21", "-", tryAgain)
		if s.Out.DataRecord != nil {
			t.Errorf("data record %X", s.Out.DataRecord)
		}
		w := storageScene(t, "01").give("AC", "L1 "+fault)
		w.asks(withKeys(t))
		w.ends(kernel.EndApplication, kernel.StartNone, "0"+fault+" 00 00 0000 1C", otherCard, "-")
		if w.Out.DataRecord == nil {
			t.Error("no data record")
		}
	}
}

// State 9 drops what the terminal sends, and says that the card has been read before it looks at the signature; not, where there is still to be written.
// C-2 6.12, S9.2, S9.4, S9.26, S9.27, 4.5.2
func TestCardRead(t *testing.T) {
	s := newScene(t).answers(0x40, in(0x77, goodAC))
	s.Lazy = true
	s.While["AC"] = []string{"DF8112 02 9F36", "DF8106 00"}
	s.asks(nil)
	if s.Out.Status != kernel.Approved || len(s.Shown) != 1 || request(&s.Shown[0]) != cleared {
		t.Errorf("%v, shown %v", s.Out, s.Shown)
	}
	w := newScene(t).answers(0x40, in(0x77, goodAC)).set("FF8103", "9F7502 0102").give("PD 9F75 0102", "9000")
	w.asks(nil)
	if w.script("GPO 8300", "RR 1.1", "AC", "PD 9F75 0102"); len(w.Shown) != 1 || request(&w.Shown[0]) != cleared {
		t.Errorf("shown %v", w.Shown)
	}
}

// Trap 30: a response that is not to be taken gives the Message Hold Time back to the message that state 9 has shown without.
// C-2 6.12, S9.27, S910.50
func TestTrapHoldTime(t *testing.T) {
	s := newScene(t).answers(0x40, in(0x77, "9F2701 40 9F3602 0007")).set("DF812D", "000042")
	s.asks(nil)
	s.ends(kernel.EndApplication, kernel.StartNone, "00 01 00 0000 1C", "1C/1/42", "-")
	if len(s.Shown) != 1 || request(&s.Shown[0]) != cleared {
		t.Errorf("shown %v", s.Shown)
	}
}
