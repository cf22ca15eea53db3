package sweep_test

import (
	"testing"

	"github.com/emvgo/emv/testvectors/sweep"
)

// A sample has the first case and each that the step divides, and nothing else; a whole sweep leaves nothing out.
func TestSample(t *testing.T) {
	for _, full := range []bool{false, true} {
		t.Setenv("EMV_SWEEP", map[bool]string{true: "full"}[full])
		n := 0
		for i := 1; i <= 1000; i++ {
			if sweep.Sample(i, 100) {
				n++
			}
		}
		if want := map[bool]int{false: 11, true: 1000}[full]; n != want || sweep.Full() != full {
			t.Errorf("full %v: %d of 1000", full, n)
		}
	}
}
