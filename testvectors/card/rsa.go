package card

import (
	"crypto/sha1" //nolint:gosec // the hash of the book's signature scheme
	_ "embed"
	"math/big"
	"slices"
	"sync"

	"github.com/emvgo/emv/tlv/jsonfile"
)

//go:embed keys.json
var keyFile []byte

// KeyFile is keys.json, all test key pairs with their private halves: for tests that sign what no virtual card would.
func KeyFile() []byte { return slices.Clone(keyFile) }

// A privateKey is one of the test key pairs of keys.json.
type privateKey struct {
	name     string
	modulus  []byte // N bytes, first bit set
	exponent []byte // 03 or 010001

	p, q, dp, dq, qinv *big.Int

	mu   sync.Mutex
	memo map[string]string // block that was signed -> signature
}

// memoSize bounds the signatures kept for each key.
const memoSize = 1 << 13

// testKeys reads keys.json, once.
var testKeys = sync.OnceValue(func() map[string]*privateKey {
	doc := jsonfile.Parse(keyFile)
	file := doc.Root().Object()
	file.Get("about")
	file.Get("eccKeys")
	file.Get("smKeys")
	keys := map[string]*privateKey{}
	for v := range file.Need("keys").List() {
		o := v.Object()
		k := &privateKey{name: o.Need("name").Text(1, 32), memo: map[string]string{}}
		bits := int(o.Need("bits").Uint(1984))
		k.exponent = o.Need("exponent").Hex(1, 3)
		p, q := o.Need("p"), o.Need("q")
		k.p, k.q = new(big.Int).SetBytes(p.Hex(1, 248)), new(big.Int).SetBytes(q.Hex(1, 248))
		if test := o.Need("test"); !test.Bool() {
			test.Fault("never put another kind of key here", "not marked as a test key")
		}
		o.Close()
		k.complete()
		if len(k.modulus)*8 != bits || k.modulus[0]&0x80 == 0 {
			v.Fault("", "the modulus p*q has %d bytes and not %d bits", len(k.modulus), bits)
		}
		keys[k.name] = k
	}
	file.Close()
	if err := doc.Err(); err != nil {
		panic("testvectors/card: keys.json: " + err.Error())
	}
	return keys
})

// complete computes the modulus and the values of the Chinese remainder theorem.
func (k *privateKey) complete() {
	one, e := big.NewInt(1), new(big.Int).SetBytes(k.exponent)
	p1, q1 := new(big.Int).Sub(k.p, one), new(big.Int).Sub(k.q, one)
	k.modulus = new(big.Int).Mul(k.p, k.q).Bytes()
	k.dp, k.dq = new(big.Int).ModInverse(e, p1), new(big.Int).ModInverse(e, q1)
	k.qinv = new(big.Int).ModInverse(k.q, k.p)
}

// power is the RSA signing function on an N byte number: x^d mod n.
//
// EMV 4.4 B2 B2.1.2
func (k *privateKey) power(x []byte) []byte {
	var v, a, b big.Int
	v.SetBytes(x)
	a.Exp(a.Mod(&v, k.p), k.dp, k.p)
	b.Exp(b.Mod(&v, k.q), k.dq, k.q)
	a.Mod(a.Mul(a.Sub(&a, &b), k.qinv), k.p)
	a.Add(a.Mul(&a, k.q), &b)
	return a.FillBytes(make([]byte, len(k.modulus)))
}

// sign is the signature scheme with message recovery on head || tail, where head has N-22 bytes and is recovered
// from the signature, and tail is only hashed. Equal messages are signed once: the scheme has no randomness.
//
// EMV 4.4 B2 A2.1.2
func (k *privateKey) sign(head, tail []byte) []byte {
	if len(head) != len(k.modulus)-22 {
		panic("testvectors/card: message does not fit the key")
	}
	h := sha1.New() //nolint:gosec // as above
	h.Write(head)
	h.Write(tail)
	block := make([]byte, 0, len(k.modulus))
	block = append(append(block, 0x6A), head...)
	block = append(h.Sum(block), 0xBC)
	k.mu.Lock()
	known, ok := k.memo[string(block)]
	k.mu.Unlock()
	if ok {
		return []byte(known)
	}
	s := k.power(block)
	k.mu.Lock()
	if len(k.memo) >= memoSize {
		clear(k.memo)
	}
	k.memo[string(block)] = string(s)
	k.mu.Unlock()
	return s
}

// fill appends bytes of value BB up to a length of n.
func fill(b []byte, n int) []byte {
	b = slices.Grow(b, max(n-len(b), 0))
	for len(b) < n {
		b = append(b, 0xBB)
	}
	return b
}

// certificate signs a public key: format is 02 for an issuer and 04 for an ICC; subject is the issuer identifier or
// the PAN, padded with F; static is hashed with the rest. It returns the certificate and what of the modulus does
// not fit in it.
//
// EMV 4.4 B2 5.1, 6.1, 7.1: tables 2, 11 and 23
func (k *privateKey) certificate(format byte, subject []byte, c *certificateData, key *privateKey, static []byte) (cert, remainder []byte) {
	head := append([]byte{format}, subject...)
	head = append(append(head, c.expiry...), c.serial...)
	head = append(head, 0x01, 0x01, byte(len(key.modulus)), byte(len(key.exponent)))
	room := len(k.modulus) - 22 - len(head)
	n := min(room, len(key.modulus))
	remainder = key.modulus[n:]
	head = fill(append(head, key.modulus[:n]...), len(k.modulus)-22)
	return k.sign(head, slices.Concat(remainder, key.exponent, static)), remainder
}

// staticSignature signs the static data: Signed Static Application Data.
//
// EMV 4.4 B2 5.1: table 3
func (k *privateKey) staticSignature(code, static []byte) []byte {
	return k.sign(fill(append([]byte{0x03, 0x01}, code...), len(k.modulus)-22), static)
}

// dynamicSignature signs ICC Dynamic Data with what the terminal sent: Signed Dynamic Application Data.
//
// EMV 4.4 B2 6.5.1 table 15, 6.6.1 table 18
func (k *privateKey) dynamicSignature(dynamic, terminal []byte) []byte {
	return k.sign(fill(append([]byte{0x05, 0x01, byte(len(dynamic))}, dynamic...), len(k.modulus)-22), terminal)
}
