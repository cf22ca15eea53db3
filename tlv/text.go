package tlv

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
)

// Visible is a text as a screen, a page, a log or a receipt may show it: one line, in UTF-8, with a space for whatever has
// no glyph. That is control characters, so that no text can steer a terminal; line ends; characters that change the
// direction of writing or are invisible; bytes that are no UTF-8. Every text that comes from a card, a host or a file goes
// through it before anybody sees it.
func Visible(text string) string { return strings.Map(visible, text) }

func visible(r rune) rune {
	if r != unicode.ReplacementChar && (unicode.IsGraphic(r) || r == softHyphen) {
		return r
	}
	return ' '
}

// softHyphen is a character of most parts of ISO/IEC 8859, and harmless.
const softHyphen = '\u00AD'

// A CodeTable is the value of the Issuer Code Table Index (tag 9F11): the part of ISO/IEC 8859, 01 to 10 in BCD, in which
// the Application Preferred Name is written. 0 and all other values name none.
//
// EMV 4.4 B3 annex C4
type CodeTable byte

// Valid reports whether the value names a part.
func (t CodeTable) Valid() bool { return t.Part() != 0 }

// Part is the number of the part, 1 to 10, and 0 for none.
func (t CodeTable) Part() int {
	switch {
	case t >= 0x01 && t <= 0x09:
		return int(t)
	case t == 0x10:
		return 10
	default:
		return 0
	}
}

// Text is b in UTF-8, with spaces for what is no character of the table, and none at the end. Where the value names no table
// the common character set counts, 20 to 7E.
//
// EMV 4.4 B1 12.2.4, EMV 4.4 B4 annex B
func (t CodeTable) Text(b []byte) string {
	return strings.TrimRight(PartText(t.Part(), b), " ")
}

// PartText is b in UTF-8 by a part of ISO/IEC 8859, those too that no code table names: a character for each byte, a space for what is none.
// Where there is no such part it is ASCII.
func PartText(part int, b []byte) string {
	var table *charmap.Charmap
	if part >= 0 && part < len(parts) {
		table = parts[part]
	}
	runes := make([]rune, len(b))
	for i, x := range b {
		switch {
		// EMV 4.4 B1 12.2.4 (characters)
		case x < 0x7F:
			runes[i] = rune(x)
		case x >= 0xA0 && table != nil:
			runes[i] = table.DecodeByte(x)
		}
	}
	return Visible(string(runes))
}

// Name is the name of an application as a card gives it: the preferred name (tag 9F12) where there is one and the code table
// is known, else the label (tag 50).
//
// EMV 4.4 B1 12.2.4
func (t CodeTable) Name(preferred, label []byte) string {
	if len(preferred) > 0 && t.Valid() {
		return t.Text(preferred)
	}
	return CodeTable(0).Text(label)
}

// parts are the parts of ISO/IEC 8859. Where part 11 has a character, Windows 874 has the same. A part 12 there is not.
var parts = [...]*charmap.Charmap{
	1: charmap.ISO8859_1, 2: charmap.ISO8859_2, 3: charmap.ISO8859_3, 4: charmap.ISO8859_4, 5: charmap.ISO8859_5,
	6: charmap.ISO8859_6, 7: charmap.ISO8859_7, 8: charmap.ISO8859_8, 9: charmap.ISO8859_9, 10: charmap.ISO8859_10,
	11: charmap.Windows874, 13: charmap.ISO8859_13, 14: charmap.ISO8859_14, 15: charmap.ISO8859_15, 16: charmap.ISO8859_16,
}
