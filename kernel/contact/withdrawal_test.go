package contact_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// withdrawal is the cash machine's configuration with the card cash: language, account and amount are asked for.
func withdrawal(t *testing.T) *kerneltest.Scenario {
	world := func() *world {
		w := newWorld(t, "cash")
		w.cfg = loadConfig(t, "atm")
		w.tx = kernel.Transaction{Type: 0x01, AmountLater: true, Sequence: 1, Date: w.tx.Date, Time: w.tx.Time}
		return w
	}
	w := world()
	return &kerneltest.Scenario{
		Program: contact.Program(), Config: w.cfg, Transaction: w.tx, Options: []kernel.Option{kerneltest.Random(1)},
		World: func() kerneltest.World {
			n := world()
			d := n.devices()
			d.Dialogue = &customer{w: n, language: 1, account: 2, amount: 10000}
			return func(a kernel.Action) kernel.Event {
				if a.Kind == kernel.Wait {
					return kernel.Event{}
				}
				ev, err := d.Do(context.Background(), a)
				if err != nil {
					t.Error(err)
				}
				ev.Data = bytes.Clone(ev.Data)
				return ev
			}
		},
	}
}

// A withdrawal, and every way out of it at every action: no approval of the host is left standing, no cash is approved without
// it. Resumed at any action, it goes on as it would have.
// B4 6.3.8, 12.2.1
func TestWithdrawal(t *testing.T) {
	s := withdrawal(t)
	tr := s.Run(t)
	if r := &tr.Outcome.Report; tr.Outcome.Status != kernel.Approved || !tr.Outcome.Online || r.Amount != 10000 || r.Account != kernel.CreditAccount {
		t.Fatalf("%v, %d, %02X: %s", tr.Outcome.Status, r.Amount, byte(r.Account), tr.Outcome.Error.Reason)
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
	for way, outs := range s.EveryWayOut(t) {
		for i, out := range outs {
			if out == nil {
				continue
			}
			ends++
			if out.Status == kernel.Approved && out.AuthorisationCode != "00" {
				t.Errorf("%s at action %d: approved with %q", way, i, out.AuthorisationCode)
			}
			if out.Status != kernel.Approved && out.Online && out.AuthorisationCode == "00" && !out.Reversal {
				t.Errorf("%s at action %d: the host's approval is not reversed: %s", way, i, out.Error.Reason)
			}
		}
	}
	if resumed := s.EveryResume(t); ends < 50 || len(resumed) < 25 {
		t.Errorf("%d ends, %d resumed", ends, len(resumed))
	}
}
