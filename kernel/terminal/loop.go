package terminal

import (
	"context"
	"errors"
	"time"

	"github.com/emvgo/emv/kernel"
)

// A loop brings together what happens beside the kernel: commands that it does not wait for, its timer, data of the terminal's side. All of it arrives
// on one channel, and one select takes it.
type loop struct {
	events  chan happened
	timer   *time.Timer
	ran     int // counts timers: an older one that has run out means nothing
	expired chan int
	quit    chan struct{}
	running int // what was begun and has not been heard of
	over    bool
}

// happened is an event or what broke. After one that is not the last, what was begun goes on.
type happened struct {
	ev     kernel.Event
	err    error
	goesOn bool
}

// heard counts what has ended.
func (l *loop) heard(h happened) (kernel.Event, error) {
	if !h.goesOn {
		l.running--
	}
	return h.ev, h.err
}

func newLoop() loop {
	return loop{events: make(chan happened, 16), expired: make(chan int, 1), quit: make(chan struct{})}
}

// begin does something beside the kernel.
func (l *loop) begin(do func() (kernel.Event, error)) {
	l.running++
	events, quit := l.events, l.quit
	go func() {
		ev, err := do()
		select {
		case events <- happened{ev: ev, err: err}:
		case <-quit:
		}
	}()
}

func (l *loop) startTimer(d time.Duration) {
	l.stopTimer()
	n, expired, quit := l.ran, l.expired, l.quit
	l.timer = time.AfterFunc(d, func() {
		select {
		case expired <- n:
		case <-quit:
		}
	})
}

func (l *loop) stopTimer() {
	if l.ran++; l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
}

// stop ends the timer and lets go of what is still under way.
func (l *loop) stop() {
	l.stopTimer()
	if !l.over {
		l.over = true
		close(l.quit)
	}
}

// poll is what has happened already, if anything.
func (l *loop) poll() (kernel.Event, error) {
	select {
	case h := <-l.events:
		return l.heard(h)
	case n := <-l.expired:
		return l.timeout(n), nil
	default:
		return kernel.Event{}, nil
	}
}

func (l *loop) timeout(n int) kernel.Event {
	if n != l.ran {
		return kernel.Event{}
	}
	l.timer = nil
	return kernel.Event{Kind: kernel.Timeout}
}

// errNothingToWaitFor says that a kernel waits, and nothing is under way that could end it.
var errNothingToWaitFor = errors.New("terminal: nothing that the kernel waits for can happen")

// wait waits for the next event. With ctx it ends: the kernel hears of that.
func (l *loop) wait(ctx context.Context) (kernel.Event, error) {
	for l.running > 0 || l.timer != nil {
		select {
		case h := <-l.events:
			if ev, err := l.heard(h); ev.Kind != kernel.Nothing || err != nil {
				return ev, err
			}
		case n := <-l.expired:
			if ev := l.timeout(n); ev.Kind != kernel.Nothing {
				return ev, nil
			}
		case <-ctx.Done():
			return kernel.Event{}, ctx.Err()
		}
	}
	return kernel.Event{}, errNothingToWaitFor
}

// tell is what a reader calls that notices more than one card in its field.
func (l *loop) tell(ctx context.Context) func(several bool) {
	events, quit := l.events, l.quit
	return func(several bool) {
		ev := kernel.Event{Kind: kernel.CollisionCleared}
		if several {
			ev.Kind = kernel.Collision
		}
		select {
		case events <- happened{ev: ev, goesOn: true}:
		case <-quit:
		case <-ctx.Done():
		}
	}
}

// first activates readers, each at its interface, until one has found a card, or was given one that does not answer; the others are deactivated. several
// hears of more than one card in a field.
func (l *loop) first(ctx context.Context, interfaces []kernel.Interface, readers []Reader, several func(bool)) (kernel.Event, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type found struct {
		place  int
		answer []byte
		err    error
		over   bool // the time was over, or another was found, before this ended
	}
	results := make(chan found, len(readers))
	for i, r := range readers {
		activate := r.Activate
		if c, ok := r.(Collider); ok {
			activate = func(ctx context.Context) ([]byte, error) { return c.ActivateOne(ctx, several) }
		}
		go func() {
			answer, err := activate(ctx)
			results <- found{i, answer, err, ctx.Err() != nil}
		}()
	}
	// The order of the readers decides where two have a card at once, and a card that answers is before one that does not.
	best, mute := found{place: len(readers)}, found{place: len(readers)}
	for range readers {
		f := <-results
		switch _, broken := cardFault(f.err); {
		case f.err == nil && f.place < best.place:
			best = f
		case f.err != nil && !f.over && broken != nil:
			return kernel.Event{}, broken
		case f.err != nil && !f.over && f.place < mute.place:
			mute = f
		}
		if f.err == nil || !f.over {
			stop()
		}
	}
	for i, r := range readers {
		if i != best.place && i != mute.place {
			r.Deactivate()
		}
	}
	switch {
	case best.place < len(readers):
		return kernel.Event{Kind: kernel.CardFound, Interface: interfaces[best.place], Data: best.answer}, nil
	case mute.place < len(readers):
		ev, _ := cardFault(mute.err)
		ev.Interface = interfaces[mute.place]
		return ev, nil
	}
	return kernel.Event{Kind: kernel.Timeout}, nil
}
