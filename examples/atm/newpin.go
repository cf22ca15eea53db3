package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
)

// errand takes in what the cardholder came for, and what he types for a new PIN.
func (s *settings) errand(purpose, fresh string) (err error) {
	if s.purpose, err = shell.Purpose(purpose, kernel.Cash, kernel.Deposit, kernel.Transfer, kernel.Inquiry, kernel.MiniStatement, kernel.PINChange, kernel.PINUnblock); err != nil {
		return err
	}
	if s.purpose != kernel.PINChange && s.Given["new-pin"] {
		return fmt.Errorf("-new-pin: give -type pin-change with it")
	}
	if s.purpose.ZeroAmount() && s.Given["amount"] {
		return fmt.Errorf("-amount: the amount of %s is zero; leave it out", s.purpose)
	}
	if s.Menu { // it is typed
		return nil
	}
	if s.fresh = strings.Split(fresh, ","); len(s.fresh) == 1 {
		s.fresh = []string{fresh, fresh}
	}
	d, err := softpin.New(s.fresh...)
	if err != nil {
		return fmt.Errorf("-new-pin: %w; give PINs of 4 to 12 digits, with commas between", err)
	}
	d.Close()
	if !s.purpose.Administers() || s.Given["card"] {
		return nil
	}
	if s.Card, err = setup.Card("pin"); err == nil && !s.Given["pin"] {
		s.PINs, err = setup.PINs("", s.Card)
	}
	return err
}

// enterNew takes a new PIN, twice.
func (p pinPad) enterNew(ctx context.Context) (kernel.PINResult, error) {
	a, err := p.fresh.EnterNewPIN(ctx)
	typed, result := "****", kernel.PINEntered
	switch a.Result {
	case softpin.Entered:
	case softpin.Cancelled:
		typed, result = "(cancel)", kernel.PINCancelled
	default:
		typed, result = "(not the same)", kernel.PINDeviceFailed
	}
	l := p.m.Language
	p.m.Panel(phraseNewPIN.In(l), "> ****", phraseAgain.In(l), "> "+typed)
	return result, err
}

// verdict is what the cardholder reads in the end.
func verdict(p kernel.Purpose, done bool) shell.Words {
	switch {
	case p == kernel.PINChange && done:
		return phraseChanged
	case p == kernel.PINChange:
		return phraseSame
	case done:
		return phraseFree
	}
	return phraseBlocked
}
