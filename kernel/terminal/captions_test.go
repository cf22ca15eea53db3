package terminal_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// The cardholder's copy is in the language chosen with the card, the merchant's in the terminal's first; a language that is not there is English.
//
// B4 11.1
func TestReceiptLanguages(t *testing.T) {
	for _, c := range []struct {
		cardholder           string
		house                []string
		ownCopy, theirAmount string
	}{
		{"de", []string{"fr", "de"}, "TICKET COMMERÇANT|MONTANT      12.34 EUR|ACCEPTÉ|CARTE ", "KUNDENBELEG|BETRAG       12.34 EUR|GENEHMIGT|UNTERSCHRIFT"},
		{"es", []string{"it"}, "COPIA ESERCENTE|IMPORTO      12.34 EUR|APPROVATA|FIRMA  ______", "COPIA PARA EL CLIENTE|IMPORTE      12.34 EUR|APROBADA"},
		{"ptde", []string{"en"}, "MERCHANT COPY|AMOUNT       12.34 EUR", "KUNDENBELEG"},
		{"pt", nil, "MERCHANT COPY", "CARDHOLDER COPY|AMOUNT       12.34 EUR|APPROVED"},
		{"", []string{"fr"}, "TICKET COMMERÇANT", "TICKET CLIENT"},
	} {
		cfg, tx, r := outcome()
		cfg.Terminal.Languages = c.house
		r.UIOutcome = &kernel.UI{Message: kernel.MsgApproved, Language: c.cardholder}
		receipt := terminal.NewReceipt(cfg, tx, r)
		for copyOf, want := range map[terminal.Copy]string{terminal.MerchantCopy: c.ownCopy, terminal.CardholderCopy: c.theirAmount} {
			var b strings.Builder
			if err := receipt.Print(&b, copyOf); err != nil {
				t.Fatal(err)
			}
			for s := range strings.SplitSeq(want, "|") {
				if !strings.Contains(b.String(), s) {
					t.Errorf("%q, %s: %q is missing in\n%s", c.cardholder, copyOf, s, &b)
				}
			}
		}
	}
}
