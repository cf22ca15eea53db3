package transcript

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emvgo/emv/tlv"
)

// mostSeparators is how many characters stand between the groups of a card number at the most, such as a dash between blanks. Whatever is neither
// letter nor digit may.
const mostSeparators = 3

// A digitGroup is a run of decimal digits in a text.
type digitGroup struct{ from, to int }

func (g digitGroup) size() int { return g.to - g.from }

// groupsIn are the runs of digits of a text.
func groupsIn(s string) (groups []digitGroup) {
	for i := 0; i < len(s); i++ {
		from := i
		for i < len(s) && decimal(s[i]) {
			i++
		}
		if i > from {
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
	return len(between) <= mostSeparators*utf8.UTFMax && strings.IndexFunc(between, word) < 0 && utf8.RuneCountInString(between) <= mostSeparators
}

// chained is how many groups stand behind each other from the first on, with separators alone between them, as far as a number goes and one more.
func chained(s string, groups []digitGroup) int {
	n, digits := 1, groups[0].size()
	for n < len(groups) && (n == 1 || digits <= 2*longestPAN) && separated(s, groups[n-1], groups[n]) {
		digits += groups[n].size()
		n++
	}
	return n
}

// A spaced is digits that stand in groups.
type spaced struct {
	digits string
	whole  bool   // no other digits stand beside them, and no letter
	text   string // from the first of them on
}

// hideSpaced replaces card numbers that stand in a text in two groups or more, of whatever sizes: of those that begin with a group the longest.
// stand answers with as many digits, or nothing for digits that may stay. They may be characters in hexadecimal (3030 is 00).
func hideSpaced(s string, stand func(n spaced) string) string {
	groups := groupsIn(s)
	b := []byte(s)
	behind := false // another of the chain
	for i := 0; i < len(groups); i++ {
		n := chained(s, groups[i:])
		x := spaced{text: s[groups[i].from:]}
		for _, g := range groups[i : i+n] {
			x.digits += s[g.from:g.to]
		}
		for k := n; k >= 2; k-- {
			last := groups[i+k-1].to
			x.whole = !behind && k == n && (groups[i].from == 0 || !letter(s[groups[i].from-1])) && (last == len(s) || !letter(s[last]))
			if with := standIn(x, stand); with != "" {
				for _, g := range groups[i : i+k] {
					with = with[copy(b[g.from:g.to], with):]
				}
				i, n = i+k-1, n-k+1
				break
			}
			x.digits = x.digits[:len(x.digits)-groups[i+k-1].size()]
		}
		behind = n > 1
	}
	return string(b)
}

// groupedNumbers are beside those of issuedNumbers what a number may be that stands in groups beside other digits: of 13 digits, and of 12 to 19 as Maestro
// has them.
var groupedNumbers = []issuedNumber{
	{13, 13, []string{"4"}},
	{12, 19, []string{"50", "56", "57", "58", "6"}},
}

// card reports whether digits in groups may be a card number: those that pass the check digit where they stand alone, and beside others those that begin as
// the payment systems' numbers do. What begins with a day is none.
func (n spaced) card() bool {
	likely := issued(n.digits) || begins(n.digits, groupedNumbers)
	switch {
	case len(n.digits) < shortestPAN, len(n.digits) > longestPAN, n.digits[0] == '0', !tlv.Luhn(n.digits):
		return false
	case !likely && (!n.whole || len(n.digits) < shortestCard):
		return false
	default:
		return !day().MatchString(n.text)
	}
}

// day is a date: year, month and day of this century or the last one, with whatever between, or in another order or with a short year before a time.
var day = newPattern(`^(?:(?:19|20)[0-9]{2}[-./ ]?(?:0[1-9]|1[0-2])[-./ ]?(?:0[1-9]|[12][0-9]|3[01])` +
	`|[0-9]{1,2}[-./][0-9]{1,2}[-./](?:[0-9]{2}){1,2},? {1,2}[0-9]{1,2}[:.][0-9]{2})`)

// standIn is what stands for digits, or for the digits whose characters they are in hexadecimal.
func standIn(n spaced, stand func(n spaced) string) string {
	if len(n.digits) >= shortestPAN && len(n.digits) <= longestPAN {
		if with := stand(n); with != "" {
			return with
		}
	}
	if n.digits = fromCharacters(n.digits); n.digits == "" {
		return ""
	}
	if with := stand(n); with != "" {
		return hex.EncodeToString([]byte(with))
	}
	return ""
}

// fromCharacters is the digits whose characters these are in hexadecimal, empty for others.
func fromCharacters(s string) string {
	if len(s) < 2*shortestPAN || s[0] != '3' {
		return ""
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) > longestPAN || strings.Trim(string(b), "0123456789") != "" {
		return ""
	}
	return string(b)
}

// spacedPAN is what stands for a grouped number that is a PAN of the conversation.
func (r *redactor) spacedPAN(n spaced) string {
	if r.found.pans[n.digits] {
		return r.account(n.digits)
	}
	return ""
}
