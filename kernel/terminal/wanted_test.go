package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
)

// wishing is a host that answers its first requests as told, by codes or by the silence that "lost" and "not sent" are, and then as the issuer does. It looks into
// the ledger meanwhile.
type wishing struct {
	answers []string
	seen    []terminal.Request // without their data
	data    [][]byte
	noted   func(terminal.Request) string
	notes   []string
	took    []string
}

func (w *wishing) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	n := len(w.seen)
	w.data = append(w.data, bytes.Clone(r.DE55))
	if r.DE55 = nil; w.noted != nil {
		w.notes = append(w.notes, w.noted(r))
	}
	if w.seen = append(w.seen, r); n >= len(w.answers) {
		response, err := issuer.Test().Authorise(w.data[n], issuer.Options{})
		return response.Data, err
	}
	switch code := w.answers[n]; code {
	case "lost":
		return nil, errors.New("the line broke after the request")
	case "not sent":
		return nil, terminal.ErrNotSent
	default:
		return append([]byte{0x8A, 2}, code...), nil
	}
}

func (w *wishing) Reverse(_ context.Context, r terminal.Reversal) error {
	at := slices.IndexFunc(w.seen, func(q terminal.Request) bool { return q.ID == r.Original })
	w.took = append(w.took, fmt.Sprintf("%s of request %d", r.Reason, at+1))
	return nil
}

func (w *wishing) Advise(context.Context, []byte) error { return nil }

// A tap whose issuer wants a PIN is one sale with two requests: the second has the number of the first, its token and its data, and stands in the ledger before it
// leaves. What was declined is not reversed, what was lost is, by the number of the request that was lost. The receipt has the PIN.
//
// A table 6-4, B4 12.2.3, 12.1.8
func TestPINForTap(t *testing.T) {
	const both = "asked 1, asked 2"
	for _, c := range []struct {
		name     string
		answers  string
		pin      kernel.PINResult
		approved bool
		requests int
		took     string
		cvm      string
		undo     bool
	}{
		{"the right one", "70", kernel.PINEntered, true, 2, "", "ONLINE PIN ENTERED", false},
		{"the right one, and taken back", "70", kernel.PINEntered, true, 2, "not taken of request 2", "ONLINE PIN ENTERED", true},
		{"a wrong one", "70 55", kernel.PINEntered, false, 2, "", "ONLINE PIN ENTERED", false},
		{"no answer to it", "70 lost", kernel.PINEntered, false, 2, "response lost of request 2", "ONLINE PIN ENTERED", false},
		{"it does not leave", "70 not-sent", kernel.PINEntered, false, 2, "", "ONLINE PIN ENTERED", false},
		{"none in time", "70", kernel.PINCancelled, false, 1, "", "NO CVM REQUIRED", false},
		{"bypassed", "70", kernel.PINBypassed, false, 1, "", "NO CVM REQUIRED", false},
		{"the first is lost", "lost", kernel.PINEntered, false, 1, "response lost of request 1", "NO CVM REQUIRED", false},
		{"another code", "65", kernel.PINEntered, false, 1, "", "NO CVM REQUIRED", false},
	} {
		cfg, d := tapConfig(t), tapDevices(terminal.Inserted(tapCard(t, "visa-online")))
		ledger := terminal.NewMemoryLedger()
		w := &wishing{}
		for a := range strings.FieldsSeq(c.answers) {
			w.answers = append(w.answers, strings.ReplaceAll(a, "-", " "))
		}
		w.noted = func(r terminal.Request) string {
			e, err := ledger.Last()
			if err != nil || e.Token != "till 7" || e.Request != r.ID {
				t.Errorf("%s: %v, %v", c.name, e, err)
			}
			return fmt.Sprintf("%s %d", e.State, len(w.seen)+1)
		}
		d.Acquirer.Host, d.Acquirer.Messages, d.Cardholder.PIN = w, w, pinPad{result: c.pin}
		x, err := terminal.New(cfg, d, ledger, tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		sale, err := x.Do(t.Context(), terminal.Order{Token: "till 7", Purpose: kernel.Purchase, Amount: 1234})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if c.undo {
			if err := sale.Undo(t.Context(), terminal.GoodsNotTaken); err != nil {
				t.Error(err)
			}
		}
		e, err := ledger.Get(sale.Number)
		var slip bytes.Buffer
		if err := errors.Join(err, sale.Print(&slip, terminal.CardholderCopy)); err != nil || !strings.Contains(slip.String(), c.cvm) || e.CVM != c.cvm {
			t.Errorf("%s: %v, CVM %q, %s", c.name, err, e.CVM, slip.String())
		}
		if got := strings.Join(w.took, ", "); got != c.took || sale.Result.Approved() != c.approved || len(w.seen) != c.requests || e.IsOpen() || !strings.HasPrefix(both, strings.Join(w.notes, ", ")) {
			t.Errorf("%s: the bank took %q, %d requests, noted %q, %s", c.name, got, len(w.seen), w.notes, sale)
		}
		if c.requests != 2 {
			continue
		}
		first, second := &w.seen[0], &w.seen[1]
		if first.Follows != 0 || first.OnlinePIN || second.Follows != first.ID || second.ID == first.ID || !second.OnlinePIN || second.Token != "till 7" ||
			!bytes.Equal(w.data[0], w.data[1]) || second.Transaction != first.Transaction || e.Request != second.ID {
			t.Errorf("%s: %+v, then %+v", c.name, first, second)
		}
	}
}

// A second request that cannot be noted does not leave, and nothing is reversed.
//
// B4 12.2.3
func TestPINForTapIsNoted(t *testing.T) {
	cfg, d := tapConfig(t), tapDevices(terminal.Inserted(tapCard(t, "visa-online")))
	ledger := &failing{MemoryLedger: terminal.NewMemoryLedger(), put: 2}
	w := &wishing{answers: []string{"70"}}
	d.Acquirer.Host, d.Acquirer.Messages, d.Cardholder.PIN = w, w, pinPad{result: kernel.PINEntered}
	x, err := terminal.New(cfg, d, ledger, tapKernels()...)
	if err != nil {
		t.Fatal(err)
	}
	sale, err := x.Sell(t.Context(), 1234)
	if err != nil || sale.Approved() || len(w.seen) != 1 || len(w.took) != 0 || sale.Result.Reversal {
		t.Errorf("%v, %v, %d requests, %q", sale, err, len(w.seen), w.took)
	}
}
