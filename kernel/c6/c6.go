// Package c6 is Kernel 6, Discover D-PAS: EMV Contactless Book C-6 2.12.
package c6

import "github.com/emvgo/emv/kernel"

// Kernel is Kernel 6.
type Kernel struct{}

// ID is 06.
//
// B 3.3.2.5
func (Kernel) ID() kernel.KernelID { return "\x06" }

// Run is one activation, from the final selection to an outcome.
//
// C-6 3.1
func (Kernel) Run(*kernel.Port, *kernel.Activation) *kernel.Outcome {
	return &kernel.Outcome{Status: kernel.EndApplication, Kernel: "C-6"}
}
