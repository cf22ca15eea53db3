package transcript

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emvgo/emv/tlv"
)

// Digits that may be a card number are found here and nowhere else: in hexadecimal, in characters, in texts. Whoever hides them brings a pen.

// shortestCard is the fewest digits that are looked for where nobody says that a card number is meant.
const shortestCard = 13

// trackRest is the fewest digits behind a track's separator where no check digit tells that a number stands before it: YYMM and the service code.
//
// ISO/IEC 7813
const trackRest = 7

// A number is a run of characters that may be a card number.
type number struct {
	from, to int
	alone    bool // it is all of a run of digits
	track    int  // where the digits end that follow it in a track 2, 0 for none
}

// numbersIn finds the card numbers that may be in the digits of s. A run of 13 to 19 digits that passes the Luhn check is one. In a longer run each
// window of as many may be one, whatever stands before and behind it, but those that begin as no card does (0, 1 and 7); in a shorter run those that
// have the beginning and length of a payment system's, and what stands behind a zero or the byte of its length. Those of amounts
// are none, unless what stands beside them tells of a number, and those that are characters in hexadecimal, or in half bytes words.
//
// ISO/IEC 7812-1
func numbersIn(s string, halves bool) (list []number) {
	list = digitsIn(s, halves)
	if halves {
		list = slices.DeleteFunc(list, func(n number) bool { return n.track == 0 && wordy(s, n.from, n.to) })
	}
	return list
}

func digitsIn(s string, halves bool) (list []number) {
	for i := 0; i < len(s); i++ {
		from := i
		for i < len(s) && decimal(s[i]) {
			i++
		}
		if i-from < shortestPAN {
			continue
		}
		track := trackEnd(s, i, halves)
		if i-from < shortestCard {
			if s[from] != '0' && tlv.Luhn(s[from:i]) && (dated(s, i, track) || !halves && begins(s[from:i], groupedNumbers)) {
				list = append(list, number{from, i, true, track})
			}
			continue
		}
		if n := i - from; n <= longestPAN && s[from] != '0' && tlv.Luhn(s[from:i]) && !(halves && characters(s, from, i, 0)) {
			list = append(list, number{from, i, true, track})
			continue
		}
		if track-i > trackRest && strings.Trim(s[i+1:track], "0") != "" && !characters(s, max(from, i-longestPAN), i, 4) {
			list = append(list, number{max(from, i-longestPAN), i, false, track})
		}
		list = append(list, windows(s, from, i, halves)...)
	}
	return list
}

func decimal(b byte) bool { return b >= '0' && b <= '9' }

// windows are those of a run of digits.
func windows(s string, from, to int, halves bool) (list []number) {
	long := to-from > longestPAN
	for a := from; a+shortestCard <= to; a++ {
		if !strings.ContainsRune("2345689", rune(s[a])) {
			continue
		}
		padded := a > from && s[from] == '0' && (a-from <= 2 || strings.Trim(s[from:a], "0") == "")
		for b := min(a+longestPAN, to); b >= a+shortestCard; b-- {
			found := (long || padded && b == to || issued(s[a:b])) && tlv.Luhn(s[a:b]) && !amount(s[a:b], long)
			if (found || announced(s, a, b, halves)) && !characters(s, a, b, 4) {
				list = append(list, number{from: a, to: b})
			}
		}
	}
	return list
}

// announced reports whether what stands beside digits says that they are a number that payment systems issue, however many zeroes are in it: the separator of a
// track behind them, or in bytes their count before them, as ISO 8583 has it. With the count the check digit may be wrong, where they look like no amount.
//
// ISO 8583-1 field 2, ISO/IEC 7813
func announced(s string, a, b int, halves bool) bool {
	separated := b < len(s) && (s[b] == 'D' || s[b] == '=' && !halves)
	counted := halves && a >= 2 && a%2 == 0 && s[a-2] == '1' && int(s[a-1]-'0') == b-a-10
	switch {
	case !separated && !counted, !issued(s[a:b]), strings.Trim(s[a+6:b], "0") == "":
		return false
	default:
		return tlv.Luhn(s[a:b]) || counted && !strings.Contains(s[a:b], "000000")
	}
}

// amount reports whether digits are rather those of amounts: six zeroes in a row, in a longer run, or three among the first six.
func amount(digits string, long bool) bool {
	return strings.Contains(digits, "000000") && (long || strings.Contains(digits[:6], "000"))
}

// An issuedNumber is how many digits numbers have at least and at most that begin so.
type issuedNumber struct {
	least, most int
	prefixes    []string
}

// issuedNumbers are how many digits the payment systems' numbers have by their first ones.
var issuedNumbers = []issuedNumber{
	{14, 14, []string{"30", "36", "38", "39"}},
	{15, 15, []string{"34", "37"}},
	{16, 16, []string{"2", "35", "4", "5", "6", "81", "82", "9"}},
	{17, 19, []string{"50", "56", "57", "58", "6", "81"}},
	{19, 19, []string{"4"}},
}

// issued reports whether digits have the beginning and the length of a number that payment systems issue.
func issued(digits string) bool { return begins(digits, issuedNumbers) }

func begins(digits string, list []issuedNumber) bool {
	for _, n := range list {
		if len(digits) >= n.least && len(digits) <= n.most && slices.ContainsFunc(n.prefixes, func(p string) bool { return strings.HasPrefix(digits, p) }) {
			return true
		}
	}
	return false
}

// dated reports whether digits behind a track's separator at i begin with a month and a service code: even a number of twelve digits before it is one then.
//
// ISO/IEC 7813
func dated(s string, i, track int) bool {
	if track-i <= trackRest {
		return false
	}
	month := s[i+3 : i+5]
	return month >= "01" && month <= "12" && strings.IndexByte("125679", s[i+5]) >= 0
}

// trackEnd is where the digits end that a track's separator at i has behind it, 0 where there is none.
func trackEnd(s string, i int, halves bool) int {
	if i+1 >= len(s) || s[i] != 'D' && (halves || s[i] != '=') || !decimal(s[i+1]) {
		return 0
	}
	for i++; i < len(s) && decimal(s[i]); i++ {
	}
	return i
}

// characters reports whether digits are those of characters in hexadecimal, 30 to 39, or 58 and 30 where a text was hidden: all, or all but one of so many,
// since text may stand before or behind them.
func characters(s string, from, to, one int) bool {
	for parity := range 2 {
		others, shown, of := 0, 0, 0
		for i := from; i < to; i++ {
			if i&1 != parity {
				continue
			}
			if of++; s[i] != '3' {
				others++
			}
			if pair := s[i:min(i+2, len(s))]; pair != "58" && pair != "30" {
				shown++
			}
		}
		if n := min(others, shown); n == 0 || n*one > 0 && n*one <= of {
			return true
		}
	}
	return false
}

// A pen writes over numbers. What it writes has as many characters.
type pen struct {
	alone  func(digits string) string // what stands for a number that is all of a run
	inside func(b []byte)             // writes over one inside a longer run
	known  func(digits string) bool   // of numbers that stay: they stand for others
	blocks byte                       // over PIN blocks in a text
}

// stars is the pen of what is shown: the first six and the last four digits stay.
var stars = pen{
	alone: tlv.MaskPAN,
	inside: func(b []byte) {
		for i := 6; i < len(b)-4; i++ {
			b[i] = '*'
		}
	},
	known:  func(string) bool { return false },
	blocks: '*',
}

func zeroes(b []byte) {
	for i := range b {
		b[i] = '0'
	}
}

// write writes over the numbers in s until none is left: what is written may make another.
func (p *pen) write(s string, halves bool) string {
	for {
		b := []byte(s)
		for _, n := range numbersIn(s, halves) {
			digits := s[n.from:n.to]
			switch {
			case n.alone && !p.known(digits):
				copy(b[n.from:], p.alone(digits))
			case !n.alone && !p.known(digits):
				p.inside(b[n.from:n.to])
			}
			if n.track > 0 {
				p.rest(b[n.to+1 : n.track])
			}
		}
		if string(b) == s {
			return s
		}
		s = string(b)
	}
}

// rest writes over the digits behind a track's separator.
func (p *pen) rest(b []byte) {
	fill := byte('0')
	if p == &stars {
		fill = '*'
	}
	for i := range b {
		b[i] = fill
	}
}

// text writes over the numbers in a text, those too that stand in groups or as characters in hexadecimal, and over tracks.
func (p *pen) text(s string) string {
	s = hideSpaced(hideBlocks(s, p.blocks), func(n spaced) string {
		switch {
		case p.known(n.digits):
			return n.digits
		case n.card():
			return p.alone(n.digits)
		}
		return ""
	})
	return p.spelled(p.write(p.tracks(p.looseTracks(s)), false))
}

// loose is a track as people write it: with blanks and dashes in its numbers, blanks before and behind its separators, cut off, or a name without a number.
//
// ISO/IEC 7813
var loose = newPattern(`(?s)(?:[0-9][ -]?){12,18}[0-9] ?` +
	`(?:\^(?:[^^]{2,26}\^[0-9=^ -]*|[A-Za-z][A-Za-z /.'-]{1,25})|(?:=|[Dd] ?)[ =-]*(?:[0-9][ -]?){4,})|` +
	`\^[^^]{2,26}\^[0-9]{4}[0-9=^ -]*`)

// looseTracks writes over what stands in the form of a loose track.
func (p *pen) looseTracks(s string) string {
	if !strings.ContainsAny(s, "^=Dd") {
		return s
	}
	return loose().ReplaceAllStringFunc(s, func(track string) string {
		b := []byte(track)
		name := strings.IndexByte(track, '^')
		end := name + 1 + strings.IndexByte(track[name+1:], '^')
		for i := range b {
			switch {
			case name >= 0 && i > name && (i < end || end == name):
				hideText(b[i : i+1])
			case decimal(b[i]):
				p.rest(b[i : i+1])
			}
		}
		return string(b)
	})
}

// spelled writes over the numbers in texts whose bytes stand in s in hexadecimal, beginning at a whole byte or not, and over those in bytes with a mark between
// each.
func (p *pen) spelled(s string) string {
	b, was := []byte(s), []byte(s)
	for _, at := range hexRuns(s, 2*shortestPAN) {
		for shift := range 2 {
			raw := at.bytes(was, shift)
			if uniform(raw) {
				continue
			}
			for i, c := range []byte(p.text(string(raw))) {
				if c == '*' && c != raw[i] {
					b[at[shift+2*i+1]] = '*'
				} else if c != raw[i] {
					at.write(b, shift+2*i, hex.EncodeToString([]byte{c}))
				}
			}
		}
	}
	for _, run := range hexRuns(s, shortestCard+1) {
		if !run.marked(s) {
			continue
		}
		for _, at := range run.uncounted(run.digits(was)) {
			digits := at.digits(was)
			if after := p.digits(digits); after != digits {
				at.write(b, 0, after)
			}
		}
	}
	return string(b)
}

// tracks writes over what stands in the form of a track: digits from 13 on with a separator and more digits behind, and of track 1 the name too.
//
// ISO/IEC 7813
func (p *pen) tracks(s string) string {
	b := []byte(s)
	isDigit := func(i int) bool { return i < len(b) && decimal(b[i]) }
	for i := 0; i < len(b); i++ {
		from := i
		for isDigit(i) {
			i++
		}
		switch {
		case i-from < shortestCard || i == len(b):
		case b[i] == '^':
			p.rest(b[from:i])
			if n := bytes.IndexByte(b[i+1:], '^'); n >= 0 && n <= longestTrackName {
				hideText(b[i+1 : i+1+n])
				i += 1 + n
			}
			for i++; isDigit(i) || i < len(b) && b[i] == '^'; i++ {
				if b[i] != '^' {
					p.rest(b[i : i+1])
				}
			}
		case (b[i] == 'D' || b[i] == '=') && isDigit(i+1):
			p.rest(b[from:i])
			for i++; isDigit(i); i++ {
				p.rest(b[i : i+1])
			}
		}
	}
	return string(b)
}

// digits writes over the numbers in bytes that are given in hexadecimal, and over PIN blocks in clear.
func (p *pen) digits(s string) string {
	b := []byte(p.write(s, true))
	for i := 0; i+blockDigits <= len(s); i += 2 {
		if clearBlock(s[i : i+blockDigits]) {
			p.rest(b[i : i+blockDigits])
		}
	}
	return string(b)
}

// bytes writes over the numbers in bytes, which it gives in hexadecimal. Of a text the characters alone count: its letters in hexadecimal are digits too.
func (p *pen) bytes(b []byte, text bool) string {
	s := string(appendHex(nil, b))
	out := []byte(s)
	if !text && !(legible(b) && !whole(s)) {
		out = []byte(p.digits(s))
	}
	for i, c := range []byte(p.text(string(b))) {
		if c != b[i] && c == '*' {
			out[2*i], out[2*i+1] = '*', '*'
		} else if c != b[i] {
			copy(out[2*i:], appendHex(nil, []byte{c}))
		}
	}
	p.wide(b, out)
	return string(out)
}

// wideZeroes are the digit 0 of full width in GBK and UTF-16, and that of EBCDIC.
var wideZeroes = []string{"\xA3\xB0", "\xFF\x10", "\xF0"}

// marksEBCDIC are blank, dash, dot and slash of EBCDIC.
const marksEBCDIC = "\x40\x60\x4B\x61"

// wide writes over the numbers in digits that are no ASCII; out is b in hexadecimal.
func (p *pen) wide(b, out []byte) {
	p.inDigits(b, out, len(b), digitRune)
	for _, zero := range wideZeroes {
		last := len(zero) - 1
		p.inDigits(b, out, bytes.Count(b, []byte(zero[:last])), func(b []byte) (byte, int) {
			switch {
			case len(b) > last && string(b[:last]) == zero[:last] && b[last]-zero[last] < 10:
				return '0' + b[last] - zero[last], len(zero)
			case last == 0 && strings.IndexByte(marksEBCDIC, b[0]) < 0:
				return 'x', 1
			}
			return ' ', 1
		})
	}
}

// digitRune is the digit that bytes begin with in UTF-8, or a blank or letter, and its size.
func digitRune(b []byte) (digit byte, size int) {
	x, n := utf8.DecodeRune(b)
	switch {
	case x >= utf8.RuneSelf && unicode.Is(unicode.Nd, x):
		return '0' + byte(digitOf(x)), n
	case unicode.IsLetter(x), x < utf8.RuneSelf && decimal(b[0]):
		return 'x', n
	}
	return ' ', n
}

// inDigits writes over the numbers in the digits that next gives, of which there are no more than some. What a digit is its last byte tells.
func (p *pen) inDigits(b, out []byte, most int, next func(b []byte) (digit byte, size int)) {
	if most < shortestPAN {
		return
	}
	plain, at, digits := make([]byte, 0, len(b)), make([]int, 0, len(b)), 0
	for i := 0; i < len(b); {
		digit, n := next(b[i:])
		if i += n; decimal(digit) {
			digits++
		}
		plain, at = append(plain, digit), append(at, i-1)
	}
	if digits < shortestPAN {
		return
	}
	for k, d := range []byte(p.text(string(plain))) {
		if i := at[k]; d == '*' {
			out[2*i+1] = '*'
		} else if d != plain[k] {
			copy(out[2*i:], appendHex(nil, []byte{b[i] + d - plain[k]}))
		}
	}
}

// whole reports whether all of s is a card number, with its filler.
func whole(s string) bool {
	s = strings.TrimRight(s, "F")
	list := numbersIn(s, true)
	return len(list) == 1 && list[0].alone && list[0].to-list[0].from == len(s)
}

// legible reports whether bytes are a text as people write it: letters, digits, blanks and little more.
func legible(b []byte) bool {
	for _, c := range []byte(strings.TrimRight(string(b), "\x00")) {
		if !letter(c) && !decimal(c) && !strings.ContainsRune(" .,-/:'&+()@_?=^", rune(c)) {
			return false
		}
	}
	return true
}
