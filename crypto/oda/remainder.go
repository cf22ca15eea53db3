package oda

import "github.com/emvgo/emv/crypto/capk"

// IssuerRemainderNeeded reports whether an RSA issuer certificate says that part of the issuer's key stands outside it, in
// tag 92. A certificate that does not open says nothing.
//
// EMV 4.4 B3 7.5
func IssuerRemainderNeeded(ca *capk.Key, certificate []byte) bool {
	if ca == nil || ca.Algorithm != capk.RSA {
		return false
	}
	block, r := issuerLayout.open(ca.Modulus, ca.Exponent, certificate, 0)
	return r == OK && int(block[13]) > len(block)-36
}

// ICCRemainderNeeded reports whether an RSA ICC certificate says that part of the card's key stands outside it, in tag
// 9F48. A certificate that does not open says nothing.
//
// EMV 4.4 B3 7.5
func ICCRemainderNeeded(issuer *Key, certificate []byte) bool {
	if issuer.rsa() != OK {
		return false
	}
	block, r := iccLayout.open(issuer.Modulus, issuer.Exponent, certificate, 0)
	return r == OK && int(block[19]) > len(block)-42
}
