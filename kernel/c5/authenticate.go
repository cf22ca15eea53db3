package c5

import (
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// cdaSignatureVerification verifies the signature that the card has given, asked for or not, and takes the cryptogram out of it. Where it fails the
// transaction goes to the contact interface or is declined, never online.
// C-5 3.8.2.1
func (t *tx) cdaSignatureVerification() *kernel.Outcome {
	sdad := t.data.Get(tlv.SignedDynamicApplicationData)
	if len(sdad) == 0 || t.mode == legacyMode { // C-5 3.8.2.1 returned
		return nil
	}
	c := step.Combined{
		Chain:   step.Chain{Card: t.given, PAN: t.data.Get(tlv.PAN), Keys: t.cfg.Keys, Date: t.Transaction().Date},
		Records: t.auth.static, UN: t.un, Sent: t.values,
	}
	copy(c.RID[:], t.act.Combination.AID)
	signed, reason := c.Verify(&step.ACResponse{CID: tlv.CIDValue(t.data.Get(tlv.CID)[0]), SDAD: sdad, Body: t.response})
	if reason == oda.OK {
		t.auth.result = verified
		t.data.Put(tlv.ApplicationCryptogram, tlv.FromKernel, signed.AC[:]) // C-5 3.8.2.1 cryptogram
		t.Note("C-5 2.12 3.8.2.1", "CDA verified")
		return nil
	}
	t.auth.result, t.auth.words = failed, reason.String()
	t.tvr.Set(tlv.TVRCDAFailed) // C-5 3.8.2.1 TVR
	t.Note(reason.Clause(), "CDA failed: %s", reason)
	if t.profile.has(contactChip) { // C-5 3.8.2.1 interface
		return t.fail(cdaFailedUseChip)
	}
	return t.fail(cdaFailed) // C-5 3.8.2.1 decline
}
