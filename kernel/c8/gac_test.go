package c8_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// answerAC alters the objects of the answer to GENERATE AC.
func answerAC(change func([]byte) []byte) func(command, answer []byte) []byte {
	return func(command, answer []byte) []byte {
		if command[1] != 0xAE {
			return answer
		}
		o, _ := tlv.Find(answer[:len(answer)-2], tlv.TagFormat2)
		return append(tlv.Append(nil, tlv.TagFormat2, change(o.Value)), 0x90, 0)
	}
}

// drop takes an object out.
func drop(tag tlv.Tag) func([]byte) []byte {
	return func(b []byte) (kept []byte) {
		c := tlv.NewCursor(b)
		for o := range c.All() {
			if o.Tag != tag {
				kept = append(kept, o.Raw...)
			}
		}
		return kept
	}
}

// What the answer to GENERATE AC can be wrong about.
// C-8 6.3.13, 6.3.15
// 26.1, 26.2, 26.5, 26.6, 26.7, 26.8, 26.9, 26.10, 26.11, 26.12, 26.13, 26.14, 26.15, 2627.13, 2627.14
func TestGenerateACRefused(t *testing.T) {
	for answer, indication := range map[string]string{
		"6985": "00 03 00 6985 1C", "9000": "00 04 00 0000 1C", "77 9000": "00 04 00 0000 1C", "7700 9000": "00 01 00 0000 1C", "8000 9000": "00 04 00 0000 1C",
		"7703 9F2701 9000": "00 04 00 0000 1C", bench.In(0x77, "9F3601 01"): "00 04 00 0000 1C",
		bench.In(0x77, "9F2701 40 9F3602 0001 9F810201 00 9F2608 1122334455667788 9F1000 9F810508 1122334455667788"): "00 01 00 0000 1C",
	} {
		s := newScene(t).give("AC", answer).run()
		s.ends(kernel.EndApplication, kernel.StartNone, indication, otherCard, "-")
		if len(s.Shown) != 0 || s.Out.Read {
			t.Errorf("%s: %v", answer, s.Shown)
		}
	}
	for _, tag := range []tlv.Tag{0x9F36, 0x9F27, 0x9F26, 0x9F8102, 0x9F8105, 0x9F10} {
		s := newScene(t)
		s.Middle = answerAC(drop(tag))
		s.run().ends(kernel.EndApplication, kernel.StartNone, "00 01 00 0000 1C", otherCard, "-")
	}
	for _, fault := range []string{"1", "2", "3"} {
		newScene(t).give("AC", "L1 "+fault).run().ends(kernel.EndApplication, kernel.StartB, "0"+fault+" 00 00 0000 21", "-", tryAgain)
	}
}

// The cardholder learns that the card has been read.
// C-8 6.3.13
// 26.17, 26.18, 26.19, 26.20
func TestCardRead(t *testing.T) {
	for _, schedule := range []string{"lazy", "eager"} {
		s := newScene(t).schedule(schedule).run()
		if len(s.Shown) != 1 || bench.Request(&s.Shown[0]) != "1E/5/0" {
			t.Errorf("%v", s.Shown)
		}
	}
}

// A card without PAN has data missing, once all records are deciphered.
// C-8 6.3.15
// 2627.1, 2627.2
func TestPANMissing(t *testing.T) {
	for _, schedule := range []string{"lazy", "eager"} {
		s := newScene(t).schedule(schedule).with(func(c *chip) { c.records[1].objects = "5F3002 0201" }).run()
		s.ends(kernel.EndApplication, kernel.StartNone, "00 01 00 0000 1C", otherCard, "-")
	}
}

// The Issuer Application Data MAC is over the objects of the response as they came, in their order, unknown ones too; template, padding, cryptogram and EDA-MAC are
// left out. It is made with what was exchanged for relay resistance, and without.
// C-8 6.3.15, 7.2.11
// 2627.10, 2627.11, 2627.12, C.71, C.72, C.73, C.75, C.78
func TestIADMACMessage(t *testing.T) {
	for name, change := range map[string]func(*scene){
		"as it is":        func(*scene) {},
		"unknown objects": func(s *scene) { s.chip.more = "9F7C03010203 E1045F340101 DF8F7F0199" },
		"with relay":      func(s *scene) { s.chip.aip = "010B"; s.Slow["ERRD"] = 19200000 },
		"padding": func(s *scene) {
			s.Middle = answerAC(func(b []byte) []byte { return slices.Concat([]byte{0}, b[:4], []byte{0, 0}, b[4:], []byte{0}) })
		},
		"cryptogram and MAC in front": func(s *scene) {
			s.Middle = answerAC(func(b []byte) []byte {
				ac, _ := tlv.Find(b, 0x9F26)
				eda, _ := tlv.Find(b, 0x9F8105)
				return slices.Concat(ac.Raw, eda.Raw, drop(0x9F26)(drop(0x9F8105)(b)))
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			change(s)
			s.run().ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-")
		})
	}
	for name, change := range map[string]func([]byte) []byte{
		"another order": func(b []byte) []byte { return append(drop(0x9F36)(b), 0x9F, 0x36, 2, 0, 1) },
		"one more":      func(b []byte) []byte { return append(b, 0x9F, 0x7C, 0) },
		"one other":     func(b []byte) []byte { o, _ := tlv.Find(b, 0x9F36); o.Value[1]++; return b },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.Middle = answerAC(change)
			s.run().ends(kernel.EndApplication, kernel.StartNone, "00 13 00 0000 1C", otherCard, "-")
		})
	}
}

// Where the MAC goes in the Issuer Application Data: nowhere, at the terminal's offset, or at the card's, if there is room.
// C-8 6.3.16
// 28.1, 28.3, 28.4, 28.6, 28.10, 28.16, 28.17
func TestIADMACCopied(t *testing.T) {
	for _, c := range []struct {
		aip, more, offset string
		at                int // -1: nowhere; -2: CARD DATA ERROR
	}{
		{"0108", "", "11", -1},
		{"010E", "9F81070100", "11", -1},
		{"010A", "", "00", 0},
		{"010A", "", "11", 17},
		{"010A", "", "18", 24},
		{"010A", "", "19", -2},
		{"010A", "", "FF", -2},
		{"010C", "9F81070105", "19", 5},
		{"010C", "9F81070118", "00", 24},
		{"010C", "9F81070119", "00", -2},
		{"010C", "", "00", -2},
	} {
		s := newScene(t).set("9F821E", c.offset).with(func(chip *chip) { chip.aip, chip.gpo = c.aip, c.more }).run()
		if c.at == -2 {
			s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
			continue
		}
		want, mac := strings.Repeat("A5", 32), s.Data[tlv.IssuerApplicationDataMAC]
		if c.at >= 0 {
			want = want[:2*c.at] + mac + want[2*c.at+16:]
		}
		if s.element(tlv.IssuerApplicationData, want); len(mac) != 16 {
			t.Errorf("MAC %s", mac)
		}
		if o, _ := tlv.Find(s.Out.DataRecord, 0x9F10); hexOf(o.Value) != want {
			t.Errorf("%v: %X", c, o.Value)
		}
	}
}

// Keys that could not be agreed on are found out by the first record that is in the channel, or else by the Issuer Application Data MAC: DECRYPTION FAILED both times.
// C-8 6.3.16, 7.2.3, 7.2.11
// 28.2, 28.5, 28.18, 28.19, C.11, C.12a, C.14, C.71, C.77
func TestKeysNotAgreed(t *testing.T) {
	plain := func(l []record) []record {
		for i := range l {
			l[i].enciphered = false
		}
		return l
	}
	for _, wrong := range []string{"key", "long key"} {
		s := newScene(t).schedule("when idle").with(func(c *chip) { c.records[1].enciphered, c.arrange = false, plain })
		s.Middle = spoilKey(wrong)
		s.run().ends(kernel.EndApplication, kernel.StartNone, "00 10 00 0000 1C", otherCard, "-")
		if got := s.Lines[len(s.Lines)-1]; got != "AC 40 00" {
			t.Error(s.Lines)
		}
	}
}
