package oda

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"

	"golang.org/x/crypto/cryptobyte"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/internal/ecsdsa"
)

// ECCIssuerInput is what [RecoverIssuerECC] needs beside the certification authority key.
type ECCIssuerInput struct {
	Certificate []byte    // 90
	PAN         PAN       // 5A as read: cn, padded with F
	RID         [5]byte   // of the application selected
	Date        [4]byte   // YYYYMMDD in UTC
	CRL         *capk.Set // revocation list, nil for none
}

// RecoverIssuerECC recovers the issuer public key from its ECC certificate (format '12'). The suites '10' and '11' are
// accepted for the issuer key; a kernel that supports fewer, such as Kernel 8, looks at the [Key]'s Suite.
//
// EMV 4.4 B2 12.3
func RecoverIssuerECC(ca *capk.Key, in ECCIssuerInput) (Key, Reason) {
	switch {
	case ca == nil:
		return Key{}, KeyMissing // EMV 4.4 B2 12.2
	case ca.Algorithm != capk.ECCP256 && ca.Algorithm != capk.ECCP521:
		return Key{}, KeyAlgorithm // EMV 4.4 B2 12.1
	}
	var c eccIssuerCertificate
	switch {
	case !c.read(in.Certificate): // EMV 4.4 B2 12.3 (step 1)
		return Key{}, ECCIssuerShort
	case c.format != 0x12: // EMV 4.4 B2 12.3 (step 2)
		return Key{}, ECCIssuerFormat
	case c.encoding != 0x00: // EMV 4.4 B2 12.3 (step 3)
		return Key{}, ECCIssuerEncoding
	case !identifies(c.identifier, in.PAN): // EMV 4.4 B2 12.3 (step 4)
		return Key{}, ECCIssuerIdentifier
	case !isDate(c.expiration) || !isDate(in.Date) || number(c.expiration) < number(in.Date): // EMV 4.4 B2 12.3 (step 5)
		return Key{}, ECCIssuerExpired
	case c.rid != in.RID || c.rid != ca.RID || c.index != ca.Index: // EMV 4.4 B2 12.3 (step 6)
		return Key{}, ECCIssuerCA
	// EMV 4.4 B2 12.1.1
	case in.CRL.Revoked(c.rid, c.index, c.serial): // EMV 4.4 B2 12.3 (step 7)
		return Key{}, ECCIssuerRevoked
	}
	signer, suite := ecsdsa.Suite(ca.Algorithm), ecsdsa.Suite(c.suite)
	field := suite.FieldLen()
	switch {
	case field == 0: // EMV 4.4 B2 12.3 (step 8)
		return Key{}, ECCIssuerSuite
	case len(c.rest) != field+signer.SignatureLen(): // EMV 4.4 B2 12.3 (step 9)
		return Key{}, ECCIssuerLength
	}
	x, signature := c.rest[:field], c.rest[field:]
	signed := in.Certificate[:len(in.Certificate)-len(signature)] // EMV 4.4 B2 12.3 (step 10)
	// EMV 4.4 B2 12.3 (step 11)
	if reason := verify(ECCIssuerSignature, signer, ca.Point, signature, signed); reason != OK {
		return Key{}, reason
	}
	point, ok := ecsdsa.Point4x(suite, x)
	if !ok { // EMV 4.4 B2 12.3 (step 12)
		return Key{}, ECCIssuerPoint
	}
	return Key{
		Algorithm: capk.Algorithm(suite),
		Suite:     c.suite,
		Point:     point,
		Serial:    bytes.Clone(c.serial[:]),
		Expiry:    c.expiration,
	}, OK
}

// An eccIssuerCertificate is the fields of an ECC issuer certificate; rest is the x-coordinate and the signature.
type eccIssuerCertificate struct {
	format, encoding byte
	identifier       []byte // 5 bytes
	suite            byte
	expiration       [4]byte // YYYYMMDD
	serial           [3]byte
	rid              [5]byte
	index            byte
	rest             []byte
}

// read finds the fields; it is false if the certificate is shorter than 21 bytes.
//
// EMV 4.4 B2 12.3 table 35
func (c *eccIssuerCertificate) read(b []byte) bool {
	s := cryptobyte.String(b)
	ok := s.ReadUint8(&c.format) && s.ReadUint8(&c.encoding) && s.ReadBytes(&c.identifier, 5) && s.ReadUint8(&c.suite) &&
		s.CopyBytes(c.expiration[:]) && s.CopyBytes(c.serial[:]) && s.CopyBytes(c.rid[:]) && s.ReadUint8(&c.index)
	c.rest = s
	return ok
}

// A Use says what an ECC ICC public key is for; it decides which algorithm suites and which hash encoding its
// certificate may name.
type Use uint8

// The uses.
const (
	// UseXDA: to verify XDA signatures; tag 9F46, suites '10' and '11', hash encoding '00'.
	UseXDA Use = iota
	// UseODE: to encipher PIN or biometric data; tag 9F2D, suites '00' (P-256) and '01' (P-521), hash encoding '00'.
	UseODE
	// UseKernel8: to agree on keys with Kernel 8; tag 9F46, suite '00', hash encoding '01', hash algorithm '02'.
	UseKernel8
)

// curve is the signature suite on the curve of an ICC key's suite.
//
// EMV 4.4 B2 B2.4.1, B2.4.2, C-8 1.0 7.2.6
func (u Use) curve(suite byte) (ecsdsa.Suite, bool) {
	switch {
	case u == UseXDA && suite == 0x10, u != UseXDA && suite == 0x00:
		return ecsdsa.P256, true
	case u == UseXDA && suite == 0x11, u == UseODE && suite == 0x01:
		return ecsdsa.P521, true
	}
	return 0, false
}

// ECCICCInput is what [RecoverICCECC] needs beside the issuer key.
type ECCICCInput struct {
	Certificate []byte   // 9F46, for UseODE 9F2D
	StaticData  CardData // records and what AppendICCD adds; for UseKernel8 what AppendKernel8 adds
	Now         [6]byte  // YYYYMMDDHHMM in UTC
	Use         Use
}

// RecoverICCECC recovers an ICC public key from its ECC certificate (format '14'), which also covers the static data.
//
// EMV 4.4 B2 12.4, 13.1, C-8 1.0 7.2.6
func RecoverICCECC(issuer *Key, in ECCICCInput) (Key, Reason) {
	signer, reason := issuer.ecc()
	if reason != OK {
		return Key{}, reason
	}
	var c eccICCCertificate
	switch {
	case !c.read(in.Certificate): // EMV 4.4 B2 12.4 (step 1)
		return Key{}, ECCICCShort
	case c.format != 0x14: // EMV 4.4 B2 12.4 (step 2)
		return Key{}, ECCICCFormat
	case c.encoding != 0x00: // EMV 4.4 B2 12.4 (step 3)
		return Key{}, ECCICCEncoding
	case !in.Use.inTime(c.expiration, in.Now): // EMV 4.4 B2 12.4 (step 4)
		return Key{}, ECCICCExpired
	}
	curve, known := in.Use.curve(c.suite)
	if !known { // EMV 4.4 B2 12.4 (step 5)
		return Key{}, ECCICCSuite
	}
	if c.hashEncoding != in.Use.hashEncoding() { // EMV 4.4 B2 12.4, C-8 1.0 7.2.6
		return Key{}, ECCICCHashEncoding
	}
	var hash []byte
	switch { // EMV 4.4 B2 12.4 (step 6), B2.3
	case c.hashAlgorithm == 0x02:
		h := sha256.Sum256(in.StaticData)
		hash = h[:]
	case c.hashAlgorithm == 0x03 && in.Use != UseKernel8:
		h := sha512.Sum512(in.StaticData)
		hash = h[:]
	default:
		return Key{}, ECCICCHashAlgorithm
	}
	field := curve.FieldLen()
	if len(c.rest) != len(hash)+field+signer.SignatureLen() { // EMV 4.4 B2 12.4 (step 7)
		return Key{}, ECCICCLength
	}
	certified, x, signature := c.rest[:len(hash)], c.rest[len(hash):len(hash)+field], c.rest[len(hash)+field:]
	if !bytes.Equal(certified, hash) { // EMV 4.4 B2 12.4 (step 8)
		return Key{}, ECCICCHash
	}
	signed := in.Certificate[:len(in.Certificate)-len(signature)] // EMV 4.4 B2 12.4 (step 9)
	// EMV 4.4 B2 12.4 (step 10)
	if reason := verify(ECCICCSignature, signer, issuer.Point, signature, signed); reason != OK {
		return Key{}, reason
	}
	point, ok := ecsdsa.Point4x(curve, x)
	if !ok { // EMV 4.4 B2 12.4 (step 11)
		return Key{}, ECCICCPoint
	}
	return Key{
		Algorithm: capk.Algorithm(curve),
		Suite:     c.suite,
		Point:     point,
		Serial:    bytes.Clone(c.serial),
		Expiry:    [4]byte(c.expiration[:4]),
	}, OK
}

// An eccICCCertificate is the fields of an ECC ICC certificate; rest is the ICCD hash, the x-coordinate and the
// signature.
type eccICCCertificate struct {
	format, encoding, suite     byte
	expiration                  [6]byte // YYYYMMDDHHMM
	serial                      []byte  // 6 bytes
	hashEncoding, hashAlgorithm byte
	rest                        []byte
}

// read finds the fields; it is false if the certificate is shorter than 17 bytes.
//
// EMV 4.4 B2 12.4 table 36
func (c *eccICCCertificate) read(b []byte) bool {
	s := cryptobyte.String(b)
	ok := s.ReadUint8(&c.format) && s.ReadUint8(&c.encoding) && s.ReadUint8(&c.suite) && s.CopyBytes(c.expiration[:]) &&
		s.ReadBytes(&c.serial, 6) && s.ReadUint8(&c.hashEncoding) && s.ReadUint8(&c.hashAlgorithm)
	c.rest = s
	return ok
}

// hashEncoding is the ICCD Hash Encoding that a certificate for this use names: 00, TLV, or 01, values.
//
// EMV 4.4 B2 12.4 table 36, C-8 1.0 7.2.6
func (u Use) hashEncoding() byte {
	if u == UseKernel8 {
		return 0x01
	}
	return 0x00
}

// inTime says whether a certificate with this expiration is still good: strictly before it, for Kernel 8 up to and
// including its minute.
//
// EMV 4.4 B2 12.4, C-8 1.0 7.2.6
func (u Use) inTime(expiration, now [6]byte) bool {
	if !isMinute(expiration) || !isMinute(now) {
		return false
	}
	order := bytes.Compare(now[:], expiration[:])
	return order < 0 || order == 0 && u == UseKernel8
}

// ecc says whether k may verify EC-SDSA signatures, and with which suite.
func (k *Key) ecc() (ecsdsa.Suite, Reason) {
	switch {
	case k == nil:
		return 0, KeyMissing
	case ecsdsa.Suite(k.Suite).FieldLen() == 0: // EMV 4.4 B2 12.1, 13.1
		return 0, KeyAlgorithm
	}
	return ecsdsa.Suite(k.Suite), OK
}

// XDAInput is what [VerifyXDA] needs beside the ICC key.
type XDAInput struct {
	SDAD []byte // 9F4B: format '15' and the signature
	// TransactionData is what the signature covers behind the format: at the first GENERATE AC the values sent for
	// PDOL and CDOL1, at the second those sent for CDOL2 alone, then the objects of the response but 9F4B: see
	// AppendResponse.
	TransactionData []byte
}

// VerifyXDA verifies the Signed Dynamic Application Data (tag 9F4B, format '15') that the card returned to GENERATE AC.
//
// EMV 4.4 B2 12.5.2, 12.5.3
func VerifyXDA(icc *Key, in XDAInput) Reason {
	suite, reason := icc.ecc()
	switch {
	case reason != OK:
		return reason
	case len(in.SDAD) != 1+suite.SignatureLen(): // EMV 4.4 B2 12.5.3 (step 1)
		return XDALength
	case in.SDAD[0] != 0x15: // EMV 4.4 B2 12.5.3 (step 2)
		return XDAFormat
	}
	// EMV 4.4 B2 12.5.3 (step 3)
	return verify(XDASignature, suite, icc.Point, in.SDAD[1:], in.SDAD[:1], in.TransactionData)
}

// verify is bad if the signature over the parts of msg is not genuine, KeyPoint if the key is no point.
//
// EMV 4.4 B2 A2.2.3
func verify(bad Reason, suite ecsdsa.Suite, point, signature []byte, msg ...[]byte) Reason {
	switch ecsdsa.Verify(suite, point, signature, msg...) {
	case 0:
		return OK
	case ecsdsa.NotAPoint:
		return KeyPoint
	}
	return bad
}

// KeyAgreementPoint is the card's key of tag 9F810B, an x-coordinate of 32 bytes, as two coordinates: what RSA certificates have beside them for Kernel 8. It is
// false where no point has it.
//
// C-8 1.2 7.2.6
func KeyAgreementPoint(x []byte) ([]byte, bool) { return ecsdsa.Point4x(ecsdsa.P256, x) }
