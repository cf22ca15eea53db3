// Package kernel is the vocabulary of EMV kernels and the narrow waist between them and the world:
//
//	s, err := kernel.NewSession(acceptance.Program(), cfg, tx)
//	result, err := kernel.Run(ctx, s, handler) // or step by step:
//	action, err := s.Next(event)               // do what it asks, and say what happened, until its Kind is Done
//
// A kernel is straight-line code that does no I/O: it yields an [Action], is resumed with an [Event], and ends with Done. [Session.Next] is the
// primitive, [Run] the blocking form, [Port] the kernel's own side. An [Outcome] is what a kernel says, a [Result] what the transaction came to.
// Clauses are those of EMV 4.4 (B1 to B4), of Contactless Books A and B 2.12 (A, B), of C-2 2.12 and of C-8 1.2.
package kernel

import (
	"time"

	"github.com/emvgo/emv/tlv"
)

// An Action is the one thing that a kernel asks of the world next.
//
// If Await is empty the action is a post: start it and call Next at once, with the zero Event or with an event
// that has already happened. Otherwise do it, and call Next with the first event that happens.
// Byte slices belong to the session and are valid until the next call of Next.
type Action struct {
	Kind  ActionKind
	Await EventSet

	Command []byte        // Transmit: C-APDU, cases 1 to 4
	Timed   bool          // Transmit: measure the exchange next to the reader
	Warm    bool          // PowerOn: a warm reset
	Reader  Interface     // PowerOn, PowerOff, Transmit, VerifyPIN, FieldOff, ReviewCard: which reader; InterfaceNone: the only one
	Readers []Interface   // Activate: which readers poll; none: the only one
	Within  time.Duration // StartTimer, Activate, EnterPIN, ReviewCard: give up after; FieldOff: hold the field off
	Data    []byte        // GoOnline: TLV of DE 55; SendData: Data To Send; Lookup: TLV of 5A and 5F34; Referral: TLV of 5A;
	// Advise: TLV of DE 55 and 9F5B; PerformCVM: CVM code without bits 8 and 7, condition, and TLV of what the card says for it; Retain: what is to be kept, nothing: it is forgotten
	Needed      []tlv.Tag              // SendData: Data Needed; Lookup, Retain: one tag, under which a kernel keeps something; Lookup for a card: none
	ID          uint64                 // GoOnline: idempotency number, the same after a resume
	UI          UI                     // Show; EnterPIN: language and amount; SelectLanguage, SelectAccount, RequestAmount, ConfirmAmount: the language to ask in, and the currency
	Candidates  []Candidate            // ReviewCandidates, SelectApplication, ConfirmApplication; ReviewCard: the one that was selected, or none
	Languages   []string               // SelectLanguage: two letters each
	Accounts    []tlv.AccountTypeValue // SelectAccount
	PIN         PINRequest             // EnterPIN, VerifyPIN, CaptureBiometric, VerifyBiometric
	OnlinePIN   bool                   // GoOnline: the PIN device has taken a PIN for this request
	NewPIN      bool                   // GoOnline: and one that is to be the card's
	Biometric   Biometric              // CaptureBiometric, VerifyBiometric
	Transaction *Transaction           // GoOnline: the amounts that the host is asked for; Advise: what the advice is about; ConfirmAmount: those to be confirmed; ReviewCard: as it stands
	Cashback    bool                   // ConfirmAmount: the card allows cashback here: B4 6.3.3
	Fixed       bool                   // ReviewCard: the amounts stand: a cryptogram is over them
	Able        Demand                 // ReviewCard: what can be met
	Result      *Result                // Done
}

// An ActionKind says what an [Action] asks for.
type ActionKind uint8

// The action kinds, with the fields that they use and the events that answer them.
const (
	_                  ActionKind = iota
	Wait                          // nothing to start: wait for one of Await
	Poll                          // post; nothing to start: deliver what has happened
	PowerOn                       // Reader, Warm: reset a card in a contact reader, cold or warm; CardFound with its ATR, or CardFault: EMV 4.3 B1 6.1.3
	PowerOff                      // post; Reader: EMV 4.3 B1 6.1.5
	Transmit                      // Command, Timed; answered by Response or CardFault
	Activate                      // Within, Readers; field on and poll: CardFound, Collision, CollisionCleared or Timeout
	FieldOff                      // post; Within, Reader: hold the field off
	StartTimer                    // post; Within; answered later by Timeout
	StopTimer                     // post
	Show                          // post; UI
	ReviewCandidates              // Candidates; the terminal reorders, restricts and chooses: Reviewed
	SelectApplication             // Candidates; Chosen with the index, or Cancelled
	ConfirmApplication            // Candidates (one); Chosen with index 0 for yes, -1 for no
	SelectLanguage                // Languages, UI; Chosen with the index, or Cancelled
	SelectAccount                 // Accounts, UI; Chosen with the index, or Cancelled
	RequestAmount                 // UI; AmountEntered, or Cancelled
	ConfirmAmount                 // UI, Transaction, Cashback; Data: TLV of 5F28, 9F07, 9F42 as the card has them; AmountEntered, with what is agreed on, or Cancelled
	EnterPIN                      // PIN, Within; PINDone: the PIN stays in the device
	VerifyPIN                     // PIN, Reader; the device sends VERIFY itself; PINDone with the status word, or CardFault
	SendData                      // post (DEK): Data, Needed; DataReceived (DET) may follow at any time
	GoOnline                      // Data, ID, Transaction, OnlinePIN, NewPIN; HostResponse or UnableToGoOnline
	Lookup                        // Data; the terminal looks the card up in exception file and transaction log: LookedUp; or Needed: LookedUp with what was retained
	CaptureBiometric              // PIN, Biometric, Within; PINDone: what is captured stays in the device
	VerifyBiometric               // PIN, Biometric; the device sends VERIFY itself, chained where long; PINDone with the last status word, or CardFault
	PerformCVM                    // Data; a cardholder verification method that EMV does not define: CVMPerformed
	Referral                      // Data, UI; the attendant calls the issuer: Chosen with index 0 for approved and the code, -1 for declined
	ForceAcceptance               // UI; the attendant may accept what was declined: Chosen with index 0 for yes, -1 for no
	Advise                        // Data, Transaction; the terminal makes an advice for the acquirer: Advised
	RemovalProcedure              // Within, UI; have the cardholder take the card: CardRemoved, or RemovalTimedOut
	ReviewCard                    // Data: TLV of 5A, 5F28, 9F42; Candidates, Reader, Transaction, Fixed, Able, Within; the application sees what the card is: CardReviewed
	Retain                        // post; Needed, Data: the terminal keeps it over transactions and stops, before the next action is done
	Done                          // last action: Result
	numActionKinds
)

func (k ActionKind) String() string {
	if k >= numActionKinds {
		return kinds[0].name
	}
	return kinds[k].name
}

// A Candidate is one application that the card and the terminal share: B1 12.3, 12.4.
type Candidate struct {
	AID        []byte // DF name to select, 5 to 16 bytes
	Label      string // preferred name in UTF-8 where the terminal supports its code table, else the application label
	Priority   uint8  // 1 (highest) to 15; 0: none assigned
	Confirm    bool   // the cardholder must confirm: 87 b8
	LanguagesB []byte // language preference 5F2D as received, may be nil
	Registered []byte // ReviewCandidates: 9F0A, ID (2 bytes), length, value again and again, well formed; may be nil: B1 12.5
}

// A PINRequest asks the PIN device for one PIN entry or verification.
type PINRequest struct {
	Method    PINMethod
	Tries     int    // PIN tries left where the card told them, -1 unknown
	PAN       []byte // EnterPIN: as the card has it, format cn, for the block that the device makes at once; nil: not known; a device masks it: B4 6.3.4.2
	Modulus   []byte // EncipheredOfflinePINRSA: the recovered public key
	Exponent  []byte
	Challenge []byte // the enciphered ones: the card's 8 byte challenge
	Suite     byte   // EncipheredOfflinePINECC: algorithm suite of the verified certificate: 00 P-256, 01 P-521
	Public    []byte // EncipheredOfflinePINECC: x-coordinate of the recovered public key, 32 or 66 bytes
	NewKeys   bool   // EncipheredOfflinePINECC: nothing was enciphered in this transaction yet; keys of another one are of no use
}

// A Biometric says what the capture device is to capture: a method OnlinePIN in the PINRequest stands for online verification, the
// enciphered offline ones for the cipher: B3 10.5.6, 10.5.7.
type Biometric struct {
	Subtype byte   // tag 82: which finger, for instance
	BIT     []byte // the card's biometric information template 7F60, with tag and length
}

// A PINMethod is how a PIN is verified.
type PINMethod uint8

// The PIN methods: B3 10.5.1, 10.5.2.
const (
	OnlinePIN PINMethod = iota
	PlaintextOfflinePIN
	EncipheredOfflinePINRSA
	EncipheredOfflinePINECC // B2 13.2
	NewPIN                  // EnterPIN: a PIN that is to be the card's; the device takes it twice and keeps it, beside one for the host: B3 6.5.10
)

// A UI is a user interface request: Book A 6.2.4 for contactless, B4 11.2 for contact.
type UI struct {
	Message  MessageID
	Status   UIStatus
	Hold     time.Duration // keep the message at least so long
	Language string        // 5F2D, up to four two-letter codes
	Amount   uint64        // with HasValue: in minor units of Currency
	Balance  bool          // Amount is a balance
	HasValue bool
	Currency uint16
	Exponent byte // of Currency, 5F36
}

// A MessageID is one of the standard messages: B4 11.2, Book A 9.4.
type MessageID uint8

// The standard messages.
const (
	MsgNone           MessageID = 0x00 // no message: the one that is shown stays, Book A table 7-1
	MsgAmount         MessageID = 0x01
	MsgAmountOK       MessageID = 0x02
	MsgApproved       MessageID = 0x03
	MsgCallYourBank   MessageID = 0x04
	MsgCancelOrEnter  MessageID = 0x05
	MsgCardError      MessageID = 0x06
	MsgDeclined       MessageID = 0x07
	MsgEnterAmount    MessageID = 0x08
	MsgEnterPIN       MessageID = 0x09
	MsgIncorrectPIN   MessageID = 0x0A
	MsgInsertCard     MessageID = 0x0B
	MsgNotAccepted    MessageID = 0x0C
	MsgPINOK          MessageID = 0x0D
	MsgPleaseWait     MessageID = 0x0E
	MsgProcessingErr  MessageID = 0x0F
	MsgRemoveCard     MessageID = 0x10
	MsgUseChipReader  MessageID = 0x11
	MsgUseMagStripe   MessageID = 0x12
	MsgTryAgain       MessageID = 0x13
	MsgWelcome        MessageID = 0x14
	MsgPresentCard    MessageID = 0x15
	MsgProcessing     MessageID = 0x16
	MsgCardReadOK     MessageID = 0x17
	MsgInsertOrSwipe  MessageID = 0x18
	MsgOneCardOnly    MessageID = 0x19
	MsgApprovedSign   MessageID = 0x1A
	MsgAuthorising    MessageID = 0x1B
	MsgTryAnotherCard MessageID = 0x1C
	MsgPleaseInsert   MessageID = 0x1D
	MsgClearDisplay   MessageID = 0x1E
	MsgSeePhone       MessageID = 0x20
	MsgPresentAgain   MessageID = 0x21
)

// A UIStatus is the status of a user interface request: Book A 6.2.4.
type UIStatus uint8

// The statuses.
const (
	StatusNone UIStatus = iota
	StatusNotReady
	StatusIdle
	StatusReadyToRead
	StatusProcessing
	StatusCardReadSuccessfully
	StatusProcessingError
)
