// Code generated from the tables in internal/gen; DO NOT EDIT.

package tlv

// The rows of the data dictionary, one for each data element.
const (
	_                                                       Row = iota
	IssuerIdentificationNumber                                  // 42 Issuer Identification Number (IIN); n, 3; card
	ADFName                                                     // 4F Application Dedicated File (ADF) Name; b, 5 to 16; card
	ApplicationLabel                                            // 50 Application Label; ans, 1 to 16; card
	Track2EquivalentData                                        // 57 Track 2 Equivalent Data; b, 1 to 19; card
	PAN                                                         // 5A Application Primary Account Number (PAN); cn, 1 to 10; card
	CardholderName                                              // 5F20 Cardholder Name; ans, 2 to 26; card
	ApplicationExpirationDate                                   // 5F24 Application Expiration Date; n, 3; card
	ApplicationEffectiveDate                                    // 5F25 Application Effective Date; n, 3; card
	IssuerCountryCode                                           // 5F28 Issuer Country Code; n, 2; card
	TransactionCurrencyCode                                     // 5F2A Transaction Currency Code; n, 2; terminal
	LanguagePreference                                          // 5F2D Language Preference; an, 2 to 8; card
	ServiceCode                                                 // 5F30 Service Code; n, 2; card
	PANSequenceNumber                                           // 5F34 Application Primary Account Number (PAN) Sequence Number; n, 1; card
	TransactionCurrencyExponent                                 // 5F36 Transaction Currency Exponent; n, 1; terminal
	IssuerURL                                                   // 5F50 Issuer URL; ans; card
	IBAN                                                        // 5F53 International Bank Account Number (IBAN); var, 1 to 34; card
	BIC                                                         // 5F54 Bank Identifier Code (BIC); var, 8 to 11; card
	IssuerCountryCodeAlpha2                                     // 5F55 Issuer Country Code (alpha2 format); a, 2; card
	IssuerCountryCodeAlpha3                                     // 5F56 Issuer Country Code (alpha3 format); a, 3; card
	AccountType                                                 // 5F57 Account Type; n, 1; terminal
	ApplicationTemplate                                         // 61 Application Template; b, 1 to 252; card
	FCITemplate                                                 // 6F File Control Information (FCI) Template; var, 1 to 252; card
	ReadRecordTemplate                                          // 70 READ RECORD Response Message Template; var, 1 to 252; card
	IssuerScriptTemplate1                                       // 71 Issuer Script Template 1; b; issuer
	IssuerScriptTemplate2                                       // 72 Issuer Script Template 2; b; issuer
	DirectoryDiscretionaryTemplate                              // 73 Directory Discretionary Template; var, 1 to 252; card
	ResponseTemplateFormat2                                     // 77 Response Message Template Format 2; var; card
	BITCard                                                     // 7F60 Biometric Information Template (BIT), card; b; card
	BITTerminal                                                 // 7F60 Biometric Information Template (BIT), terminal; b; terminal
	BiometricPatronHeaderVersion                                // 80 Patron Header Version; b, 2; card, terminal
	ResponseTemplateFormat1                                     // 80 Response Message Template Format 1; var; card
	AmountAuthorisedBinary                                      // 81 Amount, Authorised (Binary); b, 4; terminal, kernel
	BiometricType                                               // 81 Biometric Type; b, 1 to 3; card, terminal
	AIP                                                         // 82 Application Interchange Profile; b, 2; card
	BiometricSubtype                                            // 82 Biometric Subtype; b, 1; card, terminal
	CommandTemplate                                             // 83 Command Template; b; terminal, kernel
	BiometricCreationDate                                       // 83 Creation Date and Time of the Reference Template; b, 7; card, terminal
	DFName                                                      // 84 Dedicated File (DF) Name; b, 5 to 16; card
	BiometricCreator                                            // 84 Creator; b; card, terminal
	BiometricValidityPeriod                                     // 85 Validity Period; b, 8; card, terminal
	IssuerScriptCommand                                         // 86 Issuer Script Command; b, 1 to 261; issuer
	BiometricProductIdentifier                                  // 86 Identifier of Product (PID); b, 2; card, terminal
	ApplicationPriorityIndicator                                // 87 Application Priority Indicator; b, 1; card
	BiometricFormatOwner                                        // 87 Format Owner; b, 2; card, terminal
	SFI                                                         // 88 Short File Identifier (SFI); b, 1; card
	BiometricFormatType                                         // 88 Format Type; b, 2; card, terminal
	AuthorisationCode                                           // 89 Authorisation Code; ans, 6; issuer
	AuthorisationResponseCode                                   // 8A Authorisation Response Code; an, 2; issuer, terminal, kernel
	CDOL1                                                       // 8C Card Risk Management Data Object List 1 (CDOL1); b, 0 to 252; card
	CDOL2                                                       // 8D Card Risk Management Data Object List 2 (CDOL2); b, 0 to 252; card
	CVMList                                                     // 8E Cardholder Verification Method (CVM) List; b, 10 to 252; card
	CAPublicKeyIndex                                            // 8F Certification Authority Public Key Index; b, 1; card
	IssuerPublicKeyCertificate                                  // 90 Issuer Public Key Certificate; b, 1 to 248; card
	BiometricSolutionID                                         // 90 Biometric Solution ID; b; card, terminal
	IssuerAuthenticationData                                    // 91 Issuer Authentication Data; b, 8 to 16; issuer
	BiometricMatchingParameters                                 // 91 Biometric Matching Algorithm Parameters; b; card
	IssuerPublicKeyRemainder                                    // 92 Issuer Public Key Remainder; b; card
	SignedStaticApplicationData                                 // 93 Signed Static Application Data; b, 1 to 248; card
	AFL                                                         // 94 Application File Locator (AFL); var, 4 to 252; card
	TVR                                                         // 95 Terminal Verification Results; b, 5; kernel
	TDOL                                                        // 97 Transaction Certificate Data Object List (TDOL); b, 0 to 252; card
	TCHashValue                                                 // 98 Transaction Certificate (TC) Hash Value; b, 20; kernel
	TransactionPINData                                          // 99 Transaction Personal Identification Number (PIN) Data; b; terminal
	TransactionDate                                             // 9A Transaction Date; n, 3; terminal
	TSI                                                         // 9B Transaction Status Information; b, 2; kernel
	TransactionType                                             // 9C Transaction Type; n, 1; terminal
	DDFName                                                     // 9D Directory Definition File (DDF) Name; b, 5 to 16; card
	AcquirerIdentifier                                          // 9F01 Acquirer Identifier; n, 6; terminal
	AmountAuthorised                                            // 9F02 Amount, Authorised (Numeric); n, 6; terminal
	AmountOther                                                 // 9F03 Amount, Other (Numeric); n, 6; terminal
	AmountOtherBinary                                           // 9F04 Amount, Other (Binary); b, 4; terminal, kernel
	ApplicationDiscretionaryData                                // 9F05 Application Discretionary Data; b, 1 to 32; card
	ApplicationIdentifierTerminal                               // 9F06 Application Identifier (AID) - terminal; b, 5 to 16; terminal, kernel
	ApplicationUsageControl                                     // 9F07 Application Usage Control; b, 2; card
	ApplicationVersionNumber                                    // 9F08 Application Version Number; b, 2; card
	ApplicationVersionNumberTerminal                            // 9F09 Application Version Number; b, 2; terminal
	ASRPD                                                       // 9F0A Application Selection Registered Proprietary Data (ASRPD); b; card
	CardholderNameExtended                                      // 9F0B Cardholder Name Extended; ans, 27 to 45; card
	IssuerIdentificationNumberExtended                          // 9F0C Issuer Identification Number Extended (IINE); n, 3 to 4; card
	IssuerActionCodeDefault                                     // 9F0D Issuer Action Code - Default; b, 5; card
	IssuerActionCodeDenial                                      // 9F0E Issuer Action Code - Denial; b, 5; card
	IssuerActionCodeOnline                                      // 9F0F Issuer Action Code - Online; b, 5; card
	IssuerApplicationData                                       // 9F10 Issuer Application Data; b, 0 to 32; card
	IssuerCodeTableIndex                                        // 9F11 Issuer Code Table Index; n, 1; card
	ApplicationPreferredName                                    // 9F12 Application Preferred Name; ans, 1 to 16; card
	LastOnlineATC                                               // 9F13 Last Online Application Transaction Counter (ATC) Register; b, 2; card
	LowerConsecutiveOfflineLimit                                // 9F14 Lower Consecutive Offline Limit; b, 1; card
	MerchantCategoryCode                                        // 9F15 Merchant Category Code; n, 2; terminal
	MerchantIdentifier                                          // 9F16 Merchant Identifier; ans, 15; terminal
	PINTryCounter                                               // 9F17 Personal Identification Number (PIN) Try Counter; b, 1; card
	IssuerScriptIdentifier                                      // 9F18 Issuer Script Identifier; b, 4; issuer
	TokenRequestorID                                            // 9F19 Token Requestor ID; n, 6; card
	TerminalCountryCode                                         // 9F1A Terminal Country Code; n, 2; terminal
	TerminalFloorLimit                                          // 9F1B Terminal Floor Limit; b, 4; terminal
	TerminalIdentification                                      // 9F1C Terminal Identification; an, 8; terminal
	TerminalRiskManagementData                                  // 9F1D Terminal Risk Management Data; b, 1 to 8; terminal
	IFDSerialNumber                                             // 9F1E Interface Device (IFD) Serial Number; an, 8; terminal
	Track1DiscretionaryData                                     // 9F1F Track 1 Discretionary Data; ans; card
	Track2DiscretionaryData                                     // 9F20 Track 2 Discretionary Data; cn; card
	TransactionTime                                             // 9F21 Transaction Time; n, 3; terminal
	CAPublicKeyIndexTerminal                                    // 9F22 Certification Authority Public Key Index; b, 1; terminal, kernel
	UpperConsecutiveOfflineLimit                                // 9F23 Upper Consecutive Offline Limit; b, 1; card
	PaymentAccountReference                                     // 9F24 Payment Account Reference (PAR); an, 29; card
	Last4DigitsOfPAN                                            // 9F25 Last 4 Digits of PAN; n, 2; card
	ApplicationCryptogram                                       // 9F26 Application Cryptogram; b, 8; card
	CID                                                         // 9F27 Cryptogram Information Data; b, 1; card
	ICCPINEnciphermentPublicKeyCertificate                      // 9F2D ICC PIN Encipherment Public Key Certificate; b, 1 to 248; card
	ICCPINEnciphermentPublicKeyExponent                         // 9F2E ICC PIN Encipherment Public Key Exponent; b, 1 to 3; card
	ICCPINEnciphermentPublicKeyRemainder                        // 9F2F ICC PIN Encipherment Public Key Remainder; b; card
	BiometricTerminalCapabilities                               // 9F30 Biometric Terminal Capabilities; b, 3; terminal
	CardBITGroupTemplate                                        // 9F31 Card BIT Group Template; b; card
	IssuerPublicKeyExponent                                     // 9F32 Issuer Public Key Exponent; b, 1 to 3; card
	TerminalCapabilities                                        // 9F33 Terminal Capabilities; b, 3; terminal
	CVMResults                                                  // 9F34 Cardholder Verification Method (CVM) Results; b, 3; kernel
	TerminalType                                                // 9F35 Terminal Type; n, 1; terminal
	ATC                                                         // 9F36 Application Transaction Counter (ATC); b, 2; card
	UnpredictableNumber                                         // 9F37 Unpredictable Number; b, 4; kernel
	PDOL                                                        // 9F38 Processing Options Data Object List (PDOL); b, 0 to 252; card
	POSEntryMode                                                // 9F39 Point-of-Service (POS) Entry Mode; n, 1; terminal
	AmountReferenceCurrency                                     // 9F3A Amount, Reference Currency; b, 4; terminal, kernel
	ApplicationReferenceCurrency                                // 9F3B Application Reference Currency; n, 2 to 8; card
	TransactionReferenceCurrencyCode                            // 9F3C Transaction Reference Currency Code; n, 2; terminal
	TransactionReferenceCurrencyExponent                        // 9F3D Transaction Reference Currency Exponent; n, 1; terminal
	AdditionalTerminalCapabilities                              // 9F40 Additional Terminal Capabilities; b, 5; terminal
	TransactionSequenceCounter                                  // 9F41 Transaction Sequence Counter; n, 2 to 4; terminal
	ApplicationCurrencyCode                                     // 9F42 Application Currency Code; n, 2; card
	ApplicationReferenceCurrencyExponent                        // 9F43 Application Reference Currency Exponent; n, 1 to 4; card
	ApplicationCurrencyExponent                                 // 9F44 Application Currency Exponent; n, 1; card
	DataAuthenticationCode                                      // 9F45 Data Authentication Code; b, 2; card, kernel
	ICCPublicKeyCertificate                                     // 9F46 ICC Public Key Certificate; b, 1 to 248; card
	ICCPublicKeyExponent                                        // 9F47 ICC Public Key Exponent; b, 1 to 3; card
	ICCPublicKeyRemainder                                       // 9F48 ICC Public Key Remainder; b; card
	DDOL                                                        // 9F49 Dynamic Data Authentication Data Object List (DDOL); b, 0 to 252; card
	StaticDataAuthenticationTagList                             // 9F4A Static Data Authentication Tag List; b; card
	SignedDynamicApplicationData                                // 9F4B Signed Dynamic Application Data; b, 1 to 248; card
	ICCDynamicNumber                                            // 9F4C ICC Dynamic Number; b, 2 to 8; card, kernel
	LogEntry                                                    // 9F4D Log Entry; b, 2; card
	MerchantNameAndLocation                                     // 9F4E Merchant Name and Location; ans; terminal
	LogFormat                                                   // 9F4F Log Format; b; card
	NumberOfBITs                                                // 2 Number of BITs in the Group; b, 1; card, terminal
	BiometricHeaderTemplate                                     // A1 Biometric Header Template (BHT); b; card, terminal
	BiometricHeaderTemplate2                                    // A2 Biometric Header Template (BHT) 2; b; card, terminal
	FCIProprietaryTemplate                                      // A5 File Control Information (FCI) Proprietary Template; var; card
	BiometricMatchingParametersTemplate                         // B1 Biometric Matching Algorithm Parameters, template; b; card
	FCIIssuerDiscretionaryData                                  // BF0C File Control Information (FCI) Issuer Discretionary Data; var, 0 to 222; card
	OfflineBITGroupTemplate                                     // BF4A Offline BIT Group Template; b; card
	OnlineBITGroupTemplate                                      // BF4B Online BIT Group Template; b; card
	BiometricTryCountersTemplate                                // BF4C Biometric Try Counters Template; b; card
	PreferredAttemptsTemplate                                   // BF4D Preferred Attempts Template; b; card
	BiometricVerificationDataTemplate                           // BF4E Biometric Verification Data Template; b; terminal
	FacialTryCounter                                            // DF50 Facial Try Counter; b, 1; card
	PreferredFacialAttempts                                     // DF50 Preferred Facial Attempts; b, 1; card
	EncipheredBiometricKeySeed                                  // DF50 Enciphered Biometric Key Seed; b; terminal
	FingerTryCounter                                            // DF51 Finger Try Counter; b, 1; card
	PreferredFingerAttempts                                     // DF51 Preferred Finger Attempts; b, 1; card
	EncipheredBiometricData                                     // DF51 Enciphered Biometric Data; b; terminal
	IrisTryCounter                                              // DF52 Iris Try Counter; b, 1; card
	PreferredIrisAttempts                                       // DF52 Preferred Iris Attempts; b, 1; card
	EncipheredBiometricDataMAC                                  // DF52 MAC of Enciphered Biometric Data; b, 8; terminal
	PalmTryCounter                                              // DF53 Palm Try Counter; b, 1; card
	PreferredPalmAttempts                                       // DF53 Preferred Palm Attempts; b, 1; card
	VoiceTryCounter                                             // DF54 Voice Try Counter; b, 1; card
	PreferredVoiceAttempts                                      // DF54 Preferred Voice Attempts; b, 1; card
	ApplicationSelectionIndicator                               // Application Selection Indicator; b, 1; terminal
	ARPC                                                        // Authorisation Response Cryptogram (ARPC); b, 4 to 8; issuer
	BiometricEncryptionKey                                      // Biometric Encryption Key (BEK); b, 16; terminal
	BiometricKeySeed                                            // Biometric Key Seed; b; terminal
	BiometricMACKey                                             // Biometric MAC Key (BMK); b, 32; terminal
	CAPublicKeyCheckSum                                         // Certification Authority Public Key Check Sum; b, 20; terminal
	CAPublicKeyExponent                                         // Certification Authority Public Key Exponent; b, 1 to 3; terminal
	CAPublicKeyModulus                                          // Certification Authority Public Key Modulus; b, 1 to 248; terminal
	CardStatusUpdate                                            // Card Status Update (CSU); b, 4; issuer
	DefaultDDOL                                                 // Default Dynamic Data Authentication Data Object List (DDOL); b; terminal
	DefaultTDOL                                                 // Default Transaction Certificate Data Object List (TDOL); b; terminal
	EncipheredPINData                                           // Enciphered Personal Identification Number (PIN) Data; b, 8; terminal
	IssuerScriptResults                                         // Issuer Script Results; b; kernel
	MaximumTargetPercentage                                     // Maximum Target Percentage to be used for Biased Random Selection; b, 1; terminal
	MessageType                                                 // Message Type; n, 1; terminal
	PINPadSecretKey                                             // Personal Identification Number (PIN) Pad Secret Key; b; terminal
	ProprietaryAuthenticationData                               // Proprietary Authentication Data; b, 0 to 8; issuer
	TargetPercentage                                            // Target Percentage to be Used for Random Selection; b, 1; terminal
	TemplateTryCounter                                          // Template Try Counter; b, 1; terminal
	TerminalActionCodeDefault                                   // Terminal Action Code - Default; b, 5; terminal
	TerminalActionCodeDenial                                    // Terminal Action Code - Denial; b, 5; terminal
	TerminalActionCodeOnline                                    // Terminal Action Code - Online; b, 5; terminal
	TerminalBITGroupTemplate                                    // Terminal BIT Group Template; b; terminal
	ThresholdValue                                              // Threshold Value for Biased Random Selection; b; terminal
	TransactionAmount                                           // Transaction Amount; n, 6; terminal
	TransactionReferenceCurrencyConversion                      // Transaction Reference Currency Conversion; n, 4; terminal
	CommonCoreIdentifier                                        // Common Core Identifier (CCI); b, 1; card
	CardVerificationResults                                     // Card Verification Results; b, 5; card
	Track1Data                                                  // 56 Track 1 Data; ans, 1 to 76; card
	Track2Data                                                  // 9F6B Track 2 Data; b, 1 to 19; card
	POIInformation                                              // 8B POI Information; b, 0 to 64; kernel
	KernelIdentifierTerminal                                    // 96 Kernel Identifier - Terminal; b, 8; kernel
	ExtendedSelection                                           // 9F29 Extended Selection; b, 1 to 11; card
	TerminalCategoriesSupportedList                             // 9F3E Terminal Categories Supported List; b; card
	SDOL                                                        // 9F3F Selection Data Object List (SDOL); b; card
	KernelIdentifier                                            // 9F2A Kernel Identifier; b, 1 to 8; card
	VLPIssuerAuthorisationCode                                  // 9F74 VLP Issuer Authorisation Code; a, 6; card
	VLPTerminalSupportIndicator                                 // 9F7A VLP Terminal Support Indicator; n, 1; terminal
	ApplicationCapabilitiesInformation                          // 9F5D Application Capabilities Information; b, 3; card
	AIPKernel2                                                  // 82 Application Interchange Profile; b, 2; card
	CardDataInputCapability                                     // DF8117 Card Data Input Capability; b, 1; terminal
	CDOL1RelatedData                                            // DF8107 CDOL1 Related Data; b; kernel
	CVMCapabilityCVMRequired                                    // DF8118 CVM Capability - CVM Required; b, 1; terminal
	CVMCapabilityNoCVMRequired                                  // DF8119 CVM Capability - No CVM Required; b, 1; terminal
	DataNeeded                                                  // DF8106 Data Needed; b; kernel
	DataRecord                                                  // FF8105 Data Record; b; kernel
	DataToSend                                                  // FF8104 Data To Send; b; kernel
	DeviceEstimatedTransmissionTimeResponseAPDU                 // DF8305 Device Estimated Transmission Time For Relay Resistance R-APDU; b, 2; card
	DeviceRelayResistanceEntropy                                // DF8302 Device Relay Resistance Entropy; b, 4; card
	DiscretionaryData                                           // FF8106 Discretionary Data; b; kernel
	DSACType                                                    // DF8108 DS AC Type; b, 1; terminal
	DSDigestH                                                   // DF61 DS Digest H; b, 8; kernel
	DSDOL                                                       // 9F5B DSDOL; b, 0 to 250; card
	DSID                                                        // 9F5E DS ID; n, 8 to 11; card
	DSInputCard                                                 // DF60 DS Input (Card); b, 8; terminal
	DSInputTerm                                                 // DF8109 DS Input (Term); b, 8; terminal
	DSODSCard                                                   // 9F54 DS ODS Card; b, 0 to 160; card
	DSODSInfo                                                   // DF62 DS ODS Info; b, 1; terminal
	DSODSInfoForReader                                          // DF810A DS ODS Info For Reader; b, 1; terminal
	DSODSTerm                                                   // DF63 DS ODS Term; b, 0 to 160; terminal
	DSRequestedOperatorID                                       // 9F5C DS Requested Operator ID; b, 8; terminal
	DSSlotAvailability                                          // 9F5F DS Slot Availability; b, 1; card
	DSSlotManagementControl                                     // 9F6F DS Slot Management Control; b, 1; card
	DSSummary1                                                  // 9F7D DS Summary 1; b, 8 to 16; card
	DSSummary2                                                  // DF8101 DS Summary 2; b, 8 to 16; card
	DSSummary3                                                  // DF8102 DS Summary 3; b, 8 to 16; card
	DSSummaryStatus                                             // DF810B DS Summary Status; b, 1; kernel
	DSUnpredictableNumber                                       // 9F7F DS Unpredictable Number; b, 4; card
	DSVNTerm                                                    // DF810D DSVN Term; b; terminal
	ErrorIndication                                             // DF8115 Error Indication; b, 6; kernel
	HoldTimeValue                                               // DF8130 Hold Time Value; b, 1; terminal
	IDSStatus                                                   // DF8128 IDS Status; b, 1; kernel
	KernelConfiguration                                         // DF811B Kernel Configuration; b, 1; terminal
	KernelID                                                    // DF810C Kernel ID; b, 1; terminal
	MaximumRelayResistanceGracePeriod                           // DF8133 Maximum Relay Resistance Grace Period; b, 2; terminal
	MaxTimeForProcessingRelayResistanceAPDU                     // DF8304 Max Time For Processing Relay Resistance APDU; b, 2; card
	MeasuredRelayResistanceProcessingTime                       // DF8306 Measured Relay Resistance Processing Time; b, 2; kernel
	MerchantCustomData                                          // 9F7C Merchant Custom Data; b, 20; terminal
	MessageHoldTime                                             // DF812D Message Hold Time; n, 3; terminal
	MinimumRelayResistanceGracePeriod                           // DF8132 Minimum Relay Resistance Grace Period; b, 2; terminal
	MinTimeForProcessingRelayResistanceAPDU                     // DF8303 Min Time For Processing Relay Resistance APDU; b, 2; card
	OutcomeParameterSet                                         // DF8129 Outcome Parameter Set; b, 8; kernel
	PDOLRelatedData                                             // DF8111 PDOL Related Data; b; kernel
	PhoneMessageTable                                           // DF8131 Phone Message Table; b; terminal
	POSCardholderInteractionInformation                         // DF4B POS Cardholder Interaction Information; b, 3; card
	PostGenACPutDataStatus                                      // DF810E Post-Gen AC Put Data Status; b, 1; kernel
	PreGenACPutDataStatus                                       // DF810F Pre-Gen AC Put Data Status; b, 1; kernel
	ProceedToFirstWriteFlag                                     // DF8110 Proceed To First Write Flag; b, 1; terminal
	ProtectedDataEnvelope1                                      // 9F70 Protected Data Envelope 1; b, 0 to 192; card, terminal
	ProtectedDataEnvelope2                                      // 9F71 Protected Data Envelope 2; b, 0 to 192; card, terminal
	ProtectedDataEnvelope3                                      // 9F72 Protected Data Envelope 3; b, 0 to 192; card, terminal
	ProtectedDataEnvelope4                                      // 9F73 Protected Data Envelope 4; b, 0 to 192; card, terminal
	ProtectedDataEnvelope5                                      // 9F74 Protected Data Envelope 5; b, 0 to 192; card, terminal
	ReaderContactlessFloorLimit                                 // DF8123 Reader Contactless Floor Limit; n, 6; terminal
	ReaderContactlessTransactionLimitNoCDCVM                    // DF8124 Reader Contactless Transaction Limit (No CDCVM); n, 6; terminal
	ReaderContactlessTransactionLimitCDCVM                      // DF8125 Reader Contactless Transaction Limit (CDCVM); n, 6; terminal
	ReaderCVMRequiredLimit                                      // DF8126 Reader CVM Required Limit; n, 6; terminal
	ReferenceControlParameter                                   // DF8114 Reference Control Parameter; b, 1; kernel
	RelayResistanceAccuracyThreshold                            // DF8136 Relay Resistance Accuracy Threshold; b, 2; terminal
	RelayResistanceTransmissionTimeMismatchThreshold            // DF8137 Relay Resistance Transmission Time Mismatch Threshold; b, 1; terminal
	RRPCounter                                                  // DF8307 RRP Counter; b, 1; kernel
	SecurityCapability                                          // DF811F Security Capability; b, 1; terminal
	TagsToRead                                                  // DF8112 Tags To Read; b; terminal
	TagsToWriteAfterGenAC                                       // FF8103 Tags To Write After Gen AC; b; terminal
	TagsToWriteBeforeGenAC                                      // FF8102 Tags To Write Before Gen AC; b; terminal
	TerminalActionCodeDefaultKernel2                            // DF8120 Terminal Action Code - Default; b, 5; terminal
	TerminalActionCodeDenialKernel2                             // DF8121 Terminal Action Code - Denial; b, 5; terminal
	TerminalActionCodeOnlineKernel2                             // DF8122 Terminal Action Code - Online; b, 5; terminal
	TerminalExpectedTransmissionTimeCommandAPDU                 // DF8134 Terminal Expected Transmission Time For Relay Resistance C-APDU; b, 2; terminal
	TerminalExpectedTransmissionTimeResponseAPDU                // DF8135 Terminal Expected Transmission Time For Relay Resistance R-APDU; b, 2; terminal
	TerminalRelayResistanceEntropy                              // DF8301 Terminal Relay Resistance Entropy; b, 4; kernel
	TerminalRiskManagementDataKernel2                           // 9F1D Terminal Risk Management Data; b, 8; terminal
	TVRKernel2                                                  // 95 Terminal Verification Results (TVR); b, 5; kernel
	ThirdPartyData                                              // 9F6E Third Party Data; b, 5 to 32; card
	TimeOutValue                                                // DF8127 Time Out Value; b, 2; terminal
	TransactionCategoryCode                                     // 9F53 Transaction Category Code; an, 1; terminal
	UnprotectedDataEnvelope1                                    // 9F75 Unprotected Data Envelope 1; b, 0 to 192; card, terminal
	UnprotectedDataEnvelope2                                    // 9F76 Unprotected Data Envelope 2; b, 0 to 192; card, terminal
	UnprotectedDataEnvelope3                                    // 9F77 Unprotected Data Envelope 3; b, 0 to 192; card, terminal
	UnprotectedDataEnvelope4                                    // 9F78 Unprotected Data Envelope 4; b, 0 to 192; card, terminal
	UnprotectedDataEnvelope5                                    // 9F79 Unprotected Data Envelope 5; b, 0 to 192; card, terminal
	UserInterfaceRequestData                                    // DF8116 User Interface Request Data; b, 13; kernel
	TTQ                                                         // 9F66 Terminal Transaction Qualifiers (TTQ); b, 4; terminal
	AIPKernel3                                                  // 82 Application Interchange Profile; b, 2; card
	ApplicationProgramIdentifier                                // 9F5A Application Program Identifier (Program ID); b, 1 to 16; card
	IssuerScriptResultsKernel3                                  // 9F5B Issuer Script Results; b; kernel
	CardAuthenticationRelatedData                               // 9F69 Card Authentication Related Data; b, 5 to 16; card
	CTQ                                                         // 9F6C Card Transaction Qualifiers (CTQ); b, 2; card
	FormFactorIndicator                                         // 9F6E Form Factor Indicator (FFI); b, 4; card
	CustomerExclusiveData                                       // 9F7C Customer Exclusive Data (CED); b, 0 to 32; card
	IDSRecordUpdateTemplate                                     // BF60 Integrated Data Storage Record Update Template; b; terminal
	IDSDirectory                                                // D2 Integrated Data Storage Directory (IDSD); b; card
	AvailableOfflineSpendingAmount                              // 9F5D Available Offline Spending Amount (AOSA); n, 6; card
	ApplicationDualCurrencyCode                                 // 9F50 Application Dual Currency Code; n, 2; card
	MembershipProductIdentifier                                 // 9F5A Membership Product Identifier; an, 0 to 8; card
	ProductMembershipNumber                                     // 9F5B Product Membership Number; an, 0 to 32; card
	FormFactor                                                  // 9F67 Form Factor; n, 3; card
	ContactlessReaderCapabilities                               // 9F6D Contactless Reader Capabilities; b, 1; terminal
	EnhancedContactlessReaderCapabilities                       // 9F6E Enhanced Contactless Reader Capabilities; b, 4; terminal
	CardInterfaceAndPaymentCapabilities                         // 9F70 Card Interface and Payment Capabilities; b, 2; card
	MobileCVMResults                                            // 9F71 Mobile CVM Results; b, 3; card
	ApplicationSpecificationVersion                             // 9F77 Application Specification Version; an, 0 to 6; card
	AIPKernel5                                                  // 82 Application Interchange Profile; b, 2; card
	TVRKernel5                                                  // 95 Terminal Verification Results (TVR); b, 5; kernel
	CardholderVerificationStatus                                // 9F50 Cardholder Verification Status; b, 1; card
	TerminalCompatibilityIndicator                              // 9F52 Terminal Compatibility Indicator; b, 1; kernel
	TerminalInterchangeProfile                                  // 9F53 Terminal Interchange Profile; b, 3; kernel
	OfflineBalance                                              // 9F5F Offline Balance; n, 6; card
	IssuerUpdateParameter                                       // 9F60 Issuer Update Parameter; b, 1; card
	DeviceInformation                                           // 9F6E Device Information; b, 4; card
	PartnerDiscretionaryData                                    // 9F7C Partner Discretionary Data; b, 0 to 32; card
	TransitAgentID                                              // DF72 Transit Agent ID; b, 16; terminal
	TransitRelatedData                                          // DF73 Transit Related Data; b, 50; terminal
	CombinationOptions                                          // Combination Options; b, 2; terminal
	ContactlessCVR                                              // 9F53 Contactless Card Verification Results; b, 8; card
	TTQKernel6                                                  // 9F66 Terminal Transaction Qualifiers (TTQ); b, 4; terminal
	FormFactorIdentifier                                        // 9F6E Form Factor Identifier; b, 8; card
	CardProcessingRequirements                                  // 9F71 Card Processing Requirements; b, 2; card
	DataStorageUpdateTemplate                                   // BF10 Data Storage Update Template; b; terminal
	WriteDataStorageTemplate                                    // BF11 Write Data Storage Template; b; terminal
	OfflineBalanceKernel6                                       // D1 Offline Balance; n, 6; card
	CardFeatureVersionNumber                                    // DF3A Card Feature Version Number; b, 1; card
	CardFeatureDescriptor                                       // DF3B Card Feature Descriptor; b, 3 to 67; card
	ExtendedLoggingData                                         // DF3C Extended Logging Data; b, 0 to 32; terminal
	DataStorageDirectory                                        // DF3D Data Storage Directory; b, 8 to 248; card
	CardID                                                      // DF3E Card ID; b, 11 to 64; card
	DataStore                                                   // DF3F Data Store; b, 6 to 198; terminal
	ApplicationSelectionFlag                                    // DF62 Application Selection Flag (ASF); b, 2; card
	ProgramIdentifier                                           // DF70 Program Identifier (PID); b, 1; terminal
	ValueAddedTax1                                              // DF71 Value Added Tax 1; b; terminal
	ValueAddedTax2                                              // DF72 Value Added Tax 2; b; terminal
	TTQKernel7                                                  // 9F66 Terminal Transaction Qualifiers (TTQ); b, 4; kernel
	CardAuthenticationRelatedDataKernel7                        // 9F69 Card Authentication Related Data; b, 8 to 16; card
	CTQKernel7                                                  // 9F6C Card Transaction Qualifiers (CTQ); b, 2; card
	PartnerProprietaryData                                      // 9F7C Partner Proprietary Data; b, 0 to 32; card
	ProductIdentificationInformation                            // 9F63 Product Identification Information; b; card
	SegmentedDeductionIndicator                                 // DF61 Segmented Deduction Application Identifier; b, 1; card
	AIPKernel8                                                  // 82 Application Interchange Profile; b, 2; card
	AuthenticatedApplicationData                                // 9F8106 Authenticated Application Data; b, 0 to 128; card
	CardholderVerificationDecision                              // 9F8102 Cardholder Verification Decision; b, 1; card
	CardCapabilitiesInformation                                 // 9F810D Card Capabilities Information; b, 2; card
	CardDataInputCapabilityKernel8                              // 9F8206 Card Data Input Capability; b, 1; terminal
	CardKeyData                                                 // 9F8103 Card Key Data; b, 64 to 132; card
	CardQualifier                                               // 9F2C Card Qualifier; b, 7; card
	CardTVR                                                     // 9F8104 Card TVR; b, 5; card
	CVMCapabilityCVMRequiredKernel8                             // 9F8207 CVM Capability - CVM Required; b, 1; terminal
	CVMCapabilityNoCVMRequiredKernel8                           // 9F8208 CVM Capability - No CVM Required; b, 1; terminal
	DataEnvelope1                                               // 9F8111 Data Envelope 1; b, 0 to 243; card
	DataEnvelope2                                               // 9F8112 Data Envelope 2; b, 0 to 243; card
	DataEnvelope3                                               // 9F8113 Data Envelope 3; b, 0 to 243; card
	DataEnvelope4                                               // 9F8114 Data Envelope 4; b, 0 to 243; card
	DataEnvelope5                                               // 9F8115 Data Envelope 5; b, 0 to 243; card
	DataEnvelope6                                               // 9F8116 Data Envelope 6; b, 0 to 243; card
	DataEnvelope7                                               // 9F8117 Data Envelope 7; b, 0 to 243; card
	DataEnvelope8                                               // 9F8118 Data Envelope 8; b, 0 to 243; card
	DataEnvelope9                                               // 9F8119 Data Envelope 9; b, 0 to 243; card
	DataEnvelope10                                              // 9F811A Data Envelope 10; b, 0 to 243; card
	DataEnvelopesToWrite                                        // BF8104 Data Envelopes To Write; b; terminal
	DataNeededKernel8                                           // 9F8201 Data Needed; b; kernel
	DataRecordKernel8                                           // BF8102 Data Record; b; kernel
	DataToSendKernel8                                           // BF8101 Data To Send; b; kernel
	DefaultCDOL1                                                // 9F8220 Default CDOL1; b, 0 to 250; terminal
	DefaultIADMACOffset                                         // 9F821E Default IAD MAC Offset; b, 1; terminal
	DiscretionaryDataTagList                                    // 9F821F Discretionary Data Tag List; b; terminal
	DiscretionaryDataKernel8                                    // BF8103 Discretionary Data; b; kernel
	EnhancedDataAuthenticationMAC                               // 9F8105 Enhanced Data Authentication MAC; b, 8; card
	ErrorIndicationKernel8                                      // 9F8204 Error Indication; b, 6; kernel
	ExtendedSDATagList                                          // 9F810A Extended SDA Tag List; b; card
	HoldTimeValueKernel8                                        // 9F8212 Hold Time Value; b, 1; terminal
	IADMACOffset                                                // 9F8107 IAD MAC Offset; b, 1; card
	ICCECCPublicKey                                             // 9F810B ICC ECC Public Key (for RSA Certificates); b, 32; card
	IssuerApplicationDataMAC                                    // 9F8109 Issuer Application Data MAC; b, 8; kernel
	KernelConfigurationKernel8                                  // 9F8209 Kernel Configuration; b, 2; terminal
	KernelKeyData                                               // 9E Kernel Key Data; b, 0 to 132; kernel
	KernelQualifier                                             // 9F2B Kernel Qualifier; b, 8; kernel
	KernelReservedTVRMask                                       // 9F821A Kernel Reserved TVR Mask; b, 5; terminal
	MaximumRelayResistanceGracePeriodKernel8                    // 9F8214 Maximum Relay Resistance Grace Period; b, 2; terminal
	MessageHoldTimeKernel8                                      // 9F8211 Message Hold Time; n, 3; terminal
	MessageIdentifiersOnRestart                                 // 9F821D Message Identifiers On Restart; b, 0 to 32; terminal
	MinimumRelayResistanceGracePeriodKernel8                    // 9F8213 Minimum Relay Resistance Grace Period; b, 2; terminal
	OutcomeParameterSetKernel8                                  // 9F8210 Outcome Parameter Set; b, 8; kernel
	ProceedToFirstWriteFlagKernel8                              // 9F8202 Proceed To First Write Flag; b, 0 to 1; terminal
	ReaderContactlessFloorLimitKernel8                          // 9F820D Reader Contactless Floor Limit; n, 6; terminal
	ReaderCVMRequiredLimitKernel8                               // 9F820E Reader CVM Required Limit; n, 6; terminal
	ReadDataStatus                                              // 9F821C Read Data Status; b, 1; kernel
	RelayResistanceAccuracyThresholdKernel8                     // 9F8217 Relay Resistance Accuracy Threshold; b, 2; terminal
	RelayResistanceTimeExcess                                   // 9F810C Relay Resistance Time Excess; b, 2; kernel
	RelayResistanceTransmissionTimeMismatchThresholdKernel8     // 9F8218 Relay Resistance Transmission Time Mismatch Threshold; b, 1; terminal
	RestartIndicator                                            // 9F8108 Restart Indicator; b, 2 to 5; card
	SecurityCapabilityKernel8                                   // 9F820A Security Capability; b, 1; terminal
	TagMappingList                                              // 9F8221 Tag Mapping List; b; terminal
	TagsToReadKernel8                                           // 9F8203 Tags To Read; b; terminal
	TerminalActionCodeDenialKernel8                             // 9F820B Terminal Action Code - Denial; b, 5; terminal
	TerminalActionCodeOnlineKernel8                             // 9F820C Terminal Action Code - Online; b, 5; terminal
	TerminalCapabilitiesKernel8                                 // 9F33 Terminal Capabilities; b, 3; terminal
	TerminalExpectedTransmissionTimeCommandAPDUKernel8          // 9F8215 Terminal Expected Transmission Time For Relay Resistance C-APDU; b, 2; terminal
	TerminalExpectedTransmissionTimeResponseAPDUKernel8         // 9F8216 Terminal Expected Transmission Time For Relay Resistance R-APDU; b, 2; terminal
	TerminalRiskManagementDataKernel8                           // 9F1D Terminal Risk Management Data; b, 8; terminal
	TVRKernel8                                                  // 95 Terminal Verification Results (TVR); b, 5; kernel
	TimeoutValue                                                // 9F820F Timeout Value; b, 2; terminal
	UserInterfaceRequestData1                                   // 9F8205 User Interface Request Data 1; b, 13; kernel
	UserInterfaceRequestData2                                   // 9F8219 User Interface Request Data 2; b, 13; kernel
	WriteDataStatus                                             // 9F821B Write Data Status; b, 1; kernel
	ApplicationCurrencyCodePBOC                                 // 9F51 Application Currency Code (electronic cash); n, 2; card
	IdentityDocumentNumber                                      // 9F61 Identity Document Number; ans, 1 to 40; card
	IdentityDocumentType                                        // 9F62 Identity Document Type; n, 1; card
	CardAdditionalProcessesPBOC                                 // 9F68 Card Additional Processes; b, 4; card
	CardCVMLimitPBOC                                            // 9F6B Card CVM Limit; n, 6; card
	ElectronicCashResetThreshold                                // 9F6D Electronic Cash Reset Threshold; n, 6; card
	ElectronicCashAuthorisationCode                             // 9F74 Electronic Cash Issuer Authorisation Code; an, 6; card
	ElectronicCashBalanceLimit                                  // 9F77 Electronic Cash Balance Limit; n, 6; card
	ElectronicCashSingleTransactionLimit                        // 9F78 Electronic Cash Single Transaction Limit; n, 6; card
	ElectronicCashBalance                                       // 9F79 Electronic Cash Balance; n, 6; card
	ElectronicCashTerminalIndicator                             // 9F7A Electronic Cash Terminal Support Indicator; n, 1; terminal
	ElectronicCashTerminalTransactionLimit                      // 9F7B Electronic Cash Terminal Transaction Limit; n, 6; terminal
	LoadLogEntry                                                // DF4D Load Log Entry; b, 2; card
	LoadLogFormat                                               // DF4F Load Log Format; b; card
	ExtendedApplicationIndicator                                // DF60 Extended Application (CAPP) Transaction Indicator; n, 1; terminal
	SegmentedDeductionOffsetLimit                               // DF62 Segmented Deduction Offset Limit; n, 6; card
	SegmentedDeductionOffset                                    // DF63 Segmented Deduction Amount Already Offset; n, 6; card
	SMAlgorithmIndicator                                        // DF69 SM Algorithm Support Indicator; n, 1; terminal
	SecondCurrencyCode                                          // DF71 Second Currency: Application Currency Code; n, 2; card
	SecondCurrencyCVMLimit                                      // DF72 Second Currency: Card CVM Limit; n, 6; card
	SecondCurrencyResetThreshold                                // DF76 Second Currency: Electronic Cash Reset Threshold; n, 6; card
	SecondCurrencyBalanceLimit                                  // DF77 Second Currency: Electronic Cash Balance Limit; n, 6; card
	SecondCurrencySingleTransactionLimit                        // DF78 Second Currency: Electronic Cash Single Transaction Limit; n, 6; card
	SecondCurrencyBalance                                       // DF79 Second Currency: Electronic Cash Balance; n, 6; card
	ActiveAFL                                                   // Active AFL; b, 0 to 248; kernel
	ActiveTag                                                   // Active Tag; b, 0 to 2; kernel
	ACType                                                      // AC Type; b, 1; kernel
	NextCmd                                                     // Next Cmd; b, 1; kernel
	ODAStatus                                                   // ODA Status; b, 1; kernel
	PDOLValues                                                  // PDOL Values; b; kernel
	ReaderContactlessTransactionLimit                           // Reader Contactless Transaction Limit; n, 6; kernel
	StaticDataToBeAuthenticated                                 // Static Data To Be Authenticated; b, 0 to 2048; kernel
	TagsToReadYet                                               // Tags To Read Yet; b; kernel
	TagsToWriteYetAfterGenAC                                    // Tags To Write Yet After Gen AC; b; kernel
	TagsToWriteYetBeforeGenAC                                   // Tags To Write Yet Before Gen AC; b; kernel
	CAPublicKey                                                 // Certificate Authority Public Key; b; terminal
	DeclineRequiredByReaderIndicator                            // Decline Required by Reader Indicator; b; terminal
	FDDAVersionNumber                                           // fDDA Version Number; b, 1; card
	OnlineRequiredByReaderIndicator                             // Online Required by Reader Indicator; b; terminal
	ReaderContactlessFloorLimitEntryPoint                       // Reader Contactless Floor Limit; n, 6; terminal
	ReaderCVMRequiredLimitEntryPoint                            // Reader CVM Required Limit; n, 6; terminal
	UnpredictableNumberCard                                     // Unpredictable Number (Card); b, 4; card
	CardVerificationResultsKernel4                              // Cardholder Verification Results (CVR); b, 4; card
	CryptogramVersionNumber                                     // Cryptogram Version Number; b, 1; card
	DiscretionaryDataObjectList                                 // Discretionary Data Object List; b, 0 to 252; terminal
	OfflineCapability                                           // Offline Capability; b; terminal
	OnlineCapability                                            // Online Capability (Partial); b; terminal
	PointOfServiceDataCode                                      // Point of Service Data Code; an, 12; terminal
	RegisteredApplicationProviderIdentifier                     // Registered Application Provider Identifier (RID); b, 5; terminal
	RemovalTimeout                                              // Removal Timeout; b; terminal
	StatusCheckSupportFlag                                      // Status Check Support; b; terminal
	UnpredictableNumberRange                                    // Unpredictable Number Range; b; terminal
	ZeroAmountAllowedFlag                                       // Zero Amount Allowed; b; terminal
	CDCVMContactlessTransactionLimit                            // CDCVM Contactless Transaction Limit; n, 6; terminal
	OnlineTransactionContext                                    // Online Transaction Context; b; kernel
	TerminalInterchangeProfileStatic                            // Terminal Interchange Profile (static); b, 3; terminal
	TransactionMode                                             // Transaction Mode; b; kernel
	DataContainerReadList                                       // Data Container Read List; b; terminal
	DataStorageDirectoryHash                                    // Data Storage Directory Hash; b, 20; kernel
	DataStorageDirectoryUnpredictableNumber                     // Data Storage Directory Unpredictable Number; b, 8; card
	DataStorageEnabled                                          // Data Storage Enabled; b; kernel
	DataStorageSupported                                        // Data Storage Supported; b; terminal
	DataStorageWriteResults                                     // Data Storage Write Results; b, 1; kernel
	DeferredAuthorizationSupported                              // Deferred Authorization Supported; b; terminal
	ExtendedLoggingEnabled                                      // Extended Logging Enabled; b; kernel
	ExtendedLoggingSupported                                    // Extended Logging Supported; b; terminal
	ExtendedSelectionSupportFlag                                // Extended Selection Support Flag; b; terminal
	ResumeTransaction                                           // Resume Transaction; b; kernel
	TearingRecoveryEnabled                                      // Tearing Recovery Enabled; b; kernel
	TearingRecoverySupported                                    // Tearing Recovery Supported; b; terminal
	TearingLog                                                  // Tearing Log; b; kernel
	TransactionCertificate                                      // Transaction Certificate (TC); b, 8; card
	ZeroAmountAllowedOfflineFlag                                // Zero Amount Allowed Offline Flag; b; terminal
	StatusCheckRequested                                        // Status Check Requested; b; kernel
	ContactlessApplicationNotAllowed                            // Contactless Application Not Allowed; b; kernel
	ZeroAmount                                                  // Zero Amount; b; kernel
	ReaderCVMRequiredLimitExceeded                              // Reader CVM Required Limit Exceeded; b; kernel
	ReaderContactlessFloorLimitExceeded                         // Reader Contactless Floor Limit Exceeded; b; kernel
	CopyOfTTQ                                                   // Copy of TTQ; b, 4; kernel
	CDOL1RelatedDataKernel8                                     // CDOL1 Related Data; b; kernel
	CryptoReadDataCounter                                       // Crypto Read Data Counter; b, 1; kernel
	CryptoReadRecordCounter                                     // Crypto Read Record Counter; b, 1; kernel
	DataEnvelopesToWriteYet                                     // Data Envelopes To Write Yet; b; kernel
	DeviceEstimatedTransmissionTimeResponseAPDUKernel8          // Device Estimated Transmission Time For Relay Resistance R-APDU; b, 2; card
	DeviceRelayResistanceEntropyKernel8                         // Device Relay Resistance Entropy; b, 4; card
	EDAStatus                                                   // EDA Status; b, 1; kernel
	ExtendedSDATagListRelatedData                               // Extended SDA Tag List Related Data; b; kernel
	GENERATEACResponseMessageDataField                          // GENERATE AC Response Message Data Field; b, 0 to 256; kernel
	KernelDecision                                              // Kernel Decision; b, 1; kernel
	LastERRDResponse                                            // Last ERRD Response; b, 10; kernel
	MaxTimeForProcessingRelayResistanceAPDUKernel8              // Max Time For Processing Relay Resistance APDU; b, 2; card
	MeasuredRelayResistanceProcessingTimeKernel8                // Measured Relay Resistance Processing Time; b, 2; kernel
	MessageIdentifier                                           // Message Identifier; b, 1; kernel
	MessageToValidate                                           // Message To Validate; b; kernel
	MinTimeForProcessingRelayResistanceAPDUKernel8              // Min Time For Processing Relay Resistance APDU; b, 2; card
	NextCmdKernel8                                              // Next Cmd; b, 1; kernel
	PDOLRelatedDataKernel8                                      // PDOL Related Data; b; kernel
	ReadDataTagsToValidateYet                                   // Read Data Tags To Validate Yet; b; kernel
	ReferenceControlParameterKernel8                            // Reference Control Parameter; b, 1; kernel
	RRPCounterKernel8                                           // RRP Counter; b, 1; kernel
	StartTime                                                   // Start Time; b; kernel
	TerminalRelayResistanceEntropyKernel8                       // Terminal Relay Resistance Entropy; b, 4; kernel
	numRows
)

// NumRows is one more than the last row.
const NumRows = int(numRows)

var elements = [NumRows]Element{
	IssuerIdentificationNumber:             {Name: "Issuer Identification Number (IIN)", Tag: 0x42, Format: N, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1<<Contact | 1<<C3 | 1<<C5 | 1<<C8, variants: 1},
	ADFName:                                {Name: "Application Dedicated File (ADF) Name", Tag: 0x4F, Format: B, Min: 5, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x61}, Books: 1<<Contact | 1<<C3 | 1<<C5 | 1<<EntryPoint, variants: 2},
	ApplicationLabel:                       {Name: "Application Label", Tag: 0x50, Format: ANS, Min: 1, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x61, 0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8, variants: 3},
	Track2EquivalentData:                   {Name: "Track 2 Equivalent Data", Tag: 0x57, Format: B, Min: 1, Max: 19, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 5},
	PAN:                                    {Name: "Application Primary Account Number (PAN)", Tag: 0x5A, Format: CN, Min: 1, Max: 10, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 8},
	CardholderName:                         {Name: "Cardholder Name", Tag: 0x5F20, Format: ANS, Min: 2, Max: 26, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7},
	ApplicationExpirationDate:              {Name: "Application Expiration Date", Tag: 0x5F24, Format: N, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8},
	ApplicationEffectiveDate:               {Name: "Application Effective Date", Tag: 0x5F25, Format: N, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5},
	IssuerCountryCode:                      {Name: "Issuer Country Code", Tag: 0x5F28, Format: N, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5},
	TransactionCurrencyCode:                {Name: "Transaction Currency Code", Tag: 0x5F2A, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8, variants: 11},
	LanguagePreference:                     {Name: "Language Preference", Tag: 0x5F2D, Format: AN, Min: 2, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8},
	ServiceCode:                            {Name: "Service Code", Tag: 0x5F30, Format: N, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C4},
	PANSequenceNumber:                      {Name: "Application Primary Account Number (PAN) Sequence Number", Tag: 0x5F34, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 12},
	TransactionCurrencyExponent:            {Name: "Transaction Currency Exponent", Tag: 0x5F36, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8, variants: 17},
	IssuerURL:                              {Name: "Issuer URL", Tag: 0x5F50, Format: ANS, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	IBAN:                                   {Name: "International Bank Account Number (IBAN)", Tag: 0x5F53, Format: Var, Min: 1, Max: 34, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Sensitive: true, Books: 1 << Contact},
	BIC:                                    {Name: "Bank Identifier Code (BIC)", Tag: 0x5F54, Format: Var, Min: 8, Max: 11, Source: FromCard, Lengths: []Span{{8, 8, 1}, {11, 11, 1}}, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	IssuerCountryCodeAlpha2:                {Name: "Issuer Country Code (alpha2 format)", Tag: 0x5F55, Format: A, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	IssuerCountryCodeAlpha3:                {Name: "Issuer Country Code (alpha3 format)", Tag: 0x5F56, Format: A, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	AccountType:                            {Name: "Account Type", Tag: 0x5F57, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C8, variants: 18},
	ApplicationTemplate:                    {Name: "Application Template", Tag: 0x61, Format: B, Min: 1, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77, 0xBF0C}, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<EntryPoint, variants: 20},
	FCITemplate:                            {Name: "File Control Information (FCI) Template", Tag: 0x6F, Format: Var, Min: 1, Max: 252, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8, variants: 21},
	ReadRecordTemplate:                     {Name: "READ RECORD Response Message Template", Tag: 0x70, Format: Var, Min: 1, Max: 252, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C7, variants: 24},
	IssuerScriptTemplate1:                  {Name: "Issuer Script Template 1", Tag: 0x71, Format: B, Min: 0, Max: 65535, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C5, variants: 26},
	IssuerScriptTemplate2:                  {Name: "Issuer Script Template 2", Tag: 0x72, Format: B, Min: 0, Max: 65535, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C5, variants: 27},
	DirectoryDiscretionaryTemplate:         {Name: "Directory Discretionary Template", Tag: 0x73, Format: Var, Min: 1, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x61}, Books: 1<<Contact | 1<<EntryPoint},
	ResponseTemplateFormat2:                {Name: "Response Message Template Format 2", Tag: 0x77, Format: Var, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<C8, variants: 28},
	BITCard:                                {Name: "Biometric Information Template (BIT), card", Tag: 0x7F60, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4A, 0xBF4B}, Local: true, Books: 1 << Contact, next: 29},
	BITTerminal:                            {Name: "Biometric Information Template (BIT), terminal", Tag: 0x7F60, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	BiometricPatronHeaderVersion:           {Name: "Patron Header Version", Tag: 0x80, Format: B, Min: 2, Max: 2, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact, next: 31},
	ResponseTemplateFormat1:                {Name: "Response Message Template Format 1", Tag: 0x80, Format: Var, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C5, variants: 30},
	AmountAuthorisedBinary:                 {Name: "Amount, Authorised (Binary)", Tag: 0x81, Format: B, Min: 4, Max: 4, Source: FromTerminal | FromKernel, Update: K | ACT, Books: 1 << Contact, next: 33},
	BiometricType:                          {Name: "Biometric Type", Tag: 0x81, Format: B, Min: 1, Max: 3, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1, 0xBF4E}, Local: true, Books: 1 << Contact},
	AIP:                                    {Name: "Application Interchange Profile", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C4 | 1<<C6 | 1<<C7, next: 35, variants: 31},
	BiometricSubtype:                       {Name: "Biometric Subtype", Tag: 0x82, Format: B, Min: 1, Max: 1, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact, next: 203},
	CommandTemplate:                        {Name: "Command Template", Tag: 0x83, Format: B, Min: 0, Max: 65535, Source: FromTerminal | FromKernel, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C7, next: 37, variants: 34},
	BiometricCreationDate:                  {Name: "Creation Date and Time of the Reference Template", Tag: 0x83, Format: B, Min: 7, Max: 7, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	DFName:                                 {Name: "Dedicated File (DF) Name", Tag: 0x84, Format: B, Min: 5, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x6F}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8, next: 39, variants: 35},
	BiometricCreator:                       {Name: "Creator", Tag: 0x84, Format: B, Min: 0, Max: 65535, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	BiometricValidityPeriod:                {Name: "Validity Period", Tag: 0x85, Format: B, Min: 8, Max: 8, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	IssuerScriptCommand:                    {Name: "Issuer Script Command", Tag: 0x86, Format: B, Min: 1, Max: 261, Source: FromIssuer, Update: K | ACT, Templates: []Tag{0x71, 0x72}, Books: 1<<Contact | 1<<C5, next: 42, variants: 38},
	BiometricProductIdentifier:             {Name: "Identifier of Product (PID)", Tag: 0x86, Format: B, Min: 2, Max: 2, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	ApplicationPriorityIndicator:           {Name: "Application Priority Indicator", Tag: 0x87, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x61, 0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8, next: 44, variants: 39},
	BiometricFormatOwner:                   {Name: "Format Owner", Tag: 0x87, Format: B, Min: 2, Max: 2, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1, 0xA2}, Local: true, Books: 1 << Contact},
	SFI:                                    {Name: "Short File Identifier (SFI)", Tag: 0x88, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C3 | 1<<C4, next: 46, variants: 40},
	BiometricFormatType:                    {Name: "Format Type", Tag: 0x88, Format: B, Min: 2, Max: 2, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1, 0xA2}, Local: true, Books: 1 << Contact},
	AuthorisationCode:                      {Name: "Authorisation Code", Tag: 0x89, Format: ANS, Min: 6, Max: 6, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3},
	AuthorisationResponseCode:              {Name: "Authorisation Response Code", Tag: 0x8A, Format: AN, Min: 2, Max: 2, Source: FromIssuer | FromTerminal | FromKernel, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C5, variants: 41},
	CDOL1:                                  {Name: "Card Risk Management Data Object List 1 (CDOL1)", Tag: 0x8C, Format: B, Min: 0, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C8, variants: 44},
	CDOL2:                                  {Name: "Card Risk Management Data Object List 2 (CDOL2)", Tag: 0x8D, Format: B, Min: 0, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C4 | 1<<C5},
	CVMList:                                {Name: "Cardholder Verification Method (CVM) List", Tag: 0x8E, Format: B, Min: 10, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5, variants: 46},
	CAPublicKeyIndex:                       {Name: "Certification Authority Public Key Index", Tag: 0x8F, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 48},
	IssuerPublicKeyCertificate:             {Name: "Issuer Public Key Certificate", Tag: 0x90, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, next: 54, variants: 51},
	BiometricSolutionID:                    {Name: "Biometric Solution ID", Tag: 0x90, Format: B, Min: 0, Max: 65535, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1, 0xBF4E}, Local: true, Books: 1 << Contact},
	IssuerAuthenticationData:               {Name: "Issuer Authentication Data", Tag: 0x91, Format: B, Min: 8, Max: 16, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C5, next: 56},
	BiometricMatchingParameters:            {Name: "Biometric Matching Algorithm Parameters", Tag: 0x91, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	IssuerPublicKeyRemainder:               {Name: "Issuer Public Key Remainder", Tag: 0x92, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 54},
	SignedStaticApplicationData:            {Name: "Signed Static Application Data", Tag: 0x93, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C4 | 1<<C7, variants: 55},
	AFL:                                    {Name: "Application File Locator (AFL)", Tag: 0x94, Format: Var, Min: 4, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 56},
	TVR:                                    {Name: "Terminal Verification Results", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromKernel, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C6 | 1<<C7, next: 276, variants: 60},
	TDOL:                                   {Name: "Transaction Certificate Data Object List (TDOL)", Tag: 0x97, Format: B, Min: 0, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	TCHashValue:                            {Name: "Transaction Certificate (TC) Hash Value", Tag: 0x98, Format: B, Min: 20, Max: 20, Source: FromKernel, Update: K | ACT, Books: 1 << Contact},
	TransactionPINData:                     {Name: "Transaction Personal Identification Number (PIN) Data", Tag: 0x99, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Sensitive: true, Books: 1 << Contact},
	TransactionDate:                        {Name: "Transaction Date", Tag: 0x9A, Format: N, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 64},
	TSI:                                    {Name: "Transaction Status Information", Tag: 0x9B, Format: B, Min: 2, Max: 2, Source: FromKernel, Update: K | ACT, Books: 1<<Contact | 1<<C6, variants: 66},
	TransactionType:                        {Name: "Transaction Type", Tag: 0x9C, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 67},
	DDFName:                                {Name: "Directory Definition File (DDF) Name", Tag: 0x9D, Format: B, Min: 5, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x61}, Books: 1 << Contact},
	AcquirerIdentifier:                     {Name: "Acquirer Identifier", Tag: 0x9F01, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8, variants: 68},
	AmountAuthorised:                       {Name: "Amount, Authorised (Numeric)", Tag: 0x9F02, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8, variants: 70},
	AmountOther:                            {Name: "Amount, Other (Numeric)", Tag: 0x9F03, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 74},
	AmountOtherBinary:                      {Name: "Amount, Other (Binary)", Tag: 0x9F04, Format: B, Min: 4, Max: 4, Source: FromTerminal | FromKernel, Update: K | ACT, Books: 1 << Contact},
	ApplicationDiscretionaryData:           {Name: "Application Discretionary Data", Tag: 0x9F05, Format: B, Min: 1, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C4},
	ApplicationIdentifierTerminal:          {Name: "Application Identifier (AID) - terminal", Tag: 0x9F06, Format: B, Min: 5, Max: 16, Source: FromTerminal | FromKernel, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C6 | 1<<C8, variants: 78},
	ApplicationUsageControl:                {Name: "Application Usage Control", Tag: 0x9F07, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8, variants: 81},
	ApplicationVersionNumber:               {Name: "Application Version Number", Tag: 0x9F08, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5, variants: 83},
	ApplicationVersionNumberTerminal:       {Name: "Application Version Number", Tag: 0x9F09, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C6 | 1<<C8, variants: 84},
	ASRPD:                                  {Name: "Application Selection Registered Proprietary Data (ASRPD)", Tag: 0x9F0A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x73, 0xBF0C}, Books: 1<<Contact | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8, variants: 87},
	CardholderNameExtended:                 {Name: "Cardholder Name Extended", Tag: 0x9F0B, Format: ANS, Min: 27, Max: 45, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C4 | 1<<C7, variants: 92},
	IssuerIdentificationNumberExtended:     {Name: "Issuer Identification Number Extended (IINE)", Tag: 0x9F0C, Format: N, Min: 3, Max: 4, Source: FromCard, Lengths: []Span{{3, 3, 1}, {4, 4, 1}}, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1<<Contact | 1<<C3 | 1<<C5 | 1<<C8, variants: 93},
	IssuerActionCodeDefault:                {Name: "Issuer Action Code - Default", Tag: 0x9F0D, Format: B, Min: 5, Max: 5, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5},
	IssuerActionCodeDenial:                 {Name: "Issuer Action Code - Denial", Tag: 0x9F0E, Format: B, Min: 5, Max: 5, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5},
	IssuerActionCodeOnline:                 {Name: "Issuer Action Code - Online", Tag: 0x9F0F, Format: B, Min: 5, Max: 5, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5},
	IssuerApplicationData:                  {Name: "Issuer Application Data", Tag: 0x9F10, Format: B, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 94},
	IssuerCodeTableIndex:                   {Name: "Issuer Code Table Index", Tag: 0x9F11, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 98},
	ApplicationPreferredName:               {Name: "Application Preferred Name", Tag: 0x9F12, Format: ANS, Min: 1, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x61, 0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<C8, variants: 99},
	LastOnlineATC:                          {Name: "Last Online Application Transaction Counter (ATC) Register", Tag: 0x9F13, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << Contact},
	LowerConsecutiveOfflineLimit:           {Name: "Lower Consecutive Offline Limit", Tag: 0x9F14, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	MerchantCategoryCode:                   {Name: "Merchant Category Code", Tag: 0x9F15, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8, variants: 101},
	MerchantIdentifier:                     {Name: "Merchant Identifier", Tag: 0x9F16, Format: ANS, Min: 15, Max: 15, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C8, variants: 104},
	PINTryCounter:                          {Name: "Personal Identification Number (PIN) Try Counter", Tag: 0x9F17, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Books: 1 << Contact},
	IssuerScriptIdentifier:                 {Name: "Issuer Script Identifier", Tag: 0x9F18, Format: B, Min: 4, Max: 4, Source: FromIssuer, Update: K | ACT, Templates: []Tag{0x71, 0x72}, Books: 1<<Contact | 1<<C3 | 1<<C5},
	TokenRequestorID:                       {Name: "Token Requestor ID", Tag: 0x9F19, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 106},
	TerminalCountryCode:                    {Name: "Terminal Country Code", Tag: 0x9F1A, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8, variants: 108},
	TerminalFloorLimit:                     {Name: "Terminal Floor Limit", Tag: 0x9F1B, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<EntryPoint},
	TerminalIdentification:                 {Name: "Terminal Identification", Tag: 0x9F1C, Format: AN, Min: 8, Max: 8, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C8, variants: 110},
	TerminalRiskManagementData:             {Name: "Terminal Risk Management Data", Tag: 0x9F1D, Format: B, Min: 1, Max: 8, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact, next: 275},
	IFDSerialNumber:                        {Name: "Interface Device (IFD) Serial Number", Tag: 0x9F1E, Format: AN, Min: 8, Max: 8, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C8, variants: 112},
	Track1DiscretionaryData:                {Name: "Track 1 Discretionary Data", Tag: 0x9F1F, Format: ANS, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 114},
	Track2DiscretionaryData:                {Name: "Track 2 Discretionary Data", Tag: 0x9F20, Format: CN, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C8, variants: 116},
	TransactionTime:                        {Name: "Transaction Time", Tag: 0x9F21, Format: N, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8, variants: 118},
	CAPublicKeyIndexTerminal:               {Name: "Certification Authority Public Key Index", Tag: 0x9F22, Format: B, Min: 1, Max: 1, Source: FromTerminal | FromKernel, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C7, variants: 120},
	UpperConsecutiveOfflineLimit:           {Name: "Upper Consecutive Offline Limit", Tag: 0x9F23, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	PaymentAccountReference:                {Name: "Payment Account Reference (PAR)", Tag: 0x9F24, Format: AN, Min: 29, Max: 29, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 121},
	Last4DigitsOfPAN:                       {Name: "Last 4 Digits of PAN", Tag: 0x9F25, Format: N, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C4 | 1<<C5 | 1<<C7, variants: 124},
	ApplicationCryptogram:                  {Name: "Application Cryptogram", Tag: 0x9F26, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 125},
	CID:                                    {Name: "Cryptogram Information Data", Tag: 0x9F27, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 131},
	ICCPINEnciphermentPublicKeyCertificate: {Name: "ICC PIN Encipherment Public Key Certificate", Tag: 0x9F2D, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ICCPINEnciphermentPublicKeyExponent:    {Name: "ICC PIN Encipherment Public Key Exponent", Tag: 0x9F2E, Format: B, Min: 1, Max: 3, Source: FromCard, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ICCPINEnciphermentPublicKeyRemainder:   {Name: "ICC PIN Encipherment Public Key Remainder", Tag: 0x9F2F, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	BiometricTerminalCapabilities:          {Name: "Biometric Terminal Capabilities", Tag: 0x9F30, Format: B, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	CardBITGroupTemplate:                   {Name: "Card BIT Group Template", Tag: 0x9F31, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << Contact},
	IssuerPublicKeyExponent:                {Name: "Issuer Public Key Exponent", Tag: 0x9F32, Format: B, Min: 1, Max: 3, Source: FromCard, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 137},
	TerminalCapabilities:                   {Name: "Terminal Capabilities", Tag: 0x9F33, Format: B, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C6 | 1<<C7, next: 398, variants: 139},
	CVMResults:                             {Name: "Cardholder Verification Method (CVM) Results", Tag: 0x9F34, Format: B, Min: 3, Max: 3, Source: FromKernel, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8, variants: 140},
	TerminalType:                           {Name: "Terminal Type", Tag: 0x9F35, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8, variants: 143},
	ATC:                                    {Name: "Application Transaction Counter (ATC)", Tag: 0x9F36, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 145},
	UnpredictableNumber:                    {Name: "Unpredictable Number", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromKernel, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8, variants: 149},
	PDOL:                                   {Name: "Processing Options Data Object List (PDOL)", Tag: 0x9F38, Format: B, Min: 0, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 156},
	POSEntryMode:                           {Name: "Point-of-Service (POS) Entry Mode", Tag: 0x9F39, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	AmountReferenceCurrency:                {Name: "Amount, Reference Currency", Tag: 0x9F3A, Format: B, Min: 4, Max: 4, Source: FromTerminal | FromKernel, Update: K | ACT, Books: 1 << Contact},
	ApplicationReferenceCurrency:           {Name: "Application Reference Currency", Tag: 0x9F3B, Format: N, Min: 2, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	TransactionReferenceCurrencyCode:       {Name: "Transaction Reference Currency Code", Tag: 0x9F3C, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	TransactionReferenceCurrencyExponent:   {Name: "Transaction Reference Currency Exponent", Tag: 0x9F3D, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	AdditionalTerminalCapabilities:         {Name: "Additional Terminal Capabilities", Tag: 0x9F40, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C8, variants: 158},
	TransactionSequenceCounter:             {Name: "Transaction Sequence Counter", Tag: 0x9F41, Format: N, Min: 2, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	ApplicationCurrencyCode:                {Name: "Application Currency Code", Tag: 0x9F42, Format: N, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5},
	ApplicationReferenceCurrencyExponent:   {Name: "Application Reference Currency Exponent", Tag: 0x9F43, Format: N, Min: 1, Max: 4, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ApplicationCurrencyExponent:            {Name: "Application Currency Exponent", Tag: 0x9F44, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2},
	DataAuthenticationCode:                 {Name: "Data Authentication Code", Tag: 0x9F45, Format: B, Min: 2, Max: 2, Source: FromCard | FromKernel, Update: K | RA, Books: 1 << Contact},
	ICCPublicKeyCertificate:                {Name: "ICC Public Key Certificate", Tag: 0x9F46, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 160},
	ICCPublicKeyExponent:                   {Name: "ICC Public Key Exponent", Tag: 0x9F47, Format: B, Min: 1, Max: 3, Source: FromCard, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 165},
	ICCPublicKeyRemainder:                  {Name: "ICC Public Key Remainder", Tag: 0x9F48, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8, variants: 169},
	DDOL:                                   {Name: "Dynamic Data Authentication Data Object List (DDOL)", Tag: 0x9F49, Format: B, Min: 0, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	StaticDataAuthenticationTagList:        {Name: "Static Data Authentication Tag List", Tag: 0x9F4A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7, variants: 173},
	SignedDynamicApplicationData:           {Name: "Signed Dynamic Application Data", Tag: 0x9F4B, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7, variants: 175},
	ICCDynamicNumber:                       {Name: "ICC Dynamic Number", Tag: 0x9F4C, Format: B, Min: 2, Max: 8, Source: FromCard | FromKernel, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C7, variants: 179},
	LogEntry:                               {Name: "Log Entry", Tag: 0x9F4D, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C7, variants: 181},
	MerchantNameAndLocation:                {Name: "Merchant Name and Location", Tag: 0x9F4E, Format: ANS, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8, variants: 182},
	LogFormat:                              {Name: "Log Format", Tag: 0x9F4F, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C3 | 1<<C7},
	NumberOfBITs:                           {Name: "Number of BITs in the Group", Tag: 0x2, Format: B, Min: 1, Max: 1, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xBF4A, 0xBF4B}, Local: true, Books: 1 << Contact},
	BiometricHeaderTemplate:                {Name: "Biometric Header Template (BHT)", Tag: 0xA1, Format: B, Min: 0, Max: 65535, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0x7F60, 0xA1}, Books: 1 << Contact},
	BiometricHeaderTemplate2:               {Name: "Biometric Header Template (BHT) 2", Tag: 0xA2, Format: B, Min: 0, Max: 65535, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	FCIProprietaryTemplate:                 {Name: "File Control Information (FCI) Proprietary Template", Tag: 0xA5, Format: Var, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x6F}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8, variants: 185},
	BiometricMatchingParametersTemplate:    {Name: "Biometric Matching Algorithm Parameters, template", Tag: 0xB1, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	FCIIssuerDiscretionaryData:             {Name: "File Control Information (FCI) Issuer Discretionary Data", Tag: 0xBF0C, Format: Var, Min: 0, Max: 222, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8, variants: 187},
	OfflineBITGroupTemplate:                {Name: "Offline BIT Group Template", Tag: 0xBF4A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x9F31}, Books: 1 << Contact},
	OnlineBITGroupTemplate:                 {Name: "Online BIT Group Template", Tag: 0xBF4B, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x9F31}, Books: 1 << Contact},
	BiometricTryCountersTemplate:           {Name: "Biometric Try Counters Template", Tag: 0xBF4C, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Books: 1 << Contact},
	PreferredAttemptsTemplate:              {Name: "Preferred Attempts Template", Tag: 0xBF4D, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Books: 1 << Contact},
	BiometricVerificationDataTemplate:      {Name: "Biometric Verification Data Template", Tag: 0xBF4E, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Sensitive: true, Books: 1 << Contact},
	FacialTryCounter:                       {Name: "Facial Try Counter", Tag: 0xDF50, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 152},
	PreferredFacialAttempts:                {Name: "Preferred Facial Attempts", Tag: 0xDF50, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact, next: 153},
	EncipheredBiometricKeySeed:             {Name: "Enciphered Biometric Key Seed", Tag: 0xDF50, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Templates: []Tag{0xBF4E}, Sensitive: true, Local: true, Books: 1 << Contact},
	FingerTryCounter:                       {Name: "Finger Try Counter", Tag: 0xDF51, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 155},
	PreferredFingerAttempts:                {Name: "Preferred Finger Attempts", Tag: 0xDF51, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact, next: 156},
	EncipheredBiometricData:                {Name: "Enciphered Biometric Data", Tag: 0xDF51, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Templates: []Tag{0xBF4E}, Sensitive: true, Local: true, Books: 1 << Contact},
	IrisTryCounter:                         {Name: "Iris Try Counter", Tag: 0xDF52, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 158},
	PreferredIrisAttempts:                  {Name: "Preferred Iris Attempts", Tag: 0xDF52, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact, next: 159},
	EncipheredBiometricDataMAC:             {Name: "MAC of Enciphered Biometric Data", Tag: 0xDF52, Format: B, Min: 8, Max: 8, Source: FromTerminal, Update: K | ACT, Templates: []Tag{0xBF4E}, Local: true, Books: 1 << Contact},
	PalmTryCounter:                         {Name: "Palm Try Counter", Tag: 0xDF53, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 161},
	PreferredPalmAttempts:                  {Name: "Preferred Palm Attempts", Tag: 0xDF53, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact},
	VoiceTryCounter:                        {Name: "Voice Try Counter", Tag: 0xDF54, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 163},
	PreferredVoiceAttempts:                 {Name: "Preferred Voice Attempts", Tag: 0xDF54, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact},
	ApplicationSelectionIndicator:          {Name: "Application Selection Indicator", Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	ARPC:                                   {Name: "Authorisation Response Cryptogram (ARPC)", Format: B, Min: 4, Max: 8, Source: FromIssuer, Lengths: []Span{{4, 4, 1}, {8, 8, 1}}, Update: K | ACT, Books: 1<<Contact | 1<<C4, variants: 189},
	BiometricEncryptionKey:                 {Name: "Biometric Encryption Key (BEK)", Format: B, Min: 16, Max: 16, Source: FromTerminal, Update: K | ACT, Sensitive: true, Books: 1 << Contact},
	BiometricKeySeed:                       {Name: "Biometric Key Seed", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Sensitive: true, Books: 1 << Contact},
	BiometricMACKey:                        {Name: "Biometric MAC Key (BMK)", Format: B, Min: 32, Max: 32, Source: FromTerminal, Update: K | ACT, Sensitive: true, Books: 1 << Contact},
	CAPublicKeyCheckSum:                    {Name: "Certification Authority Public Key Check Sum", Format: B, Min: 20, Max: 20, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4, variants: 190},
	CAPublicKeyExponent:                    {Name: "Certification Authority Public Key Exponent", Format: B, Min: 1, Max: 3, Source: FromTerminal, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4, variants: 192},
	CAPublicKeyModulus:                     {Name: "Certification Authority Public Key Modulus", Format: B, Min: 1, Max: 248, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4, variants: 193},
	CardStatusUpdate:                       {Name: "Card Status Update (CSU)", Format: B, Min: 4, Max: 4, Source: FromIssuer, Update: K | ACT, Books: 1 << Contact},
	DefaultDDOL:                            {Name: "Default Dynamic Data Authentication Data Object List (DDOL)", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	DefaultTDOL:                            {Name: "Default Transaction Certificate Data Object List (TDOL)", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	EncipheredPINData:                      {Name: "Enciphered Personal Identification Number (PIN) Data", Format: B, Min: 8, Max: 8, Source: FromTerminal, Update: K | ACT, Sensitive: true, Books: 1 << Contact},
	IssuerScriptResults:                    {Name: "Issuer Script Results", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K | ACT, Books: 1 << Contact},
	MaximumTargetPercentage:                {Name: "Maximum Target Percentage to be used for Biased Random Selection", Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C5, variants: 194},
	MessageType:                            {Name: "Message Type", Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	PINPadSecretKey:                        {Name: "Personal Identification Number (PIN) Pad Secret Key", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Sensitive: true, Books: 1 << Contact},
	ProprietaryAuthenticationData:          {Name: "Proprietary Authentication Data", Format: B, Min: 0, Max: 8, Source: FromIssuer, Update: K | ACT, Books: 1 << Contact},
	TargetPercentage:                       {Name: "Target Percentage to be Used for Random Selection", Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C5, variants: 195},
	TemplateTryCounter:                     {Name: "Template Try Counter", Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	TerminalActionCodeDefault:              {Name: "Terminal Action Code - Default", Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C4 | 1<<C5},
	TerminalActionCodeDenial:               {Name: "Terminal Action Code - Denial", Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C4 | 1<<C5},
	TerminalActionCodeOnline:               {Name: "Terminal Action Code - Online", Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C4 | 1<<C5},
	TerminalBITGroupTemplate:               {Name: "Terminal BIT Group Template", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	ThresholdValue:                         {Name: "Threshold Value for Biased Random Selection", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C5, variants: 196},
	TransactionAmount:                      {Name: "Transaction Amount", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	TransactionReferenceCurrencyConversion: {Name: "Transaction Reference Currency Conversion", Format: N, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1 << Contact},
	CommonCoreIdentifier:                   {Name: "Common Core Identifier (CCI)", Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Books: 1 << Contact},
	CardVerificationResults:                {Name: "Card Verification Results", Format: B, Min: 5, Max: 5, Source: FromCard, Update: K | RA, Books: 1 << Contact},
	Track1Data:                             {Name: "Track 1 Data", Tag: 0x56, Format: ANS, Min: 1, Max: 76, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << C2},
	Track2Data:                             {Name: "Track 2 Data", Tag: 0x9F6B, Format: B, Min: 1, Max: 19, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << C2, next: 411},
	POIInformation:                         {Name: "POI Information", Tag: 0x8B, Format: B, Min: 0, Max: 64, Source: FromKernel, Update: K | ACT, Books: 1 << EntryPoint, variants: 197},
	KernelIdentifierTerminal:               {Name: "Kernel Identifier - Terminal", Tag: 0x96, Format: B, Min: 8, Max: 8, Source: FromKernel, Update: K | ACT, Books: 1 << EntryPoint, variants: 198},
	ExtendedSelection:                      {Name: "Extended Selection", Tag: 0x9F29, Format: B, Min: 1, Max: 11, Source: FromCard, Update: K | RA, Templates: []Tag{0x61}, Books: 1 << EntryPoint},
	TerminalCategoriesSupportedList:        {Name: "Terminal Categories Supported List", Tag: 0x9F3E, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1 << EntryPoint},
	SDOL:                                   {Name: "Selection Data Object List (SDOL)", Tag: 0x9F3F, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1 << EntryPoint},
	KernelIdentifier:                       {Name: "Kernel Identifier", Tag: 0x9F2A, Format: B, Min: 1, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x61}, Books: 1<<EntryPoint | 1<<C4, variants: 199},
	VLPIssuerAuthorisationCode:             {Name: "VLP Issuer Authorisation Code", Tag: 0x9F74, Format: A, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << C1, next: 256},
	VLPTerminalSupportIndicator:            {Name: "VLP Terminal Support Indicator", Tag: 0x9F7A, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << C1, next: 417},
	ApplicationCapabilitiesInformation:     {Name: "Application Capabilities Information", Tag: 0x9F5D, Format: B, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1 << C2, next: 296},
	AIPKernel2:                             {Name: "Application Interchange Profile", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C2, next: 287},
	CardDataInputCapability:                {Name: "Card Data Input Capability", Tag: 0xDF8117, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C2},
	CDOL1RelatedData:                       {Name: "CDOL1 Related Data", Tag: 0xDF8107, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C2},
	CVMCapabilityCVMRequired:               {Name: "CVM Capability - CVM Required", Tag: 0xDF8118, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C2},
	CVMCapabilityNoCVMRequired:             {Name: "CVM Capability - No CVM Required", Tag: 0xDF8119, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C2},
	DataNeeded:                             {Name: "Data Needed", Tag: 0xDF8106, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C2},
	DataRecord:                             {Name: "Data Record", Tag: 0xFF8105, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C2},
	DataToSend:                             {Name: "Data To Send", Tag: 0xFF8104, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C2},
	DeviceEstimatedTransmissionTimeResponseAPDU: {Name: "Device Estimated Transmission Time For Relay Resistance R-APDU", Tag: 0xDF8305, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << C2},
	DeviceRelayResistanceEntropy:                {Name: "Device Relay Resistance Entropy", Tag: 0xDF8302, Format: B, Min: 4, Max: 4, Source: FromCard, Update: K | RA, Books: 1 << C2},
	DiscretionaryData:                           {Name: "Discretionary Data", Tag: 0xFF8106, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C2},
	DSACType:                                    {Name: "DS AC Type", Tag: 0xDF8108, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2},
	DSDigestH:                                   {Name: "DS Digest H", Tag: 0xDF61, Format: B, Min: 8, Max: 8, Source: FromKernel, Update: K, Books: 1 << C2, next: 340},
	DSDOL:                                       {Name: "DSDOL", Tag: 0x9F5B, Format: B, Min: 0, Max: 250, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C2, next: 289},
	DSID:                                        {Name: "DS ID", Tag: 0x9F5E, Format: N, Min: 8, Max: 11, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Sensitive: true, Books: 1 << C2},
	DSInputCard:                                 {Name: "DS Input (Card)", Tag: 0xDF60, Format: B, Min: 8, Max: 8, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2, next: 421},
	DSInputTerm:                                 {Name: "DS Input (Term)", Tag: 0xDF8109, Format: B, Min: 8, Max: 8, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2},
	DSODSCard:                                   {Name: "DS ODS Card", Tag: 0x9F54, Format: B, Min: 0, Max: 160, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C2},
	DSODSInfo:                                   {Name: "DS ODS Info", Tag: 0xDF62, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2, next: 331},
	DSODSInfoForReader:                          {Name: "DS ODS Info For Reader", Tag: 0xDF810A, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2},
	DSODSTerm:                                   {Name: "DS ODS Term", Tag: 0xDF63, Format: B, Min: 0, Max: 160, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2, next: 423},
	DSRequestedOperatorID:                       {Name: "DS Requested Operator ID", Tag: 0x9F5C, Format: B, Min: 8, Max: 8, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2},
	DSSlotAvailability:                          {Name: "DS Slot Availability", Tag: 0x9F5F, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C2, next: 311},
	DSSlotManagementControl:                     {Name: "DS Slot Management Control", Tag: 0x9F6F, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C2},
	DSSummary1:                                  {Name: "DS Summary 1", Tag: 0x9F7D, Format: B, Min: 8, Max: 16, Source: FromCard, Lengths: []Span{{8, 8, 1}, {16, 16, 1}}, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C2},
	DSSummary2:                                  {Name: "DS Summary 2", Tag: 0xDF8101, Format: B, Min: 8, Max: 16, Source: FromCard, Lengths: []Span{{8, 8, 1}, {16, 16, 1}}, Update: K | RA, Books: 1 << C2},
	DSSummary3:                                  {Name: "DS Summary 3", Tag: 0xDF8102, Format: B, Min: 8, Max: 16, Source: FromCard, Lengths: []Span{{8, 8, 1}, {16, 16, 1}}, Update: K | RA, Books: 1 << C2},
	DSSummaryStatus:                             {Name: "DS Summary Status", Tag: 0xDF810B, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	DSUnpredictableNumber:                       {Name: "DS Unpredictable Number", Tag: 0x9F7F, Format: B, Min: 4, Max: 4, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C2},
	DSVNTerm:                                    {Name: "DSVN Term", Tag: 0xDF810D, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K, Books: 1 << C2},
	ErrorIndication:                             {Name: "Error Indication", Tag: 0xDF8115, Format: B, Min: 6, Max: 6, Source: FromKernel, Update: K, Books: 1 << C2},
	HoldTimeValue:                               {Name: "Hold Time Value", Tag: 0xDF8130, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C2},
	IDSStatus:                                   {Name: "IDS Status", Tag: 0xDF8128, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	KernelConfiguration:                         {Name: "Kernel Configuration", Tag: 0xDF811B, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C2},
	KernelID:                                    {Name: "Kernel ID", Tag: 0xDF810C, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C2},
	MaximumRelayResistanceGracePeriod:           {Name: "Maximum Relay Resistance Grace Period", Tag: 0xDF8133, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C2},
	MaxTimeForProcessingRelayResistanceAPDU:     {Name: "Max Time For Processing Relay Resistance APDU", Tag: 0xDF8304, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << C2},
	MeasuredRelayResistanceProcessingTime:       {Name: "Measured Relay Resistance Processing Time", Tag: 0xDF8306, Format: B, Min: 2, Max: 2, Source: FromKernel, Update: K, Books: 1 << C2},
	MerchantCustomData:                          {Name: "Merchant Custom Data", Tag: 0x9F7C, Format: B, Min: 20, Max: 20, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2, next: 293},
	MessageHoldTime:                             {Name: "Message Hold Time", Tag: 0xDF812D, Format: N, Min: 3, Max: 3, Source: FromTerminal, Update: K, Books: 1 << C2},
	MinimumRelayResistanceGracePeriod:           {Name: "Minimum Relay Resistance Grace Period", Tag: 0xDF8132, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C2},
	MinTimeForProcessingRelayResistanceAPDU:     {Name: "Min Time For Processing Relay Resistance APDU", Tag: 0xDF8303, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << C2},
	OutcomeParameterSet:                         {Name: "Outcome Parameter Set", Tag: 0xDF8129, Format: B, Min: 8, Max: 8, Source: FromKernel, Update: K, Books: 1 << C2},
	PDOLRelatedData:                             {Name: "PDOL Related Data", Tag: 0xDF8111, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C2},
	PhoneMessageTable:                           {Name: "Phone Message Table", Tag: 0xDF8131, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K, Books: 1 << C2},
	POSCardholderInteractionInformation:         {Name: "POS Cardholder Interaction Information", Tag: 0xDF4B, Format: B, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C2},
	PostGenACPutDataStatus:                      {Name: "Post-Gen AC Put Data Status", Tag: 0xDF810E, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	PreGenACPutDataStatus:                       {Name: "Pre-Gen AC Put Data Status", Tag: 0xDF810F, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	ProceedToFirstWriteFlag:                     {Name: "Proceed To First Write Flag", Tag: 0xDF8110, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2},
	ProtectedDataEnvelope1:                      {Name: "Protected Data Envelope 1", Tag: 0x9F70, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2, next: 303},
	ProtectedDataEnvelope2:                      {Name: "Protected Data Envelope 2", Tag: 0x9F71, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2, next: 304},
	ProtectedDataEnvelope3:                      {Name: "Protected Data Envelope 3", Tag: 0x9F72, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2},
	ProtectedDataEnvelope4:                      {Name: "Protected Data Envelope 4", Tag: 0x9F73, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2},
	ProtectedDataEnvelope5:                      {Name: "Protected Data Envelope 5", Tag: 0x9F74, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2, next: 413},
	ReaderContactlessFloorLimit:                 {Name: "Reader Contactless Floor Limit", Tag: 0xDF8123, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K, Books: 1 << C2},
	ReaderContactlessTransactionLimitNoCDCVM:    {Name: "Reader Contactless Transaction Limit (No CDCVM)", Tag: 0xDF8124, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K, Books: 1 << C2},
	ReaderContactlessTransactionLimitCDCVM:      {Name: "Reader Contactless Transaction Limit (CDCVM)", Tag: 0xDF8125, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K, Books: 1 << C2},
	ReaderCVMRequiredLimit:                      {Name: "Reader CVM Required Limit", Tag: 0xDF8126, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K, Books: 1 << C2},
	ReferenceControlParameter:                   {Name: "Reference Control Parameter", Tag: 0xDF8114, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	RelayResistanceAccuracyThreshold:            {Name: "Relay Resistance Accuracy Threshold", Tag: 0xDF8136, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C2},
	RelayResistanceTransmissionTimeMismatchThreshold: {Name: "Relay Resistance Transmission Time Mismatch Threshold", Tag: 0xDF8137, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C2},
	RRPCounter:                                   {Name: "RRP Counter", Tag: 0xDF8307, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	SecurityCapability:                           {Name: "Security Capability", Tag: 0xDF811F, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C2},
	TagsToRead:                                   {Name: "Tags To Read", Tag: 0xDF8112, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2},
	TagsToWriteAfterGenAC:                        {Name: "Tags To Write After Gen AC", Tag: 0xFF8103, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2},
	TagsToWriteBeforeGenAC:                       {Name: "Tags To Write Before Gen AC", Tag: 0xFF8102, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2},
	TerminalActionCodeDefaultKernel2:             {Name: "Terminal Action Code - Default", Tag: 0xDF8120, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K, Books: 1 << C2},
	TerminalActionCodeDenialKernel2:              {Name: "Terminal Action Code - Denial", Tag: 0xDF8121, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K, Books: 1 << C2},
	TerminalActionCodeOnlineKernel2:              {Name: "Terminal Action Code - Online", Tag: 0xDF8122, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K, Books: 1 << C2},
	TerminalExpectedTransmissionTimeCommandAPDU:  {Name: "Terminal Expected Transmission Time For Relay Resistance C-APDU", Tag: 0xDF8134, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C2},
	TerminalExpectedTransmissionTimeResponseAPDU: {Name: "Terminal Expected Transmission Time For Relay Resistance R-APDU", Tag: 0xDF8135, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C2},
	TerminalRelayResistanceEntropy:               {Name: "Terminal Relay Resistance Entropy", Tag: 0xDF8301, Format: B, Min: 4, Max: 4, Source: FromKernel, Update: K, Books: 1 << C2},
	TerminalRiskManagementDataKernel2:            {Name: "Terminal Risk Management Data", Tag: 0x9F1D, Format: B, Min: 8, Max: 8, Source: FromTerminal, Update: K, Books: 1 << C2, next: 401},
	TVRKernel2:                                   {Name: "Terminal Verification Results (TVR)", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromKernel, Update: K, Books: 1 << C2, next: 307, variants: 201},
	ThirdPartyData:                               {Name: "Third Party Data", Tag: 0x9F6E, Format: B, Min: 5, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0x70}, Books: 1 << C2, next: 292},
	TimeOutValue:                                 {Name: "Time Out Value", Tag: 0xDF8127, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C2},
	TransactionCategoryCode:                      {Name: "Transaction Category Code", Tag: 0x9F53, Format: AN, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C2, next: 310},
	UnprotectedDataEnvelope1:                     {Name: "Unprotected Data Envelope 1", Tag: 0x9F75, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2},
	UnprotectedDataEnvelope2:                     {Name: "Unprotected Data Envelope 2", Tag: 0x9F76, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2},
	UnprotectedDataEnvelope3:                     {Name: "Unprotected Data Envelope 3", Tag: 0x9F77, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2, next: 305},
	UnprotectedDataEnvelope4:                     {Name: "Unprotected Data Envelope 4", Tag: 0x9F78, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2, next: 415},
	UnprotectedDataEnvelope5:                     {Name: "Unprotected Data Envelope 5", Tag: 0x9F79, Format: B, Min: 0, Max: 192, Source: FromCard | FromTerminal, Update: K | ACT | DET | RA, Books: 1 << C2, next: 416},
	UserInterfaceRequestData:                     {Name: "User Interface Request Data", Tag: 0xDF8116, Format: B, Min: 13, Max: 13, Source: FromKernel, Update: K, Books: 1 << C2},
	TTQ:                                          {Name: "Terminal Transaction Qualifiers (TTQ)", Tag: 0x9F66, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1<<EntryPoint | 1<<C3, next: 319, variants: 202},
	AIPKernel3:                                   {Name: "Application Interchange Profile", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1 << C3, next: 306, variants: 203},
	ApplicationProgramIdentifier:                 {Name: "Application Program Identifier (Program ID)", Tag: 0x9F5A, Format: B, Min: 1, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1 << C3, next: 298},
	IssuerScriptResultsKernel3:                   {Name: "Issuer Script Results", Tag: 0x9F5B, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K | ACT, Books: 1 << C3, next: 299, variants: 204},
	CardAuthenticationRelatedData:                {Name: "Card Authentication Related Data", Tag: 0x9F69, Format: B, Min: 5, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C3, next: 336},
	CTQ:                                          {Name: "Card Transaction Qualifiers (CTQ)", Tag: 0x9F6C, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C3, next: 337},
	FormFactorIndicator:                          {Name: "Form Factor Indicator (FFI)", Tag: 0x9F6E, Format: B, Min: 4, Max: 4, Source: FromCard, Update: K | ACT | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << C3, next: 302, variants: 205},
	CustomerExclusiveData:                        {Name: "Customer Exclusive Data (CED)", Tag: 0x9F7C, Format: B, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << C3, next: 314},
	IDSRecordUpdateTemplate:                      {Name: "Integrated Data Storage Record Update Template", Tag: 0xBF60, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | DET, Books: 1 << C3},
	IDSDirectory:                                 {Name: "Integrated Data Storage Directory (IDSD)", Tag: 0xD2, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Sensitive: true, Books: 1 << C3},
	AvailableOfflineSpendingAmount:               {Name: "Available Offline Spending Amount (AOSA)", Tag: 0x9F5D, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<C3 | 1<<C7, variants: 206},
	ApplicationDualCurrencyCode:                  {Name: "Application Dual Currency Code", Tag: 0x9F50, Format: N, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C4, next: 308},
	MembershipProductIdentifier:                  {Name: "Membership Product Identifier", Tag: 0x9F5A, Format: AN, Min: 0, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C4},
	ProductMembershipNumber:                      {Name: "Product Membership Number", Tag: 0x9F5B, Format: AN, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C4},
	FormFactor:                                   {Name: "Form Factor", Tag: 0x9F67, Format: N, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C4},
	ContactlessReaderCapabilities:                {Name: "Contactless Reader Capabilities", Tag: 0x9F6D, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << C4, next: 412},
	EnhancedContactlessReaderCapabilities:        {Name: "Enhanced Contactless Reader Capabilities", Tag: 0x9F6E, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1 << C4, next: 313},
	CardInterfaceAndPaymentCapabilities:          {Name: "Card Interface and Payment Capabilities", Tag: 0x9F70, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C4},
	MobileCVMResults:                             {Name: "Mobile CVM Results", Tag: 0x9F71, Format: B, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1 << C4, next: 321},
	ApplicationSpecificationVersion:              {Name: "Application Specification Version", Tag: 0x9F77, Format: AN, Min: 0, Max: 6, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C4, next: 414},
	AIPKernel5:                                   {Name: "Application Interchange Profile", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1 << C5, next: 341, variants: 207},
	TVRKernel5:                                   {Name: "Terminal Verification Results (TVR)", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromKernel, Update: K, Books: 1 << C5, next: 402},
	CardholderVerificationStatus:                 {Name: "Cardholder Verification Status", Tag: 0x9F50, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C5},
	TerminalCompatibilityIndicator:               {Name: "Terminal Compatibility Indicator", Tag: 0x9F52, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C5},
	TerminalInterchangeProfile:                   {Name: "Terminal Interchange Profile", Tag: 0x9F53, Format: B, Min: 3, Max: 3, Source: FromKernel, Update: K, Books: 1 << C5, next: 318, variants: 208},
	OfflineBalance:                               {Name: "Offline Balance", Tag: 0x9F5F, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << C5},
	IssuerUpdateParameter:                        {Name: "Issuer Update Parameter", Tag: 0x9F60, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C5},
	DeviceInformation:                            {Name: "Device Information", Tag: 0x9F6E, Format: B, Min: 4, Max: 4, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C5, next: 320, variants: 209},
	PartnerDiscretionaryData:                     {Name: "Partner Discretionary Data", Tag: 0x9F7C, Format: B, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C5, next: 338},
	TransitAgentID:                               {Name: "Transit Agent ID", Tag: 0xDF72, Format: B, Min: 16, Max: 16, Source: FromTerminal, Update: K | ACT, Books: 1 << C5, next: 334},
	TransitRelatedData:                           {Name: "Transit Related Data", Tag: 0xDF73, Format: B, Min: 50, Max: 50, Source: FromTerminal, Update: K | ACT, Books: 1 << C5},
	CombinationOptions:                           {Name: "Combination Options", Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1 << C5},
	ContactlessCVR:                               {Name: "Contactless Card Verification Results", Tag: 0x9F53, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Books: 1 << C6},
	TTQKernel6:                                   {Name: "Terminal Transaction Qualifiers (TTQ)", Tag: 0x9F66, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1 << C6, next: 335, variants: 210},
	FormFactorIdentifier:                         {Name: "Form Factor Identifier", Tag: 0x9F6E, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C6},
	CardProcessingRequirements:                   {Name: "Card Processing Requirements", Tag: 0x9F71, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C6},
	DataStorageUpdateTemplate:                    {Name: "Data Storage Update Template", Tag: 0xBF10, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Templates: []Tag{0xBF11}, Books: 1 << C6},
	WriteDataStorageTemplate:                     {Name: "Write Data Storage Template", Tag: 0xBF11, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C6},
	OfflineBalanceKernel6:                        {Name: "Offline Balance", Tag: 0xD1, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << C6},
	CardFeatureVersionNumber:                     {Name: "Card Feature Version Number", Tag: 0xDF3A, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0xBF11}, Books: 1 << C6, variants: 211},
	CardFeatureDescriptor:                        {Name: "Card Feature Descriptor", Tag: 0xDF3B, Format: B, Min: 3, Max: 67, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0xBF11}, Books: 1 << C6, variants: 212},
	ExtendedLoggingData:                          {Name: "Extended Logging Data", Tag: 0xDF3C, Format: B, Min: 0, Max: 32, Source: FromTerminal, Update: K | ACT, Books: 1 << C6},
	DataStorageDirectory:                         {Name: "Data Storage Directory", Tag: 0xDF3D, Format: B, Min: 8, Max: 248, Source: FromCard, Update: K | RA, Books: 1 << C6},
	CardID:                                       {Name: "Card ID", Tag: 0xDF3E, Format: B, Min: 11, Max: 64, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C6},
	DataStore:                                    {Name: "Data Store", Tag: 0xDF3F, Format: B, Min: 6, Max: 198, Source: FromTerminal, Update: K | ACT, Templates: []Tag{0xBF10, 0xBF11}, Books: 1 << C6},
	ApplicationSelectionFlag:                     {Name: "Application Selection Flag (ASF)", Tag: 0xDF62, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1 << C6, next: 422},
	ProgramIdentifier:                            {Name: "Program Identifier (PID)", Tag: 0xDF70, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << C6},
	ValueAddedTax1:                               {Name: "Value Added Tax 1", Tag: 0xDF71, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C6, next: 425},
	ValueAddedTax2:                               {Name: "Value Added Tax 2", Tag: 0xDF72, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C6, next: 426},
	TTQKernel7:                                   {Name: "Terminal Transaction Qualifiers (TTQ)", Tag: 0x9F66, Format: B, Min: 4, Max: 4, Source: FromKernel, Update: K, Books: 1 << C7, variants: 213},
	CardAuthenticationRelatedDataKernel7:         {Name: "Card Authentication Related Data", Tag: 0x9F69, Format: B, Min: 8, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << C7},
	CTQKernel7:                                   {Name: "Card Transaction Qualifiers (CTQ)", Tag: 0x9F6C, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C7, variants: 214},
	PartnerProprietaryData:                       {Name: "Partner Proprietary Data", Tag: 0x9F7C, Format: B, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << C7},
	ProductIdentificationInformation:             {Name: "Product Identification Information", Tag: 0x9F63, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << C7},
	SegmentedDeductionIndicator:                  {Name: "Segmented Deduction Application Identifier", Tag: 0xDF61, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1<<C7 | 1<<PBOC},
	AIPKernel8:                                   {Name: "Application Interchange Profile", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << C8},
	AuthenticatedApplicationData:                 {Name: "Authenticated Application Data", Tag: 0x9F8106, Format: B, Min: 0, Max: 128, Source: FromCard, Update: K | RA, Books: 1 << C8},
	CardholderVerificationDecision:               {Name: "Cardholder Verification Decision", Tag: 0x9F8102, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Books: 1 << C8},
	CardCapabilitiesInformation:                  {Name: "Card Capabilities Information", Tag: 0x9F810D, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << C8},
	CardDataInputCapabilityKernel8:               {Name: "Card Data Input Capability", Tag: 0x9F8206, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C8},
	CardKeyData:                                  {Name: "Card Key Data", Tag: 0x9F8103, Format: B, Min: 64, Max: 132, Source: FromCard, Lengths: []Span{{64, 64, 1}, {132, 132, 1}}, Update: K | RA, Books: 1 << C8},
	CardQualifier:                                {Name: "Card Qualifier", Tag: 0x9F2C, Format: B, Min: 7, Max: 7, Source: FromCard, Update: K | RA, Books: 1 << C8},
	CardTVR:                                      {Name: "Card TVR", Tag: 0x9F8104, Format: B, Min: 5, Max: 5, Source: FromCard, Update: K | RA, Books: 1 << C8},
	CVMCapabilityCVMRequiredKernel8:              {Name: "CVM Capability - CVM Required", Tag: 0x9F8207, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C8},
	CVMCapabilityNoCVMRequiredKernel8:            {Name: "CVM Capability - No CVM Required", Tag: 0x9F8208, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C8},
	DataEnvelope1:                                {Name: "Data Envelope 1", Tag: 0x9F8111, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope2:                                {Name: "Data Envelope 2", Tag: 0x9F8112, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope3:                                {Name: "Data Envelope 3", Tag: 0x9F8113, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope4:                                {Name: "Data Envelope 4", Tag: 0x9F8114, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope5:                                {Name: "Data Envelope 5", Tag: 0x9F8115, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope6:                                {Name: "Data Envelope 6", Tag: 0x9F8116, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope7:                                {Name: "Data Envelope 7", Tag: 0x9F8117, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope8:                                {Name: "Data Envelope 8", Tag: 0x9F8118, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope9:                                {Name: "Data Envelope 9", Tag: 0x9F8119, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelope10:                               {Name: "Data Envelope 10", Tag: 0x9F811A, Format: B, Min: 0, Max: 243, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DataEnvelopesToWrite:                         {Name: "Data Envelopes To Write", Tag: 0xBF8104, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C8},
	DataNeededKernel8:                            {Name: "Data Needed", Tag: 0x9F8201, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	DataRecordKernel8:                            {Name: "Data Record", Tag: 0xBF8102, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	DataToSendKernel8:                            {Name: "Data To Send", Tag: 0xBF8101, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	DefaultCDOL1:                                 {Name: "Default CDOL1", Tag: 0x9F8220, Format: B, Min: 0, Max: 250, Source: FromTerminal, Update: K, Books: 1 << C8},
	DefaultIADMACOffset:                          {Name: "Default IAD MAC Offset", Tag: 0x9F821E, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C8},
	DiscretionaryDataTagList:                     {Name: "Discretionary Data Tag List", Tag: 0x9F821F, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K, Books: 1 << C8},
	DiscretionaryDataKernel8:                     {Name: "Discretionary Data", Tag: 0xBF8103, Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	EnhancedDataAuthenticationMAC:                {Name: "Enhanced Data Authentication MAC", Tag: 0x9F8105, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Books: 1 << C8},
	ErrorIndicationKernel8:                       {Name: "Error Indication", Tag: 0x9F8204, Format: B, Min: 6, Max: 6, Source: FromKernel, Update: K, Books: 1 << C8},
	ExtendedSDATagList:                           {Name: "Extended SDA Tag List", Tag: 0x9F810A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Books: 1 << C8},
	HoldTimeValueKernel8:                         {Name: "Hold Time Value", Tag: 0x9F8212, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C8},
	IADMACOffset:                                 {Name: "IAD MAC Offset", Tag: 0x9F8107, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Books: 1 << C8},
	ICCECCPublicKey:                              {Name: "ICC ECC Public Key (for RSA Certificates)", Tag: 0x9F810B, Format: B, Min: 32, Max: 32, Source: FromCard, Update: K | RA, Books: 1 << C8},
	IssuerApplicationDataMAC:                     {Name: "Issuer Application Data MAC", Tag: 0x9F8109, Format: B, Min: 8, Max: 8, Source: FromKernel, Update: K, Books: 1 << C8},
	KernelConfigurationKernel8:                   {Name: "Kernel Configuration", Tag: 0x9F8209, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C8},
	KernelKeyData:                                {Name: "Kernel Key Data", Tag: 0x9E, Format: B, Min: 0, Max: 132, Source: FromKernel, Update: K, Books: 1 << C8},
	KernelQualifier:                              {Name: "Kernel Qualifier", Tag: 0x9F2B, Format: B, Min: 8, Max: 8, Source: FromKernel, Update: K, Books: 1 << C8},
	KernelReservedTVRMask:                        {Name: "Kernel Reserved TVR Mask", Tag: 0x9F821A, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K, Books: 1 << C8},
	MaximumRelayResistanceGracePeriodKernel8:     {Name: "Maximum Relay Resistance Grace Period", Tag: 0x9F8214, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C8},
	MessageHoldTimeKernel8:                       {Name: "Message Hold Time", Tag: 0x9F8211, Format: N, Min: 3, Max: 3, Source: FromTerminal, Update: K, Books: 1 << C8},
	MessageIdentifiersOnRestart:                  {Name: "Message Identifiers On Restart", Tag: 0x9F821D, Format: B, Min: 0, Max: 32, Source: FromTerminal, Update: K, Books: 1 << C8},
	MinimumRelayResistanceGracePeriodKernel8:     {Name: "Minimum Relay Resistance Grace Period", Tag: 0x9F8213, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C8},
	OutcomeParameterSetKernel8:                   {Name: "Outcome Parameter Set", Tag: 0x9F8210, Format: B, Min: 8, Max: 8, Source: FromKernel, Update: K, Books: 1 << C8},
	ProceedToFirstWriteFlagKernel8:               {Name: "Proceed To First Write Flag", Tag: 0x9F8202, Format: B, Min: 0, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C8},
	ReaderContactlessFloorLimitKernel8:           {Name: "Reader Contactless Floor Limit", Tag: 0x9F820D, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K, Books: 1 << C8},
	ReaderCVMRequiredLimitKernel8:                {Name: "Reader CVM Required Limit", Tag: 0x9F820E, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K, Books: 1 << C8},
	ReadDataStatus:                               {Name: "Read Data Status", Tag: 0x9F821C, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	RelayResistanceAccuracyThresholdKernel8:      {Name: "Relay Resistance Accuracy Threshold", Tag: 0x9F8217, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C8},
	RelayResistanceTimeExcess:                    {Name: "Relay Resistance Time Excess", Tag: 0x9F810C, Format: B, Min: 2, Max: 2, Source: FromKernel, Update: K, Books: 1 << C8},
	RelayResistanceTransmissionTimeMismatchThresholdKernel8: {Name: "Relay Resistance Transmission Time Mismatch Threshold", Tag: 0x9F8218, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C8},
	RestartIndicator:                                    {Name: "Restart Indicator", Tag: 0x9F8108, Format: B, Min: 2, Max: 5, Source: FromCard, Update: K | RA, Books: 1 << C8},
	SecurityCapabilityKernel8:                           {Name: "Security Capability", Tag: 0x9F820A, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1 << C8},
	TagMappingList:                                      {Name: "Tag Mapping List", Tag: 0x9F8221, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K, Books: 1 << C8},
	TagsToReadKernel8:                                   {Name: "Tags To Read", Tag: 0x9F8203, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT | DET, Books: 1 << C8},
	TerminalActionCodeDenialKernel8:                     {Name: "Terminal Action Code - Denial", Tag: 0x9F820B, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K, Books: 1 << C8},
	TerminalActionCodeOnlineKernel8:                     {Name: "Terminal Action Code - Online", Tag: 0x9F820C, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K, Books: 1 << C8},
	TerminalCapabilitiesKernel8:                         {Name: "Terminal Capabilities", Tag: 0x9F33, Format: B, Min: 3, Max: 3, Source: FromTerminal, Update: K, Books: 1 << C8},
	TerminalExpectedTransmissionTimeCommandAPDUKernel8:  {Name: "Terminal Expected Transmission Time For Relay Resistance C-APDU", Tag: 0x9F8215, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C8},
	TerminalExpectedTransmissionTimeResponseAPDUKernel8: {Name: "Terminal Expected Transmission Time For Relay Resistance R-APDU", Tag: 0x9F8216, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C8},
	TerminalRiskManagementDataKernel8:                   {Name: "Terminal Risk Management Data", Tag: 0x9F1D, Format: B, Min: 8, Max: 8, Source: FromTerminal, Update: K, Books: 1 << C8},
	TVRKernel8:                                          {Name: "Terminal Verification Results (TVR)", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromKernel, Update: K, Books: 1 << C8, variants: 215},
	TimeoutValue:                                        {Name: "Timeout Value", Tag: 0x9F820F, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1 << C8},
	UserInterfaceRequestData1:                           {Name: "User Interface Request Data 1", Tag: 0x9F8205, Format: B, Min: 13, Max: 13, Source: FromKernel, Update: K, Books: 1 << C8},
	UserInterfaceRequestData2:                           {Name: "User Interface Request Data 2", Tag: 0x9F8219, Format: B, Min: 13, Max: 13, Source: FromKernel, Update: K, Books: 1 << C8},
	WriteDataStatus:                                     {Name: "Write Data Status", Tag: 0x9F821B, Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	ApplicationCurrencyCodePBOC:                         {Name: "Application Currency Code (electronic cash)", Tag: 0x9F51, Format: N, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	IdentityDocumentNumber:                              {Name: "Identity Document Number", Tag: 0x9F61, Format: ANS, Min: 1, Max: 40, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Sensitive: true, Books: 1 << PBOC},
	IdentityDocumentType:                                {Name: "Identity Document Type", Tag: 0x9F62, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << PBOC},
	CardAdditionalProcessesPBOC:                         {Name: "Card Additional Processes", Tag: 0x9F68, Format: B, Min: 4, Max: 4, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	CardCVMLimitPBOC:                                    {Name: "Card CVM Limit", Tag: 0x9F6B, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Sensitive: true, Books: 1 << PBOC},
	ElectronicCashResetThreshold:                        {Name: "Electronic Cash Reset Threshold", Tag: 0x9F6D, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	ElectronicCashAuthorisationCode:                     {Name: "Electronic Cash Issuer Authorisation Code", Tag: 0x9F74, Format: AN, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << PBOC},
	ElectronicCashBalanceLimit:                          {Name: "Electronic Cash Balance Limit", Tag: 0x9F77, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	ElectronicCashSingleTransactionLimit:                {Name: "Electronic Cash Single Transaction Limit", Tag: 0x9F78, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	ElectronicCashBalance:                               {Name: "Electronic Cash Balance", Tag: 0x9F79, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	ElectronicCashTerminalIndicator:                     {Name: "Electronic Cash Terminal Support Indicator", Tag: 0x9F7A, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << PBOC},
	ElectronicCashTerminalTransactionLimit:              {Name: "Electronic Cash Terminal Transaction Limit", Tag: 0x9F7B, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1 << PBOC},
	LoadLogEntry:                                        {Name: "Load Log Entry", Tag: 0xDF4D, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1 << PBOC},
	LoadLogFormat:                                       {Name: "Load Log Format", Tag: 0xDF4F, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	ExtendedApplicationIndicator:                        {Name: "Extended Application (CAPP) Transaction Indicator", Tag: 0xDF60, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << PBOC},
	SegmentedDeductionOffsetLimit:                       {Name: "Segmented Deduction Offset Limit", Tag: 0xDF62, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	SegmentedDeductionOffset:                            {Name: "Segmented Deduction Amount Already Offset", Tag: 0xDF63, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	SMAlgorithmIndicator:                                {Name: "SM Algorithm Support Indicator", Tag: 0xDF69, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1 << PBOC},
	SecondCurrencyCode:                                  {Name: "Second Currency: Application Currency Code", Tag: 0xDF71, Format: N, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	SecondCurrencyCVMLimit:                              {Name: "Second Currency: Card CVM Limit", Tag: 0xDF72, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	SecondCurrencyResetThreshold:                        {Name: "Second Currency: Electronic Cash Reset Threshold", Tag: 0xDF76, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	SecondCurrencyBalanceLimit:                          {Name: "Second Currency: Electronic Cash Balance Limit", Tag: 0xDF77, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	SecondCurrencySingleTransactionLimit:                {Name: "Second Currency: Electronic Cash Single Transaction Limit", Tag: 0xDF78, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	SecondCurrencyBalance:                               {Name: "Second Currency: Electronic Cash Balance", Tag: 0xDF79, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Books: 1 << PBOC},
	ActiveAFL:                                           {Name: "Active AFL", Format: B, Min: 0, Max: 248, Source: FromKernel, Update: K, Books: 1<<C2 | 1<<C8},
	ActiveTag:                                           {Name: "Active Tag", Format: B, Min: 0, Max: 2, Source: FromKernel, Update: K, Books: 1<<C2 | 1<<C8},
	ACType:                                              {Name: "AC Type", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	NextCmd:                                             {Name: "Next Cmd", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	ODAStatus:                                           {Name: "ODA Status", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C2},
	PDOLValues:                                          {Name: "PDOL Values", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1<<C2 | 1<<C8},
	ReaderContactlessTransactionLimit:                   {Name: "Reader Contactless Transaction Limit", Format: N, Min: 6, Max: 6, Source: FromKernel, Update: K, Books: 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint, variants: 216},
	StaticDataToBeAuthenticated:                         {Name: "Static Data To Be Authenticated", Format: B, Min: 0, Max: 2048, Source: FromKernel, Update: K, Sensitive: true, Books: 1 << C2},
	TagsToReadYet:                                       {Name: "Tags To Read Yet", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1<<C2 | 1<<C8},
	TagsToWriteYetAfterGenAC:                            {Name: "Tags To Write Yet After Gen AC", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C2},
	TagsToWriteYetBeforeGenAC:                           {Name: "Tags To Write Yet Before Gen AC", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C2},
	CAPublicKey:                                         {Name: "Certificate Authority Public Key", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C3 | 1<<C4 | 1<<C5, variants: 221},
	DeclineRequiredByReaderIndicator:                    {Name: "Decline Required by Reader Indicator", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C3},
	FDDAVersionNumber:                                   {Name: "fDDA Version Number", Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Books: 1 << C3},
	OnlineRequiredByReaderIndicator:                     {Name: "Online Required by Reader Indicator", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C3},
	ReaderContactlessFloorLimitEntryPoint:               {Name: "Reader Contactless Floor Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint, variants: 223},
	ReaderCVMRequiredLimitEntryPoint:                    {Name: "Reader CVM Required Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint, variants: 224},
	UnpredictableNumberCard:                             {Name: "Unpredictable Number (Card)", Format: B, Min: 4, Max: 4, Source: FromCard, Update: K | RA, Books: 1 << C3},
	CardVerificationResultsKernel4:                      {Name: "Cardholder Verification Results (CVR)", Format: B, Min: 4, Max: 4, Source: FromCard, Update: K | RA, Books: 1 << C4},
	CryptogramVersionNumber:                             {Name: "Cryptogram Version Number", Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Books: 1<<C4 | 1<<C6, variants: 226},
	DiscretionaryDataObjectList:                         {Name: "Discretionary Data Object List", Format: B, Min: 0, Max: 252, Source: FromTerminal, Update: K | ACT, Books: 1 << C4},
	OfflineCapability:                                   {Name: "Offline Capability", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C4},
	OnlineCapability:                                    {Name: "Online Capability (Partial)", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C4},
	PointOfServiceDataCode:                              {Name: "Point of Service Data Code", Format: AN, Min: 12, Max: 12, Source: FromTerminal, Update: K | ACT, Books: 1 << C4},
	RegisteredApplicationProviderIdentifier:             {Name: "Registered Application Provider Identifier (RID)", Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K | ACT, Books: 1 << C4},
	RemovalTimeout:                                      {Name: "Removal Timeout", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C4 | 1<<C5, variants: 227},
	StatusCheckSupportFlag:                              {Name: "Status Check Support", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C4 | 1<<EntryPoint, variants: 228},
	UnpredictableNumberRange:                            {Name: "Unpredictable Number Range", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C4},
	ZeroAmountAllowedFlag:                               {Name: "Zero Amount Allowed", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C4 | 1<<C6 | 1<<EntryPoint, variants: 229},
	CDCVMContactlessTransactionLimit:                    {Name: "CDCVM Contactless Transaction Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1 << C5},
	OnlineTransactionContext:                            {Name: "Online Transaction Context", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C5},
	TerminalInterchangeProfileStatic:                    {Name: "Terminal Interchange Profile (static)", Format: B, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT, Books: 1 << C5},
	TransactionMode:                                     {Name: "Transaction Mode", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C5},
	DataContainerReadList:                               {Name: "Data Container Read List", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C6},
	DataStorageDirectoryHash:                            {Name: "Data Storage Directory Hash", Format: B, Min: 20, Max: 20, Source: FromKernel, Update: K, Books: 1 << C6},
	DataStorageDirectoryUnpredictableNumber:             {Name: "Data Storage Directory Unpredictable Number", Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Books: 1 << C6},
	DataStorageEnabled:                                  {Name: "Data Storage Enabled", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C6},
	DataStorageSupported:                                {Name: "Data Storage Supported", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C6},
	DataStorageWriteResults:                             {Name: "Data Storage Write Results", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C6},
	DeferredAuthorizationSupported:                      {Name: "Deferred Authorization Supported", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C6},
	ExtendedLoggingEnabled:                              {Name: "Extended Logging Enabled", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C6},
	ExtendedLoggingSupported:                            {Name: "Extended Logging Supported", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C6},
	ExtendedSelectionSupportFlag:                        {Name: "Extended Selection Support Flag", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C6 | 1<<EntryPoint, variants: 231},
	ResumeTransaction:                                   {Name: "Resume Transaction", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C6},
	TearingRecoveryEnabled:                              {Name: "Tearing Recovery Enabled", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C6},
	TearingRecoverySupported:                            {Name: "Tearing Recovery Supported", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C6},
	TearingLog:                                          {Name: "Tearing Log", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C6},
	TransactionCertificate:                              {Name: "Transaction Certificate (TC)", Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Books: 1 << C6},
	ZeroAmountAllowedOfflineFlag:                        {Name: "Zero Amount Allowed Offline Flag", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C6 | 1<<EntryPoint, variants: 232},
	StatusCheckRequested:                                {Name: "Status Check Requested", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << EntryPoint},
	ContactlessApplicationNotAllowed:                    {Name: "Contactless Application Not Allowed", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << EntryPoint},
	ZeroAmount:                                          {Name: "Zero Amount", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << EntryPoint},
	ReaderCVMRequiredLimitExceeded:                      {Name: "Reader CVM Required Limit Exceeded", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << EntryPoint},
	ReaderContactlessFloorLimitExceeded:                 {Name: "Reader Contactless Floor Limit Exceeded", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << EntryPoint},
	CopyOfTTQ:                                           {Name: "Copy of TTQ", Format: B, Min: 4, Max: 4, Source: FromKernel, Update: K, Books: 1 << EntryPoint},
	CDOL1RelatedDataKernel8:                             {Name: "CDOL1 Related Data", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	CryptoReadDataCounter:                               {Name: "Crypto Read Data Counter", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	CryptoReadRecordCounter:                             {Name: "Crypto Read Record Counter", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	DataEnvelopesToWriteYet:                             {Name: "Data Envelopes To Write Yet", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	DeviceEstimatedTransmissionTimeResponseAPDUKernel8:  {Name: "Device Estimated Transmission Time For Relay Resistance R-APDU", Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << C8},
	DeviceRelayResistanceEntropyKernel8:                 {Name: "Device Relay Resistance Entropy", Format: B, Min: 4, Max: 4, Source: FromCard, Update: K | RA, Books: 1 << C8},
	EDAStatus:                                           {Name: "EDA Status", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	ExtendedSDATagListRelatedData:                       {Name: "Extended SDA Tag List Related Data", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Sensitive: true, Books: 1 << C8},
	GENERATEACResponseMessageDataField:                  {Name: "GENERATE AC Response Message Data Field", Format: B, Min: 0, Max: 256, Source: FromKernel, Update: K, Books: 1 << C8},
	KernelDecision:                                      {Name: "Kernel Decision", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	LastERRDResponse:                                    {Name: "Last ERRD Response", Format: B, Min: 10, Max: 10, Source: FromKernel, Update: K, Books: 1 << C8},
	MaxTimeForProcessingRelayResistanceAPDUKernel8:      {Name: "Max Time For Processing Relay Resistance APDU", Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << C8},
	MeasuredRelayResistanceProcessingTimeKernel8:        {Name: "Measured Relay Resistance Processing Time", Format: B, Min: 2, Max: 2, Source: FromKernel, Update: K, Books: 1 << C8},
	MessageIdentifier:                                   {Name: "Message Identifier", Format: B, Min: 1, Max: 1, Source: FromKernel, Books: 1 << C8},
	MessageToValidate:                                   {Name: "Message To Validate", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	MinTimeForProcessingRelayResistanceAPDUKernel8:      {Name: "Min Time For Processing Relay Resistance APDU", Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Books: 1 << C8},
	NextCmdKernel8:                                      {Name: "Next Cmd", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	PDOLRelatedDataKernel8:                              {Name: "PDOL Related Data", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	ReadDataTagsToValidateYet:                           {Name: "Read Data Tags To Validate Yet", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	ReferenceControlParameterKernel8:                    {Name: "Reference Control Parameter", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	RRPCounterKernel8:                                   {Name: "RRP Counter", Format: B, Min: 1, Max: 1, Source: FromKernel, Update: K, Books: 1 << C8},
	StartTime:                                           {Name: "Start Time", Format: B, Min: 0, Max: 65535, Source: FromKernel, Update: K, Books: 1 << C8},
	TerminalRelayResistanceEntropyKernel8:               {Name: "Terminal Relay Resistance Entropy", Format: B, Min: 4, Max: 4, Source: FromKernel, Update: K, Books: 1 << C8},
}

const (
	hashMul   = 0x91AE2681
	hashShift = 21
	hashMask  = 2047
)

var hashRows = [hashMask + 1]Row{11: 333, 16: 391, 18: 72, 30: 198, 41: 284, 49: 381, 51: 28, 52: 262, 64: 118, 75: 254, 76: 322, 79: 223, 83: 393, 88: 146, 97: 111, 105: 354, 106: 364, 109: 193, 117: 395, 119: 235, 131: 199, 136: 63, 138: 344, 145: 240, 153: 270, 165: 102, 170: 57, 172: 342, 177: 202, 199: 95, 204: 194, 230: 7, 233: 88, 238: 38, 245: 139, 255: 237, 264: 394, 267: 81, 275: 20, 279: 132, 282: 140, 294: 316, 298: 379, 301: 74, 309: 15, 313: 125, 324: 418, 332: 383, 340: 22, 346: 120, 358: 200, 366: 397, 368: 247, 371: 148, 380: 113, 385: 142, 387: 356, 389: 368, 392: 301, 400: 404, 407: 21, 414: 347, 419: 65, 426: 286, 436: 257, 441: 5, 445: 13, 448: 104, 453: 59, 455: 392, 460: 225, 462: 274, 463: 151, 479: 11, 482: 97, 487: 50, 504: 233, 506: 268, 516: 90, 521: 41, 528: 407, 538: 249, 550: 83, 562: 134, 565: 326, 572: 205, 581: 388, 584: 76, 595: 127, 607: 227, 615: 399, 618: 69, 622: 24, 629: 122, 641: 281, 649: 387, 651: 238, 654: 150, 663: 115, 670: 358, 675: 226, 678: 218, 683: 349, 697: 108, 702: 67, 704: 351, 709: 410, 719: 259, 728: 14, 731: 106, 736: 195, 738: 371, 743: 408, 744: 244, 746: 157, 765: 99, 770: 52, 772: 346, 777: 288, 780: 248, 787: 204, 788: 210, 795: 9, 799: 92, 804: 45, 811: 279, 821: 251, 833: 85, 838: 32, 844: 136, 848: 328, 855: 219, 859: 428, 864: 366, 867: 78, 875: 17, 878: 129, 889: 229, 890: 231, 893: 332, 898: 389, 901: 71, 905: 26, 912: 197, 924: 283, 927: 424, 932: 384, 934: 273, 946: 117, 953: 360, 958: 253, 961: 221, 966: 376, 980: 110, 987: 353, 1000: 385, 1002: 278, 1014: 196, 1019: 62, 1021: 390, 1026: 339, 1027: 211, 1029: 162, 1030: 295, 1036: 269, 1041: 4, 1048: 101, 1053: 55, 1055: 369, 1059: 224, 1063: 419, 1070: 207, 1071: 213, 1075: 3, 1078: 10, 1082: 94, 1087: 48, 1104: 266, 1116: 87, 1120: 36, 1127: 138, 1131: 330, 1138: 230, 1142: 430, 1143: 1, 1147: 365, 1150: 80, 1152: 294, 1158: 19, 1161: 131, 1176: 315, 1181: 405, 1183: 73, 1195: 124, 1207: 201, 1215: 372, 1217: 263, 1229: 119, 1241: 255, 1242: 323, 1249: 396, 1251: 234, 1253: 147, 1263: 112, 1268: 141, 1270: 355, 1272: 363, 1275: 291, 1283: 370, 1285: 245, 1297: 378, 1302: 64, 1310: 264, 1319: 271, 1331: 103, 1336: 58, 1338: 373, 1342: 217, 1346: 420, 1353: 236, 1365: 96, 1369: 49, 1387: 261, 1395: 8, 1399: 89, 1403: 40, 1410: 297, 1420: 232, 1432: 82, 1444: 133, 1447: 325, 1454: 208, 1464: 406, 1466: 75, 1471: 27, 1478: 126, 1483: 144, 1490: 241, 1498: 380, 1500: 68, 1505: 23, 1512: 121, 1524: 280, 1532: 386, 1534: 243, 1536: 149, 1546: 114, 1553: 357, 1554: 361, 1557: 277, 1559: 145, 1566: 345, 1580: 107, 1584: 66, 1591: 300, 1602: 258, 1614: 105, 1618: 60, 1621: 375, 1625: 312, 1627: 212, 1629: 154, 1648: 98, 1652: 51, 1655: 343, 1669: 285, 1671: 267, 1681: 91, 1686: 43, 1693: 309, 1703: 250, 1712: 6, 1715: 84, 1720: 30, 1727: 135, 1730: 327, 1737: 214, 1742: 427, 1747: 382, 1749: 77, 1758: 16, 1761: 128, 1771: 228, 1781: 400, 1783: 70, 1788: 25, 1795: 123, 1806: 282, 1815: 403, 1817: 272, 1829: 116, 1833: 143, 1836: 359, 1840: 252, 1844: 215, 1848: 350, 1851: 242, 1863: 109, 1867: 377, 1870: 352, 1874: 290, 1882: 362, 1884: 260, 1901: 61, 1904: 374, 1908: 409, 1910: 239, 1912: 160, 1913: 324, 1918: 265, 1924: 192, 1927: 12, 1930: 100, 1935: 53, 1937: 348, 1942: 216, 1952: 206, 1954: 209, 1957: 2, 1964: 93, 1969: 47, 1976: 220, 1986: 246, 1998: 86, 2003: 34, 2010: 137, 2013: 329, 2020: 222, 2025: 429, 2030: 367, 2032: 79, 2040: 18, 2044: 130}

// variants is what books say otherwise than their rows, in the order of the rows.
var variants = [...]variant{
	{row: IssuerIdentificationNumber, book: C8, element: Element{Name: "Issuer Identification Number", Tag: 0x42, Format: N, Min: 3, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1<<Contact | 1<<C3 | 1<<C5 | 1<<C8}},
	{row: ADFName, book: C3, element: Element{Name: "Application Identifier (ADF Name)", Tag: 0x4F, Format: B, Min: 5, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x61}, Books: 1<<Contact | 1<<C3 | 1<<C5 | 1<<EntryPoint}},
	{row: ApplicationLabel, book: C2, element: Element{Name: "Application Label", Tag: 0x50, Format: ANS, Min: 0, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: ApplicationLabel, book: C8, element: Element{Name: "Application Label", Tag: 0x50, Format: ANS, Min: 0, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x61, 0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: Track2EquivalentData, book: C2, element: Element{Name: "Track 2 Equivalent Data", Tag: 0x57, Format: B, Min: 0, Max: 19, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: Track2EquivalentData, book: C4, element: Element{Name: "Track 2 Equivalent Data", Tag: 0x57, Format: CN, Min: 1, Max: 19, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: Track2EquivalentData, book: C8, element: Element{Name: "Track 2 Equivalent Data", Tag: 0x57, Format: B, Min: 0, Max: 19, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: PAN, book: C2, element: Element{Name: "Application PAN", Tag: 0x5A, Format: CN, Min: 0, Max: 10, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: PAN, book: C7, element: Element{Name: "Application PAN", Tag: 0x5A, Format: CN, Min: 1, Max: 10, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: PAN, book: C8, element: Element{Name: "Application PAN", Tag: 0x5A, Format: CN, Min: 0, Max: 10, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: TransactionCurrencyCode, book: C2, element: Element{Name: "Transaction Currency Code", Tag: 0x5F2A, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: PANSequenceNumber, book: C2, element: Element{Name: "Application PAN Sequence Number", Tag: 0x5F34, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: PANSequenceNumber, book: C3, element: Element{Name: "Application Primary Account Number Sequence Number (PSN)", Tag: 0x5F34, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: PANSequenceNumber, book: C6, element: Element{Name: "Application PAN Sequence Number", Tag: 0x5F34, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: PANSequenceNumber, book: C7, element: Element{Name: "Application PAN Sequence Number", Tag: 0x5F34, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: PANSequenceNumber, book: C8, element: Element{Name: "Application PAN Sequence Number", Tag: 0x5F34, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: TransactionCurrencyExponent, book: C2, element: Element{Name: "Transaction Currency Exponent", Tag: 0x5F36, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8}},
	{row: AccountType, book: C2, element: Element{Name: "Account Type", Tag: 0x5F57, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: AccountType, book: C8, element: Element{Name: "Account Type", Tag: 0x5F57, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: ApplicationTemplate, book: C3, element: Element{Name: "Directory Entry", Tag: 0x61, Format: Var, Min: 1, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77, 0xBF0C}, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<EntryPoint}},
	{row: FCITemplate, book: C2, element: Element{Name: "File Control Information Template", Tag: 0x6F, Format: B, Min: 0, Max: 250, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: FCITemplate, book: C4, element: Element{Name: "File Control Information (FCI) Template", Tag: 0x6F, Format: Var, Min: 1, Max: 64, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: FCITemplate, book: C8, element: Element{Name: "File Control Information Template", Tag: 0x6F, Format: B, Min: 0, Max: 250, Source: FromCard, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: ReadRecordTemplate, book: C2, element: Element{Name: "Read Record Response Message Template", Tag: 0x70, Format: B, Min: 0, Max: 253, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C7}},
	{row: ReadRecordTemplate, book: C4, element: Element{Name: "Application Elementary File (AEF) Data Template", Tag: 0x70, Format: Var, Min: 1, Max: 252, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C7}},
	{row: IssuerScriptTemplate1, book: C5, element: Element{Name: "Issuer Script Template 1", Tag: 0x71, Format: B, Min: 0, Max: 128, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C5}},
	{row: IssuerScriptTemplate2, book: C5, element: Element{Name: "Issuer Script Template 2", Tag: 0x72, Format: B, Min: 0, Max: 128, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C5}},
	{row: ResponseTemplateFormat2, book: C2, element: Element{Name: "Response Message Template Format 2", Tag: 0x77, Format: B, Min: 0, Max: 253, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ResponseTemplateFormat2, book: C8, element: Element{Name: "Response Message Template Format 2", Tag: 0x77, Format: B, Min: 0, Max: 253, Source: FromCard, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ResponseTemplateFormat1, book: C2, element: Element{Name: "Response Message Template Format 1", Tag: 0x80, Format: B, Min: 0, Max: 253, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C5}},
	{row: AIP, book: C4, element: Element{Name: "Application Interchange Profile (AIP)", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C4 | 1<<C6 | 1<<C7}},
	{row: AIP, book: C6, element: Element{Name: "Application Interchange Profile (AIP)", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C4 | 1<<C6 | 1<<C7}},
	{row: AIP, book: C7, element: Element{Name: "Application Interchange Profile (AIP)", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C4 | 1<<C6 | 1<<C7}},
	{row: CommandTemplate, book: C3, element: Element{Name: "Command Template", Tag: 0x83, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C7}},
	{row: DFName, book: C2, element: Element{Name: "DF Name", Tag: 0x84, Format: B, Min: 5, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x6F}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: DFName, book: C6, element: Element{Name: "Dedicated File Name", Tag: 0x84, Format: B, Min: 5, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x6F}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: DFName, book: C8, element: Element{Name: "DF Name", Tag: 0x84, Format: B, Min: 5, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x6F}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: IssuerScriptCommand, book: C5, element: Element{Name: "Issuer Script Command", Tag: 0x86, Format: B, Min: 1, Max: 125, Source: FromIssuer, Update: K | ACT, Templates: []Tag{0x71, 0x72}, Books: 1<<Contact | 1<<C5}},
	{row: ApplicationPriorityIndicator, book: C2, element: Element{Name: "Application Priority Indicator", Tag: 0x87, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: SFI, book: C3, element: Element{Name: "Short File Identifier", Tag: 0x88, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C3 | 1<<C4}},
	{row: AuthorisationResponseCode, book: C3, element: Element{Name: "Authorisation Response Code (ARC)", Tag: 0x8A, Format: AN, Min: 2, Max: 2, Source: FromTerminal | FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C5}},
	{row: AuthorisationResponseCode, book: C4, element: Element{Name: "Authorisation Response Code (ARC)", Tag: 0x8A, Format: AN, Min: 2, Max: 2, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C5}},
	{row: AuthorisationResponseCode, book: C5, element: Element{Name: "Authorisation Response Code", Tag: 0x8A, Format: AN, Min: 2, Max: 2, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C5}},
	{row: CDOL1, book: C2, element: Element{Name: "CDOL1", Tag: 0x8C, Format: B, Min: 0, Max: 250, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C8}},
	{row: CDOL1, book: C8, element: Element{Name: "CDOL1", Tag: 0x8C, Format: B, Min: 0, Max: 250, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C8}},
	{row: CVMList, book: C2, element: Element{Name: "CVM List", Tag: 0x8E, Format: B, Min: 10, Max: 250, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5}},
	{row: CVMList, book: C4, element: Element{Name: "Cardholder Verification Method (CVM) List", Tag: 0x8E, Format: B, Min: 10, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5}},
	{row: CAPublicKeyIndex, book: C2, element: Element{Name: "CA Public Key Index (Card)", Tag: 0x8F, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: CAPublicKeyIndex, book: C3, element: Element{Name: "Certificate Authority Public Key Index (PKI)", Tag: 0x8F, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: CAPublicKeyIndex, book: C8, element: Element{Name: "Certification Authority Public Key Index (Card)", Tag: 0x8F, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: IssuerPublicKeyCertificate, book: C2, element: Element{Name: "Issuer Public Key Certificate", Tag: 0x90, Format: B, Min: 0, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: IssuerPublicKeyCertificate, book: C4, element: Element{Name: "Issuer Public Key Certificate", Tag: 0x90, Format: B, Min: 64, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: IssuerPublicKeyCertificate, book: C8, element: Element{Name: "Issuer Public Key Certificate", Tag: 0x90, Format: B, Min: 0, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: IssuerPublicKeyRemainder, book: C8, element: Element{Name: "Issuer RSA Public Key Remainder", Tag: 0x92, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: SignedStaticApplicationData, book: C4, element: Element{Name: "Signed Application Data", Tag: 0x93, Format: B, Min: 64, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C4 | 1<<C7}},
	{row: AFL, book: C2, element: Element{Name: "Application File Locator", Tag: 0x94, Format: B, Min: 4, Max: 248, Source: FromCard, Lengths: []Span{{4, 248, 4}}, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: AFL, book: C4, element: Element{Name: "Application File Locator (AFL)", Tag: 0x94, Format: Var, Min: 4, Max: 64, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: AFL, book: C6, element: Element{Name: "Application File Locator (AFL)", Tag: 0x94, Format: Var, Min: 4, Max: 252, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: AFL, book: C8, element: Element{Name: "Application File Locator", Tag: 0x94, Format: B, Min: 4, Max: 248, Source: FromCard, Lengths: []Span{{4, 248, 4}}, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: TVR, book: C3, element: Element{Name: "Terminal Verification Results (TVR)", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C6 | 1<<C7}},
	{row: TVR, book: C4, element: Element{Name: "Terminal Verification Results", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C6 | 1<<C7}},
	{row: TVR, book: C6, element: Element{Name: "Terminal Verification Result (TVR)", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C6 | 1<<C7}},
	{row: TVR, book: C7, element: Element{Name: "Terminal Verification Results (TVR)", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromKernel, Update: K, Books: 1<<Contact | 1<<C3 | 1<<C4 | 1<<C6 | 1<<C7}},
	{row: TransactionDate, book: C2, element: Element{Name: "Transaction Date", Tag: 0x9A, Format: N, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: TransactionDate, book: C8, element: Element{Name: "Transaction Date", Tag: 0x9A, Format: N, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: TSI, book: C6, element: Element{Name: "Transaction Status Information (TSI)", Tag: 0x9B, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C6}},
	{row: TransactionType, book: C2, element: Element{Name: "Transaction Type", Tag: 0x9C, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: AcquirerIdentifier, book: C2, element: Element{Name: "Acquirer Identifier", Tag: 0x9F01, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8}},
	{row: AcquirerIdentifier, book: C8, element: Element{Name: "Acquirer Identifier", Tag: 0x9F01, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8}},
	{row: AmountAuthorised, book: C2, element: Element{Name: "Amount, Authorized (Numeric)", Tag: 0x9F02, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: AmountAuthorised, book: C4, element: Element{Name: "Amount, Authorised", Tag: 0x9F02, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: AmountAuthorised, book: C6, element: Element{Name: "Amount, Authorized", Tag: 0x9F02, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: AmountAuthorised, book: C8, element: Element{Name: "Amount, Authorised (Numeric)", Tag: 0x9F02, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: AmountOther, book: C2, element: Element{Name: "Amount, Other (Numeric)", Tag: 0x9F03, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: AmountOther, book: C4, element: Element{Name: "Amount, Other", Tag: 0x9F03, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: AmountOther, book: C6, element: Element{Name: "Amount, Other", Tag: 0x9F03, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: AmountOther, book: C8, element: Element{Name: "Amount, Other (Numeric)", Tag: 0x9F03, Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ApplicationIdentifierTerminal, book: C3, element: Element{Name: "Application Identifier (AID)", Tag: 0x9F06, Format: B, Min: 5, Max: 16, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C6 | 1<<C8}},
	{row: ApplicationIdentifierTerminal, book: C6, element: Element{Name: "Application Identifier (AID)", Tag: 0x9F06, Format: B, Min: 5, Max: 16, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C6 | 1<<C8}},
	{row: ApplicationIdentifierTerminal, book: C8, element: Element{Name: "Application Identifier (Configuration Data)", Tag: 0x9F06, Format: B, Min: 5, Max: 16, Source: FromTerminal | FromKernel, Update: K, Books: 1<<Contact | 1<<C3 | 1<<C6 | 1<<C8}},
	{row: ApplicationUsageControl, book: C3, element: Element{Name: "Application Usage Control (AUC)", Tag: 0x9F07, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: ApplicationUsageControl, book: C4, element: Element{Name: "Application Usage Control (AUC)", Tag: 0x9F07, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: ApplicationVersionNumber, book: C2, element: Element{Name: "Application Version Number (Card)", Tag: 0x9F08, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5}},
	{row: ApplicationVersionNumberTerminal, book: C2, element: Element{Name: "Application Version Number (Reader)", Tag: 0x9F09, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C6 | 1<<C8}},
	{row: ApplicationVersionNumberTerminal, book: C6, element: Element{Name: "Terminal Application Version Number", Tag: 0x9F09, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C6 | 1<<C8}},
	{row: ApplicationVersionNumberTerminal, book: C8, element: Element{Name: "Application Version Number (Reader)", Tag: 0x9F09, Format: B, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C6 | 1<<C8}},
	{row: ASRPD, book: C4, element: Element{Name: "Application Selection Registered Proprietary Data", Tag: 0x9F0A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x61, 0xBF0C}, Books: 1<<Contact | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: ASRPD, book: C6, element: Element{Name: "Application Selection Registered Proprietary Data", Tag: 0x9F0A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x73, 0xBF0C}, Books: 1<<Contact | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: ASRPD, book: C7, element: Element{Name: "Application Selection Registered Proprietary Data", Tag: 0x9F0A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x73, 0xBF0C}, Books: 1<<Contact | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: ASRPD, book: EntryPoint, element: Element{Name: "Application Selection Registered Proprietary Data (ASRPD)", Tag: 0x9F0A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x61, 0xBF0C}, Books: 1<<Contact | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: ASRPD, book: C8, element: Element{Name: "Application Selection Registered Proprietary Data", Tag: 0x9F0A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x73, 0xBF0C}, Books: 1<<Contact | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: CardholderNameExtended, book: C4, element: Element{Name: "Cardholder Name - Extended", Tag: 0x9F0B, Format: ANS, Min: 27, Max: 45, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C4 | 1<<C7}},
	{row: IssuerIdentificationNumberExtended, book: C8, element: Element{Name: "Issuer Identification Number Extended", Tag: 0x9F0C, Format: N, Min: 3, Max: 4, Source: FromCard, Lengths: []Span{{3, 3, 1}, {4, 4, 1}}, Update: K | RA, Templates: []Tag{0xBF0C, 0x73}, Books: 1<<Contact | 1<<C3 | 1<<C5 | 1<<C8}},
	{row: IssuerApplicationData, book: C2, element: Element{Name: "Issuer Application Data", Tag: 0x9F10, Format: B, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: IssuerApplicationData, book: C3, element: Element{Name: "Issuer Application Data (IAD)", Tag: 0x9F10, Format: B, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: IssuerApplicationData, book: C5, element: Element{Name: "Issuer Application Data (IAD)", Tag: 0x9F10, Format: B, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: IssuerApplicationData, book: C6, element: Element{Name: "Issuer Application Data (IAD)", Tag: 0x9F10, Format: B, Min: 0, Max: 32, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: IssuerCodeTableIndex, book: C4, element: Element{Name: "Issuer Code Index Table", Tag: 0x9F11, Format: N, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ApplicationPreferredName, book: C2, element: Element{Name: "Application Preferred Name", Tag: 0x9F12, Format: ANS, Min: 0, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ApplicationPreferredName, book: C8, element: Element{Name: "Application Preferred Name", Tag: 0x9F12, Format: ANS, Min: 0, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x61, 0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: MerchantCategoryCode, book: C2, element: Element{Name: "Merchant Category Code", Tag: 0x9F15, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: MerchantCategoryCode, book: C6, element: Element{Name: "Merchant Category Code (MCC)", Tag: 0x9F15, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: MerchantCategoryCode, book: C8, element: Element{Name: "Merchant Category Code", Tag: 0x9F15, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: MerchantIdentifier, book: C2, element: Element{Name: "Merchant Identifier", Tag: 0x9F16, Format: ANS, Min: 15, Max: 15, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: MerchantIdentifier, book: C8, element: Element{Name: "Merchant Identifier", Tag: 0x9F16, Format: ANS, Min: 15, Max: 15, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: TokenRequestorID, book: C4, element: Element{Name: "Token Requestor ID (TRID)", Tag: 0x9F19, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: TokenRequestorID, book: C5, element: Element{Name: "Token Requestor ID", Tag: 0x9F19, Format: N, Min: 6, Max: 6, Source: FromCard | FromIssuer, Update: K | ACT | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: TerminalCountryCode, book: C2, element: Element{Name: "Terminal Country Code", Tag: 0x9F1A, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: TerminalCountryCode, book: C8, element: Element{Name: "Terminal Country Code", Tag: 0x9F1A, Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: TerminalIdentification, book: C2, element: Element{Name: "Terminal Identification", Tag: 0x9F1C, Format: AN, Min: 8, Max: 8, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: TerminalIdentification, book: C8, element: Element{Name: "Terminal Identification", Tag: 0x9F1C, Format: AN, Min: 8, Max: 8, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: IFDSerialNumber, book: C2, element: Element{Name: "Interface Device Serial Number", Tag: 0x9F1E, Format: AN, Min: 8, Max: 8, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: IFDSerialNumber, book: C8, element: Element{Name: "Interface Device Serial Number", Tag: 0x9F1E, Format: AN, Min: 8, Max: 8, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: Track1DiscretionaryData, book: C2, element: Element{Name: "Track 1 Discretionary Data", Tag: 0x9F1F, Format: ANS, Min: 0, Max: 54, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: Track1DiscretionaryData, book: C8, element: Element{Name: "Track 1 Discretionary Data", Tag: 0x9F1F, Format: ANS, Min: 0, Max: 54, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: Track2DiscretionaryData, book: C2, element: Element{Name: "Track 2 Discretionary Data", Tag: 0x9F20, Format: CN, Min: 0, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: Track2DiscretionaryData, book: C8, element: Element{Name: "Track 2 Discretionary Data", Tag: 0x9F20, Format: CN, Min: 0, Max: 16, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: TransactionTime, book: C2, element: Element{Name: "Transaction Time", Tag: 0x9F21, Format: N, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8}},
	{row: TransactionTime, book: C8, element: Element{Name: "Transaction Time", Tag: 0x9F21, Format: N, Min: 3, Max: 3, Source: FromTerminal, Update: K | ACT | DET, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8}},
	{row: CAPublicKeyIndexTerminal, book: C3, element: Element{Name: "Certificate Authority Public Key Index (PKI)", Tag: 0x9F22, Format: B, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C7}},
	{row: PaymentAccountReference, book: C2, element: Element{Name: "Payment Account Reference", Tag: 0x9F24, Format: AN, Min: 29, Max: 29, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: PaymentAccountReference, book: C5, element: Element{Name: "Payment Account Reference", Tag: 0x9F24, Format: AN, Min: 29, Max: 29, Source: FromCard | FromIssuer, Update: K | ACT | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: PaymentAccountReference, book: C8, element: Element{Name: "Payment Account Reference", Tag: 0x9F24, Format: AN, Min: 29, Max: 29, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: Last4DigitsOfPAN, book: C5, element: Element{Name: "Last 4 digits of PAN", Tag: 0x9F25, Format: N, Min: 2, Max: 2, Source: FromIssuer, Update: K | ACT, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C4 | 1<<C5 | 1<<C7}},
	{row: ApplicationCryptogram, book: C2, element: Element{Name: "Application Cryptogram", Tag: 0x9F26, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ApplicationCryptogram, book: C3, element: Element{Name: "Application Cryptogram (AC)", Tag: 0x9F26, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ApplicationCryptogram, book: C4, element: Element{Name: "Application Cryptogram (AC)", Tag: 0x9F26, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ApplicationCryptogram, book: C5, element: Element{Name: "Application Cryptogram (AC)", Tag: 0x9F26, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ApplicationCryptogram, book: C6, element: Element{Name: "Application Cryptogram (AC)", Tag: 0x9F26, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ApplicationCryptogram, book: C7, element: Element{Name: "Application Cryptogram (AC)", Tag: 0x9F26, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: CID, book: C2, element: Element{Name: "Cryptogram Information Data", Tag: 0x9F27, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: CID, book: C3, element: Element{Name: "Cryptogram Information Data (CID)", Tag: 0x9F27, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: CID, book: C4, element: Element{Name: "Cryptogram Information Data (CID)", Tag: 0x9F27, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: CID, book: C5, element: Element{Name: "Cryptogram Information Data (CID)", Tag: 0x9F27, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: CID, book: C6, element: Element{Name: "Cryptogram Information Data (CID)", Tag: 0x9F27, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: CID, book: C7, element: Element{Name: "Cryptogram Information Data (CID)", Tag: 0x9F27, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: IssuerPublicKeyExponent, book: C5, element: Element{Name: "Issuer Public Key Exponent", Tag: 0x9F32, Format: B, Min: 1, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: IssuerPublicKeyExponent, book: C8, element: Element{Name: "Issuer RSA Public Key Exponent", Tag: 0x9F32, Format: B, Min: 1, Max: 3, Source: FromCard, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: TerminalCapabilities, book: C2, element: Element{Name: "Terminal Capabilities", Tag: 0x9F33, Format: B, Min: 3, Max: 3, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C6 | 1<<C7}},
	{row: CVMResults, book: C2, element: Element{Name: "CVM Results", Tag: 0x9F34, Format: B, Min: 3, Max: 3, Source: FromKernel, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8}},
	{row: CVMResults, book: C5, element: Element{Name: "CVM Results", Tag: 0x9F34, Format: B, Min: 3, Max: 3, Source: FromKernel, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8}},
	{row: CVMResults, book: C8, element: Element{Name: "CVM Results", Tag: 0x9F34, Format: B, Min: 3, Max: 3, Source: FromKernel, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C5 | 1<<C8}},
	{row: TerminalType, book: C2, element: Element{Name: "Terminal Type", Tag: 0x9F35, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: TerminalType, book: C8, element: Element{Name: "Terminal Type", Tag: 0x9F35, Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: ATC, book: C2, element: Element{Name: "Application Transaction Counter", Tag: 0x9F36, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ATC, book: C6, element: Element{Name: "Application Transaction Counter (ATC)", Tag: 0x9F36, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ATC, book: C7, element: Element{Name: "Application Transaction Counter", Tag: 0x9F36, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: ATC, book: C8, element: Element{Name: "Application Transaction Counter", Tag: 0x9F36, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: UnpredictableNumber, book: C2, element: Element{Name: "Unpredictable Number", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromKernel, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: UnpredictableNumber, book: C3, element: Element{Name: "Unpredictable Number (Reader-Terminal)", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: UnpredictableNumber, book: C4, element: Element{Name: "Unpredictable Number", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: UnpredictableNumber, book: C5, element: Element{Name: "Unpredictable Number", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: UnpredictableNumber, book: C6, element: Element{Name: "Unpredictable Number", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: UnpredictableNumber, book: C7, element: Element{Name: "Unpredictable Number (UN)", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: UnpredictableNumber, book: C8, element: Element{Name: "Unpredictable Number", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromKernel, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C7 | 1<<C8}},
	{row: PDOL, book: C2, element: Element{Name: "PDOL", Tag: 0x9F38, Format: B, Min: 0, Max: 240, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: PDOL, book: C8, element: Element{Name: "PDOL", Tag: 0x9F38, Format: B, Min: 0, Max: 240, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: AdditionalTerminalCapabilities, book: C2, element: Element{Name: "Additional Terminal Capabilities", Tag: 0x9F40, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: AdditionalTerminalCapabilities, book: C8, element: Element{Name: "Additional Terminal Capabilities", Tag: 0x9F40, Format: B, Min: 5, Max: 5, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C8}},
	{row: ICCPublicKeyCertificate, book: C2, element: Element{Name: "ICC Public Key Certificate", Tag: 0x9F46, Format: B, Min: 0, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyCertificate, book: C3, element: Element{Name: "Integrated Circuit Card (ICC) Public Key Certificate", Tag: 0x9F46, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyCertificate, book: C4, element: Element{Name: "Application Public Key Certificate", Tag: 0x9F46, Format: B, Min: 1, Max: 247, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyCertificate, book: C5, element: Element{Name: "Integrated Circuit Card (ICC) Public Key Certificate", Tag: 0x9F46, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyCertificate, book: C8, element: Element{Name: "ICC Public Key Certificate", Tag: 0x9F46, Format: B, Min: 0, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyExponent, book: C3, element: Element{Name: "Integrated Circuit Card (ICC) Public Key Exponent", Tag: 0x9F47, Format: B, Min: 1, Max: 3, Source: FromCard, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyExponent, book: C4, element: Element{Name: "Application Public Key Exponent", Tag: 0x9F47, Format: B, Min: 1, Max: 3, Source: FromCard, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyExponent, book: C5, element: Element{Name: "Integrated Circuit Card (ICC) Public Key Exponent", Tag: 0x9F47, Format: B, Min: 1, Max: 3, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyExponent, book: C8, element: Element{Name: "ICC RSA Public Key Exponent", Tag: 0x9F47, Format: B, Min: 1, Max: 3, Source: FromCard, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyRemainder, book: C3, element: Element{Name: "Integrated Circuit Card (ICC) Public Key Remainder", Tag: 0x9F48, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyRemainder, book: C4, element: Element{Name: "Application Public Key Remainder", Tag: 0x9F48, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyRemainder, book: C5, element: Element{Name: "Integrated Circuit Card (ICC) Public Key Remainder", Tag: 0x9F48, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: ICCPublicKeyRemainder, book: C8, element: Element{Name: "ICC RSA Public Key Remainder", Tag: 0x9F48, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<C8}},
	{row: StaticDataAuthenticationTagList, book: C2, element: Element{Name: "Static Data Authentication Tag List", Tag: 0x9F4A, Format: B, Min: 0, Max: 250, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7}},
	{row: StaticDataAuthenticationTagList, book: C3, element: Element{Name: "Static Data Authentication (SDA) Tag List", Tag: 0x9F4A, Format: B, Min: 0, Max: 65535, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7}},
	{row: SignedDynamicApplicationData, book: C2, element: Element{Name: "Signed Dynamic Application Data", Tag: 0x9F4B, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7}},
	{row: SignedDynamicApplicationData, book: C3, element: Element{Name: "Signed Dynamic Application Data (SDAD)", Tag: 0x9F4B, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7}},
	{row: SignedDynamicApplicationData, book: C6, element: Element{Name: "Signed Dynamic Application Data (SDAD)", Tag: 0x9F4B, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7}},
	{row: SignedDynamicApplicationData, book: C7, element: Element{Name: "Signed Dynamic Application Data", Tag: 0x9F4B, Format: B, Min: 1, Max: 248, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C6 | 1<<C7}},
	{row: ICCDynamicNumber, book: C2, element: Element{Name: "ICC Dynamic Number", Tag: 0x9F4C, Format: B, Min: 2, Max: 8, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C7}},
	{row: ICCDynamicNumber, book: C4, element: Element{Name: "ICC Dynamic Number", Tag: 0x9F4C, Format: B, Min: 8, Max: 8, Source: FromCard, Update: K | RA, Books: 1<<Contact | 1<<C2 | 1<<C4 | 1<<C7}},
	{row: LogEntry, book: C2, element: Element{Name: "Log Entry", Tag: 0x9F4D, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C7}},
	{row: MerchantNameAndLocation, book: C2, element: Element{Name: "Merchant Name and Location", Tag: 0x9F4E, Format: ANS, Min: 0, Max: 65535, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: MerchantNameAndLocation, book: C6, element: Element{Name: "Merchant Name and Location", Tag: 0x9F4E, Format: AN, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: MerchantNameAndLocation, book: C8, element: Element{Name: "Merchant Name and Location", Tag: 0x9F4E, Format: ANS, Min: 0, Max: 65535, Source: FromTerminal, Update: K, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<C8}},
	{row: FCIProprietaryTemplate, book: C2, element: Element{Name: "File Control Information Proprietary Template", Tag: 0xA5, Format: B, Min: 0, Max: 240, Source: FromCard, Update: K | RA, Templates: []Tag{0x6F}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: FCIProprietaryTemplate, book: C8, element: Element{Name: "File Control Information Proprietary Template", Tag: 0xA5, Format: B, Min: 0, Max: 240, Source: FromCard, Templates: []Tag{0x6F}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: FCIIssuerDiscretionaryData, book: C2, element: Element{Name: "File Control Information Issuer Discretionary Data", Tag: 0xBF0C, Format: B, Min: 0, Max: 220, Source: FromCard, Update: K | RA, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: FCIIssuerDiscretionaryData, book: C8, element: Element{Name: "File Control Information Issuer Discretionary Data", Tag: 0xBF0C, Format: B, Min: 0, Max: 220, Source: FromCard, Templates: []Tag{0xA5}, Books: 1<<Contact | 1<<C2 | 1<<C3 | 1<<C5 | 1<<C7 | 1<<EntryPoint | 1<<C8}},
	{row: ARPC, book: C4, element: Element{Name: "Authorisation Response Cryptogram (ARPC)", Format: B, Min: 8, Max: 8, Source: FromIssuer, Update: K | ACT, Books: 1<<Contact | 1<<C4}},
	{row: CAPublicKeyCheckSum, book: C3, element: Element{Name: "Certificate Authority Public Key Check Sum", Format: B, Min: 20, Max: 20, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4}},
	{row: CAPublicKeyCheckSum, book: C4, element: Element{Name: "Certification Authority Public Key Checksum", Format: B, Min: 20, Max: 20, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4}},
	{row: CAPublicKeyExponent, book: C3, element: Element{Name: "Certificate Authority Public Key Exponent", Format: B, Min: 1, Max: 3, Source: FromTerminal, Lengths: []Span{{1, 1, 1}, {3, 3, 1}}, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4}},
	{row: CAPublicKeyModulus, book: C3, element: Element{Name: "Certificate Authority Public Key Modulus", Format: B, Min: 1, Max: 248, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C3 | 1<<C4}},
	{row: MaximumTargetPercentage, book: C5, element: Element{Name: "Maximum Target Percentage to be Used for Biased Random Selection", Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C5}},
	{row: TargetPercentage, book: C5, element: Element{Name: "Target Percentage to be Used for Biased Random Selection", Format: N, Min: 1, Max: 1, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C5}},
	{row: ThresholdValue, book: C5, element: Element{Name: "Threshold Value for Biased Random Selection", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<Contact | 1<<C5}},
	{row: POIInformation, book: EntryPoint, element: Element{Name: "POI Information", Tag: 0x8B, Format: B, Min: 0, Max: 64, Source: FromTerminal, Update: K | ACT, Books: 1 << EntryPoint}},
	{row: KernelIdentifierTerminal, book: EntryPoint, element: Element{Name: "Kernel Identifier - Terminal", Tag: 0x96, Format: B, Min: 8, Max: 8, Source: FromTerminal, Update: K | ACT, Books: 1 << EntryPoint}},
	{row: KernelIdentifier, book: C4, element: Element{Name: "Kernel Identifier", Tag: 0x9F2A, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0x61}, Books: 1<<EntryPoint | 1<<C4}},
	{row: KernelIdentifier, book: EntryPoint, element: Element{Name: "Kernel Identifier", Tag: 0x9F2A, Format: B, Min: 1, Max: 8, Source: FromCard, Lengths: []Span{{1, 1, 1}, {3, 8, 1}}, Update: K | RA, Templates: []Tag{0x61}, Books: 1<<EntryPoint | 1<<C4}},
	{row: TVRKernel2, book: C2, element: Element{Name: "Terminal Verification Results", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromKernel, Update: K, Books: 1 << C2}},
	{row: TTQ, book: EntryPoint, element: Element{Name: "Terminal Transaction Qualifiers", Tag: 0x9F66, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1<<EntryPoint | 1<<C3}},
	{row: AIPKernel3, book: C3, element: Element{Name: "Application Interchange Profile (AIP)", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1 << C3}},
	{row: IssuerScriptResultsKernel3, book: C3, element: Element{Name: "Issuer Script Results", Tag: 0x9F5B, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1 << C3}},
	{row: FormFactorIndicator, book: C3, element: Element{Name: "Form Factor Indicator (FFI)", Tag: 0x9F6E, Format: B, Min: 4, Max: 4, Source: FromCard | FromTerminal, Update: K | ACT | RA, Templates: []Tag{0x70, 0x77}, Books: 1 << C3}},
	{row: AvailableOfflineSpendingAmount, book: C7, element: Element{Name: "Available Offline Spending Amount", Tag: 0x9F5D, Format: N, Min: 6, Max: 6, Source: FromCard, Update: K | RA, Templates: []Tag{0x70, 0x77}, Books: 1<<C3 | 1<<C7}},
	{row: AIPKernel5, book: C5, element: Element{Name: "Application Interchange Profile (AIP)", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77, 0x80}, Books: 1 << C5}},
	{row: TerminalInterchangeProfile, book: C5, element: Element{Name: "Terminal Interchange Profile (dynamic)", Tag: 0x9F53, Format: B, Min: 3, Max: 3, Source: FromKernel, Update: K, Books: 1 << C5}},
	{row: DeviceInformation, book: C5, element: Element{Name: "Device Information", Tag: 0x9F6E, Format: AN, Min: 4, Max: 4, Source: FromCard, Update: K | RA, Templates: []Tag{0x70}, Books: 1 << C5}},
	{row: TTQKernel6, book: C6, element: Element{Name: "Terminal Transaction Qualifier (TTQ)", Tag: 0x9F66, Format: B, Min: 4, Max: 4, Source: FromTerminal, Update: K | ACT, Books: 1 << C6}},
	{row: CardFeatureVersionNumber, book: C6, element: Element{Name: "Card Feature Version Number", Tag: 0xDF3A, Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1 << C6}},
	{row: CardFeatureDescriptor, book: C6, element: Element{Name: "Card Feature Descriptor", Tag: 0xDF3B, Format: B, Min: 3, Max: 67, Source: FromCard, Update: K | RA, Templates: []Tag{0xBF0C}, Books: 1 << C6}},
	{row: TTQKernel7, book: C7, element: Element{Name: "Terminal Transaction Qualifiers", Tag: 0x9F66, Format: B, Min: 4, Max: 4, Source: FromKernel, Update: K, Books: 1 << C7}},
	{row: CTQKernel7, book: C7, element: Element{Name: "Card Transaction Qualifiers", Tag: 0x9F6C, Format: B, Min: 2, Max: 2, Source: FromCard, Update: K | RA, Templates: []Tag{0x77}, Books: 1 << C7}},
	{row: TVRKernel8, book: C8, element: Element{Name: "Terminal Verification Results", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromKernel, Update: K, Books: 1 << C8}},
	{row: ReaderContactlessTransactionLimit, book: C3, element: Element{Name: "Reader Contactless Transaction Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint}},
	{row: ReaderContactlessTransactionLimit, book: C4, element: Element{Name: "Reader Contactless Transaction Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint}},
	{row: ReaderContactlessTransactionLimit, book: C5, element: Element{Name: "Contactless Transaction Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint}},
	{row: ReaderContactlessTransactionLimit, book: C6, element: Element{Name: "Reader Contactless Transaction Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint}},
	{row: ReaderContactlessTransactionLimit, book: EntryPoint, element: Element{Name: "Reader Contactless Transaction Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C2 | 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint}},
	{row: CAPublicKey, book: C4, element: Element{Name: "Certification Authority Public Key", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C3 | 1<<C4 | 1<<C5}},
	{row: CAPublicKey, book: C5, element: Element{Name: "Certification Authority Public Key", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C3 | 1<<C4 | 1<<C5}},
	{row: ReaderContactlessFloorLimitEntryPoint, book: C5, element: Element{Name: "Contactless Floor Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint}},
	{row: ReaderCVMRequiredLimitEntryPoint, book: C5, element: Element{Name: "CVM Required Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint}},
	{row: ReaderCVMRequiredLimitEntryPoint, book: C6, element: Element{Name: "Reader Contactless CVM Limit", Format: N, Min: 6, Max: 6, Source: FromTerminal, Update: K | ACT, Books: 1<<C3 | 1<<C4 | 1<<C5 | 1<<C6 | 1<<EntryPoint}},
	{row: CryptogramVersionNumber, book: C6, element: Element{Name: "Cryptogram Version Number (CVN)", Format: B, Min: 1, Max: 1, Source: FromCard, Update: K | RA, Books: 1<<C4 | 1<<C6}},
	{row: RemovalTimeout, book: C5, element: Element{Name: "Removal Timeout", Format: N, Min: 2, Max: 2, Source: FromTerminal, Update: K | ACT, Books: 1<<C4 | 1<<C5}},
	{row: StatusCheckSupportFlag, book: EntryPoint, element: Element{Name: "Status Check Support flag", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C4 | 1<<EntryPoint}},
	{row: ZeroAmountAllowedFlag, book: C6, element: Element{Name: "Zero Amount Allowed Flag", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C4 | 1<<C6 | 1<<EntryPoint}},
	{row: ZeroAmountAllowedFlag, book: EntryPoint, element: Element{Name: "Zero Amount Allowed flag", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C4 | 1<<C6 | 1<<EntryPoint}},
	{row: ExtendedSelectionSupportFlag, book: EntryPoint, element: Element{Name: "Extended Selection Support flag", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C6 | 1<<EntryPoint}},
	{row: ZeroAmountAllowedOfflineFlag, book: EntryPoint, element: Element{Name: "Zero Amount for Offline Allowed flag", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Update: K | ACT, Books: 1<<C6 | 1<<EntryPoint}},
}
