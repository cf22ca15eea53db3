package bench

import (
	"bytes"
	"crypto/sha1"
	"encoding/json"
	"math/big"
	"slices"
	"sync"

	"github.com/emvgo/emv/testvectors/card"
)

// A Pair is an RSA key pair of a card, an issuer or a certification authority of the tests: a test signs with it what no virtual card would.
type Pair struct {
	N, E *big.Int

	p, q, dp, dq, qinv *big.Int

	mu   sync.Mutex
	made map[string]string // block -> what the private operation made of it
}

// maxMade bounds what a pair keeps of what it made.
const maxMade = 1 << 14

// NewPair is the pair of two primes and a public exponent, all in hexadecimal digits.
func NewPair(p, q, exponent string) *Pair {
	number := func(s string) *big.Int {
		n, ok := new(big.Int).SetString(s, 16)
		if !ok {
			panic("bench: a prime that is no number")
		}
		return n
	}
	one, a, b, e := big.NewInt(1), number(p), number(q), number(exponent)
	inverse := func(prime *big.Int) *big.Int { return new(big.Int).ModInverse(e, new(big.Int).Sub(prime, one)) }
	return &Pair{
		N: new(big.Int).Mul(a, b), E: e, p: a, q: b, dp: inverse(a), dq: inverse(b), qinv: new(big.Int).ModInverse(b, a), made: map[string]string{},
	}
}

// Keys are the test key pairs of testvectors/card/keys.json by name, which are for such use.
var Keys = sync.OnceValue(func() map[string]*Pair {
	var file struct {
		Keys []struct{ Name, Exponent, P, Q string }
	}
	if err := json.Unmarshal(card.KeyFile(), &file); err != nil {
		panic(err)
	}
	all := map[string]*Pair{}
	for _, k := range file.Keys {
		all[k.Name] = NewPair(k.P, k.Q, k.Exponent)
	}
	return all
})

// Small is one key pair for certification authority, issuer and card where a test wants many signatures: 512 bits, exponent 3.
var Small = sync.OnceValue(func() *Pair {
	return NewPair("E071AEB831A2F75F51633AD030AAB0C2D67D3CC639B34975A65A96B8EC502F73", "D3B0D322F07CB0854950530A0C49349813468425C36884F1AA0E4AE37F0FBFFB", "3")
})

// Modulus is the modulus as bytes.
func (k *Pair) Modulus() []byte { return k.N.Bytes() }

// Raw is the private operation on a block of the modulus' length, by the Chinese remainder theorem. A sweep signs the same block again and again: that costs
// nothing.
func (k *Pair) Raw(block []byte) []byte {
	k.mu.Lock()
	made, ok := k.made[string(block)]
	k.mu.Unlock()
	if ok {
		return []byte(made)
	}
	var v, a, b big.Int
	v.SetBytes(block)
	a.Exp(a.Mod(&v, k.p), k.dp, k.p)
	b.Exp(b.Mod(&v, k.q), k.dq, k.q)
	a.Mod(a.Mul(a.Sub(&a, &b), k.qinv), k.p)
	out := a.Add(a.Mul(&a, k.q), &b).FillBytes(make([]byte, len(k.Modulus())))
	k.mu.Lock()
	if len(k.made) == maxMade {
		clear(k.made)
	}
	k.made[string(block)] = string(out)
	k.mu.Unlock()
	return out
}

// Open is the public operation on a signature.
func (k *Pair) Open(signature []byte) []byte {
	return new(big.Int).Exp(new(big.Int).SetBytes(signature), k.E, k.N).FillBytes(make([]byte, len(k.Modulus())))
}

// Sign pads what is signed with BB, puts header, hash and trailer round it, and signs. tail is hashed too.
//
// B2 A2.1.2
func (k *Pair) Sign(message []byte, tail ...[]byte) []byte {
	message = append(slices.Clone(message), bytes.Repeat([]byte{0xBB}, len(k.Modulus())-22-len(message))...)
	h := sha1.Sum(slices.Concat(message, slices.Concat(tail...)))
	return k.Raw(slices.Concat([]byte{0x6A}, message, h[:], []byte{0xBC}))
}

// Certify makes the certificate of a key that expires in December 2049, format 02 of an issuer's and 04 of a card's, and the remainder that it has no room
// for. static is hashed too.
//
// B2 6.3 table 13, 6.4 table 14
func (k *Pair) Certify(format byte, subject []byte, of *Pair, static []byte) (certificate, remainder []byte) {
	n, e := of.Modulus(), of.E.Bytes()
	head := append(append([]byte{format}, subject...), 0x12, 0x49, 0, 0, 1, 1, 1, byte(len(n)), byte(len(e)))
	left := n[:min(len(k.Modulus())-22-len(head), len(n))]
	remainder = n[len(left):]
	return k.Sign(append(head, left...), remainder, e, static), remainder
}
