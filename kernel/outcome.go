package kernel

import "time"

// An Outcome ends a kernel: what the books call the outcome, however unhappy, for contact and contactless alike.
// It is also what a step returns to stop: nil means go on. The parameters are those of Book A 6.2.
type Outcome struct {
	Status Status

	Start              Start         // where Entry Point goes on
	OnlineResponseData OnlineData    // what to do with the issuer's response
	CVM                CVM           // what the cardholder still owes
	UIOutcome          *UI           // user interface request on outcome
	UIRestart          *UI           // user interface request on restart
	DataRecord         []byte        // TLV for the acquirer: DE 55 and what the kernel adds
	DiscretionaryData  []byte        // TLV, diagnostics
	AlternateInterface Interface     // alternate interface preference
	Receipt            bool          // the kernel asks for a receipt
	FieldOff           time.Duration // field off request: hold; zero: none
	RemovalTimeout     time.Duration // removal time-out; zero: none
	Error              ErrorIndication
	Online             bool   // a host answered
	Request            uint64 // ID of the last request to the host, by which a reversal names it; 0: none was asked
	AuthorisationCode  string // ARC as text: 00, Y1, Y3, Z1, Z3, ...
	Reversal           bool   // an approval by the host must be taken back: EMV 4.4 B4 12.2.3
	Advice             bool   // the card asks for an advice message
	Forced             bool   // accepted against the outcome by the merchant
	Report             Report // what the transaction said of itself, for records and receipts
}

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
	CVMNone            CVM = iota // not applicable: contact kernels have done it
	NoCVM                         // no cardholder verification is required
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
	Blocked
	InternalError
)

// An L3Error is what the terminal side did.
type L3Error uint8

// The Level 3 errors.
const (
	L3OK L3Error = iota
	L3TimeOut
	L3Stop
	AmountNotPresent
	TransactionExceedsBudget
)

// A Report is what a receipt, a record and a test want to know.
type Report struct {
	Kernel     string // "contact", "C-2", ...
	AID        []byte
	Label      string
	CID        byte
	HasCID     bool // the card gave a cryptogram
	AC         []byte
	TVR        [5]byte
	TSI        [2]byte
	CVMResults [3]byte
	ODA        ODAResult
	Scripts    []byte // issuer script results, 5 bytes each
	PAN        []byte // 5A as received: mask it wherever it is shown
	PSN        byte
	HasPSN     bool
	Expiry     [3]byte
	Exchanges  int

	Amount, AmountOther uint64      // what the transaction was about in the end, minor units
	Account             AccountType // 5F57
	Currency            uint16      // 5F2A as BCD digits, where the transaction names one; 0: the terminal's
	Exponent            byte        // of Currency
	Read                bool        // the application's data were read, to the end
	ServiceCode         [2]byte     // 5F30, or that of track 2, as far as the card was read; zero: not known
}

// An ODAResult says how offline data authentication went.
type ODAResult struct {
	Method string // "", "SDA", "DDA", "CDA", "XDA", "fDDA"
	Result string // "", "ok", "failed", "not performed"
	Reason string // the named reason of a failure
}
