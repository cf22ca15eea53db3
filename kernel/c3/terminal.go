package c3

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// terminalData puts what the reader brings into the store, for the card's data object list and the data record.
// C-3 5.2.1.1 reader data, A.4
func (t *tx) terminalData() {
	tr, c := t.Transaction(), &t.cfg.Terminal
	var b [32]byte
	put := func(row tlv.Row, v []byte) { t.data.Put(row, tlv.FromTerminal, v) }
	t.sent.un = t.ActivationNumber() // C-3 A.2 number
	t.sent.kind = typeOf(tr)
	copy(t.sent.amount[:], tlv.AppendN(b[:0], tr.Amount, 6)) // C-3 3.4.1.1 sum, 3.4.1.2 amount, 3.4.1.3 amount
	t.qualifiers()
	put(tlv.AmountAuthorised, t.sent.amount[:])
	put(tlv.AmountOther, tlv.AppendN(b[:0], tr.AmountOther, 6)) // C-3 3.4.1.1 cashback
	put(tlv.TransactionType, append(b[:0], t.sent.kind))
	put(tlv.TransactionDate, tr.Date[:])
	put(tlv.TransactionCurrencyCode, tlv.AppendB(b[:0], uint64(tr.Currency), 2)) // its digits are BCD
	put(tlv.TerminalCountryCode, tlv.AppendB(b[:0], uint64(c.CountryCode), 2))
	put(tlv.ApplicationIdentifierTerminal, t.act.Combination.AID)
	if f := t.act.Combination.TerminalFloorLimit; f.Present {
		put(tlv.TerminalFloorLimit, tlv.AppendB(b[:0], min(f.Amount, 0xFFFFFFFF), 4))
	}
	t.data.TVR() // C-3 A.2 TVR: zero, and stays so
}

// qualifiers are the Terminal Transaction Qualifiers as Entry Point has copied them. A kernel that authenticates online requests says so.
// C-3 3.3.4.3
func (t *tx) qualifiers() {
	copy(t.sent.ttq[:], t.act.TTQ)
	if t.is.fddaForOnline {
		t.sent.ttq[0] |= byte(step.TTQODAForOnline) // C-3 3.3.4.3 TTQ
	}
	t.data.Put(tlv.TTQ, tlv.FromTerminal, t.sent.ttq[:])
}

// typeOf is the Transaction Type that the book has for a transaction: purchases with cashback are purchases.
// C-3 3.4.1.1, 3.4.1.2, 3.4.1.3
func typeOf(tr *kernel.Transaction) byte {
	p := step.Purpose{Type: tr.Type, AmountOther: tr.AmountOther}
	switch {
	case tr.Purpose == kernel.Refund: // C-3 3.4.1.3 type
		return step.TypeRefund
	case tr.Purpose == kernel.Cash, p.Cash(): // C-3 3.4.1.2 type
		return step.TypeCash
	case p.Purchase(), tr.Purpose == kernel.Cashback, tr.Purpose == kernel.PreAuthorisation: // C-3 3.4.1.1 type
		return step.TypePurchase
	}
	return tr.Type
}

// isCash reports whether cash alone is given out.
// C-3 3.4.1.2
func (t *tx) isCash() bool { return t.sent.kind == step.TypeCash }

// isCashback reports whether cash is given out beside a purchase.
// C-3 3.4.1.1
func (t *tx) isCashback() bool {
	return t.sent.kind == step.TypePurchase && t.Transaction().AmountOther != 0
}

// isRefund reports whether money is given back.
// C-3 3.4.1.3
func (t *tx) isRefund() bool { return t.sent.kind == step.TypeRefund }

// dataOnly reports whether the card is read and no more: the book leaves to the reader how it processes a refund.
// C-3 3.4.1.3
func (t *tx) dataOnly() bool { return t.cfg.DataOnly(t.Transaction().Purpose) }

// isATM reports whether the reader is a cash machine's.
// C-3 5.7.1
func (t *tx) isATM() bool {
	return tlv.TerminalTypeValue(t.cfg.Terminal.Type).ATM(t.cfg.Terminal.AdditionalCapabilities)
}

// onlineCapable reports whether the reader can go online.
// C-3 5.8.1
func (t *tx) onlineCapable() bool { return !t.sent.ttq.Has(step.TTQOfflineOnly) }

// requiresCVM reports whether the reader requires cardholder verification.
// C-3 A.2
func (t *tx) requiresCVM() bool { return t.sent.ttq.Has(step.TTQCVMRequired) }
