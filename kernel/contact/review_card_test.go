package contact_test

import (
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A shop answers each card that it is shown, the last answer again and again.
type shop struct {
	w       *world
	answers []kernel.Event
	saw     []kernel.Action
}

// run runs the transaction with the shop in the place of an application.
func (s *shop) run() *bench.Result {
	s.w.Transaction.Reviewed = true
	devices := s.w.Devices()
	return s.w.RunWith(kernel.HandlerFunc(func(ctx context.Context, a kernel.Action) (kernel.Event, error) {
		if a.Kind != kernel.ReviewCard {
			return devices.Do(ctx, a)
		}
		ev := s.answers[min(len(s.saw), len(s.answers)-1)]
		s.saw = append(s.saw, kernel.Action{Fixed: a.Fixed, Able: a.Able})
		return ev, nil
	}))
}

// The application sees the card once its data are read, and the amount may still change: a card that was told of another begins again, and is not shown again. What
// is asked for beside is done; a card that is refused, and an amount that the configuration does not let it have, end the transaction before anything is decided.
// B4 6.5.1, 10.1
func TestReviewCard(t *testing.T) {
	reviewed := func(amount uint64, d kernel.Demand, why string) kernel.Event {
		return kernel.Event{Kind: kernel.CardReviewed, Money: kernel.Money{Amount: amount}, Demand: d, Data: []byte(why)}
	}
	sale := func(w *world) { w.treats(kernel.Treatment{Purpose: kernel.Purchase, Limit: 5000}) }
	for _, c := range []struct {
		name, card string
		amount     uint64
		world      func(*world)
		answer     kernel.Event
		status     kernel.Status
		l3         kernel.L3Error
		reason     string
		gpo, host  int
		agreed     uint64
		fixed      bool
	}{
		{"nothing to say", "full", 100, sale, reviewed(0, 0, ""), kernel.Approved, 0, "", 1, 0, 100, false},
		{"the host", "full", 100, sale, reviewed(0, kernel.DemandHost, "new customer"), kernel.Approved, 0, "", 1, 1, 100, false},                                                    // B4 10.1
		{"less, of which the card was not told", "full", 1234, sale, reviewed(100, 0, ""), kernel.Approved, 0, "", 1, 0, 100, false},                                                 // B4 6.5.1
		{"less, of which the card was told", "cash", 1234, sale, reviewed(1200, 0, ""), kernel.Approved, 0, "", 2, 1, 1200, false},                                                   // B4 10.1
		{"what it was told of", "cash", 1234, sale, reviewed(1234, 0, ""), kernel.Approved, 0, "", 1, 1, 1234, false},                                                                // B4 10.1
		{"more than there may be", "full", 1234, sale, reviewed(5001, 0, ""), kernel.EndApplication, kernel.L3Stop, "the amount is above the limit for purchase", 1, 0, 5001, false}, // B4 6.5.1
		{"refused", "full", 1234, sale, reviewed(0, kernel.DemandRefusal, "stolen"), kernel.EndApplication, kernel.L3Stop, "stolen", 1, 0, 1234, false},
		{"refused without a word", "full", 1234, sale, reviewed(0, kernel.DemandRefusal, ""), kernel.EndApplication, kernel.L3Stop, "the application refuses the card", 1, 0, 1234, false},
		{"cancelled", "full", 1234, sale, kernel.Event{Kind: kernel.Cancelled}, kernel.EndApplication, kernel.L3Stop, "cancelled", 1, 0, 1234, false},
		{"a card that is only read: the amount stands", "cash", 1234, func(w *world) {
			w.treats(kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, DataOnly: true})
		}, reviewed(1200, 0, ""), kernel.OnlineRequest, 0, "", 1, 0, 1234, true},
	} {
		w := worldOf(t, c.card, c.amount)
		c.world(w)
		who := &confirmer{}
		w.Equip, w.Config.Terminal.ConfirmsAmount = who.equip, true
		s := &shop{w: w, answers: []kernel.Event{c.answer}}
		out := s.run()
		if slices.Contains(who.card, "") {
			t.Errorf("%s: the amount is confirmed before the card has begun again", c.name)
		}
		if out.Status != c.status || out.Error.L3 != c.l3 || out.Error.Reason != c.reason || out.Amount() != c.agreed {
			t.Errorf("%s: %v, L3 %d, %q, amount %d", c.name, out.Status, out.Error.L3, out.Error.Reason, out.Amount())
		}
		if len(s.saw) != 1 || s.saw[0].Fixed != c.fixed || w.Sent(apdu.GetProcessingOptions) != c.gpo || w.HostCalls != c.host {
			t.Errorf("%s: shown %+v, GET PROCESSING OPTIONS sent %d times, host asked %d times", c.name, s.saw, w.Sent(apdu.GetProcessingOptions), w.HostCalls)
		}
		if ended := out.Status == kernel.EndApplication; ended && (w.P1(1) != -1 || out.Error.Step != "read application data") {
			t.Errorf("%s: GENERATE AC %02X, step %q", c.name, w.P1(1), out.Error.Step)
		}
	}
}

// A card that has another account when it begins again is shown again, and then the amount stands. What was asked for about the first is still asked for.
// B4 10.1
func TestReviewAnotherAccount(t *testing.T) {
	w := worldOf(t, "cash", 1234)
	begun := 0
	other := bench.Rewrite(t, "5A", "5413330089020078", "57", "-")
	w.Middle = func(n int, command, r []byte) []byte {
		if command[1] == apdu.GetProcessingOptions {
			begun++
		}
		if begun > 1 {
			r = other(n, command, r)
		}
		return r
	}
	s := &shop{w: w, answers: []kernel.Event{
		{Kind: kernel.CardReviewed, Money: kernel.Money{Amount: 1200}, Demand: kernel.DemandHost},
		{Kind: kernel.CardReviewed, Money: kernel.Money{Amount: 1100}},
	}}
	out := s.run()
	if len(s.saw) != 2 || s.saw[0].Fixed || !s.saw[1].Fixed || out.Amount() != 1200 || w.HostCalls != 1 || begun != 2 {
		t.Errorf("shown %+v, amount %d, host asked %d times, begun %d times", s.saw, out.Amount(), w.HostCalls, begun)
	}
	if pan, _ := tlv.Find(out.DataRecord, tlv.PAN.Tag()); hexOf(pan.Value) != "5413330089020078" {
		t.Errorf("%X", pan.Value)
	}
}

// What is demanded and cannot be had declines: a PIN from a card that was content without, the host where it cannot be reached, or where there is none.
// B3 10.7, 9.3.2, B4 12.2.1
func TestDemands(t *testing.T) {
	for _, c := range []struct {
		name          string
		amount        uint64
		demand        kernel.Demand
		change        func(*world)
		status        kernel.Status
		arc, reason   string
		first, second int
	}{
		{"a PIN, which the card wants too", 1234, kernel.DemandPIN, nil, kernel.Approved, "00", "", 0x90, 0x50},
		{"a PIN, and the card was content without", 100, kernel.DemandPIN, nil, kernel.Declined, "Z1", "a PIN is demanded, and the card was content without", 0x00, -1},
		{"the host", 100, kernel.DemandHost, nil, kernel.Approved, "00", "", 0x90, 0x50},
		{"the host, and the terminal declines", 100, kernel.DemandHost, func(w *world) {
			w.Transaction.ForceOnline, w.Config.Applications[0].TACDenial = true, [5]byte{3: 0x08}
		}, kernel.Declined, "Z1", "", 0x00, -1},
		{"the host, which is away", 100, kernel.DemandHost, func(w *world) { w.HostDown = true }, kernel.Declined, "Z3", "", 0x90, 0x00},
		{"an estimate, and there is no host", 100, 0, func(w *world) {
			w.Config.Terminal.Type, w.Config.Applications[0].TACDefault, w.Transaction.Estimated = 0x23, [5]byte{}, true
		}, kernel.Declined, "Z1", "", 0x00, -1},
	} {
		w := worldOf(t, "full", c.amount)
		if c.change != nil {
			c.change(w)
		}
		p := &person{forces: true} // whom nobody asks, B4 6.5.4
		w.Equip, w.Config.Terminal.ForcesAcceptance = p.equip, true
		s := &shop{w: w, answers: []kernel.Event{{Kind: kernel.CardReviewed, Demand: c.demand}}}
		out := s.run()
		if p.asked != 0 || out.Status != c.status || out.ARC() != c.arc || out.Error.Reason != c.reason || w.P1(1) != c.first || w.P1(2) != c.second {
			t.Errorf("%s: %v, %s, %q, GENERATE AC %02X and %02X", c.name, out.Status, out.ARC(), out.Error.Reason, w.P1(1), w.P1(2))
		}
	}
}
