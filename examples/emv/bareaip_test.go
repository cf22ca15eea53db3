package main

import (
	"slices"
	"strings"
	"testing"
)

// An interchange profile of a contactless card is named, in the words of the book in which all its bits mean something; one of a contact card stays in contact's.
//
// C-2 2.12 A.1.16
func TestBareProfilesOfContactlessCards(t *testing.T) {
	for _, c := range []struct{ input, says, words string }{
		{"1B80", "consumer device CVM is supported", "C-2"},
		{"1981", "relay resistance protocol is supported", "C-2"},
		{"1B81", "relay resistance protocol is supported", "C-2"},
		{"19C0", "CDA supported", ""},
		{"39C0", "CDA supported", ""},
		{"1980", "CDA supported", ""},
		{"5C00", "", "contact"},
		{"3900", "", "contact"},
		{"FFFF", "", "contact"},
	} {
		r, _, err := decodeBare(c.input)
		if err != nil || c.input != "FFFF" && r.Kind != "aip" && !slices.Contains(r.Also, "aip") {
			t.Errorf("%s: %s, or %q, %v", c.input, r.Kind, r.Also, err)
		}
		_, out, _ := emv("", "decode", "-as", "aip", c.input)
		if !strings.Contains(out, c.says) || c.words == "contact" && strings.Contains(out, "in the words of") || c.words == "C-2" && !strings.Contains(out, "in the words of C-2") {
			t.Errorf("%s: no %s in\n%s", c.input, c.says, out)
		}
		if _, out, _ := emv("", "decode", "-book", "contact", "-as", "aip", c.input); strings.Contains(out, "in the words of") {
			t.Errorf("-book contact %s:\n%s", c.input, out)
		}
	}
}

// One element that a contactless book has and contact has not makes no data of that book where what contact has says something there that means nothing.
//
// EMV 4.4 B3 annex C1
func TestOneElementMakesNoBook(t *testing.T) {
	const contact = "82025C009F3303E0F0C89F34034403029F3501229F3602001295050000000000"
	for _, c := range []struct {
		input string
		words string
		says  []string
	}{
		{contact + "9F530152", "", []string{"byte 1 bit 7: SDA supported", "byte 3 bit 8: SDA", "9F53"}},
		{"82021B809F3303E008089F34031F03009F530152", "C-2", []string{"consumer device CVM"}},
		{"82021B809F530152", "C-2", []string{"consumer device CVM"}},
	} {
		_, out, _ := emv("", "decode", c.input)
		for _, s := range c.says {
			if !strings.Contains(out, s) {
				t.Errorf("%s: no %q in\n%s", c.input, s, out)
			}
		}
		if words := strings.Contains(out, "in the words of"); words != (c.words != "") || words && !strings.Contains(out, "in the words of "+c.words) {
			t.Errorf("%s:\n%s", c.input, out)
		}
	}
}
