//go:build !wasip1

package c5_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// The context of an issuer update by two taps survives a stop: another process, with nothing but the journal, takes the issuer's answer to the card.
// C-5 3.2.1.2, 3.8.4.7
func TestFreshProcess(t *testing.T) {
	list, _ := scenarios(t)
	bench.FreshProcess(t, list[len(list)-2:])
}
