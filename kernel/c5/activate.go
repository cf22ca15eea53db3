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
	t.data.Offer(tlv.AmountAuthorised, tlv.AppendN(b[:0], tr.Amount, 6))
	t.data.Offer(tlv.AmountOther, tlv.AppendN(b[:0], tr.AmountOther, 6))
	t.data.Offer(tlv.TransactionType, append(b[:0], tr.Type))
	t.data.Offer(tlv.TransactionDate, tr.Date[:])
	t.data.Offer(tlv.TransactionTime, tr.Time[:])
	t.data.Offer(tlv.TransactionCurrencyCode, tlv.AppendB(b[:0], uint64(tr.Currency), 2)) // its digits are BCD
	t.data.Offer(tlv.TransactionCurrencyExponent, append(b[:0], tr.Exponent))
	t.data.Offer(tlv.TerminalCountryCode, tlv.AppendB(b[:0], uint64(c.CountryCode), 2))
	t.data.Offer(tlv.TerminalType, append(b[:0], byte(t.terminal())))
	t.data.Offer(tlv.AcquirerIdentifier, id.AcquirerID)
	t.data.Offer(tlv.MerchantCategoryCode, tlv.AppendB(b[:0], uint64(id.MerchantCategoryCode), 2))
	t.data.Offer(tlv.MerchantNameAndLocation, append(b[:0], id.MerchantNameLocation...))
	t.data.Offer(tlv.TransitAgentID, t.act.Combination.Parameter(tlv.TransitAgentID.Tag()))
	t.data.Offer(tlv.TransitRelatedData, t.act.Combination.Parameter(tlv.TransitRelatedData.Tag()))
	t.data.Offer(tlv.ApplicationIdentifierTerminal, t.act.Combination.AID)
	return nil
}
