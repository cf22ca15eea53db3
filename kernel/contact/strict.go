package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the books, one switch each.
type rules struct {
	offlineNeedsSignature bool // an offline approval needs XDA, or CDA and the AIP under the static signature, over the amount
	noSDA                 bool // static data authentication counts as not supported
	noPlaintextPIN        bool // plaintext offline PIN counts as not supported
	cardConfirmsPIN       bool // a card that says it verified no PIN is believed against VERIFY
	weakCVMNeedsStatic    bool // from the CVM limit on, signature alone and no CVM count only after the CVM list was authenticated
	failureNeedsCVM       bool // from the CVM limit on, an authentication that failed is declined without a PIN or a method as good
	track2MatchesPAN      bool // track 2 equivalent data and PAN must name the same account
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{
		offlineNeedsSignature: s, noSDA: s, noPlaintextPIN: s, cardConfirmsPIN: s, weakCVMNeedsStatic: s, failureNeedsCVM: s,
		track2MatchesPAN: s,
	}
}

// offlineAllowed reports whether the rules in force let the card approve offline: in strict only with XDA, or with CDA and
// the AIP under the static signature, over the amount, in the currency that the limits are for, and without a PIN or biometric that only the host can verify.
func (t *tx) offlineAllowed() bool {
	if !t.rules.offlineNeedsSignature {
		return true
	}
	if t.Transaction().Currency != t.cfg.LimitCurrency(t.app) || t.hostVerifies() || !t.auth.amountSigned {
		return false
	}
	if t.auth.method == xda {
		return t.numberSigned() // B4 6.3.2.2.4: one that failed is never approved offline
	}
	return t.auth.method == cda && !t.auth.failed() && t.auth.haveICC && t.auth.aipSigned
}

// cashAllowed reports whether the rules in force let electronic cash pay, without the host and without verification of the cardholder: in strict the issuer's
// code that offers it stands in signed data too.
func (t *tx) cashAllowed() bool {
	return t.offlineAllowed() && (!t.rules.offlineNeedsSignature || t.certified(tlv.ElectronicCashAuthorisationCode))
}

// hostVerifies reports whether the cardholder was asked for something that the host verifies, and nobody else.
// B3 10.5.2 captured
func (t *tx) hostVerifies() bool {
	cvm := t.outcomeCVM()
	return cvm == kernel.CVMOnlinePIN || cvm == kernel.CVMBiometricOnline
}

// numberSigned reports whether the card's lists put the unpredictable number, whole, under the XDA signature that is to come: what was sent with GET PROCESSING
// OPTIONS and the first GENERATE AC is signed with the first cryptogram, what is sent with the second alone with the second. The book does not
// ask for it, and a signature without it may be one that was recorded. CDA has the number in its signature whatever the lists say.
// B2 12.5.2
func (t *tx) numberSigned() bool {
	whole := func(dol tlv.DOL) bool { return dol.ContainsWhole(tlv.UnpredictableNumber.Tag(), len(t.un)) }
	if t.stage != noAC {
		return whole(t.data.Get(tlv.CDOL2))
	}
	return whole(t.data.Get(tlv.CDOL1)) || whole(t.room().fci.PDOL)
}

// reachesCVMLimit reports whether the amount is one from which on the configuration wants more than a signature or nothing. In
// another currency than the application's, which the limit is not for, every amount is.
func (t *tx) reachesCVMLimit() bool {
	limit := t.app.CVMLimit
	return limit != 0 && (t.Transaction().Amount >= limit || t.Transaction().Currency != t.cfg.LimitCurrency(t.app))
}

// onlyStrongCVM reports whether the rules in force let the CVM list lead to a PIN or a method as good, and to nothing less: the
// list, or the currency of its amounts, does not stand in static data that have been authenticated.
// B3 10.5
func (t *tx) onlyStrongCVM(list tlv.CVMListValue) bool {
	if !t.rules.weakCVMNeedsStatic || !t.reachesCVMLimit() {
		return false
	}
	if t.auth.failed() || !t.auth.haveICC || !t.certified(tlv.CVMList) || !t.currencyCertified(list) {
		t.Note("EMV 4.4 B3 10.5", "strict: at this amount a CVM list that is not authenticated leads to no weaker method")
		return true
	}
	return false
}

// certified reports whether an element stands, with the value that it has, in the static data to be authenticated.
// B3 10.3
func (t *tx) certified(row tlv.Row) bool {
	return step.Holds(t.auth.static, row.Tag(), t.data.Get(row))
}

// currencyCertified reports whether the currency of the list's amounts is certified. A card may have none where no rule has an amount: a rule that has one is passed
// over without it, as with another currency.
// B3 10.5 condition data
func (t *tx) currencyCertified(list tlv.CVMListValue) bool {
	if len(t.data.Get(tlv.ApplicationCurrencyCode)) != 0 {
		return t.certified(tlv.ApplicationCurrencyCode)
	}
	return !list.AsksAmount()
}

// weakAfterFailure reports whether the rules in force forbid an approval: offline data authentication has failed, and the
// cardholder was verified by nothing as good as a PIN.
// B3 10.7
func (t *tx) weakAfterFailure() bool {
	if !t.rules.failureNeedsCVM || !t.auth.failed() || !t.reachesCVMLimit() || t.strongCVM() {
		return false
	}
	t.why = "authentication failed, and the amount asks for a PIN"
	t.Note("EMV 4.4 B3 10.7", "strict: %s", t.why)
	return true
}

// strongCVM reports whether a PIN or a biometric template was verified, or captured for the host, or the terminal's own method succeeded.
// B4 A4
func (t *tx) strongCVM() bool {
	if t.cvm.Result() == tlv.CVMFailed {
		return false
	}
	switch t.outcomeCVM() {
	case kernel.CVMOnlinePIN, kernel.CVMOfflinePIN:
		return true
	case kernel.CVMSignature:
		return t.cvm.Code().Method() != tlv.CVMSignature // with a PIN
	}
	method := t.cvm.Code().Method()
	if _, biometric := step.Biometric(method); biometric {
		return true
	}
	return t.cvm.Result() == tlv.CVMSuccessful && !method.Known()
}
