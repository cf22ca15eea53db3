//go:build !wasip1

package contact_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// A purchase that stops at any action and is resumed from its journal in a fresh process ends as it does in this one.
func TestResumeInFreshProcess(t *testing.T) {
	var list []*kerneltest.Scenario
	for _, c := range every {
		list = append(list, scenario(t, c.card, c.amount))
	}
	for _, c := range errands {
		list = append(list, around(t, c.world))
	}
	if n := bench.FreshProcess(t, list); n < 100 {
		t.Errorf("%d journals", n)
	}
}
