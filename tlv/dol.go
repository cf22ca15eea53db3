package tlv

import "iter"

// A DOL is a data object list as received: tag, one length byte, and so on. Make one with [ParseDOL].
//
// EMV 4.4 B3 5.4
type DOL []byte

// ParseDOL checks b and is b as a DOL. Its error is a *SyntaxError.
func ParseDOL(b []byte) (DOL, error) {
	for i := 0; i < len(b); {
		_, n, fault := readTag(b[i:])
		if fault == 0 && i+n >= len(b) {
			fault = TruncatedLength
		}
		if fault != 0 {
			return nil, &SyntaxError{Offset: i, Fault: fault}
		}
		i += n + 1
	}
	return DOL(b), nil
}

// All is the entries in their order, repeated ones repeated: the tag and the length that it shall occupy.
// A DOL that did not come from [ParseDOL] ends at its first malformed entry.
func (d DOL) All() iter.Seq2[Tag, int] {
	return func(yield func(Tag, int) bool) {
		for b := []byte(d); len(b) > 0; {
			t, n, fault := readTag(b)
			if fault != 0 || n >= len(b) || !yield(t, int(b[n])) {
				return
			}
			b = b[n+1:]
		}
	}
}

// Len is the number of bytes that [DOL.Append] appends.
func (d DOL) Len() (sum int) {
	for _, n := range d.All() {
		sum += n
	}
	return sum
}

// Contains reports whether an entry names t.
func (d DOL) Contains(t Tag) bool {
	for tag := range d.All() {
		if tag == t {
			return true
		}
	}
	return false
}

// ContainsWhole reports whether an entry names t and gives it n bytes at least, which are all that its value has. An entry that is
// shorter cuts the value off, and one of length 0 leaves nothing of it.
//
// EMV 4.4 B3 5.4
func (d DOL) ContainsWhole(t Tag, n int) bool {
	for tag, length := range d.All() {
		if tag == t && length >= n {
			return true
		}
	}
	return false
}

// Append appends the values that the list asks for, each in the length asked for. Get gives the value of a
// tag and its format, or false where it is unknown or absent: its place is then filled with zeroes, as is
// that of a constructed tag, for which get is not asked. The int is the length asked for.
//
// EMV 4.4 B3 5.4
func (d DOL) Append(dst []byte, get func(Tag, int) (value []byte, f Format, ok bool)) []byte {
	// EMV 4.4 B3 5.4 (sequence)
	for t, n := range d.All() {
		var value []byte
		var f Format
		// EMV 4.4 B3 5.4 (unknown)
		if !t.Constructed() {
			if v, format, ok := get(t, n); ok {
				value, f = v, format
			}
		}
		dst = AppendSized(dst, value, f, n)
	}
	return dst
}

// AppendSized appends value in exactly n bytes. What is too long loses its leftmost bytes in format n, its
// rightmost in any other. What is too short gets leading zeroes in format n, trailing bytes FF in format cn,
// trailing zeroes in any other. No value at all is zeroes, whatever the format.
//
// EMV 4.4 B3 5.4
func AppendSized(dst, value []byte, f Format, n int) []byte {
	if len(value) >= n {
		// EMV 4.4 B3 5.4 (too long)
		if f == N {
			return append(dst, value[len(value)-n:]...)
		}
		return append(dst, value[:n]...)
	}
	missing := n - len(value)
	switch {
	// EMV 4.4 B3 5.4 (too short)
	case f == N:
		return append(fill(dst, 0, missing), value...)
	// EMV 4.4 B3 5.4 (too short)
	case f == CN && len(value) > 0:
		return fill(append(dst, value...), 0xFF, missing)
	default:
		// EMV 4.4 B3 5.4 (absent)
		return fill(append(dst, value...), 0, missing)
	}
}

func fill(dst []byte, b byte, n int) []byte {
	for range n {
		dst = append(dst, b)
	}
	return dst
}
