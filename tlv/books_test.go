package tlv

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv/internal/gen"
)

var bookNames = [NumBooks]string{"Contact", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "EntryPoint", "PBOC"}

// Every data element that a book's dictionary lists is found under that book, with its name, format, length, source
// and templates.
func TestBooks(t *testing.T) {
	// EMV 4.4 B3 annex A, Book A 2.12 5.7, C-2 2.12 A.1, C-3 2.12 A.2, C-4 2.12 A.1, C-5 2.12 annex B, C-6 2.12 annex D, C-7 2.12 annex A, C-8 1.2 A.1
	facts, err := gen.Facts()
	if err != nil {
		t.Fatal(err)
	}
	tagged, untagged := map[Book]int{}, map[Book]int{}
	for i := range facts {
		f := &facts[i]
		book := Book(0)
		for bookNames[book] != f.Book {
			book++
		}
		name := strings.ReplaceAll(f.Name, "–", "-")
		e := factElement(book, f, name)
		if e == nil {
			t.Errorf("%s %X %s: not in the dictionary", f.Book, f.Tag, f.Name)
			continue
		}
		if f.Tag != 0 {
			tagged[book]++
		} else {
			untagged[book]++
		}
		if book != Contact && e.Name != name {
			t.Errorf("%s %X: %q, want %q", f.Book, f.Tag, e.Name, name)
		}
		checkFact(t, f, e)
	}
	// EMV 4.4 B3 annex A2 has 152 lines; C-2 counts to A.1.164, C-6 to D.43 and C-8 to A.1.145, of which four are deleted and one is ten
	for _, want := range []struct {
		book             Book
		tagged, untagged int
	}{
		{Contact, 152, 26},
		{C2, 153, 11},
		{C3, 70, 11},
		{C4, 75, 22},
		{C5, 82, 16},
		{C6, 22 + 22, 21},
		{C7, 12 + 16 + 31, 0},
		{C8, 150 - 27, 27},
		{EntryPoint, 8 + 1 + 12, 3 + 10},
	} {
		if tagged[want.book] != want.tagged || untagged[want.book] != want.untagged {
			t.Errorf("%s: %d elements with a tag and %d without, want %d and %d", bookNames[want.book], tagged[want.book], untagged[want.book], want.tagged, want.untagged)
		}
	}
}

// factElement is what the dictionary has for a fact: by its tag, or by its name where it has none.
func factElement(book Book, f *gen.Fact, name string) *Element {
	if f.Tag != 0 {
		for _, template := range append(f.Templates[:len(f.Templates):len(f.Templates)], 0) {
			if row, ok := Lookup(book, Tag(template), Tag(f.Tag)); ok && (book != Contact || strings.Contains(row.In(book).Name, name) || strings.Contains(name, row.In(book).Name)) {
				return row.In(book)
			}
		}
		return nil
	}
	for r := Row(1); r < numRows; r++ {
		if e := r.In(book); e.Tag == 0 && e.Books>>book&1 == 1 && strings.EqualFold(e.Name, name) {
			return e
		}
	}
	return nil
}

func checkFact(t *testing.T, f *gen.Fact, e *Element) {
	t.Helper()
	letters := map[string]Format{"b": B, "n": N, "cn": CN, "a": A, "an": AN, "ans": ANS, "var": Var}
	if want, ok := letters[f.Format]; ok && e.Format != want {
		t.Errorf("%s %X %s: format %v, want %v", f.Book, f.Tag, f.Name, e.Format, want)
	}
	least, most, fixedLeast, fixedMost, err := f.Range()
	switch {
	case err != nil:
		t.Errorf("%s %X %s: length %s", f.Book, f.Tag, f.Name, f.Length)
	case fixedLeast && int(e.Min) != least, fixedMost && int(e.Max) != most, e.Min > e.Max:
		t.Errorf("%s %X %s: %d to %d bytes, want %s", f.Book, f.Tag, f.Name, e.Min, e.Max, f.Length)
	}
	for word, source := range map[string]Source{
		"Card": FromCard, "ICC": FromCard, "RA": FromCard, "Issuer": FromIssuer,
		"Reader": FromTerminal, "POS": FromTerminal, "ACT": FromTerminal, "DET": FromTerminal,
	} {
		if strings.Contains("/"+f.Source+"/", "/"+word+"/") && !e.Source.Has(source) {
			t.Errorf("%s %X %s: source %d, want %s", f.Book, f.Tag, f.Name, e.Source, f.Source)
		}
	}
	for _, template := range f.Templates {
		if !e.In(Tag(template)) {
			t.Errorf("%s %X %s: not in template %X", f.Book, f.Tag, f.Name, template)
		}
	}
}

// What a card may answer to a command is found in its template: the retrieval columns of the books.
func TestRetrieval(t *testing.T) {
	const gpo, readRecord, fci, proprietary, discretionary, entry Tag = 0x77, 0x70, 0x6F, 0xA5, 0xBF0C, 0x61
	for _, test := range []struct {
		book     Book
		template Tag
		tags     []Tag
	}{
		// C-3 2.12 A.2
		{C3, gpo, []Tag{0x9F26, 0x94, 0x82, 0x5F34, 0x9F36, 0x9F5D, 0x9F6C, 0x5F20, 0x9F27, 0x9F7C, 0x9F6E, 0x9F10, 0x9F4B, 0x57}},
		{C3, readRecord, []Tag{
			0x5F24, 0x5A, 0x5F34, 0x9F07, 0x9F69, 0x5F20, 0x8F, 0x9F7C, 0x9F6E, 0x9F46, 0x9F47, 0x9F48, 0x5F28, 0x90, 0x9F32, 0x92, 0x9F24,
			0x9F4B, 0x9F4A, 0x57,
		}},
		{C3, proprietary, []Tag{0x50, 0x9F12, 0x87, 0x9F11, 0x5F2D, 0x9F38, 0xBF0C}},
		{C3, discretionary, []Tag{0x9F5A, 0xD2, 0x42, 0x9F0C, 0x9F4D}},
		{C3, entry, []Tag{0x4F, 0x50, 0x87}},
		{C3, fci, []Tag{0x84, 0xA5}},
		// C-7 2.12 tables 4-3 to 4-5, annex A
		{C7, gpo, []Tag{
			0x82, 0x94, 0x9F36, 0x57, 0x9F10, 0x9F26, 0x9F27, 0x9F63, 0x5F34, 0x9F6C, 0x9F5D, 0x9F24, 0x5F20, 0x9F0B, 0x9F7C, 0x9F25, 0x9F19,
			0x9F4B, 0x9F69,
		}},
		// C-7 2.12 4.2.4, 4.3.1, annexes A, C
		{C7, readRecord, []Tag{
			0x9F63, 0x9F5D, 0x5F20, 0x9F0B, 0x9F7C, 0x9F4B, 0x9F69, 0x9F24, 0x9F25, 0x9F19, 0x57, 0x5A, 0x5F34, 0x5F24, 0x8F, 0x90, 0x9F32,
			0x92, 0x93, 0x9F46, 0x9F47, 0x9F48, 0x9F4A, 0x9F1F,
		}},
		// C-7 2.12 table 4-1, annex D
		{C7, proprietary, []Tag{0x50, 0x9F12, 0x87, 0x9F11, 0x5F2D, 0x9F38, 0xBF0C}},
		{C7, discretionary, []Tag{0x9F4D, 0x9F0A}},
		{C7, fci, []Tag{0x84, 0xA5}},
		// Book B 2.12 table 3-2, 3.3.2, annex A
		{EntryPoint, fci, []Tag{0x84, 0xA5}},
		{EntryPoint, proprietary, []Tag{0xBF0C}},
		{EntryPoint, discretionary, []Tag{0x61, 0x9F3F, 0x9F3E, 0x9F0A}},
		{EntryPoint, entry, []Tag{0x4F, 0x50, 0x87, 0x9F2A, 0x9F29, 0x9F0A, 0x73}},
	} {
		for _, tag := range test.tags {
			row, ok := Lookup(test.book, test.template, tag)
			if e := row.In(test.book); !ok || !e.In(test.template) || !e.Source.Has(FromCard) {
				t.Errorf("%s %v in %v: found %v, source %d, templates %v", bookNames[test.book], tag, test.template, ok, e.Source, e.Templates)
			}
		}
	}
	// Book B 2.12 annex A, SDOL: the objects that a card may ask for
	for _, tag := range []Tag{0x9F02, 0x8B, 0x9F1A, 0x5F2A} {
		if row, ok := Lookup(EntryPoint, 0, tag); !ok || !row.In(EntryPoint).Source.Has(FromTerminal) {
			t.Errorf("EntryPoint %v: found %v", tag, ok)
		}
	}
}
