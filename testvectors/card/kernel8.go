package card

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/tlv"
)

// kernel8 is the applet of cards and phones of Kernel 8: a secure channel, records in it, data envelopes, one GENERATE AC
// whose answer the channel authenticates.
type kernel8 struct {
	contact
	other   *mastercard // of a card that serves Kernel 2 too; nil: none
	asOther bool        // this transaction is one of Kernel 2
	channel secchan.Card
	writes  bool // the terminal has said that it writes
}

func (c *kernel8) reset() {
	c.contact.reset()
	c.asOther, c.channel, c.writes = false, secchan.Card{}, false
	if c.other != nil {
		c.other.reset()
	}
}

func (c *kernel8) powerOff() {
	c.reset()
	c.application.tap.between(c.memory)
}

func (c *kernel8) confirm() { c.memory.confirm() }

// pair has each application of Kernel 8 that serves Kernel 2 too share its memory with the one that follows it.
func (c *Card) pair() {
	for i, a := range c.profile.apps {
		if k, ok := c.applets[i].(*kernel8); ok && a.tap.k8.dual && i+1 < len(c.applets) {
			if other, ok := c.applets[i+1].(*mastercard); ok {
				other.memory = k.memory
				k.other = other
			}
		}
	}
}

func (c *kernel8) serve(dst []byte, cmd *apdu.Command) ([]byte, uint16) {
	if c.other != nil && cmd.INS == insGPO {
		c.asOther = !c.namesKernel8(cmd.Data)
	}
	if c.asOther {
		return c.other.serve(dst, cmd)
	}
	if sw := kernel8Forms.admit(cmd); sw != 0x9000 {
		return dst, sw
	}
	c.out = dst
	sw := kernel8Commands[cmd.INS](c, cmd)
	return c.out, sw
}

// namesKernel8 reports whether the values for the PDOL have a Kernel Qualifier of version 2.
//
// C-8 1.2 A.1.80
func (c *kernel8) namesKernel8(data []byte) bool {
	o, ok := tlv.Find(data, tlv.TagCommandTemplate)
	if !ok {
		return false
	}
	v, ok := c.application.pdol.find(o.Value, tlv.KernelQualifier.Tag())
	return ok && len(v) != 0 && v[0] == 0x02
}

// kernel8Forms are the commands of C-8 1.2 5.1.
var kernel8Forms = formTable{
	insGPO: forms[insGPO], insRead: forms[insRead], insRelay: {proprietary, 0, 0}, insGenAC: {proprietary, -1, -1},
	insReadData: {channelled, 0, 0}, insWriteData: {channelled, 0, -1},
}

var kernel8Commands = map[byte]func(*kernel8, *apdu.Command) uint16{
	insGPO:       (*kernel8).options,
	insRead:      (*kernel8).readEnciphered,
	insRelay:     func(c *kernel8, cmd *apdu.Command) uint16 { return c.exchangeRelay(cmd) },
	insGenAC:     (*kernel8).generate,
	insReadData:  (*kernel8).readData,
	insWriteData: (*kernel8).writeData,
}

// options begins a transaction and opens the channel.
//
// C-8 1.2 5.4
func (c *kernel8) options(cmd *apdu.Command) uint16 {
	a, m := c.app()
	d := a.tap.k8
	at := len(c.out)
	if sw := c.getProcessingOptions(cmd); sw != 0x9000 {
		return sw
	}
	terminal := c.value(tlv.KernelKeyData.Tag())
	channel, key, err := secchan.OpenCardBlinded(d.private(), terminal, c.blinding(terminal))
	if err != nil {
		c.tx.phase = idle
		return 0x6985
	}
	c.channel = channel
	b := tlv.Append(tlv.Append(nil, 0x82, a.aip), 0x94, a.afl)
	b = tlv.Append(b, tlv.CardKeyData.Tag(), d.wrong.spoilKey(key))
	for _, e := range a.tap.answer {
		v := e.value
		if e.tag == 0x9F36 {
			v = binary.BigEndian.AppendUint16(nil, m.atc)
		}
		b = tlv.Append(b, e.tag, v)
	}
	c.out = tlv.Append(c.out[:at], tlv.TagFormat2, b)
	return 0x9000
}

// blinding is the blinding factor of this transaction: it follows from the counter and from the terminal's key.
func (c *kernel8) blinding(terminal []byte) []byte {
	seed := draw('B', c.application.aid, uint32(c.memory.atc), 0)
	h := sha256.Sum256(append(seed[:], terminal...))
	h[0] &= 0x7F // below the order
	return h[:]
}

// readEnciphered reads a record, in template DA if it is one that travels in the channel.
//
// C-8 1.2 5.6.3
func (c *kernel8) readEnciphered(cmd *apdu.Command) uint16 {
	if c.tx.phase == idle {
		return 0x6985
	}
	raw, sw := c.application.record(c.memory, cmd)
	if sw != 0x9000 {
		return sw
	}
	of := c.application.records[uint16(cmd.P2>>3)<<8|uint16(cmd.P1)]
	if !of.enciphered {
		c.out = append(c.out, raw...)
		return 0x9000
	}
	enciphered, err := c.channel.EncipherRecord(recordValue(&record{sfi: of.sfi, raw: raw}))
	if err != nil {
		return 0x6985
	}
	if c.application.tap.k8.wrong == wrongRecord && len(enciphered) > 1 {
		enciphered[1] ^= 0x80 // the length of the first element
	}
	c.out = tlv.Append(c.out, templateEnciphered, enciphered)
	return 0x9000
}

// templateEnciphered is the template of a record in the channel.
//
// C-8 1.2 table 5.18
const templateEnciphered tlv.Tag = 0xDA

// readData gives a data envelope, enciphered and with its MAC.
//
// C-8 1.2 5.5
func (c *kernel8) readData(cmd *apdu.Command) uint16 {
	if c.tx.phase != initiated {
		return 0x6985
	}
	t, rest, ok := oneTag(cmd.Data)
	if !ok || len(rest) != 0 {
		return 0x6A86
	}
	value, ok := c.envelope(t)
	if !ok {
		return 0x6A88
	}
	wrong := c.application.tap.k8.wrong
	if wrong == wrongEnvelope {
		t++
	}
	response, err := c.channel.ReadResponse(tlv.Append(nil, t, value))
	if err != nil {
		return 0x6985
	}
	if wrong == wrongReadMAC {
		response[len(response)-1] ^= 1
	}
	c.out = append(c.out, response...)
	return 0x9000
}

// envelope is what a data envelope holds.
func (c *kernel8) envelope(t tlv.Tag) ([]byte, bool) {
	first, known := c.application.tap.k8.envelopes[t]
	if v, ok := c.memory.data[t]; ok && known {
		return v, true
	}
	return first, known
}

// writeData takes a data envelope, after GENERATE AC, as long as the terminal says that more commands follow.
//
// C-8 1.2 5.7
func (c *kernel8) writeData(cmd *apdu.Command) uint16 {
	if c.tx.phase != completed || !c.writes {
		return 0x6985
	}
	c.writes = cmd.P2&0x80 != 0
	plain, mac, err := c.channel.Write(cmd.Data)
	if err != nil {
		return 0x6985
	}
	cur := tlv.NewCursor(plain)
	o, ok := cur.Next()
	if !ok || len(o.Raw) != len(plain) || len(o.Value) > envelopeRoom {
		return 0x6700
	}
	if _, known := c.envelope(o.Tag); !known || c.application.tap.refuses {
		return 0x6A88
	}
	if c.memory.data == nil {
		c.memory.data = map[tlv.Tag][]byte{}
	}
	c.memory.data[o.Tag] = slices.Clone(o.Value)
	if c.application.tap.k8.wrong == wrongWriteMAC {
		mac[0] ^= 1
	}
	c.out = append(c.out, mac...)
	return 0x9000
}

// envelopeRoom is how much a data envelope holds.
//
// C-8 1.2 A.1.40
const envelopeRoom = 243
