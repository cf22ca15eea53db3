package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What fits whole comes before what is malformed, or is named beside it: texts whose first bytes are a tag with a length that no object has, and dates of whatever year.
//
// EMV 4.4 B3 annex B2
func TestWholeComesBeforeMalformed(t *testing.T) {
	for _, c := range []struct{ input, kind, says string }{
		{"D2F8C1AA3632B1EAD7BCBFA840B2E2CAD4D7A8D3C34361726473", "gb18030", "银联62标准卡"},
		{"D2F8C1AABFA8BDE8BCC7", "gb18030", "银联卡借记"},
		{"991231", "date", "1999-12-31"},
		{"991231", "date", "could also be the data object 99 (Transaction Personal Identification Number (PIN) Data) of 18 bytes, of which 1 are there"},
		{"910A8A0295059F37049F4C08", "dol", "9F4C ICC Dynamic Number: 8 bytes"},
		{"910A0102030405060708" + "3030", "tlv", "response code: 3030"},
		{"910A01020304050607084C08", "tlv", "response code: 4C08"},
	} {
		if _, out, errw := emv("", "decode", c.input); !strings.Contains(out, "("+c.kind+",") || !strings.Contains(out, c.says) {
			t.Errorf("%s: %s%s", c.input, out, errw)
		}
	}
	for year := range 100 {
		for _, day := range []string{"1231", "0101", "0715", "0308"} {
			in := fmt.Sprintf("%02d%s", year, day)
			if r, _, err := decodeBare(in); err != nil || r.Kind != "date" && !slices.Contains(r.Also, "date") {
				t.Errorf("%s: %s, or %q, %v", in, r.Kind, r.Also, err)
			}
		}
	}
}

// An object of a universal type is coded as its type is, or it is no reading; where its name asks for it, the fault is said.
//
// ISO 8825-1 8
func TestBERTypesAreCodedAsSuch(t *testing.T) {
	for _, c := range []struct{ name, input, says string }{
		{"BOOLEAN of five bytes", "0105A000038400", "BOOLEAN of 5 bytes, and its contents have 1"},
		{"BOOLEAN of none", "0100020101", "BOOLEAN of 0 bytes"},
		{"INTEGER of none", "020004020102", "INTEGER of 0 bytes, and its contents have 1 or more"},
		{"NULL of one byte", "050101", "NULL of 1 byte, and its contents have none"},
		{"BIT STRING with nine unused bits", "03020901", "does not begin with how many bits"},
		{"BIT STRING of none", "0300020101", "does not begin with how many bits"},
		{"OBJECT IDENTIFIER that is cut", "06022A86", "the last number of OBJECT IDENTIFIER is cut"},
		{"RELATIVE-OID that is cut", "0D0286C6", "the last number of RELATIVE-OID is cut"},
		{"REAL", "09028F01", "REAL is neither"},
		{"PrintableString with a sign that it has not", "1303414240", "40 at offset 2 is no character of PrintableString"},
		{"NumericString", "1203313241", "41 at offset 2 is no character of NumericString"},
		{"IA5String", "16024180", "80 at offset 1 is no character of IA5String"},
		{"UTF8String", "0C02C328", "UTF8String is no UTF-8"},
		{"VisibleString", "1A024107", "07 at offset 1 is no character of VisibleString"},
		{"UTCTime", "170A32363131333031", "length"},
		{"inside a sequence", "30060104A0000384", "BOOLEAN of 4 bytes"},
	} {
		if r, _, err := decodeBare(c.input); err != nil || r.Kind == "ber" || slices.Contains(r.Also, "ber") {
			t.Errorf("%s: %s, or %q, %v", c.name, r.Kind, r.Also, err)
		}
		if c.says == "length" {
			continue
		}
		if status, out, _ := emv("", "decode", "-as", "ber", c.input); status != 1 || !strings.Contains(out, "malformed: ") || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d %s", c.name, status, out)
		}
	}
	for in, says := range map[string]string{
		"30060101FF020105": "BOOLEAN: FF (true)", "30050500020105": "NULL", "300706052B81048864": "OBJECT IDENTIFIER", "0101FF": "true", "3004030200FF": "8 bits",
	} {
		if status, out, errw := emv("", "decode", "-as", "ber", in); status != 0 || !strings.Contains(out, says) {
			t.Errorf("%s: %d %s%s", in, status, out, errw)
		}
		if r, _, _ := decodeBare(in); r.Kind != "ber" && !slices.Contains(r.Also, "ber") {
			t.Errorf("%s: %s, or %q", in, r.Kind, r.Also)
		}
	}
	for _, in := range []string{"0105A00003840000", "0105901C00000000"} { // Discover's, published
		if _, out, _ := emv("", "decode", in); !strings.Contains(out, "(iad, 8 bytes)") || !strings.Contains(out, "Discover D-PAS with contacts") {
			t.Errorf("%s: %s", in, out)
		}
	}
}

// Digits in characters are no card's number that fails its check, and codes of languages are no status words that no list has.
//
// ISO 639-1, ISO/IEC 7812-1 annex B, ISO/IEC 7816-4 5.6
func TestCharactersAreNoNumbers(t *testing.T) {
	for _, c := range []struct{ input, kind, says string }{
		{"3132333435363738", "iso8859-1", `("12345678")`},
		{"3030303030303030", "iso8859-1", `("00000000")`},
		{"656E", "language", "English"},
		{"6465", "language", "German"},
		{"6672", "language", "French"},
		{"6573", "language", "Spanish"},
		{"6985", "sw", "conditions of use not satisfied"},
		{"6A82", "sw", "6A82"},
		{"6172", "sw", "114 more bytes available"}, // ar, and bytes that wait
		{"5930", "arc", "Y0"},
	} {
		if r, _, err := decodeBare(c.input); err != nil || r.Kind != c.kind {
			t.Errorf("%s: %s, or %q, %v", c.input, r.Kind, r.Also, err)
		}
		if _, out, errw := emv("", "decode", c.input); !strings.Contains(out, c.says) {
			t.Errorf("%s: %s%s", c.input, out, errw)
		}
	}
}
