package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// confirmable are the data elements that may be others when the cardholder has entered or confirmed the amount: first the amounts.
var confirmable = [...]tlv.Row{
	tlv.AmountAuthorised, tlv.AmountOther, tlv.AmountAuthorisedBinary, tlv.AmountOtherBinary, tlv.AmountReferenceCurrency,
	tlv.TransactionCurrencyCode, tlv.TransactionCurrencyExponent, tlv.TransactionType, tlv.TerminalType, tlv.TerminalCapabilities,
	tlv.TerminalFloorLimit,
}

const amountRows = 5 // of confirmable

// requestAmount has the amounts entered, if they are not known yet.
// B4 6.3.1, 6.5.1, 6.5.1 entry
func (t *tx) requestAmount() *kernel.Outcome {
	if !t.Transaction().AmountLater {
		return nil
	}
	if out := t.RequestAmount(kernel.UI{Message: kernel.MsgEnterAmount, Language: t.language, Currency: t.Transaction().Currency, Exponent: t.Transaction().Exponent}); out != nil {
		return t.stopped(out)
	}
	if out := t.agree(); out != nil {
		return out
	}
	t.agreed()
	return nil
}

// agreed puts what was entered or agreed on into the store: with cash in it a purchase may be another transaction.
// B4 10.1, 6.5.1
func (t *tx) agreed() {
	t.amounts()
	t.kindOfTransaction(nil)
	t.applicationData()
}

// asksForAmount reports whether the PDOL has an amount in it, or a part of one, or where there may be cash in the amount, what follows from that.
// B4 6.3.1, 10.1
func (t *tx) asksForAmount() bool {
	rows := confirmable[:amountRows]
	if t.hasCashback() {
		rows = confirmable[:]
	}
	for _, row := range rows {
		if t.room().fci.PDOL.ContainsWhole(row.Tag(), 1) {
			return true
		}
	}
	return false
}

// amountLate reports whether the amount is none that the terminal can have when the card is told of the transaction: a pump, or a machine that sells
// what the customer takes out of it. The card gets zeroes, and what it will be, or may be at most, is asked for when the card has been read.
// B4 6.3.1 other types
func (t *tx) amountLate() bool { return t.cfg.Terminal.LateAmount && !t.terminal().Attended() }

// confirmAmount has the cardholder confirm the amount, as the first thing that is decided about the card: cashback is offered only
// where usage control allows it, and another currency only to a card that is not in the terminal's. What comes of it may
// be other amounts; a card that has been told of those before begins again.
// B4 6.5.1, 6.3.3, 10.1, 6.5.1 OK?
func (t *tx) confirmAmount() *kernel.Outcome {
	tr := t.Transaction()
	if t.confirmed || !t.cfg.Terminal.ConfirmsAmount || tr.Purpose.ZeroAmount() || t.treatment.DataOnly {
		return nil
	}
	t.confirmed = true
	ui := kernel.UI{
		Message: kernel.MsgAmountOK, Language: t.language, Amount: tr.Amount, HasValue: true, Currency: t.Transaction().Currency, Exponent: t.Transaction().Exponent,
	}
	var card [32]byte
	if out := t.ConfirmAmount(ui, t.cardTerms(card[:0]), t.cashbackAllowed()); out != nil {
		return t.stopped(out)
	}
	if out := t.agree(); out != nil {
		return out
	}
	if !t.toldOtherwise() {
		return nil
	}
	return t.beginAgain()
}

// cardTerms are the data elements that say in which country and currency the card is at home, and what it may be used for.
func (t *tx) cardTerms(b []byte) []byte {
	for _, row := range [...]tlv.Row{tlv.IssuerCountryCode, tlv.ApplicationUsageControl, tlv.ApplicationCurrencyCode} {
		if v := t.data.Get(row); len(v) != 0 {
			b = tlv.Append(b, row.Tag(), v)
		}
	}
	return b
}

// cashbackAllowed reports whether the configuration has cashback and the card lets it be offered.
// B4 6.3.3, B3 10.4.2, B4 6.3.3 cashback
func (t *tx) cashbackAllowed() bool {
	if !t.hasCashback() {
		return false
	}
	r := t.restrictions()
	r.Purpose = step.Purpose{Type: step.TypeCashback}
	tvr := r.Check()
	return !tvr.Has(tlv.TVRServiceNotAllowed)
}

// hasCashback reports whether there may be cash in the amount: the configuration has cashback, and the transaction is a purchase.
func (t *tx) hasCashback() bool {
	purpose := t.Transaction().Purpose
	return (purpose == kernel.Purchase || purpose == kernel.Cashback) && t.cfg.Treatment(kernel.Cashback) != nil
}

// agree takes in what the cardholder has entered or agreed on, unless the configuration does not let the transaction have it.
// B4 6.5.1
func (t *tx) agree() *kernel.Outcome {
	tr := t.Transaction()
	if reason := t.cfg.Agree(tr); reason != "" {
		return t.failOn(amountRefused, reason)
	}
	t.treat()
	if t.Tracing() {
		t.Note("EMV 4.4 B4 6.5.1", "%s, amount %d, other %d, currency %03X", tr.Purpose, tr.Amount, tr.AmountOther, tr.Currency)
	}
	return nil
}

// toldOtherwise puts what was agreed on into the store, and reports whether the card was told something else in the PDOL: so was one that was told that
// electronic cash is taken, where it no longer is.
// B4 10.1
func (t *tx) toldOtherwise() (told bool) {
	var before [len(confirmable)]string
	for i, row := range confirmable {
		before[i] = string(t.data.Get(row))
	}
	t.agreed()
	told = t.purse.told && !t.takesCash()
	for i, row := range confirmable {
		told = told || before[i] != string(t.data.Get(row)) && t.room().fci.PDOL.ContainsWhole(row.Tag(), 1)
	}
	return told
}

// beginAgain forgets what the card has said and goes back to its final selection: data that a card was told do not change during a
// transaction, so that another one begins. The card gets another unpredictable number.
// B4 10.1, B1 12.4
func (t *tx) beginAgain() *kernel.Outcome {
	t.Note("EMV 4.4 B4 10.1", "the card was told otherwise: back to final selection")
	t.data.Forget(tlv.FromCard)
	wipe(t.auth.static)
	t.auth, t.readWhole = authentication{}, false
	t.newNumber()
	t.goOnWith(initiation)
	ok, out := t.finalSelect()
	if out != nil || ok {
		return out
	}
	return t.finalSelection()
}
