package c7

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the book, one switch each.
type rules struct {
	offlineNeedsSignature bool // an offline approval needs everything that decides it under the signature, and a limit in its currency
	claimNeedsSignature   bool // where a CVM is required the card's qualifiers count only under the signature; a PIN for the host always does
	track2MatchesPAN      bool // track 2 equivalent data and PAN must name the same account
	accountOfAID          bool // the account is one that the AID may have
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{offlineNeedsSignature: s, claimNeedsSignature: s, track2MatchesPAN: s, accountOfAID: s}
}

// signed reports whether the card's signature was verified and covers what the kernel decides by: the AIP, through the certificate, and the qualifiers,
// which a card without any has as zeroes in its Card Authentication Related Data.
// C-7 4.3.2.3
func (t *tx) signed() bool {
	return t.auth.result == verified && len(t.given(tlv.StaticDataAuthenticationTagList.Tag())) != 0 &&
		t.ctq.Matches(t.data.Get(tlv.CardAuthenticationRelatedDataKernel7))
}

// offlineAllowed reports whether the rules in force let the card approve offline: in strict only under its signature, below a floor limit in the
// transaction's currency, and where the reader has asked for no online cryptogram.
// C-7 4.3.2.4
func (t *tx) offlineAllowed() bool {
	limited := t.act.Combination.UnderFloorLimit(t.Transaction().Money)
	if !t.rules.offlineNeedsSignature || limited && t.signed() && !t.ttq.Has(step.TTQOnlineCryptogramRequired) {
		return true
	}
	t.Note("C-7 2.12 4.3.2.4", "strict: the host decides")
	return false
}

// strongCVM makes an online PIN of what the book has chosen, where the rules in force want that: a CVM is required, and the card's word about it is not under
// a signature. A reader without online PIN takes a signature, unless authentication failed, and no word for the device.
// C-7 4.4.2
func (t *tx) strongCVM() *kernel.Outcome {
	if !t.rules.claimNeedsSignature || !t.ttq.Has(step.TTQCVMRequired) || t.signed() {
		return nil
	}
	t.Note("C-7 2.12 4.4.2", "strict: at this amount the card's word for its holder counts only under its signature")
	switch {
	case t.ttq.Has(step.TTQOnlinePIN):
		t.onlinePIN()
	case t.cvm != kernel.CVMSignature || t.auth.result == failed:
		return t.fail(noMethod)
	}
	return nil
}

// accountAllowed ends a transaction whose track 2 names another account than the PAN, and declines an account that the AID cannot have, by the ranges that
// the combination is configured with.
// C-7 annex C
func (t *tx) accountAllowed() *kernel.Outcome {
	pan := t.data.Account() // from track 2, where the card gave no other
	if t.rules.track2MatchesPAN && t.data.TwoAccounts() {
		return t.fail(accountsDiffer)
	}
	if t.rules.accountOfAID && !t.act.Combination.Has(ParamAccountRanges, pan) {
		return t.fail(foreignAccount)
	}
	return nil
}
