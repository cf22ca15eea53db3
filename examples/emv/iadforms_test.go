package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// issuerSamples are issuer application data in each layout that is known, bare and with each kind of end that it can have.
var issuerSamples = []struct{ name, system, data string }{
	{"common core definitions", "", "0FA501A1B2C3D4E5" + "0102030405060708" + "0F" + "112233445566778899AABBCCDDEEFF"},
	{"Visa", "Visa", "06010A03A4B000"},
	{"Visa, data behind their length", "Visa", "06010A03A4B0000A01020304050607080910"},
	{"Visa, more than their length", "Visa", "06010A03A4B0000A010203040506070809101155"},
	{"Visa, a length of 00", "Visa", "06010A03A4B0000077"},
	{"Visa, filled up", "Visa", "06010A03A4B000" + "02C1C2" + zeroes(22)},
	{"Visa, format 2", "Visa", "1F2201A1B2C3D4E5" + strings.Repeat("5A", 24)},
	{"American Express", "American Express", "06010203A4B000"},
	{"Interac", "Interac", "150185A1B2C3D4E5" + strings.Repeat("5A", 14)},
	{"Mastercard, 8 bytes", "Mastercard", "0110A0400924C1D2"},
	{"Mastercard, 10 bytes", "Mastercard", "0110A0400924C1D2A1A2"},
	{"Mastercard, 18 bytes", "Mastercard", "0110A0400924C1D2A1A2" + "0102030405060708"},
	{"Mastercard, 20 bytes", "Mastercard", "0114000100000000A1A2" + "00E0DB2E438900FF" + "0102"},
	{"Mastercard, 26 bytes", "Mastercard", "0115A0400924C1D2A1A2" + "0102030405060708" + "1112131415161718"},
	{"Mastercard, 28 bytes", "Mastercard", "0115A0400924C1D2A1A2" + "0102030405060708" + "1112131415161718" + "0304"},
	{"Mastercard, filled up", "Mastercard", "0110A0400924C1D2" + zeroes(24)},
	{"Discover with contacts", "Discover", "0105A00003840011"},
	{"Discover, Kernel 6", "Discover", "010F20B080100000B811"},
	{"Discover, Kernel 6 2.6", "Discover", "0116A080100000B811AA"},
	{"Discover, data of the issuer", "Discover", "011105030201000000000001020304050607"},
	{"UnionPay", "UnionPay", "07010103A0B00001"},
	{"UnionPay, electronic cash", "UnionPay", "07010103A0B001010A010000012345C9991C4D"},
	{"UnionPay, more than their length", "UnionPay", "07010103A0B001010A010000012345C9991C4D55"},
	{"UnionPay, filled up", "UnionPay", "07010103A0B001010A010000012345C9991C4D" + zeroes(13)},
	{"UnionPay, another identifier", "UnionPay", "07000103A0A000010A0300000000000000000011D1E2F3A4"},
	{"UnionPay, cut", "UnionPay", "07000103A0A000010A030000"},
	{"UnionPay, a length of 00", "UnionPay", "07000103A0A0000100" + "77"},
	{"JCB", "JCB", "07000104A0A8020177AABB"},
}

// What is shown of issuer application data adds up to the value, in each layout: a byte that is no length stands in a part, in order, and a byte that is another
// one gives another answer.
//
// EMV 4.4 B3 annex C9.2
func TestEveryByteOfIssuerDataIsShown(t *testing.T) {
	said := func(b []byte, system string) string {
		return fmt.Sprint(issuerData(b, iadOwner{system: system, closed: system != "" && system != "Interac"}))
	}
	layouts := map[string]bool{}
	for _, s := range issuerSamples {
		b := unhex(s.data)
		owners := []string{s.system, ""}
		for _, system := range owners {
			readings := issuerReadings(b, iadOwner{system: system})
			if len(readings) == 0 {
				readings = issuerReadings(b[:unfilled(b)], iadOwner{system: system})
			}
			if len(readings) == 0 && system != "" {
				t.Errorf("%s: no layout", s.name)
			}
			for _, r := range readings {
				layouts[r.form.name()] = true
				shown, filled := 0, 0
				for _, it := range r.items {
					shown += len(it.Value) / 2
					if it.Name == "filler" {
						fmt.Sscan(it.Words[0], &filled)
					}
				}
				lengths := issuerLengths(r.form, b)
				rest := 0
				if len(issuerReadings(b, iadOwner{system: system})) == 0 {
					rest = len(b) - unfilled(b)
				}
				if shown+filled+lengths+rest != len(b) {
					t.Errorf("%s as %s has it: %d bytes shown, %d filler, %d lengths of %d: %+v", s.name, r.form.name(), shown, filled, lengths, len(b), r.items)
				}
			}
			was := said(b, system)
			for i := range b {
				for _, x := range []byte{0x01, 0x80} {
					other := slices.Clone(b)
					if other[i] ^= x; was != "[]" && said(other, system) == was {
						t.Errorf("%s of %q: byte %d is said nowhere: %s", s.name, system, i+1, was)
					}
				}
			}
		}
	}
	for _, f := range iadForms {
		if !layouts[f.name()] {
			t.Errorf("%s: no sample", f.name())
		}
	}
}

// issuerLengths are the bytes of b that are lengths in a layout.
func issuerLengths(f *iadForm, b []byte) int {
	switch f.name() {
	case "the common core definitions":
		return 2
	case "Visa, format 2", "Interac":
		return 1
	case "Visa and American Express":
		return min(2, len(b)-6)
	case "UnionPay and JCB":
		if b[3] == 4 || len(b) == 8 {
			return 1
		}
		return 2
	default:
		return 0
	}
}

// A layout is told as the application's where it is one of its payment system's, as somebody else's where it is not, and a version has a name where it is the system's
// own that is known.
//
// EMV 4.4 B3 annex C9
func TestLayoutsAreTheApplications(t *testing.T) {
	const visa, mastercard = "06010A03A42000", "0110A04009248400"
	for _, c := range []struct{ name, aid, iad, says, not string }{
		{"Visa", "A0000000031010", visa, "version: 0A (Visa CVN 10)", "in the layout of"},
		{"US common debit of Visa", "A0000000980840", visa, "version: 0A (Visa CVN 10)", "in the layout of"},
		{"US common debit of Visa, Mastercard's layout", "A0000000980840", mastercard, "0110A04009248400", "version"},
		{"Mastercard", "A0000000041010", mastercard, "version: 10 (Mastercard CVN 16)", "in the layout of"},
		{"US common debit of Mastercard", "A0000000042203", mastercard, "version: 10 (Mastercard CVN 16)", "in the layout of"},
		{"American Express", "A00000002501", visa, "version: 0A", "CVN"},
		{"M/Chip Advance, 20 bytes", "A0000000041010", "0114A04003240000A1A2" + "00E0DB2E438900FF" + "0012", "last online ATC: 0012", "left over"},
		{"M/Chip Advance, 28 bytes", "A0000000041010", "0115A04003240000A1A2" + "1112131415161718191A1B1C1D1E1F20" + "0012", "last online ATC: 0012", "left over"},
		{"Interac", "A0000002771010", visa, "in the layout of Visa and American Express", "CVN"},
		{"Interac's own", "A0000002771010", "150185" + zeroes(19), "version: 85 (Interac CVN 133)", "in the layout of"},
		{"RuPay", "A0000005241010", visa, "in the layout of Visa and American Express", "CVN"},
		{"RuPay, Discover's layout", "A0000005241010", "010F20B080100000B800", "in the layout of Discover", "D-PAS"},
		{"Mir", "A0000006581010", mastercard, "in the layout of Mastercard", "CVN"},
		{"eftpos", "A00000038410", visa, "in the layout of Visa and American Express", "CVN"},
		{"one that nobody knows", "A0000009991010", visa, "in the layout of Visa and American Express", "CVN"},
		{"the common layout is anybody's", "A0000009991010", "0FA501" + zeroes(13) + "0F" + zeroes(15), "version: A5 (CCD version 5)", "in the layout of"},
	} {
		for _, in := range []string{object(0x84, c.aid) + object(0x9F10, c.iad), object(0x9F10, c.iad) + object(0x9F06, c.aid)} {
			if status, out, errw := emv("", "decode", in); status != 0 || !strings.Contains(out, c.says) || strings.Contains(out, c.not) {
				t.Errorf("%s: %d %s%s", c.name, status, out, errw)
			}
		}
	}
	if got := schemeOf("A000000098"); got != tlv.C3 {
		t.Error(got)
	}
}
