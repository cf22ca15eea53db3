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

// An unattended terminal whose reader takes signatures is refused, whatever the kernel, with the place and the remedy.
//
// B4 A2 signature, A 5.6.5 table 5-4, C-2 2.12 A.1, C-4 2.12 4.3.4, C-5 2.12 A.9, C-8 1.2 A.3
func TestSignatureUnattended(t *testing.T) {
	kernels := config.Kernels(c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{})
	unattended := strings.NewReplacer(`"type": "22", "capabilities": "E07848", "additionalCapabilities": "F000F0A001"`, `"type": "25", "capabilities": "E05848", "additionalCapabilities": "F000F05001"`,
		`  "fallback": { "magneticStripe": true, "attempts": 3 },`, ``, `"ttq": "3700C000"`, `"ttq": "3500C000"`, `"ttq": "36004080"`, `"ttq": "34004080"`, `"DF8118": "60"`, `"DF8118": "40"`,
		`"9F6E": "9CE00003"`, `"9F6E": "9CC00003"`, `"DF02": "728000"`, `"DF02": "328000"`, `"9F8207": "64"`, `"9F8207": "44"`)
	const clear, set = "signature needs an attended terminal that captures one (clear ", ", or set the terminal's type to attended and bit 8 of byte 4 of its additionalCapabilities)"
	for _, c := range []struct {
		name, old, new string
		n              int // which one, from 0
		want           string
	}{
		{"tap", "", "", 0, ""},
		{"tap-k8", "", "", 0, ""},
		{"tap", `"ttq": "3500C000"`, `"ttq": "3700C000"`, 0, "combinations[0].ttq: " + clear + "bit 2 of byte 1"},         // kernel 3
		{"tap", `"ttq": "3500C000"`, `"ttq": "3700C000"`, 5, "combinations[5].ttq: " + clear + "bit 2 of byte 1"},         // kernel 6
		{"tap", `"ttq": "34004080"`, `"ttq": "36004080"`, 2, "combinations[8].ttq: " + clear + "bit 2 of byte 1"},         // kernel 7
		{"tap", `"DF8118": "40"`, `"DF8118": "60"`, 0, "combinations[9].parameters.DF8118: " + clear + "bit 6 of byte 1"}, // kernel 2
		{"tap", `"DF8119": "08"`, `"DF8119": "28"`, 5, "combinations[14].parameters.DF8119: " + clear + "bit 6 of byte 1"},
		{"tap", `"9F6E": "9CC00003"`, `"9F6E": "9CE00003"`, 0, ".parameters.9F6E: " + clear + "bit 6 of byte 2"}, // kernel 4
		{"tap", `"9F6D": "C0"`, `"9F6D": "C0", "9F33": "E07848"`, 0, ".parameters.9F33: " + clear + "bit 6 of byte 2"},
		{"tap", `"DF02": "328000"`, `"DF02": "728000"`, 0, ".parameters.DF02: " + clear + "bit 7 of byte 1"},                 // kernel 5
		{"tap-k8", `"9F8207": "44"`, `"9F8207": "64"`, 0, "combinations[0].parameters.9F8207: " + clear + "bit 6 of byte 1"}, // kernel 8
		{"tap-k8", `"9F8208": "0C"`, `"9F8208": "2C"`, 1, "combinations[1].parameters.9F8208: " + clear + "bit 6 of byte 1"},
		{"tap", `"capabilities": "E05848"`, `"capabilities": "E07848"`, 0, "terminal.capabilities: " + clear + "bit 6 of byte 2"},
	} {
		data, err := vectors.Named(c.name)
		if err != nil {
			t.Fatal(err)
		}
		text := unattended.Replace(string(data))
		if c.want == "" {
			if _, err := config.Load([]byte(text), kernels); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		parts := strings.SplitAfterN(text, c.old, c.n+2)
		if len(parts) != c.n+2 {
			t.Fatalf("%s has %d of %s", c.name, len(parts)-1, c.old)
		}
		parts[c.n] = strings.TrimSuffix(parts[c.n], c.old) + c.new
		_, err = config.Load([]byte(strings.Join(parts, "")), kernels)
		if err == nil || strings.Count(err.Error(), clear) != 1 || !strings.Contains(err.Error(), c.want+set) {
			t.Errorf("%s, %s:\n got %v\nwant %s", c.name, c.new, err, c.want+set)
		}
	}
}
