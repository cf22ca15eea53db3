package c5_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A visit is one of the virtual cards at one reader, with the last outcome worked out by hand from the book and the card's profile.
type visit struct {
	card     string
	change   func(*bench.Tap)
	status   kernel.Status
	cvm      kernel.CVM
	oda      string
	commands string
}

func plain(*bench.Tap)      {}
func high(x *bench.Tap)     { x.Transaction.Amount = 6000 }
func required(x *bench.Tap) { x.Combination.CVMLimit = kernel.Limit{Amount: 1000, Present: true} }
func twoTaps(x *bench.Tap)  { required(x); x.Taps = 2 }
func noChip(x *bench.Tap)   { x.Set("DF02", "708000") }
func updates(x *bench.Tap) {
	x.Taps = 2
	x.Issuer.Scripts = []issuer.Script{
		{ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F58, []byte{0x12})}},
		{Late: true, ID: []byte{1, 2, 3, 5}, Commands: []issuer.Command{issuer.PutData(0x9F58, []byte{0x34})}},
	}
}

func gate(x *bench.Tap) {
	x.Set("DF02", "168000", "DF72", strings.Repeat("11", 16), "DF73", strings.Repeat("22", 50))
}

const (
	whole   = "A4 A8 B2 B2 B2 B2 B2 B2 AE"
	phone   = "A4 A8 B2 B2 B2 B2 B2 B2 B2 AE"
	started = "A4 A8"
)

var visits = []visit{
	{"jcb-online", plain, kernel.OnlineRequest, kernel.CVMNotRequired, "ok", whole},
	{"jcb-online", required, kernel.OnlineRequest, kernel.CVMOnlinePIN, "ok", whole},
	{"jcb-offline", plain, kernel.Approved, kernel.CVMNotRequired, "ok", whole},
	{"jcb-offline", high, kernel.OnlineRequest, kernel.CVMNotRequired, "ok", whole},
	{"jcb-signature", required, kernel.Approved, kernel.CVMSignature, "ok", whole},
	{"jcb-cvm-none", required, kernel.Declined, 0, "ok", whole},
	{"jcb-cvm-reserved", plain, kernel.Declined, 0, "ok", whole},
	{"jcb-cvm-pin", plain, kernel.OnlineRequest, kernel.CVMOnlinePIN, "ok", whole},
	{"jcb-legacy", plain, kernel.OnlineRequest, kernel.CVMNotRequired, none, ""},
	{"jcb-legacy", required, kernel.OnlineRequest, kernel.CVMOnlinePIN, none, ""},
	{"jcb-legacy-signature", required, kernel.OnlineRequest, kernel.CVMSignature, none, ""},
	{"jcb-legacy-none", required, kernel.Declined, 0, none, ""},
	{"jcb-legacy-no-list", required, kernel.Declined, 0, none, ""},
	{"jcb-hold", updates, kernel.Approved, kernel.CVMNotRequired, "ok", whole + " DA AE DA"},
	{"jcb-twice", updates, kernel.Approved, kernel.CVMNotRequired, "ok", whole + " A4 DA AE DA"},
	{"jcb-twice-pin", func(x *bench.Tap) { updates(x); required(x) }, kernel.Approved, kernel.CVMNotApplicable, "ok", whole + " A4 DA AE DA"},
	{"jcb-update-none", updates, kernel.OnlineRequest, kernel.CVMNotRequired, "ok", whole},
	{"jcb-no-cdol2", updates, kernel.EndApplication, 0, "ok", whole + " A4 DA"},
	{"jcb-balance", plain, kernel.Approved, kernel.CVMNotRequired, "ok", whole},
	{"jcb-transit", gate, kernel.Approved, kernel.CVMNotRequired, "ok", whole},
	{"jcb-no-cda", plain, kernel.OnlineRequest, kernel.CVMNotRequired, none, ""},
	{"jcb-unknown-ca", plain, kernel.OnlineRequest, kernel.CVMNotRequired, none, whole},
	{"jcb-unsigned", plain, kernel.Declined, 0, none, whole},
	{"jcb-unsigned-offline", plain, kernel.Declined, 0, none, whole},
	{"jcb-cda-failed", plain, kernel.TryAnotherInterface, 0, "failed", whole},
	{"jcb-cda-failed", noChip, kernel.Declined, 0, "failed", whole},
	{"jcb-higher", high, kernel.Declined, 0, none, whole},
	{"jcb-reserved", plain, kernel.Declined, 0, none, whole},
	{"jcb-declined", plain, kernel.Declined, 0, none, whole},
	{"jcb-6984", plain, kernel.TryAnotherInterface, 0, none, whole},
	{"jcb-6984", noChip, kernel.EndApplication, 0, none, whole},
	{"jcb-6f00", plain, kernel.EndApplication, 0, none, started},
	{"jcb-6985", plain, kernel.SelectNext, 0, none, started},
	{"jcb-pdol-none", plain, kernel.SelectNext, 0, none, "A4"},
	{"jcb-stripe", plain, kernel.SelectNext, 0, none, started},
	{"jcb-expired", plain, kernel.OnlineRequest, kernel.CVMNotRequired, "ok", whole},
	{"jcb-missing", plain, kernel.SelectNext, 0, none, ""},
	{"jcb-abroad", plain, kernel.Declined, 0, none, ""},
	{"jcb-pulled", plain, kernel.EndApplication, 0, none, whole},
	{"jcb-twice-pulled", updates, kernel.EndApplication, 0, "ok", whole + " A4 DA AE"},
	{"phone-jcb", required, kernel.OnlineRequest, kernel.CVMConfirmed, "ok", phone},
	{"phone-jcb-offline", required, kernel.Approved, kernel.CVMConfirmed, "ok", phone},
	{"phone-jcb-twice", required, kernel.TryAgain, 0, none, phone},
	{"phone-jcb-twice", twoTaps, kernel.OnlineRequest, kernel.CVMConfirmed, "ok", phone + " " + phone},
	{"phone-jcb-asked", twoTaps, kernel.TryAgain, 0, none, phone + " " + phone},
	{"phone-jcb-always", func(x *bench.Tap) { x.Taps = 2 }, kernel.OnlineRequest, kernel.CVMConfirmed, "ok", phone + " " + phone},
	{"phone-jcb-none", required, kernel.OnlineRequest, kernel.CVMConfirmed, "ok", phone},
}

// tap is the visit, at a reader with every ability and a floor limit of 50.00, with the host.
func (v visit) tap(t testing.TB) *bench.Tap {
	t.Helper()
	x := bench.NewTap(t, c5.Kernel{}, v.card, aid, "")
	keys, err := capk.NewSet(card.CAKeys([5]byte{0xA0, 0, 0, 0, 0x65}))
	if err != nil {
		t.Fatal(err)
	}
	x.Config.Keys, x.Combination.TTQ = keys, nil
	x.Set("DF01", legacy, "DF02", everything, "DF05", "0100")
	x.Combination.FloorLimit = kernel.Limit{Amount: 5000, Present: true}
	x.Online = true
	v.change(x)
	return x
}

// Every JCB card and phone comes to the outcome of the book, by the fewest commands there can be; and what goes to the issuer has a cryptogram that the issuer
// finds right.
// C-5 2.2, 3.8.4.1, 3.8.4.2, 3.9.3.1, 3.10.4.2
func TestCards(t *testing.T) {
	seen := map[string]bool{}
	for i, v := range visits {
		seen[v.card] = true
		x := v.tap(t)
		r := x.Run()
		o := x.Outcome()
		if o.Status != v.status || o.CVM != v.cvm || o.ODA.Result != v.oda || v.commands != "" && x.Instructions() != v.commands {
			t.Errorf("%d, %s: %v, CVM %d, ODA %s, %s (%s)", i, v.card, o.Status, o.CVM, o.ODA.Result, x.Instructions(), o.Error.Reason)
		}
		if x.Outcomes[0].Status == kernel.OnlineRequest && (x.HostCalls != 1 || r.ResponseCode != map[bool]string{true: "05", false: "00"}[v.card == "phone-jcb-none"]) {
			t.Errorf("%s: the issuer says %q", v.card, r.ResponseCode)
		}
	}
	for _, name := range card.TapNames() {
		if strings.Contains(name, "jcb") && !seen[name] {
			t.Errorf("%s never comes", name)
		}
	}
}

// What single cards are there for: a balance, transit data, a script that the card takes, an issuer that declines.
// C-5 3.10.2.1, 3.10.5.1, 3.10.4.1, 3.12.1.2
func TestCardsData(t *testing.T) {
	x := visit{card: "jcb-balance", change: plain}.tap(t)
	if x.Run(); x.Outcome().UIOutcome.Amount != 5000-1234 {
		t.Errorf("%+v", x.Outcome().UIOutcome)
	}
	for _, name := range []string{"jcb-hold", "jcb-twice"} {
		x = visit{card: name, change: updates}.tap(t)
		x.Run()
		if o := x.Outcome(); o.Receipt != true || find(objectsOf(o.DataRecord), 0x9F27)[0] != 0x40 {
			t.Errorf("%s: %X", name, o.DataRecord)
		}
		x = visit{card: name, change: updates}.tap(t)
		x.Issuer.Decline = true
		if x.Run(); x.Outcome().Status != kernel.Declined || x.Outcome().Error.Clause != "C-5 2.12 3.10.4.1" {
			t.Errorf("%s declined: %+v", name, x.Outcome())
		}
	}
}

func objectsOf(b []byte) (list []object) {
	c := tlv.NewCursor(b)
	for o := range c.All() {
		list = append(list, object{o.Tag, o.Value})
	}
	return list
}

// scenarios are transactions to be stopped and resumed at every action: with one activation, with two, with the card held and tapped again.
func scenarios(t testing.TB) (list []*kerneltest.Scenario, names []string) {
	for _, v := range []visit{
		{card: "jcb-online", change: plain},
		{card: "jcb-offline", change: func(x *bench.Tap) { x.Set("DF01", "3B00"); x.Config.Terminal.LooksUp = true }},
		{card: "jcb-legacy", change: required},
		{card: "phone-jcb-twice", change: twoTaps},
		{card: "jcb-hold", change: updates},
		{card: "jcb-twice", change: updates},
	} {
		names = append(names, v.card)
		list = append(list, bench.Scenario(t, func() *bench.Bench { return v.tap(t).Bench }))
	}
	return list, names
}

// The card removed, the wire broken, cancel, and no host, at every action: an outcome each time, and the journal replays.
// C-5 3.11.2.3, 3.11.3.1
func TestEveryWayOut(t *testing.T) {
	list, names := scenarios(t)
	for i, s := range list {
		for way, r := range bench.Exits(t, s) {
			if r.Error.L2 == kernel.InternalError || r.Status == kernel.Approved && r.ODA().Result != "ok" {
				t.Errorf("%s, %s: %v, %s", names[i], way, r.Status, r.Error.Reason)
			}
		}
	}
}

// Stopped at any action and resumed from its journal, by the same process or by one that has nothing else, a transaction goes on: what the second activation
// needs of the first is not lost. An approval is never given twice.
// C-5 3.2.1.2, 3.8.4.7
func TestEveryResume(t *testing.T) {
	list, names := scenarios(t)
	for i, s := range list {
		for n, tr := range s.EveryResume(t) {
			if tr.Result == nil || tr.Result.Error.L2 == kernel.InternalError {
				t.Errorf("%s, resumed at action %d: %+v", names[i], n+1, tr.Result)
			}
			if online := slices.Index(tr.Kinds, kernel.GoOnline); online >= 0 && slices.Contains(tr.Kinds[online+1:], kernel.GoOnline) {
				t.Errorf("%s, resumed at action %d: two requests", names[i], n+1)
			}
		}
	}
}

// The field cut at every exchange, by every fault: before the host has decided the card is presented again; after it the outcome is the host's, or the one
// that stands.
// C-5 3.11.2.1, 3.11.2.2, 3.11.2.3
func TestFieldCut(t *testing.T) {
	for _, v := range visits {
		if v.status == kernel.SelectNext {
			continue
		}
		x := v.tap(t)
		x.Run()
		first := 1 + strings.Index(x.Instructions(), "AE")/3
		for at := 2; at <= len(x.Commands); at++ {
			for k, kind := range []apdu.FaultKind{apdu.Timeout, apdu.Transmission, apdu.Protocol, apdu.Removed} {
				if !sweep.Sample(at+k, 4) {
					continue
				}
				x := v.tap(t)
				x.Fault = func(n int, _ []byte) apdu.FaultKind { return map[bool]apdu.FaultKind{true: kind}[n == at] }
				r := x.Run()
				o := x.Outcome()
				approvals := 0
				for _, o := range x.Outcomes {
					if o.Status == kernel.Approved {
						approvals++
					}
				}
				switch {
				case approvals > 1, o.Error.L2 == kernel.InternalError, x.HostCalls > 1:
					t.Errorf("%s, exchange %d, %v: %d approvals, %d requests, %+v", v.card, at, kind, approvals, x.HostCalls, o)
				case at <= first && first > 1 && at <= len(x.Commands) && (o.Status != kernel.EndApplication || o.Start != kernel.StartB || o.Error.L1 == 0 || o.DataRecord != nil):
					t.Errorf("%s, exchange %d, %v: %+v", v.card, at, kind, o)
				case len(x.Outcomes) > 1 && v.status == kernel.Approved && o.Status != kernel.Approved && o.Status != kernel.EndApplication:
					t.Errorf("%s, exchange %d, %v: %+v, %v", v.card, at, kind, o, r.Status)
				}
			}
		}
	}
}

// A card that answers the second GENERATE AC keeps its counter, and both cryptograms are over one number.
// C-5 3.10.4.5
func TestOneTransaction(t *testing.T) {
	for _, name := range []string{"jcb-hold", "jcb-twice"} {
		x := visit{card: name, change: updates}.tap(t)
		x.Run()
		first, second := objectsOf(x.Outcomes[0].DataRecord), objectsOf(x.Outcomes[1].DataRecord)
		for _, of := range []tlv.Tag{0x9F36, 0x9F37, 0x9F02, 0x5A, 0x9F06} {
			if !bytes.Equal(find(first, of), find(second, of)) || find(first, of) == nil {
				t.Errorf("%s: %v is %X and then %X", name, of, find(first, of), find(second, of))
			}
		}
	}
}
