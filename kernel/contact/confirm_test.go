package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// confirms has the cardholder agree on another amount.
func (w *world) confirms(to terminal.Amounts) {
	w.Config.Terminal.ConfirmsAmount = true
	w.Config.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Type: 0x00}, {Purpose: kernel.Cashback, Type: 0x09, Limit: 10000}}
	w.Equip = (&confirmer{agrees: []terminal.Amounts{to}}).equip
}

// The second selection is of the same application, with another unpredictable number and nothing left of the first; records that have
// changed meanwhile count as they are now.
// B4 10.1, B1 12.4
func TestBeginAgain(t *testing.T) {
	w := newWorld(t, "cash")
	w.confirms(terminal.Amounts{Amount: 1400})
	w.Transaction.Purpose = kernel.Purchase
	out := w.Run()
	w.Expect(out, approvedOnline)
	read := strings.Repeat("B2 ", 10)
	if got, want := w.Instructions(), "A4 B2 B2 A4 A8 "+read+"A4 A8 "+read; !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	if out.ODA().Method != "CDA" || out.ODA().Result != "ok" {
		t.Errorf("%+v", out.ODA())
	}
	var selects []string
	for _, c := range w.Commands {
		if c[1] == apdu.Select {
			selects = append(selects, hexOf(c))
		}
	}
	if n := len(selects); n != 3 || selects[n-1] != selects[n-2] {
		t.Errorf("%q", selects)
	}

	// B4 6.5.6
	w = newWorld(t, "cash")
	w.Card = bench.Profile(t, "cash", func(app map[string]any) { app["fci"].(map[string]any)["9F38"] = "9F0206 9F3704" })
	w.confirms(terminal.Amounts{Amount: 1400})
	w.Run()
	first, second := w.values(apdu.GetProcessingOptions, 1)[12:], w.values(apdu.GetProcessingOptions, 2)[12:]
	if o, _ := tlv.Find(w.DE55, tlv.UnpredictableNumber.Tag()); first == second || len(first) != 8 || hexOf(o.Value) != second {
		t.Errorf("%s, then %s, and the host has %X", first, second, o.Value)
	}

	// a card that refuses to begin again: the next candidate, or none
	// B1 12.4
	w = newWorld(t, "cash")
	w.confirms(terminal.Amounts{Amount: 1400})
	w.Middle = bench.Swap(t, apdu.Select, 3, "6A82")
	w.Ends(w.Run(), kernel.EmptyCandidateList, "EMV 4.4 B1 12.4")
	w = newWorld(t, "cash")
	w.confirms(terminal.Amounts{Amount: 1400})
	w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 2, "6985")
	w.Ends(w.Run(), kernel.EmptyCandidateList, "EMV 4.4 B1 12.4")
	w = newWorld(t, "cash")
	w.confirms(terminal.Amounts{Amount: 1400})
	w.Fault = func(n int, _ []byte) apdu.FaultKind { return map[bool]apdu.FaultKind{n == 20: apdu.Timeout}[true] }
	if out := w.Run(); out.Status != kernel.EndApplication || out.Read() || out.HasCID() {
		t.Errorf("%v, %+v", out, out)
	}
}

// Who is asked for no amount confirms none; neither does a terminal that does not ask.
// B4 6.5.1
func TestNothingToConfirm(t *testing.T) {
	for _, p := range []kernel.Treatment{{Purpose: kernel.AccountVerification}, {Purpose: kernel.Refund, Type: 0x20, DataOnly: true}} {
		w := newWorld(t, "full")
		w.treats(p)
		if w.Config.Terminal.ConfirmsAmount = true; p.Purpose.ZeroAmount() {
			w.Transaction.Amount = 0
		}
		if out := w.Run(); out.Status == kernel.EndApplication {
			t.Errorf("%s: %v", p.Purpose, out)
		}
	}
}

// An amount that is entered later has its limits too.
// B4 6.5.1
func TestAmountLaterLimited(t *testing.T) {
	for amount, want := range map[uint64]kernel.Status{5000: kernel.Approved, 5001: kernel.EndApplication} {
		w := newWorld(t, "cash")
		w.treats(kernel.Treatment{Purpose: kernel.Cash, Type: 0x01, Limit: 5000})
		w.Transaction.Amount, w.Transaction.AmountLater = 0, true
		if out := w.serve(&customer{amount: amount}); out.Status != want {
			t.Errorf("%d: %v: %s", amount, out, out.Error.Reason)
		}
	}
}
