package apdu_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func fill(n int) []byte { return bytes.Repeat([]byte{0xAB}, n) }

// EMV 4.4 B3 6.1
// EMV 4.3 B1 9.4.1
func TestCommandForms(t *testing.T) {
	for _, c := range []struct {
		name    string
		command apdu.Command
		cas     int
		maxLe   int
		head    string // the bytes before the data
		tail    string // the bytes after the data
	}{
		// EMV 4.4 B1 11.1.1
		{"1", apdu.Command{CLA: 0x12, INS: 0x34, P1: 0x56, P2: 0x78, Le: apdu.NoLe}, 1, 0, "12345678", ""},
		{"2", apdu.Command{INS: 0xB2, P1: 1, P2: 0x0C}, 2, 256, "00B2010C", "00"},
		{"2 Le 1", apdu.Command{INS: 0xB2, P1: 1, P2: 0x0C, Le: 1}, 2, 1, "00B2010C", "01"},
		{"2 Le 256", apdu.Command{INS: 0xB2, P1: 1, P2: 0x0C, Le: 256}, 2, 256, "00B2010C", "00"},
		{"3", apdu.Command{INS: 0x82, Data: fill(4), Le: apdu.NoLe}, 3, 0, "0082000004", ""},
		{"3 most", apdu.Command{INS: 0x82, Data: fill(255), Le: apdu.NoLe}, 3, 0, "00820000FF", ""},
		{"4", apdu.Command{INS: 0xA4, P1: 4, Data: fill(14)}, 4, 256, "00A404000E", "00"},
		// ISO/IEC 7816-3 12.1.3: extended length
		{"1 extended", apdu.Command{CLA: 0x12, INS: 0x34, P1: 0x56, P2: 0x78, Le: apdu.NoLe, Extended: true}, 1, 0, "12345678", ""},
		{"2 extended", apdu.Command{INS: 0xB2, P1: 1, P2: 0x0C, Extended: true}, 2, 65536, "00B2010C", "000000"},
		{"2 Le 257", apdu.Command{INS: 0xB2, P1: 1, P2: 0x0C, Le: 257}, 2, 257, "00B2010C", "000101"},
		{"2 Le 65536", apdu.Command{INS: 0xB2, P1: 1, P2: 0x0C, Le: 65536}, 2, 65536, "00B2010C", "000000"},
		{"3 extended", apdu.Command{INS: 0x82, Data: fill(4), Le: apdu.NoLe, Extended: true}, 3, 0, "00820000000004", ""},
		{"3 256", apdu.Command{INS: 0x82, Data: fill(256), Le: apdu.NoLe}, 3, 0, "00820000000100", ""},
		{"3 65535", apdu.Command{INS: 0x82, Data: fill(65535), Le: apdu.NoLe}, 3, 0, "0082000000FFFF", ""},
		{"4 extended", apdu.Command{INS: 0xA4, P1: 4, Data: fill(14), Extended: true}, 4, 65536, "00A4040000000E", "0000"},
		{"4 short data long Le", apdu.Command{INS: 0xA4, P1: 4, Data: fill(14), Le: 300}, 4, 300, "00A4040000000E", "012C"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := append(append(unhex(t, c.head), c.command.Data...), unhex(t, c.tail)...)
			got := c.command.Append(nil)
			if !bytes.Equal(got, want) {
				t.Fatalf("got %X, want %X", got[:min(len(got), 16)], want[:min(len(want), 16)])
			}
			if c.command.Case() != c.cas || c.command.MaxLe() != c.maxLe {
				t.Errorf("case %d, most %d", c.command.Case(), c.command.MaxLe())
			}
			back, err := apdu.ParseCommand(got)
			if err != nil {
				t.Fatal(err)
			}
			if back.Case() != c.cas || back.MaxLe() != c.maxLe || !bytes.Equal(back.Data, c.command.Data) {
				t.Errorf("parsed %v, %d", back, back.MaxLe())
			}
			if again := back.Append(nil); !bytes.Equal(again, want) {
				t.Errorf("appended again: %X", again[:min(len(again), 16)])
			}
		})
	}
}

func TestParseCommandErrors(t *testing.T) {
	for _, c := range []struct {
		in   string
		want error
	}{
		// EMV 4.4 B1 11.1.1
		{"", apdu.ErrShortCommand},
		{"00A404", apdu.ErrShortCommand},
		{"00A4040002A0", apdu.ErrCommandLength},           // data missing
		{"00A4040001A00000", apdu.ErrCommandLength},       // two bytes after the data
		{"00A404000000", apdu.ErrCommandLength},           // half an extended length
		{"00A40400000000A0", apdu.ErrCommandLength},       // extended Lc of 0
		{"00A40400000002A0", apdu.ErrCommandLength},       // data missing
		{"00A40400000001A000", apdu.ErrCommandLength},     // one byte of Le after extended Lc
		{"00A40400000001A0000000", apdu.ErrCommandLength}, // three
	} {
		if got, err := apdu.ParseCommand(unhex(t, c.in)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, %v", c.in, got, err)
		}
	}
}

// EMV 4.4 B1 11.2.2, EMV 4.4 B1 11.2.3, EMV 4.4 B3 6.3.1, EMV 4.4 B3 6.3.2, EMV 4.4 B3 6.3.3
func TestConstructors(t *testing.T) {
	aid := unhex(t, "A0000000031010")
	for _, c := range []struct {
		name string
		got  []byte
		want string
	}{
		// EMV 4.4 B1 11.3.2
		{"SELECT", apdu.AppendSelect(nil, aid, false), "00A4040007A000000003101000"},
		{"SELECT", apdu.AppendSelect(nil, aid, true), "00A4040207A000000003101000"},
		{"SELECT", apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false), "00A404000E315041592E5359532E444446303100"},
		// EMV 4.4 B3 6.5.11.2
		{"READ RECORD", apdu.AppendReadRecord(nil, 1, 5), "00B2050C00"},
		{"READ RECORD", apdu.AppendReadRecord(nil, 30, 255), "00B2FFF400"},
		// EMV 4.4 B3 6.5.8.2, 6.5.8.3
		{"GET PROCESSING OPTIONS", apdu.AppendGetProcessingOptions(nil, nil), "80A8000002830000"},
		{"GET PROCESSING OPTIONS", apdu.AppendGetProcessingOptions(nil, unhex(t, "60F0C8")), "80A8000005830360F0C800"},
		// EMV 4.4 B3 6.5.5.2
		{"GENERATE AC", apdu.AppendGenerateAC(nil, apdu.RequestARQC|apdu.RequestCDA, unhex(t, "0102")), "80AE90000201 0200"},
		{"GENERATE AC", apdu.AppendGenerateAC(nil, apdu.RequestTC|apdu.RequestXDA, unhex(t, "01")), "80AE4800010100"},
		{"GENERATE AC", apdu.AppendGenerateAC(nil, apdu.RequestAAC, nil), "80AE000000"},
		// EMV 4.4 B3 6.5.7.2
		{"GET DATA", apdu.AppendGetData(nil, 0x9F17), "80CA9F1700"},
		// EMV 4.4 B3 6.5.6.2
		{"GET CHALLENGE", apdu.AppendGetChallenge(nil), "0084000000"},
		// EMV 4.4 B3 6.5.12.2
		{"VERIFY", apdu.AppendVerify(nil, apdu.PlaintextPIN, unhex(t, "241234FFFFFFFFFF")), "0020008008241234FFFFFFFFFF"},
		// EMV 4.4 B3 6.5.9.2
		{"INTERNAL AUTHENTICATE", apdu.AppendInternalAuthenticate(nil, unhex(t, "01020304")), "00880000040102030400"},
		// EMV 4.4 B3 6.5.4.2
		{"EXTERNAL AUTHENTICATE", apdu.AppendExternalAuthenticate(nil, unhex(t, "01020304050607083030")), "008200000A01020304050607083030"},
		// EMV 4.3 B1 9.3.1.3
		{"GET RESPONSE", apdu.AppendGetResponse(nil, 0x26), "00C0000026"},
		{"GET RESPONSE", apdu.AppendGetResponse(nil, 256), "00C0000000"},
	} {
		if want := unhex(t, c.want); !bytes.Equal(c.got, want) {
			t.Errorf("%s: got %X, want %X", c.name, c.got, want)
		}
		parsed, err := apdu.ParseCommand(c.got)
		if err != nil || parsed.Name() != c.name {
			t.Errorf("%X is named %q, %v", c.got, parsed.Name(), err)
		}
	}
}

// The template's length takes one to three bytes, and the whole may need the extended form.
func TestGetProcessingOptionsLengths(t *testing.T) {
	for _, c := range []struct {
		n    int
		head string
		tail string
	}{
		// EMV 4.4 B3 6.5.8.3, EMV 4.4 B3 annex B2
		{127, "80A8000081837F", "00"},
		{128, "80A80000838381 80", "00"},
		{252, "80A80000FF8381FC", "00"},
		{253, "80A800000001008381FD", "0000"},
		{255, "80A800000001028381FF", "0000"},
		{256, "80A80000000104838201 00", "0000"},
		{0x1234, "80A8000000123883821234", "0000"},
	} {
		want := append(append(unhex(t, c.head), fill(c.n)...), unhex(t, c.tail)...)
		if got := apdu.AppendGetProcessingOptions(nil, fill(c.n)); !bytes.Equal(got, want) {
			t.Errorf("%d: got %X", c.n, got[:16])
		}
	}
}

func TestAppendPanicsOnCallersMistakes(t *testing.T) {
	for name, f := range map[string]func(){
		"data": func() { apdu.Command{Data: fill(65536)}.Append(nil) },
		"Le":   func() { apdu.Command{Le: 65537}.Append(nil) },
		"-2":   func() { apdu.Command{Le: -2}.Append(nil) },
		"GPO":  func() { apdu.AppendGetProcessingOptions(nil, fill(65532)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

// A PIN block never shows in a printed command.
func TestCommandStringHidesData(t *testing.T) {
	c, err := apdu.ParseCommand(apdu.AppendVerify(nil, apdu.PlaintextPIN, unhex(t, "241234FFFFFFFFFF")))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.String(), "VERIFY 00 20 00 80 data[8]"; got != want {
		t.Errorf("got %q", got)
	}
	if got := c.GoString(); strings.Contains(got, "1234") || strings.Contains(got, "18, 52") {
		t.Errorf("got %q", got)
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 300)
	data := fill(200)
	for name, f := range map[string]func(){
		"SELECT":      func() { apdu.AppendSelect(buf, data[:7], false) },
		"GPO":         func() { apdu.AppendGetProcessingOptions(buf, data) },
		"READ RECORD": func() { apdu.AppendReadRecord(buf, 1, 1) },
		"GENERATE AC": func() { apdu.AppendGenerateAC(buf, 0x80, data) },
		"VERIFY":      func() { apdu.AppendVerify(buf, 0x80, data[:8]) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
