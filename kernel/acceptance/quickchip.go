package acceptance

import (
	"github.com/emvgo/emv/kernel"
)

// again goes on with a card that has stayed in the reader since another transaction: it is powered on once more, and the whole of EMV runs with it. Nobody is
// asked for another card where it is gone.
func (a *acceptance) again() *kernel.Outcome {
	if !a.Transaction().CardStayed {
		return nil
	}
	a.Step("power on again", "B1 6.1")
	ev, out := a.PowerOn(false)
	switch {
	case out != nil:
		return out
	case ev.Kind == kernel.CardFound:
		ev.Interface = kernel.Contact
		a.found = ev
		return nil
	}
	a.found.Interface = kernel.Contact
	end := a.stop(kernel.L3OK, "the card that has stayed gives no answer")
	end.Error.L1, end.Error.Clause = ev.Fault, "EMV 4.3 B1 8"
	return end
}

// letCardGo ends what the host is not needed for, before it is asked. A card with contacts that is finished may be taken from now on (Quick Chip); the amount that
// it was told of is settled now, where that was an estimate.
func (a *acceptance) letCardGo(out *kernel.Outcome) *kernel.Outcome {
	t := a.Transaction()
	if (t.QuickChip || t.Estimated) && a.found.Interface == kernel.Contact && !t.CardStays {
		a.Show(kernel.UI{Message: kernel.MsgRemoveCard, Language: a.languageOf(out)})
		a.PowerOff()
		a.off = true
	}
	if !t.Estimated {
		return nil
	}
	cash, currency := t.AmountOther, t.Currency
	if stopped := a.RequestAmount(kernel.UI{Message: kernel.MsgEnterAmount, Language: a.languageOf(out), Currency: t.Currency, Exponent: t.Exponent}); stopped != nil {
		return a.unmade(out, stopped.Error)
	}
	reason := a.Config().Agree(t)
	switch {
	case t.Amount == 0:
		reason = "nothing is to be paid"
	case t.AmountOther != cash:
		reason = "cash is none that the card was told of"
	case t.Currency != currency:
		reason = "the currency is none that the card was told of"
	}
	if reason != "" {
		return a.unmade(out, kernel.ErrorIndication{L3: kernel.L3Stop, Step: "acceptance", Reason: reason})
	}
	return nil
}
