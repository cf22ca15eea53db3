package transcript

import (
	"strings"
	"unicode"
)

// plainText is a text with ASCII digits for those of other scripts, ASCII characters for their full-width forms, and without characters that nobody
// sees: a card number is one however it is written.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return r
		case unicode.Is(unicode.Nd, r):
			return '0' + digitOf(r)
		case r >= 0xFF01 && r <= 0xFF5E: // full width
			return r - 0xFF01 + '!'
		case r == 0x3000: // a blank of full width
			return ' '
		case unicode.Is(unicode.Cf, r): // joiners, marks of direction
			return -1
		}
		return r
	}, s)
}

// digitOf is the value of a decimal digit. Those of a script stand in order from 0, and some have several runs behind each other.
func digitOf(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// HideNumbers masks what looks like a card number in a text: 12 to 19 digits that pass the Luhn check, in any script and in groups too, tracks,
// and PIN blocks in clear for a card.
func HideNumbers(text string) string {
	plain := plainText(text)
	p := pen{alone: maskPAN, inside: zeroes, known: func(string) bool { return false }, blocks: '*'}
	if hidden := p.text(plain); hidden != plain {
		return hidden
	}
	return text
}
