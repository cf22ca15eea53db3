package kernel

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/emvgo/emv/tlv"
)

// answers are the events that an action makes possible.
var answers = [numActionKinds]EventSet{
	Transmit:           Set(Response, CardFault),
	Activate:           Set(CardFound, Collision, CollisionCleared, Timeout),
	StartTimer:         Set(Timeout),
	ReviewCandidates:   Set(Reviewed),
	SelectApplication:  Set(Chosen),
	ConfirmApplication: Set(Chosen),
	SelectLanguage:     Set(Chosen),
	SelectAccount:      Set(Chosen),
	RequestAmount:      Set(Amount),
	ConfirmAmount:      Set(Amount),
	EnterPIN:           Set(PINDone),
	VerifyPIN:          Set(PINDone, CardFault),
	GoOnline:           Set(HostResponse, UnableToGoOnline),
	Lookup:             Set(LookedUp),
	CaptureBiometric:   Set(PINDone),
	VerifyBiometric:    Set(PINDone, CardFault),
	PerformCVM:         Set(CVMPerformed),
	Referral:           Set(Chosen),
	ForceAcceptance:    Set(Chosen),
	Advise:             Set(Advised),
}

const (
	card    = 1<<Transmit | 1<<VerifyPIN | 1<<VerifyBiometric       // kinds that keep the card busy
	anytime = EventSet(1<<DataReceived | 1<<Cancelled | 1<<Removed) // nobody need ask for them

	// late events are dropped, not refused, once nobody asks for them any more.
	late = EventSet(1<<Timeout | 1<<CardFound | 1<<Collision | 1<<CollisionCleared)
	// goOn are answers after which more may come.
	goOn = EventSet(1<<Collision | 1<<CollisionCleared)

	maxDET      = 8              // DETs in the inbox
	maxResponse = 65536 + 2      // bytes of an R-APDU
	maxTook     = 24 * time.Hour // of one exchange
)

// admit brings an event into its one form, or refuses it. What comes too late to matter becomes Nothing.
func (c *core) admit(ev Event) (Event, error) {
	ev = ev.canonical()
	k := ev.Kind
	switch {
	case k == Nothing:
		return ev, nil
	case k >= numEventKinds:
		return ev, fmt.Errorf("%w: kind %d", ErrUnexpected, k)
	case !anytime.Has(k) && !c.owes(k):
		if late.Has(k) && c.everAsked(k) { // it happened while the program stopped it
			return Event{}, nil
		}
		return ev, fmt.Errorf("%w: %v", ErrUnexpected, k)
	case k == Chosen && (ev.N < c.choices[0] || ev.N > c.choices[1]):
		return ev, fmt.Errorf("%w: Chosen with index %d", ErrUnexpected, ev.N)
	case k == Reviewed && !ev.reviews(c.choices[1]):
		return ev, fmt.Errorf("%w: Reviewed with an index out of range or twice", ErrUnexpected)
	case k == Amount && (ev.Amount > maxAmount || ev.AmountOther > maxAmount):
		return ev, fmt.Errorf("%w: Amount of more than 12 digits", ErrUnexpected)
	case k == Amount && (!bcdCurrency(ev.Code) || ev.N < 0 || ev.N > 9):
		return ev, fmt.Errorf("%w: Amount in currency %X, exponent %d", ErrUnexpected, ev.Code, ev.N)
	case k == CardFound && (ev.N < 0 || ev.N > int32(MagneticStripe)):
		return ev, fmt.Errorf("%w: CardFound on interface %d", ErrUnexpected, ev.N)
	case k == DataReceived && c.count(DataReceived) == maxDET:
		return ev, ErrInboxFull
	case (k == Cancelled || k == Removed || k == Collision || k == CollisionCleared) && c.has(Set(k)):
		return Event{}, nil
	}
	return ev, nil
}

// canonical keeps the fields that the kind has.
func (e Event) canonical() Event {
	n := Event{Kind: e.Kind}
	switch e.Kind {
	case Response:
		if len(e.Data) < 2 || len(e.Data) > maxResponse {
			return Event{Kind: CardFault, Code: uint16(FaultProtocol), Took: measured(e.Took)}
		}
		n.Data, n.Took = e.Data, measured(e.Took)
	case CardFault:
		n.Took = measured(e.Took)
		if n.Code = e.Code; n.Code < uint16(FaultTimeout) || n.Code > uint16(FaultProtocol) {
			n.Code = uint16(FaultTransmission)
		}
	case DataReceived, HostResponse:
		n.Data = e.Data
	case CardFound:
		n.Data, n.N = e.Data, e.N
	case Chosen:
		n.N = e.N
	case Reviewed:
		n.Data, n.Code = e.Data, e.Code&ReviewedChosen
	case Amount:
		n.Amount, n.AmountOther, n.Code = e.Amount, e.AmountOther, e.Code
		if e.Code != 0 {
			n.N = e.N
		}
	case PINDone:
		n.Code, n.SW, n.Took = e.Code, e.SW, measured(e.Took)
	case UnableToGoOnline:
		n.Code = e.Code
	case CVMPerformed:
		if n.Code = e.Code; n.Code > uint16(tlv.CVMSuccessful) {
			n.Code = uint16(tlv.CVMFailed)
		}
	case Advised:
		n.Code = e.Code & AdviceFailed
	case LookedUp:
		n.Code = e.Code & LookedUpException
		if len(e.Data) == 6 {
			n.Data = e.Data
		}
	}
	return n
}

// measured is a time as the journal has it.
func measured(d time.Duration) time.Duration {
	return min(max(d, 0), maxTook).Truncate(time.Microsecond)
}

// reviews reports whether Data are indices up to last, none twice.
func (e *Event) reviews(last int32) bool {
	for i, n := range e.Data {
		if int32(n) > last || bytes.IndexByte(e.Data[:i], n) >= 0 {
			return false
		}
	}
	return true
}

func (c *core) owes(k EventKind) bool      { return among(c.owed, k) }
func (c *core) everAsked(k EventKind) bool { return among(c.asked, k) }

func among(kinds uint32, k EventKind) bool {
	for a, set := range answers {
		if kinds>>a&1 != 0 && set.Has(k) {
			return true
		}
	}
	return false
}

// enqueue puts an admitted event into the inbox; the question that it answers is settled.
func (c *core) enqueue(ev Event) {
	if c.owed&card != 0 { // or it is the cardholder who took his time
		c.spent = min(c.spent+ev.Took, maxTook)
	}
	if !goOn.Has(ev.Kind) && !anytime.Has(ev.Kind) {
		for a, set := range answers {
			if set.Has(ev.Kind) {
				c.owed &^= 1 << a
			}
		}
	}
	switch ev.Kind {
	case HostResponse:
		c.answered, c.arrived = true, true
	case UnableToGoOnline:
		c.arrived = c.arrived || ev.Code != 0
	case PINDone:
		c.entered(&ev)
	}
	c.inbox = append(c.inbox, ev)
	c.trace.event(&ev)
}

// entered notes what the PIN device holds for the host: the last PIN that was entered, if it was for it.
// EMV 4.4 B3 10.5.2
func (c *core) entered(ev *Event) {
	if !c.entry {
		return
	}
	c.entry = false
	done := PINResult(ev.Code) == PINEntered
	if c.entering == NewPIN {
		c.newPIN = done
		return
	}
	c.onlinePIN, c.newPIN = done && c.entering == OnlinePIN, false
}

// mayHaveArrived reports whether a request has reached a host, or may have.
// EMV 4.4 B4 12.2.3
func (c *core) mayHaveArrived() bool { return c.arrived || c.owed&(1<<GoOnline) != 0 }

// take moves the first event of set from the inbox to ev.
//
// C-2 2.12 6.1
func (c *core) take(set EventSet, ev *Event) bool {
	for i := range c.inbox {
		if set.Has(c.inbox[i].Kind) {
			*ev = c.inbox[i]
			c.inbox = slices.Delete(c.inbox, i, i+1)
			return true
		}
	}
	return false
}

// forget drops every event of set.
func (c *core) forget(set EventSet) {
	c.inbox = slices.DeleteFunc(c.inbox, func(ev Event) bool { return set.Has(ev.Kind) })
}

func (c *core) count(k EventKind) (n int) {
	for i := range c.inbox {
		if c.inbox[i].Kind == k {
			n++
		}
	}
	return n
}

func (c *core) has(set EventSet) bool {
	for i := range c.inbox {
		if set.Has(c.inbox[i].Kind) {
			return true
		}
	}
	return false
}
