package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// The receipt that is printed again after a stop is the one that was printed, as the transaction stands now, and says that it is; what the host had told the cardholder
// is not on it.
// B4 11.4
func TestPrintedAgain(t *testing.T) {
	undo := func(s *terminal.Sale) error { return s.Undo(context.Background(), terminal.GoodsNotTaken) }
	points := terminal.Points{Programme: "Club", Earned: 12, Burned: 3}
	for _, c := range []struct {
		name, at string
		rules    rules
		order    terminal.Order
		change   func(*kernel.Config, *terminal.Devices)
		code     string
		part     uint64
		then     func(*terminal.Sale) error
	}{
		{name: "chip", at: "chip"},
		{name: "chip, offline", at: "chip", order: terminal.Order{Amount: 100}},
		{name: "tap", at: "tap"},
		{name: "stripe, to be signed", at: "stripe"},
		{name: "declined", at: "chip", code: "05"},
		{name: "a tap declined", at: "tap", code: "05"},
		{name: "taken back", at: "chip", then: undo},
		{name: "cancelled", at: "chip", change: func(_ *kernel.Config, d *terminal.Devices) { d.Cardholder.PIN = pinPad{result: kernel.PINCancelled} }},
		{name: "a part", at: "chip", order: terminal.Order{Amount: 1234, Partial: true}, code: "10", part: 500},
		{name: "refund", at: "chip", order: terminal.Order{Purpose: kernel.Refund, Amount: 1234}},
		{name: "a card that is read", at: "chip", order: terminal.Order{Purpose: kernel.CardRead}, change: func(cfg *kernel.Config, _ *terminal.Devices) {
			cfg.Treatments = append(cfg.Treatments, kernel.Treatment{Purpose: kernel.CardRead, Type: 0x30, DataOnly: true})
		}},
		{name: "points, discount", at: "chip", rules: rules{review: terminal.Review{Points: points, Discount: 100}}},
		{name: "a conversion", at: "chip", rules: rules{accept: true, review: terminal.Review{Conversion: &dollars, Discount: 100}}},
		{name: "a conversion for settlement", at: "tap", rules: rules{accept: true, review: terminal.Review{Conversion: &dollars}}},
		{name: "a signature is asked for", at: "chip", rules: rules{advice: terminal.Advice{Demand: kernel.DemandSignature, Reason: "night"}}},
		{name: "refused by the application", at: "chip", rules: rules{review: terminal.Review{Demand: kernel.DemandRefusal, Reason: "hot"}}},
		{name: "by force", at: "chip", code: "05", change: func(cfg *kernel.Config, d *terminal.Devices) {
			cfg.Terminal.ForcesAcceptance, d.Merchant.Attendant = true, forces{}
		}},
		{name: "with an account", at: "chip", order: terminal.Order{Amount: 1234, Account: tlv.CreditAccount}},
	} {
		p := standAt(t, c.at, c.rules, c.change)
		p.line.code, p.line.part = c.code, c.part
		if c.order.Purpose == kernel.Unnamed {
			c.order.Purpose = kernel.Purchase
		}
		if c.order.Amount == 0 && c.order.Purpose == kernel.Purchase {
			c.order.Amount = 1234
		}
		sale, err := p.Do(t.Context(), c.order)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if c.then != nil {
			if err := c.then(sale); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
		again, err := terminal.New(p.cfg, terminal.Devices{Cardholder: terminal.Cardholder{Chooser: first{}, Confirmer: agrees{}}}, p.ledger, tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		want := sale.Receipt
		want.Again, want.Balance, want.Statement = true, "", nil
		got, err := again.LastReceipt()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", c.name, err, got, want)
		}
		var slip bytes.Buffer
		if err := got.Print(&slip, terminal.CardholderCopy); err != nil || !strings.Contains(slip.String(), "PRINTED AGAIN") {
			t.Errorf("%s: %v, %s", c.name, err, slip.String())
		}
	}
}

// A completion and a tip are on the receipt that is printed again.
// B4 11.4
func TestPrintedAgainAfterwards(t *testing.T) {
	ctx := context.Background()
	x := newFollower(t)
	hold, sale := x.make(t, kernel.PreAuthorisation, 8000), x.make(t, kernel.Purchase, 1234)
	for _, c := range []struct {
		of *terminal.Sale
		do func() error
	}{{hold, func() error { return nil }}, {hold, func() error { return hold.Complete(ctx, 8500) }}, {sale, func() error { return sale.Tip(ctx, 100) }}} {
		if err := c.do(); err != nil {
			t.Fatal(err)
		}
		want := c.of.Receipt
		want.Again = true
		if got, err := x.Receipt(c.of.Number); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
		}
	}
}

// What a stop has kept from its end has no receipt: the last one that there is, is the last.
func TestPrintedAgainAfterStop(t *testing.T) {
	x := newTill(t, "default", "full")
	if _, err := x.LastReceipt(); !errors.Is(err, terminal.ErrNoEntry) {
		t.Error(err)
	}
	sale, err := x.Sell(t.Context(), 1234)
	if err != nil {
		t.Fatal(err)
	}
	number, _, _ := x.ledger.Next()
	if err := x.ledger.Put(terminal.Entry{Number: number, State: terminal.Asked, Request: 7, Booked: true}); err != nil {
		t.Fatal(err)
	}
	_, _, _ = x.ledger.Next() // and one that has not come to a request
	x.start(t)
	if r, err := x.LastReceipt(); err != nil || r.Sequence != sale.Receipt.Sequence {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := x.Receipt(number); !errors.Is(err, terminal.ErrNoEntry) {
		t.Error(err)
	}
	if _, err := x.Receipt(99); !errors.Is(err, terminal.ErrNoEntry) {
		t.Error(err)
	}
}

// What is left of a partial approval is listed until it is paid, taken back, or paid by an order of its own, whatever stop comes between. It is paid once.
// B4 6.3.8
func TestRests(t *testing.T) {
	const token = "basket 9"
	for _, c := range []struct {
		name string
		do   func(p *stand, s *terminal.Sale) error
		want uint64 // still owed
		fail bool
	}{
		{"nothing", func(*stand, *terminal.Sale) error { return nil }, 734, false},
		{"paid", func(_ *stand, s *terminal.Sale) error { return s.RestPaid() }, 0, false},
		{"paid twice", func(_ *stand, s *terminal.Sale) error { return errors.Join(s.RestPaid(), s.RestPaid()) }, 0, true},
		{"taken back", func(_ *stand, s *terminal.Sale) error { return s.Undo(context.Background(), terminal.Voided) }, 0, false},
		{"by another card", func(p *stand, s *terminal.Sale) error {
			p.line.code, p.line.part = "", 0
			_, err := p.Do(t.Context(), terminal.Order{Token: terminal.RestToken(s.Number), Purpose: kernel.Purchase, Amount: s.Owed.Rest})
			return err
		}, 0, false},
		{"by another card, twice", func(p *stand, s *terminal.Sale) error {
			p.line.code, p.line.part = "", 0
			o := terminal.Order{Token: terminal.RestToken(s.Number), Purpose: kernel.Purchase, Amount: s.Owed.Rest}
			_, err := p.Do(t.Context(), o)
			_, again := p.Do(t.Context(), o)
			return errors.Join(err, again)
		}, 0, true},
		{"by another card, which is declined", func(p *stand, s *terminal.Sale) error {
			p.line.code, p.line.part = "05", 0
			_, err := p.Do(t.Context(), terminal.Order{Token: terminal.RestToken(s.Number), Purpose: kernel.Purchase, Amount: s.Owed.Rest, ForceOnline: true})
			return err
		}, 734, false},
	} {
		p := standAt(t, "chip", rules{}, nil)
		p.line.code, p.line.part = "10", 500
		sale, err := p.Do(t.Context(), terminal.Order{Token: token, Purpose: kernel.Purchase, Amount: 1234, Partial: true})
		if err != nil || sale.Owed.Rest != 734 {
			t.Fatal(sale, err)
		}
		if err := c.do(p, sale); (err != nil) != c.fail {
			t.Errorf("%s: %v", c.name, err)
		}
		again, err := terminal.New(p.cfg, terminal.Devices{Cardholder: terminal.Cardholder{Chooser: first{}, Confirmer: agrees{}}}, p.ledger)
		if err != nil {
			t.Fatal(err)
		}
		list, err := again.Rests()
		if owed := uint64(0); err != nil || len(list) > 1 {
			t.Errorf("%s: %v, %v", c.name, list, err)
		} else if len(list) == 1 {
			if owed = list[0].Rest; owed != c.want || list[0].Token != token || len(list[0].Data) != 0 {
				t.Errorf("%s: %d of %q", c.name, owed, list[0].Token)
			}
		} else if c.want != 0 {
			t.Errorf("%s: it is forgotten", c.name)
		}
		var state *terminal.StateError
		if err := again.RestPaid(sale.Number + 7); !errors.Is(err, terminal.ErrNoEntry) {
			t.Error(err)
		}
		if err := again.RestPaid(sale.Number); c.want == 0 && !strings.HasPrefix(c.name, "by another") && !errors.As(err, &state) || c.want != 0 && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A receipt has the card's last cryptogram, and beside it that of the request which the host has answered, printed again too.
// B4 11.4
func TestReceiptCryptograms(t *testing.T) {
	for _, c := range []struct {
		amount      uint64
		lost        bool
		last, asked string // with which they begin
	}{
		{1234, false, "TC ", "ARQC "},
		{1234, true, "TC ", ""},
		{100, false, "TC ", ""},
	} {
		x, ac := newTill(t, "default", "full"), ""
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			o, _ := tlv.Find(r.DE55, 0x9F26)
			ac = fmt.Sprintf("%X", o.Value)
			x.bank.lost = c.lost
			return x.bank.Authorise(t.Context(), r)
		})
		x.start(t)
		s := x.make(t, kernel.Purchase, c.amount)
		again, err := x.Receipt(s.Number)
		for _, r := range []*terminal.Receipt{&s.Receipt, &again} {
			asked := r.Chip.Asked
			if err != nil || !strings.HasPrefix(r.Cryptogram, c.last) || (asked == "") != (c.asked == "") || asked != "" && asked != c.asked+ac || strings.HasSuffix(r.Cryptogram, ac) && ac != "" {
				t.Errorf("%+v: %s, %s of %s, %v", c, r.Cryptogram, asked, ac, err)
			}
		}
	}
}
