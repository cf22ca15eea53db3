// Package oracle states what Kernel 2 (EMV Contactless Book C-2 2.12) decides from the end of reading on: limits, processing restrictions, CVM selection,
// terminal action analysis, the kind of cryptogram that is asked for, and the outcome of the card's answer. It shares no code with the kernel: tests
// compare the two.
package oracle

// State of an object of the card that the book compares with one of the terminal's.
type State uint8

// The object is not there, is the terminal's, or is another.
const (
	Absent State = iota
	Same
	Other
)

// Date is a date of the card against that of the transaction.
type Date uint8

// No date, one before that of the transaction, the same day, one after it.
const (
	NoDate Date = iota
	Before
	Today
	After
)

// Missing names mandatory objects of the card that never came. C-2 tables 6.2, 6.3
type Missing uint16

// The mandatory objects, those of CDA behind the first three.
const (
	MissingExpiry     Missing = 1 << iota // tag 5F24
	MissingPAN                            // tag 5A
	MissingCDOL1                          // tag 8C
	MissingCAIndex                        // tag 8F
	MissingIssuerCert                     // tag 90
	MissingIssuerExp                      // tag 9F32
	MissingICCCert                        // tag 9F46
	MissingICCExp                         // tag 9F47
	MissingTagList                        // tag 9F4A
)

const (
	missingBasic = MissingExpiry | MissingPAN | MissingCDOL1
	missingCDA   = MissingCAIndex | MissingIssuerCert | MissingIssuerExp | MissingICCCert | MissingICCExp | MissingTagList
)

// Relay is what relay resistance came to.
type Relay uint8

// Relay resistance was not performed; was performed; found other transmission times than it expected; found the time limits exceeded too.
const (
	NoRelay Relay = iota
	RelayGood
	RelayThreshold
	RelayLimits
)

// Signature is what verification of the Signed Dynamic Application Data (9F4B) gives: a good one verifies if the chain can be recovered.
type Signature uint8

// No 9F4B, one that is wrong, a good one.
const (
	NoSignature Signature = iota
	BadSignature
	GoodSignature
)

// Code is an action code of the issuer: of five bytes, or none.
type Code struct {
	Present bool
	Value   [5]byte
}

// Byte is an object of one byte, or none.
type Byte struct {
	Present bool
	Value   byte
}

// Storage is integrated data storage. C-2 7.2, 6.12
type Storage struct {
	Read      bool // the card has a slot for the operator, so that Read stays set in IDS Status
	OtherCard bool // the DS ID is not made of PAN and sequence number
	Info      bool // DS ODS Info of the terminal
	DSDOL     bool // of the card
	Type      Byte // DS AC Type
	ForReader Byte // DS ODS Info For Reader
	Summary2  State
	Summary3  State // against DS Summary 2
}

// Rule is one rule of the CVM List: code and condition.
type Rule struct{ Code, Condition byte }

// In is all that the decision reads. Amounts are in the minor unit.
type In struct {
	Exchange bool // data exchange and data storage are implemented

	Amount, Cashback   uint64
	Type               byte // tag 9C
	Terminal           byte // tag 9F35
	Additional         byte // byte 1 of tag 9F40
	Input              byte // tag DF8117, Card Data Input Capability
	Security           byte // tag DF811F
	Required           byte // tag DF8118, CVM capability above the limit
	NotRequired        byte // tag DF8119
	Configuration      byte // tag DF811B
	Floor, CVMLimit    uint64
	Limit, DeviceLimit uint64 // transaction limits, without and with CDCVM

	TACDenial, TACOnline, TACDefault [5]byte

	AIP         byte // byte 1 of tag 82
	Missing     Missing
	Version     State // tag 9F08
	Effective   Date  // tag 5F25
	Expiry      Date  // tag 5F24, one of three
	HasUsage    bool
	Usage       [2]byte // tag 9F07
	Country     State   // tag 5F28
	Currency    State   // tag 9F42
	HasList     bool    // tag 8E
	X, Y        uint64
	Rules       [2]Rule
	RuleCount   int
	IACDenial   Code
	IACOnline   Code
	IACDefault  Code
	UnknownCA   bool // the terminal has no key of that index
	OtherList   bool // tag 9F4A is there and not 82
	Information Byte // byte 2 of tag 9F5D
	Relay       Relay
	Storage     Storage

	LinkError bool   // of GENERATE AC
	SW        uint16 // of GENERATE AC
	Malformed bool   // its data are none of the two formats
	NoCID     bool
	CID       byte
	NoAC      bool // no cryptogram beside a CID
	Proof     Signature
	HasPhone  bool
	Phone     [3]byte // tag DF4B
	HasThird  bool
	Unique    byte   // byte 1 of the Unique Identifier in tag 9F6E
	Device    uint16 // Device Type in it, where there is one
}

// Status is the Status of the Outcome Parameter Set.
type Status string

// The values that end a transaction. C-2 A.1.97
const (
	Approved            Status = "APPROVED"
	Declined            Status = "DECLINED"
	OnlineRequest       Status = "ONLINE REQUEST"
	EndApplication      Status = "END APPLICATION"
	SelectNext          Status = "SELECT NEXT"
	TryAnotherInterface Status = "TRY ANOTHER INTERFACE"
)

// Values of the CVM parameter.
const (
	NA        = "N/A"
	NoCVM     = "NO CVM"
	OnlinePIN = "ONLINE PIN"
	Confirmed = "CONFIRMATION CODE VERIFIED"
	Sign      = "OBTAIN SIGNATURE"
)

// Message is a User Interface Request: the message identifier, the status, the hold time in units of 100 ms.
type Message struct {
	Present    bool
	Identifier byte
	Status     string
	Hold       int
}

// Out is what the kernel does. A command that is not sent has no P1.
type Out struct {
	Asked      bool // GENERATE AC was sent
	Reference  byte // its P1
	Write      bool // with data for the storage
	TVR        [5]byte
	CVMResults [3]byte
	Status     Status
	Start      string
	CVM        string
	Receipt    bool
	Record     bool // there is a data record
	OnOutcome  Message
	OnRestart  Message
	Read       bool    // the message that the card was read
	Phone      Message // the message of a phone that is to be tapped again
	L1, L2, L3 string
	SW         uint16
	FieldOff   bool
	Storage    byte // DS Summary Status
	Disputed   bool // the book leaves room here
}
