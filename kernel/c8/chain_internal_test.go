package c8

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors"
)

// The chain of Book E that others have published: its issuer's key is recovered; the card's certificate has the hash of static data that nobody has published.
// C-8 7.2.1, 7.2.5, 7.2.6
// C.3, C.4, C.24, C.25, C.25a, C.27, C.28, C.29, C.30, C.31, C.32, C.33, C.36, C.37, C.42
func TestPublishedChain(t *testing.T) {
	files, err := testvectors.ODA()
	if err != nil {
		t.Fatal(err)
	}
	chain := map[string]testvectors.ODAVector{}
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Name == "p256_chain" {
				chain[v.Kind] = v
			}
		}
	}
	issuer, card := chain["ECC issuer certificate"], chain["ECC ICC certificate"]
	key := capk.Key{RID: [5]byte(issuer.Bytes("rid")), Index: issuer.Bytes("index")[0], Algorithm: capk.ECCP256, Point: issuer.Bytes("point"), Source: "Book E", Test: true}
	key.Checksum = key.Sum()
	keys, err := capk.NewSet([]capk.Key{key})
	if err != nil {
		t.Fatal(err)
	}
	utc := [6]byte{0x20, 0x26, 0x07, 0x01, 0x12, 0x30}
	whole := request{
		kind: processIssuerCertificate, data: issuer.Bytes("certificate"), pan: issuer.Bytes("pan"), index: key.Index, dfName: issuer.Bytes("rid"), keys: keys, utc: utc,
	}
	for name, change := range map[string]func(*request){
		"ok": func(*request) {}, "another PAN": func(r *request) { r.pan = unhex("4761739001010119") }, "another index": func(r *request) { r.index++ },
		"another application": func(r *request) { r.dfName = unhex("A0000000031010") }, "later": func(r *request) { r.utc[0] = 0x21 },
		"altered": func(r *request) { r.data = bytes.Clone(r.data); r.data[30] ^= 1 }, "no keys": func(r *request) { r.keys = nil },
	} {
		alone(t, func(c *processC) {
			r, want, kind := whole, issuerCertificateFail, keyNone
			if change(&r); name == "ok" {
				want, kind = issuerCertificateOK, keyECC
			}
			if a := c.asked(t, r); a.signal != want || c.keyType != kind {
				t.Errorf("%s: %b, %d", name, a.signal, c.keyType)
			}
			if a := c.asked(t, request{kind: processICCCertificate, data: card.Bytes("certificate"), aip: []byte{0, 0}, utc: utc}); a.signal != iccCertificateFail || c.icc != nil {
				t.Errorf("%s: %b", name, a.signal)
			}
			if a := c.asked(t, request{kind: processBlindingFactor}); a.signal != blindingFactorFail {
				t.Errorf("%s: %b", name, a.signal)
			}
		})
	}
}

// A key of the certification authority's for no suite of this kernel's, and RSA where it is not enabled.
// C-8 7.2.5
// C.24, C.24a, C.27, C.29, C.30
func TestIssuerCertificateSuites(t *testing.T) {
	for name, algorithm := range map[string]capk.Algorithm{"P-521": capk.ECCP521, "RSA": capk.RSA} {
		alone(t, func(c *processC) {
			c.keyType = keyECC
			ca := &capk.Key{Algorithm: algorithm}
			if _, reason := c.issuerKey(ca); reason != oda.KeyAlgorithm {
				t.Errorf("%s: %v", name, reason)
			}
		})
	}
}

// issuerKey recovers no issuer's key with a certification authority's.
func (c *processC) issuerKey(ca *capk.Key) (oda.Key, oda.Reason) {
	reason := c.recoverIssuer(ca, [5]byte{}, &request{})
	return c.issuer, reason
}
