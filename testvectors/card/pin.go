package card

import (
	"bytes"

	"github.com/emvgo/emv/apdu"
)

// verify compares a PIN, plaintext or enciphered. The try counter goes down before the comparison counts, and back to
// its limit on success.
//
// EMV 4.4 B3 6.5.12, EMV 4.4 B2 7.2, 13.3
func (c *contact) verify(cmd *apdu.Command) uint16 {
	a, m := c.app()
	switch {
	case a.pin == "" || c.tx.phase != initiated:
		return 0x6985
	case cmd.P2 != 0x80 && cmd.P2 != 0x88 && cmd.P2 != 0x8A:
		return 0x6A86
	case m.pinTries == 0:
		c.tx.cvr.pinDone, c.tx.cvr.pinFailed = true, true
		return 0x6983
	}
	block := cmd.Data
	if cmd.P2 != 0x80 {
		decipher := c.decipherPIN
		if cmd.P2 == 0x8A {
			decipher = c.decipherODE
		}
		var sw uint16
		if block, sw = decipher(a, cmd.Data); sw != 0 {
			return sw
		}
	}
	if len(block) != 8 {
		return 0x6700
	}
	c.tx.cvr.pinDone = true
	if !bytes.Equal(block, pinBlock(m.pin)) {
		c.tx.cvr.pinFailed = true
		m.pinTries--
		return 0x63C0 | uint16(m.pinTries)
	}
	c.tx.cvr.pinFailed, c.tx.pinOK = false, true
	m.pinTries = a.pinLimit
	return 0x9000
}

// decipherPIN recovers the PIN block and uses up the challenge.
//
// EMV 4.4 B2 7.2
func (c *contact) decipherPIN(a *application, data []byte) (block []byte, sw uint16) {
	key := a.pinKey
	if key == nil {
		key = a.icc
	}
	if key == nil || !c.tx.challenged {
		return nil, 0x6984
	}
	c.tx.challenged = false
	if len(data) != len(key.modulus) {
		return nil, 0x6700
	}
	if bytes.Compare(data, key.modulus) >= 0 {
		return nil, 0x6984
	}
	clear := key.power(data)
	if clear[0] != 0x7F || !bytes.Equal(clear[9:17], c.tx.challenge[:]) {
		return nil, 0x6984
	}
	return clear[1:9], 0
}

// pinBlock is the plaintext PIN block of 4 to 12 digits.
//
// EMV 4.4 B3 6.5.12.2: table 25
func pinBlock(digits string) []byte {
	b := bytes.Repeat([]byte{0xFF}, 8)
	b[0] = 0x20 | byte(len(digits))
	for i := range len(digits) {
		shift := 4 - 4*(i&1)
		b[1+i/2] = b[1+i/2]&^(0x0F<<shift) | (digits[i]-'0')<<shift
	}
	return b
}
