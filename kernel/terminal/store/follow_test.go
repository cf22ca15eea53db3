//go:build !wasip1 && !js

package store_test

import (
	"context"
	"errors"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// The busy runs of what follows an approval, of approvals of a part, of cards that go before the host is asked, and of cards that stay.

// make has an order made, whose sale counts as handed out where it is approved.
func (r *running) make(o terminal.Order) error {
	sale, err := r.order(o)
	if err == nil && sale.Approved() && sale.Owed.Cash == 0 {
		r.note("sold %d", sale.Number)
	}
	return err
}

func (r *running) hold(token string, amount uint64) error {
	return r.make(terminal.Order{Token: token, Purpose: kernel.PreAuthorisation, Amount: amount})
}

// raise, complete and tip are about the last transaction.
func (r *running) raise(to uint64) error {
	_, err := r.Increment(context.Background(), r.last, to)
	return err
}

func (r *running) complete(amount uint64) error {
	return r.Complete(context.Background(), r.last, amount)
}

func (r *running) tip(amount uint64) error { return r.Tip(context.Background(), r.last, amount) }

func (r *running) void() error {
	r.note("undo %d", r.last)
	return r.Void(context.Background(), r.last)
}

// followUps are what follows an approval: more is held, an amount is taken, a tip is added, all is cancelled, before and after; with answers that are lost, and with
// a line that is down.
func (r *running) followUps() error {
	lost := func(do func() error) error { return r.with(func() { r.line.lost = true }, do) }
	down := func(do func() error) error { return r.with(func() { r.line.down = true }, do) }
	return errors.Join(
		r.hold("A", 8000), r.raise(12000), r.complete(9100),
		r.hold("B", 7000), r.void(),
		r.hold("C", 7000), lost(func() error { return r.raise(9000) }), r.complete(6500), r.void(),
		lost(func() error { return r.hold("D", 5000) }),
		r.hold("E", 5000), down(func() error { return errors.Join(r.raise(6000), r.complete(4000)) }),
		r.sell("F", 1234), r.tip(200),
		r.sell("G", 100), r.tip(10), // offline
		r.sell("H", 1236), down(func() error { return r.tip(100) }), r.void(),
	)
}

// unpaid is what the host refuses to book: uploads, at once and later, amounts that follow an approval.
func (r *running) unpaid() error {
	refused := func(do func() error) error { return r.with(func() { r.line.refusesUploads = true }, do) }
	down := func(do func() error) error { return r.with(func() { r.line.down = true }, do) }
	denied := func(do func(uint64) error, amount uint64) error {
		return refused(func() error {
			var state *terminal.StateError
			if err := do(amount); !errors.As(err, &state) {
				return errors.Join(errors.New("it is not refused"), err)
			}
			return nil
		})
	}
	return errors.Join(
		refused(func() error { return r.sell("A", 100) }), r.sell("A2", 101),
		down(func() error { return r.sell("B", 102) }), refused(func() error { return r.sell("C", 1234) }),
		down(func() error { return errors.Join(r.sell("D", 103), r.undo(r.last)) }), refused(func() error { return r.sell("E", 1235) }),
		refused(func() error { return errors.Join(r.sell("F", 104), r.undo(r.last)) }),
		r.hold("G", 8000), denied(r.complete, 9100), r.complete(7550),
		r.sell("H", 1236), denied(r.tip, 200), r.sell("I", 105),
	)
}

// parts are purchases of which the host approves a part.
func (r *running) parts() error {
	part := func(o terminal.Order) error {
		return r.with(func() { r.line.part = 500 }, func() error { return r.make(o) })
	}
	taken := func(token string) terminal.Order {
		return terminal.Order{Token: token, Purpose: kernel.Purchase, Amount: 1234, Partial: true}
	}
	return errors.Join(
		part(taken("A")), r.restPaid(),
		part(terminal.Order{Token: "B", Purpose: kernel.Purchase, Amount: 1235}), // not taken: reversed
		part(taken("C")), r.undo(r.last),
		r.with(func() { r.line.lost = true }, func() error { return part(taken("D")) }),
		part(taken("E")), r.sell(terminal.RestToken(r.last), 734),
		part(taken("F")),
	)
}

// restPaid has the rest of the last purchase paid otherwise.
func (r *running) restPaid() error {
	r.note("paying %d", r.last)
	err := r.RestPaid(r.last)
	r.note("restpaid %d", r.last)
	return err
}

// quickChips are purchases whose cards go before the host is asked.
func (r *running) quickChips() error {
	quick := func(token string, amount uint64) terminal.Order {
		return terminal.Order{Token: token, Purpose: kernel.Purchase, Amount: amount, QuickChip: true}
	}
	return errors.Join(
		r.make(quick("A", 1234)),
		r.make(quick("B", 100)), // offline
		r.with(func() { r.line.lost = true }, func() error { return r.make(quick("C", 1235)) }),
		r.make(quick("D", 1236)), r.undo(r.last),
	)
}

// visit is one card that stays in a cash machine for several transactions, and fast cash.
func (r *running) visit() error {
	ctx := context.Background()
	keep := func(o terminal.Order, same bool) error {
		o.KeepCard, o.SameCard = true, same
		return r.make(o)
	}
	err := errors.Join(
		keep(terminal.Order{Purpose: kernel.Deposit, Amount: 6000}, false),
		keep(terminal.Order{Purpose: kernel.Transfer, Amount: 4000, To: tlv.SavingsAccount}, true),
		keep(terminal.Order{Purpose: kernel.Cash, Amount: 2000}, true),
	)
	cash := r.last
	taken, back := r.ReturnCard(ctx)
	if err = errors.Join(err, back); taken && err == nil {
		r.note("dispensing %d", cash)
		err = r.Paid(cash)
		r.note("paid %d", cash)
	}
	sale, fast := r.FastCash(ctx)
	if fast == nil && sale.Owed.Cash != 0 {
		r.note("dispensing %d", sale.Number)
		fast = sale.Paid()
		r.note("paid %d", sale.Number)
	}
	return errors.Join(err, fast)
}
