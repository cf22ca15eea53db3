package bench

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
)

// Scenario is the scenario of what fresh makes, anew for every run.
func Scenario(t testing.TB, fresh func() *Bench) *kerneltest.Scenario {
	b := fresh()
	return &kerneltest.Scenario{
		Program: b.Program, Config: b.Config, Transaction: b.Transaction, Options: []kernel.Option{kerneltest.Random(1)},
		World: func() kerneltest.World { return World(t, fresh().Devices()) },
	}
}

// World is a terminal's devices as a scenario has them: a command is answered where it is sent, also one that the kernel does not wait for.
func World(t testing.TB, d *terminal.Devices) kerneltest.World {
	return func(a kernel.Action) kernel.Event {
		if a.Kind == kernel.Wait {
			return kernel.Event{}
		}
		if a.Kind == kernel.Transmit {
			a.Await = kernel.Set(kernel.Response, kernel.CardFault)
		}
		ev, err := d.Do(context.Background(), a)
		if err != nil {
			t.Error(err)
		}
		ev.Data = bytes.Clone(ev.Data)
		return ev
	}
}

// OfTrace is the Result of a scenario's run.
func OfTrace(tr *kerneltest.Trace) *Result { return ResultOf(tr.Result) }

// Exits takes every way out of a scenario at every action. It gives the way in words, "cancel at action 3", and the Result.
func Exits(t testing.TB, s *kerneltest.Scenario) iter.Seq2[string, *Result] {
	return func(yield func(string, *Result) bool) {
		for way, list := range s.EveryWayOut(t) {
			for i, out := range list {
				if out != nil && !yield(fmt.Sprintf("%s at action %d", way, i+1), ResultOf(out)) {
					return
				}
			}
		}
	}
}
