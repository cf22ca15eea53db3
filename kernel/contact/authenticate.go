package contact

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A method is a method of offline data authentication.
type method uint8

const (
	noODA method = iota
	sda
	dda
	cda
	xda
)

var methodNames = [...]string{"", "SDA", "DDA", "CDA", "XDA"}

// authentication is how offline data authentication stands.
type authentication struct {
	method    method
	reason    oda.Reason // of the first failure
	failed    bool
	verified  bool // SDA, DDA: done; CDA: the last signature that was asked for
	aipSigned bool // the static data tag list puts the AIP under the signature
	issuer    oda.Key
	icc       oda.Key
	haveICC   bool
	badRecord oda.Reason // a signed record cannot be taken into the static data
	static    []byte
	listed    bool // the tag list has been taken into static
	// XDA: a key was not recovered, which the TVR says after the first GENERATE AC.
	unrecovered bool
	closed      bool // the step is over: what is missing from here on, is not missing for authentication
}

// offlineDataAuthentication chooses the method that card and terminal share and performs it as far as it can be done
// before GENERATE AC.
// EMV 4.4 B3 10.3
func (t *tx) offlineDataAuthentication() *kernel.Outcome {
	t.auth.method = t.chooseMethod()
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.3", "method %s", [...]string{"none in common", "SDA", "DDA", "CDA", "XDA"}[t.auth.method])
	}
	if t.auth.method == noODA {
		// EMV 4.4 B3 10.3 (none)
		// EMV 4.4 B4 6.3.2 (none)
		t.tvr.Set(tlv.TVRODANotPerformed)
		t.auth.closed = true
		return nil
	}
	if t.auth.method == sda {
		// EMV 4.4 B3 10.3 (SDA)
		t.tvr.Set(tlv.TVRSDASelected)
	}
	t.missingForODA()
	defer func() { t.auth.closed = true }()
	if t.auth.method == xda {
		t.extendedDataAuthentication()
		return nil
	}
	if r := t.recoverKeys(t.auth.method != sda); r != oda.OK {
		t.authenticationFailed(r)
		return nil
	}
	switch t.auth.method {
	case sda:
		t.staticDataAuthentication()
	case dda:
		return t.dynamicDataAuthentication()
	}
	return nil
}

// chooseMethod takes the method of highest priority that both sides support.
// EMV 4.4 B3 10.3
// EMV 4.4 B3 8
func (t *tx) chooseMethod() method {
	// EMV 4.4 B3 10.3 (capabilities)
	c := t.capabilities()
	switch {
	// EMV 4.4 B3 10.3 (XDA)
	case t.aip.Has(tlv.AIPXDASupported) && c.Has(tlv.CapXDA):
		return xda
	// EMV 4.4 B3 10.3 (CDA)
	case t.aip.Has(tlv.AIPCDASupported) && c.Has(tlv.CapCDA):
		return cda
	// EMV 4.4 B3 10.3 (DDA)
	case t.aip.Has(tlv.AIPDDASupported) && c.Has(tlv.CapDDA):
		return dda
	// EMV 4.4 B3 10.3 (SDA)
	case t.aip.Has(tlv.AIPSDASupported) && c.Has(tlv.CapSDA) && !t.rules.noSDA:
		return sda
	}
	return noODA
}

// missingForODA sets ICC data missing where the method selected lacks its data.
// EMV 4.4 B3 7.5
func (t *tx) missingForODA() {
	need := [...]tlv.Row{
		// EMV 4.4 B3 7.5 (CA index), EMV 4.4 B3 7.5 (issuer certificate), EMV 4.4 B3 7.5 (issuer exponent)
		tlv.CAPublicKeyIndex, tlv.IssuerPublicKeyCertificate, tlv.IssuerPublicKeyExponent,
		// EMV 4.4 B3 7.5 (ICC certificate), EMV 4.4 B3 7.5 (ICC exponent)
		tlv.ICCPublicKeyCertificate, tlv.ICCPublicKeyExponent,
	}
	rows := need[:]
	switch t.auth.method {
	// EMV 4.4 B4 6.3.2 (methods), EMV 4.4 B4 6.4 (SDA and DDA)
	case sda:
		// EMV 4.4 B3 7.5 (SSAD)
		need[3] = tlv.SignedStaticApplicationData
		rows = need[:4]
	case xda:
		need[2] = tlv.ICCPublicKeyCertificate
		// EMV 4.4 B3 7.5 (else)
		rows = need[:3]
	}
	for _, row := range rows {
		if !t.data.NotEmpty(row) {
			t.tvr.Set(tlv.TVRICCDataMissing)
			t.Note("EMV 4.4 B3 7.5", "%s is missing", row)
		}
	}
}

// recoverKeys recovers the issuer's key and, if that is wanted, the card's.
// EMV 4.4 B2 5.2, EMV 4.4 B2 6.2
func (t *tx) recoverKeys(icc bool) oda.Reason {
	if t.auth.badRecord != oda.OK {
		// EMV 4.4 B3 10.3 (input)
		return t.auth.badRecord
	}
	if r := t.staticData(); r != oda.OK {
		return r
	}
	if r := t.recoverIssuerKey(); r != oda.OK || !icc {
		return r
	}
	return t.recoverICCKey()
}

// authenticationFailed records a failure: the method's TVR bit, and that authentication was performed.
// EMV 4.4 B3 10.3
func (t *tx) authenticationFailed(r oda.Reason) {
	t.auth.failed, t.auth.verified = true, false
	if t.auth.reason == oda.OK {
		t.auth.reason = r
	}
	t.Note(r.Clause(), "%s failed: %s", methodNames[t.auth.method], r)
	// EMV 4.4 B3 10.3 (TSI)
	t.tsi.Set(tlv.TSIODAPerformed)
	switch t.auth.method {
	case sda:
		// EMV 4.4 B3 10.3 (SDA failed)
		t.tvr.Set(tlv.TVRSDAFailed)
	case dda:
		// EMV 4.4 B3 10.3 (DDA failed)
		t.tvr.Set(tlv.TVRDDAFailed)
	case cda:
		// EMV 4.4 B3 10.3 (CDA failed)
		t.tvr.Set(tlv.TVRCDAFailed)
	}
}

// staticDataAuthentication verifies the signed static application data.
// EMV 4.4 B2 5.4
func (t *tx) staticDataAuthentication() {
	switch dac, r := oda.VerifySDA(&t.auth.issuer, t.data.Get(tlv.SignedStaticApplicationData), t.auth.static); r {
	case oda.OK:
		t.data.Put(tlv.DataAuthenticationCode, tlv.FromKernel, dac[:])
		t.auth.verified = true
		// EMV 4.4 B3 10.3 (TSI)
		t.tsi.Set(tlv.TSIODAPerformed)
		t.Note("EMV 4.4 B2 5.4", "SDA verified")
	default:
		t.authenticationFailed(r)
	}
}

// dynamicDataAuthentication has the card sign the terminal's data.
// EMV 4.4 B2 6.5
func (t *tx) dynamicDataAuthentication() *kernel.Outcome {
	raw := t.data.Get(tlv.DDOL)
	if len(raw) == 0 {
		// EMV 4.4 B3 7.2 (DDOL)
		raw = t.app.DefaultDDOL
	}
	ddol, err := tlv.ParseDOL(raw)
	if err != nil || !ddol.Contains(0x9F37) || ddol.Len() > maxCommandData {
		t.authenticationFailed(oda.DDAHash) // EMV 4.4 B2 6.5.1: no DDOL, or one without the unpredictable number
		return nil
	}
	// EMV 4.4 B3 6.5.9.3
	values := ddol.Append(t.room().scratch[:0], t.dolValue)
	data, sw, out := t.command(apdu.AppendInternalAuthenticate(t.cmd(), values))
	if out != nil {
		return out
	}
	// EMV 4.4 B3 6.5.9.5
	if sw != 0x9000 {
		return t.end(kernel.EndApplication, fault{
			l2: kernel.StatusBytes, sw: sw, clause: "EMV 4.4 B3 8.1",
			reason: "INTERNAL AUTHENTICATE failed",
		})
	}
	t.newNumber() // EMV 4.4 B4 6.5.6: the cryptogram gets one that nobody has seen
	sdad, ok := step.ParseInternalAuthenticate(data)
	if !ok {
		return t.end(kernel.EndApplication, fault{
			l2: kernel.ParsingError, clause: "EMV 4.4 B3 6.5.9.4",
			reason: "malformed INTERNAL AUTHENTICATE response",
		})
	}
	switch d, r := oda.VerifyDDA(&t.auth.icc, sdad, values); r {
	case oda.OK:
		t.data.Put(tlv.ICCDynamicNumber, tlv.FromKernel, d.ICCDynamicNumber)
		t.auth.verified = true
		// EMV 4.4 B3 10.3 (TSI)
		t.tsi.Set(tlv.TSIODAPerformed)
		t.Note("EMV 4.4 B2 6.5.2", "DDA verified")
	default:
		t.authenticationFailed(r)
	}
	return nil
}
