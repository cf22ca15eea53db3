package transcript

import (
	"bytes"
	"slices"
	"strings"
)

// PINs and keys that a command carries, wherever else they stand.

// entrusted hides a PIN or a key that a command carries. What has hardly two bytes that differ is looked for nowhere else.
func (r *redactor) entrusted(b []byte) {
	old := bytes.Clone(b)
	clear(b)
	if different(old) >= fewestDifferent-1 {
		r.keep(old, r.over(old))
	}
	r.entrustedPIN(old)
	for _, at := range []int{len(old) / 2, blockDigits / 2} { // two PINs: one of them ends there
		if at > 0 && at < len(old) {
			r.entrustedPIN(old[:at])
			r.entrustedPIN(old[at:])
		}
	}
}

func different(b []byte) int { return len(slices.Compact(slices.Sorted(slices.Values(b)))) }

// fewestInCharacters is how many digits a PIN has that is looked for in characters: fewer are amounts and numbers of anybody's.
const fewestInCharacters = 6

// fewestPIN is how many digits a PIN of ISO 9564-1 has at least.
const fewestPIN = 4

// entrustedPIN has a PIN looked for without what fills its data up, or its block: in half bytes and in characters.
//
// EMV 4.4 B3 6.5.12.3, ISO 9564-1
func (r *redactor) entrustedPIN(data []byte) {
	digits := unfilled(data)
	if s := string(appendHex(nil, data)); len(s) >= blockDigits && (clearBlock(s[:blockDigits]) || mayBeBlock(data)) {
		digits = s[2 : 2+strings.IndexByte(hexDigits, s[1])]
	} else if different([]byte(digits)) >= fewestDifferent-1 && len(digits) < len(data) {
		r.keep([]byte(digits), r.over([]byte(digits)))
	}
	if strings.Trim(digits, "0123456789") != "" {
		return
	}
	if len(digits) >= fewestPIN && len(digits) <= longestPIN {
		r.pins[digits] = true
	}
	if len(digits) >= fewestInCharacters && different([]byte(digits)) >= differentDigits {
		r.learnSecretDigits(digits)
		r.keep([]byte(digits), bytes.Repeat([]byte{r.fill}, len(digits)))
	}
}

// over is what stands for bytes of a secret: zeroes, or where stars come over what changes, something else than each of them.
func (r *redactor) over(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		if r.fill == '*' {
			out[i] = ^b[i]
		}
	}
	return out
}

// unfilled is data without the one filler behind it.
func unfilled(data []byte) string {
	n := len(data)
	if n > 0 && strings.IndexByte("\x00\xFF ", data[n-1]) >= 0 {
		for n > 0 && data[n-1] == data[len(data)-1] {
			n--
		}
	}
	return string(data[:n])
}

// saysPIN reports whether a word of a text begins or ends with PIN.
func saysPIN(s string) bool {
	const pin = "PIN"
	for i := range len(s) - len(pin) + 1 {
		if end := i + len(pin); strings.EqualFold(s[i:end], pin) && (i == 0 || !letter(s[i-1]) || end == len(s) || !letter(s[end])) {
			return true
		}
	}
	return false
}

// hidePINs writes over the digits of a PIN that a command carries in a text that says PIN: in groups too, and as characters in hexadecimal.
func (r *redactor) hidePINs(s string) string {
	if len(r.pins) == 0 || !saysPIN(s) {
		return s
	}
	b := []byte(s)
	groups := groupsIn(s)
	for i := range groups {
		digits := ""
		for k := i; k < len(groups) && len(digits) < 2*longestPIN && (k == i || separated(s, groups[k-1], groups[k])); k++ {
			digits += s[groups[k].from:groups[k].to]
			if r.pins[digits] || r.pins[charactersOf(digits)] {
				for _, g := range groups[i : k+1] {
					copy(b[g.from:g.to], strings.Repeat(string(r.fill), g.size()))
				}
			}
		}
	}
	return string(b)
}
