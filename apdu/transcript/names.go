package transcript

import (
	"slices"
	"strings"
)

// namesOf are the ways in which people write the name of a card: as it stands there, LAST/FIRST, and both parts in either order. What is too short
// to be looked for is none.
//
// ISO/IEC 7813
func namesOf(value string) (names []string) {
	whole := strings.TrimSpace(value)
	last, first, two := strings.Cut(whole, "/")
	first, _, _ = strings.Cut(first, ".") // a title
	last, first = strings.TrimSpace(last), strings.TrimSpace(first)
	if names = []string{whole}; two && last != "" && first != "" {
		names = append(names, last+"/"+first, first+"/"+last, last+" "+first, first+" "+last, last+", "+first, last+","+first)
	} else if two {
		names = append(names, last+first)
	}
	return slices.DeleteFunc(names, func(s string) bool { return len(s) < shortestWantedSecret })
}

// hideName writes X over a name wherever it stands in a text, in capitals or not.
func hideName(s, name string) string {
	folded, name := foldASCII(s), foldASCII(name)
	for at := 0; ; {
		i := strings.Index(folded[at:], name)
		if i < 0 {
			return s
		}
		at += i + len(name)
		s = s[:at-len(name)] + strings.Repeat("X", len(name)) + s[at:]
	}
}

// foldASCII is a text with small letters for the capitals of ASCII, as long to the byte.
func foldASCII(s string) string {
	b := []byte(s)
	for i, x := range b {
		if x >= 'A' && x <= 'Z' {
			b[i] = x | 0x20
		}
	}
	return string(b)
}
