package main

import (
	"strings"
	"testing"
)

// Objects of C-2 before 2.12 are read as such, with the book named, guessed from their company or by their value alone.
func TestMagStripeObjectsOfFormerEditions(t *testing.T) {
	const list = "9F69 Unpredictable Number Data Object List (UDOL) (C-2 before 2.12)"
	const record = "703B9F6C0200019F62060000003800009F63060000000000F09F6401049F650200E09F66020E0E9F6701049F690F9F6A049F7E019F02065F2A029F1A02"
	for _, c := range []struct {
		args, input string
		says        []string
	}{
		{"-book c2", "9F690F9F6A049F7E019F02065F2A029F1A02", []string{list, "9F6A Unpredictable Number (Numeric): 4 bytes", "9F7E Mobile Support Indicator: 1 byte"}},
		{"", "9F690F9F6A049F7E019F02065F2A029F1A02", []string{list, "9F1A Terminal Country Code: 2 bytes"}},
		{"", record, []string{"in the words of C-2", "PCVC3(Track1)", "positions from the end: 20, 21, 22", "NATC(Track2)", list}},
		{"-book c2", "9F66020E0E", []string{"PUNATC(Track2)", "positions from the end: 2, 3, 4, 10, 11, 12"}},
		{"-book c3", "9F6604B6204000", []string{"Terminal Transaction Qualifiers"}},
		{"", "9F6C020001", []string{"Mag-stripe Application Version Number (Card)", "version 0001"}},
		{"-book c3", "9F6C023000", []string{"Card Transaction Qualifiers"}},
		{"-book c3", "9F690701AABBCCDD3000", []string{"Card Authentication Related Data"}},
		{"", "9F6A0400000123", []string{"Unpredictable Number (Numeric)"}},
	} {
		args := append(append([]string{"decode"}, strings.Fields(c.args)...), c.input)
		status, out, errw := emv("", args...)
		for _, s := range c.says {
			if status != 0 || !strings.Contains(out, s) || strings.Contains(out, "one of these") {
				t.Errorf("%v: %d, no %q in %s%s", args, status, s, out, errw)
			}
		}
	}
}

// The table of older elements is well formed: tags that parse, names, lengths that fit.
func TestOlderElements(t *testing.T) {
	n := 0
	for tag, list := range olderElements() {
		for _, e := range list {
			n++
			if tag == 0 || e.name == "" || e.whose == "" || e.min > e.max || e.max == 0 {
				t.Errorf("%s: %+v", tag, e)
			}
		}
	}
	if n < 50 {
		t.Errorf("%d elements", n)
	}
}

// COMPUTE CRYPTOGRAPHIC CHECKSUM of C-2 before 2.12 in a conversation: its data are laid out by the UDOL of the record.
func TestChecksumCommandUsesTheUDOL(t *testing.T) {
	const talk = `-- conversation --
> 00A4040007A000000004101000
< 6F1A8407A0000000041010A50F500A4D6173746572636172648701019000
> 00B2010C00
< 70129F690F9F6A049F7E019F02065F2A029F1A029000
> 802A8E800F00000123000000000010000978027600
< 770F9F6102ABCD9F600212349F360200019000
`
	status, out, errw := emv(talk, "decode", "-")
	for _, s := range []string{"COMPUTE CRYPTOGRAPHIC CHECKSUM (C-2 before 2.12)", "9F6A Unpredictable Number (Numeric) (C-2 before 2.12): 00000123", "978, EUR", "CVC3 (Track2)"} {
		if status != 0 || !strings.Contains(out, s) {
			t.Errorf("%d, no %q in %s%s", status, s, out, errw)
		}
	}
}
