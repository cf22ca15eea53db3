// Package terminal is the shell round the kernels: it does what their actions ask with real or simulated devices, and
// makes records and receipts of their outcomes.
//
// [NewTransaction] makes a transaction for what the cardholder wants, by the names and rules of the configuration ([kernel.Treatment]):
//
//   - A purchase, cash or cashback runs as the books have it. The cash is part of the amount (EMV 4.4 B4 6.5.1) and is offered
//     only where the card's usage control allows it (6.3.3): a terminal that confirms amounts asks when the card is known
//     ([Confirmer]), and a card that was told another amount in its PDOL begins again at its final selection (10.1).
//   - A refund is accepted in one of three ways, about which the books are silent: with the flow "data" the card is read and asked for an
//     AAC, the outcome is an online request, and the application sends DataRecord to the acquirer, who decides; with the authorisation
//     "online" the card gives an ARQC and the host decides; with "offline" the card gives a TC and no host is asked. Without
//     either, action analysis decides as for a purchase.
//   - A verification of the account, or an inquiry, is a whole transaction with amount zero.
//   - A PIN change or unblocking is one with amount zero that only the host can approve, because its script does the work: it is
//     approved when the card gave a TC and carried out every script there was, and else declined, with a reversal if the host had
//     approved. A new PIN is typed twice at the PIN device ([PINPad], [kernel.NewPIN]) and goes from it to the device that talks to the host
//     (Request.NewPIN); no kernel sees it.
//
// After a chip that cannot be read, [Visit] says whether the magnetic stripe or key entry is open, and with which POS entry mode. [Text]
// has the standard messages in words. What the acquirer has to hear of and has not confirmed waits in a [Queue].
package terminal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A Host authorises transactions.
//
// Authorise sends one authorisation request and returns the issuer's data objects: 8A, 91, 71, 72. An error means that
// no answer came; wrap [ErrNotSent] where the request certainly has not left the terminal.
type Host interface {
	Authorise(ctx context.Context, r Request) (response []byte, err error)
}

// A Request is one authorisation request.
type Request struct {
	ID          uint64 // the same when it is repeated after a resume: the host must not book it twice
	DE55        []byte // TLV; valid until Authorise returns
	Transaction kernel.Transaction
	OnlinePIN   bool // the PIN device holds a PIN for this request: the kernel says so, from what this transaction did
	NewPIN      bool // and one that is to be the card's: the issuer answers with the script that writes it
}

// ErrNotSent says that a request has not left the terminal, so that nothing has to be reversed.
var ErrNotSent = errors.New("terminal: request not sent")

// RequestMayHaveArrived is the Code of UnableToGoOnline when the request may have reached the host.
const RequestMayHaveArrived = 1

// A PINPad takes PINs and has the card verify them. No PIN ever leaves it in clear.
type PINPad interface {
	// EnterPIN takes a PIN and keeps it. r.Method says what for, r.Tries how many tries the card has left, -1 unknown. A NewPIN is
	// taken twice, and kept beside the one for the host.
	EnterPIN(ctx context.Context, r kernel.PINRequest) (kernel.PINResult, error)
	// VerifyPIN sends the PIN that is kept to the card in a VERIFY command and returns the card's status word. An error is
	// the card's.
	VerifyPIN(ctx context.Context, card apdu.Card, r kernel.PINRequest) (result kernel.PINResult, sw uint16, err error)
	// EndTransaction wipes every PIN and the keys agreed on with the card. It is called at every end of a transaction.
	EndTransaction()
}

// A Display shows what the kernel asks to be shown.
type Display interface {
	Show(ctx context.Context, ui kernel.UI)
}

// A Cardholder answers the questions of application selection.
type Cardholder interface {
	// SelectApplication returns the index of the choice, or -1 for none.
	SelectApplication(ctx context.Context, list []kernel.Candidate) (int, error)
	ConfirmApplication(ctx context.Context, one kernel.Candidate) (bool, error)
}

// A Reviewer decides about the applications that card and terminal share before the cardholder does: EMV 4.4 B1 12.3, 12.4.
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
	SelectAccount(ctx context.Context, accounts []kernel.AccountType, ui kernel.UI) (int, error)
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
	Exponent      byte   // of it
}

// A Ledger is the terminal's memory of cards.
type Ledger interface {
	// Lookup says whether the card stands in the exception file, and what amount, in minor units, the transaction log has for
	// it: the most recent entry with the same PAN. The sequence number is -1 if the card has none.
	Lookup(ctx context.Context, pan []byte, psn int) (listed bool, before uint64, err error)
}

// Devices do what a kernel asks. A nil device is one that the terminal has not: without Host it is unable to go online,
// without Card none answers, without PIN and Capture the PIN device and the biometric one are out of order, without Cardholder the first application is taken and none is confirmed, without Reviewer all stay as they are,
// without Attendant nothing is approved by voice or accepted by force, without Adviser and Verifier advices and their methods fail,
// without Dialogue the first language and account are taken and a transaction without amount is cancelled, without Confirmer one whose amount
// is to be confirmed is.
type Devices struct {
	Card       apdu.Card
	Host       Host
	PIN        PINPad
	Display    Display
	Cardholder Cardholder
	Reviewer   Reviewer
	Dialogue   Dialogue
	Confirmer  Confirmer
	Ledger     Ledger
	Attendant  Attendant
	Adviser    Adviser
	Verifier   Verifier
	Capture    CaptureDevice

	held  bool // the PIN device holds an online PIN
	fresh bool // and a new one
}

// EndTransaction has the PIN device forget this cardholder. [kernel.Run] and [kernel.Drive] call it at every end of a run: it is for
// those who drive a session by Next, or wrap the devices in a handler of their own.
func (d *Devices) EndTransaction() {
	d.held, d.fresh = false, false
	if d.PIN != nil {
		d.PIN.EndTransaction()
	}
}

// Do does one action.
func (d *Devices) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	switch a.Kind {
	case kernel.Transmit:
		return d.transmit(ctx, a.Command)
	case kernel.Show:
		if d.Display != nil {
			d.Display.Show(ctx, a.UI)
		}
	case kernel.ReviewCandidates:
		return d.review(ctx, a.Candidates)
	case kernel.SelectApplication, kernel.ConfirmApplication:
		return d.choose(ctx, a)
	case kernel.SelectLanguage, kernel.SelectAccount, kernel.RequestAmount:
		return d.ask(ctx, a)
	case kernel.ConfirmAmount:
		return d.confirm(ctx, a)
	case kernel.EnterPIN:
		return d.enterPIN(ctx, a)
	case kernel.VerifyPIN:
		return d.verifyPIN(ctx, a.PIN)
	case kernel.CaptureBiometric, kernel.VerifyBiometric:
		return d.biometric(ctx, a)
	case kernel.GoOnline:
		return d.goOnline(ctx, a)
	case kernel.Lookup:
		return d.lookUp(ctx, a.Data)
	case kernel.PerformCVM, kernel.Referral, kernel.ForceAcceptance, kernel.Advise:
		return d.attend(ctx, a)
	case kernel.Wait:
		return kernel.Event{}, errNothingToWaitFor
	}
	return kernel.Event{}, nil
}

var errNothingToWaitFor = errors.New("terminal: nothing that the kernel waits for can happen")

func (d *Devices) transmit(ctx context.Context, command []byte) (kernel.Event, error) {
	response, took, err := d.card().Transmit(ctx, command)
	if err != nil {
		ev, err := cardFault(err)
		ev.Took = took.Round(time.Microsecond)
		return ev, err
	}
	return kernel.Event{Kind: kernel.Response, Data: response, Took: took.Round(time.Microsecond)}, nil
}

// card is the one there is, or one that never answers.
func (d *Devices) card() apdu.Card {
	if d.Card == nil {
		return noCard{}
	}
	return d.Card
}

type noCard struct{}

func (noCard) Transmit(context.Context, []byte) ([]byte, time.Duration, error) {
	return nil, 0, apdu.Fault(apdu.Timeout, nil)
}

// cardFault makes an event of a card's failure to respond. A card that was pulled does not answer any more.
func cardFault(err error) (kernel.Event, error) {
	var f *apdu.FaultError
	if !errors.As(err, &f) {
		return kernel.Event{}, err
	}
	code := kernel.Fault(f.Kind)
	if f.Kind == apdu.Removed {
		code = kernel.FaultTimeout
	}
	return kernel.Event{Kind: kernel.CardFault, Code: uint16(code)}, nil
}

func (d *Devices) choose(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if d.Cardholder == nil {
		n := int32(0)
		if a.Kind == kernel.ConfirmApplication {
			n = -1
		}
		return kernel.Event{Kind: kernel.Chosen, N: n}, nil
	}
	if a.Kind == kernel.SelectApplication {
		i, err := d.Cardholder.SelectApplication(ctx, a.Candidates)
		if i < 0 {
			return kernel.Event{Kind: kernel.Cancelled}, err
		}
		return kernel.Event{Kind: kernel.Chosen, N: int32(i)}, err
	}
	yes, err := d.Cardholder.ConfirmApplication(ctx, a.Candidates[0])
	if !yes {
		return kernel.Event{Kind: kernel.Chosen, N: -1}, err
	}
	return kernel.Event{Kind: kernel.Chosen}, err
}

// review asks the reviewer. An index of no candidate is an error of the application.
// EMV 4.4 B1 12.3
func (d *Devices) review(ctx context.Context, list []kernel.Candidate) (kernel.Event, error) {
	ev := kernel.Event{Kind: kernel.Reviewed}
	order, chosen, err := []int(nil), false, error(nil)
	if d.Reviewer == nil {
		for i := range list {
			order = append(order, i)
		}
	} else if order, chosen, err = d.Reviewer.ReviewCandidates(ctx, list); err != nil {
		return ev, err
	}
	if chosen {
		ev.Code = kernel.ReviewedChosen
	}
	for _, i := range order {
		if i < 0 || i >= len(list) {
			return ev, fmt.Errorf("terminal: candidate %d of %d", i, len(list))
		}
		ev.Data = append(ev.Data, byte(i))
	}
	return ev, nil
}

// ask has the cardholder choose a language or an account, or enter an amount.
// EMV 4.4 B4 11.1, EMV 4.4 B4 6.5.1
func (d *Devices) ask(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if d.Dialogue == nil {
		if a.Kind == kernel.RequestAmount {
			return kernel.Event{Kind: kernel.Cancelled}, nil
		}
		return kernel.Event{Kind: kernel.Chosen}, nil
	}
	var i int
	var err error
	switch a.Kind {
	case kernel.RequestAmount:
		amount, other, ok, err := d.Dialogue.RequestAmount(ctx, a.UI)
		if !ok {
			return kernel.Event{Kind: kernel.Cancelled}, err
		}
		return kernel.Event{Kind: kernel.Amount, Amount: amount, AmountOther: other}, err
	case kernel.SelectLanguage:
		i, err = d.Dialogue.SelectLanguage(ctx, a.Languages)
	default:
		i, err = d.Dialogue.SelectAccount(ctx, a.Accounts, a.UI)
	}
	if i < 0 {
		return kernel.Event{Kind: kernel.Cancelled}, err
	}
	return kernel.Event{Kind: kernel.Chosen, N: int32(i)}, err
}

// confirm has the cardholder confirm the amount.
// EMV 4.4 B4 6.5.1
func (d *Devices) confirm(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if d.Confirmer == nil {
		return kernel.Event{Kind: kernel.Cancelled}, nil
	}
	agreed, ok, err := d.Confirmer.ConfirmAmount(ctx, Confirmation{UI: a.UI, Transaction: *a.Transaction, Cashback: a.Cashback, Card: a.Data})
	if !ok {
		return kernel.Event{Kind: kernel.Cancelled}, err
	}
	return kernel.Event{
		Kind: kernel.Amount, Amount: agreed.Amount, AmountOther: agreed.Other, Code: agreed.Currency, N: int32(agreed.Exponent),
	}, err
}

func (d *Devices) enterPIN(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if d.PIN == nil {
		return kernel.Event{Kind: kernel.PINDone, Code: uint16(kernel.PINDeviceFailed)}, nil
	}
	if a.Within > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, a.Within)
		defer stop()
	}
	result, err := d.PIN.EnterPIN(ctx, a.PIN)
	if errors.Is(err, context.DeadlineExceeded) {
		result, err = kernel.PINCancelled, nil
	}
	entered := err == nil && result == kernel.PINEntered
	if a.PIN.Method == kernel.NewPIN {
		d.fresh = entered
	} else {
		d.held, d.fresh = entered && a.PIN.Method == kernel.OnlinePIN, false
	}
	return kernel.Event{Kind: kernel.PINDone, Code: uint16(result)}, err
}

func (d *Devices) verifyPIN(ctx context.Context, r kernel.PINRequest) (kernel.Event, error) {
	if d.PIN == nil {
		return kernel.Event{Kind: kernel.PINDone, Code: uint16(kernel.PINDeviceFailed)}, nil
	}
	result, sw, err := d.PIN.VerifyPIN(ctx, d.card(), r)
	if err != nil {
		return cardFault(err)
	}
	return kernel.Event{Kind: kernel.PINDone, Code: uint16(result), SW: sw}, nil
}

// lookUp asks the ledger; a terminal without one knows nothing against the card.
// EMV 4.4 B4 6.3.5, EMV 4.4 B3 10.6.1
func (d *Devices) lookUp(ctx context.Context, card []byte) (kernel.Event, error) {
	ev := kernel.Event{Kind: kernel.LookedUp}
	if d.Ledger == nil {
		return ev, nil
	}
	pan, _ := tlv.Find(card, tlv.PAN.Tag())
	psn := -1
	if o, ok := tlv.Find(card, tlv.PANSequenceNumber.Tag()); ok && len(o.Value) == 1 {
		psn = int(o.Value[0])
	}
	listed, before, err := d.Ledger.Lookup(ctx, pan.Value, psn)
	if listed {
		ev.Code = kernel.LookedUpException
	}
	if before > 0 {
		ev.Data = tlv.AppendN(nil, min(before, 999_999_999_999), 6)
	}
	return ev, err
}

// goOnline asks the host. That none answers is an event, not an error. A request whose PIN these devices have not taken, because the
// session was resumed, or have taken for another entry since, is not sent: the card decides as if no host could be reached, and what the
// session's former owner may have sent is reversed.
func (d *Devices) goOnline(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if d.Host == nil {
		return kernel.Event{Kind: kernel.UnableToGoOnline}, nil
	}
	if a.OnlinePIN && !d.held || a.NewPIN && !d.fresh { // EMV 4.4 B4 12.2.1
		return kernel.Event{Kind: kernel.UnableToGoOnline, Code: RequestMayHaveArrived}, nil
	}
	r := Request{ID: a.ID, DE55: a.Data, OnlinePIN: a.OnlinePIN, NewPIN: a.NewPIN}
	if a.Transaction != nil {
		r.Transaction = *a.Transaction
	}
	response, err := d.Host.Authorise(ctx, r)
	switch {
	case errors.Is(err, ErrNotSent):
		return kernel.Event{Kind: kernel.UnableToGoOnline}, nil
	case err != nil:
		return kernel.Event{Kind: kernel.UnableToGoOnline, Code: RequestMayHaveArrived}, nil
	}
	return kernel.Event{Kind: kernel.HostResponse, Data: response}, nil
}
