package oda_test

import (
	"fmt"
	"math/big"
	"testing"

	"filippo.io/nistec"

	"github.com/emvgo/emv/crypto/internal/ecsdsa"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors"
)

// The whole recovery of an issuer or ICC key, beside the modular exponentiation in it.
//
// EMV 4.4 B2 6.3, 6.4, B2.1.3
func BenchmarkRSA(b *testing.B) {
	for _, v := range vectors(b, "issuer certificate", "ICC certificate") {
		if v.Name == "emvutils_emv_rsa_test" && v.Kind == "issuer certificate" || v.Name == "binaryfoo_contact-mastercard_1" && v.Kind == "ICC certificate" {
			benchmarkRSA(b, v)
		}
	}
}

func benchmarkRSA(b *testing.B, v testvectors.ODAVector) {
	name := fmt.Sprintf("%s of %d bytes, e=%s", v.Kind, len(v.Bytes("modulus")), v.Inputs["exponent"])
	b.Run(name+"/oda", func(b *testing.B) {
		b.ReportAllocs()
		if v.Kind == "issuer certificate" {
			ca, in := issuerInput(v)
			for b.Loop() {
				if _, reason := oda.RecoverIssuer(ca, in); reason != oda.OK {
					b.Fatal(reason)
				}
			}
			return
		}
		issuer, in := iccInput(v)
		for b.Loop() {
			if _, reason := oda.RecoverICC(issuer, in); reason != oda.OK {
				b.Fatal(reason)
			}
		}
	})
	b.Run(name+"/bare math/big Exp", func(b *testing.B) {
		b.ReportAllocs()
		n := new(big.Int).SetBytes(v.Bytes("modulus"))
		e := new(big.Int).SetBytes(v.Bytes("exponent"))
		s := new(big.Int).SetBytes(v.Bytes("certificate"))
		x := new(big.Int)
		for b.Loop() {
			x.Exp(s, e, n)
		}
	})
}

// Two certificates and a CDA signature under keys of 248, 176 and 128 bytes with exponent 3, beside the three modular exponentiations in them.
//
// EMV 4.4 B2 6.3, 6.4, 6.6.2
func BenchmarkChain(b *testing.B) {
	issuer, icc, cda := chosen(b, "issuer certificate", 248), chosen(b, "ICC certificate", 176), chosen(b, "CDA", 128)
	b.Run("oda", func(b *testing.B) {
		ca, in := issuerInput(issuer)
		issuerKey, iccIn := iccInput(icc)
		iccKey, cdaIn := signer(cda), cdaInput(cda)
		b.ReportAllocs()
		for b.Loop() {
			_, r1 := oda.RecoverIssuer(ca, in)
			_, r2 := oda.RecoverICC(issuerKey, iccIn)
			_, r3 := oda.VerifyCDA(iccKey, cdaIn)
			if r1 != oda.OK || r2 != oda.OK || r3 != oda.OK {
				b.Fatal(r1, r2, r3)
			}
		}
	})
	b.Run("bare math/big Exp", func(b *testing.B) {
		type operation struct{ n, s *big.Int }
		number := func(v testvectors.ODAVector, name string) *big.Int { return new(big.Int).SetBytes(v.Bytes(name)) }
		list := [...]operation{
			{number(issuer, "modulus"), number(issuer, "certificate")},
			{number(icc, "modulus"), number(icc, "certificate")},
			{number(cda, "modulus"), number(cda, "signature")},
		}
		x, e := new(big.Int), big.NewInt(3)
		b.ReportAllocs()
		for b.Loop() {
			for _, o := range list {
				x.Exp(o.s, e, o.n)
			}
		}
	})
}

// chosen is the first published vector of a kind under a key of n bytes with exponent 3 that verifies.
func chosen(b *testing.B, kind string, n int) testvectors.ODAVector {
	for _, v := range vectors(b, kind) {
		if reason, _ := run(v); len(v.Bytes("modulus")) == n && v.Inputs["exponent"] == "03" && reason == oda.OK.String() {
			return v
		}
	}
	b.Fatalf("no %s under a key of %d bytes", kind, n)
	return testvectors.ODAVector{}
}

// The verification of an XDA signature, beside the two multiplications and the addition in it.
//
// EMV 4.4 B2 12.5.3, A2.2.3
func BenchmarkXDA(b *testing.B) {
	for _, suite := range []byte{0x10, 0x11} {
		_, _, icc := ecPairs(b, suite)
		data := make([]byte, 120)
		in := oda.XDAInput{SDAD: append([]byte{0x15}, icc.sign([]byte{0x15}, data)...), TransactionData: data}
		name := map[byte]string{0x10: "P-256", 0x11: "P-521"}[suite]
		b.Run(name+"/oda", func(b *testing.B) {
			b.ReportAllocs()
			key := icc.key()
			for b.Loop() {
				if reason := oda.VerifyXDA(key, in); reason != oda.OK {
					b.Fatal(reason)
				}
			}
		})
		b.Run(name+"/bare nistec", func(b *testing.B) {
			b.ReportAllocs()
			if suite == 0x11 {
				p, err := nistec.NewP521Point().SetBytes(append([]byte{4}, icc.point...))
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					s, _ := nistec.NewP521Point().ScalarBaseMult(icc.d)
					r, _ := nistec.NewP521Point().ScalarMult(p, icc.d)
					s.Add(s, r).BytesX()
				}
				return
			}
			p, err := nistec.NewP256Point().SetBytes(append([]byte{4}, icc.point...))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				s, _ := nistec.NewP256Point().ScalarBaseMult(icc.d)
				r, _ := nistec.NewP256Point().ScalarMult(p, icc.d)
				s.Add(s, r).BytesX()
			}
		})
	}
}

// A whole ECC certificate chain, of which two points are found by their x-coordinates.
//
// EMV 4.4 B2 12.3, B2.2.1
func BenchmarkECCIssuer(b *testing.B) {
	for _, v := range vectors(b, "ECC issuer certificate") {
		ca, in := eccIssuerInput(v)
		b.Run(v.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, reason := oda.RecoverIssuerECC(ca, in); reason != oda.OK {
					b.Fatal(reason)
				}
			}
		})
		b.Run(v.Name+"/Point4x", func(b *testing.B) {
			x := v.Want("point")[:len(v.Want("point"))/2]
			for b.Loop() {
				if _, ok := ecsdsa.Point4x(ecsdsa.Suite(v.Want("suite")[0]), x); !ok {
					b.Fatal()
				}
			}
		})
	}
}
