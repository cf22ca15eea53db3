package main

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// Certificates in clear are taken apart as those which are recovered: of ECC by the tables of the book, of SM2 as UnionPay has them. The serial number of a card's is masked,
// and so is its PAN; -show-pan shows them.
//
// EMV 4.4 B2 12.3, 12.4
func TestDecodeTakesCertificatesInClearApart(t *testing.T) {
	for _, c := range []struct {
		card string
		says []string
		not  []string
	}{
		{
			"-card xda -config xda",
			[]string{
				"issuer certificate (90): verified, 256 bit\n      format: 12\n      encoding: 00\n      issuer identifier: 54133300FF\n      algorithm suite of the key: 10\n      expires (YYYYMMDD): 20491231\n      serial number: 000001\n      RID: A000000004\n      CA key index: C3\n",
				"card certificate (9F46): verified, 256 bit\n      format: 14\n      encoding: 00\n      algorithm suite of the key: 10\n      expires (YYYYMMDDHHMM): 204912312359\n      serial number: masked\n      ICCD hash encoding: 00\n",
				"PIN encipherment certificate (9F2D): verified, 256 bit\n      format: 14\n",
			},
			[]string{"serial number: 000000000002"},
		},
		{
			"-card pboc-sm -config unionpay",
			[]string{
				"issuer certificate (90): verified, 256 bit\n      format: 12\n      issuer identifier: 622800",
				"      expires (MMYY): 1249\n      serial number: masked\n      signature algorithm: 04\n      its parameters: 00\n      curve: 11\n      key length: 40\n",
				"PAN: 622800******9568 (masked)",
			},
			[]string{"4812739568"},
		},
		{"-interface contactless -card k8-offline", []string{"issuer certificate (90)", "CA key index: C3"}, []string{"card certificate (9F46)"}},
	} {
		_, out, _ := emv(string(recordedTalk(t, c.card)), "decode", "-")
		_, out, _ = strings.Cut(out, "  certificates of ")
		for _, s := range c.says {
			if !strings.Contains(out, s) {
				t.Errorf("%s: no %q in\n%s", c.card, s, out)
			}
		}
		for _, s := range c.not {
			if strings.Contains(out, s) {
				t.Errorf("%s: %q in\n%s", c.card, s, out)
			}
		}
	}
	_, out, _ := emv(string(recordedTalk(t, "-card xda -config xda")), "decode", "-show-pan", "-")
	if !strings.Contains(out, "serial number: 000000000002") {
		t.Error(out[max(0, len(out)-1500):])
	}
}

// One that is shorter than its fields, of another format, or none, has what is there.
func TestCertificatesInClearThatAreShort(t *testing.T) {
	for _, c := range []struct {
		family, has string
		items       int
	}{
		{"ECC", "1200541333", 2},
		{"ECC", "13005413330089", 0},
		{"ECC", "", 0},
		{"SM2", "1262280000", 2},
		{"SM2", "14", 1},
	} {
		s := &said{data: map[tlv.Tag][]byte{0x90: unhex(c.has)}}
		if list := new(decoder).clearItems(c.family, s, "issuer certificate (90)"); len(list) != c.items {
			t.Errorf("%s %s: %+v", c.family, c.has, list)
		}
	}
}
