package shell_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

var money = kernel.Money{Amount: 500, Currency: 0x978, Exponent: 2}

// line is the line to a host in the program, of a shop.
func line(t *testing.T, s shell.Settings) *shell.Host {
	t.Helper()
	var err error
	if s.Config, err = setup.Config("default"); err != nil {
		t.Fatal(err)
	}
	h, err := shell.NewHost(&s, host.Pads{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// readOnly is the request of a refund whose card was only read: CID 00.
func readOnly() terminal.Request {
	data := []byte{0x9F, 0x27, 1, 0, 0x5A, 8, 0x54, 0x13, 0x33, 0, 0x89, 2, 0, 0x11}
	return terminal.Request{ID: 7, DE55: data, Transaction: kernel.Transaction{Purpose: kernel.Refund, Type: 0x20, Money: money}}
}

// A reversal that the host does not confirm is to be sent again; a refund whose card was only read is the acquirer's to decide.
// EMV 4.4 B4 12.1.8
func TestHostSays(t *testing.T) {
	for _, c := range []struct {
		settings       shell.Settings
		reversal, code string
		said           string
	}{
		{shell.Settings{}, "REVERSAL device failed: 5.00 EUR taken back", "00", "REFUND 5.00 EUR, accepted by the acquirer"},
		{shell.Settings{Decline: true}, "REVERSAL device failed: 5.00 EUR taken back", "05", "REFUND 5.00 EUR, declined by the acquirer"},
		{shell.Settings{Offline: true}, "REVERSAL device failed: 5.00 EUR taken back, to be sent again: " + terminal.ErrNotSent.Error(), "", "REFUND 5.00 EUR, not sent: line down"},
	} {
		h := line(t, c.settings)
		answer, lost := h.Authorise(context.Background(), readOnly())
		err := h.Reverse(context.Background(), terminal.Reversal{Original: 7, Reason: terminal.DeviceFailed, Transaction: kernel.Transaction{Money: money}})
		code, _ := tlv.Find(answer, 0x8A)
		if (err != nil) != c.settings.Offline || (lost != nil) != c.settings.Offline || len(h.Said) != 2 || h.Said[0] != c.said || h.Said[1] != c.reversal ||
			string(code.Value) != c.code {
			t.Errorf("%v, %v: %q, %X", err, lost, h.Said, answer)
		}
	}
}

// What the line does to a request decides whether it may have arrived.
// EMV 4.4 B4 12.2.3
func TestLine(t *testing.T) {
	down, broken := line(t, shell.Settings{Offline: true}), line(t, shell.Settings{})
	broken.Lost = true
	if _, err := down.Authorise(context.Background(), readOnly()); !errors.Is(err, terminal.ErrNotSent) {
		t.Error(err)
	}
	if _, err := broken.Authorise(context.Background(), readOnly()); err == nil || errors.Is(err, terminal.ErrNotSent) {
		t.Error(err)
	}
	purchase := readOnly()
	purchase.DE55 = purchase.DE55[4:]
	_, _ = down.Authorise(context.Background(), purchase)
	if got := strings.Join(append(down.Tell(), broken.Tell()...), "; "); got != "REFUND 5.00 EUR, not sent: line down; HOST not asked: line down; HOST no answer: the line broke after the request" {
		t.Error(got)
	}
}

// EMV 4.4 B4 11.1, EMV 4.4 B4 11.2
func TestMessage(t *testing.T) {
	for language, want := range map[string]string{"en": "APPROVED", "de": "GENEHMIGT", "fr": "ACCEPTÉ", "pt": "APPROVED", "": "APPROVED"} {
		if got := shell.Message(kernel.MsgApproved, language); got != want {
			t.Errorf("%s: %s", language, got)
		}
	}
	if got := shell.Message(kernel.MsgNone, "en"); got != "" {
		t.Error(got)
	}
}

// A panel stands below the step's line, which goes on where it was.
func TestPanel(t *testing.T) {
	var b strings.Builder
	s := &shell.Screen{W: &b}
	s.Panel("ONE")
	s.Entry(trace.Entry{Kind: trace.Step, Name: "a step"})
	s.Panel("TWO", "THREE")
	s.Panel("FOUR")
	s.Entry(trace.Entry{Kind: trace.Note, Text: "done"})
	s.Entry(trace.Entry{Kind: trace.Step, Name: "next"})
	pad := strings.Repeat(" ", 46)
	if want := "    | ONE\n" + "a step" + pad[6:] + "\n    | TWO\n    | THREE\n    | FOUR\n" + pad + "done\nnext" + pad[4:]; b.String() != want {
		t.Errorf("%q\nwant %q", b.String(), want)
	}
	quiet := &shell.Screen{W: &b, Quiet: true}
	n := b.Len()
	if quiet.Panel("FIVE"); b.Len() != n {
		t.Error("not quiet")
	}
}

// A step that a transaction does not need says that there was nothing to report, with the trace and without.
func TestIdleStep(t *testing.T) {
	for all, want := range map[bool]string{
		false: "one" + strings.Repeat(" ", 43) + "nothing to report\ntwo" + strings.Repeat(" ", 43) + "[PLEASE WAIT] done\n\nAPPROVED\n",
		true:  "one" + strings.Repeat(" ", 43) + "B 1\n  nothing to report\ntwo" + strings.Repeat(" ", 43) + "B 2\n  [PLEASE WAIT]\n  done [B 3]\n\nAPPROVED\n",
	} {
		var b strings.Builder
		s := &shell.Screen{W: &b, Trace: all}
		s.Entry(trace.Entry{Kind: trace.Step, Name: "one", Clause: "B 1"})
		s.Entry(trace.Entry{Kind: trace.Step, Name: "two", Clause: "B 2"})
		s.Show(context.Background(), kernel.UI{Message: kernel.MsgPleaseWait, Language: "en"})
		s.Entry(trace.Entry{Kind: trace.Note, Text: "done", Clause: "B 3"})
		s.End(&kernel.Result{Outcome: kernel.Outcome{Status: kernel.Approved}})
		if b.String() != want {
			t.Errorf("trace %v: %q\nwant %q", all, b.String(), want)
		}
	}
}
