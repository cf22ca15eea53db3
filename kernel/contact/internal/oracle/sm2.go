package oracle

import (
	"bytes"
	"math/big"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
)

// UnionPay's SM2 chains as the oracle does them: every field at its place, a signature of 64 bytes at the end of each.

// takesCash reports whether a card of UnionPay is told that the terminal takes electronic cash: for a purchase, within its limit.
func (o *oracle) takesCash() bool {
	x := o.Transaction
	return bytes.HasPrefix(o.aid, []byte{0xA0, 0, 0, 3, 0x33}) && x.Type == 0 && x.AmountOther == 0 && x.Amount > 0 && x.Amount <= o.app.ElectronicCash &&
		o.currency() == o.Config.Terminal.TransactionCurrency
}

// smPoint is the point of the CA key, nil where that is not one of SM2.
func (o *oracle) smPoint() []byte {
	if len(o.card[0x8F]) != 1 || len(o.aid) < 5 {
		return nil
	}
	if ca, ok := o.Config.Keys.Lookup([5]byte(o.aid), o.card[0x8F][0]); ok && ca.Algorithm == 0x04 {
		return ca.Point
	}
	return nil
}

// genuine reports whether the last 64 bytes sign the others and what follows.
func genuine(point, b []byte, more ...[]byte) bool {
	n := len(b) - 64
	key, err := sm2.NewPublicKey(append([]byte{0x04}, point...))
	if err != nil || n <= 0 {
		return false
	}
	digest, err := sm2.CalculateZA(key, []byte("1234567812345678"))
	if err != nil {
		return false
	}
	hash := sm3.Sum(bytes.Join(append([][]byte{digest, b[:n]}, more...), nil))
	return sm2.Verify(key, hash[:], new(big.Int).SetBytes(b[n:n+32]), new(big.Int).SetBytes(b[n+32:]))
}

var smSuite = []byte{0x04, 0x00, 0x11, 0x40}

// recoverSM recovers the issuer's key and, but for SDA, the card's.
func (o *oracle) recoverSM() bool {
	o.oda.sm = o.smPoint()
	rid := [5]byte(o.aid)
	c := o.card[0x90]
	if len(c) != 142 || c[0] != 0x12 || !bytes.Equal(c[10:14], smSuite) || !genuine(o.oda.sm, c) || !identifies(c[1:5], o.card[0x5A]) ||
		!o.lasts(c[5:7]) || o.Config.Keys.Revoked(rid, o.card[0x8F][0], [3]byte(c[7:10])) {
		return false
	}
	if o.oda.sm = c[14:78]; o.method == "SDA" {
		return true
	}
	if c = o.card[0x9F46]; len(c) != 148 || c[0] != 0x14 || !bytes.Equal(c[16:20], smSuite) || !genuine(o.oda.sm, c, o.static) ||
		!bytes.Equal(panDigits(c[1:11]), panDigits(o.card[0x5A])) || !o.lasts(c[11:13]) {
		return false
	}
	o.oda.sm = c[20:84]
	return true
}

// sdaSM verifies the signed static application data.
func (o *oracle) sdaSM() bool {
	s := o.card[0x93]
	if len(s) != 67 || s[0] != 0x13 || !genuine(o.oda.sm, s, o.static) {
		return false
	}
	o.card[0x9F45] = s[1:3]
	return true
}

// dynamicSM reads a dynamic signature: the ICC dynamic data, the number in them, and whether it is genuine. Data of a wrong form are none.
func (o *oracle) dynamicSM(s, terminal []byte) (data, number []byte, ok bool) {
	if len(s) < 66 || len(s) != 66+int(s[1]) || s[0] != 0x15 {
		return nil, nil, false
	}
	data = s[2 : len(s)-64]
	if len(data) == 0 || data[0] < 2 || data[0] > 8 || len(data) < 1+int(data[0]) {
		return nil, nil, false
	}
	return data, data[1 : 1+data[0]], genuine(o.oda.sm, s, terminal)
}

// cdaSM verifies the signature over a cryptogram.
func (o *oracle) cdaSM(response []Object, sdad []byte, sent ...[]byte) bool {
	data, number, ok := o.dynamicSM(sdad, o.Number[:])
	if data == nil || len(data) < 1+len(number)+1+8+32 {
		return false
	}
	clear, signed := o.card[0x9F27][0], data[1+len(number):]
	o.card[0x9F27] = signed[:1] // B4 6.3.2.1
	for _, x := range response {
		if x.Tag != 0x9F4B {
			sent = append(sent, x.Raw)
		}
	}
	hash := sm3.Sum(bytes.Join(sent, nil))
	if !ok || signed[0] != clear || !bytes.Equal(hash[:], signed[9:41]) {
		return false
	}
	o.card[0x9F26], o.card[0x9F4C] = signed[1:9], number
	o.verified = true
	return true
}
