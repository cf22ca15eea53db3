package cryptogram

import (
	"crypto/sha1"
)

// Option is a method for deriving ICC master keys: EMV 4.4 B2 A1.4.
type Option uint8

const (
	// OptionA takes the 16 rightmost digits of PAN and PAN sequence number (TDES).
	OptionA Option = 1
	// OptionB is option A for PANs of up to 16 digits, and hashes longer ones (TDES).
	OptionB Option = 2
	// OptionC takes all digits of PAN and PAN sequence number (AES).
	OptionC Option = 3
)

// String names the option.
func (o Option) String() string {
	switch o {
	case OptionA:
		return "option A"
	case OptionB:
		return "option B"
	case OptionC:
		return "option C"
	}
	return "no option"
}

// DeriveICCMasterKey derives the ICC master key of one card from an issuer
// master key. pan is the application PAN in decimal digits, 1 to 19 of them;
// trailing F, as tag 5A pads with, are dropped. psn is the PAN sequence number
// as tag 5F34 codes it (two decimal digits), 0 if the card has none. A TDES key
// comes out with odd parity.
//
// EMV 4.4 B2 A1.4
func DeriveICCMasterKey(o Option, imk Key, pan string, psn byte) (Key, error) {
	digits, err := panDigits(pan)
	if err != nil {
		return Key{}, err
	}
	if psn>>4 > 9 || psn&15 > 9 {
		return Key{}, ErrPSN
	}
	digits += string([]byte{'0' + psn>>4, '0' + psn&15})
	switch {
	case o == OptionC && imk.Algorithm() == AES:
		return deriveC(imk, digits)
	case o == OptionB && imk.Algorithm() == TDES && len(digits) > 16+2:
		return deriveB(imk, digits)
	case (o == OptionA || o == OptionB) && imk.Algorithm() == TDES:
		return deriveA(imk, digits)
	}
	return Key{}, ErrAlgorithm
}

// deriveA takes the rightmost 16 digits and enciphers them and their inverse.
//
// EMV 4.4 B2 A1.4.1
func deriveA(imk Key, digits string) (Key, error) {
	var y [8]byte
	packRight(y[:], digits) // EMV 4.4 B2 A1.4.1
	return twoBlocks(imk, y[:], true)
}

// deriveB hashes the digits first, down to 16 decimal ones.
//
// EMV 4.4 B2 A1.4.2
func deriveB(imk Key, digits string) (Key, error) {
	packed := make([]byte, (len(digits)+1)/2)
	packRight(packed, digits) // EMV 4.4 B2 A1.4.2
	hash := sha1.Sum(packed)
	var y [8]byte
	packRight(y[:], decimalise(hash[:], 16)) // EMV 4.4 B2 A1.4.2
	return twoBlocks(imk, y[:], true)
}

// deriveC takes all digits, padded on the left to a block of 16 bytes.
//
// EMV 4.4 B2 A1.4.3
func deriveC(imk Key, digits string) (Key, error) {
	var y [16]byte
	packRight(y[:], digits) // EMV 4.4 B2 A1.4.3
	return twoBlocks(imk, y[:], false)
}

// twoBlocks enciphers y and its inverse, and cuts the result to the master
// key's length: an AES key of 16 bytes takes one block only.
func twoBlocks(imk Key, y []byte, parity bool) (Key, error) {
	block, err := imk.block()
	if err != nil {
		return Key{}, err
	}
	var z [32]byte
	defer clear(z[:])
	n := len(y)
	block.Encrypt(z[:n], y) // EMV 4.4 B2 A1.4.1, A1.4.3
	for i, v := range y {
		z[n+i] = ^v // EMV 4.4 B2 A1.4.1, A1.4.3
	}
	block.Encrypt(z[n:2*n], z[n:2*n]) // EMV 4.4 B2 A1.4.1, A1.4.3
	if parity {
		oddParity(z[:imk.Len()]) // EMV 4.4 B2 A1.4.1
	}
	return NewKey(imk.Algorithm(), z[:imk.Len()])
}

// panDigits checks a PAN and drops the padding of tag 5A.
func panDigits(pan string) (string, error) {
	n := len(pan)
	for n > 0 && (pan[n-1] == 'F' || pan[n-1] == 'f') {
		n--
	}
	if n < 1 || n > 19 || !isDecimal(pan[:n]) {
		return "", ErrPAN
	}
	return pan[:n], nil
}

// isDecimal reports whether s has decimal digits only.
func isDecimal(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// packRight writes the rightmost digits two to a byte, zeros to the left.
func packRight(dst []byte, digits string) {
	for i := len(dst)*2 - 1; i >= 0 && digits != ""; i-- {
		d := digits[len(digits)-1] - '0'
		digits = digits[:len(digits)-1]
		dst[i/2] |= d << (4 * (1 - i%2))
	}
}

// decimalise takes the first n decimal digits of b's nibbles, then as many of
// the others, less ten, as are wanting.
//
// EMV 4.4 B2 A1.4.2
func decimalise(b []byte, n int) string {
	out := make([]byte, 0, n)
	for _, pass := range []byte{0, 10} {
		for _, v := range b {
			for _, nibble := range [2]byte{v >> 4, v & 15} {
				if (nibble >= 10) == (pass == 10) && len(out) < n { // EMV 4.4 B2 A1.4.2
					out = append(out, '0'+nibble-pass)
				}
			}
		}
	}
	return string(out)
}
