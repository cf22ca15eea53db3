package c4

import (
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// forCDA are the data elements without which no card's key can be recovered.
// C-4 6.2.6.1 B3 7.5
var forCDA = [...]tlv.Row{
	tlv.CAPublicKeyIndex, tlv.IssuerPublicKeyCertificate, tlv.IssuerPublicKeyExponent, tlv.ICCPublicKeyCertificate, tlv.ICCPublicKeyExponent,
}

// offlineDataAuthentication finds whether card and reader have CDA, the only method: what an AIP says of others counts for nothing. The signature comes with the
// cryptogram. Where the card lacks the keys it has failed already.
// C-4 6.1.2, 6.2
func (t *tx) offlineDataAuthentication() *kernel.Outcome {
	enabled := t.reader.capabilities.Has(tlv.CapCDA)                             // C-4 6.1.3
	t.auth.required = enabled && t.card.aip.Has(tlv.AIPCDASupported) && !t.reads // C-4 6.2.2.1, 6.2.1.2
	if !t.auth.required {
		t.tvr.Set(tlv.TVRODANotPerformed) // C-4 6.2.1.3
		return nil
	}
	for _, row := range forCDA {
		if !t.data.NotEmpty(row) {
			t.tvr.Set(tlv.TVRICCDataMissing)
			t.cdaFailed(row.String()+" is missing", "C-4 2.12 6.2.6") // C-4 6.2.6.3 missing
		}
	}
	return nil
}

// cdaFailed notes the first reason.
// C-4 6.2.6.3
func (t *tx) cdaFailed(reason, clause string) {
	t.tvr.Set(tlv.TVRCDAFailed) // C-4 6.2.6.3
	if t.auth.reason == "" {
		t.auth.reason = reason
	}
	t.Note(clause, "CDA failed: %s", reason)
}

// combinedSignature verifies the signature of a TC or an ARQC, and takes the cryptogram out of it.
// C-4 6.2.6, 11.2.2.2, 11.2.2.3
func (t *tx) combinedSignature() *kernel.Outcome {
	if !t.auth.asked {
		return nil
	}
	c := step.Combined{
		Chain:   step.Chain{Card: t.given, PAN: t.data.Get(tlv.PAN), Keys: t.cfg.Keys, Date: t.Transaction().Date}, // C-4 6.2.4.1
		Records: t.auth.records, UN: t.sent.un, Sent: t.sent.values,
	}
	copy(c.RID[:], t.act.Combination.AID)
	cda, r := c.Verify(&t.card.ac) // C-4 6.2.6.1
	if r != oda.OK {
		t.cdaFailed(r.String(), r.Clause())
		return nil
	}
	t.auth.verified = true
	t.data.Replace(tlv.ApplicationCryptogram, tlv.FromCard, append([]byte(nil), cda.AC[:]...)) // C-4 11.2.2.2, 11.2.2.3
	t.data.Put(tlv.ICCDynamicNumber, tlv.FromKernel, cda.ICCDynamicNumber)
	t.Note("C-4 2.12 6.2.6", "CDA verified")
	return nil
}
