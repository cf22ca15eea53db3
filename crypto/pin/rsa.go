package pin

import (
	"bytes"
	"crypto/rand"

	"filippo.io/bigmod"
)

// Lengths of an RSA key for PIN encipherment, in bytes: header, PIN block and challenge must fit; no EMV key is
// longer than 248.
//
// EMV 4.4 B2 7.2, B2.1
const (
	minModulus = 17
	maxModulus = 248
)

// dataHeader opens the data to be enciphered.
//
// EMV 4.4 B2 7.2, 13.2
const dataHeader = 0x7F

// An RSAKey is the public key that enciphers a PIN: the ICC PIN encipherment key, or the ICC key where the card has
// no such key. Modulus: 17 to 248 bytes, odd. Exponent: 3 or 65537, in 1 to 3 bytes.
//
// EMV 4.4 B2 7.1, B2.1
type RSAKey struct {
	Modulus, Exponent []byte
}

// EncipherRSA is the enciphered PIN data, the data field of VERIFY: as long as the modulus. challenge is the 8-byte
// ICC unpredictable number of GET CHALLENGE. Block and random padding are made here and wiped.
//
// EMV 4.4 B2 7.2
func EncipherRSA(key RSAKey, p PIN, challenge []byte) ([]byte, error) {
	return encipherRSA(key, p, challenge, readRandom)
}

func readRandom(b []byte) { _, _ = rand.Read(b) } // never fails: crypto/rand ends the program instead

func encipherRSA(key RSAKey, p PIN, challenge []byte, random func([]byte)) ([]byte, error) {
	m, e, err := key.parse()
	if err != nil {
		return nil, err
	}
	if len(challenge) != 8 {
		return nil, FaultChallenge
	}
	block, err := Offline(p)
	defer clear(block[:])
	if err != nil {
		return nil, err
	}
	data := make([]byte, m.Size())
	defer clear(data)
	data[0] = dataHeader
	copy(data[1:9], block[:])
	copy(data[9:17], challenge)
	random(data[17:])
	return rsaRecover(m, e, data)
}

// parse checks the public key.
func (k RSAKey) parse() (m *bigmod.Modulus, e uint, err error) {
	n := len(k.Modulus)
	if n < minModulus || n > maxModulus || k.Modulus[0] == 0 || k.Modulus[n-1]&1 == 0 {
		return nil, 0, FaultModulus
	}
	switch exponent := bytes.TrimLeft(k.Exponent, "\x00"); {
	case len(k.Exponent) > 3:
		return nil, 0, FaultExponent
	case bytes.Equal(exponent, []byte{3}):
		e = 3
	case bytes.Equal(exponent, []byte{1, 0, 1}):
		e = 65537
	default:
		return nil, 0, FaultExponent
	}
	if m, err = bigmod.NewModulus(k.Modulus); err != nil {
		return nil, 0, FaultModulus
	}
	return m, e, nil
}

// rsaRecover is the RSA recovery function: constant time in data, while the public exponent shows.
//
// EMV 4.4 B2 B2.1.3
func rsaRecover(m *bigmod.Modulus, e uint, data []byte) ([]byte, error) {
	x, err := bigmod.NewNat().SetBytes(data, m)
	if err != nil {
		return nil, FaultModulus
	}
	defer clear(x.Bits())
	return bigmod.NewNat().ExpShortVarTime(x, e, m).Bytes(m), nil
}

// An RSAPrivateKey is the card's side, for software cards.
//
// EMV 4.4 B2 7.2, B2.1.1
type RSAPrivateKey struct {
	masked
	m *bigmod.Modulus
	d *secret
}

// NewRSAPrivateKey takes the modulus, 17 to 248 bytes, and the private exponent, and copies both.
func NewRSAPrivateKey(modulus, exponent []byte) (RSAPrivateKey, error) {
	m, _, err := RSAKey{modulus, []byte{3}}.parse()
	if err != nil {
		return RSAPrivateKey{}, err
	}
	if len(exponent) == 0 || len(exponent) > len(modulus) {
		return RSAPrivateKey{}, FaultPrivateKey
	}
	return RSAPrivateKey{m: m, d: newSecret(exponent)}, nil
}

// Wipe overwrites the private exponent: best effort.
func (k RSAPrivateKey) Wipe() { k.d.wipe() }

// Decipher is what the card does with the data of VERIFY: the RSA signing function, then the checks in the book's
// order. challenge is the 8-byte number that the card gave last. The error is [FaultCiphertext],
// [FaultChallengeDiffers], [FaultHeader], or that of [ParseBlock].
//
// EMV 4.4 B2 7.2
func (k RSAPrivateKey) Decipher(enciphered, challenge []byte) (PIN, error) {
	data, err := k.sign(enciphered)
	if err != nil {
		return PIN{}, err
	}
	defer clear(data)
	return openPIN(data, challenge)
}

// sign is the RSA signing function, constant time in data and exponent.
//
// EMV 4.4 B2 B2.1.2
func (k RSAPrivateKey) sign(data []byte) ([]byte, error) {
	if k.d.bytes() == nil {
		return nil, FaultPrivateKey
	}
	if len(data) != k.m.Size() {
		return nil, FaultCiphertext
	}
	x, err := bigmod.NewNat().SetBytes(data, k.m)
	if err != nil {
		return nil, FaultCiphertext
	}
	y := bigmod.NewNat().Exp(x, k.d.bytes(), k.m)
	defer clear(y.Bits())
	return y.Bytes(k.m), nil
}

// openPIN checks the recovered data: challenge, header, block.
//
// EMV 4.4 B2 7.2, 13.3
func openPIN(data, challenge []byte) (PIN, error) {
	switch {
	case len(data) < minModulus:
		return PIN{}, FaultCiphertext
	case len(challenge) != 8:
		return PIN{}, FaultChallenge
	case !bytes.Equal(data[9:17], challenge):
		return PIN{}, FaultChallengeDiffers
	case data[0] != dataHeader:
		return PIN{}, FaultHeader
	}
	return ParseBlock(Format2, data[1:9], PAN{})
}
