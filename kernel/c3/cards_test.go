package c3_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A visit is one of the virtual cards at one reader, with the outcome worked out by hand from the book and the card's profile.
type visit struct {
	card, ttq string
	change    func(*bench.Tap)
	status    kernel.Status
	cvm       kernel.CVM
	oda       string
	commands  string
}

func cvmLimit(x *bench.Tap)  { x.Combination.CVMLimit = kernel.Limit{Amount: 1000, Present: true} }
func floor(x *bench.Tap)     { x.Combination.FloorLimit = kernel.Limit{Amount: 1000, Present: true} }
func oda(x *bench.Tap)       { x.Set("DF05", "01") }
func cash(x *bench.Tap)      { x.Set("DF02", "01").Transaction.Type = 0x01 }
func refund(x *bench.Tap)    { x.Transaction.Type = 0x20 }
func high(x *bench.Tap)      { x.Transaction.Amount = 6000 }
func both(x *bench.Tap)      { cvmLimit(x); oda(x) }
func cashback(x *bench.Tap)  { x.Set("DF03", "01").Transaction.AmountOther = 500 }
func away(x *bench.Tap)      { cashback(x); x.Config.Terminal.CountryCode = 0x0840 }
func twoTaps(x *bench.Tap)   { cvmLimit(x); x.Taps = 2 }
func none(*bench.Tap)        {}
func spending(x *bench.Tap)  { x.Set("DF06", "01") }
func exception(x *bench.Tap) { x.Set("DF01", "01") }

const (
	allOf = "36004000" // contact, online PIN, signature
	read5 = "A4 A8 B2 B2 B2 B2 B2"
	gpo   = "A4 A8"
)

var visits = []visit{
	{"visa-online", allOf, none, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-online", "3E004000", none, kernel.Declined, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-offline", allOf, none, kernel.Approved, kernel.CVMNotRequired, "ok", read5},
	{"visa-offline", allOf, exception, kernel.Approved, kernel.CVMNotRequired, "ok", read5},
	{"visa-offline", allOf, high, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-offline", allOf, floor, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-offline", allOf, cvmLimit, kernel.Declined, kernel.CVMNotRequired, "ok", read5},
	{"visa-offline", "3E004000", none, kernel.Approved, kernel.CVMNotRequired, "ok", read5},
	{"visa-signed", allOf, none, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", read5},
	{"visa-signed", allOf, oda, kernel.OnlineRequest, kernel.CVMNotRequired, "ok", read5},
	{"visa-version", allOf, none, kernel.OnlineRequest, kernel.CVMNotRequired, "failed", read5},
	{"visa-version", "3E004000", none, kernel.Declined, kernel.CVMNotRequired, "failed", read5},
	{"visa-no-dda", allOf, none, kernel.Declined, kernel.CVMNotRequired, "failed", read5},
	{"visa-format", allOf, none, kernel.TryAnotherInterface, kernel.CVMNotApplicable, "failed", read5},
	{"visa-format", "26004000", none, kernel.Declined, kernel.CVMNotRequired, "failed", read5},
	{"visa-no-ctq", allOf, cvmLimit, kernel.OnlineRequest, kernel.CVMSignature, "not performed", gpo},
	{"visa-no-ctq", "34004000", cvmLimit, kernel.OnlineRequest, kernel.CVMOnlinePIN, "not performed", gpo},
	{"visa-no-ctq", "30004000", cvmLimit, kernel.Declined, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-pin", allOf, cvmLimit, kernel.OnlineRequest, kernel.CVMOnlinePIN, "not performed", gpo},
	{"visa-pin", "32004000", cvmLimit, kernel.Declined, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-signature", allOf, cvmLimit, kernel.OnlineRequest, kernel.CVMSignature, "not performed", gpo},
	{"visa-signature", allOf, none, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-cash", allOf, cash, kernel.TryAnotherInterface, kernel.CVMNotApplicable, "not performed", gpo},
	{"visa-cash", allOf, cashback, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo}, // its usage control has it at home
	{"visa-cash", allOf, away, kernel.TryAnotherInterface, kernel.CVMNotApplicable, "not performed", gpo},
	{"visa-expired", allOf, none, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", read5},
	{"visa-declined", allOf, none, kernel.Declined, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-refund", allOf, refund, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-refund", allOf, none, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-declined", allOf, refund, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-update", "3600C000", floor, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
	{"visa-spending", allOf, spending, kernel.Approved, kernel.CVMNotRequired, "ok", read5},
	{"visa-6984", allOf, none, kernel.TryAnotherInterface, kernel.CVMNotApplicable, "not performed", gpo},
	{"visa-6985", allOf, none, kernel.SelectNext, kernel.CVMNotApplicable, "not performed", gpo},
	{"phone-visa", allOf, cvmLimit, kernel.OnlineRequest, kernel.CVMConfirmed, "not performed", gpo},
	{"phone-visa-mismatch", allOf, cvmLimit, kernel.Declined, kernel.CVMNotRequired, "not performed", gpo},
	{"phone-visa-plain", allOf, cvmLimit, kernel.OnlineRequest, kernel.CVMConfirmed, "not performed", gpo},
	{"phone-visa-twice", allOf, cvmLimit, kernel.TryAgain, kernel.CVMNotApplicable, "not performed", gpo},
	{"phone-visa-twice", allOf, twoTaps, kernel.OnlineRequest, kernel.CVMConfirmed, "not performed", "A4 A8 A4 A8"},
	{"phone-visa-asked", allOf, twoTaps, kernel.TryAgain, kernel.CVMNotApplicable, "not performed", "A4 A8 A4 A8"},
	{"phone-visa-transit", allOf, oda, kernel.OnlineRequest, kernel.CVMNotRequired, "ok", read5},
	{"phone-visa-transit", allOf, both, kernel.Declined, kernel.CVMNotRequired, "ok", read5},
	{"phone-visa-token", allOf, none, kernel.OnlineRequest, kernel.CVMConfirmed, "not performed", gpo},
	{"visa-storage", allOf, none, kernel.OnlineRequest, kernel.CVMNotRequired, "not performed", gpo},
}

func (v visit) tap(t testing.TB) *bench.Tap {
	t.Helper()
	x := bench.NewTap(t, c3.Kernel{}, v.card, visa, v.ttq)
	v.change(x)
	return x
}

// Every Visa card and phone comes to the outcome of the book, by the fewest commands there can be; and what goes to the issuer has a cryptogram that the
// issuer finds right.
//
// C-3 2.12 2.3, 5.2.2.1, 5.2.2.2, 5.3.2.1, 5.6.1.2, 5.6.2.1, 5.7.1.2, B.1.1
func TestCards(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range visits {
		seen[v.card] = true
		x := v.tap(t)
		x.Online = true
		r := x.Run()
		name := fmt.Sprintf("%s at %s", v.card, v.ttq)
		if o := x.Outcome(); o.Status != v.status || o.CVM != v.cvm || o.ODA.Result != v.oda || x.Instructions() != v.commands {
			t.Errorf("%s: %v, CVM %d, ODA %s, %s (%s)", name, o.Status, o.CVM, o.ODA.Result, x.Instructions(), o.Error.Reason)
		}
		if refunded := x.Transaction.Type == 0x20; v.status == kernel.OnlineRequest && !refunded && (x.HostCalls != 1 || r.ResponseCode != "00") {
			t.Errorf("%s: the issuer says %q", name, r.ResponseCode)
		}
	}
	for _, name := range card.TapNames() {
		if strings.Contains(name, "visa") && !seen[name] {
			t.Errorf("%s never comes", name)
		}
	}
}

// What single cards are there for.
//
// C-3 2.12 3.2.1.3, 4.1.1.1, 4.3.1.1
func TestCardsData(t *testing.T) {
	x := visit{card: "visa-spending", ttq: allOf, change: spending}.tap(t)
	if x.Run(); x.Outcome().UIOutcome.Amount != 5000-1234 {
		t.Errorf("%+v", x.Outcome().UIOutcome)
	}
	x = visit{card: "phone-visa-token", ttq: allOf, change: none}.tap(t)
	r := x.Run()
	if par, ok := tlv.Find(x.Outcome().DataRecord, 0x9F24); !ok || len(par.Value) != 29 || r.Report.Get(tlv.PaymentAccountReference) == nil {
		t.Error("no payment account reference")
	}
	if ffi, _ := tlv.Find(x.Outcome().DataRecord, 0x9F6E); len(ffi.Value) != 4 || ffi.Value[3]&15 != 0 {
		t.Errorf("form factor %X", ffi.Value)
	}
	x = visit{card: "phone-visa-asked", ttq: allOf, change: cvmLimit}.tap(t)
	if x.Run(); x.Card.Screen() == "" {
		t.Error("the phone shows nothing")
	}
	x.Card.Confirm()
	if x.Run(); x.Outcome().CVM != kernel.CVMConfirmed {
		t.Errorf("confirmed: %v", x.Outcome().Status)
	}
}

// scenarios are transactions to be stopped and resumed at every action.
func scenarios(t testing.TB, yield func(name string, s *kerneltest.Scenario)) {
	for _, v := range []visit{
		{card: "visa-online", ttq: allOf, change: none},
		{card: "visa-offline", ttq: allOf, change: exception},
		{card: "visa-signed", ttq: allOf, change: both},
		{card: "phone-visa-twice", ttq: allOf, change: twoTaps},
		{card: "visa-6984", ttq: allOf, change: none},
		{card: "visa-format", ttq: allOf, change: none},
	} {
		yield(v.card, bench.Scenario(t, func() *bench.Bench { x := v.tap(t); x.Online = true; return x.Bench }))
	}
	yield("update", bench.Scenario(t, func() *bench.Bench { return updating(t).Bench }))
	s := bench.Scenario(t, func() *bench.Bench { return storage(t, "01", nil).Bench })
	s.World = func() kerneltest.World { return operated(t, "DF2102 1402", update) }
	yield("storage", s)
}

// operated is a world with an operator that answers at once, and with a timer that runs out where it does not.
func operated(t testing.TB, answers ...string) kerneltest.World {
	card := bench.World(t, storage(t, "01", nil).Devices())
	return func(a kernel.Action) kernel.Event {
		switch {
		case a.Kind == kernel.SendData && len(answers) > 0:
			answer := unhexed(squeeze(answers[0]))
			answers = answers[1:]
			return kernel.Event{Kind: kernel.DataReceived, Data: answer}
		case a.Kind == kernel.Wait && a.Await.Has(kernel.Timeout):
			return kernel.Event{Kind: kernel.Timeout}
		}
		return card(a)
	}
}

// The card removed, the wire broken, cancel, and no host, at every action: an outcome each time, and the journal replays.
//
// C-3 2.12 4.1.1.2
func TestEveryWayOut(t *testing.T) {
	scenarios(t, func(name string, s *kerneltest.Scenario) {
		for way, r := range bench.Exits(t, s) {
			if r.Error.L2 == kernel.InternalError || r.Status == kernel.Approved && r.ODA().Result != "ok" {
				t.Errorf("%s, %s: %v, %s", name, way, r.Status, r.Error.Reason)
			}
			if strings.HasPrefix(way, "card fault") && !slices.Contains([]kernel.Status{kernel.TryAgain, kernel.EndApplication, kernel.OnlineRequest}, r.Status) {
				t.Errorf("%s, %s: %v", name, way, r.Status)
			}
		}
	})
}

// Every resume ends as the whole run did.
func TestEveryResume(t *testing.T) {
	scenarios(t, func(name string, s *kerneltest.Scenario) {
		for i, tr := range s.EveryResume(t) {
			if tr.Result == nil || tr.Result.Error.L2 == kernel.InternalError {
				t.Errorf("%s, resumed at action %d: %+v", name, i+1, tr.Result)
			}
		}
	})
}

// The card away at every exchange, by every fault.
//
// C-3 2.12 4.1.1.2
func TestCardRemovedAtEveryExchange(t *testing.T) {
	for _, v := range visits {
		x := v.tap(t)
		x.Run()
		for at := 2; at <= len(x.Commands); at++ {
			for _, kind := range []apdu.FaultKind{apdu.Timeout, apdu.Transmission, apdu.Protocol, apdu.Removed} {
				x := v.tap(t)
				x.Taps = 1
				x.Fault = func(n int, _ []byte) apdu.FaultKind {
					if n == at {
						return kind
					}
					return 0
				}
				if r := x.Run(); at <= len(x.Commands) && (r.Status != kernel.TryAgain || r.Start != kernel.StartB || r.Error.L1 == 0 || r.UIOutcome != nil) {
					t.Errorf("%s, exchange %d, %v: %+v", v.card, at, kind, r.Outcome)
				}
			}
		}
	}
}
