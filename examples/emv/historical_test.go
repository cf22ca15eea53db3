package main

import (
	"regexp"
	"strings"
	"testing"
)

// Historical bytes are taken apart in an answer to reset and to select alike, those of a storage card as PC/SC readers make them up; what is malformed in them has its
// place, and the exit status tells it.
//
// ISO 7816-4 12.1.1, PC/SC part 3
func TestHistoricalBytes(t *testing.T) {
	for _, c := range []struct {
		args, input string
		status      int
		says        []string
	}{
		{"", "3B8F8001804F0CA000000306030001000000006A", 0, []string{"application identifier: A00000030603000100000000 (PC/SC workgroup", "standard: 03 (ISO 14443 type A, part 3)", "card: 0001 (MIFARE Classic 1K)"}},
		{"", "3B8F8001804F0CA0000003060300020000000069", 0, []string{"card: 0002 (MIFARE Classic 4K)"}},
		{"", "3B8F8001804F0CA00000030603FF28000000 00BC", 0, []string{"card: FF28 (not known)"}},
		{"", "3B8F8001804F0CA0000003060B00140000000077", 0, []string{"standard: 0B (ISO 15693, part 3)"}},
		{"", "3B8F8001804F0DA000000306030001000000006B", 1, []string{"offset 1: application identifier of 13 bytes where 12 are left"}},
		{"", "3B888001804F05A00000030666", 0, []string{"application identifier: A000000306"}},
		{"", "3B88800100000000338181003A", 0, []string{
			"application data: 00000000", "protocol info: 338181", "frames to the card: up to 256 bytes", "frame waiting time: 77.329ms", "maximum buffer length index 0",
		}},
		{"", "3B888001000000009181C100D8", 0, []string{"application data: 00000000", "frame waiting time: 1.237258s"}},
		{"", "3B8880015012345633817120CA", 0, []string{"application data: 50123456", "frame waiting time: 38.664ms", "maximum buffer length index 2"}},
		{"", "3B888001000000003382810039", 1, []string{"offset 4: card service data of 3 bytes where 0 are left"}},
		{"", "3B88800180650000000090007C", 0, []string{"65 pre-issuing data: 0000000090"}},
		{"-as ats", "0D7577810280318073C8211010", 0, []string{"31 card service data: 80", "selection of applications by full name", "read by: READ RECORD", "card with master file", "73 card capabilities: C82110"}},
		{"", "3B6800000073C84013009000", 0, []string{
			"selection by full name", "selection by part of the name", "implicit selection", "write functions: OR", "data unit of 1 quartet",
			"channel numbers assigned by the card", "logical channels: up to 4",
		}},
		{"", "3B6800000073FFFFFF009000", 0, []string{
			"selection by path", "selection by file identifier", "short file identifiers", "record numbers", "record identifiers", "files of TLV structure",
			"write functions: AND", "FF begins a tag", "data unit of 32768 quartets", "command chaining", "extended lengths\n", "extended lengths told in EF.ATR",
			"channel numbers assigned by the interface device", "eight or more logical channels",
		}},
		{"", "3B660000003179009000", 0, []string{"31 card service data: 79", "data objects in EF.DIR", "data objects in EF.ATR", "read by: READ BINARY", "card without master file"}},
		{"", "3B660000003175009000", 0, []string{"read by: GET DATA", "card without master file"}},
		{"", "3B66000000317F009000", 0, []string{"read by: RFU"}},
		{"", "3B64000000809000", 0, []string{"life cycle: proprietary", "status word 9000"}},
		{"", "3B64000000089000", 0, []string{"life cycle: RFU"}},
		{"", "3B640000000C9000", 0, []string{"life cycle: terminated"}},
		{"-as ats", "0D757781028031807FC8211010", 1, []string{"historical bytes: offset 3: card capabilities of 15 bytes where 4 are left"}},
		{"-as ats", "0D75778102802C", 1, []string{"offset 0: TL says 13 bytes, and 7 are there"}},
		{"-as ats", "0878778102000102", 1, []string{"historical bytes: offset 3: category 00 ends in 3 bytes of status"}},
		{"-as ats", "0A788094022063CBA3A0", 0, []string{"category 20: proprietary"}},
	} {
		args := append(append([]string{"decode"}, strings.Fields(c.args)...), c.input)
		status, out, errw := emv("", args...)
		for _, s := range c.says {
			if status != c.status || !strings.Contains(out+errw, s) {
				t.Errorf("%s %s: no %q, %d %s%s", c.args, c.input, s, status, out, errw)
			}
		}
		if strings.Contains(out, ": \n") {
			t.Errorf("%s: a name without words:\n%s", c.input, out)
		}
		if c.args == "" {
			if status, _, errw := emv("", "atr", strings.ReplaceAll(c.input, " ", "")); status != c.status || c.status == 1 && !strings.Contains(errw, c.says[0]) {
				t.Errorf("emv atr %s: %d %s", c.input, status, errw)
			}
		}
	}
}

// Discover's issuer application data, and an element that the named book does not have.
//
// C-6 2.12 D.8, D.9
func TestIssuerDataOfDiscover(t *testing.T) {
	for _, c := range []struct {
		args, input string
		says        []string
	}{
		{"-as iad", "010F20B080100000B800", []string{"version: 0F (Discover D-PAS, Kernel 6)", "key index: 01", "byte 1 bits 6-5: ARQC", "byte 2 bit 8: online cryptogram required", "byte 3 bit 8: CVM required", "byte 7 bit 8: contact chip supported"}},
		{"", "9F100A0A16A000000000000000", []string{"version: 16 (Discover D-PAS, Kernel 6)", "byte 1 bit 8: online PIN required", "byte 1 bits 6-5: ARQC"}}, // C-6 2.6 D.3
		{"", "010F20B080100000B800", []string{"Discover D-PAS, Kernel 6"}},
		{"", "9F100A010FC3B080100000B800", []string{"byte 1 bit 8: online PIN required", "byte 1 bit 7: signature required", "byte 1 bits 6-5: AAC"}},
		{"-book c6", "9F100A010F20B080100000B800", []string{"byte 1 bits 6-5: ARQC"}},
		{"", "9F10080105A00003840000", []string{"version: 05 (Discover D-PAS with contacts)", "card verification results: A00003840000"}},
		{"-as iad", "0110A00009248400", []string{"Mastercard CVN 16"}},
		{"-book c8", "9F6E0420700000", []string{"9F6E not in the dictionary of C-8; elsewhere one of these: 20700000", "Form Factor Indicator (FFI) (C-3)"}},
		{"", "9F6E0420700000", []string{"9F6E one of these; -book says which"}},
		{"-book c3", "9F6E0420700000", []string{"9F6E Form Factor Indicator"}},
	} {
		args := append(append([]string{"decode"}, strings.Fields(c.args)...), c.input)
		status, out, errw := emv("", args...)
		for _, s := range c.says {
			if status != 0 && c.input[:2] != "01" || !strings.Contains(strings.ToLower(out+errw), strings.ToLower(s)) {
				t.Errorf("%s %s: no %q, %d %s%s", c.args, c.input, s, status, out, errw)
			}
		}
	}
}

// What is cut inside a response, a command's data or a log has its place, and the exit status tells it; a record of the issuer's own form is none of that.
//
// EMV 4.4 B3 5.3.2.2, 6.5.5.4, 6.5.8.4, 10.2
func TestFaultsInsideAConversation(t *testing.T) {
	const sel = "> 00A4040007A0000000031010\n< 6F1B8407A0000000031010A5109F380D9A039C019F37045F2A029F1A029000\n"
	for _, c := range []struct {
		talk   string
		status int
		says   string
	}{
		{"> 80A80000028300\n< 800A198008010100100203009000\n", 0, "SFI 2, records 2 to 3"},
		{"> 80A80000028300\n< 8001199000\n", 1, "exchange 1, offset 0, 80: offset 0: 1 byte where interchange profile and file locator have 2"},
		{"> 80A80000028300\n< 800519800801019000\n", 1, "94: offset 0: 3 bytes of an entry of 4"},
		{"> 80A80000028300\n< 80061980F80101009000\n", 1, "94: illegal: there is no SFI 31"},
		{"> 80AE80000411223344\n< 800580000111229000\n", 1, "80: offset 0: 5 bytes where cryptogram information data, counter and cryptogram have 11"},
		{"> 80EA00000411223344\n< 8004112233449000\n", 1, "80: offset 0: 4 bytes where number and times have 10"},
		{sel + "> 80A800000D830B1908190011223344097802\n< 6985\n", 1, "exchange 2, 9F1A: offset 10: 1 of 2 bytes"},
		{sel + "> 80A800000E830C19081900112233440978027600\n< 6985\n", 0, "9F1A Terminal Country Code: 0276"},
		{sel + "> 80A800000E830C19133900112233440978027600\n< 6985\n", 1, "exchange 2, 9A: no day of the calendar"},
		{sel + "> 80A800000F830D1908190011223344097802760000\n< 6985\n", 1, "exchange 2, data: offset 12: 1 byte more than the list asks for"},
		{"> 00B2010C\n< 70049F3601019000\n", 1, "9F36: 1 byte where 2 belong"},
		{"> 00B2010C\n< 700A9F36019000\n", 1, "exchange 1, response: offset 0: value longer than what is left"},
		{"> 00B201BC00\n< 6725904415000011113D17121301170280455552015100069000\n", 0, "record in a form of its own"},
		{"> 0070000001\n< 019000\n", 0, "data in a form of its own: 01"},
		{"> 8050000008112233445566778800\n< 0000A1B2C3D4E5F6071801020015A1B2C3D4E5F6A1B2C3D4E5F6A1B29000\n", 0, "own: ********************01020015"},
		{"> 80F28000024F0000\n< 08A000000003000000019E9000\n", 0, "data in a form of its own: 08A000000003000000019E"},
		{"> 80F28002024F0000\n< E3094F05A0000000039000\n", 1, "4F Application Dedicated File (ADF) Name: A000000003"},
		{"> 80D88100020102\n< 01A1B2C39000\n", 0, "data in a form of its own: 01A1B2C3"},
		{"> 0184000000\n< B34571E839F2E14F9000\n", 0, "challenge: B34571E839F2E14F"},
		{"> 00CB3FFF045C025F2400\n< 5F2403261F9000\n", 1, "value longer than what is left"},
		{"> 802A8E800400000000\n< 770A9F60029000\n", 1, "value longer than what is left"},
		{"> 00B2010C00\n< 6725904415000011113D17121301170280455552015100069000\n", 1, "value longer than what is left"},
	} {
		status, out, errw := emv("-- conversation --\n"+c.talk, "decode", "-")
		if status != c.status || !strings.Contains(out+errw, c.says) {
			t.Errorf("%s: no %q, %d %s%s", c.talk, c.says, status, out, errw)
		}
	}
}

// What is no TLV in a file that need not have it is no fault, and masked, read or written: it may be a name.
//
// EMV 4.4 B3 5.3.2.2, ISO/IEC 7816-4 7.2.3
func TestBytesInAFormOfTheirOwn(t *testing.T) {
	name := inASCII("GONZALEZ MARIA 1")
	for _, c := range []struct{ talk, says string }{
		{"> 00B201AC00\n< " + name + "9000\n", "record in a form of its own: masked"},
		{"> 00B2015C00\n< 1101011990030745789000\n", "record in a form of its own: masked"},
		{"> 00B2010400\n< " + name + "9000\n", "record in a form of its own: masked"},
		{"> 00B0950010\n< " + name + "9000\n", "bytes of a file in a form of its own: masked"},
		{"> 00B1009504540200" + "0000\n< " + object(0x53, name) + "9000\n", "bytes of a file in a form of its own: masked"},
		{"> " + sent("00D69500", name) + "\n< 9000\n", "bytes of a file in a form of its own: masked"},
		{"> " + sent("00DC01AC", name) + "\n< 9000\n", "record in a form of its own: masked"},
		{"> " + sent("00E200AC", name) + "\n< 9000\n", "record in a form of its own: masked"},
		{"> " + sent("84DC01AC", name) + "\n< 9000\n", "record in a form of its own: masked"},
		{"> " + sent("84D60004", name) + "\n< 9000\n", "bytes of a file in a form of its own: masked"},
		{"> " + sent("FFD60004", name) + "\n< 9000\n", "bytes of a file in a form of its own: masked"},
		{"> FFB0000410\n< " + name + "9000\n", "data of the card: masked"},
		{"> 00B0810010\n< " + name + "9000\n", "bytes of a file in a form of its own: masked"},
		{"> 80B4000010\n< " + name + "9000\n", "bytes of a file in a form of its own: masked"},
	} {
		for flag, shown := range map[string]bool{"": false, "-json": false, "-show-pan": true} {
			status, out, errw := emv("-- conversation --\n"+c.talk, strings.Fields("decode "+flag+" -")...)
			what, _, _ := strings.Cut(c.says, ":")
			if status != 0 || !strings.Contains(out, what) || flag == "" && !strings.Contains(out, c.says) || shown != regexp.MustCompile(`474F4E5A414C455A204D415249412031|110101199003074578`).MatchString(out) {
				t.Errorf("%s %s: %d %s%s", flag, c.talk, status, out, errw)
			}
		}
	}
}
