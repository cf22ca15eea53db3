package visible_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/visible"
)

// What a text of a card, a host, a file or the command line says steers no terminal, in words and as JSON, and a card number in an error is masked.
func TestNothingSteersTheTerminal(t *testing.T) {
	const evil = "\x1b[31mX\x1b]0;t\x07\u009b2J\u202Ey\x7f\r\u200b\xff"
	var b strings.Builder
	w := visible.Writer{W: &b}
	if n, err := w.Write([]byte(evil + "\n\tmore")); n != len(evil)+6 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	const steers = "\x1b\x07\u009b\u202E\x7f\r\u200b\uFFFD"
	if got := b.String(); strings.ContainsAny(got, steers) || !strings.HasPrefix(got, " [31mX ]0;t") || !strings.HasSuffix(got, "\n\tmore") {
		t.Errorf("%q", got)
	}
	b.Reset()
	if err := visible.PrintJSON(&b, map[string]string{"a": evil}); err != nil || strings.ContainsAny(b.String(), steers) {
		t.Errorf("%v, %q", err, b.String())
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil || back["a"] != strings.ToValidUTF8(evil, "\uFFFD") {
		t.Errorf("%v, %q", err, back)
	}
	b.Reset()
	visible.Complain(&b, "pos", errors.New("-card 5413-3300-8902-0011 "+evil+"\nline two 5413330089020011"))
	if got := b.String(); !strings.HasPrefix(got, "pos: -card 5413-33") || strings.Contains(got, "8902") || strings.ContainsAny(got, "\x1b\u009b\r") || !strings.Contains(got, "\nline two 541333") {
		t.Errorf("%q", got)
	}
}
