package tlv

import "fmt"

// A CVMCode is byte 1 of a CV rule and of the CVM Results: bit 7 and the method in bits 6 to 1.
//
// EMV 4.4 B3 annex C3
type CVMCode byte

// The methods, which are CVM codes with bit 7 at 0.
const (
	CVMFail                   CVMCode = 0x00
	CVMPlaintextPIN           CVMCode = 0x01 // verified by the ICC
	CVMOnlinePIN              CVMCode = 0x02 // enciphered, verified online
	CVMPlaintextPINSignature  CVMCode = 0x03
	CVMEncipheredPIN          CVMCode = 0x04 // verified by the ICC
	CVMEncipheredPINSignature CVMCode = 0x05
	CVMFacialOffline          CVMCode = 0x06
	CVMFacialOnline           CVMCode = 0x07
	CVMFingerOffline          CVMCode = 0x08
	CVMFingerOnline           CVMCode = 0x09
	CVMPalmOffline            CVMCode = 0x0A
	CVMPalmOnline             CVMCode = 0x0B
	CVMIrisOffline            CVMCode = 0x0C
	CVMIrisOnline             CVMCode = 0x0D
	CVMVoiceOffline           CVMCode = 0x0E
	CVMVoiceOnline            CVMCode = 0x0F
	CVMSignature              CVMCode = 0x1E
	CVMNoCVM                  CVMCode = 0x1F // no CVM required
	CVMNotPerformed           CVMCode = 0x3F // in the CVM Results only, EMV 4.4 B4 annex A4
)

// Method is the code without bit 7.
func (c CVMCode) Method() CVMCode { return c & 0x3F }

// Next reports whether the next rule is to be applied if this CVM is unsuccessful: bit 7.
func (c CVMCode) Next() bool { return c&0x40 != 0 }

// Known reports whether EMV gives the method a meaning; ranges of payment systems and issuers are not known.
func (c CVMCode) Known() bool {
	m := c.Method()
	return m <= CVMVoiceOnline || m == CVMSignature || m == CVMNoCVM
}

// A CVMCondition is byte 2 of a CV rule and of the CVM Results.
//
// EMV 4.4 B3 annex C3
type CVMCondition byte

// The conditions.
const (
	CVMAlways               CVMCondition = 0x00
	CVMIfUnattendedCash     CVMCondition = 0x01
	CVMIfNotCashNorCashback CVMCondition = 0x02 // not unattended cash, not manual cash, not purchase with cashback
	CVMIfSupported          CVMCondition = 0x03
	CVMIfManualCash         CVMCondition = 0x04
	CVMIfCashback           CVMCondition = 0x05
	CVMIfUnderX             CVMCondition = 0x06 // each of these four: in the application currency
	CVMIfOverX              CVMCondition = 0x07
	CVMIfUnderY             CVMCondition = 0x08
	CVMIfOverY              CVMCondition = 0x09
)

// A CVMResult is byte 3 of the CVM Results.
//
// EMV 4.4 B4 annex A4
type CVMResult byte

// The results.
const (
	CVMUnknown    CVMResult = 0 // for instance signature
	CVMFailed     CVMResult = 1
	CVMSuccessful CVMResult = 2
)

// A CVMResultsValue is the CVM Results: code, condition, result.
//
// EMV 4.4 B4 annex A4
type CVMResultsValue [3]byte

// NewCVMResults is the CVM Results of a rule and its result.
func NewCVMResults(code CVMCode, condition CVMCondition, result CVMResult) CVMResultsValue {
	return CVMResultsValue{byte(code), byte(condition), byte(result)}
}

// Code is byte 1.
func (v CVMResultsValue) Code() CVMCode { return CVMCode(v[0]) }

// Condition is byte 2.
func (v CVMResultsValue) Condition() CVMCondition { return CVMCondition(v[1]) }

// Result is byte 3.
func (v CVMResultsValue) Result() CVMResult { return CVMResult(v[2]) }

// String is the value in hexadecimal.
func (v CVMResultsValue) String() string { return hexString(v[:]) }

// A CVRule is one rule of a CVM List.
type CVRule struct {
	Code      CVMCode
	Condition CVMCondition
}

// A CVMListValue is a CVM List: two amounts in the application currency, implied decimal point, and rules.
//
// EMV 4.4 B3 10.5
type CVMListValue struct {
	X, Y  uint32
	rules []byte
}

// ParseCVMList reads a CVM List. The rules stay views into b. It needs 8 bytes of amounts and then pairs: an
// odd byte is an error, a list with no rule is not, as what follows from either is the kernel's business.
//
// EMV 4.4 B3 10.5
// EMV 4.4 B3 10.5 (amounts)
func ParseCVMList(b []byte) (l CVMListValue, err error) {
	if len(b) < 8 || len(b)%2 != 0 {
		return l, fmt.Errorf("tlv: CVM list of %d bytes", len(b))
	}
	x, _ := DecodeB(b[:4])
	y, _ := DecodeB(b[4:8])
	return CVMListValue{X: uint32(x), Y: uint32(y), rules: b[8:]}, nil
}

// AsksAmount reports whether a rule has a condition on X or Y, which count in the application's currency (9F42) alone.
//
// EMV 4.4 B3 annex C3
func (l CVMListValue) AsksAmount() bool {
	for i := range l.Len() {
		if c := l.Rule(i).Condition; c >= CVMIfUnderX && c <= CVMIfOverY {
			return true
		}
	}
	return false
}

// Len is the number of rules.
func (l CVMListValue) Len() int { return len(l.rules) / 2 }

// Rule is rule i, from 0.
func (l CVMListValue) Rule(i int) CVRule {
	return CVRule{CVMCode(l.rules[2*i]), CVMCondition(l.rules[2*i+1])}
}
