// Package c5 is Kernel 5, JCB: EMV Contactless Book C-5 2.12.
package c5

import "github.com/emvgo/emv/kernel"

// Kernel is Kernel 5.
type Kernel struct{}

// ID is 05.
//
// B 3.3.2.5
func (Kernel) ID() kernel.KernelID { return "\x05" }

// Run is one activation, from the final selection to an outcome.
func (Kernel) Run(*kernel.Port, *kernel.Activation) *kernel.Outcome {
	return &kernel.Outcome{Status: kernel.SelectNext, Start: kernel.StartC, Kernel: "C-5"}
}
