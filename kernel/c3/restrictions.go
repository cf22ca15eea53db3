package c3

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// processingRestrictions looks at the date, the exception file and the usage control of the card, in this order. Where the card's part is done nothing is
// decided by them.
// C-3 5.5.1
func (t *tx) processingRestrictions() *kernel.Outcome {
	if t.decision.done {
		return nil
	}
	t.applicationExpired()
	if out := t.exceptionFile(); out != nil {
		return out
	}
	if out := t.manualCash(); out != nil {
		return out
	}
	return t.cashback()
}

// applicationExpired looks at the expiration date of a card that asks for approval. A card without a date has expired.
// C-3 5.5.1.1
func (t *tx) applicationExpired() {
	if t.card.kind != tlv.TC { // C-3 5.5.1.1 TC
		return
	}
	date, today := t.data.Get(tlv.ApplicationExpirationDate), t.Transaction().Date
	switch {
	case len(date) == 3 && step.CompareDates(today, [3]byte(date)) <= 0: // C-3 5.5.1.1 date
	case t.card.ctq.Has(step.CTQOnlineIfExpired): // C-3 5.5.1.1 CTQ
		t.requireOnline("the application has expired", "C-3 2.12 5.5.1.1")
	default: // C-3 5.5.1.1 decline
		t.requireDecline("the application has expired", "C-3 2.12 5.5.1.1")
	}
}

// exceptionFile looks up a card that asks for approval, where the check is enabled.
// C-3 5.5.1.2
func (t *tx) exceptionFile() *kernel.Outcome {
	if t.card.kind != tlv.TC || !t.is.exceptionFile { // C-3 5.5.1.2 TC, enabled
		return nil
	}
	ev, out := t.LookupAccount()
	switch {
	case out != nil:
		return t.stopped(out)
	case ev.Listed: // C-3 5.5.1.2
		t.requireDecline("the card is on the exception file", "C-3 2.12 5.5.1.2")
	}
	return nil
}

// manualCash asks the usage control whether cash may be given out, where the check is enabled.
// C-3 5.5.1.3
func (t *tx) manualCash() *kernel.Outcome {
	if !t.isCash() || !t.is.cashCheck || t.allows(tlv.AUCDomesticCash, tlv.AUCInternationalCash) {
		return nil
	}
	return t.notAllowed("manual cash is not allowed", step.CTQSwitchForCash, noManualCash) // C-3 5.5.1.3 switch, decline
}

// cashback asks the usage control whether cash may be given out beside a purchase, where the check is enabled.
// C-3 5.5.1.4
func (t *tx) cashback() *kernel.Outcome {
	if !t.isCashback() || !t.is.cashbackCheck || t.allows(tlv.AUCDomesticCashback, tlv.AUCInternationalCashback) {
		return nil
	}
	return t.notAllowed("cashback is not allowed", step.CTQSwitchForCashback, noCashback) // C-3 5.5.1.4 switch, decline
}

// allows reports whether the usage control has a service, at home or abroad. Without usage control or issuer country nothing is allowed.
// C-3 5.5.1.3 country, 5.5.1.4 country
func (t *tx) allows(domestic, international tlv.AUCBit) bool {
	auc, country := t.data.Get(tlv.ApplicationUsageControl), t.data.Get(tlv.IssuerCountryCode)
	if auc == nil || country == nil { // C-3 5.5.1.3 missing, 5.5.1.4 missing
		return false
	}
	bit := international // C-3 5.5.1.3 international, 5.5.1.4 international
	if string(country) == string(t.data.Get(tlv.TerminalCountryCode)) {
		bit = domestic // C-3 5.5.1.3 domestic, 5.5.1.4 domestic
	}
	return tlv.AUCValue(auc).Has(bit)
}

// notAllowed sends the cardholder to another interface where the card says so, and declines where it does not. What is to be declined already
// is not tried by another interface.
// C-3 5.5.1.3, 5.5.1.4, 5.9.1.3
func (t *tx) notAllowed(why string, toSwitch step.CTQBit, f failure) *kernel.Outcome {
	if t.card.ctq.Has(toSwitch) && !t.decision.declineRequired { // C-3 5.9.1.3
		return t.tryAnotherInterface(f, kernel.MsgInsertOrSwipe, kernel.InterfaceNone)
	}
	t.requireDecline(why, failures[f].clause)
	return nil
}
