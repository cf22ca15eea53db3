package terminal_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// Every message that the books name has words in every language, by its identifier; nothing is shown of one that they do not name.
// B4 11.2 table 8, A 9.4
func TestEveryMessage(t *testing.T) {
	named := map[kernel.MessageID]bool{0x20: true, 0x21: true}
	for id := kernel.MessageID(0x01); id <= 0x1D; id++ {
		named[id] = true
	}
	for _, l := range terminal.Languages() {
		for id := range 256 {
			text := terminal.Text(kernel.UI{Message: kernel.MessageID(id), Language: l})
			if (text != "") != named[kernel.MessageID(id)] {
				t.Errorf("%02X, %s: %q", id, l, text)
			}
		}
	}
}

// B4 11.1, 11.2
func TestText(t *testing.T) {
	for _, c := range []struct {
		ui   kernel.UI
		want string
	}{
		{kernel.UI{Message: 0x03, Language: "en"}, "APPROVED"},
		{kernel.UI{Message: 0x03, Language: "de"}, "GENEHMIGT"},
		{kernel.UI{Message: 0x07, Language: "fr"}, "REFUSÉ"},
		{kernel.UI{Message: 0x09, Language: "es"}, "INTRODUZCA EL PIN"},
		{kernel.UI{Message: 0x10, Language: "it"}, "ESTRARRE LA CARTA"},
		{kernel.UI{Message: 0x03, Language: "pt"}, "APPROVED"},
		{kernel.UI{Message: 0x03, Language: "ptde"}, "GENEHMIGT"},
		{kernel.UI{Message: 0x03, Language: ""}, "APPROVED"},
		{kernel.UI{Message: 0x03, Language: "d"}, "APPROVED"},
		{kernel.UI{Message: 0x01, Language: "de", Amount: 1234, Currency: 0x978, Exponent: 2}, "12.34 EUR"},
		{kernel.UI{Message: 0x02, Language: "en", Amount: 1234, Currency: 0x978, Exponent: 2}, "12.34 EUR OK?"},
		{kernel.UI{Message: 0x02, Language: "es", Amount: 500, Currency: 0x392}, "500 JPY ¿CORRECTO?"},
		// A 8.1.1.18
		{kernel.UI{Message: 0x03, Language: "en", HasValue: true, Balance: true, Amount: 123, Currency: 0x826, Exponent: 2}, "APPROVED, BALANCE 1.23 GBP"},
		{kernel.UI{Message: 0x03, Language: "de", HasValue: true, Balance: true, Amount: 9, Currency: 0x978, Exponent: 2}, "GENEHMIGT, GUTHABEN 0.09 EUR"},
		{kernel.UI{Message: 0x15, Language: "en", HasValue: true, Currency: 0x978, Exponent: 2}, "PRESENT CARD 0.00 EUR"},
		{kernel.UI{Message: 0x15, Language: "en", HasValue: true, Amount: 5, Currency: 0x000}, "PRESENT CARD"},
		{kernel.UI{Message: 0x03, Language: "en", Amount: 123, Currency: 0x826, Exponent: 2}, "APPROVED"}, // it has no value
		{kernel.UI{Message: 0x1E, Language: "en", HasValue: true, Amount: 5, Currency: 0x978}, ""},
	} {
		if got := terminal.Text(c.ui); got != c.want {
			t.Errorf("%+v: %q, want %q", c.ui, got, c.want)
		}
	}
}
