package kernel

import (
	"runtime"

	"github.com/emvgo/emv/kernel/internal/entry"
)

// inline drives a program on the goroutine of [Run]'s caller: where the program yields, the handler is called, and the event that it gives
// taken in, by the same journal, budgets and checks as Next has.
type inline struct {
	*runner
	err     error // ends the run
	outside bool  // code that is not the program's runs: handler, sink or tracer
}

// fresh reports whether a session has not begun, so that [Run] may drive it.
func (c *core) fresh() bool { return !c.begun && !c.eng.started && c.act.Kind == 0 && !c.closed }

// runInline is RunOpen for a session that is fresh.
func (s *Session) runInline(r *runner) (*Result, error) {
	c := s.c
	if !c.busy.CompareAndSwap(false, true) {
		return nil, ErrBusy
	}
	defer runtime.KeepAlive(s)
	defer c.busy.Store(false)
	d := &inline{runner: r}
	c.eng.inline = d
	defer c.settleInline()
	if _, err := c.accept(Event{}); err != nil {
		return r.broke(c, err)
	}
	c.body()
	if d.err != nil {
		return r.broke(c, d.err)
	}
	c.put(entry.Entry{Kind: entry.End})
	if d.err = d.flush(c); d.err != nil {
		return r.broke(c, d.err)
	}
	return r.done(c, c.act.Result)
}

// settleInline makes the session one that has ended, however the program was left.
func (c *core) settleInline() {
	c.eng.ended, c.eng.started = true, true
}

// turn does the action in hand and what follows from it, until the program goes on; false: it has to end.
func (d *inline) turn(c *core) (more bool) {
	if d.err != nil {
		return false
	}
	a := c.act
	for {
		if d.err = d.flush(c); d.err != nil {
			return false
		}
		var ev Event
		d.outside = true
		c.busy.Store(false) // Session.Value may be asked meanwhile
		ev, d.err = d.answer(a)
		for !c.busy.CompareAndSwap(false, true) {
			runtime.Gosched()
		}
		d.outside = false
		if d.err != nil {
			return false
		}
		var resumes bool
		if resumes, d.err = c.accept(ev); d.err != nil {
			return false
		}
		if resumes {
			c.poison()
			return true
		}
		a = c.wait()
	}
}

// flush is what Next does before it returns an action.
func (d *inline) flush(c *core) error {
	d.outside = true
	err := c.flush()
	c.trace.flush()
	d.outside = false
	return err
}
