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
		fmt.Fprintf(&b, " %d", e.Code)
	case PINDone:
		fmt.Fprintf(&b, " %d, %04X", e.Code, e.SW)
	case Chosen, CardFound:
		fmt.Fprintf(&b, " %d", e.N)
	case DataReceived, HostResponse:
		fmt.Fprintf(&b, " %d bytes", len(e.Data))
	}
	return b.String()
}

func (a Action) masked() string {
	var b strings.Builder
	b.WriteString(a.Kind.String())
	switch a.Kind {
	case Transmit:
		fmt.Fprintf(&b, " %X, %d bytes", a.Command[:min(4, len(a.Command))], len(a.Command))
	case Show:
		fmt.Fprintf(&b, " message %02X, status %d", uint8(a.UI.Message), a.UI.Status)
	case PerformCVM:
		fmt.Fprintf(&b, " %X", a.Data)
	case SendData:
		fmt.Fprintf(&b, " %d bytes, needed %v", len(a.Data), a.Needed)
	case GoOnline:
		fmt.Fprintf(&b, " %d bytes, request %d", len(a.Data), a.ID)
	case ReviewCandidates, SelectApplication, ConfirmApplication:
		for i := range a.Candidates {
			fmt.Fprintf(&b, " %q", a.Candidates[i].Label)
		}
	case StartTimer, Activate, FieldOff:
		fmt.Fprintf(&b, " %v", a.Within)
	case Done:
		b.WriteString(" " + a.Outcome.masked())
	}
	return b.String()
}

func (o *Outcome) masked() string {
	if o == nil {
		return "no outcome"
	}
	var b strings.Builder
	b.WriteString(o.Status.String())
	if o.AuthorisationCode != "" {
		b.WriteString(", ARC " + o.AuthorisationCode)
	}
	e := &o.Error
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
	return fmt.Sprintf("%s %X %q PAN %s, CID %02X, TVR %X, TSI %X, CVM results %X, %s %s, %d exchanges", r.Kernel, r.AID, r.Label,
		tlv.Mask(tlv.PAN, r.PAN), r.CID, r.TVR[:], r.TSI[:], r.CVMResults[:], r.ODA.Method, r.ODA.Result, r.Exchanges)
}

func (e TraceEntry) masked() string {
	switch e.Kind {
	case TraceStep:
		return e.Name + " [" + e.Clause + "]"
	case TraceNote:
		return e.Text + " [" + e.Clause + "]"
	case TraceCommand:
		return Action{Kind: Transmit, Command: e.Data}.masked()
	case TraceResponse:
		return Event{Kind: Response, Data: e.Data, Took: e.Took}.masked()
	case TraceResults:
		return fmt.Sprintf("TVR %X, TSI %X, CVM results %X", e.Data[:5], e.Data[5:7], e.Data[7:])
	}
	return fmt.Sprintf("%s, %d bytes", e.Name, len(e.Data))
}

func write(f fmt.State, s string) { _, _ = f.Write([]byte(s)) }

func (e Event) Format(f fmt.State, _ rune)      { write(f, e.masked()) }
func (a Action) Format(f fmt.State, _ rune)     { write(f, a.masked()) }
func (o Outcome) Format(f fmt.State, _ rune)    { write(f, o.masked()) }
func (r Report) Format(f fmt.State, _ rune)     { write(f, r.masked()) }
func (e TraceEntry) Format(f fmt.State, _ rune) { write(f, e.masked()) }

func (e Event) MarshalJSON() ([]byte, error)      { return json.Marshal(e.masked()) }
func (a Action) MarshalJSON() ([]byte, error)     { return json.Marshal(a.masked()) }
func (o Outcome) MarshalJSON() ([]byte, error)    { return json.Marshal(o.masked()) }
func (r Report) MarshalJSON() ([]byte, error)     { return json.Marshal(r.masked()) }
func (e TraceEntry) MarshalJSON() ([]byte, error) { return json.Marshal(e.masked()) }

func (e Event) LogValue() slog.Value      { return slog.StringValue(e.masked()) }
func (a Action) LogValue() slog.Value     { return slog.StringValue(a.masked()) }
func (o Outcome) LogValue() slog.Value    { return slog.StringValue(o.masked()) }
func (r Report) LogValue() slog.Value     { return slog.StringValue(r.masked()) }
func (e TraceEntry) LogValue() slog.Value { return slog.StringValue(e.masked()) }
