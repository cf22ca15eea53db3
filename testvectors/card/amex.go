package card

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// amex is the applet of cards and phones of Kernel 4: it answers as the reader's capabilities have it, a phone with its Mobile
// CVM Results, and has one GENERATE AC.
type amex struct {
	tapAC
}

func (c *amex) serve(dst []byte, cmd *apdu.Command) ([]byte, uint16) {
	if sw := amexForms.admit(cmd); sw != 0x9000 {
		return dst, sw
	}
	c.out = dst
	sw := amexCommands[cmd.INS](c, cmd)
	return c.out, sw
}

// amexForms are the commands of C-4 2.12 4.2, 5.2, 11.
var amexForms = formTable{insGPO: forms[insGPO], insRead: forms[insRead], insGetData: forms[insGetData], insGenAC: forms[insGenAC]}

var amexCommands = map[byte]func(*amex, *apdu.Command) uint16{
	insGPO:     (*amex).options,
	insRead:    func(c *amex, cmd *apdu.Command) uint16 { return c.readRecord(cmd) },
	insGetData: func(c *amex, cmd *apdu.Command) uint16 { return c.getDataObject(cmd) },
	insGenAC:   (*amex).generate,
}

// capabilities are what the reader has told of itself: whether it has EMV mode, and whether it requires the cardholder verified.
// Enhanced Contactless Reader Capabilities count before Terminal Type - Modified; a reader that is not asked has EMV mode.
//
// C-4 2.12 tables 4-3, 4-4
func (c *amex) capabilities() (emv, required bool) {
	demands := c.application.tap.demands
	if v := c.value(0x9F6E); len(v) == 4 {
		return v[0]&0x10 != 0, v[2]&0x40 != 0 || demands
	}
	if v := c.value(0x9F35); len(v) == 1 {
		return v[0]&0xC0 == 0xC0, v[0]&0xC8 == 0xC8 || demands
	}
	return true, demands
}

// options begins a transaction.
//
// C-4 2.12 4.2, 4.3.3, 4.3.7
func (c *amex) options(cmd *apdu.Command) uint16 {
	at := len(c.out)
	sw := c.getProcessingOptions(cmd)
	if sw == 0x9000 {
		emv, required := c.capabilities()
		c.answerOptions(at, emv, c.mobileCVM(required))
	}
	return sw
}

// Mobile CVM Results: C-4 2.12 table 8-1.
const (
	mobilePerformed    = 0x01 // byte 1
	mobileNotPerformed = 0x3F
	mobileRequired     = 0x03 // byte 2
	mobileSuccessful   = 0x02 // byte 3
)

// mobileCVM is 9F71 in the answer of a phone: the profile's while its holder has still to confirm, and always if the holder is not
// verified on the phone. One that refuses GENERATE AC until then says nothing before.
//
// C-4 2.12 8.2.4
func (c *amex) mobileCVM(required bool) []byte {
	d := c.application.tap
	if d.cvm != cvmDevice {
		return d.told()
	}
	condition := byte(0)
	if required {
		condition = mobileRequired
	}
	switch {
	case c.verified():
		c.tx.cvr.pinDone = true // the issuer learns of it by the same bits
		return tlv.Append(nil, 0x9F71, []byte{mobilePerformed, condition, mobileSuccessful})
	case d.refusal != 0:
		return nil
	}
	if required || d.result != nil {
		d.asks(c.memory)
	}
	if d.result != nil {
		return d.told()
	}
	return tlv.Append(nil, 0x9F71, []byte{mobileNotPerformed, condition, 0})
}

// told is 9F71 as the profile has it, nil if it has none.
func (d *tapData) told() []byte {
	if d.result == nil {
		return nil
	}
	return tlv.Append(nil, 0x9F71, d.result)
}

// generate is GENERATE AC, unless a Mobile CVM is wanting.
//
// C-4 2.12 11.2.3
func (c *amex) generate(cmd *apdu.Command) uint16 {
	if c.tx.phase != initiated {
		return 0x6985
	}
	_, required := c.capabilities()
	if sw := c.refusal(required); sw != 0x9000 {
		return sw
	}
	return c.generateOnce(cmd)
}
