package c3_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// What the signature is over is the reader's own, whole, whatever the PDOL cuts off: a card that was told less signs less, and is not approved offline. A card
// that asks for no qualifiers, or for fewer bytes of them, is told no more than it asks for.
//
// C-3 2.12 C.1
func TestSignedValuesWhole(t *testing.T) {
	bench.SignedValuesWhole(t, "visa-offline", "9F6604 9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704", func() *bench.Tap {
		x := bench.NewTap(t, c3.Kernel{}, "visa-offline", visa, "36004000")
		x.Combination.TerminalFloorLimit = kernel.Limit{Amount: 5000, Present: true}
		return x
	})
}
