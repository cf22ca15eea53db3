package cryptogram

import (
	"crypto/subtle"

	"github.com/emvgo/emv/crypto/mac"
)

// MACWith computes the 8-byte application cryptogram (TC, ARQC or AAC alike)
// over data, which [CVN.Data] assembles, with the session key and the padding
// given: algorithm 3 under TDES, CMAC under AES, where the padding is CMAC's own.
//
// EMV 4.4 B2 8.1.2
func MACWith(sk Key, p mac.Padding, data []byte) (ac [8]byte, err error) {
	m, err := sk.authenticator(p, 8)
	if err != nil {
		return ac, err
	}
	_, err = m.Append(ac[:0], data) // EMV 4.4 B2 8.1.2
	return ac, err
}

// AC computes the 8-byte application cryptogram of a cryptogram version from
// its session key ([CVN.SessionKey]) and its data ([CVN.Data]).
//
// EMV 4.4 B2 8.1.2
func AC(c CVN, sk Key, data []byte) (ac [8]byte, err error) {
	s, ok := c.Scheme()
	if !ok {
		return ac, ErrCVN
	}
	if sk.Algorithm() != s.Algorithm {
		return ac, ErrAlgorithm
	}
	return MACWith(sk, s.Padding, data)
}

// ARPC1 computes the 8-byte ARPC of method 1 from the ARQC and the 2-byte
// authorisation response code (or, for Mastercard, ARPC response code).
//
// EMV 4.4 B2 8.2.1
func ARPC1(sk Key, arqc [8]byte, arc [2]byte) (arpc [8]byte, err error) {
	block, err := sk.block()
	if err != nil {
		return arpc, err
	}
	y := make([]byte, block.BlockSize())
	copy(y, arqc[:])    // EMV 4.4 B2 8.2.1
	y[0] ^= arc[0]      // EMV 4.4 B2 8.2.1
	y[1] ^= arc[1]      // EMV 4.4 B2 8.2.1
	block.Encrypt(y, y) // EMV 4.4 B2 8.2.1
	return [8]byte(y[:8]), nil
}

// ARPC2 computes the 4-byte ARPC of method 2 from the ARQC, the card status
// update and 0 to 8 bytes of proprietary authentication data.
//
// EMV 4.4 B2 8.2.2
func ARPC2(sk Key, arqc [8]byte, csu [4]byte, proprietary []byte) (arpc [4]byte, err error) {
	if len(proprietary) > 8 { // EMV 4.4 B2 8.2.2
		return arpc, ErrLength
	}
	m, err := sk.authenticator(mac.Padding2, 4)
	if err != nil {
		return arpc, err
	}
	_, err = m.Append(arpc[:0], arqc[:], csu[:], proprietary) // EMV 4.4 B2 8.2.2
	return arpc, err
}

// Equal compares two cryptograms in constant time.
func Equal(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
