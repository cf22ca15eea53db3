package contact

import (
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// extendedDataAuthentication does of XDA what can be done before GENERATE AC: it looks for the certification authority's
// key and recovers the card's. Only a missing authority key may show in the TVR now.
// EMV 4.4 B3 10.3, EMV 4.4 B2 12.2, EMV 4.4 B4 6.3.2.2.1
func (t *tx) extendedDataAuthentication() {
	// EMV 4.4 B3 10.3 (XDA)
	t.tvr.Set(tlv.TVRXDASelected)
	ca := t.caKey()
	// EMV 4.4 B3 10.3 (CA key)
	if ca == nil || ca.Algorithm == capk.RSA {
		// EMV 4.4 B3 10.3 (CA ECC key missing)
		t.tvr.Set(tlv.TVRCAECCKeyMissing)
		t.xdaFailed(oda.KeyMissing)
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

// xdaFailed keeps the reason why XDA has failed. What has failed is not tried again.
func (t *tx) xdaFailed(r oda.Reason) {
	t.auth.failed, t.auth.verified, t.auth.reason = true, false, r
	t.Note(r.Clause(), "XDA failed: %s", r)
}

// caKey is the certification authority public key that the card names, nil where the terminal has none.
// EMV 4.4 B2 5.2, EMV 4.4 B2 6.2, EMV 4.4 B2 12.2
func (t *tx) caKey() *capk.Key {
	index := t.data.Get(tlv.CAPublicKeyIndex)
	if len(index) != 1 || len(t.selected.AID) < 5 {
		return nil
	}
	key, _ := t.cfg.Keys.Lookup([5]byte(t.selected.AID), index[0])
	return key
}

// recoverECC recovers the issuer's key, once, and with it the card's for this use.
// EMV 4.4 B2 12.3, EMV 4.4 B2 12.4, EMV 4.4 B2 13.1
func (t *tx) recoverECC(ca *capk.Key, certificate tlv.Row, use oda.Use) (oda.Key, oda.Reason) {
	iccd, r := t.certifiedData()
	if r != oda.OK {
		return oda.Key{}, r
	}
	now := t.now()
	if len(t.auth.issuer.Point) == 0 {
		t.auth.issuer, r = oda.RecoverIssuerECC(ca, oda.ECCIssuerInput{
			Certificate: t.data.Get(tlv.IssuerPublicKeyCertificate), PAN: t.data.Get(tlv.PAN), RID: ca.RID,
			Date: [4]byte(now[:4]), CRL: t.cfg.Keys,
		})
		if r != oda.OK {
			return oda.Key{}, r
		}
	}
	return oda.RecoverICCECC(&t.auth.issuer, oda.ECCICCInput{
		Certificate: t.data.Get(certificate), StaticData: iccd, Now: now, Use: use,
	})
}

// certifiedData is the Issuer Certified Card Data: the signed records, the AIP, the AID and the PDOL, if the card sent one. AIP
// and PDOL go in with tag and length as they came, in whatever form a length was coded.
// EMV 4.4 B3 10.3
// EMV 4.4 B3 10.3 (card data)
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

// now is date and time of the transaction as certificates have them: YYYYMMDDHHMM in UTC.
// EMV 4.4 B2 12.3, EMV 4.4 B2 12.4, EMV 4.4 B4 6.7.3
func (t *tx) now() [6]byte {
	tr := t.Transaction()
	n := func(b byte) int { return int(b>>4)*10 + int(b&0x0F) }
	u := time.Date(100*n(tlv.Century(tr.Date[0]))+n(tr.Date[0]), time.Month(n(tr.Date[1])), n(tr.Date[2]), n(tr.Time[0]), n(tr.Time[1])-int(tr.UTCOffset), 0, 0, time.UTC)
	d := func(v int) byte { return byte(v/10%10<<4 | v%10) }
	return [6]byte{d(u.Year() / 100), d(u.Year()), d(int(u.Month())), d(u.Day()), d(u.Hour()), d(u.Minute())}
}

// verifyXDA verifies the signature over a GENERATE AC response; sent is what the terminal sent for it.
// EMV 4.4 B2 12.5.3, EMV 4.4 B4 6.3.2.2.3
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
		t.auth.verified = true
		t.Note("EMV 4.4 B2 12.5.3", "XDA verified")
		return
	}
	// EMV 4.4 B3 10.3 (signature failed)
	// EMV 4.4 B4 6.3.2.2.3 (first)
	t.tvr.Set(tlv.TVRXDAFailed)
	t.xdaFailed(r)
}

// firstXDA ends key recovery and the verification of the first signature. That a key was not recovered may show in the TVR
// from here on. An AAC is not verified.
// EMV 4.4 B4 6.3.2.2.2, EMV 4.4 B4 6.3.2.2.3, EMV 4.4 B2 12.5.1
func (t *tx) firstXDA() {
	if t.auth.unrecovered {
		// EMV 4.4 B3 10.3 (recovery failed)
		t.tvr.Set(tlv.TVRECCKeyRecoveryFailed)
	}
	// EMV 4.4 B3 10.3 (one bit)
	if !t.auth.failed && t.got != tlv.AAC {
		t.verifyXDA(t.pdolValues, t.cdol1Values)
	}
}

// afterXDAFailure decides again once XDA has failed: to decline, if the action codes for denial say so of the new TVR, else
// to leave it to the host, whether the card gave an ARQC or a TC. The rules in force may forbid that too.
// EMV 4.4 B4 6.3.2.2.4
func (t *tx) afterXDAFailure() {
	// EMV 4.4 B4 6.3.2.2.4 (denial), EMV 4.4 B4 6.3.2.2.4 (denied TC), EMV 4.4 B4 6.3.2.2.4 (denied ARQC)
	if step.Denied(*t.tvr, &t.tac, &t.iac) || t.weakAfterFailure() {
		t.answerARC(offlineDeclined)
		t.declined = true
	} else {
		// EMV 4.4 B4 6.3.2.2.4 (online)
		t.tcOnline = t.got == tlv.TC
		t.Note("EMV 4.4 B4 6.3.2.2.4", "XDA failed, TVR %s: online with a %s", t.tvr, t.got)
	}
}

// notOnline declines if XDA has failed: only the host could have approved.
// EMV 4.4 B4 6.3.2.2.4
func (t *tx) notOnline() {
	if t.auth.method == xda && t.auth.failed {
		// EMV 4.4 B4 6.3.2.2.4 (unable TC), EMV 4.4 B4 6.3.2.2.4 (unable ARQC)
		t.answerARC(unableDeclined)
		t.declined = true
	}
}

// signature is what GENERATE AC asks for beside the cryptogram: XDA always, once it is selected.
// EMV 4.4 B2 12.5.1, EMV 4.4 B3 10.7, EMV 4.4 B3 10.11
func (t *tx) signature() byte {
	switch {
	// EMV 4.4 B3 10.7 (XDA), EMV 4.4 B3 10.11 (XDA)
	case t.auth.method == xda:
		return apdu.RequestXDA
	// EMV 4.4 B3 10.7 (CDA), EMV 4.4 B3 10.11 (CDA)
	case t.wantsCDA():
		return apdu.RequestCDA
	}
	return 0
}

// encipheredPIN is the way of this card's keys to encipher a PIN: with ECC if its certification authority's key is one, and
// the terminal can.
// EMV 4.4 B2 13, EMV 4.4 B3 6.5.12.2
func (t *tx) encipheredPIN() kernel.PINMethod {
	if ca := t.caKey(); ca != nil && ca.Algorithm != capk.RSA {
		return kernel.EncipheredOfflinePINECC
	}
	return kernel.EncipheredOfflinePINRSA
}

// capabilities are the terminal's for the application that was selected.
// EMV 4.4 B3 10.3, EMV 4.4 B4 10.2
// EMV 4.4 B4 10.2 (capabilities)
func (t *tx) capabilities() tlv.TerminalCapabilitiesValue {
	if len(t.treatment.Capabilities) == 3 { // EMV 4.4 B4 10.1.2
		return tlv.TerminalCapabilitiesValue(t.treatment.Capabilities)
	}
	if t.app != nil && len(t.app.Capabilities) == 3 {
		return tlv.TerminalCapabilitiesValue(t.app.Capabilities)
	}
	return tlv.TerminalCapabilitiesValue(t.cfg.Terminal.Capabilities)
}

// enciphermentKey is the card's key for a PIN, if the terminal can encipher with its kind.
// EMV 4.4 B2 13, EMV 4.4 B4 annex A2
func (t *tx) enciphermentKey(m kernel.PINMethod) (*oda.Key, oda.Reason) {
	bit, key := tlv.CapEncipheredPINOfflineRSA, t.pinKey
	if m == kernel.EncipheredOfflinePINECC {
		bit, key = tlv.CapEncipheredPINOfflineECC, t.odeKey
	}
	if c := t.capabilities(); !c.Has(bit) {
		return nil, oda.KeyAlgorithm
	}
	return key()
}

// odeKey recovers the card's key for PIN encipherment with ECC, which has a certificate of its own.
// EMV 4.4 B2 13.1
func (t *tx) odeKey() (*oda.Key, oda.Reason) {
	key, r := t.recoverECC(t.caKey(), tlv.ICCPINEnciphermentPublicKeyCertificate, oda.UseODE)
	return &key, r
}
