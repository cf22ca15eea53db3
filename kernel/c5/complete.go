package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// approvals are the response codes by which the issuer approves.
// C-5 3.10.3.4
var approvals = [...]string{"00", "10", "11"}

// transactionOutcome is the outcome by the card's cryptogram: approved, or an online request, with or without the card for the issuer's answer.
// C-5 3.8.4.1, 3.8.4.2, 3.8.4.3, 3.8.4.4, 3.8.4.8, 3.9.3.1
func (t *tx) transactionOutcome() *kernel.Outcome {
	if t.kind == tlv.TC { // C-5 3.8.4.1
		return t.end(approved, t.cvm)
	}
	t.ApprovesWith(approvals[:]...) // C-5 3.10.3.4 approval
	switch way := t.way(); {
	case way == holdCard && t.mode == emvMode: // C-5 3.8.4.3
		return t.retained(presentAndHold)
	case way == secondTap && t.mode == emvMode: // C-5 3.8.4.4
		return t.retained(twoPresentments)
	}
	return t.end(onlineRequest, t.cvm) // C-5 3.8.4.2, 3.9.3.1
}

// retained is an online request after which the kernel is activated again: the Online Transaction Context is kept.
// C-5 3.8.4.7
func (t *tx) retained(e ending) *kernel.Outcome {
	out := t.end(e, t.cvm)
	t.retain(out.DataRecord) // C-5 3.8.4.7
	return out
}
