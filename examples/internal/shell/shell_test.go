package shell_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// A reversal that the host does not confirm is to be sent again; either way no card data is left in it.
// EMV 4.4 B4 12.1.8
func TestReverse(t *testing.T) {
	money := func(n uint64) string { return fmt.Sprint(n, " cents") }
	for _, c := range []struct {
		down bool
		want string
	}{
		{false, "device failed: 500 cents taken back"},
		{true, "device failed: 500 cents taken back, to be sent again: " + terminal.ErrNotSent.Error()},
	} {
		r := terminal.Reversal{Reason: terminal.DeviceFailed, Transaction: kernel.Transaction{Amount: 500}, Data: []byte{0x5A, 1, 2}}
		if got := shell.Reverse(context.Background(), &shell.Host{Host: setup.Host{Unreachable: c.down}}, r, money); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if !bytes.Equal(r.Data, make([]byte, 3)) {
			t.Errorf("%X is left", r.Data)
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
	s.Entry(kernel.TraceEntry{Kind: kernel.TraceStep, Name: "a step"})
	s.Panel("TWO", "THREE")
	s.Panel("FOUR")
	s.Entry(kernel.TraceEntry{Kind: kernel.TraceNote, Text: "done"})
	s.Entry(kernel.TraceEntry{Kind: kernel.TraceStep, Name: "next"})
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

// A step that a transaction does not need says that there was nothing to do, with the trace and without.
func TestIdleStep(t *testing.T) {
	for trace, want := range map[bool]string{
		false: "one" + strings.Repeat(" ", 43) + "nothing to do\ntwo" + strings.Repeat(" ", 43) + "[PLEASE WAIT] done\n\nAPPROVED\n",
		true:  "one" + strings.Repeat(" ", 43) + "B 1\n  nothing to do\ntwo" + strings.Repeat(" ", 43) + "B 2\n  [PLEASE WAIT]\n  done [B 3]\n\nAPPROVED\n",
	} {
		var b strings.Builder
		s := &shell.Screen{W: &b, Trace: trace}
		s.Entry(kernel.TraceEntry{Kind: kernel.TraceStep, Name: "one", Clause: "B 1"})
		s.Entry(kernel.TraceEntry{Kind: kernel.TraceStep, Name: "two", Clause: "B 2"})
		s.Show(context.Background(), kernel.UI{Message: kernel.MsgPleaseWait, Language: "en"})
		s.Entry(kernel.TraceEntry{Kind: kernel.TraceNote, Text: "done", Clause: "B 3"})
		s.End(&kernel.Result{Outcome: kernel.Outcome{Status: kernel.Approved}})
		if b.String() != want {
			t.Errorf("trace %v: %q\nwant %q", trace, b.String(), want)
		}
	}
}
