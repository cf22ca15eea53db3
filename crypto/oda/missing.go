package oda

import "github.com/emvgo/emv/crypto/capk"

// Missing is what the card has not given of an issuer certificate that does not verify, for people: the checks of the book, which r is the first to fail of, take
// what is not there for something wrong. index is the key that the card names, 8F. It is r where everything is there, and where the terminal lacks the key.
//
// EMV 4.4 B3 7.5
func (in *IssuerInput) Missing(ca *capk.Key, index []byte, r Reason) Reason {
	r = noIssuer(index, in.Certificate, in.PAN, r)
	switch rsa := ca != nil && ca.Algorithm == capk.RSA; {
	case r == OK, r >= NoKeyIndex && r != NoPAN, !rsa:
	case len(in.Exponent) == 0:
		return NoIssuerExponent
	case len(in.Remainder) == 0 && IssuerRemainderNeeded(ca, in.Certificate):
		return NoIssuerRemainder
	}
	return r
}

// Missing is that of an ECC issuer certificate.
//
// EMV 4.4 B3 7.5
func (in *ECCIssuerInput) Missing(index []byte, r Reason) Reason {
	return noIssuer(index, in.Certificate, in.PAN, r)
}

// Missing is that of a signature, 93 or the 9F4B of fast DDA, whose length is r.
//
// EMV 4.4 B3 7.5, C-3 2.12 C.1
func (r Reason) Missing(signature []byte) Reason {
	switch {
	case len(signature) != 0:
	case r == SDALength, r == SM2SDALength:
		return NoStaticSignature
	case r == FDDALength, r == SM2DynamicLength:
		return NoDynamicSignature
	}
	return r
}

func noIssuer(index, certificate, pan []byte, r Reason) Reason {
	switch {
	case r == OK, r == KeyMissing && len(index) != 0:
	case len(index) == 0:
		return NoKeyIndex
	case len(certificate) == 0:
		return NoIssuerCertificate
	case len(pan) == 0:
		return NoPAN
	}
	return r
}

// Missing is that of an ICC certificate, 9F46.
//
// EMV 4.4 B3 7.5
func (in *ICCInput) Missing(issuer *Key, r Reason) Reason {
	switch rsa := issuer.rsa() == OK; {
	case r == OK:
	case len(in.Certificate) == 0:
		return NoICCCertificate
	case rsa && len(in.Exponent) == 0:
		return NoICCExponent
	case rsa && len(in.Remainder) == 0 && ICCRemainderNeeded(issuer, in.Certificate):
		return NoICCRemainder
	case len(in.PAN) == 0:
		return NoPAN
	}
	return r
}

// Missing is that of an ECC ICC certificate, 9F46.
//
// EMV 4.4 B3 7.5
func (in *ECCICCInput) Missing(r Reason) Reason {
	if r != OK && len(in.Certificate) == 0 {
		return NoICCCertificate
	}
	return r
}
