package kernel

import (
	"errors"
	"fmt"
	"runtime"
)

// The errors of Next, Close and Value for wrong use: the event is refused and the session is as it was.
var (
	ErrBusy       = errors.New("kernel: Next is running")
	ErrClosed     = errors.New("kernel: session is closed")
	ErrUnexpected = errors.New("kernel: no action asked for this event")
	ErrInboxFull  = errors.New("kernel: too many events that the kernel has not taken yet")
	ErrNoValue    = errors.New("kernel: the session has no such data element")
	ErrMasked     = errors.New("kernel: the data element is sensitive, and the session was not made WithClearData")
)

// A BugError is a panic inside a kernel, or a kernel that breaks the rules of its [Port]. The outcome is
// End Application. Value and Stack are for those who mend the kernel, and not for logs: a panic may quote what a card
// said. The error's text, under every verb and in JSON, has of the panic's value what the Go runtime or this package
// wrote, and of any other its type alone.
type BugError struct {
	Program string
	Value   any
	Stack   []byte
}

// A rule is what a program broke.
type rule string

func (e *BugError) Error() string {
	var text string
	switch v := e.Value.(type) {
	case rule:
		text = string(v)
	case runtime.Error:
		text = v.Error()
	default:
		text = fmt.Sprintf("a panic with a %T", v)
	}
	return "kernel: bug in " + e.Program + ": " + text
}

// Format prints the text under every verb.
func (e *BugError) Format(f fmt.State, _ rune) { write(f, e.Error()) }

// MarshalText is the text, so that JSON shows no more.
func (e *BugError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// A SinkError says that the journal's sink did not take a piece: the action that Next would have returned must not
// be done. The session is over; it resumes from what the sink holds.
type SinkError struct{ Err error }

func (e *SinkError) Error() string { return "kernel: journal sink: " + e.Err.Error() }
func (e *SinkError) Unwrap() error { return e.Err }

// A SetupError says what is wrong with the arguments of [NewSession] or [Resume].
type SetupError struct {
	Field  string
	Reason string
}

func (e *SetupError) Error() string { return "kernel: " + e.Field + ": " + e.Reason }

// A JournalFault says why a journal is refused.
type JournalFault uint8

// The faults of a journal.
const (
	JournalDamaged       JournalFault = iota + 1 // a byte is not what was written
	JournalTruncated                             // the last entry is not whole: it may be cut off at Offset
	JournalVersion                               // not a journal, or of another format version
	JournalProgram                               // another program wrote it
	JournalConfiguration                         // written under another configuration
	JournalDiverged                              // the program asks for something else than it did
	JournalKey                                   // sealed: another key or context, or altered
)

var journalFaults = [...]string{
	"?", "damaged", "truncated", "unknown version", "another program", "another configuration",
	"the program asks for something else", "wrong key or altered",
}

func (f JournalFault) String() string {
	if int(f) >= len(journalFaults) {
		return journalFaults[0]
	}
	return journalFaults[f]
}

// A JournalError refuses a journal. Offset is where the entry begins that cannot be used.
type JournalError struct {
	Fault  JournalFault
	Offset int
}

func (e *JournalError) Error() string {
	return fmt.Sprintf("kernel: journal refused at byte %d: %v", e.Offset, e.Fault)
}
