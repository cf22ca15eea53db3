package tlv_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/emvgo/emv/tlv"
)

// Whatever could steer a terminal, end a line or turn the direction of writing is a space.
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"Crédit":                          "Crédit",
		"Карта 中文 ไทย":                    "Карта 中文 ไทย",
		"\x1b[31mEVIL\x1b]0;t\x1b\\":      " [31mEVIL ]0;t \\",
		"a\x00b\x07c\bd\re\nf\tg\x7fh":    "a b c d e f g h",
		"a\u0085b\u009b31mc":              "a b 31mc",
		"a\u2028b\u2029c\u202Ed\u2066e":   "a b c d e",
		"a\u200Bb\u200Fc\uFEFFd\uFFFEe":   "a b c d e",
		"a\xffb\xc3(":                     "a b (",
		"a\uE000b\U000F0000c\U000E0001d":  "a b c d",
		"no\u00A0break, soft\u00ADhyphen": "no\u00A0break, soft\u00ADhyphen",
	} {
		if got := tlv.Visible(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The names that a card gives, in the code tables that the book allows.
func TestCodeTable(t *testing.T) {
	// EMV 4.4 B3 annex C4, EMV 4.4 B1 12.2.4
	for _, c := range []struct {
		table            tlv.CodeTable
		part             int
		preferred, label string
		want             string
	}{
		{1, 1, "Cr\xE9dit", "CREDIT", "Crédit"},
		{2, 2, "\xB1", "", "ą"},
		{3, 3, "\xB1", "", "ħ"},
		{4, 4, "\xBF", "", "ŋ"},
		{5, 5, "\xBA\xD0\xE0\xE2\xD0", "TEST", "Карта"},
		{6, 6, "\xC7", "", "ا"},
		{7, 7, "\xE1", "", "α"},
		{8, 8, "\xE0\xFE", "", "א"}, // a mark for the direction of writing has no glyph
		{9, 9, "\xFD", "", "ı"},
		{0x10, 10, "\xBF", "", "ŋ"},
		{5, 5, "", "TEST\x1b[2J", "TEST [2J"},
		{5, 5, "a\x1bb\x9B1m\x7F  ", "", "a b 1m"},
		{6, 6, "a\xA1b", "", "a b"}, // no character of part 6
		{0, 0, "Cr\xE9dit", "CR\xC9DIT", "CR DIT"},
		{0x0A, 0, "A", "LABEL", "LABEL"},
		{0x11, 0, "A", "LABEL", "LABEL"},
		{0xFF, 0, "A", "LABEL", "LABEL"},
	} {
		if got := c.table.Name([]byte(c.preferred), []byte(c.label)); got != c.want || c.table.Part() != c.part || c.table.Valid() != (c.part > 0) {
			t.Errorf("%+v: %q, part %d", c, got, c.table.Part())
		}
	}
}

// All parts of ISO/IEC 8859, those too that no code table names.
func TestPartText(t *testing.T) {
	for part, want := range map[int]string{
		0: "a b  ", 1: "a b\u00ADÐ", 5: "a b\u00ADа", 11: "a bญะ", 12: "a b  ", 13: "a b\u00ADŠ", 14: "a b\u00ADŴ", 15: "a b\u00ADÐ", 16: "a b\u00ADĐ", 17: "a b  ", -1: "a b  ",
	} {
		if got := tlv.PartText(part, []byte("a\x80b\xAD\xD0")); got != want {
			t.Errorf("part %d: %q, want %q", part, got, want)
		}
	}
	for part := range 17 {
		for x := range 256 {
			if got := tlv.PartText(part, []byte{byte(x)}); utf8.RuneCountInString(got) != 1 || tlv.Visible(got) != got {
				t.Errorf("part %d, byte %02X: %q", part, x, got)
			}
		}
	}
}

// Every byte in every table is one visible character or a space, and the lower half is the common character set.
func TestCodeTableWhole(t *testing.T) {
	// EMV 4.4 B4 annex B
	for table := range 256 {
		for x := range 256 {
			got := tlv.CodeTable(table).Text([]byte{'<', byte(x), '>'})
			if utf8.RuneCountInString(got) != 3 || tlv.Visible(got) != got {
				t.Errorf("table %02X, byte %02X: %q", table, x, got)
			}
			if x >= 0x20 && x < 0x7F && got != string([]byte{'<', byte(x), '>'}) {
				t.Errorf("table %02X, byte %02X: %q", table, x, got)
			}
		}
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("\x1b]0;title\a", byte(5))
	f.Fuzz(func(t *testing.T, s string, table byte) {
		for _, got := range []string{tlv.Visible(s), tlv.CodeTable(table).Text([]byte(s))} {
			if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r >= 0x7F && r < 0xA0 }) || tlv.Visible(got) != got {
				t.Errorf("%q", got)
			}
		}
	})
}
