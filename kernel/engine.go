package kernel

import (
	"runtime"
	"runtime/debug"
)

// An engine runs straight-line code that stands still at each action: one goroutine and two channels.
// Who holds the turn owns the core; the channels hand it over. In the place of it, [Run] may drive the code where it stands: see inline.
type engine struct {
	in      chan bool     // closed: unwind
	out     chan struct{} // an action is in hand; closed: the code has ended
	started bool
	ended   bool
	inline  *inline // drives the code in the place of the channels
}

// resume lets the code run to its next action or its end. It is Next's side.
func (c *core) resume() {
	if c.eng.started {
		c.eng.in <- true
	} else {
		c.eng = engine{in: make(chan bool), out: make(chan struct{}), started: true}
		go c.goroutine()
	}
	if _, more := <-c.eng.out; !more {
		c.eng.ended = true
	}
}

// unwind ends the code where it stands and runs its defers.
func (c *core) unwind() {
	if c.eng.started && !c.eng.ended {
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
	if c.eng.started && !c.eng.ended {
		close(c.eng.in)
	} else {
		c.wipe()
	}
}

// yield is the code's side: the action in hand goes out, the turn comes back.
func (c *core) yield() (more bool) {
	if c.eng.inline != nil {
		return c.eng.inline.turn(c)
	}
	c.eng.out <- struct{}{}
	return <-c.eng.in
}

// goroutine is the code's own. It knows the core and never the Session, so that a dropped Session can be found.
func (c *core) goroutine() {
	defer close(c.eng.out)
	grow()
	c.body()
}

// grow makes the stack as large as kernels need it, at once and not by one copy after the other. Its own frame is gone when it returns, so that a
// session that waits for long can have a smaller stack again.
//
//go:noinline
func grow() byte {
	var b [3 << 10]byte
	return touch(&b)
}

//go:noinline
func touch(b *[3 << 10]byte) byte { return b[0] }

// body runs the program and hands out its end.
func (c *core) body() {
	returned := false
	var r *Result
	defer func() {
		if d := c.eng.inline; d != nil && d.outside { // the handler's own panic or Goexit goes on
			return
		}
		switch v := recover(); {
		case v == leaving: // it is noted
		case v != nil:
			c.bug(v)
		case !returned && c.err == nil:
			c.bug(rule("the program left by Goexit"))
		}
		if c.err != nil || r == nil {
			r = c.settle(&Outcome{Status: EndApplication, Error: ErrorIndication{L2: InternalError, Reason: "bug in the kernel"}})
		}
		c.made = r
		if c.port.dead {
			if c.eng.inline == nil {
				c.wipe()
			}
			return
		}
		c.act = Action{Kind: Done, Result: r.clone()}
		c.emit(&c.act)
	}()
	r = c.prog.Run(&c.port)
	returned = true
	if r == nil && !c.port.dead {
		c.bug(rule("no outcome"))
	}
}

func (c *core) bug(v any) {
	if c.err == nil {
		c.err = &BugError{Program: c.prog.Name, Value: v, Stack: debug.Stack()}
	}
}

// leaving unwinds a program that [Run] drives on its caller's goroutine.
var leaving any = rule("the program is unwound")

// leave ends code that goes on after it was told to stop. Its defers run.
func (c *core) leave() {
	c.bug(rule("the program goes on after its outcome"))
	if c.eng.inline != nil {
		panic(leaving)
	}
	runtime.Goexit()
}
