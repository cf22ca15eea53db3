package kernel_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// Entry Point as a skeleton: starts A to D, a kernel that asks for a restart, select next, and a second presentment that brings
// the issuer's answer to the card. It stays as a proof that a kernel is a function call and that an application's own
// kernel stands beside ours. It uses the public API alone.

// candidate is a combination of the configuration, its kernel, and what pre-processing made of it.
type candidate struct {
	*kernel.Combination
	kernel     kernel.Kernel
	indicators kernel.Indicators
	ttq        []byte
}

type entryPoint struct {
	*kernel.Port
	all        []candidate
	candidates []candidate
	fci        []byte
	sw         uint16
	memory     []byte
	restart    *kernel.UI
}

// preProcess looks at each combination that is for the transaction.
//
// B 3.1.1
func preProcess(p *kernel.Port, kernels []kernel.Kernel) (list []candidate) {
	tx, combinations := p.Transaction(), p.Config().Combinations
	for i := range combinations {
		c := candidate{Combination: &combinations[i], ttq: bytes.Clone(combinations[i].TTQ)}
		for _, k := range kernels {
			if k.ID() == c.Kernel {
				c.kernel = k
			}
		}
		c.indicators = kernel.Indicators{
			NotAllowed:         c.TransactionLimit.Present && tx.Amount >= c.TransactionLimit.Amount,
			FloorLimitExceeded: c.FloorLimit.Present && tx.Amount > c.FloorLimit.Amount,
			CVMLimitExceeded:   c.CVMLimit.Present && tx.Amount >= c.CVMLimit.Amount,
		}
		if c.ttq != nil {
			c.ttq[1] &^= 0xC0
			if c.indicators.FloorLimitExceeded {
				c.ttq[1] |= 0x80
			}
			if c.indicators.CVMLimitExceeded {
				c.ttq[1] |= 0x40
			}
		}
		if c.kernel != nil && c.Currency == tx.Currency && !c.indicators.NotAllowed {
			list = append(list, c)
		}
	}
	return list
}

// run is Entry Point from a start to a final outcome.
//
// B 2.3
func (e *entryPoint) run(start kernel.Start, host []byte) *kernel.Outcome {
	for activations := 0; ; {
		if start == kernel.StartA || start == kernel.StartB {
			if activations++; activations > 4 {
				return &kernel.Outcome{Status: kernel.EndApplication}
			}
			e.Store().Begin(kernel.ForActivation)
			if out := e.protocolActivation(); out != nil {
				return out
			}
			if out := e.candidateList(); out != nil {
				return out
			}
		}
		if len(e.candidates) == 0 {
			return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L2: kernel.EmptyCandidateList}}
		}
		c := e.candidates[0]
		if start != kernel.StartD {
			e.Store().Begin(kernel.ForApplication)
			ev, out := e.Transmit(append([]byte{0x00, 0xA4, 0x04, 0x00}, c.AID...))
			switch {
			case out != nil:
				return out
			case ev.Kind == kernel.CardFault:
				start = kernel.StartB
				continue
			case ev.StatusWord() != 0x9000:
				e.candidates, start = e.candidates[1:], kernel.StartC
				continue
			}
			e.fci, e.sw = ev.Body(), ev.StatusWord()
		}
		act := &kernel.Activation{
			Start: start, Combination: c.Combination, FCI: e.fci, SW: e.sw, Indicators: c.indicators, TTQ: c.ttq, Host: host, Memory: e.memory,
		}
		out := c.kernel.Run(e.Port, act)
		e.memory = act.Memory
		if out.UIOutcome != nil {
			e.Show(*out.UIOutcome)
		}
		e.restart = out.UIRestart
		switch out.Status {
		case kernel.TryAgain:
			start = kernel.StartB
		case kernel.SelectNext:
			e.memory = nil
			e.candidates, start = e.candidates[1:], kernel.StartC
		default:
			return out
		}
	}
}

// protocolActivation waits for one card: with two in the field it waits until one has gone.
//
// B 3.2
func (e *entryPoint) protocolActivation() *kernel.Outcome {
	ui := kernel.UI{Message: kernel.MsgPresentCard, Status: kernel.StatusReadyToRead}
	if e.restart != nil {
		ui = *e.restart
	}
	e.Show(ui)
	ev, out := e.Activate(30 * time.Second)
	for ; out == nil && ev.Kind != kernel.CardFound; ev, out = e.Await(kernel.Set(kernel.CardFound, kernel.Collision, kernel.CollisionCleared, kernel.Timeout)) {
		switch ev.Kind {
		case kernel.Timeout:
			return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L3: kernel.L3TimeOut}}
		case kernel.Collision:
			e.Show(kernel.UI{Message: kernel.MsgOneCardOnly, Status: kernel.StatusProcessingError})
		}
	}
	return out
}

// candidateList reads the PPSE.
//
// B 3.3.2
func (e *entryPoint) candidateList() *kernel.Outcome {
	ev, out := e.Transmit([]byte("\x00\xA4\x04\x00\x0E2PAY.SYS.DDF01\x00"))
	if out != nil {
		return out
	}
	e.candidates = nil
	if ev.Kind == kernel.Response && ev.StatusWord() == 0x9000 {
		e.candidates = e.all
	}
	return nil
}

// reader is the whole terminal: Entry Point, the host, and Entry Point again where the outcome asks for it.
func reader(kernels ...kernel.Kernel) kernel.Program {
	return kernel.Single("skeleton-entrypoint", func(p *kernel.Port) *kernel.Outcome {
		defer p.FieldOff(0)
		e := &entryPoint{Port: p, all: preProcess(p, kernels)}
		out := e.run(kernel.StartA, nil)
		if out.Status != kernel.OnlineRequest {
			return out
		}
		p.Commit()
		host, stop := p.GoOnline(out.DataRecord)
		switch {
		case stop != nil:
			return stop
		case host.Kind == kernel.UnableToGoOnline:
			return &kernel.Outcome{Status: kernel.Declined}
		case out.Start == kernel.StartB: // second presentment
			e.restart = out.UIRestart
			return e.run(kernel.StartB, host.Data)
		case out.Start == kernel.StartD: // the card is still there
			return e.run(kernel.StartD, host.Data)
		}
		return &kernel.Outcome{Status: kernel.Approved}
	})
}

// domestic is an application's kernel: GPO, then online; the issuer's answer goes to the card at a restart.
type domestic struct{ restart kernel.Start }

func (domestic) ID() kernel.KernelID { return "\x2D" }

func (domestic) Parameters() []kernel.Parameter { return nil }

func (d domestic) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	s := p.Store()
	if act.Host != nil {
		number := s.Get(tlv.UnpredictableNumber) // start D: the store is as it was
		if act.Start != kernel.StartD {
			number = act.Memory
		}
		ev, out := p.Transmit(append(append([]byte{0x84, 0x1E, 0x00, 0x00}, number...), act.Host...))
		switch {
		case out != nil:
			return out
		case ev.StatusWord() == 0x9000:
			return &kernel.Outcome{Status: kernel.Approved}
		}
		return &kernel.Outcome{Status: kernel.Declined, Error: kernel.ErrorIndication{SW: ev.StatusWord()}}
	}
	un := p.UnpredictableNumber()
	if s.Present(tlv.UnpredictableNumber) || s.Put(tlv.UnpredictableNumber, tlv.FromKernel, un[:]) != kernel.Stored {
		return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L2: kernel.InternalError}}
	}
	act.Memory = un[:]
	ev, out := p.Transmit(append(append([]byte{0x80, 0xA8, 0x00, 0x00, 4}, un[:]...), act.TTQ...))
	switch {
	case out != nil:
		return out
	case ev.Kind == kernel.CardFault:
		again := kernel.UI{Message: kernel.MsgPresentAgain, Status: kernel.StatusReadyToRead}
		return &kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB, UIRestart: &again, Error: kernel.ErrorIndication{L1: ev.Fault}}
	case ev.StatusWord() != 0x9000:
		return &kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC}
	}
	cvm := kernel.CVMNotRequired
	if act.Indicators.CVMLimitExceeded {
		cvm = kernel.CVMOnlinePIN
	}
	return &kernel.Outcome{Status: kernel.OnlineRequest, Start: d.restart, CVM: cvm, DataRecord: ev.Body()}
}

// refusing is a kernel that never wants the card.
type refusing struct{}

func (refusing) ID() kernel.KernelID { return "\x2E" }

func (refusing) Parameters() []kernel.Parameter { return nil }

func (refusing) Run(*kernel.Port, *kernel.Activation) *kernel.Outcome {
	return &kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC}
}

// field is a reader's field: a first try in which the card is pulled away, two cards at once, and so on.
type field struct {
	faults     int  // commands of GPO that find no card
	collision  bool // two cards at first
	hostSilent bool
}

func (f *field) do(a kernel.Action) kernel.Event {
	ok := func(b ...byte) kernel.Event {
		return kernel.Event{Kind: kernel.Response, Data: append(b, 0x90, 0x00)}
	}
	switch a.Kind {
	case kernel.Activate:
		if f.collision {
			return kernel.Event{Kind: kernel.Collision}
		}
		return kernel.Event{Kind: kernel.CardFound}
	case kernel.Wait:
		if a.Await.Has(kernel.CollisionCleared) && f.collision {
			f.collision = false
			return kernel.Event{Kind: kernel.CollisionCleared}
		}
		if a.Await.Has(kernel.CardFound) {
			return kernel.Event{Kind: kernel.CardFound}
		}
	case kernel.GoOnline:
		if f.hostSilent {
			return kernel.Event{Kind: kernel.UnableToGoOnline}
		}
		return kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 0x02, 0x30, 0x30}}
	case kernel.Transmit:
		if a.Command[1] == 0xA8 && f.faults > 0 {
			f.faults--
			return kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout}
		}
		return ok(0x6F, 0x00)
	}
	return kernel.Event{}
}

func TestEntryPointSkeleton(t *testing.T) {
	one := []byte{0xA0, 0, 0, 0, 1}
	two := []byte{0xA0, 0, 0, 0, 2}
	type list []kernel.Combination
	first, second := kernel.Combination{AID: one, Kernel: "\x2E"}, kernel.Combination{AID: two, Kernel: "\x2D"}
	cases := []struct {
		name        string
		list        list
		restart     kernel.Start
		field       field
		want        kernel.Status
		activations int // of the protocol: starts A and B
		selects     int // of an application: starts A to C
		online      bool
	}{
		{"start A", list{second}, kernel.StartNone, field{}, kernel.Approved, 1, 1, true},
		{"collision", list{second}, kernel.StartNone, field{collision: true}, kernel.Approved, 1, 1, true},
		{"start B, the kernel asks for a restart", list{second}, kernel.StartNone, field{faults: 2}, kernel.Approved, 3, 3, true},
		{"start C, select next", list{first, second}, kernel.StartNone, field{}, kernel.Approved, 1, 2, true},
		{"start D, issuer data to the card in the field", list{second}, kernel.StartD, field{}, kernel.Approved, 1, 1, true},
		{"second presentment", list{second}, kernel.StartB, field{faults: 1}, kernel.Approved, 3, 3, true},
		{"no host", list{second}, kernel.StartB, field{hostSilent: true}, kernel.Declined, 1, 1, false},
		{"nothing suits", list{first, {AID: two, Kernel: "\x2E"}}, kernel.StartNone, field{}, kernel.EndApplication, 1, 2, false},
		{"the card never stays", list{second}, kernel.StartNone, field{faults: 1000}, kernel.EndApplication, 4, 4, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sc := kerneltest.Scenario{Program: reader(refusing{}, domestic{c.restart}), Config: &kernel.Config{Combinations: c.list}, World: func() kerneltest.World { f := c.field; return f.do }}
			tr := sc.Run(t)
			activations, selects := 0, 0
			for i, k := range tr.Kinds {
				switch {
				case k == kernel.Activate:
					activations++
				case k == kernel.Transmit && strings.Contains(tr.Actions[i], "command=00A40400A0"):
					selects++
				}
			}
			if tr.Result.Status != c.want || activations != c.activations || selects != c.selects || tr.Result.Online != c.online {
				t.Fatalf("%v, %d activations, %d selections\n%v", tr.Result.Status, activations, selects, tr.Actions)
			}
			exits := sc.EveryWayOut(t)
			for i, out := range exits["host fault"] {
				if out != nil && out.Status != kernel.Declined {
					t.Errorf("no host at action %d: %v", i+1, out.Status)
				}
			}
			sc.EveryResume(t)
		})
	}
}

// oneDomestic is the configuration of one combination, with every limit.
var oneDomestic = &kernel.Config{Combinations: []kernel.Combination{{
	AID: []byte{0xA0, 0, 0, 0, 2}, Kernel: "\x2D", TTQ: []byte{0x26, 0, 0, 0},
	FloorLimit: kernel.Limit{Amount: 100, Present: true}, CVMLimit: kernel.Limit{Amount: 200, Present: true},
	TransactionLimit: kernel.Limit{Amount: 300, Present: true},
}}}

// The limits of the combination reach the kernel as indicators and in the TTQ: above the floor limit, from the others on. The number of GET
// PROCESSING OPTIONS comes back at a restart: from the store at start D, from the kernel's memory at start B.
//
// B 3.1.1.5 to 3.1.1.8, 3.4
func TestActivationCarries(t *testing.T) {
	for _, c := range []struct {
		amount uint64
		ttq    string
	}{{100, "26000000"}, {101, "26800000"}, {199, "26800000"}, {200, "26C00000"}, {299, "26C00000"}, {300, ""}} {
		for _, restart := range []kernel.Start{kernel.StartB, kernel.StartD} {
			sc := kerneltest.Scenario{
				Program: reader(domestic{restart}), Config: oneDomestic, Transaction: kernel.Transaction{Money: kernel.Money{Amount: c.amount}},
				World: func() kerneltest.World { return new(field).do },
			}
			tr := sc.Run(t)
			if c.ttq == "" {
				if tr.Result.Status != kernel.EndApplication {
					t.Errorf("%d: %v", c.amount, tr.Result.Status)
				}
				continue
			}
			all := strings.Join(tr.Actions, "\n")
			_, number, _ := strings.Cut(all, "command=80A8000004")
			if !strings.HasPrefix(number[8:], c.ttq) || !strings.Contains(all, "command=841E0000"+number[:8]+"8A023030") {
				t.Errorf("%d, start %d: %v", c.amount, restart, tr.Actions)
			}
		}
	}
}

// A new unpredictable number at each activation of a kernel, also after try again.
func TestNewNumberAtEachActivation(t *testing.T) {
	sc := kerneltest.Scenario{
		Program: reader(domestic{}), Config: oneDomestic,
		World: func() kerneltest.World { f := field{faults: 3}; return f.do },
	}
	seen := map[string]bool{}
	for _, a := range sc.Run(t).Actions {
		if strings.Contains(a, "command=80A8000004") {
			seen[a] = true
		}
	}
	if len(seen) != 4 {
		t.Fatal(seen)
	}
}

// Contact against contactless: both readers wait for a card, the first one wins, the other is switched off, and a card that
// comes too late at the other changes nothing.

func race(p *kernel.Port) *kernel.Outcome {
	p.Show(kernel.UI{Message: kernel.MsgPresentCard, Status: kernel.StatusReadyToRead})
	ev, out := p.Activate(time.Minute, kernel.Contact, kernel.Contactless)
	if out != nil {
		return out
	}
	if ev.Kind != kernel.CardFound {
		return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L3: kernel.L3TimeOut}}
	}
	winner, loser := kernel.Contact, kernel.Contactless
	if ev.Interface == loser {
		winner, loser = loser, winner
	}
	p.ReaderOff(loser)
	defer p.ReaderOff(winner)
	for range 2 {
		ev, out := p.Transmit(select1)
		if out != nil {
			return out
		}
		if ev.Kind != kernel.Response {
			return &kernel.Outcome{Status: kernel.TryAgain, AlternateInterface: loser}
		}
	}
	return &kernel.Outcome{Status: kernel.Approved, DataRecord: []byte{byte(winner)}}
}

func TestTwoReaders(t *testing.T) {
	for _, winner := range []kernel.Interface{kernel.Contact, kernel.Contactless} {
		loser := kernel.Contact + kernel.Contactless - winner
		for lateAt := range 6 { // the loser's card turns up at this action
			n := 0
			sc := kerneltest.Scenario{Program: kernel.Single("race", race), World: func() kerneltest.World {
				n = 0
				return func(a kernel.Action) kernel.Event {
					switch n++; {
					case a.Kind == kernel.Activate:
						return kernel.Event{Kind: kernel.CardFound, Interface: winner, Data: []byte{0x3B}}
					case a.Kind == kernel.Transmit:
						if a.Reader != winner {
							return kernel.Event{Kind: kernel.CardFault}
						}
						return kernel.Event{Kind: kernel.Response, Data: ok9000}
					case n == lateAt && a.Await == 0 && a.Kind == kernel.FieldOff:
						return kernel.Event{Kind: kernel.CardFound, Interface: loser}
					}
					return kernel.Event{}
				}
			}}
			tr := sc.Run(t)
			if tr.Result.Status != kernel.Approved || !bytes.Equal(tr.Result.DataRecord, []byte{byte(winner)}) {
				t.Fatal(winner, lateAt, tr.Result.Status)
			}
			if off := fmt.Sprintf("reader=%d", loser); !strings.Contains(strings.Join(tr.Actions, "\n"), "FieldOff await=00000000 "+off) {
				t.Fatal("the loser stays on", tr.Actions)
			}
			sc.EveryWayOut(t)
			sc.EveryResume(t)
		}
	}
}
