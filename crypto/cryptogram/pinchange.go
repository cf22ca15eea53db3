package cryptogram

// PINBlock2 builds the block that PIN CHANGE/UNBLOCK carries for Mastercard,
// Interac and the common core definitions: ISO 9564 format 2, control nibble 2,
// length, digits, F. pin has 4 to 12 decimal digits.
func PINBlock2(pin string) (block [8]byte, err error) {
	if len(pin) < 4 || len(pin) > 12 || !isDecimal(pin) {
		return block, ErrDigits
	}
	for i := range block {
		block[i] = 0xFF
	}
	block[0] = 0x20 | byte(len(pin))
	setDigits(block[1:], pin)
	return block, nil
}

// PINBlockVisa builds the block that PIN CHANGE/UNBLOCK carries for Visa: the
// new PIN behind its length, filled with F, combined with four bytes of the ICC
// master key for application cryptograms and, where the card changes one PIN
// for another (P1 01 in Visa's coding), with the current PIN; currentPIN is empty otherwise.
func PINBlockVisa(acMasterKey Key, newPIN, currentPIN string) (block [8]byte, err error) {
	if acMasterKey.Algorithm() != TDES {
		return block, ErrAlgorithm
	}
	if acMasterKey.Len() == 0 {
		return block, ErrKey
	}
	if block, err = PINBlock2(newPIN); err != nil {
		return block, err
	}
	block[0] &= 0x0F
	for i, v := range acMasterKey.secret().bytes[4:8] {
		block[4+i] ^= v
	}
	if currentPIN != "" {
		if len(currentPIN) < 4 || len(currentPIN) > 12 || !isDecimal(currentPIN) {
			return [8]byte{}, ErrDigits
		}
		var current [8]byte
		setDigits(current[:], currentPIN)
		for i, v := range current {
			block[i] ^= v
		}
	}
	return block, nil
}

// setDigits overwrites the leftmost nibbles with digits.
func setDigits(b []byte, digits string) {
	for i := range len(digits) {
		d := digits[i] - '0'
		if i%2 == 0 {
			b[i/2] = d<<4 | b[i/2]&0x0F
		} else {
			b[i/2] = b[i/2]&0xF0 | d
		}
	}
}
