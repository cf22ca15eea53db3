package acceptance_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A tap that is left to the host, which declines with a script, has an advice for what became of the script: no other message has it. Kernel 3 ends there as with any answer. What the
// host has booked has it with its own message, an answer without scripts has nothing to tell, and a terminal without advices makes none.
//
// B4 6.3.9 transmitted, once, 6.3.7 unsupported, C-3 A.2
func TestAdviceOfDeclinedUpdate(t *testing.T) {
	script := []issuer.Script{{ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F7C, []byte{0x12, 0x34})}}}
	for _, c := range []struct {
		name     string
		options  issuer.Options
		advices  bool
		partial  bool // the answer approves a part, which is not taken
		approved bool
		results  string // in the advice; "": none is made
	}{
		{"declined", issuer.Options{Decline: true, Scripts: script}, true, false, false, "2001020304"},
		{"declined, no scripts", issuer.Options{Decline: true}, true, false, false, ""},
		{"declined, no advices", issuer.Options{Decline: true, Scripts: script}, false, false, false, ""},
		{"approved", issuer.Options{Scripts: script}, true, false, true, ""},
		{"a part, which is reversed", issuer.Options{Scripts: script}, true, true, false, ""},
	} {
		cfg, tx := named(t, "tap"), purchase
		cfg.Profile, cfg.Terminal.Advices, tx.Interface = kernel.Book, c.advices, kernel.Contactless
		for i := range cfg.Combinations {
			if q := cfg.Combinations[i].TTQ; len(q) == 4 {
				q[2] |= 0x80 // issuer update
			}
		}
		x, err := card.Named("visa-update")
		if err != nil {
			t.Fatal(err)
		}
		h := &advising{counter: &counter{card: x, found: at(kernel.Contactless, nil), host: func(de55 []byte) kernel.Event {
			a, err := issuer.Test().Authorise(de55, c.options)
			if err != nil {
				t.Error(err)
			}
			ev := kernel.Event{Kind: kernel.HostResponse, Data: a.Data}
			if c.partial {
				ev.Amount = tx.Amount - 1
			}
			return ev
		}}}
		r := accepted(t, cfg, tx, h, allKernels...)
		got := ""
		for _, data := range h.advices {
			o, _ := tlv.Find(data, 0x9F5B)
			code, _ := tlv.Find(data, tlv.AuthorisationResponseCode.Tag())
			if got += fmt.Sprintf("%X", o.Value); string(code.Value) != r.ResponseCode {
				t.Errorf("%s: code %q, and %q in the advice", c.name, r.ResponseCode, code.Value)
			}
		}
		if r.Approved() != c.approved || r.Reversal != c.partial || r.Advice || got != c.results || len(h.advices) > 1 {
			t.Errorf("%s: %v, reversal %v, advice %v, %d made, results %q", c.name, r, r.Reversal, r.Advice, len(h.advices), got)
		}
	}
}
