package card

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// mastercard is the applet of cards and phones of Kernel 2: one GENERATE AC, relay resistance, data storage, and what a
// phone says of its cardholder.
type mastercard struct {
	tapAC
	found found // the slot of this transaction's operator
}

func (c *mastercard) reset() {
	c.contact.reset()
	c.found = found{}
}

func (c *mastercard) powerOff() {
	c.found = found{}
	c.tapAC.powerOff()
}

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
	insRelay: {proprietary, 0, 0}, insPutData: {proprietary, -1, -1},
}

var mastercardCommands = map[byte]func(*mastercard, *apdu.Command) uint16{
	insGPO:     (*mastercard).options,
	insRead:    func(c *mastercard, cmd *apdu.Command) uint16 { return c.readRecord(cmd) },
	insGetData: func(c *mastercard, cmd *apdu.Command) uint16 { return c.getDataObject(cmd) },
	insGenAC:   (*mastercard).generate,
	insRelay:   func(c *mastercard, cmd *apdu.Command) uint16 { return c.exchangeRelay(cmd) },
	insPutData: (*mastercard).putData,
}

// options begins a transaction; the operator that the PDOL names gets what its slot holds. A reader that knows of no operators
// names number 0.
//
// C-2 2.12 5.5, table 5.17
func (c *mastercard) options(cmd *apdu.Command) uint16 {
	a, m := c.app()
	at := len(c.out)
	sw := c.getProcessingOptions(cmd)
	operator := c.value(0x9F5C)
	if sw != 0x9000 || a.tap.storage == nil || len(operator) != 8 || [8]byte(operator) == [8]byte{} {
		return sw
	}
	c.found = m.storage.find([8]byte(operator), draw('S', a.aid, uint32(m.atc), 0))
	objects := tlv.Append(tlv.Append(nil, 0x82, a.aip), 0x94, a.afl)
	c.out = tlv.Append(c.out[:at], tlv.TagFormat2, c.found.append(objects, a.tap.storage, &m.storage))
	return sw
}

// relayTries is how often a card exchanges relay resistance data in a transaction.
const relayTries = 3

// exchangeRelay answers with a number and the times that the card claims, after the delay of this try.
//
// C-2 2.12 5.2, C-8 1.2 5.2
func (c *contact) exchangeRelay(cmd *apdu.Command) uint16 {
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
	c.tx.signedToo = slices.Concat(cmd.Data, answer)
	if d.altered {
		c.tx.signedToo[len(c.tx.signedToo)-1] ^= 1
	}
	c.out = tlv.Append(c.out, tlv.TagFormat1, answer)
	return 0x9000
}

// Bits of the POS Cardholder Interaction Information, byte 2: C-2 2.12 A.1.103.
const (
	interactionVerified = 0x10 // CDCVM successful
	interactionRequired = 0x01 // CDCVM required
)

// generate is GENERATE AC, once. A phone whose holder has still to confirm declines and says why; data for the slot are
// written if the cryptogram is of the type that was asked for.
//
// C-2 2.12 5.3, 3.5.3
func (c *mastercard) generate(cmd *apdu.Command) uint16 {
	a, _ := c.app()
	if c.tx.phase != initiated {
		return 0x6985
	}
	asked := *cmd
	c.interact(&asked)
	var stored []byte
	if c.found.active && len(a.dsdol.entries) > 0 && len(cmd.Data) > a.cdol1.size {
		asked.Data, stored = cmd.Data[:a.cdol1.size], cmd.Data[a.cdol1.size:]
	}
	if c.found.active && len(asked.Data) == a.cdol1.size {
		c.store(&asked, stored)
	}
	return c.generateOnce(&asked)
}

// interact sets what a phone says of its cardholder. One that has still to ask declines.
//
// C-2 2.12 A.1.103
func (c *mastercard) interact(asked *apdu.Command) {
	a, m := c.app()
	info := slices.Clone(a.tap.interaction)
	ask := c.required(asked.Data) && a.tap.asks(m)
	if ask {
		asked.P1 &^= 0xC0
	}
	if len(info) != 3 {
		return
	}
	switch {
	case ask:
		info[1] |= interactionRequired
	case c.verified():
		info[1] |= interactionVerified
		c.tx.cvr.pinDone = true // the issuer learns of it by the same bits
	}
	c.tx.interaction = tlv.Append(nil, 0xDF4B, info)
}

// required reports whether the terminal wants the cardholder verified on the device: its CVM results say so.
//
// C-2 2.12 CVM.4
func (c *mastercard) required(cdol []byte) bool {
	list := &c.application.cdol1
	results, ok := list.find(cdol[:min(len(cdol), list.size)], 0x9F34)
	return !ok || len(results) != 3 || results[0]&0x3F == 0x01
}

// store writes to the slot and puts both summaries into the signature.
//
// C-2 2.12 3.5.3, table 6.4, table 6.5
func (c *mastercard) store(asked *apdu.Command, data []byte) {
	a, m := c.app()
	c.tx.cdol1 = append(c.tx.cdol1[:0], asked.Data...)
	before := c.found.summary
	if data != nil {
		give := c.analyse(asked.P1&0xC0, a, m)
		w, ok := readWrite(&a.dsdol, data)
		if !ok || give != asked.P1&0xC0 || !m.storage.write(a.tap.storage, &c.found, &w, [4]byte(c.value(0x9F37))) {
			if w.info&infoDecline != 0 {
				asked.P1 &^= 0xC0
			}
		}
	}
	if a.tap.storage.altered {
		before = slices.Clone(before)
		before[0] ^= 1
	}
	c.tx.signedToo = slices.Concat(before, c.found.summary, c.tx.signedToo)
}

// putData writes an unprotected data envelope.
//
// C-2 2.12 5.6, A.1.9
func (c *mastercard) putData(cmd *apdu.Command) uint16 {
	a, m := c.app()
	t := tlv.Tag(binary.BigEndian.Uint16([]byte{cmd.P1, cmd.P2}))
	switch {
	case t < 0x9F75 || t > 0x9F79 || !a.getData[t] || a.tap.refuses:
		return 0x6A88
	case c.tx.phase == idle:
		return 0x6985
	case len(cmd.Data) > a.tap.room(t):
		return 0x6700
	}
	if m.data == nil {
		m.data = map[tlv.Tag][]byte{}
	}
	m.data[t] = slices.Clone(cmd.Data)
	return 0x9000
}

// room is how much a data envelope holds by the SDS Scheme Indicator; 192 bytes if it says nothing.
//
// C-2 2.12 A.1.9
func (d *tapData) room(t tlv.Tag) int {
	rooms := []int{192, 32, 48, 64, 96, 128, 160, 192, 32}
	n := int(d.capabilities[2])
	switch {
	case n >= len(rooms):
		return rooms[0]
	case n == 8 && t == 0x9F78:
		return 64
	}
	return rooms[n]
}
