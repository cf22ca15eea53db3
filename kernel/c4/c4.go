// Package c4 is Kernel 4, American Express: EMV Contactless Book C-4 2.12.
package c4

import "github.com/emvgo/emv/kernel"

// Kernel is Kernel 4.
type Kernel struct{}

// ID is 04.
//
// B 3.3.2.5
func (Kernel) ID() kernel.KernelID { return "\x04" }

// Run is one activation, from the final selection to an outcome.
func (Kernel) Run(_ *kernel.Port, _ *kernel.Activation) *kernel.Outcome {
	return &kernel.Outcome{Status: kernel.EndApplication, Kernel: "C-4"}
}
