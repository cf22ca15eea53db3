package tlv_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

func TestDecodeN(t *testing.T) {
	for _, test := range []struct {
		in   string
		want uint64
		err  error
	}{
		// EMV 4.4 B3 4.3
		{"", 0, nil},
		{"000000012345", 12345, nil},
		{"999999999999", 999999999999, nil},
		{"0978", 978, nil},
		{"000000000000000000000001", 1, nil},
		{"999999999999999999", 999999999999999999, nil},
		{"01999999999999999999", 0, tlv.ErrRange},
		{"0A", 0, tlv.ErrNotDigits},
		{"A0", 0, tlv.ErrNotDigits},
		{"123F", 0, tlv.ErrNotDigits},
	} {
		if got, err := tlv.DecodeN(unhex(t, test.in)); got != test.want || !errors.Is(err, test.err) {
			t.Errorf("%s: have %d, %v; want %d, %v", test.in, got, err, test.want, test.err)
		}
	}
}

func TestAppendN(t *testing.T) {
	for _, test := range []struct {
		v     uint64
		width int
		want  string
		fits  bool
	}{
		// EMV 4.4 B3 4.3
		{12345, 6, "000000012345", true},
		{0, 1, "00", true},
		{978, 2, "0978", true},
		{100, 1, "00", false},
		{12345, 2, "2345", false},
		{18446744073709551615, 10, "18446744073709551615", true},
		{7, 0, "", false},
	} {
		got := hex.EncodeToString(tlv.AppendN([]byte{0xEE}, test.v, test.width)[1:])
		if got != test.want || tlv.FitsN(test.v, test.width) != test.fits {
			t.Errorf("%d in %d: have %s, want %s", test.v, test.width, got, test.want)
		}
	}
}

func TestCN(t *testing.T) {
	for _, test := range []struct{ in, want, again string }{
		// EMV 4.4 B3 4.3: the book's own example first
		{"1234567890123FFF", "1234567890123", "1234567890123f"},
		{"12", "12", "12"},
		{"", "", ""},
		{"FFFF", "", ""},
	} {
		got, err := tlv.DecodeCN(unhex(t, test.in))
		again, err2 := tlv.AppendCN(nil, got)
		if got != test.want || err != nil || hex.EncodeToString(again) != test.again || err2 != nil {
			t.Errorf("%s: %q, %v; again %x, %v", test.in, got, err, again, err2)
		}
	}
	for _, bad := range []string{"1A", "A1", "F1", "1F12", "12F3"} {
		if got, err := tlv.DecodeCN(unhex(t, bad)); err == nil {
			t.Errorf("%s: %q", bad, got)
		}
	}
	for _, bad := range []string{"x", "1x", "12:", "?1"} {
		if got, err := tlv.AppendCN(nil, bad); err == nil {
			t.Errorf("%q: %x", bad, got)
		}
	}
}

func TestB(t *testing.T) {
	// EMV 4.4 B3 4.3: the book's own example
	if v, err := tlv.DecodeB([]byte{0x00, 0x13}); v != 19 || err != nil {
		t.Errorf("have %d, %v", v, err)
	}
	if v, err := tlv.DecodeB(unhex(t, "00FFFFFFFFFFFFFFFF")); v != 1<<64-1 || err != nil {
		t.Errorf("have %d, %v", v, err)
	}
	if _, err := tlv.DecodeB(unhex(t, "01FFFFFFFFFFFFFFFF")); !errors.Is(err, tlv.ErrRange) {
		t.Errorf("nine bytes: %v", err)
	}
	for width, want := range []string{"", "13", "0013", "000013"} {
		if got := hex.EncodeToString(tlv.AppendB(nil, 19, width)); got != want {
			t.Errorf("width %d: %s", width, got)
		}
	}
	if got := hex.EncodeToString(tlv.AppendB(nil, 0x123456, 9)); got != "000000000000123456" {
		t.Errorf("width 9: %s", got)
	}
}

func TestDecodeDate(t *testing.T) {
	for _, test := range []struct {
		in, want string
	}{
		// EMV 4.4 B4 6.7.3
		{"000101", "2000-01-01"},
		{"491231", "2049-12-31"},
		{"500101", "1950-01-01"},
		{"991231", "1999-12-31"},
		{"000229", "2000-02-29"},
		{"240229", "2024-02-29"},
		{"230229", ""},
		{"230431", ""},
		{"230430", "2023-04-30"},
		{"231301", ""},
		{"230001", ""},
		{"230100", ""},
		{"230132", ""},
		{"2301", ""},
		{"00230101", ""},
		{"23010A", ""},
	} {
		d, err := tlv.DecodeDate(unhex(t, test.in))
		if (err == nil) != (test.want != "") || err == nil && d.String() != test.want {
			t.Errorf("%s: have %v, %v; want %s", test.in, d, err, test.want)
		}
		if notDigits := strings.HasSuffix(test.in, "A"); notDigits != errors.Is(err, tlv.ErrNotDigits) {
			t.Errorf("%s: %v", test.in, err)
		}
		if err == nil && fmt.Sprintf("%X", d.Append(nil)) != test.in {
			t.Errorf("%s: written %X", test.in, d.Append(nil))
		}
	}
	older, _ := tlv.DecodeDate([]byte{0x99, 0x12, 0x31})
	newer, _ := tlv.DecodeDate([]byte{0x00, 0x01, 0x01})
	if older >= newer {
		t.Error("1999 is not before 2000")
	}
}

func TestFormat(t *testing.T) {
	for _, test := range []struct {
		format tlv.Format
		in     string
		want   bool
	}{
		// EMV 4.4 B3 4.3
		{tlv.N, "0978", true},
		{tlv.N, "097F", false},
		{tlv.CN, "097F", true},
		{tlv.CN, "0F7F", false},
		{tlv.A, "4265", true},
		{tlv.A, "4231", false},
		{tlv.AN, "4231", true},
		{tlv.AN, "4220", false},
		{tlv.ANS, "4220", true},
		{tlv.ANS, "421F", false},
		{tlv.ANS, "4285", false},
		{tlv.ANS, "42E9", true},
		{tlv.B, "FF00", true},
		{tlv.Var, "FF00", true},
		// EMV 4.4 B3 annex A1: zeroes fill up a text
		{tlv.AN, "423100", true},
		{tlv.AN, "420031", false},
	} {
		if got := test.format.Accepts(unhex(t, test.in)); got != test.want {
			t.Errorf("%v %s: %v", test.format, test.in, got)
		}
	}
	if tlv.CN.String() != "cn" || tlv.Format(99).String() != "?" {
		t.Error("names of formats")
	}
}
