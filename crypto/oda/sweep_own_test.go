package oda_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/sweep"
)

// An own is what nobody published, or only with account numbers of live cards, and the tests sign themselves: its parts, and for each the reasons that may follow
// when a byte of it changes.
type own struct {
	name    string
	parts   [][]byte
	reasons [][]oda.Reason
	verify  func(parts [][]byte) oda.Reason
}

// owns are an ICC PIN encipherment certificate, an fDDA signature with format '95', and the ECC ICC certificates of the
// three uses.
func owns(t *testing.T) []own {
	_, issuer, icc := pairs(t)
	c := iccCert(issuer, icc, nil)
	broken := []oda.Reason{oda.PINNotBelow, oda.PINTrailer, oda.PINHeader, oda.PINFormat, oda.PINHash}
	list := []own{{
		"ICC PIN encipherment certificate",
		[][]byte{c.sign(issuer, nil), c.exponent, aPAN},
		[][]oda.Reason{broken, {oda.PINHash}, {oda.PINPAN}},
		func(p [][]byte) oda.Reason {
			_, reason := oda.RecoverICCPIN(issuer.key(), oda.ICCInput{Certificate: p[0], Exponent: p[1], PAN: p[2], Date: aDate})
			return reason
		},
	}}

	terminal := [][]byte{anUN[:], {0, 0, 0, 0, 9, 0}, {9, 0x78}, {1, 2, 3, 4, 5, 6, 7}}
	sdad := icc.sign(append(padded(0x95, 1, 3, 2, 0, 1), bytes.Join(terminal, nil)...), nil)
	broken = []oda.Reason{oda.FDDANotBelow, oda.FDDATrailer, oda.FDDAHeader, oda.FDDAFormat, oda.FDDAHash}
	hash := []oda.Reason{oda.FDDAHash}
	list = append(list, own{
		"fDDA 95",
		append([][]byte{sdad}, terminal...),
		[][]oda.Reason{broken, hash, hash, hash, {oda.FDDAHash, oda.FDDAVersion}},
		func(p [][]byte) oda.Reason {
			_, reason := oda.VerifyFDDA(icc.key(), oda.FDDAInput{
				SDAD: p[0], UN: [4]byte(p[1]), Amount: [6]byte(p[2]), Currency: [2]byte(p[3]), Related: p[4], Online: true,
			})
			return reason
		},
	})

	for _, r := range []struct {
		name            string
		use             oda.Use
		suite, encoding byte
	}{{"XDA", oda.UseXDA, 0x10, 0}, {"ODE", oda.UseODE, 0x00, 0}, {"Kernel 8", oda.UseKernel8, 0x00, 1}} {
		_, issuer, icc := ecPairs(t, 0x10)
		c := eccICCCert(icc, r.suite, r.encoding, 0x02, aStatic)
		broken := []oda.Reason{
			oda.ECCICCFormat, oda.ECCICCEncoding, oda.ECCICCExpired, oda.ECCICCSuite, oda.ECCICCHashEncoding,
			oda.ECCICCHashAlgorithm, oda.ECCICCLength, oda.ECCICCHash, oda.ECCICCSignature,
		}
		list = append(list, own{
			"ECC ICC certificate, " + r.name,
			[][]byte{append(c, issuer.sign(c)...), aStatic},
			[][]oda.Reason{broken, {oda.ECCICCHash}},
			func(p [][]byte) oda.Reason {
				_, reason := oda.RecoverICCECC(issuer.key(), oda.ECCICCInput{
					Certificate: p[0], StaticData: p[1], Now: [6]byte{0x20, 0x26, 0x01, 0x01}, Use: r.use,
				})
				return reason
			},
		})
	}
	return list
}

// Every change of a single bit, and every length but the right one, is refused for a reason that fits; with -short one
// bit in a hundred is tried.
//
// EMV 4.4 B2 7.1, 6.4, 12.4, C-3 2.12 C.1, C-8 1.0 7.2.6
func TestEveryByteOfOurOwn(t *testing.T) {
	for _, o := range owns(t) {
		if reason := o.verify(o.parts); reason != oda.OK {
			t.Fatalf("%s: %v", o.name, reason)
		}
		for i, part := range o.parts {
			for bit := range 8 * len(part) {
				if !sweep.Sample(bit, 100) {
					continue
				}
				parts := slices.Clone(o.parts)
				parts[i] = bytes.Clone(part)
				parts[i][bit/8] ^= 1 << (bit % 8)
				if reason := o.verify(parts); !slices.Contains(o.reasons[i], reason) {
					t.Errorf("%s, part %d, bit %d: %v", o.name, i, bit, reason)
				}
			}
		}
		for n := range len(o.parts[0]) {
			parts := slices.Clone(o.parts)
			parts[0] = parts[0][:n]
			if reason := o.verify(parts); reason == oda.OK {
				t.Errorf("%s: accepted with %d bytes", o.name, n)
			}
		}
	}
}
