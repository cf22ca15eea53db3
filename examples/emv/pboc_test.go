package main

import (
	"strings"
	"testing"
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
