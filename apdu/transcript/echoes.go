package transcript

import (
	"crypto/md5"  //nolint:gosec // of account numbers, as others make it
	"crypto/sha1" //nolint:gosec // as above
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"hash"
	"strings"

	"github.com/emmansun/gmsm/sm3"
)

// What a secret is echoed by: digits of it, in bytes and in characters, and hashes of a card number. Words of a name are in names.go.

// Digits of a secret that are found again wherever they stand: so many in a row, so many of them different.
const (
	fewestDigits    = 8
	differentDigits = 3
	// fewestBesideZeroes is how many are others than 0 where zeroes stand in a row.
	fewestBesideZeroes = 4
)

// Digits of a PAN that may be shown.
const (
	shownBefore = 6
	shownBehind = 4
)

// A digitRow is digits in a row.
type digitRow [fewestDigits]byte

// telling reports whether digits are hardly anything else's: amounts and counters have zeroes in a row, and begin with them or have few other digits.
func (d *digitRow) telling() bool {
	seen, different, zeroes := [10]bool{}, 0, 0
	for _, x := range d {
		if !seen[x-'0'] {
			different++
		}
		seen[x-'0'] = true
		if x == '0' {
			zeroes++
		}
	}
	some := !strings.HasPrefix(string(d[:]), "000") && zeroes <= fewestDigits-fewestBesideZeroes
	return different >= differentDigits && (some || !strings.Contains(string(d[:]), "000"))
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

// learnSecretDigits has digits looked for of which all are secret.
func (r *redactor) learnSecretDigits(digits string) { r.learnDigits(digits, 0, len(digits)) }

// learnNumber has the digits looked for that a value consists of, in half bytes or in characters, but for the zeroes round them.
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
	r.learnSecretDigits(strings.Trim(digits, "0"))
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

// hashFunctions are those by which people stand a card number for.
var hashFunctions = []func() hash.Hash{
	md5.New, sha1.New, sha256.New224, sha256.New, sha512.New384, sha512.New, sha512.New512_224, sha512.New512_256,
	func() hash.Hash { return sha3.New224() }, func() hash.Hash { return sha3.New256() },
	func() hash.Hash { return sha3.New384() }, func() hash.Hash { return sha3.New512() }, sm3.New,
}

// hashes are those of the PANs, in half bytes and in characters, of the first of them.
func (r *redactor) hashes(found func(sum []byte)) {
	n := 0
	for _, pan := range r.pans {
		if n++; !r.own[pan] || n > mostAccounts {
			continue
		}
		for _, input := range [][]byte{digitBytes(pan), []byte(pan)} {
			for _, h := range hashFunctions {
				h := h()
				h.Write(input)
				found(h.Sum(nil))
			}
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

// inBytes is digits with one in each byte, in hexadecimal.
func inBytes(digits string) string {
	b := []byte(digits)
	for i := range b {
		b[i] -= '0'
	}
	return string(appendHex(nil, b))
}

// swapped is digits in half bytes that change places in each byte, as mobile telephones have them.
//
// 3GPP TS 31.102 4.2.2
func swapped(digits string) string {
	b := appendHex(nil, digitBytes(digits))
	for i := 0; i < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
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
				if out[i+k], found = '0', true; r.fill == '*' && s[i+k] == '0' { // stars come over what changes
					out[i+k] = '1'
				}
			}
		}
	}
	if found {
		setDigits(b, string(out))
	}
}
