package capk_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// Comments in a list of keys in JSON are passed over, of every kind that a text may have, and those that would be keys have the numbers of their lines told. What looks like
// a comment inside a text is none.
func TestCommentsInJSON(t *testing.T) {
	_, list := fieldsOf(t)
	member := fmt.Sprintf("\"rid\":%q,\"index\":%q,\"exponent\":%q,\"modulus\":%q,\"checksum\":%q", list...)
	key := "{" + member + "}"
	lines := strings.ReplaceAll(key, ",", ",\n") // a field a line
	for _, c := range []struct {
		name, file string
		line       int
		commented  []int
	}{
		{"a line", "[\n// Visa\n" + key + "\n]", 3, nil},
		{"a line of each kind", "# a\n; b\n-- c\n// d\n[\n" + key + "]", 6, nil},
		{"behind a member", "[{ // the first\n" + member + " # its end\n}]", 1, nil},
		{"a block", "/* list\n of keys */ [\n" + key + " /* Visa */ ]", 3, nil},
		{"a page's", "[<!-- Visa\n -->" + key + "]", 2, nil},
		{"a key that is one line", "[\n// " + key + ",\n" + key + "]", 3, []int{2}},
		{"a key that is one block", "[" + key + "\n/*," + key + "\n*/]", 1, []int{2}},
		{"keys that are a block of several lines", "[\n/*" + key + ",\n" + key + ",*/\n" + key + "]", 4, []int{2, 3}},
		{"a field a line in a block", "[/*\n" + lines + ",*/\n" + key + "]", 7, []int{2}},
		{"a field a line, each one a comment", "[\n// Visa's:\n//" + strings.ReplaceAll(lines, "\n", "\n//") + ",\n" + key + "]", 8, []int{3}},
		{"a line of fields", "[\n// " + fmt.Sprintf("%s %s %s %s %s", list...) + "\n" + key + "]", 3, []int{2}},
		{"two, apart", "[\n//" + key + "\n\n//" + key + "\n\n" + key + "]", 6, []int{2, 4}},
		{"a mark inside another comment", "[ // and /* no block\n" + key + "]", 2, nil},
		{"marks in texts", `[{"name":"// \" /* # ;","url":"http://example.com/#x",` + member + `}]`, 1, nil},
	} {
		keys, err := capk.ParseJSON([]byte(c.file))
		if err != nil || len(keys) != 1 || keys[0].Line != c.line {
			t.Errorf("%s: %d keys, %v: %+v", c.name, len(keys), err, keys)
		}
		if got := capk.CommentedKeys(c.file); !slices.Equal(got, c.commented) {
			t.Errorf("%s: keys that are comments on %v, want %v", c.name, got, c.commented)
		}
		plain := capk.WithoutComments([]byte(c.file))
		if len(plain) != len(c.file) || bytes.Count(plain, []byte{'\n'}) != strings.Count(c.file, "\n") {
			t.Errorf("%s: %d bytes of %d", c.name, len(plain), len(c.file))
		}
	}
	for file, fault := range map[string]string{
		"[\n" + key + "\n/* no end\n]": "line 3: not JSON",
		"[\n" + key + ",\n// x\n]":     "line 4: not JSON",
		"[\n{\"name\":\"//\n}]":        "line 2: not JSON",
	} {
		_, err := capk.ParseJSON([]byte(file))
		var faults jsonfile.Faults
		if !errors.As(err, &faults) || !strings.Contains(err.Error(), fault) {
			t.Errorf("%q: %v", file, err)
		}
	}
	if keys, err := capk.ParseJSON([]byte(strings.Repeat("/*", 1<<18))); len(keys) != 0 || err == nil {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

// A member may hold a whole key download, whatever it is called and whatever stands beside it.
func TestDownloadsInMembers(t *testing.T) {
	k, _ := fieldsOf(t)
	download := forms(k)["UnionPay"]
	for _, file := range []string{
		`[{"capkparam":"D"}]`, `[{"name":"x","tlv":"D"}]`, `{"aids":[],"keys":[{"index":"1","val":"D"}]}`, `{"a":{"b":{"rid":"A000000003","value":"D"}}}`,
		`{"keys":{"one":{"tlv":"D","note":"n"}}}`, `[["D"]]`, `{"A000000003F7":"D"}`,
	} {
		keys, err := capk.ParseJSON([]byte(strings.Replace(file, "D\"", download+"\"", 1)))
		if err != nil || len(keys) != 1 || keys[0].RID != k.RID || keys[0].Index != k.Index || keys[0].Sum() != k.Sum() {
			t.Errorf("%s: %d keys, %v", file, len(keys), err)
		}
	}
	broken := strings.Replace(download, "DF0314", "DF0313", 1)
	keys, err := capk.ParseJSON(fmt.Appendf(nil, "[{\"tlv\":%q},\n{\"tlv\":%q}]", broken, download))
	if len(keys) != 1 || err == nil || !strings.Contains(err.Error(), "line 1: [0].tlv: key download") {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

// Beside an index of 03 other short numbers and an exponent of 010001, which no day is, are told apart by the checksum.
//
// EMV 4.4 B2 11.2.2
func TestIndexThatLooksLikeAnExponent(t *testing.T) {
	published, _ := fieldsOf(t)
	k := *published
	k.Index, k.Exponent = 3, []byte{1, 0, 1}
	k.Checksum = k.Sum()
	for _, form := range []string{
		"12312033,01,01,%[1]X,03,%[2]X,010001,%[3]X", "%[1]X 03 010001 %[2]X %[3]X", "9 %[1]X 03 65537 %[2]X %[3]X",
		"<index>03</index><irn>3</irn><rid>%[1]X</rid><modulus>%[2]X</modulus><exponent>010001</exponent><hash>%[3]X</hash>",
	} {
		keys, err := capk.ParseText(fmt.Sprintf(form, k.RID, k.Modulus, k.Checksum))
		if err != nil || len(keys) != 1 || keys[0].Index != 3 || !bytes.Equal(keys[0].Exponent, k.Exponent) {
			t.Errorf("%s: %d keys, %v", form, len(keys), err)
		}
	}
}
