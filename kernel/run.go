package kernel

import (
	"context"
	"errors"
	"fmt"

	"github.com/emvgo/emv/tlv"
)

// A Handler does what actions ask and says what happened. For a post it returns the zero Event, or one that has already
// happened: a plain blocking reader answers every Transmit with its Response, awaited or not. For Wait it returns the
// first of Await that happens. An error means that the transport is broken and the transaction cannot go on;
// a card that does not answer is no error but CardFault.
//
// It may keep no byte of the action after it returns.
type Handler interface {
	Do(context.Context, Action) (Event, error)
}

// A HandlerFunc is a Handler that is one function.
type HandlerFunc func(context.Context, Action) (Event, error)

// Do calls f.
func (f HandlerFunc) Do(ctx context.Context, a Action) (Event, error) { return f(ctx, a) }

// Run drives a session to its outcome and closes it. When ctx ends, the program is cancelled in good order: Run
// returns its outcome. After the program's point of no return it cannot be cancelled; then the handler goes on with
// a context that does not end. The error is the handler's, Next's or a *BugError; with a *BugError there is an outcome.
//
// Once GoOnline has been handed out a handler's error no longer stops the program: what the handler was asked for has failed (the
// card gives no response, the request may have arrived), and the run goes on to an outcome, which says in Reversal whether an approval has to be
// taken back. There are both then, the outcome and the first such error: heed the outcome whatever the error. Only after a
// *SinkError there is none: the session goes on by [Resume], from what the sink holds.
//
// A handler that is an [Ender] hears of the end, whatever it is.
func Run(ctx context.Context, s *Session, h Handler) (*Outcome, error) {
	defer s.Close()
	return Drive(ctx, s, h)
}

// An Ender is a Handler that wants to know when a run is over: EndTransaction is called once, with an outcome, an error, both, or
// after a panic. There it wipes what belongs to the cardholder.
type Ender interface{ EndTransaction() }

// Drive is Run that leaves the session open, for what [Session.Value] and [Session.Journal] give until it is closed.
func Drive(ctx context.Context, s *Session, h Handler) (*Outcome, error) {
	var queue []Event // happened, not delivered
	cancelled, asked := false, false
	var broken error // the handler's, after the host was asked
	if e, ok := h.(Ender); ok {
		defer e.EndTransaction()
	}
	for {
		var ev Event
		if len(queue) > 0 {
			ev, queue = queue[0], queue[1:]
		}
		a, err := s.Next(ev)
		if err == nil && !cancelled && a.Await != 0 && ctx.Err() != nil { // not begun yet
			cancelled, ctx = true, context.WithoutCancel(ctx)
			var b Action
			if b, err = s.Next(Event{Kind: Cancelled}); b.Kind != Wait {
				a = b
			}
		}
		switch {
		case err != nil:
			if err = errors.Join(broken, err); asked && !errors.As(err, new(*SinkError)) {
				return s.c.withoutEnd(), err
			}
			return nil, err
		case a.Kind == Done:
			if broken != nil {
				return a.Outcome, errors.Join(broken, s.Err())
			}
			return a.Outcome, s.Err()
		case a.Kind == Wait && len(queue) > 0:
			continue
		}
		asked = asked || a.Kind == GoOnline
		ev, err = h.Do(ctx, a)
		if ctx.Err() != nil { // while the handler was at it: the program hears of that first
			cancelled, ctx = true, context.WithoutCancel(ctx)
			queue = append(queue, Event{Kind: Cancelled})
			if err != nil {
				ev, err = undone(a.Kind), nil
			}
		}
		if err != nil {
			err = fmt.Errorf("kernel: %v: %w", a.Kind, err)
			if !asked {
				return nil, err
			}
			if broken == nil {
				broken = err
			}
			if ev = undone(a.Kind); ev.Kind == Nothing && a.Await != 0 {
				if ev = hopeless(a.Await); ev.Kind == Nothing {
					return s.c.withoutEnd(), broken
				}
			}
		}
		if ev.Kind != Nothing {
			queue = append(queue, ev)
		}
	}
}

// hopeless is what ends a wait of a program whose handler cannot wait.
func hopeless(set EventSet) Event {
	switch {
	case set.Has(CardFault):
		return Event{Kind: CardFault, Code: uint16(FaultTimeout)}
	case set.Has(UnableToGoOnline):
		return Event{Kind: UnableToGoOnline, Code: 1}
	case set.Has(Timeout):
		return Event{Kind: Timeout}
	case set.Has(Cancelled):
		return Event{Kind: Cancelled}
	case set.Has(Removed):
		return Event{Kind: Removed}
	}
	return Event{}
}

// withoutEnd is the outcome of a program that cannot go on to its own.
func (c *core) withoutEnd() *Outcome {
	return &Outcome{
		Status: EndApplication, Online: c.answered, Request: c.requestID(), Reversal: c.mayHaveArrived(),
		Error: ErrorIndication{L3: L3Stop, Reason: "nothing that the program waits for can happen"},
	}
}

// undone is what happens to an action that its context cut short.
func undone(k ActionKind) Event {
	switch k {
	case Transmit, VerifyPIN, VerifyBiometric:
		return Event{Kind: CardFault, Code: uint16(FaultTimeout)}
	case GoOnline:
		return Event{Kind: UnableToGoOnline, Code: 1} // the request may have arrived: EMV 4.4 B4 12.2.3
	case Lookup:
		return Event{Kind: LookedUp}
	case EnterPIN, CaptureBiometric:
		return Event{Kind: PINDone, Code: uint16(PINCancelled)}
	case PerformCVM:
		return Event{Kind: CVMPerformed, Code: uint16(tlv.CVMFailed)}
	case Referral, ForceAcceptance:
		return Event{Kind: Chosen, N: -1}
	case Advise:
		return Event{Kind: Advised, Code: AdviceFailed}
	case Activate:
		return Event{Kind: Timeout}
	}
	return Event{}
}
