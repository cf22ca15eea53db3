package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/emvgo/emv/tlv"
)

func noEnv(string) string { return "" }

// emv runs the tool in this process.
func emv(stdin string, args ...string) (status int, stdout, stderr string) {
	var out, errw bytes.Buffer
	status = run(args, strings.NewReader(stdin), &out, &errw, noEnv)
	return status, out.String(), errw.String()
}

// FuzzDecode: any input is answered, without panic, in text and as one JSON object, in UTF-8, and no PAN, track or name is
// shown to who did not ask for it.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"8000008000", "3B6500002063CB6800", "7081", "9F02069F0306", "00A4040007A0000000031010", "06010A03A0A000"} {
		b, _ := hex.DecodeString(seed)
		f.Add(b, "")
	}
	for _, seed := range []string{"70165A0847617390010101195F200A434152442F5445535420", "57114761739001010119D2212201000000000F", "9000", "D210" + "11476173900101011901271202A801AABBCCDD0102030405820007"} {
		b, _ := hex.DecodeString(seed)
		f.Add(b, "")
		f.Add(b, "rapdu")
	}
	f.Add([]byte{0x22}, "9F35")
	f.Add([]byte("978"), "currency")
	f.Fuzz(func(t *testing.T, b []byte, as string) {
		for _, args := range [][]string{{}, {"-json"}, {"-json", "-show-pan"}} {
			if as != "" {
				args = append(args, "-as", as)
			}
			status, out, errw := emv("", append(append([]string{"decode"}, args...), hex.EncodeToString(b))...)
			if status != 0 && errw == "" {
				t.Fatalf("%v: exit status %d and no word", args, status)
			}
			if status < 2 && len(args) > 0 && args[0] == "-json" && !json.Valid([]byte(out)) {
				t.Fatalf("%v: no JSON: %q", args, out)
			}
			if !utf8.ValidString(out) || !utf8.ValidString(errw) {
				t.Fatalf("%v: not UTF-8: %q %q", args, out, errw)
			}
			if as != "" || slices.Contains(args, "-show-pan") {
				continue
			}
			for _, s := range hiddenIn(b) {
				if strings.Contains(out, s) || strings.Contains(errw, s) {
					t.Fatalf("%X %v: %s is in clear: %s%s", b, args, s, out, errw)
				}
			}
		}
		d := decoder{}
		if r := d.recognise(b); r.Kind == "" || r.Bytes != len(b) {
			t.Fatalf("%X: %+v", b, r)
		}
	})
}

// hiddenIn are the values of PANs, tracks and names in data objects, as hexadecimal and as text, which stand nowhere else
// in b.
func hiddenIn(b []byte) (secrets []string) {
	if tlv.Check(b) != nil {
		return nil
	}
	var walk func(c tlv.Cursor)
	walk = func(c tlv.Cursor) {
		for o := range c.All() {
			switch {
			case o.Tag.Constructed():
				walk(o.Children())
			case (o.Tag == 0x5A || o.Tag == 0x57 || o.Tag == 0x5F20) && len(o.Value) >= 8 && bytes.Count(b, o.Value) == 1:
				secrets = append(secrets, upper(o.Value))
				if o.Tag == 0x5F20 && text(o.Value) {
					secrets = append(secrets, string(o.Value))
				}
			}
		}
	}
	walk(tlv.NewCursor(b))
	return secrets
}

// Every kind that is known by name takes any bytes.
func TestKinds(t *testing.T) {
	names := map[string]bool{}
	for _, k := range kinds() {
		if names[k.name] || k.title == "" {
			t.Errorf("kind %q: twice, or without a title", k.name)
		}
		names[k.name] = true
		for n := range 40 {
			if k.items != nil {
				k.items(&decoder{}, bytes.Repeat([]byte{0x95}, n))
				k.items(&decoder{show: true}, make([]byte, n))
			}
		}
	}
	if len(names) < 34 {
		t.Errorf("%d kinds", len(names))
	}
}

// Every row of the dictionary is explained, by name and with a value.
func TestExplainEveryRow(t *testing.T) {
	for i := 1; i < tlv.NumRows; i++ {
		tag := tlv.Row(i).Tag()
		if tag == 0 {
			continue
		}
		status, out, errw := emv("", "explain", tag.String())
		named := strings.Contains(out, tlv.Row(i).String())
		for b := range tlv.NumBooks {
			named = named || strings.Contains(out, tlv.Row(i).In(b).Name)
		}
		if status != 0 || !named {
			t.Errorf("%s: %d %s %s", tag, status, out, errw)
		}
	}
}

// Conversations decode whole, and nothing that is sensitive is in what is printed.
func TestDecodeConversations(t *testing.T) {
	for name, b := range captured(t) {
		status, out, errw := emv(string(b), "decode", "-")
		short := strings.Contains(errw, "9F66: offset 0: 0 of 4 bytes") // their readers sent nothing of what the PDOL asks for
		if (status != 0) != short || !strings.Contains(out, "exchange 1") {
			t.Errorf("%s: %d %s", name, status, errw)
		}
		for _, number := range pansIn(b) {
			if strings.Contains(out, number) {
				t.Errorf("%s: a PAN is in the output", name)
			}
		}
	}
}

// pansIn finds PANs in the hexadecimal text of a conversation: the values of 5A, and what stands before D in 57.
func pansIn(b []byte) (pans []string) {
	for _, word := range strings.Fields(string(b)) {
		raw, err := hex.DecodeString(word)
		if err != nil || len(raw) < 4 {
			continue
		}
		for _, path := range [][]tlv.Tag{{0x70, 0x5A}, {0x77, 0x5A}, {0x70, 0x57}, {0x77, 0x57}} {
			if o, ok := tlv.Find(raw[:len(raw)-2], path...); ok {
				number, _, _ := strings.Cut(upper(o.Value), "D")
				if number = strings.TrimRight(number, "F"); len(number) >= 13 {
					pans = append(pans, number)
				}
			}
		}
	}
	return pans
}

func BenchmarkDecode(b *testing.B) {
	for b.Loop() {
		emv("", "decode", "9F02069F03069F1A0295055F2A029A039C019F3704")
	}
}
