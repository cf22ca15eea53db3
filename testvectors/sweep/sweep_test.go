package sweep_test

import (
	"testing"

	"github.com/emvgo/emv/testvectors/sweep"
)

// A sample has the first case and each that the step divides, and nothing else; a whole sweep leaves nothing out.
func TestSample(t *testing.T) {
	for name, want := range map[string]struct {
		cases int
		large int
		full  bool
		deep  sweep.Depth
	}{"": {11, 11, false, sweep.Sampled}, "few": {2, 2, false, sweep.Few}, "full": {1000, 101, true, sweep.Larger}, "exhaustive": {1000, 1000, true, sweep.Exhaustive}} {
		t.Setenv("EMV_SWEEP", name)
		n, large := 0, 0
		for i := 1; i <= 1000; i++ {
			if sweep.Sample(i, 100) {
				n++
			}
			if sweep.Large(i, 100, 10) {
				large++
			}
		}
		if n != want.cases || large != want.large || sweep.Full() != want.full || sweep.Deep() != want.deep {
			t.Errorf("EMV_SWEEP=%s: %d and %d of 1000, depth %d", name, n, large, sweep.Deep())
		}
	}
}
