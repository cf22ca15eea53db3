package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// The value of every element of every book says with -as what it says as an object, in the words of each book and of none. Numbers and tracks, of which -as
// shows the fields, and codes in characters are apart.
func TestValueSaysWhatItsObjectSays(t *testing.T) {
	apart := map[tlv.Tag]bool{0x57: true, 0x5A: true, 0x9F15: true}
	for book := tlv.Contact; book <= tlv.NumBooks; book++ { // the last for none
		for row := tlv.Row(1); int(row) < tlv.NumRows; row++ {
			e := row.Element()
			if e.Tag == 0 || e.Tag.Constructed() || e.Min == 0 || apart[e.Tag] {
				continue
			}
			for _, fill := range []byte{0x01, 0x10, 0xFF} {
				value := bytes.Repeat([]byte{fill}, int(e.Min))
				object, as := decoder{book: book, fixed: true}, decoder{book: book, fixed: true}
				if book == tlv.NumBooks {
					object, as = decoder{}, decoder{}
				}
				want, _ := tlvItems(&object, tlv.Append(nil, e.Tag, value))
				want[0].Offset = nil
				k, _, err := new(call).kindNamed(e.Tag.String())
				if err != nil {
					t.Fatal(err)
				}
				got := decoded{}
				if k != nil {
					got = k.apply(&as, value)
				} else {
					got = as.asTag(e.Tag, value)
				}
				whole := decoded{Items: want}
				whole.findFault()
				got.findFault()
				if (whole.Fault == "") != (got.Fault == "") {
					t.Errorf("book %d, %s: as an object %q, with -as %q", book, e.Tag, whole.Fault, got.Fault)
				}
				if a, b := printed(t, want), printed(t, got.Items); a != b || object.words() != got.Book {
					t.Errorf("book %d, %s: as an object %.300s (%s), with -as %.300s (%s)", book, e.Tag, a, object.words(), b, got.Book)
				}
			}
		}
	}
}

func printed(t *testing.T, list []item) string {
	t.Helper()
	b, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The qualifiers have other bits in each book: with -as or bare they say what the named book has, and without one what each has. Of a book that has them not,
// and of a kind that is one book's own, the words are whose they are.
//
// C-3 2.12 A.2, C-7 2.12 A
func TestQualifiersOfEachBook(t *testing.T) {
	const (
		fDDA    = "byte 4 bit 8: fDDA"
		reader  = "supports contact chip"
		debit   = "standard debit and credit"
		words7  = "in the words of C-7"
		several = "one of these; -book says which"
	)
	for _, c := range []struct {
		line string
		says []string
		not  string
	}{
		{"-as 9F66 -book c7 36004080", []string{words7, fDDA}, "EMV contact chip"},
		{"-as ttq -book c7 36004080", []string{words7, fDDA}, "EMV contact chip"},
		{"-book c7 36004080", []string{words7, fDDA}, "EMV contact chip"},
		{"-as 9F66 -book c6 36004080", []string{"in the words of C-6"}, several},
		{"-as ttq -book c3 36004080", []string{"in the words of C-3", "EMV contact chip supported"}, fDDA},
		{"-as ttq -book entrypoint 36004080", []string{"EMV contact chip supported"}, fDDA},
		{"-as ttq -book pboc 36004080", []string{fDDA}, "EMV contact chip"},
		{"-as ttq -book c8 36004080", []string{"not in the dictionary of C-8; elsewhere one of these", "(C-7)", "(C-6)"}, ""},
		{"-as 9F66 36004080", []string{several, "(C-6)", "(C-7)", fDDA, "EMV contact chip supported"}, ""},
		{"36004080", []string{several, "(C-6)", "(C-7)", fDDA, "EMV contact chip supported"}, ""},
		{"-as 9F6C -book c7 FFFF", []string{words7, debit, "byte 2 bit 7: RFU"}, reader},
		{"-as ctq -book c7 1000", []string{words7, debit}, reader},
		{"-as ctq -book pboc 1000", []string{debit}, reader},
		{"-as ctq -book c3 1000", []string{"in the words of C-3", reader}, debit},
		{"-as ctq -book c8 1000", []string{"not in the dictionary of C-8", "(C-3)", "(C-7)"}, ""},
		{"-as ctq 1000", []string{several, reader, debit, "C-2 before 2.12"}, ""},
		{"-as amex-cl-reader-caps -book c7 C0", []string{"in the words of C-4"}, words7},
		{"-as visa-ffi -book c7 20700000", []string{"in the words of C-3"}, words7},
		{"-as third-party-data -book c7 0056303030313030", []string{"in the words of C-2"}, words7},
		{"-as 9F6D -book c7 C0", []string{"(C-4; not in the dictionary of C-7)"}, ""},
		{"-book c7 9F6D01C0", []string{"(C-4; not in the dictionary of C-7)"}, ""},
		{"-as 9F6D C0", []string{"in the words of C-4"}, ""},
	} {
		status, out, errw := emv("", append([]string{"decode"}, strings.Fields(c.line)...)...)
		for _, s := range c.says {
			if status != 0 || !strings.Contains(out, s) || c.not != "" && strings.Contains(out, c.not) {
				t.Errorf("%s: %d, no %q, or %q: %s%s", c.line, status, s, c.not, out, errw)
			}
		}
	}
}
