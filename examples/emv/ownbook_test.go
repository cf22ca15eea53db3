package main

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// formerEdition reports whether a name is of an element that the named book itself had otherwise.
func formerEdition(book tlv.Book, name string) bool {
	return book == tlv.C2 && strings.Contains(name, "(C-2 before 2.12)") || book == tlv.C6 && strings.Contains(name, "(C-6 before 2.12)") || book == tlv.C8 && strings.Contains(name, "(C-8 before 1.2)")
}

// With a book named, what that book has under a tag goes before what others have, in every length that any of them gives it: the name that is shown is the book's.
func TestNamedBookGoesFirst(t *testing.T) {
	n := 0
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		tag := r.Tag()
		lengths := map[int]bool{}
		rows := 0
		for o := tlv.Row(1); int(o) < tlv.NumRows; o++ {
			if e := o.Element(); tag != 0 && e.Tag == tag {
				rows++
				lengths[int(e.Min)], lengths[min(int(e.Max), 40)] = true, true
			}
		}
		for _, e := range olderElements()[tag] {
			rows++
			lengths[e.min], lengths[min(e.max, 40)] = true, true
		}
		for book := tlv.Contact; rows > 1 && book < tlv.NumBooks; book++ {
			for _, template := range append([]tlv.Tag{0}, r.In(book).Templates...) {
				if row, ok := tlv.Lookup(book, template, tag); !ok || row != r {
					continue
				}
				want := r.In(book).Name
				for size := range lengths {
					for _, fill := range []string{"00", "F0", "31"} {
						value := unhex(strings.Repeat(fill, size))
						d := &decoder{book: book, fixed: true, template: template, show: true}
						list, _ := d.objects(tlv.Append(nil, tag, value))
						if got := list[0].Name; got != want && !formerEdition(book, got) {
							t.Errorf("%s: %s of %d bytes of %s in %s is %q, want %q", bookName(book), tag, size, fill, template, got, want)
						}
						n++
						if got := (&decoder{book: book, fixed: true, template: template}).asTag(tag, value).Name; got != want && size > 0 && !formerEdition(book, got) {
							t.Errorf("%s: -as %s of %d bytes of %s in %s is %q, want %q", bookName(book), tag, size, fill, template, got, want)
						}
					}
				}
			}
		}
	}
	if n < 2000 {
		t.Errorf("%d objects", n)
	}
}

// What is malformed in the named book says why, and what it is elsewhere; what is to be masked there stays masked.
//
// C-2 2.12 A.1, C-5 2.12 annex A
func TestNamedBookSaysWhatElse(t *testing.T) {
	for _, c := range []struct {
		line   string
		status int
		says   string
	}{
		{"-book c2 9F5301F0", 1, "9F53 Transaction Category Code: F0"},
		{"-book c2 9F5301F0", 1, "elsewhere Consecutive Transaction Limit (International) (Visa and UnionPay cards)"},
		{"-book c2 9F530141", 0, "9F53 Transaction Category Code: 41"},
		{"-book c5 9F5301F0", 1, "9F53 Terminal Interchange Profile (dynamic): F0"},
		{"-book c6 9F5301F0", 1, "9F53 Contactless Card Verification Results: F0"},
		{"-book c6 80CA9F5300", 0, "GET DATA: 80 CA 9F 53 (9F53 Contactless Card Verification Results)"},
		{"-book c6 9F3808DF7101DF72019C01", 0, "DF72 Value Added Tax 2, 1 byte"},
		{"-book c6 DF710119", 0, "DF71 Value Added Tax 1: 19"},
		{"-book c7 BF0C04DF610140", 0, "byte 1 bit 7: offline data authentication for online authorisation"},
		{"-book pboc DF610182", 0, "byte 1 bit 8: response messages have a MAC"},
		{"-book pboc DF600103", 0, "completion of an offline pre-authorisation"},
		{"-book c3 9F5301F0", 0, "not in the dictionary of C-3"},
		{"-book c3 9F5406000000001000", 0, "9F54 Cumulative Total Transaction Amount Limit (Visa and UnionPay cards; not in the dictionary of C-3)"},
		{"-book c7 9F720112", 0, "9F72 Consecutive Transaction Limit (International Country) (Visa and UnionPay cards; not in the dictionary of C-7)"},
		{"-book c3 9F730412345678", 0, "9F73 Currency Conversion Parameters (Visa and UnionPay cards"},
		{"-book c7 9F7506000000001000", 0, "9F75 Cumulative Total Transaction Amount Limit (Dual Currency) (Visa and UnionPay cards"},
		{"-book c3 9F76020978", 0, "Secondary Application Currency Code (Visa and UnionPay cards; not in the dictionary of C-3): 0978 (978, EUR, 2, Euro)"},
		{"-book c3 9F7600", 0, "Secondary Application Currency Code (Visa and UnionPay cards; not in the dictionary of C-3): empty"},
		{"-book pboc 9F720112", 0, "Consecutive Transaction Limit (International Country)"},
		{"-book c4 9F720112", 0, "9F72 Protected Data Envelope 3 (C-2; not in the dictionary of C-4)"}, // whose cards have none
		{"-book c3 9F54020978", 0, "9F54 DS ODS Card (C-2; not in the dictionary of C-3)"},             // in a length that Visa's has not
		{"-book c3 80CA9F7200", 0, "(9F72 Consecutive Transaction Limit (International Country) (Visa and UnionPay cards)"},
		{"-book c3 -as dol 9F7201", 0, "9F72 Consecutive Transaction Limit (International Country): 1 byte"},
		{"-book c2 DF811616" + strings.Repeat("00", 22), 0, "User Interface Request Data (C-2 before 2.12)"},
		{"-book pboc 9F6B134761739001010119D22122011143804400000F", 1, "Card CVM Limit"},
		{"-book c2 9F7F2A" + strings.Repeat("47", 42), 1, "9F7F DS Unpredictable Number: [42 bytes] (masked)"},
	} {
		status, out, errw := emv("", append([]string{"decode"}, strings.Fields(c.line)...)...)
		if status != c.status || !strings.Contains(out, c.says) || strings.Contains(out, "739001010119") || strings.Contains(out, "474747") {
			t.Errorf("%s: %d %s%s", c.line, status, out, errw)
		}
	}
}
