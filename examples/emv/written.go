package main

import (
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/tlv"
)

// asWritten is what a text is that people write otherwise than in whole bytes: a card number or a track of an odd number of digits, as it is embossed or without
// its padding, and a date with dashes. It is nil for all else.
//
// EMV 4.4 B3 4.3
func asWritten(s string) (*kind, []byte) {
	s = strings.TrimSpace(s)
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return named("date"), unhex(day.Format("060102"))
	}
	s = strings.ToUpper(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n-:,", r) }), ""))
	pan, _, track := strings.Cut(s, "D")
	switch {
	case len(s)%2 == 0 || len(pan) < 12 || len(pan) > 19 || strings.Trim(pan, "0123456789") != "":
		return nil, nil
	case track && len(s) < 38 && track2Form().MatchString(s):
		return named("track2"), unhex(s + "F")
	case !track && (tlv.Luhn(s) || s[0] >= '3' && s[0] <= '6'):
		return named("pan"), unhex(s + "F")
	default:
		return nil, nil
	}
}

// panItems is a card number, with a word on its check digit.
func panItems(d *decoder, b []byte) ([]item, string) {
	list, fault := valueItems(0x5A)(d, b)
	if s, err := tlv.DecodeCN(b); err == nil && len(list) == 1 && fault == "" {
		list[0].Words = append(slices.Clone(list[0].Words), luhnWords(s))
	}
	return list, fault
}

// luhnWords says whether the check digit of a number is right.
//
// ISO/IEC 7812-1 annex B
func luhnWords(pan string) string {
	if tlv.Luhn(pan) {
		return "Luhn check passed"
	}
	return "Luhn check failed"
}

// noExpiry is what a track lacks that ends behind its separator.
const noExpiry = "there is no expiry date"

// likelyActionCode: bits that are known, or all of them, which is how an action code says always.
func likelyActionCode(d *decoder, b []byte) int {
	if upper(b) == "FFFFFFFFFF" {
		return 60
	}
	return likelyValue(0x9F0D, 20)(d, b)
}

// numberOf is the digits that a track in half bytes has before its separator, empty where there is none.
func numberOf(b []byte) string {
	number, _, ok := strings.Cut(upper(b), "D")
	if !ok {
		return ""
	}
	return number
}
