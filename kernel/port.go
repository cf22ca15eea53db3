package kernel

import (
	"strings"
	"time"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A Port is a program's only way to the world. Posts cannot fail. What waits returns an *Outcome, which is nil while the
// program may go on; any other, the program hands up at once. Only the goroutine that runs the program may use it.
type Port struct {
	c       *core
	halt    *Outcome // nothing can be awaited any more
	refused int32    // asked after the end
	dead    bool     // closed: nothing can be asked any more
	keep    bool     // past the point of no return: Cancelled is not taken
	reader  Interface
}

const (
	maxUnwind = 64   // posts after a halt: messages, field off
	maxDeaf   = 4096 // further calls of a program that does not listen
)

// Config is the session's configuration. It is shared: read it only.
func (p *Port) Config() *Config { return p.c.cfg }

// Transaction is the program's own copy of the transaction.
func (p *Port) Transaction() *Transaction { return &p.c.tx }

// Store holds the session's data objects.
func (p *Port) Store() *Store { return &p.c.data }

// Exchanges is the number of commands sent so far.
func (p *Port) Exchanges() int { return int(p.c.exchanges) }

// Commit marks the point after which the transaction can no longer be cancelled: from here on what waits
// does not see Cancelled unless it asks for it.
func (p *Port) Commit() { p.keep = true }

// Await takes the first queued event of set and waits for one if there is none. Events that are not of set stay
// queued, in order. Cancelled ends the program with the outcome that Await returns, unless set holds it.
func (p *Port) Await(set EventSet) (Event, *Outcome) { return p.await(nil, set) }

// Take is Await that never waits: false, if no event of set is queued.
func (p *Port) Take(set EventSet) (ev Event, ok bool) {
	ok = !p.dead && p.take(set, &ev)
	return ev, ok
}

// take takes a queued event. Commands go to the reader of the card that was found last, or that gave no answer when it was.
func (p *Port) take(set EventSet, ev *Event) bool {
	if !p.c.take(set, ev) {
		return false
	}
	if ev.Kind == CardFound || ev.Interface != InterfaceNone {
		p.reader = ev.Interface
	}
	return true
}

// Poll gives what has happened a chance to come in.
func (p *Port) Poll() { p.post(p.ask(Poll)) }

// Transmit sends a command and waits for Response or CardFault.
func (p *Port) Transmit(cmd []byte) (Event, *Outcome) {
	a := p.ask(Transmit)
	a.Command = cmd
	return p.await(a, kinds[Transmit].answers)
}

// TransmitTimed is Transmit with the exchange measured next to the reader.
func (p *Port) TransmitTimed(cmd []byte) (Event, *Outcome) {
	a := p.ask(Transmit)
	a.Command, a.Timed = cmd, true
	return p.await(a, kinds[Transmit].answers)
}

// Send starts a command; take its Response or CardFault with Await. If an earlier command is still unanswered,
// Send first waits for that answer and drops it.
func (p *Port) Send(cmd []byte) {
	a := p.ask(Transmit)
	a.Command = cmd
	p.post(a)
}

// SendTimed is Send with the exchange measured next to the reader.
func (p *Port) SendTimed(cmd []byte) {
	a := p.ask(Transmit)
	a.Command, a.Timed = cmd, true
	p.post(a)
}

// Show makes a user interface request, in the first of its languages that the terminal has. One without any is in that of the request before.
//
// A 8.1.1.17
func (p *Port) Show(ui UI) {
	p.Speak(ui.Language)
	ui.Language = p.c.language
	a := p.ask(Show)
	a.UI = ui
	p.post(a)
}

// PowerOn resets the card in a contact reader and waits for CardFound, with its answer to reset, or CardFault.
//
// EMV 4.3 B1 6.1.3
func (p *Port) PowerOn(warm bool) (Event, *Outcome) {
	a := p.ask(PowerOn)
	a.Reader, a.Warm = p.reader, warm
	return p.await(a, kinds[PowerOn].answers)
}

// PowerOff deactivates the contacts.
//
// EMV 4.3 B1 6.1.5
func (p *Port) PowerOff() {
	a := p.ask(PowerOff)
	a.Reader = p.reader
	p.post(a)
}

// RemovalProcedure has the cardholder take the card, and reports whether it is gone. Nobody is asked for one that is gone already.
func (p *Port) RemovalProcedure(ui UI, within time.Duration) (gone bool) {
	if _, gone = p.Take(Set(CardRemoved)); gone {
		return true
	}
	p.Speak(ui.Language)
	ui.Language = p.c.language
	a := p.ask(RemovalProcedure)
	a.UI, a.Within = ui, within
	ev, out := p.await(a, kinds[RemovalProcedure].answers)
	return out == nil && ev.Kind == CardRemoved
}

// StartTimer starts the one timer again; Timeout comes after d.
func (p *Port) StartTimer(d time.Duration) {
	a := p.ask(StartTimer)
	a.Within = d
	p.post(a)
}

// StopTimer also drops a Timeout that is queued or under way.
func (p *Port) StopTimer() {
	p.post(p.ask(StopTimer))
	p.c.forget(1 << Timeout)
}

// FieldOff switches the reader that has found the card off for at least hold. It also ends an Activate.
func (p *Port) FieldOff(hold time.Duration) {
	a := p.ask(FieldOff)
	a.Reader, a.Within = p.reader, hold
	p.post(a)
}

// ReaderOff is FieldOff for one of several readers.
func (p *Port) ReaderOff(reader Interface) {
	a := p.ask(FieldOff)
	a.Reader = reader
	p.post(a)
}

// SendData is the DEK signal: data for the terminal, and the tags that the kernel needs from it.
func (p *Port) SendData(data []byte, needed []tlv.Tag) {
	a := p.ask(SendData)
	a.Data, a.Needed = data, needed
	p.post(a)
}

// Activate polls for a card and waits for CardFound, Collision or Timeout. With readers the first card wins: commands
// go to its reader from then on. After Collision go on with AwaitCard. While a contactless card is worked on, a contact reader
// that was polled too goes on: a card there is one more CardFound, for Take, until ReaderOff.
//
// Past the point of no return the wait for a card can be given up all the same, and then ends with Cancelled: what is decided stays.
//
// A 8.1.1.10
func (p *Port) Activate(within time.Duration, readers ...Interface) (Event, *Outcome) {
	a := p.ask(Activate)
	a.Within, a.Readers = within, readers
	return p.await(a, p.card())
}

// AwaitCard is how Activate goes on after Collision and CollisionCleared.
func (p *Port) AwaitCard() (Event, *Outcome) { return p.await(nil, p.card()) }

// card is what the wait for a card can end with.
func (p *Port) card() EventSet {
	set := kinds[Activate].answers
	if p.keep {
		set |= 1 << Cancelled
	}
	return set
}

// ReviewCandidates has the terminal reorder and restrict the candidates: the indices of those that stay, in order, and
// whether the first is to be selected without asking the cardholder.
func (p *Port) ReviewCandidates(list []Candidate) (order []byte, chosen bool, out *Outcome) {
	a := p.ask(ReviewCandidates)
	a.Candidates = list
	ev, out := p.await(a, kinds[ReviewCandidates].answers)
	return ev.Data, ev.MerchantChose, out
}

// SelectApplication has the cardholder choose, and returns the index of the candidate.
func (p *Port) SelectApplication(list []Candidate) (int, *Outcome) {
	a := p.ask(SelectApplication)
	a.Candidates = list
	ev, out := p.await(a, kinds[SelectApplication].answers)
	return int(ev.Index), out
}

// ConfirmApplication asks the cardholder for a yes or no.
func (p *Port) ConfirmApplication(one Candidate) (bool, *Outcome) {
	a := p.ask(ConfirmApplication)
	a.Candidates = []Candidate{one}
	ev, out := p.await(a, kinds[ConfirmApplication].answers)
	return out == nil && ev.Index == 0, out
}

// SelectLanguage has the cardholder choose a language, and returns the index. ui says in which language to ask.
func (p *Port) SelectLanguage(languages []string, ui UI) (int, *Outcome) {
	a := p.ask(SelectLanguage)
	a.Languages, a.UI = languages, ui
	ev, out := p.await(a, kinds[SelectLanguage].answers)
	return int(ev.Index), out
}

// SelectAccount has the cardholder choose an account, and returns the index.
func (p *Port) SelectAccount(accounts []tlv.AccountTypeValue, ui UI) (int, *Outcome) {
	a := p.ask(SelectAccount)
	a.Accounts, a.UI = accounts, ui
	ev, out := p.await(a, kinds[SelectAccount].answers)
	return int(ev.Index), out
}

// RequestAmount has the amounts entered and puts them into the transaction.
func (p *Port) RequestAmount(ui UI) *Outcome {
	a := p.ask(RequestAmount)
	a.UI = ui
	ev, out := p.await(a, kinds[RequestAmount].answers)
	if out == nil {
		p.c.tx.entered(&ev)
	}
	return out
}

// EnterPIN has the PIN device take a PIN, which stays in it, and waits for PINDone.
func (p *Port) EnterPIN(r PINRequest, within time.Duration) (Event, *Outcome) {
	a := p.ask(EnterPIN)
	a.PIN, a.Within = r, within
	a.PIN.PAN, _ = p.c.data.latest(tlv.PAN.Tag())
	tx := &p.c.tx
	a.UI = UI{Language: p.c.language, Amount: tx.Amount, HasValue: !tx.AmountLater, Currency: tx.Currency, Exponent: tx.Exponent}
	return p.await(a, kinds[EnterPIN].answers)
}

// VerifyPIN has the PIN device send VERIFY to the card and waits for PINDone, with the status word, or CardFault.
func (p *Port) VerifyPIN(r PINRequest) (Event, *Outcome) {
	a := p.ask(VerifyPIN)
	a.PIN = r
	return p.await(a, kinds[VerifyPIN].answers)
}

// Lookup has the terminal look the card up in its exception file and transaction log, and waits for LookedUp. card is TLV of
// PAN and sequence number.
func (p *Port) Lookup(card []byte) (Event, *Outcome) {
	a := p.ask(Lookup)
	a.Data = card
	return p.await(a, kinds[Lookup].answers)
}

// Retain has the terminal keep data under a tag of the kernel's own, over transactions, stops and other cards, until the next Retain with this tag; no data: it
// is forgotten. It is kept before the next action is done.
func (p *Port) Retain(under tlv.Tag, data []byte) {
	a := p.ask(Retain)
	a.Needed, a.Data = []tlv.Tag{under}, data
	p.post(a)
}

// Retained is what was kept under a tag, nothing where nothing was.
func (p *Port) Retained(under tlv.Tag) ([]byte, *Outcome) {
	a := p.ask(Lookup)
	a.Needed = []tlv.Tag{under}
	ev, out := p.await(a, kinds[Lookup].answers)
	return ev.Data, out
}

// CaptureBiometric has the capture device capture, and waits for PINDone: what it captures stays in it.
func (p *Port) CaptureBiometric(r PINRequest, b Biometric, within time.Duration) (Event, *Outcome) {
	a := p.ask(CaptureBiometric)
	a.PIN, a.Biometric, a.Within = r, b, within
	return p.await(a, kinds[CaptureBiometric].answers)
}

// VerifyBiometric has the capture device send VERIFY to the card and waits for PINDone, with the status word, or CardFault.
func (p *Port) VerifyBiometric(r PINRequest, b Biometric) (Event, *Outcome) {
	a := p.ask(VerifyBiometric)
	a.PIN, a.Biometric = r, b
	return p.await(a, kinds[VerifyBiometric].answers)
}

// PerformCVM has the terminal perform a cardholder verification method of its own, and gives the result. about is TLV of what the card says for it, if anything.
func (p *Port) PerformCVM(code tlv.CVMCode, condition tlv.CVMCondition, about ...byte) (tlv.CVMResult, *Outcome) {
	a := p.ask(PerformCVM)
	a.Data = append([]byte{byte(code), byte(condition)}, about...)
	ev, out := p.await(a, kinds[PerformCVM].answers)
	return ev.CVM, out
}

// Referral has the attendant call the issuer and say whether the transaction is approved, and by which code, nil for none. card is TLV of the PAN.
func (p *Port) Referral(card []byte, ui UI) (code []byte, approved bool, out *Outcome) {
	a := p.ask(Referral)
	a.Data, a.UI = card, ui
	ev, out := p.await(a, kinds[Referral].answers)
	if approved = out == nil && ev.Index == 0; approved {
		code = approvalCode(ev.Data)
	}
	return code, approved, out
}

// ForceAcceptance asks the attendant whether a transaction that was declined is accepted nevertheless.
func (p *Port) ForceAcceptance(ui UI) (bool, *Outcome) {
	a := p.ask(ForceAcceptance)
	a.UI = ui
	ev, out := p.await(a, kinds[ForceAcceptance].answers)
	return out == nil && ev.Index == 0, out
}

// ForcedOnline reports whether the attendant wants the host asked: at an unattended terminal nobody can.
//
// B4 6.5.3
func (p *Port) ForcedOnline() bool {
	cfg, tx := p.Config(), &p.c.tx
	kind := tlv.TerminalTypeValue(cfg.Treatment(tx.Purpose).TerminalType(cfg.Terminal.Type))
	return tx.ForceOnline && kind.Attended()
}

// GoOnline asks the host and waits for HostResponse or UnableToGoOnline, or for what also names: after that take the host's answer with Await. Where the
// answer to an earlier request was lost no other is sent: nobody could say then which of them to take back (B4 12.2.3).
func (p *Port) GoOnline(de55 []byte, also ...EventKind) (ev Event, out *Outcome) {
	if h := &p.c.host; h.arrived && !h.answered {
		ev.Kind, ev.MayHaveArrived = UnableToGoOnline, true
		return ev, nil
	}
	a := p.ask(GoOnline)
	a.Data = p.c.forAcquirer(de55)
	set := kinds[GoOnline].answers | Set(also...)
	if out = p.hold(a, set); out == nil { // as await does, with a stack that is lower by its frame
		p.take(set, &ev)
	}
	return ev, out
}

// ApprovesWith names the response codes by which the issuer approves beside 00, as the kernel's book has them: until another card takes its place.
func (p *Port) ApprovesWith(codes ...string) { p.c.host.also = codes }

// Approves reports whether the host has approved the last request.
func (p *Port) Approves() bool { return p.c.host.approves() }

// Booked reports whether the host has approved anything at all: a part too that the transaction does not take, or by a code that the kernel does not know, and that is reversed.
func (p *Port) Booked() bool { return p.c.host.booked() }

// RefusesPart reports whether the host has approved a part of the amount, or does not say how much, and the transaction takes none: that is reversed, and nobody accepts it by force.
func (p *Port) RefusesPart() bool { return p.c.host.refusesPart() }

// ConfirmAmount has the cardholder confirm the transaction's amounts, and puts what is agreed on in their place: others, without the cash, or in
// another currency. card is TLV of 5F28, 9F07 and 9F42 as the card has them.
func (p *Port) ConfirmAmount(ui UI, card []byte, cashback bool) *Outcome {
	a := p.ask(ConfirmAmount)
	p.c.ask = p.c.tx
	a.UI, a.Data, a.Cashback, a.Transaction = ui, card, cashback, &p.c.ask
	ev, out := p.await(a, kinds[ConfirmAmount].answers)
	if out == nil {
		p.c.tx.entered(&ev)
	}
	return out
}

// Selected notes which application the transaction goes on with, for its [Result]: its AID and its name for the cardholder.
func (p *Port) Selected(aid []byte, label string) {
	p.c.aid, p.c.label = append(p.c.aid[:0], aid...), label
}

// Speak makes the first of the languages, two letters each, that the terminal has that of what the cardholder reads from now on, the PIN device's words too.
// None that it has changes nothing.
//
// B4 11.1, A 8.1.1.17
func (p *Port) Speak(languages string) {
	own := p.c.cfg.Terminal.Languages
	if l, ok := step.PreferredLanguage([]byte(languages), own); ok {
		p.c.language = l
	} else if len(own) == 0 { // a terminal that names none
		p.c.language = firstLanguage(languages, p.c.language)
	}
}

// firstLanguage is the first of the languages that is one, two letters: a card may put anything in their place. Where none is, it is the other.
//
// B3 A1
func firstLanguage(languages, other string) string {
	letter := func(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
	for ; len(languages) >= 2; languages = languages[2:] {
		if letter(languages[0]) && letter(languages[1]) {
			return strings.ToLower(languages[:2])
		}
	}
	return other
}

// Spoken is the language of what the cardholder reads: the terminal's first, as long as no message was in another.
//
// A 8.1.1.17
func (p *Port) Spoken() string { return p.c.spoken() }

func (c *core) spoken() string {
	if l := c.cfg.Terminal.Languages; c.language == "" && len(l) > 0 {
		return l[0]
	}
	return c.language
}

// Deselect takes back what a card has brought that another one ends, at another interface: no application is selected, and messages are in the terminal's
// language again.
//
// A 8.1.1.10, 8.1.1.11
func (p *Port) Deselect() {
	p.Selected(nil, "")
	p.ApprovesWith()
	p.c.demand = 0
	p.c.language = ""
	p.c.language = p.c.spoken()
}

// ask begins a question, in the place of the one that has been answered. It makes way for it: answers to an earlier one of
// its kind are dropped, and the card has one command at a time.
func (p *Port) ask(k ActionKind) *Action {
	c := p.c
	c.forget(kinds[k].answers)
	if k == PowerOn || k == Activate {
		c.forget(1 << CardRemoved) // the one before
	}
	var reader Interface
	if kinds[k].card {
		for c.owed&busy != 0 && p.ended(0) == nil {
			_, _ = p.await(nil, kinds[Transmit].answers|kinds[VerifyPIN].answers)
		}
		switch {
		case p.ended(0) != nil:
		case int(c.exchanges) >= c.budget.Exchanges:
			p.halt = exhausted("exchanges")
		case c.spent >= c.budget.CardTime:
			p.halt = exhausted("card time")
		}
		reader = p.reader
	}
	c.act = Action{Kind: k, Reader: reader}
	return &c.act
}

// post yields an action that awaits nothing. Once the program has to end, messages may still go out, commands may not.
func (p *Port) post(a *Action) {
	if p.ended(0) != nil {
		if p.refused++; p.dead || p.refused > maxUnwind {
			p.deaf()
			return
		}
		if kinds[a.Kind].card {
			return
		}
	}
	p.yield(a)
}

// await yields an action, if there is one, waits for an event of set and takes it.
func (p *Port) await(a *Action, set EventSet) (ev Event, out *Outcome) {
	if out = p.hold(a, set); out == nil {
		p.take(set, &ev)
	}
	return ev, out
}

// hold waits until an event of set is queued. The stack is as low here as it can be: sessions stand here for long.
func (p *Port) hold(a *Action, set EventSet) *Outcome {
	watch := p.watch(set)
	for {
		if out := p.ended(set); out != nil {
			p.refused++
			p.deaf()
			return out
		}
		if a == nil {
			if p.c.has(set) {
				return nil
			}
			a = &p.c.act
			*a = Action{Kind: Wait}
		}
		a.Await = watch
		p.yield(a)
		a = nil
	}
}

// watch is what wakes a program that waits for set.
func (p *Port) watch(set EventSet) EventSet {
	if !p.keep {
		set |= 1 << Cancelled
	}
	return set
}

func (p *Port) yield(a *Action) {
	p.c.emit(a)
	if !p.c.yield() {
		p.dead = true
	}
}

// ended is the outcome that ends the program's waiting, nil while there is none.
func (p *Port) ended(set EventSet) *Outcome {
	c := p.c
	switch {
	case p.halt != nil:
	case p.dead:
		p.halt = stopped("closed")
	case c.over:
		p.halt = exhausted("journal bytes")
	case !p.keep && !set.Has(Cancelled) && c.has(1<<Cancelled):
		p.halt = stopped("cancelled")
	}
	return p.halt
}

func (p *Port) deaf() {
	if p.refused > maxDeaf {
		p.c.leave()
	}
}

func stopped(why string) *Outcome {
	return &Outcome{Status: EndApplication, Error: ErrorIndication{L3: L3Stop, Reason: why}}
}

// exhausted is the outcome of a session at the end of its budget.
func exhausted(what string) *Outcome {
	return &Outcome{Status: EndApplication, Error: ErrorIndication{L2: BudgetExceeded, Reason: "budget of " + what + " used up"}}
}
