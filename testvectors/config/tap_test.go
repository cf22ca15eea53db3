package config_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/config"
	vectors "github.com/emvgo/emv/testvectors/config"
)

// The kernels of the contactless readers take their configurations; what is missing, too long or unknown in those of Kernels 4 and 5 is named with its place.
//
// C-4 2.12 annex B, C-5 2.12 table 3-1
func TestTapParameters(t *testing.T) {
	kernels := config.Kernels(c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{})
	for _, name := range vectors.Names() {
		data, err := vectors.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(data, kernels)
		taps := strings.HasPrefix(name, "tap") || name == "unionpay"
		if err != nil || taps != (len(cfg.Combinations) != 0) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"tap", `"9F6D": "C0", `, ``, "parameters.9F6D: the kernel needs 9F6D"},
		{"tap", `"9F6D": "C0"`, `"9F6D": "C000"`, "parameters.9F6D: "},
		{"tap", `"9F6E": "9CE00003", `, ``, "parameters.9F6E: the kernel needs 9F6E"},
		{"tap", `"9F6E": "9CE00003"`, `"9F6E": "9CE000"`, "parameters.9F6E: "},
		{"tap", `"9F6E": "9CE00003", "9F09": "0001"`, `"9F6E": "9CE00003"`, "parameters.9F09: the kernel needs 9F09"},
		{"tap", `"DF0B": "FC50B8A000"`, `"DF0B": "FC50B8A0"`, "parameters.DF0B: "},
		{"tap", `"DF0A": "0010000000", "DF0B": "FC50B8A000", `, `"DF0B": "FC50B8A000", `, "parameters.DF0A: the kernel needs DF0A"},
		{"tap", `, "DF0C": "DC50840000"`, ``, "parameters.DF0C: the kernel needs DF0C"},
		{"tap", `"9F6D": "C0"`, `"9F6D": "C0", "9F66": "00000000"`, "parameters.9F66: unknown key"},
		{"tap", `"DF01": "2300", `, ``, "parameters.DF01: the kernel needs DF01"},
		{"tap", `"DF01": "2300"`, `"DF01": "23"`, "parameters.DF01: "},
		{"tap", `"DF02": "728000", `, ``, "parameters.DF02: the kernel needs DF02"},
		{"tap", `"DF02": "728000"`, `"DF02": "7280"`, "parameters.DF02: "},
		{"tap", `"DF03": "000000010000"`, `"DF03": "00000001000A"`, "parameters.DF03: "},
		{"tap", `"DF04": "000000040000"`, `"DF04": "40000"`, "parameters.DF04: "},
		{"tap", `"DF05": "0150"`, `"DF05": "015000"`, "parameters.DF05: "},
		{"tap", `"DF05": "0150"`, `"DF05": "0150", "9F6E": "9CE00003"`, "parameters.9F6E: unknown key"},
		{"tap-transit", `"DF72": "45`, `"DF72": "`, "parameters.DF72: "},
		{"tap-transit", `"DF73": "47`, `"DF73": "`, "parameters.DF73: "},
	} {
		data, err := vectors.Named(c.name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), c.old) {
			t.Fatalf("%s has no %s", c.name, c.old)
		}
		if _, err = config.Load([]byte(strings.Replace(string(data), c.old, c.new, 1)), kernels); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %s -> %s:\n got %v\nwant %s", c.name, c.old, c.new, err, c.want)
		}
	}
}
