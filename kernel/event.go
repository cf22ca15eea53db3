package kernel

import "time"

// An Event is one thing that happened. Next copies its bytes, so the caller may reuse its buffer at once.
type Event struct {
	Kind EventKind
	Data []byte        // Response: R-APDU with SW1 SW2; DataReceived: TLV; HostResponse: TLV of DE 55
	Took time.Duration // Response, CardFault, PINDone after VerifyPIN or VerifyBiometric: the measured exchange time, kept to the microsecond
	Code uint16        // CardFault: a Fault; PINDone: a PINResult; UnableToGoOnline: not 0 if the host may have got the request;
	// Amount: answering ConfirmAmount, another currency, as BCD digits, or 0
	SW uint16 // PINDone after VerifyPIN: the card's status word
	N  int32  // Chosen: index into Candidates, Languages or Accounts, -1 for no; CardFound: the Interface, 0 for the only one;
	// Amount: the exponent of another currency

	Amount, AmountOther uint64 // Amount: minor units, at most 12 digits each; the cashback stands in both
}

// An EventKind says what happened.
type EventKind uint8

// The event kinds.
const (
	Nothing          EventKind = iota // go on: the answer to a post
	Response                          // RA: a card response
	CardFault                         // L1RSP: no card response; Code is a Fault
	DataReceived                      // DET
	Timeout                           // a timer ran out
	Cancelled                         // the cardholder or the merchant pressed cancel
	Removed                           // the card is gone
	CardFound                         // a card answered; Data: ATR or ATS, N
	Collision                         // more than one card in the field
	CollisionCleared                  // one card or none again
	Chosen                            // N
	PINDone                           // Code, SW
	HostResponse                      // Data
	UnableToGoOnline                  // no host answered
	LookedUp                          // Code: LookedUpException or 0; Data: amount approved before, n 12, or none
	Amount                            // Amount, AmountOther
	Reviewed                          // Data: indices into Candidates, in order, one byte each, none twice; Code: ReviewedChosen or 0
	CVMPerformed                      // Code: a tlv.CVMResult
	Advised                           // Code: 0, or AdviceFailed
	numEventKinds
)

var eventNames = [...]string{
	"Nothing", "Response", "CardFault", "DataReceived", "Timeout", "Cancelled", "Removed", "CardFound",
	"Collision", "CollisionCleared", "Chosen", "PINDone", "HostResponse", "UnableToGoOnline", "LookedUp", "Amount", "Reviewed",
	"CVMPerformed", "Advised",
}

func (k EventKind) String() string {
	if k >= numEventKinds {
		return "?"
	}
	return eventNames[k]
}

// An EventSet is a set of event kinds.
type EventSet uint32

// Set makes an EventSet.
func Set(kinds ...EventKind) (s EventSet) {
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

// Has reports whether k is in the set.
func (s EventSet) Has(k EventKind) bool { return s>>k&1 != 0 }

// A Fault is the code of a CardFault: what Level 1 says instead of a response.
type Fault uint16

// The faults: Book A 6.2, C-2 A.1.58 Level 1 error.
const (
	FaultTimeout      Fault = 1 // the card does not answer
	FaultTransmission Fault = 2 // it answers with errors
	FaultProtocol     Fault = 3 // it breaks the protocol
)

// LookedUpException is the Code of LookedUp when the card stands in the exception file.
const LookedUpException = 1

// ReviewedChosen is the Code of Reviewed when the first application is to be selected without asking the cardholder: EMV 4.4 B1 12.4.
const ReviewedChosen = 1

// AdviceFailed is the Code of Advised when no advice could be made: EMV 4.4 B4 12.2.5.
const AdviceFailed = 1

// A PINResult is the code of PINDone.
type PINResult uint16

// The PIN results.
const (
	PINEntered      PINResult = iota // EnterPIN: the device holds a PIN; VerifyPIN: see SW
	PINBypassed                      // no PIN was entered, by agreement of merchant and cardholder
	PINDeviceFailed                  // the PIN device is missing or out of order
	PINCancelled                     // the cardholder pressed cancel at the PIN device
)

// StatusWord is the status word of a Response, 0 if there is none.
func (e *Event) StatusWord() uint16 {
	if n := len(e.Data); n >= 2 {
		return uint16(e.Data[n-2])<<8 | uint16(e.Data[n-1])
	}
	return 0
}

// Body is a Response without its status word.
func (e *Event) Body() []byte {
	if n := len(e.Data); n >= 2 {
		return e.Data[: n-2 : n-2]
	}
	return nil
}
