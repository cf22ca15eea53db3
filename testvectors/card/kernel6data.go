package card

import (
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// readKernel6 reads a record: the signature may be in one. The last one of the AFL ends the transaction.
//
// C-6 2.12 4.4.1, 4.6, table 4-4 note 3
func (c *kernel6) readKernel6(cmd *apdu.Command) uint16 {
	a := c.application
	sfi, number, sw := recordNumber(cmd)
	if sw != 0x9000 {
		return sw
	}
	if k := a.tap.k6; k.feature&featureStorage != 0 && sfi == k.sfi {
		return c.readContainer(number)
	}
	if sw := c.readTapRecord(cmd); sw != 0x9000 {
		return sw
	}
	if of := a.records[uint16(sfi)<<8|uint16(number)]; of != nil && c.begun.sdad != nil &&
		slices.ContainsFunc(of.members, func(e element) bool { return e.tag == 0x9F4B && e.built }) {
		c.out = tlv.Append(c.out[:0], tlv.TagRecord, of.with(0x9F4B, c.begun.sdad))
	}
	c.commit(uint16(sfi)<<8 | uint16(number))
	return 0x9000
}

// commit ends the transaction: after the record that the AFL names last, or at once if there is no AFL. Updates of data
// containers are written if the flags say so for what the card decided.
//
// C-6 2.12 4.4.1, table 4-6
func (c *kernel6) commit(record uint16) {
	last := &c.memory.k6.last
	if !last.torn || c.tx.phase != completed {
		return
	}
	afl := findAFL(last.response)
	if n := len(afl); n >= 4 && record != uint16(afl[n-4]>>3)<<8|uint16(afl[n-2]) {
		return
	}
	last.torn = false
	kind := last.kind()
	if c.begun.flags&kind == 0 {
		return
	}
	for o := range tlv.NewCursor(c.begun.updates).All() {
		if o.Tag == tagDataStore {
			c.memory.k6.write(c.application.tap.k6, o.Value, c.begun.flags, c.memory.atc)
		}
	}
}

// kind is the flag for what the card decided.
//
// C-6 2.12 4.4.1
func (r *resumable) kind() byte {
	cid, _ := tlv.Find(r.response, tlv.TagFormat2, 0x9F27)
	cpr, _ := tlv.Find(r.response, tlv.TagFormat2, 0x9F71)
	switch {
	case first(cpr.Value)&cprLoyalty != 0:
		return 0x08
	case first(cid.Value) == typeTC:
		return 0x04
	case first(cid.Value) == typeARQC:
		return 0x02
	}
	return 0x01
}

func findAFL(response []byte) []byte {
	o, _ := tlv.Find(response, tlv.TagFormat2, 0x94)
	return o.Value
}

// secured serves an issuer script command at a second presentment.
//
// C-6 2.12 3.12, 4.8 to 4.11
func (c *kernel6) secured(cmd *apdu.Command) uint16 {
	if c.application.tap.k6.cpr[1]&cprUpdate == 0 || !c.resume() {
		return 0x6985
	}
	return c.script(cmd)
}

// getKernel6 gives the data storage directory and the offline balance beside what contact cards give.
//
// C-6 2.12 3.2, D.11, D.25
func (c *kernel6) getKernel6(cmd *apdu.Command) uint16 {
	k := c.application.tap.k6
	switch t := tlv.Tag(cmd.P1)<<8 | tlv.Tag(cmd.P2); {
	case t == tagDirectory && k.feature&featureStorage != 0:
		return c.getDirectory()
	case t == 0xD1 && k.balance:
		c.out = tlv.Append(c.out, t, appendBCD(nil, c.spending(), 6))
		return 0x9000
	}
	return c.getTapData(cmd)
}

// putKernel6 is PUT DATA: of class 84 the issuer's, of class 80 an operator's.
//
// C-6 2.12 4.8
func (c *kernel6) putKernel6(cmd *apdu.Command) uint16 {
	if cmd.CLA == 0x84 {
		return c.secured(cmd)
	}
	k := c.application.tap.k6
	switch t := tlv.Tag(cmd.P1)<<8 | tlv.Tag(cmd.P2); {
	case k.feature&featureStorage == 0:
		return 0x6D00
	case t != tagDataStore:
		return 0x6A88
	}
	return c.memory.k6.write(k, cmd.Data, cmd.P1&0x0F, c.memory.atc)
}
