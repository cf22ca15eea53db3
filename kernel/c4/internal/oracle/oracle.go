// Package oracle states the decisions of contactless Kernel 4 (EMV Contactless Book C-4 2.12) as conditions over one flat input: what the reader is configured
// with, what Entry Point says, and what the card and the host send. It shares no code with the kernel: tests compare the two. Every decision names its clause.
package oracle

// PDOL is what the card's PDOL (9F38) asks for, of the objects that Kernel 4 makes itself. C-4 4.3.2, 4.3.3, 4.3.4, 4.3.5
type PDOL uint8

// No PDOL at all, terminal type (9F35) alone, Enhanced Contactless Reader Capabilities (9F6E) alone, both, neither.
const (
	NoPDOL PDOL = iota
	AsksType
	AsksEnhanced
	AsksBoth
	AsksNeither
)

// Missing names mandatory objects that no record has. C-4 5.3.3
type Missing uint8

// The mandatory objects of the records.
const (
	MissingPAN    Missing = 1 << iota // tag 5A
	MissingExpiry                     // tag 5F24
	MissingCDOL1                      // tag 8C
)

// Country is the Issuer Country Code (5F28) against the terminal's.
type Country uint8

// The codes match, differ, or the card gives none.
const (
	Domestic Country = iota
	International
	NoCountry
)

// Form is the form of an answer.
type Form uint8

// Template 77, the primitive 80, or neither.
const (
	Format2 Form = iota
	Format1
	Broken
)

// Proof is the signature (9F4B) in the answer to GENERATE AC.
type Proof uint8

// One that verifies, one that does not, none.
const (
	GoodSignature Proof = iota
	BadSignature
	NoSignature
)

// Codes are three action codes; those of a card that gives none are not Present.
type Codes struct {
	Present                 bool
	Denial, Online, Default [5]byte
}

// A Rule is a cardholder verification rule: method and condition.
type Rule struct{ Method, Condition byte }

// In is all that decides. Amounts act through the indicators, which Entry Point makes of them, and through the conditions of the CVM list.
type In struct {
	Terminal byte    // tag 9F35
	Reader   byte    // tag 9F6D, as configured
	Enhanced [4]byte // tag 9F6E, as configured
	NoCDA    bool    // offline data authentication is not enabled
	COTS     bool    // the reader is of the architectures mPOS-C or mPOS-CSP
	Software bool    // of the latter
	Away     bool    // the reader knows that it cannot go online
	Listed   bool    // there is an exception file, and it has the card
	TAC      Codes

	Restarted    bool // the transaction was restarted before
	CVMLimit     bool // Reader CVM Required Limit Exceeded
	FloorLimit   bool // Reader Contactless Floor Limit Exceeded
	ZeroAmount   bool
	StatusCheck  bool
	Type         byte // tag 9C
	Cashback     bool // tag 9F03 is not zero
	Amount, X, Y uint32
	Currency     bool // tag 9F42 is the transaction's

	PDOL         PDOL
	BadOptions   bool // the answer to GET PROCESSING OPTIONS has no form
	AIP          [2]byte
	HasMobile    bool
	Mobile       [3]byte // tag 9F71
	BadRecord    bool    // a record cannot be read
	Missing      Missing
	OtherVersion bool // tag 9F08 is there, and not the reader's
	Expired      bool // by tag 5F24
	Early        bool // by tag 5F25
	HasUsage     bool
	Usage        [2]byte // tag 9F07
	Country      Country
	HasPaths     bool
	Paths        [2]byte // tag 9F70
	HasList      bool    // tag 8E, with the first RuleCount of Rules
	Rules        [3]Rule
	RuleCount    int
	IAC          Codes
	UnknownKey   bool // tag 8F names a key that the reader does not have
	NoChain      bool // a certificate is missing

	SW    uint16 // of GENERATE AC
	Form  Form
	CID   byte // tag 9F27
	Proof Proof

	ARC    string // tag 8A, the host's answer
	Second string // that to the request with the PIN, where there is one
}

// Outcome is an Outcome of Book A chapter 6.
type Outcome string

// The Outcomes that Kernel 4 gives.
const (
	Approved            Outcome = "Approved"
	Declined            Outcome = "Declined"
	OnlineRequest       Outcome = "Online Request"
	RequestOnlinePIN    Outcome = "Request Online PIN"
	TryAgain            Outcome = "Try Again"
	TryAnotherInterface Outcome = "Try Another Interface"
	EndApplication      Outcome = "End Application"
)

// The values of the parameters.
const (
	NA          = "N/A"
	Any         = "Any"
	NoCVM       = "No CVM"
	OnlinePIN   = "Online PIN"
	Confirmed   = "Confirmation Code Verified"
	Sign        = "Obtain Signature"
	ContactChip = "Contact Chip"
)

// UI is a User Interface Request; Hold is in units of 100 ms.
type UI struct {
	Message byte // 0: no request
	Status  string
	Hold    int
}

// Unasked is what Out.Reference has where no GENERATE AC is sent.
const Unasked = 0xFF

// Out is the Outcome with its parameters, and what the kernel sent and found on the way.
type Out struct {
	Outcome   Outcome
	Start     string // N/A, B or D
	Online    string // Online Response Data: N/A or Any
	CVM       string
	UI        UI
	Restart   UI
	Record    bool   // there is a data record; Declined may have one or not, and false is said of it
	Alternate string // N/A or Contact Chip
	FieldOff  int    // units of 100 ms, -1: N/A

	SentType     byte    // tag 9F35 in GET PROCESSING OPTIONS, 0: not asked for
	SentEnhanced [4]byte // tag 9F6E there, zero: not asked for
	Reference    byte    // reference control parameter of GENERATE AC
	TVR          [5]byte // tag 95 in GENERATE AC
	CVMResults   [3]byte // tag 9F34 there
	CDAFailed    bool    // the TVR says so in the end
}

// Said is what the oracle says beside the Outcome.
type Said struct {
	Out
	Clause string // that gave the Outcome
}
