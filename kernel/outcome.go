package kernel

import (
	"slices"
	"time"

	"github.com/emvgo/emv/tlv"
)

// An Outcome ends a kernel: what the books call the outcome, however unhappy, for contact and contactless alike.
// It is also what a step returns to stop: nil means go on. The first eleven parameters are those of Book A 6.2.
type Outcome struct {
	Status             Status
	Start              Start         // where Entry Point goes on
	OnlineResponseData OnlineData    // what to do with the issuer's response
	CVM                CVM           // what the cardholder still owes
	UIOutcome          *UI           // user interface request on outcome
	UIRestart          *UI           // user interface request on restart
	DataRecord         []byte        // TLV for the acquirer: DE 55 and what the kernel adds
	DiscretionaryData  []byte        // TLV, diagnostics
	AlternateInterface Interface     // alternate interface preference
	Receipt            bool          // the kernel asks for a receipt
	FieldOff           time.Duration // field off request: hold time, or OffNow; zero: not applicable
	RemovalTimeout     time.Duration // removal time-out; zero: none

	ScriptsOnly bool      // of the issuer's data only scripts bring the card back, and no authentication data alone: C-6 3.11.1
	Updates     []tlv.Tag // what the terminal may give for another presentment of the card, once the transaction is decided: it is asked by data exchange

	Error   ErrorIndication
	Kernel  string    // who says it: "contact", "C-2", ...
	ODA     ODAResult // offline data authentication
	Read    bool      // the application's data were read, to the end: no other way of entry may follow
	Reports []tlv.Row // elements of the store that go into the Result's [Report]; a list that the kernel never changes
}

// OffNow is the field off request with hold time zero: the field is turned off and may come back at once.
//
// A table 6-2
const OffNow time.Duration = 1

// A Status is an outcome in one word.
type Status uint8

// The outcomes.
const (
	_ Status = iota
	Approved
	Declined
	OnlineRequest
	TryAgain
	TryAnotherInterface
	SelectNext
	RequestOnlinePIN
	EndApplication
)

var statusNames = [...]string{
	"?", "approved", "declined", "online request", "try again", "try another interface",
	"select next", "request online PIN", "end application",
}

func (s Status) String() string {
	if int(s) >= len(statusNames) {
		return statusNames[0]
	}
	return statusNames[s]
}

// A Start is a start of Entry Point: Book B 2.3. StartNone: not applicable.
type Start uint8

// The starts.
const (
	StartNone Start = iota
	StartA
	StartB
	StartC
	StartD
)

// OnlineData is the outcome parameter Online Response Data: Book A 6.2.
type OnlineData uint8

// Its values.
const (
	OnlineDataNone OnlineData = iota // not applicable
	OnlineDataEMV                    // EMV data: a second presentment delivers it
	OnlineDataAny
)

// A CVM is the outcome parameter CVM: Book A 6.2.
type CVM uint8

// Its values.
const (
	CVMNotApplicable   CVM = iota // contact: no method succeeded
	CVMNotRequired                // no cardholder verification is required
	CVMOnlinePIN                  // online PIN
	CVMConfirmed                  // confirmation code verified: done on the consumer device
	CVMSignature                  // obtain signature
	CVMOfflinePIN                 // contact: verified by the card
	CVMVerified                   // contact: a biometric or a method of the terminal's own succeeded
	CVMBiometricOnline            // contact: a biometric template was captured for the host
)

// An Interface is a way to reach a card.
type Interface uint8

// The interfaces.
const (
	InterfaceNone Interface = iota
	Contact
	Contactless
	MagneticStripe
)

// An ErrorIndication records a card or protocol fault as data: C-2 A.1.57 in one vocabulary for all kernels.
type ErrorIndication struct {
	L1     Fault
	L2     L2Error
	L3     L3Error
	SW     uint16
	Step   string // the function that met it
	Clause string // the clause that decides
	Reason string // in words, never with card data
}

// An L2Error is what a card did wrong.
type L2Error uint8

// The Level 2 errors.
const (
	L2OK L2Error = iota
	CardDataMissing
	CAMFailed
	StatusBytes
	ParsingError
	MaxLimitExceeded
	CardDataError
	MagStripeNotSupported
	NoPPSE
	PPSEFault
	EmptyCandidateList
	IDSReadError
	IDSWriteError
	IDSDataError
	IDSNoMatchingAC
	TerminalDataError
	BudgetExceeded
	CardBlocked
	InternalError
	DecryptionFailed
	IADMACFailed
	EDAMACFailed
)

// An L3Error is what the terminal side did.
type L3Error uint8

// The Level 3 errors.
const (
	L3OK L3Error = iota
	L3TimeOut
	L3Stop
	AmountNotPresent // C-8: transaction data missing
	TransactionExceedsBudget
)

// An ODAResult says how offline data authentication went.
type ODAResult struct {
	Method string // "", "SDA", "DDA", "CDA", "XDA", "fDDA"
	Result string // "", "ok", "failed", "not performed"
	Reason string // the named reason of a failure
}

// secrets are the byte slices of an outcome that may hold card data.
func (o *Outcome) secrets() [2]*[]byte {
	return [...]*[]byte{&o.DataRecord, &o.DiscretionaryData}
}

// clone is an outcome that shares no byte with the session: it outlives it.
func (o *Outcome) clone() Outcome {
	n := *o
	for _, ui := range [...]**UI{&n.UIOutcome, &n.UIRestart} {
		if *ui != nil {
			u := **ui
			*ui = &u
		}
	}
	for _, b := range n.secrets() {
		*b = slices.Clone(*b)
	}
	return n
}
