package entrypoint_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/entrypoint"
	"github.com/emvgo/emv/tlv"
)

var (
	approved = kernel.Outcome{Status: kernel.Approved, UIOutcome: &kernel.UI{Message: kernel.MsgApproved, Status: kernel.StatusCardReadSuccessfully}}
	// B 3.3.2.2, 3.3.3.1, 3.3.3.4
	tapOfVisa = []string{"15 ready", "poll [2]", "PPSE", "select " + visaAID, "kernel", "03 read"}
)

// found is what a reader finds.
func found(list ...kernel.EventKind) (events []kernel.Event) {
	for _, k := range list {
		events = append(events, kernel.Event{Kind: k, Interface: kernel.Contactless})
	}
	return events
}

// The field and its messages: one card, two cards at once and then one, none. No command goes with activation.
//
// B 3.2.1.6
func TestProtocolActivation(t *testing.T) {
	after := tapOfVisa[2:]
	for _, r := range []struct {
		name   string
		arrive []kernel.Event
		status kernel.Status
		want   []string
	}{
		{"one card", nil, kernel.Approved, tapOfVisa}, // B 3.2.1.2, 3.2.1.3
		{"collision", found(kernel.Collision, kernel.CollisionCleared, kernel.CardFound), kernel.Approved, // B 3.2.1.4, 3.2.1.5
			append([]string{"15 ready", "poll [2]", "19 error", "19 ready"}, after...)},
		{
			"collision twice", found(kernel.Collision, kernel.CollisionCleared, kernel.Collision, kernel.CollisionCleared, kernel.CardFound), kernel.Approved,
			append([]string{"15 ready", "poll [2]", "19 error", "19 ready", "19 error", "19 ready"}, after...),
		},
		{"nobody", found(kernel.Timeout), kernel.EndApplication, []string{"15 ready", "poll [2]"}}, // A 5.5.3
		{"two cards that stay", found(kernel.Collision, kernel.Timeout), kernel.EndApplication, []string{"15 ready", "poll [2]", "19 error"}},
	} {
		f := visaField()
		f.arrive = r.arrive
		result := run(t, from(kernel.StartA, say(approved)), oneVisa, purchase(500), f)
		if result.Status != r.status || r.status == kernel.EndApplication && (result.Error.L3 != kernel.L3TimeOut || result.UIOutcome != nil) {
			t.Errorf("%s: %v", r.name, result)
		}
		f.did(t, r.name, r.want...)
	}
}

// A cardholder cancels while a card is waited for.
//
// A 5.5.3
func TestCancel(t *testing.T) {
	f := visaField()
	f.arrive = []kernel.Event{{Kind: kernel.Cancelled}}
	r := run(t, from(kernel.StartA, say(approved)), oneVisa, purchase(500), f)
	if r.Status != kernel.EndApplication || r.Error.L3 != kernel.L3Stop || f.exchanges != 0 {
		t.Errorf("%v, %q", r, f.log)
	}
}

// A cardholder cancels while the second tap is awaited. Before the host is asked that is the end: see phone. What the host has decided stays as it is, also where
// two cards are in the field meanwhile: the card goes without the issuer's data.
//
// A 5.5.3, A table 6-4
func TestCancelAtSecondTap(t *testing.T) {
	found, cancelled := kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contactless}, kernel.Event{Kind: kernel.Cancelled}
	phone := kernel.Outcome{
		Status: kernel.TryAgain, Start: kernel.StartB, UIOutcome: &kernel.UI{Message: kernel.MsgSeePhone},
		UIRestart: &kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusReadyToRead},
	}
	again := online(kernel.StartB, kernel.OnlineDataEMV)
	for _, r := range []struct {
		name   string
		first  kernel.Outcome
		arrive []kernel.Event
		host   string
		status kernel.Status
		by     kernel.Authoriser
		last   string
		asked  int
	}{
		{"see phone", phone, []kernel.Event{found, cancelled}, arc, kernel.EndApplication, 0, "20 ready", 0},
		{"present again, approved", again, []kernel.Event{found, cancelled}, arpc, kernel.OnlineRequest, kernel.AuthorisedOnline, "03", 1},
		{"present again, declined", again, []kernel.Event{found, cancelled}, "8A02303572038601FF", kernel.OnlineRequest, 0, "07", 1},
		{"present again, two cards", again, []kernel.Event{found, {Kind: kernel.Collision}, cancelled}, arpc, kernel.OnlineRequest, kernel.AuthorisedOnline, "03", 1},
	} {
		f := visaField()
		f.arrive, f.host = r.arrive, hostOf(r.host)
		result := run(t, whole(say(r.first, approved)), oneVisa, purchase(500), f)
		shown := slices.DeleteFunc(slices.Clone(f.log), func(l string) bool { return strings.HasPrefix(l, "off ") || strings.HasPrefix(l, "poll ") })
		if result.Status != r.status || result.Authorised != r.by || result.Reversal || result.Error.L3 != kernel.L3Stop || len(f.records) != r.asked || shown[len(shown)-1] != r.last {
			t.Errorf("%s: %v, %v, reversal %v, %+v, %q", r.name, result, result.Authorised, result.Reversal, result.Error, f.log)
		}
	}
}

// A contact card beats a contactless one: found first, before any command of Entry Point's own, or while the kernel is at work. The contactless field
// goes off and stays off; nothing is said of the tap.
//
// A 8.1.1.10, 5.5.1
func TestContactBeatsContactless(t *testing.T) {
	contact := kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contact}
	whole := []string{"15 ready", "poll [1 3 2]", "PPSE", "select " + visaAID, "kernel"}
	for polls, done := range []int{2, 2, 3, 5} { // polls that find nothing before: PPSE, SELECT, kernel
		f := visaField()
		f.polled = append(make([]kernel.Event, max(polls-1, 0)), contact)
		if polls == 0 {
			f.arrive, f.polled = []kernel.Event{contact}, nil
		}
		var e *entrypoint.Point
		p := kernel.Single("entrypoint", func(p *kernel.Port) *kernel.Outcome {
			e = entrypoint.New(p, say(approved)()...)
			e.Others = []kernel.Interface{kernel.Contact, kernel.MagneticStripe}
			out := e.Run(kernel.StartA, nil)
			if ev, ok := e.Found(); !ok || ev.Interface != kernel.Contact {
				t.Errorf("%d: %v", polls, ev)
			}
			_, _ = p.Transmit(unhex("00A4040001AA00")) // goes to the contact reader
			return out
		})
		r := run(t, p, oneVisa, purchase(500), f)
		if r.Status != kernel.TryAnotherInterface || r.UIOutcome != nil || r.Interface != kernel.Contact || r.Error.Clause != "Book A 2.12 8.1.1.10" {
			t.Errorf("%d: %v", polls, r)
		}
		f.did(t, fmt.Sprint(polls, " polls"), append(slices.Clone(whole[:done]), "off 2 0s", "select AA")...)
	}
	// The tap is over before the contact card comes: the other readers are off.
	f := visaField()
	r := run(t, from(kernel.StartA, say(approved), kernel.Contact), oneVisa, purchase(500), f)
	if r.Status != kernel.Approved || r.Interface != kernel.Contactless {
		t.Error(r)
	}
	f.did(t, "tap", "15 ready", "poll [1 2]", "PPSE", "select "+visaAID, "kernel", "03 read", "off 1 0s")
	// A terminal that has but the one reader need not name it.
	f = visaField()
	f.arrive = []kernel.Event{{Kind: kernel.CardFound}}
	if r := run(t, from(kernel.StartA, say(approved)), oneVisa, purchase(500), f); r.Status != kernel.Approved {
		t.Error(r)
	}
}

// Every communication error in protocol activation and combination selection goes back to start B, as often as it happens; one in the kernel is the
// kernel's.
//
// B 3.3.3.7
func TestCommunicationErrors(t *testing.T) {
	for n, want := range [][]string{
		1: {"15 ready", "poll [2]", "PPSE: nothing", "15 ready", "poll [2]", "PPSE", "select " + visaAID, "kernel", "03 read"},
		2: {"15 ready", "poll [2]", "PPSE", "select " + visaAID + ": nothing", "15 ready", "poll [2]", "PPSE", "select " + visaAID, "kernel", "03 read"},
		3: {"15 ready", "poll [2]", "PPSE", "select " + visaAID, "kernel: nothing", "03 read"},
	} {
		f := visaField()
		f.fault = func(i int) bool { return i == n }
		if n > 0 {
			run(t, from(kernel.StartA, say(approved)), oneVisa, purchase(500), f)
			f.did(t, fmt.Sprint(n), want...)
		}
	}
	f := visaField()
	f.fault = func(int) bool { return true }
	if r := run(t, from(kernel.StartA, say(approved)), oneVisa, purchase(500), f); r.Error.L2 != kernel.BudgetExceeded || f.exchanges != 1024 {
		t.Errorf("%v after %d exchanges", r, f.exchanges)
	}
}

// A card that gives no answer when it is found is asked for again by start B: the message of a restart comes again too. One that lies in the field ends the
// transaction.
//
// B 3.2.1.2, 3.3.3.7
func TestNoAnswerAtActivation(t *testing.T) {
	fault := kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultProtocol, Interface: kernel.Contactless}
	unnamed := kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTransmission}
	phone := kernel.Outcome{
		Status: kernel.TryAgain, Start: kernel.StartB, UIOutcome: &kernel.UI{Message: kernel.MsgSeePhone},
		UIRestart: &kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusReadyToRead},
	}
	again, tap := []string{"15 ready", "poll [2]"}, tapOfVisa[2:5]
	for _, r := range []struct {
		name   string
		say    []kernel.Outcome
		arrive []kernel.Event
		want   []string
	}{
		{"once", []kernel.Outcome{approved}, append([]kernel.Event{fault}, found(kernel.CardFound)...), slices.Concat(again, tapOfVisa)},
		{"twice", []kernel.Outcome{approved}, append([]kernel.Event{fault, unnamed}, found(kernel.CardFound)...), slices.Concat(again, again, tapOfVisa)},
		{
			"after a collision",
			[]kernel.Outcome{approved},
			slices.Concat(found(kernel.Collision, kernel.CollisionCleared), []kernel.Event{fault}, found(kernel.CardFound)),
			slices.Concat(again, []string{"19 error", "19 ready"}, tapOfVisa),
		},
		{
			"at the second tap",
			[]kernel.Outcome{phone, approved},
			slices.Concat(found(kernel.CardFound), []kernel.Event{fault}, found(kernel.CardFound)),
			slices.Concat(again, tap, []string{"20", "20 ready", "poll [2]", "20 ready", "poll [2]"}, tap, []string{"03 read"}),
		},
	} {
		f := visaField()
		f.arrive = r.arrive
		if result := run(t, from(kernel.StartA, say(r.say...)), oneVisa, purchase(500), f); result.Status != kernel.Approved {
			t.Errorf("%s: %v", r.name, result)
		}
		f.did(t, r.name, r.want...)
	}
	f := visaField()
	f.arrive = slices.Repeat([]kernel.Event{fault}, 1000)
	r := run(t, from(kernel.StartA, say(approved)), oneVisa, purchase(500), f)
	if r.Status != kernel.EndApplication || r.Error.L1 != kernel.FaultProtocol || r.Error.Clause != "Book B 2.12 3.3.3.7" || r.Error.L3 != kernel.L3OK || len(f.arrive) != 1000-32 || f.exchanges != 0 {
		t.Errorf("%v, %+v, %d left", r, r.Error, len(f.arrive))
	}
	f.did(t, "in vain", append(slices.Repeat(again, 32), "0F error")...)
}

// A card that gives no answer at another interface is at that interface: the tap ends, as it does for one that answers. A fault of no interface, of the contactless
// one, or of one that is not polled is that of a card in the field.
//
// A 8.1.1.10, B 3.3.3.7
func TestNoAnswerAtOtherInterface(t *testing.T) {
	for _, r := range []struct {
		others []kernel.Interface
		at     kernel.Interface
		ends   bool
	}{
		{[]kernel.Interface{kernel.Contact}, kernel.Contact, true},
		{[]kernel.Interface{kernel.Contact}, kernel.Contactless, false},
		{[]kernel.Interface{kernel.Contact}, kernel.InterfaceNone, false},
		{nil, kernel.Contact, false},
	} {
		f := visaField()
		f.arrive = append([]kernel.Event{{Kind: kernel.CardFault, Fault: kernel.FaultProtocol, Interface: r.at}}, found(kernel.CardFound)...)
		result := run(t, from(kernel.StartA, say(approved), r.others...), oneVisa, purchase(500), f)
		ends := result.Status == kernel.TryAnotherInterface && result.UIOutcome == nil && slices.Contains(f.log, "off 2 0s")
		again := result.Status == kernel.Approved && slices.Equal(f.log[:2], f.log[2:4])
		if ends != r.ends || again == r.ends {
			t.Errorf("%v at %v: %v, %q", r.others, r.at, result, f.log)
		}
	}
}

// About a card that is only read no host is asked, and nothing says so to its holder.
//
// B 3.5.1.1, A table 6-3
func TestCardReadSaysNothing(t *testing.T) {
	cfg := reader(oneVisa.Combinations...)
	cfg.Treatments = []kernel.Treatment{{Purpose: kernel.CardRead, Type: 0x30}}
	tx := purchase(0)
	tx.Purpose = kernel.CardRead
	for status, said := range map[kernel.Status][]string{kernel.OnlineRequest: nil, kernel.EndApplication: {"1B read"}} {
		f := visaField()
		run(t, from(kernel.StartA, say(online(0, 0, func(o *kernel.Outcome) { o.Status = status }))), cfg, tx, f)
		f.did(t, fmt.Sprint(status), append(tapOfVisa[:5:5], said...)...)
	}
}

// What a kernel gets: the answer to SELECT with its status word, the indicators of its combination, 96, and a number of its own each time.
//
// B 3.4.1.1, 3.4.1.2, 3.4.1.3, A 8.1.1.2, 8.1.1.7
func TestActivation(t *testing.T) {
	var seen []kernel.Activation
	var numbers, identifiers [][]byte
	again := kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB}
	kernels := func() []kernel.Kernel {
		return []kernel.Kernel{&scripted{id: "\x03", say: []kernel.Outcome{again, selectNext, approved}, seen: &seen, do: func(p *kernel.Port, act *kernel.Activation) {
			numbers = append(numbers, bytes.Clone(p.Store().Get(tlv.UnpredictableNumber)))
			if p.Store().Book() != tlv.EntryPoint {
				t.Errorf("the store is of book %d", p.Store().Book())
			}
			p.Store().Open(tlv.C3)
			identifiers = append(identifiers, bytes.Clone(p.Store().Get(tlv.KernelIdentifierTerminal)))
			act.Memory = append(act.Memory, byte(len(seen)))
		}}}
	}
	f := &field{ppse: ppse("", entry(visaAID, "01", "-", "-"), entry("A0000000032010", "02", "-", "-")), any: true}
	own := func(v byte) func(*kernel.Combination) {
		return func(c *kernel.Combination) { c.Parameters = []kernel.DataObject{{Tag: 0xDF01, Value: []byte{v}}} }
	}
	cfg := reader(combination("A0000000031010", "03", own(1), func(c *kernel.Combination) { c.CVMLimit.Present = true }), combination("A000000003", "03", own(2)))
	r := run(t, from(kernel.StartA, kernels), cfg, purchase(500), f)
	if len(seen) != 3 || r.Status != kernel.Approved {
		t.Fatalf("%d activations, %v", len(seen), r)
	}
	for i, want := range []struct {
		start  kernel.Start
		name   string
		cvm    bool
		memory string
		ttq    string
		own    byte
	}{
		{kernel.StartA, visaAID, true, "", "36404000", 1},
		{kernel.StartB, visaAID, true, "01", "36404000", 1}, // the same combination has its memory again
		{kernel.StartC, visaAID, false, "", "36004000", 2},
	} {
		act := &seen[i]
		b := fci(want.name)
		if act.Start != want.start || act.SW != 0x9000 || !bytes.Equal(act.FCI, b[:len(b)-2]) || act.Indicators.CVMLimitExceeded != want.cvm ||
			!bytes.Equal(act.Memory, unhex(want.memory)) || !bytes.Equal(act.TTQ, unhex(want.ttq)) || act.Host != nil || act.TimedOut ||
			act.Combination.Parameter(0xDF01)[0] != want.own {
			t.Errorf("activation %d: %+v", i, act)
		}
		if got := act.Terminal; got != [8]byte{3} || !bytes.Equal(identifiers[i], got[:]) { // B 3.4.1.4
			t.Errorf("activation %d: 96 is %X, %X in the store", i, got, identifiers[i])
		}
	}
	slices.SortFunc(numbers, bytes.Compare)
	if len(slices.CompactFunc(numbers, bytes.Equal)) != 3 || len(numbers[0]) != 4 { // A 8.1.1.8
		t.Errorf("numbers %X", numbers)
	}
	// B 3.5.1.5
	if got := r.Report.Get(tlv.KernelIdentifierTerminal); !bytes.Equal(got, []byte{3, 0, 0, 0, 0, 0, 0, 0}) || !bytes.Equal(r.AID, unhex(visaAID)) || r.Label != "LABEL" {
		t.Errorf("96 %X, AID %X, label %q", got, r.AID, r.Label)
	}
}

// The Result names the application as it was selected, with Extended Selection, also where the kernel has told the DF name that the card answers with; what the
// cardholder reads is the kernel's. Where none was left, it names none.
//
// B 3.3.3.3, 3.5.1.5
func TestSelectedName(t *testing.T) {
	const extended = visaAID + "0102"
	for _, r := range []struct {
		name  string
		say   []kernel.Outcome
		tells bool
		aid   string
		label string
	}{
		{"the kernel tells nothing", []kernel.Outcome{approved}, false, extended, "LABEL"},
		{"the kernel tells the DF name", []kernel.Outcome{approved}, true, extended, "NAME"},
		{"declined", []kernel.Outcome{{Status: kernel.Declined}}, true, extended, "NAME"},
		{"ended", []kernel.Outcome{{Status: kernel.EndApplication}}, true, extended, "NAME"},
		{"the second of two taps", []kernel.Outcome{{Status: kernel.TryAgain, Start: kernel.StartB}, approved}, true, extended, "NAME"},
		{"the next application", []kernel.Outcome{selectNext, approved}, true, "A0000000032010", "NAME"},
		{"nobody comes again", []kernel.Outcome{{Status: kernel.TryAgain, Start: kernel.StartB}}, true, extended, "NAME"},
		{"none of them", []kernel.Outcome{selectNext}, true, "", ""},
	} {
		kernels := func() []kernel.Kernel {
			return []kernel.Kernel{&scripted{id: "\x03", say: r.say, do: func(p *kernel.Port, _ *kernel.Activation) {
				if r.tells {
					p.Selected(unhex(visaAID), "NAME")
				}
			}}}
		}
		f := &field{ppse: ppse("", entry(visaAID, "01", "-", "0102"), entry("A0000000032010", "02", "-", "-")), any: true}
		cfg := reader(combination("A000000003", "03", func(c *kernel.Combination) { c.ExtendedSelection = kernel.FlagSet }))
		if r.name == "nobody comes again" {
			f.arrive = found(kernel.CardFound, kernel.Timeout)
		}
		out := run(t, from(kernel.StartA, kernels), cfg, purchase(500), f)
		if got := fmt.Sprintf("%X", out.AID); got != r.aid || out.Label != r.label || (out.Report.Get(tlv.KernelIdentifierTerminal) == nil) != (f.arrive != nil || r.aid == "") {
			t.Errorf("%s: %s, %q, want %s, %q, 96 %X", r.name, got, out.Label, r.aid, r.label, out.Report.Get(tlv.KernelIdentifierTerminal))
		}
	}
}

// 96: bytes 1 to 3 the kernel's, byte 4 bit 8 for a reader that has Kernel 8, bit 7 where it has it for this application and transaction.
//
// B 3.4.1.4
func TestKernelIdentifierTerminal(t *testing.T) {
	for _, r := range []struct {
		name    string
		id      string
		eight   bool
		configs []kernel.Combination
		want    string
	}{
		{"no Kernel 8", "03", false, nil, "0300000000000000"},
		{"Kernel 8 without configuration", "03", true, nil, "0300008000000000"},
		{"for another AID", "03", true, []kernel.Combination{combination(unionAID, "08")}, "0300008000000000"},
		{"for another type", "03", true, []kernel.Combination{combination(visaAID, "08", func(c *kernel.Combination) { c.Types = []byte{0x20} })}, "0300008000000000"},
		{"for this application", "03", true, []kernel.Combination{combination(visaAID, "08")}, "030000C000000000"},
		{"domestic", "AA0978", true, nil, "AA09788000000000"},
		{"domestic of 8 bytes", "AA09780102030405", false, nil, "AA09780000000000"},
	} {
		var seen []kernel.Activation
		kernels := func() []kernel.Kernel {
			list := []kernel.Kernel{&scripted{id: kernel.KernelID(unhex(r.id)), say: []kernel.Outcome{approved}, seen: &seen}}
			if r.eight {
				list = append(list, &scripted{id: "\x08"})
			}
			return list
		}
		f := &field{ppse: ppse("", entry(visaAID, "01", r.id, "-")), any: true}
		run(t, from(kernel.StartA, kernels), reader(append([]kernel.Combination{combination("A000000003", r.id)}, r.configs...)...), purchase(500), f)
		if len(seen) != 1 || !bytes.Equal(seen[0].Terminal[:], unhex(r.want)) {
			t.Errorf("%s: %+v", r.name, seen)
		}
	}
}

// What was sent to a kernel by mistake, or after its time, is not the next kernel's.
//
// A 8.1.1.12, 8.1.1.14
func TestStaleDataAreDropped(t *testing.T) {
	var taken []bool
	kernels := func() []kernel.Kernel {
		return []kernel.Kernel{&scripted{id: "\x03", say: []kernel.Outcome{{Status: kernel.TryAgain, Start: kernel.StartB}, approved}, do: func(p *kernel.Port, _ *kernel.Activation) {
			_, ok := p.Take(kernel.Set(kernel.DataReceived))
			taken = append(taken, ok)
		}}}
	}
	f := visaField()
	stale := kernel.Event{Kind: kernel.DataReceived, Data: []byte{0x9C, 0x01, 0x00}}
	f.polled = []kernel.Event{stale, stale, stale}
	run(t, from(kernel.StartA, kernels, kernel.Contact), oneVisa, purchase(500), f)
	if !slices.Equal(taken, []bool{false, false}) {
		t.Error(taken)
	}
}

// Data of two applications, and of two readings, are never mixed: start C drops what the first application gave, start B what the first reading did.
//
// A 8.1.1.11
func TestDataAreNotMixed(t *testing.T) {
	var left []bool
	kernels := func() []kernel.Kernel {
		again := kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB}
		return []kernel.Kernel{&scripted{id: "\x03", say: []kernel.Outcome{again, selectNext, approved}, do: func(p *kernel.Port, _ *kernel.Activation) {
			s := p.Store()
			s.Open(tlv.C3)
			left = append(left, s.Present(tlv.Track2EquivalentData))
			s.Put(tlv.Track2EquivalentData, tlv.FromCard, unhex("4761739001010010D201"))
		}}}
	}
	f := &field{ppse: ppse("", entry(visaAID, "01", "-", "-"), entry("A0000000032010", "02", "-", "-")), any: true}
	run(t, from(kernel.StartA, kernels), oneVisa, purchase(500), f)
	if !slices.Equal(left, []bool{false, false, false}) {
		t.Error(left)
	}
}

// What a kernel kept for itself is gone once it wants the next application; an application that comes after a try again begins anew.
//
// B 3.5.1.4
func TestMemoryOfSelectNext(t *testing.T) {
	var seen []kernel.Activation
	again := kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB}
	kernels := func() []kernel.Kernel {
		return []kernel.Kernel{&scripted{id: "\x03", say: []kernel.Outcome{selectNext, again, approved}, seen: &seen, do: func(_ *kernel.Port, act *kernel.Activation) {
			act.Memory = []byte{1}
		}}}
	}
	f := &field{ppse: ppse("", entry(visaAID, "01", "-", "-"), entry("A0000000032010", "02", "-", "-")), any: true}
	run(t, from(kernel.StartA, kernels), reader(combination(visaAID, "03"), combination("A0000000032010", "03")), purchase(500), f)
	if len(seen) != 3 || seen[2].Memory != nil {
		t.Errorf("%d activations, memory %X", len(seen), seen[len(seen)-1].Memory)
	}
	// A tap that comes to nothing after another has nothing of that one to report.
	f = visaField()
	kernels = func() []kernel.Kernel {
		return []kernel.Kernel{&scripted{id: "\x03", say: []kernel.Outcome{again}, do: func(*kernel.Port, *kernel.Activation) { f.ppse = unhex("6A82") }}}
	}
	if r := run(t, from(kernel.StartA, kernels), oneVisa, purchase(500), f); r.Report.Get(tlv.KernelIdentifierTerminal) != nil || r.Error.L2 != kernel.EmptyCandidateList { // A 8.1.1.11
		t.Errorf("%v, %v", r, r.Report)
	}
}

// UI requests and field off of an outcome are done at once, and retained ones at the restart: a phone that asks for its code.
//
// B 3.5.1.1, 3.5.1.2, 3.5.1.3, A 8.1.1.19, 8.1.1.20
func TestTryAgain(t *testing.T) {
	phone := kernel.Outcome{
		Status: kernel.TryAgain, Start: kernel.StartB, FieldOff: 1300 * time.Millisecond,
		UIOutcome: &kernel.UI{Message: kernel.MsgSeePhone, Status: kernel.StatusProcessingError, Hold: 1300 * time.Millisecond, Language: "fr"},
		UIRestart: &kernel.UI{Status: kernel.StatusReadyToRead},
	}
	silent := kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB}
	now := silent
	now.FieldOff = kernel.OffNow
	f := visaField()
	run(t, from(kernel.StartA, say(phone, silent, now, approved)), oneVisa, purchase(500), f)
	tap := []string{"poll [2]", "PPSE", "select " + visaAID, "kernel"}
	f.did(t, "phone", slices.Concat(
		[]string{"15 ready"}, tap,
		[]string{"20 error hold 1.3s fr", "off 2 1.3s", "00 ready fr"}, tap, // A 8.1.1.17: the language stays
		[]string{"15 ready fr"}, tap,
		[]string{"off 2 0s", "15 ready fr"}, tap, []string{"03 read fr"})...)
}
