package transcript

import (
	"crypto/sha1" //nolint:gosec // of account numbers, as others make it
	"crypto/sha256"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emvgo/emv/tlv"
)

// What a secret is echoed by: digits of it, in bytes and in characters, hashes of a card number, and words of a name.

// Digits of a secret that are found again wherever they stand: so many in a row, so many of them different.
const (
	fewestDigits     = 8
	differentDigits  = 4
	shortestNameWord = 4
)

// Digits of a PAN that may be shown.
const (
	shownBefore = 6
	shownBehind = 4
)

// A digitRow is digits in a row.
type digitRow [fewestDigits]byte

// telling reports whether digits are hardly anything else's: amounts and counters have zeroes in a row.
func (d *digitRow) telling() bool {
	seen, different := [10]bool{}, 0
	for _, x := range d {
		if !seen[x-'0'] {
			different++
		}
		seen[x-'0'] = true
	}
	return different >= differentDigits && !strings.Contains(string(d[:]), "000")
}

// learnDigits has digits of a secret looked for, of which those between two places are hidden: what stands before and behind them tells nothing alone.
func (r *redactor) learnDigits(digits string, from, to int) {
	for i := 0; i+fewestDigits <= len(digits); i++ {
		row, bits := digits[i:i+fewestDigits], byte(0)
		for k := range fewestDigits {
			if i+k >= from && i+k < to {
				bits |= 1 << k
			}
		}
		if d := digitRow([]byte(row)); bits != 0 && strings.Trim(row, "0123456789") == "" && d.telling() {
			r.digitRows[d] |= bits
		}
	}
}

// learnSecretDigits has digits looked for of which all are secret but the zeroes round them.
func (r *redactor) learnSecretDigits(digits string) {
	digits = strings.Trim(digits, "0")
	r.learnDigits(digits, 0, len(digits))
}

// learnNumber has the digits looked for that a value consists of, in half bytes or in characters.
func (r *redactor) learnNumber(value []byte) {
	digits, rest := leadingDigits(value)
	if strings.Trim(rest, "F") != "" || legible(value) {
		digits = strings.Map(func(x rune) rune {
			if x < '0' || x > '9' {
				return -1
			}
			return x
		}, string(value))
	}
	r.learnSecretDigits(digits)
}

// prepareDigits takes the rows of the PANs up, and those out that numbers have which stand for others.
func (r *redactor) prepareDigits() {
	for pan := range r.own {
		r.learnDigits(pan, shownBefore, len(pan)-shownBehind)
	}
	made := make([]string, 0, len(r.made))
	for s := range r.made {
		made = append(made, s)
	}
	for _, s := range made {
		for i := 0; i+fewestDigits <= len(s); i++ {
			delete(r.digitRows, digitRow([]byte(s[i:i+fewestDigits])))
		}
	}
}

// hashes are those of the PANs, in half bytes and in characters, of the first of them.
func (r *redactor) hashes(found func(hash []byte)) {
	n := 0
	for _, pan := range r.pans {
		if n++; !r.own[pan] || n > mostAccounts {
			continue
		}
		for _, input := range [][]byte{digitBytes(pan), []byte(pan)} {
			one, two := sha1.Sum(input), sha256.Sum256(input) //nolint:gosec // as above
			found(one[:])
			found(two[:])
		}
	}
}

// digitBytes is digits in half bytes, with F behind an odd number of them.
func digitBytes(digits string) []byte {
	b := make([]byte, (len(digits)+1)/2)
	for i := range b {
		b[i] = 0xFF
	}
	setDigits(b, digits)
	return b
}

// hideDigits writes over digits of secrets in a text, whatever stands between them.
func (r *redactor) hideDigits(s string) string {
	if len(r.digitRows) == 0 {
		return s
	}
	b := []byte(s)
	var run []byte
	var at []int
	between := 0
	flush := func() {
		for i := 0; i+fewestDigits <= len(run); i++ {
			for n := shortestPAN; n <= longestPAN && i+n <= len(run); n++ {
				if r.found.pans[string(run[i:i+n])] {
					copy(run[i:], r.account(string(run[i:i+n])))
					for k := i; k < i+n; k++ {
						b[at[k]] = run[k]
					}
				}
			}
			bits := r.digitRows[digitRow(run[i:])]
			for k := range fewestDigits {
				if bits>>k&1 != 0 {
					b[at[i+k]] = r.fill
				}
			}
		}
		run, at, between = run[:0], at[:0], 0
	}
	for i := range len(s) {
		switch x := s[i]; {
		case decimal(x):
			run, at, between = append(run, x), append(at, i), 0
		case letter(x) || between == mostSeparators:
			flush()
		default:
			between++
		}
	}
	flush()
	return string(b)
}

// hideNibbles writes over digits of secrets in bytes.
func (r *redactor) hideNibbles(b []byte) {
	if len(r.digitRows) == 0 {
		return
	}
	s := appendHex(nil, b)
	out := []byte(string(s))
	found := false
	for i := 0; i+fewestDigits <= len(s); i++ {
		bits := r.digitRows[digitRow(s[i:])]
		for k := range fewestDigits {
			if bits>>k&1 != 0 {
				out[i+k], found = '0', true
			}
		}
	}
	if found {
		setDigits(b, string(out))
	}
}

// noNames are words on cards that are nobody's name.
var noNames = map[string]bool{
	"card": true, "test": true, "visa": true, "mastercard": true, "maestro": true, "debit": true, "credit": true, "gift": true, "prepaid": true,
	"cardholder": true, "holder": true, "customer": true, "valued": true, "member": true, "supplied": true, "expired": true, "name": true, "bank": true, "amex": true,
	"american": true, "express": true, "discover": true, "unionpay": true, "electron": true, "platinum": true, "gold": true, "classic": true,
}

// learnName has a name looked for as it stands in the value of an element, in the characters of each code table, and its words.
//
// EMV 4.4 B4 annex B
func (r *redactor) learnName(value []byte) {
	forms := []string{string(value)}
	if !legible(value) {
		for _, table := range []tlv.CodeTable{1, 2, 3, 4, 5, 6, 7, 8, 9, 0x10} {
			forms = append(forms, table.Text(value))
		}
	}
	for _, form := range forms {
		names := namesOf(form)
		if len(names) == 0 || r.knownNames[names[0]] {
			continue
		}
		r.knownNames[names[0]] = true
		r.names = append(r.names, names...)
		name, _, _ := strings.Cut(form, ".") // a title
		for _, w := range strings.FieldsFunc(foldText(name), func(x rune) bool { return !unicode.IsLetter(x) }) {
			if utf8.RuneCountInString(w) >= shortestNameWord && !noNames[w] && strings.Trim(w, "x") != "" {
				r.nameWords[w] = true
			}
		}
	}
}

// hideNameWords writes over the words of names that stand alone.
func (r *redactor) hideNameWords(s string, with byte) string {
	if len(r.nameWords) == 0 {
		return s
	}
	folded := foldText(s)
	b := []byte(s)
	for i := 0; i < len(folded); {
		n := strings.IndexFunc(folded[i:], func(x rune) bool { return !unicode.IsLetter(x) })
		if n < 0 {
			n = len(folded) - i
		}
		if r.nameWords[folded[i:i+n]] {
			for k := i; k < i+n; k++ {
				b[k] = with
			}
		}
		_, size := utf8.DecodeRuneInString(folded[i+n:])
		i += n + max(size, 1)
	}
	return string(b)
}

// foldText is a text with small letters for capitals, as long to the byte, whatever bytes it has.
func foldText(s string) string {
	b := []byte(s)
	for i := 0; i < len(s); {
		x, n := utf8.DecodeRuneInString(s[i:])
		if small := unicode.ToLower(x); small != x && x != utf8.RuneError && utf8.RuneLen(small) == n {
			utf8.EncodeRune(b[i:], small)
		}
		i += n
	}
	return string(b)
}
