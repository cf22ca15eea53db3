package terminal_test

import (
	"fmt"
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

// The authorisation code of what was not approved in the end, because the card has declined, is not on the slip.
//
// B4 11.4
func TestReceiptOfDeclined(t *testing.T) {
	for approved, want := range map[bool]string{true: "A1B2C3", false: ""} {
		cfg, tx, r := outcome()
		if r.ApprovalCode = "A1B2C3"; !approved {
			r.Status, r.Authorised = kernel.Declined, kernel.AuthorisedByNobody
		}
		if receipt := terminal.NewReceipt(cfg, tx, r); receipt.ApprovalCode != want {
			t.Errorf("approved %v: %q", approved, receipt.ApprovalCode)
		}
	}
}

// What came to nothing is not charged; a refund, a deposit, or cash that was paid in, is not credited.
//
// B4 11.4
func TestReceiptOfNothing(t *testing.T) {
	for purpose, want := range map[string][2]string{
		"": {"NICHTS WIRD BELASTET", "未扣款"}, "CASH": {"NICHTS WIRD BELASTET", "未扣款"}, "PRE-AUTHORISATION": {"NICHTS WIRD BELASTET", "未扣款"},
		"REFUND": {"NICHTS WIRD GUTGESCHRIEBEN", "款项未到账"}, "DEPOSIT": {"NICHTS WIRD GUTGESCHRIEBEN", "款项未到账"}, "CASH-LOAD": {"NICHTS WIRD GUTGESCHRIEBEN", "款项未到账"},
	} {
		for i, language := range []string{"de", "zh"} {
			for _, r := range []terminal.Receipt{{Reversed: true}, {Unpaid: true}} {
				r.Purpose, r.Language, r.House = purpose, language, language
				if got := printed(t, r, terminal.CardholderCopy); strings.Count(got, want[i]) != 1 || strings.Contains(got, "NOTHING") {
					t.Errorf("%q, %s, reversed %v: want %q once in\n%s", purpose, language, r.Reversed, want[i], got)
				}
			}
		}
	}
}

// What reviews of a card, approvals of a part and conversions have to say is on the slip in each language.
//
// B4 11.1
func TestReceiptOfReviews(t *testing.T) {
	for language, want := range map[string]string{
		"en": "DISCOUNT|STILL OWED|LOCAL AMOUNT|CONVERTED|RATE|POINTS EARNED|POINTS USED",
		"de": "RABATT|NOCH OFFEN|ORTSWÄHRUNG|UMGERECHNET|KURS|PUNKTE ERHALTEN|PUNKTE EINGELÖST",
		"fr": "REMISE|RESTE DÛ|MONTANT LOCAL|CONVERTI|TAUX|POINTS GAGNÉS|POINTS UTILISÉS",
		"es": "DESCUENTO|PENDIENTE|IMPORTE LOCAL|CONVERTIDO|CAMBIO|PUNTOS GANADOS|PUNTOS USADOS",
		"it": "SCONTO|DA PAGARE|IMPORTO LOCALE|CONVERTITO|CAMBIO|PUNTI OTTENUTI|PUNTI USATI",
		"zh": "折扣|未付金额|当地金额|换算金额|汇率|获得积分|使用积分",
	} {
		r := terminal.Receipt{
			Language: language, House: language, Discount: "1.00 EUR", Owing: "2.00 EUR", Local: "3.00 EUR", Converted: "4.00 USD", Rate: "1.1", Earned: "5", Burned: "6",
		}
		for _, c := range []terminal.Copy{terminal.MerchantCopy, terminal.CardholderCopy} {
			var got []string
			for _, l := range r.Lines(c) {
				if strings.ContainsAny(l.Text, "123456") && l.Kind == terminal.Item && strings.Contains("|"+want+"|", "|"+l.Name+"|") {
					got = append(got, l.Name)
				}
			}
			if strings.Join(got, "|") != want {
				t.Errorf("%s, %s: %q", language, c, got)
			}
		}
	}
}

// A slip has every line that there is something to say on, in its order; balances stand on the cardholder's copy alone.
//
// B4 11.3, 11.4, 6.3.4.4
func TestEveryLineOfReceipt(t *testing.T) {
	r := terminal.Receipt{
		Merchant: "SHOP", Terminal: "T1", Date: "2026-07-01", Time: "12:34:56", Sequence: 7, Amount: "1 EUR", Outcome: "approved", Application: "Label", AID: "A0", PAN: "123456******7890",
		PSN: "01", Entry: "swiped", Verified: "PIN", Signature: true, TVR: "00", TSI: "E8", CVMResults: "1F", Cryptogram: "TC 01", ARC: "00", ApprovalCode: "123", Account: "savings", Purpose: "CASH",
		Cash: "2 EUR", Held: "3 EUR", Tip: "4 EUR", Discount: "5 EUR", Owing: "6 EUR", Earned: "7", Burned: "8", Local: "9 EUR", Converted: "10 USD", Rate: "1.1", To: "credit", Balance: "11 EUR",
		Statement: []string{"01.07. 5 EUR"}, ElectronicCash: terminal.CashData{Before: "12 EUR", After: "13 EUR"}, Language: "en", House: "en",
	}
	const items = "DATE 2026-07-01 12:34:56|TERMINAL T1|RECEIPT 000007|APPLICATION Label|AID A0|CARD %s|ENTRY swiped|PSN 01|ACCOUNT savings|TYPE CASH|AMOUNT 1 EUR|CASH 2 EUR|HELD 3 EUR|TIP 4 EUR|" +
		"DISCOUNT 5 EUR|STILL OWED 6 EUR|LOCAL AMOUNT 9 EUR|CONVERTED 10 USD|RATE 1.1|POINTS EARNED 7|POINTS USED 8|TO ACCOUNT credit|%s APPROVED|CVM PIN|RESPONSE 00|APPROVAL 123|TVR 00|TSI E8|" +
		"CVM RESULTS 1F|AC TC 01"
	for c, want := range map[terminal.Copy]string{
		terminal.MerchantCopy:   " SHOP| MERCHANT COPY|" + fmt.Sprintf(items, "123456******7890", "") + "| SIGNATURE",
		terminal.CardholderCopy: " SHOP| CARDHOLDER COPY|" + fmt.Sprintf(items, "************7890", "BALANCE 11 EUR|CASH BEFORE 12 EUR|CASH AFTER 13 EUR| 01.07. 5 EUR|"),
	} {
		var got []string
		for _, l := range r.Lines(c) {
			got = append(got, l.Name+" "+l.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s:\n got %s\nwant %s", c, strings.Join(got, "|"), want)
		}
	}
}
