package oda_test

import (
	"regexp"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
)

// Every reason is met by a case made for it, and no other.
// EMV 4.4 B4 6.3.2.1 (CID)
// EMV 4.4 B2 6.1.2, EMV 4.4 B2 6.3 (steps 1 to 4), EMV 4.4 B2 6.3 (steps 5 to 7), EMV 4.4 B2 6.3 (step 8), EMV 4.4 B2 6.3 (step 9)
// EMV 4.4 B2 6.3 (step 10), EMV 4.4 B2 6.3 (step 11), EMV 4.4 B2 6.3 (step 12), EMV 4.4 B2 6.4 (steps 1 to 4), EMV 4.4 B2 6.4 (steps 5 to 7)
// EMV 4.4 B2 6.4 (step 8), EMV 4.4 B2 6.4 (step 9), EMV 4.4 B2 6.4 (step 10), EMV 4.4 B2 6.4 (step 11), EMV 4.4 B2 6.6.2 (steps 1 to 4)
// EMV 4.4 B2 6.6.2 (step 5), EMV 4.4 B2 6.6.2 (step 6), EMV 4.4 B2 6.6.2 (steps 7 to 9), EMV 4.4 B2 6.6.2 (steps 10 to 12)
func TestEveryReason(t *testing.T) {
	var s seen
	forgedIssuers(t, &s)
	forgedICCs(t, &s)
	forgedSignatures(t, &s)
	kernel2Reasons(t, &s)
	forgedECCIssuers(t, &s)
	forgedECCICCs(t, &s)
	forgedXDAs(t, &s)
	sm2Reasons(t, &s)
	keyReasons(t, &s)
	staticReasons(t, &s)
	missingReasons(t, &s)
	byWords := map[string]oda.Reason{}
	for r := range oda.Reason(oda.NumReasons) {
		if _, twice := byWords[r.String()]; twice {
			t.Errorf("two reasons say %q", r)
		}
		byWords[r.String()] = r
	}
	for _, v := range vectors(t) { // what only the vectors' twins meet
		for _, twin := range v.Twins {
			if r, ok := byWords[twin.Reason]; ok {
				s[r] = true
			}
		}
	}
	for r := range oda.Reason(oda.NumReasons) {
		if !s[r] {
			t.Errorf("no case for %q", r)
		}
	}
}

// Every reason has words and a clause of its step; what is no reason says so.
func TestReasonText(t *testing.T) {
	clause := regexp.MustCompile(`^(EMV 4\.4 B[23]|C-[23] 2\.12) [A-C]?[0-9.]+( table \d+| step \d+)?(, [\d.]+ step \d+)?$`)
	for r := oda.OK + 1; r < oda.NumReasons; r++ {
		if len(r.String()) < 10 || !clause.MatchString(r.Clause()) {
			t.Errorf("reason %d: %q, %q", r, r, r.Clause())
		}
	}
	if oda.OK.String() != "ok" || oda.OK.Clause() != "" {
		t.Error("OK")
	}
	if none := oda.Reason(oda.NumReasons); none.String() != "unknown reason" || none.Clause() != "" {
		t.Error("beyond the last reason")
	}
}

// Keys that may not verify: none, of the other family, or broken.
//
// EMV 4.4 B2 6.1, 6.2, 12.1, 12.2, B2.1
func keyReasons(t *testing.T, s *seen) {
	ca, issuer, icc := pairs(t)
	eca, eissuer, eicc := ecPairs(t, 0x10)
	ode := *eicc.key()
	ode.Suite = 0x00 // a key to encipher with
	all := []struct {
		name          string
		rsaCA, eccCA  *capk.Key
		rsaKey, ecKey *oda.Key
		want          oda.Reason
	}{
		{"none", nil, nil, nil, nil, oda.KeyMissing},
		{"other family", eca.ca(), ca.ca(), eissuer.key(), issuer.key(), oda.KeyAlgorithm},
		{"other use", &capk.Key{}, &capk.Key{}, &oda.Key{}, &ode, oda.KeyAlgorithm},
	}
	for _, c := range all {
		_, reason := oda.RecoverIssuer(c.rsaCA, oda.IssuerInput{})
		s.expect(t, c.name, reason, c.want)
		_, reason = oda.RecoverIssuerECC(c.eccCA, oda.ECCIssuerInput{})
		s.expect(t, c.name, reason, c.want)
		_, reason = oda.RecoverICC(c.rsaKey, oda.ICCInput{})
		s.expect(t, c.name, reason, c.want)
		_, reason = oda.RecoverICCPIN(c.rsaKey, oda.ICCInput{})
		s.expect(t, c.name, reason, c.want)
		_, reason = oda.VerifySDA(c.rsaKey, nil, nil)
		s.expect(t, c.name, reason, c.want)
		_, reason = oda.VerifyDDA(c.rsaKey, nil, nil)
		s.expect(t, c.name, reason, c.want)
		_, reason = oda.VerifyFDDA(c.rsaKey, oda.FDDAInput{Related: []byte{1}})
		s.expect(t, c.name, reason, c.want)
		_, reason = oda.VerifyCDA(c.rsaKey, oda.CDAInput{})
		s.expect(t, c.name, reason, c.want)
		_, reason = oda.RecoverICCECC(c.ecKey, oda.ECCICCInput{})
		s.expect(t, c.name, reason, c.want)
		s.expect(t, c.name, oda.VerifyXDA(c.ecKey, oda.XDAInput{}), c.want)
	}
	even := append(icc.n[:127:127], 2)
	for _, c := range []struct {
		modulus, exponent []byte
		want              oda.Reason
	}{
		{nil, icc.e, oda.KeyModulus},
		{even, icc.e, oda.KeyModulus},
		{append([]byte{0}, icc.n...), icc.e, oda.KeyModulus},
		{make([]byte, 249), icc.e, oda.KeyModulus},
		{[]byte{0xFF}, icc.e, oda.KeyModulus},
		{icc.n, nil, oda.KeyExponent},
		{icc.n, []byte{1}, oda.KeyExponent},
		{icc.n, []byte{0, 0, 3}, oda.KeyExponent},
		{icc.n, []byte{1, 0, 0}, oda.KeyExponent},
	} {
		_, reason := oda.VerifyDDA(&oda.Key{Algorithm: capk.RSA, Modulus: c.modulus, Exponent: c.exponent}, c.modulus, nil)
		s.expect(t, "broken RSA key", reason, c.want)
	}
	// A point that is none.
	eca.point = append(eca.point[:63:63], eca.point[63]^1)
	c := eccIssuerCert(eissuer)
	_, reason := oda.RecoverIssuerECC(eca.ca(), oda.ECCIssuerInput{
		Certificate: append(c, eca.sign(c)...), PAN: aPAN, RID: [5]byte(aRID), Date: [4]byte{0x20, 0x26, 0x12, 0x31},
	})
	s.expect(t, "no point", reason, oda.KeyPoint)
	c = eccICCCert(eicc, 0x10, 0, 2, nil)
	c = append(c, eissuer.sign(c)...)
	eissuer.point = eissuer.point[:32]
	_, reason = oda.RecoverICCECC(eissuer.key(), oda.ECCICCInput{
		Certificate: c, Now: [6]byte{0x20, 0x26, 0x01, 0x01},
	})
	s.expect(t, "half a point", reason, oda.KeyPoint)
	sdad := append([]byte{0x15}, eicc.sign([]byte{0x15})...)
	eicc.point = make([]byte, 64)
	s.expect(t, "no point", oda.VerifyXDA(eicc.key(), oda.XDAInput{SDAD: sdad}), oda.KeyPoint)
}
