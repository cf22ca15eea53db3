package pcsc

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emvgo/emv/apdu"
)

// A Card is a connected card, and an [apdu.Card]. One goroutine uses it at a time; Close may be called from any.
type Card struct {
	reader  string
	options Options
	t0      *apdu.T0 // not nil on T=0
	atr     apdu.ATR
	raw     []byte // the ATR
	active  Protocols

	mu     sync.Mutex
	jobs   chan job      // run by the goroutine that owns the handle, one at a time
	closed bool          // Close was called
	direct bool          // an exchange goes on in the caller's goroutine
	lost   atomic.Bool   // a job was given up and may still run
	done   chan result   // the answer to a job
	exited chan struct{} // closed when the goroutine has let go of the card
	timer  *time.Timer

	session   session // set by Connect
	handle    handle  // one call at a time
	severable bool
	watchdog  *time.Timer // of guarded; nil until it is needed
}

// A job is a function to run, or else a command to transmit.
type job struct {
	f       func() result
	command []byte
}

// A result is what a job gives.
type result struct {
	data []byte
	took time.Duration
	err  error
}

// Connect connects to the card in a reader, or to the reader itself in mode [Direct]. The card has a session of its
// own, so that nothing that waits for readers holds it up.
func (s *Service) Connect(ctx context.Context, reader string, o Options) (*Card, error) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return nil, ErrClosed
	}
	c := &Card{
		reader: reader, options: o, timer: time.NewTimer(time.Hour),
		jobs: make(chan job), done: make(chan result, 1), exited: make(chan struct{}),
	}
	go c.run()
	r := c.call(ctx, func() result {
		var err error
		if c.session, err = s.system.establish(); err != nil {
			return result{err: failure("connect", reader, err)}
		}
		if c.handle, err = c.session.connect(reader, o.Share, o.Protocols); err != nil {
			return result{err: failure("connect", reader, err)}
		}
		return c.status("connect")
	})
	if r.err != nil {
		_ = c.Close()
		return nil, r.err
	}
	c.severable = c.session.severable()
	c.connected(r.data)
	return c, nil
}

// run does the jobs and, at the end, lets go of the card.
func (c *Card) run() {
	defer close(c.exited)
	for j := range c.jobs {
		if j.f != nil {
			c.done <- j.f()
			continue
		}
		start := time.Now()
		data, err := c.handle.transmit(j.command)
		c.done <- result{data, time.Since(start), err}
	}
	if c.handle != nil {
		_ = c.handle.disconnect(c.options.OnClose)
	}
	if c.session != nil {
		_ = c.session.release()
	}
}

// call runs f in the card's goroutine.
func (c *Card) call(ctx context.Context, f func() result) result {
	return c.do(ctx, job{f: f})
}

// do gives a job to the card's goroutine and waits for it, but no longer than ctx and the time-out allow. After a job
// that was given up the card is lost: whatever comes back is dropped.
func (c *Card) do(ctx context.Context, j job) result {
	if err := ctx.Err(); err != nil {
		return result{err: err}
	}
	if err := c.start(j); err != nil {
		return result{err: err}
	}
	var expired <-chan time.Time
	if c.options.Timeout > 0 {
		c.timer.Reset(c.options.Timeout)
		expired = c.timer.C
	}
	select {
	case r := <-c.done:
		c.timer.Stop()
		return r
	case <-ctx.Done():
		c.giveUp()
		return result{err: ctx.Err()}
	case <-expired:
		c.giveUp()
		return result{err: c.timedOut()}
	}
}

func (c *Card) start(j job) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.usable(); err != nil {
		return err
	}
	c.jobs <- j
	return nil
}

// transmit sends a command in the caller's goroutine, because to change over to another and back costs some tens of
// microseconds on a busy machine. What can end needs another all the same where nothing makes the call come back.
func (c *Card) transmit(ctx context.Context, command []byte) result {
	guarded := ctx.Done() != nil || c.options.Timeout > 0
	if guarded && !c.severable {
		return c.do(ctx, job{command: command})
	}
	if err := ctx.Err(); err != nil {
		return result{err: err}
	}
	if err := c.enter(); err != nil {
		return result{err: err}
	}
	defer c.leave()
	if guarded {
		return c.guarded(ctx, command)
	}
	start := time.Now()
	data, err := c.handle.transmit(command)
	return result{data, time.Since(start), err}
}

// guarded is an exchange that the end of ctx or the time-out breaks off, by cutting the session's line to the service.
// Nothing else runs until then. After that the card is lost, whatever came back.
func (c *Card) guarded(ctx context.Context, command []byte) result {
	stop := context.AfterFunc(ctx, c.session.sever)
	if c.options.Timeout > 0 {
		if c.watchdog == nil {
			c.watchdog = time.AfterFunc(c.options.Timeout, c.session.sever)
		} else {
			c.watchdog.Reset(c.options.Timeout)
		}
	}
	start := time.Now()
	data, err := c.handle.transmit(command)
	r := result{data, time.Since(start), err}
	expired := c.options.Timeout > 0 && !c.watchdog.Stop()
	switch ended := !stop(); {
	case ended:
		c.giveUp()
		return result{took: r.took, err: ctx.Err()}
	case expired:
		c.giveUp()
		return result{took: r.took, err: c.timedOut()}
	}
	return r
}

func (c *Card) timedOut() error {
	return apdu.Fault(apdu.Timeout, &Error{"use", c.reader, Busy, 0})
}

// enter takes the handle for an exchange in the caller's goroutine.
func (c *Card) enter() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.usable(); err != nil {
		return err
	}
	c.direct = true
	return nil
}

// leave gives the handle back, to be closed if Close was called meanwhile.
func (c *Card) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.direct = false
	if c.closed {
		close(c.jobs)
	}
}

func (c *Card) usable() error {
	switch {
	case c.lost.Load():
		return &Error{"use", c.reader, Busy, 0}
	case c.closed:
		return ErrClosed
	}
	return nil
}

// giveUp leaves a job to itself, or makes it come back where that can be, and closes the card.
func (c *Card) giveUp() {
	c.lost.Store(true)
	if c.severable {
		c.session.sever()
	}
	_ = c.Close()
}

// status asks for the ATR.
func (c *Card) status(op string) result {
	if c.options.Share == Direct {
		return result{}
	}
	atr, err := c.handle.atr()
	return result{data: atr, err: failure(op, c.reader, err)}
}

// connected takes over the ATR and the protocol after the card was powered.
func (c *Card) connected(atr []byte) {
	c.raw, c.active, c.t0 = atr, c.handle.protocol(), nil
	c.atr, _ = apdu.ParseATR(atr) // a card that the reader took is used, whatever its ATR
	if c.active == T0 && !c.options.Raw {
		c.t0 = apdu.NewT0(apdu.CardFunc(c.exchange))
	}
}

// Transmit sends a C-APDU and returns the R-APDU and the time that the reader took, on T=0 the sum of the exchanges
// that the command needed. See the package comment for the errors.
func (c *Card) Transmit(ctx context.Context, command []byte) (response []byte, elapsed time.Duration, err error) {
	if c.t0 != nil && len(command) > 0 && command[0] != pseudoClass {
		return c.t0.Transmit(ctx, command)
	}
	return c.exchange(ctx, command)
}

// pseudoClass is the class of the commands that the reader answers itself.
const pseudoClass = 0xFF

// exchange is one call to the reader.
func (c *Card) exchange(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if len(command) < 4 {
		return nil, 0, apdu.ErrShortCommand
	}
	r := c.transmit(ctx, command)
	var known code
	switch {
	case errors.As(r.err, &known):
		return nil, r.took, c.fault(known)
	case r.err != nil:
		return nil, r.took, r.err
	case len(r.data) < 2:
		// A card that is pulled in an exchange: no error and no bytes.
		return nil, r.took, apdu.Fault(apdu.Transmission, apdu.ErrShortResponse)
	}
	return r.data, r.took, nil
}

// fault makes a fault of the card, or an error, of the code of an exchange.
func (c *Card) fault(known code) error {
	err := failure("transmit", c.reader, known)
	if known == codeCommunication {
		// The reader fails so, but also a service that was killed: it does not answer the next call either.
		r := c.call(context.Background(), func() result {
			_, err := c.session.readers()
			return result{err: failure("transmit", c.reader, err)}
		})
		if IsKind(r.err, ServiceStopped) {
			return r.err
		}
	}
	if f := codes[known].fault; f != 0 {
		return apdu.Fault(f, err)
	}
	return err
}

// Reader is the name of the reader.
func (c *Card) Reader() string { return c.reader }

// ATR is the answer to reset as the reader gives it.
func (c *Card) ATR() []byte { return c.raw }

// Protocol is the active protocol, T0 or T1. Contactless cards have T1.
func (c *Card) Protocol() Protocols { return c.active }

// Contactless reports whether the reader made up the ATR, as PC/SC has it for contactless cards.
func (c *Card) Contactless() bool { return c.atr.Contactless() }

// Reconnect powers the card again, with a warm reset ([Reset]) or a cold one ([Unpower]), or only takes note of a reset
// by another program ([Leave]). It is the way back from [CardReset].
func (c *Card) Reconnect(ctx context.Context, d Disposition) error {
	r := c.call(ctx, func() result {
		if err := c.handle.reconnect(c.options.Share, c.options.Protocols, d); err != nil {
			return result{err: failure("reconnect", c.reader, err)}
		}
		return c.status("reconnect")
	})
	if r.err != nil {
		return r.err
	}
	c.connected(r.data)
	return nil
}

// Begin waits until no other program is in the middle of its exchanges, and keeps others away until End. It is for
// mode [Shared].
func (c *Card) Begin(ctx context.Context) error {
	return c.call(ctx, func() result {
		return result{err: failure("begin", c.reader, c.handle.begin())}
	}).err
}

// End lets others use the card again.
func (c *Card) End(ctx context.Context) error {
	return c.call(ctx, func() result {
		return result{err: failure("end", c.reader, c.handle.end())}
	}).err
}

// Control sends a control code and data to the reader itself.
func (c *Card) Control(ctx context.Context, ioctl uint32, in []byte) ([]byte, error) {
	r := c.call(ctx, func() result {
		out, err := c.handle.control(ioctl, in)
		return result{data: out, err: failure("control", c.reader, err)}
	})
	return r.data, r.err
}

// Close disconnects the card and lets go of it. With an exchange that was given up, or that goes on in another
// goroutine, that happens when it comes back, and Close does not wait for it.
func (c *Card) Close() error {
	c.mu.Lock()
	direct := c.direct
	if !c.closed {
		c.closed = true
		if !direct {
			close(c.jobs)
		}
	}
	c.mu.Unlock()
	if !c.lost.Load() && !direct {
		<-c.exited
	}
	return nil
}
