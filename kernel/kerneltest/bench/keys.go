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
type Pair struct{ N, E, D *big.Int }

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
	phi := new(big.Int).Mul(new(big.Int).Sub(a, one), new(big.Int).Sub(b, one))
	return &Pair{new(big.Int).Mul(a, b), e, new(big.Int).ModInverse(e, phi)}
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
	number := func(s string) *big.Int {
		n, _ := new(big.Int).SetString(s, 16)
		return n
	}
	return &Pair{number(smallModulus), big.NewInt(3), number(smallPrivate)}
})

const (
	smallModulus = "B998BA46447E5CEDDE5B3A416CAD15F391DA892EA2FFE1D075E6D8740641B6C7CC7B65F2D891F0578EBDBC5EDDF56A08301DAF146E9EBAFCF272B0D55AC252C1"
	smallPrivate = "7BBB26D982FEE89E943CD180F31E0EA2613C5B746CAA968AF944904D59812484103B42BA79A185A1F806C9ADC0ABADC8D99149704BAC9DB916B134D09F96ECE3"
)

// Modulus is the modulus as bytes.
func (k *Pair) Modulus() []byte { return k.N.Bytes() }

// Raw is the private operation on a block of the modulus' length.
func (k *Pair) Raw(block []byte) []byte {
	return new(big.Int).Exp(new(big.Int).SetBytes(block), k.D, k.N).FillBytes(make([]byte, len(k.Modulus())))
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
