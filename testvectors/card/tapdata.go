package card

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// readTapRecord reads a record of the transaction, with this transaction's 9F69 in it, or one of the log.
//
// C-3 2.12 5.3, D.2, C-7 2.12 4.2.4, annex D
func (c *tap) readTapRecord(cmd *apdu.Command) uint16 {
	a, m := c.app()
	sfi, number, sw := recordNumber(cmd)
	if sw != 0x9000 {
		return sw
	}
	if a.tap.logSFI != 0 && sfi == a.tap.logSFI {
		if int(number) > len(m.log) {
			return 0x6A83
		}
		c.out = append(c.out, m.log[int(number)-1]...)
		return 0x9000
	}
	r, sw := a.record(m, cmd)
	if sw != 0x9000 {
		return sw
	}
	of := a.records[uint16(sfi)<<8|uint16(number)]
	for i := range of.members {
		if e := &of.members[i]; e.tag == 0x9F69 && e.built && len(c.related) > 0 {
			r = tlv.Append(nil, tlv.TagRecord, of.with(0x9F69, c.related))
		}
	}
	c.out = append(c.out, r...)
	return 0x9000
}

// with is the record's data elements with another value of one.
func (r *record) with(t tlv.Tag, value []byte) (b []byte) {
	for _, e := range r.members {
		switch {
		case e.tag == t:
			b = tlv.Append(b, t, value)
		case !e.built || len(e.value) > 0:
			b = tlv.Append(b, e.tag, e.value)
		}
	}
	return b
}

// getTapData gives the available offline spending amount and the format of the log beside what contact cards give.
//
// C-7 2.12 A, annex D
func (c *tap) getTapData(cmd *apdu.Command) uint16 {
	t := tlv.Tag(cmd.P1)<<8 | tlv.Tag(cmd.P2)
	if t == 0x9F5D && c.application.getData[t] {
		c.out = tlv.Append(c.out, t, appendBCD(nil, c.spending(), 6))
		return 0x9000
	}
	return c.getDataObject(cmd)
}

// logSize is the most that a log holds.
//
// C-7 2.12 annex D
const logSize = 10

// log notes an approved or online transaction, the latest first.
//
// C-7 2.12 annex D
func (c *tap) log(a *application, m *memory) {
	if a.tap.logSFI == 0 {
		return
	}
	m.log = note(m.log, c.entry(&a.tap.logFormat, c.logging))
}

// resume takes up the last cryptogram at a second tap.
func (c *tap) resume() bool {
	m := c.memory
	if c.tx.phase == idle && m.pending.set {
		c.tx.phase, c.tx.ac, c.tx.un = online, m.pending.ac, m.pending.un
	}
	return c.tx.phase == online
}

// updateAuthenticate is EXTERNAL AUTHENTICATE at a second tap: a right ARPC puts the counters back.
//
// C-3 2.12 6.2.1.1, D.3
func (c *tap) updateAuthenticate(cmd *apdu.Command) uint16 {
	a, m := c.app()
	if a.tap.ctq[1]&0x40 == 0 || !c.resume() {
		return 0x6985
	}
	sw := c.externalAuthenticate(cmd)
	if sw == 0x9000 {
		m.lastOnline, m.amount, m.offline, m.pending.set = m.atc, 0, 0, false
		if a.crypto.params.ARPCMethod == 2 {
			c.update(m)
		}
	}
	return sw
}

// updateScript serves an issuer script command at a second tap.
//
// C-3 2.12 6.2.1.3
func (c *tap) updateScript(cmd *apdu.Command) uint16 {
	if c.application.tap.ctq[1]&0x40 == 0 || !c.resume() {
		return 0x6985
	}
	return c.script(cmd)
}

// extendedOptions is EXTENDED GET PROCESSING OPTIONS: the update of stored records comes before the transaction, and
// nothing is changed if any of it is wrong or the transaction does not begin.
//
// C-3 2.12 7.2, D.4, F.2
func (c *tap) extendedOptions(cmd *apdu.Command) uint16 {
	a, m := c.app()
	if a.tap.idsSFI == 0 {
		return 0x6D00
	}
	cur := tlv.NewCursor(cmd.Data)
	first, ok := cur.Next()
	if !ok || first.Tag != tlv.TagCommandTemplate {
		return 0x6700
	}
	second, ok := cur.Next()
	if !ok || second.Tag != 0xBF60 || len(first.Raw)+len(second.Raw) != len(cmd.Data) {
		return 0x6A80
	}
	number, data, ok := a.tap.update(a, m, second.Value)
	if !ok {
		return 0x6A80
	}
	sw := c.initiate(first.Value)
	if sw == 0x9000 {
		if m.records == nil {
			m.records = map[uint16][]byte{}
		}
		m.records[uint16(a.tap.idsSFI)<<8|uint16(number)] = data
	}
	return sw
}

// idsRoom is how long a stored record can be.
//
// C-3 2.12 F.1.2.1
const idsRoom = 160

// update reads an IDS Record Update Template and gives the record as it will be.
//
// C-3 2.12 F.2: table F-1
func (d *tapData) update(a *application, m *memory, template []byte) (number byte, data []byte, ok bool) {
	offset := 0
	cur := tlv.NewCursor(template)
	for o, ok := cur.Next(); ok; o, ok = cur.Next() {
		switch {
		case o.Tag&0xFF8F == 0xDF00 && number == 0: // attributes
			// number, operator, type, date if the type is short or long term, old and new lock
			n := 1 + 4 + 1 + 8 + 8
			if len(o.Value) > 5 && (o.Value[5] == 1 || o.Value[5] == 2) {
				n += 3
			}
			if len(o.Value) != n {
				return 0, nil, false
			}
			number = o.Value[0]
			key := uint16(d.idsSFI)<<8 | uint16(number)
			r, known := a.records[key]
			if !known {
				return 0, nil, false
			}
			data = append([]byte(nil), r.raw...)
			if changed, ok := m.records[key]; ok {
				data = append(data[:0], changed...)
			}
		case o.Tag&0xFF8F == 0xDF01 && number != 0 && len(o.Value) == 1:
			offset = int(o.Value[0])
		case o.Tag&0xFF8F == 0xDF02 && number != 0 && offset <= len(data) && offset+len(o.Value) <= idsRoom:
			end := max(offset+len(o.Value), len(data))
			data = append(data, make([]byte, end-len(data))...)
			copy(data[offset:], o.Value)
			offset = 0
		default:
			return 0, nil, false
		}
	}
	return number, data, cur.Err() == nil && number != 0
}
