package tlv_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// Every line is a currency, in order, and some of them are what ISO 4217 says.
func TestCurrencies(t *testing.T) {
	last, n := "", 0
	for line := range strings.Lines(tlv.Currencies) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 || len(f[0]) != 3 || len(f[1]) != 3 || len(f[2]) != 1 || f[2] > "4" || f[3] == "" || f[0] <= last {
			t.Errorf("%q", line)
		}
		last, n = f[0], n+1
	}
	if n < 150 {
		t.Error(n)
	}
	for code, want := range map[uint16]tlv.Currency{
		0x156: {"CNY", 2, "Yuan Renminbi"}, 0x392: {"JPY", 0, "Yen"}, 0x048: {"BHD", 3, "Bahraini Dinar"}, 0x978: {"EUR", 2, "Euro"},
		0x532: {"XCG", 2, "Caribbean Guilder"}, 0x924: {"ZWG", 2, "Zimbabwe Gold"},
	} {
		if got, ok := tlv.CurrencyOf(code); !ok || got != want {
			t.Errorf("%03X: %+v, %v", code, got, ok)
		}
	}
	for _, code := range []uint16{0, 0x1978, 0xFFFF, 0x97A} {
		if got, ok := tlv.CurrencyOf(code); ok {
			t.Errorf("%03X: %+v", code, got)
		}
	}
}
