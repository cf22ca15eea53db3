package c3

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// offlineDataAuthentication verifies the dynamic signature of a card that is to be approved offline, and, where that is enabled, of one that asks
// to go online.
// C-3 5.6
func (t *tx) offlineDataAuthentication() *kernel.Outcome {
	d := &t.decision
	switch {
	case d.declineRequired, d.done: // nothing more decides
	case !d.onlineRequired: // C-3 5.6.1
		return t.fddaForOffline()
	case t.is.fddaForOnline && t.card.kind == tlv.ARQC && t.data.Present(tlv.SignedDynamicApplicationData): // C-3 5.6.2.1 SDAD, ARQC, enabled
		t.fdda(true) // C-3 5.6.2.1: whatever comes of it, the outcome stays
	}
	return nil
}

// fddaForOffline verifies the signature over an offline approval. Where it fails the card says what is to be done.
// C-3 5.6.1.2
func (t *tx) fddaForOffline() *kernel.Outcome {
	if t.fdda(false) {
		t.offlineAllowed()
		return nil
	}
	switch why := "offline data authentication has failed"; {
	case t.card.ctq.Has(step.CTQOnlineIfODAFails) && t.onlineCapable(): // C-3 5.6.1.2 online
		t.requireOnline(why, "C-3 2.12 5.6.1.2")
	case t.card.ctq.Has(step.CTQSwitchIfODAFails) && t.sent.ttq.Has(step.TTQContactChip): // C-3 5.6.1.2 switch
		return t.tryAnotherInterface(fddaFailed, kernel.MsgPleaseInsert, kernel.Contact)
	default: // C-3 5.6.1.2 decline
		t.requireDecline(why, "C-3 2.12 5.6.1.2")
	}
	return nil
}

// fdda is fast dynamic data authentication, with the signature of an online request or of an offline approval.
// C-3 5.6.1.1, C.1
func (t *tx) fdda(online bool) bool {
	f := step.FDDA{
		Card: t.get, Static: t.card.static, RID: [5]byte(t.act.Combination.AID), PAN: t.get(tlv.PAN.Tag()), Keys: t.cfg.Keys, Date: t.Transaction().Date,
		UN: t.sent.un, Amount: t.sent.amount, Currency: [2]byte(t.data.Get(tlv.TransactionCurrencyCode)), Online: online, // C-3 5.6.2.1 format 95
	}
	words, clause := f.Verify()
	oda := &t.decision.oda
	oda.Method, oda.Result, oda.Reason = "fDDA", "ok", words
	if t.decision.verified = words == ""; !t.decision.verified {
		oda.Result = "failed"
		t.Note(clause, "fDDA failed: %s", words)
	}
	return t.decision.verified
}
