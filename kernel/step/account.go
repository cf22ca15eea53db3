package step

// AppendPAN appends the account number of track 2 equivalent data that are valid, in format cn as 5A has it: the bytes before the separator, with F where
// that shares one with the last digit.
// C-3 B.1.2.2, C-7 annex C PAN
func AppendPAN(dst, track2 []byte) []byte {
	for _, b := range track2 {
		switch {
		case b>>4 == 0xD:
			return dst
		case b&0xF == 0xD:
			return append(dst, b|0xF)
		}
		dst = append(dst, b)
	}
	return dst
}

// InRanges reports whether an account, in format cn, begins with the digits of a range. Ranges are the first digits of accounts, half a byte each, every
// run of digits ended by F: 4F for 4, 5F51F for 5 and 51. A run without its F is none.
func InRanges(ranges, pan []byte) bool {
	half := func(b []byte, i int) byte { return b[i/2] >> (4 * (1 - i&1)) & 0xF }
	at, fits := 0, true // in the account, with the range so far
	for i := range 2 * len(ranges) {
		switch digit := half(ranges, i); {
		case digit == 0xF && fits && at > 0:
			return true
		case digit == 0xF:
			at, fits = 0, true
		default:
			fits = fits && at < 2*len(pan) && half(pan, at) == digit
			at++
		}
	}
	return false
}
