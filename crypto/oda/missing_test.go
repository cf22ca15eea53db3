package oda_test

import (
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
)

// What is missing is told as missing, and nothing is where the certificate is wrong or the terminal lacks the key: the check that fails stays the reason.
//
// EMV 4.4 B3 7.5
func missingReasons(t *testing.T, s *seen) {
	ca, issuer, icc := pairs(t)
	_, eissuer, eicc := ecPairs(t, 0x10)
	index := []byte{0x92}
	of := issuerCert(ca, issuer)
	whole := oda.IssuerInput{Certificate: of.sign(ca, nil), Remainder: of.remainder, Exponent: of.exponent, PAN: aPAN, RID: [5]byte(aRID), Date: aDate}
	for _, c := range []struct {
		name   string
		change func(*oda.IssuerInput)
		ca     *capk.Key
		index  []byte
		want   oda.Reason
	}{
		{"whole", func(*oda.IssuerInput) {}, ca.ca(), index, oda.OK},
		{"no certificate", func(in *oda.IssuerInput) { in.Certificate = nil }, ca.ca(), index, oda.NoIssuerCertificate},
		{"no exponent", func(in *oda.IssuerInput) { in.Exponent = nil }, ca.ca(), index, oda.NoIssuerExponent},
		{"no remainder", func(in *oda.IssuerInput) { in.Remainder = nil }, ca.ca(), index, oda.NoIssuerRemainder},
		{"no PAN", func(in *oda.IssuerInput) { in.PAN = nil }, ca.ca(), index, oda.NoPAN},
		{"no PAN and no exponent", func(in *oda.IssuerInput) { in.PAN, in.Exponent = nil, nil }, ca.ca(), index, oda.NoIssuerExponent},
		{"no index", func(*oda.IssuerInput) {}, nil, nil, oda.NoKeyIndex},
		{"no key", func(in *oda.IssuerInput) { in.Certificate = nil }, nil, index, oda.KeyMissing},
		{"a wrong remainder", func(in *oda.IssuerInput) { in.Remainder = in.Remainder[1:] }, ca.ca(), index, oda.IssuerHash},
		{"another PAN", func(in *oda.IssuerInput) { in.PAN = in.PAN[1:] }, ca.ca(), index, oda.IssuerIdentifier},
		{"too old", func(in *oda.IssuerInput) { in.Date[0] = 0x27 }, ca.ca(), index, oda.IssuerExpired},
	} {
		in := whole
		c.change(&in)
		_, r := oda.RecoverIssuer(c.ca, in)
		s.expect(t, "issuer, "+c.name, in.Missing(c.ca, c.index, r), c.want)
	}
	card := iccCert(issuer, issuer, aStatic) // whose key has a remainder
	given := oda.ICCInput{Certificate: card.sign(issuer, nil), Remainder: card.remainder, Exponent: card.exponent, PAN: aPAN, StaticData: aStatic, Date: aDate}
	for _, c := range []struct {
		name   string
		change func(*oda.ICCInput)
		want   oda.Reason
	}{
		{"whole", func(*oda.ICCInput) {}, oda.OK},
		{"no certificate", func(in *oda.ICCInput) { in.Certificate = nil }, oda.NoICCCertificate},
		{"no exponent", func(in *oda.ICCInput) { in.Exponent = nil }, oda.NoICCExponent},
		{"no remainder", func(in *oda.ICCInput) { in.Remainder = nil }, oda.NoICCRemainder},
		{"no PAN", func(in *oda.ICCInput) { in.PAN = nil }, oda.NoPAN},
		{"other static data", func(in *oda.ICCInput) { in.StaticData = nil }, oda.ICCHash},
	} {
		in := given
		c.change(&in)
		key := issuer.key()
		_, r := oda.RecoverICC(key, in)
		s.expect(t, "ICC, "+c.name, in.Missing(key, r), c.want)
	}
	eof := oda.ECCIssuerInput{PAN: aPAN}
	s.expect(t, "ECC issuer, no certificate", eof.Missing(index, oda.ECCIssuerShort), oda.NoIssuerCertificate)
	s.expect(t, "ECC issuer, no index", eof.Missing(nil, oda.KeyMissing), oda.NoKeyIndex)
	s.expect(t, "ECC issuer, no key", eof.Missing(index, oda.KeyMissing), oda.KeyMissing)
	_, r := oda.RecoverICCECC(eissuer.key(), oda.ECCICCInput{})
	s.expect(t, "ECC ICC, no certificate", (&oda.ECCICCInput{}).Missing(r), oda.NoICCCertificate)
	s.expect(t, "ECC ICC, a certificate", (&oda.ECCICCInput{Certificate: eccICCCert(eicc, 0x10, 0, 2, nil)}).Missing(oda.ECCICCHash), oda.ECCICCHash)
	_, r = oda.VerifySDA(issuer.key(), nil, aStatic)
	s.expect(t, "SDA", r.Missing(nil), oda.NoStaticSignature)
	s.expect(t, "SDA, too short", r.Missing([]byte{1}), oda.SDALength)
	s.expect(t, "SM2 SDA", oda.SM2SDALength.Missing(nil), oda.NoStaticSignature)
	s.expect(t, "SM2 fDDA", oda.SM2DynamicLength.Missing(nil), oda.NoDynamicSignature)
	s.expect(t, "no key", oda.KeyMissing.Missing(nil), oda.KeyMissing)
	_, r = oda.VerifyFDDA(icc.key(), oda.FDDAInput{Related: []byte{1}})
	s.expect(t, "fDDA", r.Missing(nil), oda.NoDynamicSignature)
}
