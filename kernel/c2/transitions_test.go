package c2_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/trace"
)

// The ways from state to state that the table has are those that transactions go, each of them.
// C-2 6.1
func TestWays(t *testing.T) {
	plain := func(params ...string) *scene { return newScene(t).set(params...) }
	late := everyState(t)
	late.Then["TIMER"] = []string{"9F0306 000000000000", "9F0206 000000000100"}
	twice := everyState(t).set("FF8103", "9F7601BB 9F7701CC")
	twice.While["PD"] = []string{"DF8112 01 84"}
	slow := withRelay(t, claims, 60000, 15000)
	ways := map[string]bool{}
	for _, s := range []*scene{
		everyState(t), late, twice, slow, plain("DF01", "00"),
		plain("DF8112", "9F70 9F71").give("GD 9F70", "9F7001CC 9000"),
		plain().told("GPO", "DF8112 01 84").told("AC", "DF8112 01 84"),
		plain().told("RR 1.1", "DF8112 02 9F70"),
		plain("DF8110", "").told("RR 1.1", "DF8112 02 9F70").told("TIMER", "DF8112 02 9F71"),
		plain("FF8102", "9F7501AA").told("RR 1.1", "DF8112 02 9F70"),
		plain("FF8102", "9F7501AA 9F7601BB").give("PD", "9000"),
		plain("DF8110", "").told("TIMER", "DF8112 01 84", "DF8110 01 01"),
	} {
		s.Lazy = true
		sc, at := s.Scenario(), ""
		sc.Options = append(sc.Options, kernel.WithTrace(func(e trace.Entry) {
			if e.Kind != trace.Step || !strings.HasPrefix(e.Name, "state ") {
				return
			}
			name, _, _ := strings.Cut(strings.TrimPrefix(e.Name, "state "), ",")
			if at != "" && name != "1" {
				ways[at+" "+name] = true
			}
			at = name
		}))
		sc.Run(t)
	}
	for way := range c2.Leads() {
		if !ways[way] {
			t.Errorf("%s: no transaction goes it", way)
		}
		delete(ways, way)
	}
	if len(ways) != 0 {
		t.Errorf("the table has not %v", ways)
	}
}

// told has the terminal send data exchange data while a command, or a timer, is under way.
func (s *scene) told(line string, dets ...string) *scene {
	s.While[line] = slices.Concat(s.While[line], dets)
	return s
}
