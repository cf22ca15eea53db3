package main

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// The upper halves of the code tables of ISO 8859: a line each, the part, a tab, and the characters A0 to FF.
//
//go:embed codes/iso8859.txt
var iso8859 string

// charsets are the code tables by which a preferred name is read.
//
// EMV 4.4 B4 annex B
func charsets() (list []kind) {
	for line := range strings.Lines(iso8859) {
		part, table, _ := strings.Cut(line, "\t")
		var likely func(*decoder, []byte) int
		if part == "1" {
			likely = likelyText
		}
		list = append(list, kind{
			name: "iso8859-" + part, likely: likely, title: "Text in ISO 8859-" + part,
			items: func(_ *decoder, b []byte) ([]item, string) { return textItems(strings.Fields(table), b) },
		})
	}
	return list
}

// likelyText: four characters or more, letters and blanks for the most part. Of which code table nobody can tell.
func likelyText(_ *decoder, b []byte) int {
	letters := 0
	for _, x := range b {
		switch {
		case 'a' <= x|0x20 && x|0x20 <= 'z', x == ' ', x >= 0xC0:
			letters++
		case x < ' ' || x >= 0x7F && x < 0xA0:
			return 0
		}
	}
	if len(b) < 4 || 3*letters < 2*len(b) {
		return 0
	}
	return 16
}

func textItems(table []string, b []byte) ([]item, string) {
	var s strings.Builder
	for i, x := range b {
		r := rune(x)
		if x >= 0xA0 {
			n, _ := strconv.ParseUint(table[x-0xA0], 16, 16)
			r = rune(n)
		}
		if x < ' ' || x >= 0x7F && x < 0xA0 || r == '\uFFFD' {
			return []item{{Value: upper(b)}}, fmt.Sprintf("offset %d: %02X is no character of this code table", i, x)
		}
		s.WriteRune(r)
	}
	return []item{{Value: upper(b), Words: []string{strconv.Quote(s.String())}}}, ""
}
