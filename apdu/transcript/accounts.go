package transcript

import (
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// PANs, and what stands for them.

// ofPAN has the number that stands for a PAN in what is made of the PAN with zeroes before it and its sequence number, which stays.
//
// C-2 2.12 S456.18
func (r *redactor) ofPAN(b []byte) {
	digits, rest := leadingDigits(b)
	pan := strings.TrimLeft(digits[:max(0, len(digits)-2)], "0")
	if rest != "" || len(pan) < shortestPAN || len(pan) > longestPAN {
		clear(b)
		return
	}
	setDigits(b, strings.Repeat("0", len(digits)-2-len(pan))+r.ownPAN(pan))
}

// pan remembers a PAN and returns what stands for it.
func (r *redactor) pan(digits string) string {
	if len(digits) < shortestPAN {
		return maskPAN(digits)
	}
	nobodys := strings.Contains(digits, "00000000000")                        // it would be found where something was zeroed
	if !nobodys && !slices.Contains(r.pans[max(0, len(r.pans)-8):], digits) { // records say it several times
		r.pans = append(r.pans, digits)
	}
	as := r.account(digits)
	r.made[as] = true
	return as
}

// ownPAN is pan, of a number that an element says to be the card's.
func (r *redactor) ownPAN(digits string) string {
	if len(digits) >= shortestPAN && !strings.Contains(digits, "00000000000") {
		r.own[digits] = true
	}
	return r.pan(digits)
}

// maskPAN keeps the first six and the last four digits, as [tlv.MaskPAN] does, and makes a number of the rest that
// does not pass the Luhn check, nor does a part of it.
func maskPAN(digits string) string {
	shown := tlv.MaskPAN(digits)
	star := strings.IndexByte(shown, '*')
	masked := strings.ReplaceAll(shown, "*", "0")
	for n := 1; star >= 0 && n < 1000 && len(numbersIn(masked, false)) > 0; n++ {
		masked = masked[:star] + strconv.Itoa(n) + masked[star+len(strconv.Itoa(n)):]
	}
	return masked
}

// leadingDigits is the decimal digits, four bits each, at the start of b, and the other digits in hexadecimal.
func leadingDigits(b []byte) (digits, rest string) {
	s := string(appendHex(nil, b))
	digits = s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
	return digits, s[len(digits):]
}

// setDigits writes hexadecimal digits over the start of b.
func setDigits(b []byte, digits string) {
	for i := range min(len(digits), 2*len(b)) {
		v := strings.IndexByte("0123456789ABCDEF", digits[i])
		if shift := 4 * (1 - i%2); v >= 0 {
			b[i/2] = b[i/2]&^(0x0F<<shift) | byte(v)<<shift
		}
	}
}

// shape is half bytes with a zero for every digit, and one letter for all but D and F: what is no number, or no track, kernels find as wrong as it was.
func shape(b []byte) string {
	return strings.Map(func(x rune) rune {
		switch x {
		case 'D', 'F':
			return x
		case 'A', 'B', 'C', 'E':
			return 'E'
		}
		return '0'
	}, string(appendHex(nil, b)))
}
