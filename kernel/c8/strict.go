package c8

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the book, one switch each.
type rules struct {
	authenticated bool // an offline approval needs local authentication that has succeeded
	signedAccount bool // and its certificate over the account
	signedLists   bool // and over what the card has asked for
	knownLimit    bool // and a floor limit in the transaction's currency, and an amount not above it
	relayHolds    bool // and no card that is too slow; cash is refused to that, and to one whose times nobody vouches for
	pinForHost    bool // and no PIN that only the host can verify
	trustedCVM    bool // above the Reader CVM Required Limit a method that is weaker than online PIN needs a channel that somebody vouches for

	track2MatchesPAN bool // track 2 equivalent data and PAN name the same account
	accountOfAID     bool // the account is one that the AID may have
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{
		authenticated: s, signedAccount: s, signedLists: s, knownLimit: s, relayHolds: s, pinForHost: s, trustedCVM: s,
		track2MatchesPAN: s, accountOfAID: s,
	}
}

// accountAllowed reports whether the rules in force let the account pass: track 2 names that of the PAN, and the AID may have it, by the ranges that the
// combination is configured with.
// C-8 A.1 Application PAN
func (t *tx) accountAllowed() bool {
	r := rulesOf(t.cfg.Profile)
	if r.track2MatchesPAN && t.data.TwoAccounts() {
		t.wrong(kernel.CardDataError, "C-8 1.2 A.1", "strict: track 2 and PAN name two accounts")
		return false
	}
	if r.accountOfAID && !t.act.Combination.Has(ParamAccountRanges, t.data.Get(tlv.PAN)) {
		t.wrong(kernel.CardDataError, "C-8 1.2 A.1", "strict: the AID cannot have this account")
		return false
	}
	return true
}

// vouched reports whether somebody vouches for the channel, and so for what came in it: the card's certificate, or the issuer, to whom its MAC goes in the Issuer
// Application Data, under the cryptogram.
// C-8 3.3
func (t *tx) vouched() bool {
	how := t.data.At(tlv.AIPKernel8, 2) & 0x06
	return t.oda.Result == "ok" || how == 0x02 || how == 0x04
}

// strongerCVM takes an online PIN in the place of a weaker method where the rules in force want it: the amount is not below the Reader CVM Required Limit, and nobody
// vouches for what the card says of its cardholder. A reader without online PIN takes a signature as before, unless local authentication has failed; anything else has
// not been successful, and the transaction is declined.
// C-8 6.3.17
func (t *tx) strongerCVM() {
	above := t.data.Number(tlv.AmountAuthorised) >= t.data.Number(tlv.ReaderCVMRequiredLimitKernel8)
	unsuccessful := *t.data.CVMResults() == choices[0].results // the card sets the bit of the TVR as it likes
	switch {
	case !rulesOf(t.cfg.Profile).trustedCVM || !above || t.dataOnly() || t.vouched() || t.out.CVM == kernel.CVMOnlinePIN || unsuccessful:
	case t.data.At(tlv.TerminalCapabilitiesKernel8, 2)&0x40 != 0:
		t.Note("C-8 1.2 6.3.17", "strict: an online PIN, because nobody vouches for what the card says of its cardholder")
		t.choose(choices[len(choices)-1])
	case t.out.CVM == kernel.CVMSignature && t.oda.Result != "failed":
	default:
		t.choose(choices[0])
		t.untrustedCVM = true
	}
}

// relayFailed reports whether relay resistance found the time limits exceeded, or has times that nobody vouches for: whatever the card's own verification results
// say of it.
// C-8 3.6
func (t *tx) relayFailed() bool {
	return t.relayFound&tvrRelayLimits != 0 || relayDone(t.relayFound) && !t.vouched()
}

// restrain declines what the rules in force forbid altogether, and goes online, or declines where the terminal cannot, in the place of an offline approval that the rules in force forbid.
// C-8 6.3.19
func (t *tx) restrain() {
	r := rulesOf(t.cfg.Profile)
	why := ""
	switch {
	case t.kind != tlv.AAC && t.untrustedCVM:
		t.refuse("strict: nobody vouches for what the card says of its cardholder, and the reader has no online PIN")
		return
	case t.kind != tlv.AAC && r.relayHolds && t.relayFailed() && t.purpose().Cash():
		t.refuse("strict: no cash to a card that is too slow, or whose times nobody vouches for")
		return
	case t.kind != tlv.TC || t.kernelDecision != accept:
		return
	case r.authenticated && t.oda.Result != "ok":
		why = "strict: local authentication has not succeeded"
	case r.signedAccount && !t.accountSigned():
		why = "strict: no certificate covers the account"
	case r.signedLists && !(t.signed(tlv.PDOL) && t.signed(tlv.CDOL1)):
		why = "strict: no certificate covers the lists of what the card is told"
	case r.signedLists && !tlv.DOL(t.data.Get(tlv.CDOL1)).ContainsWhole(tlv.AmountAuthorised.Tag(), 6):
		why = "strict: the card is not told the whole amount"
	case r.knownLimit && !t.withinFloorLimit():
		why = "strict: there is no floor limit in this currency, or the amount is above it"
	case r.relayHolds && t.relayFailed():
		why = "strict: the card is too slow"
	case r.pinForHost && t.out.CVM == kernel.CVMOnlinePIN:
		why = "strict: the host alone verifies the PIN"
	default:
		return
	}
	t.err.Clause, t.err.Reason = "C-8 1.2 6.3.19", why
	t.kernelDecision = online
	if t.offlineOnly() {
		t.kernelDecision = decline
	}
}

// refuse declines.
// C-8 6.3.19
func (t *tx) refuse(why string) {
	t.err.Clause, t.err.Reason = "C-8 1.2 6.3.19", why
	t.kernelDecision = decline
}

// accountSigned reports whether the card's certificate covers what the issuer finds the account and its cryptogram by: PAN, sequence number and expiration date
// where they are there, and the place of the Issuer Application Data MAC where the card has named one.
// C-8 7.2.6
func (t *tx) accountSigned() bool {
	byOffset := t.data.At(tlv.AIPKernel8, 2)&0x06 == 0x04
	return t.signed(tlv.PAN) && t.signedOrAbsent(tlv.PANSequenceNumber) && t.signedOrAbsent(tlv.ApplicationExpirationDate) &&
		(!byOffset || t.signed(tlv.IADMACOffset))
}

func (t *tx) signedOrAbsent(row tlv.Row) bool { return !t.data.NotEmpty(row) || t.signed(row) }

// signed reports whether an element stands, as it is, under the card's certificate or under its MAC: the Extended SDA Tag List names it, or it is in a signed
// record, or in the answer to GENERATE AC.
// C-8 7.2.6, 7.2.7
func (t *tx) signed(row tlv.Row) bool {
	tag := row.In(tlv.C8).Tag
	for listed := range tlv.TagList(t.data.Get(tlv.ExtendedSDATagList)).All() {
		if listed == tag {
			return true
		}
	}
	return has(t.c.signedRecords, tag, t.data.Get(row)) || has(appendSigned(nil, t.generateACResponse), tag, t.data.Get(row))
}

func has(objects []byte, tag tlv.Tag, value []byte) bool {
	o, ok := tlv.Find(objects, tag)
	return ok && bytes.Equal(o.Value, value)
}

// withinFloorLimit reports whether the limits are those of the transaction's currency, and the amount is not above the floor limit.
// C-8 6.3.12
func (t *tx) withinFloorLimit() bool {
	same := t.act.Combination.Currency == t.Transaction().Currency
	return same && t.data.Number(tlv.AmountAuthorised) <= t.data.Number(tlv.ReaderContactlessFloorLimitKernel8)
}
