package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// expiryPlaces are where a certificate that is refused for its date has it: offset and bytes, in what it recovers to or, of the families whose certificates are in
// clear, in itself.
//
// EMV 4.4 B2 6.1, 6.4, 7.1, 12.3, 12.4: tables 6, 14, 24, 35 and 36
var expiryPlaces = map[oda.Reason]struct {
	at, n int
	clear bool
}{
	oda.IssuerExpired: {5, 2, false}, oda.ICCExpired: {11, 2, false}, oda.PINExpired: {11, 2, false},
	oda.SM2IssuerExpired: {5, 2, true}, oda.SM2ICCExpired: {11, 2, true},
	oda.ECCIssuerExpired: {8, 4, true}, oda.ECCICCExpired: {3, 6, true},
}

// expired says, of certificates that were refused for their date, what that is and for which day it was checked.
func (s *said) expired(c *chain, date [3]byte) {
	for i := range c.Links {
		l := &c.Links[i]
		place, ok := expiryPlaces[l.reason]
		if !ok || l.OK || l.Result != l.reason.String() {
			continue
		}
		from := l.message
		for _, tag := range []tlv.Tag{0x90, 0x9F46, 0x9F2D} {
			if place.clear && strings.Contains(l.Name, "("+tag.String()+")") {
				from = s.data[tag]
			}
		}
		if len(from) < place.at+place.n {
			continue
		}
		name, _, _ := strings.Cut(l.Result, ":")
		field := from[place.at : place.at+place.n]
		l.Result = fmt.Sprintf("%s: its date of expiry, %X, is none", name, field)
		if day := expiryOf(field); day != "" {
			checked := expiryText(date)
			if s.undated {
				checked = "today, " + checked + ", as the file names no date"
			}
			l.Result = fmt.Sprintf("%s: expired: good until %s, checked for %s", name, day, checked)
		}
	}
}

// expiryOf is a date of expiry as a certificate has it: MMYY, which means the last day of the month, YYYYMMDD, or that with a time; empty for no date.
//
// EMV 4.4 B2 6.3, 12.3, 12.4, B4 6.7.3
func expiryOf(b []byte) string {
	switch digits := upper(b); len(b) {
	case 2:
		if month, err := time.Parse("012006", digits[:2]+upper([]byte{tlv.Century(b[1])})+digits[2:]); err == nil {
			return month.AddDate(0, 1, -1).Format("2006-01-02")
		}
	case 4:
		if day, err := time.Parse("20060102", digits); err == nil {
			return day.Format("2006-01-02")
		}
	case 6:
		if minute, err := time.Parse("200601021504", digits); err == nil {
			return minute.Format("2006-01-02 15:04")
		}
	}
	return ""
}
