// Package journal is what is done with a session's journal: it is sealed for the place where it is kept, redacted for support, and claimed by the
// one owner that may resume it. Package kernel writes it, and resumes from it: [WithSink], [kernel.Resume].
package journal

import (
	"fmt"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/internal/hidden"
)

// A Claim asks for the ownership of a session: 1 for a new one, one more at each resume.
type Claim struct {
	Session [16]byte // random, in the journal's head
	Owner   uint64
}

// WithSink hands each piece of the journal to sink, in order, before Next returns the action that follows from
// it. The first piece begins with the journal's head. A sink that fails ends the session: see [kernel.SinkError].
// The bytes belong to the session and hold card data: write them sealed (see [Sealer]) and do not keep them.
func WithSink(sink func([]byte) error) kernel.Option {
	return func(o *hidden.Options) { o.Sink = sink }
}

// WithClaim asks claim before the session does anything. The store of journals keeps, for each session, the highest
// owner that it has granted; it grants a claim, in one atomic step, only if its owner is higher, and from then on
// takes no more journal pieces of lower ones. So a journal that two machines resume is continued by one of them.
// Any error refuses, and NewSession or Resume return it in a [ClaimError].
func WithClaim(claim func(Claim) error) kernel.Option {
	return func(o *hidden.Options) {
		o.Claim = func(id [16]byte, owner uint64) error {
			c := Claim{id, owner}
			if err := claim(c); err != nil {
				return &ClaimError{c, err}
			}
			return nil
		}
	}
}

// A ClaimError says that another owner holds the session: see [WithClaim].
type ClaimError struct {
	Claim Claim
	Err   error
}

func (e *ClaimError) Error() string {
	return fmt.Sprintf("journal: session %X is not ours as owner %d: %v", e.Claim.Session[:4], e.Claim.Owner, e.Err)
}

// Unwrap is the store's error.
func (e *ClaimError) Unwrap() error { return e.Err }
