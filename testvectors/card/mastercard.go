package card

import (
	"slices"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// mastercard is the applet of cards and phones of Kernel 2: one GENERATE AC, relay resistance, and what a phone says of its
// cardholder.
type mastercard struct{ contact }

func (c *mastercard) powerOff() {
	c.reset()
	c.application.tap.between(c.memory)
}

func (c *mastercard) confirm() { c.memory.confirm() }

func (c *mastercard) serve(dst []byte, cmd *apdu.Command) ([]byte, uint16) {
	if sw := mastercardForms.admit(cmd); sw != 0x9000 {
		return dst, sw
	}
	c.out = dst
	sw := mastercardCommands[cmd.INS](c, cmd)
	return c.out, sw
}

// mastercardForms are the commands of C-2 2.12 5.1.
var mastercardForms = formTable{
	insGPO: forms[insGPO], insRead: forms[insRead], insGetData: forms[insGetData], insGenAC: forms[insGenAC],
	insRelay: {proprietary, 0, 0},
}

var mastercardCommands = map[byte]func(*mastercard, *apdu.Command) uint16{
	insGPO:     func(c *mastercard, cmd *apdu.Command) uint16 { return c.getProcessingOptions(cmd) },
	insRead:    func(c *mastercard, cmd *apdu.Command) uint16 { return c.readRecord(cmd) },
	insGetData: func(c *mastercard, cmd *apdu.Command) uint16 { return c.getDataObject(cmd) },
	insGenAC:   (*mastercard).generate,
	insRelay:   (*mastercard).exchangeRelay,
}

// relayTries is how often a card exchanges relay resistance data in a transaction.
const relayTries = 3

// exchangeRelay answers with a number and the times that the card claims, after the delay of this try.
//
// C-2 2.12 5.2
func (c *mastercard) exchangeRelay(cmd *apdu.Command) uint16 {
	a, m := c.app()
	d := a.tap
	switch {
	case d.relay == nil:
		return 0x6D00
	case len(cmd.Data) != 4:
		return 0x6700
	case c.tx.phase != initiated || c.tx.tries == relayTries:
		return 0x6985
	}
	number := draw('R', a.aid, uint32(m.atc), uint32(c.tx.tries))
	answer := slices.Concat(number[:4], d.relay)
	if c.tx.tries < len(d.delays) {
		c.device.elapsed = time.Duration(d.delays[c.tx.tries]) * time.Microsecond
	}
	c.tx.tries++
	c.tx.relay = slices.Concat(cmd.Data, answer)
	if d.altered {
		c.tx.relay[len(c.tx.relay)-1] ^= 1
	}
	c.out = tlv.Append(c.out, tlv.TagFormat1, answer)
	return 0x9000
}

// Bits of the POS Cardholder Interaction Information, byte 2: C-2 2.12 A.1.103.
const (
	interactionVerified = 0x10 // CDCVM successful
	interactionRequired = 0x01 // CDCVM required
)

// generate is GENERATE AC, once. A phone whose holder has still to confirm declines and says why.
//
// C-2 2.12 5.3
func (c *mastercard) generate(cmd *apdu.Command) uint16 {
	a, m := c.app()
	d := a.tap
	if c.tx.phase != initiated {
		return 0x6985
	}
	asked := *cmd
	info := slices.Clone(d.interaction)
	ask := d.asks(m)
	if ask {
		asked.P1 &^= 0xC0
	}
	if len(info) == 3 {
		switch {
		case ask:
			info[1] |= interactionRequired
		case d.cvm == cvmDevice:
			info[1] |= interactionVerified
		}
		c.tx.interaction = tlv.Append(nil, 0xDF4B, info)
	}
	sw := c.generateAC(&asked)
	if sw == 0x9000 {
		c.tx.phase, m.incomplete = completed, false // there is no second one
		if m.screen == "" {
			m.confirmed = false
		}
	}
	return sw
}
