package tlv_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// list is the objects of b, templates opened, as tag=value, and then the fault.
func list(b []byte) string {
	var out []string
	c := tlv.NewCursor(b)
	err := walk(&c, &out)
	s := strings.Join(out, " ")
	if err != nil {
		s += "! " + err.Error()
	}
	return s
}

func walk(c *tlv.Cursor, out *[]string) error {
	for o, ok := c.Next(); ok; o, ok = c.Next() {
		if !o.Tag.Constructed() {
			*out = append(*out, o.Tag.String()+"="+strings.ToUpper(hex.EncodeToString(o.Value)))
			continue
		}
		*out = append(*out, o.Tag.String()+"{")
		children := o.Children()
		if err := walk(&children, out); err != nil {
			return err
		}
		*out = append(*out, "}")
	}
	return c.Err()
}

// Read and Next give the same objects, and Read leaves the last one alone at the end and at a fault.
func TestRead(t *testing.T) {
	for _, in := range []string{"", "00", fci, record, "5A0212345F340101", "5A021234 5A05", "5A021234 9F", "5A021234 80", "5A021234 5A80"} {
		read, next := tlv.NewCursor(unhex(t, in)), tlv.NewCursor(unhex(t, in))
		o := tlv.Object{Tag: 0x42}
		for {
			last := o
			want, more := next.Next()
			if read.Read(&o) != more {
				t.Fatalf("%s: Next says %v", in, more)
			}
			if !more {
				want = last
			}
			if o.Tag != want.Tag || o.Offset != want.Offset || !bytes.Equal(o.Raw, want.Raw) || !bytes.Equal(o.Value, want.Value) {
				t.Fatalf("%s: %+v, want %+v", in, o, want)
			}
			if !more {
				break
			}
			if cap(o.Value) != len(o.Value) || cap(o.Raw) != len(o.Raw) {
				t.Fatalf("%s: room behind %+v", in, o)
			}
		}
		if !reflect.DeepEqual(read.Err(), next.Err()) {
			t.Errorf("%s: %v, %v", in, read.Err(), next.Err())
		}
	}
}

func TestCursor(t *testing.T) {
	long := strings.Repeat("AB", 130)
	for _, test := range []struct{ name, in, want string }{
		// EMV 4.4 B3 annex B1
		{"nothing", "", ""},
		{"one byte tag", "5A02 1234", "5A=1234"},
		{"two byte tag", "9F02 01 FF", "9F02=FF"},
		{"three byte tag", "DF8129 01 07", "DF8129=07"},
		{"four byte tag", "DF818101 01 07", "DF818101=07"},
		{"five byte tag", "DF81818101 01 07", "! tlv: offset 0: tag of more than 4 bytes"},
		{"tag cut off", "9F", "! tlv: offset 0: tag cut off"},
		{"tag cut off later", "9C0101 DF81", "9C=01! tlv: offset 3: tag cut off"},
		{"order and duplicates kept", "9C0101 9A0102 9C0103", "9C=01 9A=02 9C=03"},
		{"null bytes before, between, after", "0000 9C0101 00 9A0102 000000", "9C=01 9A=02"},
		{"null bytes only", "000000", ""},
		{"FF starts a private tag", "FF01 03 9C0101 9A0102", "FF01{ 9C=01 } 9A=02"},
		{"FF alone is cut off", "9C0101 FF", "9C=01! tlv: offset 3: tag cut off"},
		{"null bytes inside a template", "7007 00 9C0101 0000 00", "70{ 9C=01 }"},
		{"empty template", "7000 9C00", "70{ } 9C="},
		{"template in template", "6F 09 A5 07 BF0C 04 9F4D0100", "6F{ A5{ BF0C{ 9F4D=00 } } }"},
		// EMV 4.4 B3 annex B2
		{"length of two bytes", "5A 81 82 " + long, "5A=" + long},
		{"length of two bytes, short value", "5A 8101 FF", "5A=FF"},
		{"length of three bytes, short value", "5A 820001 FF", "5A=FF"},
		{"length of four bytes", "5A 83000001 FF", "! tlv: offset 0: length field of more than 3 bytes"},
		{"length of 8 bytes", "5A88FFFFFFFFFFFFFFFF", "! tlv: offset 0: length field of more than 3 bytes"},
		{"indefinite length", "70 80 9C0101 0000", "! tlv: offset 0: indefinite length"},
		{"no length", "5A", "! tlv: offset 0: length cut off"},
		{"length cut off", "5A82FF", "! tlv: offset 0: length cut off"},
		{"value too long", "5A05 1234", "! tlv: offset 0: value longer than what is left"},
		{"value longer than its template", "7004 5A05 1234 567890", "70{! tlv: offset 2 in 70: value longer than what is left"},
		{"deep fault", "9C0101 6F06 A504 5002 41", "9C=01! tlv: offset 3: value longer than what is left"},
		{"path of seven bytes", "700C 7F60 09 BF0C 06 A1 04 FF01 01 5A", "70{ 7F60{ BF0C{ A1{ FF01{! tlv: offset 13 in 7F60/BF0C/A1/FF01: length cut off"},
		{"deeper fault", "9C0101 00 6F06 A504 5004 4141", "9C=01 6F{ A5{! tlv: offset 8 in 6F/A5: value longer than what is left"},
		// attack seeds
		{"5A20", "5A20", "! tlv: offset 0: value longer than what is left"},
		{"5F2060", "5F2060", "! tlv: offset 0: value longer than what is left"},
		{"5A81FF", "5A81FF", "! tlv: offset 0: value longer than what is left"},
	} {
		got := list(unhex(t, test.in))
		if got != test.want {
			t.Errorf("%s:\n have %s\n want %s", test.name, got, test.want)
		}
	}
}

func TestCursorKeepsRawBytes(t *testing.T) {
	// EMV 4.4 B3 10.3: what is signed is what was received
	b := unhex(t, "00 70 8108 00 5A 8102 1234 9C 00")
	c := tlv.NewCursor(b)
	record, ok := c.Next()
	if !ok || record.Offset != 1 || len(record.Raw) != 11 || len(record.Value) != 8 {
		t.Fatalf("record %+v", record)
	}
	inner := record.Children()
	pan, _ := inner.Next()
	if pan.Offset != 5 || hex.EncodeToString(pan.Raw) != "5a81021234" || hex.EncodeToString(pan.Value) != "1234" {
		t.Errorf("PAN %+v", pan)
	}
	if cap(pan.Value) != 2 || cap(pan.Raw) != 5 {
		t.Error("a view reaches beyond its object")
	}
	if kind, _ := inner.Next(); kind.Offset != 10 || len(kind.Value) != 0 {
		t.Errorf("empty object %+v", kind)
	}
}

func TestCursorCaps(t *testing.T) {
	// EMV 4.4 B3 annex B3
	var b []byte
	for range tlv.MaxDepth {
		b = tlv.Append(nil, tlv.TagRecord, b)
	}
	if err := tlv.Check(b); err != nil {
		t.Errorf("%d templates: %v", tlv.MaxDepth, err)
	}
	var syntax *tlv.SyntaxError
	err := tlv.Check(tlv.Append(nil, tlv.TagRecord, b))
	if !errors.As(err, &syntax) || syntax.Fault != tlv.TooDeep || len(syntax.Path) != 7 {
		t.Errorf("%d templates: %v", tlv.MaxDepth+1, err)
	}
	var inmost []byte // the fault is the object's that may hold no more: the path ends before it
	for i := range tlv.MaxDepth + 1 {
		inmost = tlv.Append(nil, []tlv.Tag{0x77, tlv.TagRecord}[min(i, 1)], inmost)
	}
	if err = tlv.Check(inmost); !errors.As(err, &syntax) || syntax.Fault != tlv.TooDeep || syntax.Path[len(syntax.Path)-1] != tlv.TagRecord {
		t.Errorf("%v", err)
	}
	many := []byte(strings.Repeat("\x9C\x00", tlv.MaxObjects))
	if err := tlv.Check(many); err != nil {
		t.Errorf("%d objects: %v", tlv.MaxObjects, err)
	}
	err = tlv.Check(append(many, 0, 0x9C, 0))
	if !errors.As(err, &syntax) || syntax.Fault != tlv.TooManyObjects || syntax.Offset != 2*tlv.MaxObjects+1 {
		t.Errorf("%d objects: %v", tlv.MaxObjects+1, err)
	}
}

func TestFind(t *testing.T) {
	// EMV 4.4 B3 annex B3
	b := unhex(t, "6F 02 8400 6F 0E 8403 A00001 A5 07 50 02 4142 87 01 01 6F 04 A500 8800")
	for _, test := range []struct {
		path        []tlv.Tag
		want, value string // value: of the first that has one, EMV 4.4 B3 5.2
	}{
		{[]tlv.Tag{0x6F, 0x84}, "8400", "8403a00001"},
		{[]tlv.Tag{0x6F, 0xA5, 0x50}, "50024142", "50024142"}, // the first template does not hold it
		{[]tlv.Tag{0x6F, 0xA5, 0x5F2D}, "", ""},
		{[]tlv.Tag{0x50}, "", ""},
		{[]tlv.Tag{0x6F, 0x88}, "8800", ""},
		{[]tlv.Tag{0x6F, 0xA5}, "a50750024142870101", "a50750024142870101"},
		{nil, "", ""},
	} {
		o, ok := tlv.Find(b, test.path...)
		if got := hex.EncodeToString(o.Raw); got != test.want || ok != (test.want != "") {
			t.Errorf("%v: have %s, %v; want %s", test.path, got, ok, test.want)
		}
		o, ok = tlv.FindValue(b, test.path...)
		if got := hex.EncodeToString(o.Raw); got != test.value || ok != (test.value != "") {
			t.Errorf("%v with a value: have %s, %v; want %s", test.path, got, ok, test.value)
		}
	}
}

func TestAppend(t *testing.T) {
	// EMV 4.4 B3 annex B2
	for _, test := range []struct {
		n    int
		want string
	}{{0, "9f0200"}, {1, "9f0201"}, {127, "9f027f"}, {128, "9f028180"}, {255, "9f0281ff"}, {256, "9f02820100"}, {65535, "9f0282ffff"}} {
		got := tlv.Append([]byte{0xEE}, 0x9F02, make([]byte, test.n))
		if head := hex.EncodeToString(got[1 : len(got)-test.n]); head != test.want || got[0] != 0xEE {
			t.Errorf("%d bytes: have %s, want %s", test.n, head, test.want)
		}
		o, ok := tlv.Find(got[1:], 0x9F02)
		if !ok || len(o.Value) != test.n {
			t.Errorf("%d bytes: read back %d", test.n, len(o.Value))
		}
	}
	if got := tlv.Append(nil, 0x5A, make([]byte, 1<<16)); hex.EncodeToString(got[:5]) != "5a83010000" {
		t.Errorf("65536 bytes: %x", got[:5])
	}
}
