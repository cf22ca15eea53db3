package kernel

import (
	"context"
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
func Run(ctx context.Context, s *Session, h Handler) (*Outcome, error) {
	defer s.Close()
	return Drive(ctx, s, h)
}

// Drive is Run that leaves the session open, for what [Session.Value] and [Session.Journal] give until it is closed.
func Drive(ctx context.Context, s *Session, h Handler) (*Outcome, error) {
	var queue []Event // happened, not delivered
	cancelled := false
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
			return nil, err
		case a.Kind == Done:
			return a.Outcome, s.Err()
		case a.Kind == Wait && len(queue) > 0:
			continue
		}
		ev, err = h.Do(ctx, a)
		if ctx.Err() != nil { // while the handler was at it: the program hears of that first
			cancelled, ctx = true, context.WithoutCancel(ctx)
			queue = append(queue, Event{Kind: Cancelled})
			if err != nil {
				ev, err = undone(a.Kind), nil
			}
		}
		if err != nil {
			return nil, fmt.Errorf("kernel: %v: %w", a.Kind, err)
		}
		if ev.Kind != Nothing {
			queue = append(queue, ev)
		}
	}
}

// undone is what happens to an action that its context cut short.
func undone(k ActionKind) Event {
	switch k {
	case Transmit, VerifyPIN, VerifyBiometric:
		return Event{Kind: CardFault, Code: uint16(FaultTimeout)}
	case GoOnline:
		return Event{Kind: UnableToGoOnline}
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
