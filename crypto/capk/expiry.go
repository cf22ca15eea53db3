package capk

import (
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// date is the digits YYMMDD of an expiry, empty for what is none: one day of the calendar, or zeroes where it is not known.
func date(w string) (day string) {
	for _, d := range daysOf(w) {
		if _, err := tlv.DecodeDate(digits(d)); err != nil && d != "000000" {
			continue
		}
		if day != "" && day != d {
			return "" // may be two
		}
		day = d
	}
	return day
}

// daysOf is what has the form of an expiry in digits YYMMDD, the ways in which it can be read: nothing for anything else. With the year behind them
// day and month stand in either order, but with dots the day is first.
func daysOf(w string) []string {
	part := strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune("-/.", r) })
	number := !slices.ContainsFunc(part, func(p string) bool { return strings.Trim(p, "0123456789") != "" })
	switch {
	case !number || len(part) == 0:
		return nil
	case len(part) == 1 && len(w) == 8 && (w[:2] == "20" || w == "00000000"):
		return []string{w[2:]}
	case len(part) == 1 && len(w) == 8 && w[4:6] == "20":
		return []string{w[6:] + w[2:4] + w[:2], w[6:] + w[:4]}
	case len(part) == 1 && len(w) == 6:
		return []string{w}
	case len(part) == 2 && strings.Contains(w, "/"): // a month alone
		return []string{w}
	case len(part) != 3 || len(part[1]) > 2:
		return nil
	case len(part[0]) == 4 && len(part[2]) <= 2:
		return []string{part[0][2:] + two(part[1]) + two(part[2])}
	case len(part[2]) == 4 && len(part[0]) <= 2 && strings.Contains(w, "."):
		return []string{part[2][2:] + two(part[1]) + two(part[0])}
	case len(part[2]) == 4 && len(part[0]) <= 2:
		return []string{part[2][2:] + two(part[1]) + two(part[0]), part[2][2:] + two(part[0]) + two(part[1])}
	case strings.ContainsAny(w, "-/") && len(w) == 8: // years of two digits
		return []string{w}
	default:
		return nil
	}
}

func two(s string) string { return strings.Repeat("0", 2-len(s)) + s }

// later reports whether day a is behind day b, both YYMMDD; zeroes are behind none.
func later(a, b string) bool {
	if a == "000000" || b == "000000" {
		return b == "000000"
	}
	century := func(d string) byte { return tlv.Century(digits(d[:2])[0]) }
	return century(a) > century(b) || century(a) == century(b) && a > b
}

var months = []string{
	"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
}

// monthByName notes a day whose month is a name: it is not read, and not lost.
func (f *fields) monthByName(words []string) {
	year := func(w string) bool { return len(w) == 4 && w[:2] == "20" && strings.Trim(w, "0123456789") == "" }
	for i, w := range words {
		for _, p := range strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune("-/.", r) }) {
			near := slices.ContainsFunc(words[i:min(i+3, len(words))], year) || len(w) > 8 && year(w[len(w)-4:])
			month := func(name string) bool { return len(p) >= 3 && strings.HasPrefix(name, p) }
			if f.noDay == "" && near && slices.ContainsFunc(months, month) {
				f.noDay = w
			}
		}
	}
}
