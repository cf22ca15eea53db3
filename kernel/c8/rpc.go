package c8

import (
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv"
)

// An rpcResult is what Request Process Certificates returns.
// C-8 6.4.1
type rpcResult uint8

const (
	rpcSuccess rpcResult = iota
	rpcCardDataMissing
	rpcCAKeyMissing
)

// requestProcessCertificates has Process C recover the issuer's key and the card's, as soon as what it needs is there, once each.
// C-8 6.4.1
func (t *tx) requestProcessCertificates() rpcResult {
	if t.eda&issuerCertificateRequested == 0 { // RPC.1
		if !t.data.NotEmpty(tlv.CAPublicKeyIndex) { // RPC.2
			return rpcCardDataMissing
		}
		ca := t.caKey()
		switch { // RPC.2a RPC.3
		case ca != nil && ca.Algorithm == capk.RSA:
			if !t.rsaIssuerDataPresent() { // RPC.6
				return rpcCardDataMissing
			}
			t.tellIssuerCertificate() // RPC.7
		case ca != nil && ca.Algorithm == capk.ECCP256:
			if !t.data.NotEmpty(tlv.IssuerPublicKeyCertificate) || !t.data.NotEmpty(tlv.PAN) { // RPC.4
				return rpcCardDataMissing
			}
			t.tellIssuerCertificate() // RPC.5
		default:
			return rpcCAKeyMissing
		}
		t.eda |= issuerCertificateRequested // RPC.8
	}
	if t.eda&iccCertificateRequested != 0 { // RPC.9
		return rpcSuccess
	}
	return t.requestICCCertificate()
}

// requestICCCertificate has Process C recover the card's key and hold the blinding factor against it: RPC-D and RPC-E.
// C-8 6.4.1
func (t *tx) requestICCCertificate() rpcResult {
	whole := t.cryptoReadRecordCount == 0
	switch extended := t.data.NotEmpty(tlv.ExtendedSDATagList); {
	case !whole && !extended: // RPC.12
		return rpcCardDataMissing
	case !extended: // RPC.13
		t.extendedSDARelatedData = nil // RPC.14
	case !whole && !t.extendedSDAPresent(): // RPC.15 RPC.16
		return rpcCardDataMissing
	default:
		t.createExtendedSDARelatedData() // RPC.17
	}
	if ca := t.caKey(); ca != nil && ca.Algorithm == capk.RSA { // RPC.18
		if !t.rsaICCDataPresent() { // RPC.21
			return rpcCardDataMissing
		}
		t.tellICCCertificate() // RPC.22
	} else {
		if !t.data.NotEmpty(tlv.ICCPublicKeyCertificate) { // RPC.19
			return rpcCardDataMissing
		}
		t.tellICCCertificate() // RPC.20
	}
	t.eda |= iccCertificateRequested             // RPC.23
	t.tell(request{kind: processBlindingFactor}) // RPC.24
	t.eda |= blindingFactorRequested             // RPC.25
	return rpcSuccess
}

// caKey is the Certification Authority Public Key that the card names: nil where there is none.
// C-8 6.4.1
func (t *tx) caKey() *capk.Key {
	var rid [5]byte
	copy(rid[:], t.data.Get(tlv.DFName))
	ca, ok := t.cfg.Keys.Lookup(rid, t.data.At(tlv.CAPublicKeyIndex, 1))
	if !ok {
		return nil
	}
	return ca
}

// rsaIssuerDataPresent reports whether what an RSA issuer certificate needs is there. A remainder may still be in a record that is not deciphered.
// C-8 6.4.1
func (t *tx) rsaIssuerDataPresent() bool {
	return t.data.NotEmpty(tlv.IssuerPublicKeyCertificate) && t.data.NotEmpty(tlv.IssuerPublicKeyExponent) &&
		(t.cryptoReadRecordCount == 0 || t.data.NotEmpty(tlv.IssuerPublicKeyRemainder)) && t.data.NotEmpty(tlv.PAN)
}

// rsaICCDataPresent reports whether what an RSA ICC certificate needs is there.
// C-8 6.4.1
func (t *tx) rsaICCDataPresent() bool {
	return t.data.NotEmpty(tlv.ICCPublicKeyCertificate) && t.data.NotEmpty(tlv.ICCPublicKeyExponent) &&
		(t.cryptoReadRecordCount == 0 || t.data.NotEmpty(tlv.ICCPublicKeyRemainder)) && t.data.NotEmpty(tlv.PAN)
}

func (t *tx) tellIssuerCertificate() {
	t.tell(request{
		kind: processIssuerCertificate, keys: t.cfg.Keys, date: t.Transaction().Date, utc: t.Transaction().UTC(),
		data: t.data.Get(tlv.IssuerPublicKeyCertificate), exponent: t.data.Get(tlv.IssuerPublicKeyExponent),
		remainder: t.data.Get(tlv.IssuerPublicKeyRemainder), pan: t.data.Get(tlv.PAN), index: t.data.At(tlv.CAPublicKeyIndex, 1),
		dfName: t.data.Get(tlv.DFName),
	})
}

func (t *tx) tellICCCertificate() {
	t.tell(request{
		kind: processICCCertificate, date: t.Transaction().Date, utc: t.Transaction().UTC(),
		data: t.data.Get(tlv.ICCPublicKeyCertificate), exponent: t.data.Get(tlv.ICCPublicKeyExponent),
		remainder: t.data.Get(tlv.ICCPublicKeyRemainder), pan: t.data.Get(tlv.PAN), aip: t.data.Get(tlv.AIPKernel8),
		extended: t.extendedSDARelatedData,
	})
}

// extendedSDAPresent reports whether all objects that the Extended SDA Tag List names are there.
// C-8 6.4.1
func (t *tx) extendedSDAPresent() bool {
	for tag := range tlv.TagList(t.data.Get(tlv.ExtendedSDATagList)).All() {
		if !t.data.NotEmpty(t.row(0, tag)) {
			return false
		}
	}
	return true
}

// createExtendedSDARelatedData collects the objects that the Extended SDA Tag List names, with tag and length; what is absent is empty.
// C-8 6.3.15, 6.4.1
func (t *tx) createExtendedSDARelatedData() {
	b := make([]byte, 0, 64)
	for tag := range tlv.TagList(t.data.Get(tlv.ExtendedSDATagList)).All() {
		b = tlv.Append(b, tag, t.data.Get(t.row(0, tag)))
	}
	t.extendedSDARelatedData = b
}
