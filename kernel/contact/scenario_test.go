package contact_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
)

func scenario(t *testing.T, name string, amount uint64) *kerneltest.Scenario {
	s := bench.Scenario(t, func() *bench.Bench { return newWorld(t, name).Bench })
	s.Transaction.Amount = amount
	return s
}

// Every way out at every action, and a resume at every action. Cancelled, a transaction ends in good order before the request to the host goes out, and is none of
// anybody's business after that.
// B4 7.1.1, 11.2
func TestEveryWayOutAndResume(t *testing.T) {
	for _, c := range every {
		s := scenario(t, c.card, c.amount)
		tr := s.Run(t)
		if out := bench.OfTrace(&tr); out.Status != kernel.Approved {
			t.Fatalf("%s: %v: %s", c.card, out.Status, out.Error.Reason)
		}
		host := slices.Index(tr.Kinds, kernel.GoOnline)
		for way, out := range bench.Exits(t, s) {
			approvedByHost := out.Online() && out.ARC() == "00"
			if out.Status == kernel.EndApplication && (approvedByHost && !out.Reversal() || out.Error.Step == "") {
				t.Errorf("%s, %s: in step %q, the host's approval is not reversed: %s", c.card, way, out.Error.Step, out.Error.Reason)
			}
			n := 0
			if _, err := fmt.Sscanf(way, "cancel at action %d", &n); err != nil {
				continue
			}
			if late := host >= 0 && n > host; late && out.Status != kernel.Approved || !late && (out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop) {
				t.Errorf("%s, %s: %v, L3 %d", c.card, way, out.Status, out.Error.L3)
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
		w.treats(kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, DataOnly: true})
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
		w.Transaction.Amount = 0
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.GoOnline}, 20},
	{"PIN change", func(t *testing.T) *world {
		w, _ := atMachine(t, pinCard(t), kernel.PINChange, "1234", "5678", "5678")
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.EnterPIN, kernel.EnterPIN, kernel.GoOnline}, 20},
	{"unblock", func(t *testing.T) *world {
		w, _ := atMachine(t, pinCard(t), kernel.PINUnblock, "1234")
		w.Issuer.Scripts = []issuer.Script{{Commands: []issuer.Command{issuer.PINUnblock()}}}
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.EnterPIN, kernel.GoOnline}, 20},
	{"amount confirmed", func(t *testing.T) *world {
		w := newWorld(t, "full")
		w.confirms(terminal.Amounts{Amount: 1400})
		return w
	}, kernel.Approved, []kernel.ActionKind{kernel.ConfirmAmount, kernel.EnterPIN, kernel.GoOnline}, 20},
	{"begun again", func(t *testing.T) *world {
		w := newWorld(t, "cash")
		w.confirms(terminal.Amounts{Amount: 3234, Other: 2000, Currency: 0x840, Exponent: 2})
		w.Transaction.Purpose = kernel.Purchase
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
		if out := bench.OfTrace(&tr); out.Status != c.want || len(tr.Actions) < c.least {
			t.Fatalf("%s: %v after %d actions: %s", c.name, out.Status, len(tr.Actions), out.Error.Reason)
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
		for way, out := range bench.Exits(t, s) {
			ends++
			if out.Status == kernel.Approved && (!out.HasCID() || out.CID()&0xC0 != 0x40 ||
				s.Transaction.Purpose.Administers() && (len(out.Scripts()) == 0 || out.Scripts()[0]>>4 != 2)) {
				t.Errorf("%s, %s: approved, CID %02X, scripts %X", c.name, way, out.CID(), out.Scripts())
			}
			if out.Status != kernel.Approved && out.Online() && out.ARC() == "00" && !out.Reversal() {
				t.Errorf("%s, %s: the host's approval is not reversed: %s", c.name, way, out.Error.Reason)
			}
		}
		if resumed := s.EveryResume(t); ends < 3*c.least || len(resumed) < c.least {
			t.Errorf("%s: %d ends, %d resumed", c.name, ends, len(resumed))
		}
	}
}

// around is the scenario of a world.
func around(t *testing.T, make func(*testing.T) *world) *kerneltest.Scenario {
	return bench.Scenario(t, func() *bench.Bench { return make(t).Bench })
}

// every is the set of transactions that are stopped at each action.
var every = []struct {
	card   string
	amount uint64
}{{"full", 1234}, {"full", 100}, {"noauth", 1234}, {"dda", 1234}, {"pin", 1234}}
