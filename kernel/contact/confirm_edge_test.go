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

func (c *confirmer) ConfirmAmount(_ context.Context, ask terminal.Confirmation) (terminal.Amounts, bool, error) {
	c.got, c.card = append(c.got, ask), append(c.card, hexOf(ask.Card))
	if len(c.agrees) == 0 {
		return terminal.Amounts{Amount: ask.Transaction.Amount, Other: ask.Transaction.AmountOther}, !c.cancel, nil
	}
	return c.agrees[min(len(c.got), len(c.agrees))-1], !c.cancel, nil
}

// confirms is a purchase of 12.34 whose amount is to be confirmed, in a configuration with cashback; the card has this PDOL.
func confirms(t *testing.T, pdol string, agrees ...terminal.Amounts) (*world, *confirmer) {
	w := newWorld(t, "full")
	w.Card = bench.Profile(t, "full", func(app map[string]any) { section(app, "fci")["9F38"] = pdol })
	w.Config.Terminal.ConfirmsAmount = true
	w.Config.Treatments = []kernel.Treatment{
		{Purpose: kernel.Purchase, Type: 0x00, Limit: 9000},
		{Purpose: kernel.Cashback, Type: 0x09, Limit: 5000, Capabilities: []byte{0xE0, 0x70, 0x48}},
		{Purpose: kernel.Refund, Type: 0x20},
		{Purpose: kernel.AccountVerification, Type: 0x30},
	}
	w.Transaction.Purpose = kernel.Purchase
	c := &confirmer{agrees: agrees}
	w.Equip = c.equip
	return w, c
}

// What was agreed on is what the card gets with GENERATE AC, what the report says and what decides; a card that was told otherwise
// in its PDOL begins again, with another unpredictable number, and nobody is asked twice.
// B4 6.5.1, 10.1
func TestConfirmedAmount(t *testing.T) {
	const quiet = "9F3501 9F4005"
	same, less := terminal.Amounts{Amount: 1234}, terminal.Amounts{Amount: 100}
	dollars := terminal.Amounts{Amount: 1500, Currency: 0x840, Exponent: 2}
	yen := terminal.Amounts{Amount: 1500, Currency: 0x392}
	cash := terminal.Amounts{Amount: 3234, Other: 2000}
	for _, c := range []struct {
		name   string
		pdol   string
		agrees terminal.Amounts
		begins int    // GET PROCESSING OPTIONS
		last   string // PDOL values of the last
		cdol1  string // amounts, currency, type
		arc    string
	}{
		{"as it was", quiet, same, 1, "22F000F0A001", "000000001234" + "000000000000" + "0978" + "00", "00"},
		{"as it was, all of it in the PDOL", "9F0206 9F0306 8104 9F0404 5F2A02 5F3601 9C01 9F3501 9F3303 9F1B04", same, 1, "", "000000001234" + "000000000000" + "0978" + "00", "00"},
		{"another amount", quiet, less, 1, "22F000F0A001", "000000000100" + "000000000000" + "0978" + "00", "Y1"},
		{"another amount, in the PDOL", "9F0206 9F3704", less, 2, "000000000100", "000000000100" + "000000000000" + "0978" + "00", "Y1"},
		{"another amount, in binary in the PDOL", "8104 9F3704", less, 2, "00000064", "000000000100" + "000000000000" + "0978" + "00", "Y1"},
		{"another currency", quiet, dollars, 1, "22F000F0A001", "000000001500" + "000000000000" + "0840" + "00", "00"},
		{"another currency, in the PDOL", "9F3501 5F2A02 9F3704", dollars, 2, "220840", "000000001500" + "000000000000" + "0840" + "00", "00"},
		{"another exponent, in the PDOL", "5F3601 9F3704", yen, 2, "00", "000000001500" + "000000000000" + "0392" + "00", "00"},
		{"cash", quiet, cash, 1, "22F000F0A001", "000000003234" + "000000002000" + "0978" + "09", "00"},
		{"cash, type in the PDOL", "9C01 9F3704", cash, 2, "09", "000000003234" + "000000002000" + "0978" + "09", "00"},
		{"cash, capabilities in the PDOL", "9F3303 9F3704", cash, 2, "E07048", "000000003234" + "000000002000" + "0978" + "09", "00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, who := confirms(t, c.pdol, c.agrees)
			out := w.Run()
			if out.Status != kernel.Approved || out.ARC() != c.arc || out.ODA().Result != "ok" || len(who.got) != 1 {
				t.Errorf("%v, ARC %s, %+v, asked %d times: %s", out.Status, out.ARC(), out.ODA(), len(who.got), out.Error.Reason)
			}
			n := w.Sent(apdu.GetProcessingOptions)
			first, last := w.values(apdu.GetProcessingOptions, 1), w.values(apdu.GetProcessingOptions, n)
			if n != c.begins || !strings.HasPrefix(last, c.last) || n == 2 && last[len(last)-8:] == first[len(first)-8:] {
				t.Errorf("begun %d times, with %s, then %s", n, first, last)
			}
			// CDOL1: amounts, country, TVR, currency, date, type, unpredictable number
			got := w.values(apdu.GenerateAC, 1)
			if got = got[:24] + got[38:42] + got[48:50]; got != c.cdol1 {
				t.Errorf("CDOL1 %s, want %s", got, c.cdol1)
			}
			if r := out; r.Amount() != c.agrees.Amount || r.AmountOther() != c.agrees.Other || r.Currency() != cmp.Or(c.agrees.Currency, 0x978) {
				t.Errorf("report %d, %d, %03X", r.Amount(), r.AmountOther(), r.Currency())
			}
		})
	}
}

// What whoever confirms is shown: amount, what the card says of itself, and whether there may be cash.
// B4 6.5.1 OK?, 6.3.3 cashback, B3 10.4.2
func TestConfirmation(t *testing.T) {
	for _, c := range []struct {
		name    string
		purpose kernel.Purpose
		change  func(*world)
		usage   string // 9F07
		cash    bool
	}{
		{"purchase", kernel.Purchase, nil, "FF80", true},
		{"purchase, the card has no domestic cashback", kernel.Purchase, nil, "FF00", false},
		{"purchase, no cashback configured", kernel.Purchase, func(w *world) { w.Config.Treatments = w.Config.Treatments[:1] }, "FF80", false},
		{"cashback", kernel.Cashback, func(w *world) { w.Transaction.AmountOther = 500 }, "FF80", true},
		{"refund", kernel.Refund, nil, "FF80", false},
		{"no purpose", kernel.Unnamed, nil, "FF80", false},
	} {
		w, who := confirms(t, "9F3501")
		w.Transaction.Purpose = c.purpose
		if c.change != nil {
			c.change(w)
		}
		w.Middle = bench.Rewrite(t, "9F07", c.usage)
		w.Run()
		if len(who.got) != 1 {
			t.Errorf("%s: asked %d times", c.name, len(who.got))
			continue
		}
		got := who.got[0]
		if got.Cashback != c.cash || got.Transaction.Amount != 1234 || got.UI.Message != kernel.MsgAmountOK || got.UI.Amount != 1234 ||
			!got.UI.HasValue || got.UI.Currency != 0x978 || got.UI.Exponent != 2 || who.card[0] != "5F28020276"+"9F0702"+c.usage+"9F42020978" {
			t.Errorf("%s: %+v, card %s", c.name, got, who.card[0])
		}
	}
	// where there is no amount, or nobody is to be asked
	for name, change := range map[string]func(*world){
		"amount zero":    func(w *world) { w.Transaction.Purpose, w.Transaction.Amount = kernel.AccountVerification, 0 },
		"not configured": func(w *world) { w.Config.Terminal.ConfirmsAmount = false },
	} {
		w, who := confirms(t, "9F3501")
		change(w)
		if w.Run(); len(who.got) != 0 {
			t.Errorf("%s: asked %d times", name, len(who.got))
		}
	}
}

// Amounts that the configuration has not, or that make no sense, end the transaction; so does the cancel key. The card has not been
// asked for a cryptogram then.
// B4 6.5.1, 6.5.1 entry
func TestAmountRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		agrees terminal.Amounts
		change func(*world, *confirmer)
		reason string // empty: it goes on
	}{
		{"above the limit", terminal.Amounts{Amount: 9001}, nil, "above the limit for purchase"},
		{"at the limit", terminal.Amounts{Amount: 9000}, nil, ""},
		{"another currency has no limit", terminal.Amounts{Amount: 9001, Currency: 0x840, Exponent: 2}, nil, ""},
		{"no purpose has no limit", terminal.Amounts{Amount: 9001}, func(w *world, _ *confirmer) { w.Transaction.Purpose = kernel.Unnamed }, ""},
		{"cash above the limit", terminal.Amounts{Amount: 9001, Other: 5001}, nil, "above the limit for cashback"},
		{"cash at the limit", terminal.Amounts{Amount: 9001, Other: 5000}, nil, ""},
		{"more cash than amount", terminal.Amounts{Amount: 100, Other: 101}, nil, "the cash is more than the amount"},
		{"cash, and no cashback configured", terminal.Amounts{Amount: 1234, Other: 1}, func(w *world, _ *confirmer) {
			w.Config.Treatments = w.Config.Treatments[:1]
		}, "the configuration has no cashback"},
		{"no cash after all", terminal.Amounts{Amount: 8000}, func(w *world, _ *confirmer) {
			w.Transaction.Purpose, w.Transaction.AmountOther = kernel.Cashback, 500
		}, ""},
		{"no cash after all, above the purchase's limit", terminal.Amounts{Amount: 9001}, func(w *world, _ *confirmer) {
			w.Transaction.Purpose, w.Transaction.AmountOther = kernel.Cashback, 500
		}, "above the limit for purchase"},
		{"less cash", terminal.Amounts{Amount: 9001, Other: 300}, func(w *world, _ *confirmer) {
			w.Transaction.Purpose, w.Transaction.AmountOther = kernel.Cashback, 500
		}, ""},
		{"no cash after all, and no purchase configured", terminal.Amounts{Amount: 1000}, func(w *world, _ *confirmer) {
			w.Config.Treatments = w.Config.Treatments[1:]
			w.Transaction.Purpose, w.Transaction.AmountOther = kernel.Cashback, 500
		}, "the configuration has no purchase"},
		{"cash with a refund", terminal.Amounts{Amount: 1000, Other: 1}, func(w *world, _ *confirmer) { w.Transaction.Purpose = kernel.Refund }, "there is no cash in refund"},
		{"cancelled", terminal.Amounts{Amount: 1234}, func(_ *world, who *confirmer) { who.cancel = true }, "cancelled"},
		{"nobody to ask", terminal.Amounts{}, func(w *world, _ *confirmer) { w.Equip = nil }, "cancelled"},
	} {
		w, who := confirms(t, "9F3501", c.agrees)
		if c.change != nil {
			c.change(w, who)
		}
		out := w.Run()
		if c.reason == "" {
			if out.Status == kernel.EndApplication || w.Sent(apdu.GenerateAC) == 0 {
				t.Errorf("%s: %v: %s", c.name, out.Status, out.Error.Reason)
			}
			continue
		}
		if out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop || !strings.Contains(out.Error.Reason, c.reason) || w.Sent(apdu.GenerateAC) != 0 {
			t.Errorf("%s: %v, %+v", c.name, out.Status, out.Error)
		}
	}
	// an amount that was entered is held against the limit too
	w, _ := confirms(t, "9F0206")
	w.Config.Terminal.ConfirmsAmount, w.Transaction.AmountLater, w.Transaction.Amount = false, true, 0
	out := w.serve(&customer{amount: 9001})
	if out.Status != kernel.EndApplication || !strings.Contains(out.Error.Reason, "above the limit") || w.Sent(apdu.GetProcessingOptions) != 0 {
		t.Errorf("entered: %v, %+v", out.Status, out.Error)
	}
}

// An amount that is entered with cash in it makes a purchase one with cashback: the card is told its type, and the type and capabilities of the terminal that the
// configuration has for it, before or after the card's data are read.
// B4 6.5.1 entry, 10.1, 10.1.2
func TestEnteredCashback(t *testing.T) {
	for _, c := range []struct {
		pdol        string
		other       uint64
		first, late string // with GET PROCESSING OPTIONS; with GENERATE AC
	}{
		{"9F0206 9C01 9F3501 9F3303 9F1B04", 345, "000000002345" + "09" + "21" + "E04848" + "00000000", "09" + "21" + "E04848"},
		{"9C01 9F3501 9F3303 9F1B04", 345, "09" + "21" + "E04848" + "00000000", "09" + "21" + "E04848"},
		{"9F3501", 345, "21", "09" + "21" + "E04848"},
		{"9F3303", 345, "E04848", "09" + "21" + "E04848"},
		{"9C01", 345, "09", "09" + "21" + "E04848"},
		{"9F1B04", 345, "00000000", "09" + "21" + "E04848"},
		{"9A03", 345, "260701", "09" + "21" + "E04848"},
		{"9F3A04", 0, "00000494", "00" + "22" + "E07848"},
		{"9F0206 9C01 9F3501 9F3303 9F1B04", 0, "000000002345" + "00" + "22" + "E07848" + "000003E8", "00" + "22" + "E07848"},
	} {
		w := newWorld(t, "full")
		w.Card = bench.Profile(t, "full", func(app map[string]any) {
			app["fci"].(map[string]any)["9F38"] = strings.ReplaceAll(c.pdol, " ", "")
			bench.SetElement(app, "8C", "9C01 9F3501 9F3303 9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9F3704 9F4502 9F4C08 9F3403")
		})
		w.Config.Treatments = []kernel.Treatment{
			{Purpose: kernel.Purchase, Type: 0x00},
			{Purpose: kernel.Cashback, Type: 0x09, Authorisation: kernel.OnlyOnline, Capabilities: bench.Hex(t, "E04848"), HasFloorLimit: true},
		}
		w.Config.Applications[0].Reference = kernel.ReferenceCurrency{Code: 0x0826, Exponent: 2, Rate: 500_000}
		w.Transaction.Purpose, w.Transaction.Amount, w.Transaction.AmountLater = kernel.Purchase, 0, true
		w.serve(&customer{amount: 2345, other: c.other})
		if got := w.values(apdu.GetProcessingOptions, 1); got != c.first {
			t.Errorf("PDOL %s, cash %d: %s, want %s", c.pdol, c.other, got, c.first)
		}
		if got := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(got, c.late) {
			t.Errorf("PDOL %s, cash %d: CDOL1 %s, want %s", c.pdol, c.other, got, c.late)
		}
		if o, _ := tlv.Find(w.DE55, 0x9C); c.other != 0 && hexOf(o.Value) != "09" {
			t.Errorf("PDOL %s: type %X for the host", c.pdol, o.Value)
		}
	}
}
