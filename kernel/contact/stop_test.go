package contact_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// A course is what a session did: its actions, and at each of them how much it had said in its trace and had in its journal.
type course struct {
	kinds   []kernel.ActionKind
	waits   []bool
	said    []string // steps and notes
	saidAt  []int
	journal []int
	answer  []int // bytes of the answer
	out     *bench.Result
}

// follow runs a world. At action number cut (from 1, 0: never) Cancelled comes in the place of the answer.
func (w *world) follow(cut int) *course {
	w.T.Helper()
	c := &course{}
	said := func(e trace.Entry) {
		if e.Kind == trace.Step || e.Kind == trace.Note {
			c.said = append(c.said, e.Name+e.Clause+e.Text)
		}
	}
	s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction, kerneltest.Random(1), kernel.WithTrace(said))
	if err != nil {
		w.T.Fatal(err)
	}
	defer s.Close()
	devices := w.Devices()
	var ev, late kernel.Event
	for range 1000 {
		a, err := s.Next(ev)
		if err != nil {
			w.T.Fatal(err)
		}
		switch a.Kind {
		case kernel.Done:
			c.out = bench.Of(a)
			return c
		case kernel.Wait: // it cannot be cancelled any more
			ev = late
			continue
		}
		c.kinds, c.waits = append(c.kinds, a.Kind), append(c.waits, a.Await != 0)
		c.saidAt, c.journal = append(c.saidAt, len(c.said)), append(c.journal, len(s.Journal()))
		if ev, err = devices.Do(context.Background(), a); err != nil {
			w.T.Fatal(err)
		}
		ev.Data = bytes.Clone(ev.Data)
		c.answer = append(c.answer, len(ev.Data))
		if len(c.kinds) == cut {
			ev, late = kernel.Event{Kind: kernel.Cancelled}, ev
		}
	}
	w.T.Fatal("no end")
	return nil
}

// talkative are worlds that between them ask everybody for everything.
var talkative = map[string]func(*testing.T) *world{
	"applications, language, account, amount, lookup": func(t *testing.T) *world {
		w := newWorld(t, "two")
		w.Chooser = &chooser{pick: 0, confirm: true}
		w.Config.Terminal.SelectsLanguage, w.Config.Terminal.Languages = true, []string{"de", "fr"}
		w.Config.Terminal.Accounts = []tlv.AccountTypeValue{tlv.ChequeDebitAccount, tlv.SavingsAccount}
		w.Config.Terminal.LooksUp, w.CardFile = true, &ledger{}
		w.Transaction.AmountLater, w.Transaction.Amount = true, 0
		w.Middle = bench.Swap(t, 0xA8, 1, "6985")
		w.Equip = func(d *terminal.Devices) {
			d.Cardholder.Dialogue = &customer{w: w, language: 1, account: 1, amount: 1234}
		}
		return w
	},
	"amount in the PDOL": func(t *testing.T) *world {
		w := newWorld(t, "cash")
		w.Transaction.AmountLater, w.Transaction.Amount = true, 0
		w.Equip = func(d *terminal.Devices) { d.Cardholder.Dialogue = &customer{w: w, amount: 1234} }
		return w
	},
	"review, biometrics, referral": func(t *testing.T) *world {
		w := biometrics(t, "0800", group("BF4A", rightIndex), "BF4C04DF510105 9000", "BF4D04DF510102 9000", &capturer{})
		w.Config.Terminal.ReviewsCandidates, w.Config.Terminal.Referrals = true, true
		w.Equip = func(d *terminal.Devices) {
			d.Merchant.Reviewer, d.Merchant.Attendant = &reviewer{order: []int{0}, chosen: true}, &person{approves: true}
			d.Cardholder.Capture = &capturer{sws: []uint16{0x63C4, 0x9000}}
		}
		replies(w, "01", nil)
		return w
	},
	"online biometrics": func(t *testing.T) *world {
		return biometrics(t, "0900", group("BF4B", rightIndex, rightMiddle), "6A88", "6A88", &capturer{})
	},
	"own method, forced acceptance, advice": func(t *testing.T) *world {
		w := cvms(t, noXY+"2000")
		w.Config.Terminal.ProprietaryCVMs, w.Config.Terminal.ForcesAcceptance, w.Config.Terminal.Advices = []byte{0x20}, true, true
		w.Issuer.Decline = true
		w.Middle = bench.Alter(0xAE, 2, func(r []byte) []byte { return withCID(r, 0x08) })
		w.Equip = (&person{result: tlv.CVMSuccessful}).equip
		return w
	},
	"forced acceptance": func(t *testing.T) *world {
		w := newWorld(t, "noauth")
		w.Config.Terminal.ForcesAcceptance = true
		denied(w)
		w.Equip = (&person{}).equip
		return w
	},
	"lookup, and no counters": func(t *testing.T) *world {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "9F14", "-", "9F23", "-")
		w.Config.Terminal.LooksUp, w.CardFile = true, &ledger{}
		return w
	},
	"amount confirmed, and begun again": func(t *testing.T) *world {
		w, _ := confirms(t, "9F0206", terminal.Amounts{Amount: 2000})
		return w
	},
	"new PIN": func(t *testing.T) *world {
		w, _ := changePIN(t, "0400", "1234", kernel.PINEntered)
		return w
	},
	"enciphered PIN": func(t *testing.T) *world { return newWorld(t, "pin") },
	"plaintext PIN":  func(t *testing.T) *world { return newWorld(t, "plaintext-pin") },
	"online PIN":     func(t *testing.T) *world { return newWorld(t, "full") },
	"DDA":            func(t *testing.T) *world { return newWorld(t, "dda") },
	"list of AIDs": func(t *testing.T) *world {
		w := newWorld(t, "full")
		w.Middle = bench.Swap(t, 0xA4, 1, "6A82")
		return w
	},
	"ECC": func(t *testing.T) *world { return newXDAWorld(t, "xda") },
}

// Who is cancelled, or has no room left, stops there: nobody is asked anything more, and nothing more is decided.
// B4 11.2, 6.3.1
func TestStopsAtOnce(t *testing.T) {
	asked := map[kernel.ActionKind]bool{}
	for name, fresh := range talkative {
		whole := fresh(t).follow(0)
		for _, k := range whole.kinds {
			asked[k] = true
		}
		host := slices.Index(whole.kinds, kernel.GoOnline)
		refuses := strings.Contains(name, "referral") || strings.Contains(name, "forced") // the host of these
		committed := slices.IndexFunc(whole.kinds, func(k kernel.ActionKind) bool {       // B3 10.11: the card has decided
			return k == kernel.GoOnline || k == kernel.ForceAcceptance || k == kernel.Advise
		})
		for n, waits := range whole.waits {
			if !waits {
				continue
			}
			if c := fresh(t).follow(n + 1); n < committed || committed < 0 {
				asked := whole.kinds[n] == kernel.SelectApplication || whole.kinds[n] == kernel.ConfirmApplication
				if asked && slices.Index(whole.kinds, whole.kinds[n]) == n && len(c.out.AID()) != 0 && !slices.Contains(whole.kinds[:n], kernel.SelectApplication) {
					t.Errorf("%s: cancelled at action %d, and %X selected", name, n, c.out.AID())
				}
				if len(c.kinds) != n+1 || !slices.Equal(c.said, whole.said[:whole.saidAt[n]]) || c.out.Error.L3 != kernel.L3Stop ||
					c.out.Status != kernel.EndApplication {
					t.Errorf("%s: cancelled at action %d, %v: %v, then %v, %q", name, n, whole.kinds[n], c.out.Status, c.kinds[n+1:], c.said)
				}
			}
			if n == host { // its answer has always room: B4 12.2.4
				continue
			}
			w := fresh(t)
			w.Config.Budget.JournalBytes = whole.journal[n] + whole.answer[n] + 47
			if host >= 0 && n > host { // and takes none
				w.Config.Budget.JournalBytes -= whole.journal[host+1] - whole.journal[host]
			}
			c := w.follow(0)
			last := len(c.kinds) - 1
			if c.out.Error.L2 != kernel.BudgetExceeded || !slices.Equal(c.kinds, whole.kinds[:last+1]) ||
				whole.waits[last] && !slices.Equal(c.said, whole.said[:whole.saidAt[last]]) ||
				c.out.Reversal() != (host >= 0 && (last == host || last > host && !refuses)) { // B4 6.3.8: the host may have approved
				t.Errorf("%s: no room at action %d, %v: %v, %q, stopped at %d: %q", name, n, whole.kinds[n], c.out.Status, c.out.Error.Reason, last, c.said)
			}
		}
	}
	for _, k := range []kernel.ActionKind{
		kernel.Transmit, kernel.SelectApplication, kernel.ConfirmApplication, kernel.SelectLanguage, kernel.SelectAccount,
		kernel.RequestAmount, kernel.ReviewCandidates, kernel.Lookup, kernel.EnterPIN, kernel.VerifyPIN, kernel.CaptureBiometric,
		kernel.VerifyBiometric, kernel.PerformCVM, kernel.ConfirmAmount, kernel.GoOnline, kernel.Referral, kernel.ForceAcceptance, kernel.Advise,
	} {
		if !asked[k] {
			t.Errorf("no world asks for %v", k)
		}
	}
}

// A request that may have reached a host which has not answered is taken back, whatever ends the transaction.
// B4 6.3.8, 12.2.1
func TestReversalOfUnanswered(t *testing.T) {
	for _, sent := range []bool{false, true} {
		world := func() *world {
			w := newWorld(t, "noauth")
			w.HostDown = !sent
			w.Answer = func([]byte) ([]byte, error) { return nil, errNoAnswer }
			w.Config.Applications[0].TACDefault = [5]byte{0, 0, 0, 0x80}
			return w
		}
		w := world()
		w.Run()
		w, n := world(), len(w.Commands)
		w.Config.Budget.Exchanges = n - 1 // all but the second GENERATE AC
		if out := w.Run(); out.Error.L2 != kernel.BudgetExceeded || out.Reversal() != sent || out.Online() {
			t.Errorf("sent %v: %v, %+v, reversal %v", sent, out.Status, out.Error, out.Reversal())
		}
	}
}
