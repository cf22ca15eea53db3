package contact_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
)

func scenario(t *testing.T, name string, amount uint64) *kerneltest.Scenario {
	w := newWorld(t, name)
	w.tx.Amount = amount
	return &kerneltest.Scenario{
		Program: contact.Program(), Config: w.cfg, Transaction: w.tx, Options: []kernel.Option{kerneltest.Random(1)},
		World: func() kerneltest.World {
			n := newWorld(t, name)
			d := n.devices()
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

// Every way out at every action, and a resume at every action.
func TestEveryWayOutAndResume(t *testing.T) {
	for _, c := range every {
		s := scenario(t, c.card, c.amount)
		if out := s.Run(t).Outcome; out.Status != kernel.Approved {
			t.Fatalf("%s: %v: %s", c.card, out.Status, out.Error.Reason)
		}
		for way, outs := range s.EveryWayOut(t) {
			for i, out := range outs {
				if out == nil {
					continue
				}
				approvedByHost := out.Online && out.AuthorisationCode == "00"
				if out.Status == kernel.EndApplication && approvedByHost && !out.Reversal {
					t.Errorf("%s, %s at action %d: the host's approval is not reversed: %s", c.card, way, i, out.Error.Reason)
				}
			}
		}
		s.EveryResume(t)
	}
}

// errands are the transactions that the configuration treats apart, and one that begins again.
var errands = []struct {
	name  string
	world func(*testing.T) *world
	want  kernel.Status
	kinds []kernel.ActionKind // among the actions
	least int                 // actions
}{
	{"refund, data", func(t *testing.T) *world {
		w := newWorld(t, "full")
		w.treats(kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, Flow: kernel.DataFlow})
		return w
	}, kernel.OnlineRequest, nil, 15},
	{"refund, online", func(t *testing.T) *world {
		w := newWorld(t, "full")
		w.treats(kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, Authorisation: kernel.OnlyOnline})
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.EnterPIN, kernel.GoOnline}, 20},
	{"refund, offline", func(t *testing.T) *world {
		w := newWorld(t, "full")
		w.treats(kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, Authorisation: kernel.OnlyOffline, Capabilities: []byte{0xE0, 0x08, 0x48}})
		return w
	}, kernel.Approved, nil, 15},
	{"account verification", func(t *testing.T) *world {
		w := newWorld(t, "full")
		w.treats(kernel.Treatment{Purpose: kernel.AccountVerification, Authorisation: kernel.OnlyOnline})
		w.tx.Amount = 0
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.GoOnline}, 20},
	{"PIN change", func(t *testing.T) *world {
		w, _ := atMachine(t, pinCard(t), kernel.PINChange, "1234", "5678", "5678")
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.EnterPIN, kernel.EnterPIN, kernel.GoOnline}, 20},
	{"unblock", func(t *testing.T) *world {
		w, _ := atMachine(t, pinCard(t), kernel.PINUnblock, "1234")
		w.options.Scripts = []issuer.Script{{Commands: []issuer.Command{issuer.PINUnblock()}}}
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.EnterPIN, kernel.GoOnline}, 20},
	{"amount confirmed", func(t *testing.T) *world {
		w := newWorld(t, "full")
		w.confirms(&agreeing{to: terminal.Amounts{Amount: 1400}})
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.ConfirmAmount, kernel.EnterPIN, kernel.GoOnline}, 20},
	{"begun again", func(t *testing.T) *world {
		w := newWorld(t, "cash")
		w.confirms(&agreeing{to: terminal.Amounts{Amount: 3234, Other: 2000, Currency: 0x840, Exponent: 2}})
		w.tx.Purpose = kernel.Purchase
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.ConfirmAmount, kernel.EnterPIN, kernel.GoOnline}, 35},
}

// Every way out of every errand at every action, and a resume at every action: nothing is approved but by the card's TC, no approval of
// the host is left standing without one, and a card is never said to be changed that has not carried out the script.
// B4 6.3.8, 12.2.3, 10.1
func TestErrands(t *testing.T) {
	for _, c := range errands {
		s := around(t, c.world)
		tr := s.Run(t)
		if tr.Outcome.Status != c.want || len(tr.Actions) < c.least {
			t.Fatalf("%s: %v after %d actions: %s", c.name, tr.Outcome, len(tr.Actions), tr.Outcome.Error.Reason)
		}
		rest := tr.Kinds
		for _, k := range c.kinds {
			for len(rest) > 0 && rest[0] != k {
				rest = rest[1:]
			}
			if len(rest) == 0 {
				t.Fatalf("%s: no %v in its place among %v", c.name, k, tr.Kinds)
			}
			rest = rest[1:]
		}
		ends := 0
		for way, outs := range s.EveryWayOut(t) {
			for i, out := range outs {
				if out == nil {
					continue
				}
				ends++
				r := &out.Report
				if out.Status == kernel.Approved && (!r.HasCID || r.CID&0xC0 != 0x40 || s.Transaction.Purpose.Administers() && (len(r.Scripts) == 0 || r.Scripts[0]>>4 != 2)) {
					t.Errorf("%s, %s at action %d: approved, CID %02X, scripts %X", c.name, way, i, r.CID, r.Scripts)
				}
				if out.Status != kernel.Approved && out.Online && out.AuthorisationCode == "00" && !out.Reversal {
					t.Errorf("%s, %s at action %d: the host's approval is not reversed: %s", c.name, way, i, out.Error.Reason)
				}
			}
		}
		if resumed := s.EveryResume(t); ends < 3*c.least || len(resumed) < c.least {
			t.Errorf("%s: %d ends, %d resumed", c.name, ends, len(resumed))
		}
	}
}

// around is the scenario of a world.
func around(t *testing.T, make func(*testing.T) *world) *kerneltest.Scenario {
	w := make(t)
	return &kerneltest.Scenario{
		Program: contact.Program(), Config: w.cfg, Transaction: w.tx, Options: []kernel.Option{kerneltest.Random(1)},
		World: func() kerneltest.World { return drives(t, make(t)) },
	}
}

// drives is a world as a scenario has it.
func drives(t *testing.T, w *world) kerneltest.World {
	d := w.devices()
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
}
