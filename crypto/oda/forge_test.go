package oda_test

import (
	"bytes"
	"crypto/sha1"
	"math/big"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
)

// A pair is a published RSA key pair of a test scheme: what nobody published is signed with it here.
type pair struct {
	n, e, d []byte
}

// pairs are the keys of a CA, an issuer (176 bytes each) and a card (128 bytes).
func pairs(t testing.TB) (ca, issuer, icc pair) {
	vs := vectors(t, "key pair")
	if len(vs) != 3 {
		t.Fatalf("%d key pairs", len(vs))
	}
	var p [3]pair
	for i, v := range vs {
		p[i] = pair{v.Bytes("modulus"), v.Bytes("exponent"), v.Bytes("private exponent")}
	}
	return p[0], p[1], p[2]
}

// raw is the signing function.
//
// EMV 4.4 B2 B2.1.2
func (p pair) raw(block []byte) []byte {
	x := new(big.Int).SetBytes(block)
	x.Exp(x, new(big.Int).SetBytes(p.d), new(big.Int).SetBytes(p.n))
	return x.FillBytes(make([]byte, len(p.n)))
}

// sign signs msg, whose block tamper may change when the hash is in it.
//
// EMV 4.4 B2 A2.1.2
func (p pair) sign(msg []byte, tamper func([]byte)) []byte {
	hash := sha1.Sum(msg)
	block := append([]byte{0x6A}, msg[:len(p.n)-22]...)
	block = append(append(block, hash[:]...), 0xBC)
	if tamper != nil {
		tamper(block)
	}
	return p.raw(block)
}

func (p pair) ca() *capk.Key {
	return &capk.Key{RID: [5]byte(aRID), Index: 0x92, Algorithm: capk.RSA, Modulus: p.n, Exponent: p.e}
}

func (p pair) key() *oda.Key { return &oda.Key{Algorithm: capk.RSA, Modulus: p.n, Exponent: p.e} }

// What the forged certificates and signatures hold.
var (
	aRID    = []byte{0xAF, 0xFF, 0xFF, 0xFF, 0xFF}
	aPAN    = []byte{0x12, 0x34, 0x56, 0x00, 0x12, 0x34, 0x56, 0x08}
	aDate   = [3]byte{0x26, 0x12, 0x31}
	aStatic = []byte("static data")
	anUN    = [4]byte{1, 2, 3, 4}
)

// A cert is a certificate before it is signed; header is all in front of the key.
type cert struct {
	header, digits, remainder, exponent, static []byte
	size                                        int // of the digits' field
}

func issuerCert(signer, subject pair) *cert {
	return newCert([]byte{0x02, 0x12, 0x34, 0x56, 0xFF, 0x12, 0x26, 0, 0, 1, 1, 1, byte(len(subject.n)), byte(len(subject.e))}, len(signer.n)-36, subject, nil)
}

func iccCert(signer, subject pair, static []byte) *cert {
	header := append([]byte{0x04}, aPAN...)
	header = append(header, 0xFF, 0xFF, 0x12, 0x26, 0, 0, 1, 1, 1, byte(len(subject.n)), byte(len(subject.e)))
	return newCert(header, len(signer.n)-42, subject, static)
}

func newCert(header []byte, size int, subject pair, static []byte) *cert {
	c := &cert{header: header, size: size, exponent: bytes.Clone(subject.e), static: static}
	n := min(size, len(subject.n))
	c.digits, c.remainder = bytes.Clone(subject.n[:n]), bytes.Clone(subject.n[n:])
	return c
}

func (c *cert) sign(signer pair, tamper func([]byte)) []byte {
	msg := append(bytes.Clone(c.header), c.digits...)
	for len(msg) < len(c.header)+c.size {
		msg = append(msg, 0xBB)
	}
	msg = append(append(append(msg, c.remainder...), c.exponent...), c.static...)
	return signer.sign(msg, tamper)
}

// at makes a change of one byte, counted from the end if i is negative.
func at(i int, b byte) func([]byte) {
	return func(block []byte) {
		if i < 0 {
			i += len(block)
		}
		block[i] = b
	}
}

// A forgery changes a certificate before it is signed, or its block when the hash is in it.
type forgery struct {
	edit   func(*cert)
	tamper func([]byte)
	want   oda.Reason
}

func header(i int, b byte) func(*cert) { return func(c *cert) { c.header[i] = b } }

// seen are the reasons that the tests below met.
type seen [oda.NumReasons]bool

func (s *seen) expect(t *testing.T, what string, got, want oda.Reason) {
	t.Helper()
	s[got] = true
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// Certificates with one thing wrong and everything else right, signed for the purpose.
//
// EMV 4.4 B2 6.3
func forgedIssuers(t *testing.T, s *seen) {
	ca, issuer, icc := pairs(t)
	for i, f := range []forgery{
		{nil, nil, oda.OK},
		{nil, at(-1, 0xCC), oda.IssuerTrailer},                                                       // step 2
		{nil, at(0, 0x6B), oda.IssuerHeader},                                                         // step 3
		{header(0, 0x04), nil, oda.IssuerFormat},                                                     // step 4
		{header(10, 0x02), nil, oda.IssuerHashAlgorithm},                                             // step 6
		{nil, at(-2, 0x00), oda.IssuerHash},                                                          // step 7
		{header(1, 0x13), nil, oda.IssuerIdentifier},                                                 // step 8
		{header(2, 0xF4), nil, oda.IssuerIdentifier},                                                 // 2 digits, then F, then a digit
		{header(2, 0xFF), nil, oda.IssuerIdentifier},                                                 // then 56
		{header(3, 0xFF), nil, oda.OK},                                                               // 4 digits: 1234
		{header(3, 0x5A), nil, oda.IssuerIdentifier},                                                 // no digit
		{func(c *cert) { copy(c.header[2:5], []byte{0xFF, 0xFF, 0xFF}) }, nil, oda.IssuerIdentifier}, // 2 digits
		{func(c *cert) { c.header[2] |= 0x0F; c.header[3], c.header[4] = 0xFF, 0xFF }, nil, oda.OK},  // 3 digits
		{header(4, 0x00), nil, oda.OK},                                                               // 8 digits
		{header(5, 0x11), nil, oda.IssuerExpired},                                                    // step 9: November
		{header(5, 0x13), nil, oda.IssuerExpired},                                                    // month 13
		{header(5, 0x00), nil, oda.IssuerExpired},                                                    // month 0
		{header(6, 0x2A), nil, oda.IssuerExpired},                                                    // no number
		// EMV 4.4 B4 6.7.1
		{header(6, 0x99), nil, oda.IssuerExpired},    // 1999
		{header(6, 0x49), nil, oda.OK},               // 2049
		{header(9, 0x02), nil, oda.IssuerRevoked},    // step 10
		{header(11, 0x02), nil, oda.IssuerAlgorithm}, // step 11
		{header(12, 177), nil, oda.IssuerKeyLength},  // step 12: longer than the CA's
		{header(12, 41), nil, oda.IssuerKeyLength},   // no room for an ICC certificate
		{header(12, 175), nil, oda.IssuerRemainder},  // remainder a byte too long
		{header(12, 100), nil, oda.IssuerRemainder},  // needs none
		{header(13, 3), nil, oda.IssuerExponent},     // says 3 bytes
		{func(c *cert) { c.exponent = []byte{5} }, nil, oda.IssuerExponent},
		{func(c *cert) { c.digits[0] &= 0x7F }, nil, oda.IssuerModulus},
		{func(c *cert) { c.remainder[len(c.remainder)-1] &^= 1 }, nil, oda.IssuerModulus},
	} {
		c := issuerCert(ca, issuer)
		if f.edit != nil {
			f.edit(c)
		}
		revoked, err := capk.NewSet(nil, capk.Revocation{RID: [5]byte(aRID), Index: 0x92, Serial: [3]byte{0, 0, 2}})
		if err != nil {
			t.Fatal(err)
		}
		key, reason := oda.RecoverIssuer(ca.ca(), oda.IssuerInput{
			Certificate: c.sign(ca, f.tamper), Remainder: c.remainder, Exponent: c.exponent,
			PAN: aPAN, RID: [5]byte(aRID), Date: aDate, CRL: revoked,
		})
		s.expect(t, "issuer forgery "+string(rune('0'+i)), reason, f.want)
		if reason == oda.OK && (!bytes.Equal(key.Modulus, issuer.n) || !bytes.Equal(key.Exponent, issuer.e)) {
			t.Errorf("issuer forgery %d: another key", i)
		}
	}
	// A key that fits without remainder, padded with BB.
	c := issuerCert(ca, icc)
	key, reason := oda.RecoverIssuer(ca.ca(), oda.IssuerInput{
		Certificate: c.sign(ca, nil), Exponent: c.exponent, PAN: aPAN, RID: [5]byte(aRID), Date: aDate,
	})
	s.expect(t, "short issuer key", reason, oda.OK)
	if !bytes.Equal(key.Modulus, icc.n) || !bytes.Equal(key.Serial, []byte{0, 0, 1}) || key.Expiry != [4]byte{0x20, 0x26, 0x12, 0x31} {
		t.Errorf("short issuer key: %+v", key)
	}
	_, reason = oda.RecoverIssuer(ca.ca(), oda.IssuerInput{Certificate: c.sign(ca, nil), Exponent: c.exponent, PAN: aPAN, RID: [5]byte(aRID)})
	s.expect(t, "no clock", reason, oda.IssuerExpired)
	for _, exponent := range [][]byte{{2}, {1, 0, 0}, {1, 0, 3}, {1, 1, 1}, {2, 0, 1}, {0, 1, 0, 1}} { // EMV 4.4 B2 B2.1
		_, reason = oda.Recover(ca.n, exponent, ca.raw(ca.n[1:]), 0x02)
		s.expect(t, "exponent", reason, oda.KeyExponent)
	}
	long := bytes.Repeat([]byte{0xFF}, capk.MaxModulus+1)
	_, reason = oda.Recover(long, []byte{3}, make([]byte, len(long)), 0x02)
	s.expect(t, "long modulus", reason, oda.KeyModulus)
}

// EMV 4.4 B2 6.4, 7.1
func forgedICCs(t *testing.T, s *seen) {
	_, issuer, icc := pairs(t)
	for i, f := range []forgery{
		{nil, nil, oda.OK},
		{nil, at(-1, 0xCC), oda.ICCTrailer},           // step 2
		{nil, at(0, 0x6B), oda.ICCHeader},             // step 3
		{header(0, 0x02), nil, oda.ICCFormat},         // step 4
		{header(16, 0x00), nil, oda.ICCHashAlgorithm}, // step 6
		{nil, at(-21, 0x00), oda.ICCHash},             // step 7
		{header(8, 0x09), nil, oda.ICCPAN},            // step 8
		{header(9, 0x0F), nil, oda.ICCPAN},            // a digit more
		{header(11, 0x13), nil, oda.ICCExpired},       // step 9
		{header(12, 0x25), nil, oda.ICCExpired},       // last year
		{header(17, 0x00), nil, oda.ICCAlgorithm},     // step 10
		{header(18, 177), nil, oda.ICCKeyLength},      // step 11
		{header(18, 10), nil, oda.ICCKeyLength},       // too short for anything
		{header(18, 140), nil, oda.ICCRemainder},      // needs a remainder
		{header(19, 2), nil, oda.ICCExponent},
		{func(c *cert) { c.exponent = []byte{2} }, nil, oda.ICCExponent},
		{func(c *cert) { c.digits[0] = 0x40 }, nil, oda.ICCModulus},
		{func(c *cert) { c.digits[127] = 0x40 }, nil, oda.ICCModulus},
	} {
		for _, pin := range []bool{false, true} {
			c, recover, want := iccCert(issuer, icc, aStatic), oda.RecoverICC, f.want
			if pin {
				c, recover = iccCert(issuer, icc, nil), oda.RecoverICCPIN
				if want != oda.OK {
					want += oda.PINLength - oda.ICCLength
				}
			}
			if f.edit != nil {
				f.edit(c)
			}
			key, reason := recover(issuer.key(), oda.ICCInput{
				Certificate: c.sign(issuer, f.tamper), Remainder: c.remainder, Exponent: c.exponent,
				PAN: aPAN, StaticData: aStatic, Date: aDate,
			})
			s.expect(t, "ICC forgery "+string(rune('0'+i)), reason, want)
			if reason == oda.OK && !bytes.Equal(key.Modulus, icc.n) {
				t.Errorf("ICC forgery %d: another key", i)
			}
		}
	}
	for _, recover := range []func(*oda.Key, oda.ICCInput) (oda.Key, oda.Reason){oda.RecoverICC, oda.RecoverICCPIN} {
		base := oda.Reason(0)
		if _, r := recover(issuer.key(), oda.ICCInput{}); r == oda.PINLength {
			base = oda.PINLength - oda.ICCLength
		}
		// EMV 4.4 B2 6.4
		_, reason := recover(issuer.key(), oda.ICCInput{Certificate: issuer.n[:100]})
		s.expect(t, "short certificate", reason, oda.ICCLength+base)
		_, reason = recover(issuer.key(), oda.ICCInput{Certificate: issuer.n})
		s.expect(t, "certificate is the modulus", reason, oda.ICCNotBelow+base)
	}
}

// padded is a message of a signature: format, hash algorithm and data, then the pad pattern of a 128-byte key.
func padded(data ...byte) []byte {
	for len(data) < 128-22 {
		data = append(data, 0xBB)
	}
	return data
}

// EMV 4.4 B2 5.4, 6.5.2, 6.6.2, C-3 2.12 C.1
func forgedSignatures(t *testing.T, s *seen) {
	_, _, icc := pairs(t)
	dda := func(msg []byte) []byte { return append(padded(msg...), "terminal"...) }
	type row struct {
		msg    []byte
		tamper func([]byte)
		want   oda.Reason
	}
	for _, r := range []row{
		{[]byte{5, 1, 3, 2, 0xAA, 0xBB}, nil, oda.OK},
		{[]byte{5, 1, 9, 8, 1, 2, 3, 4, 5, 6, 7, 8}, nil, oda.OK},
		{[]byte{5, 1, 4, 2, 0xAA, 0xBB, 0xCC}, nil, oda.OK}, // more data behind the number
		{[]byte{5, 1, 3, 2, 0xAA, 0xBB}, at(-1, 0), oda.DDATrailer},
		{[]byte{5, 1, 3, 2, 0xAA, 0xBB}, at(0, 0), oda.DDAHeader},
		{[]byte{3, 1, 3, 2, 0xAA, 0xBB}, nil, oda.DDAFormat},
		{[]byte{0x95, 1, 3, 2, 0xAA, 0xBB}, nil, oda.DDAFormat},
		{[]byte{5, 2, 3, 2, 0xAA, 0xBB}, nil, oda.DDAHashAlgorithm},
		{[]byte{5, 1, 3, 2, 0xAA, 0xBB}, at(50, 0), oda.DDAHash},
		{[]byte{5, 1, 104, 2, 0xAA, 0xBB}, nil, oda.DDADynamicLength}, // 103 fit
		{[]byte{5, 1, 103, 2, 0xAA, 0xBB}, nil, oda.OK},
		{[]byte{5, 1, 0, 2, 0xAA, 0xBB}, nil, oda.DDADynamicNumber},
		{[]byte{5, 1, 1, 2, 0xAA, 0xBB}, nil, oda.DDADynamicNumber}, // number longer than the data
		{[]byte{5, 1, 3, 1, 0xAA, 0xBB}, nil, oda.DDADynamicNumber},
		{[]byte{5, 1, 10, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9}, nil, oda.DDADynamicNumber},
		{[]byte{5, 1, 8, 0x11, 0x22, 3, 4, 5, 6, 7, 8}, nil, oda.DDADynamicNumber}, // a number without its length
	} {
		_, reason := oda.VerifyDDA(icc.key(), icc.sign(dda(r.msg), r.tamper), []byte("terminal"))
		s.expect(t, "DDA", reason, r.want)
	}
	_, reason := oda.VerifyDDA(icc.key(), icc.n, nil)
	s.expect(t, "DDA", reason, oda.DDANotBelow)
	_, reason = oda.VerifyDDA(icc.key(), nil, nil)
	s.expect(t, "DDA", reason, oda.DDALength)

	// fDDA: the same, over other data, and with the format that the use asks for.
	in := oda.FDDAInput{UN: anUN, Amount: [6]byte{5: 9}, Currency: [2]byte{9, 0x78}, Related: []byte{1, 2, 3, 4, 5, 6, 7}}
	terminal := bytes.Join([][]byte{in.UN[:], in.Amount[:], in.Currency[:], in.Related}, nil)
	for _, r := range []struct {
		row
		online bool
	}{
		{row{[]byte{5, 1, 3, 2, 0, 1}, nil, oda.OK}, false},
		{row{[]byte{0x95, 1, 3, 2, 0, 1}, nil, oda.OK}, true},
		{row{[]byte{5, 1, 3, 2, 0, 1}, nil, oda.FDDAFormat}, true},
		{row{[]byte{0x95, 1, 3, 2, 0, 1}, nil, oda.FDDAFormat}, false},
		{row{[]byte{5, 1, 3, 2, 0, 1}, at(-1, 0), oda.FDDATrailer}, false},
		{row{[]byte{5, 1, 3, 2, 0, 1}, at(0, 0), oda.FDDAHeader}, false},
		{row{[]byte{5, 0, 3, 2, 0, 1}, nil, oda.FDDAHashAlgorithm}, false},
		{row{[]byte{5, 1, 3, 2, 0, 1}, at(9, 9), oda.FDDAHash}, false},
		{row{[]byte{5, 1, 200, 2, 0, 1}, nil, oda.FDDADynamicLength}, false},
		{row{[]byte{5, 1, 2, 2, 0, 1}, nil, oda.FDDADynamicNumber}, false},
	} {
		in.SDAD, in.Online = icc.sign(append(padded(r.msg...), terminal...), r.tamper), r.online
		_, reason := oda.VerifyFDDA(icc.key(), in)
		s.expect(t, "fDDA", reason, r.want)
	}
	in.SDAD = icc.n
	_, reason = oda.VerifyFDDA(icc.key(), in)
	s.expect(t, "fDDA", reason, oda.FDDANotBelow)
	in.SDAD = icc.n[1:]
	_, reason = oda.VerifyFDDA(icc.key(), in)
	s.expect(t, "fDDA", reason, oda.FDDALength)
	in.Related = []byte{0, 2, 3, 4, 5, 6, 7}
	_, reason = oda.VerifyFDDA(icc.key(), in)
	s.expect(t, "fDDA", reason, oda.FDDAVersion)
	in.Related = nil
	_, reason = oda.VerifyFDDA(icc.key(), in)
	s.expect(t, "fDDA", reason, oda.FDDAData)

	// CDA.
	hash := sha1.Sum([]byte("transaction"))
	cda := func(before []byte, cid byte) []byte {
		msg := append(before, cid, 1, 2, 3, 4, 5, 6, 7, 8)
		return append(padded(append(msg, hash[:]...)...), anUN[:]...)
	}
	for _, r := range []row{
		{cda([]byte{5, 1, 32, 2, 0xAA, 0xBB}, 0x80), nil, oda.OK},
		{cda([]byte{5, 1, 38, 8, 1, 2, 3, 4, 5, 6, 7, 8}, 0x80), nil, oda.OK},
		{cda([]byte{5, 1, 60, 2, 0xAA, 0xBB}, 0x80), nil, oda.OK}, // a kernel's own data behind the hash code
		{cda([]byte{5, 1, 32, 2, 0xAA, 0xBB}, 0x80), at(-1, 0), oda.CDATrailer},
		{cda([]byte{5, 1, 32, 2, 0xAA, 0xBB}, 0x80), at(0, 0), oda.CDAHeader},
		{cda([]byte{4, 1, 32, 2, 0xAA, 0xBB}, 0x80), nil, oda.CDAFormat},
		{cda([]byte{5, 1, 31, 2, 0xAA, 0xBB}, 0x80), nil, oda.CDADynamicLength}, // the hash code is cut
		{cda([]byte{5, 1, 104, 2, 0xAA, 0xBB}, 0x80), nil, oda.CDADynamicLength},
		{cda([]byte{5, 1, 0, 2, 0xAA, 0xBB}, 0x80), nil, oda.CDADynamicNumber},
		{cda([]byte{5, 1, 32, 0xAA, 0xBB}, 0x80), nil, oda.CDADynamicNumber},
		{cda([]byte{5, 1, 32, 2, 0xAA, 0xBB}, 0x40), nil, oda.CDACID},
		{cda([]byte{5, 3, 32, 2, 0xAA, 0xBB}, 0x80), nil, oda.CDAHashAlgorithm},
		{cda([]byte{5, 1, 32, 2, 0xAA, 0xBB}, 0x80), at(-3, 0), oda.CDAHash},
	} {
		_, reason := oda.VerifyCDA(icc.key(), oda.CDAInput{
			SDAD: icc.sign(r.msg, r.tamper), UN: anUN, CID: 0x80, TransactionData: []byte("transaction"),
		})
		s.expect(t, "CDA", reason, r.want)
	}

	// SDA.
	for _, r := range []row{
		{[]byte{3, 1, 0xDA, 0xC0}, nil, oda.OK},
		{[]byte{3, 1, 0xDA, 0xC0}, at(-1, 0), oda.SDATrailer},
		{[]byte{3, 1, 0xDA, 0xC0}, at(0, 0), oda.SDAHeader},
		{[]byte{5, 1, 0xDA, 0xC0}, nil, oda.SDAFormat},
		{[]byte{3, 4, 0xDA, 0xC0}, nil, oda.SDAHashAlgorithm},
		{[]byte{3, 1, 0xDA, 0xC0}, at(-5, 0), oda.SDAHash},
	} {
		code, reason := oda.VerifySDA(icc.key(), icc.sign(append(padded(r.msg...), aStatic...), r.tamper), aStatic)
		s.expect(t, "SDA", reason, r.want)
		if reason == oda.OK && code != [2]byte{0xDA, 0xC0} {
			t.Errorf("Data Authentication Code %X", code)
		}
	}
}
