package tlv

// Append appends a data object to dst, with the shortest length of the definite form. A value of more than
// 65,535 bytes gets a length field that no kernel and no [Cursor] reads.
//
// EMV 4.4 B3 annex B2
func Append(dst []byte, t Tag, value []byte) []byte {
	dst = t.Append(dst)
	dst = appendLength(dst, len(value))
	return append(dst, value...)
}

func appendLength(dst []byte, n int) []byte {
	switch {
	case n < 0x80:
		return append(dst, byte(n))
	case n <= 0xFF:
		return append(dst, 0x81, byte(n))
	case n <= 0xFFFF:
		return append(dst, 0x82, byte(n>>8), byte(n))
	case n <= 0xFFFFFF:
		return append(dst, 0x83, byte(n>>16), byte(n>>8), byte(n))
	default:
		return append(dst, 0x84, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
}
