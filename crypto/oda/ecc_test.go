package oda_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"math/big"
	"testing"

	"filippo.io/nistec"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/internal/ecsdsa"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/sweep"
)

// An ecPair is an ECC key pair to sign with what nobody published.
type ecPair struct {
	suite byte
	d     []byte
	point []byte
}

// ecPairs are key pairs of a CA, an issuer and a card on the suite's curve. The first two are those of Book E.
func ecPairs(t testing.TB, suite byte) (ca, issuer, icc ecPair) {
	t.Helper()
	var pairs []ecPair
	for _, v := range vectors(t, "EC-SDSA") {
		if v.Bytes("suite")[0] == suite {
			pairs = append(pairs, ecPair{suite, v.Bytes("private key"), v.Bytes("point")})
		}
	}
	d := bytes.Repeat([]byte{0x21}, len(pairs[0].d))
	d[0] = 0
	return pairs[0], pairs[1], newPair(t, suite, d)
}

// newPair makes a key pair whose point has the lesser y-coordinate: -d if d's has not.
//
// EMV 4.4 B2 B2.2.4
func newPair(t testing.TB, suite byte, d []byte) ecPair {
	t.Helper()
	xy := multiply(suite, d)
	point, ok := ecsdsa.Point4x(ecsdsa.Suite(suite), xy[:len(xy)/2])
	if !ok {
		t.Fatal("no point")
	}
	if !bytes.Equal(point, xy) {
		minus := new(big.Int).Sub(curves[suite].n, new(big.Int).SetBytes(d))
		d = minus.FillBytes(make([]byte, len(d)))
	}
	return ecPair{suite, d, point}
}

func multiply(suite byte, k []byte) []byte {
	if suite == 0x11 {
		p, err := nistec.NewP521Point().ScalarBaseMult(k)
		if err != nil {
			panic(err)
		}
		return p.Bytes()[1:]
	}
	p, err := nistec.NewP256Point().ScalarBaseMult(k)
	if err != nil {
		panic(err)
	}
	return p.Bytes()[1:]
}

// signWith signs with the nonce k.
//
// EMV 4.4 B2 A2.2.2
func (p ecPair) signWith(k []byte, msg ...[]byte) []byte {
	field, n := len(p.point)/2, curves[p.suite].n
	h := sha256.New()
	if p.suite == 0x11 {
		h = sha512.New()
	}
	h.Write(multiply(p.suite, k)[:field])
	for _, m := range msg {
		h.Write(m)
	}
	r := h.Sum(nil)
	s := new(big.Int).Mul(new(big.Int).SetBytes(r), new(big.Int).SetBytes(p.d))
	s.Add(s, new(big.Int).SetBytes(k)).Mod(s, n)
	return append(r, s.FillBytes(make([]byte, field))...)
}

func (p ecPair) sign(msg ...[]byte) []byte {
	k := bytes.Repeat([]byte{0x35}, len(p.d))
	k[0] = 0
	return p.signWith(k, msg...)
}

func (p ecPair) ca() *capk.Key {
	return &capk.Key{RID: [5]byte(aRID), Index: 0x92, Algorithm: capk.Algorithm(p.suite), Point: p.point}
}

func (p ecPair) key() *oda.Key {
	return &oda.Key{Algorithm: capk.Algorithm(p.suite), Suite: p.suite, Point: p.point}
}

// The published private keys and nonces give the published signatures.
//
// EMV 4.4 B2 A2.2.2
// EMV 4.4 B2 annex B2.3
func TestSignaturesRecomputed(t *testing.T) {
	for _, v := range vectors(t, "EC-SDSA") {
		p := ecPair{v.Bytes("suite")[0], v.Bytes("private key"), v.Bytes("point")}
		if !bytes.Equal(multiply(p.suite, p.d), p.point) {
			t.Errorf("%s: another public key", v.Name)
		}
		if got := p.signWith(v.Bytes("k"), v.Bytes("message")); !bytes.Equal(got, v.Bytes("signature")) {
			t.Errorf("%s: %X", v.Name, got)
		}
	}
}

func eccIssuerCert(issuer ecPair) []byte {
	c := []byte{0x12, 0x00, 0x12, 0x34, 0x56, 0xFF, 0xFF, issuer.suite, 0x20, 0x26, 0x12, 0x31, 0, 0, 1}
	c = append(append(c, aRID...), 0x92)
	return append(c, issuer.point[:len(issuer.point)/2]...)
}

// notOnCurve is an x-coordinate that no point of either curve has.
func notOnCurve(field int) []byte {
	x := make([]byte, field)
	for {
		x[field-1]++
		if _, ok := ecsdsa.Point4x(ecsdsa.Suite(map[int]byte{32: 0x10, 66: 0x11}[field]), x); !ok {
			return x
		}
	}
}

// EMV 4.4 B2 12.3
func forgedECCIssuers(t *testing.T, s *seen) {
	for _, suite := range []byte{0x10, 0x11} {
		ca, issuer, _ := ecPairs(t, suite)
		for i, r := range []struct {
			edit func([]byte) []byte
			want oda.Reason
		}{
			{nil, oda.OK},
			{func(c []byte) []byte { c[0] = 0x14; return c }, oda.ECCIssuerFormat},                          // step 2
			{func(c []byte) []byte { c[1] = 0x01; return c }, oda.ECCIssuerEncoding},                        // step 3
			{func(c []byte) []byte { c[3] = 0x35; return c }, oda.ECCIssuerIdentifier},                      // step 4
			{func(c []byte) []byte { copy(c[2:], aPAN[:5]); return c }, oda.OK},                             // 10 digits
			{func(c []byte) []byte { c[3] = 0x4F; return c }, oda.ECCIssuerIdentifier},                      // 56 behind F
			{func(c []byte) []byte { c[11] = 0x30; return c }, oda.ECCIssuerExpired},                        // step 5: the day before
			{func(c []byte) []byte { c[10] = 0x13; return c }, oda.ECCIssuerExpired},                        // month 13
			{func(c []byte) []byte { c[8] = 0x2B; return c }, oda.ECCIssuerExpired},                         // no number
			{func(c []byte) []byte { c[19] = 0xFE; return c }, oda.ECCIssuerCA},                             // step 6: RID
			{func(c []byte) []byte { c[20] = 0x93; return c }, oda.ECCIssuerCA},                             // index
			{func(c []byte) []byte { c[14] = 2; return c }, oda.ECCIssuerRevoked},                           // step 7
			{func(c []byte) []byte { c[7] = 0x12; return c }, oda.ECCIssuerSuite},                           // step 8: assigned for later
			{func(c []byte) []byte { c[7] = 0x80; return c }, oda.ECCIssuerSuite},                           // SM2
			{func(c []byte) []byte { c[7] ^= 0x01; return c }, oda.ECCIssuerLength},                         // step 9: the other curve
			{func(c []byte) []byte { return append(c, 0) }, oda.ECCIssuerLength},                            // a byte more
			{func(c []byte) []byte { return append(c[:21], notOnCurve(len(c)-21)...) }, oda.ECCIssuerPoint}, // step 12
		} {
			if !sweep.Full() && suite == 0x11 && i%5 != 0 {
				continue // P-521 is slow
			}
			c := eccIssuerCert(issuer)
			if r.edit != nil {
				c = r.edit(c)
			}
			revoked, err := capk.NewSet(nil, capk.Revocation{RID: [5]byte(aRID), Index: 0x92, Serial: [3]byte{0, 0, 2}})
			if err != nil {
				t.Fatal(err)
			}
			in := oda.ECCIssuerInput{
				Certificate: append(c, ca.sign(c)...), PAN: aPAN, RID: [5]byte(aRID), Date: [4]byte{0x20, 0x26, 0x12, 0x31}, CRL: revoked,
			}
			key, reason := oda.RecoverIssuerECC(ca.ca(), in)
			s.expect(t, "ECC issuer", reason, r.want)
			if reason == oda.OK && (!bytes.Equal(key.Point, issuer.point) || key.Suite != suite || !bytes.Equal(key.Serial, []byte{0, 0, 1})) {
				t.Errorf("ECC issuer: %+v", key)
			}
			if r.want == oda.OK {
				undated, elsewhere, other := in, in, *ca.ca()
				undated.Date, elsewhere.RID[0], other.RID[0] = [4]byte{}, 0xA0, 0xA0
				_, reason = oda.RecoverIssuerECC(ca.ca(), undated) // step 5: no clock
				s.expect(t, "ECC issuer", reason, oda.ECCIssuerExpired)
				_, reason = oda.RecoverIssuerECC(ca.ca(), elsewhere) // step 6: another application's RID
				s.expect(t, "ECC issuer", reason, oda.ECCIssuerCA)
				_, reason = oda.RecoverIssuerECC(&other, in) // step 6: another RID's key
				s.expect(t, "ECC issuer", reason, oda.ECCIssuerCA)
			}
			in.Certificate = in.Certificate[:20] // step 1
			_, reason = oda.RecoverIssuerECC(ca.ca(), in)
			s.expect(t, "ECC issuer", reason, oda.ECCIssuerShort)
			if r.want == oda.OK {
				in.Certificate = append(c, issuer.sign(c)...) // step 11: signed by another key
				_, reason = oda.RecoverIssuerECC(ca.ca(), in)
				s.expect(t, "ECC issuer", reason, oda.ECCIssuerSignature)
			}
		}
	}
}

// An issuer's key may be on another curve than the CA's.
//
// EMV 4.4 B2 12.3 table 35
// EMV 4.4 B2 annex B2.4.1
func TestCurvesMixed(t *testing.T) {
	ca, _, _ := ecPairs(t, 0x11)
	_, issuer, _ := ecPairs(t, 0x10)
	c := eccIssuerCert(issuer)
	in := oda.ECCIssuerInput{Certificate: append(c, ca.sign(c)...), PAN: aPAN, RID: [5]byte(aRID), Date: [4]byte{0x20, 0x26, 0x12, 0x31}}
	if key, reason := oda.RecoverIssuerECC(ca.ca(), in); reason != oda.OK || !bytes.Equal(key.Point, issuer.point) {
		t.Errorf("%v %+v", reason, key)
	}
}

// eccICCCert is an ICC certificate without signature for a key with this suite.
func eccICCCert(icc ecPair, suite, encoding, hash byte, static []byte) []byte {
	c := []byte{0x14, 0x00, suite, 0x20, 0x26, 0x12, 0x31, 0x23, 0x59, 0, 0, 0, 0, 0, 1, encoding, hash}
	if hash == 0x03 {
		sum := sha512.Sum512(static)
		c = append(c, sum[:]...)
	} else {
		sum := sha256.Sum256(static)
		c = append(c, sum[:]...)
	}
	return append(c, icc.point[:len(icc.point)/2]...)
}

// EMV 4.4 B2 12.4, 13.1, C-8 1.0 7.2.6
func forgedECCICCs(t *testing.T, s *seen) {
	at := func(i int, b byte) func([]byte) []byte {
		return func(c []byte) []byte { c[i] = b; return c }
	}
	for _, suite := range []byte{0x10, 0x11} {
		_, issuer, icc := ecPairs(t, suite)
		now := [6]byte{0x20, 0x26, 0x12, 0x31, 0x23, 0x58}
		minute := [6]byte{0x20, 0x26, 0x12, 0x31, 0x23, 0x59}
		later := [6]byte{0x20, 0x27, 0x01, 0x01, 0x00, 0x00}
		hash := byte(0x02)
		if suite == 0x10 {
			hash = 0x03 // P-521 twice leaves no room for SHA-512 in a record; here it would pass all the same
		}
		for i, r := range []struct {
			use            oda.Use
			suite          byte
			encoding, hash byte
			now            [6]byte
			edit           func([]byte) []byte
			want           oda.Reason
		}{
			{oda.UseXDA, suite, 0, 2, now, nil, oda.OK},
			{oda.UseXDA, suite, 0, hash, now, nil, oda.OK},
			{oda.UseODE, suite & 0x0F, 0, 2, now, nil, oda.OK},
			{oda.UseXDA, suite, 0, 2, now, at(0, 0x12), oda.ECCICCFormat},                                                              // step 2
			{oda.UseXDA, suite, 0, 2, now, at(1, 0x01), oda.ECCICCEncoding},                                                            // step 3
			{oda.UseXDA, suite, 0, 2, minute, nil, oda.ECCICCExpired},                                                                  // step 4: later, not equal
			{oda.UseXDA, suite, 0, 2, later, nil, oda.ECCICCExpired},                                                                   //
			{oda.UseXDA, suite, 0, 2, now, at(7, 0x24), oda.ECCICCExpired},                                                             // 24:59
			{oda.UseXDA, suite, 0, 2, now, at(8, 0x60), oda.ECCICCExpired},                                                             // 23:60
			{oda.UseXDA, suite, 0, 2, now, at(8, 0x5A), oda.ECCICCExpired},                                                             // no number
			{oda.UseXDA, suite, 0, 2, now, at(6, 0x32), oda.ECCICCExpired},                                                             // December 32
			{oda.UseXDA, suite, 0, 2, [6]byte{}, nil, oda.ECCICCExpired},                                                               // no clock
			{oda.UseXDA, suite & 0x0F, 0, 2, now, nil, oda.ECCICCSuite},                                                                // step 5: a key to encipher with
			{oda.UseODE, suite, 0, 2, now, nil, oda.ECCICCSuite},                                                                       // a key to sign with
			{oda.UseXDA, 0x80, 0, 2, now, nil, oda.ECCICCSuite},                                                                        // SM2
			{oda.UseODE, 0x88, 0, 2, now, nil, oda.ECCICCSuite},                                                                        //
			{oda.UseXDA, suite, 1, 2, now, nil, oda.ECCICCHashEncoding},                                                                // Kernel 8's
			{oda.UseXDA, suite, 2, 2, now, nil, oda.ECCICCHashEncoding},                                                                //
			{oda.UseXDA, suite, 0, 4, now, nil, oda.ECCICCHashAlgorithm},                                                               // step 6
			{oda.UseXDA, suite, 0, 1, now, nil, oda.ECCICCHashAlgorithm},                                                               // SHA-1
			{oda.UseXDA, suite, 0, 2, now, at(16, 3), oda.ECCICCLength},                                                                // step 7
			{oda.UseXDA, suite ^ 1, 0, 2, now, nil, oda.ECCICCLength},                                                                  // the other curve
			{oda.UseXDA, suite, 0, 2, now, at(48, 0), oda.ECCICCHash},                                                                  // step 8
			{oda.UseXDA, suite, 0, 2, now, func(c []byte) []byte { return append(c[:49], notOnCurve(len(c)-49)...) }, oda.ECCICCPoint}, // step 11
			{oda.UseKernel8, suite, 1, 2, now, nil, oda.ECCICCSuite},
		} {
			if !sweep.Full() && suite == 0x11 && i%5 != 0 && r.use == oda.UseXDA {
				continue // P-521 is slow
			}
			c := eccICCCert(icc, r.suite, r.encoding, r.hash, aStatic)
			if r.edit != nil {
				c = r.edit(c)
			}
			in := oda.ECCICCInput{Certificate: append(bytes.Clone(c), issuer.sign(c)...), StaticData: aStatic, Now: r.now, Use: r.use}
			key, reason := oda.RecoverICCECC(issuer.key(), in)
			s.expect(t, "ECC ICC", reason, r.want)
			if reason == oda.OK && (!bytes.Equal(key.Point, icc.point) || key.Suite != r.suite || !bytes.Equal(key.Serial, []byte{0, 0, 0, 0, 0, 1})) {
				t.Errorf("ECC ICC: %+v", key)
			}
			in.Certificate = in.Certificate[:16] // step 1
			_, reason = oda.RecoverICCECC(issuer.key(), in)
			s.expect(t, "ECC ICC", reason, oda.ECCICCShort)
			if r.want == oda.OK {
				in.Certificate = append(c, icc.sign(c)...) // step 10: signed by another key
				_, reason = oda.RecoverICCECC(issuer.key(), in)
				s.expect(t, "ECC ICC", reason, oda.ECCICCSignature)
			}
		}
	}
	// Kernel 8: suite 00 alone, hash encoding 01, SHA-256, and good up to and including the minute it names.
	_, issuer, icc := ecPairs(t, 0x10)
	for _, r := range []struct {
		suite, encoding, hash byte
		now                   [6]byte
		want                  oda.Reason
	}{
		{0, 1, 2, [6]byte{0x20, 0x26, 0x12, 0x31, 0x23, 0x59}, oda.OK},
		{0, 1, 2, [6]byte{0x20, 0x27, 0x01, 0x01, 0x00, 0x00}, oda.ECCICCExpired},
		{1, 1, 2, [6]byte{0x20, 0x26, 0x12, 0x31, 0x23, 0x59}, oda.ECCICCSuite},
		{0, 0, 2, [6]byte{0x20, 0x26, 0x12, 0x31, 0x23, 0x59}, oda.ECCICCHashEncoding},
		{0, 1, 3, [6]byte{0x20, 0x26, 0x12, 0x31, 0x23, 0x59}, oda.ECCICCHashAlgorithm},
	} {
		c := eccICCCert(icc, r.suite, r.encoding, r.hash, aStatic)
		_, reason := oda.RecoverICCECC(issuer.key(), oda.ECCICCInput{
			Certificate: append(c, issuer.sign(c)...), StaticData: aStatic, Now: r.now, Use: oda.UseKernel8,
		})
		s.expect(t, "Kernel 8", reason, r.want)
	}
}

// EMV 4.4 B2 12.5.3
func forgedXDAs(t *testing.T, s *seen) {
	for _, suite := range []byte{0x10, 0x11} {
		_, other, icc := ecPairs(t, suite)
		data := []byte("PDOL, CDOL1 and response")
		good := append([]byte{0x15}, icc.sign([]byte{0x15}, data)...)
		for _, r := range []struct {
			sdad, data []byte
			want       oda.Reason
		}{
			{good, data, oda.OK},
			{good[:len(good)-1], data, oda.XDALength},                                         // step 1
			{append(good[:len(good):len(good)], 0), data, oda.XDALength},                      //
			{nil, data, oda.XDALength},                                                        //
			{append([]byte{0x05}, good[1:]...), data, oda.XDAFormat},                          // step 2
			{good, data[1:], oda.XDASignature},                                                // step 3
			{append([]byte{0x15}, icc.sign(data)...), data, oda.XDASignature},                 // the format is signed too
			{append([]byte{0x15}, other.sign([]byte{0x15}, data)...), data, oda.XDASignature}, // another key
		} {
			s.expect(t, "XDA", oda.VerifyXDA(icc.key(), oda.XDAInput{SDAD: r.sdad, TransactionData: r.data}), r.want)
		}
		for i := range good {
			if !sweep.Sample(i, 100) {
				continue
			}
			bad := bytes.Clone(good)
			bad[i] ^= 0x01
			if reason := oda.VerifyXDA(icc.key(), oda.XDAInput{SDAD: bad, TransactionData: data}); reason == oda.OK {
				t.Errorf("XDA: byte %d changed, accepted", i)
			}
		}
	}
}

// The x-coordinate of the base point of P-256 has its point, SP 800-186 3.2.1.3; about half of all numbers have none.
//
// C-8 1.2 7.2.6
func TestKeyAgreementPoint(t *testing.T) {
	g, _ := hex.DecodeString("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296")

	y, _ := hex.DecodeString("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5")
	if point, ok := oda.KeyAgreementPoint(g); !ok || !bytes.Equal(point, append(bytes.Clone(g), y...)) {
		t.Errorf("%X %v", point, ok)
	}
	for _, x := range [][]byte{nil, g[1:], make([]byte, 33), bytes.Repeat([]byte{0xFF}, 32)} {
		if _, ok := oda.KeyAgreementPoint(x); ok {
			t.Errorf("%X has a point", x)
		}
	}
	none := 0
	for i := range byte(32) {
		x := make([]byte, 32)
		x[31] = i
		if _, ok := oda.KeyAgreementPoint(x); !ok {
			none++
		}
	}
	if none == 0 || none == 32 {
		t.Errorf("%d of 32 small numbers have no point", none)
	}
}
