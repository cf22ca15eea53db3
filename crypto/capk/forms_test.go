package capk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/testvectors"
)

// fieldsOf is a published key's RID, index, exponent, modulus and checksum.
func fieldsOf(t *testing.T) (k *capk.Key, list []any) {
	t.Helper()
	k, ok := load(t, testvectors.TestCAKeys()).Lookup([5]byte{0xB0, 0x12, 0x34, 0x56, 0x78}, 0xF7)
	if !ok {
		t.Fatal("no key")
	}
	for _, b := range [][]byte{k.RID[:], {k.Index}, k.Exponent, k.Modulus, k.Checksum[:]} {
		list = append(list, fmt.Sprintf("%X", b))
	}
	return k, list
}

// Lines with names before the fields, in the markup of pages and programs, with 0x, and with bytes apart are keys. What cannot be told is a
// fault, and none is a comment.
func TestKeyLinesOfPagesAndPrograms(t *testing.T) {
	k, list := fieldsOf(t)
	apart := func(mark, between string) (out []any) {
		for _, f := range list {
			var bytes []string
			for s := f.(string); s != ""; s = s[2:] {
				bytes = append(bytes, mark+s[:2])
			}
			out = append(out, strings.Join(bytes, between))
		}
		return out
	}
	for _, c := range []struct {
		name, line, fault string
	}{
		{"names and =", fmt.Sprintf("rid=%s index=%s exponent=%s modulus=%s checksum=%s", list...), ""},
		{"names and colons", fmt.Sprintf("RID:%s Index:%s Exp:%s Modulus:%s SHA1:%s", list...), ""},
		{"names, colons and blanks", fmt.Sprintf("rid: %s, index: %s, exponent: %s, modulus: %s, checksum: %s", list...), ""},
		{"a table's row", fmt.Sprintf("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>", list...), ""},
		{"attributes", fmt.Sprintf(`<key rid="%s" index="%s" exponent="%s" modulus="%s" hash="%s"/>`, list...), ""},
		{"a list", fmt.Sprintf(`["%s","%s","%s","%s","%s"],`, list...), ""},
		{"0x", fmt.Sprintf("0x%s 0x%s 0x%s 0x%s 0x%s", list...), ""},
		{"bytes apart, and bars", fmt.Sprintf("%s | %s | %s | %s | %s", apart("", " ")...), ""},
		{"0x bytes apart, and bars", fmt.Sprintf("%s | %s | %s | %s | %s", apart("0x", " ")...), ""},
		{"bytes apart alone", fmt.Sprintf("%s %s %s %s %s", apart("", " ")...), "no RID"},
		{"an array of a program", fmt.Sprintf("{%s}, {%s}, {%s}, {%s}, {%s},", apart("0x", ", ")...), "no RID"},
		{"letters for digits", strings.ReplaceAll(fmt.Sprintf("%s %s %s %s %s", list...), "0", "O"), "no RID"},
		{"RID and no more", "rid=B012345678", "no index"},
		{"RID behind a word", "ridB012345678", "no RID"},
	} {
		keys, err := capk.ParseText(c.line + "\n")
		switch {
		case c.fault == "" && (err != nil || len(keys) != 1 || keys[0].Sum() != k.Checksum):
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
		case c.fault != "" && (err == nil || len(keys) != 0 || !strings.Contains(err.Error(), "line 1: ") || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: %d keys, %v", c.name, len(keys), err)
		}
	}
}

// The ways in which lists write an expiry: read, or a fault, and never lost. Of two days, the one from which the key is valid and the one until which,
// the later counts.
func TestExpiryHoweverWritten(t *testing.T) {
	_, list := fieldsOf(t)
	for written, want := range map[string]string{
		"31.12.2029": "291231", "1.2.2029": "290201", "2029/12/31": "291231", "2029.12.31": "291231", "12/31/2029": "291231", "31/12/2029": "291231",
		"31-12-2029": "291231", "31122029": "291231", "12312029": "291231", "05/05/2029": "290505",
		"2009-01-01 2029-12-31": "291231", "20291231 20090101": "291231", "991231 290101": "290101", "000000 291231": "291231", "291231 000000": "291231",
		"11/12/2029": "fault", "11122029": "fault", "31.13.2029": "fault", "32/12/2029": "fault", "12/29": "fault", "12/2029": "fault", "31/12/29": "fault",
		"31 Dec 2029": "fault", "Dec 31, 2029": "fault", "31-December-2029": "fault", "1152 bit": "000000", "March": "000000", "decimal 2029": "000000",
	} {
		keys, err := capk.ParseText(fmt.Sprintf("%s %s %s %s %s ", list...) + written)
		switch {
		case want == "fault" && (err == nil || len(keys) != 0 || !strings.Contains(err.Error(), "no day of the calendar, or may be two")):
			t.Errorf("%s: %d keys, %v", written, len(keys), err)
		case want != "fault" && (err != nil || fmt.Sprintf("%X", keys[0].Expiry) != want):
			t.Errorf("%s: %+v %v", written, keys, err)
		}
	}
}

// A key download behind data of the download itself is a key; a comment's marks are taken off, whatever they are.
func TestKeyDownloadBehindOtherData(t *testing.T) {
	k, _ := fieldsOf(t)
	length := fmt.Sprintf("81%02X", len(k.Modulus))
	line := fmt.Sprintf("DF25080420081231145137DF2801019F0605%X9F2201%XDF050420301231DF060101DF070101DF02%s%XDF0401%XDF0314%X", k.RID, k.Index, length, k.Modulus, k.Exponent, k.Checksum)
	keys, err := capk.ParseText(line + "\n")
	if err != nil || len(keys) != 1 || keys[0].Index != k.Index || keys[0].Expiry != [3]byte{0x30, 0x12, 0x31} {
		t.Errorf("%v %+v", err, keys)
	}
	for _, mark := range []string{"#", "# ", "##", "//", "// ", "; ", ";;", "/* ", "--", "-- ", "<!-- "} {
		rest, comment := capk.Uncomment("\t" + mark + line)
		if keys, err := capk.ParseText(mark + line + "\n" + line + "\n"); !comment || rest != line || err != nil || len(keys) != 1 {
			t.Errorf("%q: %v %.20q %v %d", mark, comment, rest, err, len(keys))
		}
	}
	if rest, comment := capk.Uncomment(line); comment || rest != line {
		t.Errorf("%v %.20q", comment, rest)
	}
}
