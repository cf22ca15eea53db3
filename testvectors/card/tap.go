package card

import (
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// tap is the applet of cards and phones of Kernel 3 (Visa) and Kernel 7 (UnionPay): GET PROCESSING OPTIONS gives the
// cryptogram, and a dynamic signature where one is due.
type tap struct {
	contact
	related []byte // 9F69 of this transaction
	logging []byte // what the terminal adds to the log: DF3C
}

// pending is what a card keeps of its last cryptogram, for a second tap.
type pending struct {
	ac  [8]byte
	un  [4]byte
	set bool
}

func (c *tap) reset() {
	c.contact.reset()
	c.related, c.logging = c.related[:0], nil
}

func (c *tap) powerOff() {
	c.reset()
	c.application.tap.between(c.memory)
}

func (c *tap) confirm() { c.memory.confirm() }

// confirm is the cardholder's verification on the phone.
func (m *memory) confirm() { m.confirmed, m.screen = true, "" }

// between is the time without power: the cardholder does what the phone shows.
func (d *tapData) between(m *memory) {
	if d.device == deviceBetween && m.screen != "" {
		m.confirm()
	}
}

// asks reports whether the cardholder has still to confirm on the phone, which then shows it.
func (d *tapData) asks(m *memory) bool {
	if d.cvm != cvmDevice || d.device == deviceAlways || m.confirmed {
		return false
	}
	m.screen = "confirm with your code"
	return true
}

func (c *tap) serve(dst []byte, cmd *apdu.Command) ([]byte, uint16) {
	t := tapForms[c.application.tap.book]
	if sw := t.admit(cmd); sw != 0x9000 {
		return dst, sw
	}
	c.out = dst
	sw := tapCommands[cmd.INS](c, cmd)
	return c.out, sw
}

// The books, indices of appletNames less 1.
const (
	bookC3 = iota
	bookC7
	bookC2
	bookC8
	bookC4
	bookC5
	bookC6
)

// tapForms are the commands of each book: C-3 2.12 D.1 to D.4, 6.2.1.3; C-7 2.12 4.1.4, 4.2.4, annex D.
var tapForms = [...]formTable{
	bookC3: {
		insGPO: forms[insGPO], insEGPO: {proprietary, 0, 0}, insRead: forms[insRead], insGetData: forms[insGetData],
		insExtAuth: forms[insExtAuth], insAppBlock: forms[insAppBlock], insAppUnblock: forms[insAppUnblock],
		insCardBlock: forms[insCardBlock], insPINChange: forms[insPINChange], insPutData: forms[insPutData], insUpdate: forms[insUpdate],
	},
	bookC7: {insGPO: forms[insGPO], insRead: forms[insRead], insGetData: forms[insGetData]},
}

var tapCommands = map[byte]func(*tap, *apdu.Command) uint16{
	insGPO:        (*tap).options,
	insEGPO:       (*tap).extendedOptions,
	insRead:       (*tap).readTapRecord,
	insGetData:    (*tap).getTapData,
	insExtAuth:    (*tap).updateAuthenticate,
	insAppBlock:   (*tap).updateScript,
	insAppUnblock: (*tap).updateScript,
	insCardBlock:  (*tap).updateScript,
	insPINChange:  (*tap).updateScript,
	insPutData:    (*tap).updateScript,
	insUpdate:     (*tap).updateScript,
}

// Bits of the terminal transaction qualifiers, 9F66: C-3 2.12 A, C-7 2.12 table 3-1.
const (
	ttqOfflineOnly  = 0x08 // byte 1
	ttqODAForOnline = 0x01
	ttqCryptogram   = 0x80 // byte 2: online cryptogram required
	ttqCVM          = 0x40
)

// Bits of the card transaction qualifiers, 9F6C: C-3 2.12 A.
const (
	ctqOnlinePIN = 0x80 // byte 1
	ctqSignature = 0x40
	ctqDevice    = 0x80 // byte 2: consumer device CVM performed
)

// options is GET PROCESSING OPTIONS.
//
// C-3 2.12 5.2, D.1, C-7 2.12 4.1.4
func (c *tap) options(cmd *apdu.Command) uint16 {
	cur := tlv.NewCursor(cmd.Data)
	o, ok := cur.Next()
	if !ok || o.Tag != tlv.TagCommandTemplate || len(o.Raw) != len(cmd.Data) {
		return 0x6700
	}
	return c.initiate(o.Value)
}

// initiate begins a transaction with the values for the PDOL and gives the cryptogram.
func (c *tap) initiate(pdol []byte) uint16 {
	a, m := c.app()
	if c.tx.phase != idle || m.blocked || m.atc == 0xFFFF {
		return 0x6985
	}
	if len(pdol) != a.pdol.size {
		return 0x6700
	}
	c.tx.pdol = append(c.tx.pdol[:0], pdol...)
	ttq := [4]byte{}
	copy(ttq[:], c.value(0x9F66))
	if ttq[1]&ttqCVM != 0 && a.tap.asks(m) {
		return 0x6986 // C-3 2.12 5.2.2.2: see phone
	}
	m.atc++
	copy(c.tx.un[:], c.value(0x9F37))
	cid := c.dispose(ttq)
	c.count(cid)
	sw := c.respond(cid, ttq)
	c.tx.phase = completed
	m.confirmed, m.screen = false, ""
	m.pending = pending{c.tx.ac, c.tx.un, cid == typeARQC}
	return sw
}

// dispose decides: the book leaves it to the card. See risk.
func (c *tap) dispose(ttq [4]byte) byte {
	a, m := c.app()
	if a.risk.always == forceDecline || a.tap.refundAAC && slices.Equal(c.value(0x9C), []byte{0x20}) {
		return typeAAC
	}
	_, cash := c.cash()
	limited := c.analyse(typeTC, a, m) == typeARQC
	switch {
	case a.risk.always == forceOnline, ttq[1]&ttqCryptogram != 0:
		return typeARQC
	case cash:
		return c.cashDisposition(ttq[0]&ttqOfflineOnly != 0)
	case limited && ttq[0]&ttqOfflineOnly != 0:
		return typeAAC
	case limited:
		return typeARQC
	}
	return typeTC
}

func (c *tap) count(cid byte) {
	a, m := c.app()
	switch _, cash := c.cash(); {
	case cid == typeTC && cash:
		c.pay()
	case cid == typeTC:
		c.countOffline(m)
	}
	if cid != typeAAC {
		c.log(a, m)
	}
}

// spending is what is left of the limit for offline approvals, or of electronic cash.
func (c *contact) spending() uint64 {
	a, m := c.app()
	if balance, has := c.cash(); has {
		return balance
	}
	return a.risk.offlineLimit - min(m.amount, a.risk.offlineLimit)
}

// qualifiers are the card transaction qualifiers for this transaction.
func (c *tap) qualifiers(ttq [4]byte) [2]byte {
	d := c.application.tap
	q := d.ctq
	required := ttq[1]&ttqCVM != 0
	switch {
	case d.cvm == cvmOnlinePIN && required:
		q[0] |= ctqOnlinePIN
	case d.cvm == cvmSignature && required:
		q[0] |= ctqSignature
	case d.cvm == cvmDevice && (c.memory.confirmed || d.device == deviceAlways):
		q[1] |= ctqDevice
	}
	return q
}

// respond makes the answer to GET PROCESSING OPTIONS.
//
// C-3 2.12 A, C-7 2.12 tables 4-3, 4-4 and 4-5
func (c *tap) respond(cid byte, ttq [4]byte) uint16 {
	a, m := c.app()
	d := a.tap
	q := c.qualifiers(ttq)
	c.relate(q)
	signed := c.signs() && (cid == typeTC || cid == typeARQC && d.signOnline && ttq[0]&ttqODAForOnline != 0)
	located := d.afl == aflAlways || d.afl == aflSigned && signed
	r := &c.tx.cvr
	r.first, r.second, r.dda = cid, notAsked, signed
	c.tx.iad = a.crypto.appendIAD(c.tx.iad[:0], r, m.atc)
	if a.crypto.unionPay {
		c.tx.iad = a.crypto.appendBalance(c.tx.iad, c.spending(), m.atc)
	}
	ac, err := c.cryptogram()
	if err != nil {
		return 0x6985 // the PDOL of the profile lacks what the scheme needs
	}
	c.tx.ac = ac
	b := tlv.Append(nil, 0x82, a.aip)
	if located {
		b = tlv.Append(b, 0x94, c.located())
	}
	for _, e := range d.answer {
		if _, ok := a.data[e.tag]; ok && located && a.inRecords[e.tag] {
			continue
		}
		b = tlv.Append(b, e.tag, c.computed(e))
	}
	b = tlv.Append(b, 0x9F10, c.tx.iad)
	b = tlv.Append(b, 0x9F26, ac[:])
	if d.cid {
		b = tlv.Append(b, 0x9F27, []byte{cid})
	}
	b = tlv.Append(b, 0x9F36, binary.BigEndian.AppendUint16(nil, m.atc))
	if signed {
		b = tlv.Append(b, 0x9F4B, c.signTap(cid))
	}
	if d.hasCTQ {
		b = tlv.Append(b, 0x9F6C, q[:])
	}
	if c.out = tlv.Append(c.out, tlv.TagFormat2, b); len(c.out) > 256 {
		return 0x6F00 // no response carries so much
	}
	return 0x9000
}

// computed is the value of an element of the answer.
func (c *tap) computed(e element) []byte {
	switch {
	case !e.built:
		return e.value
	case e.tag == 0x9F5D:
		return appendBCD(nil, c.spending(), 6)
	}
	return c.related
}

// relate makes the Card Authentication Related Data: version, a number of the card, and its qualifiers.
//
// C-3 2.12 A, C, C-7 2.12 A
func (c *tap) relate(q [2]byte) {
	a, m := c.app()
	if a.tap.mismatch {
		q = [2]byte{}
	}
	number := draw('U', a.aid, uint32(m.atc), 0)
	c.related = append(append(c.related[:0], a.tap.version), number[:4]...)
	c.related = append(append(c.related, q[:]...), 0)
}

// cryptogram computes the application cryptogram.
func (c *tap) cryptogram() ([8]byte, error) {
	a, m := c.app()
	atc := binary.BigEndian.AppendUint16(nil, m.atc)
	return a.crypto.cryptogram([2]byte(atc), func(t tlv.Tag) []byte {
		switch t {
		case 0x82:
			return a.aip
		case 0x9F36:
			return atc
		case 0x9F10:
			return c.tx.iad
		}
		return c.value(t)
	})
}

// signTap is the dynamic signature: format 05 with a TC, 95 with an ARQC. The card's dynamic number is the ATC.
//
// C-3 2.12 C.1 table C-1, 5.6.2.1, C-7 2.12 4.3.2.4 table 4-9
func (c *tap) signTap(cid byte) []byte {
	if c.usesSM() {
		return c.signTapSM()
	}
	a, m := c.app()
	format := byte(0x05)
	if cid == typeARQC {
		format = 0x95
	}
	if a.tap.format != 0 {
		format = a.tap.format
	}
	dynamic := binary.BigEndian.AppendUint16([]byte{0x02}, m.atc)
	terminal := slices.Concat(c.value(0x9F37), c.value(0x9F02), c.value(0x5F2A), c.related)
	head := append([]byte{format, 0x01, byte(len(dynamic))}, dynamic...)
	return a.icc.sign(fill(head, len(a.icc.modulus)-22), terminal)
}
