// Package ecsdsa verifies EC-SDSA signatures, the elliptic curve Schnorr scheme of ISO/IEC 14888-3 in the form that
// hashes the x-coordinate alone, and finds points by their x-coordinate. It works on public values only and does not
// hide them from a clock.
package ecsdsa

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"hash"

	"filippo.io/nistec"
)

// A Suite is a Signature Algorithm Suite Indicator.
//
// EMV 4.4 B2 B2.4.1
type Suite byte

// The suites that the books support. '12' and '13' (SHA-3) are assigned for later; '80' (SM2) has no public format.
const (
	P256 Suite = 0x10 // P-256, SHA-256
	P521 Suite = 0x11 // P-521, SHA-512
)

// FieldLen is the length of a coordinate in bytes, 0 for an unknown suite.
//
// EMV 4.4 B2 B2.2.2
func (s Suite) FieldLen() int {
	switch s {
	case P256:
		return 32
	case P521:
		return 66
	}
	return 0
}

// SignatureLen is the length of a signature in bytes: a hash and a scalar.
//
// EMV 4.4 B2 A2.2.2
func (s Suite) SignatureLen() int {
	switch s {
	case P256:
		return 32 + 32
	case P521:
		return 64 + 66
	}
	return 0
}

func (s Suite) hash() hash.Hash {
	if s == P521 {
		return sha512.New()
	}
	return sha256.New()
}

// Field primes and group orders.
//
// EMV 4.4 B2 B2.2.2
var (
	prime256 = []byte("\xFF\xFF\xFF\xFF\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")
	order256 = []byte("\xFF\xFF\xFF\xFF\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xBC\xE6\xFA\xAD\xA7\x17\x9E\x84\xF3\xB9\xCA\xC2\xFC\x63\x25\x51")
	prime521 = append([]byte{0x01}, bytes.Repeat([]byte{0xFF}, 65)...)
	order521 = append(append([]byte{0x01}, bytes.Repeat([]byte{0xFF}, 32)...),
		"\xFA\x51\x86\x87\x83\xBF\x2F\x96\x6B\x7F\xCC\x01\x48\xF7\x09\xA5\xD0\x3B\xB5\xC9\xB8\x89\x9C\x47\xAE\xBB\x6F\xB7\x1E\x91\x38\x64\x09"...)
)

func (s Suite) prime() []byte {
	if s == P521 {
		return prime521
	}
	return prime256
}

func (s Suite) order() []byte {
	if s == P521 {
		return order521
	}
	return order256
}

// A point is what both curves have in common.
type point[T any] interface {
	*T
	SetBytes([]byte) (*T, error)
	ScalarMult(*T, []byte) (*T, error)
	ScalarBaseMult([]byte) (*T, error)
	Add(*T, *T) *T
	Bytes() []byte
	BytesX() ([]byte, error)
}

// OnCurve says whether b is the two coordinates of a point on the suite's curve.
func OnCurve(s Suite, b []byte) bool {
	n := s.FieldLen()
	if n == 0 || len(b) != 2*n {
		return false
	}
	var encoded [1 + 2*66]byte
	encoded[0] = 4
	copy(encoded[1:], b)
	var err error
	if s == P521 {
		_, err = nistec.NewP521Point().SetBytes(encoded[:1+2*n])
	} else {
		_, err = nistec.NewP256Point().SetBytes(encoded[:1+2*n])
	}
	return err == nil
}

// Point4x finds the point with x-coordinate x and the lesser y-coordinate, as two coordinates. It is false where x is
// not below the field's prime or no point has it.
//
// EMV 4.4 B2 B2.2.1
func Point4x(s Suite, x []byte) ([]byte, bool) {
	if n := s.FieldLen(); n == 0 || len(x) != n {
		return nil, false
	}
	if s == P521 {
		return point4x(s, nistec.NewP521Point(), x)
	}
	return point4x(s, nistec.NewP256Point(), x)
}

func point4x[T any, P point[T]](s Suite, p P, x []byte) ([]byte, bool) {
	n := len(x)
	var compressed [1 + 66]byte
	compressed[0] = 2
	copy(compressed[1:], x)
	if _, err := p.SetBytes(compressed[:1+n]); err != nil {
		return nil, false
	}
	xy := p.Bytes()[1:]
	var other [66]byte
	subtract(other[:n], s.prime(), xy[n:])
	if bytes.Compare(other[:n], xy[n:]) < 0 {
		copy(xy[n:], other[:n])
	}
	return xy, true
}

// A Fault says why a signature is refused; 0 means that it is genuine.
type Fault uint8

// The faults, in the order in which they are looked for.
const (
	Length    Fault = 1 + iota // step a: not as long as hash and scalar
	Range                      // step e: s is 0 or not below the order, or r is 0 modulo the order
	NotAPoint                  // the public key is not a point of the curve
	Mismatch                   // step i: the hash differs
)

// Verify verifies sig, (r, s), over the concatenation of the parts of msg with the public key xy (two coordinates).
//
// EMV 4.4 B2 A2.2.3
func Verify(s Suite, xy, sig []byte, msg ...[]byte) Fault {
	if s == P521 {
		return verify(s, [3]*nistec.P521Point{nistec.NewP521Point(), nistec.NewP521Point(), nistec.NewP521Point()}, xy, sig, msg)
	}
	return verify(s, [3]*nistec.P256Point{nistec.NewP256Point(), nistec.NewP256Point(), nistec.NewP256Point()}, xy, sig, msg)
}

func verify[T any, P point[T]](suite Suite, p [3]P, xy, sig []byte, msg [][]byte) Fault {
	n := suite.FieldLen()
	if n == 0 || len(sig) != suite.SignatureLen() { // EMV 4.4 B2 A2.2.3 (step a)
		return Length
	}
	r, s := sig[:len(sig)-n], sig[len(sig)-n:]
	var scalar [66]byte // r' = r mod the order, then -r'
	neg := scalar[:n]
	copy(neg[n-len(r):], r)
	if bytes.Compare(neg, suite.order()) >= 0 { // EMV 4.4 B2 A2.2.3 (step d)
		subtract(neg, neg, suite.order()) // once is enough: a P-256 hash is below twice the order, a P-521 hash below it
	}
	if zero(s) || bytes.Compare(s, suite.order()) >= 0 || zero(neg) { // EMV 4.4 B2 A2.2.3 (step e)
		return Range
	}
	subtract(neg, suite.order(), neg)

	var encoded [1 + 2*66]byte
	encoded[0] = 4
	if copy(encoded[1:1+2*n], xy) != len(xy) {
		return NotAPoint
	}
	if _, err := p[0].SetBytes(encoded[:1+len(xy)]); err != nil || len(xy) != 2*n {
		return NotAPoint
	}
	// Neither scalar can be refused: both have the field's length.
	//
	// EMV 4.4 B2 A2.2.3 (step f)
	p[1].ScalarBaseMult(s)
	p[2].ScalarMult(p[0], neg)
	p[1].Add(p[1], p[2])
	x, err := P(p[1]).BytesX()
	if err != nil { // the point at infinity
		return Mismatch
	}
	h := suite.hash()
	h.Write(x)
	for _, part := range msg {
		h.Write(part)
	}
	if !bytes.Equal(h.Sum(scalar[:0]), r) { // EMV 4.4 B2 A2.2.3 (step i)
		return Mismatch
	}
	return 0
}

// subtract sets dst to a - b; all have one length and a is not less than b.
func subtract(dst, a, b []byte) {
	borrow := 0
	for i := len(dst) - 1; i >= 0; i-- {
		d := int(a[i]) - int(b[i]) - borrow
		borrow = (d >> 8) & 1
		dst[i] = byte(d)
	}
}

func zero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}
