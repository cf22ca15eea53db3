package sweep_test

import (
	"flag"
	"os"
	"runtime/debug"
	"testing"

	"github.com/emvgo/emv/testvectors/sweep"
)

// A sample has the first case and each that the step divides, and nothing else; a whole sweep leaves nothing out.
func TestSample(t *testing.T) {
	for name, want := range map[string]struct {
		cases int
		large int
		input int
		deep  sweep.Depth
	}{"": {11, 11, 1000, sweep.Sampled}, "few": {2, 2, 200, sweep.Few}, "full": {1000, 101, 1000, sweep.Larger}, "exhaustive": {1000, 1000, 1000, sweep.Exhaustive}} {
		depth, n, large, input := sweep.Named(name), 0, 0, 0
		for i := 1; i <= 1000; i++ {
			if depth.Sample(i, 100) {
				n++
			}
			if depth.Large(i, 100, 10) {
				large++
			}
			if depth.Input(i) {
				input++
			}
		}
		if n != want.cases || large != want.large || input != want.input || depth != want.deep {
			t.Errorf("EMV_SWEEP=%s: %d, %d and %d of 1000, depth %d", name, n, large, input, depth)
		}
	}
}

// The package's functions have the depth that the environment names.
func TestEnvironment(t *testing.T) {
	depth := sweep.Named(os.Getenv("EMV_SWEEP"))
	if sweep.Deep() != depth || sweep.Full() != (depth > sweep.Sampled) {
		t.Errorf("depth %d, full %t; the environment has %d", sweep.Deep(), sweep.Full(), depth)
	}
	for i := 1; i <= 1000; i++ {
		if sweep.Sample(i, 100) != depth.Sample(i, 100) || sweep.Large(i, 100, 10) != depth.Large(i, 100, 10) || sweep.Input(i) != depth.Input(i) {
			t.Fatal(i)
		}
	}
}

// Garbage is collected less often, unless somebody says how often or measures.
func TestCollects(t *testing.T) {
	const want = 400
	if got := debug.SetGCPercent(want); got != want && os.Getenv("GOGC") == "" && flag.Lookup("test.bench").Value.String() == "" {
		t.Errorf("at %d %%", got)
	}
}
