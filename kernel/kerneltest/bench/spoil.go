package bench

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// Spoil applies a fuzzer's program of changes to the response of exchange n, counted from 1. A change is four bytes: the exchange, what to do, where, and with
// what.
func Spoil(program []byte, n int, r []byte) []byte {
	r = bytes.Clone(r)
	for p := program; len(p) >= 4; p = p[4:] {
		if int(p[0]) != n || len(r) == 0 && p[1]%8 < 5 {
			continue
		}
		at := 0
		if len(r) > 0 {
			at = int(p[2]) % len(r)
		}
		switch p[1] % 8 {
		case 0:
			r[at] ^= 1 << (p[3] & 7)
		case 1:
			r[at] = p[3]
		case 2:
			r = append(r[:at], r[at+1:]...)
		case 3:
			r = append(r[:at], append([]byte{p[3]}, r[at:]...)...)
		case 4:
			r = r[:at]
		case 5:
			r = []byte{p[2], p[3]}
		case 6: // the rest of the program is the response
			return append(bytes.Clone(p[4:]), p[2], p[3])
		case 7: // an object more, well formed, at the end of its template
			r = oneMore(r, p[2], p[3])
		}
	}
	return r
}

// oneMore adds an object of one byte to a response that is one template.
func oneMore(r []byte, tag, value byte) []byte {
	c := tlv.NewCursor(r[:max(len(r)-2, 0)])
	var o, next tlv.Object
	if !c.Read(&o) || c.Read(&next) || c.Err() != nil {
		return r
	}
	return append(tlv.Append(nil, o.Tag, append(bytes.Clone(o.Value), tag, 1, value)), 0x90, 0x00)
}
