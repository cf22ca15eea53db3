package c7_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The issuer checks the cryptogram of every virtual card, version 01 of UnionPay, from what the kernel gives the acquirer alone: of an online request, and of an
// offline approval in clearing. Any element of it that is altered fails.
// C-7 annex C
func TestCryptograms(t *testing.T) {
	for _, c := range taps {
		out := c.new(t).Run()
		if (c.want.status == kernel.Approved || c.want.status == kernel.OnlineRequest) != (len(out.DataRecord) != 0) {
			t.Fatalf("%s: %v with %d bytes", c.card, out.Status, len(out.DataRecord))
		}
		if len(out.DataRecord) == 0 {
			continue
		}
		if reason := issuer.Test().Check(out.DataRecord, ""); reason != "" {
			t.Errorf("%s: %s", c.card, reason)
		}
		for _, tag := range []tlv.Tag{0x9F02, 0x9F03, 0x9F1A, 0x95, 0x5F2A, 0x9A, 0x9C, 0x9F37, 0x82, 0x9F36, 0x9F10, 0x9F26, 0x5F34} {
			altered := bytes.Clone(out.DataRecord)
			o, ok := tlv.Find(altered, tag)
			if !ok {
				t.Fatalf("%s: no %v", c.card, tag)
			}
			o.Value[min(5, len(o.Value)-1)] ^= 1 // of 9F10 the card verification results
			if issuer.Test().Check(altered, "") == "" {
				t.Errorf("%s: %v altered, and the cryptogram is right", c.card, tag)
			}
		}
	}
}

// An online request goes to the host, which approves; one that it declines, or that does not reach it, is declined by the terminal and never comes back to the kernel.
// C-7 3.2.5, 4.5.2
func TestHost(t *testing.T) {
	for _, c := range []struct {
		name string
		down bool
		arc  string
		by   kernel.Authoriser
	}{{"approves", false, "00", kernel.AuthorisedOnline}, {"declines", false, "05", kernel.AuthorisedByNobody}, {"is down", true, "", kernel.AuthorisedByNobody}} {
		tap := tap{card: "unionpay-online", ttq: "36004000"}
		x := tap.new(t)
		x.Online, x.Taps, x.HostDown = true, 2, c.down
		x.Answer = func(de55 []byte) ([]byte, error) { return tlv.Append(nil, 0x8A, []byte(c.arc)), nil }
		out := x.Run()
		if out.Authorised != c.by || len(x.Outcomes) != 1 || out.Status != kernel.OnlineRequest || x.Instructions() != "A4 A8" {
			t.Errorf("%s: authorised by %v, %d activations, %v, %s", c.name, out.Authorised, len(x.Outcomes), out.Status, x.Instructions())
		}
		if !c.down && !bytes.Equal(x.DE55, out.DataRecord) {
			t.Errorf("%s: the host got\n%X, not\n%X", c.name, x.DE55, out.DataRecord)
		}
	}
}
