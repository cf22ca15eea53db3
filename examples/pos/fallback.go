package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// checkFallback holds the flags of a dead chip against the others.
func (s *settings) checkFallback() error {
	switch {
	case s.dead < 0 || s.dead > 9:
		return errors.New("-dead: give 0 to 9")
	case s.dead > 0 && s.JSON:
		return errors.New("-dead: leave out -json; there is more than one transaction")
	case s.dead == 0 && s.Given["stripe"]:
		return errors.New("-stripe: give -dead with it")
	}
	return nil
}

// deadChip is a card whose chip answers no command.
var deadChip = apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
	return nil, 0, apdu.Fault(apdu.Timeout, nil)
})

// attempts inserts a card whose chip does not answer as often as the flag says, and then asks whether its stripe may be read. true: the chip
// is to be tried once more.
// EMV 4.4 B4 6.6.2
func (s *settings) attempts(stdout io.Writer) (again bool, err error) {
	devices := terminal.Devices{
		Readers:    terminal.Readers{Contact: terminal.Inserted(deadChip)},
		Cardholder: terminal.Cardholder{Chooser: setup.FirstChoice{}, Confirmer: &confirmer{s, nil}},
	}
	ledger, closed, err := s.OpenLedger(&devices)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, closed()) }()
	presented, err := terminal.ResumePresentment(s.Config, ledger)
	if err != nil {
		return false, err
	}
	t, err := terminal.New(s.Config, devices, ledger)
	if err != nil {
		return false, err
	}
	for i := range s.dead {
		sale, err := t.Do(context.Background(), s.order())
		if err != nil {
			return false, err
		}
		presented.Chip(sale.Result)
		if err := presented.Keep(ledger); err != nil {
			return false, err
		}
		fmt.Fprintf(stdout, "CHIP       attempt %d: %s\n", i+1, sale.Result.Error.Reason)
	}
	e := presented.Stripe(s.stripe)
	if e.Message != kernel.MsgTryAgain { // the card is taken away, or its stripe is read
		err = presented.Gone(ledger)
	}
	switch {
	case e.Allowed:
		fmt.Fprintf(stdout, "STRIPE     service code %s: %s; POS entry mode (9F39) %02X, fallback %v\n", s.stripe, e.Reason, e.Mode, e.Fallback)
	default:
		fmt.Fprintf(stdout, "STRIPE     service code %s: %s [%s]\n", s.stripe, e.Reason, shell.Message(e.Message, "en"))
	}
	return e.Message == kernel.MsgTryAgain, err
}
