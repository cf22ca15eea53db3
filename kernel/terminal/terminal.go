// Package terminal is the shell that applications call: it does what kernels ask with real or simulated devices, keeps what has to outlive the power
// in a ledger, and leaves nothing to be done afterwards in order to be safe.
//
//	cfg, err := config.Load(file)                 // kernel/config: the terminal's configuration, JSON
//	devices := terminal.Devices{
//		Readers:    terminal.Readers{Contact: reader},
//		Acquirer:   terminal.Acquirer{Host: bank, Messages: bank},
//		Cardholder: terminal.Cardholder{Display: screen, PIN: pad, Chooser: keys},
//	}
//	t, err := terminal.New(cfg, devices, ledger)  // takes back what a crash has left
//	sale, err := t.Sell(ctx, 12_34)               // minor units of the terminal's currency
//	if sale == nil {
//		return err                            // nothing has begun
//	}
//	sale.Approved()                               // hand out the goods
//	sale.Print(printer, terminal.CardholderCopy)
//	err = sale.Undo(ctx, terminal.GoodsNotTaken)  // or take them back: the slip then says so
//
// A shop needs one Reader and a ledger, a Host and Messages to go online and to take back, and a Display; each other device is for what its field says, and [New]
// names the ones that the configuration asks for. Without hardware: testvectors/config has configurations ("default"), testvectors/card virtual cards for
// [Inserted] ("full"), testvectors/issuer an issuer that knows them (a [Host] hands it [Request.DE55] and returns the data of its answer), crypto/pin/softpin/pinpad
// a PIN device, and [NewMemoryLedger] a ledger; package kernel/terminal/store has one in a file. A signature is owed by card "xda" with configuration "xda", its PIN
// bypassed.
//
// At a cash machine:
//
//	sale, err := t.Withdraw(ctx, 100_00)
//	if sale.Owed.Cash != 0 {
//		if err = dispense(sale.Owed.Cash); err != nil {
//			return sale.Undo(ctx, terminal.DeviceFailed)
//		}
//		return sale.Paid()
//	}
//
// [Terminal.Do] makes any other transaction, by its [kernel.Purpose]:
//
//   - A purchase, cash or cashback runs as the books have it. The cash is part of the amount (B4 6.5.1) and is offered
//     only where the card's usage control allows it (6.3.3): a terminal that confirms amounts asks when the card is known
//     ([Confirmer]), and a card that was told another amount in its PDOL begins again at its final selection (10.1).
//   - A refund is accepted in one of three ways, about which the books are silent: with the flow "data" the card is read and asked for an
//     AAC, and the acquirer decides without it; with the authorisation "online" the card gives an ARQC and the host decides; with "offline" the card
//     gives a TC and no host is asked. Without either, action analysis decides as for a purchase.
//   - A verification of the account, or an inquiry, is a whole transaction with amount zero.
//   - A pre-authorisation is a whole transaction that only the host can approve. It holds the amount: nothing of it is in any total.
//   - A deposit, a transfer or a mini statement is one that only the host can approve, too. What its answer says for the cardholder, balances and the lines of a
//     statement, is in [Sale.Facts] and on the cardholder's copy, and the ledger keeps none of it.
//   - A card is only read, with the flow "data" and no host: the slip says that it was, and what it is.
//   - A PIN change or unblocking is one with amount zero that only the host can approve, because its script does the work: it is
//     approved when the card gave a TC and carried out every script there was, and else declined, with a reversal if the host had
//     approved. A new PIN is typed twice at the PIN device and goes from it to the device that talks to the host; no kernel sees it.
//
// What an application has to say of a card, it says when the card is known: [CardReviewer] and [RiskAdvisor], in [Merchant], see a prefix of the account number and
// a token of it, and refuse, tighten, give a discount or points, or offer a conversion.
//
// An order may let the host approve a part (Partial: what is left is [Owed]), let a card go before the host is asked (QuickChip), or keep it in the reader of a
// cash machine for another transaction (KeepCard, SameCard, [Terminal.ReturnCard]).
//
// [Terminal.Accept] makes an order by whatever way the card comes to be read. After a chip that cannot be read, [Presentment] says whether the magnetic stripe or key entry is open, and with which POS entry mode. [Text]
// has the standard messages in words. Whoever drives a session by [kernel.Session.Next] or [kernel.Run] has a handler in the devices
// ([Devices.Do]) and keeps the ledger himself.
//
// Clauses without an edition are of EMV 4.4.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/tlv"
)

// A Terminal makes transactions, one at a time.
type Terminal struct {
	cfg     *kernel.Config
	devices Devices
	ledger  Ledger
	kernels []kernel.Kernel // for contactless cards

	mu    sync.Mutex
	busy  bool
	kept  *kept    // of the last sale
	visit []uint64 // transactions with the card that stays in the reader, for which cash is owed
	holds string   // the language of its holder

	books   sync.Mutex // an entry is read, changed and put back by one at a time
	sending sync.Mutex // and one sends what waits
}

// Format prints the configuration's name, under every verb.
func (t *Terminal) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "terminal, configuration %q", t.cfg.Name)
}

// New makes a terminal of a configuration, of devices and of the ledger that it had before. What the ledger says was asked of the host and never
// settled, because the power went or the ledger failed, is taken back first, here and before each transaction: its reversal waits in the ledger and
// is sent before the next request. The kernels are those for contactless cards, the application's own among them; with none no contactless card is taken.
//
// The error has one [*SetupError] for each thing that does not fit: no configuration, no ledger, or a device that is nil although the configuration has
// somebody asked by it: a Chooser with cardholderConfirms, a Confirmer with confirmsAmount, a Reviewer with reviewsCandidates; or a kernel that one of its
// combinations names and that is not among the kernels.
func New(cfg *kernel.Config, d Devices, l Ledger, kernels ...kernel.Kernel) (*Terminal, error) {
	if cfg == nil {
		return nil, &SetupError{"cfg", "is nil: load one with package config"}
	}
	if l == nil {
		return nil, &SetupError{"ledger", "is nil: NewMemoryLedger keeps nothing over a stop, a file does"}
	}
	c := &cfg.Terminal
	var faults []error
	fault := func(field, reason string) { faults = append(faults, &SetupError{field, reason}) }
	if c.CardholderConfirms && d.Cardholder.Chooser == nil {
		fault("Devices.Cardholder.Chooser", "is nil, and the configuration has the cardholder confirm applications: give one, or clear cardholderConfirms")
	}
	if c.ConfirmsAmount && d.Cardholder.Confirmer == nil {
		fault("Devices.Cardholder.Confirmer", "is nil, and the configuration has the cardholder confirm the amount: give one, or clear confirmsAmount")
	}
	if c.ReviewsCandidates && d.Merchant.Reviewer == nil {
		fault("Devices.Merchant.Reviewer", "is nil, and the configuration has the terminal review applications: give one, or clear reviewsCandidates")
	}
	for i := range cfg.Combinations {
		id := cfg.Combinations[i].Kernel
		if !slices.ContainsFunc(kernels, func(k kernel.Kernel) bool { return k.ID() == id }) {
			fault("kernels", fmt.Sprintf("have no %s, which combinations[%d] of the configuration names", id, i))
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if d.Clock == nil {
		d.Clock = time.Now
	}
	t := &Terminal{cfg: cfg, devices: d, ledger: l, kernels: kernels}
	return t, errors.Join(t.takeBack(), t.endJournals())
}

// A SetupError says what is wrong with the arguments of [New], or with an [Order].
type SetupError struct{ Field, Reason string }

func (e *SetupError) Error() string { return "terminal: " + e.Field + " " + e.Reason }

// ErrBusy says that another transaction is running.
var ErrBusy = errors.New("terminal: another transaction is running")

// An Order is what the cardholder wants.
type Order struct {
	// Token is what the till calls this sale, at most 64 bytes of UTF-8 and nothing of a card; empty: nothing. The same token is never booked twice: while a transaction
	// with it is approved and not taken back, or may be (a host that refuses to take back what was declined here may keep it), another one is refused with a [*TokenError] that says what became of it. So a till that has lost
	// its power asks again with the same token.
	Token       string
	Purpose     kernel.Purpose
	Amount      uint64 // minor units of the terminal's currency, the cash in it included; zero where the purpose has none
	Cash        uint64 // the part of Amount that is given out as cash with a purchase; of Cashback there is some, unless AmountLater
	AmountLater bool   // the amount is not known yet, and zero: the cardholder is asked for it
	ForceOnline bool   // the merchant wants the host; at an unattended terminal nobody can
	HostAway    bool   // it is known beforehand that no host can be reached
	Account     tlv.AccountTypeValue
	To          tlv.AccountTypeValue // of a transfer: where the money goes
	Interface   kernel.Interface     // the only way by which a card is taken; none: any
	ChipFailed  bool                 // the chip of this card could not be read: see Presentment
	ChipSpoke   bool                 // and has answered
	ChipCode    uint16               // and has told this service code
	Partial     bool                 // of a purchase: the host may approve a part of the amount, and the rest is owed: see Owed
	QuickChip   bool                 // a card with contacts that wants the host is finished first, and may be taken
	Estimated   bool                 // with QuickChip: Amount is an estimate; the Dialogue is asked for the amount before the host is. No tap is taken
	KeepCard    bool                 // at a cash machine: the card stays in the reader for another transaction: see ReturnCard
	SameCard    bool                 // it has stayed
}

// refused says what does not go together in an order; empty: all does.
func (o *Order) refused() string {
	switch {
	case o.Partial && (o.Purpose != kernel.Purchase || o.Cash != 0):
		return "has a part approved of what is no purchase, or has cash in it"
	case (o.QuickChip || o.Estimated) && o.Purpose.Administers():
		return "lets the card go before the scripts that its purpose needs"
	case o.Estimated && (!o.QuickChip || o.AmountLater || o.Amount == 0):
		return "has an estimate without QuickChip, or no amount that is one"
	case o.Estimated && o.Interface == kernel.Contactless:
		return "has an estimate and takes a tap alone: the reader holds its limits against the amount that the card is told of"
	case (o.KeepCard || o.SameCard) && o.QuickChip:
		return "keeps a card that QuickChip lets go"
	case o.SameCard && o.Interface != kernel.InterfaceNone && o.Interface != kernel.Contact:
		return "takes the card that has stayed by another interface than the reader that it is in"
	}
	return ""
}

// Sell makes a purchase, by whatever way the card comes to be read: see [Terminal.Accept]. amount is in minor units of the terminal's currency.
func (t *Terminal) Sell(ctx context.Context, amount uint64) (*Sale, error) {
	return t.Accept(ctx, Order{Purpose: kernel.Purchase, Amount: amount})
}

// Withdraw makes a withdrawal of cash: what is approved stays owed until [Sale.Paid] or [Sale.Undo].
func (t *Terminal) Withdraw(ctx context.Context, amount uint64) (*Sale, error) {
	return t.Accept(ctx, Order{Purpose: kernel.Cash, Amount: amount})
}

// FastCash makes a withdrawal of the amount that the configuration has for it, from the terminal's first account type: the cardholder is asked for neither.
func (t *Terminal) FastCash(ctx context.Context) (*Sale, error) {
	o, err := FastCash(t.cfg)
	if err != nil {
		return nil, err
	}
	return t.Accept(ctx, o)
}

// FastCash is the order of a withdrawal whose amount the configuration has. The error is a *PurposeError.
func FastCash(cfg *kernel.Config) (Order, error) {
	r := cfg.Treatment(kernel.Cash)
	if r == nil || r.Fast == 0 {
		return Order{}, &PurposeError{kernel.Cash, "the configuration has no fast cash"}
	}
	o := Order{Purpose: kernel.Cash, Amount: r.Fast}
	if a := cfg.Terminal.Accounts; len(a) > 0 {
		o.Account = a[0]
	}
	return o, nil
}

// Refund gives money back for goods returned.
func (t *Terminal) Refund(ctx context.Context, amount uint64) (*Sale, error) {
	return t.Accept(ctx, Order{Purpose: kernel.Refund, Amount: amount})
}

// Inquire asks for a balance.
func (t *Terminal) Inquire(ctx context.Context) (*Sale, error) {
	return t.Accept(ctx, Order{Purpose: kernel.Inquiry})
}

// Do makes one transaction, from the card's presentment to its settlement in the ledger. The sale tells what became of it, however unhappy; it is nil if none
// has begun. An error means wrong use, a broken device or a broken ledger. There may be both: the sale counts whatever the error, because a host may have
// been asked. ctx cancels it in good order, as long as it can be cancelled.
func (t *Terminal) Do(ctx context.Context, o Order) (*Sale, error) {
	if err := t.begin(); err != nil {
		return nil, err
	}
	defer t.end()
	admission, err := t.admit(Task{Purpose: o.Purpose, Amount: o.Amount, GivesBack: o.Purpose == kernel.Refund})
	if err != nil {
		return nil, err
	}
	if admission.Practice {
		return t.exercise(ctx, o)
	}
	t.keep(nil)
	if err := t.takeBack(); err != nil {
		return nil, err
	}
	tx, err := t.transaction(o)
	if err != nil {
		return nil, err
	}
	_, _ = t.Forward(ctx) // what waits goes first: B4 12.2.3
	s := &Sale{t: t, transaction: tx, token: o.Token, operator: admission.Operator}
	if s.Number, s.transaction.Sequence, err = t.ledger.Next(); err != nil {
		return nil, fmt.Errorf("terminal: ledger: %w", err)
	}
	h := newHandler(&t.devices)
	h.asking, h.advise, h.token, h.later = s.note, s.keepAdvice, o.Token, t.takesLater(&tx)
	if o.SameCard {
		h.found = kernel.Contact
	}
	session, err := kernel.NewSession(acceptance.Program(t.kernels...), t.cfg, s.transaction, t.options(s.Number)...)
	if err != nil {
		return nil, err
	}
	r, broken := kernel.Run(ctx, session, h)
	if r == nil {
		return nil, errors.Join(broken, t.endJournals())
	}
	if f := h.facts.Load(); f != nil {
		s.Facts = *f
	}
	s.review, s.entered = h.seen, h.entered
	err = s.settle(context.WithoutCancel(ctx), r, h.tap.total)
	return s, errors.Join(broken, err, t.visits(ctx, o, s), t.endJournals())
}

// maxToken is the length of a sale token.
const maxToken = 64

// isFree refuses a sale token that a transaction holds.
func (t *Terminal) isFree(token string) error {
	if len(token) > maxToken || !utf8.ValidString(token) {
		return &SetupError{"Order.Token", fmt.Sprintf("has more than %d bytes, or is no UTF-8", maxToken)}
	}
	if token == "" {
		return nil
	}
	e, err := t.ledger.Find(token)
	switch {
	case errors.Is(err, ErrNoEntry):
		return nil
	case err != nil:
		return fmt.Errorf("terminal: ledger: %w", err)
	}
	e.Wipe()
	return &TokenError{token, e.redacted()}
}

// endJournals completes the journals of sessions that are over.
func (t *Terminal) endJournals() error {
	j := t.devices.Journals
	if j == nil {
		return nil
	}
	over, err := j.Unfinished()
	for _, number := range over {
		err = errors.Join(err, j.Complete(number))
	}
	return err
}

// AwaitMessages waits until the display has got every message of the transactions before, each held for its time; a program calls it before it leaves, or
// before it uses the display itself. ctx ends the wait.
//
// A 8.1.1.16
func (t *Terminal) AwaitMessages(ctx context.Context) {
	if s := t.devices.screen; s != nil {
		s.drain(ctx)
	}
}

func (t *Terminal) options(number uint64) (o []kernel.Option) {
	if t.devices.Trace != nil {
		o = append(o, kernel.WithTrace(t.devices.Trace))
	}
	if j := t.devices.Journals; j != nil {
		o = append(o, journal.WithSink(func(piece []byte) error { return j.Append(number, piece) }))
	}
	return o
}

// transaction makes a transaction of an order, with the terminal's date and time.
func (t *Terminal) transaction(o Order) (kernel.Transaction, error) {
	tx, err := NewTransaction(t.cfg, o.Purpose, o.Amount, o.Cash)
	if err != nil {
		return tx, err
	}
	if err := t.isFree(o.Token); err != nil {
		return tx, err
	}
	if reason := o.refused(); reason != "" {
		return tx, &SetupError{"Order", reason}
	}
	if o.To != tlv.DefaultAccount && o.Purpose != kernel.Transfer {
		return tx, &SetupError{"Order.To", "is an account that nothing goes to: only a transfer has one"}
	}
	tx.AmountLater, tx.ForceOnline, tx.HostAway = o.AmountLater, o.ForceOnline, o.HostAway
	if reason := t.cfg.Refuses(&tx); reason != "" {
		return tx, &PurposeError{o.Purpose, reason}
	}
	tx.Account, tx.AccountTo, tx.Interface, tx.ChipFailed = o.Account, o.To, o.Interface, o.ChipFailed
	tx.ChipSpoke, tx.ChipCode = o.ChipSpoke, o.ChipCode
	tx.Partial, tx.QuickChip, tx.Estimated, tx.CardStays, tx.CardStayed = o.Partial, o.QuickChip, o.Estimated, o.KeepCard, o.SameCard
	tx.Reviewed = t.devices.Merchant.CardReviewer != nil || t.devices.Merchant.RiskAdvisor != nil
	SetTime(&tx, t.devices.Clock())
	return tx, nil
}

// SetTime puts a moment into a transaction: date, time and their distance to UTC.
func SetTime(tx *kernel.Transaction, now time.Time) {
	bcd := func(n int) byte { return byte(n/10%10<<4 | n%10) }
	tx.Date = [3]byte{bcd(now.Year() % 100), bcd(int(now.Month())), bcd(now.Day())}
	tx.Time = [3]byte{bcd(now.Hour()), bcd(now.Minute()), bcd(now.Second())}
	_, offset := now.Zone()
	tx.UTCOffset = int16(offset / 60)
}

func (t *Terminal) begin() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.busy {
		return ErrBusy
	}
	t.busy = true
	return nil
}

func (t *Terminal) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.busy = false
}

// keep holds the messages of the last sale, and wipes those of the one before.
func (t *Terminal) keep(k *kept) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept.wipe()
	t.kept = k
}

// forget wipes the messages of a sale that is taken back.
func (t *Terminal) forget(number uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept != nil && t.kept.number == number {
		t.kept.wipe()
	}
}

// takeBack takes back what a stop has left: requests that were sent and never settled.
//
// B4 12.2.3
func (t *Terminal) takeBack() error {
	t.books.Lock()
	defer t.books.Unlock()
	open, err := t.ledger.Open()
	if err != nil {
		return fmt.Errorf("terminal: ledger: %w", err)
	}
	for _, e := range open {
		if e.Raise != 0 {
			if err := t.raised(&e, false, true); err != nil {
				return err
			}
		}
		if e.State != Asked {
			continue // cash that may be out: the operator's
		}
		if err := t.reverse(&e, NotCompleted); err != nil {
			return err
		}
	}
	return nil
}

// Owed lists the cash whose dispensing a stop has cut short: nobody knows whether it is out. It is neither reversed nor settled until the operator
// says so by [Terminal.Paid] or [Terminal.Undo].
func (t *Terminal) Owed() ([]Entry, error) {
	open, err := t.ledger.Open()
	var owed []Entry
	for _, e := range open {
		if e.State == CashOwed {
			owed = append(owed, e)
		}
	}
	return owed, err
}

// Entry gives a transaction of the ledger.
func (t *Terminal) Entry(number uint64) (Entry, error) { return t.ledger.Get(number) }

// Paid says that the cash of a transaction is out.
func (t *Terminal) Paid(number uint64) error {
	t.books.Lock()
	defer t.books.Unlock()
	e, err := t.ledger.Get(number)
	switch {
	case err != nil:
		return err
	case e.State != CashOwed:
		return &StateError{number, e.State, "no cash is owed"}
	}
	e.State = Settled
	return t.ledger.Put(e)
}

// Undo takes an approved transaction back: notes that jam, a signature that is refused, goods not taken. Without an error it is taken back for good: the
// ledger holds the reversal of what a host has booked. It is sent at once, and where the host does not confirm it, again with each later transaction
// and each Forward until it does. Errors are the ledger's, after which nothing is taken back and Undo is called again, and [*StateError] where nothing is
// left to be taken back, where why is none of the reasons, or where the host has said at once that it does not: the approval stands then, as
// [Entry.Refusal] says, also where it says so later.
//
// B4 12.1.8
func (t *Terminal) Undo(ctx context.Context, number uint64, why ReversalReason) error {
	if err := t.undo(number, why, Settled, CashOwed); err != nil {
		return err
	}
	_, _ = t.Forward(ctx) // or it waits
	e, err := t.ledger.Get(number)
	e.Wipe()
	switch {
	case err == nil && e.Doubt:
		return &StateError{number, e.State, inDoubt}
	case err == nil && e.Refusal != "":
		return &StateError{number, e.State, refusedBack}
	}
	return nil
}

// Void takes an approved transaction back because the merchant and the cardholder want it: Undo that the [Gate] is asked about.
//
// B4 12.1.8
func (t *Terminal) Void(ctx context.Context, number uint64) error {
	e, err := t.ledger.Get(number)
	if err != nil {
		return err
	}
	if err := t.admitChange(Task{Purpose: e.Transaction.Purpose, Amount: e.Transaction.Amount, GivesBack: true}); err != nil {
		return err
	}
	return t.Undo(ctx, number, Voided)
}

// undo takes back an approval that is in one of the states.
func (t *Terminal) undo(number uint64, why ReversalReason, from ...State) error {
	t.books.Lock()
	defer t.books.Unlock()
	e, err := t.ledger.Get(number)
	switch {
	case err != nil:
		return err
	case why == NotReversed || why >= numReversalReasons:
		return &StateError{number, e.State, "taking it back wants one of the reasons"}
	case !slices.Contains(from, e.State) || !e.Approved:
		return &StateError{number, e.State, "nothing is left to be taken back"}
	case e.otherInDoubt():
		return &StateError{number, e.State, inDoubt}
	case e.Refusal != "": // it stands: nothing is owed
		reason := refusedBack
		if e.Doubt {
			e.Reversal, reason = why.String(), inDoubt
		}
		e.State, e.Rest = Settled, 0
		return errors.Join(&StateError{number, e.State, reason}, t.ledger.Put(e))
	case e.NeedsData() && len(e.Data) == 0:
		return &StateError{number, e.State, "the ledger no longer keeps its card data: give the money back by a refund"}
	}
	t.forget(number) // it is not captured
	return t.reverse(&e, why)
}

// A StateError says why a transaction of the ledger cannot be paid or undone.
type StateError struct {
	Number uint64
	State  State
	Reason string
}

func (e *StateError) Error() string {
	return fmt.Sprintf("terminal: transaction %d is %s: %s", e.Number, e.State, e.Reason)
}

// Forward sends what waits in the ledger for the acquirer: see [Forward]. A second call waits for the first.
func (t *Terminal) Forward(ctx context.Context) (sent int, err error) {
	t.sending.Lock()
	defer t.sending.Unlock()
	if t.devices.Acquirer.Messages == nil {
		return 0, nil
	}
	return forward(ctx, t.ledger, t.devices.Acquirer.Messages, t.withdrawn, t.heard)
}
