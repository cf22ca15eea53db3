package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// cardholderVerification finds the method by which the cardholder is verified: nothing where the card is only read.
// C-4 8.2.1
func (t *tx) cardholderVerification() *kernel.Outcome {
	t.results(tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMUnknown)) // B4 6.3.4.5 none
	switch {
	case t.reads:
		return nil
	case !t.limitExceeded():
		return t.limitNotExceeded() // C-4 8.2.1.3
	case !t.card.aip.Has(tlv.AIPCardholderVerificationSupported):
		return t.unableToComplete() // C-4 8.2.1.2
	}
	return t.cvmProcessing() // C-4 8.2.1.1
}

// cvmProcessing goes by the CVM List, where there is one.
// C-4 8.2.2
func (t *tx) cvmProcessing() *kernel.Outcome {
	if t.cvmList().Len() == 0 {
		t.tvr.Set(tlv.TVRICCDataMissing) // C-4 8.2.2.1.1
		t.pinInstead()
		return nil
	}
	return t.cvmListProcessing()
}

// supportedMethods are what the walk through the CVM List goes by: signature, online PIN and Mobile CVM as the reader has them. No PIN is ever sent to a card.
// C-4 8.2.2.2
func (t *tx) supportedMethods() step.CVMInput {
	tr, e := t.Transaction(), &t.reader.enhanced
	in := step.CVMInput{
		List: t.cvmList(), Terminal: t.reader.kind, Purpose: t.purpose(), Amount: tr.Amount,
		Currency: [2]byte{byte(tr.Currency >> 8), byte(tr.Currency)}, ApplicationCurrency: t.data.Get(tlv.ApplicationCurrencyCode),
		Mobile: e.has(mobileCVM), // C-4 8.2.3.3
	}
	if t.reader.capabilities.Has(tlv.CapSignature) {
		in.Capabilities.Set(tlv.CapSignature)
	}
	if t.onlinePINSupported() {
		in.Capabilities.Set(tlv.CapEncipheredPINOnline) // C-4 8.2.2.2.1 online PIN
	}
	return in // C-4 8.2.2.2.1 no CVM
}

// cvmListProcessing takes the first rule whose condition holds and whose method the reader supports, and the next where the phone's has failed.
// C-4 8.2.3
func (t *tx) cvmListProcessing() *kernel.Outcome {
	m := step.NewCVM(t.supportedMethods())
	for rule, more := m.Next(); more; rule, more = m.Next() { // C-4 8.2.3.1 first, next
		result, out := t.perform(rule.Code.Method())
		if out != nil {
			return out
		}
		m.Done(result)
	}
	m.TVR.Clear(tlv.TVRCVMNotSuccessful) // unableToComplete sets it
	t.add(m.TVR)
	if !m.Success || !t.strongCVM(&m) {
		return t.unableToComplete() // C-4 8.2.3 none in common
	}
	t.results(m.Results) // C-4 8.2.3.1 CVM
	if t.cvm == kernel.CVMOnlinePIN {
		t.tvr.Set(tlv.TVROnlineCVMCaptured) // C-4 8.2.3.2.1
	}
	return nil
}

// perform performs a method, or has it performed after the card is gone.
// C-4 8.2.3
func (t *tx) perform(method tlv.CVMCode) (tlv.CVMResult, *kernel.Outcome) {
	switch method {
	case tlv.CVMPlaintextPIN:
		return t.mobileCVMProcessing() // C-4 8.2.3.3
	case tlv.CVMOnlinePIN:
		t.cvm = kernel.CVMOnlinePIN
		return tlv.CVMUnknown, nil
	case tlv.CVMSignature:
		t.cvm = kernel.CVMSignature
		return tlv.CVMUnknown, nil
	}
	return tlv.CVMFailed, nil // B3 10.5 fail
}

// unableToComplete leaves the contactless interface where card and reader have contacts, and else goes on: the action codes decide.
// C-4 8.2.5
func (t *tx) unableToComplete() *kernel.Outcome {
	t.cvm = kernel.CVMNotApplicable
	leaves := t.takesContact() // C-4 8.2.5.1, 8.2.5.2
	if !leaves && t.pinInstead() {
		return nil
	}
	t.tvr.Set(tlv.TVRCVMNotSuccessful)                                              // C-4 8.2.5.1 TVR
	t.results(tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMFailed)) // C-4 8.2.5.1 CVM Results
	if leaves {
		return t.fail(cvmUseChip)
	}
	return nil // C-4 8.2.5.3, 8.2.5.4, 8.2.5.5
}

// limitNotExceeded is for amounts that need no verification: a rule for no CVM anywhere in the list counts before all others.
// C-4 8.2.6
func (t *tx) limitNotExceeded() *kernel.Outcome {
	if t.isMobile() {
		if out := t.mobileCVMResultValidation(); out != nil {
			return out
		}
	}
	switch {
	case !t.card.aip.Has(tlv.AIPCardholderVerificationSupported): // C-4 8.2.6.1.11, 8.2.6.1.12, 8.2.6.1.13, 8.2.6.2.4
	case t.cvmList().Len() == 0:
		t.tvr.Set(tlv.TVRICCDataMissing) // C-4 8.2.6.1.2, 8.2.6.1.5, 8.2.6.1.8, 8.2.6.2.1
	case !t.noCVM():
		return t.cvmListProcessing() // C-4 8.2.6.1.4, 8.2.6.1.7, 8.2.6.1.10, 8.2.6.2.3
	}
	t.cvm = kernel.CVMNotRequired
	return nil
}

// noCVM chooses a rule for no CVM that is valid for the transaction, and reports whether there is one.
// C-4 8.2.6.1.3, 8.2.6.1.6, 8.2.6.1.9, 8.2.6.2.2
func (t *tx) noCVM() bool {
	in := t.supportedMethods()
	if t.reader.capabilities.Has(tlv.CapNoCVM) {
		in.Capabilities.Set(tlv.CapNoCVM)
	}
	rule, ok := in.First(tlv.CVMNoCVM)
	if ok {
		t.results(tlv.NewCVMResults(rule.Code, rule.Condition, tlv.CVMSuccessful))
	}
	return ok
}
