package step

import (
	"iter"

	"github.com/emvgo/emv/tlv"
)

// RegisteredID names proprietary data for application selection: EMVCo registers them.
type RegisteredID [2]byte

// Registered gives identifier and value of each entry of application selection registered proprietary data (tag 9F0A), in
// order, up to the first that is not whole.
// B1 12.5, 12.5 unrecognised
func Registered(b []byte) iter.Seq2[RegisteredID, []byte] {
	return func(yield func(RegisteredID, []byte) bool) {
		for len(b) >= 3 {
			n := 3 + int(b[2])
			if n > len(b) || !yield(RegisteredID(b), b[3:n]) {
				return
			}
			b = b[n:]
		}
	}
}

// appendRegistered appends the well-formed 9F0A of a discretionary template. One that has a length wrong counts as absent, and
// so does what stands in a template behind a fault.
// B1 12.5
func appendRegistered(dst []byte, template tlv.Object) []byte {
	c := template.Children()
	for o, more := c.Next(); more; o, more = c.Next() {
		if o.Tag != 0x9F0A {
			continue
		}
		n := 0
		for _, value := range Registered(o.Value) {
			n += 3 + len(value)
		}
		if n == len(o.Value) { // B1 12.5 format
			dst = append(dst, o.Value...)
		}
	}
	return dst
}
