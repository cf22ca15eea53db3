package pin

import (
	"bytes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"

	"github.com/emvgo/emv/crypto/internal/ecc"
)

// A Suite is an algorithm suite indicator for offline data encipherment (ODE).
//
// EMV 4.4 B2 B2.4.2
type Suite byte

// The suites that EMV specifies. SM2-P256 with SM4, suite '88', is for domestic use and not served.
const (
	SuiteP256 Suite = 0x00 // P-256, AES: NFIELD is 32 bytes
	SuiteP521 Suite = 0x01 // P-521, AES: NFIELD is 66 bytes
)

// An ODE is the terminal's side of offline data encipherment with ECC during one transaction. Keys are derived at
// the first encipherment and kept for the ones that follow, with a counter. It prints masked.
//
// EMV 4.4 B2 13.2, A2.3
type ODE struct {
	masked
	*ode
}

type ode struct {
	curve  ecc.Curve
	public [ecc.MaxSize]byte
	rx     [ecc.MaxSize]byte // x-coordinate of the ephemeral public key
	sealer sealer
	random func([]byte)
}

// NewODE starts with the ICC public key for ODE of a verified certificate, tag 9F2D: suite and x-coordinate of
// NFIELD bytes. The error is [FaultSuite] or [FaultPoint].
//
// EMV 4.4 B2 13.1, 13.2
func NewODE(suite Suite, public []byte) (ODE, error) {
	if suite > SuiteP521 {
		return ODE{}, FaultSuite
	}
	o := &ode{curve: ecc.Curve(suite), random: readRandom}
	if len(public) != o.curve.Size() {
		return ODE{}, FaultPoint
	}
	copy(o.public[:], public)
	return ODE{ode: o}, nil
}

// EncipherPIN is the enciphered data, the data field of VERIFY: the ephemeral x-coordinate, 17 bytes enciphered and
// a MAC of 8, together 57 bytes for P-256 and 91 for P-521. challenge is the 8-byte number of a fresh GET CHALLENGE.
//
// EMV 4.4 B2 13.2
func (o ODE) EncipherPIN(p PIN, challenge []byte) ([]byte, error) {
	block, err := Offline(p)
	defer clear(block[:])
	if err != nil {
		return nil, err
	}
	var data [17]byte
	defer clear(data[:])
	data[0] = dataHeader
	copy(data[1:9], block[:])
	copy(data[9:], challenge)
	return o.encipher(data[:], challenge)
}

// encipher derives the keys if that has not been done, and enciphers.
//
// EMV 4.4 B2 13.2, 13.4
func (o ODE) encipher(data, challenge []byte) ([]byte, error) {
	if o.ode == nil {
		return nil, FaultSuite
	}
	if len(challenge) != 8 {
		return nil, FaultChallenge
	}
	n := o.curve.Size()
	if o.sealer.x == nil {
		d := o.curve.Generate(o.random)
		defer clear(d)
		z, ok := o.curve.Mul(d, o.public[:n])
		if !ok {
			return nil, FaultPoint
		}
		defer clear(z)
		x, _ := o.curve.Public(d)
		copy(o.rx[:], x)
		o.sealer.init(o.curve, z, challenge)
	}
	return o.sealer.seal(bytes.Clone(o.rx[:n]), data)
}

// Wipe forgets the derived keys: the next encipherment derives new ones. Best effort: key schedules stay in memory
// until they are collected.
func (o ODE) Wipe() {
	if o.ode != nil {
		o.sealer = sealer{}
		clear(o.rx[:])
	}
}

// An ODECard is the card's side of ODE during one transaction, for software cards. It prints masked.
//
// EMV 4.4 B2 13.3
type ODECard struct {
	masked
	*odeCard
}

type odeCard struct {
	curve   ecc.Curve
	private *secret66
	sealer  sealer
}

type secret66 [ecc.MaxSize]byte

// NewODECard starts a transaction with the card's private key for ODE, NFIELD bytes, which it copies.
// The error is [FaultSuite] or [FaultPrivateKey].
func NewODECard(suite Suite, private []byte) (ODECard, error) {
	if suite > SuiteP521 {
		return ODECard{}, FaultSuite
	}
	c := &odeCard{curve: ecc.Curve(suite), private: new(secret66)}
	if !c.curve.Valid(private) {
		return ODECard{}, FaultPrivateKey
	}
	copy(c.private[:], private)
	return ODECard{odeCard: c}, nil
}

// Public is the x-coordinate of the card's public key.
func (c ODECard) Public() []byte {
	if c.odeCard == nil {
		return nil
	}
	x, _ := c.curve.Public(c.private[:c.curve.Size()])
	return x
}

// DecipherPIN is what the card does with the data of VERIFY. challenge is the number it gave last.
// Errors in this order: [FaultCiphertext], [FaultPoint], [FaultCounter], [FaultMAC], [FaultChallengeDiffers],
// [FaultHeader], those of [ParseBlock].
//
// EMV 4.4 B2 13.3
func (c ODECard) DecipherPIN(enciphered, challenge []byte) (PIN, error) {
	data, err := c.decipher(enciphered, challenge)
	if err != nil {
		return PIN{}, err
	}
	defer clear(data)
	return openPIN(data, challenge)
}

func (c ODECard) decipher(enciphered, challenge []byte) ([]byte, error) {
	if c.odeCard == nil {
		return nil, FaultPrivateKey
	}
	n := c.curve.Size()
	if len(enciphered) < n+macSize {
		return nil, FaultCiphertext
	}
	if len(challenge) != 8 {
		return nil, FaultChallenge
	}
	if c.sealer.x == nil {
		z, ok := c.curve.Mul(c.private[:n], enciphered[:n])
		if !ok {
			return nil, FaultPoint
		}
		defer clear(z)
		c.sealer.init(c.curve, z, challenge)
	}
	return c.sealer.open(enciphered[n:])
}

// Wipe overwrites the private key and forgets the derived ones: best effort.
func (c ODECard) Wipe() {
	if c.odeCard != nil {
		clear(c.private[:])
		c.sealer = sealer{}
	}
}

// macSize is the length of the MAC that follows enciphered data.
const macSize = 8

// A sealer is the encryption scheme of ODE, encrypt-then-MAC: the keys from terminal to card and the counter N.
//
// EMV 4.4 B2 A2.3.2
type sealer struct {
	x, y    cipher.Block // K1 enciphers, K2 authenticates
	counter uint16
}

func (s *sealer) init(c ecc.Curve, z, challenge []byte) {
	var k1, k2 [16]byte
	c.Keys(z, [8]byte(challenge), 512, &k1, &k2)
	s.x, s.y, s.counter = ecc.Block(&k1), ecc.Block(&k2), 0
	clear(k1[:])
	clear(k2[:])
}

// maxCounter ends the life of a key.
const maxCounter = 65535

// seal appends ciphertext and MAC to dst.
//
// EMV 4.4 B2 A2.3.3
func (s *sealer) seal(dst, data []byte) ([]byte, error) {
	if s.counter == maxCounter {
		return nil, FaultCounter
	}
	c := ecc.CTR(s.x, s.counter, data)
	mac := s.mac(c)
	s.counter++
	return append(append(dst, c...), mac...), nil
}

// open checks the MAC, then deciphers.
//
// EMV 4.4 B2 A2.3.4
func (s *sealer) open(c []byte) ([]byte, error) {
	if s.counter == maxCounter {
		return nil, FaultCounter
	}
	c, mac := c[:len(c)-macSize], c[len(c)-macSize:]
	if subtle.ConstantTimeCompare(s.mac(c), mac) != 1 {
		return nil, FaultMAC
	}
	data := ecc.CTR(s.x, s.counter, c)
	s.counter++
	return data, nil
}

// mac is over the length of the additional data, which there is none of, the starting variable and the ciphertext.
func (s *sealer) mac(c []byte) []byte {
	var d [8 + 16]byte
	binary.BigEndian.PutUint16(d[8:], s.counter)
	return ecc.CMAC(s.y, macSize, d[:], c)
}
