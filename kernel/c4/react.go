package c4

import (
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// generalCardActionAnalysis declines a cryptogram that is more than what was asked for, and an approval at an mPOS, which is online only. That of a card
// which is only read is for the acquirer, whatever it is; where the terminal cannot go online a refund is declined.
// C-4 11.2.2
func (t *tx) generalCardActionAnalysis() *kernel.Outcome {
	if t.reads {
		t.cardReadOK()
		if !t.cfg.ReadSuffices(t.Transaction().Purpose, t.reader.kind.OfflineOnly()) {
			return t.decline(acquirerAway)
		}
		return t.goOnline()
	}
	switch got := t.card.ac.Type(); {
	case got == tlv.TC && t.reader.mpos != 0: // C-4 11.2.4.1
		return t.decline(mposApproval)
	case !step.Allowed(t.asked, got): // C-4 11.2.2.4
		return t.decline(higherCryptogram)
	}
	return nil
}

// readHold is how long the message stays that the card may be taken: milliseconds, as the book prints them, where its other times are units of 100.
// C-4 11.2.4 hold
const readHold = 300 * time.Millisecond

// cardReadOK tells the cardholder that the card may be taken.
// C-4 11.2.4, 11.2.5, 11.2.6.2, 11.2.6.3
func (t *tx) cardReadOK() {
	t.Show(kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully, Hold: readHold, Language: t.language})
}

// cardReturnsAAC leaves the interface, or declines. No signature is looked for, and none has failed.
// C-4 11.2.5, 11.2.2.1, 2.2.4.2
func (t *tx) cardReturnsAAC() *kernel.Outcome {
	if t.card.ac.Type() != tlv.AAC {
		if t.card.ac.Type() == tlv.TC || t.delayed() || !t.reader.kind.OfflineOnly() {
			t.cardReadOK() // C-4 11.2.4 message, 11.2.6.2 message, 11.2.6.3 message
		}
		return nil
	}
	t.cardReadOK()                  // C-4 11.2.5 message
	return t.failOver(cardDeclines) // C-4 11.2.5.1
}

// cardReturnsTC approves offline what is authenticated, and what need not be.
// C-4 11.2.4
func (t *tx) cardReturnsTC() *kernel.Outcome {
	switch {
	case t.card.ac.Type() != tlv.TC:
		return nil
	case t.auth.required && !t.auth.verified:
		return t.failOver(unauthenticated) // C-4 11.2.4.4
	}
	return t.complete(approved) // C-4 11.2.4.2, 11.2.4.3, 2.2.2.1, 2.3.1.2
}

// cardReturnsARQC goes online, or approves for a later authorisation.
// C-4 11.2.6
func (t *tx) cardReturnsARQC() *kernel.Outcome {
	switch {
	case t.auth.required && !t.auth.verified:
		return t.failOver(unauthenticated) // C-4 11.2.6.1
	case t.delayed() && !t.hostDecides():
		return t.approveForLater()
	case t.reader.kind.OfflineOnly():
		return t.failOver(offlineOnly) // C-4 11.2.6.1.1
	case t.Transaction().HostAway:
		return t.failOver(hostAway) // C-4 11.2.6.2.2
	}
	return t.goOnline() // C-4 11.2.6.2.1, 12.1.1
}

// approveForLater approves what is authenticated and authorised later. What cannot be authenticated is not approved: the book says nothing else of it.
// C-4 11.2.6.3
func (t *tx) approveForLater() *kernel.Outcome {
	switch {
	case !t.auth.verified:
		return t.failOver(unauthenticatedForLater)
	case t.cardMayNotApprove() != "":
		return t.failOver(unprovenForLater)
	}
	return t.complete(approvedForLater) // C-4 11.2.6.3.1, 12.1.2, 12.2.3.1, 2.2.4.1
}
