package kernel

import (
	"encoding/binary"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/emvgo/emv/kernel/internal/entry"
	"github.com/emvgo/emv/kernel/internal/hidden"
)

// A Session runs one Program, one Action at a time. Use it from one goroutine at a time, from any goroutine, locked
// to a thread or not; Next never waits for the world. Close it; one that is dropped is closed when the garbage
// collector finds it.
type Session struct {
	c       *core
	cleanup runtime.Cleanup
}

// core is a session without its handle.
type core struct {
	busy   atomic.Bool
	closed bool
	broken error // the sink failed
	err    error // a bug
	prog   Program
	cfg    *Config
	opt    hidden.Options
	trace  *tracer
	id     [16]byte
	budget Budget
	spent  time.Duration // by the card on its answers

	tx   Transaction // the program's
	ask  Transaction // a copy for GoOnline
	port Port
	eng  engine
	data Store
	rng  generator

	act       Action   // in hand
	out       []byte   // its bytes
	made      *Result  // by the program
	kept      Report   // of a tap that a restart has dropped from the store
	requests  uint64   // to the host
	answers   int      // bytes of the journal that are the host's
	owed      uint32   // action kinds whose answer may come
	asked     uint32   // action kinds ever asked
	choices   [2]int32 // lowest and highest index that Chosen may have
	inbox     []Event
	exchanges int32
	draws     int32 // journalled
	fills     int32 // of random bytes since the last draw
	begun     bool  // Next has accepted a call
	waiting   bool  // Next has returned Wait: the action in hand was begun before
	host      hostFacts
	forced    bool   // the attendant has accepted what was declined
	demand    Demand // of the application, when it was shown the card
	advised   []byte // the response code that the advice of a tap has
	aid       []byte // of the application that was selected
	label     string
	language  string // of the last message
	entering  PINMethod
	entry     bool // a PIN is being entered, by the method entering
	onlinePIN bool // the PIN device holds one for the host
	newPIN    bool // and one that is to be the card's
	watched   bool // the contact reader is polled too, and its card comes before a contactless one
	over      bool // the journal's budget is used up

	jr     journal
	replay *replay
}

// An Option changes a session.
type Option func(*hidden.Options)

// WithEntropy mixes the output of a vendor's random number generator into unpredictable numbers: it is RAND, and fills 8 bytes. The system's generator is
// always there beside it, so that a bad or failing one takes nothing away.
//
// B2 11.3
func WithEntropy(fill func([]byte) error) Option {
	return func(o *hidden.Options) { o.Entropy = fill }
}

// NewSession makes a session; the first Next starts it. Its errors are *SetupError and those of its options, such as journal.WithClaim.
func NewSession(p Program, cfg *Config, tx Transaction, opts ...Option) (*Session, error) {
	c, err := newCore(p, cfg, tx, opts)
	if err != nil {
		return nil, err
	}
	c.jr.head(p.Name, cfg.Digest, c.id, &c.tx)
	if err := c.claim(1); err != nil {
		return nil, err
	}
	return c.handle(), nil
}

func newCore(p Program, cfg *Config, tx Transaction, opts []Option) (*core, error) {
	switch {
	case p.Run == nil || p.Name == "" || len(p.Name) > 255:
		return nil, &SetupError{"Program", "needs a function and a name of 1 to 255 bytes"}
	case cfg == nil:
		return nil, &SetupError{"Config", "is nil"}
	}
	if err := tx.check(); err != nil {
		return nil, err
	}
	tx.resolve(cfg)
	if err := cfg.check(&tx); err != nil {
		return nil, err
	}
	c := &core{prog: p, cfg: cfg, tx: tx, budget: cfg.Budget.orDefault()}
	for _, o := range opts {
		o(&c.opt)
	}
	if c.opt.Trace != nil {
		c.trace = &tracer{to: c.opt.Trace}
	}
	c.port.c = c
	c.random(c.id[:])
	return c, nil
}

// claim asks for the ownership of the session, where journals have owners.
func (c *core) claim(owner uint64) error {
	if c.opt.Claim == nil {
		return nil
	}
	return c.opt.Claim(c.id, owner)
}

func (c *core) handle() *Session {
	s := &Session{c: c}
	s.cleanup = runtime.AddCleanup(s, abandon, c)
	return s
}

// Next resumes the program with an event and returns what it asks for next. Nothing that a card or a host sends makes it
// fail: its errors are ErrBusy, ErrClosed, ErrUnexpected and ErrInboxFull, after which the session is as it was, and
// *SinkError, after which it is over. It copies the event's bytes.
//
// If the program does not await the event, Next keeps it and returns Wait: what was started goes on.
func (s *Session) Next(ev Event) (Action, error) {
	c := s.c
	if !c.busy.CompareAndSwap(false, true) {
		return Action{}, ErrBusy
	}
	defer runtime.KeepAlive(s)
	defer c.busy.Store(false)
	if err := c.open(); err != nil {
		return Action{}, err
	}
	if c.act.Kind == Done {
		return c.act, nil
	}
	a, err := c.step(ev)
	if err != nil {
		return Action{}, err
	}
	if err := c.flush(); err != nil {
		return Action{}, err
	}
	c.trace.flush()
	return a, nil
}

// open refuses a session that cannot go on.
func (c *core) open() error {
	switch {
	case c.closed:
		return ErrClosed
	case c.broken != nil:
		return c.broken
	case c.act.Kind == Done:
		return nil
	case c.eng.inline != nil && !c.eng.ended:
		return ErrBusy
	case c.eng.inline != nil:
		return ErrClosed
	}
	return nil
}

// inHand is what Next or Resume has returned last, and whether a host has been asked.
func (s *Session) inHand() (a Action, asked bool, err error) {
	c := s.c
	if !c.busy.CompareAndSwap(false, true) {
		return Action{}, false, ErrBusy
	}
	defer runtime.KeepAlive(s)
	defer c.busy.Store(false)
	if err := c.open(); err != nil {
		return Action{}, false, err
	}
	if c.waiting {
		return c.wait(), c.host.asked, nil
	}
	return c.act, c.host.asked, nil
}

// step is Next without its guards: Resume takes it too.
func (c *core) step(ev Event) (Action, error) {
	resumes, err := c.accept(ev)
	switch {
	case err != nil:
		return Action{}, err
	case resumes:
		c.waiting = false
		return c.run(), nil
	}
	c.waiting = true
	return c.wait(), nil
}

// accept takes an event in, and reports whether the program goes on with it.
func (c *core) accept(ev Event) (resumes bool, err error) {
	if ev, err = c.admit(ev); err != nil {
		return false, err
	}
	if ev.Kind == Nothing && c.act.Await != 0 { // nothing has happened: the journal need not know
		return false, nil
	}
	if !c.over && ev.Kind != HostResponse && c.jr.len()-c.answers+len(ev.Data)+entry.Max > c.budget.JournalBytes { // B4 12.2.4: no answer of a host ends a run
		c.exceed(ev.Kind)
		return true, nil
	}
	return c.deliver(ev), nil
}

// deliver journals an event and queues it, and reports whether the program waits for it.
func (c *core) deliver(ev Event) (resumes bool) {
	before := c.jr.len()
	ev.Data = c.put(entryOf(&ev))
	if ev.Kind == HostResponse {
		c.answers += c.jr.len() - before
	}
	c.begun = true
	if ev.Kind != Nothing {
		c.enqueue(ev)
	}
	return c.act.Await == 0 || c.has(c.act.Await)
}

// exceed ends the program's hopes: an event does not fit into the journal's budget and is dropped, but for its kind.
func (c *core) exceed(k EventKind) {
	c.over = true
	c.put(entry.Entry{Kind: entry.Budget, SW: uint16(k)})
	c.begun = true
}

func (c *core) run() Action {
	c.poison()
	c.resume()
	if c.act.Kind == Done {
		c.put(entry.Entry{Kind: entry.End})
	}
	return c.act
}

// requestID numbers the requests to the host: the same after a resume, another in any other session.
func (c *core) requestID() uint64 { return binary.BigEndian.Uint64(c.id[:]) + c.requests }

func (c *core) wait() Action { return Action{Kind: Wait, Await: c.act.Await} }

// flush hands what the journal has gained to the sink.
func (c *core) flush() error {
	if c.opt.Sink == nil {
		return nil
	}
	c.broken = sinkPanic // a sink that panics has failed too
	for piece := range c.jr.pending() {
		if err := c.opt.Sink(piece); err != nil {
			c.broken = &SinkError{err}
			return c.broken
		}
	}
	c.broken = nil
	return nil
}

var sinkPanic error = &SinkError{errors.New("panic")}

// Journal is a copy of the session's journal so far, nil after Close and while another goroutine is in Next or Close. It holds card data in clear: wipe it, or
// keep it sealed.
func (s *Session) Journal() []byte {
	c := s.c
	if !c.busy.CompareAndSwap(false, true) {
		return nil
	}
	defer runtime.KeepAlive(s) // or it may be abandoned while it is busy, for ever
	defer c.busy.Store(false)
	return c.jr.bytes()
}

// Close ends the session: the program unwinds, its defers run, and card data, draws and the journal in memory are wiped.
// A Result that Next has returned stays. Closing again does nothing.
func (s *Session) Close() error {
	c := s.c
	if !c.busy.CompareAndSwap(false, true) {
		return ErrBusy
	}
	defer c.busy.Store(false)
	if c.eng.inline != nil && !c.eng.ended {
		return ErrBusy
	}
	if !c.closed {
		c.closed = true
		s.cleanup.Stop()
		c.port.dead = c.port.dead || !c.eng.started
		c.unwind()
		c.wipe()
	}
	return nil
}

// Err is a *BugError if the program panicked, else nil.
func (s *Session) Err() error { return s.c.err }

func (c *core) wipe() {
	c.data.Wipe()
	c.jr.wipe()
	c.rng.wipe()
	c.made.Wipe() // its caller has a copy
	clear(c.kept.bytes)
	clear(c.aid)
	clear(c.out[:cap(c.out)])
	clear(c.inbox[:cap(c.inbox)])
	c.inbox, c.act, c.out = nil, Action{}, nil
	c.trace.drop()
}

// poison spoils the bytes of the action in hand: a caller that keeps them finds out at once.
func (c *core) poison() {
	for i := range c.out {
		c.out[i] = 0xDB
	}
	for i := range c.act.Needed {
		c.act.Needed[i] = 0xDBDBDBDB
	}
}

// emit hands out an action, with bytes of its own.
func (c *core) emit(a *Action) {
	c.asked |= 1 << a.Kind
	if kinds[a.Kind].answers != 0 {
		c.owed |= 1 << a.Kind
	}
	switch a.Kind {
	case EnterPIN, CaptureBiometric:
		c.entry, c.entering = a.Kind == EnterPIN, a.PIN.Method
	case Transmit, VerifyPIN, VerifyBiometric:
		c.entry = c.entry && a.Kind == Transmit
		c.exchanges++
	case GoOnline:
		c.requests++
		refused := c.host.answered && !c.host.booked() // then there is nothing of it to take back
		c.host = hostFacts{asked: true, arrived: c.host.arrived && !refused, also: c.host.also}
		a.OnlinePIN, a.NewPIN = c.onlinePIN, c.newPIN
		a.ID = c.requestID()
		c.ask = c.tx
		a.Transaction = &c.ask
	case Advise:
		tx := c.tx
		a.Transaction = &tx
	case ReviewCandidates, SelectApplication, ConfirmApplication, SelectLanguage, SelectAccount, Referral, ForceAcceptance:
		c.choices[0], c.choices[1] = a.choices()
	case Activate:
		c.watched = slices.Contains(a.Readers, Contact)
	case FieldOff:
		c.watched = c.watched && a.Reader != Contact
	case StopTimer:
		c.owed &^= 1 << StartTimer
	case Done:
		c.owed = 0
	}
	c.out = a.own(c.out)
	c.jr.action(a)
	c.trace.action(a)
}

func (b Budget) orDefault() Budget {
	if b.Exchanges <= 0 {
		b.Exchanges = 1024
	}
	if b.JournalBytes <= 0 {
		b.JournalBytes = 256 << 10
	}
	if b.CardTime <= 0 {
		b.CardTime = 60 * time.Second
	}
	b.CardTime = min(b.CardTime, maxTook)
	return b
}
