package contact_test

import (
	"cmp"
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

// What went to a card in its PDOL does not change: a card that was told otherwise is selected again, and only the application that it was. The
// card cash has amount, other amount and currency in its PDOL, full only terminal type and additional capabilities. In the CDOL1 of both
// the amounts are the first two. The counter stands at 16: the ATC is 0011, and 0012 when another transaction has begun.
// B4 10.1, 6.5.1, 6.3.3
func TestConfirmAmount(t *testing.T) {
	// without usage control's cashback, at home and abroad
	const noCashback, cashback = "FF00", "FF80"
	for _, c := range []struct {
		name    string
		card    string
		control string
		purpose kernel.Purpose
		amounts [2]uint64
		agreed  terminal.Amounts
		again   bool
		offered bool   // cashback
		values  string // of CDOL1: amount, other
		typ     string // 9C
	}{
		// B4 6.5.1 OK?
		{"as it was", "cash", cashback, kernel.Purchase, [2]uint64{1234, 0}, terminal.Amounts{Amount: 1234}, false, true, "000000001234000000000000", "00"},
		{"a tip", "cash", cashback, kernel.Purchase, [2]uint64{1234, 0}, terminal.Amounts{Amount: 1400}, true, true, "000000001400000000000000", "00"},
		{"a tip, not told", "full", cashback, kernel.Purchase, [2]uint64{1234, 0}, terminal.Amounts{Amount: 1400}, false, true, "000000001400000000000000", "00"},
		{"a tip, no purpose", "cash", cashback, kernel.Unnamed, [2]uint64{1234, 0}, terminal.Amounts{Amount: 1400}, true, false, "000000001400000000000000", "00"},
		// B4 6.3.3 cashback
		{"cash that the card does not allow", "cash", noCashback, kernel.Cashback, [2]uint64{3234, 2000}, terminal.Amounts{Amount: 1234}, true, false, "000000001234000000000000", "00"},
		{"cash that the card does not allow, not told", "full", noCashback, kernel.Cashback, [2]uint64{3234, 2000}, terminal.Amounts{Amount: 1234}, false, false, "000000001234000000000000", "00"},
		{"cash on top", "cash", cashback, kernel.Purchase, [2]uint64{1234, 0}, terminal.Amounts{Amount: 3234, Other: 2000}, true, true, "000000003234000000002000", "09"},
		{"cash", "cash", cashback, kernel.Cashback, [2]uint64{3234, 2000}, terminal.Amounts{Amount: 3234, Other: 2000}, false, true, "000000003234000000002000", "09"},
		{"the card's currency", "cash", cashback, kernel.Purchase, [2]uint64{1234, 0}, terminal.Amounts{Amount: 1456, Currency: 0x840, Exponent: 2}, true, true, "000000001456000000000000", "00"},
		{"the card's currency, not told", "full", cashback, kernel.Purchase, [2]uint64{1234, 0}, terminal.Amounts{Amount: 1456, Currency: 0x840, Exponent: 2}, false, true, "000000001456000000000000", "00"},
	} {
		w := newWorld(t, c.card)
		w.Card = bench.With(t, c.card, "9F07", c.control)
		a := &agreeing{to: c.agreed}
		w.confirms(a)
		w.Transaction.Purpose, w.Transaction.Amount, w.Transaction.AmountOther = c.purpose, c.amounts[0], c.amounts[1]
		out := w.Run()
		if out.Status != kernel.Approved || w.HostCalls != 1 {
			t.Errorf("%s: %v: %s", c.name, out, out.Error.Reason)
		}
		rounds, atc := 1, "0011"
		if c.again {
			rounds, atc = 2, "0012"
		}
		if w.Sent(apdu.GetProcessingOptions) != rounds || w.Sent(apdu.GenerateAC) != 2 || len(a.asked) != 1 {
			t.Errorf("%s: %s, asked %d times", c.name, w.Instructions(), len(a.asked))
		}
		if o, _ := tlv.Find(w.DE55, tlv.ATC.Tag()); hexOf(o.Value) != atc {
			t.Errorf("%s: ATC %X", c.name, o.Value)
		}
		values := w.values(apdu.GenerateAC, 1)
		if currency := map[bool]string{true: "0840", false: "0978"}[c.agreed.Currency != 0]; values[:24] != c.values || values[48:50] != c.typ || values[38:42] != currency {
			t.Errorf("%s: CDOL1 values %s", c.name, values)
		}
		if c.card == "cash" {
			if told := w.values(apdu.GetProcessingOptions, rounds); told[:24] != c.values || told[24:28] != values[38:42] {
				t.Errorf("%s: the PDOL says %s", c.name, told)
			}
		}
		if asked := a.asked[0]; asked.Cashback != c.offered || asked.UI.Amount != c.amounts[0] || asked.Transaction.AmountOther != c.amounts[1] ||
			terminal.Text(asked.UI) != terminal.FormatAmount(c.amounts[0], 2)+" EUR OK?" || a.card != "5F28020276"+"9F0702"+c.control+"9F42020978" {
			t.Errorf("%s: asked %+v, card %s", c.name, asked, a.card)
		}
		if r := out; r.Amount() != c.agreed.Amount || r.AmountOther() != c.agreed.Other || r.Currency() != cmp.Or(c.agreed.Currency, 0x978) {
			t.Errorf("%s: %d, %d, %X", c.name, r.Amount(), r.AmountOther(), r.Currency())
		}
	}
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
