package apdu_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors"
)

// A line is the wire of a T=0 dialogue with its procedure bytes: it sends the header, waits for INS or a status,
// sends the data, and takes INS off what the card sends back. That is the reader's part.
type line struct{ script }

func (l *line) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	r, took, err := l.script.Transmit(ctx, command[:5])
	if err == nil && len(r) == 1 && r[0] == command[1] && len(command) > 5 {
		r, took, err = l.script.Transmit(ctx, command[5:])
	}
	if err == nil && len(r) > 2 {
		if r[0] != command[1] {
			return nil, 0, fmt.Errorf("procedure byte %02X", r[0])
		}
		r = r[1:]
	}
	return r, took, err
}

// forT0 is a C-APDU as a T=0 command: the dialogues through a reader give it the Le of case 4 and leave P3 out of
// case 1, which the reader puts right.
func forT0(t testing.TB, s string) string {
	c, err := apdu.ParseCommand(unhex(t, s))
	if err != nil {
		t.Fatal(err)
	}
	switch c.Case() {
	case 1:
		return s + "00"
	case 4:
		return strings.TrimSuffix(s, "00")
	}
	return s
}

func TestT0Dialogues(t *testing.T) {
	dialogues, err := testvectors.Dialogues("line", "reader")
	if err != nil {
		t.Fatal(err)
	}
	if len(dialogues) != 30 {
		t.Fatalf("%d dialogues", len(dialogues))
	}
	for _, d := range dialogues {
		t.Run(d.Name, func(t *testing.T) {
			s := script{t: t}
			for _, x := range d.Exchanges {
				command := x[0]
				if d.Layer == "reader" {
					command = forT0(t, command)
				}
				s.lines = append(s.lines, command, x[1])
			}
			var card apdu.Card
			unread := &s
			if card = &s; d.Layer == "line" {
				l := &line{s}
				card, unread = l, &l.script
			}
			// EMV 4.3 B1 9.3.1
			got, _, err := apdu.NewT0(card).Transmit(context.Background(), unhex(t, d.Command))
			if d.Fault != "" {
				if !apdu.IsFault(err, apdu.Protocol) {
					t.Errorf("got %X, %v, although %s", got, err, d.Fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, unhex(t, d.Response)) {
				t.Errorf("got %X, want %s", got, d.Response)
			}
			if len(unread.lines) > 0 {
				t.Errorf("not sent: %q", unread.lines)
			}
		})
	}
}

// Every command in the dialogues of the application is one of the books', and parses and appends to the same bytes.
func TestDialogueCommands(t *testing.T) {
	dialogues, err := testvectors.Dialogues("selection", "initiation", "reading")
	if err != nil {
		t.Fatal(err)
	}
	if len(dialogues) != 36 {
		t.Fatalf("%d dialogues", len(dialogues))
	}
	for _, d := range dialogues {
		for _, x := range d.Exchanges {
			c, err := apdu.ParseCommand(unhex(t, x[0]))
			if err != nil || c.Name() == "" {
				t.Errorf("%s: %s: %v, %v", d.Name, x[0], c, err)
			}
			if got := c.Append(nil); !bytes.Equal(got, unhex(t, x[0])) {
				t.Errorf("%s: %s: appended %X", d.Name, x[0], got)
			}
		}
	}
}
