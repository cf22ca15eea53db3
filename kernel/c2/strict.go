package c2

import (
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// rules are the departures of the profile strict from the book, one switch each.
type rules struct {
	signedApproval   bool // a TC is asked for only in a signature, which covers the amount
	knownLimit       bool // and only up to the Reader Contactless Floor Limit of the transaction's currency
	relayHolds       bool // and not where relay resistance found the card too slow, or cannot be proven; cash is then refused
	pinForHost       bool // and not with a PIN that only the host can verify
	signedCVM        bool // above the Reader CVM Required Limit a method that is weaker than online PIN needs card data that its certificate covers
	track2MatchesPAN bool // track 2 equivalent data and PAN name the same account
	accountOfAID     bool // the account is one that the AID may have
}

func rulesOf(p kernel.Profile) rules {
	s := p == kernel.Strict
	return rules{signedApproval: s, knownLimit: s, relayHolds: s, pinForHost: s, signedCVM: s, track2MatchesPAN: s, accountOfAID: s}
}

// accountAllowed reports whether the rules in force let the account pass: track 2 names that of the PAN, and the AID may have it, by the ranges that the
// combination is configured with.
// C-2 A.1 Application PAN
func (t *tx) accountAllowed() bool {
	if t.rules.track2MatchesPAN && t.data.TwoAccounts() {
		t.wrong(kernel.CardDataError, "C-2 2.12 A.1", "strict: track 2 and PAN name two accounts")
		return false
	}
	if t.rules.accountOfAID && !t.act.Combination.Has(ParamAccountRanges, t.data.Get(tlv.PAN)) {
		t.wrong(kernel.CardDataError, "C-2 2.12 A.1", "strict: the AID cannot have this account")
		return false
	}
	return true
}

// strongerCVM takes an online PIN in the place of a weaker method where the rules in force want it: the amount is above the Reader CVM Required Limit, and
// what the card says of its cardholder is under no certificate. A reader without online PIN takes a signature as before, unless CDA has failed; anything
// else it has the card decline. It reports whether the transaction may be approved at all.
// C-2 7.1
func (t *tx) strongerCVM() bool {
	above := t.data.Number(tlv.AmountAuthorised) > t.data.Number(tlv.ReaderCVMRequiredLimit)
	switch {
	case !t.rules.signedCVM || !above || t.dataOnly() || t.out.CVM == kernel.CVMOnlinePIN || t.cvmIsSigned():
		return true
	case t.supports(tlv.CVMOnlinePIN):
		t.Note("C-2 2.12 7.1", "strict: an online PIN, because no certificate covers what the card says of its cardholder")
		t.choose(kernel.CVMOnlinePIN, tlv.NewCVMResults(tlv.CVMOnlinePIN, tlv.CVMAlways, tlv.CVMUnknown))
		t.data.TVR().Set(tlv.TVROnlineCVMCaptured)
		return true
	case t.out.CVM == kernel.CVMSignature && !t.data.TVR().Has(tlv.TVRCDAFailed):
		return true
	}
	t.Note("C-2 2.12 7.1", "strict: no certificate covers what the card says of its cardholder, and the reader has no online PIN")
	return false
}

// cvmIsSigned reports whether the card's certificate covers what the CVM was chosen by: always the AIP, and where it wants a CVM List that list, and the
// currency of its amounts.
// C-2 7.1
func (t *tx) cvmIsSigned() bool {
	if !t.cda || t.data.TVR().Has(tlv.TVRCDAFailed) {
		return false
	}
	if _, reason := t.iccKey(); reason != oda.OK {
		return false
	}
	byList := !t.onDeviceCVM() && t.data.Is(tlv.AIPKernel2, 1, 5)
	return !byList || t.inStatic(tlv.CVMList) && t.currencyIsSigned()
}

// currencyIsSigned reports whether the certificate covers the currency of the list's amounts. A card may have none where no rule has an amount: a rule that has one is
// passed over without it, as with another currency.
// C-2 CVM.11
func (t *tx) currencyIsSigned() bool {
	if t.data.Present(tlv.ApplicationCurrencyCode) {
		return t.inStatic(tlv.ApplicationCurrencyCode)
	}
	list, err := tlv.ParseCVMList(t.data.Get(tlv.CVMList))
	return err == nil && !list.AsksAmount()
}

// inStatic reports whether an element stands, with the value that it has, in the Static Data To Be Authenticated.
// C-2 S4.35
func (t *tx) inStatic(row tlv.Row) bool {
	return step.Holds(t.static, row.Tag(), t.data.Get(row))
}

// restrain makes the outcome of terminal action analysis one that the rules in force and the order allow: an ARQC in the place of a TC, where the terminal goes online, or
// an AAC. mayApprove is false where there is no CVM that they take.
// C-2 7.4
func (t *tx) restrain(mayApprove bool) {
	if !mayApprove || t.rules.relayHolds && t.relayFailed() && t.purpose().Cash() {
		t.acType = tlv.AAC
	}
	if t.acType != tlv.TC {
		return
	}
	why := t.cardMayNotApprove()
	if why == "" {
		return
	}
	t.Note("C-2 2.12 7.4", "%s", why)
	if t.acType = tlv.ARQC; offlineOnly(tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1))) {
		t.acType = tlv.AAC
	}
}

// cardMayNotApprove says why the card alone may not approve, empty if it may.
// C-2 7.4
func (t *tx) cardMayNotApprove() string {
	switch {
	case t.hostDecides():
		return "the host alone may approve"
	case t.rules.signedApproval && (!t.cda || t.data.TVR().Has(tlv.TVRCDAFailed)):
		return "strict: the card cannot sign its approval"
	case t.rules.signedApproval && !step.AmountSigned(t.static, t.data.Get(tlv.CDOL1)):
		return "strict: no signed list has the card told the amount"
	case t.rules.knownLimit && !t.underFloorLimit():
		return "strict: there is no floor limit in this currency, or the amount is above it"
	case t.rules.relayHolds && t.relayFailed():
		return "strict: the card is too slow, or cannot prove that it is not"
	case t.rules.pinForHost && t.out.CVM == kernel.CVMOnlinePIN:
		return "strict: the host alone verifies the PIN"
	}
	return ""
}

// underFloorLimit reports whether the Reader Contactless Floor Limit is in the transaction's currency, and the amount is not above it.
// C-2 S456.37
func (t *tx) underFloorLimit() bool {
	return t.act.Combination.Currency == t.Transaction().Currency && t.data.Number(tlv.AmountAuthorised) <= t.data.Number(tlv.ReaderContactlessFloorLimit)
}

// relayFailed reports whether relay resistance found the time limits exceeded, or has times that the card was to sign and cannot.
// C-2 SR1.29, SR1.32
func (t *tx) relayFailed() bool {
	tvr := t.data.TVR()
	return tvr.Has(tvrRelayLimitsExceeded) || t.relayResistancePerformed() && tvr.Has(tlv.TVRCDAFailed)
}
