package shell_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/trace"
)

// A reversal that the host does not confirm is to be sent again; a refund whose card was only read is the acquirer's to decide.
// EMV 4.4 B4 12.1.8
func TestHostSays(t *testing.T) {
	money := kernel.Money{Amount: 500, Currency: 0x978, Exponent: 2}
	refund := terminal.Request{DE55: []byte{0x9F, 0x27, 1, 0}, Transaction: kernel.Transaction{Money: money}}
	for _, c := range []struct {
		host           setup.Host
		reversal, code string
		said           string
	}{
		{setup.Host{}, "REVERSAL device failed: 5.00 EUR taken back", "00", "REFUND 5.00 EUR, accepted by the acquirer"},
		{setup.Host{Decline: true}, "REVERSAL device failed: 5.00 EUR taken back", "05", "REFUND 5.00 EUR, declined by the acquirer"},
		{setup.Host{Unreachable: true}, "REVERSAL device failed: 5.00 EUR taken back, to be sent again: " + terminal.ErrNotSent.Error(), "", "REFUND 5.00 EUR, not sent: line down"},
	} {
		h := &shell.Host{Host: c.host}
		err := h.Reverse(context.Background(), terminal.Reversal{Reason: terminal.DeviceFailed, Transaction: kernel.Transaction{Money: money}})
		answer, lost := h.Authorise(context.Background(), refund)
		if (err != nil) != c.host.Unreachable || (lost != nil) != c.host.Unreachable || len(h.Said) != 2 || h.Said[0] != c.reversal || h.Said[1] != c.said ||
			len(answer) > 0 && string(answer[2:]) != c.code {
			t.Errorf("%v, %v: %q, %X", err, lost, h.Said, answer)
		}
	}
}

// What the line does to a request decides whether it may have arrived.
// EMV 4.4 B4 12.2.3
func TestLine(t *testing.T) {
	_, err := (&shell.Host{Host: setup.Host{Unreachable: true}, Lost: true}).Authorise(context.Background(), terminal.Request{})
	if !errors.Is(err, terminal.ErrNotSent) {
		t.Error(err)
	}
	_, err = (&shell.Host{Lost: true}).Authorise(context.Background(), terminal.Request{})
	if err == nil || errors.Is(err, terminal.ErrNotSent) {
		t.Error(err)
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

// What a text of a card, a host, a file or the command line says steers no terminal, in words and as JSON, and a card number in an error is masked.
func TestNothingSteersTheTerminal(t *testing.T) {
	const evil = "\x1b[31mX\x1b]0;t\x07\u009b2J\u202Ey\x7f\r\u200b\xff"
	var b strings.Builder
	w := shell.Visible{W: &b}
	if n, err := w.Write([]byte(evil + "\n\tmore")); n != len(evil)+6 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	const steers = "\x1b\x07\u009b\u202E\x7f\r\u200b\uFFFD"
	if got := b.String(); strings.ContainsAny(got, steers) || !strings.HasPrefix(got, " [31mX ]0;t") || !strings.HasSuffix(got, "\n\tmore") {
		t.Errorf("%q", got)
	}
	b.Reset()
	if err := shell.PrintJSON(&b, map[string]string{"a": evil}); err != nil || strings.ContainsAny(b.String(), steers) {
		t.Errorf("%v, %q", err, b.String())
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil || back["a"] != strings.ToValidUTF8(evil, "\uFFFD") {
		t.Errorf("%v, %q", err, back)
	}
	b.Reset()
	shell.Complain(&b, "pos", errors.New("-card 5413-3300-8902-0011 "+evil+"\nline two 5413330089020011"))
	if got := b.String(); !strings.HasPrefix(got, "pos: -card 5413-33") || strings.Contains(got, "8902") || strings.ContainsAny(got, "\x1b\u009b\r") || !strings.Contains(got, "\nline two 541333") {
		t.Errorf("%q", got)
	}
}
