package capk

import (
	"slices"
	"strings"
)

// notations are what programs write round a byte.
var notations = strings.NewReplacer("(BYTE)", " ", `\X`, " ")

// rows are lines one behind the other that hold digits in groups and nothing else, as dumps and programs write the bytes of a key: together they are no remark.
type rows struct {
	first  int // the line that they begin with
	lines  int
	digits int
}

// take adds a line that is neither a key nor a fault, and reports with which line rows began that are as long as a checksum now, 0 for none: once for each.
func (r *rows) take(number int, line string) (first int) {
	n := rowDigits(line)
	if n == 0 {
		*r = rows{}
		return 0
	}
	if r.lines == 0 {
		r.first = number
	}
	before := r.digits
	r.lines, r.digits = r.lines+1, r.digits+n
	if r.lines > 1 && r.digits >= sumDigits && (before < sumDigits || r.lines == 2) {
		return r.first
	}
	return 0
}

// rowDigits is how many hexadecimal digits a row has, 0 for a line that has words beside its bytes. An offset before a colon and the letters that a dump has behind
// its bytes are none of them; of a decimal number it is two, as of the byte that it may be.
func rowDigits(line string) (n int) {
	line = strings.ToUpper(strings.TrimSpace(line))
	if at, rest, ok := strings.Cut(line, ": "); ok && len(at) >= 4 && hexadecimal(at) {
		line, _, _ = strings.Cut(strings.TrimSpace(rest), "  ")
	}
	line, _, _ = strings.Cut(notations.Replace(line), "|")
	groups := strings.FieldsFunc(line, func(r rune) bool { return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z') })
	switch alone := len(groups) == 1; {
	case len(groups) == 0, !alone && !strings.ContainsAny(line, "0123456789"), alone && len(groups[0])%2 == 1:
		return 0
	}
	if slices.Contains([]string{"DB", "DW", "DD", "DQ", "BYTE", "LONG", "WORD", "B"}, groups[0]) { // an assembler's, or a text's of bytes
		groups = groups[1:]
	}
	for _, g := range groups {
		g = strings.TrimSuffix(strings.TrimRight(number(g), "UL"), "H")
		if !hexadecimal(g) || len(g) > sumDigits {
			return 0
		}
		n += len(g) + len(g)%2
	}
	return n
}
