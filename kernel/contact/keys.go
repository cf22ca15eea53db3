package contact

import (
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// recoverKeys recovers the issuer's key and, if that is wanted, the card's.
// B2 5.2, 6.2
func (t *tx) recoverKeys(icc bool) oda.Reason {
	if t.auth.badRecord != oda.OK {
		return t.auth.badRecord // B3 10.3 input
	}
	if r := t.staticData(); r != oda.OK {
		return r
	}
	if r := t.recoverIssuerKey(); r != oda.OK || !icc {
		return r
	}
	return t.recoverICCKey()
}

// addSigned adds a record to the static data to be authenticated. A record that cannot be taken fails the
// authentication, not the reading.
// B3 10.3
func (t *tx) addSigned(sfi byte, record []byte) {
	if t.auth.badRecord == oda.OK {
		t.auth.static = grown(t.auth.static, len(record))
		static, r := oda.AppendRecord(t.auth.static, sfi, record)
		if t.auth.badRecord = r; r == oda.OK {
			t.auth.static = static
		}
	}
}

// staticData puts the end to the static data: the AIP, where the tag list names it.
// B3 10.3
func (t *tx) staticData() oda.Reason {
	if t.auth.tagged {
		return oda.OK
	}
	list := t.data.Get(tlv.StaticDataAuthenticationTagList)
	t.auth.static = grown(t.auth.static, len(t.aip))
	static, r := oda.AppendTagList(t.auth.static, list, t.aip[:])
	if r != oda.OK {
		return r
	}
	t.auth.static, t.auth.aipSigned, t.auth.tagged = static, len(list) != 0, true
	return oda.OK
}

// recoverIssuerKey recovers the issuer's key with the certification authority's.
// B2 5.2, 5.3, 6.2, 6.3
func (t *tx) recoverIssuerKey() (r oda.Reason) {
	var rid [5]byte
	copy(rid[:], t.selected.AID)
	ca := t.caKey() // B3 10.3 CA key
	if len(t.auth.issuer.Modulus) == 0 && len(t.auth.issuer.Point) == 0 {
		in := oda.IssuerInput{
			Certificate: t.data.Get(tlv.IssuerPublicKeyCertificate), Remainder: t.data.Get(tlv.IssuerPublicKeyRemainder),
			Exponent: t.data.Get(tlv.IssuerPublicKeyExponent), PAN: t.data.Get(tlv.PAN), RID: rid,
			Date: t.Transaction().Date, CRL: t.cfg.Keys,
		}
		t.auth.issuer, r = oda.RecoverIssuer(ca, in)
		r = in.Missing(ca, t.data.Get(tlv.CAPublicKeyIndex), r)
	}
	if r != oda.OK && !t.data.NotEmpty(tlv.IssuerPublicKeyRemainder) && oda.IssuerRemainderNeeded(ca, t.data.Get(tlv.IssuerPublicKeyCertificate)) {
		t.dataMissing() // B3 7.5 issuer remainder
	}
	return r
}

// recoverICCKey recovers the card's key with the issuer's, and with it verifies the static data.
// B2 6.4
func (t *tx) recoverICCKey() oda.Reason {
	in := oda.ICCInput{
		Certificate: t.data.Get(tlv.ICCPublicKeyCertificate), Remainder: t.data.Get(tlv.ICCPublicKeyRemainder),
		Exponent: t.data.Get(tlv.ICCPublicKeyExponent), PAN: t.data.Get(tlv.PAN), StaticData: t.auth.static,
		Date: t.Transaction().Date,
	}
	key, r := oda.RecoverICC(&t.auth.issuer, in)
	if r == oda.OK {
		t.auth.icc, t.auth.haveICC = key, true
	} else if !t.data.NotEmpty(tlv.ICCPublicKeyRemainder) && oda.ICCRemainderNeeded(&t.auth.issuer, t.data.Get(tlv.ICCPublicKeyCertificate)) {
		t.dataMissing() // B3 7.5 ICC remainder
	}
	return in.Missing(&t.auth.issuer, r)
}

// dataMissing sets ICC data missing while offline data authentication runs; what is missing for a PIN does not.
// B3 7.5
func (t *tx) dataMissing() {
	if !t.auth.closed { // B3 7.5 CVM
		t.tvr.Set(tlv.TVRICCDataMissing)
	}
}

// keyKnown puts the index of the certification authority public key that the card names into the store, if the terminal has that key.
// B3 5.4
func (t *tx) keyKnown() {
	var index []byte
	if t.caKey() != nil {
		index = t.data.Get(tlv.CAPublicKeyIndex)
	}
	t.some(tlv.CAPublicKeyIndexTerminal, index)
}

// caKey is the certification authority public key that the card names, nil where the terminal has none.
// B2 5.2, 6.2, 12.2
func (t *tx) caKey() *capk.Key {
	index := t.data.Get(tlv.CAPublicKeyIndex)
	if len(index) != 1 || len(t.selected.AID) < 5 {
		return nil
	}
	key, _ := t.cfg.Keys.Lookup([5]byte(t.selected.AID), index[0])
	return key
}

// smChain reports whether the card names a CA key of SM2: its certificates hold their keys whole, and keys have no exponent.
func (t *tx) smChain() bool {
	ca := t.caKey()
	return ca != nil && ca.Algorithm == capk.SM2
}
