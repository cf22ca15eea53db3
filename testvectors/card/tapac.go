package card

import (
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// tapAC is what the applets have in common whose cards and phones give their cryptogram at GENERATE AC in the clear: those of
// Kernel 2 (Mastercard), Kernel 4 (American Express) and Kernel 5 (JCB).
type tapAC struct {
	contact
}

func (c *tapAC) powerOff() {
	c.reset()
	c.application.tap.between(c.memory)
}

func (c *tapAC) confirm() { c.memory.confirm() }

// generateOnce is GENERATE AC of a transaction that has no second one.
func (c *tapAC) generateOnce(asked *apdu.Command) uint16 {
	m := c.memory
	if c.tx.phase != initiated {
		return 0x6985
	}
	sw := c.generateAC(asked)
	if sw == 0x9000 {
		c.tx.phase, m.incomplete = completed, false
		m.spent()
	}
	return sw
}

// spent takes back a confirmation that has served for a transaction.
func (m *memory) spent() {
	if m.screen == "" {
		m.confirmed = false
	}
}

// verified reports whether the cardholder was verified on the phone.
func (c *tapAC) verified() bool {
	d := c.application.tap
	return d.cvm == cvmDevice && (d.device == deviceAlways || c.memory.confirmed)
}

// refusal is what a phone answers to GENERATE AC while its holder has still to confirm: 9000 if it does not refuse.
func (c *tapAC) refusal(required bool) uint16 {
	d := c.application.tap
	if d.refusal == 0 || !required || !d.asks(c.memory) {
		return 0x9000
	}
	return d.refusal
}

// answerOptions answers GET PROCESSING OPTIONS for a reader with or without EMV mode: a card that gets no such reader says so in
// the second byte of its AIP. more are further data elements.
//
// C-4 2.12 4.2, table 5-2, C-5 2.12 table 4-7, A.1
func (c *tapAC) answerOptions(at int, emv bool, more []byte) {
	a := c.application
	if emv && len(more) == 0 {
		return
	}
	aip := slices.Clone(a.aip)
	if !emv {
		aip[1] &^= 0x80
	}
	objects := tlv.Append(tlv.Append(nil, 0x82, aip), 0x94, a.afl)
	c.out = tlv.Append(c.out[:at], tlv.TagFormat2, append(objects, more...))
}
