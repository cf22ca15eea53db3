package secchan

import (
	"crypto/cipher"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"

	"github.com/emvgo/emv/crypto/internal/ecc"
)

// Lengths in bytes.
const (
	Field       = 32        // NFIELD of P-256
	KeyDataSize = 2 * Field // kernel key data (x and y) and card key data (x and enciphered blinding factor)
	MACSize     = 8
)

// First and last values of the message counters.
//
// C-8 1.2 7.1, 7.2.2, 7.2.4, 7.2.10
const (
	firstCardCounter   = 0x8000
	lastCardCounter    = 0xFFFF
	firstKernelCounter = 0x0000
	lastKernelCounter  = 0x7FFF
)

// derivation is the constant in the derivation data of session keys.
//
// C-8 1.0 8.3
var derivation = [8]byte([]byte("\x54\x33\x4A\x32\x59\x57\x77\x3D"))

// A channel is what both sides have once keys are agreed.
type channel struct {
	confidentiality, integrity cipher.Block
	card, kernel               uint16 // message counters
}

// derive makes the session keys from the shared secret, an x-coordinate, and wipes it.
//
// C-8 1.0 8.3
func (c *channel) derive(z []byte) {
	var skc, ski [16]byte
	ecc.P256.Keys(z, derivation, 384, &skc, &ski)
	clear(z)
	*c = channel{ecc.Block(&skc), ecc.Block(&ski), firstCardCounter, firstKernelCounter}
	clear(skc[:])
	clear(ski[:])
}

// ready says whether the next card message may be handled.
func (c *channel) ready() error {
	switch {
	case c.confidentiality == nil:
		return FaultNoKeys
	case c.card == lastCardCounter:
		return FaultCounter
	}
	return nil
}

// crypt enciphers or deciphers a card message and counts it.
//
// C-8 1.0 8.5
func (c *channel) crypt(b []byte) []byte {
	out := ecc.CTR(c.confidentiality, c.card, b)
	c.card++
	return out
}

// kernelCrypt enciphers or deciphers a kernel message and counts it.
//
// C-8 1.2 7.2.10
func (c *channel) kernelCrypt(b []byte) ([]byte, error) {
	switch {
	case c.confidentiality == nil:
		return nil, FaultNoKeys
	case c.kernel >= lastKernelCounter:
		return nil, FaultCounter
	}
	out := ecc.CTR(c.confidentiality, c.kernel, b)
	c.kernel++
	return out, nil
}

// mac is the leftmost 8 bytes of AES-CMAC over a counter and the parts.
//
// C-8 1.0 8.6
func (c *channel) mac(counter uint16, parts ...[]byte) []byte {
	var prefix [2]byte
	binary.BigEndian.PutUint16(prefix[:], counter)
	return ecc.CMAC(c.integrity, MACSize, append([][]byte{prefix[:]}, parts...)...)
}

// fixedCounter stands in EDA-MAC and IAD-MAC where messages have their counter.
//
// C-8 1.2 7.1
const fixedCounter = 0x0000

// iadMAC is AES-CMAC+ cut to 8 bytes: the last block of the CMAC, deciphered in CBC mode with itself as starting
// value.
//
// C-8 1.2 7.2.11, C-8 1.0 7.2.11
func (c *channel) iadMAC(message []byte, sdaHash [sha256.Size]byte) (out [MACSize]byte, err error) {
	if c.integrity == nil {
		return out, FaultNoKeys
	}
	prefix := [2]byte{fixedCounter >> 8, fixedCounter & 0xFF}
	last := ecc.CMAC(c.integrity, 16, prefix[:], message, sdaHash[:])
	var plain [16]byte
	c.integrity.Decrypt(plain[:], last)
	subtle.XORBytes(plain[:], plain[:], last)
	return [MACSize]byte(plain[:MACSize]), nil
}

// edaMAC is the Enhanced Data Authentication MAC.
//
// C-8 1.2 7.2.7
func (c *channel) edaMAC(ac, iadMAC []byte) ([]byte, error) {
	if c.integrity == nil {
		return nil, FaultNoKeys
	}
	return c.mac(fixedCounter, ac, iadMAC), nil
}

// StaticDataHash is the SDA hash: SHA-256 over the values of the signed records in the order read, the extended SDA
// tag list related data and the value of the AIP.
//
// C-8 1.2 7.2.11
func StaticDataHash(signedRecords, extendedSDA, aip []byte) (out [sha256.Size]byte) {
	h := sha256.New()
	h.Write(signedRecords)
	h.Write(extendedSDA)
	h.Write(aip)
	h.Sum(out[:0])
	return out
}
