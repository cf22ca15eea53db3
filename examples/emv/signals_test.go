package main

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
)

// A terminal that does not say whether it has something to write: what was needed, the null answer and the timer stand on the time line, and each command
// with the card's answer to it.
//
// C-2 2.12 S456.6, S456.8, S456.10, S6.3
func TestSignals(t *testing.T) {
	cfg, err := setup.Config("tap-exchange")
	if err != nil {
		t.Fatal(err)
	}
	chip, err := card.Named("mastercard-envelopes")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := terminal.NewTransaction(cfg, kernel.Purchase, 500, 0)
	if err != nil {
		t.Fatal(err)
	}
	tx.Interface, tx.Sequence, tx.Date = kernel.Contactless, 1, [3]byte{0x26, 0x07, 0x01}
	synctest.Test(t, func(t *testing.T) {
		line := newTimeline(nil)
		out, _, err := line.run(context.Background(), cfg, tx, programOf(contactless), &terminal.Devices{Readers: terminal.Readers{Contactless: terminal.Inserted(chip)}})
		if err != nil || out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3TimeOut {
			t.Fatalf("%v, %v", out, err)
		}
		var words []string
		for i := range line.moments {
			switch m := &line.moments[i]; {
			case m.kind == momentExchange && m.response == nil:
				t.Errorf("%X has no answer", m.command)
			case m.kind == momentAction && (m.name == dek || m.name == det || m.name == "timer"):
				words = append(words, strings.TrimSpace(m.name[:5]+" "+m.text))
			}
		}
		const need = "needed: DF8110 Proceed To First Write Flag"
		if got, want := strings.Join(words, "; "), "data; data  "+need+"; data; data  "+need+"; timer has run out"; got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	})
}
