package contact

import (
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// extendedDataAuthentication does of XDA what can be done before GENERATE AC: it looks for the certification authority's
// key and recovers the card's. Only a missing authority key may show in the TVR now.
// B3 10.3, B2 12.2, B4 6.3.2.2.1
func (t *tx) extendedDataAuthentication() {
	t.tvr.Set(tlv.TVRXDASelected) // B3 10.3 XDA
	ca := t.caKey()
	if ca == nil || ca.Algorithm == capk.RSA { // B3 10.3 CA key
		t.tvr.Set(tlv.TVRCAECCKeyMissing) // B3 10.3 CA ECC key missing
		t.xdaFailed((&oda.ECCIssuerInput{}).Missing(t.data.Get(tlv.CAPublicKeyIndex), oda.KeyMissing))
		return
	}
	key, r := t.recoverECC(ca, tlv.ICCPublicKeyCertificate, oda.UseXDA)
	if r == oda.OK {
		t.auth.icc, t.auth.haveICC = key, true
		return
	}
	t.auth.unrecovered = true
	t.xdaFailed(r)
}

// firstXDA ends key recovery and the verification of the first signature. That a key was not recovered may show in the TVR
// from here on. An AAC is not verified.
// B4 6.3.2.2.2, 6.3.2.2.3, B2 12.5.1
func (t *tx) firstXDA() {
	if t.auth.unrecovered {
		t.tvr.Set(tlv.TVRECCKeyRecoveryFailed) // B3 10.3 recovery failed
	}
	if !t.auth.failed() && t.got != tlv.AAC { // B3 10.3 one bit
		t.verifyXDA(t.pdolValues, t.cdol1Values)
	}
}

// verifyXDA verifies the signature over a GENERATE AC response; sent is what the terminal sent for it.
// B2 12.5.3, B4 6.3.2.2.3
func (t *tx) verifyXDA(sent ...[]byte) {
	r := oda.ResponseData // no signature, also in format 1
	if t.ac.SDAD != nil {
		signed := t.room().scratch[:0]
		for _, s := range sent {
			signed = append(signed, s...)
		}
		if signed, r = oda.AppendResponse(signed, t.ac.Body.Value); r == oda.OK {
			r = oda.VerifyXDA(&t.auth.icc, oda.XDAInput{SDAD: t.ac.SDAD, TransactionData: signed})
		}
	}
	if r == oda.OK {
		t.auth.result = authVerified
		t.Note("EMV 4.4 B2 12.5.3", "XDA verified")
		return
	}
	t.tvr.Set(tlv.TVRXDAFailed) // B3 10.3 signature failed, B4 6.3.2.2.3 first
	t.xdaFailed(r)
}

// afterXDAFailure decides again once XDA has failed: to decline, if the action codes for denial say so of the new TVR, else
// to leave it to the host, whether the card gave an ARQC or a TC. The rules in force may forbid that too.
// B4 6.3.2.2.4
func (t *tx) afterXDAFailure() {
	if step.Denied(*t.tvr, &t.tac, &t.iac) || t.weakAfterFailure() { // B4 6.3.2.2.4 denial, denied TC, denied ARQC
		t.answerARC(offlineDeclined)
		t.declined = true
	} else {
		if t.got == tlv.TC {
			t.stage = hostsTC // B4 6.3.2.2.4 online
		}
		t.Note("EMV 4.4 B4 6.3.2.2.4", "XDA failed, TVR %s: online with a %s", t.tvr, t.got)
	}
}

// xdaFailed keeps the reason why XDA has failed. What has failed is not tried again.
func (t *tx) xdaFailed(r oda.Reason) {
	t.auth.result, t.auth.reason = authFailed, r
	t.Note(r.Clause(), "XDA failed: %s", r)
}
