package issuer_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// What the issuer says of UnionPay's issuer application data: an altered balance or MAC is found though the cryptogram does not cover them; version 17 and SM4 have no public text.
func TestUnionPayData(t *testing.T) {
	c, err := card.Named("pboc")
	if err != nil {
		t.Fatal(err)
	}
	de55 := authorisation(t, c, unhex(t, "A000000333010101"), "0008040000")
	for _, x := range []struct {
		at   int // of 9F10
		to   byte
		want string
	}{
		{1, 0x01, ""},
		{2, 0x17, "UnionPay's cryptogram version 17: what it covers has no public text"},
		{7, 0x04, "UnionPay's cryptogram with SM4: how its session keys are derived has no public text"},
		{14, 0x99, "the electronic cash balance in the issuer application data is not authentic"},
		{18, 0x00, "the electronic cash balance in the issuer application data is not authentic"},
		{5, 0x80, "the application cryptogram is wrong"},
	} {
		request := bytes.Clone(de55)
		o, ok := tlv.Find(request, 0x9F10)
		if !ok || len(o.Value) != 19 {
			t.Fatalf("%v, %X", ok, o.Value)
		}
		o.Value[x.at] = x.to
		if got := issuer.Test().Check(request, ""); got != x.want {
			t.Errorf("byte %d: %q, want %q", x.at, got, x.want)
		}
	}
	r, err := issuer.Test().Authorise(de55, issuer.Options{})
	if o, ok := tlv.Find(r.Data, 0x91); err != nil || !r.Approved || !ok || len(o.Value) != 10 {
		t.Errorf("%v, %+v", err, r)
	}
}
