// Package oda is offline data authentication: it recovers the public keys of issuer and card from their certificates
// and verifies what issuer and card signed. Every check of EMV 4.4 Book 2 is made in the book's order, and the first
// that fails is the [Reason], with its words and its clause.
//
// The RSA methods run CA key, [RecoverIssuer], then [VerifySDA], or [RecoverICC] and [VerifyDDA], [VerifyCDA] or
// [VerifyFDDA]; [RecoverICCPIN] gives the key for an enciphered PIN (RSA alone). The ECC methods run [RecoverIssuerECC],
// [RecoverICCECC] and [VerifyXDA]. A chain is of one family: a key of the other is refused with [KeyAlgorithm].
//
// The functions keep nothing, start nothing and change none of their inputs; a [Key] that they return shares no memory
// with them. They work on public values only, so their running time may depend on them.
//
// # What it rests on
//
// Every published chain and signature that testvectors/oda and testvectors/ecc hold comes to its published result; each
// of their wrong twins, and every change of a single byte, is refused for its reason. Modular exponentiation is checked
// against filippo.io/bigmod, EC-SDSA against the affine formulas over math/big. fDDA signatures with format '95' are in
// public captures of live cards, and verify; because those hold account numbers they are not in testvectors. Nobody has
// published an ICC PIN encipherment certificate, an ECC ICC certificate with its static data, or an XDA signature. All
// four are tested with certificates and signatures made for the purpose, under published test keys.
//
// The SM2 methods of UnionPay and PBOC go by the names of the RSA ones: a chain whose CA key is of SM2 is verified so. Of their formats an issuer certificate
// is published and verifies; the ICC certificate and the signatures are as they are published in words, and are tested with what was made for the purpose.
//
// # Cost
//
// On one core of an AMD EPYC, amd64, Go 1.26, beside the bare arithmetic (go test -bench . ./crypto/oda):
//
//	recover an issuer key, CA key of 248 bytes, e = 3      6.4 us   math/big Exp alone       5.3 us
//	recover an ICC key, issuer key of 144 bytes, e = 65537  18 us   math/big Exp alone        17 us
//	verify an XDA signature on P-256                        72 us   nistec operations alone   68 us
//	verify an XDA signature on P-521                       3.1 ms   nistec operations alone  3.0 ms
//	recover an ECC issuer key, P-256                        91 us   of which finding y       7.8 us
package oda

import (
	"bytes"
	"crypto/sha1"
	"math/big"
	"math/bits"

	"github.com/emvgo/emv/crypto/capk"
)

// A Key is a public key recovered from a certificate: of an issuer, or of a card for signing or for encipherment.
type Key struct {
	Algorithm capk.Algorithm // family and curve
	Suite     byte           // ECC: the suite the certificate names: 10, 11 to sign, 00, 01 to encipher
	Modulus   []byte         // RSA
	Exponent  []byte         // RSA: 03 or 010001
	Point     []byte         // ECC: x and y, 32 bytes each on P-256, 66 each on P-521
	Serial    []byte         // Certificate Serial Number: 3 bytes, ECC ICC certificate 6
	Expiry    [4]byte        // YYYYMMDD, the last day of the certificate; ECC: in UTC
}

var (
	three = big.NewInt(3)
	f4    = big.NewInt(65537)
)

// exponent is the number that the bytes of a public key exponent stand for, nil if they may not.
//
// EMV 4.4 B2 B2.1
func exponent(b []byte) *big.Int {
	switch {
	case len(b) == 1 && b[0] == 3:
		return three
	case len(b) == 3 && b[0] == 1 && b[1] == 0 && b[2] == 1:
		return f4
	}
	return nil
}

// usable says whether n is a modulus that mod arithmetic and the books allow.
//
// EMV 4.4 B2 6.1, B2.1
func usable(n []byte, min int) bool {
	return len(n) >= min && len(n) <= capk.MaxModulus && n[0]&0x80 != 0 && n[len(n)-1]&1 == 1
}

// A layout is what differs among the RSA certificates and signatures. The reasons from base on are in the order
// Length, NotBelow, Trailer, Header, Format, HashAlgorithm, Hash.
type layout struct {
	base   Reason
	format byte
	min    int // length of the shortest modulus that holds all fixed fields
}

const (
	rLength = iota
	rNotBelow
	rTrailer
	rHeader
	rFormat
	rHashAlgorithm
	rHash
)

// A block is what a signature recovers to: header, message, hash and trailer.
//
// EMV 4.4 B2 A2.1.2
type block []byte

// message is the part of what was signed that the block has room for, format first.
func (b block) message() []byte { return b[1 : len(b)-21] }

// hash is the hash of the whole message.
func (b block) hash() []byte { return b[len(b)-21 : len(b)-1] }

// open recovers what is signed and makes the checks up to the format. The block has spare capacity, so that a
// certificate's key can be completed in place.
//
// EMV 4.4 B2 5.3, 5.4, 6.3, 6.4, 6.5.2, 6.6.2, A2.1.3
func (l layout) open(modulus, exp, signed []byte, spare int) (block, Reason) {
	e := exponent(exp)
	switch {
	case !usable(modulus, l.min):
		return nil, KeyModulus
	case e == nil:
		return nil, KeyExponent
	case len(signed) != len(modulus): // EMV 4.4 B2 6.3 (step 1)
		return nil, l.base + rLength
	case bytes.Compare(signed, modulus) >= 0: // EMV 4.4 B2 B2.1.2
		return nil, l.base + rNotBelow
	}
	b := append(make(block, 0, len(modulus)+spare), signed...)
	raise(b, e, modulus)
	switch {
	case b[len(b)-1] != 0xBC: // EMV 4.4 B2 6.3 (step 2)
		return nil, l.base + rTrailer
	case b[0] != 0x6A: // EMV 4.4 B2 6.3 (step 3)
		return nil, l.base + rHeader
	case b[1] != l.format: // EMV 4.4 B2 6.3 (step 4)
		return nil, l.base + rFormat
	}
	return b, OK
}

// raise makes b its power of the exponent e, modulo the modulus. Exponent 3 by two multiplications is faster than Exp's way for any exponent.
// The numbers lie in one piece of memory, each with the room that it comes to need.
func raise(b []byte, e *big.Int, modulus []byte) {
	k := 1 + (8*len(modulus)+bits.UintSize-1)/bits.UintSize
	size := 3
	if e == three {
		size = 8
	}
	room := make([]big.Word, size*k)
	piece := func(from, n int) (x big.Int) {
		x.SetBits(room[from*k : from*k : (from+n)*k])
		return x
	}
	s, n := piece(0, 2), piece(2, 1)
	s.SetBytes(b)
	n.SetBytes(modulus)
	if e == three {
		t, q, r := piece(3, 2), piece(5, 1), piece(6, 2)
		t.Mul(&s, &s)
		q.QuoRem(&t, &n, &r)
		t.Mul(&r, &s)
		q.QuoRem(&t, &n, &s)
	} else {
		s.Exp(&s, e, &n)
	}
	s.FillBytes(b)
	wipe(&s) // a certificate holds the PAN
	clear(room)
}

// wipe clears what a number was.
func wipe(n *big.Int) {
	words := n.Bits()
	clear(words[:cap(words)])
}

// checkHash compares the hash in the block with that of the block's message and the parts that the block has no room
// for.
//
// EMV 4.4 B2 6.3, 6.4, A2.1.3
func (l layout) checkHash(b block, algorithm byte, parts ...[]byte) Reason {
	if algorithm != 0x01 { // SHA-1; EMV 4.4 B2 B3.1
		return l.base + rHashAlgorithm
	}
	h := sha1.New()
	h.Write(b.message())
	for _, p := range parts {
		h.Write(p)
	}
	var sum [sha1.Size]byte
	if !bytes.Equal(h.Sum(sum[:0]), b.hash()) {
		return l.base + rHash
	}
	return OK
}
