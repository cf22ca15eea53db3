package contact

import (
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// recoverECC recovers the issuer's key, once, and with it the card's for this use.
// B2 12.3, 12.4, 13.1
func (t *tx) recoverECC(ca *capk.Key, certificate tlv.Row, use oda.Use) (oda.Key, oda.Reason) {
	iccd, r := t.certifiedData()
	if r != oda.OK {
		return oda.Key{}, r
	}
	now := t.Transaction().UTC() // B4 6.7.3
	if len(t.auth.issuer.Point) == 0 {
		of := oda.ECCIssuerInput{
			Certificate: t.data.Get(tlv.IssuerPublicKeyCertificate), PAN: t.data.Get(tlv.PAN), RID: ca.RID,
			Date: [4]byte(now[:4]), CRL: t.cfg.Keys,
		}
		if t.auth.issuer, r = oda.RecoverIssuerECC(ca, of); r != oda.OK {
			return oda.Key{}, of.Missing(t.data.Get(tlv.CAPublicKeyIndex), r)
		}
	}
	in := oda.ECCICCInput{Certificate: t.data.Get(certificate), StaticData: iccd, Now: now, Use: use}
	key, r := oda.RecoverICCECC(&t.auth.issuer, in)
	if use == oda.UseXDA {
		r = in.Missing(r)
	}
	return key, r
}

// certifiedData is the Issuer Certified Card Data: the signed records, the AIP, the AID and the PDOL, if the card sent one. AIP
// and PDOL go in with tag and length as they came, in whatever form a length was coded.
// B3 10.3, 10.3 card data
func (t *tx) certifiedData() (oda.CardData, oda.Reason) {
	if t.auth.badRecord != oda.OK {
		return nil, t.auth.badRecord
	}
	aid, pdol := t.data.Get(tlv.ApplicationIdentifierTerminal), t.room().fci.PDOLObject
	t.auth.static = grown(t.auth.static, len(t.aip)+len(t.aipObject)+len(aid)+len(pdol)+2*4) // and is wiped with what comes behind it
	data := append(t.auth.static, t.aipObject...)
	if t.aipObject == nil {
		data = tlv.Append(data, tlv.AIP.Tag(), t.aip[:])
	}
	return append(tlv.Append(data, tlv.ApplicationIdentifierTerminal.Tag(), aid), pdol...), oda.OK
}
