package oda

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/sm"
)

// The SM2 family: UnionPay's and PBOC's certificates and signatures with SM2 over SM3 (GB/T 32918, 32905), as they are published in tutorials and in terminal
// code: no book of EMVCo has them. A signature is r and s, 32 bytes each, over all that stands before it and what is named below; the signer's identity is
// [sm.DefaultID]. Nothing is recovered from a signature: all fields are in clear, and there is no remainder and no exponent.

// sm2Suite are the bytes behind the serial number of a certificate: signature algorithm, its parameters, the curve, and the length of the key.
var sm2Suite = [4]byte{0x04, 0x00, 0x11, 0x40}

// An sm2Layout is what differs between the two certificates: the format, the length of the subject, and the first of the reasons Length, Format, Suite,
// Signature, Subject, Expired, in this order.
type sm2Layout struct {
	base    Reason
	format  byte
	subject int
}

var (
	sm2Issuer = sm2Layout{SM2IssuerLength, 0x12, 4}
	sm2ICC    = sm2Layout{SM2ICCLength, 0x14, 10}
)

const (
	smLength = iota
	smFormat
	smSuite
	smSignature
	smSubject
	smExpired
)

// An sm2Certificate is the fields of a certificate.
type sm2Certificate struct {
	subject    []byte
	expiration [2]byte // MMYY
	serial     [3]byte
	key        []byte
	signed     []byte // all before the signature
	signature  []byte
}

// read finds the fields, and checks length, format and suite.
func (l sm2Layout) read(b []byte) (c sm2Certificate, reason Reason) {
	var format byte
	var suite [4]byte
	s := cryptobyte.String(b)
	whole := s.ReadUint8(&format) && s.ReadBytes(&c.subject, l.subject) && s.CopyBytes(c.expiration[:]) && s.CopyBytes(c.serial[:]) &&
		s.CopyBytes(suite[:]) && s.ReadBytes(&c.key, sm.PublicKeySize) && s.ReadBytes(&c.signature, sm.SignatureSize) && s.Empty()
	switch {
	case !whole:
		return c, l.base + smLength
	case format != l.format:
		return c, l.base + smFormat
	case suite != sm2Suite:
		return c, l.base + smSuite
	}
	c.signed = b[:len(b)-sm.SignatureSize]
	return c, OK
}

// key makes the certified key.
func (c *sm2Certificate) certified() Key {
	return Key{Algorithm: capk.SM2, Point: bytes.Clone(c.key), Serial: bytes.Clone(c.serial[:]), Expiry: lastDay(c.expiration)}
}

// verifySM2 is bad if the signature over the parts is not genuine, KeyPoint if the key is no point.
func verifySM2(bad Reason, point, signature []byte, parts ...[]byte) Reason {
	key, err := sm.NewPublicKey(point)
	if err != nil {
		return KeyPoint
	}
	if !key.Verify(nil, bytes.Join(parts, nil), signature) {
		return bad
	}
	return OK
}

// recoverIssuerSM2 takes the issuer public key out of its SM2 certificate (tag 90, format '12').
//
// EMV 4.4 B2 6.3
func recoverIssuerSM2(ca *capk.Key, in IssuerInput) (Key, Reason) {
	c, reason := sm2Issuer.read(in.Certificate)
	if reason != OK {
		return Key{}, reason
	}
	if reason := verifySM2(SM2IssuerSignature, ca.Point, c.signature, c.signed); reason != OK {
		return Key{}, reason
	}
	switch {
	case !identifies(c.subject, in.PAN):
		return Key{}, SM2IssuerIdentifier
	case !valid(c.expiration, in.Date):
		return Key{}, SM2IssuerExpired
	case in.CRL.Revoked(in.RID, ca.Index, c.serial):
		return Key{}, SM2IssuerRevoked
	}
	return c.certified(), OK
}

// recoverICCSM2 takes the ICC public key out of its SM2 certificate (tag 9F46, format '14'), which also covers the static data.
//
// EMV 4.4 B2 6.4
func recoverICCSM2(issuer *Key, in ICCInput) (Key, Reason) {
	c, reason := sm2ICC.read(in.Certificate)
	if reason != OK {
		return Key{}, reason
	}
	if reason := verifySM2(SM2ICCSignature, issuer.Point, c.signature, c.signed, in.StaticData); reason != OK {
		return Key{}, reason
	}
	switch {
	case !samePAN([10]byte(c.subject), in.PAN):
		return Key{}, SM2ICCPAN
	case !valid(c.expiration, in.Date):
		return Key{}, SM2ICCExpired
	}
	return c.certified(), OK
}

// verifySDASM2 verifies the Signed Static Application Data of SM2 (tag 93, format '13').
//
// EMV 4.4 B2 5.4
func verifySDASM2(issuer *Key, ssad, static []byte) (code [2]byte, reason Reason) {
	switch {
	case len(ssad) != 1+len(code)+sm.SignatureSize:
		return code, SM2SDALength
	case ssad[0] != 0x13:
		return code, SM2SDAFormat
	}
	if reason := verifySM2(SM2SDASignature, issuer.Point, ssad[3:], ssad[:3], static); reason != OK {
		return code, reason
	}
	return [2]byte(ssad[1:3]), OK
}

// openSM2 verifies a signature over ICC Dynamic Data (tag 9F4B, format '15'): format, length, the data, then the terminal's. Of one that is not genuine, data
// and number are those that it says.
//
// EMV 4.4 B2 6.5.1
func openSM2(icc *Key, sdad []byte, terminal ...[]byte) (data, number []byte, reason Reason) {
	if len(sdad) < 2+sm.SignatureSize || len(sdad) != 2+int(sdad[1])+sm.SignatureSize {
		return nil, nil, SM2DynamicLength
	}
	if sdad[0] != 0x15 {
		return nil, nil, SM2DynamicFormat
	}
	signed, signature := sdad[:len(sdad)-sm.SignatureSize], sdad[len(sdad)-sm.SignatureSize:]
	data = bytes.Clone(signed[2:])
	d := cryptobyte.String(data)
	var n cryptobyte.String
	if !d.ReadUint8LengthPrefixed(&n) || len(n) < 2 || len(n) > 8 {
		return nil, nil, SM2DynamicNumber
	}
	return data, bytes.Clone(n), verifySM2(SM2DynamicSignature, icc.Point, signature, append([][]byte{signed}, terminal...)...)
}

// verifyDDASM2 verifies the signature that the card gave to INTERNAL AUTHENTICATE, or for fDDA to GET PROCESSING OPTIONS.
//
// EMV 4.4 B2 6.5.2
func verifyDDASM2(icc *Key, sdad []byte, terminal ...[]byte) (DDA, Reason) {
	data, number, reason := openSM2(icc, sdad, terminal...)
	if reason != OK {
		return DDA{}, reason
	}
	return DDA{ICCDynamicNumber: number, Data: data}, OK
}

// verifyCDASM2 verifies the signature that the card gave to GENERATE AC: the ICC Dynamic Data are those of RSA, with a hash code of SM3.
//
// EMV 4.4 B2 6.6.2, B4 6.3.2.1
func verifyCDASM2(icc *Key, in CDAInput) (CDA, Reason) {
	data, number, reason := openSM2(icc, in.SDAD, in.UN[:])
	if reason != OK && reason != SM2DynamicSignature {
		return CDA{}, reason
	}
	out := CDA{Recovered: true, ICCDynamicNumber: number, Data: data}
	var hash [sm.HashSize]byte
	d := cryptobyte.String(data[1+len(number):])
	if !d.ReadUint8(&out.CID) || !d.CopyBytes(out.AC[:]) || !d.CopyBytes(hash[:]) {
		return CDA{}, SM2DynamicLength
	}
	refused := CDA{Recovered: true, CID: out.CID}
	switch {
	case out.CID != in.CID: // EMV 4.4 B2 6.6.2 (step 6)
		return refused, CDACID
	case reason != OK:
		return refused, reason
	case sm.Hash(in.TransactionData) != hash: // EMV 4.4 B2 6.6.2 (steps 10 to 12)
		return refused, CDATransactionHash
	}
	return out, OK
}
