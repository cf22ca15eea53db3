package capk

import (
	"fmt"
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
// day and month stand in either order, but with dots the day is first. A month alone lasts to its last day.
func daysOf(w string) []string {
	part := strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune("-/.", r) })
	number := !slices.ContainsFunc(part, func(p string) bool { return strings.Trim(p, "0123456789") != "" })
	switch {
	case !number || len(part) == 0:
		return nil
	case w == "00000000":
		return []string{w[2:]}
	case len(part) == 1 && len(w) == 8 && (w[:2] == "20" || w[:2] == "19" && w[4:6] != "20"):
		return []string{short(w[:4]) + w[4:]}
	case len(part) == 1 && len(w) == 8 && w[4:6] == "20":
		return []string{w[6:] + w[2:4] + w[:2], w[6:] + w[:4]}
	case len(part) == 1 && len(w) == 6:
		return []string{w}
	case len(part) == 2 && len(part[0])+len(part[1]) <= 6:
		return monthsOf(part[0], part[1])
	case len(part) != 3 || len(part[1]) > 2:
		return nil
	case len(part[0]) == 4 && len(part[2]) <= 2:
		return []string{short(part[0]) + two(part[1]) + two(part[2])}
	case len(part[2]) == 4 && len(part[0]) <= 2 && strings.Contains(w, "."):
		return []string{short(part[2]) + two(part[1]) + two(part[0])}
	case len(part[2]) == 4 && len(part[0]) <= 2:
		return []string{short(part[2]) + two(part[1]) + two(part[0]), short(part[2]) + two(part[0]) + two(part[1])}
	case len(w) == 8: // years of two digits
		return []string{w}
	default:
		return nil
	}
}

// monthsOf are the months, each as its last day, that a year and a month are in either order. One that no calendar has stays as it is written.
func monthsOf(a, b string) (days []string) {
	for _, m := range [][2]string{{a, b}, {b, a}} {
		switch year, month := m[0], m[1]; {
		case len(month) > 2 || len(year) != 4 && len(year) != 2 || len(year) == 2 && len(month) != 2:
		case len(year) == 4:
			days = append(days, lastDay(short(year)+two(month)))
		default:
			days = append(days, lastDay(year+month))
		}
	}
	return days
}

// short is the last two digits of a year, none where they stand for another century's.
//
// EMV 4.4 B4 6.7.3
func short(year string) string {
	if fmt.Sprintf("%02X", tlv.Century(digits(year[2:])[0])) != year[:2] {
		return "--"
	}
	return year[2:]
}

// lastDay is the last day of a month YYMM, day 00 where there is no such month.
func lastDay(month string) string {
	for _, day := range []string{"31", "30", "29", "28"} {
		if _, err := tlv.DecodeDate(digits(month + day)); err == nil {
			return month + day
		}
	}
	return month + "00"
}

// month notes the expiry that is written in four digits, YYMM or MMYY, where the line has no other: one that may be two, and a year alone, are faults. What is
// as long as the modulus, in bits or bytes, is its length.
func (f *fields) month() {
	length := len(f.modulus) / 2
	for _, w := range f.four {
		if f.expiry != "" && f.expiry != "000000" || f.noDay != "" || w == fmt.Sprint(8*length) || w == fmt.Sprintf("%04d", length) {
			continue
		}
		var days []string
		for _, d := range monthsOf(w[:2], w[2:]) {
			if _, err := tlv.DecodeDate(digits(d)); err == nil && (d < "50" || d >= "90") && !slices.Contains(days, d) {
				days = append(days, d)
			}
		}
		switch {
		case len(days) == 1:
			f.expiry = days[0]
		case len(days) > 1, w[:2] == "20":
			f.noDay = w
		}
	}
}

// timeless is a word without the time of day behind its date, and with dashes where Chinese has year, month and day.
//
// ISO 8601
func timeless(w string) string {
	if i := strings.IndexAny(w, "Tt"); i >= len("20331231") && i <= len("2033-12-31") && len(daysOf(w[:i])) > 0 {
		return w[:i]
	}
	return w
}

// chineseDays puts dashes for the words that Chinese has behind year and month.
var chineseDays = strings.NewReplacer("年", "-", "月", "-", "日", " ")

// westernDays is a line with its Chinese dates as others have them, apart from what stands before.
func westernDays(line string) string {
	at := strings.Index(line, "年")
	if at < 0 {
		return line
	}
	for at > 0 && line[at-1] >= '0' && line[at-1] <= '9' {
		at--
	}
	return line[:at] + " " + strings.ReplaceAll(chineseDays.Replace(line[at:])+" ", "- ", " ")
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

// months are their names.
var months = []string{
	"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
}

// monthByName notes a day whose month is a name: it is not read, and not lost.
func (f *fields) monthByName(words []string) {
	year := func(w string) bool { return len(w) == 4 && w[:2] == "20" && strings.Trim(w, "0123456789") == "" }
	for i, w := range words {
		if f.noDay != "" || hexadecimal(w) && len(w) > len("31DEC2033") {
			continue
		}
		near := slices.ContainsFunc(words[i:min(i+3, len(words))], year)
		letters := strings.FieldsFunc(w, func(r rune) bool { return r < 'A' || r > 'Z' })
		for _, p := range letters {
			month := func(name string) bool { return len(p) >= 3 && strings.HasPrefix(name, p) }
			if (near || strings.ContainsAny(w, "0123456789") && len(letters) == 1) && slices.ContainsFunc(months, month) {
				f.noDay = w
			}
		}
	}
}
