package terminal_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// Cash that is paid in the cardholder's currency is given out in the terminal's, in the amount that was asked for.
// B4 6.5.1
func TestCashOfConversion(t *testing.T) {
	cfg, d, _ := counter("atm", "cash")
	of := terminal.Conversion{Money: kernel.Money{Amount: 10832, Currency: 0x840, Exponent: 2}, Rate: "1 EUR = 1.0832 USD"}
	r, l, ledger := &rules{accept: true, review: terminal.Review{Conversion: &of}}, &line{}, terminal.NewMemoryLedger()
	d.Merchant.CardReviewer, d.Cardholder.Converter, d.Acquirer.Host = r, r, l
	m, err := terminal.New(cfg, d, ledger)
	if err != nil {
		t.Fatal(err)
	}
	sale, err := m.Withdraw(t.Context(), 10000)
	if err != nil || !sale.Approved() || sale.Owed.Cash != 10000 || l.field(0x9F02) != "000000010832" || l.asked.Transaction.Currency != 0x840 {
		t.Fatalf("%v, %v, owed %+v, 9F02 %s", sale, err, sale.Owed, l.field(0x9F02))
	}
	owed, err := m.Owed()
	if err != nil || len(owed) != 1 || owed[0].Amount+" "+owed[0].Currency != "108.32 USD" || owed[0].Conversion.Local != "100.00 EUR" {
		t.Error(owed, err)
	}
}
