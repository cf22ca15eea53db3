package main

import (
	"strings"
	"testing"
)

// Behind an element of indefinite length, and of one that is too long, is told what is known there, or how many bytes are not read; of a template of that
// length, what is in it. What is there of an element is told with how long it should be, and of a secret one alone how many bytes.
//
// EMV 4.4 B3 annex B2
func TestWhatIsBehindAWrongLength(t *testing.T) {
	for _, c := range []struct {
		input string
		says  []string
	}{
		{"5F24032212315F3480018202390095050000000000", []string{"offset 6: indefinite length", "4 bytes are not read", "82 Application Interchange Profile: 3900", "95 Terminal Verification Results: 0000000000"}},
		{"5F3480018202390082023900", []string{"4 bytes are not read", "82 Application Interchange Profile: 3900"}},
		{"5F348001", []string{"4 bytes are not read"}},
		{"70060F9F36020001", []string{"1 byte is not read, from the tag on", "9F36 Application Transaction Counter (ATC): 0001"}},
		{"9F368000019F2701805F34800001", []string{"5 bytes are not read", "9F27 Cryptogram Information Data: 80", "offset 9: indefinite length"}},
		{"70105F3480018202390095050000000000", []string{"offset 2 in 70: indefinite length", "82 Application Interchange Profile", "95 Terminal Verification Results"}},
		{"70805A0847617390010101195F24032212310000", []string{"offset 0: indefinite length", "5A Application Primary Account Number (PAN): 476173******0119", "5F24 Application Expiration Date: 221231"}},
		{"70805F2403221231000082023900", []string{"5F24 Application Expiration Date: 221231", "82 Application Interchange Profile: 3900"}},
		{"70129F0720FF005F240325123195050000000000", []string{"9F07 Application Usage Control, malformed: FF00 (offset 2 in 70: value longer than what is left: 32 bytes, of which 2 are there)", "5F24 Application Expiration Date: 251231", "95 Terminal Verification Results: 0000000000"}},
		{"700E9F078401020304055F24032512319F36020001", []string{"offset 2 in 70: length field of more than 3 bytes", "9F36 Application Transaction Counter (ATC): 0001"}},
		{"70129F078401020304055F3401015F24032512319F36020001", []string{"8 bytes are not read, from the tag on", "5F34", "5F24 Application Expiration Date: 251231", "9F36"}},
		{"A51850325669736120507265706169648701019F110101870101", []string{"50 Application Label, malformed: 566973612050726570616964", "87 Application Priority Indicator: 01", "9F11 Issuer Code Table Index: 01"}},
		{"70129F1401059F23010A9F49639F37049F4A0182", []string{"9F49 Dynamic Data Authentication Data Object List (DDOL), malformed: 9F37049F4A0182 (offset 10 in 70"}},
		{"9F3620000195050000000000", []string{"32 bytes, of which 2 are there", "95 Terminal Verification Results: 0000000000"}},
		{"9F102006010A03A00000", []string{"9F10 Issuer Application Data, malformed: 06010A03A00000", "32 bytes, of which 7 are there"}},
		{"9F3602000112309F2701805F3401019F36020001", []string{"offset 5: value longer than what is left: 48 bytes, of which 0 are there", "5F34 Application Primary Account Number (PAN) Sequence Number: 01"}},
		{"700C5A10476173900101001000009F36020001", []string{"offset 2 in 70: value longer than what is left: 16 bytes, of which 10 are there", "9F36 Application Transaction Counter (ATC): 0001"}},
		{"6F168407A0000000041010A520500441424344870101", []string{"A5 File Control", "32 bytes, of which 9 are there", "50 Application Label: 41424344", "87 Application Priority Indicator: 01"}},
		{"9F360200011F8182838485", []string{"offset 5: tag of more than 4 bytes", "6 bytes are not read, from the tag on"}},
		{"6F128407A0000000041010A580500441424344" + "0000", []string{"A5 File Control", "50 Application Label: 41424344"}},
	} {
		status, out, errw := emv("", "decode", "-as", "tlv", c.input)
		if status != 1 {
			t.Errorf("%s: %d %s", c.input, status, errw)
		}
		for _, w := range c.says {
			if !strings.Contains(out, w) {
				t.Errorf("%s: no %q: %s", c.input, w, out)
			}
		}
	}
	if status, out, _ := emv("", "decode", "-as", "tlv", "70805A08"+secretPAN+"0000"); status != 1 || strings.Contains(out, secretPAN) {
		t.Errorf("%d %s", status, out)
	}
	for _, in := range []string{"5A10" + secretPAN, "5713" + secretPAN, "86150020008008" + secretPAN, "700E" + "5F2010" + secretPAN + "950100"} {
		if status, out, _ := emv("", "decode", "-as", "tlv", in); status != 1 || strings.Contains(out, secretPAN[2:12]) || !strings.Contains(out, "are there") {
			t.Errorf("%s: %d %s", in, status, out)
		}
	}
	if _, out, _ := emv("", "decode", "-as", "tlv", "5A80"+secretPAN); strings.Contains(out, secretPAN) || !strings.Contains(out, "not read") || strings.Contains(out, "89 ") {
		t.Error(out)
	}
}

// A recorded conversation that is broken is told by its line, however short it is, and so is one in another encoding, with its header line and without.
func TestBrokenConversationsAreToldByLine(t *testing.T) {
	for _, c := range []struct{ name, input, says string }{
		{"one exchange, an odd digit", "> 00B2010C00\n< 6A8\n", "line 2: no hexadecimal"},
		{"one command, an odd digit", "> 00B2010C0\n", "line 1: no hexadecimal"},
		{"two exchanges, an odd digit", "> 00B2010C00\n< 6A82\n> 00B2020C00\n< 6A8\n", "line 4: no hexadecimal"},
		{"a letter that is none", "> 00B2010C00\n< 6A8G\n", "line 2: no hexadecimal"},
		{"Latin-1 in a header line", "card: x\nsource: caf\xe9\n-- conversation --\n> 00B2010C00\n< 6A82\n", "line 2: not UTF-8; save the file as UTF-8"},
		{"Latin-1 in a comment", "> 00B2010C00\n# caf\xe9\n< 6A82\n", "line 2: not UTF-8; save the file as UTF-8"},
	} {
		if status, out, errw := emv(c.input, "decode", "-"); status != 2 || out != "" || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
	}
	if status, out, errw := emv("> 00B2010C00\n# café\n< 6A82\n", "decode", "-"); status != 0 || !strings.Contains(out, "READ RECORD") {
		t.Errorf("%d %s%s", status, out, errw)
	}
	if status, out, _ := emv("\x9F\x27\x01\x80", "decode", "-"); status != 0 || !strings.Contains(out, "9F27") { // bytes as they are
		t.Errorf("%d %s", status, out)
	}
}
