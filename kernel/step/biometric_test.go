package step_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// B3 C3, C7, B4 A7
func TestBiometricMethods(t *testing.T) {
	want := map[byte]struct {
		kind    string
		counter tlv.Tag
		mask    byte
		online  bool
	}{
		0x06: {"02", 0xDF50, 0x80, false}, 0x07: {"02", 0xDF50, 0x80, true},
		0x08: {"08", 0xDF51, 0x40, false}, 0x09: {"08", 0xDF51, 0x40, true},
		0x0A: {"020000", 0xDF53, 0x10, false}, 0x0B: {"020000", 0xDF53, 0x10, true},
		0x0C: {"10", 0xDF52, 0x20, false}, 0x0D: {"10", 0xDF52, 0x20, true},
		0x0E: {"04", 0xDF54, 0x08, false}, 0x0F: {"04", 0xDF54, 0x08, true},
	}
	for code := range 256 {
		m, ok := step.Biometric(tlv.CVMCode(code))
		w, known := want[byte(code)&0x3F]
		if ok != known || ok && (m.Type != string(unhex(t, w.kind)) || m.Counter != w.counter || m.Mask != w.mask || m.Online != w.online) {
			t.Errorf("%02X: %+v, %v", code, m, ok)
		}
		// B4 6.3.4: support of each, by each bit alone
		for i := range 2 {
			for mask := byte(0x80); mask != 0; mask >>= 1 {
				in := step.CVMInput{Capabilities: tlv.TerminalCapabilitiesValue{0, 0x06, 0}}
				in.Biometric[i] = mask
				if got, want := in.Supports(tlv.CVMCode(code&0x3F)), known && w.mask == mask && w.online == (i == 1); got != want && code&0x3F != 0 {
					t.Errorf("%02X, byte %d, mask %02X: supported %v", code, i+1, mask, got)
				}
			}
		}
	}
}

// Of what a biometric template has to have, an empty object is none, before the real one or behind it.
// B3 5.2 length 00
func TestEmptyObjectsOfBiometrics(t *testing.T) {
	const (
		all   = "900153 810108 820129 87020101 88020004"
		outer = "900153 810108 820129 8702FFFF 8802FFFF"
	)
	tl := func(tag, value string) string {
		value = strings.ReplaceAll(value, " ", "")
		return fmt.Sprintf("%s%02X%s", tag, len(value)/2, value)
	}
	for _, c := range []string{
		tl("A1", all),
		tl("A1", "9000 8100 8200 8700 8800"+all), tl("A1", all+"9000 8100 8200 8700 8800"),
		tl("A1", all+"A100 A200"), tl("A1", "A100 A200"+all), tl("A1", all+"A104 87020909 A200"), // no two levels
		"A100" + tl("A1", all), tl("A1", all) + "A100",
		tl("A1", outer+tl("A1", "8700 8800 87020101 88020004")+"A204 8702FFFF"),
		tl("A1", outer+tl("A1", "87020101 88020004 8700 8800")+"A204 8702FFFF"),
		tl("A1", outer+"A100"+tl("A1", "87020101 88020004")+"A200 A204 8702FFFF"),
		tl("A1", outer+tl("A1", "87020101 88020004")+"A204 8702FFFF A100 A200"),
	} {
		o, ok := step.One(unhex(t, tl("7F60", c)))
		terminal, _ := step.One(unhex(t, tl("7F60", tl("A1", all))))
		own, _ := step.ParseBIT(terminal)
		b, parsed := step.ParseBIT(o)
		if solution, format := b.Fits([]step.BIT{own}); !ok || !parsed || !solution || !format || string(b.Type) != "\x08" || b.Subtype != 0x29 {
			t.Errorf("%s: %+v, %v, %v", c, b, ok, parsed)
		}
	}
	bit := tl("7F60", tl("A1", all))
	for group, want := range map[string]int{
		tl("BF4A", bit): 1, "BF4A00" + tl("BF4A", bit): 1, tl("BF4A", bit) + "BF4A00": 1, tl("BF4A", "7F6000"+bit): 1, tl("BF4A", bit+"7F6000"): 1,
		"BF4A00": 0, tl("BF4A", "7F6000"): 0, "": 0,
	} {
		if list, present := step.BITs(unhex(t, group), false); len(list) != want || present != (want != 0) {
			t.Errorf("%s: %d templates, %v", group, len(list), present)
		}
	}
	for _, c := range []struct {
		data string
		n    int
		ok   bool
	}{
		{"BF4C04 DF510105", 5, true},
		{"BF4C07 DF5100 DF510105", 5, true},
		{"BF4C07 DF510105 DF5100", 5, true},
		{"BF4C03 DF5100", 0, false},
		{"BF4C08 DF51020005 DF5100", 0, false},
		{"BF4C08 DF510104 DF510105", 4, true},
	} {
		if n, ok := step.BiometricCount(unhex(t, c.data), 0xBF4C, 0xDF51); n != c.n || ok != c.ok {
			t.Errorf("%s: %d, %v", c.data, n, ok)
		}
	}
}

// Whatever a card has in 9F31: no panic, and what comes out lies in what went in.
func FuzzBITs(f *testing.F) {
	f.Add(unhex(f, "BF4A1D 020101 7F6017 A115 80020101 900153 810108 820100 87020101 88020004"))
	f.Add(unhex(f, "BF4B27 020101 7F6021 A11F 80020101 900153 810108 820129 A10887020101 88020004 A20887020101 88020004"))
	f.Fuzz(func(t *testing.T, group []byte) {
		for _, online := range []bool{false, true} {
			list, present := step.BITs(group, online)
			if !present && len(list) != 0 && !bytes.Contains(group, []byte{0x7F, 0x60}) {
				t.Fatalf("%d templates out of nothing", len(list))
			}
			for _, b := range list {
				if !bytes.Contains(group, b.Raw) || !bytes.Contains(b.Raw, b.Solution) || len(b.Solution) == 0 || len(b.Type) == 0 || len(b.Type) > 3 {
					t.Fatalf("%+v", b)
				}
				if s, f := b.Fits([]step.BIT{b}); !s || !f {
					t.Fatalf("%+v does not fit itself", b)
				}
			}
		}
	})
}
