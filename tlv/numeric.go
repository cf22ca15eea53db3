package tlv

import (
	"errors"
	"fmt"
	"strconv"
)

// Errors of the typed conversions. They say nothing of the value, which may be sensitive.
var (
	ErrNotDigits = errors.New("tlv: not binary coded decimal digits")
	ErrRange     = errors.New("tlv: number out of range")
	ErrDate      = errors.New("tlv: no such date or time")
)

// digits is the digits of a value of format n, or of format cn when compressed, where filler F may follow.
func digits(b []byte, compressed bool) ([]byte, error) {
	out := make([]byte, 0, 2*len(b))
	filler := false
	for _, x := range b {
		for _, d := range [2]byte{x >> 4, x & 0xF} {
			switch {
			case d == 0xF && compressed:
				filler = true
			case d > 9 || filler:
				return nil, ErrNotDigits
			default:
				out = append(out, '0'+d)
			}
		}
	}
	return out, nil
}

// DecodeN is the number in a value of format n, of up to 18 digits after leading zeroes. An empty value is 0.
//
// EMV 4.4 B3 4.3
func DecodeN(b []byte) (v uint64, err error) {
	for _, x := range b {
		hi, lo := x>>4, x&0xF
		if hi > 9 || lo > 9 {
			return 0, ErrNotDigits
		}
		if v >= 1e16 {
			return 0, ErrRange
		}
		v = v*100 + uint64(hi)*10 + uint64(lo)
	}
	return v, nil
}

// AppendN appends v in format n, right justified in width bytes. Digits that do not fit are lost on the
// left, as in a DOL; [FitsN] tells before.
//
// EMV 4.4 B3 4.3
func AppendN(dst []byte, v uint64, width int) []byte {
	start := len(dst)
	dst = fill(dst, 0, width)
	for i := len(dst) - 1; i >= start && v > 0; i-- {
		dst[i] = byte(v%10 | v/10%10<<4)
		v /= 100
	}
	return dst
}

// FitsN reports whether v has no more than 2*width digits.
func FitsN(v uint64, width int) bool {
	return len(strconv.FormatUint(v, 10)) <= 2*width
}

// DecodeCN is the digits in a value of format cn, without the filler. An F may only be followed by more.
//
// EMV 4.4 B3 4.3
func DecodeCN(b []byte) (string, error) {
	d, err := digits(b, true)
	return string(d), err
}

// AppendCN appends decimal digits in format cn, left justified, with a last half byte F if their number is odd.
//
// EMV 4.4 B3 4.3
func AppendCN(dst []byte, decimal string) ([]byte, error) {
	for i := 0; i < len(decimal); i++ {
		d := decimal[i] - '0'
		switch {
		case d > 9:
			return nil, ErrNotDigits
		case i%2 == 0:
			dst = append(dst, d<<4|0xF)
		default:
			dst[len(dst)-1] &= 0xF0 | d
		}
	}
	return dst, nil
}

// DecodeB is the unsigned number in a value of format b, of up to 8 bytes after leading zeroes, leftmost byte
// first. An empty value is 0.
//
// EMV 4.4 B3 4.3
func DecodeB(b []byte) (v uint64, err error) {
	for _, x := range b {
		if v>>56 != 0 {
			return 0, ErrRange
		}
		v = v<<8 | uint64(x)
	}
	return v, nil
}

// AppendB appends v as an unsigned number of width bytes; what does not fit is lost on the left.
//
// EMV 4.4 B3 4.3
func AppendB(dst []byte, v uint64, width int) []byte {
	for i := width - 1; i >= 0; i-- {
		dst = append(dst, byte(v>>min(8*uint(i), 64)))
	}
	return dst
}

// A Date is a day as the number YYYYMMDD, so that dates compare as numbers do. Zero is no date.
type Date uint32

// Century is the first two digits of the year that yy is the last two of, both in BCD: 19 for 50 to 99, 20 for 00 to 49.
//
// EMV 4.4 B4 6.7.3
// EMV 4.4 B4 6.7.3 (year)
func Century(yy byte) byte {
	if yy < 0x50 {
		return 0x20
	}
	return 0x19
}

// DecodeDate reads a date of format n 6, YYMMDD: 3 bytes. Years 00 to 49 are 2000 to 2049, years 50 to 99 are
// 1950 to 1999. A day that no calendar has is [ErrDate].
//
// EMV 4.4 B4 6.7.3
func DecodeDate(b []byte) (Date, error) {
	v, err := DecodeN(b)
	if err != nil {
		return 0, err
	}
	year, month, day := v/10000, v/100%100, v%100
	if len(b) != 3 {
		return 0, ErrDate
	}
	if year += 1900; Century(b[0]) == 0x20 {
		year += 100
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, ErrDate
	}
	return Date(year*10000 + month*100 + day), nil
}

func daysIn(year, month uint64) uint64 {
	switch {
	case month == 2 && year%4 == 0: // 1950 to 2049 have no exception
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	default:
		return 31
	}
}

// Append appends the date in format n 6, YYMMDD.
func (d Date) Append(dst []byte) []byte {
	return AppendN(dst, uint64(d)%1000000, 3)
}

// String is the date as YYYY-MM-DD.
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100)
}
