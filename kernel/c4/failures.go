package c4

import "github.com/emvgo/emv/kernel"

// A failure is why a transaction ends before its time.
type failure uint8

// The failures.
const (
	notForMPOS failure = iota
	mposOffline
	pdolTooLong
	noAnswer
	optionsRefused
	malformedOptions
	stripeModeUseChip
	stripeMode

	recordRefused
	malformedRecord
	twice
	missing
	malformedCDOL1

	mobileNotSuccessful
	mobileHasFailed
	cvmUseChip

	wantsMobileCVM
	wantsMobileCVMAgain
	refusedCryptogram
	malformedCryptogram
	unknownCryptogram
	higherCryptogram
	cardDeclines
	mposApproval
	unauthenticated
	unauthenticatedForLater
	unprovenForLater
	offlineOnly
	acquirerAway
	hostAway

	issuerDeclines
	issuerWantsContact
	issuerWantsPIN

	accountsDiffer
	foreignAccount
	noStepEnds
)

// failures says of each failure its words, the clause that decides, the outcome, and what the card did wrong. Where the contacts may go on, the outcome is the one
// without them.
var failures = [...]struct {
	words, clause string
	ending        ending
	l2            kernel.L2Error
}{
	notForMPOS:        {"the terminal type is not that of an mPOS without accessory", "C-4 2.12 C", endApplication, kernel.TerminalDataError},
	mposOffline:       {"an mPOS that can reach no host", "C-4 2.12 4.3.1.4", declined, 0},
	pdolTooLong:       {"the PDOL asks for more than a command can carry", "C-4 2.12 4.3.2.2", endApplication, kernel.CardDataError},
	noAnswer:          {"the card has left the field", "C-4 2.12 2.2.1.1", cardRemoved, 0},
	optionsRefused:    {"GET PROCESSING OPTIONS failed", "C-4 2.12 4.3.6.1", endApplication, kernel.StatusBytes},
	malformedOptions:  {"malformed response to GET PROCESSING OPTIONS", "C-4 2.12 4.3.6.1", endApplication, kernel.ParsingError},
	stripeModeUseChip: {"the card has magnetic stripe mode alone", "C-4 2.12 4.3.7.2", tryContact, kernel.MagStripeNotSupported},
	stripeMode:        {"the card has magnetic stripe mode alone", "C-4 2.12 4.3.7.3", endApplication, kernel.MagStripeNotSupported},

	recordRefused:   {"READ RECORD failed", "C-4 2.12 5.3.5", endApplication, kernel.StatusBytes},
	malformedRecord: {"malformed record", "C-4 2.12 5.3.5", endApplication, kernel.ParsingError},
	twice:           {"a data object comes twice", "C-4 2.12 5.3.5", endApplication, kernel.CardDataError},
	missing:         {"mandatory data missing", "C-4 2.12 5.3.3", endApplication, kernel.CardDataMissing},
	malformedCDOL1:  {"CDOL1 is malformed, or asks for more than a command can carry", "C-4 2.12 5.3.5", endApplication, kernel.ParsingError},

	mobileNotSuccessful: {"the phone's holder is not verified", "C-4 2.12 8.2.4.1", seePhone, 0},
	mobileHasFailed:     {"Mobile CVM has failed", "C-4 2.12 8.2.6.1.1", seePhone, 0},
	cvmUseChip:          {"the cardholder cannot be verified by the contactless interface", "C-4 2.12 8.2.5", tryContact, 0},

	wantsMobileCVM:      {"the phone wants its holder verified", "C-4 2.12 11.2.3.1", seePhoneAfterRefusal, kernel.StatusBytes},
	wantsMobileCVMAgain: {"the phone wants its holder verified, and has been presented again", "C-4 2.12 11.2.3.2", endApplication, kernel.StatusBytes},
	refusedCryptogram:   {"GENERATE AC failed", "C-4 2.12 11.2.1", endApplication, kernel.StatusBytes},
	malformedCryptogram: {"malformed response to GENERATE AC", "C-4 2.12 11.2.1", endApplication, kernel.ParsingError},
	unknownCryptogram:   {"the type of the cryptogram is not known", "C-4 2.12 11.2.1.5", endApplication, kernel.CardDataError},
	higherCryptogram:    {"a cryptogram of a higher type than was asked for", "C-4 2.12 11.2.2.4", declined, kernel.CardDataError},
	cardDeclines:        {"the card declines", "C-4 2.12 11.2.5.1", declined, 0},
	mposApproval:        {"the card approves at an mPOS, which is online only", "C-4 2.12 11.2.4.1", declined, kernel.CardDataError},
	unauthenticated:     {"offline data authentication failed", "C-4 2.12 11.2.4.4", declined, kernel.CAMFailed},
	unauthenticatedForLater: {
		"without offline data authentication nothing is approved for a later authorisation", "C-4 2.12 11.2.6.3", declined, kernel.CAMFailed,
	},
	unprovenForLater: {"strict: what decides about a later authorisation is not proven", "C-4 2.12 11.2.6.3", declined, 0},
	offlineOnly:      {"the card wants the host, and the terminal is offline only", "C-4 2.12 11.2.6.1.1", declined, 0},
	acquirerAway:     {"the acquirer decides about a refund by card data, and the terminal is offline only", "C-4 2.12 11.2.6.1.1", declined, 0},
	hostAway:         {"the host cannot be reached", "C-4 2.12 11.2.6.2.2", declined, 0},

	issuerDeclines:     {"the issuer declines", "C-4 2.12 12.2.2.2", declined, 0},
	issuerWantsContact: {"the issuer wants another interface", "C-4 2.12 12.2.2.1", declined, 0},
	issuerWantsPIN:     {"the issuer wants an online PIN, which there is no way to give", "C-4 2.12 12.2.2.2", declined, 0},

	accountsDiffer: {"strict: track 2 equivalent data and PAN name different accounts", "C-4 2.12 A", endApplication, kernel.CardDataError},
	foreignAccount: {"strict: the AID has no such account", "C-4 2.12 A", declined, kernel.CardDataError},
	noStepEnds:     {"no step has ended the transaction", "C-4 2.12 3", endApplication, kernel.InternalError},
}
