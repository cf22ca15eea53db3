package contact_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// customer answers what a cash machine asks, and notes what he was asked after which commands.
type customer struct {
	w                 *world
	language, account int
	amount, other     uint64
	cancels           bool
	asked             []string
}

func (c *customer) note(format string, args ...any) {
	n := len(c.w.Commands)
	c.asked = append(c.asked, fmt.Sprintf("%s after %02X", fmt.Sprintf(format, args...), c.w.Commands[n-1][1]))
}

func (c *customer) SelectLanguage(_ context.Context, languages []string) (int, error) {
	c.note("language %v", languages)
	return c.language, nil
}

func (c *customer) SelectAccount(_ context.Context, accounts []tlv.AccountTypeValue, ui kernel.UI) (int, error) {
	c.note("account %02X in %s", accounts, ui.Language)
	return c.account, nil
}

func (c *customer) RequestAmount(_ context.Context, ui kernel.UI) (amount, other uint64, ok bool, err error) {
	c.note("amount %02X in %s of %03X", byte(ui.Message), ui.Language, ui.Currency)
	return c.amount, c.other, !c.cancels, nil
}

// serve runs the transaction with a customer.
func (w *world) serve(c *customer) *bench.Result {
	w.T.Helper()
	d := w.Devices()
	if c != nil {
		c.w, d.Cardholder.Dialogue = w, c
	}
	return w.RunWith(d)
}

// values are what command number n (from 1) with this instruction carried, without the tag and length of tag 83.
func (w *world) values(ins byte, n int) string {
	for _, c := range w.Commands {
		if c[1] != ins {
			continue
		}
		if n--; n == 0 {
			p, err := apdu.ParseCommand(c)
			if err != nil {
				w.T.Fatal(err)
			}
			// only this command has a template: what another one carries may look like one
			if o, ok := tlv.Find(p.Data, tlv.TagCommandTemplate); ok && ins == apdu.GetProcessingOptions {
				return hexOf(o.Value)
			}
			return hexOf(p.Data)
		}
	}
	return ""
}

// B4 11.1
func TestSelectLanguage(t *testing.T) {
	const ask = "language [en de fr] after A4"
	for _, c := range []struct {
		name     string
		card     string
		change   func(*kernel.Terminal)
		choice   int
		asked    string
		language string // of the messages in the end
	}{
		{"the card prefers one that there is", "full", func(*kernel.Terminal) {}, 2, "", "en"},
		// B4 11.1 none, before
		{"the card prefers none", "cash", func(*kernel.Terminal) {}, 1, ask, "de"},
		// B4 11.1 no match
		{"the card prefers another", "full", func(t *kernel.Terminal) { t.Languages = []string{"de", "fr"} }, 1, "language [de fr] after A4", "fr"},
		{"no means to choose", "cash", func(t *kernel.Terminal) { t.SelectsLanguage = false }, 1, "", "en"},
		{"one language", "cash", func(t *kernel.Terminal) { t.Languages = []string{"de"} }, 0, "", "de"},
		{"no language", "cash", func(t *kernel.Terminal) { t.Languages = nil }, 0, "", ""},
	} {
		w := newWorld(t, c.card)
		w.Config.Terminal.SelectsLanguage = true
		c.change(&w.Config.Terminal)
		who := &customer{language: c.choice}
		out := w.serve(who)
		if got := strings.Join(who.asked, ", "); got != c.asked {
			t.Errorf("%s: asked %q, want %q", c.name, got, c.asked)
		}
		if out.Status != kernel.Approved || out.UIOutcome.Language != c.language || w.Languages[len(w.Languages)-1] != c.language {
			t.Errorf("%s: %v, in %q, messages in %q", c.name, out.Status, out.UIOutcome.Language, w.Languages)
		}
	}
}

// The choice stands when the card refuses the application and another is selected; it may also be not to go on.
// B4 11.1, B3 10.1
func TestLanguageChosenOnce(t *testing.T) {
	w := newWorld(t, "two")
	w.Chooser = &chooser{confirm: true}
	w.Config.Terminal.SelectsLanguage, w.Config.Terminal.Languages = true, []string{"de", "fr"}
	w.Middle = bench.Swap(t, apdu.GetProcessingOptions, 1, "6985")
	who := &customer{language: 1}
	if out := w.serve(who); out.Status != kernel.Approved || len(who.asked) != 1 || out.UIOutcome.Language != "fr" {
		t.Error(out.Status, who.asked, out.UIOutcome.Language)
	}
	w = newWorld(t, "cash")
	w.Config.Terminal.SelectsLanguage = true
	if out := w.serve(&customer{language: -1}); out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop || w.Sent(apdu.GetProcessingOptions) != 0 {
		t.Error(out)
	}
	w = newWorld(t, "cash") // no dialogue: the local language
	w.Config.Terminal.SelectsLanguage = true
	if out := w.serve(nil); out.Status != kernel.Approved || out.UIOutcome.Language != "en" {
		t.Error(out)
	}
}

// The card cash has in its PDOL: amount, other amount, currency, account type, terminal type, additional capabilities.
// B3 annex G, 5.4
func TestSelectAccount(t *testing.T) {
	three := []tlv.AccountTypeValue{tlv.ChequeDebitAccount, tlv.SavingsAccount, tlv.CreditAccount}
	for _, c := range []struct {
		name    string
		offered []tlv.AccountTypeValue
		preset  tlv.AccountTypeValue
		choice  int
		asked   string
		account string
	}{
		{"none offered", nil, 0, 1, "", "00"},
		{"none offered, one preset", nil, tlv.CreditAccount, 1, "", "30"},
		{"one offered", three[1:2], 0, 0, "", "10"},
		{"three offered", three, 0, 2, "account 201030 in en after A4", "30"},
		{"three offered, one preset", three, tlv.SavingsAccount, 2, "", "10"},
	} {
		w := newWorld(t, "cash")
		w.Config.Terminal.Accounts, w.Transaction.Account = c.offered, c.preset
		who := &customer{account: c.choice}
		out := w.serve(who)
		if got := strings.Join(who.asked, ", "); got != c.asked || fmt.Sprintf("%02X", byte(out.Account())) != c.account {
			t.Errorf("%s: asked %q, want %q; account %02X", c.name, got, c.asked, byte(out.Account()))
		}
		if got, want := w.values(apdu.GetProcessingOptions, 1), "000000001234"+"000000000000"+"0978"+c.account+"22"+"F000F0A001"; got != want {
			t.Errorf("%s: PDOL values %s, want %s", c.name, got, want)
		}
	}
	w := newWorld(t, "cash")
	w.Config.Terminal.Accounts = three
	if out := w.serve(&customer{account: -1}); out.Status != kernel.EndApplication || w.Sent(apdu.GetProcessingOptions) != 0 {
		t.Error(out)
	}
}

// The amounts are asked for before GET PROCESSING OPTIONS where the PDOL has one, else when the records have been read. In the
// CDOL1 of the cards they are the first two.
// B4 6.3.1, 6.5.1
// B4 6.5.1 entry
func TestRequestAmount(t *testing.T) {
	const before, after = "amount 08 in en of 978 after A4", "amount 08 in en of 978 after B2"
	pdol := func(p string) func(map[string]any) {
		return func(app map[string]any) { app["fci"].(map[string]any)["9F38"] = p }
	}
	for _, c := range []struct {
		name  string
		later bool
		pdol  string
		asked string
		sent  string // PDOL values
	}{
		{"known", false, "9F0206", "", "000000001234"},
		// B4 6.3.1 amount
		{"amount in the PDOL", true, "9F0206", before, "000000002345"},
		{"other amount in the PDOL", true, "9F0306", before, "000000000345"},
		{"amount in binary", true, "8104", before, "00000929"}, // 2345
		{"other amount in binary", true, "9F0404", before, "00000159"},
		{"no amount in the PDOL", true, "9F3501", after, "22"},
	} {
		w := newWorld(t, "full")
		w.Card = bench.Profile(t, "full", pdol(c.pdol))
		w.Transaction.AmountLater = c.later
		if c.later {
			w.Transaction.Amount = 0
		}
		who := &customer{amount: 2345, other: 345}
		out := w.serve(who)
		if got := strings.Join(who.asked, ", "); got != c.asked {
			t.Errorf("%s: asked %q, want %q", c.name, got, c.asked)
		}
		amount, other := "000000002345", "000000000345"
		if !c.later {
			amount, other = "000000001234", "000000000000"
		}
		if got := w.values(apdu.GetProcessingOptions, 1); got != c.sent {
			t.Errorf("%s: PDOL values %s, want %s", c.name, got, c.sent)
		}
		// B3 6.5.5.3, 9.2, 9.2.1 CDOL1
		if got := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(got, amount+other) {
			t.Errorf("%s: CDOL1 values %s", c.name, got)
		}
		if r := out; fmt.Sprintf("%012d %012d", r.Amount(), r.AmountOther()) != amount+" "+other {
			t.Errorf("%s: report %d, %d", c.name, r.Amount(), r.AmountOther())
		}
	}
	for _, who := range []*customer{{cancels: true}, nil} {
		w := newWorld(t, "cash")
		w.Transaction.Amount, w.Transaction.AmountLater = 0, true
		if out := w.serve(who); out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop || w.Sent(apdu.GetProcessingOptions) != 0 {
			t.Error(out)
		}
	}
}

// An unattended terminal that cannot have the amount when the card is told of the transaction gives it zeroes, reads the card, and asks then; the cryptogram is over what
// was said. An attended one asks when the card does, whatever its configuration says.
// B4 6.3.1 other types
func TestAmountUnknownAtInitiation(t *testing.T) {
	const before, after, zero = "after A4", "after B2", "000000000000"
	for _, c := range []struct {
		kind        byte
		late        bool
		pdol, asked string
		sent        string
	}{
		{0x24, true, "9F0206", after, zero},
		{0x25, true, "9F0206", after, zero},
		{0x26, true, "9F0306", after, zero},
		{0x34, true, "8104", after, zero[:8]},
		{0x35, true, "9F0404", after, zero[:8]},
		{0x36, true, "9F0206 9F0306 8104 9F0404", after, zero + zero + zero[:8] + zero[:8]},
		{0x24, false, "9F0206", before, "000000002345"},
		{0x25, false, "9F0206", before, "000000002345"},
		{0x36, false, "9F0206", before, "000000002345"},
		{0x21, true, "9F0206", before, "000000002345"},
		{0x22, true, "9F0206", before, "000000002345"},
		{0x23, true, "9F0206", before, "000000002345"},
		{0x25, true, "9F3501", after, "25"},
	} {
		w := newWorld(t, "full")
		w.Card = bench.Profile(t, "full", func(app map[string]any) { app["fci"].(map[string]any)["9F38"] = strings.ReplaceAll(c.pdol, " ", "") })
		w.Config.Terminal.Type, w.Config.Terminal.LateAmount = c.kind, c.late
		w.Transaction.Amount, w.Transaction.AmountLater = 0, true
		who := &customer{amount: 2345, other: 345}
		out := w.serve(who)
		if len(who.asked) != 1 || !strings.HasSuffix(who.asked[0], c.asked) {
			t.Errorf("%02X, late %v: asked %q, want it %s", c.kind, c.late, who.asked, c.asked)
		}
		if got := w.values(apdu.GetProcessingOptions, 1); got != c.sent {
			t.Errorf("%02X, late %v: PDOL values %s, want %s", c.kind, c.late, got, c.sent)
		}
		if got := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(got, "000000002345000000000345") || out.Amount() != 2345 || out.AmountOther() != 345 {
			t.Errorf("%02X, late %v: CDOL1 values %s, result %d and %d", c.kind, c.late, got, out.Amount(), out.AmountOther())
		}
	}
	w := newWorld(t, "full") // an amount that is known is told
	w.Card = bench.Profile(t, "full", func(app map[string]any) { app["fci"].(map[string]any)["9F38"] = "9F0206" })
	w.Config.Terminal.Type, w.Config.Terminal.LateAmount = 0x25, true
	if w.Run(); w.values(apdu.GetProcessingOptions, 1) != "000000001234" {
		t.Errorf("PDOL values %s", w.values(apdu.GetProcessingOptions, 1))
	}
}

// The amount decides as one that was known from the start does: at 1.00 no CVM, offline.
// B4 6.5.1
func TestRequestedAmountDecides(t *testing.T) {
	w := newWorld(t, "full")
	w.Transaction.Amount, w.Transaction.AmountLater = 0, true
	w.Expect(w.serve(&customer{amount: 100}), approvedOffline)
	w = newWorld(t, "full")
	w.Transaction.Amount, w.Transaction.AmountLater = 0, true
	w.Expect(w.serve(&customer{amount: 1234}), approvedOnline)
}
