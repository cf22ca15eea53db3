// Package oracle states the decisions of contactless Kernel 3 (EMV Contactless
// Book C-3 2.12) as conditions over one flat input. It shares no code with the
// kernel: tests compare the two. Every condition carries its clause.
package oracle

// Missing names mandatory objects of the card that never came. C-3 A.2
type Missing uint8

// The mandatory objects of the GPO response and of the records.
const (
	MissingAIP    Missing = 1 << iota // tag 82
	MissingATC                        // tag 9F36
	MissingAC                         // tag 9F26
	MissingIAD                        // tag 9F10
	MissingTrack2                     // tag 57
)

// Expiry is the Application Expiration Date (5F24) against today.
type Expiry uint8

// The date is not over, is over, or was not given.
const (
	NotExpired Expiry = iota
	Expired
	NoExpiry
)

// Country is the Issuer Country Code (5F28) against the terminal's.
type Country uint8

// The codes match, differ, or the card gave none.
const (
	Domestic Country = iota
	International
	NoCountry
)

// Signature is what recovery of the Signed Dynamic Application Data (9F4B)
// gave, the data of version 01 hashed.
type Signature uint8

// No 9F4B, one that cannot be recovered or is wrong (an object of the chain may
// be absent), or one that verifies with Signed Data Format 05 or 95.
const (
	NoSignature Signature = iota
	BadSignature
	Format05
	Format95
)

// In is all that the decision reads. Amounts and limits act through the
// Terminal Transaction Qualifiers, which Entry Point made of them.
type In struct {
	TTQ [4]byte // tag 9F66 as sent to the card

	Type        byte // tag 9C: 00, 01, 20
	Cashback    bool // tag 9F03 is not zero
	ATM         bool
	CheckCash   bool // usage control check for manual cash, implemented and enabled
	CheckBack   bool // usage control check for cashback, implemented and enabled
	OnException bool // the exception file is enabled and holds the PAN
	OnlineODA   bool // fDDA for Online is enabled
	ShowAOSA    bool // the reader displays or prints tag 9F5D
	DataStorage bool // Integrated Data Storage is supported and enabled

	IssuerData bool // Issuer Update Data came with the activation
	Directory  bool // tag D2 is in the FCI

	LinkError bool   // transmission, protocol or timeout error
	SW        uint16 // status word of GPO or EGPO
	Malformed bool   // data not in format 2, or broken in a record
	Missing   Missing
	Duplicate bool // a primitive object came twice
	PANDiffer bool // tag 5A is not the PAN of tag 57

	HasCID  bool
	CID     byte // tag 9F27
	IADLen  int  // length of tag 9F10
	IAD5    byte // byte 5 of tag 9F10
	HasCTQ  bool
	CTQ     [2]byte // tag 9F6C
	AIP1    byte    // byte 1 of tag 82
	AuthLen int     // length of tag 9F69, 0 when absent
	Version byte    // byte 1 of tag 9F69
	AuthCTQ [2]byte // bytes 6 and 7 of tag 9F69
	Proof   Signature
	Expiry  Expiry
	Country Country
	HasAUC  bool
	AUC     [2]byte // tag 9F07
	AOSA    bool    // tag 9F5D came
}

// Outcome is an Outcome of Book A chapter 6.
type Outcome string

// The Outcomes that Kernel 3 gives.
const (
	Approved            Outcome = "Approved"
	Declined            Outcome = "Declined"
	OnlineRequest       Outcome = "Online Request"
	TryAgain            Outcome = "Try Again"
	TryAnotherInterface Outcome = "Try Another Interface"
	SelectNext          Outcome = "Select Next"
	EndApplication      Outcome = "End Application"
)

// The values of the CVM parameter.
const (
	NA        = "N/A"
	NoCVM     = "No CVM"
	OnlinePIN = "Online PIN"
	Confirmed = "Confirmation Code Verified"
	Obtain    = "Obtain Signature"
)

// UI is a User Interface Request. Present tells whether there is one; a Message
// of 00 and an empty Status are values that the book leaves open. Hold is in
// units of 100 ms.
type UI struct {
	Present bool
	Message byte
	Status  string
	Hold    int
	Balance bool // Value Qualifier Balance, value of tag 9F5D, transaction currency
}

// Out is the Outcome with its parameters.
type Out struct {
	Outcome       Outcome
	Start         string // N/A, B or C
	Online        string // Online Response Data: N/A or EMV Data
	CVM           string
	UI            UI
	Restart       UI
	DataRecord    bool
	Discretionary bool
	Alternate     string // N/A or Contact Chip
	FieldOff      int    // units of 100 ms, -1 for N/A
	CardRead      bool   // message 17 was sent before
	ODA           string // not performed, failed, verified
	RefundDone    bool   // AAC on a refund: card action analysis is complete, the refund not declined
	Clause        string // the clause that gave the Outcome
	Disputed      bool   // the book leaves room or contradicts itself here
}
