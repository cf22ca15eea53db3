// Code generated from the tables in internal/gen; DO NOT EDIT.

package tlv

// The rows of the data dictionary, one for each data element.
const (
	_                                      Row = iota
	IssuerIdentificationNumber                 // 42 Issuer Identification Number (IIN); n, 3; card
	ADFName                                    // 4F Application Dedicated File (ADF) Name; b, 5 to 16; card
	ApplicationLabel                           // 50 Application Label; ans, 1 to 16; card
	Track2EquivalentData                       // 57 Track 2 Equivalent Data; b, 1 to 19; card
	PAN                                        // 5A Application Primary Account Number (PAN); cn, 1 to 10; card
	CardholderName                             // 5F20 Cardholder Name; ans, 2 to 26; card
	ApplicationExpirationDate                  // 5F24 Application Expiration Date; n, 3; card
	ApplicationEffectiveDate                   // 5F25 Application Effective Date; n, 3; card
	IssuerCountryCode                          // 5F28 Issuer Country Code; n, 2; card
	TransactionCurrencyCode                    // 5F2A Transaction Currency Code; n, 2; terminal
	LanguagePreference                         // 5F2D Language Preference; an, 2 to 8; card
	ServiceCode                                // 5F30 Service Code; n, 2; card
	PANSequenceNumber                          // 5F34 Application Primary Account Number (PAN) Sequence Number; n, 1; card
	TransactionCurrencyExponent                // 5F36 Transaction Currency Exponent; n, 1; terminal
	IssuerURL                                  // 5F50 Issuer URL; ans; card
	IBAN                                       // 5F53 International Bank Account Number (IBAN); var, 1 to 34; card
	BIC                                        // 5F54 Bank Identifier Code (BIC); var, 8 to 11; card
	IssuerCountryCodeAlpha2                    // 5F55 Issuer Country Code (alpha2 format); a, 2; card
	IssuerCountryCodeAlpha3                    // 5F56 Issuer Country Code (alpha3 format); a, 3; card
	AccountType                                // 5F57 Account Type; n, 1; terminal
	ApplicationTemplate                        // 61 Application Template; b, 1 to 252; card
	FCITemplate                                // 6F File Control Information (FCI) Template; var, 1 to 252; card
	ReadRecordTemplate                         // 70 READ RECORD Response Message Template; var, 1 to 252; card
	IssuerScriptTemplate1                      // 71 Issuer Script Template 1; b; issuer
	IssuerScriptTemplate2                      // 72 Issuer Script Template 2; b; issuer
	DirectoryDiscretionaryTemplate             // 73 Directory Discretionary Template; var, 1 to 252; card
	ResponseTemplateFormat2                    // 77 Response Message Template Format 2; var; card
	BITCard                                    // 7F60 Biometric Information Template (BIT), card; b; card
	BITTerminal                                // 7F60 Biometric Information Template (BIT), terminal; b; terminal
	ResponseTemplateFormat1                    // 80 Response Message Template Format 1; var; card
	AmountAuthorisedBinary                     // 81 Amount, Authorised (Binary); b, 4; terminal, kernel
	BiometricType                              // 81 Biometric Type; b, 1 to 3; card, terminal
	AIP                                        // 82 Application Interchange Profile; b, 2; card
	BiometricSubtype                           // 82 Biometric Subtype; b, 1; card, terminal
	CommandTemplate                            // 83 Command Template; b; terminal, kernel
	BiometricCreationDate                      // 83 Creation Date and Time of the Reference Template; b, 7; card, terminal
	DFName                                     // 84 Dedicated File (DF) Name; b, 5 to 16; card
	BiometricCreator                           // 84 Creator; b; card, terminal
	BiometricValidityPeriod                    // 85 Validity Period; b, 8; card, terminal
	IssuerScriptCommand                        // 86 Issuer Script Command; b, 1 to 261; issuer
	BiometricProductIdentifier                 // 86 Identifier of Product (PID); b, 2; card, terminal
	ApplicationPriorityIndicator               // 87 Application Priority Indicator; b, 1; card
	BiometricFormatOwner                       // 87 Format Owner; b, 2; card, terminal
	SFI                                        // 88 Short File Identifier (SFI); b, 1; card
	BiometricFormatType                        // 88 Format Type; b, 2; card, terminal
	AuthorisationCode                          // 89 Authorisation Code; ans, 6; issuer
	AuthorisationResponseCode                  // 8A Authorisation Response Code; an, 2; issuer, terminal, kernel
	CDOL1                                      // 8C Card Risk Management Data Object List 1 (CDOL1); b, 0 to 252; card
	CDOL2                                      // 8D Card Risk Management Data Object List 2 (CDOL2); b, 0 to 252; card
	CVMList                                    // 8E Cardholder Verification Method (CVM) List; b, 10 to 252; card
	CAPublicKeyIndex                           // 8F Certification Authority Public Key Index; b, 1; card
	IssuerPublicKeyCertificate                 // 90 Issuer Public Key Certificate; b, 1 to 248; card
	BiometricSolutionID                        // 90 Biometric Solution ID; b; card, terminal
	IssuerAuthenticationData                   // 91 Issuer Authentication Data; b, 8 to 16; issuer
	BiometricMatchingParameters                // 91 Biometric Matching Algorithm Parameters; b; card
	IssuerPublicKeyRemainder                   // 92 Issuer Public Key Remainder; b; card
	SignedStaticApplicationData                // 93 Signed Static Application Data; b, 1 to 248; card
	AFL                                        // 94 Application File Locator (AFL); var, 4 to 252; card
	TVR                                        // 95 Terminal Verification Results; b, 5; kernel
	TDOL                                       // 97 Transaction Certificate Data Object List (TDOL); b, 0 to 252; card
	TCHashValue                                // 98 Transaction Certificate (TC) Hash Value; b, 20; kernel
	TransactionPINData                         // 99 Transaction Personal Identification Number (PIN) Data; b; terminal
	TransactionDate                            // 9A Transaction Date; n, 3; terminal
	TSI                                        // 9B Transaction Status Information; b, 2; kernel
	TransactionType                            // 9C Transaction Type; n, 1; terminal
	DDFName                                    // 9D Directory Definition File (DDF) Name; b, 5 to 16; card
	AcquirerIdentifier                         // 9F01 Acquirer Identifier; n, 6; terminal
	AmountAuthorised                           // 9F02 Amount, Authorised (Numeric); n, 6; terminal
	AmountOther                                // 9F03 Amount, Other (Numeric); n, 6; terminal
	AmountOtherBinary                          // 9F04 Amount, Other (Binary); b, 4; terminal, kernel
	ApplicationDiscretionaryData               // 9F05 Application Discretionary Data; b, 1 to 32; card
	ApplicationIdentifierTerminal              // 9F06 Application Identifier (AID) - terminal; b, 5 to 16; terminal, kernel
	ApplicationUsageControl                    // 9F07 Application Usage Control; b, 2; card
	ApplicationVersionNumber                   // 9F08 Application Version Number; b, 2; card
	ApplicationVersionNumberTerminal           // 9F09 Application Version Number; b, 2; terminal
	ASRPD                                      // 9F0A Application Selection Registered Proprietary Data (ASRPD); b; card
	CardholderNameExtended                     // 9F0B Cardholder Name Extended; ans, 27 to 45; card
	IssuerIdentificationNumberExtended         // 9F0C Issuer Identification Number Extended (IINE); n, 3 to 4; card
	IssuerActionCodeDefault                    // 9F0D Issuer Action Code - Default; b, 5; card
	IssuerActionCodeDenial                     // 9F0E Issuer Action Code - Denial; b, 5; card
	IssuerActionCodeOnline                     // 9F0F Issuer Action Code - Online; b, 5; card
	IssuerApplicationData                      // 9F10 Issuer Application Data; b, 0 to 32; card
	IssuerCodeTableIndex                       // 9F11 Issuer Code Table Index; n, 1; card
	ApplicationPreferredName                   // 9F12 Application Preferred Name; ans, 1 to 16; card
	LastOnlineATC                              // 9F13 Last Online Application Transaction Counter (ATC) Register; b, 2; card
	LowerConsecutiveOfflineLimit               // 9F14 Lower Consecutive Offline Limit; b, 1; card
	MerchantCategoryCode                       // 9F15 Merchant Category Code; n, 2; terminal
	MerchantIdentifier                         // 9F16 Merchant Identifier; ans, 15; terminal
	PINTryCounter                              // 9F17 Personal Identification Number (PIN) Try Counter; b, 1; card
	IssuerScriptIdentifier                     // 9F18 Issuer Script Identifier; b, 4; issuer
	TokenRequestorID                           // 9F19 Token Requestor ID; n, 6; card
	TerminalCountryCode                        // 9F1A Terminal Country Code; n, 2; terminal
	TerminalFloorLimit                         // 9F1B Terminal Floor Limit; b, 4; terminal
	TerminalIdentification                     // 9F1C Terminal Identification; an, 8; terminal
	TerminalRiskManagementData                 // 9F1D Terminal Risk Management Data; b, 1 to 8; terminal
	IFDSerialNumber                            // 9F1E Interface Device (IFD) Serial Number; an, 8; terminal
	Track1DiscretionaryData                    // 9F1F Track 1 Discretionary Data; ans; card
	Track2DiscretionaryData                    // 9F20 Track 2 Discretionary Data; cn; card
	TransactionTime                            // 9F21 Transaction Time; n, 3; terminal
	CAPublicKeyIndexTerminal                   // 9F22 Certification Authority Public Key Index; b, 1; terminal, kernel
	UpperConsecutiveOfflineLimit               // 9F23 Upper Consecutive Offline Limit; b, 1; card
	PaymentAccountReference                    // 9F24 Payment Account Reference (PAR); an, 29; card
	Last4DigitsOfPAN                           // 9F25 Last 4 Digits of PAN; n, 2; card
	ApplicationCryptogram                      // 9F26 Application Cryptogram; b, 8; card
	CID                                        // 9F27 Cryptogram Information Data; b, 1; card
	ICCPINEnciphermentPublicKeyCertificate     // 9F2D ICC PIN Encipherment Public Key Certificate; b, 1 to 248; card
	ICCPINEnciphermentPublicKeyExponent        // 9F2E ICC PIN Encipherment Public Key Exponent; b, 1 to 3; card
	ICCPINEnciphermentPublicKeyRemainder       // 9F2F ICC PIN Encipherment Public Key Remainder; b; card
	BiometricTerminalCapabilities              // 9F30 Biometric Terminal Capabilities; b, 3; terminal
	CardBITGroupTemplate                       // 9F31 Card BIT Group Template; b; card
	IssuerPublicKeyExponent                    // 9F32 Issuer Public Key Exponent; b, 1 to 3; card
	TerminalCapabilities                       // 9F33 Terminal Capabilities; b, 3; terminal
	CVMResults                                 // 9F34 Cardholder Verification Method (CVM) Results; b, 3; kernel
	TerminalType                               // 9F35 Terminal Type; n, 1; terminal
	ATC                                        // 9F36 Application Transaction Counter (ATC); b, 2; card
	UnpredictableNumber                        // 9F37 Unpredictable Number; b, 4; kernel
	PDOL                                       // 9F38 Processing Options Data Object List (PDOL); b, 0 to 252; card
	POSEntryMode                               // 9F39 Point-of-Service (POS) Entry Mode; n, 1; terminal
	AmountReferenceCurrency                    // 9F3A Amount, Reference Currency; b, 4; terminal, kernel
	ApplicationReferenceCurrency               // 9F3B Application Reference Currency; n, 2 to 8; card
	TransactionReferenceCurrencyCode           // 9F3C Transaction Reference Currency Code; n, 2; terminal
	TransactionReferenceCurrencyExponent       // 9F3D Transaction Reference Currency Exponent; n, 1; terminal
	AdditionalTerminalCapabilities             // 9F40 Additional Terminal Capabilities; b, 5; terminal
	TransactionSequenceCounter                 // 9F41 Transaction Sequence Counter; n, 2 to 4; terminal
	ApplicationCurrencyCode                    // 9F42 Application Currency Code; n, 2; card
	ApplicationReferenceCurrencyExponent       // 9F43 Application Reference Currency Exponent; n, 1 to 4; card
	ApplicationCurrencyExponent                // 9F44 Application Currency Exponent; n, 1; card
	DataAuthenticationCode                     // 9F45 Data Authentication Code; b, 2; card, kernel
	ICCPublicKeyCertificate                    // 9F46 ICC Public Key Certificate; b, 1 to 248; card
	ICCPublicKeyExponent                       // 9F47 ICC Public Key Exponent; b, 1 to 3; card
	ICCPublicKeyRemainder                      // 9F48 ICC Public Key Remainder; b; card
	DDOL                                       // 9F49 Dynamic Data Authentication Data Object List (DDOL); b, 0 to 252; card
	StaticDataAuthenticationTagList            // 9F4A Static Data Authentication Tag List; b; card
	SignedDynamicApplicationData               // 9F4B Signed Dynamic Application Data; b, 1 to 248; card
	ICCDynamicNumber                           // 9F4C ICC Dynamic Number; b, 2 to 8; card, kernel
	LogEntry                                   // 9F4D Log Entry; b, 2; card
	MerchantNameAndLocation                    // 9F4E Merchant Name and Location; ans; terminal
	LogFormat                                  // 9F4F Log Format; b; card
	BiometricHeaderTemplate                    // A1 Biometric Header Template (BHT); b; card, terminal
	FCIProprietaryTemplate                     // A5 File Control Information (FCI) Proprietary Template; var; card
	FCIIssuerDiscretionaryData                 // BF0C File Control Information (FCI) Issuer Discretionary Data; var, 0 to 222; card
	OfflineBITGroupTemplate                    // BF4A Offline BIT Group Template; b; card
	OnlineBITGroupTemplate                     // BF4B Online BIT Group Template; b; card
	BiometricTryCountersTemplate               // BF4C Biometric Try Counters Template; b; card
	PreferredAttemptsTemplate                  // BF4D Preferred Attempts Template; b; card
	BiometricVerificationDataTemplate          // BF4E Biometric Verification Data Template; b; terminal
	FacialTryCounter                           // DF50 Facial Try Counter; b, 1; card
	PreferredFacialAttempts                    // DF50 Preferred Facial Attempts; b, 1; card
	EncipheredBiometricKeySeed                 // DF50 Enciphered Biometric Key Seed; b; terminal
	FingerTryCounter                           // DF51 Finger Try Counter; b, 1; card
	PreferredFingerAttempts                    // DF51 Preferred Finger Attempts; b, 1; card
	EncipheredBiometricData                    // DF51 Enciphered Biometric Data; b; terminal
	IrisTryCounter                             // DF52 Iris Try Counter; b, 1; card
	PreferredIrisAttempts                      // DF52 Preferred Iris Attempts; b, 1; card
	EncipheredBiometricDataMAC                 // DF52 MAC of Enciphered Biometric Data; b, 8; terminal
	PalmTryCounter                             // DF53 Palm Try Counter; b, 1; card
	PreferredPalmAttempts                      // DF53 Preferred Palm Attempts; b, 1; card
	VoiceTryCounter                            // DF54 Voice Try Counter; b, 1; card
	PreferredVoiceAttempts                     // DF54 Preferred Voice Attempts; b, 1; card
	ApplicationSelectionIndicator              // Application Selection Indicator; b, 1; terminal
	ARPC                                       // Authorisation Response Cryptogram (ARPC); b, 4 to 8; issuer
	BiometricEncryptionKey                     // Biometric Encryption Key (BEK); b, 16; terminal
	BiometricKeySeed                           // Biometric Key Seed; b; terminal
	BiometricMACKey                            // Biometric MAC Key (BMK); b, 32; terminal
	CAPublicKeyCheckSum                        // Certification Authority Public Key Check Sum; b, 20; terminal
	CAPublicKeyExponent                        // Certification Authority Public Key Exponent; b, 1 to 3; terminal
	CAPublicKeyModulus                         // Certification Authority Public Key Modulus; b, 1 to 248; terminal
	CardStatusUpdate                           // Card Status Update (CSU); b, 4; issuer
	DefaultDDOL                                // Default Dynamic Data Authentication Data Object List (DDOL); b; terminal
	DefaultTDOL                                // Default Transaction Certificate Data Object List (TDOL); b; terminal
	EncipheredPINData                          // Enciphered Personal Identification Number (PIN) Data; b, 8; terminal
	IssuerScriptResults                        // Issuer Script Results; b; kernel
	MaximumTargetPercentage                    // Maximum Target Percentage to be used for Biased Random Selection; b, 1; terminal
	MessageType                                // Message Type; n, 1; terminal
	PINPadSecretKey                            // Personal Identification Number (PIN) Pad Secret Key; b; terminal
	ProprietaryAuthenticationData              // Proprietary Authentication Data; b, 0 to 8; issuer
	TargetPercentage                           // Target Percentage to be Used for Random Selection; b, 1; terminal
	TemplateTryCounter                         // Template Try Counter; b, 1; terminal
	TerminalActionCodeDefault                  // Terminal Action Code - Default; b, 5; terminal
	TerminalActionCodeDenial                   // Terminal Action Code - Denial; b, 5; terminal
	TerminalActionCodeOnline                   // Terminal Action Code - Online; b, 5; terminal
	TerminalBITGroupTemplate                   // Terminal BIT Group Template; b; terminal
	ThresholdValue                             // Threshold Value for Biased Random Selection; b; terminal
	TransactionAmount                          // Transaction Amount; n, 6; terminal
	TransactionReferenceCurrencyConversion     // Transaction Reference Currency Conversion; n, 4; terminal
	Track1Data                                 // 56 Track 1 Data; ans, 1 to 76; card
	Track2Data                                 // 9F6B Track 2 Data; b, 1 to 19; card
	numRows
)

// NumRows is one more than the last row.
const NumRows = int(numRows)

var elements = [NumRows]Element{
	IssuerIdentificationNumber:             {Name: "Issuer Identification Number (IIN)", Tag: 0x42, Format: N, Min: 3, Max: 3, Source: FromCard, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	ADFName:                                {Name: "Application Dedicated File (ADF) Name", Tag: 0x4F, Format: B, Min: 5, Max: 16, Source: FromCard, Templates: []Tag{0x61}, Books: 1 << Contact},
	ApplicationLabel:                       {Name: "Application Label", Tag: 0x50, Format: ANS, Min: 1, Max: 16, Source: FromCard, Templates: []Tag{0x61, 0xA5}, Books: 1 << Contact},
	Track2EquivalentData:                   {Name: "Track 2 Equivalent Data", Tag: 0x57, Format: B, Min: 1, Max: 19, Source: FromCard, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << Contact},
	PAN:                                    {Name: "Application Primary Account Number (PAN)", Tag: 0x5A, Format: CN, Min: 1, Max: 10, Source: FromCard, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << Contact},
	CardholderName:                         {Name: "Cardholder Name", Tag: 0x5F20, Format: ANS, Min: 2, Max: 26, Source: FromCard, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << Contact},
	ApplicationExpirationDate:              {Name: "Application Expiration Date", Tag: 0x5F24, Format: N, Min: 3, Max: 3, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ApplicationEffectiveDate:               {Name: "Application Effective Date", Tag: 0x5F25, Format: N, Min: 3, Max: 3, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	IssuerCountryCode:                      {Name: "Issuer Country Code", Tag: 0x5F28, Format: N, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	TransactionCurrencyCode:                {Name: "Transaction Currency Code", Tag: 0x5F2A, Format: N, Min: 2, Max: 2, Source: FromTerminal, Books: 1 << Contact},
	LanguagePreference:                     {Name: "Language Preference", Tag: 0x5F2D, Format: AN, Min: 2, Max: 8, Source: FromCard, Templates: []Tag{0xA5}, Books: 1 << Contact},
	ServiceCode:                            {Name: "Service Code", Tag: 0x5F30, Format: N, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	PANSequenceNumber:                      {Name: "Application Primary Account Number (PAN) Sequence Number", Tag: 0x5F34, Format: N, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	TransactionCurrencyExponent:            {Name: "Transaction Currency Exponent", Tag: 0x5F36, Format: N, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	IssuerURL:                              {Name: "Issuer URL", Tag: 0x5F50, Format: ANS, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	IBAN:                                   {Name: "International Bank Account Number (IBAN)", Tag: 0x5F53, Format: Var, Min: 1, Max: 34, Source: FromCard, Templates: []Tag{0xBF0C, 0x73}, Sensitive: true, Books: 1 << Contact},
	BIC:                                    {Name: "Bank Identifier Code (BIC)", Tag: 0x5F54, Format: Var, Min: 8, Max: 11, Source: FromCard, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	IssuerCountryCodeAlpha2:                {Name: "Issuer Country Code (alpha2 format)", Tag: 0x5F55, Format: A, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	IssuerCountryCodeAlpha3:                {Name: "Issuer Country Code (alpha3 format)", Tag: 0x5F56, Format: A, Min: 3, Max: 3, Source: FromCard, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	AccountType:                            {Name: "Account Type", Tag: 0x5F57, Format: N, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	ApplicationTemplate:                    {Name: "Application Template", Tag: 0x61, Format: B, Min: 1, Max: 252, Source: FromCard, Templates: []Tag{0x70, 0xBF0C}, Books: 1 << Contact},
	FCITemplate:                            {Name: "File Control Information (FCI) Template", Tag: 0x6F, Format: Var, Min: 1, Max: 252, Source: FromCard, Books: 1 << Contact},
	ReadRecordTemplate:                     {Name: "READ RECORD Response Message Template", Tag: 0x70, Format: Var, Min: 1, Max: 252, Source: FromCard, Books: 1 << Contact},
	IssuerScriptTemplate1:                  {Name: "Issuer Script Template 1", Tag: 0x71, Format: B, Min: 0, Max: 65535, Source: FromIssuer, Books: 1 << Contact},
	IssuerScriptTemplate2:                  {Name: "Issuer Script Template 2", Tag: 0x72, Format: B, Min: 0, Max: 65535, Source: FromIssuer, Books: 1 << Contact},
	DirectoryDiscretionaryTemplate:         {Name: "Directory Discretionary Template", Tag: 0x73, Format: Var, Min: 1, Max: 252, Source: FromCard, Templates: []Tag{0x61}, Books: 1 << Contact},
	ResponseTemplateFormat2:                {Name: "Response Message Template Format 2", Tag: 0x77, Format: Var, Min: 0, Max: 65535, Source: FromCard, Books: 1 << Contact},
	BITCard:                                {Name: "Biometric Information Template (BIT), card", Tag: 0x7F60, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0xBF4A, 0xBF4B}, Local: true, Books: 1 << Contact, next: 29},
	BITTerminal:                            {Name: "Biometric Information Template (BIT), terminal", Tag: 0x7F60, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Books: 1 << Contact},
	ResponseTemplateFormat1:                {Name: "Response Message Template Format 1", Tag: 0x80, Format: Var, Min: 0, Max: 65535, Source: FromCard, Books: 1 << Contact},
	AmountAuthorisedBinary:                 {Name: "Amount, Authorised (Binary)", Tag: 0x81, Format: B, Min: 4, Max: 4, Source: FromTerminal | FromKernel, Books: 1 << Contact, next: 32},
	BiometricType:                          {Name: "Biometric Type", Tag: 0x81, Format: B, Min: 1, Max: 3, Source: FromCard | FromTerminal, Templates: []Tag{0xA1, 0xBF4E}, Local: true, Books: 1 << Contact},
	AIP:                                    {Name: "Application Interchange Profile", Tag: 0x82, Format: B, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0x77, 0x80}, Books: 1 << Contact, next: 34},
	BiometricSubtype:                       {Name: "Biometric Subtype", Tag: 0x82, Format: B, Min: 1, Max: 1, Source: FromCard | FromTerminal, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	CommandTemplate:                        {Name: "Command Template", Tag: 0x83, Format: B, Min: 0, Max: 65535, Source: FromTerminal | FromKernel, Books: 1 << Contact, next: 36},
	BiometricCreationDate:                  {Name: "Creation Date and Time of the Reference Template", Tag: 0x83, Format: B, Min: 7, Max: 7, Source: FromCard | FromTerminal, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	DFName:                                 {Name: "Dedicated File (DF) Name", Tag: 0x84, Format: B, Min: 5, Max: 16, Source: FromCard, Templates: []Tag{0x6F}, Books: 1 << Contact, next: 38},
	BiometricCreator:                       {Name: "Creator", Tag: 0x84, Format: B, Min: 0, Max: 65535, Source: FromCard | FromTerminal, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	BiometricValidityPeriod:                {Name: "Validity Period", Tag: 0x85, Format: B, Min: 8, Max: 8, Source: FromCard | FromTerminal, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	IssuerScriptCommand:                    {Name: "Issuer Script Command", Tag: 0x86, Format: B, Min: 1, Max: 261, Source: FromIssuer, Templates: []Tag{0x71, 0x72}, Books: 1 << Contact, next: 41},
	BiometricProductIdentifier:             {Name: "Identifier of Product (PID)", Tag: 0x86, Format: B, Min: 2, Max: 2, Source: FromCard | FromTerminal, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	ApplicationPriorityIndicator:           {Name: "Application Priority Indicator", Tag: 0x87, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0x61, 0xA5}, Books: 1 << Contact, next: 43},
	BiometricFormatOwner:                   {Name: "Format Owner", Tag: 0x87, Format: B, Min: 2, Max: 2, Source: FromCard | FromTerminal, Templates: []Tag{0xA1, 0xA2}, Local: true, Books: 1 << Contact},
	SFI:                                    {Name: "Short File Identifier (SFI)", Tag: 0x88, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xA5}, Books: 1 << Contact, next: 45},
	BiometricFormatType:                    {Name: "Format Type", Tag: 0x88, Format: B, Min: 2, Max: 2, Source: FromCard | FromTerminal, Templates: []Tag{0xA1, 0xA2}, Local: true, Books: 1 << Contact},
	AuthorisationCode:                      {Name: "Authorisation Code", Tag: 0x89, Format: ANS, Min: 6, Max: 6, Source: FromIssuer, Books: 1 << Contact},
	AuthorisationResponseCode:              {Name: "Authorisation Response Code", Tag: 0x8A, Format: AN, Min: 2, Max: 2, Source: FromIssuer | FromTerminal | FromKernel, Books: 1 << Contact},
	CDOL1:                                  {Name: "Card Risk Management Data Object List 1 (CDOL1)", Tag: 0x8C, Format: B, Min: 0, Max: 252, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	CDOL2:                                  {Name: "Card Risk Management Data Object List 2 (CDOL2)", Tag: 0x8D, Format: B, Min: 0, Max: 252, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	CVMList:                                {Name: "Cardholder Verification Method (CVM) List", Tag: 0x8E, Format: B, Min: 10, Max: 252, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	CAPublicKeyIndex:                       {Name: "Certification Authority Public Key Index", Tag: 0x8F, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	IssuerPublicKeyCertificate:             {Name: "Issuer Public Key Certificate", Tag: 0x90, Format: B, Min: 1, Max: 248, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact, next: 53},
	BiometricSolutionID:                    {Name: "Biometric Solution ID", Tag: 0x90, Format: B, Min: 0, Max: 65535, Source: FromCard | FromTerminal, Templates: []Tag{0xA1, 0xBF4E}, Local: true, Books: 1 << Contact},
	IssuerAuthenticationData:               {Name: "Issuer Authentication Data", Tag: 0x91, Format: B, Min: 8, Max: 16, Source: FromIssuer, Books: 1 << Contact, next: 55},
	BiometricMatchingParameters:            {Name: "Biometric Matching Algorithm Parameters", Tag: 0x91, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0xA1}, Local: true, Books: 1 << Contact},
	IssuerPublicKeyRemainder:               {Name: "Issuer Public Key Remainder", Tag: 0x92, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	SignedStaticApplicationData:            {Name: "Signed Static Application Data", Tag: 0x93, Format: B, Min: 1, Max: 248, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	AFL:                                    {Name: "Application File Locator (AFL)", Tag: 0x94, Format: Var, Min: 4, Max: 252, Source: FromCard, Templates: []Tag{0x77, 0x80}, Books: 1 << Contact},
	TVR:                                    {Name: "Terminal Verification Results", Tag: 0x95, Format: B, Min: 5, Max: 5, Source: FromKernel, Books: 1 << Contact},
	TDOL:                                   {Name: "Transaction Certificate Data Object List (TDOL)", Tag: 0x97, Format: B, Min: 0, Max: 252, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	TCHashValue:                            {Name: "Transaction Certificate (TC) Hash Value", Tag: 0x98, Format: B, Min: 20, Max: 20, Source: FromKernel, Books: 1 << Contact},
	TransactionPINData:                     {Name: "Transaction Personal Identification Number (PIN) Data", Tag: 0x99, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Sensitive: true, Books: 1 << Contact},
	TransactionDate:                        {Name: "Transaction Date", Tag: 0x9A, Format: N, Min: 3, Max: 3, Source: FromTerminal, Books: 1 << Contact},
	TSI:                                    {Name: "Transaction Status Information", Tag: 0x9B, Format: B, Min: 2, Max: 2, Source: FromKernel, Books: 1 << Contact},
	TransactionType:                        {Name: "Transaction Type", Tag: 0x9C, Format: N, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	DDFName:                                {Name: "Directory Definition File (DDF) Name", Tag: 0x9D, Format: B, Min: 5, Max: 16, Source: FromCard, Templates: []Tag{0x61}, Books: 1 << Contact},
	AcquirerIdentifier:                     {Name: "Acquirer Identifier", Tag: 0x9F01, Format: N, Min: 6, Max: 6, Source: FromTerminal, Books: 1 << Contact},
	AmountAuthorised:                       {Name: "Amount, Authorised (Numeric)", Tag: 0x9F02, Format: N, Min: 6, Max: 6, Source: FromTerminal, Books: 1 << Contact},
	AmountOther:                            {Name: "Amount, Other (Numeric)", Tag: 0x9F03, Format: N, Min: 6, Max: 6, Source: FromTerminal, Books: 1 << Contact},
	AmountOtherBinary:                      {Name: "Amount, Other (Binary)", Tag: 0x9F04, Format: B, Min: 4, Max: 4, Source: FromTerminal | FromKernel, Books: 1 << Contact},
	ApplicationDiscretionaryData:           {Name: "Application Discretionary Data", Tag: 0x9F05, Format: B, Min: 1, Max: 32, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ApplicationIdentifierTerminal:          {Name: "Application Identifier (AID) - terminal", Tag: 0x9F06, Format: B, Min: 5, Max: 16, Source: FromTerminal | FromKernel, Books: 1 << Contact},
	ApplicationUsageControl:                {Name: "Application Usage Control", Tag: 0x9F07, Format: B, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ApplicationVersionNumber:               {Name: "Application Version Number", Tag: 0x9F08, Format: B, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ApplicationVersionNumberTerminal:       {Name: "Application Version Number", Tag: 0x9F09, Format: B, Min: 2, Max: 2, Source: FromTerminal, Books: 1 << Contact},
	ASRPD:                                  {Name: "Application Selection Registered Proprietary Data (ASRPD)", Tag: 0x9F0A, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x73, 0xBF0C}, Books: 1 << Contact},
	CardholderNameExtended:                 {Name: "Cardholder Name Extended", Tag: 0x9F0B, Format: ANS, Min: 27, Max: 45, Source: FromCard, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << Contact},
	IssuerIdentificationNumberExtended:     {Name: "Issuer Identification Number Extended (IINE)", Tag: 0x9F0C, Format: N, Min: 3, Max: 4, Source: FromCard, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	IssuerActionCodeDefault:                {Name: "Issuer Action Code - Default", Tag: 0x9F0D, Format: B, Min: 5, Max: 5, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	IssuerActionCodeDenial:                 {Name: "Issuer Action Code - Denial", Tag: 0x9F0E, Format: B, Min: 5, Max: 5, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	IssuerActionCodeOnline:                 {Name: "Issuer Action Code - Online", Tag: 0x9F0F, Format: B, Min: 5, Max: 5, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	IssuerApplicationData:                  {Name: "Issuer Application Data", Tag: 0x9F10, Format: B, Min: 0, Max: 32, Source: FromCard, Templates: []Tag{0x77, 0x80}, Books: 1 << Contact},
	IssuerCodeTableIndex:                   {Name: "Issuer Code Table Index", Tag: 0x9F11, Format: N, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xA5}, Books: 1 << Contact},
	ApplicationPreferredName:               {Name: "Application Preferred Name", Tag: 0x9F12, Format: ANS, Min: 1, Max: 16, Source: FromCard, Templates: []Tag{0x61, 0xA5}, Books: 1 << Contact},
	LastOnlineATC:                          {Name: "Last Online Application Transaction Counter (ATC) Register", Tag: 0x9F13, Format: B, Min: 2, Max: 2, Source: FromCard, Books: 1 << Contact},
	LowerConsecutiveOfflineLimit:           {Name: "Lower Consecutive Offline Limit", Tag: 0x9F14, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	MerchantCategoryCode:                   {Name: "Merchant Category Code", Tag: 0x9F15, Format: N, Min: 2, Max: 2, Source: FromTerminal, Books: 1 << Contact},
	MerchantIdentifier:                     {Name: "Merchant Identifier", Tag: 0x9F16, Format: ANS, Min: 15, Max: 15, Source: FromTerminal, Books: 1 << Contact},
	PINTryCounter:                          {Name: "Personal Identification Number (PIN) Try Counter", Tag: 0x9F17, Format: B, Min: 1, Max: 1, Source: FromCard, Books: 1 << Contact},
	IssuerScriptIdentifier:                 {Name: "Issuer Script Identifier", Tag: 0x9F18, Format: B, Min: 4, Max: 4, Source: FromIssuer, Templates: []Tag{0x71, 0x72}, Books: 1 << Contact},
	TokenRequestorID:                       {Name: "Token Requestor ID", Tag: 0x9F19, Format: N, Min: 6, Max: 6, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	TerminalCountryCode:                    {Name: "Terminal Country Code", Tag: 0x9F1A, Format: N, Min: 2, Max: 2, Source: FromTerminal, Books: 1 << Contact},
	TerminalFloorLimit:                     {Name: "Terminal Floor Limit", Tag: 0x9F1B, Format: B, Min: 4, Max: 4, Source: FromTerminal, Books: 1 << Contact},
	TerminalIdentification:                 {Name: "Terminal Identification", Tag: 0x9F1C, Format: AN, Min: 8, Max: 8, Source: FromTerminal, Books: 1 << Contact},
	TerminalRiskManagementData:             {Name: "Terminal Risk Management Data", Tag: 0x9F1D, Format: B, Min: 1, Max: 8, Source: FromTerminal, Books: 1 << Contact},
	IFDSerialNumber:                        {Name: "Interface Device (IFD) Serial Number", Tag: 0x9F1E, Format: AN, Min: 8, Max: 8, Source: FromTerminal, Books: 1 << Contact},
	Track1DiscretionaryData:                {Name: "Track 1 Discretionary Data", Tag: 0x9F1F, Format: ANS, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << Contact},
	Track2DiscretionaryData:                {Name: "Track 2 Discretionary Data", Tag: 0x9F20, Format: CN, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << Contact},
	TransactionTime:                        {Name: "Transaction Time", Tag: 0x9F21, Format: N, Min: 3, Max: 3, Source: FromTerminal, Books: 1 << Contact},
	CAPublicKeyIndexTerminal:               {Name: "Certification Authority Public Key Index", Tag: 0x9F22, Format: B, Min: 1, Max: 1, Source: FromTerminal | FromKernel, Books: 1 << Contact},
	UpperConsecutiveOfflineLimit:           {Name: "Upper Consecutive Offline Limit", Tag: 0x9F23, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	PaymentAccountReference:                {Name: "Payment Account Reference (PAR)", Tag: 0x9F24, Format: AN, Min: 29, Max: 29, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	Last4DigitsOfPAN:                       {Name: "Last 4 Digits of PAN", Tag: 0x9F25, Format: N, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ApplicationCryptogram:                  {Name: "Application Cryptogram", Tag: 0x9F26, Format: B, Min: 8, Max: 8, Source: FromCard, Templates: []Tag{0x77, 0x80}, Books: 1 << Contact},
	CID:                                    {Name: "Cryptogram Information Data", Tag: 0x9F27, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0x77, 0x80}, Books: 1 << Contact},
	ICCPINEnciphermentPublicKeyCertificate: {Name: "ICC PIN Encipherment Public Key Certificate", Tag: 0x9F2D, Format: B, Min: 1, Max: 248, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ICCPINEnciphermentPublicKeyExponent:    {Name: "ICC PIN Encipherment Public Key Exponent", Tag: 0x9F2E, Format: B, Min: 1, Max: 3, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ICCPINEnciphermentPublicKeyRemainder:   {Name: "ICC PIN Encipherment Public Key Remainder", Tag: 0x9F2F, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	BiometricTerminalCapabilities:          {Name: "Biometric Terminal Capabilities", Tag: 0x9F30, Format: B, Min: 3, Max: 3, Source: FromTerminal, Books: 1 << Contact},
	CardBITGroupTemplate:                   {Name: "Card BIT Group Template", Tag: 0x9F31, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x70}, Books: 1 << Contact},
	IssuerPublicKeyExponent:                {Name: "Issuer Public Key Exponent", Tag: 0x9F32, Format: B, Min: 1, Max: 3, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	TerminalCapabilities:                   {Name: "Terminal Capabilities", Tag: 0x9F33, Format: B, Min: 3, Max: 3, Source: FromTerminal, Books: 1 << Contact},
	CVMResults:                             {Name: "Cardholder Verification Method (CVM) Results", Tag: 0x9F34, Format: B, Min: 3, Max: 3, Source: FromKernel, Books: 1 << Contact},
	TerminalType:                           {Name: "Terminal Type", Tag: 0x9F35, Format: N, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	ATC:                                    {Name: "Application Transaction Counter (ATC)", Tag: 0x9F36, Format: B, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0x77, 0x80}, Books: 1 << Contact},
	UnpredictableNumber:                    {Name: "Unpredictable Number", Tag: 0x9F37, Format: B, Min: 4, Max: 4, Source: FromKernel, Books: 1 << Contact},
	PDOL:                                   {Name: "Processing Options Data Object List (PDOL)", Tag: 0x9F38, Format: B, Min: 0, Max: 252, Source: FromCard, Templates: []Tag{0xA5}, Books: 1 << Contact},
	POSEntryMode:                           {Name: "Point-of-Service (POS) Entry Mode", Tag: 0x9F39, Format: N, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	AmountReferenceCurrency:                {Name: "Amount, Reference Currency", Tag: 0x9F3A, Format: B, Min: 4, Max: 4, Source: FromTerminal | FromKernel, Books: 1 << Contact},
	ApplicationReferenceCurrency:           {Name: "Application Reference Currency", Tag: 0x9F3B, Format: N, Min: 2, Max: 8, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	TransactionReferenceCurrencyCode:       {Name: "Transaction Reference Currency Code", Tag: 0x9F3C, Format: N, Min: 2, Max: 2, Source: FromTerminal, Books: 1 << Contact},
	TransactionReferenceCurrencyExponent:   {Name: "Transaction Reference Currency Exponent", Tag: 0x9F3D, Format: N, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	AdditionalTerminalCapabilities:         {Name: "Additional Terminal Capabilities", Tag: 0x9F40, Format: B, Min: 5, Max: 5, Source: FromTerminal, Books: 1 << Contact},
	TransactionSequenceCounter:             {Name: "Transaction Sequence Counter", Tag: 0x9F41, Format: N, Min: 2, Max: 4, Source: FromTerminal, Books: 1 << Contact},
	ApplicationCurrencyCode:                {Name: "Application Currency Code", Tag: 0x9F42, Format: N, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ApplicationReferenceCurrencyExponent:   {Name: "Application Reference Currency Exponent", Tag: 0x9F43, Format: N, Min: 1, Max: 4, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ApplicationCurrencyExponent:            {Name: "Application Currency Exponent", Tag: 0x9F44, Format: N, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	DataAuthenticationCode:                 {Name: "Data Authentication Code", Tag: 0x9F45, Format: B, Min: 2, Max: 2, Source: FromCard | FromKernel, Books: 1 << Contact},
	ICCPublicKeyCertificate:                {Name: "ICC Public Key Certificate", Tag: 0x9F46, Format: B, Min: 1, Max: 248, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ICCPublicKeyExponent:                   {Name: "ICC Public Key Exponent", Tag: 0x9F47, Format: B, Min: 1, Max: 3, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	ICCPublicKeyRemainder:                  {Name: "ICC Public Key Remainder", Tag: 0x9F48, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	DDOL:                                   {Name: "Dynamic Data Authentication Data Object List (DDOL)", Tag: 0x9F49, Format: B, Min: 0, Max: 252, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	StaticDataAuthenticationTagList:        {Name: "Static Data Authentication Tag List", Tag: 0x9F4A, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x70, 0x77}, Books: 1 << Contact},
	SignedDynamicApplicationData:           {Name: "Signed Dynamic Application Data", Tag: 0x9F4B, Format: B, Min: 1, Max: 248, Source: FromCard, Templates: []Tag{0x77, 0x80}, Books: 1 << Contact},
	ICCDynamicNumber:                       {Name: "ICC Dynamic Number", Tag: 0x9F4C, Format: B, Min: 2, Max: 8, Source: FromCard | FromKernel, Books: 1 << Contact},
	LogEntry:                               {Name: "Log Entry", Tag: 0x9F4D, Format: B, Min: 2, Max: 2, Source: FromCard, Templates: []Tag{0xBF0C, 0x73}, Books: 1 << Contact},
	MerchantNameAndLocation:                {Name: "Merchant Name and Location", Tag: 0x9F4E, Format: ANS, Min: 0, Max: 65535, Source: FromTerminal, Books: 1 << Contact},
	LogFormat:                              {Name: "Log Format", Tag: 0x9F4F, Format: B, Min: 0, Max: 65535, Source: FromCard, Books: 1 << Contact},
	BiometricHeaderTemplate:                {Name: "Biometric Header Template (BHT)", Tag: 0xA1, Format: B, Min: 0, Max: 65535, Source: FromCard | FromTerminal, Templates: []Tag{0x7F60, 0xA1}, Books: 1 << Contact},
	FCIProprietaryTemplate:                 {Name: "File Control Information (FCI) Proprietary Template", Tag: 0xA5, Format: Var, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x6F}, Books: 1 << Contact},
	FCIIssuerDiscretionaryData:             {Name: "File Control Information (FCI) Issuer Discretionary Data", Tag: 0xBF0C, Format: Var, Min: 0, Max: 222, Source: FromCard, Templates: []Tag{0xA5}, Books: 1 << Contact},
	OfflineBITGroupTemplate:                {Name: "Offline BIT Group Template", Tag: 0xBF4A, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x9F31}, Books: 1 << Contact},
	OnlineBITGroupTemplate:                 {Name: "Online BIT Group Template", Tag: 0xBF4B, Format: B, Min: 0, Max: 65535, Source: FromCard, Templates: []Tag{0x9F31}, Books: 1 << Contact},
	BiometricTryCountersTemplate:           {Name: "Biometric Try Counters Template", Tag: 0xBF4C, Format: B, Min: 0, Max: 65535, Source: FromCard, Books: 1 << Contact},
	PreferredAttemptsTemplate:              {Name: "Preferred Attempts Template", Tag: 0xBF4D, Format: B, Min: 0, Max: 65535, Source: FromCard, Books: 1 << Contact},
	BiometricVerificationDataTemplate:      {Name: "Biometric Verification Data Template", Tag: 0xBF4E, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Sensitive: true, Books: 1 << Contact},
	FacialTryCounter:                       {Name: "Facial Try Counter", Tag: 0xDF50, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 148},
	PreferredFacialAttempts:                {Name: "Preferred Facial Attempts", Tag: 0xDF50, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact, next: 149},
	EncipheredBiometricKeySeed:             {Name: "Enciphered Biometric Key Seed", Tag: 0xDF50, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Templates: []Tag{0xBF4E}, Sensitive: true, Local: true, Books: 1 << Contact},
	FingerTryCounter:                       {Name: "Finger Try Counter", Tag: 0xDF51, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 151},
	PreferredFingerAttempts:                {Name: "Preferred Finger Attempts", Tag: 0xDF51, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact, next: 152},
	EncipheredBiometricData:                {Name: "Enciphered Biometric Data", Tag: 0xDF51, Format: B, Min: 0, Max: 65535, Source: FromTerminal, Templates: []Tag{0xBF4E}, Sensitive: true, Local: true, Books: 1 << Contact},
	IrisTryCounter:                         {Name: "Iris Try Counter", Tag: 0xDF52, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 154},
	PreferredIrisAttempts:                  {Name: "Preferred Iris Attempts", Tag: 0xDF52, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact, next: 155},
	EncipheredBiometricDataMAC:             {Name: "MAC of Enciphered Biometric Data", Tag: 0xDF52, Format: B, Min: 8, Max: 8, Source: FromTerminal, Templates: []Tag{0xBF4E}, Local: true, Books: 1 << Contact},
	PalmTryCounter:                         {Name: "Palm Try Counter", Tag: 0xDF53, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 157},
	PreferredPalmAttempts:                  {Name: "Preferred Palm Attempts", Tag: 0xDF53, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact},
	VoiceTryCounter:                        {Name: "Voice Try Counter", Tag: 0xDF54, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4C}, Local: true, Books: 1 << Contact, next: 159},
	PreferredVoiceAttempts:                 {Name: "Preferred Voice Attempts", Tag: 0xDF54, Format: B, Min: 1, Max: 1, Source: FromCard, Templates: []Tag{0xBF4D}, Local: true, Books: 1 << Contact},
	ApplicationSelectionIndicator:          {Name: "Application Selection Indicator", Format: B, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	ARPC:                                   {Name: "Authorisation Response Cryptogram (ARPC)", Format: B, Min: 4, Max: 8, Source: FromIssuer, Books: 1 << Contact},
	BiometricEncryptionKey:                 {Name: "Biometric Encryption Key (BEK)", Format: B, Min: 16, Max: 16, Source: FromTerminal, Sensitive: true, Books: 1 << Contact},
	BiometricKeySeed:                       {Name: "Biometric Key Seed", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Sensitive: true, Books: 1 << Contact},
	BiometricMACKey:                        {Name: "Biometric MAC Key (BMK)", Format: B, Min: 32, Max: 32, Source: FromTerminal, Sensitive: true, Books: 1 << Contact},
	CAPublicKeyCheckSum:                    {Name: "Certification Authority Public Key Check Sum", Format: B, Min: 20, Max: 20, Source: FromTerminal, Books: 1 << Contact},
	CAPublicKeyExponent:                    {Name: "Certification Authority Public Key Exponent", Format: B, Min: 1, Max: 3, Source: FromTerminal, Books: 1 << Contact},
	CAPublicKeyModulus:                     {Name: "Certification Authority Public Key Modulus", Format: B, Min: 1, Max: 248, Source: FromTerminal, Books: 1 << Contact},
	CardStatusUpdate:                       {Name: "Card Status Update (CSU)", Format: B, Min: 4, Max: 4, Source: FromIssuer, Books: 1 << Contact},
	DefaultDDOL:                            {Name: "Default Dynamic Data Authentication Data Object List (DDOL)", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Books: 1 << Contact},
	DefaultTDOL:                            {Name: "Default Transaction Certificate Data Object List (TDOL)", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Books: 1 << Contact},
	EncipheredPINData:                      {Name: "Enciphered Personal Identification Number (PIN) Data", Format: B, Min: 8, Max: 8, Source: FromTerminal, Sensitive: true, Books: 1 << Contact},
	IssuerScriptResults:                    {Name: "Issuer Script Results", Format: B, Min: 0, Max: 65535, Source: FromKernel, Books: 1 << Contact},
	MaximumTargetPercentage:                {Name: "Maximum Target Percentage to be used for Biased Random Selection", Format: B, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	MessageType:                            {Name: "Message Type", Format: N, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	PINPadSecretKey:                        {Name: "Personal Identification Number (PIN) Pad Secret Key", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Sensitive: true, Books: 1 << Contact},
	ProprietaryAuthenticationData:          {Name: "Proprietary Authentication Data", Format: B, Min: 0, Max: 8, Source: FromIssuer, Books: 1 << Contact},
	TargetPercentage:                       {Name: "Target Percentage to be Used for Random Selection", Format: B, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	TemplateTryCounter:                     {Name: "Template Try Counter", Format: B, Min: 1, Max: 1, Source: FromTerminal, Books: 1 << Contact},
	TerminalActionCodeDefault:              {Name: "Terminal Action Code - Default", Format: B, Min: 5, Max: 5, Source: FromTerminal, Books: 1 << Contact},
	TerminalActionCodeDenial:               {Name: "Terminal Action Code - Denial", Format: B, Min: 5, Max: 5, Source: FromTerminal, Books: 1 << Contact},
	TerminalActionCodeOnline:               {Name: "Terminal Action Code - Online", Format: B, Min: 5, Max: 5, Source: FromTerminal, Books: 1 << Contact},
	TerminalBITGroupTemplate:               {Name: "Terminal BIT Group Template", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Books: 1 << Contact},
	ThresholdValue:                         {Name: "Threshold Value for Biased Random Selection", Format: B, Min: 0, Max: 65535, Source: FromTerminal, Books: 1 << Contact},
	TransactionAmount:                      {Name: "Transaction Amount", Format: N, Min: 6, Max: 6, Source: FromTerminal, Books: 1 << Contact},
	TransactionReferenceCurrencyConversion: {Name: "Transaction Reference Currency Conversion", Format: N, Min: 4, Max: 4, Source: FromTerminal, Books: 1 << Contact},
	Track1Data:                             {Name: "Track 1 Data", Tag: 0x56, Format: ANS, Min: 1, Max: 76, Source: FromCard, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << C2},
	Track2Data:                             {Name: "Track 2 Data", Tag: 0x9F6B, Format: B, Min: 1, Max: 19, Source: FromCard, Templates: []Tag{0x70, 0x77}, Sensitive: true, Books: 1 << C2},
}

const (
	hashMul   = 0xC25491A5
	hashShift = 22
	hashMask  = 1023
)

var hashRows = [hashMask + 1]Row{19: 23, 21: 93, 29: 143, 34: 49, 35: 117, 42: 4, 44: 68, 58: 97, 71: 54, 73: 121, 81: 72, 96: 101, 103: 1, 108: 59, 110: 123, 113: 15, 119: 76, 133: 105, 146: 62, 147: 127, 151: 17, 156: 80, 158: 150, 169: 30, 183: 66, 184: 131, 193: 84, 206: 37, 207: 108, 210: 141, 220: 139, 222: 135, 230: 88, 243: 44, 245: 112, 258: 140, 266: 22, 268: 92, 271: 10, 276: 142, 280: 48, 282: 116, 289: 186, 291: 67, 303: 26, 305: 96, 313: 146, 318: 52, 319: 120, 326: 5, 328: 71, 341: 27, 342: 100, 355: 58, 365: 75, 380: 104, 383: 14, 392: 61, 394: 126, 397: 16, 403: 79, 405: 147, 430: 65, 431: 130, 435: 20, 440: 83, 442: 158, 453: 35, 454: 107, 468: 134, 477: 87, 481: 8, 490: 42, 491: 111, 506: 138, 514: 91, 529: 115, 550: 25, 552: 95, 555: 11, 560: 145, 564: 51, 566: 119, 575: 70, 589: 99, 602: 57, 612: 74, 626: 103, 639: 60, 641: 125, 648: 21, 649: 78, 676: 64, 678: 129, 681: 19, 686: 82, 689: 156, 690: 6, 699: 33, 701: 106, 715: 133, 724: 86, 727: 7, 737: 40, 738: 110, 745: 3, 752: 137, 761: 90, 765: 9, 767: 187, 774: 47, 775: 114, 797: 24, 798: 94, 807: 144, 811: 50, 813: 118, 821: 69, 836: 98, 839: 12, 847: 28, 848: 56, 850: 122, 859: 73, 873: 102, 876: 13, 887: 124, 896: 77, 923: 63, 925: 128, 928: 18, 933: 81, 935: 153, 946: 31, 962: 132, 970: 85, 983: 39, 985: 109, 992: 2, 999: 136, 1008: 89, 1021: 46, 1022: 113}
