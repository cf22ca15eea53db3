package c6

import "github.com/emvgo/emv/kernel"

// A failure is why a transaction ends before its time.
type failure uint8

// The failures.
const (
	malformedFCI failure = iota
	noLabel
	noPDOL
	pdolLacks
	pdolTooLong

	noAnswer
	torn
	cardSwitches
	seePhone
	refused
	malformedOptions
	missing

	noCryptogram
	signedInVain
	wrongBalance
	malformedAFL
	wrongAFL
	noTrack2
	noSequenceNumber
	noEffective
	noVersion
	noAFL
	cryptogramBesideCDA
	malformedAtLast

	noRecord
	recordRefused
	malformedRecord

	noMethod
	codeNotVerified

	aac
	cdaFailed
	restricted
	expired
	offlineOnly
	noHost
	tcForOnline
	deferredUnauthenticated
	unauthenticated
	usageUnchecked
	noRecordData

	anotherCard

	strictApproval
	noCryptogramForHost
	unsignedCVM
	accountsDiffer
	foreignAccount
)

// failures says of each failure its words, the clause that decides, the outcome, and what the card did wrong.
var failures = [...]struct {
	words, clause string
	ending        ending
	l2            kernel.L2Error
}{
	malformedFCI: {"malformed FCI", "C-6 2.12 F1.2", tryAnother, kernel.ParsingError},
	noLabel:      {"the FCI has no application label", "C-6 2.12 F1.4", tryAnother, kernel.CardDataMissing},
	noPDOL:       {"the FCI has no PDOL", "C-6 2.12 F1.5", tryAnother, kernel.CardDataMissing},
	pdolLacks:    {"the PDOL does not ask for what it has to", "C-6 2.12 F2.9", anotherOrEnd, kernel.CardDataError},
	pdolTooLong:  {"the PDOL asks for more than a command can carry", "C-6 2.12 F2.9", anotherOrEnd, kernel.CardDataError},

	noAnswer:         {"no response to GET PROCESSING OPTIONS", "C-6 2.12 F13.4", processingError, 0},
	torn:             {"the card was torn from the transaction", "C-6 2.12 F13.5", presentAgain, 0},
	cardSwitches:     {"the card wants another interface", "C-6 2.12 F9.3", tryAnother, kernel.StatusBytes},
	seePhone:         {"the device asks its holder for something", "C-6 2.12 F9.3b", seeDevice, kernel.StatusBytes},
	refused:          {"GET PROCESSING OPTIONS failed", "C-6 2.12 F9.10", anotherOrEnd, kernel.StatusBytes},
	malformedOptions: {"malformed response to GET PROCESSING OPTIONS", "C-6 2.12 F9.4", anotherOrEnd, kernel.ParsingError},
	missing:          {"mandatory data missing", "C-6 2.12 F9.10", anotherOrEnd, kernel.CardDataMissing},

	noCryptogram:        {"no application cryptogram", "C-6 2.12 F10.2", processingError, kernel.CardDataMissing},
	signedInVain:        {"a signature beside the cryptogram", "C-6 2.12 F10.3", processingError, kernel.CardDataError},
	wrongBalance:        {"an offline balance of another length", "C-6 2.12 F10.4", processingError, kernel.CardDataError},
	malformedAFL:        {"malformed AFL", "C-6 2.12 F10.6", processingError, kernel.ParsingError},
	wrongAFL:            {"an AFL that names no records", "C-6 2.12 3.4", processingError, kernel.ParsingError},
	noTrack2:            {"neither AFL nor track 2 equivalent data", "C-6 2.12 F10.7", processingError, kernel.CardDataMissing},
	noSequenceNumber:    {"no PAN sequence number", "C-6 2.12 F10.8", processingError, kernel.CardDataMissing},
	noEffective:         {"no application effective date", "C-6 2.12 F10.9", processingError, kernel.CardDataMissing},
	noVersion:           {"no application version number", "C-6 2.12 F10.10", processingError, kernel.CardDataMissing},
	noAFL:               {"no AFL, or a malformed one", "C-6 2.12 F11.2", processingError, kernel.CardDataMissing},
	cryptogramBesideCDA: {"a cryptogram beside the signature", "C-6 2.12 F11.3", processingError, kernel.CardDataError},
	malformedAtLast:     {"malformed data in the response to GET PROCESSING OPTIONS", "C-6 2.12 2.2", processingError, kernel.CardDataError},

	noRecord:        {"no response to READ RECORD", "C-6 2.12 F13.4", processingError, 0},
	recordRefused:   {"READ RECORD failed", "C-6 2.12 F12.5", processingError, kernel.StatusBytes},
	malformedRecord: {"malformed record", "C-6 2.12 4.6", processingError, kernel.ParsingError},

	noMethod:        {"a CVM is required, and none can be performed", "C-6 2.12 F15.13", anotherOrEnd, 0},
	codeNotVerified: {"the consumer device has verified nobody", "C-6 2.12 F16.6", processingError, 0},

	aac:                     {"the card declines", "C-6 2.12 F18.2", declined, 0},
	cdaFailed:               {"offline data authentication failed", "C-6 2.12 F18.4", anotherOrDeclined, kernel.CAMFailed},
	restricted:              {"the transaction is restricted", "C-6 2.12 F18.6", declined, 0},
	expired:                 {"the application has expired", "C-6 2.12 F18.8", declined, 0},
	offlineOnly:             {"the reader cannot go online", "C-6 2.12 F18.13", declined, 0},
	noHost:                  {"the reader cannot go online", "C-6 2.12 F18.14", anotherOrDeclined, 0},
	tcForOnline:             {"the card approves where an online cryptogram was required", "C-6 2.12 F19.2", declined, kernel.CardDataError},
	deferredUnauthenticated: {"deferred authorisation without offline data authentication", "C-6 2.12 F19.5", declined, 0},
	unauthenticated:         {"offline data authentication failed", "C-6 2.12 F19.6", declined, kernel.CAMFailed},
	usageUnchecked:          {"usage control was not checked", "C-6 2.12 F19.7", declined, kernel.CardDataMissing},
	noRecordData:            {"data for the acquirer missing", "C-6 2.12 B.13", processingError, kernel.CardDataMissing},

	anotherCard: {"strict: another card is presented", "C-6 2.12 3.12", endApplication, kernel.CardDataError},

	strictApproval:      {"strict: no approval without the host", "C-6 2.12 F19.6", declined, kernel.CAMFailed},
	noCryptogramForHost: {"strict: no cryptogram for the host", "C-6 2.12 3.10", declined, kernel.CardDataMissing},
	unsignedCVM:         {"strict: the card's word for its holder is under no signature", "C-6 2.12 3.7", declined, 0},
	accountsDiffer:      {"strict: track 2 equivalent data and PAN name different accounts", "C-6 2.12 B.13", processingError, kernel.CardDataError},
	foreignAccount:      {"strict: the AID has no such account", "C-6 2.12 B.13", declined, kernel.CardDataError},
}
