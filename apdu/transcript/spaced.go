package transcript

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Between the groups of a card number people write blanks, tabs, dashes, dots, commas, colons, slashes, bars or lines, up
// to three of them, such as a dash between blanks.
const (
	groupSeparators = " \t-.,:;'+*/|_\u00A0\u00B7\u2009\u2010\u2011\u2012\u2013\u2014\u2019\u202F\u2212"
	mostSeparators  = 3
)

// A digitGroup is a run of decimal digits in a text.
type digitGroup struct{ from, to int }

// groupsIn are the runs of digits of a text, those that no letter touches.
func groupsIn(s string) (groups []digitGroup) {
	for i := 0; i < len(s); i++ {
		from := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		if i > from && !(from > 0 && letter(s[from-1])) && !(i < len(s) && letter(s[i])) {
			groups = append(groups, digitGroup{from, i})
		}
	}
	return groups
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// separated reports whether separators stand between two groups and nothing else.
func separated(s string, a, b digitGroup) bool {
	between := s[a.to:b.from]
	return strings.Trim(between, groupSeparators) == "" && utf8.RuneCountInString(between) <= mostSeparators
}

// hideSpaced replaces card numbers that stand in a text in groups: a PAN that is known, however it is grouped, and what
// passes the Luhn check in three groups or more of three to seven digits. stand answers with as many digits, or nothing
// for a number that may stay.
func hideSpaced(s string, stand func(digits string, even bool) string) string {
	groups := groupsIn(s)
	b := []byte(s)
	for i := 0; i < len(groups); i++ {
		digits, even := "", true
		for j := i; j < len(groups) && (j == i || separated(s, groups[j-1], groups[j])); j++ {
			digits += s[groups[j].from:groups[j].to]
			n := groups[j].to - groups[j].from
			even = even && n >= 3 && n <= 7
			if len(digits) > longestPAN {
				break
			}
			if j == i || len(digits) < shortestPAN {
				continue
			}
			if with := stand(digits, even && j-i >= 2); with != "" {
				for k := i; k <= j; k++ {
					n := copy(b[groups[k].from:groups[k].to], with)
					with = with[n:]
				}
				i = j
				break
			}
		}
	}
	return string(b)
}

// spacedPAN is what stands for a grouped number that is a PAN of the conversation.
func (r *redactor) spacedPAN(digits string, _ bool) string {
	if slices.Contains(r.pans, digits) {
		return r.account(digits)
	}
	return ""
}

// spacedNumber is what stands for a grouped number that looks like a card number.
func (r *redactor) spacedNumber(digits string, even bool) string {
	own := slices.ContainsFunc(r.pans, func(pan string) bool { return digits == r.account(pan) })
	if own || !even || len(digits) <= shortestPAN || !luhn(digits) {
		return ""
	}
	return maskPAN(digits)
}
