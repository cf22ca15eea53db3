package transcript

import (
	"slices"
	"strings"
)

// namesOf are the ways in which people write the name of a card: as it stands there, LAST/FIRST, and both parts in either order, with what stands between
// them in names, addresses and files. What is too short
// to be looked for is none.
//
// ISO/IEC 7813
func namesOf(value string) (names []string) {
	whole := strings.TrimSpace(value)
	last, first, two := strings.Cut(whole, "/")
	first, _, _ = strings.Cut(first, ".") // a title
	last, first = strings.TrimSpace(last), strings.TrimSpace(first)
	if names = []string{whole}; two && last != "" && first != "" {
		for _, between := range []string{"/", " ", "-", "_", ".", ""} {
			names = append(names, last+between+first, first+between+last)
		}
		names = append(names, last+", "+first, last+","+first)
	} else if two {
		names = append(names, last+first)
	}
	return slices.DeleteFunc(names, func(s string) bool { // or was hidden already
		return len(s) < shortestWantedSecret || strings.Trim(s, "X/ -_.,") == ""
	})
}

// hideNames writes X over the names wherever they stand in a text, in capitals or not.
func (r *redactor) hideNames(s string) string {
	if len(r.names) == 0 {
		return s
	}
	folded := foldText(s)
	hidden := r.found.names.Replace(folded)
	b := []byte(s)
	for i := range b {
		if hidden[i] != folded[i] {
			b[i] = 'X'
		}
	}
	return string(b)
}
