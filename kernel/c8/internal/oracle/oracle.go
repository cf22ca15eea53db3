// Package oracle states what Kernel 8 (EMV Contactless Book C-8 1.2) decides from the end of reading on: what it tells the card, local authentication,
// cardholder verification, terminal action analysis before and behind the card, and the outcome. It shares no code with the kernel: tests compare the two.
package oracle

// Fault is what is wrong about the card's local authentication.
type Fault uint8

// Nothing; a certificate, the blinding factor or a MAC is wrong; the terminal has no such key; an object of the card never came.
const (
	Sound Fault = iota
	IssuerCertificate
	ICCCertificate
	BlindingFactor
	EDAMAC
	UnknownKey
	NoKeyIndex
	NoIssuerCertificate
	NoICCCertificate
	NoPAN
)

// Response is what comes of GENERATE AC.
type Response uint8

// A good answer, status word 6985, a transmission error, an answer of no template, and one that lacks an object that is mandatory.
const (
	Answers Response = iota
	Refuses
	LinkError
	Malformed
	Lacks
)

// Relay is what relay resistance came to.
type Relay uint8

// Reader or card does not have the protocol; the card was in time; too fast; too slow at each try; not as exact as it may be.
const (
	NoRelay Relay = iota
	InTime
	TooFast
	TooSlow
	Inexact
)

// Value is an object of five bytes, or none.
type Value struct {
	Present bool
	Bytes   [5]byte
}

// Restart is the Restart Indicator (9F8108), or none.
type Restart struct {
	Present bool
	Bytes   [2]byte
}

// In is all that the decision reads. Amounts are in the minor unit.
type In struct {
	Amount, Floor, CVMLimit uint64
	Type                    byte // tag 9C
	Terminal                byte // tag 9F35
	Input                   byte // tag 9F8206
	Required, NotRequired   byte // tags 9F8207, 9F8208: CVM capability at and above the limit, below it
	Security                byte // tag 9F820A
	TRMD                    [8]byte
	Report                  bool // a failure of local authentication is reported in the TVR
	TACDenial, TACOnline    [5]byte
	Mask                    [5]byte // tag 9F821A
	OtherAID                bool    // the card's DF name does not begin with the terminal's AID
	Offset                  byte    // tag 9F8209, Default IAD MAC Offset

	AIP      [2]byte
	Relay    Relay
	Fault    Fault
	CID      byte
	Choice   byte // tag 9F8102, Cardholder Verification Decision
	IAD      int  // length of tag 9F10
	HasAt    bool
	AtOffset byte // tag of the card, IAD MAC Offset
	CardTVR  Value
	Restart  Restart
	Response Response
}

// Status is the Status of the Outcome Parameter Set.
type Status string

// The values that end a transaction.
const (
	Approved            Status = "APPROVED"
	Declined            Status = "DECLINED"
	OnlineRequest       Status = "ONLINE REQUEST"
	EndApplication      Status = "END APPLICATION"
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

// Message is a User Interface Request: the message identifier, whether it is READY TO READ, the hold time in units of 100 ms.
type Message struct {
	Present    bool
	Identifier byte
	Ready      bool
	Hold       int
}

// Out is what the kernel does. Without GENERATE AC there is no Reference.
type Out struct {
	Asked        bool
	Reference    byte    // P1 of GENERATE AC
	Sent         [5]byte // the TVR that went with it
	TRMD         [8]byte
	Capabilities [3]byte
	TVR          [5]byte
	CVMResults   [3]byte
	MAC          int // where the IAD has the copied MAC, -1: nowhere
	Status       Status
	Start        string
	Interface    byte
	CVM          string
	Receipt      bool
	Record       bool
	Local        string // "ok", "failed", "not performed": beside a data record
	OnOutcome    Message
	OnRestart    Message
	L1, L2       string
}
