package c5

import "github.com/emvgo/emv/kernel"

// A failure is why a transaction ends before its time.
type failure uint8

// The failures.
const (
	nothingForCard failure = iota
	noContext
	malformedFCI
	noPDOL
	pdolTooLong
	legacyCard

	noAnswer
	unexpectedError
	optionsRefused
	malformedOptions
	noAIP
	noMode
	noAFL
	malformedAFL

	recordRefused
	malformedRecord
	missing
	malformedCDOL1

	aboveLegacyLimit
	legacyTransit
	listedTransit
	denied

	confirmOnDevice
	preferContactUseChip
	preferContact
	acRefused
	malformedAC
	missingWithAC
	aac
	tcUnsigned
	tcForARQC
	unsigned
	legacyACRefused
	malformedLegacyAC
	notARQC

	cdaFailedUseChip
	cdaFailed

	unknownStatus
	cvmRequiredNone
	cvmUnsupported
	aboveCDCVMLimit
	aboveLimit
	noCVMList
	noMatch

	noUpdate
	malformedSecondFCI
	scriptsOnly
	noCDOL2
	updateLost
	secondRefused
	malformedSecondAC
	notFinal
	tcForAAC
	secondAAC

	offlineOnly
	accountsDiffer
	foreignAccount
	claimUnproven
	pinOffline
	referred
)

// failures says of each failure its words, the clause that decides, the outcome, and what the card did wrong.
var failures = [...]struct {
	words, clause string
	ending        ending
	l2            kernel.L2Error
}{
	nothingForCard: {"the issuer has nothing for the card", "C-5 2.12 3.2.1.2", endApplication, 0},
	noContext:      {"no online transaction context", "C-5 2.12 3.2.1.2", endApplication, kernel.InternalError},
	malformedFCI:   {"malformed answer to SELECT", "C-5 2.12 3.2.1.3", selectNext, kernel.ParsingError},
	noPDOL:         {"the FCI has no PDOL", "C-5 2.12 3.2.1.3", selectNext, kernel.CardDataMissing},
	pdolTooLong:    {"the PDOL asks for more than a command can carry", "C-5 2.12 3.3.1.1", selectNext, kernel.CardDataError},
	legacyCard:     {"a legacy card, and the combination takes none", "C-5 2.12 3.2.1.9", selectNext, kernel.CardDataMissing},

	noAnswer:         {"no response from the card", "C-5 2.12 3.11.2.3", presentAgain, 0},
	unexpectedError:  {"the card has an unexpected error", "C-5 2.12 3.3.1.3", cardError, kernel.StatusBytes},
	optionsRefused:   {"GET PROCESSING OPTIONS failed", "C-5 2.12 3.3.1.4", selectNext, kernel.StatusBytes},
	malformedOptions: {"malformed response to GET PROCESSING OPTIONS", "C-5 2.12 3.11.1.2", selectNext, kernel.ParsingError},
	noAIP:            {"no AIP", "C-5 2.12 3.3.1.5", selectNext, kernel.CardDataMissing},
	noMode:           {"the card has not selected EMV Mode", "C-5 2.12 3.3.1.6", selectNext, kernel.CardDataError},
	noAFL:            {"no AFL", "C-5 2.12 3.3.1.7", selectNext, kernel.CardDataMissing},
	malformedAFL:     {"malformed AFL", "C-5 2.12 3.3.1.8", selectNext, kernel.CardDataError},

	recordRefused:   {"READ RECORD failed", "C-5 2.12 3.11.1.1", selectNext, kernel.StatusBytes},
	malformedRecord: {"malformed record", "C-5 2.12 3.11.1.2", selectNext, kernel.ParsingError},
	missing:         {"mandatory data missing", "C-5 2.12 3.4.1.2", selectNext, kernel.CardDataMissing},
	malformedCDOL1:  {"malformed CDOL1", "C-5 2.12 3.11.1.2", selectNext, kernel.CardDataError},

	aboveLegacyLimit: {"the amount reaches the transaction limit", "C-5 2.12 3.5.1.1", selectNext, 0},
	legacyTransit:    {"a legacy card at a transit reader", "C-5 2.12 3.7.1.2", declined, 0},
	listedTransit:    {"the card stands in the exception file", "C-5 2.12 3.7.1.3", declined, 0},
	denied:           {"terminal action analysis denies the transaction", "C-5 2.12 3.7.1.7", declined, 0},

	confirmOnDevice:      {"the device asks its holder to be verified", "C-5 2.12 3.8.1.5", tryAgain, kernel.StatusBytes},
	preferContactUseChip: {"the card prefers its contact interface", "C-5 2.12 3.8.1.6", tryChip, kernel.StatusBytes},
	preferContact:        {"the card prefers its contact interface", "C-5 2.12 3.8.1.6", endApplication, kernel.StatusBytes},
	acRefused:            {"GENERATE AC failed", "C-5 2.12 3.8.1.7", selectNext, kernel.StatusBytes},
	malformedAC:          {"malformed response to GENERATE AC", "C-5 2.12 3.8.1.8", declined, kernel.ParsingError},
	missingWithAC:        {"mandatory data missing", "C-5 2.12 3.8.1.8", declined, kernel.CardDataMissing},
	aac:                  {"the card declines", "C-5 2.12 3.8.1.9", declined, 0},
	tcUnsigned:           {"a TC without a signature", "C-5 2.12 3.8.1.10", declined, kernel.CardDataMissing},
	tcForARQC:            {"a TC where an ARQC was asked for", "C-5 2.12 3.8.1.11", declined, kernel.CardDataError},
	unsigned:             {"no signature, and one was asked for", "C-5 2.12 3.8.1.12", declined, kernel.CardDataMissing},
	legacyACRefused:      {"GENERATE AC failed", "C-5 2.12 3.9.1.5", selectNext, kernel.StatusBytes},
	malformedLegacyAC:    {"malformed response to GENERATE AC", "C-5 2.12 3.9.1.6", declined, kernel.ParsingError},
	notARQC:              {"the card gives no ARQC", "C-5 2.12 3.9.1.7", declined, 0},

	cdaFailedUseChip: {"CDA failed", "C-5 2.12 3.8.2.1", tryChip, kernel.CAMFailed},
	cdaFailed:        {"CDA failed", "C-5 2.12 3.8.2.1", declined, kernel.CAMFailed},

	unknownStatus:   {"the card names no CVM of the book", "C-5 2.12 3.8.3.2", declined, kernel.CardDataError},
	cvmRequiredNone: {"a CVM is required, and the card wants none", "C-5 2.12 3.8.3.3", declined, 0},
	cvmUnsupported:  {"the reader does not support the card's CVM", "C-5 2.12 3.8.3.4", declined, 0},
	aboveCDCVMLimit: {"the amount reaches the CDCVM transaction limit", "C-5 2.12 3.8.3.5", selectNext, 0},
	aboveLimit:      {"the amount reaches the transaction limit", "C-5 2.12 3.8.3.6", selectNext, 0},
	noCVMList:       {"a CVM is required, and the card has no CVM list", "C-5 2.12 3.9.2.2", declined, kernel.CardDataMissing},
	noMatch:         {"the reader supports no CVM of the card's list", "C-5 2.12 3.9.2.4", declined, 0},

	noUpdate:           {"the combination does not support issuer update", "C-5 2.12 3.10.1.1", endApplication, 0},
	malformedSecondFCI: {"malformed answer to SELECT", "C-5 2.12 3.10.1.2", endApplication, kernel.ParsingError},
	scriptsOnly:        {"the issuer has nothing beside critical scripts", "C-5 2.12 3.10.2.2", endApplication, 0},
	noCDOL2:            {"the card has no CDOL2", "C-5 2.12 3.10.3.1", endApplication, kernel.CardDataMissing},
	updateLost:         {"no response from the card", "C-5 2.12 3.11.2.1", endApplication, 0},
	secondRefused:      {"the second GENERATE AC failed", "C-5 2.12 3.10.3.6", endApplication, kernel.StatusBytes},
	malformedSecondAC:  {"malformed response to the second GENERATE AC", "C-5 2.12 3.10.3.7", endApplication, kernel.ParsingError},
	notFinal:           {"the second cryptogram is neither TC nor AAC", "C-5 2.12 3.10.3.8", declined, kernel.CardDataError},
	tcForAAC:           {"a TC where an AAC was asked for", "C-5 2.12 3.10.3.9", declined, kernel.CardDataError},
	secondAAC:          {"the card declines", "C-5 2.12 3.10.4.1", declined, 0},

	offlineOnly:    {"only a host may approve, and the reader cannot go online", "C-5 2.12 3.7.1.6", declined, 0},
	accountsDiffer: {"strict: track 2 equivalent data and PAN name different accounts", "C-5 2.12 3.4.1.2", endApplication, kernel.CardDataError},
	foreignAccount: {"strict: the AID has no such account", "C-5 2.12 3.4.1.2", declined, kernel.CardDataError},
	claimUnproven:  {"strict: a CVM is required, and nothing proves the card's word", "C-5 2.12 3.8.3.4", declined, kernel.CardDataMissing},
	pinOffline:     {"strict: an offline approval with a PIN that only the host could verify", "C-5 2.12 3.8.4.1", declined, kernel.CardDataError},
	referred:       {"strict: the host has referred the transaction, and not approved it", "C-5 2.12 3.10.4.2", endApplication, 0},
}
