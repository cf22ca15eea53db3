package contact_test

import (
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// withdrawal is the cash machine's configuration with the card cash: language, account and amount are asked for.
func withdrawal(t *testing.T) *kerneltest.Scenario {
	return around(t, func(t *testing.T) *world {
		w := newWorld(t, "cash")
		w.Config = bench.Config(t, "atm")
		w.Transaction = kernel.Transaction{Type: 0x01, AmountLater: true, Sequence: 1, Date: w.Transaction.Date, Time: w.Transaction.Time}
		w.Equip = func(d *terminal.Devices) {
			d.Cardholder.Dialogue = &customer{w: w, language: 1, account: 2, amount: 10000}
		}
		return w
	})
}

// listening is a PIN device that notes in which language it is to ask, and takes no PIN.
type listening struct {
	terminal.PINPad
	heard string
}

func (l *listening) EnterPIN(_ context.Context, e terminal.PINEntry) (kernel.PINResult, error) {
	l.heard = e.Language
	return kernel.PINCancelled, nil
}

func (*listening) EndTransaction() {}

// The PIN device asks in the language that the cardholder has chosen: the second of the machine's.
// B4 11.1 PIN
func TestLanguageOfPIN(t *testing.T) {
	l := &listening{}
	s := around(t, func(t *testing.T) *world {
		w := newWorld(t, "cash")
		w.Config, w.PINPad = bench.Config(t, "atm"), l
		w.Transaction = kernel.Transaction{Type: 0x01, AmountLater: true, Sequence: 1, Date: w.Transaction.Date, Time: w.Transaction.Time}
		w.Equip = func(d *terminal.Devices) {
			d.Cardholder.Dialogue = &customer{w: w, language: 1, account: 2, amount: 10000}
		}
		return w
	})
	if s.Run(t); l.heard != "de" {
		t.Errorf("asked in %q", l.heard)
	}
}

// A withdrawal, and every way out of it at every action: no approval of the host is left standing, no cash is approved without
// it. Resumed at any action, it goes on as it would have.
// B4 6.3.8, 12.2.1
func TestWithdrawal(t *testing.T) {
	s := withdrawal(t)
	tr := s.Run(t)
	if out := bench.OfTrace(&tr); out.Status != kernel.Approved || !out.Online() || out.Amount() != 10000 || out.Account() != tlv.CreditAccount {
		t.Fatalf("%v, %d, %02X: %s", out.Status, out.Amount(), byte(out.Account()), out.Error.Reason)
	}
	var asked []kernel.ActionKind
	for _, k := range tr.Kinds {
		switch k {
		case kernel.SelectLanguage, kernel.SelectAccount, kernel.RequestAmount, kernel.EnterPIN, kernel.GoOnline:
			asked = append(asked, k)
		}
	}
	if want := []kernel.ActionKind{kernel.SelectLanguage, kernel.SelectAccount, kernel.RequestAmount, kernel.EnterPIN, kernel.GoOnline}; !slices.Equal(asked, want) {
		t.Errorf("asked %v", asked)
	}
	ends := 0
	for way, out := range bench.Exits(t, s) {
		ends++
		if out.Status == kernel.Approved && out.ARC() != "00" {
			t.Errorf("%s: approved with %q", way, out.ARC())
		}
		if out.Status != kernel.Approved && out.Online() && out.ARC() == "00" && !out.Reversal() {
			t.Errorf("%s: the host's approval is not reversed: %s", way, out.Error.Reason)
		}
	}
	if resumed := s.EveryResume(t); ends < 50 || len(resumed) < 25 {
		t.Errorf("%d ends, %d resumed", ends, len(resumed))
	}
}
