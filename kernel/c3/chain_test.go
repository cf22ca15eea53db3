package c3_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// A pair is one of the test key pairs of testvectors/card/keys.json, which are for such use.
type pair struct{ n, e, d *big.Int }

var pairs = sync.OnceValue(func() map[string]*pair {
	text, err := os.ReadFile("../../testvectors/card/keys.json")
	if err != nil {
		panic(err)
	}
	var file struct {
		Keys []struct{ Name, Exponent, P, Q string }
	}
	if err := json.Unmarshal(text, &file); err != nil {
		panic(err)
	}
	number := func(s string) *big.Int {
		n, _ := new(big.Int).SetString(s, 16)
		return n
	}
	one, all := big.NewInt(1), map[string]*pair{}
	for _, k := range file.Keys {
		p, q, e := number(k.P), number(k.Q), number(k.Exponent)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		all[k.Name] = &pair{new(big.Int).Mul(p, q), e, new(big.Int).ModInverse(e, phi)}
	}
	p, q := number(shortP), number(shortQ)
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	all["icc"] = &pair{new(big.Int).Mul(p, q), big.NewInt(3), new(big.Int).ModInverse(big.NewInt(3), phi)}
	return all
})

// The card's own key is of 512 bits, made for these tests: it signs some thousands of times.
const (
	shortP = "CA541F3306284B67D110ED94DB3B574025C7AE20B1D282FB2D3FDD1E681B6AFF"
	shortQ = "E52D24241F502BD264E6805A8CB9267064CF5918D5549377FB374F793A53B099"
)

func (k *pair) modulus() []byte { return k.n.Bytes() }

// sign puts header, hash and trailer round what is signed, which fills the block, and signs. tail is hashed too.
//
// B2 A2.1.2
func (k *pair) sign(message []byte, tail ...[]byte) []byte {
	h := sha1.Sum(slices.Concat(message, slices.Concat(tail...)))
	block := slices.Concat([]byte{0x6A}, message, h[:], []byte{0xBC})
	return new(big.Int).Exp(new(big.Int).SetBytes(block), k.d, k.n).FillBytes(make([]byte, len(k.modulus())))
}

// certify makes the certificate of a key, and the remainder that it has no room for.
//
// B2 6.3 table 13, 6.4 table 14
func (k *pair) certify(format byte, subject []byte, of *pair, static []byte) (certificate, remainder []byte) {
	n, e := of.modulus(), of.e.Bytes()
	head := append(append([]byte{format}, subject...), 0x12, 0x49, 0, 0, 1, 1, 1, byte(len(n)), byte(len(e)))
	room := len(k.modulus()) - 22 - len(head)
	left := n[:min(room, len(n))]
	message := append(append(head, left...), bytes.Repeat([]byte{0xBB}, room-len(left))...)
	remainder = n[len(left):]
	return k.sign(message, remainder, e, static), remainder
}

// The card of these tests: its account, the record that its certificate covers, and the objects of its chain.
const (
	testPAN    = "4761730000000011"
	testTrack2 = "4761730000000011D49122010000000000000F"
)

// signedRecord is the one record of the static data.
var signedRecord = tlv.Append(nil, 0x70, unhexed("5A08"+testPAN+"9F4A0182"))

// chain are the objects of the card's chain, under key C1 of the configuration "default".
var chain = sync.OnceValue(func() (objects []byte) { return chainOver(signedRecord) })

// chainOver is the chain of a card with another signed record.
func chainOver(record []byte) (objects []byte) {
	static := bytes.Clone(record[2:])
	if bytes.HasSuffix(static, []byte{0x9F, 0x4A, 1, 0x82}) {
		static = append(static, 0x20, 0x00)
	}
	issuer, icc := pairs()["issuer-e3"], pairs()["icc"]
	cert, rest := pairs()["ca-e3"].certify(0x02, unhexed(testPAN[:8]), issuer, nil)
	objects = tlv.Append(objects, 0x8F, []byte{0xC1})
	objects = tlv.Append(tlv.Append(objects, 0x90, cert), 0x92, rest)
	objects = tlv.Append(objects, 0x9F32, issuer.e.Bytes())
	cert, _ = issuer.certify(0x04, unhexed(testPAN+"FFFF"), icc, static)
	return tlv.Append(tlv.Append(objects, 0x9F46, cert), 0x9F47, icc.e.Bytes())
}

// The values that a terminal of these tests signs for.
var (
	testUN     = [4]byte{1, 2, 3, 4}
	testAmount = unhexed("000000001234")
	testEuro   = unhexed("0978")
)

var (
	signatures sync.Map
	dynamicATC = []byte{2, 0, 7} // ICC Dynamic Data: the ATC with its length
)

// sdad is the dynamic signature of this format over the terminal's values and these Card Authentication Related Data.
//
// C-3 2.12 C.1 table C-1
func sdad(format byte, related []byte) []byte {
	key := string(format) + string(related)
	if v, ok := signatures.Load(key); ok {
		return v.([]byte)
	}
	icc := pairs()["icc"]
	head := append([]byte{format, 1, byte(len(dynamicATC))}, dynamicATC...)
	message := append(head, bytes.Repeat([]byte{0xBB}, len(icc.modulus())-22-len(head))...)
	s := icc.sign(message, testUN[:], testAmount, testEuro, related)
	signatures.Store(key, s)
	return s
}

func unhexed(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
