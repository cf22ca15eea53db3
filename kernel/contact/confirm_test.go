package contact_test

import (
	"context"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// agreeing is a cardholder who agrees on other amounts.
type agreeing struct {
	to    terminal.Amounts
	no    bool
	asked []terminal.Confirmation
	card  string
}

func (a *agreeing) ConfirmAmount(_ context.Context, c terminal.Confirmation) (terminal.Amounts, bool, error) {
	a.card = hexOf(c.Card)
	c.Card = nil
	a.asked = append(a.asked, c)
	return a.to, !a.no, nil
}

func (w *world) confirms(a *agreeing) {
	w.Config.Terminal.ConfirmsAmount = true
	w.Config.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Type: 0x00}, {Purpose: kernel.Cashback, Type: 0x09, Limit: 10000}}
	w.Equip = func(d *terminal.Devices) { d.Cardholder.Confirmer = a }
}

// The second selection is of the same application, with another unpredictable number and nothing left of the first; records that have
// changed meanwhile count as they are now.
// B4 10.1, B1 12.4
func TestBeginAgain(t *testing.T) {
	w := newWorld(t, "cash")
	w.confirms(&agreeing{to: terminal.Amounts{Amount: 1400}})
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
	w.confirms(&agreeing{to: terminal.Amounts{Amount: 1400}})
	w.Run()
	first, second := w.values(apdu.GetProcessingOptions, 1)[12:], w.values(apdu.GetProcessingOptions, 2)[12:]
	if o, _ := tlv.Find(w.DE55, tlv.UnpredictableNumber.Tag()); first == second || len(first) != 8 || hexOf(o.Value) != second {
		t.Errorf("%s, then %s, and the host has %X", first, second, o.Value)
	}

	// a card that refuses to begin again: the next candidate, or none
	// B1 12.4
	w = newWorld(t, "cash")
	w.confirms(&agreeing{to: terminal.Amounts{Amount: 1400}})
	w.Middle = bench.Swap(t, apdu.Select, 3, "6A82")
	w.Ends(w.Run(), kernel.EmptyCandidateList, "EMV 4.4 B1 12.4")
	w = newWorld(t, "cash")
	w.confirms(&agreeing{to: terminal.Amounts{Amount: 1400}})
	w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 2, "6985")
	w.Ends(w.Run(), kernel.EmptyCandidateList, "EMV 4.4 B1 12.4")
	w = newWorld(t, "cash")
	w.confirms(&agreeing{to: terminal.Amounts{Amount: 1400}})
	w.Fault = func(n int, _ []byte) apdu.FaultKind { return map[bool]apdu.FaultKind{n == 20: apdu.Timeout}[true] }
	if out := w.Run(); out.Status != kernel.EndApplication || out.Read() || out.HasCID() {
		t.Errorf("%v, %+v", out, out)
	}
}

// Nobody agrees, or on what the configuration does not have.
// B4 6.5.1
func TestNotAgreed(t *testing.T) {
	for _, c := range []struct {
		name   string
		agreed terminal.Amounts
		no     bool
		change func(*world)
		reason string
	}{
		{"cancel", terminal.Amounts{}, true, func(*world) {}, "cancelled"},
		{"nobody to ask", terminal.Amounts{}, true, func(w *world) { w.Equip = nil }, "cancelled"},
		{"too much cash", terminal.Amounts{Amount: 20000, Other: 10001}, false, func(*world) {}, "the amount is above the limit for cashback"},
		{"more cash than amount", terminal.Amounts{Amount: 2000, Other: 2001}, false, func(*world) {}, "the cash is more than the amount that it is part of"},
		{"no cashback here", terminal.Amounts{Amount: 2000, Other: 1000}, false, func(w *world) { w.Config.Treatments = w.Config.Treatments[:1] }, "the configuration has no cashback"},
	} {
		w := newWorld(t, "cash")
		w.confirms(&agreeing{to: c.agreed, no: c.no})
		w.Transaction.Purpose = kernel.Purchase
		c.change(w)
		out := w.Run()
		if out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop || out.Error.Reason != c.reason || w.Sent(apdu.GenerateAC) != 0 {
			t.Errorf("%s: %v, %q", c.name, out, out.Error.Reason)
		}
	}
	// Who is asked for no amount confirms none; neither does a terminal that does not ask.
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
