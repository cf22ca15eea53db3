// Package ecc is the elliptic curve arithmetic and the key derivation that offline data encipherment and the secure
// channel of Kernel 8 have in common. Private keys only ever meet filippo.io/nistec and filippo.io/bigmod, which are
// constant time. A public key is its x-coordinate.
package ecc

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"

	"filippo.io/bigmod"
	"filippo.io/nistec"

	"github.com/emvgo/emv/crypto/mac"
)

// A Curve is P-256 or P-521.
//
// EMV 4.4 B2 B2.2.2
type Curve uint8

// The curves; the numbers are those of the algorithm suites for encipherment.
//
// EMV 4.4 B2 B2.4.2
const (
	P256 Curve = 0x00
	P521 Curve = 0x01
)

// MaxSize is the largest field, in bytes.
const MaxSize = 66

// Size is the length of the field in bytes, NFIELD: 32 or 66.
func (c Curve) Size() int {
	if c == P521 {
		return 66
	}
	return 32
}

// orders of the groups, big endian.
var orders = [2]*bigmod.Modulus{
	order("\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51"),
	order("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfa\x51\x86\x87\x83\xbf\x2f\x96\x6b\x7f\xcc\x01\x48\xf7\x09\xa5\xd0\x3b\xb5\xc9\xb8\x89\x9c\x47\xae\xbb\x6f\xb7\x1e\x91\x38\x64\x09"),
}

func order(n string) *bigmod.Modulus {
	m, err := bigmod.NewModulus([]byte(n))
	if err != nil {
		panic(err)
	}
	return m
}

// Valid reports whether d, NFIELD bytes, is a private key: 1 < d < n-1.
//
// EMV 4.4 B2 B2.2.4
func (c Curve) Valid(d []byte) bool {
	if len(d) != c.Size() {
		return false
	}
	n := orders[c]
	x, err := bigmod.NewNat().SetBytes(d, n)
	if err != nil {
		return false
	}
	defer clear(x.Bits())
	return x.IsZero()|x.IsOne()|x.IsMinusOne(n) == 0
}

// Generate draws a private key: candidates of the order's bit length until one is in range. random fills its
// argument.
//
// EMV 4.4 B2 B2.2.4, B2.5
func (c Curve) Generate(random func([]byte)) []byte {
	d := make([]byte, c.Size())
	for {
		random(d)
		if c == P521 {
			d[0] &= 0x01
		}
		if c.Valid(d) {
			return d
		}
	}
}

// Public is the point dG, as x and y of NFIELD bytes each. d is valid.
func (c Curve) Public(d []byte) (x, y []byte) {
	var point []byte
	if c == P521 {
		p, err := nistec.NewP521Point().ScalarBaseMult(d)
		if err != nil {
			return nil, nil
		}
		point = p.Bytes()
	} else {
		p, err := nistec.NewP256Point().ScalarBaseMult(d)
		if err != nil {
			return nil, nil
		}
		point = p.Bytes()
	}
	n := c.Size()
	return point[1 : 1+n], point[1+n:]
}

// Point reports whether (x, y), NFIELD bytes each, is a point of the curve.
func (c Curve) Point(x, y []byte) bool {
	if len(x) != c.Size() || len(y) != c.Size() {
		return false
	}
	var uncompressed [1 + 2*MaxSize]byte
	uncompressed[0] = 4
	point := append(append(uncompressed[:1], x...), y...)
	var err error
	if c == P521 {
		_, err = nistec.NewP521Point().SetBytes(point)
	} else {
		_, err = nistec.NewP256Point().SetBytes(point)
	}
	return err == nil
}

// Mul is the x-coordinate of dP, where x is the x-coordinate of P: either of the two points gives the same result.
// It is false if there is no such point, or the result is infinite.
//
// EMV 4.4 B2 B2.2.1
func (c Curve) Mul(d, x []byte) (z []byte, ok bool) {
	if len(d) != c.Size() || len(x) != c.Size() {
		return nil, false
	}
	var compressed [1 + MaxSize]byte
	compressed[0] = 2
	point := append(compressed[:1], x...)
	var err error
	if c == P521 {
		p := nistec.NewP521Point()
		if _, err = p.SetBytes(point); err == nil {
			if _, err = p.ScalarMult(p, d); err == nil {
				z, err = p.BytesX()
			}
		}
	} else {
		p := nistec.NewP256Point()
		if _, err = p.SetBytes(point); err == nil {
			if _, err = p.ScalarMult(p, d); err == nil {
				z, err = p.BytesX()
			}
		}
	}
	return z, err == nil
}

// Keys derives AES-128 keys 1, 2, ... from the shared secret z, an x-coordinate. t goes into the derivation data,
// bits is the total length that the books name there: 384 for Kernel 8, 512 for offline data encipherment.
//
// EMV 4.4 B2 A2.3.2, C-8 1.0 8.3
func (c Curve) Keys(z []byte, t [8]byte, bits uint16, keys ...*[16]byte) {
	var padded [80]byte // P-521: 640 bits
	secret := padded[:32]
	if c == P521 {
		secret = padded[:]
	}
	copy(secret[len(secret)-len(z):], z)
	defer clear(padded[:])
	var zero [16]byte
	kdk := CMAC(Block(&zero), 16, secret)
	defer clear(kdk)
	block := Block((*[16]byte)(kdk))
	for i, k := range keys {
		data := [16]byte{byte(i + 1), 0x01, 0x00}
		copy(data[3:], t[:])
		copy(data[11:], "\xA5\xA5\xA5")
		binary.BigEndian.PutUint16(data[14:], bits)
		block.Encrypt(k[:], data[:])
	}
}

// Block is AES-128 under a key.
func Block(key *[16]byte) cipher.Block {
	b, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 16 bytes always do
	}
	return b
}

// CMAC is the leftmost size bytes, 4 to 16, of AES-CMAC over the parts.
//
// EMV 4.4 B2 A1.2.2
func CMAC(b cipher.Block, size int, parts ...[]byte) []byte {
	m, err := mac.NewCMAC(b, size)
	if err != nil {
		panic(err) // the callers' sizes are constants
	}
	out, err := m.Append(nil, parts...)
	if err != nil {
		panic(err) // CMAC takes messages of any length
	}
	return out
}

// CTR enciphers or deciphers src in counter mode; the counter block starts with the 2-byte message counter.
//
// EMV 4.4 B2 A2.3.3, C-8 1.0 8.5
func CTR(b cipher.Block, counter uint16, src []byte) []byte {
	var sv [16]byte
	binary.BigEndian.PutUint16(sv[:], counter)
	dst := make([]byte, len(src))
	cipher.NewCTR(b, sv[:]).XORKeyStream(dst, src)
	return dst
}
