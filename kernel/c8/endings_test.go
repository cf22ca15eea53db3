package c8_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// listed is an object of the discretionary data, in hexadecimal digits.
func (s *scene) listed(tag tlv.Tag) string {
	o, _ := tlv.Find(s.Out.DiscretionaryData, tag)
	return fmt.Sprintf("%X", o.Value)
}

// The Outcome Parameter Set in the discretionary data is what it was when the end's steps made them: before the status is set from GENERATE AC on, and at an
// outcome with a data record; behind it before, and then without the request for the outcome, but with that for the restart.
// C-8 6.3.1, 6.3.2, 6.3.4, 6.3.5, 6.3.7, 6.3.9, 6.3.10, 6.3.12, 6.3.13, 6.3.15, 6.3.16, 6.3.19, 4.7.2
// KS.6, 1.14, 2.5, 20.3, 20.12, 21.5, 22.12, 26.7, 2021222324.15, 24.10, 202122232425.25, 2627.14, 28.17, 2930.1, 2930.47
func TestOutcomeParameterSetAtEachEnd(t *testing.T) {
	wrong := func(what string) func(*scene) *scene {
		return func(s *scene) *scene { return s.with(func(c *chip) { c.wrong = what }) }
	}
	give := func(line, answer string) func(*scene) *scene {
		return func(s *scene) *scene { return s.give(line, answer) }
	}
	for _, c := range []struct {
		name string
		make func(*scene) *scene
		want string
	}{
		{"no configuration", func(s *scene) *scene { return s.set("9F820F", "-") }, "50 20 F0 F0 10 F0 FF 00"},
		{"another version", func(s *scene) *scene { return s.fci("", "9F2C07 01 00FFFF 000000") }, "50 20 F0 F0 10 F0 FF 00"},
		{"no suite", func(s *scene) *scene { return s.fci("", "9F2C07 02 01FFFF 000000") }, "40 F0 F0 F0 10 F0 FF 00"},
		{"malformed PDOL", func(s *scene) *scene { s.FCI = bench.FCIWith(testAID, "9F", "9F2C07 02 00FFFF 000000"); return s }, "40 F0 F0 F0 10 F0 FF 00"},
		{"no answer to GPO", give("GPO", "L1 1"), "70 10 F0 F0 10 F0 FF 00"},
		{"GPO refused", func(s *scene) *scene { return s.fci("", "9F2C07 02 00FFFF 800000").give("GPO", "6985") }, "50 20 F0 F0 10 F0 FF 00"},
		{"no record", give("RR", "L1 1"), "40 10 F0 F0 50 F0 FF 00"},
		{"record refused", give("RR", "6A83"), "40 F0 F0 F0 10 F0 FF 00"},
		{"no amount", func(s *scene) *scene { s.Tx.AmountLater, s.Tx.Amount = true, 0; return s }, "40 F0 F0 F0 10 F0 FF 00"},
		{"no data from the terminal", func(s *scene) *scene { return s.exchange("9F8202", "00") }, "40 F0 F0 F0 10 F0 FF 00"},
		{"no cryptogram", give("AC", "L1 1"), "40 10 F0 F0 50 F0 FF 00"},
		{"cryptogram refused", give("AC", "6985"), "F0 F0 F0 F0 10 F0 FF 00"},
		{"no room for the MAC", func(s *scene) *scene { return s.set("9F821E", "19") }, "F0 F0 F0 F0 10 F0 FF 00"},
		{"EDA-MAC", wrong("EDA MAC"), "F0 F0 F0 F0 10 F0 FF 00"},
		{"approved", func(s *scene) *scene { return s }, "F0 F0 F0 00 30 F0 FF 00"},
		{"approved, a CVM due", func(s *scene) *scene { s.Tx.Amount = 2000; return s.set("9F8207", "08") }, "F0 F0 F0 00 38 F0 FF 00"},
		{"a restart", func(s *scene) *scene { return s.with(func(c *chip) { c.more = "9F8108022F20" }) }, "F0 F0 F0 00 30 F0 FF 00"},
	} {
		if s := c.make(newScene(t).set("9F821F", "9F8210")).run(); s.listed(0x9F8210) != solid(c.want) {
			t.Errorf("%s: %s, want %s\n%v", c.name, s.listed(0x9F8210), solid(c.want), s.Lines)
		}
	}
}

// The language of the user interface requests is that of the FCI of an application that is begun: not one that comes later, nor that of one that is left.
// C-8 6.3.2, A.1
// 1.10
func TestLanguageOfTheRequests(t *testing.T) {
	none, german := "0000000000000000", "6465000000000000"
	for _, c := range []struct {
		fci, record, want string
		status            kernel.Status
	}{
		{"5F2D02 6465 9F3808 9F2B08 9E40 9F1D08 BF0C0A 9F2C07 02 00FFFF 000000", "", german, kernel.Approved},
		{"9F3808 9F2B08 9E40 9F1D08 BF0C0A 9F2C07 02 00FFFF 000000", "5F2D02 6465", none, kernel.Approved},
		{"5F2D02 6465 9F3808 9F2B08 9E40 9F1D08 BF0C0A 9F2C07 01 00FFFF 000000", "", none, kernel.SelectNext},
	} {
		s := newScene(t).set("9F821F", "9F8205").with(func(chip *chip) { chip.records[0].objects += c.record })
		s.FCI = hexOf(tlv.Append(nil, 0x6F, tlv.Append(tlv.Append(nil, 0x84, bench.Digits(testAID)), 0xA5, bench.Digits(c.fci))))
		if s.run(); s.Out.Status != c.status || s.listed(0x9F8205)[10:] != c.want {
			t.Errorf("%s: %v, %s", c.fci, s.Out.Status, s.listed(0x9F8205))
		}
	}
}

// What was selected is answered with an FCI: no other template is one, whatever is in it.
// C-8 6.3.2
// 1.5, 1.6, 1.7
func TestOtherTemplateForTheFCI(t *testing.T) {
	for _, template := range []string{"70", "77", "61", "A5"} {
		s := newScene(t)
		s.FCI = template + s.FCI[2:]
		s.run().ends(kernel.SelectNext, kernel.StartC, "00 04 00 0000 FF", "-", "-").script()
	}
}
