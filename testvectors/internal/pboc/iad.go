package pboc

import (
	"bytes"
)

// Algorithms of the cryptogram, as Issuer Application Data name them.
const (
	TDES = 0x01
	SM4  = 0x04
)

// IAD is Issuer Application Data of UnionPay taken apart.
type IAD struct {
	KeyIndex, Version byte
	CVR               [4]byte // card verification results, behind their length of 03
	Algorithm         byte
	Balance           []byte // electronic cash, 5 bytes of digits; nil: none
	MAC               []byte // that authenticates it, 4 bytes
}

// Parse takes Issuer Application Data apart: 07, key index, version, card verification results of 03 and three bytes, algorithm, and, if anything follows, the length of the issuer's
// data and these: identifier 01, balance, MAC. Data of another identifier are left alone.
func Parse(b []byte) (d IAD, ok bool) {
	if len(b) < 8 || b[0] != 0x07 || b[3] != 0x03 || b[7] != TDES && b[7] != SM4 {
		return d, false
	}
	d = IAD{KeyIndex: b[1], Version: b[2], CVR: [4]byte(b[3:7]), Algorithm: b[7]}
	rest := b[8:]
	if len(rest) == 0 {
		return d, true
	}
	if int(rest[0]) != len(rest)-1 {
		return IAD{}, false
	}
	if rest[0] == 0x0A && rest[1] == 0x01 {
		d.Balance, d.MAC = rest[2:7], rest[7:]
	}
	return d, true
}

// Authentic reports whether the balance is authenticated by the card with this MAC master key; without a balance it is.
func (d *IAD) Authentic(master []byte, atc [2]byte) bool {
	if d.Balance == nil {
		return true
	}
	b, err := Balance(master, atc, [5]byte(d.Balance))
	return err == nil && bytes.Equal(b[7:], d.MAC)
}
