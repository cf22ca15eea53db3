package card

import (
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"math/big"
	"slices"
	"sync"

	"github.com/emvgo/emv/tlv/jsonfile"
)

// A curve is P-256 or P-521 with the hash of its signature suite.
//
// EMV 4.4 B2 B2.2.2, B2.4.1
type curve struct {
	suite byte // to sign; without its high bits, to encipher
	size  int  // of a coordinate and a scalar, NFIELD
	ecdh  ecdh.Curve
	prime *big.Int
	order *big.Int
	hash  func() hash.Hash
}

// curves are made when they are asked for: their parameters are large numbers.
var curves = sync.OnceValue(func() map[string]*curve {
	return map[string]*curve{
		"P-256": {0x10, 32, ecdh.P256(), elliptic.P256().Params().P, elliptic.P256().Params().N, sha256.New},
		"P-521": {0x11, 66, ecdh.P521(), elliptic.P521().Params().P, elliptic.P521().Params().N, sha512.New},
	}
})

// An eccKey is one of the ECC test key pairs of keys.json.
type eccKey struct {
	name  string
	curve *curve
	d     *big.Int
	point []byte // x and y
}

// eccKeys reads the ECC keys of keys.json, once.
var eccKeys = sync.OnceValue(func() map[string]*eccKey {
	doc := jsonfile.Parse(keyFile)
	file := doc.Root().Object()
	keys := map[string]*eccKey{}
	for v := range file.Need("eccKeys").List() {
		o := v.Object()
		name, d := o.Need("name").Text(1, 32), o.Need("d")
		k := &eccKey{name: name, curve: curves()[o.Need("curve").Text(5, 5)]}
		if test := o.Need("test"); !test.Bool() {
			test.Fault("never put another kind of key here", "not marked as a test key")
		}
		if k.curve == nil {
			v.Fault("write P-256 or P-521", "no such curve")
			continue
		}
		k.d = new(big.Int).SetBytes(d.Hex(k.curve.size, k.curve.size))
		o.Close()
		k.point = k.curve.multiply(k.d)
		if y := new(big.Int).SetBytes(k.point[k.curve.size:]); y.Lsh(y, 1).Cmp(k.curve.prime) > 0 {
			d.Fault("write the order minus d", "the y-coordinate is the greater of the two")
		}
		keys[name] = k
	}
	if err := doc.Err(); err != nil {
		panic("testvectors/card: keys.json: " + err.Error())
	}
	return keys
})

// multiply is the point kG, x and y; k is not 0 and below the order.
//
// EMV 4.4 B2 B2.2.1
func (c *curve) multiply(k *big.Int) []byte {
	key, err := c.ecdh.NewPrivateKey(k.FillBytes(make([]byte, c.size)))
	if err != nil {
		panic("testvectors/card: " + err.Error())
	}
	return key.PublicKey().Bytes()[1:]
}

// x is the public key as certificates have it. The point that belongs to it has the lesser y-coordinate.
//
// EMV 4.4 B2 B2.2.1, B2.2.4
func (k *eccKey) x() []byte { return k.point[:k.curve.size] }

// sign is the EC-SDSA signature (r, s) over a message.
//
// EMV 4.4 B2 A2.2.2
func (k *eccKey) sign(message []byte) []byte { return k.signWith(k.nonce(message), message) } // step a

func (k *eccKey) signWith(nonce *big.Int, message []byte) []byte {
	c := k.curve
	h := c.hash()
	h.Write(c.multiply(nonce)[:c.size]) // step b
	h.Write(message)
	r := h.Sum(nil) // step c
	s := new(big.Int).SetBytes(r)
	s.Mod(s, c.order) // step d
	s.Mul(s, k.d).Add(s, nonce).Mod(s, c.order)
	return append(r, s.FillBytes(make([]byte, c.size))...) // steps e and f
}

// nonce follows from key and message, so that a card is deterministic: two hashes, longer than any order by far, brought
// into the range from 1 to the order less 1.
func (k *eccKey) nonce(message []byte) *big.Int {
	d := k.d.FillBytes(make([]byte, k.curve.size))
	one := sha512.Sum512(slices.Concat([]byte{1}, d, message))
	two := sha512.Sum512(slices.Concat([]byte{2}, d, message))
	n := new(big.Int).SetBytes(append(one[:], two[:]...))
	top := new(big.Int).Sub(k.curve.order, big.NewInt(1))
	return n.Mod(n, top).Add(n, big.NewInt(1))
}
