package kernel

import (
	"bytes"

	"github.com/emvgo/emv/kernel/internal/hidden"
	"github.com/emvgo/emv/tlv"
)

// WithClearData permits [Session.Value] to give sensitive data elements, such as PAN and track 2, in clear. Without it they are
// refused; what a receipt shows of a PAN is in the Result's Report, to be masked.
func WithClearData() Option { return func(o *hidden.Options) { o.ClearData = true } }

// Value is the latest value of a data element of this session: what the card, the host, the terminal and its configuration gave,
// and what the kernel made of it, by contact all of B4 8.4.5 and more. By tap it is what the kernel's book has, by stripe the tracks, and the host's response and
// authorisation codes (8A, 89): the rest is in the Transaction and the Config that the session was made of. It may be asked for whenever Next is not running: between
// two actions, and after Done. Close wipes it: [Session.RunOpen] leaves a session open. The bytes are the caller's own, to be wiped.
//
// A data element that is present without a value is empty and no error. The issuer script results, to which the contact books give no tag, are 9F5B as in
// Kernel 3: 5 bytes a script, as reversals and advices carry them. The errors are ErrNoValue, ErrMasked for a sensitive element
// without [WithClearData], ErrBusy and ErrClosed.
//
// B4 8.4.5, 8.4.5 recommended, minimum
func (s *Session) Value(t tlv.Tag) ([]byte, error) {
	c := s.c
	if !c.busy.CompareAndSwap(false, true) {
		return nil, ErrBusy
	}
	defer c.busy.Store(false)
	if c.closed {
		return nil, ErrClosed
	}
	v, sensitive := c.data.latest(t)
	if v == nil {
		v = c.host.value(t)
	}
	switch {
	case v == nil:
		return nil, ErrNoValue
	case sensitive && !c.opt.ClearData:
		return nil, ErrMasked
	}
	return bytes.Clone(v), nil
}

// latest is the value of a data element, nil if it is absent: in the store's book, or whatever dictionary row holds it.
func (s *Store) latest(t tlv.Tag) (v []byte, sensitive bool) {
	switch t {
	case 0:
		return nil, false
	case tlv.IssuerScriptResultsKernel3.Tag():
		if v = s.Get(tlv.IssuerScriptResults); v != nil {
			return v, false
		}
	}
	row := s.rowOf(t)
	if v = s.Get(row); v == nil {
		return nil, false
	}
	return v, s.Element(row).Sensitive
}

// rowOf is the row of a data element that has a value: the store's book's, or whatever dictionary row; the book's where none has.
func (s *Store) rowOf(t tlv.Tag) tlv.Row {
	own := s.Row(0, t)
	if s.Present(own) {
		return own
	}
	for row := range s.slots {
		if e := tlv.Row(row).Element(); s.slots[row].index != 0 && e.Tag == t && !e.Local {
			return tlv.Row(row)
		}
	}
	return own
}
