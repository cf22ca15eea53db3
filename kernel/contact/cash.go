package contact

import (
	"encoding/binary"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// UnionPay's data beside EMV. Electronic cash: money in the card itself, for small amounts, that it pays without its issuer and without its holder's
// verification. It has no book of EMV; what terminals in the field and tutorials have alike of JR/T 0025.13 is done here: see RATIONALE.md.

// A purse is the electronic cash of the card in this transaction.
type purse struct {
	told   bool // the card was told that the terminal takes it
	asked  bool // the card was asked for its balance
	pays   bool // the transaction is to be approved offline, out of the balance
	closed bool // it is not, though the card would pay by a TC: only the host may approve
}

// cashIndicator is what the card is told: 01 where the terminal takes electronic cash for this transaction, else 00; nil where the application is not
// UnionPay's.
func (t *tx) cashIndicator() []byte {
	switch {
	case !step.UnionPay(t.selected.AID) || t.app == nil:
		return nil
	case t.takesCash():
		return []byte{0x01}
	}
	return []byte{0x00}
}

// takesCash reports whether the terminal takes electronic cash for the transaction as it is now: one whose amount will be another takes none.
func (t *tx) takesCash() bool {
	tr := t.Transaction()
	return tr.Amount <= t.app.ElectronicCash && tr.Amount != 0 && tr.AmountOther == 0 && !tr.Estimated &&
		tr.Currency == t.cfg.Terminal.TransactionCurrency && tr.BookType() == step.TypePurchase && !tr.Purpose.OnlyByHost() && !t.treatment.DataOnly
}

// tellOfCash keeps whether the card is told, with what goes to it now, that electronic cash is taken.
func (t *tx) tellOfCash() {
	v := t.cashIndicator()
	t.purse.told = len(v) != 0 && v[0] == 0x01 && t.room().fci.PDOL.ContainsWhole(tlv.ElectronicCashTerminalIndicator.Tag(), 1)
}

// offersCash reports whether the card was told that the terminal takes electronic cash, and has given the issuer's authorisation code for it.
func (t *tx) offersCash() bool {
	return t.purse.told && t.data.NotEmpty(tlv.ElectronicCashAuthorisationCode)
}

// openPurse finds whether electronic cash pays: the rules allow it, the card offers it, and has enough. Where the balance falls below the card's threshold,
// the host is asked, which may load the card again, unless the terminal has no host.
func (t *tx) openPurse(allowed bool) *kernel.Outcome {
	if t.purse.asked {
		return nil
	}
	t.purse.asked = true
	if !t.offersCash() {
		t.notPaidByCash()
		return nil
	}
	if own := t.data.Get(tlv.ApplicationCurrencyCode); len(own) == 2 && binary.BigEndian.Uint16(own) != t.Transaction().Currency {
		t.closePurse("the electronic cash is of another currency")
		return nil
	}
	balance, ok, out := t.cardAmount(tlv.ElectronicCashBalance)
	if out != nil {
		return out
	}
	threshold, known, out := t.cardAmount(tlv.ElectronicCashResetThreshold)
	if out != nil {
		return out
	}
	amount := t.Transaction().Amount
	switch {
	case !ok || !known:
		t.closePurse("the card does not tell its electronic cash")
	case balance < amount: // by a TC the card pays nothing
		t.notPaidByCash()
		t.Note("JR/T 0025.13", "the electronic cash is not enough")
	case balance-amount < threshold && !t.terminal().OfflineOnly():
		t.closePurse("the electronic cash falls below its threshold: the host is asked")
	case t.auth.method == xda: // where it fails after the card's TC, the host decides
		t.closePurse("electronic cash is not taken with XDA")
	case !allowed:
		t.closePurse("strict: electronic cash is not taken without a signature over what decides")
	default:
		t.purse.pays = true
		t.Note("JR/T 0025.13", "electronic cash pays: no cardholder verification, no floor limit")
	}
	return nil
}

// closePurse makes it a transaction like any other, but for this: a card that was told that electronic cash is taken pays by it when it gives a TC, so that
// only the host may approve.
func (t *tx) closePurse(why string) {
	t.notPaidByCash()
	t.purse.closed = true
	t.Note("JR/T 0025.13", "%s", why)
}

// cardAmount asks the card for an amount of its own and keeps it for the report.
func (t *tx) cardAmount(row tlv.Row) (n uint64, ok bool, out *kernel.Outcome) {
	v, out := t.getData(row.Tag(), 6)
	if out != nil || v == nil {
		return 0, false, out
	}
	n, err := tlv.DecodeN(v)
	t.data.Replace(row, tlv.FromCard, v)
	return n, err == nil, nil
}

// showsDocument is UnionPay's method of verification by a document of identity.
const showsDocument tlv.CVMCode = 0x20

// document is what the card of UnionPay says of the cardholder's document, for the method that holds one against it; nil where it says nothing.
func (t *tx) document(method tlv.CVMCode) (about []byte) {
	number := t.data.Get(tlv.IdentityDocumentNumber)
	if method != showsDocument || len(number) == 0 {
		return nil
	}
	return tlv.Append(tlv.Append(nil, tlv.IdentityDocumentType.Tag(), t.data.Get(tlv.IdentityDocumentType)), tlv.IdentityDocumentNumber.Tag(), number)
}

// pbocRows are the data elements of PBOC that a record of a UnionPay application may have.
var pbocRows = [...]tlv.Row{tlv.ElectronicCashAuthorisationCode, tlv.IdentityDocumentNumber, tlv.IdentityDocumentType, tlv.ProductIdentificationInformation}

// element is the row of an object in a template: of Books 1 to 4, and of PBOC where the application is UnionPay's; 0, which stands in no template, of an unknown one.
// B3 7.5
func (t *tx) element(template, tag tlv.Tag) tlv.Row {
	if row, ok := tlv.Lookup(tlv.Contact, template, tag); ok || !step.UnionPay(t.selected.AID) {
		return row
	}
	for _, row := range pbocRows {
		if row.Tag() == tag {
			return row
		}
	}
	return 0
}
