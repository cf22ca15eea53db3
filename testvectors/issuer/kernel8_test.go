package issuer_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// kernel8Request is DE 55 of a card of Kernel 8 with an AES cryptogram, our own: made with crypto/cryptogram, which is held against published vectors.
// The IAD-MAC 0102030405060708 is at byte 17 of the issuer application data.
func kernel8Request(t *testing.T, tvrAtCard, tvrAtHost string) (de55 []byte) {
	t.Helper()
	iad := unhex(t, "0FA601000000000000000000000000000F"+"0102030405060708"+"00000000000000")
	data := map[tlv.Tag][]byte{
		0x9F02: unhex(t, "000000003000"), 0x9F03: unhex(t, "000000000000"), 0x9F1A: unhex(t, "0276"), 0x95: unhex(t, tvrAtCard), 0x5F2A: unhex(t, "0978"),
		0x9A: unhex(t, "261123"), 0x9C: unhex(t, "00"), 0x9F37: unhex(t, "01020304"), 0x82: unhex(t, "010A"), 0x9F36: unhex(t, "0011"), 0x9F10: iad,
	}
	imk, err := cryptogram.NewKey(cryptogram.AES, unhex(t, "0123456789ABCDEFFEDCBA9876543210"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := cryptogram.DeriveICCMasterKey(cryptogram.OptionC, imk, "5413330089020011", 1)
	if err != nil {
		t.Fatal(err)
	}
	ac, err := cryptogram.CCD6.ApplicationCryptogram(key, func(tag tlv.Tag) []byte { return data[tag] })
	if err != nil {
		t.Fatal(err)
	}
	data[0x95], data[0x9F26], data[0x9F27] = unhex(t, tvrAtHost), ac[:], []byte{0x80}
	data[0x5A], data[0x5F34] = unhex(t, "5413330089020011"), []byte{0x01}
	for tag, v := range data {
		de55 = tlv.Append(de55, tag, v)
	}
	return de55
}

// The kernel sets bits of the TVR after the card's cryptogram; the host sees them so. The IAD-MAC is under the cryptogram.
//
// C-8 1.2 29.9, 29.26, 29.42, A.1.14, table A.18
func TestKernel8(t *testing.T) {
	for _, c := range []struct{ card, host, arc, reason string }{
		{"0000008081", "0000008081", "00", ""},
		{"0000008081", "0000048081", "00", ""},                                           // online PIN
		{"0000008081", "0400008081", "00", ""},                                           // local authentication failed
		{"0000008081", "0400048081", "00", ""},                                           // both
		{"0000008081", "0000808081", "55", "cardholder verification was not successful"}, // verification failed
		{"0000008081", "0800008081", "05", "the application cryptogram is wrong"},
		{"0000008081", "0000008083", "05", "the application cryptogram is wrong"},
		{"0000048081", "0000008081", "05", "the application cryptogram is wrong"}, // taken away
		{"0000008001", "0000048001", "05", "the application cryptogram is wrong"}, // not of Kernel 8
	} {
		r, err := issuer.Test().Authorise(kernel8Request(t, c.card, c.host), issuer.Options{})
		if err != nil || r.ARC != c.arc || !strings.Contains(r.Reason, c.reason) {
			t.Errorf("%s, then %s: %s %q, %v", c.card, c.host, r.ARC, r.Reason, err)
		}
	}
	de55 := kernel8Request(t, "0000008081", "0000048081")
	for i := range 8 {
		mac := []byte{1, 2, 3, 4, 5, 6, 7, 8}
		mac[i] ^= 1
		if reason := issuer.Test().Check(bytes.Replace(de55, []byte{1, 2, 3, 4, 5, 6, 7, 8}, mac, 1), ""); reason != "the application cryptogram is wrong" {
			t.Errorf("another IAD-MAC: %q", reason)
		}
	}
}
