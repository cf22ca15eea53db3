package main

import (
	"bytes"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// unfilledText is a text without the zeroes that fill up its field, and words on them.
//
// EMV 4.4 B3 4.3
func unfilledText(b []byte) (text []byte, filled []string) {
	if text = bytes.TrimRight(b, "\x00"); len(text) == 0 || len(text) == len(b) {
		return b, nil
	}
	return text, []string{count(len(b)-len(text), "byte") + " of 00 behind it"}
}

// spacing reports whether a character stands between the words of a label or a name.
func spacing(x byte) bool { return strings.IndexByte(" .-/", x) >= 0 }

// likelyText: two letters, three letters or digits or more, the more the likelier, and of letters, or four characters that are letters for the most part. Of which code table nobody
// can tell. What may be a card's number is rather that, and digits of one in characters are none.
func likelyText(d *decoder, b []byte) int {
	b, filled := unfilledText(b)
	letters, digits, between, run := 0, 0, 0, 0
	other := false
	for _, x := range b {
		switch {
		case 'a' <= x|0x20 && x|0x20 <= 'z':
			letters++
		case '0' <= x && x <= '9':
			digits++
		case spacing(x):
			between++
		case x < ' ' || x >= 0x7F && x < 0xA0:
			return 0
		default:
			other = true
			if x >= 0xC0 {
				letters++
			}
		}
		if run++; x < '0' || x > '9' {
			run = 0
		}
		if run >= 12 {
			return 0
		}
	}
	words := 3*(letters+between) >= 2*len(b) && letters > 0
	if other { // that are no words of a label: blanks alone are between them
		words = 3*(letters+bytes.Count(b, []byte(" "))) >= 2*len(b)
	}
	score := 0
	switch n := len(b); {
	case n == 2 && letters == n && filled == nil: // such as CB, which a response code hardly is
		return 22
	case n < 3 || letters+digits == 0 || other && (n < 4 || !words || filled != nil):
		return 0
	case other:
		return 16
	case words && n >= 6:
		score = 84 // as a template that is cut it would be broken in its first length
	case words && n >= 4:
		score = 60
	case words:
		score = 36
	case n >= 8:
		score = 50
	case n >= 6:
		score = 40
	default:
		score = 20
	}
	if pan := likelyPAN(d, b); pan > 0 {
		score = min(score, pan-near/2)
	}
	return score
}

// likelyChinese: two characters of two bytes each or more, and else ASCII; the likelier where all of them are of the frequent ones, which GB 2312 has first.
func likelyChinese(d *decoder, b []byte) int {
	b, _ = unfilledText(b)
	characters, frequent := 0, true
	for len(b) > 0 {
		switch x := b[0]; {
		case x >= ' ' && x <= '~':
			b = b[1:]
		case len(b) > 1 && b[1] >= 0xA1 && b[1] <= 0xFE && (x >= 0xB0 && x <= 0xF7 || x >= 0xA1 && x <= 0xA3):
			if x >= 0xB0 {
				characters++
			}
			frequent = frequent && x <= 0xD7
			b = b[2:]
		default:
			return 0
		}
	}
	switch {
	case characters < 2, characters == 2 && !frequent && !d.chinese(): // four bytes may be anything
		return 0
	case d.chinese(), frequent && characters > 2:
		return 40
	default:
		return 16
	}
}

// chinese reports whether the data are of a book whose texts are Chinese.
func (d *decoder) chinese() bool {
	return d.guess == tlv.PBOC || d.guess == tlv.C7 || d.book == tlv.PBOC || d.book == tlv.C7
}

// likelyLanguages: two languages or more, in the small letters in which cards have them.
//
// EMV 4.4 B3 annex A1
func likelyLanguages(_ *decoder, b []byte) int {
	if len(b) < 4 || len(b) > 8 || len(b)%2 != 0 || string(b) != strings.ToLower(string(b)) {
		return 0
	}
	for i := 0; i < len(b); i += 2 {
		if _, ok := findCode(languages, string(b[i:i+2])); !ok {
			return 0
		}
	}
	return map[int]int{4: 62, 6: 86, 8: 86}[len(b)]
}
