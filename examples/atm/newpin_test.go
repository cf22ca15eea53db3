package main

import (
	"bytes"
	"strings"
	"testing"
)

// The card pin at the machine: online PIN (0203, result unknown, TVR byte 3 bit 3), amount zero and a floor limit of zero (byte 4 bit 8), ARQC,
// scripts (TSI byte 1 bit 3), issuer authentication with the second GENERATE AC. The script of a PIN change comes after it (TVR byte 5
// bit 5 if it fails), that of unblocking before (bit 6). The card cash has no offline PIN and does neither; issuer authentication by
// command (F).
//
// EMV 4.4 B3 6.5.10, EMV 4.4 B3 10.10, EMV 4.4 B3 annex E1, EMV 4.4 B4 6.3.8
func TestErrands(t *testing.T) {
	for _, c := range []struct {
		args []string
		want want
	}{
		{[]string{"-type", "pin-change"}, want{"approved", "TC", "0000048000", "EC00", "020300", "00", "", "returned", "0.00"}},
		{[]string{"-type", "pin-change", "-new-pin", "864297531864"}, want{"approved", "TC", "0000048000", "EC00", "020300", "00", "", "returned", "0.00"}},
		{[]string{"-type", "pin-change", "-new-pin", "5678,5679,5678,5678"}, want{"approved", "TC", "0000048000", "EC00", "020300", "00", "", "returned", "0.00"}},
		{[]string{"-type", "pin-change", "-new-pin", "5678,cancel"}, want{"end application", "", "0000040000", "4000", "020300", "", "", "returned", "0.00"}},
		{[]string{"-type", "pin-change", "-pin", "cancel"}, want{"end application", "", "0000000000", "0000", "3F0000", "", "", "returned", "0.00"}},
		{[]string{"-type", "pin-change", "-decline"}, want{"declined", "AAC", "0000048000", "E800", "020300", "05", "", "returned", "0.00"}},
		{[]string{"-type", "pin-change", "-offline"}, want{"declined", "AAC", "0000048000", "E800", "020300", "Z3", "", "returned", "0.00"}},
		{[]string{"-type", "pin-change", "-lost"}, want{"declined", "AAC", "0000048000", "E800", "020300", "Z3", "response lost", "returned", "0.00"}},
		{[]string{"-type", "pin-change", "-card", "cash"}, want{"declined", "TC", "0000048010", "FC00", "020300", "00", "card declined", "returned", "0.00"}},
		{[]string{"-type", "unblock"}, want{"approved", "TC", "0000048000", "EC00", "020300", "00", "", "returned", "0.00"}},
		{[]string{"-type", "unblock", "-card", "cash"}, want{"declined", "TC", "0000048020", "FC00", "020300", "00", "card declined", "returned", "0.00"}},
		{[]string{"-type", "unblock", "-decline"}, want{"declined", "AAC", "0000048000", "E800", "020300", "05", "", "returned", "0.00"}},
		{[]string{"-type", "cash"}, want{"approved", "TC", "0000048000", "F800", "020100", "00", "", "returned", "100.00"}},
	} {
		r := atm(t, c.args...)
		if got := r.facts(); got != c.want {
			t.Errorf("%v:\ngot  %+v\nwant %+v, %s", c.args, got, c.want, r.Reason)
		}
	}
	if r := atm(t, "-type", "pin-change"); !strings.Contains(r.DE55, "9C0170") || !strings.Contains(r.DE55, "9F0206000000000000") || r.Account != "00" {
		t.Errorf("%+v", r)
	}
	if r := atm(t, "-type", "unblock"); !strings.Contains(r.DE55, "9C0172") {
		t.Errorf("%+v", r)
	}
}

// The screens: no amount, no account, no cash; the verdict is the card's; no PIN is shown, old or new.
func TestErrandsShown(t *testing.T) {
	for _, c := range []struct {
		args  []string
		order []string
	}{
		{[]string{"-type", "pin-change", "-new-pin", "864297531864"}, []string{"ENTER PIN", "> ****", "ENTER NEW PIN", "> ****", "ENTER NEW PIN AGAIN", "> ****", "script 72: result 20", "APPROVED", "REMOVE CARD", "PIN CHANGED", "PIN-CHANGE"}},
		{[]string{"-type", "pin-change", "-new-pin", "864297531864", "-pin", "975318642975"}, []string{"ENTER PIN", "> ****", "response code 55", "DECLINED", "PIN NOT CHANGED"}},
		{[]string{"-type", "pin-change", "-new-pin", "5678,cancel"}, []string{"ENTER NEW PIN AGAIN", "> (cancel)", "REMOVE CARD", "PIN NOT CHANGED"}},
		{[]string{"-type", "pin-change", "-new-pin", "5678,1234,5678,1234,5678,1234"}, []string{"> (not the same)", "PIN NOT CHANGED"}},
		{[]string{"-type", "pin-change", "-card", "cash"}, []string{"script 72: result 11", "DECLINED", "not carried out", "PIN NOT CHANGED", "REVERSAL"}},
		{[]string{"-type", "pin-change", "-card", "cash", "-language", "de"}, []string{"NEUE PIN EINGEBEN", "PIN NICHT GEÄNDERT"}},
		{[]string{"-type", "unblock"}, []string{"ENTER PIN", "script 71: result 20", "PIN UNBLOCKED", "UNBLOCK"}},
		{[]string{"-type", "unblock", "-decline"}, []string{"DECLINED", "PIN NOT UNBLOCKED"}},
	} {
		text := showsInOrder(t, c.args, c.order)
		for _, s := range []string{"ENTER AMOUNT", "ACCOUNT", "DISPENSER", "CASH  ", "864297531864", "975318642975"} {
			if strings.Contains(text, s) {
				t.Errorf("%v: %q is in\n%s", c.args, s, text)
			}
		}
	}
}

func TestErrandFlags(t *testing.T) {
	for _, c := range []struct {
		args []string
		says []string
	}{
		{[]string{"-type", "refund"}, []string{"-type refund", "pin-change, unblock"}},
		{[]string{"-type", "pin-change", "-new-pin", "12"}, []string{"-new-pin", "4 to 12 digits"}},
		{[]string{"-new-pin", "5678"}, []string{"-new-pin", "-type pin-change"}},
		{[]string{"-type", "unblock", "-amount", "10.00"}, []string{"-amount", "zero"}},
		{[]string{"-type", "unblock", "-config", "default"}, []string{"-type unblock", "no such transactions"}},
		{[]string{"-type", "pin-change", "-card", "nosuch"}, []string{"-card nosuch"}},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(c.args, nil, &stdout, &stderr, noon); status != 2 || stdout.Len() != 0 {
			t.Errorf("%v: exit status %d", c.args, status)
		}
		for _, s := range c.says {
			if !strings.Contains(stderr.String(), s) {
				t.Errorf("%v: %q does not say %q", c.args, &stderr, s)
			}
		}
	}
}
