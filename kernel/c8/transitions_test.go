package c8_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/trace"
)

// The ways from one state to another that the table has are those that transactions go, each of them.
// C-8 6.1
func TestWays(t *testing.T) {
	const none = "58010101" // an AFL whose one file is not read
	scenes := []*scene{newScene(t), everyState(t), withRelay(t, 192), withRelay(t, 60000, 192)}
	for _, afl := range []string{"", none} {
		for _, refused := range []bool{false, true} { // the envelope
			for _, s := range []*scene{
				newScene(t), withRelay(t, 192), newScene(t).exchange("9F8203", "9F8111"), newScene(t).exchange("9F8203", "9F8111", "9F8202", ""), newScene(t).exchange("9F8202", ""),
				withRelay(t, 192).exchange("9F8202", ""), withRelay(t, 192).exchange("9F8203", "9F8111"),
			} {
				s.chip.afl = afl
				if !refused {
					s.chip.envelopes = map[string]string{"9F8111": "9F8111 02 ABCD"}
				}
				s.Then["DEK |9F8202"] = []string{"9F8202 01 01"}
				scenes = append(scenes, s)
			}
		}
	}
	asks := newScene(t).exchange()
	asks.While["RR 1.1"] = []string{"9F8203 03 9F8111"}
	later := newScene(t).exchange("9F8202", "")
	later.Then["DEK |9F8202"] = []string{"9F8203 03 9F8111", "9F8202 01 01"}
	asks.Lazy, later.Lazy = true, true
	ways := map[string]bool{}
	for _, s := range append(scenes, asks, later) {
		s.schedule("when idle")
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
	for way := range c8.Leads() {
		if from, to, _ := strings.Cut(way, " "); from == to {
			continue // no step
		}
		if !ways[way] {
			t.Errorf("%s: no transaction goes it", way)
		}
		delete(ways, way)
	}
	if len(ways) != 0 {
		t.Errorf("the table has not %v", ways)
	}
}
