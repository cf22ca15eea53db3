package main

import (
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel/terminal"
)

// tapPrinted is what -json prints of a tap.
type tapPrinted struct {
	printed
	Parameters   terminal.Parameters `json:"parameters"`   // of the last outcome
	Taps         int                 `json:"taps"`         // of a virtual card
	CardMicros   int64               `json:"cardMicros"`   // that the card took
	KernelMicros int64               `json:"kernelMicros"` // that Entry Point and the kernel took
}

func newTapPrinted(p printed, sale *terminal.Sale, hand *shell.Hand, w *shell.Stopwatch) tapPrinted {
	t := tapPrinted{p, terminal.NewParameters(&sale.Result.Outcome), 0, w.Card.Microseconds(), w.Kernel.Microseconds()}
	if hand != nil {
		t.Taps = hand.Tapped.Taps
	}
	return t
}
