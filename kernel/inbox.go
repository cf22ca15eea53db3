package kernel

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/emvgo/emv/kernel/internal/entry"
	"github.com/emvgo/emv/tlv"
)

const (
	anytime = EventSet(1<<DataReceived | 1<<Cancelled | 1<<CardRemoved) // nobody need ask for them

	// late events are dropped, not refused, once nobody asks for them any more.
	late = EventSet(1<<Timeout | 1<<CardFound | 1<<Collision | 1<<CollisionCleared)
	// goOn are answers after which more may come.
	goOn = EventSet(1<<Collision | 1<<CollisionCleared)

	maxDET      = 8             // DETs in the inbox
	maxResponse = 65536 + 2     // bytes of an R-APDU
	maxTook     = entry.MaxTook // of one exchange
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
	case !anytime.Has(k) && !c.owes(k) && !(c.watched && k == CardFound && ev.Interface == Contact): // A 8.1.1.10
		if late.Has(k) && c.everAsked(k) { // it happened while the program stopped it
			return Event{}, nil
		}
		return ev, fmt.Errorf("%w: %v", ErrUnexpected, k)
	case k == Chosen && (ev.Index < c.choices[0] || ev.Index > c.choices[1]):
		return ev, fmt.Errorf("%w: Chosen with index %d", ErrUnexpected, ev.Index)
	case k == Reviewed && !ev.reviews(c.choices[1]):
		return ev, fmt.Errorf("%w: Reviewed with an index out of range or twice", ErrUnexpected)
	case (k == AmountEntered || k == CardReviewed) && (ev.Amount > maxAmount || ev.AmountOther > maxAmount):
		return ev, fmt.Errorf("%w: %v with more than 12 digits", ErrUnexpected, k)
	case (k == AmountEntered || k == CardReviewed) && (!bcdCurrency(ev.Currency) || ev.Exponent > 9):
		return ev, fmt.Errorf("%w: %v in currency %X, exponent %d", ErrUnexpected, k, ev.Currency, ev.Exponent)
	case (k == CardFound || k == CardFault) && ev.Interface > MagneticStripe:
		return ev, fmt.Errorf("%w: %s on interface %d", ErrUnexpected, k, ev.Interface)
	case k == DataReceived && c.count(DataReceived) == maxDET:
		return ev, ErrInboxFull
	case (k == Cancelled || k == CardRemoved || k == Collision || k == CollisionCleared) && c.has(Set(k)):
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
			return Event{Kind: CardFault, Fault: FaultProtocol, Took: measured(e.Took)}
		}
		n.Data, n.Took = e.Data, measured(e.Took)
	case CardFault:
		n.Took, n.Fault, n.Interface = measured(e.Took), e.Fault, e.Interface
		if n.Fault < FaultTimeout || n.Fault > FaultProtocol {
			n.Fault = FaultTransmission
		}
	case DataReceived:
		n.Data = e.Data
	case HostResponse:
		n.Data, n.Amount = whatIsKept(e.Data), min(e.Amount, maxAmount)
	case CardFound:
		n.Data, n.Interface = e.Data, e.Interface
	case Chosen:
		n.Index, n.Data = e.Index, approvalCode(e.Data)
	case Reviewed:
		n.Data, n.MerchantChose = e.Data, e.MerchantChose
	case AmountEntered:
		n.Money, n.AmountOther = e.Money, e.AmountOther
		if e.Currency == 0 {
			n.Exponent = 0
		}
	case CardReviewed:
		n.Demand, n.Money, n.AmountOther, n.Data = e.Demand&allDemands, e.Money, e.AmountOther, e.Data[:min(len(e.Data), maxReason)]
		if e.Currency == 0 {
			n.Exponent = 0
		}
	case PINDone:
		n.PIN, n.SW, n.Took = e.PIN, e.SW, measured(e.Took)
	case UnableToGoOnline:
		n.MayHaveArrived = e.MayHaveArrived
	case CVMPerformed:
		if n.CVM = e.CVM; n.CVM > tlv.CVMSuccessful {
			n.CVM = tlv.CVMFailed
		}
	case Advised:
		n.NotMade = e.NotMade
	case LookedUp:
		n.Listed, n.Amount = e.Listed, min(e.Amount, maxAmount)
		if len(e.Data) <= maxRetained {
			n.Data = e.Data
		}
	}
	return n
}

// maxAnswer is how many bytes of a host's answer are kept: what a message with two bytes of length can hold, and 64 times the scripts that a card is sent.
const maxAnswer = 64 << 10

// whatIsKept is what is kept of a host's answer: one that is too long ends before the object that goes beyond, or in the midst of it if it is a script,
// which so counts as broken.
//
// B4 12.2.4
func whatIsKept(answer []byte) []byte {
	end := min(len(answer), maxAnswer)
	for c := tlv.NewCursor(answer); end < len(answer); {
		o, ok := c.Next()
		switch {
		case !ok || o.Offset+len(o.Raw) > end && (o.Tag == tlv.TagScript1 || o.Tag == tlv.TagScript2):
			return answer[:end]
		case o.Offset+len(o.Raw) > end:
			return answer[:min(o.Offset, end)]
		}
	}
	return answer
}

// approvalCode is a code that the attendant was told, nil where it is none.
//
// B4 12.1.5
func approvalCode(code []byte) []byte {
	if !tlv.AuthorisationCode.Element().Fits(len(code)) || !tlv.AN.Accepts(code) || bytes.IndexByte(code, 0) >= 0 {
		return nil
	}
	return code
}

// maxReason is how long the words of a review may be.
const maxReason = 128

// maxRetained is how much a kernel can keep under one tag; what is longer was not its own.
const maxRetained = 2048

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

func (c *core) owes(k EventKind) bool      { return c.owed&answering[k] != 0 }
func (c *core) everAsked(k EventKind) bool { return c.asked&answering[k] != 0 }

// enqueue puts an admitted event into the inbox; the question that it answers is settled.
func (c *core) enqueue(ev Event) {
	if c.owed&busy != 0 { // or it is the cardholder who took his time
		c.spent = min(c.spent+ev.Took, maxTook)
	}
	forced, referred := ev.Kind == Chosen && c.owed&(1<<ForceAcceptance) != 0, ev.Kind == Chosen && c.owed&(1<<Referral) != 0
	if !goOn.Has(ev.Kind) && !anytime.Has(ev.Kind) {
		c.owed &^= ev.settles(c.owed)
	}
	switch ev.Kind {
	case CardFound:
		c.watched = c.watched && ev.Interface == Contactless
	case HostResponse:
		c.host.answer(ev.Data, ev.Amount, &c.tx)
	case UnableToGoOnline:
		c.host.arrived = c.host.arrived || ev.MayHaveArrived
	case PINDone:
		c.entered(&ev)
	case Chosen:
		c.forced = c.forced || forced && ev.Index == 0
		if referred {
			c.host.refers(ev.Index == 0, ev.Data)
		}
	}
	c.inbox = append(c.inbox, ev)
	c.trace.event(&ev)
}

// settles are the questions, of those that are owed an answer, that an event answers: a fault is a reader's that looks for a card, or a card's that was asked.
func (e *Event) settles(owed uint32) uint32 {
	switch by := answering[e.Kind]; {
	case e.Kind != CardFault:
		return by
	case e.Interface != InterfaceNone:
		return by &^ busy
	case owed&busy != 0:
		return by & busy
	default:
		return by
	}
}

// entered notes what the PIN device holds for the host: the last PIN that was entered, if it was for it.
// B3 10.5.2
func (c *core) entered(ev *Event) {
	if !c.entry {
		return
	}
	c.entry = false
	done := ev.PIN == PINEntered
	if c.entering == NewPIN {
		c.newPIN = done
		return
	}
	c.onlinePIN, c.newPIN = done && c.entering == OnlinePIN, false
}

// mayHaveArrived reports whether a request has reached a host, or may have.
// B4 12.2.3
func (c *core) mayHaveArrived() bool { return c.host.arrived || c.owed&(1<<GoOnline) != 0 }

// take moves the first event of set from the inbox to ev.
//
// C-2 6.1
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
