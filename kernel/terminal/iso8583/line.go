package iso8583

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emvgo/emv/kernel/terminal"
)

// ErrMayHaveArrived says that a message has left the terminal and was not answered: the host may have booked it. Every error of an exchange is this one or
// terminal.ErrNotSent.
var ErrMayHaveArrived = errors.New("iso8583: no answer came; the message may have arrived")

// notSent and arrived classify a failure. The cause is told in its words alone.
func notSent(cause error) error { return fmt.Errorf("iso8583: %v: %w", cause, terminal.ErrNotSent) }
func arrived(cause error) error { return &lostError{cause} }

type lostError struct{ cause error }

func (e *lostError) Error() string { return fmt.Sprintf("%v: %v", ErrMayHaveArrived, e.cause) }
func (e *lostError) Unwrap() error { return ErrMayHaveArrived }

var (
	errTimeout = errors.New("time-out")
	errStrange = errors.New("too many messages that are no answers")
	errClosed  = errors.New("the line is closed")
)

// strangers are the messages that a connection may bring and nobody waits for, before it is given up.
const strangers = 32

// A Wire says how the messages of a line look, and which answers which.
type Wire struct {
	Seal   func(m *Message) ([]byte, error)                    // the bytes behind the length, with the MAC
	Open   func(b []byte) (m *Message, sealed bool, err error) // the message of such bytes, and whether its MAC is right
	Match  []int                                               // fields that an answer has of its request, besides the type; one may be missing in both
	Echoed []int                                               // fields that an answer repeats if both have them
	Parts  bool                                                // one that approves a part has that as its amount, in the place of the request's
	Dial   func(ctx context.Context) (net.Conn, error)         // a connection to the host
	Within time.Duration                                       // how long a connection and an answer are awaited
	Greet  func(ctx context.Context, ask Ask) error            // on a new connection, before anything else; nil: nothing is
}

// An Ask sends one message and gives its answer: the error is ErrMayHaveArrived or terminal.ErrNotSent.
type Ask func(ctx context.Context, m *Message) (*Message, error)

// A Line keeps one connection to a host and matches its answers. Its methods may be called by several goroutines.
type Line struct {
	wire   Wire
	turn   chan struct{} // held by who looks for the connection or makes one
	at     atomic.Pointer[connection]
	closed atomic.Bool
	counts counters
}

// NewLine makes a line. It connects when there is something to send.
func NewLine(w Wire) *Line { return &Line{wire: w, turn: make(chan struct{}, 1)} }

// Counts are what the line has seen.
func (l *Line) Counts() Counts {
	n := &l.counts
	return Counts{n.connections.Load(), n.late.Load(), n.garbage.Load(), n.wrongMAC.Load(), n.mismatched.Load()}
}

type counters struct{ connections, late, garbage, wrongMAC, mismatched atomic.Uint64 }

// Counts are what a line has seen since it was made.
type Counts struct {
	Connections uint64 // that were made
	Late        uint64 // answers that nobody waited for: too late, or the second one
	Garbage     uint64 // messages that cannot be read
	WrongMAC    uint64
	Mismatched  uint64 // answers to another terminal, amount or kind of transaction
}

// A connection is one, with those who wait for answers.
type connection struct {
	net.Conn
	dead  chan struct{} // closed when nothing can be read any more
	heard atomic.Uint64 // frames that came

	writing sync.Mutex
	mu      sync.Mutex
	waiting map[string]*waiter
	cause   error
}

// match is what tells an answer's request.
func (l *Line) match(kind string, m *Message) string {
	for _, n := range l.wire.Match {
		kind += "\x00" + m.Get(n)
	}
	return kind
}

type waiter struct {
	asked  *Message
	answer chan *Message // room for one
}

// answers reports whether a message is an answer to what was asked.
func (w *waiter) answers(m *Message, wire *Wire) bool {
	for _, n := range wire.Echoed {
		if wire.Parts && n == FieldAmount && m.Get(FieldResponse) == codePart {
			continue
		}
		if w.asked.Has(n) && m.Has(n) && w.asked.Get(n) != m.Get(n) {
			return false
		}
	}
	return m.Has(FieldTerminal) && len(m.Get(FieldResponse)) == 2
}

// AnswerType is the type of the answer to a message: 0210 to 0200 and 0201, 0430 to 0420 and 0421.
func AnswerType(kind string) string {
	if len(kind) != 4 {
		return ""
	}
	return kind[:2] + string(kind[2]+1) + "0"
}

// connected gives the connection, and makes one where there is none.
func (l *Line) connected(ctx context.Context) (*connection, error) {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if l.closed.Load() {
		return nil, errClosed
	}
	if c := l.at.Load(); c != nil && c.alive() {
		return c, nil
	}
	ctx, stop := context.WithTimeout(ctx, l.wire.Within)
	defer stop()
	x, err := l.wire.Dial(ctx)
	if err != nil {
		return nil, err
	}
	l.counts.connections.Add(1)
	c := &connection{Conn: x, dead: make(chan struct{}), waiting: map[string]*waiter{}}
	go l.read(c)
	if err := l.greet(ctx, c); err != nil {
		c.fail(err)
		var lost *lostError
		if errors.As(err, &lost) {
			err = lost.cause
		}
		return nil, fmt.Errorf("sign-on: %w", err)
	}
	l.at.Store(c)
	if l.closed.Load() {
		c.fail(errClosed)
		return nil, errClosed
	}
	return c, nil
}

func (l *Line) greet(ctx context.Context, c *connection) error {
	if l.wire.Greet == nil {
		return nil
	}
	return l.wire.Greet(ctx, func(ctx context.Context, m *Message) (*Message, error) { return l.ask(ctx, c, m) })
}

// read takes what a connection brings until it ends.
func (l *Line) read(c *connection) {
	for strange := 0; strange < strangers; {
		frame, err := ReadFrame(c)
		if err != nil {
			c.fail(err)
			return
		}
		c.heard.Add(1)
		if strange++; l.take(c, frame) {
			strange = 0
		}
	}
	c.fail(errStrange)
}

// take gives an answer to who waits for it, once.
func (l *Line) take(c *connection, frame []byte) bool {
	defer clear(frame)
	m, sealed, err := l.wire.Open(frame)
	if err != nil {
		l.counts.garbage.Add(1)
		return false
	}
	if !sealed {
		l.counts.wrongMAC.Add(1)
		return false
	}
	at := l.match(m.Type, m)
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.waiting[at]
	switch {
	case w == nil:
		l.counts.late.Add(1)
		return false
	case !w.answers(m, &l.wire):
		l.counts.mismatched.Add(1)
		return false
	}
	delete(c.waiting, at)
	w.answer <- m
	return true
}

func (c *connection) alive() bool {
	select {
	case <-c.dead:
		return false
	default:
		return true
	}
}

// fail ends a connection; the first cause counts.
func (c *connection) fail(cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause == nil {
		c.cause = cause
		close(c.dead)
		_ = c.Close()
	}
}

// Exchange sends a message over the line's connection and waits for its answer. A connection that turns out to be dead before the message has left is replaced once.
func (l *Line) Exchange(ctx context.Context, m *Message) (answer *Message, err error) {
	for range 2 {
		c, err := l.connected(ctx)
		if err != nil {
			return nil, notSent(err)
		}
		if answer, err = l.ask(ctx, c, m); err == nil || c.alive() || !errors.Is(err, terminal.ErrNotSent) {
			return answer, err
		}
	}
	return nil, notSent(errClosed)
}

// ask sends a message over a connection and waits for its answer. A message of which the last byte has not left cannot have arrived: the host waits for as many
// bytes as the length says, and the connection ends here.
func (l *Line) ask(ctx context.Context, c *connection, m *Message) (*Message, error) {
	b, err := l.wire.Seal(m)
	if err != nil {
		return nil, notSent(err)
	}
	frame := AppendFrame(nil, b)
	clear(b)
	defer clear(frame)
	at, w := l.match(AnswerType(m.Type), m), &waiter{m, make(chan *Message, 1)}
	c.mu.Lock()
	if c.waiting[at] != nil {
		c.mu.Unlock()
		return nil, notSent(errors.New("the same message is under way"))
	}
	c.waiting[at] = w
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.waiting[at] == w {
			delete(c.waiting, at)
		}
	}()
	heard := c.heard.Load()
	if n, err := c.send(ctx, frame, l.wire.Within); err != nil {
		c.fail(err)
		if n < len(frame) {
			return nil, notSent(err)
		}
		return nil, arrived(err)
	}
	timer := time.NewTimer(l.wire.Within)
	defer timer.Stop()
	select {
	case answer := <-w.answer:
		return answer, nil
	case <-c.dead:
		err = c.cause
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		if err = errTimeout; c.heard.Load() == heard { // nothing at all has come: the peer is gone
			c.fail(err)
		}
	}
	select {
	case answer := <-w.answer: // it came at the same moment
		return answer, nil
	default:
		return nil, arrived(err)
	}
}

// send writes a frame, one at a time. A connection that is known to be dead gets none.
func (c *connection) send(ctx context.Context, frame []byte, within time.Duration) (n int, err error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if !c.alive() {
		return 0, c.cause
	}
	_ = c.SetWriteDeadline(time.Now().Add(within))
	return c.Write(frame)
}

// Close ends the connection; nothing is sent any more.
func (l *Line) Close() {
	l.closed.Store(true)
	if c := l.at.Load(); c != nil {
		c.fail(errClosed)
	}
}

// Hang ends the connection; the next message makes another one.
func (l *Line) Hang() {
	if c := l.at.Load(); c != nil {
		c.fail(errClosed)
	}
}
