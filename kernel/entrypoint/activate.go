package entrypoint

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// activateKernel runs the kernel of the selected combination. The data of the transaction and of the configuration it has from its port, the issuer's
// and its own of before from the activation.
//
// B 3.4, A 8.1.1.7
func (e *Point) activateKernel() turn {
	c := &e.selected
	if c.combination == nil {
		return turn{out: failed(noCandidate)}
	}
	act := &kernel.Activation{
		Start:       e.start,
		Combination: c.Combination, // A 8.1.1.7
		Indicators:  c.indicators,  // B 3.4.1.2
		FCI:         e.answer.fci,  // B 3.4.1.3
		SW:          e.answer.sw,
		Host:        e.host, // A 8.1.1.7 issuer
		Updates:     e.Updates,
		TimedOut:    e.timedOut,
		Terminal:    e.terminalIdentifier(),
		Memory:      c.memory,
	}
	if c.hasTTQ() {
		act.TTQ = c.ttq[:] // B 3.4.1.2
	}
	e.transactionData(act)
	out := c.kernel.Run(e.port, act) // B 3.4.1.1
	c.memory = act.Memory
	if t, ok := e.beaten(); ok {
		return t
	}
	return turn{out: out} // none: the steps are at their end
}

// transactionData puts into the store what Entry Point gives the kernel there, and drops what was sent to the kernel before.
//
// A 8.1.1.8, 8.1.1.14, B 3.4.1.4
func (e *Point) transactionData(act *kernel.Activation) {
	s := e.port.Store()
	if e.start != kernel.StartD { // there the store is the kernel's own
		s.Open(tlv.EntryPoint)
		s.Update(tlv.KernelIdentifierTerminal, tlv.K, act.Terminal[:])
	}
	un := e.port.UnpredictableNumber() // A 8.1.1.8
	s.Update(tlv.UnpredictableNumber, tlv.K, un[:])
	for stale := true; stale; { // A 8.1.1.12, 8.1.1.14
		_, stale = e.port.Take(kernel.Set(kernel.DataReceived))
	}
}

// kernel8 is the identifier of Kernel 8.
const kernel8 kernel.KernelID = "\x08"

// terminalIdentifier is Kernel Identifier - Terminal, 96.
//
// B 3.4.1.4
func (e *Point) terminalIdentifier() (id [8]byte) {
	copy(id[:3], e.selected.Kernel)
	if e.kernelOf(kernel8) != nil {
		id[3] |= 0x80
	}
	for i := range e.combinations {
		if c := &e.combinations[i]; c.Kernel == kernel8 && bytes.HasPrefix(e.selected.name, c.AID) {
			id[3] |= 0x40
		}
	}
	return id
}
