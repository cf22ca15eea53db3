// Package hidden holds what a session's options set. It is internal so that no application can give a session
// a random source: package kerneltest alone does.
package hidden

import "github.com/emvgo/emv/kernel/trace"

// Options are the options of one session.
type Options struct {
	Sink    func([]byte) error           // takes each piece of the journal
	Claim   func([16]byte, uint64) error // asks for the ownership of a session
	Entropy func([]byte) error           // a vendor's random number generator, mixed in
	Trace   func(trace.Entry)

	ClearData bool // sensitive values may be asked for

	random func(n uint64, b []byte)
	number func(*[4]byte)
}

// SetRandom makes all random bytes of a session come from fill, which is told their place in the session: a
// resumed session draws what the first would have drawn.
func SetRandom(o *Options, fill func(n uint64, b []byte)) { o.random = fill }

// Random is the source that SetRandom set, or nil.
func Random(o *Options) func(uint64, []byte) { return o.random }

// SetNumber makes a session's unpredictable numbers come from number. They are journalled as ever.
func SetNumber(o *Options, number func(*[4]byte)) { o.number = number }

// Number is the source that SetNumber set, or nil.
func Number(o *Options) func(*[4]byte) { return o.number }
