package kernel

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// What may hold card data prints its structure and not its bytes: under every verb of fmt, in JSON and in log/slog.
// Whoever wants the bytes names the field.

func (e Event) masked() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	switch e.Kind {
	case Response:
		fmt.Fprintf(&b, " %04X, %d bytes, %v", e.StatusWord(), len(e.Data), e.Took)
	case CardFault:
		fmt.Fprintf(&b, " %d", e.Fault)
	case PINDone:
		fmt.Fprintf(&b, " %d, %04X", e.PIN, e.SW)
	case Chosen:
		fmt.Fprintf(&b, " %d", e.Index)
	case CardFound:
		fmt.Fprintf(&b, " %d", e.Interface)
	case DataReceived, HostResponse:
		fmt.Fprintf(&b, " %d bytes", len(e.Data))
	}
	return b.String()
}

func (a Action) masked() string {
	if tells := kinds[a.Kind].tells; tells != nil {
		return a.Kind.String() + tells(&a)
	}
	return a.Kind.String()
}

func (r PINRequest) masked() string {
	return fmt.Sprintf("PIN method %d, tries %d, PAN of %d bytes, key of %d bits", r.Method, r.Tries, len(r.PAN), 8*max(len(r.Modulus), len(r.Public)))
}

func (r *Result) masked() string {
	if r == nil {
		return "no result"
	}
	text := r.Status.String()
	if r.ResponseCode != "" {
		text += ", ARC " + printable(r.ResponseCode)
	}
	if r.Authorised != AuthorisedByNobody {
		text += ", authorised " + r.Authorised.String()
	}
	if r.Reversal {
		text += ", to be reversed"
	}
	return text + r.Error.masked()
}

// printable is what a host has written, in hexadecimal digits where it is not letters, digits and marks.
func printable(s string) string {
	if strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return fmt.Sprintf("%X", s)
	}
	return s
}

func (o *Outcome) masked() string {
	if o == nil {
		return "no outcome"
	}
	return o.Status.String() + o.Error.masked()
}

func (e *ErrorIndication) masked() string {
	var b strings.Builder
	if *e != (ErrorIndication{}) {
		fmt.Fprintf(&b, ", L1 %d, L2 %d, L3 %d, SW %04X", e.L1, e.L2, e.L3, e.SW)
	}
	for _, s := range []string{e.Step, e.Clause, e.Reason} {
		if s != "" {
			b.WriteString(", " + s)
		}
	}
	return b.String()
}

func (r *Report) masked() string {
	var b strings.Builder
	for i := range r.items {
		e := &r.items[i]
		fmt.Fprintf(&b, "%s=%s ", e.tag, e.masked(r.value(e)))
	}
	return strings.TrimSuffix(b.String(), " ")
}

// masked is the value of one element: tlv.Mask knows neither what a kernel has declared nor what is inside a template.
func (e *reported) masked(v []byte) string {
	if declared := int(e.row) >= tlv.NumRows; e.sensitive && declared || e.tag.Constructed() {
		return fmt.Sprintf("[%d bytes]", len(v))
	}
	return tlv.Mask(e.row, v)
}

func (a Activation) masked() string {
	return fmt.Sprintf("activation, FCI %d bytes, %04X, host %d bytes, updates %d bytes, memory %d bytes", len(a.FCI), a.SW, len(a.Host), len(a.Updates), len(a.Memory))
}

func (s *Store) masked() string { return fmt.Sprintf("store, %d elements", len(s.Rows())) }

// masked is what a session says of itself: a verb that does not fit a pointer would print what it points to.
func (c *core) masked() string {
	if c == nil {
		return "no session"
	}
	return "session of " + c.prog.Name
}

func write(f fmt.State, s string) { _, _ = f.Write([]byte(s)) }

func (e Event) Format(f fmt.State, _ rune)      { write(f, e.masked()) }
func (a Action) Format(f fmt.State, _ rune)     { write(f, a.masked()) }
func (r PINRequest) Format(f fmt.State, _ rune) { write(f, r.masked()) }
func (a Activation) Format(f fmt.State, _ rune) { write(f, a.masked()) }
func (s Store) Format(f fmt.State, _ rune)      { write(f, s.masked()) }
func (o Outcome) Format(f fmt.State, _ rune)    { write(f, o.masked()) }
func (r Result) Format(f fmt.State, _ rune)     { write(f, r.masked()) }
func (r Report) Format(f fmt.State, _ rune)     { write(f, r.masked()) }
func (s Session) Format(f fmt.State, _ rune)    { write(f, s.c.masked()) }
func (p Port) Format(f fmt.State, _ rune)       { write(f, p.c.masked()) }

func (e Event) MarshalJSON() ([]byte, error)      { return json.Marshal(e.masked()) }
func (a Action) MarshalJSON() ([]byte, error)     { return json.Marshal(a.masked()) }
func (r PINRequest) MarshalJSON() ([]byte, error) { return json.Marshal(r.masked()) }
func (a Activation) MarshalJSON() ([]byte, error) { return json.Marshal(a.masked()) }
func (s Store) MarshalJSON() ([]byte, error)      { return json.Marshal(s.masked()) }
func (o Outcome) MarshalJSON() ([]byte, error)    { return json.Marshal(o.masked()) }
func (r Result) MarshalJSON() ([]byte, error)     { return json.Marshal(r.masked()) }
func (r Report) MarshalJSON() ([]byte, error)     { return json.Marshal(r.masked()) }

func (e Event) LogValue() slog.Value      { return slog.StringValue(e.masked()) }
func (a Action) LogValue() slog.Value     { return slog.StringValue(a.masked()) }
func (r PINRequest) LogValue() slog.Value { return slog.StringValue(r.masked()) }
func (a Activation) LogValue() slog.Value { return slog.StringValue(a.masked()) }
func (s Store) LogValue() slog.Value      { return slog.StringValue(s.masked()) }
func (o Outcome) LogValue() slog.Value    { return slog.StringValue(o.masked()) }
func (r Result) LogValue() slog.Value     { return slog.StringValue(r.masked()) }
func (r Report) LogValue() slog.Value     { return slog.StringValue(r.masked()) }
