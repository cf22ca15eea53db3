package contact_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
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
