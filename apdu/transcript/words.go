package transcript

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters whose half bytes happen to be digits: the bytes of a text in a code table beyond ASCII may look like a card number, and the blanks behind a name do.

// blanksInRow are so many blanks in a row that no number has their digits.
const blanksInRow = "20202020"

// furthest is how many bytes on either side a text is looked at.
const furthest = 64

// wordy reports whether digits from one place in the hexadecimal of bytes to another are characters: blanks in a row, or words of a text that has letters beyond
// ASCII. By chance the bytes of a number are hardly ever letters all, with capitals where people write them.
func wordy(s string, from, to int) bool {
	from, to = from&^1, min((to+1)&^1, len(s)&^1)
	for i := from; i+len(blanksInRow) <= to; i += 2 {
		if s[i:i+len(blanksInRow)] == blanksInRow {
			return true
		}
	}
	first := max(0, from-2*furthest)
	b := bytesShown(s[first:min(to+2*furthest, len(s)&^1)])
	from, to = (from-first)/2, (to-first)/2
	if !words().MatchString(lettersOf(b, from, to)) {
		return false
	}
	lo, hi := from, to // as far as the text goes
	for lo > 0 && character(b, lo-1) != 0 {
		lo--
	}
	for hi < len(b) && character(b, hi) != 0 {
		hi++
	}
	return strings.IndexByte(lettersOf(b, lo, hi), beyondASCII) >= 0
}

// bytesShown are bytes in hexadecimal, 00 for those that are hidden in it.
func bytesShown(s string) []byte {
	b := make([]byte, len(s)/2)
	for i := range b {
		if _, err := hex.Decode(b[i:i+1], []byte(s[2*i:2*i+2])); err != nil {
			b[i] = 0
		}
	}
	return b
}

// words are letters as people write them, in capitals, small or with a capital at the beginning of each part, and numbers apart from them.
var words = newPattern(`^ *(?:(?:[0-9]+|[A-Z~]+|[A-Z~]?[a-z~]+(?:[A-Z~][a-z~]+)?)(?: +|$))+$`)

// beyondASCII stands for a letter that is not ASCII.
const beyondASCII = '~'

// lettersOf is bytes as characters: with one for all letters beyond ASCII, and for all that stands between words.
func lettersOf(b []byte, from, to int) string {
	out := make([]byte, 0, to-from)
	for i := from; i < to; i++ {
		x := character(b, i)
		if x == 0 {
			return ""
		}
		out = append(out, x)
	}
	return string(out)
}

// character is a byte of a text, a blank for all that stands between words, 0 for none: what no code table has as a letter or a mark.
func character(b []byte, i int) byte {
	switch x := b[i]; {
	case letter(x), decimal(x):
		return x
	case strings.IndexByte(" .,-/'&", x) >= 0:
		return ' '
	case x >= 0xA0 && x < 0xFF, x >= 0x80 && x < 0xA0 && inRune(b, i):
		return beyondASCII
	default:
		return 0
	}
}

// inRune reports whether a byte belongs to a letter in UTF-8.
func inRune(b []byte, i int) bool {
	for at := i; at >= 0 && at > i-utf8.UTFMax; at-- {
		if utf8.RuneStart(b[at]) {
			x, n := utf8.DecodeRune(b[at:])
			return x != utf8.RuneError && at+n > i && (unicode.IsLetter(x) || unicode.IsMark(x))
		}
	}
	return false
}
