// Package apdu is the wire between a terminal and a card: commands and responses (APDUs) with their status words,
// the [Card] interface, the T=0 transport layer, command chaining, and the answers to reset of contact and
// contactless cards.
//
// It imports the standard library only and does no I/O. [Command.Append] and the AppendXxx constructors write the
// bytes of the commands of EMV Book 1 chapter 11 and Book 3 chapter 6 without allocating. Packages below it reach
// real readers (apdu/pcsc), pcscd's virtual reader (apdu/vpcd) and conversations kept as text (apdu/transcript).
package apdu

import (
	"context"
	"errors"
	"time"
)

// A Card answers commands: a reader with a card in it, a virtual card, a recorded conversation.
//
// Transmit sends one C-APDU (cases 1 to 4, short or extended) and returns the R-APDU, data and SW1 SW2, which is
// valid until the next call. elapsed is the time of the exchange, measured next to the reader; 0 where it has no
// meaning. The error is a [*FaultError] when no response came because of the card (Level 1: timeout, transmission,
// protocol, removal), and any other error when the transport itself is broken. Transmit returns when ctx is done.
//
// A Card is used by one goroutine at a time.
type Card interface {
	Transmit(ctx context.Context, command []byte) (response []byte, elapsed time.Duration, err error)
}

// A CardFunc is a function that serves as a [Card].
type CardFunc func(ctx context.Context, command []byte) (response []byte, elapsed time.Duration, err error)

// Transmit calls f.
func (f CardFunc) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	return f(ctx, command)
}

// A FaultKind says why a card gave no response.
type FaultKind uint8

// The kinds of fault. The first three are the Level 1 errors of the contactless books; their numbers are those of
// kernel.Fault.
const (
	Timeout      FaultKind = 1 + iota // the card does not answer
	Transmission                      // it answers with errors in transmission
	Protocol                          // it breaks the protocol
	Removed                           // it is no longer there
)

var faultNames = [...]string{"fault", "timeout", "transmission error", "protocol error", "card removed"}

func (k FaultKind) String() string {
	if int(k) >= len(faultNames) {
		k = 0
	}
	return faultNames[k]
}

// A FaultError is a card's failure to respond, as opposed to a failure of the transport.
type FaultError struct {
	Kind FaultKind
	Err  error // the cause, nil if there is no more to say
}

func (e *FaultError) Error() string {
	if e.Err == nil {
		return "apdu: " + e.Kind.String()
	}
	return "apdu: " + e.Kind.String() + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *FaultError) Unwrap() error { return e.Err }

// Fault makes a [*FaultError].
func Fault(kind FaultKind, cause error) error { return &FaultError{kind, cause} }

// IsFault reports whether err is, or wraps, a [*FaultError] of this kind.
func IsFault(err error, kind FaultKind) bool {
	var f *FaultError
	return errors.As(err, &f) && f.Kind == kind
}

// A Response is an R-APDU: data of 0 to 65,536 bytes, then SW1 SW2.
//
// EMV 4.4 B1 11.1.2
// EMV 4.4 B3 6.2
type Response []byte

// SW is the status word, 0 if the response is too short to hold one.
func (r Response) SW() SW {
	if n := len(r); n >= 2 {
		return SW(r[n-2])<<8 | SW(r[n-1])
	}
	return 0
}

// Data is the response without its status word. It shares the response's memory.
func (r Response) Data() []byte {
	if n := len(r); n >= 2 {
		return r[: n-2 : n-2]
	}
	return nil
}
