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
