package c7

import "github.com/emvgo/emv/kernel"

// A failure is why a transaction ends before its time.
type failure uint8

// The failures.
const (
	noPDOL failure = iota
	noTTQ
	pdolTooLong
	notForTransit

	noAnswer
	seePhone
	refusedUseChip
	refusedUseStripe
	refused
	malformedOptions

	noIAD
	missing
	missingOffline
	aac
	malformedAFL

	noRecord
	recordRefused
	malformedRecord
	twice
	expired
	listed

	unauthenticatedUseChip
	unauthenticated

	noMethod
	claimsDiffer
	claimUnproven

	offlineOnly
	accountsDiffer
	foreignAccount
	noClearingData
)

// failures says of each failure its words, the clause that decides, the outcome, and what the card did wrong.
var failures = [...]struct {
	words, clause string
	ending        ending
	l2            kernel.L2Error
}{
	noPDOL:        {"the FCI has no PDOL", "C-7 2.12 4.1.4.1", selectNext, kernel.CardDataMissing},
	noTTQ:         {"the PDOL does not ask for the TTQ", "C-7 2.12 4.1.4.1", selectNext, kernel.CardDataMissing},
	pdolTooLong:   {"the PDOL asks for more than a command can carry", "C-7 2.12 4.1.2", selectNext, kernel.CardDataError},
	notForTransit: {"the card does not authenticate its online requests", "C-7 2.12 3.2.2", selectNext, kernel.CardDataMissing},

	noAnswer:         {"no response to GET PROCESSING OPTIONS", "C-7 2.12 4.1.4.3", tryAgain, 0},
	seePhone:         {"the device asks its holder for something", "C-7 2.12 4.1.4.3", seeDevice, kernel.StatusBytes},
	refusedUseChip:   {"GET PROCESSING OPTIONS failed", "C-7 2.12 4.1.4.3", tryChip, kernel.StatusBytes},
	refusedUseStripe: {"GET PROCESSING OPTIONS failed", "C-7 2.12 4.1.4.3", tryStripe, kernel.StatusBytes},
	refused:          {"GET PROCESSING OPTIONS failed", "C-7 2.12 4.1.4.3", endApplication, kernel.StatusBytes},
	malformedOptions: {"malformed response to GET PROCESSING OPTIONS", "C-7 2.12 4.1.4.3", endApplication, kernel.ParsingError},

	noIAD:          {"no Issuer Application Data", "C-7 2.12 4.1.4.4", endApplication, kernel.CardDataMissing},
	missing:        {"mandatory data missing", "C-7 2.12 4.1.4.5", endApplication, kernel.CardDataMissing},
	missingOffline: {"mandatory data missing", "C-7 2.12 4.1.4.6", endApplication, kernel.CardDataMissing},
	aac:            {"the card declines", "C-7 2.12 4.1.4.5", declined, 0},
	malformedAFL:   {"malformed AFL", "C-7 2.12 4.1.4.7", endApplication, kernel.ParsingError},

	noRecord:        {"no response to READ RECORD", "C-7 2.12 4.2.4.1", tryAgain, 0},
	recordRefused:   {"READ RECORD failed", "C-7 2.12 4.2.4.2", endApplication, kernel.StatusBytes},
	malformedRecord: {"malformed record", "C-7 2.12 4.2.4.3", endApplication, kernel.ParsingError},
	twice:           {"a data object comes twice", "C-7 2.12 4.2.4.4", endApplication, kernel.CardDataError},
	expired:         {"the application has expired", "C-7 2.12 4.2.4.5", declined, 0},
	listed:          {"the PAN stands in the exception file", "C-7 2.12 4.2.4.7", declined, 0},

	unauthenticatedUseChip: {"offline data authentication failed", "C-7 2.12 4.3.2.5", tryChip, kernel.CAMFailed},
	unauthenticated:        {"offline data authentication failed", "C-7 2.12 4.3.2.5", declined, kernel.CAMFailed},

	noMethod:      {"a CVM is required, and none can be performed", "C-7 2.12 4.4.2", declined, 0},
	claimsDiffer:  {"the card's words for a CVM on the device differ", "C-7 2.12 4.4.2.2", declined, kernel.CardDataError},
	claimUnproven: {"nothing proves the CVM on the device", "C-7 2.12 4.4.2.2", declined, kernel.CardDataMissing},

	offlineOnly:    {"the reader cannot go online", "C-7 2.12 3.2.5", declined, 0},
	accountsDiffer: {"track 2 equivalent data and PAN name different accounts", "C-7 2.12 C", endApplication, kernel.CardDataError},
	foreignAccount: {"strict: the AID has no such account", "C-7 2.12 C", declined, kernel.CardDataError},
	noClearingData: {"data for the acquirer missing", "C-7 2.12 C", endApplication, kernel.CardDataMissing},
}
