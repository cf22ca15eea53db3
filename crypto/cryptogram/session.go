package cryptogram

// SessionMethod is a way to derive session keys from ICC master keys.
type SessionMethod uint8

const (
	// NoSession uses the master key itself: Visa CVN 10 and 17.
	NoSession SessionMethod = 1
	// CommonSession is EMV's common session key derivation, over the ATC for
	// application cryptograms and over the application cryptogram for scripts.
	CommonSession SessionMethod = 2
	// MastercardSession is Mastercard's own derivation over ATC and
	// unpredictable number; Interac uses it too.
	MastercardSession SessionMethod = 3
	// VisaSession exclusive-ors the ATC into the key: Visa's scripts.
	VisaSession SessionMethod = 4
)

// String names the method.
func (m SessionMethod) String() string {
	switch m {
	case NoSession:
		return "master key itself"
	case CommonSession:
		return "common session key derivation"
	case MastercardSession:
		return "Mastercard session key derivation"
	case VisaSession:
		return "Visa script session key"
	}
	return "no method"
}

// CommonSessionKey derives a session key from an ICC master key and the
// diversification value r, which is filled with zeros on the right to a block
// (8 bytes for TDES, 16 for AES). For application cryptograms and ARPC r is
// the 2-byte ATC, for issuer scripts the 8-byte application cryptogram of the
// first GENERATE AC. Parity is left as it falls.
//
// EMV 4.4 B2 A1.3.1
func CommonSessionKey(mk Key, r []byte) (Key, error) {
	block, err := mk.block()
	if err != nil {
		return Key{}, err
	}
	n := block.BlockSize()
	if len(r) < 2 || len(r) > n {
		return Key{}, ErrLength
	}
	var f [32]byte
	defer clear(f[:])
	copy(f[:n], r)    // EMV 4.4 B2 A1.3.1
	if mk.Len() > n { // EMV 4.4 B2 A1.3.1
		copy(f[n:], f[:n])
		f[2], f[n+2] = 0xF0, 0x0F         // EMV 4.4 B2 A1.3.1
		block.Encrypt(f[n:2*n], f[n:2*n]) // EMV 4.4 B2 A1.3.1
	}
	block.Encrypt(f[:n], f[:n]) // EMV 4.4 B2 A1.3.1
	return NewKey(mk.Algorithm(), f[:mk.Len()])
}

// MastercardSessionKey derives the session key of Mastercard CVN 16 and 17 and
// of Interac CVN 133: the common derivation over ATC, two zero bytes and the
// unpredictable number of the first GENERATE AC. TDES only.
func MastercardSessionKey(mk Key, atc [2]byte, un [4]byte) (Key, error) {
	if mk.Algorithm() != TDES {
		return Key{}, ErrAlgorithm
	}
	return CommonSessionKey(mk, []byte{atc[0], atc[1], 0, 0, un[0], un[1], un[2], un[3]})
}

// VisaSessionKey derives Visa's session key for issuer scripts: the ATC is
// exclusive-ored into the end of the left half of the master key, its inverse
// into the end of the right half. TDES only. It is no one-way function: who
// learns a session key knows the master key.
func VisaSessionKey(mk Key, atc [2]byte) (Key, error) {
	if mk.Algorithm() != TDES {
		return Key{}, ErrAlgorithm
	}
	if mk.Len() == 0 {
		return Key{}, ErrKey
	}
	b := mk.secret().bytes
	defer clear(b[:])
	b[6] ^= atc[0]
	b[7] ^= atc[1]
	b[14] ^= ^atc[0]
	b[15] ^= ^atc[1]
	return NewKey(TDES, b[:16])
}
