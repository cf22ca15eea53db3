package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// A tag that PBOC and a contactless kernel both have is read as PBOC's where the application is UnionPay's, where PBOC is asked for, and beside C-7's; elsewhere it stays what
// it was.
// C-2 2.12 A.1, C-7 2.12 annex A
func TestPBOCBook(t *testing.T) {
	const application = "8407A0000003330101" // in an FCI
	for _, c := range []struct{ args, want, not string }{
		{"decode 9F7906000000015000 -book pboc", "Electronic Cash Balance", "Envelope"},
		{"decode 9F7906000000015000 -book c2", "Unprotected Data Envelope 5", "Electronic"},
		{"decode 6F19" + application + "A50E5F2D027A689F38069F7A01DF6901", "Electronic Cash Terminal Support Indicator", ""},
		{"decode 77109F6C0230009F7906000000015000 -book c7", "Electronic Cash Balance", "Envelope"},
		{"decode 77109F6C0230009F7906000000015000 -book c7", "Card Transaction Qualifiers", ""},
		{"decode 700A9F61030102039F620100 -book pboc", "Identity Document Type", "010203"},
		{"explain DF69", "SM Algorithm Support Indicator", ""},
		{"explain 9F79", "in the dictionaries of PBOC", ""},
		{"read -card pboc", "ok  card certificate (9F46)", "no key with this RID"},
	} {
		_, out, errw := emv("", strings.Fields(c.args)...)
		if !strings.Contains(out, c.want) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: %s%s", c.args, out, errw)
		}
	}
}

// Published issuer application data of UnionPay, version 01 and 17, taken apart; SM4 by a value of our own.
func TestUnionPayIssuerData(t *testing.T) {
	for _, c := range []struct {
		iad  string
		want []string
	}{
		{"07000103A04002010A010000001000D1F61152", []string{"derivation key index: 00", "cryptogram version: 01", "03A04002", "Triple DES", "electronic cash balance: 0000001000", "MAC of the issuer discretionary data: D1F61152"}},
		{"07010103A00000010A010000038787868FD1FC", []string{"derivation key index: 01", "cryptogram version: 01", "03A00000", "Triple DES", "electronic cash balance: 0000038787", "MAC of the issuer discretionary data: 868FD1FC"}},
		{"07011703A00000010A0100000500001EF41C46", []string{"derivation key index: 01", "cryptogram version: 17", "03A00000", "Triple DES", "electronic cash balance: 0000050000", "MAC of the issuer discretionary data: 1EF41C46"}},
		{"070F0103A00000010A010000005959BAF31C34", []string{"derivation key index: 0F", "cryptogram version: 01", "03A00000", "Triple DES", "electronic cash balance: 0000005959", "MAC of the issuer discretionary data: BAF31C34"}},
		{"07010103A00000010A010000000000ED538FE4", []string{"derivation key index: 01", "cryptogram version: 01", "03A00000", "Triple DES", "electronic cash balance: 0000000000", "MAC of the issuer discretionary data: ED538FE4"}},
		{"07020103A0A806010A01000000000098F01F52", []string{"derivation key index: 02", "cryptogram version: 01", "03A0A806", "Triple DES", "electronic cash balance: 0000000000", "MAC of the issuer discretionary data: 98F01F52"}},
		{"07010103A02000010A010000000000CE0BCE89", []string{"derivation key index: 01", "cryptogram version: 01", "03A02000", "Triple DES", "electronic cash balance: 0000000000", "MAC of the issuer discretionary data: CE0BCE89"}},
		{"07010103A02802010A0100000000007EF35029", []string{"derivation key index: 01", "cryptogram version: 01", "03A02802", "Triple DES", "electronic cash balance: 0000000000", "MAC of the issuer discretionary data: 7EF35029"}},
		{"07010103A00000040A010000001000D1F61152", []string{"SM4", "electronic cash balance: 0000001000"}},
	} {
		status, out, errw := emv("", "decode", "-as", "iad", c.iad)
		for _, w := range c.want {
			if status != 0 || !strings.Contains(out, w) {
				t.Errorf("%s: no %s in\n%s%s", c.iad, w, out, errw)
			}
		}
	}
}

// Every data element that is public of PBOC is in a dictionary, with its name: its own, or the one of Kernel 7 or of Books 1 to 4. What stands in the acquirer's messages alone is none.
func TestPublishedPBOCTags(t *testing.T) {
	var v struct{ Tags map[string]string }
	if err := json.Unmarshal(testvectors.UnionPay("pboc_facts"), &v); err != nil || len(v.Tags) < 25 {
		t.Fatal(err, len(v.Tags))
	}
	messages := map[string]bool{"DF31": true, "DF32": true, "DF33": true, "DF34": true}
	for names, what := range v.Tags {
		for _, name := range strings.FieldsFunc(names, func(r rune) bool { return r == ' ' || r == '/' }) {
			tag, err := tlv.ParseTag(name)
			if err != nil {
				t.Fatal(err)
			}
			known := false
			for _, book := range []tlv.Book{tlv.PBOC, tlv.C7, tlv.Contact} {
				_, has := tlv.Lookup(book, 0, tag)
				known = known || has
			}
			if known == messages[name] {
				t.Errorf("%s (%s): known %v", name, what, known)
			}
		}
	}
}
