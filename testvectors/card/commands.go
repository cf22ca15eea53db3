package card

import (
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// readRecord reads a record of the application.
//
// EMV 4.4 B3 6.5.11
func (c *contact) readRecord(cmd *apdu.Command) uint16 {
	if sfi, number, sw := recordNumber(cmd); sw == 0x9000 {
		if r, sw, ok := c.logged(sfi, number); ok {
			c.out = append(c.out, r...)
			return sw
		}
	}
	r, sw := c.application.record(c.memory, cmd)
	c.out = append(c.out, r...)
	return sw
}

// getProcessingOptions begins a transaction: the ATC rises.
//
// EMV 4.4 B3 6.5.8
func (c *contact) getProcessingOptions(cmd *apdu.Command) uint16 {
	a, m := c.app()
	if c.tx.phase != idle || m.blocked || m.atc == 0xFFFF {
		return 0x6985
	}
	cur := tlv.NewCursor(cmd.Data)
	o, ok := cur.Next()
	if !ok || o.Tag != tlv.TagCommandTemplate || len(o.Raw) != len(cmd.Data) || len(o.Value) != a.pdol.size {
		return 0x6700
	}
	m.atc++
	c.tx.begin(m)
	c.tx.pdol = append(c.tx.pdol[:0], o.Value...)
	c.out = append(c.out, c.processingOptions()...)
	return 0x9000
}

// getDataObject gives the counters and what else the profile allows.
//
// EMV 4.4 B3 6.5.7
func (c *contact) getDataObject(cmd *apdu.Command) uint16 {
	a, m := c.app()
	t := tlv.Tag(cmd.P1)<<8 | tlv.Tag(cmd.P2)
	if cmd.P1 == 0 {
		t = tlv.Tag(cmd.P2)
	}
	if !a.getData[t] {
		return 0x6A88
	}
	var counter [2]byte
	value := counter[:]
	switch t {
	case 0x9F36:
		binary.BigEndian.PutUint16(value, m.atc)
	case 0x9F13:
		binary.BigEndian.PutUint16(value, m.lastOnline)
	case 0x9F17:
		value = append(value[:0], m.pinTries)
	default:
		value = c.object(t)
	}
	c.out = tlv.Append(c.out, t, value)
	return 0x9000
}

// object is a data object of the application, as the last script left it.
func (c *contact) object(t tlv.Tag) []byte {
	a, m := c.app()
	if v, ok := m.data[t]; ok {
		return v
	}
	return a.data[t]
}

// getChallenge gives eight bytes for an enciphered PIN.
//
// EMV 4.4 B3 6.5.6
func (c *contact) getChallenge(cmd *apdu.Command) uint16 {
	if len(cmd.Data) != 0 {
		return 0x6700
	}
	a, m := c.app()
	c.device.challenges++
	c.tx.challenge = draw('C', a.aid, uint32(m.atc), c.device.challenges)
	c.tx.challenged = true
	c.out = append(c.out, c.tx.challenge[:]...)
	return 0x9000
}

// internalAuthenticate is DDA.
//
// EMV 4.4 B3 6.5.9, EMV 4.4 B2 6.5.1
func (c *contact) internalAuthenticate(cmd *apdu.Command) uint16 {
	a, m := c.app()
	if !c.signs() || c.tx.phase != initiated {
		return 0x6985
	}
	if len(cmd.Data) != a.ddol.size {
		return 0x6700
	}
	c.tx.signatures++
	number := draw('D', a.aid, uint32(m.atc), c.tx.signatures)
	signature := c.dynamicSignature(append([]byte{8}, number[:]...), cmd.Data)
	c.tx.cvr.dda = true
	if a.format1[insIntAuth] {
		c.out = tlv.Append(c.out, tlv.TagFormat1, signature)
	} else {
		c.out = tlv.Append(c.out, tlv.TagFormat2, tlv.Append(nil, 0x9F4B, signature))
	}
	return 0x9000
}

// externalAuthenticate checks the ARPC, once in a transaction and only after an ARQC.
//
// EMV 4.4 B3 6.5.4, 10.9
func (c *contact) externalAuthenticate(cmd *apdu.Command) uint16 {
	if c.tx.phase != online || c.tx.authTried {
		return 0x6985
	}
	if len(cmd.Data) < 8 || len(cmd.Data) > 16 {
		return 0x6700
	}
	if !c.authenticateIssuer(cmd.Data) {
		return 0x6300
	}
	return 0x9000
}

// authenticateIssuer checks Issuer Authentication Data.
//
// EMV 4.4 B2 8.2
func (c *contact) authenticateIssuer(data []byte) bool {
	a, m := c.app()
	var atc [2]byte
	binary.BigEndian.PutUint16(atc[:], m.atc)
	answer, err := a.crypto.verifyAnswer(atc, c.tx.un, c.tx.ac, data)
	c.tx.authTried, c.tx.authOK = true, err == nil
	c.tx.cvr.authFailed = err != nil
	c.tx.csu = answer.CSU
	return err == nil
}

// appendCryptogram answers without a signature.
//
// EMV 4.4 B3 6.5.5.4
func (c *contact) appendCryptogram(format1 bool, cid byte, atc uint16, ac [8]byte, iad []byte) {
	if format1 {
		value := binary.BigEndian.AppendUint16([]byte{cid}, atc)
		c.out = tlv.Append(c.out, tlv.TagFormat1, slices.Concat(value, ac[:], iad))
		return
	}
	value := tlv.Append(nil, 0x9F27, []byte{cid})
	value = tlv.Append(value, 0x9F36, binary.BigEndian.AppendUint16(nil, atc))
	value = tlv.Append(value, 0x9F26, ac[:])
	value = append(tlv.Append(value, 0x9F10, iad), c.tx.interaction...)
	c.out = tlv.Append(c.out, tlv.TagFormat2, value)
}
