package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// terminalActionAnalysis finds what the card is asked for, or declines. A refund is at its end here, and so is a card that is only read.
// C-5 3.7.1.1, 3.7.1.2, 3.7.1.3, 3.7.1.6, 3.7.1.7
func (t *tx) terminalActionAnalysis() *kernel.Outcome {
	transit := t.profile.has(transitReader)
	switch {
	case t.refunds(), t.dataOnly():
		return t.refund()
	case transit && t.mode == legacyMode: // C-5 3.7.1.2 legacy
		return t.fail(legacyTransit)
	case transit && t.checksExceptionFile() && t.tvr.Has(tlv.TVROnExceptionFile): // C-5 3.7.1.3 listed
		return t.fail(listedTransit)
	}
	iac := t.issuerActionCodes()
	t.asked = step.Analyse(*t.tvr, &t.at.tac, &iac, t.terminal()) // C-5 3.7.1.6 analysis
	if t.asked == tlv.AAC {
		return t.fail(denied) // C-5 3.7.1.7 decline
	}
	return t.hostDecides()
}

// refund ends a refund, whose card has done its part: the outcome is Declined, which means no failure. Where the configuration has the acquirer decide about
// refunds by card data, or the card is only read, it is an online request with the same record.
// C-5 3.7.1.1
func (t *tx) refund() *kernel.Outcome {
	if t.cfg.ReadSuffices(t.Transaction().Purpose, t.terminal().OfflineOnly()) {
		return t.end(onlineRequest, kernel.CVMNotRequired)
	}
	return t.end(declined, kernel.CVMNotApplicable) // C-5 3.7.1.1 decline
}

// issuerActionCodes are the card's, each all zeroes or all ones where it has none. A legacy card's do not count.
// C-5 3.7.1.4
func (t *tx) issuerActionCodes() step.ActionCodes {
	if t.mode == legacyMode { // C-5 3.7.1.4 legacy
		return step.IssuerActionCodes(nil, nil, nil)
	}
	return step.IssuerActionCodes(t.data.Get(tlv.IssuerActionCodeDenial), t.data.Get(tlv.IssuerActionCodeOnline), t.data.Get(tlv.IssuerActionCodeDefault)) // C-5 3.7.1.4 EMV
}

// hostDecides asks for an ARQC in the place of a TC where only a host may approve: the merchant or the configuration wants that, the terminal is a cash
// machine, or the rules in force forbid an offline approval. Where the terminal cannot go online it declines.
// C-5 3.7.1.6
func (t *tx) hostDecides() *kernel.Outcome {
	online := t.ForcedOnline() || t.cfg.OnlyByHost(t.Transaction().Purpose) || t.terminal().ATM(t.cfg.Terminal.AdditionalCapabilities)
	switch {
	case t.asked != tlv.TC || !online && t.offlineAllowed():
		return nil
	case t.terminal().OfflineOnly():
		return t.fail(offlineOnly)
	}
	t.asked = tlv.ARQC
	return nil
}
