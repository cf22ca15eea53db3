package c8_test

import (
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Each mandatory configuration data object is one: without it, or with another length, the kernel selects the next application.
// C-8 6.3.1
// KS.1, KS.2, KS.3, KS.4, KS.5, KS.6
func TestMandatoryConfiguration(t *testing.T) {
	for i := 0; i < len(reader); i += 2 {
		tag := reader[i]
		for _, value := range []string{"-", "", strings.Repeat("00", 33)} {
			list := tag == "9F821F" || tag == "9F821D" // of any length
			if list && value != "-" && value != "" {
				continue
			}
			s := newScene(t).set(tag, value).run()
			s.Ends(0x9F8204, kernel.SelectNext, kernel.StartC, "00 0F 00 0000 FF", "-", "-")
			if s.script(); s.Out.Error.L2 != kernel.TerminalDataError || s.Out.Kernel != "C-8" {
				t.Errorf("%v", s.Out)
			}
		}
	}
}

// Table A.38's optional objects may be absent, and what the book does not know is not taken in.
// C-8 6.3.1, 4.1.1
// KS.1
func TestConfigurationTaken(t *testing.T) {
	s := newScene(t).set("9F8220", plainCDOL1, "9F8221", "9F3482", "9F7C", "0102").run()
	s.ends(kernel.Approved, kernel.StartNone, "00 00 00 0000 FF", "03/1/13", "-")
}

// A proprietary object is known where the reader has declared it, and so may be asked for by the card.
// C-8 6.3.1, 4.1.1
// KS.1
func TestProprietaryTags(t *testing.T) {
	for name, want := range map[string]string{"declared": "C0FFEE", "not": "000000"} {
		s := newScene(t)
		s.fci("9F2B08 9E40 9F1D08 DFF10103", "9F2C07 02 00FFFF 000000")
		s.set("DFF101", "C0FFEE")
		if name == "declared" {
			s.Kernel = c8.Kernel{Proprietary: []tlv.Element{{Tag: 0xDFF101, Name: "Ours", Format: tlv.B, Min: 1, Max: 8, Source: tlv.FromTerminal, Update: tlv.K}}}
		}
		s.run()
		if got := s.data(0xA8)[4+160:]; got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The bits of the Terminal Risk Management Data that are the kernel's own are cleared at the start, and set anew for the amount: others stay.
// C-8 6.3.1, 6.3.12
// KS.7, 202122232425.10, 202122232425.12
func TestTerminalRiskManagementData(t *testing.T) {
	for _, c := range []struct {
		amount       uint64
		given        string
		atPDOL, atAC string
	}{
		{1999, "FFFFFFFFFFFFFFFF", "937FFFFFFFFFFFFF", "9B7FFFFFFFFFFFFF"}, // no CVM required: 08
		{2000, "FFFFFFFFFFFFFFFF", "937FFFFFFFFFFFFF", "D7FFFFFFFFFFFFFF"}, // CVM required: 64 has 44 of 6C... and the limit is exceeded
		{1999, "0000000000000000", "0000000000000000", "0800000000000000"},
		{2000, "0000000000000000", "0000000000000000", "4480000000000000"},
	} {
		s := newScene(t).set("9F1D", c.given, "9F8207", "44")
		s.Tx.Amount = c.amount
		s.run()
		pdol, ac := s.data(0xA8)[4+144:], s.data(0xAE)[36:]
		if pdol != c.atPDOL || ac != c.atAC {
			t.Errorf("%d, %s: %s, %s", c.amount, c.given, pdol, ac)
		}
	}
}

// A card that is none of this book's version, or names nothing, or sends what cannot be read, is left for the next application.
// C-8 6.3.2, 4.1.3 ParseAndStoreCardResponse
// 1.1, 1.5, 1.6, 1.7, 1.8, 1.9, 1.14
func TestFCI(t *testing.T) {
	for fci, indication := range map[string]string{
		"":                             "00 04 00 0000 FF",
		"6F05":                         "00 04 00 0000 FF",
		"6F0000":                       "00 01 00 0000 FF", // filled with zeroes
		"6F00 5A00":                    "00 04 00 0000 FF", // something behind it
		bench.FCIWith(testAID, "", ""): "00 01 00 0000 FF", // no Card Qualifier
		bench.FCIWith(testAID, "", "9F2C07 01 00FFFF 000000"): "00 01 00 0000 FF",
		bench.FCIWith(testAID, "", "9F2C07 03 00FFFF 000000"): "00 01 00 0000 FF",
		bench.FCIWith(testAID, "", "9F2C06 02 00FFFF 0000"):   "00 04 00 0000 FF", // a length that it must not have
		bench.FCIWith("", "", "9F2C07 02 00FFFF 000000"):      "00 04 00 0000 FF", // DF name of no length
		"6F0F A50D BF0C0A 9F2C07 02 00FFFF 000000":            "00 01 00 0000 FF", // no DF name
	} {
		s := newScene(t)
		s.FCI = fci
		s.run().ends(kernel.SelectNext, kernel.StartC, indication, "-", "-").script()
		if t.Failed() {
			t.Fatalf("%q", fci)
		}
		if s.Out.FieldOff != 0 {
			t.Errorf("%s: field off %v", fci, s.Out.FieldOff)
		}
	}
}

// The language that the card prefers is that of the messages; the card that can sense it has the field switched off.
// C-8 6.3.2
// 1.10, 1.11
func TestLanguageAndFieldOff(t *testing.T) {
	for _, c := range []struct {
		objects  string
		language string
		off      time.Duration
	}{
		{"9F2C07 02 00FFFF 000000", "", 0},
		{"9F2C07 02 00FFFF 800000", "", 1300 * time.Millisecond},
	} {
		s := newScene(t).fci("", c.objects).run()
		if string(s.Out.UIOutcome.Language) != c.language || s.Out.FieldOff != c.off {
			t.Errorf("%s: %v, %v", c.objects, s.Out.UIOutcome.Language, s.Out.FieldOff)
		}
	}
	s := newScene(t)
	body := tlv.Append(tlv.Append(nil, 0x84, bench.Digits(testAID)), 0xA5, bench.Digits("5F2D04 64656672 9F3808 9F2B08 9E40 9F1D08 BF0C0A 9F2C07 02 00FFFF 000000"))
	s.FCI = hexOf(tlv.Append(nil, 0x6F, body))
	s.run()
	if s.Out.UIOutcome == nil || s.Out.UIOutcome.Language != "de" {
		t.Errorf("%+v", s.Out)
	}
}

// Process C has no algorithm suite in common with the card.
// C-8 6.3.3, 6.3.2, 7.2.2
// 2.1, 2.2, 2.3, 2.4, 2.5, 1.9a, C.100, C.101, C.104
func TestNoAlgorithmSuite(t *testing.T) {
	newScene(t).fci("", "9F2C07 02 01FFFF 000000").run().ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-").script()
	for _, suites := range []string{"00FFFF", "FF00FF", "FFFF00", "010200"} {
		newScene(t).fci("", "9F2C07 02 "+suites+" 000000").run().ends(kernel.Approved, kernel.StartNone, "00 00 00 0000 FF", "03/1/13", "-")
	}
}

// The Kernel Qualifier says what Process C has chosen; the kernel's key goes out if the PDOL asks for it, and what it does not know is zeroes.
// C-8 6.3.3, 4.1.4
// 2.6, 2.7, 2.15, 2.16, 2.17, 2.18, 2.19, 2.20, 2.21
func TestGetProcessingOptions(t *testing.T) {
	for _, c := range []struct {
		config, security, pdol, data string
	}{
		{"3800", "10", "9F2B08", "8308 0280000110FF0000"},
		{"1800", "10", "9F2B08", "8308 0280000010FFFF00"[:0] + "8308 02800010FFFF0000"},
		{"1800", "00", "9F2B08", "8308 02000010FFFF0000"},
		{"3800", "10", "9F2B02", "8302 0280"},                // b is cut at the right
		{"3800", "10", "9F2B09", "8309 0280000110FF0000 00"}, // and filled there
		{"3800", "10", "9F0203", "8303 001234"},              // n at the left
		{"3800", "10", "9F0207", "8307 00000000001234"},      // and filled there
		{"3800", "10", "9F7C02 9F820902 E102", "8306 0000 3800 0000"},
		{"3800", "10", "9F810902", "8302 0000"},           // known, and absent
		{"3800", "10", "9F2002 9F2C02", "8304 0000 0200"}, // known, and empty: of format cn, which is filled with FF
	} {
		s := newScene(t).set("9F8209", c.config, "9F820A", c.security).fci(c.pdol, "9F2C07 02 00FFFF 000000")
		s.give("GPO", "6985").run()
		if got := s.data(0xA8); got != solid(c.data) {
			t.Errorf("%s: %s, want %s", c.pdol, got, c.data)
		}
	}
	s := newScene(t)
	s.FCI = bench.FCIWith(testAID, "", "9F2C07 02 00FFFF 000000")
	if s.give("GPO", "6985").run(); s.data(0xA8) != "8300" {
		t.Error(s.data(0xA8))
	}
}

// A PDOL that cannot be served is a format error: state 2's end of 4.7.2.
// C-8 6.3.3, 4.7.2, 4.7.2 PDOL
func TestPDOLMalformed(t *testing.T) {
	for _, pdol := range []string{"9F2B", "9F02FC 9501", "9F"} {
		s := newScene(t)
		s.FCI = bench.FCIWith(testAID, pdol, "9F2C07 02 00FFFF 000000")
		s.run().ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-").script()
	}
	s := newScene(t)
	s.FCI = bench.FCIWith(testAID, "9F02FC", "9F2C07 02 00FFFF 000000") // 252 bytes are all that there is room for
	s.give("GPO", "6985").run().script("GPO")
}

// What the answer to GET PROCESSING OPTIONS can be wrong about.
// C-8 6.3.4, 6.3.12, 4.7.2 AFL
// 20.4, 20.10, 20.11, 20.12, 20.13, 20.14, 20.15, 20.16, 20.18, 20.19, 202122232425.24, 202122232425.25
func TestOptionsRefused(t *testing.T) {
	for answer, indication := range map[string]string{
		"9000": "00 04 00 0000 1C", "77 9000": "00 04 00 0000 1C", "7700 9000": "00 01 00 0000 1C", "8002 0102 9000": "00 04 00 0000 1C",
		"7703 8202 9000": "00 04 00 0000 1C", "7700 00 01 9000": "00 04 00 0000 1C",
		bench.In(0x77, "8203 010A00 9404 08010100"):                            "00 04 00 0000 1C", // the AIP has 2 bytes
		bench.In(0x77, "9404 08010100 9F810340"+key64+"8C03 9F0206"):           "00 01 00 0000 1C", // no AIP
		bench.In(0x77, "8202 010A 9F810340"+key64+"8C03 9F0206"):               "00 01 00 0000 1C", // no AFL
		bench.In(0x77, "8202 010A 9404 08010100 8C03 9F0206"):                  "00 01 00 0000 1C", // no key
		bench.In(0x77, "8202 010A 9404 08010100 9F810340"+key64):               "00 01 00 0000 1C", // no CDOL1
		bench.In(0x77, "8202 010A 9403 080101 9F810340"+key64+"8C03 9F0206"):   "00 04 00 0000 1C", // an AFL is of fours
		bench.In(0x77, "8202 010A 9404 08020100 9F810340"+key64+"8C03 9F0206"): "00 06 00 0000 1C", // from 2 to 1
		bench.In(0x77, "8202 010A 8202 010B 9404 08010100"):                    "00 04 00 0000 1C", // two AIPs: 4.1.3
	} {
		newScene(t).give("GPO", answer).run().ends(kernel.EndApplication, kernel.StartNone, indication, otherCard, "-").script("GPO")
	}
	s := newScene(t).fci("", "9F2C07 02 00FFFF 800000").give("GPO", "6985").run()
	s.ends(kernel.SelectNext, kernel.StartC, "00 03 00 6985 FF", "-", "-").script("GPO")
	if s.Out.FieldOff != 0 {
		t.Error("the field goes off")
	}
}

var key64 = strings.Repeat("AA", 64)

// Default CDOL1 serves a card that has none.
// C-8 6.3.4
// 20.18, 20.20, 20.21
func TestDefaultCDOL1(t *testing.T) {
	for _, c := range []struct{ own, gpo, want string }{{"", "", "0276"}, {"", "8C00", "0276"}, {plainCDOL1, "", "000000001234000000"}} {
		own, want := c.own, c.want
		s := newScene(t).set("9F8220", "9F1A02").with(func(x *chip) { x.cdol1, x.gpo = own, x.gpo+c.gpo })
		s.run().ends(kernel.Approved, kernel.StartNone, "00 00 00 0000 FF", "03/1/13", "-")
		if got := s.data(0xAE); !strings.HasPrefix(got, want) {
			t.Error(got)
		}
	}
}

// The files above 10 are not the kernel's to read: their records are neither read nor signed.
// C-8 6.3.4
// 20.22, 20.23, 20.24, 20.25
func TestFilesAbove10(t *testing.T) {
	s := newScene(t).with(func(c *chip) {
		c.afl = "58010101" + "08010100" + "10010101" + "18010200" + "F0010300"
	}).run()
	s.ends(kernel.Approved, kernel.StartNone, "00 00 00 0000 FF", "03/1/13", "-").script("GPO", "RR 1.1", "RR 2.1", "RR 3.1", "RR 3.2", "AC 40 00")
	s.element(tlv.TVRKernel8, "0000000081")
}
