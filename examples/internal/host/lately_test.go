package host_test

import (
	"cmp"
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/sweep"
)

// A whole is a transaction with all that its cardholder and its merchant do about it, as one: the fault is done to one of its messages. It gives what stands in the
// account in the end by what the terminal says, and what of it is settled.
type whole struct {
	name, config, card string
	at                 []string // messages that it has
	stands             int64    // what it comes to without a fault
	do                 func(ctx context.Context, r *rig) (account, settles int64, err error)
	equip              func(*terminal.Devices)
	currency           string // in which it is; empty: the terminal's
}

// wholes are cards that go before the host is asked, cards that stay, cash of one key, and what is cancelled before and after it was taken.
var wholes = []whole{
	{"Quick Chip", "default", "full", []string{"020", "042"}, -12_34, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 12_34, QuickChip: true})
		return paid(sale, err)
	}, nil, ""},
	{"Quick Chip, undone", "default", "full", []string{"020", "040"}, 0, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 12_34, QuickChip: true})
		if err == nil && sale.Approved() {
			err = sale.Undo(ctx, terminal.GoodsNotTaken)
		}
		return 0, 0, err
	}, nil, ""},
	{"Quick Chip, offline", "default", "full", []string{"022"}, -5_00, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 5_00, QuickChip: true})
		return paid(sale, err)
	}, nil, ""},
	{"Quick Chip with a tip", "default", "full", []string{"020", "022"}, -14_34, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 12_34, QuickChip: true})
		if err != nil || !sale.Approved() {
			return paid(sale, err)
		}
		return -14_34, -14_34, sale.Tip(ctx, 2_00)
	}, nil, ""},
	{"a purchase that takes a part", "default", "full", []string{"020", "042"}, -12_34, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 12_34, Partial: true})
		return paid(sale, err)
	}, nil, ""},
	{"a purchase that is paid in part", "default", "full", []string{"020", "042"}, -5_00, func(ctx context.Context, r *rig) (int64, int64, error) {
		return paid(part(ctx, r, true))
	}, nil, ""},
	{"a purchase that takes no part", "default", "full", []string{"020", "042"}, 0, func(ctx context.Context, r *rig) (int64, int64, error) {
		return paid(part(ctx, r, false))
	}, nil, ""},
	{"paid in part, undone", "default", "full", []string{"020", "040"}, 0, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := part(ctx, r, true)
		if err == nil && sale.Approved() {
			err = sale.Undo(ctx, terminal.GoodsNotTaken)
		}
		return 0, 0, err
	}, nil, ""},
	{"fast cash", "atm", "cash", []string{"020", "042"}, -50_00, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.FastCash(ctx)
		return dispensed(sale, err)
	}, nil, ""},
	{"cancelled", "default", "full", []string{"010", "040", "042"}, 0, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00})
		if err == nil && sale.Approved() {
			err = r.Void(ctx, sale.Number)
		}
		return 0, 0, err
	}, nil, ""},
	{"incremented and cancelled", "default", "full", []string{"010", "040", "042"}, 0, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00})
		if err == nil && sale.Approved() {
			_, err = sale.Increment(ctx, 120_00)
			err = errors.Join(err, r.Void(ctx, sale.Number))
		}
		return 0, 0, err
	}, nil, ""},
	{"completed and cancelled", "default", "full", []string{"010", "022", "040", "042"}, 0, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.PreAuthorisation, Amount: 80_00})
		if err == nil && sale.Approved() {
			err = errors.Join(sale.Complete(ctx, 75_50), r.Void(ctx, sale.Number))
		}
		return 0, 0, err
	}, nil, ""},
	{"one card, three transactions", "atm", "cash", []string{"020", "042"}, 10_00, func(ctx context.Context, r *rig) (account, settles int64, err error) {
		deposit, err := r.Do(ctx, terminal.Order{Purpose: kernel.Deposit, Amount: 60_00, KeepCard: true})
		if err != nil {
			return 0, 0, err
		}
		moved, err := r.Do(ctx, terminal.Order{Purpose: kernel.Transfer, Amount: 30_00, To: 0x10, KeepCard: true, SameCard: true})
		if err != nil {
			return 0, 0, err
		}
		cash, err := r.Do(ctx, terminal.Order{Purpose: kernel.Cash, Amount: 20_00, SameCard: true})
		if account, settles, err = dispensed(cash, err); err != nil {
			return 0, 0, err
		}
		if deposit.Approved() {
			account, settles = account+60_00, settles+60_00
		}
		if moved.Approved() {
			account -= 30_00 // into savings
		}
		return account, settles, nil
	}, nil, ""},
	{"in the cardholder's currency", "default", "full", []string{"020", "042"}, -13_37, sold(nil), agrees(dollars), "840"},
	{"in the cardholder's currency, undone", "default", "full", []string{"020", "040"}, 0, sold(undo), agrees(dollars), "840"},
	{"in the cardholder's currency, with a tip", "default", "full", []string{"020", "022"}, -15_37, sold(tip), agrees(dollars), "840"},
	{"tapped, in the cardholder's currency", "tap", "visa-online", []string{"020", "042"}, -12_34, sold(nil), agrees(dollars), ""},
	{"with a discount", "default", "full", []string{"020", "042"}, -11_11, sold(nil), agrees(terminal.Review{Discount: 1_23}), ""},
	{"Quick Chip of an estimate", "default", "full", []string{"020", "042"}, -17_77, func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 12_34, QuickChip: true, Estimated: true})
		return paid(sale, err)
	}, func(d *terminal.Devices) { d.Cardholder.Dialogue = till{} }, ""},
	{"the card is only read", "default", "full", []string{"020"}, 0, func(ctx context.Context, r *rig) (int64, int64, error) {
		_, err := r.Do(ctx, terminal.Order{Purpose: kernel.CardRead})
		return 0, 0, err
	}, nil, ""},
}

// dollars is a conversion that is offered of 12.34.
var dollars = terminal.Review{Conversion: &terminal.Conversion{Money: kernel.Money{Amount: 13_37, Currency: 0x840, Exponent: 2}, Rate: "1 EUR = 1.0835 USD"}}

// agrees has an application review the card, and the cardholder agree.
func agrees(r terminal.Review) func(*terminal.Devices) {
	return func(d *terminal.Devices) { d.Merchant.CardReviewer, d.Cardholder.Converter = reviewer(r), willing{} }
}

type reviewer terminal.Review

func (r reviewer) ReviewCard(context.Context, terminal.CardFacts) (terminal.Review, error) {
	return terminal.Review(r), nil
}

type willing struct{}

func (willing) AcceptConversion(context.Context, kernel.Money, terminal.Conversion) (bool, error) {
	return true, nil
}

// A till tells the amount when all is rung up.
type till struct{ terminal.Dialogue }

func (till) RequestAmount(context.Context, kernel.UI) (amount, other uint64, ok bool, err error) {
	return 17_77, 0, true, nil
}

// sold is a purchase, and what is done about it.
func sold(then func(context.Context, *terminal.Sale) (int64, error)) func(context.Context, *rig) (int64, int64, error) {
	return func(ctx context.Context, r *rig) (int64, int64, error) {
		sale, err := r.Do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 12_34})
		if err != nil || !sale.Approved() || then == nil {
			return paid(sale, err)
		}
		stands, err := then(ctx, sale)
		return stands, stands, err
	}
}

func undo(ctx context.Context, s *terminal.Sale) (int64, error) {
	return 0, s.Undo(ctx, terminal.GoodsNotTaken)
}

func tip(ctx context.Context, s *terminal.Sale) (int64, error) {
	return -int64(s.Result.Amount) - 2_00, s.Tip(ctx, 2_00)
}

// part is a purchase of 12.34 from an account that has 5.00.
func part(ctx context.Context, r *rig, takes bool) (*terminal.Sale, error) {
	r.books.Anybody.Balance = 5_00
	return r.Do(ctx, terminal.Order{Purpose: kernel.Purchase, Amount: 12_34, Partial: takes})
}

// paid is what a purchase comes to.
func paid(s *terminal.Sale, err error) (account, settles int64, _ error) {
	if err != nil || !s.Approved() {
		return 0, 0, err
	}
	return -int64(s.Result.Amount), -int64(s.Result.Amount), nil
}

// dispensed is what cash comes to that is out.
func dispensed(s *terminal.Sale, err error) (account, settles int64, _ error) {
	if err != nil || s.Owed.Cash == 0 {
		return 0, 0, err
	}
	owed := -int64(s.Owed.Cash)
	return owed, owed, s.Paid()
}

// What the terminal says of a whole is what stands in the issuer's books, to the cent, and what is settled: whatever happens to whichever of its messages. Nothing
// waits in the end, and each reversal arrives once in effect.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3, EMV 4.4 B4 12.1.5
func TestFaultsOfWholes(t *testing.T) {
	cases, n, struck, stood := 0, 0, 0, 0
	for i := range wholes {
		w := &wholes[i]
		for _, at := range w.at {
			for j := range faults {
				if n++; !sweep.Sample(n, 7) {
					continue
				}
				f := &faults[j]
				t.Run(w.name+"/"+at+"/"+f.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						hit, stands := w.run(t, at, f)
						cases, struck = cases+1, struck+hit
						if stands {
							stood++
						}
					})
				})
			}
		}
	}
	if struck == 0 || stood == 0 {
		t.Errorf("%d faults, %d stand", struck, stood)
	}
	t.Logf("%d of %d cases: %d faults, %d stand", cases, n, struck, stood)
}

func (w *whole) run(t *testing.T, at string, f *fault) (struck int, stands bool) {
	ctx := context.Background()
	way := map[bool]kernel.Interface{true: kernel.Contactless}[w.config == "tap"]
	r := newRig(t, &kind{name: w.name, config: w.config, card: w.card, order: terminal.Order{Interface: way}}, nil, false, func(r *rig) { r.equip = w.equip })
	defer r.close()
	r.types(t, "1234", "5678")
	r.proxy.at, r.proxy.fault = at, f
	if at == "042" { // a reversal of an answer that was lost
		lost := false
		r.proxy.pick = func(kind string) *fault {
			switch {
			case (kind == "0200" || kind == "0100") && !lost:
				lost = true
				return &faults[2]
			case kind == "0420" && f != nil && r.proxy.done == 0:
				r.proxy.done++
				return f
			}
			return &faults[0]
		}
	}
	account, settles, err := w.do(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.drain(ctx); err != nil {
		t.Fatal(err)
	}
	if f.name == "none" && at != "042" && account != w.stands {
		t.Errorf("without a fault %d, want %d", account, w.stands)
	}
	pan := r.books.Only()
	if got, used := r.books.Balance(pan, cmp.Or(w.currency, "978")); used && got != r.books.Anybody.Balance+account || !used && account != 0 {
		t.Errorf("the balance is %d off, the terminal has %d", got-r.books.Anybody.Balance, account)
	}
	if _, net, settled := r.books.Captured(); net != account || settled != settles {
		t.Errorf("the host has %d, settles %d; the terminal %d, %d", net, settled, account, settles)
	}
	if _, _, _, refused := r.books.Counts(); refused != 0 {
		t.Errorf("%d advices refused", refused)
	}
	if open, err := r.Owed(); err != nil || len(open) != 0 {
		t.Error(open, err)
	}
	return r.proxy.struck(), account != 0
}
