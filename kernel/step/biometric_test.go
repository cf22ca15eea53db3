package step_test

import (
	"bytes"
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
