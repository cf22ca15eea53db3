package c7

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// cvmCheck finds what the cardholder owes: nothing where the card is only read. A cash machine has rules of its own, and the kernel's are not for it.
// C-7 4.4.1, 4.4.2
func (t *tx) cvmCheck() *kernel.Outcome {
	additional := tlv.AdditionalTerminalCapabilitiesValue(t.cfg.Terminal.AdditionalCapabilities)
	if t.reads || tlv.TerminalTypeValue(t.cfg.Terminal.Type).ATM(additional) { // C-7 4.4.1 ATM
		return nil
	}
	check := t.ctqReturned
	if !t.data.NotEmpty(tlv.CTQKernel7) {
		check = t.ctqNotReturned
	}
	if out := check(); out != nil {
		return out
	}
	return t.strongCVM()
}

// ctqNotReturned chooses by what the reader supports, where it requires a CVM.
// C-7 4.4.2.1
func (t *tx) ctqNotReturned() *kernel.Outcome {
	switch {
	case !t.ttq.Has(step.TTQCVMRequired): // C-7 4.4.2.1 not required
	case t.ttq.Has(step.TTQSignature): // C-7 4.4.2.1 signature
		t.cvm = kernel.CVMSignature
	case t.ttq.Has(step.TTQOnlinePIN): // C-7 4.4.2.1 online PIN
		t.onlinePIN()
	default:
		return t.fail(noMethod) // C-7 4.4.2.1 device
	}
	return nil
}

// ctqReturned goes by the card's qualifiers: online PIN, consumer device, signature, in this order.
// C-7 4.4.2.2
func (t *tx) ctqReturned() *kernel.Outcome {
	switch {
	case t.ctq.Has(step.CTQOnlinePINRequired) && t.ttq.Has(step.TTQOnlinePIN): // C-7 4.4.2.2 online PIN
		t.onlinePIN()
	case t.ctq.Has(step.CTQConsumerDeviceCVM): // C-7 4.4.2.2 device
		return t.consumerDeviceCVM()
	case t.ctq.Has(step.CTQSignatureRequired) && t.ttq.Has(step.TTQSignature): // C-7 4.4.2.2 signature
		t.cvm = kernel.CVMSignature
	case t.ttq.Has(step.TTQCVMRequired): // C-7 4.4.2.2 none: Decline Required by Reader, which nothing else looks at
		return t.fail(noMethod)
	}
	return nil
}

// consumerDeviceCVM believes the card's claim that its holder was verified on the device where the card says so twice, or where a host decides and the
// card has nothing to say it in.
// C-7 4.4.2.2
func (t *tx) consumerDeviceCVM() *kernel.Outcome {
	related := t.data.Get(tlv.CardAuthenticationRelatedDataKernel7)
	switch {
	case len(related) != 0 && !t.ctq.Matches(related): // C-7 4.4.2.2 mismatch
		return t.fail(claimsDiffer)
	case len(related) == 0 && !t.requests(): // C-7 4.4.2.2 no 9F69
		return t.fail(claimUnproven)
	}
	t.cvm = kernel.CVMConfirmed // C-7 4.4.2.2 match, ARQC
	return nil
}
