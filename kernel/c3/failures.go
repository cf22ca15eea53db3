package c3

import "github.com/emvgo/emv/kernel"

// A failure is why a transaction ends before its time, or leaves this application or this interface.
type failure uint8

// The failures.
const (
	noStepEnds failure = iota

	malformedFCI
	pdolTooLong
	updateTooLong
	anotherInterface
	conditionsNotSatisfied
	phoneAsks
	gpoRefused
	notFormat2
	malformedAFL

	readRecordFailed
	malformedRecord
	wrongFormat

	missing
	moreThanOnce
	accountsDiffer
	foreignAccount

	noManualCash
	noCashback
	fddaFailed

	anotherCard
)

// failures says of each failure its words, the clause that decides and what the card did wrong. %s stands for what it is about.
var failures = [...]struct {
	words, clause string
	l2            kernel.L2Error
}{
	noStepEnds: {words: "no step ended the transaction", l2: kernel.InternalError},

	malformedFCI:           {"malformed answer to SELECT", "C-3 2.12 4.1.1.4", kernel.ParsingError},
	pdolTooLong:            {"the PDOL asks for more than a command can carry", "C-3 2.12 4.1.1.4", kernel.CardDataError},
	updateTooLong:          {"the IDS Record Update Template is longer than a command can carry", "C-3 2.12 7.2.1.1", kernel.TerminalDataError},
	anotherInterface:       {"the card asks for another interface", "C-3 2.12 5.2.2.2", kernel.StatusBytes},
	conditionsNotSatisfied: {"the card refuses this application", "C-3 2.12 5.2.2.2", kernel.StatusBytes},
	phoneAsks:              {"the cardholder has to look at the phone", "C-3 2.12 5.2.2.2", kernel.StatusBytes},
	gpoRefused:             {"GET PROCESSING OPTIONS failed", "C-3 2.12 5.2.2.2", kernel.StatusBytes},
	notFormat2:             {"the answer to GET PROCESSING OPTIONS is not in format 2", "C-3 2.12 5.2.1.2", kernel.ParsingError},
	malformedAFL:           {"malformed AFL", "C-3 2.12 4.1.1.4", kernel.CardDataError},

	readRecordFailed: {"READ RECORD failed", "C-3 2.12 5.3.2.1", kernel.StatusBytes},
	malformedRecord:  {"malformed record", "C-3 2.12 4.1.1.4", kernel.ParsingError},
	wrongFormat:      {"%s: wrong format", "C-3 2.12 4.1.1.4", kernel.CardDataError},

	missing:        {"%s is missing", "C-3 2.12 5.4.2.1", kernel.CardDataMissing},
	moreThanOnce:   {"%s: more than once", "C-3 2.12 5.4.2.2", kernel.CardDataError},
	accountsDiffer: {"track 2 equivalent data and PAN name different accounts", "C-3 2.12 A.2", kernel.CardDataError},
	foreignAccount: {"strict: the AID has no such account", "C-3 2.12 A.2", kernel.CardDataError},

	noManualCash: {"manual cash is not allowed by this interface", "C-3 2.12 5.5.1.3", kernel.L2OK},
	noCashback:   {"cashback is not allowed by this interface", "C-3 2.12 5.5.1.4", kernel.L2OK},
	fddaFailed:   {"offline data authentication has failed", "C-3 2.12 5.6.1.2", kernel.CAMFailed},

	anotherCard: {"strict: not the card of the first presentment", "C-3 2.12 6.2", kernel.CardDataError},
}
