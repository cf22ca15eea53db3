package terminal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Do makes the devices a [kernel.Handler], for those who drive a session by [kernel.Run] or [kernel.Session.Next] themselves: one session at a time.
func (d *Devices) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if d.running == nil {
		d.running = newHandler(d)
	}
	return d.running.Do(ctx, a)
}

// EndTransaction has the PIN device forget this cardholder, and stops what is still under way. A command that the card has got is awaited: the reader serves the
// next transaction. [kernel.Run] calls it at every end of a run: it is for
// those who drive a session by Next, or wrap the devices in a handler of their own.
func (d *Devices) EndTransaction() {
	if d.running == nil {
		d.running = newHandler(d)
	}
	d.running.EndTransaction()
	d.running = nil
}

// handler does actions with devices.
type handler struct {
	d      *Devices
	loop   loop
	asking func(Request) error   // before a request leaves: it is noted, or not sent; nil: nobody notes it
	token  string                // of the sale
	advise func(*Request) error  // keeps an advice; nil: it is made at once
	facts  atomic.Pointer[Facts] // of the host's last answer; nil: there was none
	seen   reviewed              // what the application has made of the card
	later  bool                  // another amount may be taken afterwards

	entered Amounts // the amounts that were asked for, before anything was agreed on

	answered uint64 // ID of the last request that the host has answered; 0: none

	held  bool // the PIN device holds an online PIN
	fresh bool // and a new one
	found kernel.Interface
	field field
	tap   tapTime

	commands  sync.WaitGroup // that were sent and the kernel does not wait for
	exchanged chan struct{}  // closed when the data exchange that was begun last is over; nil: none was
	null      bool           // the last answer in it was null
}

func newHandler(d *Devices) *handler {
	if d.screen == nil {
		d.screen = &screen{}
	}
	return &handler{d: d, loop: newLoop()}
}

// EndTransaction has the PIN device forget this cardholder, and stops what is still under way. A command that the card has got is awaited: the reader serves the
// next transaction.
func (h *handler) EndTransaction() {
	h.held, h.fresh = false, false
	h.stopWatching()
	h.stopPolling()
	h.loop.stop()
	h.commands.Wait()
	if p := h.d.Cardholder.PIN; p != nil {
		p.EndTransaction()
	}
}

// Do does one action.
func (h *handler) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	begin := h.tap.enter()
	ev, err := h.act(ctx, a)
	if ev.Kind == kernel.CardFound {
		h.cardFound(ev.Interface)
	}
	h.tap.leave(begin, a.Kind == kernel.Transmit)
	return ev, err
}

// A tapTime is what card and kernel take together once a card was found, without what they wait for: host, cardholder, merchant, another card.
type tapTime struct {
	total time.Duration
	left  time.Time // when the kernel went on
	runs  bool
}

// enter begins an action: until now the kernel was at work.
func (t *tapTime) enter() time.Time {
	now := time.Now()
	if t.runs {
		t.total += now.Sub(t.left)
	}
	return now
}

// leave ends an action, the card's or another's.
func (t *tapTime) leave(begin time.Time, card bool) {
	t.left = time.Now()
	if t.runs && card {
		t.total += t.left.Sub(begin)
	}
}

func (h *handler) act(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	switch a.Kind {
	case kernel.Transmit:
		return h.transmit(ctx, a)
	case kernel.Activate:
		return h.activate(ctx, a)
	case kernel.PowerOn:
		return h.powerOn(ctx, a)
	case kernel.PowerOff, kernel.FieldOff:
		h.powerOff(a)
	case kernel.RemovalProcedure:
		return h.removal(ctx, a)
	case kernel.StartTimer:
		h.loop.startTimer(a.Within)
	case kernel.StopTimer:
		h.loop.stopTimer()
	case kernel.SendData:
		h.sendData(ctx, a)
	case kernel.Wait:
		return h.loop.wait(ctx)
	case kernel.Poll:
	case kernel.Show:
		h.show(ctx, a.UI)
	case kernel.ReviewCandidates:
		return h.review(ctx, a.Candidates)
	case kernel.SelectApplication, kernel.ConfirmApplication:
		return h.choose(ctx, a)
	case kernel.SelectLanguage, kernel.SelectAccount, kernel.RequestAmount:
		return h.ask(ctx, a)
	case kernel.ConfirmAmount:
		return h.confirm(ctx, a)
	case kernel.EnterPIN:
		return h.enterPIN(ctx, a)
	case kernel.VerifyPIN:
		return h.verifyPIN(ctx, a)
	case kernel.CaptureBiometric, kernel.VerifyBiometric:
		return h.biometric(ctx, a)
	case kernel.GoOnline:
		return h.goOnline(ctx, a)
	case kernel.Lookup:
		return h.lookUp(ctx, a)
	case kernel.Retain:
		if err := h.retain(ctx, a); err != nil {
			return kernel.Event{}, err
		}
	case kernel.ReviewCard:
		return h.reviewCard(ctx, a)
	case kernel.PerformCVM, kernel.Referral, kernel.ForceAcceptance, kernel.Advise:
		return h.attend(ctx, a)
	}
	return h.loop.poll()
}

func (h *handler) show(ctx context.Context, ui kernel.UI) {
	if d := h.d.Cardholder.Display; d != nil {
		h.d.screen.show(ctx, d, ui)
	}
}

// reader is the reader of an interface; InterfaceNone is the one that found the card, or the only one there is.
func (h *handler) reader(i kernel.Interface) Reader {
	r := &h.d.Readers
	if i == kernel.InterfaceNone {
		i = h.found
	}
	var found Reader
	switch i {
	case kernel.Contact:
		found = r.Contact
	case kernel.Contactless:
		found = r.Contactless
	case kernel.MagneticStripe:
		found = r.Stripe
	default:
		if found = r.Contact; found == nil {
			found = r.Contactless
		}
	}
	if found == nil {
		return noReader{}
	}
	return found
}

// noReader is a reader that finds no card.
type noReader struct{}

func (noReader) Transmit(context.Context, []byte) ([]byte, time.Duration, error) {
	return nil, 0, apdu.Fault(apdu.Timeout, nil)
}

func (noReader) Activate(ctx context.Context) ([]byte, error) {
	<-ctx.Done()
	return nil, apdu.Fault(apdu.Timeout, nil)
}
func (noReader) Deactivate() {}

// transmit sends a command. One that the kernel does not wait for goes out beside it, where there is somebody to exchange data with meanwhile.
func (h *handler) transmit(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if a.Await != 0 || h.d.Exchange == nil {
		return exchange(ctx, h.reader(a.Reader), a.Command)
	}
	command, r := append([]byte(nil), a.Command...), h.reader(a.Reader)
	h.commands.Add(1)
	h.loop.begin(func() (kernel.Event, error) {
		defer h.commands.Done()
		return exchange(ctx, r, command)
	})
	return h.loop.poll()
}

func exchange(ctx context.Context, card apdu.Card, command []byte) (kernel.Event, error) {
	response, took, err := card.Transmit(ctx, command)
	if err != nil {
		ev, err := cardFault(err)
		ev.Took = took.Round(time.Microsecond)
		return ev, err
	}
	return kernel.Event{Kind: kernel.Response, Data: response, Took: took.Round(time.Microsecond)}, nil
}

// cardFault makes an event of a card's failure to respond. A card that was pulled does not answer any more.
func cardFault(err error) (kernel.Event, error) {
	var f *apdu.FaultError
	if !errors.As(err, &f) {
		return kernel.Event{}, err
	}
	fault := kernel.Fault(f.Kind)
	if f.Kind == apdu.Removed {
		fault = kernel.FaultTimeout
	}
	return kernel.Event{Kind: kernel.CardFault, Fault: fault}, nil
}

// resetWithin is how long a card that is there may take to be reset.
const resetWithin = 10 * time.Second

// powerOn resets the card, warm where the reader can.
//
// EMV 4.3 B1 6.1.3
func (h *handler) powerOn(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	r := h.reader(a.Reader)
	reset := r.Activate
	if w, ok := r.(Resetter); ok && a.Warm {
		reset = w.Reset
	} else {
		r.Deactivate()
	}
	ctx, stop := limited(ctx, resetWithin)
	defer stop()
	answer, err := reset(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return cardFault(apdu.Fault(apdu.Timeout, nil))
	case err != nil:
		return cardFault(err)
	}
	return kernel.Event{Kind: kernel.CardFound, Interface: h.found, Data: answer}, nil
}

// removal shows what asks for it and waits until the card is taken.
func (h *handler) removal(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	h.show(ctx, a.UI)
	r, ok := h.reader(h.found).(Remover)
	if !ok {
		return kernel.Event{Kind: kernel.CardRemoved}, nil
	}
	ctx, stop := limited(ctx, a.Within)
	defer stop()
	if r.Removed(ctx) != nil {
		return kernel.Event{Kind: kernel.RemovalTimedOut}, nil
	}
	return kernel.Event{Kind: kernel.CardRemoved}, nil
}

// sendData gives the terminal's side what a kernel sends, and takes its answer when it comes: to what is needed there is one, be it null. A kernel that asks
// again after a null answer would ask for ever: it gets none, and its timer decides.
//
// A 8.1.1.13
func (h *handler) sendData(ctx context.Context, a kernel.Action) {
	exchange := h.d.Exchange
	if exchange == nil && len(a.Needed) == 0 {
		return
	}
	sent, needed := append([]byte(nil), a.Data...), append([]tlv.Tag(nil), a.Needed...)
	before, over := h.exchanged, make(chan struct{})
	h.exchanged = over
	h.loop.begin(func() (kernel.Event, error) {
		defer close(over)
		if before != nil {
			<-before
		}
		var data []byte
		var err error
		if exchange != nil {
			data, err = exchange.Data(ctx, sent, needed)
		}
		if err != nil || data == nil && (len(needed) == 0 || h.null) {
			return kernel.Event{}, err
		}
		h.null = data == nil
		return kernel.Event{Kind: kernel.DataReceived, Data: data}, nil
	})
}

// lookUp asks the card file; a terminal without one knows nothing against the card. What a kernel has retained it asks the keeper for.
//
// B4 6.3.5, B3 10.6.1
func (h *handler) lookUp(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	ev, card := kernel.Event{Kind: kernel.LookedUp}, a.Data
	if len(a.Needed) == 1 {
		var err error
		ev.Data, err = h.d.keeper().Kept(ctx, a.Needed[0])
		return ev, err
	}
	if h.d.CardFile == nil {
		return ev, nil
	}
	pan, _ := tlv.Find(card, tlv.PAN.Tag())
	psn := -1
	if o, _ := tlv.Find(card, tlv.PANSequenceNumber.Tag()); len(o.Value) == 1 {
		if n, err := tlv.DecodeN(o.Value); err == nil { // n 2: 12 is twelve
			psn = int(n)
		}
	}
	var err error
	ev.Listed, ev.Amount, err = h.d.CardFile.Lookup(ctx, pan.Value, psn)
	return ev, err
}

// goOnline asks the host. That none answers is an event, not an error. A request whose PIN these devices have not taken, because the
// session was resumed, or no longer hold, is not sent: the card decides as if no host could be reached, and what the
// session's former owner may have sent is reversed.
//
// B4 12.2.1
func (h *handler) goOnline(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	if h.d.Acquirer.Host == nil {
		return kernel.Event{Kind: kernel.UnableToGoOnline}, nil
	}
	if a.OnlinePIN && !h.holds(kernel.OnlinePIN, h.held) || a.NewPIN && !h.holds(kernel.NewPIN, h.fresh) {
		return kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}, nil
	}
	r := Request{ID: a.ID, Token: h.token, DE55: a.Data, OnlinePIN: a.OnlinePIN, NewPIN: a.NewPIN, Follows: h.answered, Facts: &Facts{}, Conversion: h.seen.settles(), Interface: h.found}
	if a.Transaction != nil {
		r.Transaction = *a.Transaction
	}
	if h.asking != nil {
		if err := h.asking(r); err != nil { // what is not noted is not sent
			return kernel.Event{Kind: kernel.UnableToGoOnline}, nil
		}
	}
	response, err := h.d.Acquirer.Host.Authorise(ctx, r)
	switch {
	case errors.Is(err, ErrNotSent):
		return kernel.Event{Kind: kernel.UnableToGoOnline}, nil
	case err != nil:
		return kernel.Event{Kind: kernel.UnableToGoOnline, MayHaveArrived: true}, nil
	}
	h.answered = a.ID
	h.facts.Store(r.Facts)
	return kernel.Event{Kind: kernel.HostResponse, Data: response, Money: kernel.Money{Amount: r.Facts.Part}}, nil
}

// holds reports whether the PIN device has taken a PIN and still holds it.
func (h *handler) holds(m kernel.PINMethod, taken bool) bool {
	holder, ok := h.d.Cardholder.PIN.(Holder)
	return taken && (!ok || holder.HoldsPIN(m))
}

// limited is a context that ends after a time, if there is one.
func limited(ctx context.Context, within time.Duration) (context.Context, context.CancelFunc) {
	if within <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, within)
}

// errCandidate is the application's: it has chosen what is not there.
func errCandidate(i, n int) error { return fmt.Errorf("terminal: candidate %d of %d", i, n) }
