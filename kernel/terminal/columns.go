package terminal

import (
	"unicode"

	"golang.org/x/text/width"
)

// Columns is how many columns a text takes on a screen or on paper with characters of one width: two for each character of East Asia, none for what is
// set over another.
func Columns(s string) (n int) {
	for _, r := range s {
		n += RuneColumns(r)
	}
	return n
}

// RuneColumns is how many columns a character takes: 0, 1 or 2.
func RuneColumns(r rune) int {
	switch k := width.LookupRune(r).Kind(); {
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r):
		return 0
	case k == width.EastAsianWide, k == width.EastAsianFullwidth:
		return 2
	}
	return 1
}
