package contact

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// offlineDataAuthentication chooses the method that card and terminal share and performs it as far as it can be done
// before GENERATE AC.
// B3 10.3
func (t *tx) offlineDataAuthentication() *kernel.Outcome {
	t.auth.method = t.chooseMethod()
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.3", "method %s", [...]string{"none in common", "SDA", "DDA", "CDA", "XDA"}[t.auth.method])
	}
	if t.auth.method == noODA {
		t.tvr.Set(tlv.TVRODANotPerformed) // B3 10.3 none, B4 6.3.2 none
		t.auth.closed = true
		return nil
	}
	if t.auth.method == sda {
		t.tvr.Set(tlv.TVRSDASelected) // B3 10.3 SDA
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
// B3 10.3, 8
func (t *tx) chooseMethod() method {
	c := t.capabilities() // B3 10.3 capabilities
	switch {
	case t.aip.Has(tlv.AIPXDASupported) && c.Has(tlv.CapXDA): // B3 10.3 XDA
		return xda
	case t.aip.Has(tlv.AIPCDASupported) && c.Has(tlv.CapCDA): // B3 10.3 CDA
		return cda
	case t.aip.Has(tlv.AIPDDASupported) && c.Has(tlv.CapDDA): // B3 10.3 DDA, B4 6.3.2 methods, 6.4 SDA and DDA
		return dda
	case t.aip.Has(tlv.AIPSDASupported) && c.Has(tlv.CapSDA) && !t.rules.noSDA: // B3 10.3 SDA, B4 6.3.2 methods, 6.4 SDA and DDA
		return sda
	}
	return noODA
}

// missingForODA sets ICC data missing where the method selected lacks its data.
// B3 7.5
func (t *tx) missingForODA() {
	need := [...]tlv.Row{
		tlv.CAPublicKeyIndex, tlv.IssuerPublicKeyCertificate, tlv.IssuerPublicKeyExponent, // B3 7.5 CA index, issuer certificate, issuer exponent
		tlv.ICCPublicKeyCertificate, tlv.ICCPublicKeyExponent, // B3 7.5 ICC certificate, ICC exponent
	}
	rows := need[:]
	switch t.auth.method {
	case sda:
		need[3] = tlv.SignedStaticApplicationData // B3 7.5 SSAD
		rows = need[:4]
	case xda:
		need[2] = tlv.ICCPublicKeyCertificate
		rows = need[:3] // B3 7.5 else
	}
	for _, row := range rows {
		exponent := row == tlv.IssuerPublicKeyExponent || row == tlv.ICCPublicKeyExponent
		if !t.data.NotEmpty(row) && !(exponent && t.smChain()) {
			t.tvr.Set(tlv.TVRICCDataMissing)
			t.Note("EMV 4.4 B3 7.5", "%s is missing", row)
		}
	}
}

// staticDataAuthentication verifies the signed static application data.
// B2 5.4
func (t *tx) staticDataAuthentication() {
	signature := t.data.Get(tlv.SignedStaticApplicationData)
	switch dac, r := oda.VerifySDA(&t.auth.issuer, signature, t.auth.static); r {
	case oda.OK:
		t.data.Put(tlv.DataAuthenticationCode, tlv.FromKernel, dac[:])
		t.auth.result = authVerified
		t.tsi.Set(tlv.TSIODAPerformed) // B3 10.3 TSI
		t.Note("EMV 4.4 B2 5.4", "SDA verified")
	default:
		t.authenticationFailed(r.Missing(signature))
	}
}

// dynamicDataAuthentication has the card sign the terminal's data.
// B2 6.5
func (t *tx) dynamicDataAuthentication() *kernel.Outcome {
	raw := t.data.Get(tlv.DDOL)
	if len(raw) == 0 {
		raw = t.app.DefaultDDOL // B3 7.2 DDOL
	}
	ddol, _ := tlv.ParseDOL(raw) // nil where it is malformed
	if !ddol.ContainsWhole(tlv.UnpredictableNumber.Tag(), len(t.un)) || ddol.Len() > maxCommandData {
		t.authenticationFailed(oda.DDAHash) // B2 6.5.1: no DDOL, or one without the unpredictable number in its 4 bytes
		return nil
	}
	values := ddol.Append(t.room().scratch[:0], t.dolValue) // B3 6.5.9.3
	data, sw, out := t.command(apdu.AppendInternalAuthenticate(t.cmd(), values))
	if out != nil {
		return out
	}
	if sw != 0x9000 { // B3 6.5.9.5
		return t.fail(internalAuthenticateFailed, sw)
	}
	t.newNumber() // B4 6.5.6: the cryptogram gets one that nobody has seen
	sdad, ok := step.ParseInternalAuthenticate(data)
	if !ok {
		return t.fail(malformedSDAD)
	}
	switch d, r := oda.VerifyDDA(&t.auth.icc, sdad, values); r {
	case oda.OK:
		t.data.Put(tlv.ICCDynamicNumber, tlv.FromKernel, d.ICCDynamicNumber)
		t.auth.result = authVerified
		t.tsi.Set(tlv.TSIODAPerformed) // B3 10.3 TSI
		t.Note("EMV 4.4 B2 6.5.2", "DDA verified")
	default:
		t.authenticationFailed(r)
	}
	return nil
}
