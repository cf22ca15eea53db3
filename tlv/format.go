package tlv

import "bytes"

// A Format is the format of a data element.
//
// EMV 4.4 B3 4.3
type Format uint8

// The formats.
const (
	B   Format = iota // b: unsigned binary number or bits
	N                 // n: two digits a byte, right justified, leading zeroes
	CN                // cn: two digits a byte, left justified, trailing F
	A                 // a: letters
	AN                // an: letters and digits
	ANS               // ans: letters, digits and special characters
	Var               // var.: anything
)

var formatNames = [...]string{"b", "n", "cn", "a", "an", "ans", "var."}

// String is the format in the books' own letters.
func (f Format) String() string {
	if int(f) >= len(formatNames) {
		return "?"
	}
	return formatNames[f]
}

// Accepts reports whether value is written as the format asks: digits in n and cn with the padding on its
// proper side, letters in a, letters and digits in an, no control characters in ans, and zeroes
// behind these three only.
//
// EMV 4.4 B3 4.3
func (f Format) Accepts(value []byte) bool {
	switch f {
	case N:
		_, err := digits(value, false)
		return err == nil
	case CN:
		_, err := digits(value, true)
		return err == nil
	case A, AN, ANS:
		for _, c := range bytes.TrimRight(value, "\x00") { // EMV 4.4 B3 annex A1
			if !f.accepts(c) {
				return false
			}
		}
	}
	return true
}

func (f Format) accepts(c byte) bool {
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	digit := c >= '0' && c <= '9'
	switch f {
	case A:
		return letter
	case AN:
		return letter || digit
	default:
		return c >= 0x20 && c != 0x7F && (c < 0x80 || c >= 0xA0)
	}
}
