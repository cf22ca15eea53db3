package tlv

import (
	"fmt"
	"io"
	"strconv"
)

// A Track2 is track 2 equivalent data as a card has it (tag 57, format b, up to 19 bytes), without start sentinel, end
// sentinel and check character. Each half byte is a digit: the PAN, the separator D, the expiry YYMM, the three digits of the
// service code, the issuer's own, and F where a half byte is left over. It is a view, prints masked, and what its methods give
// is sensitive.
//
// EMV 4.4 B3 annex A
type Track2 []byte

// separator is the number of half bytes before D, or all of them.
func (t Track2) separator() int {
	for i := range 2 * len(t) {
		if t.half(i) == 0xD {
			return i
		}
	}
	return 2 * len(t)
}

// half is the half byte i; F behind the end.
func (t Track2) half(i int) byte {
	if i >= 2*len(t) {
		return 0xF
	}
	return t[i/2] >> (4 * (1 - i&1)) & 0xF
}

// Valid reports whether there is a separator behind 1 to 19 decimal digits.
func (t Track2) Valid() bool {
	n := t.separator()
	for i := range n {
		if t.half(i) > 9 {
			return false
		}
	}
	return n >= 1 && n <= 19 && n < 2*len(t)
}

// PAN is the half bytes before the separator as hexadecimal digits, or all if there is none.
func (t Track2) PAN() string { return hexString(t)[:t.separator()] }

// AppendPAN appends the PAN as tag 5A has it, format cn.
func (t Track2) AppendPAN(b []byte) []byte {
	n := t.separator()
	for i := 0; i < n; i += 2 {
		low := byte(0xF)
		if i+1 < n {
			low = t.half(i + 1)
		}
		b = append(b, t.half(i)<<4|low)
	}
	return b
}

// Names reports whether the PAN before the separator is this one, in format cn as tag 5A has it, up to its padding. It makes no copy of either.
func (t Track2) Names(pan []byte) bool {
	n := t.separator()
	for i := range n {
		if Track2(pan).half(i) != t.half(i) {
			return false
		}
	}
	return Track2(pan).half(n) == 0xF
}

// Expiry is the expiry YYMM, two digits a byte; false where it is missing or cut off.
func (t Track2) Expiry() (yymm [2]byte, ok bool) {
	var d [4]byte
	if !t.behind(d[:]) {
		return yymm, false
	}
	return [2]byte{d[0]<<4 | d[1], d[2]<<4 | d[3]}, true
}

// ExpirationDate is the last day of the month of expiry, YYMMDD as tag 5F24 has it; false where the track has no such month.
func (t Track2) ExpirationDate() (date [3]byte, ok bool) {
	yymm, ok := t.Expiry()
	year, month := uint64(yymm[0]>>4*10+yymm[0]&15), uint64(yymm[1]>>4*10+yymm[1]&15)
	if !ok || month < 1 || month > 12 || yymm[0]>>4 > 9 || yymm[0]&15 > 9 || yymm[1]&15 > 9 {
		return date, false
	}
	day := byte(daysIn(2000+year, month))
	return [3]byte{yymm[0], yymm[1], day/10<<4 | day%10}, true
}

// ServiceCode is the service code as tag 5F30 has it, format n 3; false where it is missing or cut off.
func (t Track2) ServiceCode() (code [2]byte, ok bool) {
	var d [7]byte
	if !t.behind(d[:]) {
		return code, false
	}
	return [2]byte{d[4], d[5]<<4 | d[6]}, true
}

// Discretionary is the half bytes behind the service code as hexadecimal digits, without filler.
func (t Track2) Discretionary() string {
	from := min(t.separator()+8, 2*len(t))
	to := 2 * len(t)
	for to > from && t.half(to-1) == 0xF {
		to--
	}
	return hexString(t)[from:to]
}

// behind fills d with the half bytes behind the separator; false where a filler stands among them or before it.
func (t Track2) behind(d []byte) bool {
	at := t.separator()
	for i := range at {
		if t.half(i) == 0xF {
			return false
		}
	}
	for i := range d {
		if d[i] = t.half(at + 1 + i); d[i] == 0xF {
			return false
		}
	}
	return true
}

// String is the track as [Mask] has it.
func (t Track2) String() string { return Mask(Track2EquivalentData, t) }

// Format prints [Track2.String] under every verb, in quotes for %q and %#v.
func (t Track2) Format(f fmt.State, verb rune) {
	s := t.String()
	if verb == 'q' || verb == 'v' && f.Flag('#') {
		s = strconv.Quote(s)
	}
	_, _ = io.WriteString(f, s)
}

// MarshalText is [Track2.String].
func (t Track2) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
