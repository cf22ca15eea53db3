// Code generated from the tables in internal/gen; DO NOT EDIT.

package tlv

// An AIPBit is a bit of [AIP]: the number of its byte, from 0, and its mask.
type AIPBit uint16

// The bits of [AIP].
const (
	AIPXDASupported                    AIPBit = 0x0080 // byte 1 bit 8: XDA supported
	AIPSDASupported                    AIPBit = 0x0040 // byte 1 bit 7: SDA supported
	AIPDDASupported                    AIPBit = 0x0020 // byte 1 bit 6: DDA supported
	AIPCardholderVerificationSupported AIPBit = 0x0010 // byte 1 bit 5: cardholder verification is supported
	AIPTerminalRiskManagement          AIPBit = 0x0008 // byte 1 bit 4: terminal risk management is to be performed
	AIPIssuerAuthenticationSupported   AIPBit = 0x0004 // byte 1 bit 3: issuer authentication with EXTERNAL AUTHENTICATE is supported
	AIPCDASupported                    AIPBit = 0x0001 // byte 1 bit 1: CDA supported
)

// An AUCBit is a bit of [ApplicationUsageControl]: the number of its byte, from 0, and its mask.
type AUCBit uint16

// The bits of [ApplicationUsageControl].
const (
	AUCDomesticCash          AUCBit = 0x0080 // byte 1 bit 8: valid for domestic cash
	AUCInternationalCash     AUCBit = 0x0040 // byte 1 bit 7: valid for international cash
	AUCDomesticGoods         AUCBit = 0x0020 // byte 1 bit 6: valid for domestic goods
	AUCInternationalGoods    AUCBit = 0x0010 // byte 1 bit 5: valid for international goods
	AUCDomesticServices      AUCBit = 0x0008 // byte 1 bit 4: valid for domestic services
	AUCInternationalServices AUCBit = 0x0004 // byte 1 bit 3: valid for international services
	AUCATM                   AUCBit = 0x0002 // byte 1 bit 2: valid at ATMs
	AUCOtherThanATM          AUCBit = 0x0001 // byte 1 bit 1: valid at terminals other than ATMs
	AUCDomesticCashback      AUCBit = 0x0180 // byte 2 bit 8: domestic cashback allowed
	AUCInternationalCashback AUCBit = 0x0140 // byte 2 bit 7: international cashback allowed
)

// A TVRBit is a bit of [TVR]: the number of its byte, from 0, and its mask.
type TVRBit uint16

// The bits of [TVR].
const (
	TVRODANotPerformed             TVRBit = 0x0080 // byte 1 bit 8: offline data authentication was not performed
	TVRSDAFailed                   TVRBit = 0x0040 // byte 1 bit 7: SDA failed
	TVRICCDataMissing              TVRBit = 0x0020 // byte 1 bit 6: ICC data missing
	TVROnExceptionFile             TVRBit = 0x0010 // byte 1 bit 5: card appears on the terminal exception file
	TVRDDAFailed                   TVRBit = 0x0008 // byte 1 bit 4: DDA failed
	TVRCDAFailed                   TVRBit = 0x0004 // byte 1 bit 3: CDA failed
	TVRSDASelected                 TVRBit = 0x0002 // byte 1 bit 2: SDA selected
	TVRXDASelected                 TVRBit = 0x0001 // byte 1 bit 1: XDA selected
	TVRDifferentVersions           TVRBit = 0x0180 // byte 2 bit 8: ICC and terminal have different application versions
	TVRExpiredApplication          TVRBit = 0x0140 // byte 2 bit 7: expired application
	TVRNotYetEffective             TVRBit = 0x0120 // byte 2 bit 6: application not yet effective
	TVRServiceNotAllowed           TVRBit = 0x0110 // byte 2 bit 5: requested service not allowed for the card product
	TVRNewCard                     TVRBit = 0x0108 // byte 2 bit 4: new card
	TVRBiometricSuccessful         TVRBit = 0x0102 // byte 2 bit 2: biometric performed and successful
	TVRBiometricFormatNotSupported TVRBit = 0x0101 // byte 2 bit 1: biometric template format not supported
	TVRCVMNotSuccessful            TVRBit = 0x0280 // byte 3 bit 8: cardholder verification was not successful
	TVRUnrecognisedCVM             TVRBit = 0x0240 // byte 3 bit 7: unrecognised CVM
	TVRPINTryLimitExceeded         TVRBit = 0x0220 // byte 3 bit 6: PIN try limit exceeded
	TVRPINPadNotWorking            TVRBit = 0x0210 // byte 3 bit 5: PIN entry required and PIN pad not present or not working
	TVRPINNotEntered               TVRBit = 0x0208 // byte 3 bit 4: PIN entry required, PIN pad present, but PIN was not entered
	TVROnlineCVMCaptured           TVRBit = 0x0204 // byte 3 bit 3: online CVM captured
	TVRBiometricDeviceNotWorking   TVRBit = 0x0202 // byte 3 bit 2: biometric required but capture device not working
	TVRBiometricBypassed           TVRBit = 0x0201 // byte 3 bit 1: biometric required, capture device present, but entry was bypassed
	TVRFloorLimitExceeded          TVRBit = 0x0380 // byte 4 bit 8: transaction exceeds the floor limit
	TVRLowerOfflineLimitExceeded   TVRBit = 0x0340 // byte 4 bit 7: lower consecutive offline limit exceeded
	TVRUpperOfflineLimitExceeded   TVRBit = 0x0320 // byte 4 bit 6: upper consecutive offline limit exceeded
	TVRSelectedRandomly            TVRBit = 0x0310 // byte 4 bit 5: transaction selected randomly for online processing
	TVRMerchantForcedOnline        TVRBit = 0x0308 // byte 4 bit 4: merchant forced the transaction online
	TVRBiometricTryLimitExceeded   TVRBit = 0x0304 // byte 4 bit 3: biometric try limit exceeded
	TVRBiometricTypeNotSupported   TVRBit = 0x0302 // byte 4 bit 2: a selected biometric type is not supported
	TVRXDAFailed                   TVRBit = 0x0301 // byte 4 bit 1: XDA signature verification failed
	TVRDefaultTDOLUsed             TVRBit = 0x0480 // byte 5 bit 8: default TDOL used
	TVRIssuerAuthenticationFailed  TVRBit = 0x0440 // byte 5 bit 7: issuer authentication failed
	TVRScriptFailedBefore          TVRBit = 0x0420 // byte 5 bit 6: script processing failed before the final GENERATE AC
	TVRScriptFailedAfter           TVRBit = 0x0410 // byte 5 bit 5: script processing failed after the final GENERATE AC
	TVRCAECCKeyMissing             TVRBit = 0x0404 // byte 5 bit 3: CA ECC key missing
	TVRECCKeyRecoveryFailed        TVRBit = 0x0402 // byte 5 bit 2: ECC key recovery failed
)

// A TSIBit is a bit of [TSI]: the number of its byte, from 0, and its mask.
type TSIBit uint16

// The bits of [TSI].
const (
	TSIODAPerformed                    TSIBit = 0x0080 // byte 1 bit 8: offline data authentication was performed
	TSICardholderVerificationPerformed TSIBit = 0x0040 // byte 1 bit 7: cardholder verification was performed
	TSICardRiskManagementPerformed     TSIBit = 0x0020 // byte 1 bit 6: card risk management was performed
	TSIIssuerAuthenticationPerformed   TSIBit = 0x0010 // byte 1 bit 5: issuer authentication was performed
	TSITerminalRiskManagementPerformed TSIBit = 0x0008 // byte 1 bit 4: terminal risk management was performed
	TSIScriptProcessingPerformed       TSIBit = 0x0004 // byte 1 bit 3: script processing was performed
)

// A CapabilityBit is a bit of [TerminalCapabilities]: the number of its byte, from 0, and its mask.
type CapabilityBit uint16

// The bits of [TerminalCapabilities].
const (
	CapManualKeyEntry          CapabilityBit = 0x0080 // byte 1 bit 8: manual key entry
	CapMagneticStripe          CapabilityBit = 0x0040 // byte 1 bit 7: magnetic stripe
	CapICWithContacts          CapabilityBit = 0x0020 // byte 1 bit 6: IC with contacts
	CapPlaintextPIN            CapabilityBit = 0x0180 // byte 2 bit 8: plaintext PIN for ICC verification
	CapEncipheredPINOnline     CapabilityBit = 0x0140 // byte 2 bit 7: enciphered PIN for online verification
	CapSignature               CapabilityBit = 0x0120 // byte 2 bit 6: signature
	CapEncipheredPINOfflineRSA CapabilityBit = 0x0110 // byte 2 bit 5: enciphered PIN for offline verification, RSA
	CapNoCVM                   CapabilityBit = 0x0108 // byte 2 bit 4: no CVM required
	CapBiometricOnline         CapabilityBit = 0x0104 // byte 2 bit 3: online biometric
	CapBiometricOffline        CapabilityBit = 0x0102 // byte 2 bit 2: offline biometric
	CapEncipheredPINOfflineECC CapabilityBit = 0x0101 // byte 2 bit 1: enciphered PIN for offline verification, ECC
	CapSDA                     CapabilityBit = 0x0280 // byte 3 bit 8: SDA
	CapDDA                     CapabilityBit = 0x0240 // byte 3 bit 7: DDA
	CapCardCapture             CapabilityBit = 0x0220 // byte 3 bit 6: card capture
	CapCDA                     CapabilityBit = 0x0208 // byte 3 bit 4: CDA
	CapXDA                     CapabilityBit = 0x0204 // byte 3 bit 3: XDA
)

// An AdditionalCapabilityBit is a bit of [AdditionalTerminalCapabilities]: the number of its byte, from 0, and its mask.
type AdditionalCapabilityBit uint16

// The bits of [AdditionalTerminalCapabilities].
const (
	AddCapCash              AdditionalCapabilityBit = 0x0080 // byte 1 bit 8: cash
	AddCapGoods             AdditionalCapabilityBit = 0x0040 // byte 1 bit 7: goods
	AddCapServices          AdditionalCapabilityBit = 0x0020 // byte 1 bit 6: services
	AddCapCashback          AdditionalCapabilityBit = 0x0010 // byte 1 bit 5: cashback
	AddCapInquiry           AdditionalCapabilityBit = 0x0008 // byte 1 bit 4: inquiry
	AddCapTransfer          AdditionalCapabilityBit = 0x0004 // byte 1 bit 3: transfer
	AddCapPayment           AdditionalCapabilityBit = 0x0002 // byte 1 bit 2: payment
	AddCapAdministrative    AdditionalCapabilityBit = 0x0001 // byte 1 bit 1: administrative
	AddCapCashDeposit       AdditionalCapabilityBit = 0x0180 // byte 2 bit 8: cash deposit
	AddCapNumericKeys       AdditionalCapabilityBit = 0x0280 // byte 3 bit 8: numeric keys
	AddCapAlphabeticKeys    AdditionalCapabilityBit = 0x0240 // byte 3 bit 7: alphabetic and special character keys
	AddCapCommandKeys       AdditionalCapabilityBit = 0x0220 // byte 3 bit 6: command keys
	AddCapFunctionKeys      AdditionalCapabilityBit = 0x0210 // byte 3 bit 5: function keys
	AddCapPrintAttendant    AdditionalCapabilityBit = 0x0380 // byte 4 bit 8: print or electronic, attendant
	AddCapPrintCardholder   AdditionalCapabilityBit = 0x0340 // byte 4 bit 7: print or electronic, cardholder
	AddCapDisplayAttendant  AdditionalCapabilityBit = 0x0320 // byte 4 bit 6: display, attendant
	AddCapDisplayCardholder AdditionalCapabilityBit = 0x0310 // byte 4 bit 5: display, cardholder
	AddCapCodeTable10       AdditionalCapabilityBit = 0x0302 // byte 4 bit 2: code table 10
	AddCapCodeTable9        AdditionalCapabilityBit = 0x0301 // byte 4 bit 1: code table 9
	AddCapCodeTable8        AdditionalCapabilityBit = 0x0480 // byte 5 bit 8: code table 8
	AddCapCodeTable7        AdditionalCapabilityBit = 0x0440 // byte 5 bit 7: code table 7
	AddCapCodeTable6        AdditionalCapabilityBit = 0x0420 // byte 5 bit 6: code table 6
	AddCapCodeTable5        AdditionalCapabilityBit = 0x0410 // byte 5 bit 5: code table 5
	AddCapCodeTable4        AdditionalCapabilityBit = 0x0408 // byte 5 bit 4: code table 4
	AddCapCodeTable3        AdditionalCapabilityBit = 0x0404 // byte 5 bit 3: code table 3
	AddCapCodeTable2        AdditionalCapabilityBit = 0x0402 // byte 5 bit 2: code table 2
	AddCapCodeTable1        AdditionalCapabilityBit = 0x0401 // byte 5 bit 1: code table 1
)

// A BiometricCapabilityBit is a bit of [BiometricTerminalCapabilities]: the number of its byte, from 0, and its mask.
type BiometricCapabilityBit uint16

// The bits of [BiometricTerminalCapabilities].
const (
	BioCapFacialOffline BiometricCapabilityBit = 0x0080 // byte 1 bit 8: facial biometric for offline verification
	BioCapFingerOffline BiometricCapabilityBit = 0x0040 // byte 1 bit 7: finger biometric for offline verification
	BioCapIrisOffline   BiometricCapabilityBit = 0x0020 // byte 1 bit 6: iris biometric for offline verification
	BioCapPalmOffline   BiometricCapabilityBit = 0x0010 // byte 1 bit 5: palm biometric for offline verification
	BioCapVoiceOffline  BiometricCapabilityBit = 0x0008 // byte 1 bit 4: voice biometric for offline verification
	BioCapFacialOnline  BiometricCapabilityBit = 0x0180 // byte 2 bit 8: facial biometric for online verification
	BioCapFingerOnline  BiometricCapabilityBit = 0x0140 // byte 2 bit 7: finger biometric for online verification
	BioCapIrisOnline    BiometricCapabilityBit = 0x0120 // byte 2 bit 6: iris biometric for online verification
	BioCapPalmOnline    BiometricCapabilityBit = 0x0110 // byte 2 bit 5: palm biometric for online verification
	BioCapVoiceOnline   BiometricCapabilityBit = 0x0108 // byte 2 bit 4: voice biometric for online verification
)

var bitsAIP = bitTable{size: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "XDA supported"},
	{index: 0, mask: 0x40, value: 0x40, words: "SDA supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "DDA supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "cardholder verification is supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "terminal risk management is to be performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "issuer authentication with EXTERNAL AUTHENTICATE is supported"},
	{index: 0, mask: 0x02, value: 0x02, words: "reserved for contactless"},
	{index: 0, mask: 0x01, value: 0x01, words: "CDA supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "reserved for contactless"},
	{index: 1, mask: 0x40, value: 0x40, words: "reserved for contactless"},
	{index: 1, mask: 0x20, value: 0x20, words: "reserved for contactless"},
	{index: 1, mask: 0x01, value: 0x01, words: "reserved for contactless"},
}}

var bitsApplicationUsageControl = bitTable{size: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "valid for domestic cash"},
	{index: 0, mask: 0x40, value: 0x40, words: "valid for international cash"},
	{index: 0, mask: 0x20, value: 0x20, words: "valid for domestic goods"},
	{index: 0, mask: 0x10, value: 0x10, words: "valid for international goods"},
	{index: 0, mask: 0x08, value: 0x08, words: "valid for domestic services"},
	{index: 0, mask: 0x04, value: 0x04, words: "valid for international services"},
	{index: 0, mask: 0x02, value: 0x02, words: "valid at ATMs"},
	{index: 0, mask: 0x01, value: 0x01, words: "valid at terminals other than ATMs"},
	{index: 1, mask: 0x80, value: 0x80, words: "domestic cashback allowed"},
	{index: 1, mask: 0x40, value: 0x40, words: "international cashback allowed"},
}}

var bitsTVR = bitTable{size: 5, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "offline data authentication was not performed"},
	{index: 0, mask: 0x40, value: 0x40, words: "SDA failed"},
	{index: 0, mask: 0x20, value: 0x20, words: "ICC data missing"},
	{index: 0, mask: 0x10, value: 0x10, words: "card appears on the terminal exception file"},
	{index: 0, mask: 0x08, value: 0x08, words: "DDA failed"},
	{index: 0, mask: 0x04, value: 0x04, words: "CDA failed"},
	{index: 0, mask: 0x02, value: 0x02, words: "SDA selected"},
	{index: 0, mask: 0x01, value: 0x01, words: "XDA selected"},
	{index: 1, mask: 0x80, value: 0x80, words: "ICC and terminal have different application versions"},
	{index: 1, mask: 0x40, value: 0x40, words: "expired application"},
	{index: 1, mask: 0x20, value: 0x20, words: "application not yet effective"},
	{index: 1, mask: 0x10, value: 0x10, words: "requested service not allowed for the card product"},
	{index: 1, mask: 0x08, value: 0x08, words: "new card"},
	{index: 1, mask: 0x02, value: 0x02, words: "biometric performed and successful"},
	{index: 1, mask: 0x01, value: 0x01, words: "biometric template format not supported"},
	{index: 2, mask: 0x80, value: 0x80, words: "cardholder verification was not successful"},
	{index: 2, mask: 0x40, value: 0x40, words: "unrecognised CVM"},
	{index: 2, mask: 0x20, value: 0x20, words: "PIN try limit exceeded"},
	{index: 2, mask: 0x10, value: 0x10, words: "PIN entry required and PIN pad not present or not working"},
	{index: 2, mask: 0x08, value: 0x08, words: "PIN entry required, PIN pad present, but PIN was not entered"},
	{index: 2, mask: 0x04, value: 0x04, words: "online CVM captured"},
	{index: 2, mask: 0x02, value: 0x02, words: "biometric required but capture device not working"},
	{index: 2, mask: 0x01, value: 0x01, words: "biometric required, capture device present, but entry was bypassed"},
	{index: 3, mask: 0x80, value: 0x80, words: "transaction exceeds the floor limit"},
	{index: 3, mask: 0x40, value: 0x40, words: "lower consecutive offline limit exceeded"},
	{index: 3, mask: 0x20, value: 0x20, words: "upper consecutive offline limit exceeded"},
	{index: 3, mask: 0x10, value: 0x10, words: "transaction selected randomly for online processing"},
	{index: 3, mask: 0x08, value: 0x08, words: "merchant forced the transaction online"},
	{index: 3, mask: 0x04, value: 0x04, words: "biometric try limit exceeded"},
	{index: 3, mask: 0x02, value: 0x02, words: "a selected biometric type is not supported"},
	{index: 3, mask: 0x01, value: 0x01, words: "XDA signature verification failed"},
	{index: 4, mask: 0x80, value: 0x80, words: "default TDOL used"},
	{index: 4, mask: 0x40, value: 0x40, words: "issuer authentication failed"},
	{index: 4, mask: 0x20, value: 0x20, words: "script processing failed before the final GENERATE AC"},
	{index: 4, mask: 0x10, value: 0x10, words: "script processing failed after the final GENERATE AC"},
	{index: 4, mask: 0x08, value: 0x08, words: "reserved for contactless"},
	{index: 4, mask: 0x04, value: 0x04, words: "CA ECC key missing"},
	{index: 4, mask: 0x02, value: 0x02, words: "ECC key recovery failed"},
	{index: 4, mask: 0x01, value: 0x01, words: "reserved for contactless"},
}}

var bitsTSI = bitTable{size: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "offline data authentication was performed"},
	{index: 0, mask: 0x40, value: 0x40, words: "cardholder verification was performed"},
	{index: 0, mask: 0x20, value: 0x20, words: "card risk management was performed"},
	{index: 0, mask: 0x10, value: 0x10, words: "issuer authentication was performed"},
	{index: 0, mask: 0x08, value: 0x08, words: "terminal risk management was performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "script processing was performed"},
}}

var bitsTerminalCapabilities = bitTable{size: 3, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "manual key entry"},
	{index: 0, mask: 0x40, value: 0x40, words: "magnetic stripe"},
	{index: 0, mask: 0x20, value: 0x20, words: "IC with contacts"},
	{index: 1, mask: 0x80, value: 0x80, words: "plaintext PIN for ICC verification"},
	{index: 1, mask: 0x40, value: 0x40, words: "enciphered PIN for online verification"},
	{index: 1, mask: 0x20, value: 0x20, words: "signature"},
	{index: 1, mask: 0x10, value: 0x10, words: "enciphered PIN for offline verification, RSA"},
	{index: 1, mask: 0x08, value: 0x08, words: "no CVM required"},
	{index: 1, mask: 0x04, value: 0x04, words: "online biometric"},
	{index: 1, mask: 0x02, value: 0x02, words: "offline biometric"},
	{index: 1, mask: 0x01, value: 0x01, words: "enciphered PIN for offline verification, ECC"},
	{index: 2, mask: 0x80, value: 0x80, words: "SDA"},
	{index: 2, mask: 0x40, value: 0x40, words: "DDA"},
	{index: 2, mask: 0x20, value: 0x20, words: "card capture"},
	{index: 2, mask: 0x08, value: 0x08, words: "CDA"},
	{index: 2, mask: 0x04, value: 0x04, words: "XDA"},
}}

var bitsAdditionalTerminalCapabilities = bitTable{size: 5, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "cash"},
	{index: 0, mask: 0x40, value: 0x40, words: "goods"},
	{index: 0, mask: 0x20, value: 0x20, words: "services"},
	{index: 0, mask: 0x10, value: 0x10, words: "cashback"},
	{index: 0, mask: 0x08, value: 0x08, words: "inquiry"},
	{index: 0, mask: 0x04, value: 0x04, words: "transfer"},
	{index: 0, mask: 0x02, value: 0x02, words: "payment"},
	{index: 0, mask: 0x01, value: 0x01, words: "administrative"},
	{index: 1, mask: 0x80, value: 0x80, words: "cash deposit"},
	{index: 2, mask: 0x80, value: 0x80, words: "numeric keys"},
	{index: 2, mask: 0x40, value: 0x40, words: "alphabetic and special character keys"},
	{index: 2, mask: 0x20, value: 0x20, words: "command keys"},
	{index: 2, mask: 0x10, value: 0x10, words: "function keys"},
	{index: 3, mask: 0x80, value: 0x80, words: "print or electronic, attendant"},
	{index: 3, mask: 0x40, value: 0x40, words: "print or electronic, cardholder"},
	{index: 3, mask: 0x20, value: 0x20, words: "display, attendant"},
	{index: 3, mask: 0x10, value: 0x10, words: "display, cardholder"},
	{index: 3, mask: 0x02, value: 0x02, words: "code table 10"},
	{index: 3, mask: 0x01, value: 0x01, words: "code table 9"},
	{index: 4, mask: 0x80, value: 0x80, words: "code table 8"},
	{index: 4, mask: 0x40, value: 0x40, words: "code table 7"},
	{index: 4, mask: 0x20, value: 0x20, words: "code table 6"},
	{index: 4, mask: 0x10, value: 0x10, words: "code table 5"},
	{index: 4, mask: 0x08, value: 0x08, words: "code table 4"},
	{index: 4, mask: 0x04, value: 0x04, words: "code table 3"},
	{index: 4, mask: 0x02, value: 0x02, words: "code table 2"},
	{index: 4, mask: 0x01, value: 0x01, words: "code table 1"},
}}

var bitsBiometricTerminalCapabilities = bitTable{size: 3, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "facial biometric for offline verification"},
	{index: 0, mask: 0x40, value: 0x40, words: "finger biometric for offline verification"},
	{index: 0, mask: 0x20, value: 0x20, words: "iris biometric for offline verification"},
	{index: 0, mask: 0x10, value: 0x10, words: "palm biometric for offline verification"},
	{index: 0, mask: 0x08, value: 0x08, words: "voice biometric for offline verification"},
	{index: 1, mask: 0x80, value: 0x80, words: "facial biometric for online verification"},
	{index: 1, mask: 0x40, value: 0x40, words: "finger biometric for online verification"},
	{index: 1, mask: 0x20, value: 0x20, words: "iris biometric for online verification"},
	{index: 1, mask: 0x10, value: 0x10, words: "palm biometric for online verification"},
	{index: 1, mask: 0x08, value: 0x08, words: "voice biometric for online verification"},
}}

var bitsCID = bitTable{size: 1, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "AAC"},
	{index: 0, mask: 0xC0, value: 0x40, words: "TC"},
	{index: 0, mask: 0xC0, value: 0x80, words: "ARQC"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "RFU"},
	{index: 0, mask: 0x30, value: 0x00, words: ""},
	{index: 0, mask: 0x30, other: true, words: "payment system specific cryptogram"},
	{index: 0, mask: 0x08, value: 0x08, words: "advice required"},
	{index: 0, mask: 0x07, value: 0x00, words: ""},
	{index: 0, mask: 0x07, value: 0x01, words: "service not allowed"},
	{index: 0, mask: 0x07, value: 0x02, words: "PIN try limit exceeded"},
	{index: 0, mask: 0x07, value: 0x03, words: "issuer authentication failed"},
	{index: 0, mask: 0x07, other: true, words: "RFU"},
}}

var bitsCVMResults = bitTable{size: 3, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "apply the next rule if this CVM is unsuccessful"},
	{index: 0, mask: 0x3F, value: 0x00, words: "fail CVM processing"},
	{index: 0, mask: 0x3F, value: 0x01, words: "plaintext PIN verified by the ICC"},
	{index: 0, mask: 0x3F, value: 0x02, words: "enciphered PIN verified online"},
	{index: 0, mask: 0x3F, value: 0x03, words: "plaintext PIN verified by the ICC, and signature"},
	{index: 0, mask: 0x3F, value: 0x04, words: "enciphered PIN verified by the ICC"},
	{index: 0, mask: 0x3F, value: 0x05, words: "enciphered PIN verified by the ICC, and signature"},
	{index: 0, mask: 0x3F, value: 0x06, words: "facial biometric verified offline"},
	{index: 0, mask: 0x3F, value: 0x07, words: "facial biometric verified online"},
	{index: 0, mask: 0x3F, value: 0x08, words: "finger biometric verified offline"},
	{index: 0, mask: 0x3F, value: 0x09, words: "finger biometric verified online"},
	{index: 0, mask: 0x3F, value: 0x0A, words: "palm biometric verified offline"},
	{index: 0, mask: 0x3F, value: 0x0B, words: "palm biometric verified online"},
	{index: 0, mask: 0x3F, value: 0x0C, words: "iris biometric verified offline"},
	{index: 0, mask: 0x3F, value: 0x0D, words: "iris biometric verified online"},
	{index: 0, mask: 0x3F, value: 0x0E, words: "voice biometric verified offline"},
	{index: 0, mask: 0x3F, value: 0x0F, words: "voice biometric verified online"},
	{index: 0, mask: 0x3F, value: 0x1E, words: "signature"},
	{index: 0, mask: 0x3F, value: 0x1F, words: "no CVM required"},
	{index: 0, mask: 0x3F, value: 0x20, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x21, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x22, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x23, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x24, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x25, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x26, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x27, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x28, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x29, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x2A, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x2B, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x2C, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x2D, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x2E, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x2F, words: "reserved for the payment system"},
	{index: 0, mask: 0x3F, value: 0x30, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x31, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x32, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x33, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x34, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x35, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x36, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x37, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x38, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x39, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x3A, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x3B, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x3C, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x3D, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x3E, words: "reserved for the issuer"},
	{index: 0, mask: 0x3F, value: 0x3F, words: "no CVM performed"},
	{index: 0, mask: 0x3F, other: true, words: "RFU"},
	{index: 1, mask: 0xFF, value: 0x00, words: "always"},
	{index: 1, mask: 0xFF, value: 0x01, words: "if unattended cash"},
	{index: 1, mask: 0xFF, value: 0x02, words: "if neither unattended cash nor manual cash nor purchase with cashback"},
	{index: 1, mask: 0xFF, value: 0x03, words: "if the terminal supports the CVM"},
	{index: 1, mask: 0xFF, value: 0x04, words: "if manual cash"},
	{index: 1, mask: 0xFF, value: 0x05, words: "if purchase with cashback"},
	{index: 1, mask: 0xFF, value: 0x06, words: "if in the application currency and under X"},
	{index: 1, mask: 0xFF, value: 0x07, words: "if in the application currency and over X"},
	{index: 1, mask: 0xFF, value: 0x08, words: "if in the application currency and under Y"},
	{index: 1, mask: 0xFF, value: 0x09, words: "if in the application currency and over Y"},
	{index: 1, mask: 0xFF, value: 0x80, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x81, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x82, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x83, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x84, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x85, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x86, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x87, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x88, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x89, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x8A, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x8B, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x8C, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x8D, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x8E, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x8F, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x90, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x91, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x92, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x93, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x94, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x95, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x96, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x97, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x98, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x99, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x9A, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x9B, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x9C, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x9D, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x9E, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0x9F, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA0, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA1, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA2, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA3, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA4, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA5, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA6, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA7, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA8, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xA9, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xAA, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xAB, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xAC, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xAD, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xAE, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xAF, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB0, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB1, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB2, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB3, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB4, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB5, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB6, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB7, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB8, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xB9, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xBA, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xBB, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xBC, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xBD, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xBE, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xBF, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC0, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC1, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC2, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC3, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC4, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC5, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC6, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC7, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC8, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xC9, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xCA, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xCB, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xCC, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xCD, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xCE, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xCF, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD0, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD1, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD2, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD3, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD4, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD5, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD6, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD7, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD8, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xD9, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xDA, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xDB, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xDC, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xDD, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xDE, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xDF, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE0, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE1, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE2, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE3, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE4, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE5, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE6, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE7, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE8, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xE9, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xEA, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xEB, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xEC, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xED, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xEE, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xEF, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF0, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF1, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF2, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF3, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF4, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF5, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF6, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF7, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF8, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xF9, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xFA, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xFB, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xFC, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xFD, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xFE, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, value: 0xFF, words: "reserved for the payment system"},
	{index: 1, mask: 0xFF, other: true, words: "RFU"},
	{index: 2, mask: 0xFF, value: 0x00, words: "result unknown"},
	{index: 2, mask: 0xFF, value: 0x01, words: "failed"},
	{index: 2, mask: 0xFF, value: 0x02, words: "successful"},
	{index: 2, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsTerminalType = bitTable{size: 1, fields: []bitField{
	{index: 0, mask: 0xF0, value: 0x10, words: "operated by a financial institution"},
	{index: 0, mask: 0xF0, value: 0x20, words: "operated by a merchant"},
	{index: 0, mask: 0xF0, value: 0x30, words: "operated by the cardholder"},
	{index: 0, mask: 0xF0, other: true, words: "RFU"},
	{index: 0, mask: 0x0F, value: 0x01, words: "attended, online only"},
	{index: 0, mask: 0x0F, value: 0x02, words: "attended, offline with online capability"},
	{index: 0, mask: 0x0F, value: 0x03, words: "attended, offline only"},
	{index: 0, mask: 0x0F, value: 0x04, words: "unattended, online only"},
	{index: 0, mask: 0x0F, value: 0x05, words: "unattended, offline with online capability"},
	{index: 0, mask: 0x0F, value: 0x06, words: "unattended, offline only"},
	{index: 0, mask: 0x0F, other: true, words: "RFU"},
}}

var bitsAccountType = bitTable{size: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "default"},
	{index: 0, mask: 0xFF, value: 0x10, words: "savings"},
	{index: 0, mask: 0xFF, value: 0x20, words: "cheque or debit"},
	{index: 0, mask: 0xFF, value: 0x30, words: "credit"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsIssuerCodeTableIndex = bitTable{size: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x01, words: "ISO 8859 part 1"},
	{index: 0, mask: 0xFF, value: 0x02, words: "ISO 8859 part 2"},
	{index: 0, mask: 0xFF, value: 0x03, words: "ISO 8859 part 3"},
	{index: 0, mask: 0xFF, value: 0x04, words: "ISO 8859 part 4"},
	{index: 0, mask: 0xFF, value: 0x05, words: "ISO 8859 part 5"},
	{index: 0, mask: 0xFF, value: 0x06, words: "ISO 8859 part 6"},
	{index: 0, mask: 0xFF, value: 0x07, words: "ISO 8859 part 7"},
	{index: 0, mask: 0xFF, value: 0x08, words: "ISO 8859 part 8"},
	{index: 0, mask: 0xFF, value: 0x09, words: "ISO 8859 part 9"},
	{index: 0, mask: 0xFF, value: 0x10, words: "ISO 8859 part 10"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsApplicationPriorityIndicator = bitTable{size: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "not to be selected without confirmation of the cardholder"},
	{index: 0, mask: 0x0F, value: 0x00, words: "no priority assigned"},
	{index: 0, mask: 0x0F, value: 0x01, words: "priority 1, the highest"},
	{index: 0, mask: 0x0F, value: 0x02, words: "priority 2"},
	{index: 0, mask: 0x0F, value: 0x03, words: "priority 3"},
	{index: 0, mask: 0x0F, value: 0x04, words: "priority 4"},
	{index: 0, mask: 0x0F, value: 0x05, words: "priority 5"},
	{index: 0, mask: 0x0F, value: 0x06, words: "priority 6"},
	{index: 0, mask: 0x0F, value: 0x07, words: "priority 7"},
	{index: 0, mask: 0x0F, value: 0x08, words: "priority 8"},
	{index: 0, mask: 0x0F, value: 0x09, words: "priority 9"},
	{index: 0, mask: 0x0F, value: 0x0A, words: "priority 10"},
	{index: 0, mask: 0x0F, value: 0x0B, words: "priority 11"},
	{index: 0, mask: 0x0F, value: 0x0C, words: "priority 12"},
	{index: 0, mask: 0x0F, value: 0x0D, words: "priority 13"},
	{index: 0, mask: 0x0F, value: 0x0E, words: "priority 14"},
	{index: 0, mask: 0x0F, value: 0x0F, words: "priority 15"},
}}

var bitsTransactionType = bitTable{size: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "purchase of goods or services"},
	{index: 0, mask: 0xFF, value: 0x01, words: "cash"},
	{index: 0, mask: 0xFF, value: 0x09, words: "purchase with cashback"},
	{index: 0, mask: 0xFF, value: 0x12, words: "manual cash"},
	{index: 0, mask: 0xFF, value: 0x17, words: "cash disbursement"},
	{index: 0, mask: 0xFF, value: 0x20, words: "refund"},
	{index: 0, mask: 0xFF, value: 0x21, words: "deposit"},
	{index: 0, mask: 0xFF, value: 0x30, words: "available funds inquiry"},
	{index: 0, mask: 0xFF, value: 0x31, words: "balance inquiry"},
	{index: 0, mask: 0xFF, value: 0x40, words: "transfer"},
	{index: 0, mask: 0xFF, value: 0x50, words: "payment"},
	{index: 0, mask: 0xFF, other: true, words: "defined by the payment system"},
}}

var bitsPOSEntryMode = bitTable{size: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "unknown"},
	{index: 0, mask: 0xFF, value: 0x01, words: "manual"},
	{index: 0, mask: 0xFF, value: 0x02, words: "magnetic stripe"},
	{index: 0, mask: 0xFF, value: 0x03, words: "bar code"},
	{index: 0, mask: 0xFF, value: 0x05, words: "chip with contacts"},
	{index: 0, mask: 0xFF, value: 0x07, words: "contactless chip"},
	{index: 0, mask: 0xFF, value: 0x80, words: "magnetic stripe after a chip failed"},
	{index: 0, mask: 0xFF, value: 0x90, words: "whole magnetic stripe"},
	{index: 0, mask: 0xFF, value: 0x91, words: "contactless magnetic stripe data"},
	{index: 0, mask: 0xFF, other: true, words: "defined by the payment system"},
}}

var bitsBiometricSubtype = bitTable{size: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "no information given"},
	{index: 0, mask: 0x03, value: 0x00, words: ""},
	{index: 0, mask: 0x03, value: 0x01, words: "right"},
	{index: 0, mask: 0x03, value: 0x02, words: "left"},
	{index: 0, mask: 0x03, other: true, words: "RFU"},
	{index: 0, mask: 0x7C, value: 0x00, words: "no part of the body named"},
	{index: 0, mask: 0x7C, value: 0x20, words: "no meaning"},
	{index: 0, mask: 0x7C, value: 0x24, words: "thumb"},
	{index: 0, mask: 0x7C, value: 0x28, words: "index finger"},
	{index: 0, mask: 0x7C, value: 0x2C, words: "middle finger"},
	{index: 0, mask: 0x7C, value: 0x30, words: "ring finger"},
	{index: 0, mask: 0x7C, value: 0x34, words: "little finger"},
	{index: 0, mask: 0x7C, value: 0x64, words: "palm"},
	{index: 0, mask: 0x7C, value: 0x68, words: "back of hand"},
	{index: 0, mask: 0x7C, value: 0x6C, words: "wrist"},
	{index: 0, mask: 0x7C, other: true, words: "RFU"},
}}

// bitTableOf is the table of a row, nil if it has none.
func bitTableOf(r Row) *bitTable {
	switch r {
	case AIP:
		return &bitsAIP
	case ApplicationUsageControl:
		return &bitsApplicationUsageControl
	case TVR, IssuerActionCodeDefault, IssuerActionCodeDenial, IssuerActionCodeOnline, TerminalActionCodeDefault, TerminalActionCodeDenial, TerminalActionCodeOnline:
		return &bitsTVR
	case TSI:
		return &bitsTSI
	case TerminalCapabilities:
		return &bitsTerminalCapabilities
	case AdditionalTerminalCapabilities:
		return &bitsAdditionalTerminalCapabilities
	case BiometricTerminalCapabilities:
		return &bitsBiometricTerminalCapabilities
	case CID:
		return &bitsCID
	case CVMResults:
		return &bitsCVMResults
	case TerminalType:
		return &bitsTerminalType
	case AccountType:
		return &bitsAccountType
	case IssuerCodeTableIndex:
		return &bitsIssuerCodeTableIndex
	case ApplicationPriorityIndicator:
		return &bitsApplicationPriorityIndicator
	case TransactionType:
		return &bitsTransactionType
	case POSEntryMode:
		return &bitsPOSEntryMode
	case BiometricSubtype:
		return &bitsBiometricSubtype
	default:
		return nil
	}
}
