package card

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// selectFile finds an application by the beginning of its name, the PSE, or the PPSE.
//
// EMV 4.4 B1 11.3
func (c *Card) selectFile(cmd *apdu.Command) uint16 {
	next := cmd.P2 == 0x02
	if !next && cmd.P2 != 0x00 {
		return 0x6A86
	}
	if c.blocked {
		return 0x6A81
	}
	if len(cmd.Data) < 1 || len(cmd.Data) > 16 {
		return 0x6700
	}
	from := 0
	if next && c.selected >= 0 && bytes.Equal(cmd.Data, c.last) {
		from = c.selected + 1
	}
	c.selected = none
	c.tx.clear()
	c.last = append(c.last[:0], cmd.Data...)
	if bytes.Equal(cmd.Data, pseName) && c.profile.pse != nil {
		c.selected = pse
		c.out = append(c.out, c.profile.pse...)
		return 0x9000
	}
	if bytes.Equal(cmd.Data, ppseName) && c.profile.ppse != nil {
		c.out = append(c.out, c.profile.ppse...)
		return 0x9000
	}
	for i, a := range c.profile.apps {
		if i < from || !bytes.HasPrefix(a.aid, cmd.Data) {
			continue
		}
		c.selected = i
		c.out = append(c.out, a.fci...)
		if c.apps[i].blocked {
			return 0x6283
		}
		return 0x9000
	}
	return 0x6A82
}

// readRecord reads the directory while the PSE is selected, else a record of the application.
//
// EMV 4.4 B3 6.5.11
func (c *Card) readRecord(cmd *apdu.Command) uint16 {
	sfi, number := cmd.P2>>3, cmd.P1
	if cmd.P2&7 != 4 || number == 0 || sfi == 0 {
		return 0x6A86
	}
	switch {
	case c.selected == pse:
		if sfi != c.profile.pseSFI {
			return 0x6A82
		}
		if int(number) > len(c.profile.pseDir) {
			return 0x6A83
		}
		c.out = append(c.out, c.profile.pseDir[number-1]...)
		return 0x9000
	case c.selected < 0:
		return 0x6985
	}
	a, m := c.app()
	key := uint16(sfi)<<8 | uint16(number)
	r, ok := a.records[key]
	if !ok {
		return 0x6A83
	}
	if changed, ok := m.records[key]; ok {
		c.out = append(c.out, changed...)
	} else {
		c.out = append(c.out, r.raw...)
	}
	return 0x9000
}

// getProcessingOptions begins a transaction: the ATC rises.
//
// EMV 4.4 B3 6.5.8
func (c *Card) getProcessingOptions(cmd *apdu.Command) uint16 {
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
	c.out = append(c.out, a.gpo...)
	return 0x9000
}

// getDataObject gives the counters and what else the profile allows.
//
// EMV 4.4 B3 6.5.7
func (c *Card) getDataObject(cmd *apdu.Command) uint16 {
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
		value = a.data[t]
		if v, ok := m.data[t]; ok {
			value = v
		}
	}
	c.out = tlv.Append(c.out, t, value)
	return 0x9000
}

// getChallenge gives eight bytes for an enciphered PIN.
//
// EMV 4.4 B3 6.5.6
func (c *Card) getChallenge(cmd *apdu.Command) uint16 {
	if len(cmd.Data) != 0 {
		return 0x6700
	}
	a, m := c.app()
	c.challenges++
	c.tx.challenge = draw('C', a.aid, uint32(m.atc), c.challenges)
	c.tx.challenged = true
	c.out = append(c.out, c.tx.challenge[:]...)
	return 0x9000
}

// internalAuthenticate is DDA.
//
// EMV 4.4 B3 6.5.9, EMV 4.4 B2 6.5.1
func (c *Card) internalAuthenticate(cmd *apdu.Command) uint16 {
	a, m := c.app()
	if a.icc == nil || c.tx.phase != initiated {
		return 0x6985
	}
	if len(cmd.Data) != a.ddol.size {
		return 0x6700
	}
	c.tx.signatures++
	number := draw('D', a.aid, uint32(m.atc), c.tx.signatures)
	signature := a.icc.dynamicSignature(append([]byte{8}, number[:]...), cmd.Data)
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
func (c *Card) externalAuthenticate(cmd *apdu.Command) uint16 {
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
func (c *Card) authenticateIssuer(data []byte) bool {
	a, m := c.app()
	var atc [2]byte
	binary.BigEndian.PutUint16(atc[:], m.atc)
	answer, err := a.crypto.cvn.VerifyIssuerAuthenticationData(a.crypto.ac, atc, c.tx.un, c.tx.ac, data)
	c.tx.authTried, c.tx.authOK = true, err == nil
	c.tx.cvr.authFailed = err != nil
	c.tx.csu = answer.CSU
	return err == nil
}

// appendCryptogram answers without a signature.
//
// EMV 4.4 B3 6.5.5.4
func (c *Card) appendCryptogram(format1 bool, cid byte, atc uint16, ac [8]byte, iad []byte) {
	if format1 {
		value := binary.BigEndian.AppendUint16([]byte{cid}, atc)
		c.out = tlv.Append(c.out, tlv.TagFormat1, slices.Concat(value, ac[:], iad))
		return
	}
	value := tlv.Append(nil, 0x9F27, []byte{cid})
	value = tlv.Append(value, 0x9F36, binary.BigEndian.AppendUint16(nil, atc))
	value = tlv.Append(value, 0x9F26, ac[:])
	value = tlv.Append(value, 0x9F10, iad)
	c.out = tlv.Append(c.out, tlv.TagFormat2, value)
}
