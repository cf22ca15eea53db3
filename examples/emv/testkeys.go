package main

import (
	"bytes"
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/sha1" //nolint:gosec // the hash of the book's signature scheme
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"hash"
	"math/big"
	"slices"
	"sync"

	"github.com/emvgo/emv/crypto/capk"
)

// A testKey signs in the place of a key that nobody here has. It follows from its role, its length and its exponent, so
// that anybody makes the same one again: it keeps nothing secret and proves nothing. An RSA modulus is the product of
// primes of about 128 bits, which are found in no time and make any length.
type testKey struct {
	modulus, exponent []byte
	n, d              *big.Int
	primes, parts     []*big.Int // of n; part i is 1 modulo prime i and 0 modulo the others

	curve *testCurve // nil for RSA
	point []byte     // x and y
}

// The roles of test keys.
const (
	roleCA     = "certification authority"
	roleIssuer = "issuer"
	roleICC    = "card"
	rolePIN    = "PIN"
)

// A stream is bytes without end that follow from a label.
type stream struct {
	label string
	n     uint32
}

func (s *stream) next(size int) (b []byte) {
	for len(b) < size {
		s.n++
		h := sha256.Sum256(binary.BigEndian.AppendUint32([]byte(s.label), s.n))
		b = append(b, h[:]...)
	}
	return b[:size]
}

// testKeys are the RSA keys that this process has made, by what they follow from.
var testKeys sync.Map

// newTestKey is the RSA key pair of a role with a modulus of size bytes. Nobody changes it.
func newTestKey(role string, size int, exponent []byte) *testKey {
	id := struct {
		role, exponent string
		size           int
	}{role, string(exponent), size}
	k, ok := testKeys.Load(id)
	if !ok {
		k, _ = testKeys.LoadOrStore(id, makeTestKey(role, size, exponent))
	}
	return k.(*testKey)
}

func makeTestKey(role string, size int, exponent []byte) *testKey {
	const primeBits = 128
	one, e := big.NewInt(1), new(big.Int).SetBytes(exponent)
	s := &stream{label: "emv redact, RSA test key: " + role + " " + upper([]byte{byte(size)}) + " " + upper(exponent)}
	bits := 8 * size
	count := (bits + primeBits - 1) / primeBits
	n, phi := big.NewInt(1), big.NewInt(1)
	primes, parts := make([]*big.Int, count), make([]*big.Int, count)
	for i := range primes {
		primes[i] = s.prime(bits*(i+1)/count-bits*i/count, e)
		n.Mul(n, primes[i])
		phi.Mul(phi, new(big.Int).Sub(primes[i], one))
	}
	for i, p := range primes {
		rest := new(big.Int).Div(n, p)
		parts[i] = rest.Mul(rest, new(big.Int).ModInverse(rest, p))
	}
	return &testKey{modulus: n.Bytes(), exponent: bytes.Clone(exponent), n: n, d: new(big.Int).ModInverse(e, phi), primes: primes, parts: parts}
}

// prime is a prime of this many bits, the first eight of them 1, so that the product has all the bits of its factors. It
// is not 1 modulo e, which is prime. Most candidates fail the test without random bases, which seeds no generator.
func (s *stream) prime(bits int, e *big.Int) *big.Int {
	var p, r big.Int
	for {
		p.SetBytes(s.next((bits + 7) / 8))
		p.Rsh(&p, uint(8*((bits+7)/8)-bits)).SetBit(&p, 0, 1)
		for i := bits - 8; i < bits; i++ {
			p.SetBit(&p, i, 1)
		}
		if r.Mod(&p, e).Cmp(big.NewInt(1)) != 0 && p.ProbablyPrime(0) && p.ProbablyPrime(8) {
			return &p
		}
	}
}

// recoverMessage is the message that a signature recovers to, without header, hash and trailer.
//
// EMV 4.4 B2 A2.1.3
func recoverMessage(modulus, exponent, signature []byte) []byte {
	if len(modulus) < 22 || len(signature) != len(modulus) {
		return nil
	}
	var s, e, n big.Int
	s.Exp(s.SetBytes(signature), e.SetBytes(exponent), n.SetBytes(modulus))
	b := s.FillBytes(make([]byte, len(modulus)))
	return b[1 : len(b)-21]
}

// sign is the signature scheme with message recovery on head || tail, where head is what the signature has room for.
//
// EMV 4.4 B2 A2.1.2
func (k *testKey) sign(head []byte, tail ...[]byte) []byte {
	h := sha1.New() //nolint:gosec // as above
	h.Write(head)
	for _, t := range tail {
		h.Write(t)
	}
	block := h.Sum(append([]byte{0x6A}, head...))
	x, sum := new(big.Int).SetBytes(append(block, 0xBC)), new(big.Int)
	for i, p := range k.primes { // by the remainders
		var d, r big.Int
		r.Exp(r.Mod(x, p), d.Mod(k.d, d.Sub(p, big.NewInt(1))), p)
		sum.Add(sum, r.Mul(&r, k.parts[i]))
	}
	return sum.Mod(sum, k.n).FillBytes(make([]byte, len(k.modulus)))
}

// A testCurve is a curve with the hash of its signature suite.
//
// EMV 4.4 B2 B2.2.2, B2.4.1
type testCurve struct {
	algorithm    capk.Algorithm
	size         int
	ecdh         ecdh.Curve
	prime, order *big.Int
	hash         func() hash.Hash
}

var testCurves = []testCurve{
	{capk.ECCP256, 32, ecdh.P256(), elliptic.P256().Params().P, elliptic.P256().Params().N, sha256.New},
	{capk.ECCP521, 66, ecdh.P521(), elliptic.P521().Params().P, elliptic.P521().Params().N, sha512.New},
}

// newTestCurveKey makes the ECC key pair of a role. Of the two points with its x-coordinate it is the one with the lesser
// y-coordinate.
//
// EMV 4.4 B2 B2.2.1
func newTestCurveKey(role string, a capk.Algorithm) *testKey {
	c := &testCurves[slices.IndexFunc(testCurves, func(c testCurve) bool { return c.algorithm == a })]
	k := &testKey{curve: c, d: c.scalar("emv redact, ECC test key: " + role)}
	k.point = c.multiply(k.d)
	if y := new(big.Int).SetBytes(k.point[c.size:]); y.Lsh(y, 1).Cmp(c.prime) > 0 {
		k.d.Sub(c.order, k.d)
		k.point = c.multiply(k.d)
	}
	return k
}

// scalar is a number from 1 to the order less 1 that follows from the label: longer than the order by far before it is
// brought into the range.
func (c *testCurve) scalar(label string) *big.Int {
	s := &stream{label: label}
	n := new(big.Int).SetBytes(s.next(2 * c.size))
	top := new(big.Int).Sub(c.order, big.NewInt(1))
	return n.Mod(n, top).Add(n, big.NewInt(1))
}

// multiply is the point kG, x and y.
func (c *testCurve) multiply(k *big.Int) []byte {
	key, err := c.ecdh.NewPrivateKey(k.FillBytes(make([]byte, c.size)))
	if err != nil {
		panic("emv: " + err.Error()) // not for a scalar in the range
	}
	return key.PublicKey().Bytes()[1:]
}

// x is the public key as certificates have it.
func (k *testKey) x() []byte { return k.point[:k.curve.size] }

// signPoint is the EC-SDSA signature (r, s) over a message. Its nonce follows from key and message.
//
// EMV 4.4 B2 A2.2.2
func (k *testKey) signPoint(message []byte) []byte {
	c := k.curve
	nonce := c.scalar("emv redact, nonce: " + upper(k.d.Bytes()) + " " + upper(message))
	h := c.hash()
	h.Write(c.multiply(nonce)[:c.size])
	h.Write(message)
	r := h.Sum(nil)
	s := new(big.Int).SetBytes(r)
	s.Mod(s, c.order)
	s.Mul(s, k.d).Add(s, nonce).Mod(s, c.order)
	return append(r, s.FillBytes(make([]byte, c.size))...)
}
