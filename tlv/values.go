package tlv

// The values of fixed length that kernels work on. They are arrays: copied by assignment, compared with ==, and
// zero when new.

// A TVRValue is the Terminal Verification Results, and has the form of an action code.
//
// EMV 4.4 B3 annex C5
type TVRValue [5]byte

// Has reports whether the bit is 1.
func (v TVRValue) Has(bit TVRBit) bool { return has(v[:], uint16(bit)) }

// Set sets bits to 1.
func (v *TVRValue) Set(bits ...TVRBit) {
	for _, b := range bits {
		v[b>>8] |= byte(b)
	}
}

// Clear sets a bit to 0.
func (v *TVRValue) Clear(bit TVRBit) { v[bit>>8] &^= byte(bit) }

// Matches reports whether v has a bit that an action code has too.
//
// EMV 4.4 B3 10.7
func (v TVRValue) Matches(code TVRValue) bool {
	for i := range v {
		if v[i]&code[i] != 0 {
			return true
		}
	}
	return false
}

// String is the value in hexadecimal.
func (v TVRValue) String() string { return hexString(v[:]) }

// A TSIValue is the Transaction Status Information.
//
// EMV 4.4 B3 annex C6
type TSIValue [2]byte

// Has reports whether the bit is 1.
func (v TSIValue) Has(bit TSIBit) bool { return has(v[:], uint16(bit)) }

// Set sets bits to 1.
func (v *TSIValue) Set(bits ...TSIBit) {
	for _, b := range bits {
		v[b>>8] |= byte(b)
	}
}

// String is the value in hexadecimal.
func (v TSIValue) String() string { return hexString(v[:]) }

// An AIPValue is the Application Interchange Profile.
//
// EMV 4.4 B3 annex C1
type AIPValue [2]byte

// Has reports whether the bit is 1.
func (v AIPValue) Has(bit AIPBit) bool { return has(v[:], uint16(bit)) }

// String is the value in hexadecimal.
func (v AIPValue) String() string { return hexString(v[:]) }

// An AUCValue is the Application Usage Control.
//
// EMV 4.4 B3 annex C2
type AUCValue [2]byte

// Has reports whether the bit is 1.
func (v AUCValue) Has(bit AUCBit) bool { return has(v[:], uint16(bit)) }

// String is the value in hexadecimal.
func (v AUCValue) String() string { return hexString(v[:]) }

// A TerminalCapabilitiesValue is the Terminal Capabilities.
//
// EMV 4.4 B4 annex A2
type TerminalCapabilitiesValue [3]byte

// Has reports whether the bit is 1.
func (v TerminalCapabilitiesValue) Has(bit CapabilityBit) bool { return has(v[:], uint16(bit)) }

// Set sets bits to 1.
func (v *TerminalCapabilitiesValue) Set(bits ...CapabilityBit) {
	for _, b := range bits {
		v[b>>8] |= byte(b)
	}
}

// Clear sets a bit to 0.
func (v *TerminalCapabilitiesValue) Clear(bit CapabilityBit) { v[bit>>8] &^= byte(bit) }

// String is the value in hexadecimal.
func (v TerminalCapabilitiesValue) String() string { return hexString(v[:]) }

// An AdditionalTerminalCapabilitiesValue is the Additional Terminal Capabilities.
//
// EMV 4.4 B4 annex A3
type AdditionalTerminalCapabilitiesValue [5]byte

// Has reports whether the bit is 1.
func (v AdditionalTerminalCapabilitiesValue) Has(bit AdditionalCapabilityBit) bool {
	return has(v[:], uint16(bit))
}

// Set sets bits to 1.
func (v *AdditionalTerminalCapabilitiesValue) Set(bits ...AdditionalCapabilityBit) {
	for _, b := range bits {
		v[b>>8] |= byte(b)
	}
}

// String is the value in hexadecimal.
func (v AdditionalTerminalCapabilitiesValue) String() string { return hexString(v[:]) }

func has(v []byte, bit uint16) bool { return v[bit>>8]&byte(bit) != 0 }

// A CIDValue is the Cryptogram Information Data.
//
// EMV 4.4 B3 6.5.5.4
// EMV 4.4 B3 6.5.5.4 (CID)
type CIDValue byte

// A CryptogramType is what a card answers GENERATE AC with, and what a terminal asks for: bits 8 and 7.
type CryptogramType byte

// The cryptogram types.
const (
	AAC  CryptogramType = 0x00 // declined
	TC   CryptogramType = 0x40 // approved
	ARQC CryptogramType = 0x80 // online authorisation requested
)

// String is the type's abbreviation.
func (t CryptogramType) String() string {
	return [4]string{"AAC", "TC", "ARQC", "RFU"}[t>>6]
}

// Type is the cryptogram's type, bits 8 and 7; C0 is RFU.
func (v CIDValue) Type() CryptogramType { return CryptogramType(v & 0xC0) }

// Advice reports whether an advice is required: bit 4.
func (v CIDValue) Advice() bool { return v&0x08 != 0 }

// Reason is the reason or advice code, bits 3 to 1.
func (v CIDValue) Reason() CIDReason { return CIDReason(v & 0x07) }

// A CIDReason is the reason or advice code of a [CIDValue].
type CIDReason byte

// The reason codes.
const (
	ReasonNone CIDReason = iota
	ReasonServiceNotAllowed
	ReasonPINTryLimitExceeded
	ReasonIssuerAuthenticationFailed
)

// A TerminalTypeValue is the Terminal Type, its two digits as one byte: 0x22.
//
// EMV 4.4 B4 annex A1
type TerminalTypeValue byte

// Attended reports whether the terminal is attended: x1, x2, x3.
func (t TerminalTypeValue) Attended() bool { return t&0xF >= 1 && t&0xF <= 3 }

// OnlineOnly reports whether the terminal cannot approve offline: x1, x4.
func (t TerminalTypeValue) OnlineOnly() bool { return t&0xF == 1 || t&0xF == 4 }

// OfflineOnly reports whether the terminal cannot go online: x3, x6.
func (t TerminalTypeValue) OfflineOnly() bool { return t&0xF == 3 || t&0xF == 6 }

// ATM reports whether the terminal is a cash machine: 14, 15 or 16 with the capability of cash.
// EMV 4.4 B4 annex A1 (ATM)
func (t TerminalTypeValue) ATM(additional AdditionalTerminalCapabilitiesValue) bool {
	return t >= 0x14 && t <= 0x16 && additional.Has(AddCapCash)
}

// An AccountTypeValue is the Account Type: which of his accounts the cardholder chose.
//
// EMV 4.4 B3 annex G
type AccountTypeValue byte

// The account types.
const (
	DefaultAccount     AccountTypeValue = 0x00 // unspecified
	SavingsAccount     AccountTypeValue = 0x10
	ChequeDebitAccount AccountTypeValue = 0x20
	CreditAccount      AccountTypeValue = 0x30
)
