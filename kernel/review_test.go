package kernel_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// reviewing shows a card to the application, the amounts fixed or not, and asks the host.
func reviewing(fixed bool) kernel.Program {
	return program(func(p *kernel.Port) *kernel.Outcome {
		p.Store().Put(tlv.PAN, tlv.FromCard, []byte{0x54, 0x13, 0x33, 0x00, 0x89, 0x02, 0x00, 0x11})
		p.Store().Put(tlv.IssuerCountryCode, tlv.FromCard, []byte{0x02, 0x76})
		d, reason, out := p.ReviewCard(kernel.Candidate{AID: []byte{0xA0, 0, 0, 0, 4}, Label: "CARD"}, kernel.DemandHost|kernel.DemandSignature, fixed)
		switch {
		case out != nil:
			return out
		case d.Has(kernel.DemandRefusal):
			return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L3: kernel.L3Stop, Reason: reason}}
		}
		if _, out := p.GoOnline(nil); out != nil {
			return out
		}
		return &kernel.Outcome{Status: kernel.OnlineRequest}
	})
}

func reviewSession(t *testing.T, fixed bool) *kernel.Session {
	t.Helper()
	cfg := &kernel.Config{Treatments: []kernel.Treatment{{Purpose: kernel.Purchase}}}
	tx := kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 1234, Currency: 0x978, Exponent: 2}, Partial: true}
	s, err := kernel.NewSession(reviewing(fixed), cfg, tx)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What an application sees of a card, what it may answer, and what becomes of that: more than can be met is a refusal, an amount counts where it may change, and the
// whole runs from its journal to the byte, with the part that the host has approved.
func TestReviewCard(t *testing.T) {
	money := func(n uint64, currency uint16) kernel.Money {
		return kernel.Money{Amount: n, Currency: currency, Exponent: 2}
	}
	for _, c := range []struct {
		name   string
		fixed  bool
		answer kernel.Event
		asked  uint64 // of the host; 0: it is not
		demand kernel.Demand
		reason string
	}{
		{"nothing to say", false, kernel.Event{}, 1234, 0, ""},
		{"less", false, kernel.Event{Money: money(1000, 0)}, 1000, 0, ""},
		{"less, and it stands", true, kernel.Event{Money: money(1000, 0)}, 1234, 0, ""},
		{"another currency", false, kernel.Event{Money: money(1300, 0x840)}, 1300, 0, ""},
		{"the host, and a signature", false, kernel.Event{Demand: 5, Data: []byte("why")}, 1234, 5, ""},
		{"refused", false, kernel.Event{Demand: kernel.DemandRefusal, Data: []byte("stolen")}, 0, kernel.DemandRefusal, "stolen"},
		{"a PIN, which cannot be", false, kernel.Event{Demand: kernel.DemandPIN, Data: []byte("night")}, 0, kernel.DemandPIN | kernel.DemandRefusal, "night"},
		{"demands that are none", false, kernel.Event{Demand: 0xF0}, 1234, 0, ""},
		{"long words", false, kernel.Event{Demand: kernel.DemandRefusal, Data: []byte(strings.Repeat("x", 500))}, 0, kernel.DemandRefusal, strings.Repeat("x", 128)},
	} {
		s := reviewSession(t, c.fixed)
		a := next(t, s, kernel.Event{}, kernel.ReviewCard)
		if pan, _ := tlv.Find(a.Data, 0x5A); len(pan.Value) != 8 || len(a.Candidates) != 1 || a.Candidates[0].Label != "CARD" || a.Fixed != c.fixed || a.Able != 5 ||
			a.Transaction.Amount != 1234 || a.Within == 0 || strings.Contains(a.Kind.String()+" "+strings.TrimSpace(labelOf(a)), "5413") {
			t.Errorf("%s: %+v", c.name, a)
		}
		for _, ev := range []kernel.Event{
			{Kind: kernel.AmountEntered},
			{Kind: kernel.CardReviewed, Money: money(1_000_000_000_000, 0)},
			{Kind: kernel.CardReviewed, AmountOther: 1_000_000_000_000},
			{Kind: kernel.CardReviewed, Money: money(1, 0x97A)},
			{Kind: kernel.CardReviewed, Money: kernel.Money{Amount: 1, Currency: 0x840, Exponent: 10}},
		} {
			if _, err := s.Next(ev); !errors.Is(err, kernel.ErrUnexpected) {
				t.Errorf("%s: %v is taken: %v", c.name, ev, err)
			}
		}
		c.answer.Kind = kernel.CardReviewed
		a, err := s.Next(c.answer)
		if err != nil {
			t.Fatal(err)
		}
		want := uint64(0)
		if c.asked != 0 {
			if a.Kind != kernel.GoOnline || a.Transaction.Amount != c.asked {
				t.Fatalf("%s: %v, %+v", c.name, a, a.Transaction)
			}
			want = c.asked - 500
			a = next(t, s, kernel.Event{Kind: kernel.HostResponse, Data: []byte("\x8A\x0210"), Money: kernel.Money{Amount: 500}}, kernel.Done)
		}
		if r := a.Result; r.Demand != c.demand || r.Error.Reason != c.reason || r.Approved() != (c.asked != 0) || r.Owing != want {
			t.Errorf("%s: %v, demand %d, owing %d", c.name, r, r.Demand, r.Owing)
		}
		again, b, err := kernel.Resume(reviewing(c.fixed), &kernel.Config{Treatments: []kernel.Treatment{{Purpose: kernel.Purchase}}}, s.Journal())
		if err != nil || b.Kind != kernel.Done || b.Result.Owing != want || b.Result.Demand != c.demand || b.Result.Amount != a.Result.Amount || b.Result.Currency != a.Result.Currency {
			t.Errorf("%s, again: %v, %v", c.name, b, err)
		} else {
			_ = again.Close()
		}
		_ = s.Close()
	}
}

func labelOf(a kernel.Action) string {
	b, err := a.MarshalJSON()
	if err != nil {
		return err.Error()
	}
	return string(b)
}
