package main

import (
	"strings"
	"testing"
)

// A date that YYMMDD has no place for is refused, and never taken for another a century away.
//
// EMV 4.4 B4 6.7.3
func TestDatesOutsideTheCentury(t *testing.T) {
	for _, c := range []struct {
		line   string
		status int
		says   string
	}{
		{"txn -card full -amount 1.00 -date 2060-01-01", 2, "-date 2060-01-01: dates of cards are YYMMDD, and mean 1950 to 2049; 2060 would be taken for 1960"},
		{"txn -card full -amount 1.00 -date 19490101", 2, "1949 would be taken for 2049"},
		{"txn -card full -amount 1.00 -date 1949-13-01", 2, "give a date such as"},
		{"oda -date 2060-01-01 -", 2, "2060 would be taken for 1960"},
		{"replay -date 2050-01-01 -", 2, "2050 would be taken for 1950"},
	} {
		status, _, errw := emv("date: 260701\n-- conversation --\n> 00B2010C00\n< 6A83\n", strings.Fields(c.line)...)
		if status != c.status || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s", c.line, status, errw)
		}
	}
	for s, want := range map[string]bool{"2049-12-31": true, "1950-01-01": true, "2050-01-01": false, "19491231": false, "600101": true, "20491231": true} {
		if _, ok := dayOf(s); ok != want {
			t.Errorf("%s: %v", s, ok)
		}
	}
}

// A terminal whose clock begins anew stands in 19YY: certificates of every family that its kernel takes verify then, are issued
// again, and the page has the year.
//
// EMV 4.4 B4 6.7.3
func TestDaysOfTheLastCentury(t *testing.T) {
	for _, card := range []string{"full", "xda -config xda", "pboc-sm -config unionpay"} {
		for _, day := range []string{"1950-01-01", "1970-01-01", "1999-12-31"} {
			dir := t.TempDir()
			file, page := dir+"/t.txt", dir+"/t.html"
			if status, out, errw := emv("", strings.Fields("txn -card "+card+" -date "+day+" -record "+file+" -report "+page)...); status != 0 {
				t.Fatalf("%s %s: %d %s%s", card, day, status, out, errw)
			}
			if !strings.Contains(read(t, page), ">"+day+" ") {
				t.Errorf("%s %s: the page has another day", card, day)
			}
			for line, says := range map[string]string{
				"oda " + file: "ok  issuer certificate (90)", "oda -date " + day + " " + file: "ok  ", "redact " + file: "reissued: ",
				"read -card " + card + " -date " + day: "ok  issuer certificate (90)",
			} {
				if strings.HasPrefix(card, "pboc-sm") && says == "reissued: " {
					says = "certificates of SM2 are not issued again"
				}
				if status, out, errw := emv("", strings.Fields(line)...); status != 0 || !strings.Contains(out, says) || strings.Contains(out, "  no  ") {
					t.Errorf("%s, %s: %d %s%s", day, line, status, out, errw)
				}
			}
		}
	}
}
