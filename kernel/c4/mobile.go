package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Byte 3 of the Mobile CVM Results.
// C-4 8.2.4
const (
	mobileFailed     = 0x01
	mobileSuccessful = 0x02
)

// mobileCVMProcessing believes a phone that its holder was verified on it. A phone that says anything else is presented once more, and then counts as failed; one
// that says nothing, or is blocked, fails at once.
// C-4 8.2.4
func (t *tx) mobileCVMProcessing() (tlv.CVMResult, *kernel.Outcome) {
	m := t.mobileResults()
	switch {
	case m == nil: // C-4 8.2.4.1.1
	case m.blocked(): // C-4 8.2.4.1.2
	case m.performed() && m[2] == mobileSuccessful: // C-4 8.2.4.1.5
		t.cvm = kernel.CVMConfirmed
		return tlv.CVMSuccessful, nil
	case !t.memory.restarted: // C-4 8.2.4.1.4, 8.2.4.1.7, 8.2.4.1.10
		return tlv.CVMFailed, t.presentAgain(mobileNotSuccessful)
	}
	return tlv.CVMFailed, nil // C-4 8.2.4.1.3, 8.2.4.1.6, 8.2.4.1.8, 8.2.4.1.9
}

// mobileCVMResultValidation has a phone presented once more whose Mobile CVM was performed and failed, although the amount needs none.
// C-4 8.2.6.1.1
func (t *tx) mobileCVMResultValidation() *kernel.Outcome {
	m := t.mobileResults()
	if m != nil && m.performed() && m[2] == mobileFailed && !t.memory.restarted { // C-4 8.2.6.1.1
		return t.presentAgain(mobileHasFailed)
	}
	return nil
}
