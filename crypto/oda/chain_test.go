package oda_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
)

// From the published self-signed CA key over the published issuer certificate to a card's key and its signature, made
// here under the published issuer key.
//
// EMV 4.4 B2 11.2.1, 12.2, 12.3, 12.4, 12.5.3, EMV 4.4 B2 annex B2.3, EMV 4.4 B2 annex B2.4.1
func TestWholeECCChain(t *testing.T) {
	self := vectors(t, "ECC CA certificate")[0]
	key, err := capk.ParseSelfSigned(self.Bytes("certificate"))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := capk.NewSet([]capk.Key{key})
	if err != nil {
		t.Fatal(err)
	}
	v := vectors(t, "ECC issuer certificate")[0]
	_, in := eccIssuerInput(v)
	in.CRL = keys
	ca, ok := keys.Lookup(in.RID, in.Certificate[20])
	if !ok {
		t.Fatal("no CA key")
	}
	issuer, reason := oda.RecoverIssuerECC(ca, in)
	if reason != oda.OK {
		t.Fatal(reason)
	}
	_, signer, card := ecPairs(t, 0x10)
	static, reason := oda.AppendICCD([]byte("records"), []byte{0x39, 0x01}, []byte{0xA0, 0, 0, 0, 4, 0x10, 0x10}, nil)
	if reason != oda.OK {
		t.Fatal(reason)
	}
	now := [6]byte{0x20, 0x26, 0x11, 0x23, 0x07, 0x00}
	recover := func(use oda.Use, suite byte) oda.Key {
		t.Helper()
		c := eccICCCert(card, suite, 0x00, 0x02, static)
		key, reason := oda.RecoverICCECC(&issuer, oda.ECCICCInput{
			Certificate: append(c, signer.sign(c)...), StaticData: static, Now: now, Use: use,
		})
		if reason != oda.OK {
			t.Fatal(reason)
		}
		return key
	}
	icc, ode := recover(oda.UseXDA, 0x10), recover(oda.UseODE, 0x00)
	if !bytes.Equal(icc.Point, ode.Point) {
		t.Error("two points from one key")
	}
	data := append([]byte("PDOL and CDOL1"), 0x9F, 0x27, 0x01, 0x80)
	xda := oda.XDAInput{SDAD: append([]byte{0x15}, card.sign([]byte{0x15}, data)...), TransactionData: data}
	if reason := oda.VerifyXDA(&icc, xda); reason != oda.OK {
		t.Error(reason)
	}
	// The certificate says what the key is for.
	if reason := oda.VerifyXDA(&ode, xda); reason != oda.KeyAlgorithm {
		t.Errorf("a key to encipher with verifies: %v", reason)
	}
}

// Self-signed CA certificates on both curves, made here; what another key signed is refused.
//
// EMV 4.4 B2 11.2.1 table 29
func TestSelfSigned(t *testing.T) {
	for suite, size := range map[byte]int{0x10: 105, 0x11: 205} {
		ca, other, _ := ecPairs(t, suite)
		c := append([]byte{0x20, 0x00, 0xAF, 0xFF, 0xFF, 0xFF, 0xFF, 0x92, suite}, ca.point[:len(ca.point)/2]...)
		whole := append(bytes.Clone(c), ca.sign(c)...)
		key, err := capk.ParseSelfSigned(whole)
		if err != nil || len(whole) != size || !bytes.Equal(key.Point, ca.point) || key.RID != [5]byte(aRID) || key.Index != 0x92 || byte(key.Algorithm) != suite {
			t.Errorf("suite %02X: %v %+v", suite, err, key)
		}
		if _, err := capk.NewSet([]capk.Key{key}); err != nil {
			t.Error(err)
		}
		if _, err := capk.ParseSelfSigned(append(c, other.sign(c)...)); err != capk.CertificateSignature {
			t.Errorf("suite %02X, signed by another: %v", suite, err)
		}
		for n := range whole {
			if _, err := capk.ParseSelfSigned(whole[:n]); err != capk.CertificateLength {
				t.Errorf("suite %02X, %d bytes: %v", suite, n, err)
			}
		}
	}
}
