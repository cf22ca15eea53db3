package kernel

import (
	"time"

	"github.com/emvgo/emv/tlv"
)

// An Event is one thing that happened. Next copies its bytes, so the caller may reuse its buffer at once. Each field says for which
// kinds it is set; for others it is ignored.
type Event struct {
	Kind EventKind
	Data []byte // Response: R-APDU with SW1 SW2; CardFound: ATR, ATS, or of a magnetic stripe its track 2 as 57 has it; DataReceived: TLV; HostResponse: TLV of 8A, 89, 91, 71, 72, the scripts last;
	// Reviewed: indices into Candidates, in order, one byte each, none twice; LookedUp: what was retained, nothing where nothing is kept;
	// CardReviewed: why, in words; Chosen after Referral: the issuer's approval code, an 6, nothing where it gives none
	Took time.Duration // Response, CardFault, PINDone after VerifyPIN or VerifyBiometric: the measured exchange time, kept to the microsecond

	Fault          Fault         // CardFault
	SW             uint16        // PINDone after VerifyPIN or VerifyBiometric: the card's status word
	PIN            PINResult     // PINDone
	Index          int32         // Chosen: index into Candidates, Languages or Accounts, -1 for no
	Interface      Interface     // CardFound, CardFault after Activate: which reader, InterfaceNone for the only one
	CVM            tlv.CVMResult // CVMPerformed
	MayHaveArrived bool          // UnableToGoOnline: the host may have got the request: B4 12.2.3
	Listed         bool          // LookedUp: the card stands in the exception file
	MerchantChose  bool          // Reviewed: the first application is to be selected without asking the cardholder: B1 12.4
	NotMade        bool          // Advised: no advice could be made: B4 12.2.5

	Demand Demand // CardReviewed: what is to be done besides

	Money // AmountEntered, CardReviewed: with Currency 0 in the currency asked for; LookedUp: Amount is what the log has for the card, minor units;
	// HostResponse: Amount is what of the amount the host approves, 0: all of it
	AmountOther uint64 // AmountEntered, CardReviewed: the cash in Amount
}

// An EventKind says what happened.
type EventKind uint8

// The event kinds.
const (
	Nothing          EventKind = iota // go on: the answer to a post
	Response                          // RA: a card response
	CardFault                         // L1RSP: no card response
	DataReceived                      // DET
	Timeout                           // a timer ran out
	Cancelled                         // the cardholder or the merchant pressed cancel
	CardRemoved                       // the card is gone
	CardFound                         // a card answered: Interface, Data
	Collision                         // more than one card in the field
	CollisionCleared                  // one card or none again
	Chosen                            // Index
	PINDone                           // PIN, SW
	HostResponse                      // Data, Amount
	UnableToGoOnline                  // no host answered
	LookedUp                          // Listed, Amount; or Data
	AmountEntered                     // Money, AmountOther
	Reviewed                          // Data, MerchantChose
	CVMPerformed                      // CVM
	Advised                           // NotMade
	RemovalTimedOut                   // the card was not taken
	CardReviewed                      // Demand, Data, Money, AmountOther
	numEventKinds
)

var eventNames = [...]string{
	"Nothing", "Response", "CardFault", "DataReceived", "Timeout", "Cancelled", "CardRemoved", "CardFound",
	"Collision", "CollisionCleared", "Chosen", "PINDone", "HostResponse", "UnableToGoOnline", "LookedUp", "AmountEntered", "Reviewed",
	"CVMPerformed", "Advised", "RemovalTimedOut", "CardReviewed",
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

// A Fault is what Level 1 says instead of a response.
type Fault uint16

// The faults: Book A 6.2, C-2 A.1.58 Level 1 error.
const (
	FaultTimeout      Fault = 1 // the card does not answer
	FaultTransmission Fault = 2 // it answers with errors
	FaultProtocol     Fault = 3 // it breaks the protocol
)

// A PINResult is how a PIN entry or verification went.
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
