package main

import (
	"strings"
	"testing"
)

// What is written as people write it, in digits that are no whole bytes: numbers of 15 digits, tracks without padding, dates with dashes. The number stays masked.
//
// EMV 4.4 B3 4.3
func TestDecodeWritten(t *testing.T) {
	for _, c := range []struct {
		line   string
		status int
		says   string
	}{
		{"374245455400126", 0, "374245*****0126"},
		{"3742 454554 00126", 0, "Luhn check passed"},
		{"374245455400127", 0, "Luhn check failed"},
		{"-as pan 374245455400126", 0, "374245*****0126"},
		{"-as 5A 374245455400126", 0, "374245*****0126"},
		{"-as 9F02 374245455400126", 2, "no whole bytes"},
		{"4761739001010118", 0, "Luhn check failed"},
		{"4761739001010119D22122011143804400000", 0, "expires: 2022-12"},
		{"-as 57 4761739001010119D22122011143804400000", 0, "expires: 2022-12"},
		{"4761739001010119D", 1, "there is no expiry date"},
		{"4761739001010119D2213201", 1, "there is no month 13"},
		{"4761739001010119=2213201", 1, "there is no month 13"},
		{"57104761739001010119D22A2201000000AA", 1, "not a track 2"},
		{"57114761739001010119D22132011143804400", 1, "there is no month 13"},
		{"2025-12-31", 0, "9A Transaction Date"},
		{"2025-13-31", 1, "not recognised"},
		{"FFFFFFFFFF", 0, "Issuer Action Code - Default"},
		{"123456789012345", 2, "no whole bytes"},
	} {
		status, out, errw := emv("", append([]string{"decode"}, strings.Fields(c.line)...)...)
		if all := out + errw; status != c.status || !strings.Contains(all, c.says) || strings.Contains(all, "45455400") || strings.Contains(all, "739001010119") {
			t.Errorf("%s: %d\n%s", c.line, status, all)
		}
	}
	if status, out, errw := emv("374245455400126\n", "decode", "-"); status != 0 || !strings.Contains(out, "374245*****0126") {
		t.Errorf("standard input: %d %s%s", status, out, errw)
	}
}

// An element whose tag some book has, in a length or format that none gives it, is named, with what belongs there.
//
// ISO/IEC 7816-4 8.2.1.3 (DF00 to DF7F)
func TestMisfits(t *testing.T) {
	for _, c := range []struct {
		input  string
		status int
		says   string
	}{
		{"9F4D02FF0A", 1, "illegal: SFI 255"},
		{"9F4D020A0A", 1, "illegal: SFI 10"},
		{"9F4D021F0A", 1, "illegal: SFI 31"},
		{"9F4D020B00", 1, "a log without records"},
		{"9F4D020B0A", 0, "SFI 11, 10 records"},
		{"9F4D021E01", 0, "SFI 30, 1 record"},
		{"DF4D020A0A", 1, "illegal: SFI 10"},
		{"DF4D021E00", 1, "a log without records"},
		{"DF4D020C0A", 0, "Load Log Entry"},
		{"9F6603360040", 1, "3 bytes where 4 or 2 belong"},
		{"9F6C03112233", 1, "Card Transaction Qualifiers"},
		{"9F6D03112233", 1, "Contactless Reader Capabilities"},
		{"9F6E03112233", 1, "Form Factor Indicator"},
		{"9F6A03112233", 1, "3 bytes where 4 belong"},
		{"9F7B03112233", 1, "Electronic Cash Terminal Transaction Limit"},
		{"9F5101AA", 1, "Application Currency Code"},
		{"9F51039F3704", 0, "DRDOL"},
		{"9F680E00000000000000005E0342031F03", 0, "Mag-stripe CVM List"},
		{"9F680F00000000000000005E0342031F0311", 1, "offset 14: 1 byte of an entry of 2"},
		{"DF811615" + strings.Repeat("00", 21), 1, "21 bytes where 13 or 22 belong"},
		{"9F820515" + strings.Repeat("00", 21), 1, "21 bytes where 13 or 22 belong"},
		{"9F810B28" + strings.Repeat("00", 40), 1, "40 bytes where 32 or 66 belong"},
		{"62128202380083023F008A010581020100880108", 0, "82 File Descriptor (ISO/IEC 7816-4): 3800\n      DF"},
		{"62128202380083023F008A010581020100880108", 0, "83 File Identifier (ISO/IEC 7816-4): 3F00 (master file)"},
		{"62128202380083023F008A010581020100880108", 0, "8A Life Cycle Status (ISO/IEC 7816-4): 05 (life cycle: operational, active)"},
		{"62128202380083023F008A010581020100880108", 0, "with Structural Information (ISO/IEC 7816-4): 0100 (256)"},
		{"62128202380083023F008A010581020100880108", 0, "88 Short EF Identifier (ISO/IEC 7816-4): 08 (SFI 1)"},
		{"6F0B8202380083023F008A0105", 0, "82 File Descriptor (ISO/IEC 7816-4): 3800\n      DF"},
		{"6209820542210020058800", 0, "working EF, linear, records of one size\n      shareable\n      write functions: proprietary"},
		{"6209820542210020058800", 0, "5 records\n    88 Short EF Identifier (ISO/IEC 7816-4): no short identifier"},
		{"620782013980020010", 0, "82 File Descriptor (ISO/IEC 7816-4): 39 (EF of BER-TLV structure)"},
		{"62068201098A0180", 0, "internal EF, transparent"},
		{"62068201118A0180", 0, "EF of a proprietary category, transparent"},
		{"62068201BF8A0180", 0, "descriptor: RFU"},
		{"62068201018A0180", 0, "life cycle: proprietary"},
		{"62078405313233343" + "5", 0, "84 DF Name (ISO/IEC 7816-4)"},
		{"6207AB0580010190" + "00", 0, "AB Security Attribute Template in Expanded Format (ISO/IEC 7816-4): 8001019000"},
		{"62058303112233", 1, "3 bytes where 2 bytes belong"},
		{"6F0B8407A000000003101088" + "00", 0, "84 Dedicated File (DF) Name: A0000000031010 (Visa)"},
		{"77068202380094" + "00", 0, "82 Application Interchange Profile"},
		{"9F2A09000000000000000000", 1, "9 bytes where 1 to 8 belong"},
		{"DF812902AABB", 1, "Outcome Parameter Set (C-2)"},
		{"DF811501AA", 1, "Error Indication (C-2)"},
		{"706A9F6C0200019F62060000000380009F630600000000E0E09F6401039F6502000E9F66020E709F6701", 1, "PUNATC(Track1) (C-2 before 2.12)"}, // cut
		{"DF811616" + strings.Repeat("00", 22), 0, "User Interface Request Data (C-2 before 2.12)"},
		{"-book c5 DF4F03123456", 0, "DF4F JIS 2 Equivalent Data (cards of Japan; not in the dictionary of C-5): [3 bytes]"},
		{"-book c3 9F790112", 0, "not in the dictionary of C-3"},
		{"DF7003112233", 0, "not in the dictionary"},
		{"9F7C03112233", 0, "Merchant Custom Data"},
		{"5F2D03656E66", 1, "3 bytes, which is none of the lengths"},
		{"5F2D0466726465", 0, "de, deu, German"},
		{"DA0400112233", 0, "DA record in the secure channel (C-8): 00112233 (enciphered)"},
		{"-book c8 DA0400112233", 0, "DA record in the secure channel (C-8): 00112233 (enciphered)"},
		{"-book contact DA0400112233", 0, "DA not in the dictionary"},
		{"-book c6 9F4E0753484F50204E59", 0, "9F4E Merchant Name and Location: 53484F50204E59 (\"SHOP NY\")"},
		{"-book c6 9F4E0753484F50004E59", 1, "malformed"},
		{"9F3B03084009", 1, "3 bytes, which is none of the lengths"},
	} {
		if status, out, errw := emv("", append([]string{"decode"}, strings.Fields(c.input)...)...); status != c.status || !strings.Contains(out+errw, c.says) {
			t.Errorf("%s: %d\n%s%s", c.input, status, out, errw)
		}
	}
}
