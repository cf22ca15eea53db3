package c4_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/c4"
)

// Every rule of the book about parameters together: one broken each, and the tag that is named for it.
// C-4 2.2.2, 2.2.4, 4.3.3, 4.3.4, annex C
func TestCheck(t *testing.T) {
	kind := func(v byte) func(*reader) { return func(r *reader) { r.cfg.Terminal.Type = v } }
	set := func(pairs ...string) func(*reader) {
		return func(r *reader) {
			for ; len(pairs) > 0; pairs = pairs[2:] {
				r.set(pairs[0], pairs[1])
			}
		}
	}
	for _, c := range []struct {
		name string
		edit []func(*reader)
		tag  string
	}{
		{"good", nil, ""},
		{"every bit that may be", []func(*reader){set("9F6E", "BCF000E7")}, ""},
		{"no 9F6D", []func(*reader){set("9F6D", "-")}, ""},
		{"no 9F6E", []func(*reader){set("9F6E", "-")}, ""},
		{"magnetic stripe mode", []func(*reader){set("9F6D", "40")}, "9F6D"},
		{"EMV mode of old", []func(*reader){set("9F6D", "80")}, "9F6D"},
		{"CVM required", []func(*reader){set("9F6D", "C8")}, "9F6D"},
		{"a bit of the terminal type", []func(*reader){set("9F6D", "C1")}, "9F6D"},
		{"no contacts", []func(*reader){set("9F6E", "18E00003")}, ""},
		{"magnetic stripe mode, 9F6E", []func(*reader){set("9F6E", "DCE00003")}, "9F6E"},
		{"no partial online mode", []func(*reader){set("9F6E", "8CE00003")}, "9F6E"},
		{"no mobile", []func(*reader){set("9F6E", "94E00003")}, "9F6E"},
		{"contacts, and not after a decline", []func(*reader){set("9F6E", "98E00003")}, "9F6E"},
		{"byte 1 bit 2", []func(*reader){set("9F6E", "9EE00003")}, "9F6E"},
		{"byte 1 bit 1", []func(*reader){set("9F6E", "9DE00003")}, "9F6E"},
		{"byte 2 bit 4", []func(*reader){set("9F6E", "9CE80003")}, "9F6E"},
		{"byte 2 bit 1", []func(*reader){set("9F6E", "9CE10003")}, "9F6E"},
		{"byte 3 bit 8", []func(*reader){set("9F6E", "9CE08003")}, "9F6E"},
		{"byte 3 bit 1", []func(*reader){set("9F6E", "9CE00103")}, "9F6E"},
		{"byte 4 bit 5", []func(*reader){set("9F6E", "9CE00013")}, "9F6E"},
		{"byte 4 bit 4", []func(*reader){set("9F6E", "9CE0000B")}, "9F6E"},
		{"no authentication", []func(*reader){set("9F33", "E068C0")}, "9F33"},
		{"no authentication, the terminal's", []func(*reader){func(r *reader) { r.cfg.Terminal.Capabilities[2] = 0xC0 }}, "9F33"},
		{"authentication for this combination", []func(*reader){set("9F33", "E068C8"), func(r *reader) { r.cfg.Terminal.Capabilities[2] = 0xC0 }}, ""},
		{"no authentication, offline only", []func(*reader){kind(0x26), set("9F33", "E068C0")}, "9F33"},
		{"no authentication, online only", []func(*reader){kind(0x24), set("9F33", "E068C0")}, ""},
		{"no authentication, online only, delayed", []func(*reader){kind(0x21), set("9F33", "E068C0", "9F6E", "9CE00043")}, "9F33"},
		{"online only, delayed", []func(*reader){kind(0x21), set("9F6E", "9CE00043")}, ""},
		{"no authentication, delayed", []func(*reader){set("9F33", "E068C0", "9F6E", "9CE00043")}, "9F33"},
		{"no mPOS", []func(*reader){set("DF09", "00")}, ""},
		{"mPOS-C", []func(*reader){kind(0x21), set("DF09", "01")}, ""},
		{"mPOS-CSP", []func(*reader){kind(0x21), set("DF09", "02", "9F33", "E068C0")}, ""},
		{"mPOS, configured as delayed", []func(*reader){kind(0x21), set("DF09", "02", "9F33", "E068C0", "9F6E", "9CE00043")}, ""}, // it is none, whatever is configured
		{"another architecture", []func(*reader){kind(0x21), set("DF09", "03")}, "DF09"},
		{"mPOS, unattended", []func(*reader){kind(0x24), set("DF09", "01")}, "DF09"},
		{"mPOS, a bank's", []func(*reader){kind(0x11), set("DF09", "02")}, "DF09"},
		{"mPOS, offline with online capability", []func(*reader){kind(0x22), set("DF09", "02")}, "DF09"},
	} {
		r := plastic(t).set("9F6E", "9CE00003").with(c.edit...)
		faults, tags := (c4.Kernel{}).Check(&r.combination, &r.cfg.Terminal), ""
		for _, f := range faults {
			if tags += f.Tag.String(); f.Words == "" || f.Advice == "" {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
		if tags != c.tag {
			t.Errorf("%s: %s, want %s", c.name, tags, c.tag)
		}
	}
}
