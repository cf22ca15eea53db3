package kernel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
)

// asker reads a record, asks the host by AskHost and reads another: before and after say where its defers have run.
func asker(before, after func()) func(*kernel.Port) *kernel.Outcome {
	return func(p *kernel.Port) *kernel.Outcome {
		defer before()
		first, out := p.Transmit(read1)
		if out != nil {
			return out
		}
		de55 := bytes.Clone(first.Body())
		defer clear(de55)
		return p.AskHost(de55, func(ev kernel.Event, out *kernel.Outcome) *kernel.Outcome {
			defer after()
			if out != nil {
				return out
			}
			status := kernel.Declined
			if ev.Kind == kernel.HostResponse {
				status = kernel.Approved
			}
			second, out := p.Transmit(read1)
			if out != nil {
				return out
			}
			return &kernel.Outcome{Status: status, DataRecord: append(bytes.Clone(ev.Data), append(first.Body(), second.Body()...)...)}
		})
	}
}

func nothing() {}

// askScenario has a purchase that can be cancelled at any time, and no committed one: every way out is open at the host.
var askScenario = kerneltest.Scenario{
	Program: kernel.Program{Name: "asker/1", Run: asker(nothing, nothing)},
	World: func() kerneltest.World {
		return func(a kernel.Action) kernel.Event {
			switch a.Kind {
			case kernel.Transmit:
				return response(0x70, 0x01, 0x55, 0x90, 0x00)
			case kernel.GoOnline:
				return kernel.Event{Kind: kernel.HostResponse, Data: []byte{0x8A, 0x02, '0', '0'}}
			}
			return kernel.Event{}
		}
	},
}

// A program that asks its host by AskHost ends, resumes and replays like any other.
func TestAskHost(t *testing.T) {
	tr := askScenario.Run(t)
	if tr.Outcome.Status != kernel.Approved || !bytes.Equal(tr.Outcome.DataRecord, []byte{0x8A, 0x02, '0', '0', 0x70, 1, 0x55, 0x70, 1, 0x55}) {
		t.Fatal(tr.Outcome.Status, tr.Outcome.DataRecord)
	}
	exits := askScenario.EveryWayOut(t)
	for way, want := range map[string]kernel.Status{"cancel": kernel.EndApplication, "host fault": kernel.Declined, "card fault": 0} {
		if out := exits[way][1]; (out == nil) != (want == 0) || out != nil && out.Status != want {
			t.Errorf("%s at the host: %v", way, out)
		}
	}
	askScenario.EveryResume(t)
}

// While the host is asked no goroutine stands for the session; closed or dropped there, the rest of the program runs all
// the same, with an outcome to end by.
func TestAskHostStandsNowhere(t *testing.T) {
	toHost := func(run func(*kernel.Port) *kernel.Outcome) *kernel.Session {
		s, err := kernel.NewSession(program(run), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		next(t, s, kernel.Event{}, kernel.Transmit)
		a := next(t, s, response(0x70, 0x00, 0x90, 0x00), kernel.GoOnline)
		if !bytes.Equal(a.Data, []byte{0x70, 0x00}) || !a.Await.Has(kernel.HostResponse) || !a.Await.Has(kernel.Cancelled) || a.ID == 0 {
			t.Fatal(a)
		}
		next(t, s, kernel.Event{Kind: kernel.DataReceived}, kernel.Wait)
		return s
	}
	standing := kerneltest.Sessions()
	var first, second int
	s := toHost(asker(func() { first++ }, func() { second++ }))
	for kerneltest.Sessions() > standing {
		runtime.Gosched()
	}
	if first != 1 || second != 0 {
		t.Fatal(first, second)
	}
	if err := s.Close(); err != nil || second != 1 || s.Journal() != nil {
		t.Fatal(err, second)
	}

	const n = 20
	ended := make(chan bool, n)
	for range n {
		toHost(asker(nothing, func() { ended <- true }))
	}
	for left := n; left > 0; {
		runtime.GC()
		select {
		case <-ended:
			left--
		default:
			runtime.Gosched()
		}
	}
}

// The budget, once it is used up, and the bugs of a program that does not hand up what AskHost returns.
func TestAskHostEnds(t *testing.T) {
	then := func(_ kernel.Event, out *kernel.Outcome) *kernel.Outcome { return out }
	for _, c := range []struct {
		name   string
		run    func(*kernel.Port) *kernel.Outcome
		l2     kernel.L2Error
		answer int
		bug    string
	}{
		{"the journal is full", func(p *kernel.Port) *kernel.Outcome { return p.AskHost(nil, then) }, kernel.BudgetExceeded, 2000, ""},
		{"it ends", func(p *kernel.Port) *kernel.Outcome { p.AskHost(nil, then); return approved() }, kernel.InternalError, 0, "another outcome"},
		{"it goes on", func(p *kernel.Port) *kernel.Outcome { p.AskHost(nil, then); p.Show(kernel.UI{}); return approved() }, kernel.InternalError, 0, "goes on after AskHost"},
		{"it asks twice", func(p *kernel.Port) *kernel.Outcome { p.AskHost(nil, then); return p.AskHost(nil, then) }, kernel.InternalError, 0, "goes on after AskHost"},
		{"a panic later", func(p *kernel.Port) *kernel.Outcome {
			return p.AskHost(nil, func(kernel.Event, *kernel.Outcome) *kernel.Outcome { panic("later") })
		}, kernel.InternalError, 0, "later"},
		{"no outcome", func(p *kernel.Port) *kernel.Outcome {
			return p.AskHost(nil, func(kernel.Event, *kernel.Outcome) *kernel.Outcome { return nil })
		}, kernel.InternalError, 0, "no outcome"},
	} {
		s, err := kernel.NewSession(program(c.run), &kernel.Config{Budget: kernel.Budget{JournalBytes: 1000}}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := kernel.Run(context.Background(), s, kernel.HandlerFunc(func(context.Context, kernel.Action) (kernel.Event, error) {
			return kernel.Event{Kind: kernel.HostResponse, Data: make([]byte, c.answer)}, nil
		}))
		var bug *kernel.BugError
		if (c.bug != "") != errors.As(err, &bug) || bug != nil && !strings.Contains(fmt.Sprint(bug.Value), c.bug) || out == nil || out.Error.L2 != c.l2 {
			t.Errorf("%s: %v, %v", c.name, out, err)
		}
		if c.bug == "" && !out.Reversal {
			t.Errorf("%s: an answer that was not read may be an approval", c.name)
		}
	}
}
