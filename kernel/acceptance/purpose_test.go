package acceptance_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// typed notes the terminal type that a card is sent, by the instruction that has it, and the one in the request to the host.
type typed struct {
	*counter
	cfg        *kernel.Config
	tx         kernel.Transaction
	pdol, cdol tlv.DOL
	sent       []string
}

func (x *typed) Do(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	switch {
	case a.Kind == kernel.GoOnline:
		o, _ := tlv.Find((&terminal.Request{DE55: a.Data, Transaction: x.tx}).Message(kernel.FinancialRequest, x.cfg), tlv.TerminalType.Tag())
		x.sent = append(x.sent, fmt.Sprintf("request %X", o.Value))
	case a.Kind == kernel.Transmit && a.Command[1] == apdu.GetProcessingOptions:
		x.note("GPO", x.pdol, a.Command[7:])
	case a.Kind == kernel.Transmit && a.Command[1] == apdu.GenerateAC:
		x.note("AC", x.cdol, a.Command[5:])
	}
	return x.counter.Do(ctx, a)
}

// note takes the terminal type out of a command's values.
func (x *typed) note(name string, d tlv.DOL, values []byte) {
	at := 0
	for tag, n := range d.All() {
		if tag == tlv.TerminalType.Tag() {
			x.sent = append(x.sent, fmt.Sprintf("%s %X", name, values[at:at+n]))
		}
		at += n
	}
}

// asking is a card whose PDOL, and CDOL1 where it has one, ask for the terminal type at their end.
func asking(t *testing.T, name, pdol, cdol string) *card.Card {
	return bench.Profile(t, name, func(app map[string]any) {
		fci, _ := app["fci"].(map[string]any)
		if fci == nil {
			fci = map[string]any{}
			app["fci"] = fci
		}
		fci["9F38"] = pdol
		if answer, _ := app["tap"].(map[string]any)["answer"].(map[string]any); answer != nil && answer["8C"] != nil {
			answer["8C"] = cdol
		} else if cdol != "" {
			bench.SetElement(app, "8C", cdol)
		}
	})
}

// Every kernel tells card and host the terminal type of the transaction's purpose: the online-only one of its kind where only the host may approve, and the
// terminal's own elsewhere.
//
// B4 10.1.2, A1
func TestTerminalTypeOfPurpose(t *testing.T) {
	const amounts = "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704"
	const gpo, ac, request = "GPO %[1]X, ", "AC %[1]X, ", "request %[1]X"
	for _, c := range []struct{ card, kernel, pdol, cdol, want string }{
		{"mastercard-online", "C-2", "9F3501", amounts + "9F3501 9F3403", gpo + ac + request},
		{"visa-online", "C-3", "9F6604" + amounts, "", request}, // its book has no terminal type
		{"amex-online", "C-4", "9F3501 9F6E04", amounts + "9F3501", gpo + ac + request},
		{"jcb-online", "C-5", "9F5201 9F3501 9F0206 9C01 9F5303", amounts + "9F3501 9F5303", gpo + ac + request},
		{"discover-online", "C-6", "9F6604 9F0206 9F0306 9F1A02 5F2A02 9A03 9C01 9F3704 9F3501", "", gpo + request},
		{"unionpay-online", "C-7", "9F6604" + amounts + "9F3501", "", gpo + request},
		{"k8-online", "C-8", "9F2B08 9E40 9F1D08 9F3501", amounts + "9F3501 9F1D08 9F3303", gpo + ac + request},
	} {
		x := asking(t, c.card, c.pdol, c.cdol)
		for _, p := range []struct {
			kind byte
			by   kernel.Authorisation
			want byte
		}{
			{0x22, kernel.ByAnalysis, 0x22}, {0x22, kernel.OnlyOnline, 0x21}, {0x25, kernel.OnlyOnline, 0x24}, {0x21, kernel.OnlyOnline, 0x21},
		} {
			cfg := named(t, "tap")
			cfg.Terminal.Type, cfg.Treatment(kernel.Purchase).Authorisation = p.kind, p.by
			tx := purchase
			tx.Purpose = kernel.Purchase
			h := &typed{counter: &counter{card: x, found: at(kernel.Contactless, nil), host: answer("00")}, cfg: cfg, tx: tx, pdol: bench.Hex(t, c.pdol), cdol: bench.Hex(t, c.cdol)}
			r := accepted(t, cfg, tx, h, allKernels...)
			want := fmt.Sprintf(c.want, p.want)
			if got := strings.Join(h.sent, ", "); got != want || r.Kernel != c.kernel || r.Authorised != kernel.AuthorisedOnline {
				t.Errorf("%s, type %02X, authorisation %d: %s, want %s; %s, %v", c.card, p.kind, p.by, got, want, r.Kernel, r)
			}
		}
	}
}
