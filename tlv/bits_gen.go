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

var bitsAIP = bitTable{size: 2, most: 2, fields: []bitField{
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

var bitsApplicationUsageControl = bitTable{size: 2, most: 2, fields: []bitField{
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

var bitsTVR = bitTable{size: 5, most: 5, fields: []bitField{
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

var bitsTSI = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "offline data authentication was performed"},
	{index: 0, mask: 0x40, value: 0x40, words: "cardholder verification was performed"},
	{index: 0, mask: 0x20, value: 0x20, words: "card risk management was performed"},
	{index: 0, mask: 0x10, value: 0x10, words: "issuer authentication was performed"},
	{index: 0, mask: 0x08, value: 0x08, words: "terminal risk management was performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "script processing was performed"},
}}

var bitsTerminalCapabilities = bitTable{size: 3, most: 3, fields: []bitField{
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

var bitsAdditionalTerminalCapabilities = bitTable{size: 5, most: 5, fields: []bitField{
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

var bitsBiometricTerminalCapabilities = bitTable{size: 3, most: 3, fields: []bitField{
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

var bitsCID = bitTable{size: 1, most: 1, fields: []bitField{
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

var bitsCVMResults = bitTable{size: 3, most: 3, fields: []bitField{
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

var bitsTerminalType = bitTable{size: 1, most: 1, fields: []bitField{
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

var bitsAccountType = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "default"},
	{index: 0, mask: 0xFF, value: 0x10, words: "savings"},
	{index: 0, mask: 0xFF, value: 0x20, words: "cheque or debit"},
	{index: 0, mask: 0xFF, value: 0x30, words: "credit"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsIssuerCodeTableIndex = bitTable{size: 1, most: 1, fields: []bitField{
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

var bitsApplicationPriorityIndicator = bitTable{size: 1, most: 1, fields: []bitField{
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

var bitsTransactionType = bitTable{size: 1, most: 1, fields: []bitField{
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

var bitsPOSEntryMode = bitTable{size: 1, most: 1, fields: []bitField{
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

var bitsBiometricSubtype = bitTable{size: 1, most: 1, fields: []bitField{
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

var bitsCardStatusUpdate = bitTable{size: 4, most: 4, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "proprietary authentication data included"},
	{index: 0, mask: 0x0F, value: 0x00, words: "PIN try counter: 0"},
	{index: 0, mask: 0x0F, value: 0x01, words: "PIN try counter: 1"},
	{index: 0, mask: 0x0F, value: 0x02, words: "PIN try counter: 2"},
	{index: 0, mask: 0x0F, value: 0x03, words: "PIN try counter: 3"},
	{index: 0, mask: 0x0F, value: 0x04, words: "PIN try counter: 4"},
	{index: 0, mask: 0x0F, value: 0x05, words: "PIN try counter: 5"},
	{index: 0, mask: 0x0F, value: 0x06, words: "PIN try counter: 6"},
	{index: 0, mask: 0x0F, value: 0x07, words: "PIN try counter: 7"},
	{index: 0, mask: 0x0F, value: 0x08, words: "PIN try counter: 8"},
	{index: 0, mask: 0x0F, value: 0x09, words: "PIN try counter: 9"},
	{index: 0, mask: 0x0F, value: 0x0A, words: "PIN try counter: 10"},
	{index: 0, mask: 0x0F, value: 0x0B, words: "PIN try counter: 11"},
	{index: 0, mask: 0x0F, value: 0x0C, words: "PIN try counter: 12"},
	{index: 0, mask: 0x0F, value: 0x0D, words: "PIN try counter: 13"},
	{index: 0, mask: 0x0F, value: 0x0E, words: "PIN try counter: 14"},
	{index: 0, mask: 0x0F, value: 0x0F, words: "PIN try counter: 15"},
	{index: 1, mask: 0x80, value: 0x80, words: "issuer approves the online transaction"},
	{index: 1, mask: 0x40, value: 0x40, words: "card block"},
	{index: 1, mask: 0x20, value: 0x20, words: "application block"},
	{index: 1, mask: 0x10, value: 0x10, words: "update the PIN try counter"},
	{index: 1, mask: 0x08, value: 0x08, words: "set go online on next transaction"},
	{index: 1, mask: 0x04, value: 0x04, words: "CSU made by a proxy for the issuer"},
	{index: 1, mask: 0x03, value: 0x00, words: "do not update the offline counters"},
	{index: 1, mask: 0x03, value: 0x01, words: "set the offline counters to the upper offline limits"},
	{index: 1, mask: 0x03, value: 0x02, words: "reset the offline counters to zero"},
	{index: 1, mask: 0x03, value: 0x03, words: "add the transaction to the offline counter"},
	{index: 3, to: 4, words: "issuer discretionary:"},
}}

var bitsCommonCoreIdentifier = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xF0, value: 0xA0, words: "IAD format code A: CCD version 4.1"},
	{index: 0, mask: 0xF0, value: 0xB0, words: "IAD format code RFU"},
	{index: 0, mask: 0xF0, value: 0xC0, words: "IAD format code RFU"},
	{index: 0, mask: 0xF0, value: 0xD0, words: "IAD format code RFU"},
	{index: 0, mask: 0xF0, value: 0xE0, words: "IAD format code RFU"},
	{index: 0, mask: 0xF0, value: 0xF0, words: "IAD format code RFU"},
	{index: 0, mask: 0xF0, other: true, words: "not a common core definition"},
	{index: 0, mask: 0x0F, value: 0x05, words: "cryptogram version 5: triple DES"},
	{index: 0, mask: 0x0F, value: 0x06, words: "cryptogram version 6: AES"},
	{index: 0, mask: 0x0F, value: 0x00, words: "proprietary cryptogram algorithm"},
	{index: 0, mask: 0x0F, value: 0x01, words: "proprietary cryptogram algorithm"},
	{index: 0, mask: 0x0F, value: 0x02, words: "proprietary cryptogram algorithm"},
	{index: 0, mask: 0x0F, value: 0x03, words: "proprietary cryptogram algorithm"},
	{index: 0, mask: 0x0F, other: true, words: "cryptogram version RFU"},
}}

var bitsCardVerificationResults = bitTable{size: 5, most: 5, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "second GENERATE AC: AAC"},
	{index: 0, mask: 0xC0, value: 0x40, words: "second GENERATE AC: TC"},
	{index: 0, mask: 0xC0, value: 0x80, words: "second GENERATE AC: not requested"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "second GENERATE AC: RFU"},
	{index: 0, mask: 0x30, value: 0x00, words: "first GENERATE AC: AAC"},
	{index: 0, mask: 0x30, value: 0x10, words: "first GENERATE AC: TC"},
	{index: 0, mask: 0x30, value: 0x20, words: "first GENERATE AC: ARQC"},
	{index: 0, mask: 0x30, value: 0x30, words: "first GENERATE AC: RFU"},
	{index: 0, mask: 0x08, value: 0x08, words: "CDA performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "offline DDA performed"},
	{index: 0, mask: 0x02, value: 0x02, words: "issuer authentication not performed"},
	{index: 0, mask: 0x01, value: 0x01, words: "issuer authentication failed"},
	{index: 1, mask: 0xF0, value: 0x00, words: "PIN try counter, low nibble: 0"},
	{index: 1, mask: 0xF0, value: 0x10, words: "PIN try counter, low nibble: 1"},
	{index: 1, mask: 0xF0, value: 0x20, words: "PIN try counter, low nibble: 2"},
	{index: 1, mask: 0xF0, value: 0x30, words: "PIN try counter, low nibble: 3"},
	{index: 1, mask: 0xF0, value: 0x40, words: "PIN try counter, low nibble: 4"},
	{index: 1, mask: 0xF0, value: 0x50, words: "PIN try counter, low nibble: 5"},
	{index: 1, mask: 0xF0, value: 0x60, words: "PIN try counter, low nibble: 6"},
	{index: 1, mask: 0xF0, value: 0x70, words: "PIN try counter, low nibble: 7"},
	{index: 1, mask: 0xF0, value: 0x80, words: "PIN try counter, low nibble: 8"},
	{index: 1, mask: 0xF0, value: 0x90, words: "PIN try counter, low nibble: 9"},
	{index: 1, mask: 0xF0, value: 0xA0, words: "PIN try counter, low nibble: 10"},
	{index: 1, mask: 0xF0, value: 0xB0, words: "PIN try counter, low nibble: 11"},
	{index: 1, mask: 0xF0, value: 0xC0, words: "PIN try counter, low nibble: 12"},
	{index: 1, mask: 0xF0, value: 0xD0, words: "PIN try counter, low nibble: 13"},
	{index: 1, mask: 0xF0, value: 0xE0, words: "PIN try counter, low nibble: 14"},
	{index: 1, mask: 0xF0, value: 0xF0, words: "PIN try counter, low nibble: 15"},
	{index: 1, mask: 0x08, value: 0x08, words: "offline PIN verification performed"},
	{index: 1, mask: 0x04, value: 0x04, words: "offline PIN verification performed and PIN not successfully verified"},
	{index: 1, mask: 0x02, value: 0x02, words: "PIN try limit exceeded"},
	{index: 1, mask: 0x01, value: 0x01, words: "last online transaction not completed"},
	{index: 2, mask: 0x80, value: 0x80, words: "lower offline transaction count limit exceeded"},
	{index: 2, mask: 0x40, value: 0x40, words: "upper offline transaction count limit exceeded"},
	{index: 2, mask: 0x20, value: 0x20, words: "lower cumulative offline amount limit exceeded"},
	{index: 2, mask: 0x10, value: 0x10, words: "upper cumulative offline amount limit exceeded"},
	{index: 2, mask: 0x08, value: 0x08, words: "issuer discretionary bit 1"},
	{index: 2, mask: 0x04, value: 0x04, words: "issuer discretionary bit 2"},
	{index: 2, mask: 0x02, value: 0x02, words: "issuer discretionary bit 3"},
	{index: 2, mask: 0x01, value: 0x01, words: "issuer discretionary bit 4"},
	{index: 3, mask: 0xF0, value: 0x00, words: "script commands with secure messaging processed: 0"},
	{index: 3, mask: 0xF0, value: 0x10, words: "script commands with secure messaging processed: 1"},
	{index: 3, mask: 0xF0, value: 0x20, words: "script commands with secure messaging processed: 2"},
	{index: 3, mask: 0xF0, value: 0x30, words: "script commands with secure messaging processed: 3"},
	{index: 3, mask: 0xF0, value: 0x40, words: "script commands with secure messaging processed: 4"},
	{index: 3, mask: 0xF0, value: 0x50, words: "script commands with secure messaging processed: 5"},
	{index: 3, mask: 0xF0, value: 0x60, words: "script commands with secure messaging processed: 6"},
	{index: 3, mask: 0xF0, value: 0x70, words: "script commands with secure messaging processed: 7"},
	{index: 3, mask: 0xF0, value: 0x80, words: "script commands with secure messaging processed: 8"},
	{index: 3, mask: 0xF0, value: 0x90, words: "script commands with secure messaging processed: 9"},
	{index: 3, mask: 0xF0, value: 0xA0, words: "script commands with secure messaging processed: 10"},
	{index: 3, mask: 0xF0, value: 0xB0, words: "script commands with secure messaging processed: 11"},
	{index: 3, mask: 0xF0, value: 0xC0, words: "script commands with secure messaging processed: 12"},
	{index: 3, mask: 0xF0, value: 0xD0, words: "script commands with secure messaging processed: 13"},
	{index: 3, mask: 0xF0, value: 0xE0, words: "script commands with secure messaging processed: 14"},
	{index: 3, mask: 0xF0, value: 0xF0, words: "script commands with secure messaging processed: 15"},
	{index: 3, mask: 0x08, value: 0x08, words: "issuer script processing failed"},
	{index: 3, mask: 0x04, value: 0x04, words: "offline data authentication failed on the previous transaction"},
	{index: 3, mask: 0x02, value: 0x02, words: "go online on next transaction was set"},
	{index: 3, mask: 0x01, value: 0x01, words: "unable to go online"},
}}

var bitsKernelIdentifier = bitTable{size: 1, most: 8, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "international kernel"},
	{index: 0, mask: 0xC0, value: 0x40, words: "RFU"},
	{index: 0, mask: 0xC0, value: 0x80, words: "domestic kernel, identifier in EMVCo format"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "domestic kernel, identifier in a proprietary format"},
	{index: 0, mask: 0x3F, value: 0x00, words: "the kernel that goes with the ADF name"},
	{index: 0, mask: 0x3F, value: 0x01, words: "short kernel ID 1"},
	{index: 0, mask: 0x3F, value: 0x02, words: "short kernel ID 2"},
	{index: 0, mask: 0x3F, value: 0x03, words: "short kernel ID 3"},
	{index: 0, mask: 0x3F, value: 0x04, words: "short kernel ID 4"},
	{index: 0, mask: 0x3F, value: 0x05, words: "short kernel ID 5"},
	{index: 0, mask: 0x3F, value: 0x06, words: "short kernel ID 6"},
	{index: 0, mask: 0x3F, value: 0x07, words: "short kernel ID 7"},
	{index: 0, mask: 0x3F, value: 0x08, words: "short kernel ID 8"},
	{index: 0, mask: 0x3F, value: 0x09, words: "short kernel ID 9"},
	{index: 0, mask: 0x3F, value: 0x0A, words: "short kernel ID 10"},
	{index: 0, mask: 0x3F, value: 0x0B, words: "short kernel ID 11"},
	{index: 0, mask: 0x3F, value: 0x0C, words: "short kernel ID 12"},
	{index: 0, mask: 0x3F, value: 0x0D, words: "short kernel ID 13"},
	{index: 0, mask: 0x3F, value: 0x0E, words: "short kernel ID 14"},
	{index: 0, mask: 0x3F, value: 0x0F, words: "short kernel ID 15"},
	{index: 0, mask: 0x3F, value: 0x10, words: "short kernel ID 16"},
	{index: 0, mask: 0x3F, value: 0x11, words: "short kernel ID 17"},
	{index: 0, mask: 0x3F, value: 0x12, words: "short kernel ID 18"},
	{index: 0, mask: 0x3F, value: 0x13, words: "short kernel ID 19"},
	{index: 0, mask: 0x3F, value: 0x14, words: "short kernel ID 20"},
	{index: 0, mask: 0x3F, value: 0x15, words: "short kernel ID 21"},
	{index: 0, mask: 0x3F, value: 0x16, words: "short kernel ID 22"},
	{index: 0, mask: 0x3F, value: 0x17, words: "short kernel ID 23"},
	{index: 0, mask: 0x3F, value: 0x18, words: "short kernel ID 24"},
	{index: 0, mask: 0x3F, value: 0x19, words: "short kernel ID 25"},
	{index: 0, mask: 0x3F, value: 0x1A, words: "short kernel ID 26"},
	{index: 0, mask: 0x3F, value: 0x1B, words: "short kernel ID 27"},
	{index: 0, mask: 0x3F, value: 0x1C, words: "short kernel ID 28"},
	{index: 0, mask: 0x3F, value: 0x1D, words: "short kernel ID 29"},
	{index: 0, mask: 0x3F, value: 0x1E, words: "short kernel ID 30"},
	{index: 0, mask: 0x3F, value: 0x1F, words: "short kernel ID 31"},
	{index: 0, mask: 0x3F, value: 0x20, words: "short kernel ID 32"},
	{index: 0, mask: 0x3F, value: 0x21, words: "short kernel ID 33"},
	{index: 0, mask: 0x3F, value: 0x22, words: "short kernel ID 34"},
	{index: 0, mask: 0x3F, value: 0x23, words: "short kernel ID 35"},
	{index: 0, mask: 0x3F, value: 0x24, words: "short kernel ID 36"},
	{index: 0, mask: 0x3F, value: 0x25, words: "short kernel ID 37"},
	{index: 0, mask: 0x3F, value: 0x26, words: "short kernel ID 38"},
	{index: 0, mask: 0x3F, value: 0x27, words: "short kernel ID 39"},
	{index: 0, mask: 0x3F, value: 0x28, words: "short kernel ID 40"},
	{index: 0, mask: 0x3F, value: 0x29, words: "short kernel ID 41"},
	{index: 0, mask: 0x3F, value: 0x2A, words: "short kernel ID 42"},
	{index: 0, mask: 0x3F, value: 0x2B, words: "short kernel ID 43"},
	{index: 0, mask: 0x3F, value: 0x2C, words: "short kernel ID 44"},
	{index: 0, mask: 0x3F, value: 0x2D, words: "short kernel ID 45"},
	{index: 0, mask: 0x3F, value: 0x2E, words: "short kernel ID 46"},
	{index: 0, mask: 0x3F, value: 0x2F, words: "short kernel ID 47"},
	{index: 0, mask: 0x3F, value: 0x30, words: "short kernel ID 48"},
	{index: 0, mask: 0x3F, value: 0x31, words: "short kernel ID 49"},
	{index: 0, mask: 0x3F, value: 0x32, words: "short kernel ID 50"},
	{index: 0, mask: 0x3F, value: 0x33, words: "short kernel ID 51"},
	{index: 0, mask: 0x3F, value: 0x34, words: "short kernel ID 52"},
	{index: 0, mask: 0x3F, value: 0x35, words: "short kernel ID 53"},
	{index: 0, mask: 0x3F, value: 0x36, words: "short kernel ID 54"},
	{index: 0, mask: 0x3F, value: 0x37, words: "short kernel ID 55"},
	{index: 0, mask: 0x3F, value: 0x38, words: "short kernel ID 56"},
	{index: 0, mask: 0x3F, value: 0x39, words: "short kernel ID 57"},
	{index: 0, mask: 0x3F, value: 0x3A, words: "short kernel ID 58"},
	{index: 0, mask: 0x3F, value: 0x3B, words: "short kernel ID 59"},
	{index: 0, mask: 0x3F, value: 0x3C, words: "short kernel ID 60"},
	{index: 0, mask: 0x3F, value: 0x3D, words: "short kernel ID 61"},
	{index: 0, mask: 0x3F, value: 0x3E, words: "short kernel ID 62"},
	{index: 0, mask: 0x3F, value: 0x3F, words: "short kernel ID 63"},
	{index: 1, to: 3, words: "extended kernel ID:"},
}}

var bitsVLPTerminalSupportIndicator = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "online only"},
	{index: 0, mask: 0xFF, value: 0x01, words: "offline and online"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsApplicationCapabilitiesInformation = bitTable{size: 3, most: 3, fields: []bitField{
	{index: 0, mask: 0xF0, value: 0x00, words: "version 0"},
	{index: 0, mask: 0xF0, other: true, words: "version: RFU"},
	{index: 0, mask: 0x0F, value: 0x00, words: "data storage not supported"},
	{index: 0, mask: 0x0F, value: 0x01, words: "data storage version 1"},
	{index: 0, mask: 0x0F, value: 0x02, words: "data storage version 2"},
	{index: 0, mask: 0x0F, other: true, words: "data storage version: RFU"},
	{index: 1, mask: 0x04, value: 0x04, words: "field off detection supported"},
	{index: 1, mask: 0x01, value: 0x01, words: "CDA supported over TC, ARQC and AAC"},
	{index: 2, mask: 0xFF, value: 0x00, words: "standalone data storage: configuration undefined"},
	{index: 2, mask: 0xFF, value: 0x01, words: "standalone data storage: all ten elements of 32 bytes"},
	{index: 2, mask: 0xFF, value: 0x02, words: "standalone data storage: all ten elements of 48 bytes"},
	{index: 2, mask: 0xFF, value: 0x03, words: "standalone data storage: all ten elements of 64 bytes"},
	{index: 2, mask: 0xFF, value: 0x04, words: "standalone data storage: all ten elements of 96 bytes"},
	{index: 2, mask: 0xFF, value: 0x05, words: "standalone data storage: all ten elements of 128 bytes"},
	{index: 2, mask: 0xFF, value: 0x06, words: "standalone data storage: all ten elements of 160 bytes"},
	{index: 2, mask: 0xFF, value: 0x07, words: "standalone data storage: all ten elements of 192 bytes"},
	{index: 2, mask: 0xFF, value: 0x08, words: "standalone data storage: all elements of 32 bytes but 9F78, which has 64"},
	{index: 2, mask: 0xFF, other: true, words: "standalone data storage: RFU"},
}}

var bitsAIPKernel2 = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x10, value: 0x10, words: "cardholder verification is supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "terminal risk management is to be performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "issuer authentication is supported"},
	{index: 0, mask: 0x02, value: 0x02, words: "consumer device CVM is supported"},
	{index: 0, mask: 0x01, value: 0x01, words: "CDA supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "EMV mode is supported"},
	{index: 1, mask: 0x01, value: 0x01, words: "relay resistance protocol is supported"},
}}

var bitsCardDataInputCapability = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "manual key entry"},
	{index: 0, mask: 0x40, value: 0x40, words: "magnetic stripe"},
	{index: 0, mask: 0x20, value: 0x20, words: "IC with contacts"},
}}

var bitsCVMCapabilityCVMRequired = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "plaintext PIN for ICC verification"},
	{index: 0, mask: 0x40, value: 0x40, words: "enciphered PIN for online verification"},
	{index: 0, mask: 0x20, value: 0x20, words: "signature"},
	{index: 0, mask: 0x10, value: 0x10, words: "enciphered PIN for offline verification"},
	{index: 0, mask: 0x08, value: 0x08, words: "no CVM required"},
}}

var bitsDSACType = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "AAC"},
	{index: 0, mask: 0xC0, value: 0x40, words: "TC"},
	{index: 0, mask: 0xC0, value: 0x80, words: "ARQC"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "RFU"},
}}

var bitsDSODSInfo = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "permanent slot type"},
	{index: 0, mask: 0x40, value: 0x40, words: "volatile slot type"},
	{index: 0, mask: 0x20, value: 0x20, words: "low volatility"},
	{index: 0, mask: 0x08, value: 0x08, words: "decline the payment transaction in case of a data storage error"},
}}

var bitsDSODSInfoForReader = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "usable for TC"},
	{index: 0, mask: 0x40, value: 0x40, words: "usable for ARQC"},
	{index: 0, mask: 0x20, value: 0x20, words: "usable for AAC"},
	{index: 0, mask: 0x04, value: 0x04, words: "stop if there is no DS ODS Term"},
	{index: 0, mask: 0x02, value: 0x02, words: "stop if the write failed"},
}}

var bitsDSSlotAvailability = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "permanent slot type"},
	{index: 0, mask: 0x40, value: 0x40, words: "volatile slot type"},
}}

var bitsDSSlotManagementControl = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "permanent slot type"},
	{index: 0, mask: 0x40, value: 0x40, words: "volatile slot type"},
	{index: 0, mask: 0x20, value: 0x20, words: "low volatility"},
	{index: 0, mask: 0x10, value: 0x10, words: "locked slot"},
	{index: 0, mask: 0x01, value: 0x01, words: "deactivated slot"},
}}

var bitsDSSummaryStatus = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "successful read"},
	{index: 0, mask: 0x40, value: 0x40, words: "successful write"},
}}

var bitsErrorIndication = bitTable{size: 6, most: 6, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "L1: OK"},
	{index: 0, mask: 0xFF, value: 0x01, words: "L1: time-out"},
	{index: 0, mask: 0xFF, value: 0x02, words: "L1: transmission error"},
	{index: 0, mask: 0xFF, value: 0x03, words: "L1: protocol error"},
	{index: 0, mask: 0xFF, other: true, words: "L1: RFU"},
	{index: 1, mask: 0xFF, value: 0x00, words: "L2: OK"},
	{index: 1, mask: 0xFF, value: 0x01, words: "L2: card data missing"},
	{index: 1, mask: 0xFF, value: 0x02, words: "L2: CAM failed"},
	{index: 1, mask: 0xFF, value: 0x03, words: "L2: status bytes"},
	{index: 1, mask: 0xFF, value: 0x04, words: "L2: parsing error"},
	{index: 1, mask: 0xFF, value: 0x05, words: "L2: maximum limit exceeded"},
	{index: 1, mask: 0xFF, value: 0x06, words: "L2: card data error"},
	{index: 1, mask: 0xFF, value: 0x07, words: "L2: magnetic stripe mode not supported"},
	{index: 1, mask: 0xFF, value: 0x08, words: "L2: no PPSE"},
	{index: 1, mask: 0xFF, value: 0x09, words: "L2: PPSE fault"},
	{index: 1, mask: 0xFF, value: 0x0A, words: "L2: empty candidate list"},
	{index: 1, mask: 0xFF, value: 0x0B, words: "L2: IDS read error"},
	{index: 1, mask: 0xFF, value: 0x0C, words: "L2: IDS write error"},
	{index: 1, mask: 0xFF, value: 0x0D, words: "L2: IDS data error"},
	{index: 1, mask: 0xFF, value: 0x0E, words: "L2: IDS no matching AC"},
	{index: 1, mask: 0xFF, value: 0x0F, words: "L2: terminal data error"},
	{index: 1, mask: 0xFF, other: true, words: "L2: RFU"},
	{index: 2, mask: 0xFF, value: 0x00, words: "L3: OK"},
	{index: 2, mask: 0xFF, value: 0x01, words: "L3: time-out"},
	{index: 2, mask: 0xFF, value: 0x02, words: "L3: stop"},
	{index: 2, mask: 0xFF, value: 0x03, words: "L3: amount not present"},
	{index: 2, mask: 0xFF, other: true, words: "L3: RFU"},
	{index: 3, to: 5, words: "status word:"},
	{index: 5, mask: 0xFF, value: 0x03, words: "message: approved"},
	{index: 5, mask: 0xFF, value: 0x07, words: "message: declined"},
	{index: 5, mask: 0xFF, value: 0x17, words: "message: card read OK"},
	{index: 5, mask: 0xFF, value: 0x1A, words: "message: approved, sign"},
	{index: 5, mask: 0xFF, value: 0x1B, words: "message: authorising, wait"},
	{index: 5, mask: 0xFF, value: 0x1C, words: "message: error, use another card"},
	{index: 5, mask: 0xFF, value: 0x1D, words: "message: insert card"},
	{index: 5, mask: 0xFF, value: 0x1E, words: "message: clear the display"},
	{index: 5, mask: 0xFF, value: 0x20, words: "message: see the phone"},
	{index: 5, mask: 0xFF, value: 0x21, words: "message: try again"},
	{index: 5, mask: 0xFF, value: 0xFF, words: "message: none"},
	{index: 5, mask: 0xFF, other: true, words: "message: RFU"},
}}

var bitsIDSStatus = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "read"},
	{index: 0, mask: 0x40, value: 0x40, words: "write"},
}}

var bitsKernelConfiguration = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x20, value: 0x20, words: "consumer device CVM supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "relay resistance protocol supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "reserved for the payment system"},
	{index: 0, mask: 0x04, value: 0x04, words: "read all records even when there is no CDA"},
}}

var bitsOutcomeParameterSet = bitTable{size: 8, most: 8, fields: []bitField{
	{index: 0, mask: 0xF0, value: 0x10, words: "status: approved"},
	{index: 0, mask: 0xF0, value: 0x20, words: "status: declined"},
	{index: 0, mask: 0xF0, value: 0x30, words: "status: online request"},
	{index: 0, mask: 0xF0, value: 0x40, words: "status: end application"},
	{index: 0, mask: 0xF0, value: 0x50, words: "status: select next"},
	{index: 0, mask: 0xF0, value: 0x60, words: "status: try another interface"},
	{index: 0, mask: 0xF0, value: 0x70, words: "status: try again"},
	{index: 0, mask: 0xF0, value: 0xF0, words: "status: none"},
	{index: 0, mask: 0xF0, other: true, words: "status: RFU"},
	{index: 1, mask: 0xF0, value: 0x00, words: "start: A"},
	{index: 1, mask: 0xF0, value: 0x10, words: "start: B"},
	{index: 1, mask: 0xF0, value: 0x20, words: "start: C"},
	{index: 1, mask: 0xF0, value: 0x30, words: "start: D"},
	{index: 1, mask: 0xF0, value: 0xF0, words: "start: none"},
	{index: 1, mask: 0xF0, other: true, words: "start: RFU"},
	{index: 2, mask: 0xF0, value: 0xF0, words: "online response data: none"},
	{index: 2, mask: 0xF0, other: true, words: "online response data: RFU"},
	{index: 3, mask: 0xF0, value: 0x00, words: "CVM: no CVM"},
	{index: 3, mask: 0xF0, value: 0x10, words: "CVM: obtain signature"},
	{index: 3, mask: 0xF0, value: 0x20, words: "CVM: online PIN"},
	{index: 3, mask: 0xF0, value: 0x30, words: "CVM: confirmation code verified"},
	{index: 3, mask: 0xF0, value: 0xF0, words: "CVM: none"},
	{index: 3, mask: 0xF0, other: true, words: "CVM: RFU"},
	{index: 4, mask: 0x80, value: 0x80, words: "user interface request on outcome present"},
	{index: 4, mask: 0x40, value: 0x40, words: "user interface request on restart present"},
	{index: 4, mask: 0x20, value: 0x20, words: "data record present"},
	{index: 4, mask: 0x10, value: 0x10, words: "discretionary data present"},
	{index: 4, mask: 0x08, value: 0x08, words: "receipt"},
	{index: 5, mask: 0xF0, value: 0xF0, words: "alternate interface: none"},
	{index: 5, mask: 0xF0, other: true, words: "alternate interface: RFU"},
	{index: 6, mask: 0xFF, value: 0xFF, words: "field off request: none"},
	{index: 6, mask: 0xFF, other: true, words: "field off request: hold time, in units of 100 ms:"},
	{index: 7, to: 8, words: "removal time-out, in units of 100 ms:"},
}}

var bitsPOSCardholderInteractionInformation = bitTable{size: 3, most: 3, fields: []bitField{
	{index: 0, to: 1, words: "version number:"},
	{index: 1, mask: 0x10, value: 0x10, words: "consumer device CVM successful"},
	{index: 1, mask: 0x08, value: 0x08, words: "context is conflicting"},
	{index: 1, mask: 0x04, value: 0x04, words: "offline change of PIN required"},
	{index: 1, mask: 0x02, value: 0x02, words: "acknowledgement required"},
	{index: 1, mask: 0x01, value: 0x01, words: "consumer device CVM required"},
	{index: 2, mask: 0x01, value: 0x01, words: "wallet requires a second tap"},
}}

var bitsPostGenACPutDataStatus = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "completed"},
}}

var bitsReferenceControlParameter = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "AAC"},
	{index: 0, mask: 0xC0, value: 0x40, words: "TC"},
	{index: 0, mask: 0xC0, value: 0x80, words: "ARQC"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "RFU"},
	{index: 0, mask: 0x10, value: 0x10, words: "CDA signature requested"},
}}

var bitsSecurityCapability = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x20, value: 0x20, words: "card capture"},
	{index: 0, mask: 0x08, value: 0x08, words: "CDA"},
}}

var bitsTerminalRiskManagementDataKernel2 = bitTable{size: 8, most: 8, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "restart supported"},
	{index: 0, mask: 0x40, value: 0x40, words: "enciphered PIN verified online (contactless)"},
	{index: 0, mask: 0x20, value: 0x20, words: "signature (contactless)"},
	{index: 0, mask: 0x10, value: 0x10, words: "enciphered PIN verified by the ICC (contactless)"},
	{index: 0, mask: 0x08, value: 0x08, words: "no CVM required (contactless)"},
	{index: 0, mask: 0x04, value: 0x04, words: "consumer device CVM (contactless)"},
	{index: 0, mask: 0x02, value: 0x02, words: "plaintext PIN verified by the ICC (contactless)"},
	{index: 0, mask: 0x01, value: 0x01, words: "present and hold supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "CVM limit exceeded"},
	{index: 1, mask: 0x40, value: 0x40, words: "enciphered PIN verified online (contact)"},
	{index: 1, mask: 0x20, value: 0x20, words: "signature (contact)"},
	{index: 1, mask: 0x10, value: 0x10, words: "enciphered PIN verified by the ICC (contact)"},
	{index: 1, mask: 0x08, value: 0x08, words: "no CVM required (contact)"},
	{index: 1, mask: 0x04, value: 0x04, words: "consumer device CVM (contact)"},
	{index: 1, mask: 0x02, value: 0x02, words: "plaintext PIN verified by the ICC (contact)"},
	{index: 2, mask: 0x80, value: 0x80, words: "magnetic stripe mode contactless transactions not supported"},
	{index: 2, mask: 0x40, value: 0x40, words: "EMV mode contactless transactions not supported"},
	{index: 2, mask: 0x20, value: 0x20, words: "consumer device CVM without CDA supported"},
	{index: 3, mask: 0x80, value: 0x80, words: "consumer device CVM bypass requested"},
	{index: 3, mask: 0x40, value: 0x40, words: "exempt from strong customer authentication"},
	{index: 3, mask: 0x20, value: 0x20, words: "deferred authorisation"},
	{index: 3, mask: 0x10, value: 0x10, words: "transit gate"},
}}

var bitsTVRKernel2 = bitTable{size: 5, most: 5, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "offline data authentication was not performed"},
	{index: 0, mask: 0x20, value: 0x20, words: "ICC data missing"},
	{index: 0, mask: 0x10, value: 0x10, words: "card appears on the terminal exception file"},
	{index: 0, mask: 0x04, value: 0x04, words: "CDA failed"},
	{index: 1, mask: 0x80, value: 0x80, words: "ICC and terminal have different application versions"},
	{index: 1, mask: 0x40, value: 0x40, words: "expired application"},
	{index: 1, mask: 0x20, value: 0x20, words: "application not yet effective"},
	{index: 1, mask: 0x10, value: 0x10, words: "requested service not allowed for the card product"},
	{index: 2, mask: 0x80, value: 0x80, words: "cardholder verification was not successful"},
	{index: 2, mask: 0x40, value: 0x40, words: "unrecognised CVM"},
	{index: 2, mask: 0x04, value: 0x04, words: "online PIN entered"},
	{index: 3, mask: 0x80, value: 0x80, words: "transaction exceeds the floor limit"},
	{index: 3, mask: 0x08, value: 0x08, words: "merchant forced the transaction online"},
	{index: 4, mask: 0x08, value: 0x08, words: "relay resistance threshold exceeded"},
	{index: 4, mask: 0x04, value: 0x04, words: "relay resistance time limits exceeded"},
	{index: 4, mask: 0x03, value: 0x00, words: ""},
	{index: 4, mask: 0x03, value: 0x01, words: "relay resistance protocol not performed"},
	{index: 4, mask: 0x03, value: 0x02, words: "relay resistance protocol performed"},
	{index: 4, mask: 0x03, value: 0x03, words: "relay resistance protocol: RFU"},
}}

var bitsUserInterfaceRequestData = bitTable{size: 13, most: 13, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x03, words: "message: approved"},
	{index: 0, mask: 0xFF, value: 0x07, words: "message: declined"},
	{index: 0, mask: 0xFF, value: 0x17, words: "message: card read OK"},
	{index: 0, mask: 0xFF, value: 0x1A, words: "message: approved, sign"},
	{index: 0, mask: 0xFF, value: 0x1B, words: "message: authorising, wait"},
	{index: 0, mask: 0xFF, value: 0x1C, words: "message: error, use another card"},
	{index: 0, mask: 0xFF, value: 0x1D, words: "message: insert card"},
	{index: 0, mask: 0xFF, value: 0x1E, words: "message: clear the display"},
	{index: 0, mask: 0xFF, value: 0x20, words: "message: see the phone"},
	{index: 0, mask: 0xFF, value: 0x21, words: "message: try again"},
	{index: 0, mask: 0xFF, value: 0xFF, words: "message: none"},
	{index: 0, mask: 0xFF, other: true, words: "message: RFU"},
	{index: 1, mask: 0xFF, value: 0x00, words: "status: not ready"},
	{index: 1, mask: 0xFF, value: 0x01, words: "status: idle"},
	{index: 1, mask: 0xFF, value: 0x02, words: "status: ready to read"},
	{index: 1, mask: 0xFF, value: 0x03, words: "status: processing"},
	{index: 1, mask: 0xFF, value: 0x04, words: "status: card read successfully"},
	{index: 1, mask: 0xFF, value: 0x05, words: "status: processing error"},
	{index: 1, mask: 0xFF, value: 0xFF, words: "status: none"},
	{index: 1, mask: 0xFF, other: true, words: "status: RFU"},
	{index: 2, to: 5, words: "hold time, in units of 100 ms:"},
	{index: 5, to: 13, words: "language preference:"},
}}

var bitsTTQ = bitTable{size: 4, most: 4, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "magnetic stripe mode supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "EMV mode supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "EMV contact chip supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "offline-only reader"},
	{index: 0, mask: 0x04, value: 0x04, words: "online PIN supported"},
	{index: 0, mask: 0x02, value: 0x02, words: "signature supported"},
	{index: 0, mask: 0x01, value: 0x01, words: "offline data authentication for online authorisations supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "online cryptogram required"},
	{index: 1, mask: 0x40, value: 0x40, words: "CVM required"},
	{index: 1, mask: 0x20, value: 0x20, words: "offline PIN supported (contact chip)"},
	{index: 2, mask: 0x80, value: 0x80, words: "issuer update processing supported"},
	{index: 2, mask: 0x40, value: 0x40, words: "consumer device CVM supported"},
}}

var bitsAIPKernel3 = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x20, value: 0x20, words: "DDA supported for EMV mode"},
	{index: 0, mask: 0x10, value: 0x10, words: "not used by kernel 3"},
	{index: 0, mask: 0x08, value: 0x08, words: "not used by kernel 3"},
	{index: 0, mask: 0x04, value: 0x04, words: "not used by kernel 3"},
	{index: 0, mask: 0x02, value: 0x02, words: "not used by kernel 3"},
	{index: 0, mask: 0x01, value: 0x01, words: "not used by kernel 3"},
	{index: 1, mask: 0x80, value: 0x80, words: "magnetic stripe mode supported"},
	{index: 1, mask: 0x40, value: 0x40, words: "mobile phone"},
	{index: 1, mask: 0x20, value: 0x20, words: "contactless transaction"},
}}

var bitsCTQ = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "online PIN required"},
	{index: 0, mask: 0x40, value: 0x40, words: "signature required"},
	{index: 0, mask: 0x20, value: 0x20, words: "go online if offline data authentication fails and the reader is online capable"},
	{index: 0, mask: 0x10, value: 0x10, words: "switch interface if offline data authentication fails and the reader supports contact chip"},
	{index: 0, mask: 0x08, value: 0x08, words: "go online if the application has expired"},
	{index: 0, mask: 0x04, value: 0x04, words: "switch interface for cash transactions"},
	{index: 0, mask: 0x02, value: 0x02, words: "switch interface for cashback transactions"},
	{index: 1, mask: 0x80, value: 0x80, words: "consumer device CVM performed"},
	{index: 1, mask: 0x40, value: 0x40, words: "the card supports issuer update processing at the point of sale"},
}}

var bitsFormFactorIndicator = bitTable{size: 4, most: 4, fields: []bitField{
	{index: 0, mask: 0xE0, value: 0x00, words: "version 0"},
	{index: 0, mask: 0xE0, value: 0x20, words: "version 1"},
	{index: 0, mask: 0xE0, other: true, words: "version: RFU"},
	{index: 0, mask: 0x1F, value: 0x00, words: "standard card"},
	{index: 0, mask: 0x1F, value: 0x01, words: "mini card"},
	{index: 0, mask: 0x1F, value: 0x02, words: "form factor other than a card"},
	{index: 0, mask: 0x1F, value: 0x03, words: "consumer mobile phone"},
	{index: 0, mask: 0x1F, value: 0x04, words: "wrist-worn device"},
	{index: 0, mask: 0x1F, other: true, words: "form factor: RFU"},
	{index: 1, mask: 0x80, value: 0x80, words: "passcode capable"},
	{index: 1, mask: 0x40, value: 0x40, words: "signature panel"},
	{index: 1, mask: 0x20, value: 0x20, words: "hologram"},
	{index: 1, mask: 0x10, value: 0x10, words: "CVV2 printed"},
	{index: 1, mask: 0x08, value: 0x08, words: "two-way messaging"},
	{index: 1, mask: 0x04, value: 0x04, words: "cloud-based credentials"},
	{index: 1, mask: 0x02, value: 0x02, words: "biometric cardholder verification capable"},
	{index: 3, mask: 0x0F, value: 0x00, words: "payment transaction technology: proximity contactless interface by ISO 14443 (including NFC)"},
	{index: 3, mask: 0x0F, other: true, words: "payment transaction technology: RFU"},
}}

var bitsCardAuthenticationRelatedData = bitTable{size: 5, most: 16, fields: []bitField{
	{index: 0, to: 1, words: "fDDA version:"},
	{index: 1, to: 5, words: "card's unpredictable number:"},
	{index: 5, to: 7, words: "card transaction qualifiers:"},
	{index: 7, to: 16, words: "RFU:"},
}}

var bitsContactlessReaderCapabilities = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "deprecated with CVM not required, not available for use with CVM required"},
	{index: 0, mask: 0xC0, value: 0x40, words: "deprecated"},
	{index: 0, mask: 0xC0, value: 0x80, words: "deprecated with CVM not required, not available for use with CVM required"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "contactless EMV, C-4 version 2.2 or later"},
	{index: 0, mask: 0x08, value: 0x00, words: "CVM not required"},
	{index: 0, mask: 0x08, value: 0x08, words: "CVM required"},
}}

var bitsEnhancedContactlessReaderCapabilities = bitTable{size: 4, most: 4, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "contact mode supported"},
	{index: 0, mask: 0x40, value: 0x40, words: "contactless magnetic stripe mode supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "contactless EMV full online mode supported (no longer used)"},
	{index: 0, mask: 0x10, value: 0x10, words: "contactless EMV partial online mode supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "contactless mobile supported"},
	{index: 0, mask: 0x04, value: 0x04, words: "try another interface after a decline"},
	{index: 1, mask: 0x80, value: 0x80, words: "mobile CVM supported"},
	{index: 1, mask: 0x40, value: 0x40, words: "online PIN supported"},
	{index: 1, mask: 0x20, value: 0x20, words: "signature"},
	{index: 1, mask: 0x10, value: 0x10, words: "plaintext offline PIN"},
	{index: 2, mask: 0x80, value: 0x80, words: "reader is unable to go online"},
	{index: 2, mask: 0x40, value: 0x40, words: "CVM required"},
	{index: 3, mask: 0x80, value: 0x80, words: "terminal exempt from no-CVM checks"},
	{index: 3, mask: 0x40, value: 0x40, words: "delayed authorisation terminal"},
	{index: 3, mask: 0x20, value: 0x20, words: "transit terminal"},
	{index: 3, mask: 0x07, value: 0x01, words: "C-4 version 2.2 or 2.3"},
	{index: 3, mask: 0x07, value: 0x02, words: "C-4 version 2.4 to 2.6"},
	{index: 3, mask: 0x07, value: 0x03, words: "C-4 version 2.7 or later"},
	{index: 3, mask: 0x07, other: true, words: "C-4 version: RFU"},
}}

var bitsCardInterfaceAndPaymentCapabilities = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "keyed data entry supported (PAN embossed or printed)"},
	{index: 0, mask: 0x40, value: 0x40, words: "physical magnetic stripe supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "contact EMV interface supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "contactless EMV interface supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "mobile interface supported"},
	{index: 0, mask: 0x04, value: 0x04, words: "magnetic stripe mode not supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "delayed authorisation usage information present"},
	{index: 1, mask: 0x40, value: 0x40, words: "valid at domestic terminals performing contactless delayed authorisation"},
	{index: 1, mask: 0x20, value: 0x20, words: "valid at international terminals performing contactless delayed authorisation"},
}}

var bitsMobileCVMResults = bitTable{size: 3, most: 3, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x01, words: "mobile CVM performed"},
	{index: 0, mask: 0xFF, value: 0x3F, words: "mobile CVM not performed"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
	{index: 1, mask: 0xFF, value: 0x00, words: "mobile CVM not required"},
	{index: 1, mask: 0xFF, value: 0x03, words: "CVM required by the terminal"},
	{index: 1, mask: 0xFF, other: true, words: "RFU"},
	{index: 2, mask: 0xFF, value: 0x00, words: "result unknown"},
	{index: 2, mask: 0xFF, value: 0x01, words: "failed"},
	{index: 2, mask: 0xFF, value: 0x02, words: "successful"},
	{index: 2, mask: 0xFF, value: 0x03, words: "blocked"},
	{index: 2, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsAIPKernel5 = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "SDA supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "DDA supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "cardholder verification is supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "terminal risk management is to be performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "issuer authentication is supported"},
	{index: 0, mask: 0x01, value: 0x01, words: "CDA supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "EMV mode has been selected"},
}}

var bitsCardholderVerificationStatus = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x70, value: 0x00, words: "no CVM required"},
	{index: 0, mask: 0x70, value: 0x10, words: "signature (paper) is to be performed"},
	{index: 0, mask: 0x70, value: 0x20, words: "enciphered PIN verified online is to be performed"},
	{index: 0, mask: 0x70, value: 0x30, words: "consumer device CVM has been successfully performed"},
	{index: 0, mask: 0x70, other: true, words: "CVM: RFU"},
	{index: 0, mask: 0x0F, value: 0x00, words: "no consumer device CVM performed"},
	{index: 0, mask: 0x0F, value: 0x01, words: "confirmation code entered on the mobile device"},
	{index: 0, mask: 0x0F, other: true, words: "consumer device CVM: RFU"},
}}

var bitsCombinationOptions = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "status check supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "offline data authentication supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "exception file check required"},
	{index: 0, mask: 0x08, value: 0x08, words: "random transaction selection supported"},
	{index: 0, mask: 0x04, value: 0x04, words: "fixed to 0"},
	{index: 0, mask: 0x02, value: 0x02, words: "EMV mode supported (fixed to 1)"},
	{index: 0, mask: 0x01, value: 0x01, words: "legacy mode supported"},
}}

var bitsDeviceInformation = bitTable{size: 4, most: 4, fields: []bitField{
	{index: 0, mask: 0xE0, value: 0x20, words: "device factor version 1"},
	{index: 0, mask: 0xE0, other: true, words: "device factor version: RFU"},
	{index: 0, mask: 0x1F, value: 0x00, words: "card"},
	{index: 0, mask: 0x1F, value: 0x01, words: "smart phone"},
	{index: 0, mask: 0x1F, value: 0x02, words: "key fob"},
	{index: 0, mask: 0x1F, value: 0x03, words: "watch"},
	{index: 0, mask: 0x1F, value: 0x04, words: "mobile tag"},
	{index: 0, mask: 0x1F, value: 0x05, words: "wristband"},
	{index: 0, mask: 0x1F, value: 0x06, words: "mobile phone case or sleeve"},
	{index: 0, mask: 0x1F, value: 0x07, words: "glasses"},
	{index: 0, mask: 0x1F, value: 0x08, words: "tablet"},
	{index: 0, mask: 0x1F, other: true, words: "device factor type: RFU"},
	{index: 1, mask: 0x1F, value: 0x01, words: "secure element: IC chip"},
	{index: 1, mask: 0x1F, value: 0x02, words: "secure element: SIM"},
	{index: 1, mask: 0x1F, value: 0x03, words: "secure element: embedded SIM"},
	{index: 1, mask: 0x1F, value: 0x04, words: "secure element: microSD"},
	{index: 1, mask: 0x1F, value: 0x05, words: "secure element: IC tag"},
	{index: 1, mask: 0x1F, value: 0x06, words: "secure element: in the cloud (HCE)"},
	{index: 1, mask: 0x1F, other: true, words: "secure element: RFU"},
}}

var bitsIssuerUpdateParameter = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x03, value: 0x00, words: "issuer update is not expected: the card can be removed"},
	{index: 0, mask: 0x03, value: 0x01, words: "issuer update is expected: the card is kept in the field during authorisation"},
	{index: 0, mask: 0x03, value: 0x02, words: "issuer update is expected: the card is presented again after authorisation if necessary"},
	{index: 0, mask: 0x03, value: 0x03, words: "RFU"},
}}

var bitsTerminalCompatibilityIndicator = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x02, value: 0x02, words: "EMV mode supported (fixed to 1)"},
	{index: 0, mask: 0x01, value: 0x01, words: "fixed to 0"},
}}

var bitsTerminalInterchangeProfile = bitTable{size: 3, most: 3, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "CVM required by the reader"},
	{index: 0, mask: 0x40, value: 0x40, words: "signature supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "online PIN supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "consumer device CVM supported"},
	{index: 0, mask: 0x04, value: 0x04, words: "reader is a transit reader"},
	{index: 0, mask: 0x02, value: 0x02, words: "EMV contact chip supported"},
	{index: 0, mask: 0x01, value: 0x01, words: "offline PIN supported (contact chip)"},
	{index: 1, mask: 0x80, value: 0x80, words: "issuer update supported"},
}}

var bitsTVRKernel5 = bitTable{size: 5, most: 5, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "offline data authentication was not performed"},
	{index: 0, mask: 0x40, value: 0x40, words: "SDA failed (not used by kernel 5)"},
	{index: 0, mask: 0x20, value: 0x20, words: "ICC data missing"},
	{index: 0, mask: 0x10, value: 0x10, words: "card appears on the terminal exception file"},
	{index: 0, mask: 0x08, value: 0x08, words: "DDA failed (not used by kernel 5)"},
	{index: 0, mask: 0x04, value: 0x04, words: "CDA failed"},
	{index: 1, mask: 0x80, value: 0x80, words: "ICC and terminal have different application versions (not used by kernel 5)"},
	{index: 1, mask: 0x40, value: 0x40, words: "expired application"},
	{index: 1, mask: 0x20, value: 0x20, words: "application not yet effective"},
	{index: 1, mask: 0x10, value: 0x10, words: "requested service not allowed for the card product"},
	{index: 1, mask: 0x08, value: 0x08, words: "new card (not used by kernel 5)"},
	{index: 2, mask: 0x80, value: 0x80, words: "cardholder verification was not successful"},
	{index: 2, mask: 0x40, value: 0x40, words: "unrecognised CVM"},
	{index: 2, mask: 0x20, value: 0x20, words: "PIN try limit exceeded (not used by kernel 5)"},
	{index: 2, mask: 0x10, value: 0x10, words: "PIN entry required and PIN pad not present or not working"},
	{index: 2, mask: 0x08, value: 0x08, words: "PIN entry required, PIN pad present, but PIN was not entered"},
	{index: 2, mask: 0x04, value: 0x04, words: "online PIN entered"},
	{index: 3, mask: 0x80, value: 0x80, words: "transaction exceeds the floor limit"},
	{index: 3, mask: 0x40, value: 0x40, words: "lower consecutive offline limit exceeded (not used by kernel 5)"},
	{index: 3, mask: 0x20, value: 0x20, words: "upper consecutive offline limit exceeded (not used by kernel 5)"},
	{index: 3, mask: 0x10, value: 0x10, words: "transaction selected randomly for online processing"},
	{index: 3, mask: 0x08, value: 0x08, words: "merchant forced the transaction online"},
	{index: 4, mask: 0x80, value: 0x80, words: "default TDOL used (not used by kernel 5)"},
	{index: 4, mask: 0x40, value: 0x40, words: "issuer authentication failed"},
	{index: 4, mask: 0x20, value: 0x20, words: "script processing failed before the final GENERATE AC"},
	{index: 4, mask: 0x10, value: 0x10, words: "script processing failed after the final GENERATE AC"},
	{index: 4, mask: 0x04, value: 0x04, words: "CA public key missing"},
}}

var bitsCardFeatureDescriptor = bitTable{size: 3, most: 67, fields: []bitField{
	{index: 0, mask: 0x18, value: 0x00, words: ""},
	{index: 0, mask: 0x18, other: true, words: "reserved for transit use"},
	{index: 0, mask: 0x04, value: 0x04, words: "contactless tearing recovery supported"},
	{index: 0, mask: 0x02, value: 0x02, words: "extended logging supported"},
	{index: 0, mask: 0x01, value: 0x01, words: "data storage supported"},
	{index: 1, mask: 0xF8, other: true, words: "short file identifier of data storage:"},
	{index: 2, to: 3, words: "data containers:"},
	{index: 3, to: 67, words: "card ID:"},
}}

var bitsCardProcessingRequirements = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "online PIN required"},
	{index: 0, mask: 0x40, value: 0x40, words: "signature required"},
	{index: 0, mask: 0x20, value: 0x20, words: "PID limit reached: loyalty transaction approved"},
	{index: 0, mask: 0x10, value: 0x10, words: "consumer device CVM performed"},
	{index: 1, mask: 0x80, value: 0x80, words: "switch to the other interface if unable to process online"},
	{index: 1, mask: 0x40, value: 0x40, words: "process online if CDA failed"},
	{index: 1, mask: 0x20, value: 0x20, words: "decline or switch to the other interface if CDA failed"},
	{index: 1, mask: 0x10, value: 0x10, words: "issuer update processing supported"},
	{index: 1, mask: 0x08, value: 0x08, words: "process online if the card has expired"},
	{index: 1, mask: 0x04, value: 0x04, words: "decline if the card has expired"},
	{index: 1, mask: 0x02, value: 0x02, words: "CVM fallback to signature allowed"},
	{index: 1, mask: 0x01, value: 0x01, words: "CVM fallback to no CVM allowed"},
}}

var bitsContactlessCVR = bitTable{size: 8, most: 8, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "online PIN required"},
	{index: 0, mask: 0x40, value: 0x40, words: "signature required"},
	{index: 0, mask: 0x30, value: 0x00, words: "AAC"},
	{index: 0, mask: 0x30, value: 0x10, words: "TC"},
	{index: 0, mask: 0x30, value: 0x20, words: "ARQC"},
	{index: 0, mask: 0x30, value: 0x30, words: "RFU"},
	{index: 0, mask: 0x08, value: 0x08, words: "PID limit reached: transaction approved by the reader"},
	{index: 0, mask: 0x07, value: 0x00, words: "no script processed in the previous transaction"},
	{index: 0, mask: 0x07, value: 0x01, words: "script 1 processed in the previous transaction"},
	{index: 0, mask: 0x07, value: 0x02, words: "script 2 processed in the previous transaction"},
	{index: 0, mask: 0x07, value: 0x03, words: "script 3 processed in the previous transaction"},
	{index: 0, mask: 0x07, value: 0x04, words: "script 4 processed in the previous transaction"},
	{index: 0, mask: 0x07, value: 0x05, words: "script 5 processed in the previous transaction"},
	{index: 0, mask: 0x07, value: 0x06, words: "script 6 processed in the previous transaction"},
	{index: 0, mask: 0x07, value: 0x07, words: "script 7 processed in the previous transaction"},
	{index: 1, mask: 0x80, value: 0x80, words: "online cryptogram required"},
	{index: 1, mask: 0x40, value: 0x40, words: "this type of transaction is to go online with online PIN"},
	{index: 1, mask: 0x20, value: 0x20, words: "this type of transaction is to be done offline without CVM"},
	{index: 1, mask: 0x10, value: 0x10, words: "domestic transaction"},
	{index: 1, mask: 0x08, value: 0x08, words: "international transaction"},
	{index: 1, mask: 0x04, value: 0x04, words: "PIN try limit exceeded"},
	{index: 1, mask: 0x02, value: 0x02, words: "confirmation code verification performed"},
	{index: 1, mask: 0x01, value: 0x01, words: "confirmation code verification performed and failed"},
	{index: 2, mask: 0x80, value: 0x80, words: "CVM required"},
	{index: 2, mask: 0x40, value: 0x40, words: "consumer device CVM validated on the device"},
	{index: 2, mask: 0x20, value: 0x20, words: "consecutive CVM transaction limit 1 exceeded"},
	{index: 2, mask: 0x10, value: 0x10, words: "consecutive CVM transaction limit 2 exceeded"},
	{index: 2, mask: 0x08, value: 0x08, words: "cumulative CVM transaction amount limit 1 exceeded"},
	{index: 2, mask: 0x04, value: 0x04, words: "cumulative CVM transaction amount limit 2 exceeded"},
	{index: 2, mask: 0x02, value: 0x02, words: "CVM single transaction amount limit 1 exceeded"},
	{index: 2, mask: 0x01, value: 0x01, words: "CVM single transaction amount limit 2 exceeded"},
	{index: 3, mask: 0x80, value: 0x80, words: "CDA failed in the previous contactless transaction"},
	{index: 3, mask: 0x40, value: 0x40, words: "last contactless transaction not completed"},
	{index: 3, mask: 0x20, value: 0x20, words: "the contact or contactless application had asked to go online with the next transaction"},
	{index: 3, mask: 0x10, value: 0x10, words: "issuer authentication failed in the previous transaction"},
	{index: 3, mask: 0x08, value: 0x08, words: "script failed in the previous transaction"},
	{index: 3, mask: 0x04, value: 0x04, words: "PDOL check invalid"},
	{index: 3, mask: 0x02, value: 0x02, words: "PDOL check forced online"},
	{index: 3, mask: 0x01, value: 0x01, words: "PDOL check forced a decline"},
	{index: 4, mask: 0x80, value: 0x80, words: "consecutive contactless transaction limit exceeded"},
	{index: 4, mask: 0x40, value: 0x40, words: "cumulative contactless transaction limit exceeded"},
	{index: 4, mask: 0x20, value: 0x20, words: "single contactless transaction amount limit exceeded"},
	{index: 4, mask: 0x10, value: 0x10, words: "lower consecutive offline transaction limit exceeded"},
	{index: 4, mask: 0x08, value: 0x08, words: "upper consecutive offline transaction limit exceeded"},
	{index: 4, mask: 0x04, value: 0x04, words: "lower cumulative offline transaction amount limit exceeded"},
	{index: 4, mask: 0x02, value: 0x02, words: "upper cumulative offline transaction amount limit exceeded"},
	{index: 4, mask: 0x01, value: 0x01, words: "single transaction amount limit exceeded"},
	{index: 5, mask: 0xF0, value: 0x00, words: ""},
	{index: 5, mask: 0xF0, other: true, words: "number of the PDOL check that forced the transaction online or declined it:"},
	{index: 5, mask: 0x0F, value: 0x00, words: ""},
	{index: 5, mask: 0x0F, other: true, words: "number of the transaction profile:"},
	{index: 6, mask: 0x80, value: 0x80, words: "contact chip supported"},
	{index: 6, mask: 0x40, value: 0x40, words: "offline-only reader"},
	{index: 6, mask: 0x20, value: 0x20, words: "online PIN supported"},
	{index: 6, mask: 0x10, value: 0x10, words: "signature supported"},
	{index: 6, mask: 0x08, value: 0x08, words: "issuer update processing supported"},
	{index: 6, mask: 0x02, value: 0x02, words: "data storage failed limit exceeded"},
	{index: 6, mask: 0x01, value: 0x01, words: "data storage directory retrieved"},
	{index: 7, to: 8, words: "program ID:"},
}}

var bitsTTQKernel6 = bitTable{size: 4, most: 4, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "magnetic stripe mode supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "EMV mode supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "EMV contact chip supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "offline-only reader"},
	{index: 0, mask: 0x04, value: 0x04, words: "online PIN supported"},
	{index: 0, mask: 0x02, value: 0x02, words: "signature supported"},
	{index: 0, mask: 0x01, value: 0x01, words: "offline data authentication for online authorisations supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "online cryptogram required"},
	{index: 1, mask: 0x40, value: 0x40, words: "CVM required"},
	{index: 1, mask: 0x20, value: 0x20, words: "offline PIN supported (contact chip)"},
	{index: 1, mask: 0x08, value: 0x08, words: "fast mode supported"},
	{index: 1, mask: 0x04, value: 0x04, words: "transit terminal: a profile other than the default is selected"},
	{index: 2, mask: 0x80, value: 0x80, words: "issuer update processing supported"},
	{index: 2, mask: 0x40, value: 0x40, words: "consumer device CVM supported"},
	{index: 2, mask: 0x20, value: 0x20, words: "consumer device CVM for transit merchant categories"},
}}

var bitsTTQKernel7 = bitTable{size: 4, most: 4, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "full transaction flow in the contactless interface supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "EMV mode supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "full transaction flow in the contact interface supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "offline-only terminal"},
	{index: 0, mask: 0x04, value: 0x04, words: "online PIN supported"},
	{index: 0, mask: 0x02, value: 0x02, words: "signature supported"},
	{index: 0, mask: 0x01, value: 0x01, words: "offline data authentication for online authorisation supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "online cryptogram requested"},
	{index: 1, mask: 0x40, value: 0x40, words: "CVM requested"},
	{index: 2, mask: 0x40, value: 0x40, words: "consumer device CVM supported"},
	{index: 3, mask: 0x80, value: 0x80, words: "fDDA 1.0 supported"},
}}

var bitsSegmentedDeductionIndicator = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "response messages have a MAC"},
	{index: 0, mask: 0x40, value: 0x40, words: "offline data authentication for online authorisation"},
	{index: 0, mask: 0x02, value: 0x02, words: "extended application"},
	{index: 0, mask: 0x01, value: 0x01, words: "segmented deduction alone"},
}}

var bitsExtendedApplicationIndicator = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "not supported"},
	{index: 0, mask: 0xFF, value: 0x01, words: "segmented deduction"},
	{index: 0, mask: 0xFF, value: 0x02, words: "offline pre-authorisation"},
	{index: 0, mask: 0xFF, value: 0x03, words: "completion of an offline pre-authorisation"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsCTQKernel7 = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "online PIN requested"},
	{index: 0, mask: 0x40, value: 0x40, words: "signature requested"},
	{index: 0, mask: 0x20, value: 0x20, words: "go online if offline data authentication fails and the terminal is online capable"},
	{index: 0, mask: 0x10, value: 0x10, words: "end the transaction if offline data authentication fails and the terminal supports standard debit and credit"},
	{index: 0, mask: 0x08, value: 0x08, words: "go online if the application has expired"},
	{index: 1, mask: 0x80, value: 0x80, words: "consumer device CVM performed"},
}}

var bitsCardAuthenticationRelatedDataKernel7 = bitTable{size: 8, most: 16, fields: []bitField{
	{index: 0, to: 1, words: "fDDA version:"},
	{index: 1, to: 5, words: "card's unpredictable number:"},
	{index: 5, to: 7, words: "card transaction qualifiers:"},
	{index: 7, to: 16, words: "RFU:"},
}}

var bitsPartnerProprietaryData = bitTable{size: 0, most: 32, fields: []bitField{
	{index: 0, to: 1, words: "data ID:"},
	{index: 1, to: 2, words: "length:"},
	{index: 2, to: 4, words: "RFU:"},
	{index: 4, to: 6, words: "partner identifier:"},
	{index: 6, to: 32, words: "partner's data:"},
}}

var bitsAIPKernel8 = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x01, value: 0x01, words: "local authentication supported"},
	{index: 1, mask: 0x08, value: 0x08, words: "offline capable"},
	{index: 1, mask: 0x06, value: 0x00, words: ""},
	{index: 1, mask: 0x06, value: 0x02, words: "the IAD MAC is copied into the IAD, at the default offset"},
	{index: 1, mask: 0x06, value: 0x04, words: "the IAD MAC is copied into the IAD, at the offset that the card names"},
	{index: 1, mask: 0x06, value: 0x06, words: "copy of the IAD MAC: RFU"},
	{index: 1, mask: 0x01, value: 0x01, words: "relay resistance protocol is supported"},
}}

var bitsCardholderVerificationDecision = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "no CVM"},
	{index: 0, mask: 0xFF, value: 0x01, words: "signature"},
	{index: 0, mask: 0xFF, value: 0x02, words: "online PIN"},
	{index: 0, mask: 0xFF, value: 0x03, words: "consumer device CVM"},
	{index: 0, mask: 0xFF, value: 0x0F, words: "none"},
	{index: 0, mask: 0xFF, value: 0xFF, words: "cardholder verification failed"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsCardCapabilitiesInformation = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "magnetic stripe"},
	{index: 0, mask: 0x20, value: 0x20, words: "contact interface"},
	{index: 0, mask: 0x10, value: 0x10, words: "contactless interface"},
	{index: 1, mask: 0x80, value: 0x80, words: "offline plaintext PIN"},
	{index: 1, mask: 0x40, value: 0x40, words: "enciphered PIN for online verification"},
	{index: 1, mask: 0x20, value: 0x20, words: "signature"},
	{index: 1, mask: 0x10, value: 0x10, words: "offline enciphered PIN"},
	{index: 1, mask: 0x08, value: 0x08, words: "no CVM"},
	{index: 1, mask: 0x04, value: 0x04, words: "consumer device CVM"},
}}

var bitsCardQualifier = bitTable{size: 7, most: 7, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "version: not allowed"},
	{index: 0, mask: 0xFF, value: 0x01, words: "version: not allowed"},
	{index: 0, mask: 0xFF, value: 0x02, words: "version 2"},
	{index: 0, mask: 0xFF, other: true, words: "version: RFU"},
	{index: 1, to: 4, words: "algorithm suites of the secure channel that the card supports, preferred first:"},
	{index: 4, mask: 0x80, value: 0x80, words: "field off detection supported"},
}}

var bitsCVMCapabilityCVMRequiredKernel8 = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "enciphered PIN for online verification"},
	{index: 0, mask: 0x20, value: 0x20, words: "signature"},
	{index: 0, mask: 0x08, value: 0x08, words: "no CVM required"},
	{index: 0, mask: 0x04, value: 0x04, words: "consumer device CVM"},
}}

var bitsErrorIndicationKernel8 = bitTable{size: 6, most: 6, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "L1: OK"},
	{index: 0, mask: 0xFF, value: 0x01, words: "L1: time-out"},
	{index: 0, mask: 0xFF, value: 0x02, words: "L1: transmission error"},
	{index: 0, mask: 0xFF, value: 0x03, words: "L1: protocol error"},
	{index: 0, mask: 0xFF, other: true, words: "L1: RFU"},
	{index: 1, mask: 0xFF, value: 0x00, words: "L2: OK"},
	{index: 1, mask: 0xFF, value: 0x01, words: "L2: card data missing"},
	{index: 1, mask: 0xFF, value: 0x03, words: "L2: status bytes"},
	{index: 1, mask: 0xFF, value: 0x04, words: "L2: parsing error"},
	{index: 1, mask: 0xFF, value: 0x06, words: "L2: card data error"},
	{index: 1, mask: 0xFF, value: 0x0F, words: "L2: terminal data error"},
	{index: 1, mask: 0xFF, value: 0x10, words: "L2: decryption failed"},
	{index: 1, mask: 0xFF, value: 0x12, words: "L2: IAD MAC failed"},
	{index: 1, mask: 0xFF, value: 0x13, words: "L2: EDA MAC failed"},
	{index: 1, mask: 0xFF, other: true, words: "L2: RFU"},
	{index: 2, mask: 0xFF, value: 0x00, words: "L3: OK"},
	{index: 2, mask: 0xFF, value: 0x01, words: "L3: time-out"},
	{index: 2, mask: 0xFF, value: 0x03, words: "L3: transaction data missing"},
	{index: 2, mask: 0xFF, other: true, words: "L3: RFU"},
	{index: 3, to: 5, words: "status word:"},
	{index: 5, mask: 0xFF, value: 0x03, words: "message: approved"},
	{index: 5, mask: 0xFF, value: 0x07, words: "message: declined"},
	{index: 5, mask: 0xFF, value: 0x17, words: "message: card read OK"},
	{index: 5, mask: 0xFF, value: 0x18, words: "message: try another interface"},
	{index: 5, mask: 0xFF, value: 0x1A, words: "message: approved, sign"},
	{index: 5, mask: 0xFF, value: 0x1B, words: "message: authorising, wait"},
	{index: 5, mask: 0xFF, value: 0x1C, words: "message: error, use another card"},
	{index: 5, mask: 0xFF, value: 0x1D, words: "message: insert card"},
	{index: 5, mask: 0xFF, value: 0x1E, words: "message: clear the display"},
	{index: 5, mask: 0xFF, value: 0x20, words: "message: see the phone"},
	{index: 5, mask: 0xFF, value: 0x21, words: "message: try again"},
	{index: 5, mask: 0xFF, value: 0xFF, words: "message: none"},
	{index: 5, mask: 0xFF, other: true, words: "message: RFU"},
}}

var bitsKernelConfigurationKernel8 = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x20, value: 0x20, words: "RSA certificates enabled"},
	{index: 0, mask: 0x10, value: 0x10, words: "relay resistance protocol enabled"},
	{index: 0, mask: 0x08, value: 0x08, words: "report a failed local authentication in the TVR"},
}}

var bitsKernelQualifier = bitTable{size: 8, most: 8, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "version: not allowed"},
	{index: 0, mask: 0xFF, value: 0x01, words: "version: not allowed"},
	{index: 0, mask: 0xFF, value: 0x02, words: "version 2"},
	{index: 0, mask: 0xFF, other: true, words: "version: RFU"},
	{index: 1, mask: 0x80, value: 0x80, words: "local authentication enabled"},
	{index: 2, to: 3, words: "algorithm suite of the secure channel:"},
	{index: 3, to: 6, words: "algorithm suites of certificates that the kernel supports:"},
}}

var bitsOutcomeParameterSetKernel8 = bitTable{size: 8, most: 8, fields: []bitField{
	{index: 0, mask: 0xF0, value: 0x10, words: "status: approved"},
	{index: 0, mask: 0xF0, value: 0x20, words: "status: declined"},
	{index: 0, mask: 0xF0, value: 0x30, words: "status: online request"},
	{index: 0, mask: 0xF0, value: 0x40, words: "status: end application"},
	{index: 0, mask: 0xF0, value: 0x50, words: "status: select next"},
	{index: 0, mask: 0xF0, value: 0x60, words: "status: try another interface"},
	{index: 0, mask: 0xF0, value: 0x70, words: "status: try again"},
	{index: 0, mask: 0xF0, value: 0xF0, words: "status: none"},
	{index: 0, mask: 0xF0, other: true, words: "status: RFU"},
	{index: 1, mask: 0xF0, value: 0x00, words: "start: A"},
	{index: 1, mask: 0xF0, value: 0x10, words: "start: B"},
	{index: 1, mask: 0xF0, value: 0x20, words: "start: C"},
	{index: 1, mask: 0xF0, value: 0x30, words: "start: D"},
	{index: 1, mask: 0xF0, value: 0xF0, words: "start: none"},
	{index: 1, mask: 0xF0, other: true, words: "start: RFU"},
	{index: 2, mask: 0xF0, value: 0xF0, words: "online response data: none"},
	{index: 2, mask: 0xF0, other: true, words: "online response data: RFU"},
	{index: 3, mask: 0xF0, value: 0x00, words: "CVM: no CVM"},
	{index: 3, mask: 0xF0, value: 0x10, words: "CVM: obtain signature"},
	{index: 3, mask: 0xF0, value: 0x20, words: "CVM: online PIN"},
	{index: 3, mask: 0xF0, value: 0x30, words: "CVM: confirmation code verified"},
	{index: 3, mask: 0xF0, value: 0xF0, words: "CVM: none"},
	{index: 3, mask: 0xF0, other: true, words: "CVM: RFU"},
	{index: 4, mask: 0x80, value: 0x80, words: "user interface request on outcome present"},
	{index: 4, mask: 0x40, value: 0x40, words: "user interface request on restart present"},
	{index: 4, mask: 0x20, value: 0x20, words: "data record present"},
	{index: 4, mask: 0x10, value: 0x10, words: "discretionary data present"},
	{index: 4, mask: 0x08, value: 0x08, words: "receipt"},
	{index: 5, mask: 0xF0, value: 0x10, words: "alternate interface: contact chip"},
	{index: 5, mask: 0xF0, value: 0x20, words: "alternate interface: magnetic stripe"},
	{index: 5, mask: 0xF0, value: 0xF0, words: "alternate interface: none"},
	{index: 5, mask: 0xF0, other: true, words: "alternate interface: RFU"},
	{index: 6, mask: 0xFF, value: 0xFF, words: "field off request: none"},
	{index: 6, mask: 0xFF, other: true, words: "field off request: hold time, in units of 100 ms:"},
	{index: 7, to: 8, words: "removal time-out, in units of 100 ms:"},
}}

var bitsRestartIndicator = bitTable{size: 2, most: 5, fields: []bitField{
	{index: 0, mask: 0xF0, value: 0x10, words: "no restart"},
	{index: 0, mask: 0xF0, value: 0x20, words: "restart"},
	{index: 0, mask: 0xF0, value: 0x30, words: "try another interface"},
	{index: 0, mask: 0xF0, other: true, words: "restart: RFU"},
	{index: 0, mask: 0x0F, value: 0x01, words: "alternate interface: contact chip"},
	{index: 0, mask: 0x0F, value: 0x02, words: "alternate interface: magnetic stripe"},
	{index: 0, mask: 0x0F, value: 0x0F, words: "alternate interface: none"},
	{index: 0, mask: 0x0F, other: true, words: "alternate interface: RFU"},
	{index: 1, mask: 0xFF, value: 0x00, words: "message: the kernel's default"},
	{index: 1, mask: 0xFF, value: 0x18, words: "message: try another interface"},
	{index: 1, mask: 0xFF, value: 0x20, words: "message: see the phone"},
	{index: 1, mask: 0xFF, value: 0x21, words: "message: try again"},
	{index: 1, mask: 0xFF, other: true, words: "message: RFU"},
}}

var bitsSecurityCapabilityKernel8 = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x20, value: 0x20, words: "card capture"},
	{index: 0, mask: 0x10, value: 0x10, words: "local authentication"},
}}

var bitsTerminalCapabilitiesKernel8 = bitTable{size: 3, most: 3, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "manual key entry"},
	{index: 0, mask: 0x40, value: 0x40, words: "magnetic stripe"},
	{index: 0, mask: 0x20, value: 0x20, words: "IC with contacts"},
	{index: 1, mask: 0x40, value: 0x40, words: "enciphered PIN for online verification"},
	{index: 1, mask: 0x20, value: 0x20, words: "signature"},
	{index: 1, mask: 0x08, value: 0x08, words: "no CVM required"},
	{index: 1, mask: 0x04, value: 0x04, words: "consumer device CVM"},
	{index: 2, mask: 0x20, value: 0x20, words: "card capture"},
	{index: 2, mask: 0x10, value: 0x10, words: "local authentication"},
}}

var bitsTerminalRiskManagementDataKernel8 = bitTable{size: 8, most: 8, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "enciphered PIN verified online (contactless)"},
	{index: 0, mask: 0x20, value: 0x20, words: "signature (contactless)"},
	{index: 0, mask: 0x08, value: 0x08, words: "no CVM required (contactless)"},
	{index: 0, mask: 0x04, value: 0x04, words: "consumer device CVM (contactless)"},
	{index: 1, mask: 0x80, value: 0x80, words: "CVM limit exceeded"},
	{index: 1, mask: 0x40, value: 0x40, words: "enciphered PIN verified online (contact)"},
	{index: 1, mask: 0x20, value: 0x20, words: "signature (contact)"},
	{index: 1, mask: 0x10, value: 0x10, words: "enciphered PIN verified by the ICC (contact)"},
	{index: 1, mask: 0x08, value: 0x08, words: "no CVM required (contact)"},
	{index: 1, mask: 0x04, value: 0x04, words: "consumer device CVM (contact)"},
	{index: 1, mask: 0x02, value: 0x02, words: "plaintext PIN verified by the ICC (contact)"},
	{index: 3, mask: 0x80, value: 0x80, words: "consumer device CVM bypass requested"},
	{index: 3, mask: 0x40, value: 0x40, words: "exempt from strong customer authentication"},
	{index: 3, mask: 0x20, value: 0x20, words: "deferred authorisation"},
	{index: 3, mask: 0x10, value: 0x10, words: "transit gate"},
	{index: 7, to: 8, words: "reserved for payment systems:"},
}}

var bitsTVRKernel8 = bitTable{size: 5, most: 5, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "local authentication was not performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "local authentication failed"},
	{index: 1, mask: 0x80, value: 0x80, words: "ICC and terminal have different application versions"},
	{index: 1, mask: 0x40, value: 0x40, words: "expired application"},
	{index: 1, mask: 0x20, value: 0x20, words: "application not yet effective"},
	{index: 1, mask: 0x10, value: 0x10, words: "requested service not allowed for the card product"},
	{index: 2, mask: 0x80, value: 0x80, words: "cardholder verification was not successful"},
	{index: 2, mask: 0x04, value: 0x04, words: "online CVM captured"},
	{index: 3, mask: 0x80, value: 0x80, words: "transaction exceeds the floor limit"},
	{index: 4, mask: 0x80, value: 0x80, words: "processed by kernel 8, in its format of the TVR"},
	{index: 4, mask: 0x40, value: 0x40, words: "AID of card and terminal differ"},
	{index: 4, mask: 0x08, value: 0x08, words: "relay resistance threshold exceeded"},
	{index: 4, mask: 0x04, value: 0x04, words: "relay resistance time limits exceeded"},
	{index: 4, mask: 0x03, value: 0x00, words: ""},
	{index: 4, mask: 0x03, value: 0x01, words: "relay resistance protocol not performed"},
	{index: 4, mask: 0x03, value: 0x02, words: "relay resistance protocol performed"},
	{index: 4, mask: 0x03, value: 0x03, words: "relay resistance protocol: RFU"},
}}

var bitsUserInterfaceRequestData1 = bitTable{size: 13, most: 13, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x03, words: "message: approved"},
	{index: 0, mask: 0xFF, value: 0x07, words: "message: declined"},
	{index: 0, mask: 0xFF, value: 0x17, words: "message: card read OK"},
	{index: 0, mask: 0xFF, value: 0x18, words: "message: try another interface"},
	{index: 0, mask: 0xFF, value: 0x1A, words: "message: approved, sign"},
	{index: 0, mask: 0xFF, value: 0x1B, words: "message: authorising, wait"},
	{index: 0, mask: 0xFF, value: 0x1C, words: "message: error, use another card"},
	{index: 0, mask: 0xFF, value: 0x1D, words: "message: insert card"},
	{index: 0, mask: 0xFF, value: 0x1E, words: "message: clear the display"},
	{index: 0, mask: 0xFF, value: 0x20, words: "message: see the phone"},
	{index: 0, mask: 0xFF, value: 0x21, words: "message: try again"},
	{index: 0, mask: 0xFF, value: 0xFF, words: "message: none"},
	{index: 0, mask: 0xFF, other: true, words: "message: RFU"},
	{index: 1, mask: 0xFF, value: 0x00, words: "status: not ready"},
	{index: 1, mask: 0xFF, value: 0x01, words: "status: idle"},
	{index: 1, mask: 0xFF, value: 0x02, words: "status: ready to read"},
	{index: 1, mask: 0xFF, value: 0x03, words: "status: processing"},
	{index: 1, mask: 0xFF, value: 0x04, words: "status: card read successfully"},
	{index: 1, mask: 0xFF, value: 0x05, words: "status: processing error"},
	{index: 1, mask: 0xFF, value: 0xFF, words: "status: none"},
	{index: 1, mask: 0xFF, other: true, words: "status: RFU"},
	{index: 2, to: 5, words: "hold time, in units of 100 ms:"},
	{index: 5, to: 13, words: "language preference:"},
}}

var bitsKernelIdentifierTerminal = bitTable{size: 8, most: 8, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "international kernel"},
	{index: 0, mask: 0xC0, value: 0x40, words: "RFU"},
	{index: 0, mask: 0xC0, value: 0x80, words: "domestic kernel, identifier in EMVCo format"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "domestic kernel, identifier in a proprietary format"},
	{index: 0, mask: 0x3F, value: 0x00, words: "the kernel that goes with the ADF name"},
	{index: 0, mask: 0x3F, value: 0x01, words: "short kernel ID 1"},
	{index: 0, mask: 0x3F, value: 0x02, words: "short kernel ID 2"},
	{index: 0, mask: 0x3F, value: 0x03, words: "short kernel ID 3"},
	{index: 0, mask: 0x3F, value: 0x04, words: "short kernel ID 4"},
	{index: 0, mask: 0x3F, value: 0x05, words: "short kernel ID 5"},
	{index: 0, mask: 0x3F, value: 0x06, words: "short kernel ID 6"},
	{index: 0, mask: 0x3F, value: 0x07, words: "short kernel ID 7"},
	{index: 0, mask: 0x3F, value: 0x08, words: "short kernel ID 8"},
	{index: 0, mask: 0x3F, value: 0x09, words: "short kernel ID 9"},
	{index: 0, mask: 0x3F, value: 0x0A, words: "short kernel ID 10"},
	{index: 0, mask: 0x3F, value: 0x0B, words: "short kernel ID 11"},
	{index: 0, mask: 0x3F, value: 0x0C, words: "short kernel ID 12"},
	{index: 0, mask: 0x3F, value: 0x0D, words: "short kernel ID 13"},
	{index: 0, mask: 0x3F, value: 0x0E, words: "short kernel ID 14"},
	{index: 0, mask: 0x3F, value: 0x0F, words: "short kernel ID 15"},
	{index: 0, mask: 0x3F, value: 0x10, words: "short kernel ID 16"},
	{index: 0, mask: 0x3F, value: 0x11, words: "short kernel ID 17"},
	{index: 0, mask: 0x3F, value: 0x12, words: "short kernel ID 18"},
	{index: 0, mask: 0x3F, value: 0x13, words: "short kernel ID 19"},
	{index: 0, mask: 0x3F, value: 0x14, words: "short kernel ID 20"},
	{index: 0, mask: 0x3F, value: 0x15, words: "short kernel ID 21"},
	{index: 0, mask: 0x3F, value: 0x16, words: "short kernel ID 22"},
	{index: 0, mask: 0x3F, value: 0x17, words: "short kernel ID 23"},
	{index: 0, mask: 0x3F, value: 0x18, words: "short kernel ID 24"},
	{index: 0, mask: 0x3F, value: 0x19, words: "short kernel ID 25"},
	{index: 0, mask: 0x3F, value: 0x1A, words: "short kernel ID 26"},
	{index: 0, mask: 0x3F, value: 0x1B, words: "short kernel ID 27"},
	{index: 0, mask: 0x3F, value: 0x1C, words: "short kernel ID 28"},
	{index: 0, mask: 0x3F, value: 0x1D, words: "short kernel ID 29"},
	{index: 0, mask: 0x3F, value: 0x1E, words: "short kernel ID 30"},
	{index: 0, mask: 0x3F, value: 0x1F, words: "short kernel ID 31"},
	{index: 0, mask: 0x3F, value: 0x20, words: "short kernel ID 32"},
	{index: 0, mask: 0x3F, value: 0x21, words: "short kernel ID 33"},
	{index: 0, mask: 0x3F, value: 0x22, words: "short kernel ID 34"},
	{index: 0, mask: 0x3F, value: 0x23, words: "short kernel ID 35"},
	{index: 0, mask: 0x3F, value: 0x24, words: "short kernel ID 36"},
	{index: 0, mask: 0x3F, value: 0x25, words: "short kernel ID 37"},
	{index: 0, mask: 0x3F, value: 0x26, words: "short kernel ID 38"},
	{index: 0, mask: 0x3F, value: 0x27, words: "short kernel ID 39"},
	{index: 0, mask: 0x3F, value: 0x28, words: "short kernel ID 40"},
	{index: 0, mask: 0x3F, value: 0x29, words: "short kernel ID 41"},
	{index: 0, mask: 0x3F, value: 0x2A, words: "short kernel ID 42"},
	{index: 0, mask: 0x3F, value: 0x2B, words: "short kernel ID 43"},
	{index: 0, mask: 0x3F, value: 0x2C, words: "short kernel ID 44"},
	{index: 0, mask: 0x3F, value: 0x2D, words: "short kernel ID 45"},
	{index: 0, mask: 0x3F, value: 0x2E, words: "short kernel ID 46"},
	{index: 0, mask: 0x3F, value: 0x2F, words: "short kernel ID 47"},
	{index: 0, mask: 0x3F, value: 0x30, words: "short kernel ID 48"},
	{index: 0, mask: 0x3F, value: 0x31, words: "short kernel ID 49"},
	{index: 0, mask: 0x3F, value: 0x32, words: "short kernel ID 50"},
	{index: 0, mask: 0x3F, value: 0x33, words: "short kernel ID 51"},
	{index: 0, mask: 0x3F, value: 0x34, words: "short kernel ID 52"},
	{index: 0, mask: 0x3F, value: 0x35, words: "short kernel ID 53"},
	{index: 0, mask: 0x3F, value: 0x36, words: "short kernel ID 54"},
	{index: 0, mask: 0x3F, value: 0x37, words: "short kernel ID 55"},
	{index: 0, mask: 0x3F, value: 0x38, words: "short kernel ID 56"},
	{index: 0, mask: 0x3F, value: 0x39, words: "short kernel ID 57"},
	{index: 0, mask: 0x3F, value: 0x3A, words: "short kernel ID 58"},
	{index: 0, mask: 0x3F, value: 0x3B, words: "short kernel ID 59"},
	{index: 0, mask: 0x3F, value: 0x3C, words: "short kernel ID 60"},
	{index: 0, mask: 0x3F, value: 0x3D, words: "short kernel ID 61"},
	{index: 0, mask: 0x3F, value: 0x3E, words: "short kernel ID 62"},
	{index: 0, mask: 0x3F, value: 0x3F, words: "short kernel ID 63"},
	{index: 1, to: 3, words: "extended kernel ID:"},
	{index: 3, mask: 0x80, value: 0x80, words: "kernel 8 is supported by the reader"},
	{index: 3, mask: 0x40, value: 0x40, words: "kernel 8 is supported for the transaction"},
}}

var bitsEntryPointApplicationPriorityIndicator = bitTable{size: 1, most: 1, fields: []bitField{
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

var bitsNextCmd = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "READ RECORD"},
	{index: 0, mask: 0xC0, value: 0x40, words: "GET DATA"},
	{index: 0, mask: 0xC0, value: 0x80, words: "none"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "RFU"},
}}

var bitsODAStatus = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "CDA is to be performed"},
}}

var bitsC2TerminalCapabilities = bitTable{size: 3, most: 3, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "manual key entry"},
	{index: 0, mask: 0x40, value: 0x40, words: "magnetic stripe"},
	{index: 0, mask: 0x20, value: 0x20, words: "IC with contacts"},
	{index: 1, mask: 0x80, value: 0x80, words: "plaintext PIN for ICC verification"},
	{index: 1, mask: 0x40, value: 0x40, words: "enciphered PIN for online verification"},
	{index: 1, mask: 0x20, value: 0x20, words: "signature"},
	{index: 1, mask: 0x10, value: 0x10, words: "enciphered PIN for offline verification"},
	{index: 1, mask: 0x08, value: 0x08, words: "no CVM required"},
	{index: 2, mask: 0x20, value: 0x20, words: "card capture"},
	{index: 2, mask: 0x08, value: 0x08, words: "CDA"},
}}

var bitsC3TVR = bitTable{size: 5, most: 5, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: ""},
	{index: 0, mask: 0xFF, other: true, words: "not used by this kernel"},
	{index: 1, mask: 0xFF, value: 0x00, words: ""},
	{index: 1, mask: 0xFF, other: true, words: "not used by this kernel"},
	{index: 2, mask: 0xFF, value: 0x00, words: ""},
	{index: 2, mask: 0xFF, other: true, words: "not used by this kernel"},
	{index: 3, mask: 0xFF, value: 0x00, words: ""},
	{index: 3, mask: 0xFF, other: true, words: "not used by this kernel"},
	{index: 4, mask: 0xFF, value: 0x00, words: ""},
	{index: 4, mask: 0xFF, other: true, words: "not used by this kernel"},
}}

var bitsC3ApplicationPriorityIndicator = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "not used by kernel 3"},
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

var bitsC3ApplicationUsageControl = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "valid for domestic cash"},
	{index: 0, mask: 0x40, value: 0x40, words: "valid for international cash"},
	{index: 0, mask: 0x20, value: 0x20, words: "not used by kernel 3"},
	{index: 0, mask: 0x10, value: 0x10, words: "not used by kernel 3"},
	{index: 0, mask: 0x08, value: 0x08, words: "not used by kernel 3"},
	{index: 0, mask: 0x04, value: 0x04, words: "not used by kernel 3"},
	{index: 0, mask: 0x02, value: 0x02, words: "valid at ATMs"},
	{index: 1, mask: 0x80, value: 0x80, words: "domestic cashback allowed"},
	{index: 1, mask: 0x40, value: 0x40, words: "international cashback allowed"},
}}

var bitsC4AIP = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "SDA supported (always 0 for kernel 4)"},
	{index: 0, mask: 0x20, value: 0x20, words: "DDA supported (always 0 for kernel 4)"},
	{index: 0, mask: 0x10, value: 0x10, words: "cardholder verification is supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "terminal risk management is to be performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "issuer authentication is supported"},
	{index: 0, mask: 0x02, value: 0x02, words: "reserved for contactless"},
	{index: 0, mask: 0x01, value: 0x01, words: "CDA supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "EMV and magnetic stripe modes supported"},
	{index: 1, mask: 0x40, value: 0x40, words: "contactless mobile supported"},
	{index: 1, mask: 0x20, value: 0x20, words: "host card emulation (HCE) supported"},
}}

var bitsC4TVR = bitTable{size: 5, most: 5, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "offline data authentication was not performed"},
	{index: 0, mask: 0x40, value: 0x40, words: "SDA failed"},
	{index: 0, mask: 0x20, value: 0x20, words: "card data missing"},
	{index: 0, mask: 0x10, value: 0x10, words: "card appears on the terminal exception file"},
	{index: 0, mask: 0x04, value: 0x04, words: "CDA failed"},
	{index: 0, mask: 0x02, value: 0x02, words: "SDA selected"},
	{index: 1, mask: 0x80, value: 0x80, words: "card and terminal have different application versions"},
	{index: 1, mask: 0x40, value: 0x40, words: "expired application"},
	{index: 1, mask: 0x20, value: 0x20, words: "application not yet effective"},
	{index: 1, mask: 0x10, value: 0x10, words: "requested service not allowed for the card product"},
	{index: 1, mask: 0x08, value: 0x08, words: "new card"},
	{index: 2, mask: 0x80, value: 0x80, words: "cardholder verification failed"},
	{index: 2, mask: 0x40, value: 0x40, words: "unrecognised CVM"},
	{index: 2, mask: 0x20, value: 0x20, words: "mobile CVM try limit exceeded"},
	{index: 2, mask: 0x10, value: 0x10, words: "PIN entry required and PIN pad not present or not working"},
	{index: 2, mask: 0x08, value: 0x08, words: "PIN entry required, PIN pad present, but PIN was not entered"},
	{index: 2, mask: 0x04, value: 0x04, words: "online PIN entered"},
	{index: 3, mask: 0x80, value: 0x80, words: "transaction exceeds the floor limit"},
	{index: 3, mask: 0x40, value: 0x40, words: "lower consecutive offline limit exceeded"},
	{index: 3, mask: 0x20, value: 0x20, words: "upper consecutive offline limit exceeded"},
	{index: 3, mask: 0x10, value: 0x10, words: "transaction selected randomly for online processing"},
	{index: 3, mask: 0x08, value: 0x08, words: "merchant forced the transaction online"},
	{index: 4, mask: 0x80, value: 0x80, words: "default TDOL used"},
	{index: 4, mask: 0x40, value: 0x40, words: "issuer authentication was unsuccessful"},
	{index: 4, mask: 0x20, value: 0x20, words: "script processing failed before the final GENERATE AC"},
	{index: 4, mask: 0x10, value: 0x10, words: "script processing failed after the final GENERATE AC"},
}}

var bitsC4TerminalType = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: ""},
	{index: 0, mask: 0xC0, value: 0x40, words: "modified: deprecated"},
	{index: 0, mask: 0xC0, value: 0x80, words: "modified: deprecated, or not available for use"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "modified: contactless EMV"},
	{index: 0, mask: 0x30, value: 0x10, words: "operated by a financial institution"},
	{index: 0, mask: 0x30, value: 0x20, words: "operated by a merchant"},
	{index: 0, mask: 0x30, value: 0x30, words: "operated by the cardholder"},
	{index: 0, mask: 0x30, other: true, words: "RFU"},
	{index: 0, mask: 0x08, value: 0x08, words: "modified: CVM required"},
	{index: 0, mask: 0x07, value: 0x01, words: "attended, online only"},
	{index: 0, mask: 0x07, value: 0x02, words: "attended, offline with online capability"},
	{index: 0, mask: 0x07, value: 0x03, words: "attended, offline only"},
	{index: 0, mask: 0x07, value: 0x04, words: "unattended, online only"},
	{index: 0, mask: 0x07, value: 0x05, words: "unattended, offline with online capability"},
	{index: 0, mask: 0x07, value: 0x06, words: "unattended, offline only"},
	{index: 0, mask: 0x07, other: true, words: "RFU"},
}}

var bitsC4IssuerAuthenticationData = bitTable{size: 8, most: 16, fields: []bitField{
	{index: 0, to: 8, words: "ARPC:"},
	{index: 8, to: 10, words: "authorisation response code:"},
	{index: 10, to: 16, words: "not used by kernel 4:"},
}}

var bitsC5CVMResults = bitTable{size: 3, most: 3, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x01, words: "plaintext PIN verified by the ICC, or confirmation code entered on the mobile device"},
	{index: 0, mask: 0xFF, value: 0x02, words: "online PIN"},
	{index: 0, mask: 0xFF, value: 0x1E, words: "signature"},
	{index: 0, mask: 0xFF, value: 0x1F, words: "no CVM required"},
	{index: 0, mask: 0xFF, value: 0x3F, words: "no CVM performed"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
	{index: 1, mask: 0xFF, value: 0x00, words: "always"},
	{index: 1, mask: 0xFF, other: true, words: "RFU"},
	{index: 2, mask: 0xFF, value: 0x00, words: "result unknown"},
	{index: 2, mask: 0xFF, value: 0x02, words: "successful"},
	{index: 2, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsCardFeatureVersionNumber = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x02, words: "version 2"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsC6CID = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "AAC"},
	{index: 0, mask: 0xC0, value: 0x40, words: "TC"},
	{index: 0, mask: 0xC0, value: 0x80, words: "ARQC"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "RFU"},
	{index: 0, mask: 0x30, value: 0x00, words: "payment system specific cryptogram"},
	{index: 0, mask: 0x30, other: true, words: "RFU"},
	{index: 0, mask: 0x08, value: 0x00, words: "no advice required"},
	{index: 0, mask: 0x08, value: 0x08, words: "advice required"},
	{index: 0, mask: 0x07, value: 0x00, words: "no information given"},
	{index: 0, mask: 0x07, other: true, words: "RFU"},
}}

var bitsDataStorageWriteResults = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "all data stores were processed successfully"},
	{index: 0, mask: 0x1F, value: 0x00, words: "data stores processed successfully: 0"},
	{index: 0, mask: 0x1F, value: 0x01, words: "data stores processed successfully: 1"},
	{index: 0, mask: 0x1F, value: 0x02, words: "data stores processed successfully: 2"},
	{index: 0, mask: 0x1F, value: 0x03, words: "data stores processed successfully: 3"},
	{index: 0, mask: 0x1F, value: 0x04, words: "data stores processed successfully: 4"},
	{index: 0, mask: 0x1F, value: 0x05, words: "data stores processed successfully: 5"},
	{index: 0, mask: 0x1F, value: 0x06, words: "data stores processed successfully: 6"},
	{index: 0, mask: 0x1F, value: 0x07, words: "data stores processed successfully: 7"},
	{index: 0, mask: 0x1F, value: 0x08, words: "data stores processed successfully: 8"},
	{index: 0, mask: 0x1F, value: 0x09, words: "data stores processed successfully: 9"},
	{index: 0, mask: 0x1F, value: 0x0A, words: "data stores processed successfully: 10"},
	{index: 0, mask: 0x1F, value: 0x0B, words: "data stores processed successfully: 11"},
	{index: 0, mask: 0x1F, value: 0x0C, words: "data stores processed successfully: 12"},
	{index: 0, mask: 0x1F, value: 0x0D, words: "data stores processed successfully: 13"},
	{index: 0, mask: 0x1F, value: 0x0E, words: "data stores processed successfully: 14"},
	{index: 0, mask: 0x1F, value: 0x0F, words: "data stores processed successfully: 15"},
	{index: 0, mask: 0x1F, value: 0x10, words: "data stores processed successfully: 16"},
	{index: 0, mask: 0x1F, value: 0x11, words: "data stores processed successfully: 17"},
	{index: 0, mask: 0x1F, value: 0x12, words: "data stores processed successfully: 18"},
	{index: 0, mask: 0x1F, value: 0x13, words: "data stores processed successfully: 19"},
	{index: 0, mask: 0x1F, value: 0x14, words: "data stores processed successfully: 20"},
	{index: 0, mask: 0x1F, value: 0x15, words: "data stores processed successfully: 21"},
	{index: 0, mask: 0x1F, value: 0x16, words: "data stores processed successfully: 22"},
	{index: 0, mask: 0x1F, value: 0x17, words: "data stores processed successfully: 23"},
	{index: 0, mask: 0x1F, value: 0x18, words: "data stores processed successfully: 24"},
	{index: 0, mask: 0x1F, value: 0x19, words: "data stores processed successfully: 25"},
	{index: 0, mask: 0x1F, value: 0x1A, words: "data stores processed successfully: 26"},
	{index: 0, mask: 0x1F, value: 0x1B, words: "data stores processed successfully: 27"},
	{index: 0, mask: 0x1F, value: 0x1C, words: "data stores processed successfully: 28"},
	{index: 0, mask: 0x1F, value: 0x1D, words: "data stores processed successfully: 29"},
	{index: 0, mask: 0x1F, value: 0x1E, words: "data stores processed successfully: 30"},
	{index: 0, mask: 0x1F, value: 0x1F, words: "data stores processed successfully: 31"},
}}

var bitsProgramIdentifier = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xF0, value: 0x50, words: "counts and accumulates transactions"},
	{index: 0, mask: 0xF0, value: 0x60, words: "counts transactions of the minimum amount or more"},
	{index: 0, mask: 0xF0, value: 0x70, words: "accumulates the amounts of transactions"},
	{index: 0, mask: 0xF0, other: true, words: "RFU"},
	{index: 0, mask: 0x0F, value: 0x0A, words: "loyalty program A"},
	{index: 0, mask: 0x0F, value: 0x0B, words: "loyalty program B"},
	{index: 0, mask: 0x0F, value: 0x0C, words: "loyalty program C"},
	{index: 0, mask: 0x0F, value: 0x0D, words: "loyalty program D"},
	{index: 0, mask: 0x0F, value: 0x0E, words: "loyalty program E"},
	{index: 0, mask: 0x0F, value: 0x0F, words: "loyalty program F"},
	{index: 0, mask: 0x0F, other: true, words: "RFU"},
}}

var bitsC6TVR = bitTable{size: 5, most: 5, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "offline data authentication was not performed"},
	{index: 0, mask: 0x40, value: 0x40, words: "SDA failed (not used by kernel 6)"},
	{index: 0, mask: 0x20, value: 0x20, words: "ICC data missing"},
	{index: 0, mask: 0x10, value: 0x10, words: "card appears on the terminal exception file"},
	{index: 0, mask: 0x08, value: 0x08, words: "DDA failed (not used by kernel 6)"},
	{index: 0, mask: 0x04, value: 0x04, words: "CDA failed"},
	{index: 0, mask: 0x02, value: 0x02, words: "SDA selected (not used by kernel 6)"},
	{index: 1, mask: 0x80, value: 0x80, words: "ICC and terminal have different application versions"},
	{index: 1, mask: 0x40, value: 0x40, words: "expired application"},
	{index: 1, mask: 0x20, value: 0x20, words: "application not yet effective"},
	{index: 1, mask: 0x10, value: 0x10, words: "requested service not allowed for the card product"},
	{index: 1, mask: 0x08, value: 0x08, words: "new card"},
	{index: 2, mask: 0x80, value: 0x80, words: "cardholder verification was not successful"},
	{index: 2, mask: 0x40, value: 0x40, words: "unrecognised CVM"},
	{index: 2, mask: 0x20, value: 0x20, words: "PIN try limit exceeded"},
	{index: 2, mask: 0x10, value: 0x10, words: "PIN entry required and PIN pad not present or not working (not used by kernel 6)"},
	{index: 2, mask: 0x08, value: 0x08, words: "PIN entry required, PIN pad present, but PIN was not entered"},
	{index: 2, mask: 0x04, value: 0x04, words: "online PIN entered"},
	{index: 3, mask: 0x80, value: 0x80, words: "transaction exceeds the floor limit"},
	{index: 3, mask: 0x40, value: 0x40, words: "lower consecutive offline limit exceeded (not used by kernel 6)"},
	{index: 3, mask: 0x20, value: 0x20, words: "upper consecutive offline limit exceeded (not used by kernel 6)"},
	{index: 3, mask: 0x10, value: 0x10, words: "transaction selected randomly for online processing"},
	{index: 3, mask: 0x08, value: 0x08, words: "merchant forced the transaction online (not used by kernel 6)"},
	{index: 4, mask: 0x80, value: 0x80, words: "default TDOL used (not used by kernel 6)"},
	{index: 4, mask: 0x40, value: 0x40, words: "issuer authentication failed"},
	{index: 4, mask: 0x20, value: 0x20, words: "script processing failed before the final GENERATE AC (not used by kernel 6)"},
	{index: 4, mask: 0x10, value: 0x10, words: "script processing failed after the final GENERATE AC (not used by kernel 6)"},
	{index: 4, mask: 0x08, value: 0x08, words: "reserved for contactless"},
	{index: 4, mask: 0x04, value: 0x04, words: "reserved for contactless"},
	{index: 4, mask: 0x02, value: 0x02, words: "reserved for contactless"},
	{index: 4, mask: 0x01, value: 0x01, words: "reserved for contactless"},
}}

var bitsC6TSI = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "offline data authentication was performed"},
	{index: 0, mask: 0x40, value: 0x40, words: "cardholder verification was performed"},
	{index: 0, mask: 0x20, value: 0x20, words: "card risk management was performed"},
	{index: 0, mask: 0x10, value: 0x10, words: "issuer authentication was performed"},
	{index: 0, mask: 0x08, value: 0x08, words: "terminal risk management was performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "script processing was performed"},
}}

var bitsC7AIP = bitTable{size: 2, most: 2, fields: []bitField{
	{index: 0, mask: 0x40, value: 0x40, words: "SDA supported"},
	{index: 0, mask: 0x20, value: 0x20, words: "DDA supported"},
	{index: 0, mask: 0x10, value: 0x10, words: "cardholder verification is supported"},
	{index: 0, mask: 0x08, value: 0x08, words: "terminal risk management is to be performed"},
	{index: 0, mask: 0x04, value: 0x04, words: "issuer verification is supported"},
	{index: 0, mask: 0x01, value: 0x01, words: "CDA supported"},
	{index: 1, mask: 0x80, value: 0x80, words: "always 0 for kernel 7"},
}}

var bitsEDAStatus = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0x80, value: 0x80, words: "processing of the issuer certificate requested"},
	{index: 0, mask: 0x40, value: 0x40, words: "processing of the ICC certificate requested"},
	{index: 0, mask: 0x20, value: 0x20, words: "processing of the EDA MAC requested"},
	{index: 0, mask: 0x10, value: 0x10, words: "processing of the blinding factor requested"},
	{index: 0, mask: 0x08, value: 0x08, words: "issuer certificate processed"},
	{index: 0, mask: 0x04, value: 0x04, words: "ICC certificate processed"},
	{index: 0, mask: 0x02, value: 0x02, words: "EDA MAC processed"},
	{index: 0, mask: 0x01, value: 0x01, words: "blinding factor processed"},
}}

var bitsKernelDecision = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xC0, value: 0x00, words: "decline"},
	{index: 0, mask: 0xC0, value: 0x40, words: "accept"},
	{index: 0, mask: 0xC0, value: 0x80, words: "online"},
	{index: 0, mask: 0xC0, value: 0xC0, words: "RFU"},
}}

var bitsMessageIdentifier = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x03, words: "approved"},
	{index: 0, mask: 0xFF, value: 0x07, words: "declined"},
	{index: 0, mask: 0xFF, value: 0x17, words: "card read OK"},
	{index: 0, mask: 0xFF, value: 0x18, words: "try another interface"},
	{index: 0, mask: 0xFF, value: 0x1A, words: "approved, sign"},
	{index: 0, mask: 0xFF, value: 0x1B, words: "authorising, wait"},
	{index: 0, mask: 0xFF, value: 0x1C, words: "error, use another card"},
	{index: 0, mask: 0xFF, value: 0x1D, words: "insert card"},
	{index: 0, mask: 0xFF, value: 0x1E, words: "clear the display"},
	{index: 0, mask: 0xFF, value: 0x20, words: "see the phone"},
	{index: 0, mask: 0xFF, value: 0x21, words: "try again"},
	{index: 0, mask: 0xFF, value: 0xFF, words: "none"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

var bitsNextCmdKernel8 = bitTable{size: 1, most: 1, fields: []bitField{
	{index: 0, mask: 0xFF, value: 0x00, words: "READ RECORD"},
	{index: 0, mask: 0xFF, value: 0x01, words: "READ DATA"},
	{index: 0, mask: 0xFF, value: 0x02, words: "none"},
	{index: 0, mask: 0xFF, other: true, words: "RFU"},
}}

// bitTableOf is the table of a row in a book, nil if it has none.
func bitTableOf(book Book, r Row) *bitTable {
	switch book {
	case C2:
		switch r {
		case IssuerActionCodeDefault, IssuerActionCodeDenial, IssuerActionCodeOnline:
			return &bitsTVRKernel2
		case TerminalCapabilities:
			return &bitsC2TerminalCapabilities
		}
	case C3:
		switch r {
		case TVR:
			return &bitsC3TVR
		case ApplicationPriorityIndicator:
			return &bitsC3ApplicationPriorityIndicator
		case ApplicationUsageControl:
			return &bitsC3ApplicationUsageControl
		}
	case C4:
		switch r {
		case AIP:
			return &bitsC4AIP
		case TVR, IssuerActionCodeDefault, IssuerActionCodeDenial, IssuerActionCodeOnline, TerminalActionCodeDefault, TerminalActionCodeDenial, TerminalActionCodeOnline:
			return &bitsC4TVR
		case TerminalType:
			return &bitsC4TerminalType
		case IssuerAuthenticationData:
			return &bitsC4IssuerAuthenticationData
		}
	case C5:
		switch r {
		case IssuerActionCodeDefault, IssuerActionCodeDenial, IssuerActionCodeOnline, TerminalActionCodeDefault, TerminalActionCodeDenial, TerminalActionCodeOnline:
			return &bitsTVRKernel5
		case CVMResults:
			return &bitsC5CVMResults
		}
	case C6:
		switch r {
		case CID:
			return &bitsC6CID
		case TVR:
			return &bitsC6TVR
		case TSI:
			return &bitsC6TSI
		}
	case C7:
		switch r {
		case TVR:
			return &bitsC3TVR
		case AIP:
			return &bitsC7AIP
		}
	case EntryPoint:
		switch r {
		case ApplicationPriorityIndicator:
			return &bitsEntryPointApplicationPriorityIndicator
		}
	}
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
	case CardStatusUpdate:
		return &bitsCardStatusUpdate
	case CommonCoreIdentifier:
		return &bitsCommonCoreIdentifier
	case CardVerificationResults:
		return &bitsCardVerificationResults
	case KernelIdentifier:
		return &bitsKernelIdentifier
	case VLPTerminalSupportIndicator:
		return &bitsVLPTerminalSupportIndicator
	case ApplicationCapabilitiesInformation:
		return &bitsApplicationCapabilitiesInformation
	case AIPKernel2:
		return &bitsAIPKernel2
	case CardDataInputCapability, CardDataInputCapabilityKernel8:
		return &bitsCardDataInputCapability
	case CVMCapabilityCVMRequired, CVMCapabilityNoCVMRequired:
		return &bitsCVMCapabilityCVMRequired
	case DSACType, ACType, ReferenceControlParameterKernel8:
		return &bitsDSACType
	case DSODSInfo:
		return &bitsDSODSInfo
	case DSODSInfoForReader:
		return &bitsDSODSInfoForReader
	case DSSlotAvailability:
		return &bitsDSSlotAvailability
	case DSSlotManagementControl:
		return &bitsDSSlotManagementControl
	case DSSummaryStatus:
		return &bitsDSSummaryStatus
	case ErrorIndication:
		return &bitsErrorIndication
	case IDSStatus:
		return &bitsIDSStatus
	case KernelConfiguration:
		return &bitsKernelConfiguration
	case OutcomeParameterSet:
		return &bitsOutcomeParameterSet
	case POSCardholderInteractionInformation:
		return &bitsPOSCardholderInteractionInformation
	case PostGenACPutDataStatus, PreGenACPutDataStatus, ReadDataStatus, WriteDataStatus:
		return &bitsPostGenACPutDataStatus
	case ReferenceControlParameter:
		return &bitsReferenceControlParameter
	case SecurityCapability:
		return &bitsSecurityCapability
	case TerminalRiskManagementDataKernel2:
		return &bitsTerminalRiskManagementDataKernel2
	case TVRKernel2, TerminalActionCodeDefaultKernel2, TerminalActionCodeDenialKernel2, TerminalActionCodeOnlineKernel2:
		return &bitsTVRKernel2
	case UserInterfaceRequestData:
		return &bitsUserInterfaceRequestData
	case TTQ, CopyOfTTQ:
		return &bitsTTQ
	case AIPKernel3:
		return &bitsAIPKernel3
	case CTQ:
		return &bitsCTQ
	case FormFactorIndicator:
		return &bitsFormFactorIndicator
	case CardAuthenticationRelatedData:
		return &bitsCardAuthenticationRelatedData
	case ContactlessReaderCapabilities:
		return &bitsContactlessReaderCapabilities
	case EnhancedContactlessReaderCapabilities:
		return &bitsEnhancedContactlessReaderCapabilities
	case CardInterfaceAndPaymentCapabilities:
		return &bitsCardInterfaceAndPaymentCapabilities
	case MobileCVMResults:
		return &bitsMobileCVMResults
	case AIPKernel5:
		return &bitsAIPKernel5
	case CardholderVerificationStatus:
		return &bitsCardholderVerificationStatus
	case CombinationOptions:
		return &bitsCombinationOptions
	case DeviceInformation:
		return &bitsDeviceInformation
	case IssuerUpdateParameter:
		return &bitsIssuerUpdateParameter
	case TerminalCompatibilityIndicator:
		return &bitsTerminalCompatibilityIndicator
	case TerminalInterchangeProfile, TerminalInterchangeProfileStatic:
		return &bitsTerminalInterchangeProfile
	case TVRKernel5:
		return &bitsTVRKernel5
	case CardFeatureDescriptor:
		return &bitsCardFeatureDescriptor
	case CardProcessingRequirements:
		return &bitsCardProcessingRequirements
	case ContactlessCVR:
		return &bitsContactlessCVR
	case TTQKernel6:
		return &bitsTTQKernel6
	case TTQKernel7:
		return &bitsTTQKernel7
	case SegmentedDeductionIndicator:
		return &bitsSegmentedDeductionIndicator
	case ExtendedApplicationIndicator:
		return &bitsExtendedApplicationIndicator
	case CTQKernel7:
		return &bitsCTQKernel7
	case CardAuthenticationRelatedDataKernel7:
		return &bitsCardAuthenticationRelatedDataKernel7
	case PartnerProprietaryData:
		return &bitsPartnerProprietaryData
	case AIPKernel8:
		return &bitsAIPKernel8
	case CardholderVerificationDecision:
		return &bitsCardholderVerificationDecision
	case CardCapabilitiesInformation:
		return &bitsCardCapabilitiesInformation
	case CardQualifier:
		return &bitsCardQualifier
	case CVMCapabilityCVMRequiredKernel8, CVMCapabilityNoCVMRequiredKernel8:
		return &bitsCVMCapabilityCVMRequiredKernel8
	case ErrorIndicationKernel8:
		return &bitsErrorIndicationKernel8
	case KernelConfigurationKernel8:
		return &bitsKernelConfigurationKernel8
	case KernelQualifier:
		return &bitsKernelQualifier
	case OutcomeParameterSetKernel8:
		return &bitsOutcomeParameterSetKernel8
	case RestartIndicator:
		return &bitsRestartIndicator
	case SecurityCapabilityKernel8:
		return &bitsSecurityCapabilityKernel8
	case TerminalCapabilitiesKernel8:
		return &bitsTerminalCapabilitiesKernel8
	case TerminalRiskManagementDataKernel8:
		return &bitsTerminalRiskManagementDataKernel8
	case TVRKernel8, CardTVR, KernelReservedTVRMask, TerminalActionCodeDenialKernel8, TerminalActionCodeOnlineKernel8:
		return &bitsTVRKernel8
	case UserInterfaceRequestData1, UserInterfaceRequestData2:
		return &bitsUserInterfaceRequestData1
	case KernelIdentifierTerminal:
		return &bitsKernelIdentifierTerminal
	case NextCmd:
		return &bitsNextCmd
	case ODAStatus:
		return &bitsODAStatus
	case CardFeatureVersionNumber:
		return &bitsCardFeatureVersionNumber
	case DataStorageWriteResults:
		return &bitsDataStorageWriteResults
	case ProgramIdentifier:
		return &bitsProgramIdentifier
	case EDAStatus:
		return &bitsEDAStatus
	case KernelDecision:
		return &bitsKernelDecision
	case MessageIdentifier:
		return &bitsMessageIdentifier
	case NextCmdKernel8:
		return &bitsNextCmdKernel8
	default:
		return nil
	}
}
