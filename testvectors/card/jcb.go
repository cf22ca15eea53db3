package card

import (
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// jcb is the applet of cards and phones of Kernel 5: Cardholder Verification Status, offline balance, and the issuer's answer while the
// card stays or at a second tap. A card without EMV mode in its AIP is one of legacy mode.
type jcb struct {
	tapAC
}

func (c *jcb) serve(dst []byte, cmd *apdu.Command) ([]byte, uint16) {
	if sw := jcbForms.admit(cmd); sw != 0x9000 {
		return dst, sw
	}
	c.out = dst
	if cmd.INS != insGPO && cmd.INS != insRead {
		c.resume()
	}
	sw := jcbCommands[cmd.INS](c, cmd)
	return c.out, sw
}

// jcbForms are the commands of C-5 2.12 4, 3.10.2, 3.10.5.
var jcbForms = formTable{
	insGPO: forms[insGPO], insRead: forms[insRead], insGetData: forms[insGetData], insGenAC: forms[insGenAC],
	insAppBlock: forms[insAppBlock], insAppUnblock: forms[insAppUnblock], insCardBlock: forms[insCardBlock],
	insPINChange: forms[insPINChange], insPutData: forms[insPutData], insUpdate: forms[insUpdate],
}

var jcbCommands = map[byte]func(*jcb, *apdu.Command) uint16{
	insGPO:        (*jcb).options,
	insRead:       func(c *jcb, cmd *apdu.Command) uint16 { return c.readRecord(cmd) },
	insGetData:    func(c *jcb, cmd *apdu.Command) uint16 { return c.getDataObject(cmd) },
	insGenAC:      (*jcb).generate,
	insAppBlock:   (*jcb).updateScript,
	insAppUnblock: (*jcb).updateScript,
	insCardBlock:  (*jcb).updateScript,
	insPINChange:  (*jcb).updateScript,
	insPutData:    (*jcb).updateScript,
	insUpdate:     (*jcb).updateScript,
}

// options begins a transaction: in EMV mode if the reader has it.
//
// C-5 2.12 A.8
func (c *jcb) options(cmd *apdu.Command) uint16 {
	at := len(c.out)
	c.memory.held = nil
	sw := c.getProcessingOptions(cmd)
	if v := c.value(0x9F52); sw == 0x9000 && len(v) == 1 {
		c.answerOptions(at, v[0]&0x02 != 0, nil)
	}
	return sw
}

// legacy reports whether the card knows legacy mode alone.
//
// C-5 2.12 A.1
func (a *application) legacy() bool { return a.aip[1]&0x80 == 0 }

// Issuer Update Parameter, 9F60: C-5 2.12 A.6.
const (
	updateBits  = 0x03
	updateHold  = 0x01
	updateTwice = 0x02
)

// updates is how the card wants the issuer's answer, 0 if it wants none.
func (d *tapData) updates() byte {
	if len(d.issuerUpdate) == 0 {
		return 0
	}
	return d.issuerUpdate[0] & updateBits
}

// generate is GENERATE AC, the second one too where the card wants the issuer's answer. A phone whose holder has still to confirm
// refuses.
//
// C-5 2.12 4.1, 4.2
func (c *jcb) generate(cmd *apdu.Command) uint16 {
	a, m := c.app()
	switch {
	case c.tx.phase == online:
		sw := c.generateAC(cmd)
		if sw == 0x9000 {
			m.held = nil
		}
		return sw
	case c.tx.phase != initiated:
		return 0x6985
	case a.legacy():
		return c.generateOnce(cmd)
	case len(cmd.Data) == a.cdol1.size:
		c.tx.cdol1 = append(c.tx.cdol1[:0], cmd.Data...)
		if sw := c.refusal(c.required()); sw != 0x9000 {
			return sw
		}
	}
	switch a.tap.updates() {
	case updateHold, updateTwice:
		return c.generateFirst(cmd)
	}
	return c.generateOnce(cmd)
}

// generateFirst is GENERATE AC that another may follow: after an ARQC, while the card stays or, if it says so, at a second tap.
//
// C-5 2.12 3.10, A.6
func (c *jcb) generateFirst(cmd *apdu.Command) uint16 {
	a, m := c.app()
	sw := c.generateAC(cmd)
	if sw != 0x9000 {
		return sw
	}
	m.spent()
	if c.tx.phase == online && a.tap.updates() == updateTwice {
		held := c.tx
		held.pdol, held.cdol1, held.iad = slices.Clone(held.pdol), slices.Clone(held.cdol1), slices.Clone(held.iad)
		held.cdol2 = nil
		m.held = &held
	}
	return sw
}

// resume takes up the transaction that waits for the issuer's answer, at a second tap.
//
// C-5 2.12 3.10
func (c *jcb) resume() {
	if m := c.memory; c.tx.phase == idle && m.held != nil {
		c.tx = *m.held
	}
}

// updateScript serves an issuer script command of a card that wants the issuer's answer.
//
// C-5 2.12 3.10.2, 3.10.5
func (c *jcb) updateScript(cmd *apdu.Command) uint16 {
	if c.application.tap.updates() == 0 {
		return 0x6985
	}
	return c.script(cmd)
}

// required reports whether the reader, or the card itself, wants the cardholder verified.
//
// C-5 2.12 A.9
func (c *jcb) required() bool {
	v := c.value(0x9F53)
	return len(v) == 3 && v[0]&0x80 != 0 || c.application.tap.demands
}

// Cardholder Verification Status, 9F50: C-5 2.12 A.2.
const (
	statusNone      = 0x00
	statusSignature = 0x10
	statusOnlinePIN = 0x20
	statusDevice    = 0x30
	statusCode      = 0x31 // confirmation code
)

// status is the Cardholder Verification Status of this transaction.
//
// C-5 2.12 A.2
func (c *jcb) status() byte {
	d := c.application.tap
	required := c.required()
	switch {
	case len(d.result) == 1:
		return d.result[0]
	case c.verified():
		return statusCode
	case !required:
		return statusNone
	}
	return [...]byte{statusNone, statusOnlinePIN, statusSignature, statusDevice}[d.cvm]
}

// objects are the data elements of the answer to GENERATE AC besides the cryptogram's.
//
// C-5 2.12 tables 4-3, 4-4, 4-5, 4-6
func (c *jcb) objects(cid byte) (b []byte) {
	a := c.application
	d := a.tap
	if a.legacy() {
		return nil
	}
	first := !c.tx.second && cid != typeAAC
	if first {
		status := c.status()
		c.tx.cvr.pinDone = status == statusCode // the issuer learns of it by the same bits
		b = tlv.Append(b, 0x9F50, []byte{status})
	}
	if d.balance {
		left := c.spending()
		if cid == typeTC && !c.tx.second {
			left -= min(left, readBCD(c.value(0x9F02)))
		}
		b = tlv.Append(b, 0x9F5F, appendBCD(nil, left, 6))
	}
	if first && d.issuerUpdate != nil {
		b = tlv.Append(b, 0x9F60, d.issuerUpdate)
	}
	return b
}
