package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the book, one switch each.
type rules struct {
	signedApproval    bool // an approval without the host needs CDA that was verified, over everything that decides, of a cryptogram that is one
	knownLimit        bool // and a floor limit in the transaction's currency, and an amount not above it, unless it is authorised later or is free
	cryptogramForHost bool // an online request has a cryptogram
	signedCVM         bool // where the reader requires a CVM, the card's word leads to none that is weaker than online PIN unless CDA was verified
	track2MatchesPAN  bool // track 2 equivalent data and PAN name the same account
	accountOfAID      bool // the account is one that the AID may have
	sameCard          bool // the second presentment is that of a card that answers SELECT as the first did
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{
		signedApproval: s, knownLimit: s, cryptogramForHost: s, signedCVM: s, track2MatchesPAN: s, accountOfAID: s, sameCard: s,
	}
}

// deciding are the elements of records that an approval goes by.
// C-6 F19.7
var deciding = [...]tlv.Row{
	tlv.ApplicationUsageControl, tlv.IssuerCountryCode, tlv.ApplicationExpirationDate, tlv.ApplicationEffectiveDate, tlv.ApplicationVersionNumber,
}

// unsafe is why the rules in force forbid an approval without the host, empty where they do not. The figure asks for no signature, and approves a type of
// cryptogram that nobody has defined.
// C-6 F19.6, F19.7
func (t *tx) unsafe() string {
	kind := t.card.cid.Type()
	free := kind == tlv.AAC
	switch {
	case !t.rules.signedApproval:
		return ""
	case t.auth.result != verified:
		return "no signature was verified"
	case kind != tlv.TC && !free && !(kind == tlv.ARQC && t.is.deferred):
		return "the cryptogram is none that approves"
	case !t.data.Present(tlv.ApplicationExpirationDate):
		return "the card has no expiration date of its own"
	case t.rules.knownLimit && kind == tlv.TC && !t.act.Combination.UnderFloorLimit(t.money()):
		return "there is no floor limit in this currency, or the amount is above it"
	}
	for _, row := range deciding {
		if t.data.Present(row) && !t.card.signed.Has(row.Tag()) {
			return row.String() + " is under no signature"
		}
	}
	return ""
}

// strongCVM makes an online PIN of what the book has chosen, where the rules in force want that: a CVM is required, and the card's word about it is not under a
// signature. A reader without online PIN takes a signature, unless authentication failed, and no word for the device.
// C-6 3.7
func (t *tx) strongCVM() *kernel.Outcome {
	cvm := t.decision.cvm
	if !t.rules.signedCVM || !t.sent.ttq.Has(step.TTQCVMRequired) || t.auth.result == verified || t.reads || cvm == kernel.CVMOnlinePIN {
		return nil
	}
	t.Note("C-6 2.12 3.7", "strict: at this amount the card's word for its holder counts only under its signature")
	switch {
	case t.sent.ttq.Has(step.TTQOnlinePIN):
		t.onlinePIN()
	case cvm != kernel.CVMSignature || t.auth.result == failed:
		return t.fail(unsignedCVM)
	}
	return nil
}

// accountAllowed ends a transaction whose track 2 names another account than the PAN, and declines an account that the AID cannot have, by the ranges that the
// combination is configured with.
// C-6 B.13
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
