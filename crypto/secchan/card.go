package secchan

import (
	"crypto/rand"
	"crypto/sha256"

	"github.com/emvgo/emv/crypto/internal/ecc"
)

// A Card is the card's side of the channel during one transaction, for virtual cards. It prints masked; a copy is
// the same channel. Its errors are [FaultNoKeys] for the zero Card and [FaultCounter].
type Card struct {
	masked
	*card
}

type card struct{ channel *channel }

// keys is the channel, one without keys for the zero Card.
func (c Card) keys() *channel {
	if c.card == nil {
		return new(channel)
	}
	return c.channel
}

// OpenCard answers the kernel key data of GET PROCESSING OPTIONS with card key data, and opens the channel.
// private is the card's static key, 32 bytes. The blinding factor is drawn from crypto/rand.
// Errors: [FaultPrivateKey], [FaultPoint].
//
// C-8 1.2 3.3, A.1.28
func OpenCard(private, kernelKeyData []byte) (Card, []byte, error) {
	r := ecc.P256.Generate(func(b []byte) { _, _ = rand.Read(b) })
	defer clear(r)
	return openCard(private, kernelKeyData, r)
}

// OpenCardBlinded is OpenCard with the blinding factor, 32 bytes, 1 < r < n-1, which must be fresh: for virtual cards whose
// answers are to be the same each time.
//
// C-8 1.2 3.3, A.1.28
func OpenCardBlinded(private, kernelKeyData, blinding []byte) (Card, []byte, error) {
	return openCard(private, kernelKeyData, blinding)
}

func openCard(private, kernelKeyData, r []byte) (Card, []byte, error) {
	if !ecc.P256.Valid(private) || !ecc.P256.Valid(r) {
		return Card{}, nil, FaultPrivateKey
	}
	if len(kernelKeyData) != KeyDataSize || !ecc.P256.Point(kernelKeyData[:Field], kernelKeyData[Field:]) {
		return Card{}, nil, FaultPoint
	}
	public, _ := ecc.P256.Public(private)
	blinded, ok := ecc.P256.Mul(r, public)
	half, ok2 := ecc.P256.Mul(private, kernelKeyData[:Field])
	z, ok3 := ecc.P256.Mul(r, half)
	if !ok || !ok2 || !ok3 {
		return Card{}, nil, FaultPoint
	}
	clear(half)
	c := &card{new(channel)}
	c.channel.derive(z)
	return Card{card: c}, append(blinded, c.channel.crypt(r)...), nil
}

// EncipherRecord is the value of a record in template DA.
//
// C-8 1.2 7.2.4
func (c Card) EncipherRecord(value []byte) ([]byte, error) {
	if err := c.keys().ready(); err != nil {
		return nil, err
	}
	return c.channel.crypt(value), nil
}

// ReadResponse is the data of a READ DATA response: enciphered, with its MAC.
//
// C-8 1.2 7.2.9
func (c Card) ReadResponse(plain []byte) ([]byte, error) {
	if err := c.keys().ready(); err != nil {
		return nil, err
	}
	counter := c.channel.card
	out := c.channel.crypt(plain)
	return append(out, c.channel.mac(counter, out)...), nil
}

// Write deciphers the data of a WRITE DATA command and makes the MAC of the response.
//
// C-8 1.2 5.7.3, 7.2.10
func (c Card) Write(enciphered []byte) (plain, mac []byte, err error) {
	if err := c.keys().ready(); err != nil {
		return nil, nil, err
	}
	if plain, err = c.channel.kernelCrypt(enciphered); err != nil {
		return nil, nil, err
	}
	mac = c.channel.mac(c.channel.card, plain)
	c.channel.card++
	return plain, mac, nil
}

// IADMAC is [Kernel.IADMAC] with the card's data.
//
// C-8 1.2 7.2.11
func (c Card) IADMAC(message []byte, sdaHash [sha256.Size]byte) ([MACSize]byte, error) {
	return c.keys().iadMAC(message, sdaHash)
}

// EDAMAC is the Enhanced Data Authentication MAC, 8 bytes.
//
// C-8 1.2 7.2.7
func (c Card) EDAMAC(ac, iadMAC []byte) ([]byte, error) { return c.keys().edaMAC(ac, iadMAC) }
