package step

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// CVMInput is what the conditions of a CVM list ask about.
type CVMInput struct {
	List                tlv.CVMListValue
	Terminal            tlv.TerminalTypeValue
	Capabilities        tlv.TerminalCapabilitiesValue
	Purpose             Purpose
	Amount              uint64 // 9F02, minor units
	Currency            [2]byte
	ApplicationCurrency []byte  // 9F42, 2 bytes; empty: the card has none
	Biometric           [3]byte // 9F30
	Proprietary         []byte  // CVM codes that EMV does not define and the terminal recognises and supports
	OnlyStrong          bool    // signature alone and no CVM count as not supported
}

// CVM walks a CVM list: Next finds the next rule to perform, Done takes its result.
//
//	for rule, ok := m.Next(); ok; rule, ok = m.Next() {
//		m.Done(perform(rule))
//	}
//
// TVR then holds the bits that the walk itself set, Results the CVM results.
type CVM struct {
	TVR     tlv.TVRValue        // bits to add to the TVR
	Results tlv.CVMResultsValue // tag 9F34
	Success bool

	in   CVMInput
	rule tlv.CVRule
	next int
	over bool
}

// NewCVM begins at the first rule of the list. A list without rules is over at once and counts as absent.
// EMV 4.4 B3 10.5, EMV 4.4 B4 6.3.4.5
func NewCVM(in CVMInput) CVM {
	// EMV 4.4 B4 6.3.4.5 (none)
	m := CVM{in: in, Results: tlv.NewCVMResults(tlv.CVMNotPerformed, 0, tlv.CVMUnknown)}
	if in.List.Len() == 0 {
		m.over = true
		return m
	}
	// EMV 4.4 B3 10.5.5 (nothing supported)
	m.Results[2] = byte(tlv.CVMFailed) // until a method is performed
	return m
}

// Next gives the next rule whose condition holds and whose method is recognised and supported. When there is none
// cardholder verification is over, and the TVR says so if it was not successful.
// EMV 4.4 B3 10.5
func (m *CVM) Next() (tlv.CVRule, bool) {
	for !m.over {
		// EMV 4.4 B3 10.5 (no more rules)
		if m.next == m.in.List.Len() {
			m.fail()
			break
		}
		// EMV 4.4 B3 10.5 (order)
		m.rule = m.in.List.Rule(m.next)
		m.next++
		// EMV 4.4 B3 10.5 (condition)
		if !m.in.satisfied(m.rule) {
			continue
		}
		method := m.rule.Code.Method()
		switch {
		// EMV 4.4 B4 6.3.4 (recognise)
		case !method.Known() && !m.in.proprietary(method):
			// EMV 4.4 B3 10.5 (unrecognised)
			m.TVR.Set(tlv.TVRUnrecognisedCVM)
		// EMV 4.4 B4 6.3.4 (support)
		case !m.in.Supports(method):
			m.unsupported(method)
		default:
			return m.rule, true
		}
		// EMV 4.4 B3 10.5 (bit 7 set), EMV 4.4 B3 10.5 (bit 7 clear)
		if !m.rule.Code.Next() {
			m.fail()
		}
	}
	return tlv.CVRule{}, false
}

// Done takes the result of the rule that Next gave. The last method performed is the one that CVM results show.
// EMV 4.4 B3 10.5, EMV 4.4 B4 6.3.4.5
// EMV 4.4 B4 6.3.4.5 (table 2 row 3), EMV 4.4 B4 6.3.4.5 (table 2 row 4), EMV 4.4 B4 6.3.4.5 (table 2 row 5)
// EMV 4.4 B4 6.3.4.5 (table 2 row 6), EMV 4.4 B4 6.3.4.5 (table 2 row 7), EMV 4.4 B4 6.3.4.5 (table 2 row 8)
// EMV 4.4 B4 6.3.4.5 (table 2 row 9), EMV 4.4 B4 6.3.4.5 (table 2 row 10), EMV 4.4 B4 6.3.4.5 (table 2 row 11)
// EMV 4.4 B4 6.3.4.5 (table 2 row 12), EMV 4.4 B4 6.3.4.5 (table 2 row 13)
func (m *CVM) Done(r tlv.CVMResult) {
	// EMV 4.4 B4 6.3.4.5 (last), EMV 4.4 B4 6.3.4.5 (failed)
	m.Results = tlv.NewCVMResults(m.rule.Code, m.rule.Condition, r)
	switch {
	// EMV 4.4 B3 10.5 (successful)
	case r != tlv.CVMFailed:
		m.Success, m.over = true, true
	// EMV 4.4 B3 10.5 (fail)
	case m.rule.Code.Method() == tlv.CVMFail || !m.rule.Code.Next():
		m.fail()
	}
}

func (m *CVM) fail() {
	m.over = true
	m.TVR.Set(tlv.TVRCVMNotSuccessful)
}

// unsupported sets the bits that name what the terminal lacks.
// EMV 4.4 B3 10.5
func (m *CVM) unsupported(method tlv.CVMCode) {
	switch {
	// EMV 4.4 B3 10.5 (online PIN unsupported), EMV 4.4 B3 10.5 (offline PIN unsupported)
	case method == tlv.CVMOnlinePIN,
		offlinePIN(method) && !m.in.supportsOfflinePIN():
		// EMV 4.4 B3 10.5.1 (unsupported), EMV 4.4 B3 10.5.2 (unsupported)
		m.TVR.Set(tlv.TVRPINPadNotWorking)
	case biometric(method):
		// EMV 4.4 B3 10.5 (biometric unsupported), EMV 4.4 B3 10.5.6 (unsupported), EMV 4.4 B3 10.5.7 (unsupported)
		m.TVR.Set(tlv.TVRBiometricTypeNotSupported)
	}
}

func offlinePIN(method tlv.CVMCode) bool {
	return method == tlv.CVMPlaintextPIN || method >= tlv.CVMPlaintextPINSignature && method <= tlv.CVMEncipheredPINSignature
}

func biometric(method tlv.CVMCode) bool {
	return method >= tlv.CVMFacialOffline && method <= tlv.CVMVoiceOnline
}

// Supports reports whether the terminal can perform a method: both halves of a combination.
// EMV 4.4 B4 6.3.4
func (in *CVMInput) Supports(method tlv.CVMCode) bool {
	c := in.Capabilities
	switch method {
	// EMV 4.4 B4 6.3.4 (fail)
	case tlv.CVMFail:
		return true
	case tlv.CVMPlaintextPIN:
		return c.Has(tlv.CapPlaintextPIN)
	case tlv.CVMOnlinePIN:
		return c.Has(tlv.CapEncipheredPINOnline)
	// EMV 4.4 B4 6.3.4 (combination)
	case tlv.CVMPlaintextPINSignature:
		return c.Has(tlv.CapPlaintextPIN) && c.Has(tlv.CapSignature)
	case tlv.CVMEncipheredPIN:
		return in.enciphersPIN()
	case tlv.CVMEncipheredPINSignature:
		return in.enciphersPIN() && c.Has(tlv.CapSignature)
	case tlv.CVMSignature:
		return c.Has(tlv.CapSignature) && !in.OnlyStrong
	case tlv.CVMNoCVM:
		return c.Has(tlv.CapNoCVM) && !in.OnlyStrong
	}
	return in.supportsBiometric(method) || in.proprietary(method)
}

// proprietary reports whether a method is one of the terminal's own: support is known implicitly.
// EMV 4.4 B4 6.3.4
// EMV 4.4 B4 6.3.4 (proprietary)
func (in *CVMInput) proprietary(method tlv.CVMCode) bool {
	return !method.Known() && bytes.IndexByte(in.Proprietary, byte(method)) >= 0
}

func (in *CVMInput) supportsOfflinePIN() bool {
	return in.Capabilities.Has(tlv.CapPlaintextPIN) || in.enciphersPIN()
}

// enciphersPIN reports whether the terminal enciphers an offline PIN, with RSA or with ECC: the CVM code is the same.
// EMV 4.4 B3 annex C3, EMV 4.4 B4 annex A2
func (in *CVMInput) enciphersPIN() bool {
	return in.Capabilities.Has(tlv.CapEncipheredPINOfflineRSA) || in.Capabilities.Has(tlv.CapEncipheredPINOfflineECC)
}

// satisfied reports whether the terminal understands a rule's condition, has its data, and finds it true.
// EMV 4.4 B3 10.5, EMV 4.4 B3 annex C3
func (in *CVMInput) satisfied(r tlv.CVRule) bool {
	unattendedCash := in.Purpose.Cash() && !in.Terminal.Attended()
	manualCash := in.Purpose.Cash() && in.Terminal.Attended()
	switch r.Condition {
	case tlv.CVMAlways:
		return true
	// EMV 4.4 B3 annex C3 (01)
	case tlv.CVMIfUnattendedCash:
		return unattendedCash
	// EMV 4.4 B3 annex C3 (02)
	case tlv.CVMIfNotCashNorCashback:
		return !unattendedCash && !manualCash && !in.Purpose.Cashback()
	// EMV 4.4 B3 10.5.5 (if supported), EMV 4.4 B3 annex C3 (03)
	case tlv.CVMIfSupported:
		return in.Supports(r.Code.Method())
	// EMV 4.4 B3 annex C3 (04)
	case tlv.CVMIfManualCash:
		return manualCash
	// EMV 4.4 B3 annex C3 (05)
	case tlv.CVMIfCashback:
		return in.Purpose.Cashback()
	}
	// EMV 4.4 B3 10.5 (condition data), EMV 4.4 B3 annex C3 (currency)
	if len(in.ApplicationCurrency) != 2 || [2]byte(in.ApplicationCurrency) != in.Currency {
		return false
	}
	switch r.Condition {
	// EMV 4.4 B3 annex C3 (06)
	case tlv.CVMIfUnderX:
		return in.Amount < uint64(in.List.X)
	// EMV 4.4 B3 annex C3 (07)
	case tlv.CVMIfOverX:
		return in.Amount > uint64(in.List.X)
	// EMV 4.4 B3 annex C3 (08)
	case tlv.CVMIfUnderY:
		return in.Amount < uint64(in.List.Y)
	// EMV 4.4 B3 annex C3 (09)
	case tlv.CVMIfOverY:
		return in.Amount > uint64(in.List.Y)
	}
	// EMV 4.4 B3 10.5 (condition code)
	return false
}
