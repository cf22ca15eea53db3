package transcript

import (
	"bytes"
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/emvgo/emv/tlv"
)

// Letters: the encodings in which a name is looked for beside UTF-8, and one form for both cases of each.

// An encoding has a character in so many bytes.
type encoding struct {
	size int
	low  int                   // the byte of these in which ASCII is
	text func(b []byte) string // a character for each of them

	bridges []byte // those that are letters beyond ASCII, and one with a letter of ASCII
}

// nameEncodings are all parts of ISO/IEC 8859, since a card's code table may be another than that of whoever has its holder's name too, and UTF-16.
//
// EMV 4.4 B4 annex B
var nameEncodings = sync.OnceValue(allEncodings)

func allEncodings() (list []encoding) {
	for part := 1; part <= 16; part++ {
		if part != 12 { // there is none
			text := func(b []byte) string { return tlv.PartText(part, b) }
			list = append(list, encoding{1, 0, text, bridgesOf(text)})
		}
	}
	return append(list, encoding{2, 1, inTwos(binary.BigEndian), nil}, encoding{2, 0, inTwos(binary.LittleEndian), nil})
}

func bridgesOf(text func(b []byte) string) (list []byte) {
	for x := 0xA0; x <= 0xFF; x++ {
		if folded, at := fold(text([]byte{byte(x)})); at != nil && ascii(folded) {
			list = append(list, byte(x))
		}
	}
	return list
}

// bridged reports whether bytes may have such a letter.
func (e *encoding) bridged(b []byte) bool {
	return slices.ContainsFunc(e.bridges, func(x byte) bool { return bytes.IndexByte(b, x) >= 0 })
}

func inTwos(order binary.ByteOrder) func(b []byte) string {
	return func(b []byte) string {
		runes := make([]rune, len(b)/2)
		for i := range runes {
			runes[i] = rune(order.Uint16(b[2*i:]))
		}
		return string(runes)
	}
}

// write has the characters in bytes that their text has after something was hidden in it, where the bytes are as they were.
func (e *encoding) write(b, was []byte, text, after string) {
	if after == text {
		return
	}
	for k := range text {
		if after[k] != text[k] && bytes.Equal(b[:e.size], was[:e.size]) {
			clear(b[:e.size])
			b[e.low] = after[k]
		}
		b, was = b[e.size:], was[e.size:]
	}
}

// wide reports whether bytes may have a text in UTF-16 in a script that has letters: four bytes below that of a blank with one between each.
func wide(b []byte) bool {
	for i := 0; i+6 < len(b); i++ {
		if b[i]|b[i+2]|b[i+4]|b[i+6] < ' ' && b[i+1] > 0 && b[i+3] > 0 && b[i+5] > 0 {
			return true
		}
	}
	return false
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// positions are what the bytes of a folded text stand for in the text, nil where each stands for that in its place.
type positions []digitGroup

func (p positions) of(i int) digitGroup {
	if p == nil {
		return digitGroup{i, i + 1}
	}
	return p[i]
}

// fold is a text in which the cases of a letter are one, whatever bytes it has.
func fold(s string) (string, positions) {
	if ascii(s) {
		return strings.ToLower(s), nil
	}
	b, at := make([]byte, 0, len(s)), make(positions, 0, len(s))
	for i := 0; i < len(s); {
		x, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case x == utf8.RuneError:
			b = append(b, s[i:i+n]...)
		case x != dotAbove:
			b = utf8.AppendRune(b, foldRune(x))
		}
		for same, from := len(b)-len(at) == n, i; len(at) < len(b); {
			if same {
				at = append(at, digitGroup{from, from + 1})
				from++
			} else {
				at = append(at, digitGroup{i, i + n})
			}
		}
		i += n
	}
	return string(b), at
}

// dotAbove is what programs write behind a small i for a capital I with a dot.
const dotAbove = '\u0307'

// foldRune is one letter for all cases of it: small in ASCII, else the first that Unicode has. Those that Turkish has of I are one.
func foldRune(x rune) rune {
	if x == 'İ' || x == 'ı' {
		return 'i'
	}
	least := x
	for y := unicode.SimpleFold(x); y != x; y = unicode.SimpleFold(y) {
		least = min(least, y)
	}
	if least < utf8.RuneSelf {
		return unicode.ToLower(least)
	}
	return least
}

// eastAsian is where the letters begin that are in no word with others: they are two characters of one byte each, if the text is no UTF-16.
const eastAsian = '\u2E80'

// wordsIn are where the words of a text stand: letters, with the marks on them that some scripts write behind.
func wordsIn(s string) iter.Seq[digitGroup] {
	return func(yield func(digitGroup) bool) {
		from, east := 0, false
		for i := 0; i <= len(s); {
			x, n := utf8.DecodeRuneInString(s[i:]) // none at the end
			inWord := unicode.IsLetter(x) || unicode.IsMark(x)
			if !inWord || east != (x >= eastAsian) {
				if from < i && !yield(digitGroup{from, i}) {
					return
				}
				from, east = i, x >= eastAsian
			}
			i += max(n, 1)
			if !inWord {
				from = i
			}
		}
	}
}
