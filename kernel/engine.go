package kernel

import (
	"runtime"
	"runtime/debug"
)

// An engine runs straight-line code that stands still at each action: one goroutine and two channels.
// Who holds the turn owns the core; the channels hand it over. While a host is asked by [Port.AskHost] there is neither: what
// is left of the code is a function.
type engine struct {
	in      chan bool     // closed: unwind
	out     chan struct{} // an action is in hand; closed: the code has ended
	started bool
	ended   bool
}

// resume lets the code run to its next action or its end. It is Next's side.
func (c *core) resume() {
	if c.eng.started {
		c.eng.in <- true
	} else {
		c.start()
	}
	if _, more := <-c.eng.out; more {
		return
	}
	if c.then != nil {
		c.eng = engine{}
	} else {
		c.eng.ended = true
	}
}

// start runs the program on a goroutine of its own, from its beginning or from where it asked the host.
func (c *core) start() {
	run := c.prog.Run
	if then := c.then; then != nil {
		c.then = nil
		run = func(p *Port) *Outcome { return then(p.Await(answers[GoOnline])) }
	}
	c.eng = engine{in: make(chan bool), out: make(chan struct{}), started: true}
	go c.body(run)
}

// unwind ends the code where it stands and runs its defers.
func (c *core) unwind() {
	switch {
	case c.then != nil:
		c.resume()
	case c.eng.started && !c.eng.ended:
		close(c.eng.in)
		<-c.eng.out
		c.eng.ended = true
	}
}

// abandon is unwind for a session that nobody holds any more: it does not wait, the code wipes up behind itself.
func abandon(c *core) {
	if !c.busy.CompareAndSwap(false, true) {
		return
	}
	switch {
	case c.then != nil:
		c.port.dead = true
		c.start()
	case c.eng.started && !c.eng.ended:
		close(c.eng.in)
	default:
		c.wipe()
	}
}

// yield is the code's side: the action in hand goes out, the turn comes back.
func (c *core) yield() (more bool) {
	c.eng.out <- struct{}{}
	return <-c.eng.in
}

// body is the code's goroutine. It knows the core and never the Session, so that a dropped Session can be found.
func (c *core) body(run func(*Port) *Outcome) {
	defer close(c.eng.out)
	returned := false
	var out *Outcome
	defer func() {
		if v := recover(); v != nil {
			c.bug(v)
		} else if !returned && c.err == nil {
			c.bug(rule("the program left by Goexit"))
		}
		if c.then != nil && c.err == nil { // goes on when the host has answered
			return
		}
		c.then = nil
		if c.err != nil || out == nil {
			// EMV 4.4 B4 12.2.3: what a host may have approved has to be taken back
			out = &Outcome{Status: EndApplication, Online: c.answered, Reversal: c.mayHaveArrived(), Error: ErrorIndication{L2: InternalError, Reason: "bug in the kernel"}}
		}
		c.made = out
		if c.port.dead {
			c.wipe()
			return
		}
		done := out.clone()
		if c.requests > 0 {
			done.Request = c.requestID()
		}
		c.act = Action{Kind: Done, Outcome: done}
		c.emit(&c.act)
	}()
	out = run(&c.port)
	returned = true
	switch {
	case out == nil && !c.port.dead:
		c.bug(rule("no outcome"))
	case (out == later) != (c.then != nil):
		c.bug(rule("the program has another outcome than AskHost's"))
	}
}

// later is the outcome of a program that goes on when the host has answered.
var later = &Outcome{Error: ErrorIndication{Reason: "the host is being asked"}}

func (c *core) bug(v any) {
	if c.err == nil {
		c.err = &BugError{Program: c.prog.Name, Value: v, Stack: debug.Stack()}
	}
}

// leave ends code that goes on after it was told to stop. Its defers run.
func (c *core) leave() {
	c.bug(rule("the program goes on after its outcome"))
	runtime.Goexit()
}
