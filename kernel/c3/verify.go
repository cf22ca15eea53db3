package c3

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// cardholderVerification chooses the cardholder verification method; it is performed after the kernel. A cash machine chooses by itself.
// C-3 5.7.1
func (t *tx) cardholderVerification() *kernel.Outcome {
	if d := &t.decision; d.declineRequired || d.done || t.isATM() { // C-3 5.7.1 ATM
		return nil
	}
	switch {
	case t.card.hasCTQ:
		t.cvmOfCTQ() // C-3 5.7.1.2
		t.cvmPerformed()
	case t.requiresCVM():
		t.cvmOfReader() // C-3 5.7.1.1
	}
	t.strongerCVM()
	if t.Tracing() {
		t.Note("C-3 2.12 5.7.1", "CVM %s", cvmNames[t.decision.cvm])
	}
	return nil
}

// cvmNames are the CVMs of the book.
var cvmNames = [...]string{
	kernel.CVMNotRequired: "none", kernel.CVMOnlinePIN: "online PIN", kernel.CVMConfirmed: "confirmation code verified", kernel.CVMSignature: "signature",
}

// cvmOfReader is the method for a card that says nothing about it: a signature goes before an online PIN.
// C-3 5.7.1.1
func (t *tx) cvmOfReader() {
	switch {
	case t.sent.ttq.Has(step.TTQSignature): // C-3 5.7.1.1 signature
		t.decision.cvm = kernel.CVMSignature
	case t.sent.ttq.Has(step.TTQOnlinePIN): // C-3 5.7.1.1 online PIN
		t.onlinePIN()
	default: // C-3 5.7.1.1 consumer device only
		t.requireDecline("the reader requires a CVM, and the card names none", "C-3 2.12 5.7.1.1")
	}
}

// cvmOfCTQ is the method that the card asks for, or has performed.
// C-3 5.7.1.2
func (t *tx) cvmOfCTQ() {
	ctq := t.card.ctq
	switch {
	case ctq.Has(step.CTQOnlinePINRequired) && t.sent.ttq.Has(step.TTQOnlinePIN): // C-3 5.7.1.2 online PIN
		t.onlinePIN()
	case ctq.Has(step.CTQConsumerDeviceCVM): // C-3 5.7.1.2 consumer device
		t.consumerDeviceCVM()
	case ctq.Has(step.CTQSignatureRequired) && t.sent.ttq.Has(step.TTQSignature): // C-3 5.7.1.2 signature
		t.decision.cvm = kernel.CVMSignature
	}
}

// consumerDeviceCVM takes the card's word that its holder was verified on the device: by the Card Authentication Related Data, or, where there
// are none, only with an ARQC.
// C-3 5.7.1.2
func (t *tx) consumerDeviceCVM() {
	related := t.data.Get(tlv.CardAuthenticationRelatedData)
	switch {
	case t.card.ctq.Matches(related), // C-3 5.7.1.2 match
		related == nil && t.card.kind == tlv.ARQC: // C-3 5.7.1.2 ARQC
		t.decision.cvm = kernel.CVMConfirmed
	case related != nil: // C-3 5.7.1.2 mismatch
		t.requireDecline("the Card Authentication Related Data do not have the CTQ", "C-3 2.12 5.7.1.2")
	default: // C-3 5.7.1.2 not ARQC
		t.requireDecline("a consumer device CVM without Card Authentication Related Data", "C-3 2.12 5.7.1.2")
	}
}

// cvmPerformed declines where the reader requires a method and none will be performed.
// C-3 5.7.1.3
func (t *tx) cvmPerformed() {
	if t.requiresCVM() && t.decision.cvm == kernel.CVMNotRequired && !t.decision.declineRequired { // C-3 5.7.1.3
		t.requireDecline("the reader requires a CVM, and none will be performed", "C-3 2.12 5.7.1.3")
	}
}
