package kernel

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A Handler does what actions ask and says what happened. For a post it returns the zero Event, or one that has already
// happened: a plain blocking reader answers every Transmit with its Response, awaited or not. For Wait it returns the
// first of Await that happens. An error means that the transport is broken and the transaction cannot go on;
// a card that does not answer is no error but CardFault.
//
// It may keep no byte of the action after it returns. One that also has a method EndTransaction() hears of the end of the run, once, whether
// there is a result, an error, both, or a panic: there it wipes what belongs to the cardholder.
type Handler interface {
	Do(context.Context, Action) (Event, error)
}

// A HandlerFunc is a Handler that is one function.
type HandlerFunc func(context.Context, Action) (Event, error)

// Do calls f.
func (f HandlerFunc) Do(ctx context.Context, a Action) (Event, error) { return f(ctx, a) }

// Run drives a session to its result and closes it. When ctx ends, the program is cancelled in good order: Run
// returns its result. After the program's point of no return it cannot be cancelled; then the handler goes on with
// a context that does not end. The error is the handler's, Next's or a *BugError; with a *BugError there is a result.
//
// Once GoOnline has been handed out a handler's error no longer stops the program: what the handler was asked for has failed (the
// card gives no response, the request may have arrived), and the run goes on to a result, which says in Reversal whether an approval has to be
// taken back. There are both then, the result and the first such error: heed the result whatever the error. Only after a
// *SinkError there is none: the session goes on by [Resume], from what the sink holds.
//
// A session that has begun goes on with what [Session.Next] or [Resume] returned last: whoever has done that hands its event to Next before.
//
// The program of a new session runs on the caller's goroutine, and the handler is called where the program stands: a panic or Goexit of the handler
// passes through the program, whose defers run, and is the caller's; so does a Goexit of the program. Next is refused meanwhile.
func Run(ctx context.Context, s *Session, h Handler) (*Result, error) {
	defer s.Close()
	return s.RunOpen(ctx, h)
}

// RunOpen is [Run] that leaves the session open, for what [Session.Value] and [Session.Journal] give until it is closed.
func (s *Session) RunOpen(ctx context.Context, h Handler) (*Result, error) {
	r := runner{ctx: ctx, handler: h}
	if e, ok := h.(interface{ EndTransaction() }); ok {
		defer e.EndTransaction()
	}
	if s.c.fresh() {
		return s.runInline(&r)
	}
	a, asked, err := s.inHand()
	for r.asked = asked; err == nil && a.Kind != Done; {
		var ev Event
		if ev, err = r.answer(a); err == nil {
			a, err = s.Next(ev)
		}
	}
	if err != nil {
		return r.broke(s.c, err)
	}
	return r.done(s.c, a.Result)
}

// A runner answers actions by a handler.
type runner struct {
	ctx       context.Context
	handler   Handler
	queue     []Event // happened, not delivered
	cancelled bool
	asked     bool   // the host
	broken    error  // the handler's, after the host was asked
	held      Action // not begun: ctx has ended, and the program hears of that first
}

// answer is the event that follows from an action. The error ends the run.
func (r *runner) answer(a Action) (Event, error) {
	if a.Kind == Wait && r.held.Kind != 0 { // the program goes on all the same
		a = r.held
	}
	r.held = Action{}
	if !r.cancelled && a.Await != 0 && a.Kind != Wait && r.ctx.Err() != nil {
		r.cancel()
		r.held = a
		return Event{Kind: Cancelled}, nil
	}
	var ev Event
	if a.Kind != Wait || len(r.queue) == 0 {
		var err error
		if ev, err = r.do(a); err != nil {
			return Event{}, err
		}
	}
	if len(r.queue) == 0 {
		return ev, nil
	}
	if ev.Kind != Nothing {
		r.queue = append(r.queue, ev)
	}
	ev = r.queue[0]
	r.queue = slices.Delete(r.queue, 0, 1)
	return ev, nil
}

// cancel makes the context one that does not end: the program is told of the end instead.
func (r *runner) cancel() {
	r.cancelled, r.ctx = true, context.WithoutCancel(r.ctx)
}

// do has the handler do an action.
func (r *runner) do(a Action) (Event, error) {
	r.asked = r.asked || a.Kind == GoOnline
	ev, err := r.handler.Do(r.ctx, a)
	if r.ctx.Err() != nil { // while the handler was at it: the program hears of that first
		r.cancel()
		r.queue = append(r.queue, Event{Kind: Cancelled})
		undone := kinds[a.Kind].undone
		if err != nil && (undone.Kind != Nothing || a.Await == 0 || a.Kind == Wait || a.Await.Has(Cancelled)) {
			return undone, nil
		}
	}
	if err == nil {
		return ev, nil
	}
	err = fmt.Errorf("kernel: %v: %w", a.Kind, err)
	if !r.asked {
		return Event{}, err
	}
	if r.broken == nil {
		r.broken = err
	}
	if ev = kinds[a.Kind].undone; ev.Kind == Nothing && a.Await != 0 {
		if ev = hopeless(a.Await); ev.Kind == Nothing {
			return ev, errNoEnd
		}
	}
	return ev, nil
}

// errNoEnd stands for the handler's error where the program cannot go on to its end.
var errNoEnd = errors.New("kernel: nothing that the program waits for can happen")

// broke is what Run returns where the run cannot go on.
func (r *runner) broke(c *core, err error) (*Result, error) {
	if err == errNoEnd {
		err = r.broken
	} else {
		err = errors.Join(r.broken, err)
	}
	if !r.asked || errors.As(err, new(*SinkError)) {
		return nil, err
	}
	end := &Outcome{Status: EndApplication, Error: ErrorIndication{L3: L3Stop, Reason: "nothing that the program waits for can happen"}}
	return c.settle(end).clone(), err
}

// done is what Run returns with the program's result.
func (r *runner) done(c *core, result *Result) (*Result, error) {
	if r.broken != nil {
		return result, errors.Join(r.broken, c.err)
	}
	return result, c.err
}

// hopeless is what ends a wait of a program whose handler cannot wait.
func hopeless(set EventSet) Event {
	switch {
	case set.Has(CardFault):
		return kinds[Transmit].undone
	case set.Has(UnableToGoOnline):
		return kinds[GoOnline].undone
	case set.Has(Timeout):
		return Event{Kind: Timeout}
	case set.Has(Cancelled):
		return Event{Kind: Cancelled}
	case set.Has(CardRemoved):
		return Event{Kind: CardRemoved}
	}
	return Event{}
}
