package c5_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/c5"
)

// Every rule of the book about parameters together: one broken each, and the tag that is named for it.
// C-5 2.4.2, 3.1.1.1, A.3, A.9
func TestCheck(t *testing.T) {
	chance := func(r *reader) { r.set("DF01", "2A00").set("DF06", "000000001000").set("DF08", "20").set("DF09", "30") }
	for _, c := range []struct {
		name string
		edit func(*reader)
		tag  string
	}{
		{"good", func(*reader) {}, ""},
		{"random selection", chance, ""},
		{"legacy mode, exception file, status check", func(r *reader) { r.set("DF01", "7300") }, ""},
		{"no options", func(r *reader) { r.set("DF01", "-") }, ""},
		{"no profile", func(r *reader) { r.set("DF02", "7280").set("DF05", "-") }, ""},
		{"options byte 1 bit 8", func(r *reader) { r.set("DF01", "A200") }, "DF01"},
		{"options byte 1 bit 3", func(r *reader) { r.set("DF01", "2600") }, "DF01"},
		{"options byte 2", func(r *reader) { r.set("DF01", "2201") }, "DF01"},
		{"no EMV mode", func(r *reader) { r.set("DF01", "2100") }, "DF01"},
		{"profile byte 1 bit 4", func(r *reader) { r.set("DF02", "7A8000") }, "DF02"},
		{"profile byte 2", func(r *reader) { r.set("DF02", "728100") }, "DF02"},
		{"profile byte 3", func(r *reader) { r.set("DF02", "728001") }, "DF02"},
		{"profile byte 1 bit 8", func(r *reader) { r.set("DF02", "F28000") }, "DF02"},
		{"no authentication", func(r *reader) { r.set("DF01", "0200").set("DF02", "628000") }, "DF01"},
		{"no authentication, online-only", func(r *reader) { r.kind(0x21).set("DF01", "0200").set("DF02", "628000") }, ""},
		{"transit", func(r *reader) { r.kind(0x21).set("DF02", "668000") }, ""},
		{"no authentication, transit", func(r *reader) { r.kind(0x21).set("DF01", "0200").set("DF02", "668000") }, "DF01"},
		{"no authentication, CVM on the device", func(r *reader) { r.kind(0x21).set("DF01", "0200").set("DF02", "728000") }, "DF01"},
		{"random selection without threshold", func(r *reader) { chance(r); r.set("DF06", "-") }, "DF06"},
		{"random selection without target", func(r *reader) { chance(r); r.set("DF08", "-") }, "DF06"},
		{"random selection without maximum", func(r *reader) { chance(r); r.set("DF08", "00").set("DF09", "-") }, "DF06"},
		{"random selection without floor limit", func(r *reader) { chance(r); r.combination.FloorLimit.Present = false }, "DF06"},
		{"maximum below target", func(r *reader) { chance(r); r.set("DF09", "19") }, "DF09"},
		{"issuer update without timeout", func(r *reader) { r.set("DF05", "-") }, "DF05"},
		{"no issuer update", func(r *reader) { r.set("DF02", "720000").set("DF05", "-") }, ""},
	} {
		r := offline(t).set("DF05", "0100").with(c.edit)
		faults, tags := (c5.Kernel{}).Check(&r.combination, &r.cfg.Terminal), ""
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
