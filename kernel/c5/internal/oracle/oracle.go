// Package oracle states the decisions of contactless Kernel 5 (EMV Contactless Book C-5 2.12) as conditions over one flat input: what the reader is configured
// with, what the transaction is, and what the card and the host send. It shares no code with the kernel: tests compare the two. Every decision names its clause.
package oracle

// FCI is the answer to SELECT. C-5 3.2.1.3, 3.2.1.8
type FCI uint8

// One whose PDOL asks for 9F52, one whose PDOL does not, one with an empty PDOL, one without, one that does not parse, none.
const (
	Modern FCI = iota
	Legacy
	EmptyPDOL
	NoPDOL
	BadFCI
	NoFCI
)

// Fault is the command that meets an error of transmission. C-5 3.11.2
type Fault uint8

// None; GET PROCESSING OPTIONS, READ RECORD, GENERATE AC; and in the update a critical script, the second GENERATE AC, another script.
const (
	NoFault Fault = iota
	AtOptions
	AtRecord
	AtCryptogram
	AtCritical
	AtSecond
	AtLate
)

// Options is what the answer to GET PROCESSING OPTIONS lacks. C-5 3.3.1.5, 3.3.1.7, 3.3.1.8, 3.11.1.2
type Options uint8

// Nothing, tag 82, tag 94, a valid tag 94, a form.
const (
	Whole Options = iota
	NoAIP
	NoAFL
	BadAFL
	NoForm
)

// Missing names mandatory objects that no record has. C-5 3.4.1.2
type Missing uint8

// The mandatory objects of the records.
const (
	MissingCDOL1  Missing = 1 << iota // tag 8C
	MissingTrack2                     // tag 57
	MissingExpiry                     // tag 5F24
	MissingPAN                        // tag 5A
)

// Country is the Issuer Country Code (5F28) against the terminal's.
type Country uint8

// The codes match, differ, or the card gives none.
const (
	Domestic Country = iota
	International
	NoCountry
)

// Form is the form of an answer to GENERATE AC.
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

// Lack names what an answer to GENERATE AC has not. C-5 4.1 tables 4-2 to 4-5, 4.2 table 4-6
type Lack uint8

// Nothing, tag 9F27, 9F36, 9F26 where the answer should have it, 9F10, 9F50.
const (
	LacksNothing Lack = iota
	LacksCID
	LacksATC
	LacksAC
	LacksIAD
	LacksStatus
)

// A Limit is an amount, or absent.
type Limit struct {
	Present bool
	Amount  uint64
}

// reached tells whether an amount is at the limit or above it.
func (l Limit) reached(amount uint64) bool { return l.Present && amount >= l.Amount }

// Codes are three action codes; those of a card or a configuration that gives none are not Present.
type Codes struct {
	Present                 bool
	Denial, Online, Default [5]byte
}

// A Rule is a cardholder verification rule: method and condition.
type Rule struct{ Method, Condition byte }

// In is all that decides.
type In struct {
	Profile     byte // byte 1 of the static Terminal Interchange Profile
	Update      bool // bit 8 of its byte 2
	Options     byte // byte 1 of the Combination Options
	Terminal    byte // tag 9F35
	Plain       Limit
	Device      Limit // CDCVM Contactless Transaction Limit
	Floor       Limit
	CVM         Limit // CVM Required Limit
	TAC         Codes
	Drawn       bool // random selection, where there is one, takes the transaction
	Listed      bool // the exception file has the card
	Type        byte // tag 9C
	Cashback    bool // tag 9F03 is not zero
	Amount      uint64
	SingleUnits bool // the currency has no minor unit

	FCI        FCI
	Fault      Fault
	OptionsSW  uint16
	Answer     Options
	AIP        [2]byte
	BadRecord  bool
	Missing    Missing
	UnknownKey bool // tag 8F names a key that the reader does not have
	NoChain    bool // a certificate is missing
	Expired    bool // by tag 5F24
	Early      bool // by tag 5F25
	HasUsage   bool
	Usage      [2]byte // tag 9F07
	Country    Country
	IAC        Codes
	HasList    bool // tag 8E, with the first RuleCount of Rules
	Rules      [3]Rule
	RuleCount  int
	NoCDOL2    bool

	SW         uint16 // of GENERATE AC
	Form       Form
	Lack       Lack
	CID        byte // tag 9F27
	Proof      Proof
	Status     byte // tag 9F50
	HasConduct bool
	Conduct    byte // tag 9F60
	Balance    bool // tag 9F5F is there
}

// Outcome is an Outcome of Book A chapter 6.
type Outcome string

// The Outcomes that Kernel 5 gives. C-5 3.12
const (
	Approved            Outcome = "Approved"
	Declined            Outcome = "Declined"
	OnlineRequest       Outcome = "Online Request"
	TryAgain            Outcome = "Try Again"
	TryAnotherInterface Outcome = "Try Another Interface"
	SelectNext          Outcome = "Select Next"
	EndApplication      Outcome = "End Application"
)

// The values of the parameters.
const (
	NA          = "N/A"
	Any         = "Any"
	EMVData     = "EMV Data"
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
	Balance bool
}

// Unasked is what Out.Reference has where no GENERATE AC is sent.
const Unasked = 0xFF

// Out is the Outcome with its parameters, and what the kernel sent and found on the way.
type Out struct {
	Outcome   Outcome
	Start     string // N/A, B, C or D
	Online    string // Online Response Data: N/A, Any or EMV Data
	CVM       string
	UI        UI
	Restart   UI
	Record    bool
	Alternate string // N/A or Contact Chip
	Receipt   bool
	FieldOff  int  // units of 100 ms, -1: N/A
	Hold      bool // the removal timeout is the configured one

	Offered   byte    // byte 1 of tag 9F53 in GET PROCESSING OPTIONS, 0: no command, or not asked for
	Reference byte    // reference control parameter of GENERATE AC
	Profile   byte    // byte 1 of tag 9F53 in GENERATE AC
	TVR       [5]byte // tag 95 in GENERATE AC, in the record where there is no GENERATE AC
	CDAFailed bool    // the record's TVR says so
	Results   [3]byte // tag 9F34 in the record, zero without one
	Removal   bool    // message 17 is shown
}

// Said is what the oracle says beside the Outcome.
type Said struct {
	Out
	Clause string // that gave the Outcome
}
