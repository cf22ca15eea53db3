// Package oracle states the decisions of contactless Kernel 6 (EMV Contactless Book C-6 2.12) as its figures: a table of
// their steps, each with where it goes. It shares no code with the kernel: tests compare the two.
package oracle

// Missing names objects that never came.
type Missing uint16

// The objects that the book's figures ask for.
const (
	MissingName      Missing = 1 << iota // 84 in the FCI
	MissingLabel                         // 50
	MissingPDOL                          // 9F38
	MissingAIP                           // 82 in the answer to GET PROCESSING OPTIONS
	MissingATC                           // 9F36
	MissingIAD                           // 9F10
	MissingCID                           // 9F27
	MissingCPR                           // 9F71
	MissingTrack2                        // 57, where there is no AFL
	MissingSequence                      // 5F34
	MissingEffective                     // 5F25
	MissingVersion                       // 9F08
)

// Length is how long an object is.
type Length uint8

// As the book has it, absent, or another.
const (
	Right Length = iota
	Absent
	Wrong
)

// Fails is what goes wrong with a command.
type Fails uint8

// Nothing, no response, or a status word other than 9000.
const (
	Works Fails = iota
	NoResponse
	Status
)

// Place is where the Signed Dynamic Application Data (9F4B) are.
type Place uint8

// In the answer to GET PROCESSING OPTIONS, in a record, or nowhere.
const (
	InAnswer Place = iota
	InRecord
	Nowhere
)

// Proof is what comes of the signature.
type Proof uint8

// It verifies; data are missing; the CA key is not there; a certificate is wrong; the signature is.
const (
	Good Proof = iota
	DataMissing
	UnknownCA
	BadCertificate
	BadSignature
)

// Kind is what the transaction is for.
type Kind uint8

// Purchase of goods or services, cash, purchase with cashback, refund.
const (
	Purchase Kind = iota
	Cash
	Cashback
	Refund
)

// Log is what the tearing log holds.
type Log uint8

// Nothing, this transaction, another card's, another transaction of this card.
const (
	Empty Log = iota
	Same
	Other
	Past
)

// In is all that the decision reads.
type In struct {
	TTQ         [4]byte // 9F66 as copied
	Stripe      bool    // the terminal reads magnetic stripes
	NoCVM       bool    // 9F33 byte 2 bit 4
	Deferred    bool    // Deferred Authorization Supported
	Tearing     bool    // Tearing Recovery Supported
	Storage     bool    // Data Storage Supported
	Logging     bool    // Extended Logging Supported
	OverFloor   bool    // Reader Contactless Floor Limit Exceeded
	Kind        Kind
	ATM         bool
	OnException bool // there is an exception file and it holds the PAN
	Log         Log

	PDOL      int     // the one of the eight elements, from 1, that the PDOL lacks; 0: none
	Version   byte    // DF3A, 0 when absent
	Feature   byte    // byte 1 of DF3B
	Bare      bool    // DF3B has no more than three bytes
	Container bool    // bytes 2 and 3 of DF3B are not zero
	Missing   Missing // and from the answer

	Options   Fails
	SW        uint16 // where Options is Status
	Format    bool   // the answer is not in format 2
	CID       byte
	CPR       [2]byte
	CVR       byte   // byte 2 of the card verification results
	AC        Length // 9F26
	AFL       Length // 94
	Balance   Length // D1
	SDAD      Place
	Read      Fails
	Directory Fails  // GET DATA for the data storage directory
	Short     bool   // the directory has a byte too few
	Hash      Length // of the directory in the signature
	CardID    Length // DF3E in a record
	Proof     Proof

	HasAUC       bool // 9F07
	HasCountry   bool // 5F28
	AUC          [2]byte
	Domestic     bool
	Expiry       Length // 5F24: not over, absent, over; where it is absent track 2 has the date
	TrackOver    bool
	Early        bool // 5F25 is after today
	OtherVersion bool // 9F08 is not 9F09
}

// Outcome is an Outcome of Book A chapter 6.
type Outcome string

// The Outcomes that Kernel 6 gives: annex B.
const (
	Approved            Outcome = "Approved"
	Declined            Outcome = "Declined"
	OnlineRequest       Outcome = "Online Request"
	TryAgain            Outcome = "Try Again"
	TryAnotherInterface Outcome = "Try Another Interface"
	EndApplication      Outcome = "End Application"
)

// The values of the parameters.
const (
	NA        = "N/A"
	NoCVM     = "No CVM"
	OnlinePIN = "Online PIN"
	Confirmed = "Confirmation Code Verified"
	Obtain    = "Obtain Signature"
	Chip      = "Contact Chip"
	Stripe    = "Mag-stripe"
)

// UI is a User Interface Request; Hold is in units of 100 ms.
type UI struct {
	Present bool
	Message byte
	Status  string
	Hold    int
	Balance bool // D1 is shown
}

// Out is the Outcome with its parameters.
type Out struct {
	Outcome   Outcome
	Start     string // N/A or B
	CVM       string
	UI        UI
	Restart   UI
	Record    bool   // a data record
	Alternate string // N/A, Contact Chip or Mag-stripe
	FieldOff  int    // units of 100 ms, -1 for N/A
	TVR       [5]byte
	TSI       byte   // byte 1
	Resumed   bool   // RESUME GPO was sent
	Logged    Log    // the tearing log at the end
	Retrieved bool   // the directory was asked for
	Asked     int    // how often the terminal's own logic was
	Data      bool   // discretionary data
	Clause    string // the step that gave the Outcome
	Disputed  string // why the book leaves room or contradicts itself here
}
