package c7_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Authentication by SM2, which C-7 does not have: DF69 goes to the card as the configuration says, and an altered certificate, signature or record fails for its reason, as with RSA.
// C-7 4.3.2.4 CA key, issuer key, card key, signature, 4.3.2.5
func TestSM2(t *testing.T) {
	for _, c := range []struct {
		name   string
		first  bool
		tag    tlv.Tag // altered, in its last byte; 0: none
		reason string
	}{
		{"SM2", true, 0, ""},
		{"RSA", false, 0, ""},
		{"issuer certificate", true, 0x90, oda.SM2IssuerSignature.String()},
		{"ICC certificate", true, 0x9F46, oda.SM2ICCSignature.String()},
		{"static data", true, 0x5F28, oda.SM2ICCSignature.String()},
		{"signature", true, 0x9F4B, oda.SM2DynamicSignature.String()},
		{"related data", true, 0x9F69, oda.SM2DynamicSignature.String()},
		{"CA key", true, 0x8F, oda.KeyMissing.String()},
	} {
		x := (&tap{card: "unionpay-sm", ttq: "36004000", edit: sm(c.first)}).new(t)
		x.Middle = func(_ int, _, response []byte) []byte {
			for _, template := range []tlv.Tag{0x70, 0x77} {
				if o, ok := tlv.Find(response[:len(response)-2], template, c.tag); ok && c.tag != 0 {
					o.Value[len(o.Value)-1] ^= 1
				}
			}
			return response
		}
		out := x.Run()
		want := kernel.Approved
		if c.reason != "" {
			want = kernel.Declined
		}
		if o := out.ODA(); out.Status != want || o.Reason != c.reason {
			t.Errorf("%s: %v, %+v", c.name, out.Status, o)
		}
		said := byte(0x00)
		if c.first {
			said = 0x01
		}
		if gpo := x.Commands[1]; !bytes.HasSuffix(gpo, []byte{said, 0x00}) {
			t.Errorf("%s: % X", c.name, gpo)
		}
	}
}

// Without a key of SM2 a reader that says it does SM2 authenticates nothing.
// C-7 4.3.2.4 CA key
func TestSM2WithoutKey(t *testing.T) {
	x := (&tap{card: "unionpay-sm", ttq: "36004000", edit: func(x *bench.Tap) { x.Config.Terminal.SMFirst = true }}).new(t)
	if out := x.Run(); out.Status != kernel.Declined || out.ODA().Reason != oda.KeyMissing.String() {
		t.Errorf("%v, %+v", out.Status, out.ODA())
	}
}
