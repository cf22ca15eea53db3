package terminal

import (
	"context"
	"errors"

	"github.com/emvgo/emv/kernel"
)

// chosen answers a question by an index.
func chosen(i int, err error) (kernel.Event, error) {
	return kernel.Event{Kind: kernel.Chosen, Index: int32(i)}, err
}

// answered answers a question by yes or no.
func answered(yes bool, err error) (kernel.Event, error) {
	if yes {
		return chosen(0, err)
	}
	return chosen(-1, err)
}

// choose has the cardholder choose or confirm an application.
//
// B1 12.4
func (h *handler) choose(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	c := h.d.Cardholder.Chooser
	switch {
	case c == nil:
		return answered(a.Kind == kernel.SelectApplication, nil)
	case a.Kind == kernel.ConfirmApplication:
		return answered(c.ConfirmApplication(ctx, a.Candidates[0]))
	}
	return chosenOrCancelled(c.SelectApplication(ctx, a.Candidates))
}

func chosenOrCancelled(i int, err error) (kernel.Event, error) {
	if i < 0 {
		return kernel.Event{Kind: kernel.Cancelled}, err
	}
	return chosen(i, err)
}

// review asks the reviewer. An index of no candidate is an error of the application.
//
// B1 12.3
func (h *handler) review(ctx context.Context, list []kernel.Candidate) (kernel.Event, error) {
	ev := kernel.Event{Kind: kernel.Reviewed}
	r := h.d.Merchant.Reviewer
	if r == nil {
		for i := range list {
			ev.Data = append(ev.Data, byte(i))
		}
		return ev, nil
	}
	order, first, err := r.ReviewCandidates(ctx, list)
	if err != nil {
		return ev, err
	}
	ev.MerchantChose = first
	for _, i := range order {
		if i < 0 || i >= len(list) {
			return ev, errCandidate(i, len(list))
		}
		ev.Data = append(ev.Data, byte(i))
	}
	return ev, nil
}

// ask has the cardholder choose a language or an account, or enter an amount.
//
// B4 11.1, 6.5.1
func (h *handler) ask(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	d := h.d.Cardholder.Dialogue
	switch {
	case d == nil && a.Kind == kernel.RequestAmount:
		return kernel.Event{Kind: kernel.Cancelled}, nil
	case d == nil:
		return chosen(0, nil)
	case a.Kind == kernel.SelectLanguage:
		return chosenOrCancelled(d.SelectLanguage(ctx, a.Languages))
	case a.Kind == kernel.SelectAccount:
		return chosenOrCancelled(d.SelectAccount(ctx, a.Accounts, a.UI))
	}
	amount, other, ok, err := d.RequestAmount(ctx, a.UI)
	h.entered = Amounts{Amount: amount, Other: other}
	return entered(h.entered, ok, err)
}

// confirm has the cardholder confirm the amount.
//
// B4 6.5.1
func (h *handler) confirm(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	c := h.d.Cardholder.Confirmer
	if c == nil {
		return kernel.Event{Kind: kernel.Cancelled}, nil
	}
	converted := h.seen.Conversion != nil && !h.seen.fixed // there is no cash in that currency
	agreed, ok, err := c.ConfirmAmount(ctx, Confirmation{UI: a.UI, Transaction: *a.Transaction, Cashback: a.Cashback && !converted, Card: a.Data})
	return entered(agreed, ok && (!converted || agreed.Other == 0), err)
}

func entered(a Amounts, ok bool, err error) (kernel.Event, error) {
	if !ok {
		return kernel.Event{Kind: kernel.Cancelled}, err
	}
	money := kernel.Money{Amount: a.Amount, Currency: a.Currency, Exponent: a.Exponent}
	return kernel.Event{Kind: kernel.AmountEntered, Money: money, AmountOther: a.Other}, err
}

// enterPIN has the PIN device take a PIN.
func (h *handler) enterPIN(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	p := h.d.Cardholder.PIN
	if p == nil {
		return kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINDeviceFailed}, nil
	}
	ctx, stop := limited(ctx, a.Within)
	defer stop()
	e := PINEntry{PINRequest: a.PIN, Language: a.UI.Language, Money: kernel.Money{Amount: a.UI.Amount, Currency: a.UI.Currency, Exponent: a.UI.Exponent}}
	result, err := p.EnterPIN(ctx, e)
	if errors.Is(err, context.DeadlineExceeded) {
		result, err = kernel.PINCancelled, nil
	}
	taken := err == nil && result == kernel.PINEntered
	if a.PIN.Method == kernel.NewPIN {
		h.fresh = taken
	} else {
		h.held, h.fresh = taken && a.PIN.Method == kernel.OnlinePIN, false
	}
	return kernel.Event{Kind: kernel.PINDone, PIN: result}, err
}

func (h *handler) verifyPIN(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	p := h.d.Cardholder.PIN
	if p == nil {
		return kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINDeviceFailed}, nil
	}
	result, sw, err := p.VerifyPIN(ctx, h.reader(a.Reader), a.PIN)
	if err != nil {
		return cardFault(err)
	}
	return kernel.Event{Kind: kernel.PINDone, PIN: result, SW: sw}, nil
}
