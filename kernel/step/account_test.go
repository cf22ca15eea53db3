package step_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/step"
)

// C-3 B.1.2.2, C-7 annex C PAN
func TestAppendPAN(t *testing.T) {
	for track2, want := range map[string]string{
		"6228000000000013D49122010000000000000F": "6228000000000013",
		"6228000100001D49122010000000000000000F": "6228000100001F",
		"6D4912":                                 "6F", "D4912": "", "": "",
	} {
		if len(track2)%2 == 1 {
			track2 += "F"
		}
		if got := fmt.Sprintf("%X", step.AppendPAN(nil, bench.Hex(t, track2))); got != want {
			t.Errorf("%s: %s, want %s", track2, got, want)
		}
	}
}

func TestInRanges(t *testing.T) {
	for _, c := range []struct {
		ranges, pan string
		want        bool
	}{
		{"62F0", "6228000000000013", true}, // a run without its end is none, and the one before it counts
		{"62FF", "6228000000000013", true},
		{"62FF", "4228000000000013", false},
		{"4F62FF", "6228000000000013", true},
		{"4F51F62F", "6228000000000013", true},
		{"4F51F62F", "6128000000000013", false},
		{"FFFF", "6228000000000013", false}, // no digits are no range
		{"62", "6228000000000013", false},
		{"6228000000000013FF", "6228000000000013", true},
		{"62280000000000131F", "6228000000000013", false},
		{"", "62", false},
		{"62FF", "", false},
		{"62FF", "62", true},
		{"622F", "62", false},
	} {
		if got := step.InRanges(bench.Hex(t, c.ranges), bench.Hex(t, c.pan)); got != c.want {
			t.Errorf("%s in %s: %v", c.pan, c.ranges, got)
		}
	}
}
