package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// cardholderVerification finds what the cardholder owes: online PIN, signature, what the consumer device has done, or nothing, in this order, each fallback by
// the card's leave.
// C-6 F15.1
func (t *tx) cardholderVerification() *kernel.Outcome {
	cpr, ttq := t.card.cpr, t.sent.ttq
	if t.reads || !ttq.Has(step.TTQCVMRequired) && !cpr.has(cprOnlinePIN) && !cpr.has(cprSignature) { // C-6 F15.1, F15.2
		return nil
	}
	t.data.TSI().Set(tlv.TSICardholderVerificationPerformed) // C-6 F15.3
	signature := cpr.has(cprSignature)                       // C-6 F15.5
	if cpr.has(cprOnlinePIN) {                               // C-6 F15.4
		if ttq.Has(step.TTQOnlinePIN) { // C-6 F15.6
			t.onlinePIN()
			return nil
		}
		signature = cpr.has(cprSignatureAsFallback) // C-6 F15.7
	}
	switch {
	case signature && ttq.Has(step.TTQSignature): // C-6 F15.8
		t.decision.cvm = kernel.CVMSignature
	case ttq.Has(step.TTQConsumerDeviceCVM) && cpr.has(cprConsumerDevice): // C-6 F15.10, F15.12
		t.decision.consumer = true
	case cpr.has(cprNoCVMAsFallback) && t.allowsNoCVM(): // C-6 F15.11
		t.decision.cvm = kernel.CVMNotRequired
	default:
		return t.fail(noMethod) // C-6 F15.13
	}
	return nil
}

// onlinePIN has the host verify the PIN: what comes of the transaction is an online request.
// C-6 F15.9
func (t *tx) onlinePIN() {
	t.data.TVR().Set(tlv.TVROnlineCVMCaptured) // C-6 F15.9
	t.decision.cvm = kernel.CVMOnlinePIN       // C-6 F15.9
}

// allowsNoCVM reports whether the terminal's capabilities have No CVM Required.
// C-6 F15.11, F16.5
func (t *tx) allowsNoCVM() bool {
	return tlv.TerminalCapabilitiesValue(t.Capabilities(t.act.Combination)).Has(tlv.CapNoCVM)
}

// The Contactless Card Verification Results in the Issuer Application Data, behind key index and cryptogram version.
// C-6 D.9
const (
	resultsAt       = 2
	resultsLength   = 8
	codeVerified    = 0x02 // byte 2: confirmation code verification performed
	codeFailed      = 0x01 // byte 2: performed and failed
	codeResultsByte = 1
)

// codeResults is byte 2 of the card verification results. Without results nothing was performed.
// C-6 F16.1
func (t *tx) codeResults() byte {
	iad := t.data.Get(tlv.IssuerApplicationData)
	if len(iad) < resultsAt+resultsLength {
		return 0
	}
	return iad[resultsAt+codeResultsByte]
}

// consumerDeviceCVM believes a confirmation code that the card verification results have as well. Else the card may allow a signature, or nothing where the
// reader requires nothing; the picture of the figure says confirmation code there, and its text no CVM.
// C-6 F16.1
func (t *tx) consumerDeviceCVM() *kernel.Outcome {
	if !t.decision.consumer {
		return t.strongCVM()
	}
	results, cpr, ttq := t.codeResults(), t.card.cpr, t.sent.ttq
	switch {
	case results&codeVerified != 0 && results&codeFailed == 0: // C-6 F16.1, F16.2
		t.decision.cvm = kernel.CVMConfirmed
	case cpr.has(cprSignatureAsFallback) && ttq.Has(step.TTQSignature): // C-6 F16.3, F16.4
		t.decision.cvm = kernel.CVMSignature
	case cpr.has(cprNoCVMAsFallback) && t.allowsNoCVM() && !ttq.Has(step.TTQCVMRequired): // C-6 F16.5
		t.decision.cvm = kernel.CVMNotRequired
	default:
		t.data.TVR().Set(tlv.TVRCVMNotSuccessful) // C-6 F16.6
		return t.fail(codeNotVerified)
	}
	return t.strongCVM()
}
