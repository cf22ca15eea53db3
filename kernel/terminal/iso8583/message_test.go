package iso8583_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

func testMAC(tb testing.TB) *mac.MAC {
	tb.Helper()
	m, err := mac.NewAlgorithm3([]byte("0123456789abcdef"), mac.Padding2, 8)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func message(kind string, fields map[int]string) *iso8583.Message {
	m := iso8583.New(kind)
	for n, v := range fields {
		m.Set(n, v)
	}
	return m
}

// Bytes set down by hand: the type, the bitmap with bit n for field n from the left, the second bitmap where bit 1 says so, lengths in digits.
func TestPacked(t *testing.T) {
	for _, c := range []struct {
		kind   string
		fields map[int]string
		want   string
	}{
		{"0800", map[int]string{11: "000001", 41: "TERM0001", 70: "301"}, "0800|8020000000800000|0400000000000000|000001TERM0001301"},
		{"0210", map[int]string{39: "00"}, "0210|0000000002000000||00"},
		{"0200", map[int]string{2: "5413330089020011", 35: "5413330089020011=4912201", 55: "\x9F\x36\x02\x00\x01"}, "0200|4000000020000200||165413330089020011" + "245413330089020011=4912201" + "005\x9F\x36\x02\x00\x01"},
		{"0500", map[int]string{97: "D0000000000001234", 128: "\x00\x01\x02\x03\x04\x05\x06\x07"}, "0500|8000000000000000|0000000080000001|D0000000000001234\x00\x01\x02\x03\x04\x05\x06\x07"},
	} {
		part := strings.SplitN(c.want, "|", 4)
		first, err := hex.DecodeString(part[1] + part[2])
		if err != nil {
			t.Fatal(err)
		}
		want := part[0] + string(first) + part[3]
		m := message(c.kind, c.fields)
		got, err := iso8583.Plain.Pack(m)
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", c.kind, got, err)
		}
		back, err := iso8583.Plain.Parse([]byte(want))
		if err != nil || fmt.Sprint(back) != fmt.Sprint(m) || len(back.Numbers()) != len(c.fields) {
			t.Errorf("%s: %v, %v", c.kind, back, err)
			continue
		}
		for n, v := range c.fields {
			if back.Get(n) != v {
				t.Errorf("%s: field %d is %q", c.kind, n, back.Get(n))
			}
		}
	}
}

// What is not as the table has it is neither packed nor parsed, and the error says which field and not what stands there.
func TestMisfits(t *testing.T) {
	for _, c := range []struct {
		kind  string
		field int
		value string
	}{
		{"08x0", 0, ""},
		{"080", 0, ""},
		{"0200", 2, "54133300890200111234"},
		{"0200", 2, "5413330089A20011"},
		{"0200", 3, "00000"},
		{"0200", 4, "0000000012.34"},
		{"0200", 5, "000000001234"},
		{"0200", 35, "5413330089020011D4912"},
		{"0200", 37, "ABC"},
		{"0200", 39, "é"},
		{"0200", 52, "1234567"},
		{"0200", 55, strings.Repeat("x", 1000)},
		{"0200", 4, "00000000123="},
		{"0200", 4, "00000000123 "},
		{"0200", 37, "12345678901="},
		{"0200", 38, "ABCDE@"},
		{"0200", 38, "ABCDE["},
		{"0200", 38, "abcde`"},
		{"0200", 38, "abcde{"},
		{"0200", 41, "TERM\x7F001"},
		{"0200", 41, "TERM\x1F001"},
		{"0200", 1, "x"},
		{"0200", 129, "x"},
		{"0200", -1, "x"},
	} {
		_, err := iso8583.Plain.Pack(message(c.kind, map[int]string{c.field: c.value}))
		var misfit *iso8583.FormatError
		if !errors.As(err, &misfit) || misfit.Field != c.field && c.field != 0 || c.value != "x" && c.value != "" && strings.Contains(err.Error(), c.value) {
			t.Errorf("%s %d %q: %v", c.kind, c.field, c.value, err)
		}
	}
	if _, err := iso8583.Plain.Pack(message("0200", map[int]string{35: "5413330089020011=49122010", 37: "AZ az 019 AZ", 41: "TE ~!@az"})); err != nil {
		t.Error(err)
	}
	whole, err := iso8583.Plain.Pack(message("0200", map[int]string{2: "5413330089020011", 4: "000000001234", 11: "000001", 70: "001"}))
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if m, err := iso8583.Plain.Parse(whole[:n]); err == nil {
			t.Errorf("%d bytes: %v", n, m)
		}
	}
	for name, b := range map[string][]byte{
		"bytes behind":        append(bytes.Clone(whole), 0),
		"an empty 2nd bitmap": []byte("0200\x80\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0000"),
		"three bitmaps":       []byte("0200\x80\x00\x00\x00\x00\x00\x00\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
		"a signed length":     []byte("0200\x40\x00\x00\x00\x00\x00\x00\x00+112"),
		"a length of zero":    []byte("0200\x40\x00\x00\x00\x00\x00\x00\x0000"),
		"field 5":             []byte("0200\x08\x00\x00\x00\x00\x00\x00\x00000000001234"),
		"letters for a type":  []byte("02A0\x40\x00\x00\x00\x00\x00\x00\x000112"),
		"nothing":             {},
	} {
		if m, err := iso8583.Plain.Parse(b); err == nil {
			t.Errorf("%s: %v", name, m)
		}
	}
}

// The MAC is over every bit before it, in the last field; a message without one is not sealed.
func TestSealed(t *testing.T) {
	key := testMAC(t)
	for _, fields := range []map[int]string{{11: "000001", 39: "00"}, {11: "000001", 70: "001"}} {
		b, err := iso8583.Plain.Seal(message("0210", fields), key)
		if err != nil {
			t.Fatal(err)
		}
		want, err := key.Append(nil, b[:len(b)-8])
		if err != nil || !bytes.Equal(want, b[len(b)-8:]) {
			t.Errorf("%X, %v", b, err)
		}
		m, err := iso8583.Plain.Parse(b)
		if err != nil || !iso8583.Plain.Sealed(m, b, key) {
			t.Error(m, err)
		}
		for bit := range 8 * len(b) {
			x := bytes.Clone(b)
			x[bit/8] ^= 1 << (bit % 8)
			if m, err := iso8583.Plain.Parse(x); err == nil && iso8583.Plain.Sealed(m, x, key) {
				t.Errorf("bit %d: %v", bit, m)
			}
		}
	}
	for _, fields := range []map[int]string{{11: "000001"}, {}} {
		m := message("0210", fields)
		b, err := iso8583.Plain.Pack(m)
		if err != nil || iso8583.Plain.Sealed(m, b, key) {
			t.Error(m, err)
		}
	}
	if m := message("0210", map[int]string{64: "12345678", 70: "001"}); iso8583.Plain.Sealed(m, []byte("123456789"), key) {
		t.Error("a MAC that is not the last field")
	}
}

// A message prints what is no secret, under every verb.
func TestMasked(t *testing.T) {
	m := message("0200", map[int]string{2: "5413330089020011", 11: "000042", 14: "4912", 35: "5413330089020011=4912", 52: "\x11\x22\x33\x44\x55\x66\x77\x88", 55: "5413330089020011", 62: "secret!!"})
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, kerneltest.Timeless())).Info("x", "m", m)
	all := fmt.Sprintf("%v %+v %#v %s %x %q %d", m, m, m, m, m, m, m) + string(text) + log.String()
	for _, secret := range []string{"3300", "4912", "secret", "\x11\x22", "1122"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q: %s", secret, all)
		}
	}
	if strings.Count(all, "11=000042") != 9 {
		t.Error(all)
	}
	if m.Wipe(); len(m.Numbers()) != 0 || m.Has(2) {
		t.Error(m)
	}
}

// Frames: two bytes of length; one that is zero or too long is refused before anything is read or kept.
func TestFrames(t *testing.T) {
	for _, c := range []struct {
		in   string
		want string
		err  string
	}{
		{"\x00\x03abc", "abc", ""},
		{"", "", "EOF"},
		{"\x00", "", "unexpected EOF"},
		{"\x00\x03ab", "", "unexpected EOF"},
		{"\x00\x03", "", "unexpected EOF"},
		{"\x00\x00", "", iso8583.ErrFrame.Error()},
		{"\x10\x01", "", iso8583.ErrFrame.Error()},
		{"\xFF\xFF", "", iso8583.ErrFrame.Error()},
	} {
		b, err := iso8583.ReadFrame(strings.NewReader(c.in))
		if string(b) != c.want || (err != nil || c.err != "") && (err == nil || err.Error() != c.err) {
			t.Errorf("%q: %q, %v", c.in, b, err)
		}
	}
	if got := iso8583.AppendFrame([]byte{1}, []byte("abc")); string(got) != "\x01\x00\x03abc" {
		t.Errorf("%q", got)
	}
}

// Whatever comes is taken apart or refused, and what is taken apart is packed to the same bytes.
func FuzzParse(f *testing.F) {
	for _, m := range []*iso8583.Message{
		message("0200", map[int]string{2: "5413330089020011", 4: "000000001234", 55: "\x9F\x36\x02\x00\x01"}),
		message("0510", map[int]string{66: "1", 74: "0000000001", 97: "C0000000000000001", 128: "12345678"}),
	} {
		b, err := iso8583.Plain.Pack(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	key := testMAC(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := iso8583.Plain.Parse(b)
		if err != nil {
			return
		}
		if again, err := iso8583.Plain.Pack(m); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%X\n%X, %v", b, again, err)
		}
		iso8583.Plain.Sealed(m, b, key)
		iso8583.TotalsOf(m)
	})
}

// What can be packed is taken apart into the same fields.
func FuzzPack(f *testing.F) {
	f.Add("0200", 2, "5413330089020011", 55, "\x9F\x36\x02\x00\x01", 97, "C0000000000000001")
	f.Add("0810", 11, "000001", 70, "001", 128, "12345678")
	f.Fuzz(func(t *testing.T, kind string, a int, x string, b int, y string, c int, z string) {
		m := message(kind, map[int]string{a: x, b: y, c: z})
		p, err := iso8583.Plain.Pack(m)
		if err != nil {
			return
		}
		back, err := iso8583.Plain.Parse(p)
		if err != nil || back.Type != kind || fmt.Sprint(back.Numbers()) != fmt.Sprint(m.Numbers()) {
			t.Fatalf("%v, %v, %v", m, back, err)
		}
		for _, n := range m.Numbers() {
			if back.Get(n) != m.Get(n) {
				t.Errorf("field %d", n)
			}
		}
	})
}
