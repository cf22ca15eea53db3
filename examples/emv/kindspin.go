package main

import (
	"fmt"
	"strings"
)

// A blockForm is a format of ISO 9564 as a block of it looks that is not enciphered.
type blockForm struct {
	format  int
	size    int
	matches func(digits string, n int) bool // n: digits of the PIN
	score   func(n int) int
}

// blockForms are the formats of PIN blocks. What stands behind the digits tells more of them the fewer they are. Of format 0 the digits behind the second are
// added to those of the card number, and its filler, F, with a digit, is 6 at the least.
//
// EMV 4.4 B3 6.5.12, ISO 9564-1 9.3, 9.4
var blockForms = []blockForm{
	{2, 8, func(s string, n int) bool { return decimals(s[2:2+n]) && strings.Trim(s[2+n:], "F") == "" }, func(int) int { return 98 }},
	{4, 16, func(s string, n int) bool { return decimals(s[2:2+n]) && strings.Trim(s[2+n:16], "A") == "" }, func(int) int { return 96 }},
	{0, 8, func(s string, n int) bool {
		return decimals(s[2:4]) && strings.Trim(s[2+n:], "6789ABCDEF") == "" && !decimals(s)
	}, func(n int) int { return max(100-5*n, 40) }},
	{1, 8, func(s string, n int) bool { return decimals(s[2:2+n]) && !decimals(s) }, func(int) int { return 15 }},
	{3, 8, func(s string, n int) bool {
		return decimals(s[2:4]) && strings.Trim(s[2+n:], "3456789ABCDEF") == "" && !decimals(s)
	}, func(int) int { return 15 }},
}

func decimals(s string) bool { return strings.Trim(s, "0123456789") == "" }

// pinBlock is the format that b has as a PIN block, and how many digits the PIN has.
func pinBlock(b []byte) (form *blockForm, n int) {
	if len(b) == 0 {
		return nil, 0
	}
	s := upper(b)
	for i := range blockForms {
		f := &blockForms[i]
		if n = int(b[0] & 0x0F); len(b) == f.size && int(b[0]>>4) == f.format && n >= 4 && n <= 12 && f.matches(s, n) {
			return f, n
		}
	}
	return nil, 0
}

func likelyPINBlock(_ *decoder, b []byte) int {
	f, n := pinBlock(b)
	if f == nil {
		return 0
	}
	return f.score(n)
}

// pinBlockItems says which format a block has. Nothing of it is shown.
func pinBlockItems(_ *decoder, b []byte) ([]item, string) {
	f, n := pinBlock(b)
	it := item{Name: "block", Length: new(len(b)), Words: []string{"masked"}}
	if f == nil {
		return []item{it}, "no PIN block that is not enciphered: format and number of digits, digits, filler"
	}
	words := []string{fmt.Sprintf("ISO 9564 format %d, not enciphered: a PIN of %d digits", f.format, n)}
	if f.format == 0 || f.format == 3 {
		words[0] += ", added to the card number"
	}
	return []item{{Name: "format", Value: fmt.Sprint(f.format), Words: words}, it}, ""
}
