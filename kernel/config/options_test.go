package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/tlv"
)

// The options that a terminal has only if its configuration says so: absent, present, and wrong. The schema agrees.
func TestOptions(t *testing.T) {
	text := string(source(t, "default-bit"))
	_, schema := readSchema(t)
	const template = "7F6017 A115 80020101 900153 810108 820100 87020101 88020004"
	const confirms = `"cardholderConfirms": true`
	const applications = "\n  },\n  \"applications\": [\n    {"
	for _, c := range []struct {
		old, new string
		read     func(*kernel.Config) bool
		fault    string // of Load
		schema   bool
	}{
		{"", "", func(c *kernel.Config) bool {
			x := &c.Terminal
			return !x.LateAmount && !x.NoPSE && !x.NoTryCounter && !x.NoPINBypass && !x.AsksAfterBypass && !x.ReviewsCandidates && !x.Referrals && !x.ForcesAcceptance && !x.Advices && x.ProprietaryCVMs == nil && c.Applications[0].CVMLimit == 0
		}, "", true},
		// B3 annex G
		{confirms, confirms + `, "accounts": ["10", "20", "30", "00"]`, func(c *kernel.Config) bool {
			return slices.Equal(c.Terminal.Accounts, []tlv.AccountTypeValue{0x10, 0x20, 0x30, 0x00})
		}, "", true},
		{confirms, confirms + `, "reviewsCandidates": true`, func(c *kernel.Config) bool { return c.Terminal.ReviewsCandidates }, "", true},
		// B4 6.5.2, 6.5.4: on attended terminals
		{confirms, confirms + `, "referrals": true`, func(c *kernel.Config) bool { return c.Terminal.Referrals }, "", true},
		{confirms, confirms + `, "forcesAcceptance": true`, func(c *kernel.Config) bool { return c.Terminal.ForcesAcceptance }, "", true},
		{
			`"type": "22", "capabilities": "E07848"`, `"type": "25", "capabilities": "E05848", "referrals": true, "forcesAcceptance": true`,
			nil, "terminal.referrals: it needs an attendant", true,
		},
		{
			`"type": "22", "capabilities": "E07848"`, `"type": "14", "capabilities": "E05848", "forcesAcceptance": true`,
			nil, "terminal.forcesAcceptance: it needs an attendant", true,
		},
		{
			`"type": "22", "capabilities": "E07848", "additionalCapabilities": "F000F0A001"`,
			`"type": "25", "capabilities": "E05848", "additionalCapabilities": "F000F05001", "referrals": false`,
			func(c *kernel.Config) bool { return !c.Terminal.Referrals }, "", true,
		},
		// B4 6.3.1
		{confirms, confirms + `, "lateAmount": true`, nil, "terminal.lateAmount: an attended terminal asks for the amount when the card does (leave it out", true},
		{confirms, confirms + `, "lateAmount": false`, func(c *kernel.Config) bool { return !c.Terminal.LateAmount }, "", true},
		{
			`"type": "22", "capabilities": "E07848", "additionalCapabilities": "F000F0A001"`,
			`"type": "25", "capabilities": "E05848", "additionalCapabilities": "F000F05001", "lateAmount": true`,
			func(c *kernel.Config) bool { return c.Terminal.LateAmount }, "", true,
		},
		// B4 annex B the common character set, from its first character to its last
		{`"merchantId": "EMVGO EXAMPLE 1"`, `"merchantId": "EMVGO EXAMPLE ~"`, func(c *kernel.Config) bool { return c.Terminal.MerchantID == "EMVGO EXAMPLE ~" }, "", true},
		// B2 D4 CDA modes
		{confirms, confirms + `, "cdaMode": 1`, func(c *kernel.Config) bool { return c.Terminal.CDAMode == 1 }, "", true},
		{confirms, confirms + `, "cdaMode": 4`, func(c *kernel.Config) bool { return c.Terminal.CDAMode == 4 }, "", true},
		{confirms, confirms + `, "cdaMode": 0`, nil, "terminal.cdaMode: there is no CDA mode 0 (write 1, 2, 3 or 4)", false},
		{confirms, confirms + `, "cdaMode": 5`, nil, "terminal.cdaMode: 5 is out of range", false},
		// B4 11.3, 6.3.4.1, 6.3.4.3: what is there without being named
		{confirms, confirms + `, "pse": true, "pinTryCounter": true, "pinBypass": true, "subsequentPINBypass": true`, func(c *kernel.Config) bool {
			x := &c.Terminal
			return !x.NoPSE && !x.NoTryCounter && !x.NoPINBypass && !x.AsksAfterBypass
		}, "", true},
		{confirms, confirms + `, "pse": false`, func(c *kernel.Config) bool { return c.Terminal.NoPSE }, "", true},
		{confirms, confirms + `, "pinTryCounter": false`, func(c *kernel.Config) bool { return c.Terminal.NoTryCounter }, "", true},
		{confirms, confirms + `, "pinBypass": false`, func(c *kernel.Config) bool { return c.Terminal.NoPINBypass }, "", true},
		{confirms, confirms + `, "subsequentPINBypass": false`, func(c *kernel.Config) bool { return c.Terminal.AsksAfterBypass }, "", true},
		{confirms, confirms + `, "pse": 0`, nil, "terminal.pse", false},
		// B4 6.3.7
		{confirms, confirms + `, "advices": true`, func(c *kernel.Config) bool { return c.Terminal.Advices }, "", true},
		{confirms, confirms + `, "advices": 1`, nil, "terminal.advices", false},
		// B3 C3
		{confirms, confirms + `, "proprietaryCVMs": ["20", "3e"]`, func(c *kernel.Config) bool { return string(c.Terminal.ProprietaryCVMs) == "\x20\x3E" }, "", true},
		{confirms, confirms + `, "proprietaryCVMs": ["1F"]`, nil, "terminal.proprietaryCVMs[0]: 1F is no CVM code", false},
		{confirms, confirms + `, "proprietaryCVMs": ["20", "3F"]`, nil, "terminal.proprietaryCVMs[1]: 3F is no CVM code", false},
		// B4 A7, B3 C7
		{
			`"capabilities": "E07848"`, `"capabilities": "E07E48", "biometricCapabilities": "F8F800"`,
			func(c *kernel.Config) bool { return c.Terminal.BiometricCapabilities == [3]byte{0xF8, 0xF8, 0} }, "", true,
		},
		// B4 A7 bits
		{confirms, confirms + `, "biometricCapabilities": "800000"`, nil, "terminal: biometric capabilities that terminal capabilities do not tell of (set bit 2", true},
		{`"capabilities": "E07848"`, `"capabilities": "E07C48", "biometricCapabilities": "800000"`, nil, "terminal: biometric capabilities that", true},
		{`"capabilities": "E07848"`, `"capabilities": "E07A48", "biometricCapabilities": "800000"`, func(*kernel.Config) bool { return true }, "", true},
		{`"capabilities": "E07848"`, `"capabilities": "E07A48", "biometricCapabilities": "008000"`, nil, "terminal: biometric capabilities that", true},
		{`"capabilities": "E07848"`, `"capabilities": "E07C48", "biometricCapabilities": "008000"`, func(*kernel.Config) bool { return true }, "", true},
		{
			confirms + applications, confirms + `, "biometricCapabilities": "800000"` + applications + `"capabilities": "E07A48",`,
			func(*kernel.Config) bool { return true }, "", true,
		},
		{
			confirms + applications, confirms + `, "biometricCapabilities": "008000"` + applications + `"capabilities": "E07C48",`,
			func(*kernel.Config) bool { return true }, "", true,
		},
		{
			confirms + applications, confirms + `, "biometricCapabilities": "800000"` + applications + `"capabilities": "E07C48",`,
			nil, "terminal: biometric capabilities that", true,
		},
		{
			`"capabilities": "E07848"`, `"capabilities": "E07848", "biometricCapabilities": "000000"`,
			func(*kernel.Config) bool { return true }, "", true,
		},
		{confirms, confirms + `, "biometricCapabilities": "FCF800"`, nil, "terminal.biometricCapabilities: reserved bits 04 of byte 1", true},
		{confirms, confirms + `, "biometricTemplates": ["` + template + `"]`, func(c *kernel.Config) bool { return len(c.Terminal.BITs) == 1 && len(c.Terminal.BITs[0]) == 26 }, "", true},
		{confirms, confirms + `, "biometricTemplates": ["` + template[:len(template)-2] + `"]`, nil, "terminal.biometricTemplates[0]: no biometric information template", true},
		// B 3.3.1a, A.1, A 5.6.2
		{confirms, confirms + `, "smFirst": true`, func(c *kernel.Config) bool { return c.Terminal.SMFirst }, "", true},
		{confirms, confirms + `, "sendsPOI": true, "poiInformation": "0001020001 000203ABCDEF"`, func(c *kernel.Config) bool {
			return c.Terminal.SendsPOI && len(c.Terminal.POIInformation) == 11
		}, "", true},
		{confirms, confirms + `, "poiInformation": "000102"`, nil, "terminal.poiInformation: 000102 is no POI Information", true},
		{confirms, confirms + `, "poiInformation": "00010101"`, nil, "terminal.poiInformation: the Terminal Category has 2 bytes", true},
		{confirms, confirms + `, "poiInformation": "01010101"`, func(c *kernel.Config) bool { return len(c.Terminal.POIInformation) == 4 }, "", true}, // another ID
		{confirms, confirms + `, "poiInformation": "00020101"`, func(c *kernel.Config) bool { return len(c.Terminal.POIInformation) == 4 }, "", true},
		{confirms, confirms + `, "poiInformation": "0001"`, nil, "terminal.poiInformation: 2 bytes", false},
		{confirms, confirms + `, "autorun": true`, func(c *kernel.Config) bool { return c.Terminal.Autorun }, "", true},
		{`"floorLimit": 0`, `"floorLimit": 0, "cvmLimit": 2500`, func(c *kernel.Config) bool { return c.Applications[0].CVMLimit == 2500 }, "", true},
		{`"floorLimit": 0`, `"floorLimit": 0, "cvmLimit": 1000000000000`, nil, "applications[0].cvmLimit", false},
	} {
		if !strings.Contains(text, c.old) {
			t.Fatalf("the default configuration has no %s", c.old)
		}
		changed := strings.Replace(text, c.old, c.new, 1)
		cfg, err := config.Load([]byte(changed))
		switch {
		case c.fault == "" && err != nil:
			t.Errorf("%s: %v", c.new, err)
		case c.fault == "" && !c.read(cfg):
			t.Errorf("%s: %+v", c.new, cfg.Terminal)
		case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: %v, want %s", c.new, err, c.fault)
		}
		if accepts(schema, changed) != c.schema {
			t.Errorf("%s: the schema says %v", c.new, !c.schema)
		}
	}
}
