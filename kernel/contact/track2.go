package contact

// sameAccount compares the digits of a PAN, up to its padding, with those of track 2 equivalent data, up to the separator.
func sameAccount(pan, track2 []byte) bool {
	for i := 0; ; i++ {
		p, inPAN := digit(pan, i, 0xF)
		d, inTrack := digit(track2, i, 0xD)
		if inPAN != inTrack || p != d {
			return false
		}
		if !inPAN {
			return true
		}
	}
}

// digit is the half byte i of b, false behind its end and from the half byte stop on.
func digit(b []byte, i int, stop byte) (byte, bool) {
	if i/2 >= len(b) {
		return 0, false
	}
	d := b[i/2] >> (4 * (1 - i&1)) & 0x0F
	if d == stop {
		return 0, false
	}
	return d, true
}
