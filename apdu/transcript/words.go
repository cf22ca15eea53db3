package transcript

import (
	"bytes"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters whose half bytes happen to be digits: the bytes of a text in a code table beyond ASCII may look like a card number, and the blanks behind a name do.

// blanksInRow are so many blanks in a row that no number begins with their digits.
const blanksInRow = "    "

// blanksBehind are so many blanks behind words that a number hardly ends with their digits.
const blanksBehind = 2

// furthest is how many bytes on either side a text is looked at.
const furthest = 64

// wordy reports whether digits from one place in the hexadecimal of bytes to another are characters: they begin with blanks in a row, or are cut out of the
// words of a text that has letters beyond ASCII.
func wordy(s string, from, to int) bool {
	card := issued(s[from:to])
	before, behind := from&1 == 1 && cuts(s[from-1]), to&1 == 1 && to < len(s) && cuts(s[to])
	from, to = from&^1, min((to+1)&^1, len(s)&^1)
	first := max(0, from-2*furthest)
	b := bytesShown(s[first:min(to+2*furthest, len(s)&^1)])
	from, to = (from-first)/2, (to-first)/2
	if bytes.HasPrefix(b[from:to], []byte(blanksInRow)) {
		return true
	}
	blanks := to - from - len(bytes.TrimRight(b[from:to], " "))
	if !cutOut(b, from, to, blanks, before, behind) && (card || blanks < len(blanksInRow)) {
		return false
	}
	if lo, hi := grown(b, from, to, false); !words().MatchString(lettersOf(b, lo, hi)) {
		return false
	}
	lo, hi := grown(b, from, to, true)
	return strings.IndexByte(lettersOf(b, lo, hi), beyondASCII) >= 0
}

// cutOut reports whether words go on before bytes and behind them, or blanks are their end, behind as many letters or with more of them. Digits with a border
// where they begin or end may be a number although its bytes are letters, and so may all that stands between two letters beyond ASCII. inside and behind say that
// the digits begin and end within a byte, beside others of it.
func cutOut(b []byte, from, to, blanks int, inside, behind bool) bool {
	lo, hi := grown(b, from, to, false)
	if !inside && !behind && lo < from && hi > to && character(b, from-1) == beyondASCII && character(b, to) == beyondASCII {
		return false
	}
	padded := blanks >= blanksBehind && (inside || 2*blanks <= to-from || to < len(b) && b[to] == ' ')
	return (inside || lo < from) && (behind || hi > to || padded)
}

// cuts reports whether a half byte beside digits, of a byte that begins or ends with one of them, is a digit too: as filler it would be a letter or 0.
func cuts(half byte) bool { return decimal(half) && half != '0' }

// grown are bytes from one place to another with the characters round them: those of the words that they cut, or as far as the text goes.
func grown(b []byte, from, to int, text bool) (lo, hi int) {
	in := func(i int) bool {
		if i < 0 || i == len(b) {
			return false
		}
		x := character(b, i)
		return x != 0 && (text || x != ' ')
	}
	lo, hi = from, to
	for in(lo - 1) {
		lo--
	}
	for in(hi) {
		hi++
	}
	return lo, hi
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
var words = newPattern(`^ *(?:(?:[0-9]+|[A-Z~]+|[A-Z~]?[a-z~]+(?:[A-Z~][a-z~]+)?)(?: |$))+ *$`)

// beyondASCII stands for a letter that is not ASCII.
const beyondASCII = '~'

// named reports whether all of a value is words, with letters beyond ASCII: in an element of text they are a name.
func named(value []byte) bool {
	value = bytes.TrimRight(value, "\x00")
	s := lettersOf(value, 0, len(value))
	return strings.IndexByte(s, beyondASCII) >= 0 && words().MatchString(s)
}

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
