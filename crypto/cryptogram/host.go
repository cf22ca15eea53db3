package cryptogram

import (
	"fmt"

	"github.com/emvgo/emv/crypto/mac"
)

// CVV computes the three digits of a card verification value (Visa CVV,
// Mastercard CVC1, Chip CVC) under the key pair CVK A and B, taken as one TDES
// key. expiry has four digits in the order in which the track has them (YYMM;
// printed values, with service code 000, take the card's order). serviceCode
// has three digits.
func CVV(cvk Key, pan, expiry, serviceCode string) (string, error) {
	data, err := cvvData(pan, expiry, serviceCode)
	if err != nil {
		return "", err
	}
	return cvvDigits(cvk, data[:])
}

// ICVV computes the iCVV, the card verification value of a chip's track 2
// equivalent data: CVV with service code 999.
func ICVV(cvk Key, pan, expiry string) (string, error) {
	return CVV(cvk, pan, expiry, "999")
}

// DCVV computes the three digits of Visa's dynamic CVV under the ICC's key for
// it: a CVV whose first four PAN digits are the ATC's four hexadecimal ones.
func DCVV(icc Key, pan, expiry, serviceCode string, atc [2]byte) (string, error) {
	if digits, err := panDigits(pan); err != nil || len(digits) < 4 {
		return "", ErrPAN
	}
	data, err := cvvData(pan, expiry, serviceCode)
	if err != nil {
		return "", err
	}
	data[0], data[1] = atc[0], atc[1]
	return cvvDigits(icc, data[:])
}

// cvvData puts PAN, expiry and service code into two blocks of digits, zeros
// behind them.
func cvvData(pan, expiry, serviceCode string) (data [16]byte, err error) {
	digits, err := panDigits(pan)
	if err != nil {
		return data, err
	}
	if len(expiry) != 4 || len(serviceCode) != 3 || !isDecimal(expiry+serviceCode) {
		return data, ErrDigits
	}
	packLeft(data[:], digits+expiry+serviceCode)
	return data, nil
}

// cvvDigits runs the two blocks of a CVV: it is MAC algorithm 3 on whole blocks.
func cvvDigits(key Key, data []byte) (string, error) {
	if key.Algorithm() != TDES {
		return "", ErrAlgorithm
	}
	m, err := key.authenticator(mac.PaddingNone, 8)
	if err != nil {
		return "", err
	}
	sum, err := m.Full(data)
	if err != nil {
		return "", err
	}
	return decimalise(sum, 3), nil
}

// IVCVC3 computes the 2-byte initial value of Mastercard's CVC3 from the bytes
// of static track data that the issuer personalises.
func IVCVC3(icc Key, track []byte) (iv [2]byte, err error) {
	if icc.Algorithm() != TDES {
		return iv, ErrAlgorithm
	}
	m, err := icc.authenticator(mac.Padding2, 8)
	if err != nil {
		return iv, err
	}
	sum, err := m.Full(track)
	if err != nil {
		return iv, err
	}
	return [2]byte(sum[6:]), nil
}

// CVC3 computes Mastercard's dynamic CVC3 for a track under the ICC's key for
// it: five decimal digits, of which the card's bit map takes the rightmost. un
// is the unpredictable number as the card got it (eight decimal digits in
// magnetic-stripe mode).
func CVC3(icc Key, iv [2]byte, un [4]byte, atc [2]byte) (string, error) {
	if icc.Algorithm() != TDES {
		return "", ErrAlgorithm
	}
	block, err := icc.block()
	if err != nil {
		return "", err
	}
	b := []byte{iv[0], iv[1], un[0], un[1], un[2], un[3], atc[0], atc[1]}
	block.Encrypt(b, b)
	return fmt.Sprintf("%05d", int(b[6])<<8|int(b[7])), nil
}

// PVV computes the four digits of Visa's PIN verification value under the PIN
// verification key pair, taken as one TDES key: over the 11 rightmost digits of
// the PAN without its check digit, the key index (0 to 9) and the PIN's first
// four digits.
func PVV(pvk Key, pan string, index int, pin string) (string, error) {
	digits, err := panDigits(pan)
	if err != nil {
		return "", err
	}
	if len(digits) < 12 {
		return "", ErrPAN
	}
	if index < 0 || index > 9 || len(pin) < 4 || len(pin) > 12 || !isDecimal(pin) {
		return "", ErrDigits
	}
	if pvk.Algorithm() != TDES {
		return "", ErrAlgorithm
	}
	block, err := pvk.block()
	if err != nil {
		return "", err
	}
	b := make([]byte, 8)
	packLeft(b, digits[len(digits)-12:len(digits)-1]+string(rune('0'+index))+pin[:4])
	block.Encrypt(b, b)
	return decimalise(b, 4), nil
}

// packLeft writes digits two to a byte from the left.
func packLeft(dst []byte, digits string) {
	for i := range len(digits) {
		dst[i/2] |= (digits[i] - '0') << (4 * (1 - i%2))
	}
}
