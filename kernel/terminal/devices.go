package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// Devices are what a terminal is made of, by who stands before them. Each that is nil is one that the terminal has not: its field says what
// happens then, or which setting of the configuration makes New refuse it.
type Devices struct {
	Readers    Readers
	Acquirer   Acquirer
	Cardholder Cardholder
	Merchant   Merchant
	Clock      func() time.Time  // nil: time.Now
	CardFile   CardFile          // nil: nothing is known against any card
	Exchange   Exchange          // nil: no data reach a kernel while it runs
	Keeper     Keeper            // nil: what a kernel retains lasts as long as these devices
	Journals   Journals          // nil: no session is journalled
	Trace      func(trace.Entry) // nil: nobody listens
	Gate       Gate              // nil: anybody may have anything done

	// CustomerKey makes a token of each account for the ledger, by which reports tell customers apart: at least 16 secret bytes. nil: no tokens.
	CustomerKey []byte

	running *handler // of the session that is driven: see Do
	screen  *screen  // before the display
	kept    Keeper   // without one
}

// Readers reach cards.
type Readers struct {
	Contact     Reader // nil: no card is found there
	Contactless Reader // nil: likewise
	Stripe      Reader // Activate gives track 2 as tag 57 has it, format b; nil: likewise
}

// A Reader reaches cards by one interface. A reader with more abilities is also a [Resetter], a [Remover] or a [Collider].
type Reader interface {
	apdu.Card
	// Activate waits until a card is there and powers it on, cold, or with the field on: it returns the answer to reset (EMV 4.3 B1 8), the ATS, or nothing
	// where the reader checks that itself. It ends with ctx. An error that is no [*apdu.FaultError] is a broken reader.
	Activate(ctx context.Context) (answer []byte, err error)
	// Deactivate powers the card off, or the field, at once. It may be called at any time.
	Deactivate()
}

// A Resetter can reset the card without deactivating it: EMV 4.3 B1 6.1.3.2.
type Resetter interface {
	Reset(ctx context.Context) (answer []byte, err error)
}

// A Remover notices when the card is taken. Without it a card counts as taken as soon as it may be.
type Remover interface {
	// Removed waits until the card is gone; it ends with ctx.
	Removed(ctx context.Context) error
}

// A Collider notices that there is more than one card in its field, and can say so while it polls: the cardholder is asked to present one only. Without it
// a reader with two cards finds none, or one of them.
//
// B 3.2.1.4, 3.2.1.5
type Collider interface {
	// ActivateOne is Activate that calls several with true when there is more than one card, and with false when there is one or none again: it goes on
	// polling meanwhile. It calls it before it returns, and not at the same time twice.
	ActivateOne(ctx context.Context, several func(bool)) (answer []byte, err error)
}

// Inserted is a reader whose card is there and powered on, such as a virtual one.
func Inserted(card apdu.Card) Reader { return inserted{card} }

type inserted struct{ apdu.Card }

func (inserted) Activate(context.Context) ([]byte, error) { return nil, nil }
func (inserted) Deactivate()                              {}

// The acquirer's side.
type Acquirer struct {
	Host     Host      // nil: the terminal is unable to go online
	Practice Host      // answers those who practise: see Gate; nil: they are unable to go online
	Messages Messages  // nil: reversals wait in the ledger, and no advice can be made
	Batches  bool      // it captures in batches: advices have the data of kernel.OfflineAdvice, false: of a kernel.OnlineAdvice; and no ScriptTeller is told what stands in kernel.BatchData
	Requests []tlv.Tag // elements that it requests in batch data and advices, beside those of the configuration: see MessageData
}

// A Host authorises transactions.
//
// Authorise sends one authorisation request and returns the issuer's data objects: 8A, 89, 91, 71, 72. An error means that
// no answer came; wrap [ErrNotSent] where the request certainly has not left the terminal.
type Host interface {
	Authorise(ctx context.Context, r Request) (response []byte, err error)
}

// A ConversionHost is a [Host] that may be told of conversions: requests in another currency than the terminal's, and [Request].Conversion beside one in the terminal's. By any other
// Host nobody would hear of a conversion: none is offered.
type ConversionHost interface {
	Host
	TakesConversions() bool
}

// A Request is one authorisation request.
type Request struct {
	ID          uint64 // the same when it is repeated after a resume: the host must not book it twice
	Token       string // of the sale, empty: none; a host that knows it books no second request with it until the first is reversed
	DE55        []byte // TLV, all that the kernel has for a request, with PAN or track 2: Message has what the acquirer's tables list; valid until Authorise returns
	Transaction kernel.Transaction
	Interface   kernel.Interface // by which the card was read; InterfaceNone: nobody knows
	OnlinePIN   bool             // the PIN device holds a PIN for this request: the host's device asks it for the block, which never passes through here
	Follows     uint64           // ID of the request that is to hold more, or that the host has answered without approval and that is made once more, with the PIN that it wants; 0: none
	NewPIN      bool             // and one that is to be the card's: the issuer answers with the script that writes it

	// Conversion is what the cardholder has agreed to pay in another currency where the card was told of the terminal's: it is for settlement. nil: nothing.
	Conversion *Conversion

	// Facts takes what the answer says beside what is for the card. The host may leave it as it is, and does not touch it once Authorise has returned. nil: nobody wants it.
	Facts *Facts
}

func (r *Request) masked() string {
	return fmt.Sprintf("request %d, %s, %d bytes", r.ID, r.Transaction.Purpose, len(r.DE55))
}

// Format prints the request without its data, under every verb.
func (r Request) Format(f fmt.State, _ rune)   { _, _ = fmt.Fprint(f, r.masked()) }
func (r Request) MarshalJSON() ([]byte, error) { return json.Marshal(r.masked()) }
func (r Request) LogValue() slog.Value         { return slog.StringValue(r.masked()) }

// ErrNotSent says that a request has not left the terminal, so that nothing has to be reversed; or that a message has not in this call.
var ErrNotSent = errors.New("terminal: request not sent")

// Messages take what the terminal has to tell the acquirer afterwards.
type Messages interface {
	Reverser
	Adviser
}

// Cardholder is who presents the card.
type Cardholder struct {
	Display   Display         // nil: nothing is shown
	PIN       PINPad          // nil: the PIN device is out of order
	Capture   CaptureDevice   // nil: the biometric device is out of order
	Document  DocumentChecker // nil: the Verifier is asked about documents of identity, as about any other method of the terminal's own
	Chooser   Chooser         // nil: the first application is taken, and none is confirmed; cardholderConfirms needs one
	Dialogue  Dialogue        // nil: the first language and account are taken, and a transaction without amount is cancelled
	Confirmer Confirmer       // nil: no amount is confirmed; confirmsAmount needs one
	Converter Converter       // nil: no conversion is offered; nor is one where the Host is no ConversionHost
}

// Merchant is who accepts it.
type Merchant struct {
	Reviewer     Reviewer     // nil: all applications stay as they are; reviewsCandidates needs one
	CardReviewer CardReviewer // nil: no card is reviewed
	RiskAdvisor  RiskAdvisor  // nil: nobody advises
	Attendant    Attendant    // nil: nothing is approved by voice or accepted by force
	Verifier     Verifier     // nil: the terminal's own cardholder verification methods fail
}

// A PINPad takes PINs and has the card verify them. No PIN ever leaves it in clear. It asks for the PIN on its own display. One that is also a [Holder] is
// noticed when it has lost what it held. A device that fails says so by its result, kernel.PINDeviceFailed; an error of EnterPIN ends the run as a broken
// terminal's. crypto/pin/softpin is one in software, for tests.
type PINPad interface {
	// EnterPIN takes a PIN and keeps it, or what is made of it at once: the block of format 0, 3 or 4 for the host is made at entry, and the clear PIN is
	// gone (B4 6.3.4.2). A NewPIN is taken twice, and kept beside the one for the host.
	EnterPIN(ctx context.Context, e PINEntry) (kernel.PINResult, error)
	// VerifyPIN sends the PIN that is kept to the card in a VERIFY command, P2 80 in clear and 88 enciphered (B3 6.5.12, B2 7), and returns the
	// card's status word. An error is the card's, as apdu.Card has them.
	VerifyPIN(ctx context.Context, card apdu.Card, r kernel.PINRequest) (result kernel.PINResult, sw uint16, err error)
	// EndTransaction wipes every PIN and the keys agreed on with the card. It is called at every end of a transaction.
	EndTransaction()
}

// A PINEntry is what a PIN is entered for.
type PINEntry struct {
	kernel.PINRequest // Method says what for, Tries how many tries the card has left, -1 unknown; PAN for the block; its bytes are valid until EnterPIN returns
	Money             kernel.Money
	Language          string // up to four codes of two letters, best first
}

// A Holder says whether the PIN device still holds a PIN for the host. One that has lost it, by a time-out or an alarm of its own, sends no request with it.
type Holder interface {
	HoldsPIN(method kernel.PINMethod) bool
}

// A Display shows what the kernel asks to be shown. A request whose message is kernel.MsgNone changes the status alone: the message that is shown stays.
//
// A table 7-1
type Display interface {
	Show(ctx context.Context, ui kernel.UI)
}

// A Chooser answers the questions of application selection.
type Chooser interface {
	// SelectApplication returns the index of the choice, or -1 for none.
	SelectApplication(ctx context.Context, list []kernel.Candidate) (int, error)
	ConfirmApplication(ctx context.Context, one kernel.Candidate) (bool, error)
}

// A Reviewer decides about the applications that card and terminal share before the cardholder does: B1 12.3, 12.4.
type Reviewer interface {
	// ReviewCandidates returns the indices of the applications that stay, in the order in which they are offered, and whether
	// the first is selected without asking the cardholder, as a merchant may choose. One that needs the cardholder's
	// confirmation is confirmed nevertheless.
	ReviewCandidates(ctx context.Context, list []kernel.Candidate) (order []int, chosen bool, err error)
}

// A Dialogue asks what a cash machine asks. An index of -1 or an amount that is not ok is the cancel key.
type Dialogue interface {
	// SelectLanguage returns the index of one of the languages, two letters each.
	SelectLanguage(ctx context.Context, languages []string) (int, error)
	// SelectAccount asks in the language of ui for one of the account types.
	SelectAccount(ctx context.Context, accounts []tlv.AccountTypeValue, ui kernel.UI) (int, error)
	// RequestAmount asks in the language of ui for an amount in its currency, and the cashback in it.
	RequestAmount(ctx context.Context, ui kernel.UI) (amount, other uint64, ok bool, err error)
}

// A Confirmer has the cardholder confirm an amount when the card is known. He may agree on another one, which then is told to the card:
// without the cash that this card does not allow, with a tip, in the card's currency.
type Confirmer interface {
	// ConfirmAmount shows the amounts and returns those that are agreed on; ok false is the cancel key.
	ConfirmAmount(ctx context.Context, c Confirmation) (agreed Amounts, ok bool, err error)
}

// A Confirmation is an amount to be confirmed.
type Confirmation struct {
	UI          kernel.UI          // see Text
	Transaction kernel.Transaction // as it stands
	Cashback    bool               // cash may be part of the amount: terminal and card allow it
	Card        []byte             // TLV of 5F28, 9F07 and 9F42 as the card has them; valid until ConfirmAmount returns
}

// Amounts are amounts that the cardholder has agreed on, in minor units, the cash in both.
type Amounts struct {
	Amount, Other uint64
	Currency      uint16 // as BCD digits, if it is another; or 0
	Exponent      byte   // of it, as ISO 4217 has it
}

// A CardFile is the terminal's memory of cards.
type CardFile interface {
	// Lookup says whether the card stands in the exception file, and what amount, in minor units, the transaction log has for
	// it: the most recent entry with the same PAN. The sequence number is -1 if the card has none.
	Lookup(ctx context.Context, pan []byte, psn int) (listed bool, before uint64, err error)
}

// An Exchange is the terminal's side of data exchange: it takes what a kernel sends (DEK) and gives what it needs (DET), while the kernel goes on.
type Exchange interface {
	// Data takes TLV that the kernel sends and the tags that it needs, and returns TLV; nil is no answer. Calls come one at a time, in the order of the kernel.
	Data(ctx context.Context, sent []byte, needed []tlv.Tag) ([]byte, error)
}
