package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/emvgo/emv/testvectors/card"
)

// What the other cards and configurations come to, derived by hand from the books and from the files themselves.
//
// default-bit: the floor limit is 0 and tag TAC default has its bit. At 12.34: online PIN, floor limit, ARQC; without a host
// the default codes meet TVR byte 4 bit 8: AAC, Z3 (EMV 4.4 B3 10.7, EMV 4.4 B4 12.2.1).
//
// denial: the same bit in TAC denial: an AAC at once, Z1, no host, and no signature with it: CDA is not performed, and TSI
// says so (EMV 4.4 B3 10.7, EMV 4.4 B2 6.6).
//
// none: CDA, but nothing that decides is signed. In the book it goes as full does. strict gives no offline approval: at
// 1.00 an ARQC is asked for in the place of the TC, and without a host an AAC, Z3.
//
// dda: DDA. In the book a TC at 1.00 (nothing in the TVR); strict as with none. Online both alike.
//
// noauth: AIP 1800: no method in common, TVR byte 1 bit 8, which the codes online (FC) of both sides have: always online.
// The default codes have it too: without a host AAC, Z3. The card takes issuer authentication with the second GENERATE AC:
// TSI without its bit.
//
// pin: CVM list 0403 0203 1E03 1F03 without amounts: enciphered offline PIN first, and b7 of that rule is 0: when it
// fails, cardholder verification has failed (TVR byte 3 bit 8). Three tries. Wrong until the counter is at its end:
// byte 3 bit 6, PIN try limit exceeded, and no other bit of the PIN (EMV 4.4 B3 10.5.1); CVM results 040301. Byte 3 bits
// 8 and 6 are in the codes online and default: online, where the issuer declines for the PIN (55), or without a host AAC,
// Z3. Right on the second try: CVM results 040302, no bit. AIP 3900: issuer authentication with the second GENERATE AC.
// Bypassed: byte 3 bit 4 and bit 8.
//
// plaintext-pin: CVM list 0103 0203 1E03 1F03. The configuration plaintext-pin supports it; in strict it counts as not
// supported, so that the condition "if supported" passes the rule over, and online PIN follows.
func TestCardsAndConfigurations(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want want
	}{
		{"default-bit, host down", []string{"-config", "default-bit", "-offline"}, want{"declined", "AAC", "00", "0000048000", "E800", "020300", "Z3", "CDA ok"}},
		{"default-bit, host up", []string{"-config", "default-bit"}, want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"}},
		{"denial", []string{"-config", "denial"}, want{"declined", "AAC", "00", "0000048000", "6800", "020300", "Z1", "CDA not performed"}},
		{"denial, 1.00", []string{"-config", "denial", "-amount", "1.00"}, want{"declined", "AAC", "00", "0000008000", "6800", "1F0602", "Z1", "CDA not performed"}},

		{"none", []string{"-card", "none"}, want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"}},
		{"none, 1.00, book", []string{"-card", "none", "-amount", "1.00", "-profile", "book"}, want{"approved", "TC", "40", "0000000000", "E800", "1F0602", "Y1", "CDA ok"}},
		{"none, 1.00, strict", []string{"-card", "none", "-amount", "1.00"}, want{"approved", "TC", "40", "0000000000", "F800", "1F0602", "00", "CDA ok"}},
		{"none, 1.00, strict, host down", []string{"-card", "none", "-amount", "1.00", "-offline"}, want{"declined", "AAC", "00", "0000000000", "E800", "1F0602", "Z3", "CDA ok"}},
		{"none, host down, book", []string{"-card", "none", "-offline", "-profile", "book"}, want{"approved", "TC", "40", "0000048000", "E800", "020300", "Y3", "CDA ok"}},

		{"dda", []string{"-card", "dda"}, want{"approved", "TC", "40", "0000048000", "F800", "020300", "00", "DDA ok"}},
		{"dda, 1.00, book", []string{"-card", "dda", "-amount", "1.00", "-profile", "book"}, want{"approved", "TC", "40", "0000000000", "E800", "1F0602", "Y1", "DDA ok"}},
		{"dda, 1.00, strict", []string{"-card", "dda", "-amount", "1.00"}, want{"approved", "TC", "40", "0000000000", "F800", "1F0602", "00", "DDA ok"}},
		{"dda, 1.00, strict, host down", []string{"-card", "dda", "-amount", "1.00", "-offline"}, want{"declined", "AAC", "00", "0000000000", "E800", "1F0602", "Z3", "DDA ok"}},

		{"noauth", []string{"-card", "noauth"}, want{"approved", "TC", "40", "8000048000", "6800", "020300", "00", " not performed"}},
		{"noauth, 1.00", []string{"-card", "noauth", "-amount", "1.00"}, want{"approved", "TC", "40", "8000000000", "6800", "1F0602", "00", " not performed"}},
		{"noauth, host down", []string{"-card", "noauth", "-offline"}, want{"declined", "AAC", "00", "8000048000", "6800", "020300", "Z3", " not performed"}},
		{"noauth, 1.00, host down, book", []string{"-card", "noauth", "-amount", "1.00", "-offline", "-profile", "book"}, want{"declined", "AAC", "00", "8000000000", "6800", "1F0602", "Z3", " not performed"}},

		{"right PIN", []string{"-card", "pin", "-pin", "1234"}, want{"approved", "TC", "40", "0000008000", "E800", "040302", "00", "CDA ok"}},
		{"right PIN on the second try", []string{"-card", "pin", "-pin", "1111,1234"}, want{"approved", "TC", "40", "0000008000", "E800", "040302", "00", "CDA ok"}},
		{"right PIN on the second try, offline", []string{"-card", "pin", "-pin", "1111,1234", "-amount", "1.00", "-offline"}, want{"approved", "TC", "40", "0000000000", "E800", "040302", "Y1", "CDA ok"}},
		{"wrong PIN to the end", []string{"-card", "pin", "-pin", "1111,2222,3333"}, want{"declined", "AAC", "00", "0000A08000", "E800", "040301", "55", "CDA ok"}},
		{"wrong PIN to the end, offline", []string{"-card", "pin", "-pin", "1111,2222,3333", "-amount", "1.00", "-offline"}, want{"declined", "AAC", "00", "0000A00000", "E800", "040301", "Z3", "CDA ok"}},
		{"PIN bypassed", []string{"-card", "pin", "-pin", "bypass"}, want{"declined", "AAC", "00", "0000888000", "E800", "040301", "55", "CDA ok"}},
		{"cancel at the PIN device", []string{"-card", "pin", "-pin", "1111,cancel"}, want{"end application", "", "", "0000000000", "0000", "3F0000", "", "CDA not performed"}},
		{"PINs run out", []string{"-card", "pin", "-pin", "1111"}, want{"end application", "", "", "0000000000", "0000", "3F0000", "", "CDA not performed"}},

		{"plaintext PIN, book", []string{"-card", "plaintext-pin", "-config", "plaintext-pin", "-profile", "book"}, want{"approved", "TC", "40", "0000008000", "E800", "010302", "00", "CDA ok"}},
		{"plaintext PIN, strict", []string{"-card", "plaintext-pin", "-config", "plaintext-pin"}, want{"approved", "TC", "40", "0000048000", "E800", "020300", "00", "CDA ok"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := pos(t, c.args...)
			if got := r.facts(); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// A card and a configuration from files do as those of the same name.
func TestFiles(t *testing.T) {
	source, err := card.Source("full")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "mine.json")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		t.Fatal(err)
	}
	a, b := pos(t, "-card", file), pos(t, "-card", "full")
	if a.facts() != b.facts() {
		t.Errorf("%+v, %+v", a.facts(), b.facts())
	}
}
