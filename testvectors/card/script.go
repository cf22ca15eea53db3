package card

import (
	"encoding/binary"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// Status words of scripts.
const (
	swSecurity   = 0x6982 // security status not satisfied: the MAC is wrong or not expected now
	swSecureData = 0x6988 // incorrect secure messaging data objects
)

// script serves an issuer script command: only after a first GENERATE AC, and only if its MAC is right.
//
// EMV 4.4 B2 9, EMV 4.4 B3 10.10
func (c *contact) script(cmd *apdu.Command) uint16 {
	_, m := c.app()
	if c.tx.phase != online && c.tx.phase != completed {
		return 0x6985
	}
	data, sw := c.open(cmd)
	if sw == 0x9000 {
		sw = c.perform(cmd, data)
	}
	r := &c.tx.cvr
	if sw != 0x9000 {
		r.scriptFailed, m.scriptFailed = true, true
		return sw
	}
	r.scripts = min(r.scripts+1, 15)
	return sw
}

// open checks the MAC and deciphers what is enciphered.
func (c *contact) open(cmd *apdu.Command) (data []byte, sw uint16) {
	a, m := c.app()
	if a.crypto.unionPay {
		return c.openUnionPay(cmd)
	}
	if c.tx.script == nil {
		var atc [2]byte
		binary.BigEndian.PutUint16(atc[:], m.atc)
		s, err := a.crypto.cvn.NewScript(a.crypto.mac, a.crypto.enc, atc, c.tx.ac)
		if err != nil {
			return nil, 0x6F00
		}
		c.tx.script = s
	}
	plain := *cmd
	plain.Le = apdu.NoLe
	data, err := c.tx.script.Open(plain.Append(nil), cmd.INS == insPINChange && cmd.P2 != 0)
	switch err {
	case nil:
		return data, 0x9000
	case cryptogram.ErrFormat:
		return nil, swSecureData
	}
	return nil, swSecurity
}

// perform does what an authentic command says.
//
// EMV 4.4 B3 6.5.1 to 6.5.3, 6.5.10
func (c *contact) perform(cmd *apdu.Command, data []byte) uint16 {
	a, m := c.app()
	switch cmd.INS {
	case insAppBlock:
		m.blocked = true
	case insAppUnblock:
		m.blocked = false
	case insCardBlock:
		c.device.blocked = true
	case insPINChange:
		if a.pin == "" {
			return 0x6985
		}
		if cmd.P2 != 0 {
			pin, ok := c.newPIN(data, cmd.P2)
			if !ok {
				return 0x6A80
			}
			m.pin = pin
		}
		m.pinTries = a.pinLimit
	case insPutData:
		t := tlv.Tag(binary.BigEndian.Uint16([]byte{cmd.P1, cmd.P2}))
		if _, ok := a.data[t]; !ok || !a.getData[t] {
			return 0x6A88
		}
		if t == tagBalance {
			return c.load(data)
		}
		c.put(t, data)
	case insUpdate:
		key := uint16(cmd.P2>>3)<<8 | uint16(cmd.P1)
		if _, ok := a.records[key]; !ok || cmd.P2&7 != 4 {
			return 0x6A83
		}
		if m.records == nil {
			m.records = map[uint16][]byte{}
		}
		m.records[key] = append([]byte(nil), data...)
	}
	return 0x9000
}

// newPIN reads the PIN block of PIN CHANGE/UNBLOCK. Visa's is hidden under the card's key and, with P2 01, under the
// PIN that it replaces.
func (c *contact) newPIN(block []byte, p2 byte) (string, bool) {
	a, m := c.app()
	if len(block) < 8 || p2 != 1 && p2 != 2 {
		return "", false
	}
	b := [8]byte(block)
	if a.crypto.visa() {
		current := ""
		if p2 == 1 {
			current = m.pin
		}
		const zeros = "0000"
		mask, err := cryptogram.PINBlockVisa(a.crypto.ac, zeros, current)
		if err != nil {
			return "", false
		}
		for i, x := range pinBlock(zeros) {
			b[i] ^= mask[i] ^ x
		}
	}
	n := int(b[0] & 0x0F)
	if b[0]>>4 != 2 || n < 4 || n > 12 {
		return "", false
	}
	digits := make([]byte, n)
	for i := range digits {
		d := b[1+i/2] >> (4 - 4*(i&1)) & 0x0F
		if d > 9 {
			return "", false
		}
		digits[i] = '0' + d
	}
	return string(digits), [8]byte(pinBlock(string(digits))) == b
}
