package main

import (
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
		{"-as ats", "0D7577810280318073C8211010", 0, []string{"31 card service data: 80 (selection of applications by full name)", "73 card capabilities: C82110"}},
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
