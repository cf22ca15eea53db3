package transcript_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors"
)

// What is read is written again to the byte; what is written from its parts reads as the same exchanges; a
// conversation replays itself; the redacted one has the same lengths and keeps no secret that the dictionary names.
func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(redactSample))
	f.Add([]byte("-- conversation --\n> 00A40400\n< !removed @1h\n"))
	f.Add([]byte("-- conversation --\n> 00B2010C00\n< 705A5A88FFFFFFFFFFFFFFFF9000\n"))
	names, err := testvectors.Conversations()
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := testvectors.Conversation(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := transcript.Parse(b)
		if err != nil {
			var syntax *transcript.SyntaxError
			if !errors.As(err, &syntax) || syntax.Line < 1 || syntax.Line > 2+strings.Count(string(b), "\n") {
				t.Fatalf("error without a line: %v", err)
			}
			return
		}
		if c.String() != string(b) {
			t.Fatalf("read %q, written %q", b, c)
		}
		built := new(transcript.Conversation)
		for _, x := range c.Exchanges() {
			built.Add(x)
		}
		again, err := transcript.Parse(built.Append(nil))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, built)
		}
		if d := transcript.Compare(c, again); len(d) > 0 {
			t.Fatalf("written and read again: %v", d[0])
		}
		r := transcript.NewReplay(c)
		for _, x := range c.Exchanges() {
			if _, _, err = r.Transmit(context.Background(), x.Command); x.Omitted {
				return
			}
			var lost *transcript.ReplayError
			if errors.As(err, &lost) {
				t.Fatal(err)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		redacted := c.Redact()
		x, y := c.Exchanges(), redacted.Exchanges()
		for i := range x {
			if len(x[i].Command) != len(y[i].Command) || len(x[i].Response) != len(y[i].Response) {
				t.Fatalf("exchange %d changed its length", i+1)
			}
		}
		for _, s := range secretsOf(redacted) {
			if len(s) >= 13 && len(s) <= 19 && valid(s) {
				t.Fatalf("a valid card number is left: %s", s)
			}
		}
		if _, err := transcript.Parse(redacted.Append(nil)); err != nil {
			t.Fatalf("the redacted conversation cannot be read: %v", err)
		}
	})
}
