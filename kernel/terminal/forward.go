package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"github.com/emvgo/emv/kernel"
)

// A Message is what the acquirer has to hear of, now or later: a reversal or an advice. It prints masked.
type Message struct {
	Number   uint64    // its place in the queue, given by it
	Tries    int       // how often it may have been sent
	Reversal *Reversal // or
	Approval *Approval // or
	Advice   []byte    // TLV, as Adviser takes it: the message's own
	Scripts  uint64    // ID of the request whose scripts the Advice tells of, for a ScriptTeller; 0: it is an advice
	Entry    uint64    // with Scripts: number of the transaction in the ledger whose reversal has the results where that is taken back before this is told; 0: it is told whatever comes
}

// An Approval is one that no host has given, or that stands for another amount than the host's: the acquirer has to get it, or nobody pays. It prints masked.
type Approval struct {
	Number      uint64 // of the transaction in the ledger
	Held        uint64 // the amount that was approved, where the transaction's is what was taken afterwards; 0: it is the approval itself
	Follows     uint64 // with Held: ID of the request that the host has approved; 0: the approval was uploaded
	Token       string // of the sale
	Transaction kernel.Transaction
	Repeat      bool   // it was sent before, and not confirmed
	Data        []byte // TLV of [kernel.BatchData], with PAN or track 2, and in it the amount that the card was told of: the approval's own, wipe it when it is sent
}

// An Uploader takes approvals that no host has given, and amounts that follow one. Where the acquirer's Messages are one, they wait in the ledger and are sent in their order like reversals,
// so that none is lost; and one that is taken back afterwards is reversed. An error means that the host has not confirmed it: it has to be sent again; but for [ErrRefused], and
// among that [ErrKept], which leaves it in doubt. [ErrNotSent] says that it has not left.
type Uploader interface {
	Upload(ctx context.Context, a Approval) error
}

// A ScriptTeller is told, in a message of its own, what became of the scripts that a host has sent with its answer. Where the acquirer's Messages are one, that waits in the
// ledger too, and is sent in its order. A reversal that is due at once has the results itself, and so have the data of a batch ([Acquirer].Batches); a later one has none, see [ScriptReverser]. An error means that the host has not confirmed it: it has to be sent again. What waits goes
// to other Messages as an advice.
type ScriptTeller interface {
	// Scripts has the ID of the request, and the data of a [kernel.OnlineAdvice] with the results, or of the advice that the card has asked for beside.
	Scripts(ctx context.Context, request uint64, data []byte) error
}

// A ScriptUploader is an Uploader whose uploads say themselves what became of scripts: of what is uploaded no ScriptTeller is told then.
type ScriptUploader interface {
	Uploader
	UploadsScripts()
}

// A ScriptReverser is a ScriptTeller whose reversals say what became of scripts, for whatever reason they are sent. What is taken back before it was told of its scripts has them in its reversal, and is not told of
// them besides; of any other acquirer's the reversal has none.
type ScriptReverser interface {
	ScriptTeller
	ReversesScripts()
}

// A Queue keeps messages until the acquirer has confirmed them, in their order. It holds card data, and it has to outlive the power: a real
// one keeps them sealed in a file. Its methods may be called by several goroutines.
type Queue interface {
	// Add takes a message over, and puts it at the end.
	Add(m Message) error
	// First gives the oldest message, ok false if there is none. Its bytes are the caller's own.
	First() (m Message, ok bool, err error)
	// Tried counts one more try of a message, before it is sent.
	Tried(number uint64) error
	// Untried takes that back: the message has not left, [ErrNotSent].
	Untried(number uint64) error
	// Done forgets a message that was, and wipes it.
	Done(number uint64) error
}

// Send puts a message into the queue, so that it is not lost with the power, and then sends all that the queue holds: see [Forward].
// B4 12.2.3, 12.1.8, 7.3 captured
func Send(ctx context.Context, q Queue, to Messages, m Message) (sent int, err error) {
	if err := q.Add(m); err != nil {
		return 0, fmt.Errorf("terminal: the message is not kept: %w", err)
	}
	return Forward(ctx, q, to)
}

// Forward sends what the queue holds, oldest first, until it is empty or a message is not confirmed: that one and all behind it stay, for the
// next time, so that the acquirer hears of nothing out of order. A reversal that was sent before says so in Repeat. Call it before each
// request to the host, and from time to time, for one queue not twice at once. It returns how many were confirmed; the error is the acquirer's, the queue's or that of ctx.
// A message is never given up: where a host answers one with "later" for ever, all behind it waits, until a ledger is full and begins no transaction; somebody has to ask the acquirer.
// B4 12.2.3, 12.1.8, 6.3.7
func Forward(ctx context.Context, q Queue, to Messages) (sent int, err error) {
	return forward(ctx, q, to, func(*Message) error { return nil }, func(*Message, error) error { return nil })
}

// forward is Forward that leaves out what is withdrawn, and tells of each message what the acquirer has said to it, before it is forgotten: nil or a refusal.
func forward(ctx context.Context, q Queue, to Messages, withdrawn func(*Message) error, heard func(*Message, error) error) (sent int, err error) {
	for {
		m, ok, err := q.First()
		if err != nil || !ok {
			return sent, err
		}
		if err := ctx.Err(); err != nil {
			return sent, err
		}
		said := withdrawn(&m)
		out := said == nil
		if out {
			if err := q.Tried(m.Number); err != nil { // before it leaves: after a stop nobody knows how far it came
				m.wipe()
				return sent, err
			}
			if said = m.send(ctx, to); errors.Is(said, ErrNotSent) {
				said = errors.Join(said, q.Untried(m.Number))
			}
		}
		if err = said; err == nil || errors.Is(err, ErrRefused) {
			err = heard(&m, err)
		}
		m.wipe()
		if err == nil {
			err = q.Done(m.Number)
		}
		if err != nil {
			return sent, err
		}
		if out {
			sent++
		}
	}
}

func (m *Message) send(ctx context.Context, to Messages) error {
	switch {
	case m.Approval != nil:
		u, ok := to.(Uploader)
		if !ok {
			return errNoUploader
		}
		a := *m.Approval
		a.Repeat = m.Tries > 0
		return u.Upload(ctx, a)
	case m.Reversal == nil && m.Scripts != 0:
		if s, ok := to.(ScriptTeller); ok {
			return s.Scripts(ctx, m.Scripts, m.Advice)
		}
		return to.Advise(ctx, m.Advice) // what waits behind it goes out
	case m.Reversal == nil:
		return to.Advise(ctx, m.Advice)
	}
	r := *m.Reversal
	r.Repeat = m.Tries > 0
	return to.Reverse(ctx, r)
}

// ErrRefused says that the acquirer has taken a message and said no to it: it is not sent again. An entry whose approval was to be taken back, was uploaded, or was to be taken with another
// amount, says so.
var ErrRefused = errors.New("terminal: refused by the host")

// ErrKept is the ErrRefused of an upload, or of another amount, that the host may have had before, and has refused to take back: it is not sent again, and the entry is in doubt.
var ErrKept = fmt.Errorf("%w: it may have it already", ErrRefused)

// errNoUploader keeps a message in the queue for an acquirer that takes it.
var errNoUploader = errors.New("terminal: an approval waits, and the acquirer's messages are no Uploader")

func (m *Message) wipe() {
	clear(m.Advice)
	if m.Approval != nil {
		clear(m.Approval.Data)
	}
	if m.Reversal != nil {
		clear(m.Reversal.Data)
	}
}

func (m Message) clone() Message {
	m.Advice = slices.Clone(m.Advice)
	if m.Approval != nil {
		a := *m.Approval
		a.Data = slices.Clone(a.Data)
		m.Approval = &a
	}
	if m.Reversal != nil {
		r := *m.Reversal
		r.Data = slices.Clone(r.Data)
		m.Reversal = &r
	}
	return m
}

func (m Message) masked() string {
	what := fmt.Sprintf("advice, %d bytes", len(m.Advice))
	switch {
	case m.Reversal != nil:
		what = m.Reversal.masked()
	case m.Approval != nil:
		what = m.Approval.masked()
	case m.Scripts != 0:
		what = fmt.Sprintf("results of scripts of request %d, %d bytes", m.Scripts, len(m.Advice))
	}
	return fmt.Sprintf("message %d, tried %d times: %s", m.Number, m.Tries, what)
}

func (m Message) Format(f fmt.State, _ rune)   { _, _ = fmt.Fprint(f, m.masked()) }
func (m Message) MarshalJSON() ([]byte, error) { return json.Marshal(m.masked()) }
func (m Message) LogValue() slog.Value         { return slog.StringValue(m.masked()) }

func (a Approval) masked() string {
	return fmt.Sprintf("approval of transaction %d, amount %d, %d bytes", a.Number, a.Transaction.Amount, len(a.Data))
}

func (a Approval) Format(f fmt.State, _ rune)   { _, _ = fmt.Fprint(f, a.masked()) }
func (a Approval) MarshalJSON() ([]byte, error) { return json.Marshal(a.masked()) }
func (a Approval) LogValue() slog.Value         { return slog.StringValue(a.masked()) }

// A MemoryQueue is a Queue that does not outlive the process: for tests, and for terminals whose acquirer finds out by itself. The zero
// MemoryQueue is empty and ready.
type MemoryQueue struct {
	mu       sync.Mutex
	messages []Message
	last     uint64
}

// Format prints how many messages there are, under every verb.
func (q *MemoryQueue) Format(f fmt.State, _ rune) {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, _ = fmt.Fprintf(f, "%d messages", len(q.messages))
}

// Add puts a message at the end. It never fails.
func (q *MemoryQueue) Add(m Message) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last++
	m.Number = q.last
	q.messages = append(q.messages, m)
	return nil
}

// First gives the oldest message.
func (q *MemoryQueue) First() (m Message, ok bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.messages) == 0 {
		return m, false, nil
	}
	return q.messages[0].clone(), true, nil
}

// Tried counts one more try.
func (q *MemoryQueue) Tried(number uint64) error { return q.try(number, 1) }

// Untried takes one back.
func (q *MemoryQueue) Untried(number uint64) error { return q.try(number, -1) }

func (q *MemoryQueue) try(number uint64, more int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := q.find(number); i >= 0 {
		q.messages[i].Tries = max(0, q.messages[i].Tries+more)
	}
	return nil
}

// Done forgets a message and wipes it.
func (q *MemoryQueue) Done(number uint64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := q.find(number); i >= 0 {
		q.messages[i].wipe()
		q.messages = slices.Delete(q.messages, i, i+1)
	}
	return nil
}

// Len is how many messages wait.
func (q *MemoryQueue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.messages)
}

func (q *MemoryQueue) find(number uint64) int {
	return slices.IndexFunc(q.messages, func(m Message) bool { return m.Number == number })
}
