package c2_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/tlv"
)

// A known object that the card may not send makes its response malformed, unless its tag is of the private class: then it is passed over. So is what the
// kernel does not know. What is sent twice, in a wrong template or with a wrong length makes it malformed too.
// C-2 4.1.2 RA, 4.1.3 private, right, filled, length, template, unknown, stays, encoding
func TestParseAndStore(t *testing.T) {
	for _, c := range []struct {
		name   string
		record string // what the record has beside its usual objects
		fails  bool
	}{
		{"known, of the terminal", "9F0206 000000000001", true},
		{"known, of the terminal, of one byte", "9505 0000000000", true},
		{"known, of the terminal, private class", "DF812406 000000000000", false},
		{"known, of the kernel, private class", "DF811506 FFFFFFFFFFFF", false},
		{"known, of the kernel, private class, constructed", "FF8102 06 9F7503 010203", true},
		{"known, without template", "DF830204 11223344", true},
		{"known, without template: GET DATA alone", "9F7003 010203", true},
		{"known, without template: GET DATA alone, the last", "9F7903 010203", true},
		{"known, without template: signature alone", "9F4C02 0102", true},
		{"of the FCI", "9F3803 9F3704", true},
		{"of the response to GENERATE AC", "9F2701 80", true},
		{"of the response to GET PROCESSING OPTIONS", "9F5F01 80", true},
		{"twice", "5A08 5413330089020011", true},
		{"too short", "9F0701 FF", true},
		{"too long", "9F0703 FFFFFF", true},
		{"empty, of a fixed length", "9F0700", true},
		{"empty, of a least length", "8E00", true},
		{"empty, of up to 19 bytes", "5700", false},
		{"empty, of up to 248 bytes", "9000 9F4600", false},
		{"unknown", "9F5003 010203", false},
		{"unknown, private class", "DF7F03 010203", false},
		{"unknown, a template", "E103 5F3401", true},
		{"unknown, a template with a known object", "E105 9F0702FF00", true},
		{"zero bytes between", "0000 9F0702 FF00 0000", false},
		{"cut off", "9F0702 FF", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t).give("RR 1.1", in(0x70, "9F4202 0978", plainRecord, c.record)).run()
			if !c.fails {
				if s.script("GPO 8300", "RR 1.1").Out.Error.L2 != kernel.L2OK {
					t.Errorf("%+v", s.Out.Error)
				}
				return
			}
			s.script("GPO 8300", "RR 1.1").ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-") // S4.25 S4.27.1 S4.27.2
			if o, _ := tlv.Find(s.Out.DiscretionaryData, 0x9F42); len(o.Value) == 0 && c.name != "cut off" && c.name != "unknown, a template" {
				t.Error("what was read before it has not stayed") // C-2 4.1.3 stays
			}
		})
	}
}

// A name that is empty is one of up to 16 bytes, and no reason to leave the application; a PAN that is empty is missing.
// C-2 4.1.3 length, S456.16
func TestEmptyObjects(t *testing.T) {
	s := newScene(t)
	s.FCI = "6F10 8407 A0000000041010 A505 5000 9F1200"
	s.run().script("GPO 8300", "RR 1.1", "AC")
	newScene(t).record("5A00").run().script("GPO 8300", "RR 1.1").ends(kernel.EndApplication, kernel.StartNone, "00 01 00 0000 1C", otherCard, "-")
	filled := newScene(t).give("GPO", in(0x77, "8202 0080 9404 08010200")).give("RR 1.1", in(0x70, "5A00")).give("RR 1.2", in(0x70, plainRecord))
	filled.run().script("GPO 8300", "RR 1.1", "RR 1.2", "AC")
}

// What is malformed is stored in no part.
// C-2 4.1.3 encoding
func TestMalformedStoresNothing(t *testing.T) {
	s := newScene(t).give("RR 1.1", in(0x70, "9F4202 0978", plainRecord, "9F07")).run()
	if s.Discretionary() != "DF810B DF8115 DF810E DF810F" {
		t.Error(s.Discretionary())
	}
}

// A value that is empty may be filled later, a value that is not may not be given again.
// C-2 4.1.3 filled
func TestEmptyIsFilled(t *testing.T) {
	two := func(t *testing.T, first string) *scene {
		return newScene(t).give("GPO", in(0x77, "8202 0080 9404 08010200")).
			give("RR 1.1", in(0x70, "5A08 5413330089020011 5F2403 491231", first)).give("RR 1.2", in(0x70, "8C03 9F3704")).run()
	}
	if s := two(t, "8C00").script("GPO 8300", "RR 1.1", "RR 1.2"); s.Out.Error.L2 != kernel.L2OK {
		t.Errorf("%+v", s.Out.Error)
	}
	two(t, "8C03 9F3704").ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-")
}

// Trap 3: a proprietary object that is empty at the start is the card's to fill; one that is not is the terminal's to change.
// C-2 4.1.1 proprietary, 4.1.2 proprietary, 4.1.3 declared
func TestTrapProprietary(t *testing.T) {
	own := tlv.Element{Tag: 0xDF7C, Name: "Our own", Format: tlv.B, Min: 0, Max: 8}
	const ask = "DF8112 02 DF7C"
	scene := func(configured string, record string) *scene {
		s := newScene(t).set("DF8112", "", "DF8110", "").give("RR 1.1", in(0x70, plainRecord, record))
		s.Kernel = c2.Kernel{Proprietary: []tlv.Element{own}}
		if configured != "absent" {
			s.set("DF7C", configured)
		}
		s.While["DEK"] = []string{ask + "DF7C02 0A0B"} // the terminal asks for it, and gives it
		s.While["TIMER 500"] = []string{"DF811001 01"}
		return s.run()
	}
	for _, c := range []struct {
		name, configured, record string
		sent                     string // to the terminal
		fails                    bool
	}{
		{"empty, the card fills it", "", "DF7C02 0102", "DF7C02 0102", false},
		{"empty, the terminal may not", "", "", "DF7C00", false},
		{"not empty, the terminal changes it", "55", "", "DF7C02 0A0B", false},
		{"not empty, the card may not", "55", "DF7C02 0102", "", true},
		{"absent, the card's is passed over", "absent", "DF7C02 0102", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scene(c.configured, c.record)
			if c.fails {
				s.ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-")
				return
			}
			if s.Out.Error.L2 != kernel.L2OK || c.sent != "" && !s.Sends(c.sent) || c.sent == "" && s.Sends("DF7C") {
				t.Errorf("%+v %q", s.Out.Error, s.Lines)
			}
		})
	}
}
