package contact

import "github.com/emvgo/emv/tlv"

// some puts a value of the terminal's into the store, or makes it absent where there is none.
func (t *tx) some(row tlv.Row, v []byte) {
	if len(v) == 0 {
		t.data.Remove(row)
	} else {
		t.data.Put(row, tlv.FromTerminal, v)
	}
}

// identity puts what the acquirer knows the terminal by into the store, by way of b: that of the application that was selected, if there is one.
// B4 10.2 data
func (t *tx) identity(b []byte) {
	id := t.cfg.Identity(t.app)
	t.some(tlv.TerminalIdentification, append(b, id.TerminalID...))
	t.some(tlv.MerchantIdentifier, append(b, id.MerchantID...))
	t.some(tlv.MerchantNameAndLocation, append(b, id.MerchantNameLocation...))
	t.data.Put(tlv.MerchantCategoryCode, tlv.FromTerminal, tlv.AppendB(b, uint64(id.MerchantCategoryCode), 2))
	t.some(tlv.AcquirerIdentifier, id.AcquirerID)
}

// reference puts the currency in which the card of the application counts, and the amount in it, into the store; they are absent where there is none.
// B4 10.2 data
func (t *tx) reference() {
	r, tr := &t.app.Reference, t.Transaction()
	var amount, code, exponent []byte
	if n, ok := r.Amount(tr.Amount); ok && tr.Currency == t.cfg.Terminal.TransactionCurrency { // the rate is for that one
		amount = tlv.AppendB(nil, uint64(n), 4)
	}
	if r.Code != 0 {
		code, exponent = tlv.AppendB(nil, uint64(r.Code), 2), []byte{r.Exponent}
	}
	t.some(tlv.AmountReferenceCurrency, amount)
	t.some(tlv.TransactionReferenceCurrencyCode, code)
	t.some(tlv.TransactionReferenceCurrencyExponent, exponent)
}
