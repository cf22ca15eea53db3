package c6_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/config"
	configs "github.com/emvgo/emv/testvectors/config"
)

var _ interface {
	kernel.Kernel
	config.Checker
} = c6.Kernel{}

// A combination's parameters are held against the kernel's list, and together against what the book says of them.
// C-6 annex C, 2.4, D.10, D.29
func TestParameters(t *testing.T) {
	text, err := configs.Named("denial")
	if err != nil {
		t.Fatal(err)
	}
	const version = `"9F09": "0001"`
	for _, c := range []struct{ ttq, parameters, want string }{
		{"36004000", version, ""},
		{"36004000", version + `, "DF04": "01", "DF09": "01", "DF0A": "01", "DF0B": "0000000A0000000B", "DF70": "6A", "DF71": "19", "DF72": "07", "9F33": "E0F8C8", "DF07": "36FF"`, ""},
		{"36004000", ``, "needs 9F09"},
		{"36004000", version + `, "DF04": "0101"`, "Data Storage Supported: 2 bytes (write 1 byte)"},
		{"36004000", version + `, "DF08": "0A"`, "is not of format n"},
		{"36004000", version + `, "DF0B": "0000000A00"`, "Data Container Read List: 5 bytes (write 4 to 96 bytes in steps of 4)"},
		{"36004000", version + `, "DF0B": "0000000A00000000"`, "DF0B: 00000000 is no container"},
		{"36004000", version + `, "DF70": "49"`, "write one of 5A to 5F"},
		{"36004000", version + `, "DF70": "4A"`, "write one of 5A to 5F"},
		{"36004000", version + `, "DF70": "8A"`, "write one of 5A to 5F"},
		{"36004000", version + `, "DF70": "69"`, "write one of 5A to 5F"},
		{"36004000", version + `, "DF70": "7F"`, ""},
		{"33004000", version + `, "DF08": "01"`, ""},
		{"3F00C000", version + `, "DF08": "00"`, ""},
		{"3B004000", version + `, "DF08": "01"`, "clear byte 1 bit 4 of ttq"},
		{"37004000", version + `, "DF08": "01"`, "clear byte 1 bit 3 of ttq"},
		{"32004000", version + `, "DF08": "01"`, "set byte 1 bit 1 of ttq"},
		{"3300C000", version + `, "DF08": "01"`, "clear byte 3 bit 8 of ttq"},
		{"36004000", version + `, "DF05": "01"`, "unknown key"},
	} {
		combination := `"combinations": [{"aid": "A0000001523010", "kernel": "06", "ttq": "` + c.ttq + `", "parameters": {` + c.parameters + `}}], "caKeys": {`
		_, err := config.Load([]byte(strings.Replace(string(text), `"caKeys": {`, combination, 1)), config.Kernels(c6.Kernel{}))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s, %s: %v, want %q", c.ttq, c.parameters, err, c.want)
		}
	}
	for terminal, deferred := range map[string]string{"23": "01", "26": "01", "25": "01", "21": "01", "16": "00"} { // C-6 2.4
		typed := strings.Replace(string(text), `"type": "22"`, `"type": "`+terminal+`"`, 1)
		typed = strings.Replace(typed, `"caKeys": {`, `"combinations": [{"aid": "A0000001523010", "kernel": "06", "ttq": "33004000", "parameters": {`+version+`, "DF08": "`+deferred+`"}}], "caKeys": {`, 1)
		_, err := config.Load([]byte(typed), config.Kernels(c6.Kernel{}))
		if wrong := err != nil && strings.Contains(err.Error(), "give the terminal another type"); wrong != (terminal == "23" || terminal == "26") {
			t.Errorf("type %s, %s: %v", terminal, deferred, err)
		}
	}
	bare := strings.Replace(string(text), `"caKeys": {`, `"combinations": [{"aid": "A0000001523010", "kernel": "06", "parameters": {`+version+`, "DF08": "01"}}], "caKeys": {`, 1)
	if _, err := config.Load([]byte(bare), config.Kernels(c6.Kernel{})); err == nil || !strings.Contains(err.Error(), "the kernel needs 9F66") {
		t.Errorf("no TTQ: %v", err)
	}
	list := c6.Kernel{}.Parameters()
	list[0].Name = "changed"
	if (c6.Kernel{}).Parameters()[0].Name == "changed" || (c6.Kernel{}).ID() != "\x06" {
		t.Error("the list is the kernel's own")
	}
}
