package main

import (
	"strings"
	"testing"
)

// Published field 55 strings of contactless transactions, and a directory: each object has its name, to the last.
func TestPublishedContactlessFields(t *testing.T) {
	for _, c := range []struct{ name, data, last string }{
		{
			"American Express, signature",
			"5010414D45524943414E20455850524553535713374245001751006D200170215021234500000F5A08374245001751006F5F201A554154205553412F5465737420436172642031322020202020205F24032001315F2A0208405F2D02656E5F300202015F34010082021C808408A000000025010402950580000080009A031701059B0268009C01009F02060000000300009F03060000000000009F0606A000000025019F07023D009F090200019F100706020103A020009F1210416D65726963616E20457870726573739F1A0208409F1B04000000009F1E0838303338383535389F21030958019F2608A194047D43CC50CC9F2701809F3303E068C89F34035E03009F3501229F360200059F3704E25319DE9F3901079F4005F000F0F0019F4104000000059F6E04D8B04000",
			"  9F6E Enhanced Contactless Reader Capabilities: D8B04000",
		},
		{
			"Discover, refund",
			"500B444953434F56455220434C57136510000000000216D19122011000074900000F5A0865100000000002165F24031912315F2A0208405F2D02656E5F300202015F340101820218008407A0000001523010950580000480009A031701059B0248009C01209F02060000000400009F03060000000000009F0702FF009F080200019F090200019F100A010F20B080100000B8009F1101019F120B446973636F76657220434C9F1A0208409F1E0838303338383535389F21031000329F26089DA7FEF1B0C4A9E29F2701809F3303E068C89F34030203009F3501229F3602000B9F370434AB10EF9F3901079F4005F000F0F0019F410400000008",
			"  9F41 Transaction Sequence Counter: 00000008",
		},
		{
			"Diners, directory",
			"6F55840E325041592E5359532E4444463031A543BF0C4061204F07A0000001523010500E44696E65727320436C75622030318701019F2A0106611C4F07A0000003241010500E44696E65727320436C7562203032870102",
			"          87 Application Priority Indicator: 02 (byte 1 bits 4-1: priority 2)",
		},
	} {
		status, out, errs := emv("", "decode", c.data)
		if status != 0 || !strings.Contains(out, "\n"+c.last) || strings.Contains(strings.ToLower(out), "unknown tag") || strings.Contains(out, "not well-formed") {
			t.Errorf("%s: %d %s\n%s", c.name, status, errs, out)
		}
	}
}

// Every code of the lists has a name.
func TestCodesHaveNames(t *testing.T) {
	for name, list := range map[string]string{"countries": countries, "languages": languages, "merchants": merchants} {
		for line := range strings.Lines(list) {
			if columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(columns) < 2 || columns[len(columns)-1] == "" {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
}

// A code of the right form that its list has not is told as that, by its kind as by its tag; no other form is a code.
//
// EMV 4.4 B3 annex A
func TestCodesThatNoListHas(t *testing.T) {
	for _, c := range []struct {
		as, code, says string
		status         int
	}{
		{"9F15", "9999", "9999 (not in the list of codes)", 0},
		{"9F15", "0000", "0000 (not in the list of codes)", 0},
		{"mcc", "9999", "9999 (not in the list of codes)", 0},
		{"mcc", "5411", "Grocery", 0},
		{"mcc", "999", "give four digits", 2},
		{"mcc", "99999", "give four digits", 2},
		{"mcc", "99A9", "give four digits", 2},
		{"country", "998", "998 (not in the list of codes)", 0},
		{"country", "0998", "998 (not in the list of codes)", 0},
		{"country", "QQ", "QQ (not in the list of codes)", 0},
		{"country", "QQX", "QQX (not in the list of codes)", 0},
		{"country", "9998", "give three digits", 2},
		{"currency", "000", "000 (not in the list of codes)", 0},
		{"currency", "0000", "000 (not in the list of codes)", 0},
		{"currency", "QQX", "QQX (not in the list of codes)", 0},
		{"currency", "QQ", "give three digits or three letters", 2},
		{"language", "qq", "qq (not in the list of codes)", 0},
		{"language", "12", "give two or three letters", 2},
		{"9F1A", "0998", "not in the list of codes", 0},
		{"5F2A", "0000", "not in the list of codes", 0},
	} {
		status, out, errw := emv("", "decode", "-as", c.as, c.code)
		if said := out + errw; status != c.status || !strings.Contains(said, c.says) {
			t.Errorf("-as %s %s: %d %s", c.as, c.code, status, said)
		}
	}
	if _, out, errw := emv("", "decode", "QQX"); strings.Contains(out+errw, notListed) { // nobody said that it is one
		t.Errorf("%s%s", out, errw)
	}
}
