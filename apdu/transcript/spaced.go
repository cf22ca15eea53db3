package transcript

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostSeparators is how many characters stand between the groups of a card number at the most, such as a dash between blanks. Whatever is neither
// letter nor digit may.
const mostSeparators = 3

// A digitGroup is a run of decimal digits in a text.
type digitGroup struct{ from, to int }

func (g digitGroup) size() int { return g.to - g.from }

// groupsIn are the runs of digits of a text that no letter touches.
func groupsIn(s string) (groups []digitGroup) {
	for i := 0; i < len(s); i++ {
		from := i
		for i < len(s) && decimal(s[i]) {
			i++
		}
		if i > from && (from == 0 || !letter(s[from-1])) && (i == len(s) || !letter(s[i])) {
			groups = append(groups, digitGroup{from, i})
		}
	}
	return groups
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// separated reports whether separators stand between two groups and nothing else.
func separated(s string, a, b digitGroup) bool {
	between := s[a.to:b.from]
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	return strings.IndexFunc(between, word) < 0 && utf8.RuneCountInString(between) <= mostSeparators
}

// hideSpaced replaces card numbers that stand in a text in groups: a PAN that is known, however it is grouped, and what
// passes the Luhn check in three groups or more of three to seven digits, or of four with fewer in the last, in two that payment systems may have issued, or in single digits or pairs with
// nothing before or behind. stand answers with
// as many digits, or nothing for a number that may stay. The digits may be characters in hexadecimal (3030 is 00).
func hideSpaced(s string, stand func(digits string, even bool) string) string {
	groups := groupsIn(s)
	joined := func(i int) bool { return i > 0 && i < len(groups) && separated(s, groups[i-1], groups[i]) }
	b := []byte(s)
	for i := 0; i < len(groups); i++ {
		digits, even, same := "", true, groups[i].size() <= 2 && !joined(i)
		fours := true // all before
		for j := i; j < len(groups) && (j == i || joined(j)); j++ {
			digits += s[groups[j].from:groups[j].to]
			n := groups[j].size()
			last := even && fours && n < 4 && !joined(j+1) // what is left of a number in fours
			even, fours = even && n >= 3 && n <= 7, fours && n == 4
			same = same && n == groups[i].size()
			if len(digits) > 2*longestPAN {
				break
			}
			if j == i || len(digits) < shortestPAN {
				continue
			}
			two := j == i+1 && !joined(i) && !joined(j+1) && groups[i].size() > 3 && groups[j].size() > 3 && inTwo(digits)
			if with := standIn(digits, (even || last) && j-i >= 2 || same && !joined(j+1) || two, stand); with != "" {
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

// inTwo reports whether digits in two groups may be a card number, and are no date with a number.
func inTwo(digits string) bool {
	return issued(digits) && !strings.HasPrefix(digits, "20")
}

// standIn is what stands for digits, or for the digits whose characters they are in hexadecimal.
func standIn(digits string, even bool, stand func(digits string, even bool) string) string {
	if len(digits) <= longestPAN {
		if with := stand(digits, even); with != "" {
			return with
		}
	}
	if with := stand(fromCharacters(digits), even); with != "" {
		return hex.EncodeToString([]byte(with))
	}
	return ""
}

// fromCharacters is the digits whose characters these are in hexadecimal, empty for others.
func fromCharacters(s string) string {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) < shortestPAN || len(b) > longestPAN || strings.Trim(string(b), "0123456789") != "" {
		return ""
	}
	return string(b)
}

// spacedPAN is what stands for a grouped number that is a PAN of the conversation.
func (r *redactor) spacedPAN(digits string, _ bool) string {
	if r.found.pans[digits] {
		return r.account(digits)
	}
	return ""
}
