package c6_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A visit is one of the virtual cards at a reader, tapped as often as the kernel asks for it.
type visit struct {
	card, ttq  string
	parameters []string
	taps       int
	online     bool
	status     kernel.Status
}

var visits = []visit{
	{"discover-online", "36004000", nil, 1, false, kernel.OnlineRequest},
	{"discover-offline", "36004000", nil, 1, false, kernel.Approved},
	{"discover-update", "3600C000", nil, 2, true, kernel.EndApplication},
	{"discover-torn", "36004000", []string{"DF0A", "01"}, 2, false, kernel.Approved},
	{"discover-features", "37004000", []string{"DF04", "01", "DF09", "01", "DF0A", "01", "DF0B", "0F000001"}, 2, false, kernel.Approved},
	{"discover-storage-online", "37004000", []string{"DF04", "01"}, 2, true, kernel.EndApplication},
	{"phone-discover-twice", "36404000", nil, 2, false, kernel.OnlineRequest},
}

func (v visit) tap(t testing.TB) *bench.Tap {
	t.Helper()
	x := bench.NewTap(t, c6.Kernel{}, v.card, aid, v.ttq).Set("9F09", "0002").Set(v.parameters...)
	x.Config.Keys, x.Taps, x.Online = cardKeys(t), v.taps, v.online
	x.Combination.FloorLimit = kernel.Limit{Amount: 5000, Present: true}
	if v.ttq[2] == '4' {
		x.Combination.CVMLimit = kernel.Limit{Amount: 1, Present: true}
	}
	return x
}

// scenario is the visit in a world where nobody answers data exchange: its timer runs out.
func (v visit) scenario(t testing.TB) *kerneltest.Scenario {
	s := bench.Scenario(t, func() *bench.Bench { return v.tap(t).Bench })
	world := s.World
	s.World = func() kerneltest.World {
		do := world()
		return func(a kernel.Action) kernel.Event {
			switch a.Kind {
			case kernel.Wait:
				return kernel.Event{Kind: kernel.Timeout}
			case kernel.SendData, kernel.StartTimer, kernel.StopTimer:
				return kernel.Event{}
			}
			return do(a)
		}
	}
	return s
}

// nothing is a terminal's logic that wants nothing.
type nothing struct{}

func (nothing) Data(context.Context, []byte, []tlv.Tag) ([]byte, error) { return []byte{}, nil }

// The card is gone, the reader has a fault or the cardholder cancels at any moment: one outcome, nothing left, and the journal replays.
// C-6 F8.17, F12.12, F13.1
func TestEveryWayOut(t *testing.T) {
	for _, v := range visits {
		t.Run(v.card, func(t *testing.T) {
			x := v.tap(t)
			equip := x.Equip
			x.Equip = func(d *terminal.Devices) { equip(d); d.Exchange = nothing{} }
			if out := x.Run(); out.Status != v.status {
				t.Fatalf("%+v, %+v", of(out), out.Error)
			}
			for way, out := range bench.Exits(t, v.scenario(t)) {
				if out.Error.L2 == kernel.InternalError || out.Status == kernel.TryAgain && out.DataRecord != nil {
					t.Errorf("%s: %+v, %s", way, of(out), out.Error.Reason)
				}
			}
		})
	}
}

// Stopped at any action and resumed from its journal, in one tap or between two, a transaction ends as the whole one, by the same actions; where a command was
// under way the card counts as gone.
// C-6 D.36, F6.8
func TestEveryResume(t *testing.T) {
	for _, v := range visits {
		t.Run(fmt.Sprint(v.card), func(t *testing.T) {
			v.scenario(t).EveryResume(t)
		})
	}
}
