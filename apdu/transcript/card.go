package transcript

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
)

// A Recorder is a card that writes down what another card is asked and answers.
type Recorder struct {
	card apdu.Card
	c    *Conversation
}

// NewRecorder records card into c, which may have a header already; nil starts an empty one.
func NewRecorder(card apdu.Card, c *Conversation) *Recorder {
	if c == nil {
		c = new(Conversation)
	}
	c.open()
	return &Recorder{card, c}
}

// Transmit passes the command on. A fault of the card is recorded as such, any other error as a response that was
// not recorded, with the error as a comment. Times are kept to the microsecond.
func (r *Recorder) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	x := Exchange{Command: command}
	response, took, err := r.card.Transmit(ctx, command)
	x.Took = took.Round(time.Microsecond)
	var fault *apdu.FaultError
	switch {
	case errors.As(err, &fault):
		x.Fault = fault.Kind
	case err != nil:
		x.Omitted = true
	default:
		x.Response = response
	}
	r.c.Add(x)
	if x.Omitted {
		r.c.Comment(err.Error())
	}
	return response, took, err
}

// Conversation is what was recorded so far.
func (r *Recorder) Conversation() *Conversation { return r.c }

// Errors of [Replay].
var (
	ErrDifferent   = errors.New("transcript: the command differs from the conversation")
	ErrEnded       = errors.New("transcript: a command after the end of the conversation")
	ErrUnread      = errors.New("transcript: the conversation goes on")
	ErrNotRecorded = errors.New("transcript: the response was not recorded")
)

// A ReplayError says where a replay left the conversation. It wraps one of the errors above.
type ReplayError struct {
	Err    error
	Line   int    // in the file, 0 if the conversation was not read from one
	Number int    // of the exchange, from 1
	Want   []byte // the command in the conversation, nil after its end
	Got    []byte // the command that came, nil for ErrUnread
	Offset int    // of the first byte that differs
}

func (e *ReplayError) Error() string {
	s := fmt.Sprintf("%v (exchange %d", e.Err, e.Number)
	if e.Line > 0 {
		s += fmt.Sprintf(", line %d", e.Line)
	}
	s += ")"
	if e.Err == ErrDifferent {
		s += fmt.Sprintf(" at byte %d:\n got %X\nwant %X", e.Offset, e.Got, e.Want)
	}
	return s
}

// Unwrap gives the error that is wrapped.
func (e *ReplayError) Unwrap() error { return e.Err }

// Replay is a card that answers from a conversation. A command that differs is an error, as is every one after that,
// so that a replay cannot go astray unseen; call [Replay.Close] at the end to learn of exchanges that were not asked
// for. Commands recorded in part need only begin as recorded.
type Replay struct {
	c    *Conversation
	next int
	err  error

	// Structure compares header, lengths and Le of a command and not its data: for a conversation that was redacted,
	// where the data that a kernel builds from it may differ.
	Structure bool
}

// NewReplay makes a card of c, which must not change while it is used.
func NewReplay(c *Conversation) *Replay { return &Replay{c: c} }

// Transmit answers a command with the response in the conversation and the time recorded there.
func (r *Replay) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	if r.err != nil {
		return nil, 0, r.err
	}
	if r.next == len(r.c.exchanges) {
		return r.stop(ErrEnded, nil, command, 0)
	}
	x := &r.c.exchanges[r.next]
	if offset, same := r.compare(x, command); !same {
		return r.stop(ErrDifferent, x, command, offset)
	}
	switch {
	case x.Omitted:
		return r.stop(ErrNotRecorded, x, command, 0)
	case x.Fault != 0:
		r.next++
		return nil, x.Took, apdu.Fault(x.Fault, nil)
	}
	r.next++
	return x.Response, x.Took, nil
}

// stop ends the replay with an error.
func (r *Replay) stop(err error, x *Exchange, command []byte, offset int) ([]byte, time.Duration, error) {
	e := &ReplayError{Err: err, Number: r.next + 1, Got: bytes.Clone(command), Offset: offset}
	if x != nil {
		e.Want, e.Line = x.Command, x.CommandLine
		if err == ErrNotRecorded {
			e.Line = x.ResponseLine
		}
	}
	r.err = e
	return nil, 0, e
}

// compare reports whether command is the one in x, and else the first byte that differs.
func (r *Replay) compare(x *Exchange, command []byte) (offset int, same bool) {
	want := x.Command
	if x.Open {
		want, command = want[:min(len(want), len(command))], command[:min(len(want), len(command))]
		if len(x.Command) > len(want) {
			return len(want), false
		}
	}
	if bytes.Equal(want, command) || r.Structure && sameStructure(want, command) {
		return 0, true
	}
	for offset < len(want) && offset < len(command) && want[offset] == command[offset] {
		offset++
	}
	return offset, false
}

// sameStructure reports whether two commands differ in their data alone.
func sameStructure(a, b []byte) bool {
	x, err1 := apdu.ParseCommand(a)
	y, err2 := apdu.ParseCommand(b)
	return err1 == nil && err2 == nil && len(a) == len(b) && bytes.Equal(a[:4], b[:4]) && len(x.Data) == len(y.Data) && x.Le == y.Le
}

// Close reports the error at which the replay stopped, or else the first exchange that was not asked for.
func (r *Replay) Close() error {
	switch {
	case r.err != nil:
		return r.err
	case r.next < len(r.c.exchanges):
		x := &r.c.exchanges[r.next]
		return &ReplayError{Err: ErrUnread, Line: x.CommandLine, Number: r.next + 1, Want: x.Command}
	}
	return nil
}

// A Difference is one place at which two conversations differ.
type Difference struct {
	Number int    // of the exchange, from 1
	What   string // "command", "response", "missing" (from the second), "added" (in the second)
	A, B   int    // line numbers, 0 if there is none
	Offset int    // of the first byte that differs
}

func (d Difference) String() string {
	s := fmt.Sprintf("exchange %d (lines %d and %d): %s", d.Number, d.A, d.B, d.What)
	if d.What == "command" || d.What == "response" {
		s += fmt.Sprintf(" differs at byte %d", d.Offset)
	}
	return s
}

// Compare lists the differences between the exchanges of two conversations in order. Headers, comments and times
// do not count.
func Compare(a, b *Conversation) (list []Difference) {
	for i := range max(len(a.exchanges), len(b.exchanges)) {
		if i >= len(b.exchanges) {
			list = append(list, Difference{i + 1, "missing", a.exchanges[i].CommandLine, 0, 0})
			continue
		}
		if i >= len(a.exchanges) {
			list = append(list, Difference{i + 1, "added", 0, b.exchanges[i].CommandLine, 0})
			continue
		}
		x, y := &a.exchanges[i], &b.exchanges[i]
		if x.Open != y.Open || !bytes.Equal(x.Command, y.Command) {
			list = append(list, Difference{i + 1, "command", x.CommandLine, y.CommandLine, firstDifference(x.Command, y.Command)})
		}
		if x.Fault != y.Fault || x.Omitted != y.Omitted || !bytes.Equal(x.Response, y.Response) {
			list = append(list, Difference{i + 1, "response", x.ResponseLine, y.ResponseLine, firstDifference(x.Response, y.Response)})
		}
	}
	return list
}

func firstDifference(a, b []byte) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return i
}
