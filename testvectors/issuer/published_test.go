package issuer_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/emvgo/emv/testvectors/internal/pboc"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

func published(t *testing.T) (e pboc.Example, de55 []byte) {
	t.Helper()
	e, err := pboc.Published()
	if err != nil {
		t.Fatal(err)
	}
	de55 = tlv.Append(de55, 0x5F34, decode(t, e.PSN))
	for _, tag := range []tlv.Tag{0x9F02, 0x9F03, 0x9F1A, 0x95, 0x5F2A, 0x9A, 0x9C, 0x9F37, 0x82, 0x9F36, 0x9F10, 0x9F26, 0x9F27} {
		de55 = tlv.Append(de55, tag, decode(t, e.Elements[tag.String()]))
	}
	return e, de55
}

func decode(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A published request under UnionPay's version 01 passes as a whole, and one with a bit changed does not.
func TestUnionPayPublished(t *testing.T) {
	e, de55 := published(t)
	i := issuer.New(issuer.Range{Prefix: "6228", AC: decode(t, e.ACKey), MAC: decode(t, e.MACKey), Enc: decode(t, e.EncKey)})
	if reason := i.Check(de55, e.PAN); reason != "" {
		t.Error(reason)
	}
	for _, tag := range []string{"9F26", "9F37", "9F02", "95", "9C"} {
		from := decode(t, e.Elements[tag])
		changed := slices.Clone(from)
		changed[len(changed)-1] ^= 1
		raw, err := tlv.ParseTag(tag)
		if err != nil {
			t.Fatal(err)
		}
		old, with := tlv.Append(nil, raw, from), tlv.Append(nil, raw, changed)
		at := bytes.Index(de55, old)
		spoilt := slices.Concat(de55[:at], with, de55[at+len(old):])
		if i.Check(spoilt, e.PAN) == "" {
			t.Errorf("%s changed passes", tag)
		}
	}
	// the ARPC for the response code 00 is our own value, made once with a tool of its own
	r, err := i.Authorise(de55, issuer.Options{PAN: e.PAN})
	if err != nil || !r.Approved {
		t.Fatal(r.Reason, err)
	}
	if o, ok := tlv.Find(r.Data, 0x91); !ok || hex.EncodeToString(o.Value) != hex.EncodeToString(decode(t, e.OwnARPC+e.OwnResponseCode)) {
		t.Errorf("91 is %X", o.Value)
	}
	// the published one is for 01
	r, err = i.Authorise(de55, issuer.Options{PAN: e.PAN, ARC: "01"})
	if o, ok := tlv.Find(r.Data, 0x91); err != nil || !ok || hex.EncodeToString(o.Value) != hex.EncodeToString(decode(t, e.ARPC+e.ResponseCode)) {
		t.Errorf("91 is %X, %v", o.Value, err)
	}
	// the load has the balance that is told, 10.00, and 490.00: our own command
	r, err = i.Authorise(de55, issuer.Options{PAN: e.PAN, Load: 49000})
	if o, ok := tlv.Find(r.Data, 0x72); err != nil || !ok || hex.EncodeToString(o.Value) != "860f"+"04da9f790a0000000500003ca63dd2" {
		t.Errorf("72 is %X, %v", o.Value, err)
	}
	if r, err = i.Authorise(de55, issuer.Options{PAN: e.PAN, Load: 49000, Decline: true}); err != nil {
		t.Error(err)
	} else if _, ok := tlv.Find(r.Data, 0x72); ok {
		t.Error("a load that is declined")
	}
	late := issuer.Options{PAN: e.PAN, Scripts: []issuer.Script{{Commands: []issuer.Command{issuer.PINChange("1234")}}}}
	if _, err = i.Authorise(de55, late); err == nil {
		t.Error("data enciphered under version 01")
	}
}
