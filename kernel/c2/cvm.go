package c2

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// cvmSelection chooses the cardholder verification method. It is false where the CVM List has half a rule, and the outcome is made then.
// C-2 7.1, 4.6.2
func (t *tx) cvmSelection() bool {
	if t.dataOnly() {
		t.choose(kernel.CVMNotRequired, tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMUnknown))
		return true
	}
	if t.onDeviceCVM() { // CVM.1
		t.cvmOfDevice()
		return true
	}
	if !t.data.Is(tlv.AIPKernel2, 1, 5) { // CVM.5
		t.choose(kernel.CVMNotRequired, tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMUnknown)) // CVM.6
		return true
	}
	b := t.data.Get(tlv.CVMList)
	if len(b) == 0 { // CVM.7
		t.choose(kernel.CVMNotRequired, tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMUnknown))
		t.data.TVR().Set(tlv.TVRICCDataMissing) // CVM.8
		return true
	}
	list, err := tlv.ParseCVMList(b)
	if err != nil {
		t.formatError("C-2 2.12 4.6.2", "the CVM List ends in half a rule") // C-2 4.6.2 CVM list
		return false
	}
	t.cvmOfList(list)
	return true
}

// offeredCVMs are the methods in byte 1 of the Terminal Risk Management Data that the kernel keeps up to date: online PIN, signature and none, as byte 2 of
// Terminal Capabilities has them, and the device's own.
// C-2 A.1 Terminal Risk Management Data
const (
	offeredCVMs      = 0x68
	offeredDeviceCVM = 0x04
	cvmLimitExceeded = 0x80
)

// offerCVMs tells the card what the terminal has for this amount. The book says that the kernel does, and no step has it: see RATIONALE.
// C-2 A.1 Terminal Risk Management Data
func (t *tx) offerCVMs(exceeded bool) {
	offered, limit := t.data.At(tlv.TerminalCapabilities, 2)&offeredCVMs, byte(0)
	if t.data.Is(tlv.KernelConfiguration, 1, 6) {
		offered |= offeredDeviceCVM
	}
	if exceeded {
		limit = cvmLimitExceeded
	}
	t.riskManagementData(offered, limit)
}

// riskManagementData sets the kernel's bits of the Terminal Risk Management Data, where the reader is configured with them.
// C-2 A.1 Terminal Risk Management Data
func (t *tx) riskManagementData(offered, limit byte) {
	if v := t.data.Get(tlv.TerminalRiskManagementDataKernel2); len(v) == 8 {
		b := [8]byte(v)
		b[0] = b[0]&^(offeredCVMs|offeredDeviceCVM) | offered
		b[1] = b[1]&^cvmLimitExceeded | limit
		t.data.Set(tlv.TerminalRiskManagementDataKernel2, b[:]...)
	}
}

// onDeviceCVM reports whether card and reader agree that the cardholder is verified on the card's device.
// C-2 CVM.1, GAC.22
func (t *tx) onDeviceCVM() bool {
	return t.data.Is(tlv.AIPKernel2, 1, 2) && t.data.Is(tlv.KernelConfiguration, 1, 6) // C-2 3.9 CDCVM
}

// cvmOfDevice takes the device's word above the Reader CVM Required Limit, and asks for none up to it.
// C-2 7.1
func (t *tx) cvmOfDevice() {
	if t.data.Number(tlv.AmountAuthorised) > t.data.Number(tlv.ReaderCVMRequiredLimit) { // CVM.2
		t.choose(kernel.CVMConfirmed, tlv.NewCVMResults(tlv.CVMPlaintextPIN, tlv.CVMAlways, tlv.CVMSuccessful)) // CVM.4
		return
	}
	t.choose(kernel.CVMNotRequired, tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMSuccessful)) // CVM.3
}

// choose sets the CVM of the outcome and CVM Results.
func (t *tx) choose(cvm kernel.CVM, results tlv.CVMResultsValue) {
	t.out.CVM = cvm
	*t.data.CVMResults() = results
	if t.Tracing() {
		t.Note("C-2 2.12 7.1", "CVM Results %v", results)
	}
}

// cvmOfList takes the first rule whose condition holds and whose method this reader has.
// C-2 7.1
func (t *tx) cvmOfList(list tlv.CVMListValue) {
	for i := range list.Len() { // CVM.9 CVM.21
		rule := list.Rule(i)
		if !t.conditionHolds(rule, list) { // CVM.10 CVM.11 CVM.12
			continue // CVM.13
		}
		if !rule.Code.Known() { // CVM.15
			t.data.TVR().Set(tlv.TVRUnrecognisedCVM) // CVM.16
		} else if t.supports(rule.Code.Method()) && rule.Code.Method() != tlv.CVMFail { // CVM.17
			t.apply(rule)
			return
		}
		if !rule.Code.Next() || i == list.Len()-1 { // CVM.19 CVM.20
			t.noCVMLeft(rule)
			return
		}
	}
	t.choose(kernel.CVMNotRequired, tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMFailed)) // CVM.14
	t.data.TVR().Set(tlv.TVRCVMNotSuccessful)
}

// apply sets the outcome for the method of a rule, which is performed after the kernel.
// C-2 7.1
func (t *tx) apply(rule tlv.CVRule) { // CVM.18
	switch rule.Code.Method() {
	case tlv.CVMOnlinePIN:
		t.choose(kernel.CVMOnlinePIN, tlv.NewCVMResults(rule.Code, rule.Condition, tlv.CVMUnknown))
		t.data.TVR().Set(tlv.TVROnlineCVMCaptured)
	case tlv.CVMSignature:
		t.choose(kernel.CVMSignature, tlv.NewCVMResults(rule.Code, rule.Condition, tlv.CVMUnknown))
		t.out.Receipt = true
	case tlv.CVMNoCVM:
		t.choose(kernel.CVMNotRequired, tlv.NewCVMResults(rule.Code, rule.Condition, tlv.CVMSuccessful))
	}
}

// noCVMLeft ends the choice at a rule that this reader cannot follow, or that has the verification fail.
// C-2 7.1
func (t *tx) noCVMLeft(rule tlv.CVRule) {
	t.data.TVR().Set(tlv.TVRCVMNotSuccessful) // CVM.22
	if rule.Code.Method() == tlv.CVMFail {    // CVM.23
		t.choose(kernel.CVMNotRequired, tlv.NewCVMResults(rule.Code, rule.Condition, tlv.CVMFailed)) // CVM.24
		return
	}
	t.choose(kernel.CVMNotRequired, tlv.NewCVMResults(tlv.CVMNotPerformed, tlv.CVMAlways, tlv.CVMFailed)) // CVM.25
}

// supports reports whether this reader performs a method: online PIN, signature and none where Terminal Capabilities have them, and failing always.
// No contactless card is shown a PIN, whatever the capabilities say: see RATIONALE.
// C-2 CVM.17
func (t *tx) supports(method tlv.CVMCode) bool {
	switch method {
	case tlv.CVMFail:
		return true
	case tlv.CVMOnlinePIN:
		return t.data.Is(tlv.TerminalCapabilities, 2, 7)
	case tlv.CVMSignature:
		return t.data.Is(tlv.TerminalCapabilities, 2, 6)
	case tlv.CVMNoCVM:
		return t.data.Is(tlv.TerminalCapabilities, 2, 4)
	}
	return false
}

// conditionHolds reports whether the condition of a rule is understood, has its data, and is met. Cash and cashback are what the transaction type says.
// C-2 CVM.10, CVM.11, CVM.12
func (t *tx) conditionHolds(rule tlv.CVRule, list tlv.CVMListValue) bool {
	purpose, attended := t.purpose(), tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1)).Attended()
	amount, applies := t.data.Number(tlv.AmountAuthorised), t.inApplicationCurrency()
	switch rule.Condition {
	case tlv.CVMAlways:
		return true
	case tlv.CVMIfUnattendedCash:
		return purpose.Cash() && !attended
	case tlv.CVMIfNotCashNorCashback:
		return !purpose.Cash() && !purpose.Cashback()
	case tlv.CVMIfSupported:
		return t.supports(rule.Code.Method())
	case tlv.CVMIfManualCash:
		return purpose.Cash() && attended
	case tlv.CVMIfCashback:
		return purpose.Cashback()
	case tlv.CVMIfUnderX:
		return applies && amount < uint64(list.X)
	case tlv.CVMIfOverX:
		return applies && amount > uint64(list.X)
	case tlv.CVMIfUnderY:
		return applies && amount < uint64(list.Y)
	case tlv.CVMIfOverY:
		return applies && amount > uint64(list.Y)
	}
	return false
}

// inApplicationCurrency reports whether the amounts of the CVM List are in the currency of the transaction.
// C-2 CVM.11
func (t *tx) inApplicationCurrency() bool {
	application := t.data.Get(tlv.ApplicationCurrencyCode)
	return len(application) != 0 && bytes.Equal(application, t.data.Get(tlv.TransactionCurrencyCode))
}
