package c8

import (
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel"
)

// processC is Process C: the signals that Process K has sent, those that it has sent to Process K, and its data store.
// C-8 7.1
type processC struct {
	requests []request
	answers  []answer
	turn     uint

	channel secchan.Kernel
}

// work serves the first request.
// C-8 7.2
func (c *processC) work(p *kernel.Port) {
	c.requests = c.requests[1:]
}

// wipe lets go of keys and of the card's data.
func (c *processC) wipe() {
	clear(c.requests[:cap(c.requests)])
	clear(c.answers[:cap(c.answers)])
}
