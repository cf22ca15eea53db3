package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// activate puts what terminal, combination and transaction bring into the store, for the card's data object lists and for the record.
// C-5 3.1.1.1, 3.1.1.2
func (t *tx) activate() *kernel.Outcome {
	tr, c := t.Transaction(), &t.cfg.Terminal
	t.fci, t.parsed = step.ParseFCI(t.act.FCI)
	id := t.cfg.IdentityOf(t.name())
	var b [64]byte
	t.un = t.ActivationNumber() // C-5 3.1.1.2 unpredictable number
	t.put(tlv.AmountAuthorised, tlv.AppendN(b[:0], tr.Amount, 6))
	t.put(tlv.AmountOther, tlv.AppendN(b[:0], tr.AmountOther, 6))
	t.put(tlv.TransactionType, append(b[:0], tr.Type))
	t.put(tlv.TransactionDate, tr.Date[:])
	t.put(tlv.TransactionTime, tr.Time[:])
	t.put(tlv.TransactionCurrencyCode, tlv.AppendB(b[:0], uint64(tr.Currency), 2)) // its digits are BCD
	t.put(tlv.TransactionCurrencyExponent, append(b[:0], tr.Exponent))
	t.put(tlv.TerminalCountryCode, tlv.AppendB(b[:0], uint64(c.CountryCode), 2))
	t.put(tlv.TerminalType, append(b[:0], c.Type))
	t.put(tlv.AcquirerIdentifier, id.AcquirerID)
	t.put(tlv.MerchantCategoryCode, tlv.AppendB(b[:0], uint64(id.MerchantCategoryCode), 2))
	t.put(tlv.MerchantNameAndLocation, append(b[:0], id.MerchantNameLocation...))
	t.put(tlv.TransitAgentID, t.act.Combination.Parameter(tlv.TransitAgentID.Tag()))
	t.put(tlv.TransitRelatedData, t.act.Combination.Parameter(tlv.TransitRelatedData.Tag()))
	t.put(tlv.ApplicationIdentifierTerminal, t.act.Combination.AID)
	return nil
}

// put stores what is the terminal's. An empty value is none.
func (t *tx) put(row tlv.Row, v []byte) {
	if len(v) != 0 {
		t.data.Put(row, tlv.FromTerminal, v)
	}
}
