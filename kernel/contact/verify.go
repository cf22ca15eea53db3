package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// cardholderVerification verifies the cardholder, and then takes a new PIN where that is what he came for.
// B3 10.5
func (t *tx) cardholderVerification() *kernel.Outcome {
	if out := t.verifyCardholder(); out != nil {
		return out
	}
	return t.newPIN()
}

// verifyCardholder works through the CVM list.
// B3 10.5
func (t *tx) verifyCardholder() *kernel.Outcome {
	*t.cvm = tlv.NewCVMResults(tlv.CVMNotPerformed, 0, tlv.CVMUnknown) // B3 10.5.5 not performed, B4 6.3.4.5 table 2 row 1, 6.3.4.5 table 2 row 2
	if out := t.openPurse(t.cashAllowed()); out != nil || t.purse.pays {
		return out
	}
	if !t.aip.Has(tlv.AIPCardholderVerificationSupported) { // B3 8, 10.5 AIP
		t.Note("EMV 4.4 B3 10.5", "the card does not support cardholder verification")
		return nil
	}
	raw := t.data.Get(tlv.CVMList)
	if len(raw) == 0 || withoutRules(tlv.CVMList, len(raw)) { // B3 10.5 absent
		t.tvr.Set(tlv.TVRICCDataMissing) // B3 7.5 CVM list
		t.Note("EMV 4.4 B3 7.5", "the CVM list is missing, or has no rules")
		return nil
	}
	list, err := tlv.ParseCVMList(raw) // B3 10.5 format
	if err != nil {
		return t.fail(malformedCVMList)
	}
	m := step.NewCVM(step.CVMInput{
		List: list, Terminal: t.terminal(), Capabilities: t.cvmCapabilities(), Purpose: t.purpose(),
		Amount: t.Transaction().Amount, Currency: bcd2(t.Transaction().Currency), ApplicationCurrency: t.data.Get(tlv.ApplicationCurrencyCode),
		Biometric: t.cfg.Terminal.BiometricCapabilities, Proprietary: t.cfg.Terminal.ProprietaryCVMs, OnlyStrong: t.onlyStrongCVM(list),
	})
	for rule, ok := m.Next(); ok; rule, ok = m.Next() {
		result, out := t.perform(rule)
		if out != nil {
			return out
		}
		m.Done(result)
		if t.Tracing() {
			t.Note("EMV 4.4 B3 10.5", "%s, %s: result %s", rule.Code.Method(), rule.Condition, resultNames[result])
		}
	}
	t.add(m.TVR)
	*t.cvm = m.Results // B3 10.5 results
	t.tsi.Set(tlv.TSICardholderVerificationPerformed)
	return nil
}

var resultNames = [...]string{"unknown", "failed", "successful"}

// withoutRules reports whether a data element is a CVM list that has its two amounts and no rules.
// B3 10.5
func withoutRules(row tlv.Row, n int) bool { return row == tlv.CVMList && n == 8 }

// cvmCapabilities are the terminal's, without what the rules in force forbid.
func (t *tx) cvmCapabilities() tlv.TerminalCapabilitiesValue {
	c := t.capabilities()
	if t.rules.noPlaintextPIN {
		c.Clear(tlv.CapPlaintextPIN)
	}
	return c
}

// perform performs one method.
// B3 10.5, B4 6.3.4
func (t *tx) perform(rule tlv.CVRule) (tlv.CVMResult, *kernel.Outcome) {
	switch method := rule.Code.Method(); method {
	case tlv.CVMNoCVM: // B4 6.3.4.5 no CVM
		return tlv.CVMSuccessful, nil // B4 6.3.4.5
	case tlv.CVMSignature: // B3 10.5.3, B4 6.3.4.4 unknown
		return tlv.CVMUnknown, nil // B4 6.3.4.4
	case tlv.CVMOnlinePIN:
		return t.onlinePIN()
	case tlv.CVMPlaintextPIN, tlv.CVMPlaintextPINSignature, tlv.CVMEncipheredPIN, tlv.CVMEncipheredPINSignature:
		pin := kernel.PlaintextOfflinePIN
		if method == tlv.CVMEncipheredPIN || method == tlv.CVMEncipheredPINSignature {
			pin = t.encipheredPIN()
		}
		result, out := t.offlinePIN(pin)
		both := method == tlv.CVMPlaintextPINSignature || method == tlv.CVMEncipheredPINSignature
		if both && result == tlv.CVMSuccessful { // B3 10.5.4
			result = tlv.CVMUnknown // B3 10.5.4: the signature is still to come
		}
		return result, out
	case tlv.CVMFail: // B4 6.3.4.5 fail
		return tlv.CVMFailed, nil
	default:
		if m, ok := step.Biometric(method); ok {
			return t.biometricMethod(m)
		}
		result, out := t.PerformCVM(method, rule.Condition, t.document(method)...) // B4 6.3.4: the terminal's own
		if out != nil {
			return tlv.CVMFailed, t.stopped(out)
		}
		return result, nil
	}
}
