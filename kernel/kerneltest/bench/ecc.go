package bench

import (
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/json"
	"math/big"
	"slices"
	"sync"

	"github.com/emvgo/emv/testvectors/card"
)

// A Point is an ECC key pair on P-256 of a card, an issuer or a certification authority of the tests.
type Point struct {
	D  []byte // the private key
	XY []byte // both coordinates; the second is the lesser of the two that belong to the first
}

// Points are the test key pairs on P-256 of testvectors/card/keys.json by name.
var Points = sync.OnceValue(func() map[string]*Point {
	var file struct {
		ECCKeys []struct{ Name, Curve, D string }
	}
	if err := json.Unmarshal(card.KeyFile(), &file); err != nil {
		panic(err)
	}
	all := map[string]*Point{}
	for _, k := range file.ECCKeys {
		if k.Curve == "P-256" {
			d := Digits(k.D)
			all[k.Name] = &Point{d, multiply(d)}
		}
	}
	return all
})

// multiply is the point dG, both coordinates.
func multiply(d []byte) []byte {
	key, err := ecdh.P256().NewPrivateKey(d)
	if err != nil {
		panic(err)
	}
	return key.PublicKey().Bytes()[1:]
}

// X is the public key as certificates have it.
func (p *Point) X() []byte { return slices.Clone(p.XY[:32]) }

// Sign puts the EC-SDSA signature of Book 2's annex A2.2.2 behind a message. Its nonce follows from the message, which only a test may do.
func (p *Point) Sign(message []byte) []byte {
	seed := sha256.Sum256(append(slices.Clone(p.D), message...))
	seed[0] &= 0x7F // below the order
	r := sha256.Sum256(append(multiply(seed[:])[:32], message...))
	s := new(big.Int).Mul(new(big.Int).SetBytes(r[:]), new(big.Int).SetBytes(p.D))
	s.Add(s, new(big.Int).SetBytes(seed[:])).Mod(s, elliptic.P256().Params().N)
	return slices.Concat(message, r[:], s.FillBytes(make([]byte, 32)))
}

// CertifyIssuer makes the certificate of an issuer's key that expires in December 2049: identifier is that of the issuer, 5 bytes, suite that of the key.
// It is that of Book 2's table 35.
func (p *Point) CertifyIssuer(identifier []byte, suite byte, rid []byte, index byte, of *Point) []byte {
	b := slices.Concat([]byte{0x12, 0x00}, identifier, []byte{suite, 0x20, 0x49, 0x12, 0x31, 0, 0, 1}, rid, []byte{index}, of.X())
	return p.Sign(b)
}

// CertifyCard makes the certificate of a card's key for the secure channel of Kernel 8, with the hash of its static data. It
// is that of Book 2's table 36, with Kernel 8's hash encoding.
func (p *Point) CertifyCard(static []byte, of *Point) []byte {
	h := sha256.Sum256(static)
	b := slices.Concat([]byte{0x14, 0x00, 0x00, 0x20, 0x49, 0x12, 0x31, 0x23, 0x59, 0, 0, 0, 0, 0, 2, 0x01, 0x02}, h[:], of.X())
	return p.Sign(b)
}
