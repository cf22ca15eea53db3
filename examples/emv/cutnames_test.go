package main

import (
	"strings"
	"testing"
)

// An object that is cut has the names that its tag has in the length which it says, as the whole object has: all of them where several books have it so.
//
// EMV 4.4 B3 annex B2
func TestCutObjectsHaveTheNamesOfTheirLength(t *testing.T) {
	const begun = "4F07A0000000031010820220008407A00000000310109F2608AABBCCDDEEFF00119F2701809F6604360040009F"
	for _, c := range []struct {
		input     string
		says, not []string
	}{
		{"9F66043600", []string{"Terminal Transaction Qualifiers (TTQ)"}, []string{"PUNATC"}},
		{"9F660204", []string{"PUNATC(Track2)"}, []string{"Qualifiers"}},
		{"9F6E042070", []string{"Form Factor Indicator"}, []string{"GlobalPlatform", "Third Party Data"}},
		{"9F6E06479120", []string{"Application Production Life Cycle Data", "Third Party Data"}, []string{"Form Factor Indicator"}},
		{"9F6C0200", []string{"Mag-stripe Application Version", "Card Transaction Qualifiers (CTQ)"}, nil},
		{"9F6908012345", []string{"UDOL", "Card Authentication Related Data"}, nil},
		{"9F7F2A479051", []string{"Card Production Life Cycle Data"}, []string{"DS Unpredictable Number"}},
		{"9F7F044790", []string{"DS Unpredictable Number"}, []string{"Life Cycle"}},
		{begun[:len(begun)-8], []string{"Terminal Transaction Qualifiers (TTQ)"}, []string{"PUNATC"}},
		{"8E1200000000", []string{"Cardholder Verification Method (CVM) List"}, nil},
		{"9F660536004000", []string{"Terminal Transaction Qualifiers (TTQ)", "PUNATC(Track2)"}, nil}, // in no length that it has
	} {
		status, out, _ := emv("", "decode", c.input)
		if status != 1 {
			t.Errorf("%s: %d\n%s", c.input, status, out)
		}
		for _, s := range c.says {
			if !strings.Contains(out, s) {
				t.Errorf("%s: no %q in\n%s", c.input, s, out)
			}
		}
		for _, s := range c.not {
			if strings.Contains(out, s) {
				t.Errorf("%s: %q in\n%s", c.input, s, out)
			}
		}
	}
}
