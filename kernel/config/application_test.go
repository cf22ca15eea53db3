package config_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
)

// Every data element that an application has for itself arrives in its own field; what it leaves out is zero, or the terminal's.
// B4 10.2 data
func TestApplicationData(t *testing.T) {
	const full = `"applications": [ {
		"aid": "A0000000041010", "partialMatch": true, "versionNumber": "0102", "capabilities": "E07808",
		"tacDenial": "0102030405", "tacOnline": "1112131415", "tacDefault": "2122232425", "floorLimit": 31, "cvmLimit": 32,
		"randomSelection": { "threshold": 30, "target": 33, "maxTarget": 34 }, "defaultDDOL": "9F3704", "defaultTDOL": "9F0206", "riskParameters": "41",
		"terminalId": "OTHER001", "merchantId": "OTHER MERCHANT1", "merchantCategoryCode": "5812", "merchantNameLocation": "CAFE", "acquirerId": "000000000009",
		"currency": "0840", "referenceCurrency": { "code": "0826", "exponent": 2, "rate": 870000 }
	} ],`
	want := kernel.Application{
		AID: []byte{0xA0, 0, 0, 0, 4, 0x10, 0x10}, PartialMatch: true, VersionNumber: [2]byte{1, 2}, Capabilities: []byte{0xE0, 0x78, 0x08},
		TACDenial: [5]byte{1, 2, 3, 4, 5}, TACOnline: [5]byte{0x11, 0x12, 0x13, 0x14, 0x15}, TACDefault: [5]byte{0x21, 0x22, 0x23, 0x24, 0x25},
		Currency: 0x0840, FloorLimit: 31, CVMLimit: 32, RandomThreshold: 30, RandomTarget: 33, RandomMaxTarget: 34,
		DefaultDDOL: []byte{0x9F, 0x37, 4}, DefaultTDOL: []byte{0x9F, 0x02, 6}, RiskParameters: []byte{0x41},
		Identity:  kernel.Identity{TerminalID: "OTHER001", MerchantID: "OTHER MERCHANT1", MerchantCategoryCode: 0x5812, MerchantNameLocation: "CAFE", AcquirerID: []byte{0, 0, 0, 0, 0, 9}},
		Reference: kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 870_000},
	}
	text := string(source(t, "default"))
	from, to := strings.Index(text, `"applications"`), strings.Index(text, `"transactions"`)
	cfg, err := config.Load([]byte(text[:from] + full + text[to:]))
	if err != nil {
		t.Fatal(err)
	}
	if len(cfg.Applications) != 1 || !reflect.DeepEqual(cfg.Applications[0], want) {
		t.Errorf("%+v\nwant %+v", cfg.Applications, want)
	}
	if got := cfg.Identity(&cfg.Applications[0]); !reflect.DeepEqual(got, want.Identity) {
		t.Errorf("%+v", got)
	}
	if got := cfg.Identity(&kernel.Application{}); got.TerminalID != "TERM0001" || got.MerchantCategoryCode != 0x5411 || len(got.AcquirerID) != 6 {
		t.Errorf("the terminal's: %+v", got)
	}
}
