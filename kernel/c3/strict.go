package c3

import (
	"bytes"
	"crypto/sha256"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the book, one switch each.
type rules struct {
	signedQualifiers bool // an offline approval needs the card's CTQ under its signature
	signedProfile    bool // and its AIP in the static data that its certificate covers
	knownLimit       bool // an offline approval needs a floor limit in the transaction's currency, and an amount not above it
	signedCVM        bool // where the reader requires a CVM, the CTQ leads to none that is weaker than online PIN unless they are under a signature that was verified
	accountOfAID     bool // the account is one that the AID may have
	sameCard         bool // the issuer's update goes to a card that answers SELECT as the first did
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{signedQualifiers: s, signedProfile: s, knownLimit: s, signedCVM: s, accountOfAID: s, sameCard: s}
}

// offlineAllowed goes online, or declines, where the rules in force forbid an offline approval although its signature was verified.
// C-3 5.6.1.2
func (t *tx) offlineAllowed() {
	why := ""
	switch {
	case t.rules.signedQualifiers && !t.card.ctq.Matches(t.data.Get(tlv.CardAuthenticationRelatedData)):
		why = "strict: the card's qualifiers are not under its signature"
	case t.rules.signedProfile && len(t.get(tlv.StaticDataAuthenticationTagList.Tag())) == 0:
		why = "strict: the card's application interchange profile is not under a signature"
	case t.rules.knownLimit && !t.act.Combination.UnderFloorLimit(t.Transaction().Money):
		why = "strict: there is no floor limit in this currency, or the amount is above it"
	default:
		return
	}
	if t.onlineCapable() {
		t.requireOnline(why, "C-3 2.12 5.6.1.2")
		return
	}
	t.requireDecline(why, "C-3 2.12 5.6.1.2")
}

// strongerCVM takes an online PIN in the place of a weaker method where the rules in force want it: the reader requires a CVM, and what the card says
// of it is under no signature that was verified. A reader without online PIN takes a signature as before, unless authentication has failed, and a
// consumer device CVM not at all. What the book declines stays declined.
// C-3 5.7.1
func (t *tx) strongerCVM() {
	d := &t.decision
	switch signed := d.verified && t.card.ctq.Matches(t.data.Get(tlv.CardAuthenticationRelatedData)); {
	case !t.rules.signedCVM || !t.requiresCVM() || signed || d.declineRequired || d.cvm == kernel.CVMOnlinePIN:
	case t.sent.ttq.Has(step.TTQOnlinePIN):
		t.onlinePIN()
	case d.cvm == kernel.CVMConfirmed:
		t.requireDecline("strict: a consumer device CVM under no signature", "C-3 2.12 5.7.1.2")
	case d.oda.Result == "failed":
		t.requireDecline("strict: a weaker CVM after a failed authentication", "C-3 2.12 5.7.1")
	}
}

// accountInRanges ends a transaction with an account that the AID cannot have, by the ranges that the combination is configured with.
// C-3 A.2
func (t *tx) accountInRanges() *kernel.Outcome {
	if !t.rules.accountOfAID || t.act.Combination.Has(ParamAccountRanges, t.data.Get(tlv.PAN)) {
		return nil
	}
	return t.fail(foreignAccount)
}

// remember keeps what tells the card of a second presentment from another.
// C-3 6.2
func (t *tx) remember() {
	sum := sha256.Sum256(t.act.FCI)
	t.act.Memory = sum[:]
}

// otherCard reports whether the rules in force want the card of the first presentment, and this one answers otherwise.
// C-3 6.2
func (t *tx) otherCard() bool {
	sum := sha256.Sum256(t.act.FCI)
	return t.rules.sameCard && !bytes.Equal(t.act.Memory, sum[:])
}
