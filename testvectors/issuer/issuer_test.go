package issuer_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// request is DE 55 of a transaction made by the Visa CVN 18 vector of the package pyemv (MIT): the card's keys, data and
// ARQC 7A788EA6B8A3E733 were computed there with a payment HSM.
const request = "9F0206000000004000" + "9F0306000000000000" + "9F1A020124" + "95058000048000" + "5F2A020124" + "9A03191105" + "9C0101" +
	"9F370452BF4585" + "82021800" + "9F3602001C" + "9F100706011203A0B800" + "9F26087A788EA6B8A3E733" + "9F270180" + "5F340100"

func vectorIssuer(t *testing.T) *issuer.Issuer {
	return issuer.New(issuer.Range{
		Prefix: "123456",
		AC:     unhex(t, "0123456789ABCDEFFEDCBA9876543210"),
		MAC:    unhex(t, "FEDCBA98765432100123456789ABCDEF"),
		Enc:    unhex(t, "89ABCDEF0123456776543210FEDCBA98"),
	})
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// EMV 4.4 B2 8.1
func TestCheckPublishedVector(t *testing.T) {
	i := vectorIssuer(t)
	if reason := i.Check(unhex(t, request), "1234567890123456"); reason != "" {
		t.Error(reason)
	}
	for _, c := range []struct{ old, new, pan, want string }{
		{"9F26087A", "9F26087B", "1234567890123456", "the application cryptogram is wrong"},
		{"000000004000", "000000004001", "1234567890123456", "the application cryptogram is wrong"},
		{"", "", "1234567890123455", "the application cryptogram is wrong"},
		{"5F340100", "5F340101", "1234567890123456", "the application cryptogram is wrong"},
		{"", "", "9999999999999999", "no such card"},
		{"9F3602001C", "9F360100", "1234567890123456", "tag 9F36 has 1 bytes, not 2"},
		{"9F100706011203A0B800", "9F100706011303A0B800", "1234567890123456", "issuer application data names no cryptogram version"},
		{"5F340100", "5F3405", "1234567890123456", "value longer than what is left"},
		{"82021800", "", "1234567890123456", "82 has 0 bytes"},
	} {
		de55 := unhex(t, strings.Replace(request, c.old, c.new, 1))
		if reason := i.Check(de55, c.pan); !strings.Contains(reason, c.want) {
			t.Errorf("%s -> %s: %q, want %q", c.old, c.new, reason, c.want)
		}
	}
}

// The ARPC of the same vector for a card status update of zero, and what the issuer of this package adds: CSU 00820000.
//
// EMV 4.4 B2 8.2.2
func TestAuthorise(t *testing.T) {
	i := vectorIssuer(t)
	r, err := i.Authorise(unhex(t, request), issuer.Options{PAN: "1234567890123456"})
	if err != nil || !r.Approved || r.ARC != "00" {
		t.Fatalf("%+v %v", r, err)
	}
	arc, _ := tlv.Find(r.Data, 0x8A)
	iad, _ := tlv.Find(r.Data, 0x91)
	if string(arc.Value) != "00" || len(iad.Value) != 8 || !bytes.Equal(iad.Value[4:], []byte{0, 0x82, 0, 0}) {
		t.Errorf("%X %X", arc.Value, iad.Value)
	}
	r, err = i.Authorise(unhex(t, request), issuer.Options{PAN: "1234567890123456", Decline: true})
	if err != nil || r.Approved || r.ARC != "05" {
		t.Fatalf("%+v %v", r, err)
	}
	if iad, _ := tlv.Find(r.Data, 0x91); !bytes.Equal(iad.Value[4:], []byte{0, 0, 0, 0}) || !bytes.Equal(iad.Value[:4], unhex(t, "9AF514C1")) {
		t.Errorf("91 is %X; the vector's ARPC is 9AF514C1", iad.Value)
	}
	// EMV 4.4 B2 8.2.1: no ARPC for an ARQC that did not verify
	r, err = i.Authorise(unhex(t, strings.Replace(request, "7A788E", "7A788F", 1)), issuer.Options{PAN: "1234567890123456"})
	if err != nil || r.Approved || r.ARC != "05" || hex.EncodeToString(r.Data) != "8a023035" {
		t.Errorf("%+v %v", r, err)
	}
}

// Response codes on demand.
//
// EMV 4.4 B4 annex A6
func TestResponseCodes(t *testing.T) {
	i := vectorIssuer(t)
	for arc, approved := range map[string]bool{"00": true, "10": true, "11": true, "01": false, "51": false} {
		r, err := i.Authorise(unhex(t, request), issuer.Options{PAN: "1234567890123456", ARC: arc})
		o, _ := tlv.Find(r.Data, 0x8A)
		if err != nil || r.ARC != arc || r.Approved != approved || string(o.Value) != arc {
			t.Errorf("%s: %+v %v", arc, r, err)
		}
	}
	if _, err := i.Authorise(unhex(t, request), issuer.Options{PAN: "1234567890123456", ARC: "0"}); err == nil {
		t.Error("a response code of one character is taken")
	}
}

// The TVR is inside the cryptogram: a failed cardholder verification is declined, with an ARPC so that the card knows.
//
// EMV 4.4 B3 C5
func TestFailedVerificationIsDeclined(t *testing.T) {
	x, err := card.Named("full")
	if err != nil {
		t.Fatal(err)
	}
	for tvr, arc := range map[string]string{"0000000000": "00", "0000800000": "55", "0000A08000": "55", "00007F0000": "00"} {
		x.Renew()
		r, err := issuer.Test().Authorise(authorisation(t, x, unhex(t, "A0000000041010"), tvr), issuer.Options{})
		if o, ok := tlv.Find(r.Data, 0x91); err != nil || r.ARC != arc || r.Approved != (arc == "00") || !ok || len(o.Value) != 10 {
			t.Errorf("TVR %s: %+v %v", tvr, r, err)
		}
	}
}

// The terminal sets two bits of the TVR after the card has made its cryptogram; no other bit may differ.
//
// EMV 4.4 B4 6.3.2.2.2, 6.3.2.2.4
func TestBitsSetAfterTheCryptogram(t *testing.T) {
	x, err := card.Named("xda")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ cryptogram, sent, arc string }{
		{"0100048000", "0100048000", "00"},
		{"0100048000", "0100048100", "00"}, // XDA signature verification failed
		{"0100048000", "0100048002", "00"}, // ECC key recovery failed
		{"0100048004", "0100048004", "00"}, // CA ECC key missing is set before
		{"0100048000", "0100048004", "05"},
		{"0100048000", "0100048200", "05"},
		{"0100048000", "0000048000", "05"},
	} {
		x.Renew()
		de55 := authorisation(t, x, unhex(t, "A0000000041010"), c.cryptogram)
		de55 = bytes.Replace(de55, append([]byte{0x95, 5}, unhex(t, c.cryptogram)...), append([]byte{0x95, 5}, unhex(t, c.sent)...), 1)
		if r, err := issuer.Test().Authorise(de55, issuer.Options{}); err != nil || r.ARC != c.arc {
			t.Errorf("TVR %s in the cryptogram, %s sent: %+v %v", c.cryptogram, c.sent, r, err)
		}
	}
}

// A PIN that the terminal says was right and that the card never saw is declined by the host.
//
// EMV 4.4 B3 C9.3
func TestWedgeIsDeclined(t *testing.T) {
	i := vectorIssuer(t)
	for _, c := range []struct {
		cvm      string
		approved bool
	}{
		{"9F3403010002", false},
		{"9F3403440302", false},
		{"9F3403050002", false},
		{"9F3403020300", true},
		{"9F34031F0002", true},
		{"9F3403010001", true},
		{"", true},
	} {
		r, err := i.Authorise(unhex(t, request+c.cvm), issuer.Options{PAN: "1234567890123456"})
		if err != nil || r.Approved != c.approved {
			t.Errorf("%s: approved %v, reason %q, %v", c.cvm, r.Approved, r.Reason, err)
		}
	}
}

// Every hostile answer differs from the honest one, and all of them differ from one another.
func TestHostile(t *testing.T) {
	i := vectorIssuer(t)
	seen := map[string]issuer.Hostile{}
	for h := issuer.Honest; h < issuer.NumHostile; h++ {
		r, err := i.Authorise(unhex(t, request), issuer.Options{
			PAN: "1234567890123456", Hostile: h,
			Scripts: []issuer.Script{{ID: []byte{0, 0, 0, 1}, Commands: []issuer.Command{issuer.PINUnblock()}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[string(r.Data)]; ok {
			t.Errorf("%s and %s give the same answer", h, other)
		}
		if h.String() == "?" {
			t.Errorf("%d has no name", h)
		}
		seen[string(r.Data)] = h
	}
}

// Issuer and cards have the same master keys: each card's ARQC is right for the issuer.
func TestServesEveryCard(t *testing.T) {
	for _, name := range card.Names() {
		c, err := card.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, app := range c.Profile().Applications() {
			de55 := authorisation(t, c, app.AID, "0000008000")
			if reason := issuer.Test().Check(de55, ""); reason != "" {
				t.Errorf("%s %X: %s", name, app.AID, reason)
			}
		}
	}
}

// authorisation runs a card to its first cryptogram and gives DE 55.
func authorisation(t *testing.T, c *card.Card, aid []byte, tvr string) (de55 []byte) {
	t.Helper()
	send := func(cmd []byte) []byte {
		t.Helper()
		r, _, err := c.Transmit(context.Background(), cmd)
		if err != nil || apdu.Response(r).SW() != 0x9000 {
			t.Fatalf("% X: % X %v", cmd, r, err)
		}
		return bytes.Clone(r[:len(r)-2])
	}
	data := map[tlv.Tag][]byte{
		0x9F02: unhex(t, "000000001234"), 0x9F03: make([]byte, 6), 0x9F1A: {0x02, 0x76}, 0x95: unhex(t, tvr), 0x5F2A: {0x09, 0x78},
		0x9A: {0x26, 0x11, 0x23}, 0x9C: {0}, 0x9F37: {1, 2, 3, 4},
	}
	dol := func(list []byte) []byte {
		return tlv.DOL(list).Append(nil, func(t tlv.Tag, n int) ([]byte, tlv.Format, bool) {
			v, ok := data[t]
			return v, tlv.B, ok
		})
	}
	var pdol []byte
	if o, ok := tlv.Find(send(apdu.AppendSelect(nil, aid, false)), 0x6F, 0xA5, 0x9F38); ok {
		pdol = dol(o.Value)
	}
	gpo := send(apdu.AppendGetProcessingOptions(nil, pdol))
	var afl []byte
	if gpo[0] == 0x80 {
		o, _ := tlv.Find(gpo, 0x80)
		data[0x82], afl = o.Value[:2], o.Value[2:]
	} else {
		aip, _ := tlv.Find(gpo, 0x77, 0x82)
		list, _ := tlv.Find(gpo, 0x77, 0x94)
		data[0x82], afl = aip.Value, list.Value
	}
	for ; len(afl) > 0; afl = afl[4:] {
		for n := afl[1]; n <= afl[2]; n++ {
			o, _ := tlv.Find(send(apdu.AppendReadRecord(nil, afl[0]>>3, n)), 0x70)
			for e := range o.Children().All() {
				data[e.Tag] = e.Value
			}
		}
	}
	ac := send(apdu.AppendGenerateAC(nil, 0x80, dol(data[0x8C])))
	if ac[0] == 0x80 {
		o, _ := tlv.Find(ac, 0x80)
		data[0x9F27], data[0x9F36], data[0x9F26], data[0x9F10] = o.Value[:1], o.Value[1:3], o.Value[3:11], o.Value[11:]
	} else {
		o, _ := tlv.Find(ac, 0x77)
		for e := range o.Children().All() {
			data[e.Tag] = e.Value
		}
	}
	for _, tag := range []tlv.Tag{0x9F02, 0x9F03, 0x9F1A, 0x95, 0x5F2A, 0x9A, 0x9C, 0x9F37, 0x82, 0x9F36, 0x9F10, 0x9F26, 0x9F27, 0x5A, 0x5F34} {
		if v := data[tag]; v != nil {
			de55 = tlv.Append(de55, tag, v)
		}
	}
	return de55
}
