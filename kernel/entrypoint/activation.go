package entrypoint

import (
	"time"

	"github.com/emvgo/emv/kernel"
)

// presentWithin is how long a cardholder may take to present a card.
//
// A 5.5.3
const presentWithin = 60 * time.Second

// protocolActivation asks for a card and waits for one, and one only. No command of a higher layer goes into ATTRIB: the action has none.
//
// B 3.2, 3.2.1.6
func (e *Point) protocolActivation() turn {
	e.port.Store().Begin(kernel.ForActivation)               // A 8.1.1.11
	if !e.retained.restart && e.activated == kernel.StartB { // B 3.2.1.1
		e.fix()
	}
	ui := &kernel.UI{Message: kernel.MsgPresentCard, Status: kernel.StatusReadyToRead}
	if e.retained.restart && e.retained.ui != nil { // B 3.2.1.2
		ui = e.retained.ui
	}
	e.port.Show(*ui)
	e.polled = true
	ev, out := e.port.Activate(presentWithin, e.readers()...) // B 3.2.1.3
	for out == nil {
		switch ev.Kind {
		case kernel.CardFound:
			return e.cardFound(ev)
		case kernel.Collision: // B 3.2.1.4
			e.port.Show(kernel.UI{Message: kernel.MsgOneCardOnly, Status: kernel.StatusProcessingError})
		case kernel.CollisionCleared: // B 3.2.1.5
			e.port.Show(kernel.UI{Message: kernel.MsgOneCardOnly, Status: kernel.StatusReadyToRead})
		case kernel.Cancelled: // while a card is awaited again that the host has decided about
			return turn{out: failed(givenUp)}
		case kernel.CardFault: // one at another interface that gives no answer
			if len(e.Others) > 0 && ev.Interface != kernel.InterfaceNone && ev.Interface != kernel.Contactless {
				return e.cardFound(ev)
			}
			return e.noAnswer(ev.Fault)
		default:
			return turn{out: failed(noCard)}
		}
		ev, out = e.port.AwaitCard()
	}
	return turn{out: out}
}

// maxMute is how often a card may give no answer when it is found: one that lies in the field has to leave the transaction an end.
const maxMute = 32

// noAnswer asks for the card again that gave no answer in the field, as often as may be.
//
// B 3.3.3.7
func (e *Point) noAnswer(fault kernel.Fault) turn {
	if e.mute++; e.mute < maxMute {
		return turn{start: kernel.StartB} // B 3.3.3.7
	}
	out := failed(mute)
	out.Error.L1 = fault
	return turn{out: out}
}

// fix gives the combinations the indicators of a reader without pre-processing, and the TTQ as it is configured. A transaction that only a host may
// approve is above every floor limit here too.
//
// B 3.2.1.1
func (e *Point) fix() {
	online := e.hostDecides()
	for i := range e.combinations {
		c := &e.combinations[i]
		c.indicators = c.Fixed
		copy(c.ttq[:], c.TTQ)
		if online {
			c.indicators.FloorLimitExceeded = true
			c.ttq[1] |= onlineCryptogramRequired
		}
	}
}

// readers are those that poll, the contactless one last: the first wins where two have a card at once.
//
// A 8.1.1.10
func (e *Point) readers() []kernel.Interface {
	return append(e.Others[:len(e.Others):len(e.Others)], kernel.Contactless)
}

// cardFound goes on with a contactless card, and ends with any other.
//
// A 5.5.1, 8.1.1.10
func (e *Point) cardFound(ev kernel.Event) turn {
	if len(e.Others) == 0 || ev.Interface == kernel.Contactless {
		return turn{}
	}
	e.port.ReaderOff(kernel.Contactless)
	e.found = ev
	return turn{out: failed(otherInterface)}
}

// beaten looks for a card that was put into the contact reader meanwhile: the tap ends, and its field stays off.
//
// A 8.1.1.10
func (e *Point) beaten() (turn, bool) {
	if len(e.Others) == 0 {
		return turn{}, false
	}
	e.port.Poll()
	ev, ok := e.port.Take(kernel.Set(kernel.CardFound))
	if !ok {
		return turn{}, false
	}
	return e.cardFound(ev), true
}
