package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the book, one switch each. That the card of a second presentment answers SELECT as the first did is
// Entry Point's to see.
type rules struct {
	offlineNeedsSignature bool // an offline approval is asked for only where everything that decides it will be under a signature, below a limit in its currency
	claimNeedsSignature   bool // where a CVM is required the card's word counts only under the signature; a PIN for the host always does
	noPINOffline          bool // a PIN that only the host could verify goes with no offline approval
	track2MatchesPAN      bool // track 2 equivalent data and PAN must name the same account
	accountOfAID          bool // the account is one that the AID may have
	hostApproves          bool // a referral is no approval, whatever the card's second cryptogram
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{offlineNeedsSignature: s, claimNeedsSignature: s, noPINOffline: s, track2MatchesPAN: s, accountOfAID: s, hostApproves: s}
}

// offlineAllowed reports whether the rules in force let the card be asked for an offline approval: in strict where a signature will be asked for, the card's
// certificate covers the AIP, which has decided about it, and the list by which the card is told the amount, and the amount is below a floor limit in the transaction's
// currency.
// C-5 3.7.1.6
func (t *tx) offlineAllowed() bool {
	signs := t.authenticates() && !t.tvr.Has(tlv.TVRCAECCKeyMissing) && t.data.NotEmpty(tlv.StaticDataAuthenticationTagList) &&
		t.auth.static.AmountSigned(t.data.Get(tlv.CDOL1))
	if !t.rules.offlineNeedsSignature || signs && t.act.Combination.UnderFloorLimit(t.Transaction().Money) {
		return true
	}
	t.Note("C-5 2.12 3.7.1.6", "strict: the host decides")
	return false
}

// strongCVM makes an online PIN of what the book has chosen, where the rules in force want that: a CVM is required, and no verified signature covers the
// card's word about it, or that word is that there was none. A reader without online PIN takes a signature, and no word for the device.
// C-5 3.8.3.4, 3.9.2.3
func (t *tx) strongCVM() *kernel.Outcome {
	online, proven := t.cvm == kernel.CVMOnlinePIN, t.auth.result == verified && !t.namesNoMethod()
	switch {
	case t.rules.noPINOffline && t.kind == tlv.TC && online:
		return t.fail(pinOffline)
	case !t.rules.claimNeedsSignature || !t.profile.has(cvmRequired) || t.profile.has(transitReader) || proven || online:
	case t.profile.has(onlinePINCapable) && t.kind != tlv.TC:
		t.Note("C-5 2.12 3.8.3.4", "strict: at this amount the card's word for its holder counts only under its signature")
		t.cvm = kernel.CVMOnlinePIN
	case t.cvm != kernel.CVMSignature:
		return t.fail(claimUnproven)
	}
	return nil
}

// namesNoMethod reports whether the card says that the cardholder was verified on the device, and names as the method that he was not.
// C-5 A.2
func (t *tx) namesNoMethod() bool {
	status := t.data.Get(tlv.CardholderVerificationStatus)
	return len(status) == 1 && status[0] == 0x30
}

// accountAllowed ends a transaction whose track 2 names another account than the PAN, and declines an account that the AID cannot have, by the ranges that
// the combination is configured with.
// C-5 3.4.1.2
func (t *tx) accountAllowed() *kernel.Outcome {
	if t.rules.track2MatchesPAN && t.data.TwoAccounts() {
		return t.fail(accountsDiffer)
	}
	if t.rules.accountOfAID && !t.act.Combination.Has(ParamAccountRanges, t.data.Get(tlv.PAN)) {
		return t.fail(foreignAccount)
	}
	return nil
}
