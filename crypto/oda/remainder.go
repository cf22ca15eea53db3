package oda

import "github.com/emvgo/emv/crypto/capk"

// IssuerRemainderNeeded reports whether an RSA issuer certificate says that part of the issuer's key stands outside it, in
// tag 92. A certificate that does not open says nothing.
//
// EMV 4.4 B3 7.5
func IssuerRemainderNeeded(ca *capk.Key, certificate []byte) bool {
	if ca == nil {
		return false
	}
	return needsRemainder(issuerLayout, 4, ca.Modulus, ca.Exponent, certificate)
}

// ICCRemainderNeeded reports whether an RSA ICC certificate says that part of the card's key stands outside it, in tag
// 9F48. A certificate that does not open says nothing.
//
// EMV 4.4 B3 7.5
func ICCRemainderNeeded(issuer *Key, certificate []byte) bool {
	if issuer.rsa() != OK {
		return false
	}
	return needsRemainder(iccLayout, 10, issuer.Modulus, issuer.Exponent, certificate)
}

func needsRemainder(l layout, subject int, modulus, exponent, signed []byte) bool {
	var c certificate
	b, r := l.open(modulus, exponent, signed, 0)
	return r == OK && c.read(b, subject) && int(c.keyLength) > len(c.leftmost)
}
