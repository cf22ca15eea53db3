package c3_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/config"
	configs "github.com/emvgo/emv/testvectors/config"
)

var _ kernel.Kernel = c3.Kernel{}

// A combination's parameters are held against the kernel's list: each switch is one byte of two digits, all are optional, and no other is known.
// Without Terminal Transaction Qualifiers there is no combination.
//
// C-3 2.12 3.3.3.1, 3.3.4.1, A.4
func TestParameters(t *testing.T) {
	text, err := configs.Named("denial")
	if err != nil {
		t.Fatal(err)
	}
	for parameters, want := range map[string]string{
		"": "", `"DF01": "01", "DF02": "01", "DF03": "00", "DF04": "01", "DF05": "01", "DF06": "01", "DF07": "4F"`: "",
		`"DF01": "0101"`: "Terminal Exception File Check: 2 bytes (write 1 byte)", `"DF02": "0A"`: "is not of format n", `"DF05": ""`: "fDDA for Online: 0 bytes",
		`"DF07": ""`: "Account ranges of the AID: 0 bytes", `"DF08": "01"`: "unknown key", `"9F35": "22"`: "unknown key",
	} {
		combination := `"combinations": [{"aid": "A0000000031010", "kernel": "03", "ttq": "36004000", "parameters": {` + parameters + `}}], "caKeys": {`
		cfg, err := config.Load([]byte(strings.Replace(string(text), `"caKeys": {`, combination, 1)), config.Kernels(c3.Kernel{}))
		switch {
		case want == "" && err != nil, want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", parameters, err, want)
		case want == "" && len(cfg.Combinations[0].Parameters) != strings.Count(parameters, "DF"):
			t.Errorf("%s: %v", parameters, cfg.Combinations[0].Parameters)
		}
	}
	bare := strings.Replace(string(text), `"caKeys": {`, `"combinations": [{"aid": "A0000000031010", "kernel": "03"}], "caKeys": {`, 1)
	_, err = config.Load([]byte(bare), config.Kernels(c3.Kernel{}))
	if want := "combinations[0].ttq: the kernel needs 9F66, Terminal Transaction Qualifiers (TTQ) (add ttq: 4 bytes)"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("no TTQ: %v", err)
	}
	list := c3.Kernel{}.Parameters()
	list[0].Name = "changed"
	if (c3.Kernel{}).Parameters()[0].Name == "changed" || (c3.Kernel{}).ID() != "\x03" {
		t.Error("the list is the kernel's own")
	}
}
