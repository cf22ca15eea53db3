// Package hidden holds what a session's options set. It is internal so that no application can give a session
// a random source: package kerneltest alone does.
package hidden

// Options are the options of one session.
type Options struct {
	Sink    func([]byte) error           // takes each piece of the journal
	Claim   func([16]byte, uint64) error // asks for the ownership of a session
	Entropy func([]byte) error           // a vendor's random number generator, mixed in
	Trace   any                          // a kernel.Tracer

	random func([]byte)
}

// SetRandom makes all draws of a session come from fill.
func SetRandom(o *Options, fill func([]byte)) { o.random = fill }

// Random is the source that SetRandom set, or nil.
func Random(o *Options) func([]byte) { return o.random }
