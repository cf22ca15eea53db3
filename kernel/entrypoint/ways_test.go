package entrypoint_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// taps are transactions that go through every step of Entry Point and every part of the reader.
func taps() []*kerneltest.Scenario {
	phone := kernel.Outcome{
		Status: kernel.TryAgain, Start: kernel.StartB, FieldOff: 1300 * time.Millisecond,
		UIOutcome: &kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusProcessingError, Hold: 1300 * time.Millisecond},
		UIRestart: &kernel.UI{Status: kernel.StatusReadyToRead},
	}
	removal := kernel.Outcome{Status: kernel.EndApplication, Start: kernel.StartB}
	hold := online(kernel.StartD, kernel.OnlineDataAny, func(o *kernel.Outcome) { o.RemovalTimeout, o.CVM = time.Second, kernel.CVMOnlinePIN })
	short := func(cfg *kernel.Config) *kernel.Config {
		c := *cfg
		c.Budget.Exchanges = 24 // a card that is gone is asked for until then
		return &c
	}
	poi := reader(combination("A000000003", "03"), combination("A0000000031010", "03", func(c *kernel.Combination) { c.Types = []byte{0x20} }))
	poi.Terminal.SendsPOI = true
	two := func() *field {
		return &field{
			ppse: ppse("9F3F039F1A02", entry(visaAID, "01", "-", "-")), spi: ppse("", entry(visaAID, "01", "-", "-"), entry(visaAID+"02", "02", "-", "-")),
			apps: all(visaAID, visaAID+"02"), host: hostOf(arpc), arrive: found(kernel.Collision, kernel.CollisionCleared, kernel.CardFound),
		}
	}
	online2 := func() *field { f := visaField(); f.host = hostOf(arpc); return f }
	late := func() *field {
		f := visaField()
		f.host, f.late = []kernel.Event{{Kind: kernel.Timeout}}, hostOf(arpc)
		return f
	}
	return []*kerneltest.Scenario{
		scenario(whole(say(approved)), short(oneVisa), purchase(500), visaField),
		scenario(whole(say(selectNext, approved)), short(poi), purchase(500), two),
		scenario(whole(say(phone, removal, online(kernel.StartB, kernel.OnlineDataEMV), ended)), short(oneVisa), purchase(500), online2),
		scenario(whole(say(hold, approved)), short(oneVisa), purchase(500), late),
		scenario(whole(say(hold, declined)), short(oneVisa), purchase(500), online2),
	}
}

// Every way out at every action: one result each, within the budget, and whatever the host may have booked is reversed unless it stands. A card that is
// taken away at any exchange ends nothing by itself.
func TestEveryWayOut(t *testing.T) {
	for i, sc := range taps() {
		for way, results := range sc.EveryWayOut(t) {
			for n, r := range results {
				if r == nil {
					continue
				}
				stands := r.Authorised == kernel.AuthorisedOnline
				if r.Booked && stands == r.Reversal || r.Approved() && r.Reversal {
					t.Errorf("scenario %d, %s at action %d: %v", i, way, n+1, r)
				}
			}
		}
	}
}

// Every resume: what was under way has failed, and everything else goes on as it would have.
func TestEveryResume(t *testing.T) {
	for _, sc := range taps() {
		if n := len(sc.EveryResume(t)); n < 5 {
			t.Errorf("%d resumes", n)
		}
	}
}

// No exchange beyond the book's minimum: PPSE, SELECT (AID), and the kernel's own.
//
// A 10.2
func TestExchanges(t *testing.T) {
	f := visaField()
	run(t, whole(say(approved)), oneVisa, purchase(500), f)
	if f.exchanges != 3 || f.polls != 0 { // without another reader nobody is asked between them
		t.Errorf("%d exchanges, %d polls", f.exchanges, f.polls)
	}
}

// The trace says what pre-processing found, which candidates there are and which are out, each with its clause.
func TestTrace(t *testing.T) {
	var notes []string
	f := visaField()
	f.apps = nil
	s, err := kernel.NewSession(whole(say(approved)), oneVisa, purchase(0), kernel.WithTrace(func(e trace.Entry) {
		if e.Kind == trace.Note {
			notes = append(notes, e.Clause+" "+e.Text)
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = kernel.Run(t.Context(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) { return f.do(a), nil })); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Book B 2.12 3.1.1 AID A000000003, kernel 03: {StatusCheck:false NotAllowed:false ZeroAmount:true CVMLimitExceeded:false FloorLimitExceeded:false}, TTQ 36804000",
		"Book B 2.12 3.3.2.5 candidate A0000000031010, AID A000000003, kernel 03, priority 1, entry 1",
		"Book B 2.12 3.3.3.5 A0000000031010 is out, status word 6A82, well-formed false",
	}
	if !slices.Equal(notes, want) {
		t.Errorf("%q", notes)
	}
}

// A card removed at every exchange, once: Entry Point asks for it again, and the transaction ends as it would have, but for the kernel's own exchange.
//
// B 3.3.3.7
func TestRemovedAtEveryExchange(t *testing.T) {
	for n := 1; n <= 2; n++ {
		f := visaField()
		f.fault = func(i int) bool { return i == n }
		if r := run(t, whole(say(approved)), oneVisa, purchase(500), f); r.Status != kernel.Approved || f.exchanges != 3+n {
			t.Errorf("exchange %d: %v after %d exchanges", n, r, f.exchanges)
		}
	}
}

// Data of a tap do not get into a contact transaction that beats it: neither the store, nor the application, nor the messages.
//
// A 8.1.1.10, 8.1.1.11
func TestContactAfterTap(t *testing.T) {
	cfg := reader(combination("A000000003", "03"))
	cfg.Applications = []kernel.Application{{AID: unhex("A0000000041010")}}
	contact := kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contact}
	for polls := range 8 {
		if cfg.Terminal.Languages = []string{"en", "fr"}; polls < 4 { // a terminal that speaks whatever it is asked to
			cfg.Terminal.Languages = nil
		}
		polls := polls & 3
		f := visaField()
		f.polled = append(make([]kernel.Event, max(polls-1, 0)), contact)
		if polls == 0 {
			f.arrive, f.polled = []kernel.Event{contact}, nil
		}
		kernels := func() []kernel.Kernel {
			return []kernel.Kernel{&scripted{id: "\x03", say: []kernel.Outcome{approved}, do: func(p *kernel.Port, _ *kernel.Activation) {
				p.Store().Open(tlv.C3)
				p.Store().Put(tlv.Track2EquivalentData, tlv.FromCard, unhex("4761739001010010D201"))
				p.Show(kernel.UI{Message: kernel.MsgCardReadOK, Language: "fr"})
			}}}
		}
		s, err := kernel.NewSession(whole(kernels), cfg, purchase(500), kernel.WithClearData())
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.RunOpen(t.Context(), kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) { return f.do(a), nil }))
		if err != nil || r.Interface != kernel.Contact || r.Status != kernel.EndApplication || r.AID != nil || r.Label != "" {
			t.Errorf("%d: %v, AID %X, %v", polls, r, r.AID, err)
		}
		if _, err := s.Value(tlv.Track2EquivalentData.Tag()); !errors.Is(err, kernel.ErrNoValue) {
			t.Errorf("%d: track 2 of the tap is still there: %v", polls, err)
		}
		_ = s.Close()
		at := slices.Index(f.log, "off 2 0s")
		last := slices.IndexFunc(f.log, func(l string) bool { return strings.HasPrefix(l, "0E processing") })
		if at < 0 || last < at || slices.Contains(f.log[last:], "kernel") || strings.Contains(strings.Join(f.log[last:], ","), " fr") { // the tap's language
			t.Errorf("%d: %q", polls, f.log)
		}
	}
	// A stripe, after a tap that is to be tried again: nothing of the tap is its own.
	stripe := *cfg
	stripe.Terminal.Capabilities = [3]byte{0x40, 0x40, 0}
	f := visaField()
	f.arrive = []kernel.Event{
		{Kind: kernel.CardFound, Interface: kernel.Contactless},
		{Kind: kernel.CardFound, Interface: kernel.MagneticStripe, Data: unhex("5413330089020011D4912106000000000F")},
	}
	again := kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB, UIOutcome: &kernel.UI{Message: kernel.MsgPresentAgain, Language: "fr"}}
	r := run(t, whole(say(again)), &stripe, purchase(500), f)
	if !slices.Contains(f.log, "15 ready fr") || !slices.Contains(f.log, "PIN") {
		t.Errorf("the language of the tap: %q", f.log)
	}
	if r.Interface != kernel.MagneticStripe || r.AID != nil || r.Kernel != "stripe" || r.Authorised != kernel.AuthorisedOnline {
		t.Errorf("%v, AID %X, %q", r, r.AID, f.log)
	}
	// With nothing allowed the other interfaces are asked for, and the field stays off.
	cfg.Combinations[0].TransactionLimit.Present = true
	f = visaField()
	f.arrive = []kernel.Event{contact}
	run(t, whole(say(approved)), cfg, purchase(500), f)
	if want := []string{"off 2 0s", "14 idle", "18 error", "0B ready", "poll [1]"}; !slices.Equal(f.log[:5], want) {
		t.Errorf("%q", f.log)
	}
	// Once the host is asked no other interface takes part.
	cfg.Combinations[0].TransactionLimit.Present = false
	f = visaField()
	f.host = hostOf(arpc)
	run(t, whole(say(online(kernel.StartB, kernel.OnlineDataEMV), ended)), cfg, purchase(500), f)
	f.did(t, "second presentment", "off 2 0s", "14 idle", "15 ready", "poll [1 2]", "PPSE", "select "+visaAID, "kernel", "1B read", "off 1 0s", "online",
		"21 ready", "poll [2]", "select "+visaAID, "kernel", "03", "off 2 0s")
	f = visaField()
	f.host = []kernel.Event{hostSays("8A023141"), hostSays(arpc)}
	pin := kernel.Outcome{Status: kernel.RequestOnlinePIN, Start: kernel.StartB, OnlineResponseData: kernel.OnlineDataAny, CVM: kernel.CVMOnlinePIN}
	run(t, whole(say(online(kernel.StartD, kernel.OnlineDataAny), pin, ended)), cfg, purchase(500), f)
	f.did(t, "request online PIN", "off 2 0s", "14 idle", "15 ready", "poll [1 2]", "PPSE", "select "+visaAID, "kernel", "1B read", "off 1 0s", "online",
		"kernel", "PIN", "1B processing", "online", "15 ready", "poll [2]", "select "+visaAID, "kernel", "03", "off 2 0s")
	// A transaction for one interface alone polls that one alone.
	for i, want := range map[kernel.Interface]string{kernel.Contactless: "poll [2]", kernel.Contact: "poll [1]"} {
		tx := purchase(500)
		tx.Interface = i
		cfg := reader(combination("A000000003", "03"))
		cfg.Applications = []kernel.Application{{AID: unhex(visaAID)}}
		f := visaField()
		f.arrive = []kernel.Event{{Kind: kernel.Timeout}}
		r := run(t, whole(say(approved)), cfg, tx, f)
		if !slices.Contains(f.log, want) || r.Error.L3 != kernel.L3TimeOut || !slices.Contains(f.log, "0F") {
			t.Errorf("%d: %q", i, f.log)
		}
	}
	// A time-out that is the kernel's own has the kernel's message.
	late := kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L3: kernel.L3TimeOut}, UIOutcome: &kernel.UI{Message: kernel.MsgInsertOrSwipe}}
	f = visaField()
	run(t, whole(say(late)), oneVisa, purchase(500), f)
	f.did(t, "the kernel's time-out", slices.Concat(begun[:7], []string{"18", "off 2 0s"})...)
}

// What a tap cannot do is not offered to it: a PIN for the card, and what no host may approve. What only a host may approve asks the card for an online
// cryptogram.
func TestPurposes(t *testing.T) {
	cfg := reader(combination("A000000003", "03"))
	cfg.Treatments = []kernel.Treatment{
		{Purpose: kernel.PINChange, Type: 0x92},
		{Purpose: kernel.Refund, Type: 0x20, Authorisation: kernel.OnlyOffline},
		{Purpose: kernel.AccountVerification, Type: 0x00, Authorisation: kernel.OnlyOnline},
		{Purpose: kernel.Cash, Type: 0x01},
		{Purpose: kernel.PreAuthorisation, Type: 0x30}, // nobody but the host can, whatever is written
	}
	for purpose, want := range map[kernel.Purpose]string{
		kernel.PINChange: "", kernel.Refund: "", kernel.AccountVerification: "36804000", kernel.Cash: "36004000",
		kernel.PreAuthorisation: "36804000",
	} {
		cfg.Combinations[0].Types = []byte{cfg.Treatment(purpose).Type} // A 8.1.1.3
		var seen []kernel.Activation
		tx := purchase(500)
		tx.Purpose = purpose
		if purpose.ZeroAmount() {
			tx.Amount = 0
		}
		r := run(t, whole(watched(&seen, approved)), cfg, tx, visaField())
		if taken := len(seen) == 1; taken != (want != "") || taken && string(seen[0].TTQ) != string(unhex(want)) || !taken && r.Error.L3 != kernel.L3Stop {
			t.Errorf("%v: %v, %+v", purpose, r, seen)
		}
	}
	cfg.Combinations[0].Types = nil
	var seen []kernel.Activation
	tx := purchase(500)
	tx.ForceOnline = true
	run(t, whole(watched(&seen, approved)), cfg, tx, visaField())
	if len(seen) != 1 || !seen[0].Indicators.FloorLimitExceeded {
		t.Errorf("%+v", seen)
	}
}
