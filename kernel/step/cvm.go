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
	Mobile              bool    // code 000001 is supported: in Kernel 4 it is Mobile CVM, C-4 8.2.3.3
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
// B3 10.5, B4 6.3.4.5
func NewCVM(in CVMInput) CVM {
	m := CVM{in: in, Results: tlv.NewCVMResults(tlv.CVMNotPerformed, 0, tlv.CVMUnknown)} // B4 6.3.4.5 none
	if in.List.Len() == 0 {
		m.over = true
		return m
	}
	m.Results[2] = byte(tlv.CVMFailed) // B3 10.5.5 nothing supported: until a method is performed
	return m
}

// Next gives the next rule whose condition holds and whose method is recognised and supported. When there is none
// cardholder verification is over, and the TVR says so if it was not successful.
// B3 10.5
func (m *CVM) Next() (tlv.CVRule, bool) {
	for !m.over {
		if m.next == m.in.List.Len() { // B3 10.5 no more rules
			m.fail()
			break
		}
		m.rule = m.in.List.Rule(m.next) // B3 10.5 order
		m.next++
		if !m.in.satisfied(m.rule) { // B3 10.5 condition
			continue
		}
		method := m.rule.Code.Method()
		switch {
		case !method.Known() && !m.in.proprietary(method): // B4 6.3.4 recognise
			m.TVR.Set(tlv.TVRUnrecognisedCVM) // B3 10.5 unrecognised
		case !m.in.Supports(method): // B4 6.3.4 support
			m.unsupported(method)
		default:
			return m.rule, true
		}
		if !m.rule.Code.Next() { // B3 10.5 bit 7 set, bit 7 clear
			m.fail()
		}
	}
	return tlv.CVRule{}, false
}

// Done takes the result of the rule that Next gave. The last method performed is the one that CVM results show.
// B3 10.5, B4 6.3.4.5, 6.3.4.5 table 2 row 3, table 2 row 4, table 2 row 5, table 2 row 6, table 2 row 7, table 2 row 8
// B4 6.3.4.5 table 2 row 9, table 2 row 10, table 2 row 11, table 2 row 12, table 2 row 13
func (m *CVM) Done(r tlv.CVMResult) {
	m.Results = tlv.NewCVMResults(m.rule.Code, m.rule.Condition, r) // B4 6.3.4.5 last, failed
	switch {
	case r != tlv.CVMFailed: // B3 10.5 successful
		m.Success, m.over = true, true
	case m.rule.Code.Method() == tlv.CVMFail || !m.rule.Code.Next(): // B3 10.5 fail
		m.fail()
	}
}

func (m *CVM) fail() {
	m.over = true
	m.TVR.Set(tlv.TVRCVMNotSuccessful)
}

// unsupported sets the bits that name what the terminal lacks.
// B3 10.5
func (m *CVM) unsupported(method tlv.CVMCode) {
	switch {
	case method == tlv.CVMOnlinePIN, // B3 10.5 online PIN unsupported, offline PIN unsupported
		offlinePIN(method) && !m.in.supportsOfflinePIN():
		m.TVR.Set(tlv.TVRPINPadNotWorking) // B3 10.5.1 unsupported, 10.5.2 unsupported
	case biometric(method):
		m.TVR.Set(tlv.TVRBiometricTypeNotSupported) // B3 10.5 biometric unsupported, 10.5.6 unsupported, 10.5.7 unsupported
	}
}

func offlinePIN(method tlv.CVMCode) bool {
	return method == tlv.CVMPlaintextPIN || method >= tlv.CVMPlaintextPINSignature && method <= tlv.CVMEncipheredPINSignature
}

func biometric(method tlv.CVMCode) bool {
	return method >= tlv.CVMFacialOffline && method <= tlv.CVMVoiceOnline
}

// First gives the first rule of the list with this method whose condition holds, where the terminal supports the method.
// C-4 8.2.6.2.2
func (in *CVMInput) First(method tlv.CVMCode) (rule tlv.CVRule, ok bool) {
	for i := range in.List.Len() {
		if rule = in.List.Rule(i); rule.Code.Method() == method && in.Supports(method) && in.satisfied(rule) {
			return rule, true
		}
	}
	return tlv.CVRule{}, false
}

// Supports reports whether the terminal can perform a method: both halves of a combination.
// B4 6.3.4
func (in *CVMInput) Supports(method tlv.CVMCode) bool {
	c := in.Capabilities
	switch method {
	case tlv.CVMFail: // B4 6.3.4 fail
		return true
	case tlv.CVMPlaintextPIN:
		return c.Has(tlv.CapPlaintextPIN) || in.Mobile
	case tlv.CVMOnlinePIN:
		return c.Has(tlv.CapEncipheredPINOnline)
	case tlv.CVMPlaintextPINSignature: // B4 6.3.4 combination
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
// B4 6.3.4, 6.3.4 proprietary
func (in *CVMInput) proprietary(method tlv.CVMCode) bool {
	return !method.Known() && bytes.IndexByte(in.Proprietary, byte(method)) >= 0
}

func (in *CVMInput) supportsOfflinePIN() bool {
	return in.Capabilities.Has(tlv.CapPlaintextPIN) || in.enciphersPIN()
}

// enciphersPIN reports whether the terminal enciphers an offline PIN, with RSA or with ECC: the CVM code is the same.
// B3 C3, B4 A2
func (in *CVMInput) enciphersPIN() bool {
	return in.Capabilities.Has(tlv.CapEncipheredPINOfflineRSA) || in.Capabilities.Has(tlv.CapEncipheredPINOfflineECC)
}

// satisfied reports whether the terminal understands a rule's condition, has its data, and finds it true.
// B3 10.5, C3
func (in *CVMInput) satisfied(r tlv.CVRule) bool {
	unattendedCash := in.Purpose.Cash() && !in.Terminal.Attended()
	manualCash := in.Purpose.Cash() && in.Terminal.Attended()
	switch r.Condition {
	case tlv.CVMAlways:
		return true
	case tlv.CVMIfUnattendedCash: // B3 C3 01
		return unattendedCash
	case tlv.CVMIfNotCashNorCashback: // B3 C3 02
		return !unattendedCash && !manualCash && !in.Purpose.Cashback()
	case tlv.CVMIfSupported: // B3 10.5.5 if supported, C3 03
		return in.Supports(r.Code.Method())
	case tlv.CVMIfManualCash: // B3 C3 04
		return manualCash
	case tlv.CVMIfCashback: // B3 C3 05
		return in.Purpose.Cashback()
	}
	if len(in.ApplicationCurrency) != 2 || [2]byte(in.ApplicationCurrency) != in.Currency { // B3 10.5 condition data, C3 currency
		return false
	}
	switch r.Condition {
	case tlv.CVMIfUnderX: // B3 C3 06
		return in.Amount < uint64(in.List.X)
	case tlv.CVMIfOverX: // B3 C3 07
		return in.Amount > uint64(in.List.X)
	case tlv.CVMIfUnderY: // B3 C3 08
		return in.Amount < uint64(in.List.Y)
	case tlv.CVMIfOverY: // B3 C3 09
		return in.Amount > uint64(in.List.Y)
	}
	return false // B3 10.5 condition code
}
