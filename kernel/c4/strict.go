package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the book, one switch each.
type rules struct {
	offlineNeedsSignature bool // an offline approval needs a signature over what decides, a limit in its currency, a verified cardholder where one is required, and no PIN for the host
	claimNeedsSignature   bool // where a CVM is required a method that is weaker than online PIN needs card data that are signed
	track2MatchesPAN      bool // track 2 equivalent data and PAN name the same account
	accountOfAID          bool // the account is one that the AID may have
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{offlineNeedsSignature: s, claimNeedsSignature: s, track2MatchesPAN: s, accountOfAID: s}
}

// signs reports whether the card is to sign its cryptogram, and its certificate the AIP.
// C-4 6.2.6
func (t *tx) signs() bool {
	return t.auth.required && t.auth.reason == "" && t.data.NotEmpty(tlv.StaticDataAuthenticationTagList)
}

// restrain makes an ARQC of a TC that the rules in force or the order do not let the card approve, or an AAC where no host can be asked.
// C-4 10.2.1
func (t *tx) restrain() {
	if t.asked != tlv.TC {
		return
	}
	why := t.cardMayNotApprove()
	if t.hostDecides() {
		why = "the host alone may approve"
	}
	if why == "" {
		return
	}
	t.Note("C-4 2.12 10.2.1", "%s", why)
	if t.asked = tlv.ARQC; !t.delayed() && (t.reader.kind.OfflineOnly() || t.Transaction().HostAway) {
		t.asked = tlv.AAC
	}
}

// cardMayNotApprove says why the card alone may not approve by the rules in force, empty if it may.
// C-4 11.2.4
func (t *tx) cardMayNotApprove() string {
	switch strict := t.rules.offlineNeedsSignature; {
	case strict && !t.signs():
		return "strict: the card cannot sign what decides"
	case strict && !t.auth.records.AmountSigned(t.data.Get(tlv.CDOL1)):
		return "strict: no signed list has the card told the amount"
	case strict && t.limitExceeded() && t.cvm == kernel.CVMNotApplicable:
		return "strict: the cardholder is not verified"
	case strict && t.limitExceeded() && t.cvm == kernel.CVMConfirmed: // C-4 8.2.4: 9F71 is under no signature, nor is the list by which the phone was told
		return "strict: the host alone sees in the card's IAD what the phone has verified"
	case strict && t.cvm == kernel.CVMOnlinePIN: // C-4 8.2.3.2 online authorisation
		return "strict: the host alone verifies the PIN"
	case strict && !t.delayed() && !t.act.Combination.UnderFloorLimit(t.Transaction().Money):
		return "strict: there is no floor limit in this currency, or the amount is above it"
	}
	return ""
}

// strongCVM reports whether the method that the card's list has chosen may stay, where a CVM is required and what chose it is not signed: in strict online PIN takes
// its place. A reader without online PIN takes a signature, unless authentication has failed, and no word of the phone.
// C-4 8.2.3
func (t *tx) strongCVM(m *step.CVM) bool {
	if t.cvm == kernel.CVMOnlinePIN || !t.weakClaim() {
		return true
	}
	if t.onlinePINSupported() {
		t.cvm, m.Results = kernel.CVMOnlinePIN, onlinePINAlways
		return true
	}
	return t.cvm == kernel.CVMSignature && t.auth.reason == ""
}

// onlinePINAlways are the CVM Results of an online PIN that no rule of the card's has asked for.
var onlinePINAlways = tlv.NewCVMResults(tlv.CVMOnlinePIN, tlv.CVMAlways, tlv.CVMUnknown)

// pinInstead takes an online PIN where a card whose data are not signed has no method to offer, and reports whether it does: in strict alone.
// C-4 8.2.5
func (t *tx) pinInstead() bool {
	if !t.weakClaim() || !t.onlinePINSupported() {
		return false
	}
	t.cvm = kernel.CVMOnlinePIN
	t.results(onlinePINAlways)
	t.tvr.Set(tlv.TVROnlineCVMCaptured)
	return true
}

// weakClaim reports whether a CVM is required and what the card says of it does not count by the rules in force, since nothing signs it.
// C-4 8.2
func (t *tx) weakClaim() bool {
	if !t.rules.claimNeedsSignature || !t.limitExceeded() || t.cvmIsSigned() {
		return false
	}
	t.Note("C-4 2.12 8.2.3", "strict: at this amount the card's word for its holder counts only under its signature")
	return true
}

// cvmIsSigned reports whether what the method was chosen by stands under the card's certificate: the CVM List, the currency of its amounts, and the AIP.
// C-4 8.2.3
func (t *tx) cvmIsSigned() bool {
	currency := t.inRecords(tlv.ApplicationCurrencyCode)
	if !t.data.NotEmpty(tlv.ApplicationCurrencyCode) {
		currency = !t.cvmList().AsksAmount() // C-4 8.2.3.1: a rule of an amount is passed over without it, as with another currency
	}
	return t.signs() && t.inRecords(tlv.CVMList) && currency
}

// inRecords reports whether an element stands in the signed records, or nowhere.
// C-4 6.2.6
func (t *tx) inRecords(row tlv.Row) bool {
	v := t.data.Get(row)
	return len(v) == 0 || t.auth.records.Holds(row.Tag(), v)
}

// accountAllowed ends a transaction whose track 2 names another account than the PAN, and declines an account that the AID cannot have, by the ranges that
// the combination is configured with.
// C-4 annex A account
func (t *tx) accountAllowed() *kernel.Outcome {
	if t.rules.track2MatchesPAN && t.data.TwoAccounts() {
		return t.fail(accountsDiffer)
	}
	if t.rules.accountOfAID && !t.act.Combination.Has(ParamAccountRanges, t.data.Get(tlv.PAN)) {
		return t.fail(foreignAccount)
	}
	return nil
}
