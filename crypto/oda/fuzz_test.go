package oda_test

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/internal/ecsdsa"
	"github.com/emvgo/emv/crypto/oda"
)

// FuzzRecover signs whatever block the fuzzer makes, with a hash that fits if it says so, and asserts that a key comes
// out only if every rule of the book holds for it, that the inputs stay as they are, and that the key is the one that
// was put in.
//
// EMV 4.4 B2 6.3
func FuzzRecover(f *testing.F) {
	ca, issuer, icc := pairs(f)
	for _, subject := range []pair{issuer, icc} {
		c := issuerCert(ca, subject)
		msg := append(bytes.Clone(c.header), c.digits...)
		f.Add(msg, c.remainder, c.exponent, true)
		f.Add(msg[:20], c.remainder, c.exponent, true)
		f.Add(msg, c.exponent, c.remainder, true)
		f.Add(msg, c.remainder, c.exponent, false)
	}
	f.Fuzz(func(t *testing.T, msg, remainder, exponent []byte, fits bool) {
		const field = 176 - 22
		block := append(bytes.Clone(msg), bytes.Repeat([]byte{0xBB}, field)...)[:field]
		hash := sha1.Sum(bytes.Join([][]byte{block, remainder, exponent}, nil))
		if !fits {
			hash[0] ^= 1
		}
		signed := ca.raw(append(append(append([]byte{0x6A}, block...), hash[:]...), 0xBC))
		in := oda.IssuerInput{
			Certificate: signed, Remainder: bytes.Clone(remainder), Exponent: bytes.Clone(exponent),
			PAN: aPAN, RID: [5]byte(aRID), Date: aDate,
		}
		key, reason := oda.RecoverIssuer(ca.ca(), in)
		if !bytes.Equal(in.Remainder, remainder) || !bytes.Equal(in.Exponent, exponent) || !bytes.Equal(in.Certificate, ca.raw(append(append(append([]byte{0x6A}, block...), hash[:]...), 0xBC))) {
			t.Fatal("an input changed")
		}
		if reason != oda.OK {
			if key.Modulus != nil || key.Exponent != nil || key.Algorithm != 0 || reason.Clause() == "" {
				t.Fatalf("%v, and yet %+v", reason, key)
			}
			return
		}
		n := int(block[12])
		whole := append(bytes.Clone(block[14:]), remainder...)
		if n <= 140 {
			whole = whole[:n]
		}
		switch {
		case !fits, block[0] != 2, block[10] != 1, block[11] != 1:
			t.Fatal("hash, format or algorithm")
		case !bytes.Equal(key.Modulus, whole), len(whole) != n, n > 176, n < 42, whole[0] < 0x80, whole[n-1]%2 == 0:
			t.Fatalf("modulus %X of block %X", key.Modulus, block)
		case !bytes.Equal(key.Exponent, exponent), len(exponent) != int(block[13]), !bytes.Equal(exponent, []byte{3}) && !bytes.Equal(exponent, []byte{1, 0, 1}):
			t.Fatalf("exponent %X", key.Exponent)
		case !bytes.Equal(key.Serial, block[7:10]), key.Algorithm != capk.RSA:
			t.Fatalf("serial %X", key.Serial)
		case bytes.Compare(key.Expiry[:], []byte{0x20, 0x26, 0x12, 0x31}) < 0:
			t.Fatalf("expired on %X", key.Expiry)
		case block[1] != 0x12 || block[2]>>4 != 3:
			t.Fatalf("identifier %X", block[1:5])
		}
	})
}

// FuzzRawCertificate gives the functions bytes that nobody signed: no key may come out of them, whatever they are.
//
// EMV 4.4 B2 6.3, 6.4, 12.3, 12.4
func FuzzRawCertificate(f *testing.F) {
	for _, v := range vectors(f, "issuer certificate", "ICC certificate", "ECC issuer certificate", "ECC ICC certificate") {
		if v.Name != "emvpt_vesa_electron_1" { // genuine under the keys below
			f.Add(v.Bytes("certificate"), v.Bytes("remainder"), v.Bytes("pan"))
		}
	}
	ca, issuer, _ := pairs(f)
	eca, eissuer, _ := ecPairs(f, 0x10)
	f.Fuzz(func(t *testing.T, certificate, remainder, pan []byte) {
		_, r1 := oda.RecoverIssuer(ca.ca(), oda.IssuerInput{Certificate: certificate, Remainder: remainder, Exponent: []byte{3}, PAN: pan, Date: aDate})
		_, r2 := oda.RecoverICC(issuer.key(), oda.ICCInput{Certificate: certificate, Remainder: remainder, Exponent: []byte{3}, PAN: pan, Date: aDate})
		k := eca.ca()
		k.RID = [5]byte{} // no certificate names it, so that the signature must not matter
		_, r3 := oda.RecoverIssuerECC(k, oda.ECCIssuerInput{Certificate: certificate, PAN: pan, Date: [4]byte{0x20, 0x26, 0x01, 0x01}})
		_, r4 := oda.RecoverICCECC(eissuer.key(), oda.ECCICCInput{Certificate: certificate, StaticData: remainder, Use: oda.UseKernel8, Now: [6]byte{0x20, 0x26, 0x01, 0x01}})
		for _, r := range []oda.Reason{r1, r2, r3, r4} {
			if r == oda.OK {
				t.Fatal("a key came out")
			}
		}
	})
}

// FuzzSDSA signs with any nonce, changes any byte, and asserts that the verdict is that of the affine formulas: genuine
// only if nothing changed.
//
// EMV 4.4 B2 A2.2.3
func FuzzSDSA(f *testing.F) {
	f.Add([]byte("nonce"), []byte("message"), uint8(0), byte(0))
	f.Add([]byte{}, []byte{}, uint8(31), byte(1))
	f.Add([]byte{1}, []byte("m"), uint8(63), byte(0x80))
	_, _, icc := ecPairs(f, 0x10)
	f.Fuzz(func(t *testing.T, seed, msg []byte, at uint8, change byte) {
		nonce := sha256.Sum256(seed)
		nonce[0] &= 0x7F // below the order
		sig := icc.signWith(nonce[:], msg)
		sig[int(at)%len(sig)] ^= change
		genuine := ecsdsa.Verify(ecsdsa.P256, icc.point, sig, msg) == 0
		if genuine != (change == 0) || genuine != curves[0x10].verify(icc.point, sig, msg) {
			t.Fatalf("%X over %X: genuine is %v", sig, msg, genuine)
		}
	})
}
