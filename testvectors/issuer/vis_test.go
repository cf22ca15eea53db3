package issuer_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A shapedCard makes DE 55 of a card of American Express or JCB, our own: made with crypto/cryptogram, which is held against published vectors, as
// Visa's version 10.
type shapedCard struct {
	pan, psn, iad, visa, imk string
}

var shapedCards = map[string]shapedCard{
	"American Express": {"374245000000017F", "00", "06010103A00000", "06010A03A00000", "C26B0DCE152A3D46B3F1707F9EA245E5"},
	"JCB":              {"3540820000000010", "01", "0701010384000000", "06010A03840000", "85E625F2A8FE02ABC8B90E4FB5CDA15D"},
}

func (c *shapedCard) keys(t *testing.T) cryptogram.Key {
	t.Helper()
	imk, err := cryptogram.NewKey(cryptogram.TDES, unhex(t, c.imk))
	if err != nil {
		t.Fatal(err)
	}
	digits := bytes.TrimRight([]byte(c.pan), "F")
	key, err := cryptogram.DeriveICCMasterKey(cryptogram.OptionA, imk, string(digits), c.psn[1]-'0')
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (c *shapedCard) request(t *testing.T) (de55 []byte, ac [8]byte) {
	t.Helper()
	data := map[tlv.Tag][]byte{
		0x9F02: unhex(t, "000000001234"), 0x9F03: unhex(t, "000000000000"), 0x9F1A: unhex(t, "0276"), 0x95: unhex(t, "0000008000"), 0x5F2A: unhex(t, "0978"),
		0x9A: unhex(t, "261123"), 0x9C: unhex(t, "00"), 0x9F37: unhex(t, "01020304"), 0x82: unhex(t, "1980"), 0x9F36: unhex(t, "0011"), 0x9F10: unhex(t, c.visa),
	}
	ac, err := cryptogram.VisaCVN10.ApplicationCryptogram(c.keys(t), func(tag tlv.Tag) []byte { return data[tag] })
	if err != nil {
		t.Fatal(err)
	}
	data[0x9F10], data[0x9F26], data[0x9F27], data[0x5A], data[0x5F34] = unhex(t, c.iad), ac[:], []byte{0x80}, unhex(t, c.pan), unhex(t, c.psn)
	for _, tag := range []tlv.Tag{0x9F02, 0x9F03, 0x9F1A, 0x95, 0x5F2A, 0x9A, 0x9C, 0x9F37, 0x82, 0x9F36, 0x9F10, 0x9F26, 0x9F27, 0x5A, 0x5F34} {
		de55 = tlv.Append(de55, tag, data[tag])
	}
	return de55, ac
}

// The cryptogram covers what Visa's version 10 covers; a changed byte of any of it is found out. The first byte and the version of the issuer application data
// name the shape, and the account number the scheme.
//
// EMV 4.4 B2 8.1
func TestShapes(t *testing.T) {
	for name, c := range shapedCards {
		de55, ac := c.request(t)
		if reason := issuer.Test().Check(de55, ""); reason != "" {
			t.Errorf("%s: %s", name, reason)
		}
		for o := range tlv.NewCursor(de55).All() {
			if o.Tag == 0x9F27 || o.Tag == 0x5F34 || o.Tag == 0x5A {
				continue
			}
			at := bytes.Index(de55, o.Raw) + len(o.Raw) - len(o.Value)
			for i := range o.Value {
				// the key index, and a byte behind the card verification results, are the issuer's own
				if o.Tag == 0x9F10 && (i == 1 || i == 7) {
					continue
				}
				spoilt := slices.Clone(de55)
				spoilt[at+i] ^= 1
				if issuer.Test().Check(spoilt, "") == "" {
					t.Errorf("%s: byte %d of %s", name, i, o.Tag)
				}
			}
		}
		r, err := issuer.Test().Authorise(de55, issuer.Options{Scripts: []issuer.Script{{Commands: []issuer.Command{issuer.ApplicationBlock()}}}})
		if err != nil || !r.Approved {
			t.Fatal(name, r.Reason, err)
		}
		arpc, _ := tlv.Find(r.Data, 0x91)
		answer, err := cryptogram.VisaCVN10.VerifyIssuerAuthenticationData(c.keys(t), [2]byte{0, 0x11}, [4]byte{1, 2, 3, 4}, ac, arpc.Value)
		if err != nil || string(answer.ARC[:]) != "00" {
			t.Errorf("%s: ARPC % X, %v", name, arpc.Value, err)
		}
		if _, ok := tlv.Find(r.Data, 0x71, 0x86); !ok {
			t.Errorf("%s: no script", name)
		}
	}
}

// Which response codes approve. Those that ask for something else come with an ARPC too.
//
// C-4 2.12 table 12-2, C-5 2.12 3.10.3.4
func TestShapedResponseCodes(t *testing.T) {
	for name, approving := range map[string]string{"American Express": "00 08 10 11", "JCB": "00 10 11"} {
		c := shapedCards[name]
		de55, _ := c.request(t)
		for _, arc := range []string{"00", "01", "02", "05", "08", "10", "11", "12", "13", "55"} {
			r, err := issuer.Test().Authorise(de55, issuer.Options{ARC: arc})
			if err != nil {
				t.Fatal(err)
			}
			if want := bytes.Contains([]byte(approving), []byte(arc)); r.Approved != want || r.ARC != arc {
				t.Errorf("%s %s: %+v", name, arc, r)
			}
			if code, _ := tlv.Find(r.Data, 0x8A); string(code.Value) != arc {
				t.Errorf("%s %s: 8A %q", name, arc, code.Value)
			}
			if arpc, _ := tlv.Find(r.Data, 0x91); len(arpc.Value) != 10 || string(arpc.Value[8:]) != arc {
				t.Errorf("%s %s: 91 % X", name, arc, arpc.Value)
			}
		}
	}
}
