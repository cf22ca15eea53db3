package oda

import (
	"golang.org/x/crypto/cryptobyte"

	"github.com/emvgo/emv/crypto/capk"
)

// IssuerInput is what [RecoverIssuer] needs beside the certification authority key.
type IssuerInput struct {
	Certificate []byte    // 90
	Remainder   []byte    // 92, empty if absent
	Exponent    []byte    // 9F32
	PAN         PAN       // 5A as read: cn, padded with F
	RID         [5]byte   // of the application selected
	Date        [3]byte   // 9A: YYMMDD; years 50 to 99 are 19YY
	CRL         *capk.Set // revocation list, nil for none
}

// ICCInput is what [RecoverICC] and [RecoverICCPIN] need beside the issuer key.
type ICCInput struct {
	Certificate []byte   // 9F46, or 9F2D
	Remainder   []byte   // 9F48, or 9F2F; empty if absent
	Exponent    []byte   // 9F47, or 9F2E
	PAN         PAN      // 5A as read: cn, padded with F
	StaticData  CardData // see StaticData; not used for the PIN encipherment key
	Date        [3]byte  // 9A: YYMMDD; years 50 to 99 are 19YY
}

var (
	issuerLayout = layout{base: IssuerLength, format: 0x02, min: 36}
	iccLayout    = layout{base: ICCLength, format: 0x04, min: 42}
	pinLayout    = layout{base: PINLength, format: 0x04, min: 42}
)

// A certificate is the fields of an RSA certificate, as its block holds them.
type certificate struct {
	subject        []byte  // issuer identifier, 4 bytes, or PAN, 10 bytes
	expiration     [2]byte // MMYY
	serial         []byte  // 3 bytes
	hashAlgorithm  byte
	keyAlgorithm   byte
	keyLength      byte
	exponentLength byte
	leftmost       []byte // the key's leftmost digits, or all of them and padding; hash and trailer follow in memory
}

// read finds the fields. The modulus is long enough for them: layout.open sees to that.
//
// EMV 4.4 B2 6.3 table 13, 6.4 table 14
func (c *certificate) read(b block, subject int) bool {
	s := cryptobyte.String(b.message())
	ok := s.Skip(1) && s.ReadBytes(&c.subject, subject) && s.CopyBytes(c.expiration[:]) && s.ReadBytes(&c.serial, 3) &&
		s.ReadUint8(&c.hashAlgorithm) && s.ReadUint8(&c.keyAlgorithm) && s.ReadUint8(&c.keyLength) && s.ReadUint8(&c.exponentLength)
	c.leftmost = s
	return ok
}

// RecoverIssuer recovers the issuer public key from its RSA certificate (format '02').
//
// EMV 4.4 B2 5.3, 6.3
func RecoverIssuer(ca *capk.Key, in IssuerInput) (Key, Reason) {
	switch {
	case ca == nil:
		return Key{}, KeyMissing // EMV 4.4 B2 6.2
	case ca.Algorithm == capk.SM2:
		return recoverIssuerSM2(ca, in)
	case ca.Algorithm != capk.RSA:
		return Key{}, KeyAlgorithm // EMV 4.4 B2 12.1
	}
	// EMV 4.4 B2 6.3 (steps 1 to 4)
	b, reason := issuerLayout.open(ca.Modulus, ca.Exponent, in.Certificate, spare)
	if reason != OK {
		return Key{}, reason
	}
	var c certificate
	if !c.read(b, 4) {
		return Key{}, KeyModulus
	}
	// EMV 4.4 B2 6.3 (steps 5 to 7)
	if reason := issuerLayout.checkHash(b, c.hashAlgorithm, in.Remainder, in.Exponent); reason != OK {
		return Key{}, reason
	}
	// EMV 4.4 B2 6.3 (step 8)
	if !identifies(c.subject, in.PAN) {
		return Key{}, IssuerIdentifier
	}
	// EMV 4.4 B2 6.3 (step 9)
	if !valid(c.expiration, in.Date) {
		return Key{}, IssuerExpired
	}
	// EMV 4.4 B2 6.3 (step 10)
	// EMV 4.4 B2 6.1.2
	if in.CRL.Revoked(in.RID, ca.Index, [3]byte(c.serial)) {
		return Key{}, IssuerRevoked
	}
	// EMV 4.4 B2 6.3 (step 11)
	if c.keyAlgorithm != byte(capk.RSA) {
		return Key{}, IssuerAlgorithm
	}
	// EMV 4.4 B2 6.3 (step 12)
	key, bad := c.join(len(b), iccLayout.min, in.Remainder, in.Exponent)
	if bad != 0 {
		return Key{}, IssuerAlgorithm + bad
	}
	return key, OK
}

// RecoverICC recovers the ICC public key from its RSA certificate (format '04'), which also covers the static data.
//
// EMV 4.4 B2 6.4
func RecoverICC(issuer *Key, in ICCInput) (Key, Reason) {
	if issuer.sm2() {
		return recoverICCSM2(issuer, in)
	}
	return recoverICC(iccLayout, issuer, in, ddaLayout.min, in.StaticData)
}

// RecoverICCPIN recovers the ICC PIN encipherment public key from its RSA certificate (format '04'). That certificate
// does not cover the static data: in.StaticData is ignored.
//
// EMV 4.4 B2 7.1
func RecoverICCPIN(issuer *Key, in ICCInput) (Key, Reason) {
	return recoverICC(pinLayout, issuer, in, minPINKey, nil)
}

// minPINKey holds header, PIN block and challenge.
//
// EMV 4.4 B2 7.2
const minPINKey = 17

func recoverICC(l layout, issuer *Key, in ICCInput, min int, static []byte) (Key, Reason) {
	if reason := issuer.rsa(); reason != OK {
		return Key{}, reason
	}
	// EMV 4.4 B2 6.4 (steps 1 to 4)
	b, reason := l.open(issuer.Modulus, issuer.Exponent, in.Certificate, spare)
	if reason != OK {
		return Key{}, reason
	}
	var c certificate
	if !c.read(b, 10) {
		return Key{}, KeyModulus
	}
	defer clear(c.subject) // the PAN: the rest of the block lives on in the key
	// EMV 4.4 B2 6.4 (steps 5 to 7)
	if reason := l.checkHash(b, c.hashAlgorithm, in.Remainder, in.Exponent, static); reason != OK {
		return Key{}, reason
	}
	// EMV 4.4 B2 6.4 (step 8)
	if !samePAN([10]byte(c.subject), in.PAN) {
		return Key{}, l.base + (ICCPAN - ICCLength)
	}
	// EMV 4.4 B2 6.4 (step 9)
	if !valid(c.expiration, in.Date) {
		return Key{}, l.base + (ICCExpired - ICCLength)
	}
	// EMV 4.4 B2 6.4 (step 10)
	if c.keyAlgorithm != byte(capk.RSA) {
		return Key{}, l.base + (ICCAlgorithm - ICCLength)
	}
	// EMV 4.4 B2 6.4 (step 11)
	key, bad := c.join(len(b), min, in.Remainder, in.Exponent)
	if bad != 0 {
		return Key{}, l.base + (ICCAlgorithm - ICCLength) + bad
	}
	return key, OK
}

// sm2 says whether k is of the SM2 family.
func (k *Key) sm2() bool { return k != nil && k.Algorithm == capk.SM2 }

// rsa says whether k may verify RSA signatures.
func (k *Key) rsa() Reason {
	switch {
	case k == nil:
		return KeyMissing
	case k.Algorithm != capk.RSA:
		return KeyAlgorithm // EMV 4.4 B2 12.1
	}
	return OK
}

// spare is room behind the recovered block for what the leftmost digits can lack, 42 bytes less the 21 of hash and
// trailer that they overwrite, and for the exponent.
const spare = 42 - 21 + 3

// join completes the key whose leftmost digits stand in the certificate of signerLength bytes, over the hash behind
// them. bad, if not 0, is the distance of the reason from that for the algorithm: key length, remainder, exponent,
// modulus.
//
// EMV 4.4 B2 6.1
func (c *certificate) join(signerLength, min int, remainder, exp []byte) (key Key, bad Reason) {
	n := int(c.keyLength)
	lack := max(0, n-len(c.leftmost))
	switch {
	case n < min || n > signerLength:
		return Key{}, IssuerKeyLength - IssuerAlgorithm
	case len(remainder) != lack:
		return Key{}, IssuerRemainder - IssuerAlgorithm
	case exponent(exp) == nil || int(c.exponentLength) != len(exp):
		return Key{}, IssuerExponent - IssuerAlgorithm
	}
	modulus := append(c.leftmost[:n-lack], remainder...)
	if !usable(modulus, min) {
		return Key{}, IssuerModulus - IssuerAlgorithm
	}
	return Key{
		Algorithm: capk.RSA,
		Modulus:   modulus[:n:n],
		Exponent:  append(modulus, exp...)[n:],
		Serial:    c.serial[:3:3],
		Expiry:    lastDay(c.expiration),
	}, 0
}

// identifies says whether the issuer identifier, at least 3 digits padded with F, is how the PAN begins.
//
// EMV 4.4 B2 6.3, 12.3
func identifies(identifier, pan []byte) bool {
	digits := 0
	for i := range 2 * len(identifier) {
		d := nibble(identifier, i)
		if d == 0xF {
			continue
		}
		if d > 9 || digits != i || nibble(pan, i) != d {
			return false
		}
		digits++
	}
	return digits >= 3
}

// samePAN compares the PAN in a certificate, padded with F to 20 digits, with the one read.
//
// EMV 4.4 B2 6.4
func samePAN(certified [10]byte, pan []byte) bool {
	if len(pan) > len(certified) || nibble(pan, 0) > 9 {
		return false
	}
	for i := range 2 * len(certified) {
		if nibble(certified[:], i) != nibble(pan, i) {
			return false
		}
	}
	return true
}

// nibble is the digit i of b, F behind its end.
func nibble(b []byte, i int) byte {
	if i/2 >= len(b) {
		return 0xF
	}
	return b[i/2] >> (4 * (1 - i&1)) & 0xF
}
