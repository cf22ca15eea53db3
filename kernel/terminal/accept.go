package terminal

import (
	"context"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// maxWays is how often one cardholder presents a card for one order.
const maxWays = 8

// Accept makes an order with one cardholder, by whatever way his card comes to be read: where a tap, or a stripe that names a chip, asks for another interface, the
// same order is made there, with its amount and its purpose; and a chip that cannot be read is tried as often as
// the configuration has it, and then the stripe, where the terminal may fall back to it ([kernel.Config.StripeAfterChip]). Each try is a transaction of its own in
// the ledger, and none but the last is approved. What is known of the chip outlives a stop in a ledger that is a [Memory]: switching the terminal off and on opens no other way.
//
// Nobody is sent to a reader that is not there.
//
// An order that names its interface is made once. Sale and error are the last one's: see [Terminal.Do].
//
// B4 6.6, 6.6.2, A 6.2
func (t *Terminal) Accept(ctx context.Context, o Order) (*Sale, error) {
	if o.Interface != kernel.InterfaceNone || o.SameCard {
		return t.Do(ctx, o)
	}
	memory, ok := t.ledger.(Memory)
	if !ok {
		memory = NewMemoryLedger()
	}
	v, err := ResumePresentment(t.cfg, memory)
	if err != nil {
		return nil, err
	}
	for tries := 1; ; tries++ {
		sale, err := t.Do(ctx, v.order(o))
		if sale == nil || err != nil {
			return sale, err
		}
		if !v.goesOn(sale.Result, sale.code) || !t.devices.Readers.reach(v.next) || tries == maxWays {
			return sale, v.Gone(memory)
		}
		if err := v.Keep(memory); err != nil {
			return sale, err
		}
		o.enter(sale.entered)
	}
}

// reach reports whether there is a reader for an interface.
func (r *Readers) reach(i kernel.Interface) bool {
	switch i {
	case kernel.Contact:
		return r.Contact != nil
	case kernel.MagneticStripe:
		return r.Stripe != nil
	}
	return true
}

// enter takes in an amount that was entered: nobody is asked for it again. What was agreed on after that, and what an application has made of it, is for the next
// card to be agreed on anew.
func (o *Order) enter(a Amounts) {
	switch {
	case !o.AmountLater || a.Amount == 0:
		return
	case a.Other != 0 && o.Purpose == kernel.Purchase:
		o.Purpose = kernel.Cashback
	case a.Other == 0 && o.Purpose == kernel.Cashback:
		o.Purpose = kernel.Purchase
	}
	o.AmountLater, o.Amount, o.Cash = false, a.Amount, a.Other
}

// order is the order as it is made next.
func (v *Presentment) order(o Order) Order {
	o.Interface, o.ChipFailed = v.next, o.ChipFailed || v.mayFallBack()
	o.ChipSpoke, o.ChipCode = v.answered && !v.foreign, uint16(v.code[0])<<8|uint16(v.code[1])
	return o
}

// mayFallBack reports whether the stripe may stand in for the chip now.
func (v *Presentment) mayFallBack() bool {
	return v.failed > 0 && v.reason == "" && v.fallBack(v.cfg.Fallback.MagneticStripe, CardEntry{Allowed: true}).Allowed
}

// goesOn notes what became of a try, whose chip has told a service code, and reports whether there is another, and by which way.
//
// B4 6.6.2, A 6.2
func (v *Presentment) goesOn(r *kernel.Result, code [2]byte) bool {
	switch {
	case r.Status == kernel.TryAnotherInterface:
		if v.next = r.AlternateInterface; v.next == kernel.InterfaceNone { // any other: the chip, where there is a reader for it
			v.next = kernel.Contact
			if len(v.cfg.Applications) == 0 {
				v.next = kernel.MagneticStripe
			}
		}
		return v.next == kernel.Contact && len(v.cfg.Applications) > 0 || v.next == kernel.MagneticStripe && v.has(tlv.CapMagneticStripe)
	case r.Interface != kernel.Contact:
		return false
	}
	v.tried(r, code)
	switch {
	case v.reason != "" || v.cfg.StripeAfterChip() != "" || v.foreign && !v.cfg.Fallback.NoApplication || !v.has(tlv.CapMagneticStripe):
		return false
	case v.mayFallBack():
		v.next = kernel.MagneticStripe
	default:
		v.next = kernel.Contact
	}
	return true
}
