package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A host that approves a part: a purchase that takes one is about that, and the rest is owed; any other is declined, and what the host has booked is reversed. So is
// an answer that does not say how much.
// B4 6.3.8
func TestPartialApproval(t *testing.T) {
	for _, c := range []struct {
		name, at string
		takes    bool
		code     string
		part     uint64
		approved bool
		amount   string
		rest     uint64
		reversed string
	}{
		{"taken", "chip", true, "10", 500, true, "5.00", 734, ""},
		{"taken, code 00", "chip", true, "00", 500, true, "5.00", 734, ""},
		{"not taken", "chip", false, "10", 500, false, "12.34", 0, "card declined 1234"},
		{"not taken, code 00", "chip", false, "00", 500, false, "12.34", 0, "card declined 1234"},
		{"how much is not said", "chip", true, "10", 0, false, "12.34", 0, "card declined 1234"},
		{"all of it", "chip", true, "10", 1234, true, "12.34", 0, ""},
		{"all of it, code 00", "chip", true, "00", 1234, true, "12.34", 0, ""},
		{"more than all", "chip", true, "00", 9999, true, "12.34", 0, ""},
		{"a declined part", "chip", true, "51", 500, false, "12.34", 0, ""},
		{"taken", "tap", true, "10", 500, true, "5.00", 734, ""},
		{"not taken", "tap", false, "10", 500, false, "12.34", 0, "card declined 1234"},
		{"taken", "stripe", true, "10", 1, true, "0.01", 1233, ""},
		{"not taken", "stripe", false, "10", 1, false, "12.34", 0, "card declined 1234"},
	} {
		p := standAt(t, c.at, rules{}, nil)
		p.line.code, p.line.part = c.code, c.part
		sale, err := p.Do(t.Context(), terminal.Order{Purpose: kernel.Purchase, Amount: 1234, Partial: c.takes})
		if err != nil {
			t.Fatal(err)
		}
		e := p.entry(t, sale.Number)
		if sale.Approved() != c.approved || e.Amount != c.amount || sale.Owed.Rest != c.rest || strings.Join(p.line.took, ", ") != c.reversed {
			t.Errorf("%s, %s: %v, %s, rest %d, reversed %q", c.name, c.at, sale, e.Amount, sale.Owed.Rest, p.line.took)
		}
		if c.rest == 0 {
			continue
		}
		owed := terminal.FormatAmount(c.rest, 2)
		var slip strings.Builder
		_ = sale.Print(&slip, terminal.CardholderCopy)
		if e.Owing != owed || !strings.Contains(slip.String(), "STILL OWED   "+owed+" EUR") || !strings.Contains(sale.String(), "still owed "+owed) || e.Transaction.Amount != c.part {
			t.Errorf("%s, %s: %q, %s, %s", c.name, c.at, e.Owing, sale, slip.String())
		}
	}
}

// An attendant who accepts what was declined overrules card and host, and not what the application has asked for; nor does he accept the whole of what the host has
// booked a part of, or an estimate.
// B4 6.5.4, 6.3.8
func TestForcedAgainstDemands(t *testing.T) {
	for _, c := range []struct {
		name     string
		demand   kernel.Demand
		pin      kernel.PINResult
		order    terminal.Order
		code     string
		part     uint64
		approved bool
		reversed string
	}{
		{"the host declines", 0, kernel.PINEntered, terminal.Order{}, "51", 0, true, ""},
		{"the host declines, and only it approves", kernel.DemandHost, kernel.PINEntered, terminal.Order{}, "51", 0, false, ""},
		{"no PIN, and none is asked for", 0, kernel.PINBypassed, terminal.Order{}, "51", 0, true, ""},
		{"no PIN, and one is asked for", kernel.DemandPIN, kernel.PINBypassed, terminal.Order{}, "", 0, false, ""},
		{"a part that is not taken", 0, kernel.PINEntered, terminal.Order{}, "10", 500, false, "card declined 1234"},
		{"the same, by a code that the kernel does not know", 0, kernel.PINEntered, terminal.Order{}, "11", 500, false, "card declined 1234"},
		{"an estimate", 0, kernel.PINEntered, terminal.Order{QuickChip: true, Estimated: true}, "51", 0, false, ""},
	} {
		p := standAt(t, "chip", rules{advice: terminal.Advice{Demand: c.demand, Reason: "night"}}, func(cfg *kernel.Config, d *terminal.Devices) {
			cfg.Terminal.ForcesAcceptance = true
			d.Merchant.Attendant, d.Cardholder.PIN, d.Cardholder.Dialogue = forces{}, pinPad{result: c.pin}, keyed{amount: 777}
		})
		p.line.code, p.line.part = c.code, c.part
		c.order.Purpose, c.order.Amount = kernel.Purchase, 1234
		sale, err := p.Do(t.Context(), c.order)
		if err != nil || sale.Approved() != c.approved || sale.Result.Forced != c.approved || strings.Join(p.line.took, ", ") != c.reversed {
			t.Errorf("%s: %v, %v, forced %v, reversed %q", c.name, sale, err, sale.Result.Forced, p.line.took)
		}
	}
}

// What does not go together in an order.
func TestOrderRefused(t *testing.T) {
	p := standAt(t, "chip", rules{}, nil)
	for _, o := range []terminal.Order{
		{Purpose: kernel.Refund, Amount: 1, Partial: true},
		{Purpose: kernel.Purchase, Amount: 2, Cash: 1, Partial: true},
		{Purpose: kernel.PINChange, QuickChip: true},
		{Purpose: kernel.Purchase, Amount: 1, Estimated: true},
		{Purpose: kernel.Purchase, QuickChip: true, Estimated: true},
		{Purpose: kernel.Purchase, Amount: 1, QuickChip: true, Estimated: true, Interface: kernel.Contactless},
		{Purpose: kernel.Purchase, Amount: 1, AmountLater: true, QuickChip: true, Estimated: true},
		{Purpose: kernel.Purchase, Amount: 1, AmountLater: true},
		{Purpose: kernel.Cashback, Amount: 2, Cash: 1, AmountLater: true},
		{Purpose: kernel.Cashback, Amount: 2},
		{Purpose: kernel.Cashback},
		{Purpose: kernel.Purchase, Amount: 1, QuickChip: true, KeepCard: true},
		{Purpose: kernel.Purchase, Amount: 1, QuickChip: true, SameCard: true},
		{Purpose: kernel.Cash, Amount: 1, SameCard: true, Interface: kernel.Contactless},
		{Purpose: kernel.Cash, Amount: 1, SameCard: true, Interface: kernel.MagneticStripe},
	} {
		var setup *terminal.SetupError
		var purpose *terminal.PurposeError
		if sale, err := p.Do(t.Context(), o); sale != nil || !errors.As(err, &setup) && !errors.As(err, &purpose) {
			t.Errorf("%+v: %v, %v", o, sale, err)
		}
	}
}

// A watched card counts what it is asked for, and can be gone.
type watchedCard struct {
	terminal.Reader
	got     []string
	gone    bool // it does not answer any more
	left    bool // it is not taken
	powered int
	off     int
}

func (w *watchedCard) Activate(ctx context.Context) ([]byte, error) {
	if w.gone {
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	w.powered++
	return w.Reader.Activate(ctx)
}

func (w *watchedCard) Deactivate() { w.off++ }

func (w *watchedCard) Transmit(ctx context.Context, c []byte) ([]byte, time.Duration, error) {
	if c[1] == 0xAE || c[1] == 0x82 {
		w.got = append(w.got, map[byte]string{0x00: "AAC", 0x40: "TC", 0x50: "TC", 0x80: "ARQC", 0x90: "ARQC"}[c[2]]+map[bool]string{true: "EXTERNAL"}[c[1] == 0x82])
	}
	return w.Reader.Transmit(ctx, c)
}

func (w *watchedCard) Removed(context.Context) error {
	if w.left {
		return context.DeadlineExceeded
	}
	return nil
}

// keyed is a till at which an amount is typed.
type keyed struct{ amount, other uint64 }

func (s keyed) SelectLanguage(context.Context, []string) (int, error) { return 0, nil }
func (s keyed) SelectAccount(context.Context, []tlv.AccountTypeValue, kernel.UI) (int, error) {
	return 0, nil
}

func (s keyed) RequestAmount(context.Context, kernel.UI) (uint64, uint64, bool, error) {
	return s.amount, s.other, s.amount != 0, nil
}

// A card that wants the host is finished by an AAC and powered off before the host is asked, whose word alone counts: no issuer authentication, no TC. The request
// has the ARQC and the amount that the card was told of; the host is asked for the one that is entered.
// B3 9.3.2, B4 12.2.1
func TestQuickChip(t *testing.T) {
	for _, c := range []struct {
		name     string
		order    terminal.Order
		typed    keyed
		code     string
		commands string
		approved bool
		asked    uint64
		told     string
		arc      string
		ac       string
		reason   string
	}{
		{"approved", terminal.Order{Amount: 1234, QuickChip: true}, keyed{}, "", "ARQC AAC", true, 1234, "000000001234", "00", "ARQC", ""},
		{"declined", terminal.Order{Amount: 1234, QuickChip: true}, keyed{}, "05", "ARQC AAC", false, 1234, "000000001234", "05", "ARQC", ""},
		{"offline", terminal.Order{Amount: 100, QuickChip: true}, keyed{}, "", "TC", true, 0, "", "Y1", "TC", ""},
		{"an estimate", terminal.Order{Amount: 100, QuickChip: true, Estimated: true}, keyed{amount: 777}, "", "ARQC AAC", true, 777, "000000000100", "00", "ARQC", ""},
		{"an estimate, and no amount", terminal.Order{Amount: 100, QuickChip: true, Estimated: true}, keyed{}, "", "ARQC AAC", false, 0, "", "", "ARQC", "cancelled"},
		{"an estimate, and cash", terminal.Order{Amount: 100, QuickChip: true, Estimated: true}, keyed{777, 7}, "", "ARQC AAC", false, 0, "", "", "ARQC", "cash is none that the card was told of"},
		{"a part", terminal.Order{Amount: 1234, QuickChip: true, Partial: true}, keyed{}, "10", "ARQC AAC", true, 1234, "000000001234", "10", "ARQC", ""},
	} {
		var w *watchedCard
		p := standAt(t, "chip", rules{}, func(cfg *kernel.Config, d *terminal.Devices) {
			w = &watchedCard{Reader: d.Readers.Contact}
			d.Readers.Contact, d.Cardholder.Dialogue = w, c.typed
		})
		p.line.code, p.line.part = c.code, map[bool]uint64{true: 34}[c.code == "10"]
		c.order.Purpose = kernel.Purchase
		before := 0
		p.line.before = func() { before = w.off }
		sale, err := p.Do(t.Context(), c.order)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(w.got, " "); got != c.commands || sale.Approved() != c.approved || p.line.asked.Transaction.Amount != c.asked || p.line.field(0x9F02) != c.told ||
			sale.Record.ARC != c.arc || sale.Record.Cryptogram != c.ac || !strings.Contains(sale.Record.Reason, c.reason) {
			t.Errorf("%s: %s, %v, asked %d, told %s, %+v", c.name, got, sale, p.line.asked.Transaction.Amount, p.line.field(0x9F02), sale.Record)
		}
		if c.asked != 0 && (before == 0 || !strings.HasPrefix(p.line.field(0x9F27), "8") || p.line.field(0x8A) != "") {
			t.Errorf("%s: the host was asked with the card on (%d), CID %s, 8A %s", c.name, before, p.line.field(0x9F27), p.line.field(0x8A))
		}
		if w.off != 1 {
			t.Errorf("%s: powered off %d times", c.name, w.off)
		}
		if len(p.line.took) != 0 {
			t.Errorf("%s: reversed %q", c.name, p.line.took)
		}
	}
}

// Several transactions with one card at a cash machine: each powers it on and runs whole, with a PIN of its own; it is given back once. Cash for which it is not
// taken is reversed, also that of a transaction before.
// B4 6.6.1
func TestSameCard(t *testing.T) {
	cash := func(keep, same bool) terminal.Order {
		return terminal.Order{Purpose: kernel.Cash, Amount: 10000, KeepCard: keep, SameCard: same}
	}
	for _, c := range []struct {
		name     string
		left     bool
		orders   []terminal.Order
		returned bool
		reversed int
		gone     bool
	}{
		{"two, and the last gives it back", false, []terminal.Order{cash(true, false), cash(false, true)}, false, 0, false},
		{"two, and it is returned", false, []terminal.Order{cash(true, false), cash(true, true)}, true, 0, false},
		{"left after the last", true, []terminal.Order{cash(true, false), cash(false, true)}, false, 2, false},
		{"left when returned", true, []terminal.Order{cash(true, false), cash(true, true)}, true, 2, false},
		{"gone", false, []terminal.Order{cash(true, false), cash(true, true)}, true, 0, true},
	} {
		cfg, d, b := counter("atm", "cash")
		w := &watchedCard{Reader: d.Readers.Contact, left: c.left}
		pins := &countedPad{PINPad: d.Cardholder.PIN}
		d.Readers.Contact, d.Cardholder.PIN = w, pins
		m, err := terminal.New(cfg, d, terminal.NewMemoryLedger())
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range c.orders {
			w.gone = c.gone && i == 1
			sale, err := m.Do(t.Context(), o)
			if err != nil || sale.Result.Interface != kernel.Contact && !w.gone || sale.Result.CardLeft != (c.left && !o.KeepCard) {
				t.Fatalf("%s: %v, %v", c.name, sale, err)
			}
			if want := !w.gone && !sale.Result.CardLeft; sale.Approved() != want || (sale.Owed.Cash != 0) != want {
				t.Errorf("%s: %v, owed %+v", c.name, sale, sale.Owed)
			}
		}
		if c.returned {
			if taken, err := m.ReturnCard(t.Context()); err != nil || taken == c.left {
				t.Errorf("%s: taken %v, %v", c.name, taken, err)
			}
		}
		owed, err := m.Owed()
		if err != nil || len(b.took) != c.reversed || c.left && len(owed) != 0 {
			t.Errorf("%s: reversed %q, owed %v, %v", c.name, b.took, owed, err)
		}
		if runs := len(c.orders) - map[bool]int{true: 1}[c.gone]; pins.asked != runs || w.powered != runs {
			t.Errorf("%s: %d PINs, powered on %d times", c.name, pins.asked, w.powered)
		}
	}
}

// The card that has stayed is asked to be taken in its holder's language, and after it the next one's is not.
// B4 11.1
func TestReturnCardSpeaks(t *testing.T) {
	cfg, d, _ := counter("atm", "pin")
	cfg.Terminal.Languages = []string{"fr", "en"}
	shown := &spoken{}
	d.Readers.Contact, d.Cardholder.Display = &watchedCard{Reader: d.Readers.Contact}, shown
	m, err := terminal.New(cfg, d, terminal.NewMemoryLedger())
	if err != nil {
		t.Fatal(err)
	}
	sale, err := m.Do(t.Context(), terminal.Order{Purpose: kernel.Cash, Amount: 10000, KeepCard: true})
	if err != nil || sale.Result.Interface != kernel.Contact || sale.Result.Language != "en" { // of the card
		t.Fatal(sale, sale.Result.Language, err)
	}
	for _, want := range []string{"en", "fr"} {
		shown.last = kernel.UI{}
		if _, err := m.ReturnCard(t.Context()); err != nil || shown.last.Message != kernel.MsgRemoveCard || shown.last.Language != want {
			t.Errorf("%+v, want %s, %v", shown.last, want, err)
		}
	}
}

// A card is asked for in the language of the last transaction; where there was none in the terminal's first, and in none where it names none.
// B4 11.1
func TestReturnCardWithoutLanguage(t *testing.T) {
	keep := func(same bool) terminal.Order {
		return terminal.Order{Purpose: kernel.Cash, Amount: 10000, KeepCard: true, SameCard: same}
	}
	for name, c := range map[string]struct {
		languages []string
		orders    []terminal.Order
		gone      int // the order before which the card has gone; 0: none
		want      string
	}{
		"no transaction":               {[]string{"fr", "en"}, nil, 0, "fr"},
		"no transaction, no languages": {nil, nil, 0, ""},
		"a terminal without languages": {nil, []terminal.Order{keep(false)}, 0, ""},
		"the card's":                   {[]string{"fr", "en"}, []terminal.Order{keep(false), keep(true)}, 0, "en"},
		"the card has gone":            {[]string{"fr", "en"}, []terminal.Order{keep(false)}, 1, "fr"},
		"the card of another visit":    {[]string{"fr", "en"}, []terminal.Order{keep(false), keep(false)}, 2, "fr"},
	} {
		cfg, d, _ := counter("atm", "pin")
		cfg.Terminal.Languages = c.languages
		shown, w := &spoken{}, &watchedCard{Reader: d.Readers.Contact}
		d.Readers.Contact, d.Cardholder.Display = w, shown
		m, err := terminal.New(cfg, d, terminal.NewMemoryLedger())
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range c.orders {
			w.gone = c.gone == i+1
			if sale, err := m.Do(t.Context(), o); err != nil || sale.Approved() == w.gone {
				t.Fatal(name, sale, err)
			}
		}
		shown.last = kernel.UI{}
		if _, err := m.ReturnCard(t.Context()); err != nil || shown.last.Message != kernel.MsgRemoveCard || shown.last.Language != c.want {
			t.Errorf("%s: %+v, want %q, %v", name, shown.last, c.want, err)
		}
	}
}

// spoken is a display that keeps what was shown last.
type spoken struct{ last kernel.UI }

func (s *spoken) Show(_ context.Context, ui kernel.UI) { s.last = ui }

// Cash that is out when the card is left in the reader has been paid for: it is not taken back with the rest.
// B4 6.6.1
func TestPaidBeforeCardIsLeft(t *testing.T) {
	for _, returned := range []bool{true, false} {
		cfg, d, b := counter("atm", "cash")
		w := &watchedCard{Reader: d.Readers.Contact, left: true}
		d.Readers.Contact = w
		m, err := terminal.New(cfg, d, terminal.NewMemoryLedger())
		if err != nil {
			t.Fatal(err)
		}
		var sales []*terminal.Sale
		for _, o := range []terminal.Order{{KeepCard: true}, {KeepCard: returned, SameCard: true}} {
			o.Purpose, o.Amount = kernel.Cash, 10000
			sale, err := m.Do(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if sales = append(sales, sale); len(sales) == 1 {
				if err := sale.Paid(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if returned {
			if taken, err := m.ReturnCard(t.Context()); err != nil || taken {
				t.Error(taken, err)
			}
		}
		paid, err := m.Entry(sales[0].Number)
		owed, err2 := m.Owed()
		if err != nil || err2 != nil || paid.State != terminal.Settled || len(owed) != 0 || len(b.took) != 1 {
			t.Errorf("returned %v: %v, %v, %v, %v, reversed %q", returned, paid, err, owed, err2, b.took)
		}
	}
}

// countedPad counts the PINs that are entered.
type countedPad struct {
	terminal.PINPad
	asked int
}

func (p *countedPad) EnterPIN(ctx context.Context, e terminal.PINEntry) (kernel.PINResult, error) {
	p.asked++
	return p.PINPad.EnterPIN(ctx, e)
}
