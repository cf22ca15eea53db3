package c3

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
)

// onlineProcessing asks for the host. Where card and reader take the issuer's update, its answer brings the card back, unless it was only to be read.
// C-3 5.8.1.1, 5.8.1.2
func (t *tx) onlineProcessing() *kernel.Outcome {
	d := &t.decision
	read := t.cfg.ReadSuffices(t.Transaction().Purpose, !t.onlineCapable())
	if d.declineRequired || !d.onlineRequired || !t.onlineCapable() && !read { // C-3 5.8.1
		return nil
	}
	out := t.complete(kernel.OnlineRequest, kernel.MsgAuthorising, d.cvm)
	if t.sent.ttq.Has(step.TTQIssuerUpdate) && t.card.ctq.Has(step.CTQIssuerUpdate) && !t.dataOnly() { // C-3 3.3.1.3, 5.8.1.2
		out.Start, out.OnlineResponseData = kernel.StartB, kernel.OnlineDataEMV
		out.UIRestart = t.ui(kernel.MsgPresentAgain, kernel.StatusReadyToRead)
		out.FieldOff = kernel.OffNow // C-3 5.8.1.2 field off
	}
	return out
}

// offlineCompletion approves or declines. A transaction that must go online where the reader cannot is declined.
// C-3 5.9.1.1, 5.9.1.2
func (t *tx) offlineCompletion() *kernel.Outcome {
	d := &t.decision
	if d.onlineRequired && !d.declineRequired { // C-3 5.9.1.2 not supported
		t.requireDecline("online processing is required, and the reader has none", "C-3 2.12 5.9.1.2")
	}
	if d.declineRequired {
		return t.complete(kernel.Declined, kernel.MsgDeclined, kernel.CVMNotRequired) // C-3 5.9.1.2
	}
	return t.complete(kernel.Approved, kernel.MsgApproved, d.cvm) // C-3 5.9.1.1
}
