package contact

import "github.com/emvgo/emv/kernel"

// A failure is why a transaction ends before its time.
type failure uint8

// The failures.
const (
	noStepEnds failure = iota
	cancelled

	cardBlocked
	noSELECT
	emptyCandidateList
	noneWithoutConfirmation
	notConfirmed

	pdolTooLong
	gpoRefused
	noAIP

	readRecordFailed
	malformedRecord
	wrongLength
	moreThanOnce
	missing
	wrongFormat
	accountsDiffer

	amountRefused
	cardRefused

	internalAuthenticateFailed
	malformedSDAD

	malformedCVMList
	verifyFailed
	pinTriesEndless
	biometricTriesEndless
	pinCancelled
	captureCancelled
	noNewPIN

	generateACFailed
	malformedAC
	wrongCryptogram
	serviceNotAllowed
	adviceNotMade
)

// failures says of each failure its words, the clause that decides and what the card or the terminal did wrong. %s stands for
// what it is about.
var failures = [...]struct {
	words, clause string
	l2            kernel.L2Error
	l3            kernel.L3Error
}{
	noStepEnds: {words: "no step ended the transaction", l2: kernel.InternalError},
	cancelled:  {words: "cancelled", l3: kernel.L3Stop},

	cardBlocked:        {"the card is blocked, or has no SELECT", "EMV 4.4 B1 12.3.2", kernel.CardBlocked, 0},
	noSELECT:           {"the card is blocked, or has no SELECT", "EMV 4.4 B1 12.3.3", kernel.CardBlocked, 0},
	emptyCandidateList: {"no application that card and terminal share can be selected", "EMV 4.4 B1 12.4", kernel.EmptyCandidateList, 0},
	noneWithoutConfirmation: {
		"every application needs the cardholder's confirmation, which the terminal cannot ask for", "EMV 4.4 B1 12.4", kernel.EmptyCandidateList, 0,
	},
	notConfirmed: {"the cardholder did not confirm the application", "EMV 4.4 B1 12.4", 0, kernel.L3Stop},

	pdolTooLong: {"the PDOL asks for more than a command can carry", "EMV 4.4 B3 5.4", kernel.CardDataError, 0},
	gpoRefused:  {"GET PROCESSING OPTIONS failed", "EMV 4.4 B3 10.1", kernel.StatusBytes, 0},
	noAIP:       {"AIP or AFL missing or malformed", "EMV 4.4 B3 6.5.8.4", kernel.ParsingError, 0},

	readRecordFailed: {"READ RECORD failed", "EMV 4.4 B3 10.2", kernel.StatusBytes, 0},
	malformedRecord:  {"malformed record", "EMV 4.4 B3 7.5", kernel.ParsingError, 0},
	wrongLength:      {"%s: wrong length", "EMV 4.4 B3 7.5", kernel.CardDataError, 0},
	moreThanOnce:     {"%s: more than once", "EMV 4.4 B3 10.2", kernel.CardDataError, 0},
	missing:          {"%s is missing", "EMV 4.4 B3 7.2", kernel.CardDataMissing, 0},
	wrongFormat:      {"%s: wrong format", "EMV 4.4 B3 7.5", kernel.CardDataError, 0},
	accountsDiffer:   {"track 2 equivalent data and PAN name different accounts", "EMV 4.4 B3 7.5", kernel.CardDataError, 0},

	amountRefused: {"%s", "EMV 4.4 B4 6.5.1", 0, kernel.L3Stop},
	cardRefused:   {words: "%s", l3: kernel.L3Stop},

	internalAuthenticateFailed: {"INTERNAL AUTHENTICATE failed", "EMV 4.4 B3 8.1", kernel.StatusBytes, 0},
	malformedSDAD:              {"malformed INTERNAL AUTHENTICATE response", "EMV 4.4 B3 6.5.9.4", kernel.ParsingError, 0},

	malformedCVMList:      {"malformed CVM list", "EMV 4.4 B3 10.5", kernel.CardDataError, 0},
	verifyFailed:          {"VERIFY failed", "EMV 4.4 B3 10.5.5", kernel.StatusBytes, 0},
	pinTriesEndless:       {"the card's PIN try counter does not come to an end", "EMV 4.4 B3 6.5.12.5", kernel.MaxLimitExceeded, 0},
	biometricTriesEndless: {"the card's biometric try counter does not come to an end", "EMV 4.4 B3 10.5.6", kernel.MaxLimitExceeded, 0},
	pinCancelled:          {"the cardholder pressed cancel at the PIN device", "EMV 4.4 B4 11.2", 0, kernel.L3Stop},
	captureCancelled:      {"the cardholder pressed cancel at the capture device", "EMV 4.4 B4 11.2", 0, kernel.L3Stop},
	noNewPIN:              {"the PIN device has taken no new PIN", "EMV 4.4 B3 6.5.10", 0, kernel.L3Stop},

	generateACFailed:  {"GENERATE AC failed", "EMV 4.4 B3 8.1", kernel.StatusBytes, 0},
	malformedAC:       {"malformed GENERATE AC response", "EMV 4.4 B3 6.5.5.4", kernel.ParsingError, 0},
	wrongCryptogram:   {"the card answered with a higher or undefined cryptogram: %s", "EMV 4.4 B3 9.3", kernel.CardDataError, 0},
	serviceNotAllowed: {"service not allowed", "EMV 4.4 B3 10.8.1", kernel.CardBlocked, 0},
	adviceNotMade:     {"the advice that the card asks for cannot be made", "EMV 4.4 B4 12.2.5", 0, kernel.L3Stop},
}
