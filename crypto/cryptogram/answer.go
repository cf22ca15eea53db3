package cryptogram

// An Answer is what the issuer tells the card with issuer authentication data
// (tag 91): ARC with ARPC method 1, the other two with method 2.
type Answer struct {
	ARC         [2]byte // authorisation response code (Mastercard: ARPC response code)
	CSU         [4]byte // card status update
	Proprietary []byte  // proprietary authentication data, 0 to 8 bytes
}

// IssuerAuthenticationData builds the value of tag 91 from the ICC master key
// for application cryptograms: ARPC and ARC (10 bytes) by method 1, ARPC, CSU
// and proprietary data (8 to 16 bytes) by method 2. An issuer should not send
// it for an ARQC that did not verify.
//
// EMV 4.4 B2 8.2
func (c CVN) IssuerAuthenticationData(mk Key, atc [2]byte, un [4]byte, arqc [8]byte, a Answer) ([]byte, error) {
	key, err := c.ARPCKey(mk, atc, un)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	if s, _ := c.Scheme(); s.ARPCMethod == 1 { // EMV 4.4 B2 8.2.1
		arpc, err := ARPC1(key, arqc, a.ARC)
		if err != nil {
			return nil, err
		}
		return append(arpc[:], a.ARC[:]...), nil
	}
	if len(a.Proprietary) > 8 {
		return nil, ErrLength
	}
	arpc, err := ARPC2(key, arqc, a.CSU, c.covered(a))
	if err != nil {
		return nil, err
	}
	return append(append(arpc[:], a.CSU[:]...), a.Proprietary...), nil
}

// covered returns the proprietary data that the ARPC covers: under the common
// core definitions only where the CSU says that it is included.
//
// EMV 4.4 B2 8.2.2
func (c CVN) covered(a Answer) []byte {
	if (c == CCD5 || c == CCD6) && a.CSU[0]&0x80 == 0 { // EMV 4.4 B2 8.2.2
		return nil
	}
	return a.Proprietary
}

// VerifyIssuerAuthenticationData is the card's side: it takes the value of tag
// 91 apart and checks the ARPC against the ARQC that the card sent. It returns
// ErrLength for a length that the version does not have and ErrMAC for a wrong
// ARPC.
//
// EMV 4.4 B2 8.2
func (c CVN) VerifyIssuerAuthenticationData(mk Key, atc [2]byte, un [4]byte, arqc [8]byte, value []byte) (Answer, error) {
	s, ok := c.Scheme()
	if !ok {
		return Answer{}, ErrCVN
	}
	var a Answer
	switch {
	case s.ARPCMethod == 1 && len(value) == 10:
		a.ARC = [2]byte(value[8:])
	case s.ARPCMethod == 2 && len(value) >= 8:
		a.CSU, a.Proprietary = [4]byte(value[4:]), value[8:]
	default:
		return Answer{}, ErrLength
	}
	want, err := c.IssuerAuthenticationData(mk, atc, un, arqc, a)
	if err != nil {
		return Answer{}, err
	}
	if !Equal(want, value) { // EMV 4.4 B2 8.2
		return Answer{}, ErrMAC
	}
	return a, nil
}
