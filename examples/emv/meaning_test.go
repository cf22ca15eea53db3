package main

import (
	"strings"
	"testing"
)

// Codes that cards, hosts and lists have beside those of the books have their words: of older editions, of ISO 8583, of providers and merchants; so have log entries and
// currencies of an electronic cash.
//
// EMV 4.4 B4 annex A6, EMV 4.4 B3 annex D2
func TestCodesHaveTheirWords(t *testing.T) {
	for _, c := range []struct{ line, says string }{
		{"decode 8A025932", "approved after a referral that the card asked for, in older editions of EMV"},
		{"decode 8A025A32", "declined after a referral that the card asked for, in older editions of EMV"},
		{"decode 5932", "older editions of EMV"},
		{"decode 8A025931", "offline approved"},
		{"decode 9F2701C0", "AAR, a referral, in older editions of EMV"},
		{"decode 9F2701C8", "AAR, a referral, in older editions of EMV"},
		{"decode 9F270180", "ARQC"},
		{"decode 8A023134", "declined, no such card number"},
		{"decode 8A023537", "declined, not permitted to the cardholder"},
		{"decode 8A023632", "declined, restricted card"},
		{"decode 8A023936", "system malfunction"},
		{"decode 9F51020978", "Euro"},
		{"decode -book pboc 9F51020156", "CNY"},
		{"decode 5F54084445555454464658", "DEUTTFFX"},
		{"decode DF4D020C0A", "SFI 12, 10 records"},
		{"decode DF4D020A0A", "illegal: SFI 10"},
		{"decode A0000000591010", "girocard"},
		{"decode A0000000980840", "US common debit"},
		{"decode A0000000291010", "LINK"},
		{"decode A0000003710001", "Verve"},
		{"decode A0000006021010", "GPN"},
		{"decode A0000007271010", "NAPAS"},
		{"decode -as mcc 5552", "Electric Vehicle Charging"},
		{"decode -as mcc 5262", "Marketplaces"},
		{"decode -as mcc 6538", "Funding"},
		{"decode -as mcc 6540", "Funding"},
		{"sw 6286", "no input data available from a sensor"},
		{"sw 6287", "record is deactivated"},
	} {
		if _, out, errw := emv("", strings.Fields(c.line)...); !strings.Contains(out, c.says) {
			t.Errorf("%s: no %q in\n%s%s", c.line, c.says, out, errw)
		}
	}
	for _, line := range []string{"decode 8A025931", "decode 8A023030", "decode 9F270180", "decode 9F270140", "decode 9F270100"} {
		if _, out, _ := emv("", strings.Fields(line)...); strings.Contains(out, "older editions") {
			t.Errorf("%s:\n%s", line, out)
		}
	}
}
