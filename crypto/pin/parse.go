package pin

// ParseBlock reads a clear 8-byte block of formats 0 to 3. A wrong PAN shows as [FaultDigit] or [FaultFiller] more
// often than not, but not always.
// Errors: [FaultBlockLength], [FaultFormat], [FaultControl], [FaultPINLength], [FaultPAN], [FaultDigit],
// [FaultFiller].
//
// EMV 4.4 B3 6.5.12.2: format 2
func ParseBlock(f Format, block []byte, pan PAN) (PIN, error) {
	if f > Format3 {
		return PIN{}, FaultFormat
	}
	if len(block) != 8 {
		return PIN{}, FaultBlockLength
	}
	var nibbles [16]byte
	defer clear(nibbles[:])
	for i, b := range block {
		nibbles[2*i], nibbles[2*i+1] = b>>4, b&0x0F
	}
	if nibbles[0] != byte(f) {
		return PIN{}, FaultControl
	}
	if f == Format0 || f == Format3 {
		if pan.Len() == 0 {
			return PIN{}, FaultPAN
		}
		account := pan.account()
		for i, d := range account {
			nibbles[4+i] ^= d
		}
	}
	return openNibbles(f, nibbles[1:])
}

// openNibbles reads the length, the digits and the fill that follow the control nibble.
func openNibbles(f Format, nibbles []byte) (PIN, error) {
	n := int(nibbles[0])
	if n < 4 || n > 12 {
		return PIN{}, FaultPINLength
	}
	var digits [12]byte
	defer clear(digits[:])
	var over byte
	for i, d := range nibbles[1 : 1+n] {
		digits[i] = '0' + d
		over |= d + 6 // 16 or more where d is above 9
	}
	if over&0xF0 != 0 {
		return PIN{}, FaultDigit
	}
	low, high := fills[f][0], fills[f][1]
	for _, d := range nibbles[1+n:] {
		if d < low || d > high {
			return PIN{}, FaultFiller
		}
	}
	return New(digits[:n])
}

// fills are the least and the greatest fill nibble of each format.
var fills = [...][2]byte{Format0: {0xF, 0xF}, Format1: {0x0, 0xF}, Format2: {0xF, 0xF}, Format3: {0xA, 0xF}, Format4: {0xA, 0xA}}
