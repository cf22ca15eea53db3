package contact

import (
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// encipheredPIN is the way of this card's keys to encipher a PIN: with ECC if its certification authority's key is one, and
// the terminal can.
// B2 13, B3 6.5.12.2
func (t *tx) encipheredPIN() kernel.PINMethod {
	if ca := t.caKey(); ca != nil && ca.Algorithm != capk.RSA {
		return kernel.EncipheredOfflinePINECC
	}
	return kernel.EncipheredOfflinePINRSA
}

// pinKey recovers the key for PIN encipherment: its own where the card has one, else the card's signature key.
// B2 7.1
func (t *tx) pinKey() (*oda.Key, oda.Reason) {
	if t.data.NotEmpty(tlv.ICCPINEnciphermentPublicKeyCertificate) && t.data.NotEmpty(tlv.ICCPINEnciphermentPublicKeyExponent) {
		if r := t.recoverIssuerKey(); r != oda.OK {
			return nil, r
		}
		key, r := oda.RecoverICCPIN(&t.auth.issuer, oda.ICCInput{
			Certificate: t.data.Get(tlv.ICCPINEnciphermentPublicKeyCertificate),
			Remainder:   t.data.Get(tlv.ICCPINEnciphermentPublicKeyRemainder),
			Exponent:    t.data.Get(tlv.ICCPINEnciphermentPublicKeyExponent), PAN: t.data.Get(tlv.PAN), Date: t.Transaction().Date,
		})
		return &key, r
	}
	var r oda.Reason
	if !t.auth.haveICC {
		r = t.recoverKeys(true)
	}
	return &t.auth.icc, r
}

// odeKey recovers the card's key for PIN encipherment with ECC, which has a certificate of its own.
// B2 13.1
func (t *tx) odeKey() (*oda.Key, oda.Reason) {
	key, r := t.recoverECC(t.caKey(), tlv.ICCPINEnciphermentPublicKeyCertificate, oda.UseODE)
	return &key, r
}
