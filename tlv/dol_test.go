package tlv_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

func TestParseDOL(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		// EMV 4.4 B3 5.4
		{"empty", "", ""},
		{"one entry", "9F3704", "9F37:4"},
		{"one, two and three byte tags", "9A03 9F3704 DF812906", "9A:3 9F37:4 DF8129:6"},
		{"repeated tag", "9A03 9F3704 9A03", "9A:3 9F37:4 9A:3"},
		{"length of zero and of 255", "9A00 95FF", "9A:0 95:255"},
		{"constructed tag", "7004", "70:4"},
		{"null tag is unknown like any other", "0002", "00:2"},
		{"no length", "9F370495", "9F37:4! tlv: offset 3: length cut off"},
		{"half a tag", "9F37049F", "9F37:4! tlv: offset 3: tag cut off"},
		{"long tag", "DF8181810104", "! tlv: offset 0: tag of more than 4 bytes"},
	} {
		b := unhex(t, test.in)
		dol, err := tlv.ParseDOL(b)
		var entries []string
		sum := 0
		for tag, n := range tlv.DOL(b).All() {
			entries = append(entries, fmt.Sprintf("%v:%d", tag, n))
			sum += n
		}
		got := strings.Join(entries, " ")
		if err != nil {
			got += "! " + err.Error()
		}
		if got != test.want {
			t.Errorf("%s: have %s, want %s", test.name, got, test.want)
		}
		if err == nil && (dol.Len() != sum || len(dol.Append(nil, none)) != sum) {
			t.Errorf("%s: %d bytes, built %d, want %d", test.name, dol.Len(), len(dol.Append(nil, none)), sum)
		}
	}
}

func none(tlv.Tag, int) ([]byte, tlv.Format, bool) { return nil, 0, false }

// EMV 4.4 B3 5.4 (too short)
func TestAppendSized(t *testing.T) {
	for _, test := range []struct {
		format tlv.Format
		value  string
		n      int
		want   string
	}{
		// EMV 4.4 B3 5.4
		{tlv.N, "001234", 3, "001234"},
		{tlv.N, "001234", 2, "1234"},
		{tlv.N, "001234", 5, "0000001234"},
		{tlv.N, "001234", 0, ""},
		{tlv.CN, "123F", 1, "12"},
		{tlv.CN, "123F", 4, "123fffff"},
		{tlv.B, "0102", 1, "01"},
		{tlv.B, "0102", 4, "01020000"},
		{tlv.A, "4142", 3, "414200"},
		{tlv.AN, "4142", 1, "41"},
		{tlv.AN, "4142", 4, "41420000"},
		{tlv.ANS, "4142", 4, "41420000"},
		{tlv.Var, "4142", 4, "41420000"},
		{tlv.CN, "", 2, "0000"},
		{tlv.N, "", 2, "0000"},
	} {
		got := hex.EncodeToString(tlv.AppendSized(nil, unhex(t, test.value), test.format, test.n))
		if got != test.want {
			t.Errorf("%v %s in %d: have %s, want %s", test.format, test.value, test.n, got, test.want)
		}
	}
}

// EMV 4.4 B3 5.4 (absent)
func TestDOLAppend(t *testing.T) {
	// EMV 4.4 B3 5.4: in order, repeated tags repeated, unknown and constructed ones zero-filled
	dol, err := tlv.ParseDOL(unhex(t, "9A03 9F0206 DF0102 7002 9A03 5A0A"))
	if err != nil {
		t.Fatal(err)
	}
	if !dol.Contains(0xDF01) || dol.Contains(0x9F37) {
		t.Error("Contains")
	}
	for n, want := range map[int]bool{0: true, 1: true, 6: true, 7: false} {
		if dol.ContainsWhole(0x9F02, n) != want || dol.ContainsWhole(0x9F03, n) {
			t.Errorf("ContainsWhole %d", n)
		}
	}
	got := dol.Append([]byte{0xEE}, func(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
		switch tag {
		case 0x9A:
			return []byte{0x26, 0x01, 0x02}, tlv.N, true
		case 0x9F02:
			return []byte{0x12, 0x34}, tlv.N, true
		case 0x5A:
			return []byte{0x54, 0x13}, tlv.CN, true
		case 0x70:
			t.Error("asked for a template")
		}
		return nil, 0, false
	})
	if want := "ee260102000000001234000000002601025413ffffffffffffffff"; hex.EncodeToString(got) != want {
		t.Errorf("have %x\nwant %s", got, want)
	}
}

// The cases of openemv/emv-utils, tests/emv_dol_test.c (commit c29b155d): values only.
func TestDOLVectors(t *testing.T) {
	const long = "9F02069F03069F1A0295055F2A029A039C019F3704"
	entries := []string{"9F02:6", "9F03:6", "9F1A:2", "95:5", "5F2A:2", "9A:3", "9C:1", "9F37:4"}
	for _, test := range []struct {
		in      string
		entries int // before the end or the fault
		fault   bool
	}{
		// EMV 4.4 B3 5.4
		{long, 8, false},
		{"9F02069F03069F1A0295", 3, true},
		{long[:len(long)-2], 7, true},
	} {
		var got []string
		for tag, n := range tlv.DOL(unhex(t, test.in)).All() {
			got = append(got, fmt.Sprintf("%v:%d", tag, n))
		}
		_, err := tlv.ParseDOL(unhex(t, test.in))
		var syntax *tlv.SyntaxError
		if fmt.Sprint(got) != fmt.Sprint(entries[:test.entries]) || errors.As(err, &syntax) != test.fault {
			t.Errorf("%s: %v, %v", test.in, got, err)
		}
	}
	if n := tlv.DOL(unhex(t, long)).Len(); n != 6+6+2+5+2+3+1+4 {
		t.Errorf("length %d", n)
	}

	values := map[tlv.Tag]string{
		0x9C: "09", 0x9A: "240217", 0x5F2A: "0978", 0x9F02: "000123456789", 0x9F03: "000987654321",
		0x9F1A: "0528", 0x9F37: "DEADBEEF", 0x95: "1234554321",
	}
	get := func(tag tlv.Tag, _ int) ([]byte, tlv.Format, bool) {
		row, _ := tlv.Lookup(tlv.Contact, 0, tag)
		return unhex(t, values[tag]), row.Element().Format, values[tag] != ""
	}
	got := tlv.DOL(unhex(t, long)).Append(nil, get)
	if want := unhex(t, "00012345678900098765432105281234554321097824021709DEADBEEF"); string(got) != string(want) {
		t.Errorf("exact lengths:\n have %X\n want %X", got, want)
	}

	// EMV 4.4 B3 5.4: shorter and longer, in each format
	values[0x5A], values[0x9F20], values[0x9F19] = "541333008912345F", "12345F", "654321012345"
	dol := tlv.DOL(unhex(t, "9F02039F03079F1A0295065F2A029A009C039F37035A059F20059F1908"))
	got = dol.Append(nil, get)
	if want := unhex(t, "4567890000098765432105281234554321000978000009DEADBE541333008912345FFFFF0000654321012345"); string(got) != string(want) {
		t.Errorf("other lengths:\n have %X\n want %X", got, want)
	}
}
