package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// mandatoryDataChecks judges the status word of the answer, and looks for what every answer has to have.
// C-6 F9.1
func (t *tx) mandatoryDataChecks() *kernel.Outcome {
	switch t.card.sw {
	case 0x9000: // C-6 F9.1
	case 0x6984: // C-6 F9.2
		return t.fail(cardSwitches, t.card.sw) // C-6 F9.3
	case 0x6986, 0x6987: // C-6 F9.3a
		return t.fail(seePhone, t.card.sw) // C-6 F9.3b
	default:
		return t.fail(refused, t.card.sw)
	}
	t.data.TSI().Set(tlv.TSICardRiskManagementPerformed) // C-6 D.40
	template, ok := step.ParseFormat2(t.card.body)
	if !ok { // C-6 F9.4
		return t.fail(malformedOptions)
	}
	if bad := t.keep(&template, false, judged[:]); bad != 0 { // C-6 F9.4
		return t.failOn(malformedOptions, bad.String())
	}
	t.card.options = template
	for _, need := range mandatory {
		if n := len(t.data.Get(need.row)); n == 0 || need.n != 0 && n != need.n { // C-6 F9.5, F9.6, F9.7, F9.8, F9.9
			return t.failOn(missing, need.row.String())
		}
	}
	t.card.cid = tlv.CIDValue(t.data.Get(tlv.CID)[0])
	t.card.cpr = requirements(t.data.Get(tlv.CardProcessingRequirements))
	t.data.TVR().Set(tlv.TVRODANotPerformed) // C-6 F9.11
	if t.act.Indicators.FloorLimitExceeded {
		t.data.TVR().Set(tlv.TVRFloorLimitExceeded) // C-6 F9.11
	}
	return nil
}

// mandatory are the elements that every answer has to have, with their lengths; 0: any.
var mandatory = [...]struct {
	row tlv.Row
	n   int
}{
	{tlv.AIP, 2},                        // C-6 F9.5
	{tlv.ATC, 2},                        // C-6 F9.6
	{tlv.IssuerApplicationData, 0},      // C-6 F9.7
	{tlv.CID, 1},                        // C-6 F9.8
	{tlv.CardProcessingRequirements, 2}, // C-6 F9.9
}

// otherChecks are those of an online request or a decline without CDA. What is to be approved offline, a loyalty transaction, and an online request that keeps
// its cryptogram in a signature go on to the checks for CDA.
// C-6 F10.1
func (t *tx) otherChecks() *kernel.Outcome {
	kind := t.card.cid.Type()
	signs := t.sent.ttq.Has(step.TTQODAForOnline) && kind == tlv.ARQC && !t.data.Present(tlv.ApplicationCryptogram)
	if kind == tlv.TC || t.card.cpr.has(cprLoyalty) || signs { // C-6 F10.1, F10.1b
		t.card.cda = true
		return t.checksForCDA()
	}
	switch {
	case len(t.data.Get(tlv.ApplicationCryptogram)) != 8: // C-6 F10.2
		return t.lacks(noCryptogram)
	case t.data.Present(tlv.SignedDynamicApplicationData): // C-6 F10.3
		return t.fail(signedInVain)
	case t.wrongBalance(): // C-6 F10.4
		return t.fail(wrongBalance)
	case t.data.Present(tlv.AFL): // C-6 F10.5
		if len(t.data.Get(tlv.AFL))%4 != 0 { // C-6 F10.6
			return t.fail(malformedAFL)
		}
		return t.lengthsAtLast()
	}
	if n := len(t.data.Get(tlv.Track2EquivalentData)); n == 0 || n >= 20 { // C-6 F10.7
		return t.lacks(noTrack2)
	}
	for _, need := range withoutRecords {
		if len(t.data.Get(need.row)) != need.n { // C-6 F10.8, F10.9, F10.10
			return t.lacks(need.failure)
		}
	}
	return t.lengthsAtLast()
}

// withoutRecords are the elements that stand in the answer where there are no records.
var withoutRecords = [...]struct {
	row     tlv.Row
	n       int
	failure failure
}{
	{tlv.PANSequenceNumber, 1, noSequenceNumber},   // C-6 F10.8
	{tlv.ApplicationEffectiveDate, 3, noEffective}, // C-6 F10.9
	{tlv.ApplicationVersionNumber, 2, noVersion},   // C-6 F10.10
}

// checksForCDA are those of an answer whose cryptogram is in a signature.
// C-6 F11.1
func (t *tx) checksForCDA() *kernel.Outcome {
	switch afl := t.data.Get(tlv.AFL); {
	case len(afl) == 0 || len(afl)%4 != 0: // C-6 F11.1
		return t.lacks(noAFL) // C-6 F11.2
	case t.data.Present(tlv.ApplicationCryptogram): // C-6 F11.3
		return t.fail(cryptogramBesideCDA)
	case t.wrongBalance(): // C-6 F11.4, F11.5
		return t.fail(wrongBalance)
	}
	return t.lengthsAtLast()
}

// wrongBalance reports whether the card gives an offline balance of another length than it has.
// C-6 F10.4, F11.5
func (t *tx) wrongBalance() bool {
	v := t.data.Get(tlv.OfflineBalanceKernel6)
	return v != nil && len(v) != 6
}

// lacks ends the transaction for want of a card's data object.
// C-6 F10.2, F11.2
func (t *tx) lacks(f failure) *kernel.Outcome {
	t.data.TVR().Set(tlv.TVRICCDataMissing) // C-6 F10.2, F11.2
	return t.fail(f)
}

// lengthsAtLast ends a transaction whose answer has an element of a wrong length that no step above has looked at.
// C-6 2.2
func (t *tx) lengthsAtLast() *kernel.Outcome {
	for _, row := range judged {
		if v := t.data.Get(row); v != nil && row != tlv.AFL && !t.data.Element(row).Allows(len(v)) { // C-6 2.2
			return t.failOn(malformedAtLast, row.String())
		}
	}
	return nil
}
