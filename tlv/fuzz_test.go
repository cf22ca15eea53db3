package tlv_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/moov-io/bertlv"

	"github.com/emvgo/emv/tlv"
)

// seeds are malformed in the ways of published attacks, and well formed in the ways that parsers miss.
var seeds = []string{
	"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A88FFFFFFFFFFFFFFFF", "7080", "9F", "DF81818101", "FFFF7F00",
	"70055A0212340000", "6F1C8407A0000000041010A511500F505043204D43442030342020763230", "FF01039C0101", "5A820001FF",
	"0000", "700470027000", "7281", "9F02069F03069F1A0295055F2A029A039C019F3704", "DF812906", "91820003414243",
}

// FuzzCursor states what holds of any input.
func FuzzCursor(f *testing.F) {
	for _, s := range seeds {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		covered := 0
		c := tlv.NewCursor(b)
		objects := 0
		for o, ok := c.Next(); ok; o, ok = c.Next() {
			objects++
			checkObject(t, b, o, 0, len(b), 1)
			if !allZero(b[covered:o.Offset]) {
				t.Fatalf("skipped %x before offset %d", b[covered:o.Offset], o.Offset)
			}
			covered = o.Offset + len(o.Raw)
		}
		if objects > tlv.MaxObjects || !bytes.Equal(b, before) {
			t.Fatal("more objects than the cap, or the input changed")
		}
		if _, again := c.Next(); again {
			t.Fatal("went on after the end")
		}
		checkEnd(t, b, c.Err(), covered)
		checkTrees(t, b)
	})
}

// checkObject holds of every object at every depth: it is a view of its place, and its bytes read the same alone.
func checkObject(t *testing.T, b []byte, o tlv.Object, from, to, depth int) {
	t.Helper()
	end := o.Offset + len(o.Raw)
	if o.Offset < from || end > to || &b[o.Offset] != &o.Raw[0] || !bytes.HasSuffix(o.Raw, o.Value) {
		t.Fatalf("object %v at %d to %d is not within %d to %d", o.Tag, o.Offset, end, from, to)
	}
	if !o.Tag.Valid() || !bytes.HasPrefix(o.Raw, o.Tag.Append(nil)) || len(o.Raw)-len(o.Value) > tlv.MaxTagSize+tlv.MaxLengthSize {
		t.Fatalf("tag %v of %x", o.Tag, o.Raw)
	}
	alone := tlv.NewCursor(o.Raw)
	if same, ok := alone.Next(); !ok || same.Tag != o.Tag || !bytes.Equal(same.Value, o.Value) {
		t.Fatalf("%x reads otherwise alone", o.Raw)
	}
	if !o.Tag.Constructed() {
		return
	}
	children := o.Children()
	for child, ok := children.Next(); ok; child, ok = children.Next() {
		if depth > tlv.MaxDepth {
			t.Fatal("deeper than the cap")
		}
		checkObject(t, b, child, end-len(o.Value), end, depth+1)
	}
}

// checkEnd holds of every end: clean with nothing but null bytes left, or a fault that is where it says.
func checkEnd(t *testing.T, b []byte, err error, covered int) {
	t.Helper()
	if err == nil {
		if !allZero(b[covered:]) {
			t.Fatalf("a clean end before %x", b[covered:])
		}
		return
	}
	e := err.(*tlv.SyntaxError)
	if e.Offset < covered || e.Offset >= len(b) || b[e.Offset] == 0 || len(e.Path) != 0 || e.Fault == 0 {
		t.Fatalf("%+v after %d bytes", e, covered)
	}
}

// checkTrees compares with bertlv, which reads what is well formed, and only that, as we do.
func checkTrees(t *testing.T, b []byte) {
	t.Helper()
	ours, err := tlv.Tree(b)
	if (err == nil) != (tlv.Check(b) == nil) {
		t.Fatalf("Tree and Check differ: %v", err)
	}
	if err != nil {
		return
	}
	theirs, err := bertlv.Decode(b)
	if err != nil {
		t.Fatalf("bertlv refuses %x: %v", b, err)
	}
	if !sameTrees(ours, theirs) {
		t.Fatalf("%x:\nours   %v\ntheirs %v", b, ours, theirs)
	}
	encoded, err := tlv.Encode(ours)
	if err != nil || len(encoded) > len(b) {
		t.Fatalf("%x does not encode again: %x, %v", b, encoded, err)
	}
	again, err := tlv.Tree(encoded)
	if err != nil || !sameTrees(again, ours) {
		t.Fatalf("%x changed: %x", b, encoded)
	}
	if shortest(b) && !bytes.Equal(encoded, b) {
		t.Fatalf("%x became %x", b, encoded)
	}
}

// shortest reports whether b has no null bytes around objects and no length that is longer than it need be.
func shortest(b []byte) bool {
	size := 0
	for o := range tlv.NewCursor(b).All() {
		if o.Tag.Constructed() && !shortest(o.Value) || len(tlv.Append(nil, o.Tag, o.Value)) != len(o.Raw) {
			return false
		}
		size += len(o.Raw)
	}
	return size == len(b)
}

func sameTrees(a, b []bertlv.TLV) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Tag != b[i].Tag || !bytes.Equal(a[i].Value, b[i].Value) || !sameTrees(a[i].TLVs, b[i].TLVs) {
			return false
		}
	}
	return true
}

func allZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// FuzzDOL takes any list and any values: an accepted list is its own entries again, and what it builds has the
// length and the padding of each.
func FuzzDOL(f *testing.F) {
	for i, s := range seeds {
		f.Add(unhex(f, s), []byte{0x12, 0x34, 0x56}, byte(i))
	}
	f.Fuzz(func(t *testing.T, b, value []byte, format byte) {
		form := tlv.Format(format % 8)
		dol, err := tlv.ParseDOL(b)
		var again []byte
		sum := 0
		for tag, n := range tlv.DOL(b).All() {
			again = append(tag.Append(again), byte(n))
			sum += n
		}
		if !bytes.HasPrefix(b, again) || (err == nil) != (len(again) == len(b)) {
			t.Fatalf("%x read as %x, %v", b, again, err)
		}
		if err != nil {
			if e := err.(*tlv.SyntaxError); e.Offset != len(again) || e.Fault == 0 {
				t.Fatalf("%x: %+v", b, e)
			}
			return
		}
		if dol.Len() != sum || sum > 255*len(b)/2 {
			t.Fatalf("%x: %d bytes", b, dol.Len())
		}
		known := func(tag tlv.Tag) bool { return tag&1 == 0 }
		built := dol.Append([]byte{0xEE}, func(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
			if tag.Constructed() {
				t.Fatalf("asked for template %v", tag)
			}
			return value, form, known(tag)
		})
		if len(built) != 1+sum || built[0] != 0xEE {
			t.Fatalf("%x built %d bytes", b, len(built))
		}
		rest := built[1:]
		for tag, n := range dol.All() {
			checkField(t, rest[:n], value, form, known(tag) && !tag.Constructed())
			rest = rest[n:]
		}
	})
}

// checkField is EMV 4.4 B3 5.4 for one entry.
func checkField(t *testing.T, field, value []byte, form tlv.Format, known bool) {
	t.Helper()
	n := len(field)
	switch {
	case !known || len(value) == 0:
		if !allZero(field) {
			t.Fatalf("%x for nothing", field)
		}
	case n <= len(value) && form == tlv.N:
		if !bytes.HasSuffix(value, field) {
			t.Fatalf("%x is not the right of %x", field, value)
		}
	case n <= len(value):
		if !bytes.HasPrefix(value, field) {
			t.Fatalf("%x is not the left of %x", field, value)
		}
	case form == tlv.N:
		if !bytes.HasSuffix(field, value) || !allZero(field[:n-len(value)]) {
			t.Fatalf("%x is not %x to the right", field, value)
		}
	default:
		padding := bytes.Repeat([]byte{0}, n-len(value))
		if form == tlv.CN {
			padding = bytes.Repeat([]byte{0xFF}, n-len(value))
		}
		if !bytes.Equal(field, append(bytes.Clone(value), padding...)) {
			t.Fatalf("%x is not %x and its padding", field, value)
		}
	}
}

// FuzzExplain takes any value of any row, known or not: what [explained] says holds, and an
// unknown row shows nothing.
func FuzzExplain(f *testing.F) {
	for _, s := range seeds {
		f.Add(uint16(tlv.PAN), unhex(f, s))
		f.Add(uint16(tlv.TVR), unhex(f, s))
		f.Add(uint16(tlv.PAN), []byte{0xFF, 0xFF})
	}
	f.Add(uint16(tlv.IDSDirectory), unhex(f, "11 5413330089600044FFFF 01 2712 02 A8 01 AABBCCDD 0102030405 82 0007"))
	f.Add(uint16(tlv.POIInformation), unhex(f, "0001020001 000203ABCDEF 800001FF"))
	f.Add(uint16(tlv.DataStorageDirectory), unhex(f, "0102030405060708 AABBCCDD 03 02 0005 010F"))
	f.Fuzz(func(t *testing.T, row uint16, value []byte) {
		r := tlv.Row(row)
		for book := range tlv.NumBooks + 1 { // one more: no book
			explained(t, book, r, value)
			for _, text := range []string{tlv.Describe(book, value), tlv.DescribeDOL(book, tlv.DOL(value), value)} {
				if !utf8.ValidString(text) || text != "" && !strings.HasSuffix(text, "\n") {
					t.Fatalf("%d: %X: %q", book, value, text)
				}
			}
		}
		_ = tlv.Mask(r, value)
	})
}
