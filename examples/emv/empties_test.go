package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// Every tag of the dictionary and of older texts, bare and with the length 0, is read as the object without a value that it is, with its name, whatever else the bytes may be.
// A status word that cards answer is that, and the object is named beside it.
//
// EMV 4.4 B3 annex B1
func TestEveryEmptyObjectIsRead(t *testing.T) {
	tags := map[tlv.Tag][]string{}
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		if tag := r.Tag(); tag != 0 && !r.Element().Local {
			tags[tag] = append(tags[tag], r.String())
		}
	}
	for tag, list := range olderElements() {
		for _, e := range list {
			tags[tag] = append(tags[tag], e.name)
		}
	}
	empties := 0
	for tag, names := range tags {
		for _, length := range [][]byte{{0x00}, {0x81, 0x00}, {0x82, 0x00, 0x00}} {
			in := append(unhex(tag.String()), length...)
			empties++
			r := (&decoder{}).recognise(in)
			if r.Kind == "sw" && tag>>8 == 0 && (tag>>4 == 6 || tag == 0x90 || tag == 0x91) && strings.HasPrefix(r.Object, tag.String()+" (") {
				continue
			}
			if r.Kind == "capdu" && len(length) == 3 && strings.HasPrefix(r.Object, tag.String()+" (") { // EXTERNAL AUTHENTICATE, and a length with two bytes too many
				continue
			}
			sound := !r.malformed() || tag == 0x86 // a script command that is none
			if r.Kind != "tlv" || !sound || len(r.Items) != 1 || r.Items[0].Tag != tag.String() {
				t.Errorf("%X is read as %s, %q, %q, object %q, fault %q", in, r.Kind, r.Close, r.Also, r.Object, r.Fault)
				continue
			}
			if name := saidOf(r.Items); !slices.ContainsFunc(names, func(n string) bool { return strings.Contains(name, n) }) {
				t.Errorf("%X: %q has none of the names %q", in, name, names)
			}
		}
	}
	if empties < 1000 {
		t.Errorf("%d objects", empties)
	}
}

// A tag of two bytes that nobody knows is as good; what is no object, or a value that no chance makes, is what it was.
//
// EMV 4.4 B3 annex B1
func TestEmptyObjectsOfAnyTag(t *testing.T) {
	for _, c := range []struct {
		line, kind string
		also       []string
	}{
		{"DF7A00", "tlv", nil},
		{"DF5000", "tlv", []string{"cvm-results"}},
		{"9F7000", "tlv", []string{"dol"}},
		{"DF810400", "tlv", []string{"dol"}},
		{"7000", "tlv", []string{"tsi", "aip"}},
		{"7100", "tlv", []string{"aip"}},
		{"E000", "tlv", []string{"tsi"}},
		{"9C820000", "capdu", nil},
		{"80820000", "capdu", nil},
		{"84820000", "capdu", nil},
		{"50820000", "tlv", nil},
		{"FFCA0000", "capdu", nil},
		{"E800", "tsi", nil},
		{"5C00", "tsi", nil},
		{"1F0000", "cvm-results", nil},
		{"3F0000", "cvm-results", nil},
		{"9000", "sw", nil},
		{"6F00", "sw", nil},
		{"3B00", "atr", nil},
		{"70009000", "rapdu", nil},
		{"9F61029A03", "tlv", []string{"dol"}},
		{"9F61028040", "tlv", []string{"dol"}},
		{"9F61029F02", "tlv", nil},
		{"9F6A049F7E01", "dol", nil},
	} {
		r, _, err := decodeBare(c.line)
		if err != nil || r.Kind != c.kind {
			t.Errorf("%s: %s, %q, %q, %v", c.line, r.Kind, r.Close, r.Also, err)
		}
		for _, also := range c.also {
			if !slices.Contains(r.Also, also) {
				t.Errorf("%s: %s, and %s is not among %q", c.line, r.Kind, also, r.Also)
			}
		}
	}
	for _, book := range []string{"contact", "c2", "c3", "c8", "pboc"} {
		for _, in := range []string{"DF810400", "9F7000", "9F6600", "7000"} {
			if _, out, errw := emv("", "decode", "-book", book, in); !strings.HasPrefix(out, "Data objects (BER-TLV)") {
				t.Errorf("-book %s %s: %s%s", book, in, out, errw)
			}
		}
	}
}

// An entry of a list has the name of its element whatever length it has there; what is a card's own and another text has in that length has that text's.
//
// EMV 4.4 B3 5.4
func TestEveryListedElementHasItsName(t *testing.T) {
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		tag := r.Tag()
		if _, ok := tlv.Lookup(tlv.Contact, 0, tag); tag == 0 || !ok || r.Element().Local {
			continue
		}
		for _, size := range []byte{1, 5, 8, 100} {
			list := (&decoder{book: tlv.Contact, fixed: true}).dolEntries(append(unhex(tag.String()), size))
			if len(list) != 1 || list[0].Name == "" {
				t.Errorf("%s of %d bytes: %+v", tag, size, list)
			}
		}
	}
}
