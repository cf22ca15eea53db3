package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// cvmProcessing finds the CVM: in EMV Mode the card's Cardholder Verification Status says it, in Legacy Mode its CVM list.
// C-5 3.8.3.1, 3.9.2.1
func (t *tx) cvmProcessing() *kernel.Outcome {
	var out *kernel.Outcome
	if t.mode == legacyMode {
		out = t.cvmList()
	} else {
		out = t.cvmStatus(t.data.Get(tlv.CardholderVerificationStatus)[0])
	}
	if out != nil {
		return out
	}
	return t.strongCVM()
}

// methods are the values of the Cardholder Verification Status, without the method of a CVM on the device, and what of the profile supports each.
// C-5 3.8.3.1, 3.8.3.4, A.2
var methods = map[byte]struct {
	cvm     kernel.CVM
	support profileBit
}{
	0x00: {cvm: kernel.CVMNotRequired},
	0x10: {kernel.CVMSignature, signatureCapable},
	0x20: {kernel.CVMOnlinePIN, onlinePINCapable},
	0x30: {kernel.CVMConfirmed, cdcvmCapable},
}

// cvmStatus applies the card's decision, as far as it is consistent with what the reader requires and can do. A transit reader performs none.
// C-5 3.8.3.1, 3.8.3.2, 3.8.3.3, 3.8.3.4, 3.8.4.5
func (t *tx) cvmStatus(status byte) *kernel.Outcome {
	if onDevice(status) {
		status &= 0xF0 // C-5 3.8.3.1 3x
	}
	m, ok := methods[status]
	transit := t.profile.has(transitReader)
	t.cvm = m.cvm
	switch {
	case !ok: // C-5 3.8.3.2 other
		return t.fail(unknownStatus)
	case transit: // C-5 3.8.3.3 transit, 3.8.3.4 transit
		t.cvm = kernel.CVMNotRequired // C-5 3.8.4.5 transit
	case m.cvm == kernel.CVMNotRequired && t.profile.has(cvmRequired): // C-5 3.8.3.3 required
		return t.fail(cvmRequiredNone)
	case m.cvm != kernel.CVMNotRequired && !t.profile.has(m.support): // C-5 3.8.3.4 support
		return t.fail(cvmUnsupported)
	}
	return nil
}

// onDevice reports whether the card says that the cardholder was verified on the device.
// C-5 3.8.3.1, A.2
func onDevice(status byte) bool { return status&0xF0 == 0x30 }

// transactionLimits goes to the next application where the amount reaches the limit for the card's CVM. Without a limit for the others that for a CVM on the
// device serves.
// C-5 3.8.3.5, 3.8.3.6
func (t *tx) transactionLimits() *kernel.Outcome {
	if t.mode == legacyMode {
		return nil
	}
	device, limit := onDevice(t.data.Get(tlv.CardholderVerificationStatus)[0]), t.at.transaction
	if device || !limit.Present { // C-5 3.8.3.5 CDCVM, 3.8.3.6 else
		limit = t.at.cdcvm
	}
	switch {
	case !t.reaches(limit): // C-5 3.8.3.5 limit, 3.8.3.6 limit
		return nil
	case device:
		return t.fail(aboveCDCVMLimit)
	}
	return t.fail(aboveLimit)
}

// cvmList takes the first method of the card's list that the reader supports, online PIN or signature. Neither the condition of a rule counts nor what follows
// where its method fails.
// C-5 3.9.2.1, 3.9.2.2, 3.9.2.3, 3.9.2.4
func (t *tx) cvmList() *kernel.Outcome {
	t.cvm = kernel.CVMNotRequired
	if !t.profile.has(cvmRequired) { // C-5 3.9.2.1 required
		return nil
	}
	list, err := tlv.ParseCVMList(t.data.Get(tlv.CVMList))
	if err != nil { // C-5 3.9.2.2 absent
		return t.fail(noCVMList)
	}
	for i := range list.Len() { // C-5 3.9.2.3 order
		switch method := list.Rule(i).Code.Method(); {
		case method == tlv.CVMOnlinePIN && t.at.profile.has(onlinePINCapable): // C-5 3.9.2.3 online PIN
			t.cvm = kernel.CVMOnlinePIN
			return nil
		case method == tlv.CVMSignature && t.at.profile.has(signatureCapable): // C-5 3.9.2.3 signature
			t.cvm = kernel.CVMSignature
			return nil
		}
	}
	return t.fail(noMatch) // C-5 3.9.2.4
}
