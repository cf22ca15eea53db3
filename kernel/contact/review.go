package contact

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// noReason stands where the application refuses a card and does not say why.
const noReason = "the application refuses the card"

// reviewCard shows the application the card as soon as its data are read, before anything is decided about it: the amount may still change then, as when the
// cardholder confirms it, and a card that has been told of another in its PDOL begins again, which again says. Another account, or another application of the
// card, is shown anew, and then the amount stands.
// B4 6.5.1, 10.1
func (t *tx) reviewCard() (again bool, out *kernel.Outcome) {
	if !t.Transaction().Reviewed {
		return false, nil
	}
	seen := append(bytes.Clone(t.selected.AID), t.data.Get(tlv.PAN)...)
	if bytes.Equal(seen, t.reviewed.account) {
		clear(seen)
		return false, nil
	}
	fixed := t.reviewed.account != nil || t.treatment.DataOnly
	clear(t.reviewed.account)
	t.reviewed.account = seen
	d, reason, out := t.ReviewCard(kernel.Candidate{AID: t.selected.AID, Label: t.selected.Label}, t.able(), fixed)
	switch {
	case out != nil:
		return false, t.stopped(out)
	case d.Has(kernel.DemandRefusal):
		return false, t.refuseCard(reason)
	}
	t.reviewed.demand |= d
	if fixed {
		return false, nil
	}
	if out := t.agree(); out != nil {
		return false, out
	}
	if !t.toldOtherwise() {
		return false, nil
	}
	return true, t.beginAgain()
}

// able is what of an application's demands can be met here. A card whose data alone are taken verifies nobody, and about one that is only read nothing is decided.
func (t *tx) able() (d kernel.Demand) {
	able, purpose := t.capabilities(), t.Transaction().Purpose
	if purpose == kernel.CardRead {
		return 0
	}
	if !t.terminal().OfflineOnly() {
		d |= kernel.DemandHost
	}
	if t.cfg.DataOnly(purpose) {
		able.Clear(tlv.CapPlaintextPIN)
		able.Clear(tlv.CapEncipheredPINOfflineRSA)
		able.Clear(tlv.CapEncipheredPINOfflineECC)
		able.Clear(tlv.CapEncipheredPINOnline)
	}
	if able.Has(tlv.CapPlaintextPIN) || able.Has(tlv.CapEncipheredPINOfflineRSA) || able.Has(tlv.CapEncipheredPINOfflineECC) || able.Has(tlv.CapEncipheredPINOnline) {
		d |= kernel.DemandPIN
	}
	if able.Has(tlv.CapSignature) && t.terminal().Attended() {
		d |= kernel.DemandSignature
	}
	return d
}

func (t *tx) refuseCard(reason string) *kernel.Outcome {
	if reason == "" {
		reason = noReason
	}
	out := t.failOn(cardRefused, reason)
	out.UIOutcome.Message = kernel.MsgNotAccepted
	return out
}
