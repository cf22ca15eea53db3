package contact_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// Nothing that a host sends is a fault of the transport, on T=0 and T=1, to a card with a command for issuer authentication and to one without: what can be
// read is taken, what cannot is reversed, and a script that is no script is "not performed".
// B4 12.2.3, 12.2.4
func TestHostAnswersOfEveryShape(t *testing.T) {
	n := 0
	for _, a := range bench.HostAnswers(t) {
		for _, name := range []string{"noauth", "dda", "cash"} {
			for _, t0 := range []bool{false, true} {
				n++
				w := newWorld(t, name)
				w.Config.Profile = kernel.Book
				w.Answer = func([]byte) ([]byte, error) { return a.Data, nil }
				if t0 {
					overT0(w)
				}
				w.Middle = func(_ int, command, r []byte) []byte {
					if len(w.DE55) != 0 && command[1] != apdu.GenerateAC && command[1] != apdu.ExternalAuthenticate {
						return []byte{0x90, 0}
					}
					return r
				}
				out := w.Run()
				what := fmt.Sprintf("%s, card %s, T=0 %v", a.Name, name, t0)
				if out.Error.L1 != 0 || out.Error.L2 != 0 || w.HostCalls == 0 {
					t.Errorf("%s: %+v, host %d", what, out.Error, w.HostCalls)
				}
				if out.Online() != a.Received || !a.Received && (!out.Reversal() || out.Status == kernel.Approved && out.ARC() != "Y3") {
					t.Errorf("%s: online %v, reversal %v, %v %s", what, out.Online(), out.Reversal(), out.Status, out.ARC())
				}
				var results string
				for s := out.Scripts(); len(s) >= 5; s = s[5:] {
					results += fmt.Sprintf("%02X", s[0])
				}
				if a.Scripts != "*" && results != a.Scripts || a.Scripts == "*" && len(results) != 2 {
					t.Errorf("%s: results %s, want %s", what, results, a.Scripts)
				}
			}
		}
	}
	if n < 400 {
		t.Errorf("%d answers", n)
	}
}

// No text of a host steers a terminal by way of the trace or of a record, whatever bytes its codes have.
// B4 A6
func TestTextOfHostSteersNothing(t *testing.T) {
	for _, answer := range []string{"8A021B5B", "8A02C29B", "8A020A0D", "8A02FFFE", "8A023030" + "8906" + "1B5D303B7407", "8A023030" + "8906" + "C29B324A0A41"} {
		w := newWorld(t, "noauth")
		w.Answer = func([]byte) ([]byte, error) { return bench.Hex(t, answer), nil }
		out := w.Run()
		r := terminal.NewRecord(out.Result)
		texts := []string{r.ARC, r.ApprovalCode, r.Label, r.Reason, r.Outcome}
		noted := 0
		for _, e := range w.Trace {
			if e.Kind == trace.Note {
				texts = append(texts, e.Text, e.Name, e.Clause)
				noted++
			}
		}
		for _, s := range texts {
			if s != tlv.Visible(s) {
				t.Errorf("%s: %q", answer, s)
			}
		}
		if noted == 0 || !out.Online() {
			t.Errorf("%s: %d notes, online %v", answer, noted, out.Online())
		}
	}
}
