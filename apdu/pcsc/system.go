package pcsc

import "time"

// A system is the PC/SC service. Its errors are codes. The one over scard is in scard.go; tests have others.
type system interface {
	establish() (session, error)
}

// A session is a context of the service.
type session interface {
	readers() ([]string, error)
	// statusChange waits until a state differs from what is in Current, and fills in Event and ATR.
	statusChange(states []readerState, timeout time.Duration) error
	connect(reader string, share ShareMode, p Protocols) (handle, error)
	cancel() error // ends statusChange of the same session with codeCancelled
	severable() bool
	sever() // ends every call of a session that is severable, and fails all that come after; for any goroutine, also after release
	release() error
}

// A handle is a connected card.
type handle interface {
	protocol() Protocols // the active one; 0 in Direct mode
	atr() ([]byte, error)
	transmit(command []byte) ([]byte, error)
	control(ioctl uint32, in []byte) ([]byte, error)
	reconnect(share ShareMode, p Protocols, d Disposition) error
	begin() error
	end() error
	disconnect(d Disposition) error
}

// A readerState is what is known of a reader and what is new.
type readerState struct {
	reader         string
	current, event stateFlags
	atr            []byte
}

// stateFlags are the state of a reader, the same bits on all systems. The upper half is a counter.
type stateFlags uint32

const (
	stateUnaware     stateFlags = 0
	stateChanged     stateFlags = 0x02
	stateUnknown     stateFlags = 0x04
	stateUnavailable stateFlags = 0x08
	stateEmpty       stateFlags = 0x10
	statePresent     stateFlags = 0x20
	stateMute        stateFlags = 0x200
)

// notifier is the reader name that stands for changes in the list of readers.
const notifier = `\\?PnP?\Notification`
