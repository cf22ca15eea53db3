// Package oracle states the decisions of contactless Kernel 7 (EMV Contactless
// Book C-7 2.12) as conditions over one flat input. It shares no code with the
// kernel: tests compare the two. Every condition carries its clause.
package oracle

// Missing names objects of the GPO response that never came. C-7 4.1.4.5, 4.1.4.6
type Missing uint8

// The objects that Tables 4-3 to 4-5 make mandatory, tag 57 only in Table 4-3.
// Tag 94 is In.AFL, tag 9F10 is In.IADLen.
const (
	MissingAIP    Missing = 1 << iota // tag 82
	MissingATC                        // tag 9F36
	MissingAC                         // tag 9F26
	MissingTrack2                     // tag 57
)

// AFL is the Application File Locator (94).
type AFL uint8

// Absent, present and well-formed, or present without an entry or with a wrong
// one.
const (
	NoAFL AFL = iota
	GoodAFL
	BadAFL
)

// Read is the first thing that goes wrong with a record.
type Read uint8

// Nothing, an error of the link, a status word other than 9000, a format
// error, or an object that came before.
const (
	ReadWell Read = iota
	ReadLinkError
	ReadStatus
	ReadMalformed
	ReadDuplicate
)

// Signature is what recovery of the Signed Dynamic Application Data (9F4B)
// gave, the data of version 01 hashed.
type Signature uint8

// No 9F4B or a broken chain, a wrong signature, or one that verifies with
// Signed Data Format 05 or 95.
const (
	NoSignature Signature = iota
	BadSignature
	Format05
	Format95
)

// In is all that the decision reads. Amounts and limits act through the
// Terminal Transaction Qualifiers, which Entry Point made of them.
type In struct {
	TTQ [4]byte // tag 9F66 as sent to the card, see SentTTQ

	ATM         bool
	Stripe      bool // the terminal reads magnetic stripes
	OnException bool // there is an exception file and it holds the PAN

	NoPDOL    bool // tag 9F38 is not in the FCI
	PDOLNoTTQ bool // tag 9F66 is not in the PDOL

	LinkError bool // at GPO: timeout, protocol or transmission error
	SW        uint16
	Malformed bool // the GPO response is not format 2, or broken
	Missing   Missing
	AFL       AFL
	Read      Read

	HasCID  bool
	CID     byte // tag 9F27
	IADLen  int  // length of tag 9F10, 0 when absent
	IAD5    byte // byte 5 of tag 9F10
	HasCTQ  bool
	CTQ     [2]byte // tag 9F6C
	AIP1    byte    // byte 1 of tag 82
	AuthLen int     // length of tag 9F69, 0 when absent
	Version byte    // byte 1 of tag 9F69
	AuthCTQ [2]byte // bytes 6 and 7 of tag 9F69
	Proof   Signature
	Expired bool // tag 5F24 came and is over
	Balance bool // tag 9F5D came
}

// Outcome is an Outcome of Book A chapter 6.
type Outcome string

// The Outcomes that Kernel 7 gives. C-7 4.5
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
	NA        = "N/A"
	OnlinePIN = "Online PIN"
	Confirmed = "Confirmation Code Verified"
	Obtain    = "Obtain Signature"
	Chip      = "Contact Chip"
	Stripe    = "Mag-stripe"
	Yes       = "Yes"
	No        = "No"
)

// UI is a User Interface Request; Hold is in units of 100 ms.
type UI struct {
	Present  bool
	Message  byte
	Status   string
	Hold     int
	Language string
	Balance  bool // Value Qualifier Balance, value of tag 9F5D, transaction currency
}

// Out is the Outcome with its parameters.
type Out struct {
	Outcome    Outcome
	Start      string // N/A, B or C
	CVM        string
	UI         UI
	Restart    UI
	DataRecord bool
	Alternate  string // N/A, Contact Chip or Mag-stripe
	Receipt    string // N/A, Yes or No
	FieldOff   int    // units of 100 ms, -1 for N/A
	ODA        string // not performed, failed, verified
	Clause     string // the clause that gave the Outcome
	Disputed   bool   // the book leaves room or contradicts itself here
}

// SentTTQ gives the qualifiers that go to the card. special tells of a reader
// that authenticates for online authorisation, card whether byte 1 bit 7 of
// tag DF61 of the FCI is 1; a special reader and a card without it leave EMV,
// and emv is false. C-7 3.2.2, 4.1.4.2
func SentTTQ(copied [4]byte, special, card bool) (sent [4]byte, emv bool) {
	sent = copied
	if special && !card {
		sent[0] |= 0x40
	}
	if special && card {
		sent[0] = sent[0]&^0x40 | 0x21
		sent[1] |= 0x80
	}
	sent[2] &= 0x40
	sent[3] |= 0x80
	return sent, card || !special
}
