package contact_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// every is the set of transactions that are disturbed at each exchange.
var every = []struct {
	card   string
	amount uint64
}{{"full", 1234}, {"full", 100}, {"noauth", 1234}, {"dda", 1234}, {"pin", 1234}}

// A card that is mute, garbled, breaks the protocol or is gone, at every exchange of every transaction: an outcome, and a
// reversal where the host had approved and the card had not yet.
// B3 8.1, B4 6.6.1
func TestCardFaultEverywhere(t *testing.T) {
	for _, c := range every {
		w := newWorld(t, c.card)
		w.Transaction.Amount = c.amount
		w.Run()
		total := len(w.Commands)
		for at := 1; at <= total; at++ {
			for _, kind := range []apdu.FaultKind{apdu.Timeout, apdu.Transmission, apdu.Protocol, apdu.Removed} {
				w := newWorld(t, c.card)
				w.Transaction.Amount = c.amount
				gone := false
				w.Fault = func(n int, _ []byte) apdu.FaultKind {
					if n == at || gone && kind == apdu.Removed {
						gone = true
						return kind
					}
					return 0
				}
				out := w.Run()
				want := kernel.Fault(kind)
				if kind == apdu.Removed {
					want = kernel.FaultTimeout
				}
				if out.Status != kernel.EndApplication || out.Error.L1 != want || out.Error.Step == "" || len(w.Commands) != at {
					t.Fatalf("%s %d, exchange %d, %v: %v, L1 %d, step %q after %d commands", c.card, c.amount, at, kind, out.Status,
						out.Error.L1, out.Error.Step, len(w.Commands))
				}
				if out.Reversal() != (w.HostCalls > 0) {
					t.Errorf("%s %d, exchange %d: reversal %v", c.card, c.amount, at, out.Reversal())
				}
			}
		}
	}
}

// The scripts after the final GENERATE AC do not undo a transaction: the card has decided.
// B3 10.11
// B3 10.11 scripts
func TestCardGoneAfterTheEnd(t *testing.T) {
	w := newWorld(t, "full")
	w.Issuer.Scripts = []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock(), issuer.PINUnblock()}}}
	w.Fault = func(_ int, command []byte) apdu.FaultKind {
		if command[1] == apdu.PINChangeUnblock {
			return apdu.Removed
		}
		return 0
	}
	out := w.Run()
	w.Expect(out, bench.Ended(kernel.Approved, "00", "0000048010", "FC00", "020300"))
	if hexOf(out.Scripts()) != "1100000000" || out.Reversal() {
		t.Errorf("results %X, reversal %v", out.Scripts(), out.Reversal())
	}
}

// Every status word class and every shape of no answer at all, to every command: an outcome, never an error.
func TestAnswersEverywhere(t *testing.T) {
	count := 0
	for _, c := range every {
		w := newWorld(t, c.card)
		w.Transaction.Amount = c.amount
		w.Run()
		total := len(w.Commands)
		for at := 1; at <= total; at++ {
			for _, r := range []string{
				"", "90", "9000", "6283", "63C0", "63C5", "6985", "6A81", "6A82", "6A83", "6D00", "6110", "6C10", "9100", "0000",
				"FFFF", "70009000", "77009000", "80009000", "6F009000", "5A88FFFFFFFFFFFFFFFF9000", "7080 9000",
			} {
				if count++; !sweep.Sample(count, 5) { // 5 does not divide 22: each answer comes to every fifth place
					continue
				}
				w := newWorld(t, c.card)
				w.Transaction.Amount = c.amount
				b := bench.Hex(t, r)
				w.Middle = func(n int, _, was []byte) []byte {
					if n == at {
						return b
					}
					return was
				}
				out := w.Run()
				w.consistent(out)
			}
		}
	}
}

// consistent checks what must hold of every outcome, whatever the card and the host did.
func (w *world) consistent(out *bench.Result) {
	w.T.Helper()
	r := out
	tvr, tsi := tlv.TVRValue(r.TVR()), tlv.TSIValue(r.TSI())
	bad := func(format string, args ...any) {
		w.T.Helper()
		w.T.Errorf(format+": %+v, reason %q", append(args, out.Facts(), out.Error.Reason)...)
	}
	switch out.Status {
	case kernel.Approved:
		if !r.HasCID() || tlv.CIDValue(r.CID()).Type() != tlv.TC {
			bad("approved without a TC")
		}
		if out.Online() && out.ARC() != "00" {
			bad("approved against the host")
		}
		if tvr.Has(tlv.TVRCDAFailed) && !out.Online() {
			bad("approved offline although CDA failed")
		}
		if w.Config.Profile == kernel.Strict && !out.Online() && (r.ODA().Method != "CDA" || r.ODA().Result != "ok") {
			bad("strict: approved offline without CDA")
		}
		if out.Reversal() && out.Online() {
			bad("approved and to be reversed")
		}
	case kernel.Declined, kernel.EndApplication:
		if out.Online() && out.ARC() == "00" && !out.Reversal() {
			bad("the host approved, and nothing is reversed")
		}
		if out.Status == kernel.EndApplication && out.Error.Step == "" {
			bad("an end without a step")
		}
	default:
		bad("no outcome of a contact transaction: %v", out.Status)
	}
	if tvr.Has(tlv.TVRCDAFailed) && !tsi.Has(tlv.TSIODAPerformed) || tvr.Has(tlv.TVRODANotPerformed) && tsi.Has(tlv.TSIODAPerformed) {
		bad("TVR and TSI disagree on authentication")
	}
	if tvr.Has(tlv.TVRIssuerAuthenticationFailed) && !tsi.Has(tlv.TSIIssuerAuthenticationPerformed) {
		bad("TVR and TSI disagree on issuer authentication")
	}
	if (len(r.Scripts()) > 0) != tsi.Has(tlv.TSIScriptProcessingPerformed) || len(r.Scripts())%5 != 0 {
		bad("script results %X and TSI disagree", r.Scripts())
	}
	if tsi.Has(tlv.TSICardholderVerificationPerformed) && (tlv.CVMResultsValue(r.CVMResults()).Result() == tlv.CVMFailed) != tvr.Has(tlv.TVRCVMNotSuccessful) {
		bad("CVM results and TVR disagree")
	}
	if tsi.Has(tlv.TSICardRiskManagementPerformed) != r.HasCID() && out.Status != kernel.EndApplication {
		bad("TSI and cryptogram disagree")
	}
	if r.Exchanges() != len(w.Commands)+w.verifies() {
		bad("%d exchanges reported, %d sent", r.Exchanges(), len(w.Commands))
	}
}

// verifies counts the VERIFYs that a PIN device of the test answered itself.
func (w *world) verifies() int {
	if p, ok := w.PINPad.(*pad); ok {
		return len(p.verified)
	}
	return 0
}

// Cancelled at every action: an outcome in good order before the point of no return, and none of its business after.
// B4 11.2
// B4 7.1.1
func TestCancelEverywhere(t *testing.T) {
	for at := 1; ; at++ {
		w := newWorld(t, "full")
		s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction)
		if err != nil {
			t.Fatal(err)
		}
		d := w.Devices()
		var queue []kernel.Event
		cancelled, online, n := false, false, 0
		var last kernel.Action
		for {
			var ev kernel.Event
			if len(queue) > 0 {
				ev, queue = queue[0], queue[1:]
			}
			last, err = s.Next(ev)
			if err != nil {
				t.Fatal(err)
			}
			if last.Kind == kernel.Done {
				break
			}
			online = online || last.Kind == kernel.GoOnline && !cancelled
			if n++; n == at {
				cancelled = true
				queue = append(queue, kernel.Event{Kind: kernel.Cancelled})
			}
			if last.Kind == kernel.Wait {
				continue
			}
			ev, err = d.Do(context.Background(), last)
			if err != nil {
				t.Fatal(err)
			}
			if ev.Kind != kernel.Nothing {
				queue = append(queue, ev)
			}
		}
		out := bench.Of(last)
		_ = s.Close()
		if !cancelled {
			return
		}
		switch {
		case online && out.Status != kernel.Approved:
			t.Errorf("cancelled after the request went out, at action %d: %v", at, out.Status)
		case !online && (out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop):
			t.Errorf("cancelled at action %d: %v, L3 %d", at, out.Status, out.Error.L3)
		}
	}
}

// A journal gives every action again to the byte, from any point; another configuration or program is refused.
func TestJournal(t *testing.T) {
	show := func(a kernel.Action) string {
		return fmt.Sprintf("%v %X %X %v %d %v", a.Kind, a.Command, a.Data, a.UI, a.ID, a.Await)
	}
	w := newWorld(t, "full")
	s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := w.Devices()
	var journals [][]byte
	var actions []string
	var events []kernel.Event
	ev := kernel.Event{}
	for {
		a, err := s.Next(ev)
		if err != nil {
			t.Fatal(err)
		}
		actions = append(actions, show(a))
		journals = append(journals, bytes.Clone(s.Journal()))
		if a.Kind == kernel.Done {
			break
		}
		if ev, err = d.Do(context.Background(), a); err != nil {
			t.Fatal(err)
		}
		ev.Data = bytes.Clone(ev.Data)
		events = append(events, ev)
	}
	for at, j := range journals[:len(journals)-1] {
		r, a, err := kernel.Resume(contact.Program(), w.Config, j)
		if err != nil {
			t.Fatalf("at %d: %v", at, err)
		}
		for i := at; ; i++ {
			if got := show(a); got != actions[i] && i != at {
				t.Fatalf("resumed at %d, action %d:\n%s\nwant\n%s", at, i, got, actions[i])
			}
			if i == at && a.Kind == kernel.Transmit {
				t.Fatalf("resumed at %d: a command would be sent again", at)
			}
			if a.Kind == kernel.Done {
				break
			}
			if a.Kind == kernel.Wait && i == at {
				break // the command was under way: the kernel is told that no response came
			}
			if a, err = r.Next(events[i]); err != nil {
				break
			}
		}
		_ = r.Close()
	}
	j := journals[len(journals)/2]
	other := *w.Config
	other.Digest[0] ^= 1
	if _, _, err := kernel.Resume(contact.Program(), &other, j); err == nil {
		t.Error("a journal of another configuration is accepted")
	}
	p := contact.Program()
	p.Name = "contact/0"
	if _, _, err := kernel.Resume(p, w.Config, j); err == nil {
		t.Error("a journal of another program is accepted")
	}
}

// The whole kernel against a hostile card and host: the input says which responses are changed and how.
func FuzzContact(f *testing.F) {
	f.Add("full", uint16(1234), byte(0), true, []byte{})
	f.Add("full", uint16(100), byte(0), true, []byte{4, 0, 5, 1, 18, 2, 40, 0x80})
	f.Add("noauth", uint16(1234), byte(5), false, []byte{13, 3, 3, 0xFF})
	f.Add("dda", uint16(100), byte(13), true, []byte{3, 1, 9, 9, 12, 4, 200, 1})
	f.Fuzz(func(t *testing.T, name string, amount uint16, how byte, strict bool, ops []byte) {
		if _, err := card.Source(name); err != nil {
			return
		}
		w := newWorld(t, name)
		w.Transaction.Amount = uint64(amount)
		w.Issuer = issuer.Options{Hostile: issuer.Hostile(how) % issuer.NumHostile}
		if strict {
			w.Config.Profile = kernel.Strict
		}
		w.Config.Budget = kernel.Budget{Exchanges: 200}
		w.Middle = func(n int, _, r []byte) []byte {
			for i := 0; i+4 <= len(ops); i += 4 {
				if int(ops[i])%32 != n%32 || len(r) == 0 {
					continue
				}
				at := int(ops[i+2]) % len(r)
				switch ops[i+1] % 5 {
				case 0:
					r[at] ^= ops[i+3]
				case 1:
					r[at] = ops[i+3]
				case 2:
					r = append(r[:at], r[at+1:]...)
				case 3:
					r = append(r[:at], append([]byte{ops[i+3]}, r[at:]...)...)
				case 4:
					r = r[:at]
				}
			}
			return r
		}
		out := w.Run()
		w.consistent(out)
		if len(w.Commands) > 200 {
			t.Fatalf("%d commands", len(w.Commands))
		}
	})
}

// A handler that fails is an error of Run, not an outcome.
func TestBrokenTransport(t *testing.T) {
	w := newWorld(t, "full")
	s, err := kernel.NewSession(contact.Program(), w.Config, w.Transaction)
	if err != nil {
		t.Fatal(err)
	}
	d := w.Devices()
	d.Readers.Contact = terminal.Inserted(apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) { return nil, 0, errNoAnswer }))
	if _, err := kernel.Run(context.Background(), s, d); !errors.Is(err, errNoAnswer) {
		t.Errorf("%v", err)
	}
}
