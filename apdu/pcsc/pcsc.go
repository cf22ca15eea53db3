// Package pcsc is contact and contactless cards in PC/SC readers, over github.com/ebfe/scard.
//
//	service, err := pcsc.Open()
//	defer service.Close()
//	reader, _, err := service.WaitForCard(ctx)
//	card, err := service.Connect(ctx, reader, pcsc.Options{})
//	defer card.Close()
//	response, took, err := card.Transmit(ctx, command)
//
// A [Card] is an [apdu.Card]: on T=0 it carries C-APDUs through [apdu.T0], elapsed is measured round the call to the
// reader, and when the card fails the error is an [*apdu.FaultError]. Everything else that goes wrong is an [*Error]
// whose [Kind] says how to recover:
//
//	NoReader       wait for a reader: WaitForCard does
//	ReaderGone     the reader was unplugged: close the card, wait for a reader
//	ServiceStopped the PC/SC service is not running: start it; the Service finds it again by itself, cards must be connected again
//	NoCard         wait for a card
//	CardReset      another program reset the card: Reconnect, and begin the transaction anew
//	Denied         give this program's user the right in polkit; if the service is just ending, try again
//	Busy           another program holds the card, or an exchange that was given up has not come back
//
// Nothing in PC/SC ends a call that waits for a card, and a card can hang. When a context ends or a time-out passes the
// method returns all the same, and the card is of no more use then and closes itself. On Linux the caller's goroutine
// makes each exchange itself, and the end of its context or time cuts the session's socket to pcscd, so that the call
// comes back and leaves nothing behind; where the card is [Shared] and another program is between Begin and End, that may
// take 0.1 s. On Windows and macOS an exchange that can end has a goroutine of its own, and a call that was given up goes
// on by itself until the reader gives up.
//
// On Linux scard needs cgo and libpcsclite-dev, so there this package has a reader only with the build tag pcsc;
// elsewhere than on Windows and macOS with cgo [Open] returns [ErrNotBuilt]. macOS has not been tried.
package pcsc

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
)

// ErrNotBuilt says that the program was built without PC/SC, and what to do.
var ErrNotBuilt = errors.New(`pcsc: this program was built without PC/SC readers. On Debian and Ubuntu:
	apt-get install pcscd libpcsclite-dev pkg-config gcc libc6-dev
	CGO_ENABLED=1 go build -tags pcsc ./...
(or go run -tags pcsc, go install -tags pcsc). On Windows no tag is needed; on macOS build with CGO_ENABLED=1`)

// ErrClosed is the error of everything that is done with a [Service] or [Card] after Close.
var ErrClosed = errors.New("pcsc: closed")

// A Kind says what is wrong, and so how to recover.
type Kind uint8

// The kinds of error.
const (
	Other          Kind = iota // see the code
	NoReader                   // there is no reader
	UnknownReader              // there is no reader with this name
	ReaderGone                 // the reader was unplugged
	ServiceStopped             // the PC/SC service is not running
	NoCard                     // there is no card in the reader
	CardReset                  // another program reset the card
	Busy                       // another program, or an exchange given up, holds the card
	Denied                     // the service refuses this program (polkit), or it is just ending
	BadCard                    // the card does not answer to reset as it should, or has none of the wanted protocols
)

var kindNames = [...]string{
	"PC/SC error", "no reader", "no such reader", "reader unplugged", "PC/SC service not running", "no card in the reader",
	"card reset by another program", "reader or card in use", "access denied by the PC/SC service (polkit?)", "card not understood",
}

func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		k = Other
	}
	return kindNames[k]
}

// An Error is an error of PC/SC.
type Error struct {
	Op     string // "connect", "transmit", ...
	Reader string // "" where none is concerned
	Kind   Kind
	Code   uint32 // the service's error code, 0 if there is none
}

func (e *Error) Error() string {
	s := "pcsc: " + e.Op
	if e.Reader != "" {
		s += " " + strconv.Quote(e.Reader)
	}
	s += ": " + e.Kind.String()
	if e.Code != 0 {
		s += fmt.Sprintf(" (%08X)", e.Code)
	}
	return s
}

// IsKind reports whether err is, or wraps, an [*Error] of this kind.
func IsKind(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// A code is an error code of PC/SC, the same on all systems.
type code uint32

func (c code) Error() string { return fmt.Sprintf("PC/SC error %08X", uint32(c)) }

// The codes that are told apart.
const (
	codeCancelled         code = 0x80100002
	codeInvalidHandle     code = 0x80100003
	codeInvalidParameter  code = 0x80100004
	codeUnknownReader     code = 0x80100009
	codeTimeout           code = 0x8010000A
	codeSharingViolation  code = 0x8010000B
	codeNoCard            code = 0x8010000C
	codeProtocolMismatch  code = 0x8010000F
	codeCommunication     code = 0x80100013
	codeNotTransacted     code = 0x80100016
	codeReaderUnavailable code = 0x80100017
	codeNoService         code = 0x8010001D
	codeServiceStopped    code = 0x8010001E
	codeNoReaders         code = 0x8010002E
	codeUnsupportedCard   code = 0x80100065
	codeUnresponsive      code = 0x80100066
	codeUnpowered         code = 0x80100067
	codeReset             code = 0x80100068
	codeRemoved           code = 0x80100069
	codeDenied            code = 0x8010006A
)

// codes says what each code means: an error of a kind, and for an exchange, when fault is not 0, a fault of the card.
var codes = map[code]struct {
	kind  Kind
	fault apdu.FaultKind
}{
	codeUnknownReader:     {UnknownReader, 0},
	codeSharingViolation:  {Busy, 0},
	codeNoCard:            {NoCard, apdu.Removed},
	codeProtocolMismatch:  {BadCard, apdu.Protocol},
	codeCommunication:     {Other, apdu.Transmission},
	codeNotTransacted:     {Other, apdu.Transmission},
	codeReaderUnavailable: {ReaderGone, 0},
	codeNoService:         {ServiceStopped, 0},
	codeServiceStopped:    {ServiceStopped, 0},
	codeInvalidHandle:     {ServiceStopped, 0}, // the service came back and knows nothing of the context
	codeNoReaders:         {NoReader, 0},
	codeUnsupportedCard:   {BadCard, apdu.Protocol},
	codeUnresponsive:      {BadCard, apdu.Timeout},
	codeUnpowered:         {BadCard, apdu.Timeout},
	codeReset:             {CardReset, apdu.Transmission},
	codeRemoved:           {NoCard, apdu.Removed},
	codeDenied:            {Denied, 0},
	codeTimeout:           {Other, apdu.Timeout},
}

// failure makes an [*Error] of what the service returned.
func failure(op, reader string, err error) error {
	var c code
	if !errors.As(err, &c) {
		return err
	}
	return &Error{op, reader, codes[c].kind, uint32(c)}
}

// A ShareMode says who else may use the card.
type ShareMode uint8

// The share modes.
const (
	Exclusive ShareMode = iota // nobody
	Shared                     // other programs too; Begin and End keep exchanges together
	Direct                     // the reader itself, also without a card: for Control
)

// Protocols is a set of transmission protocols.
type Protocols uint8

// The protocols.
const (
	T0 Protocols = 1 << iota
	T1
	AnyProtocol = T0 | T1
)

// A Disposition says what becomes of the card.
type Disposition uint8

// The dispositions.
const (
	Unpower Disposition = iota // the contacts are deactivated, or the field is switched off
	Reset                      // a warm reset
	Leave                      // nothing
)

// Options are how a card is connected. The zero Options are right for a payment terminal.
type Options struct {
	Share     ShareMode
	Protocols Protocols     // 0: any
	Timeout   time.Duration // of one exchange or connection; 0: as long as the context
	Raw       bool          // T=0: give 61xx and 6Cxx to the caller, who sends T=0 commands
	OnClose   Disposition
}

// Match finds the reader that a user means: by its exact name, by its number in the list from 1, or by a part of
// the name, in any case of letters, that only one reader has.
func Match(readers []string, name string) (string, error) {
	var found []string
	for _, r := range readers {
		if r == name {
			return r, nil
		}
		if strings.Contains(strings.ToLower(r), strings.ToLower(name)) {
			found = append(found, r)
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(readers) {
		return readers[n-1], nil
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(readers) == 0:
		return "", &Error{"find", name, NoReader, 0}
	case len(found) == 0:
		return "", fmt.Errorf("%w; there are %q", &Error{"find", name, UnknownReader, 0}, readers)
	}
	return "", fmt.Errorf("pcsc: %q may be any of %q", name, found)
}
