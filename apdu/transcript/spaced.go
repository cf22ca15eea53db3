package transcript

import (
	"encoding/hex"
	"slices"
	"strconv"
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

// longestInName is how many digits a group has at the most that stands behind a letter and before a slash: longer ones end a name of a path.
const longestInName = 8

// separated reports whether separators stand between two groups and nothing else.
func separated(s string, a, b digitGroup) bool {
	between := s[a.to:b.from]
	if a.size() > longestInName && letter(s[max(a.from, 1)-1]) && strings.ContainsAny(between, `/\`) {
		return false
	}
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	return len(between) <= mostSeparators*utf8.UTFMax && strings.IndexFunc(between, word) < 0 && utf8.RuneCountInString(between) <= mostSeparators
}

// fewestCounted is how many numbers are at least in a row that counts.
const fewestCounted = 5

// counting tells of each number whether it is in a row in which each is one more than the last, up to one of two digits or more.
func counting(numbers []string) []bool {
	counts, from := make([]bool, len(numbers)), 0
	for i := range numbers {
		if i+1 < len(numbers) && follows(numbers[i+1], numbers[i]) {
			continue
		}
		for k := from; k <= i && i-from+1 >= fewestCounted && len(numbers[i]) > 1; k++ {
			counts[k] = true
		}
		from = i + 1
	}
	return counts
}

func follows(next, number string) bool {
	a, err := strconv.Atoi(number)
	b, errNext := strconv.Atoi(next)
	return err == nil && errNext == nil && b == a+1
}

// chained is how many groups stand behind each other from one on, with separators alone between them, as far as a number goes and one more. apart tells of each
// group that something else stands before it.
func chained(numbers []string, apart []bool) int {
	n, digits := 1, len(numbers[0])
	for n < len(numbers) && (n == 1 || digits <= 2*longestPAN) && !apart[n] {
		digits += len(numbers[n])
		n++
	}
	return n
}

// A spaced is digits that stand in groups.
type spaced struct {
	digits string
	counts []bool // of each group whether it is in a row that counts; nil of characters in hexadecimal
	whole  bool   // no other digits stand beside them, and no letter
	text   string // from the first of them on
}

// hideSpaced replaces card numbers that stand in a text in two groups or more, of whatever sizes: of those that begin with a group the longest.
// stand answers with as many digits, or nothing for digits that may stay. They may be characters in hexadecimal (3030 is 00).
func hideSpaced(s string, stand func(n spaced) string) string {
	groups := groupsIn(s)
	numbers, apart := make([]string, len(groups)), make([]bool, len(groups))
	for i, g := range groups {
		numbers[i], apart[i] = s[g.from:g.to], i == 0 || !separated(s, groups[i-1], g)
	}
	counts := counting(numbers)
	b := []byte(s)
	behind := false // another of the chain
	for i := 0; i < len(groups); i++ {
		n := chained(numbers[i:], apart[i:])
		x := spaced{digits: strings.Join(numbers[i:i+n], ""), text: s[groups[i].from:]}
		for k := n; k >= 2; k-- {
			last := groups[i+k-1].to
			x.whole = !behind && k == n && (groups[i].from == 0 || !letter(s[groups[i].from-1])) && (last == len(s) || !letter(s[last]))
			x.counts = counts[i : i+k]
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
// the payment systems' numbers do. What begins with a day is none, nor what counts, nor twelve digits in many groups.
func (n spaced) card() bool {
	switch size := len(n.digits); {
	case size < shortestPAN, size > longestPAN, n.digits[0] == '0', !tlv.Luhn(n.digits):
		return false
	case size < shortestCard && (len(n.counts) > mostGroupsOfShort || !begins(n.digits, groupedNumbers)):
		return false
	case !n.whole && !issued(n.digits) && !begins(n.digits, groupedNumbers):
		return false
	default:
		return !slices.Contains(n.counts, true) && !day().MatchString(n.text)
	}
}

// mostGroupsOfShort is in how many groups people write a number of twelve digits: numbers of one or two digits in a row are one too often.
const mostGroupsOfShort = 3

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
	if n.digits, n.counts = fromCharacters(n.digits), nil; n.digits == "" {
		return ""
	}
	if with := stand(n); with != "" {
		return hex.EncodeToString([]byte(with))
	}
	return ""
}

// fromCharacters is the digits of a number whose characters these are in hexadecimal, empty for others.
func fromCharacters(s string) string {
	if len(s) < 2*shortestPAN || len(s) > 2*longestPAN {
		return ""
	}
	return charactersOf(s)
}

// charactersOf is the digits whose characters these are in hexadecimal, empty for others.
func charactersOf(s string) string {
	if len(s)%2 != 0 {
		return ""
	}
	b := make([]byte, 0, longestPAN)
	for i := 0; i < len(s); i += 2 {
		if s[i] != '3' || !decimal(s[i+1]) {
			return ""
		}
		b = append(b, s[i+1])
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
