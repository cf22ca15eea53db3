package pin

import (
	"bytes"
	"crypto/subtle"
)

// EncipherBlock makes a PIN block for a host and enciphers it: formats 0, 1 and 3 under a TDES key, 8 bytes, format
// 4 under an AES key and UnionPay's under an SM4 key, 16 bytes. Fill and random fields are drawn here from crypto/rand. Format 1 takes no account
// number. Errors: [FaultFormat] (format 2 never leaves terminal and card), [FaultKey], [FaultPINLength], [FaultPAN].
func EncipherBlock(f Format, key Key, p PIN, pan PAN) ([]byte, error) {
	return encipherBlock(f, key, p, pan, randomNibbles, readRandom)
}

func encipherBlock(f Format, key Key, p PIN, pan PAN, nibbles func([]byte, byte), random func([]byte)) ([]byte, error) {
	if f == Format2 || f > Format0SM4 {
		return nil, FaultFormat
	}
	if key.algorithm != ciphers[f] {
		return nil, FaultKey
	}
	b, err := key.Block()
	if err != nil {
		return nil, err
	}
	if f == Format0SM4 {
		field, err := fieldSM4(p, pan)
		defer clear(field[:])
		if err != nil {
			return nil, err
		}
		b.Encrypt(field[:], field[:])
		return bytes.Clone(field[:]), nil
	}
	if f == Format4 {
		field, err := pinField4(p, random)
		defer clear(field[:])
		if err != nil {
			return nil, err
		}
		account, err := panField4(pan)
		if err != nil {
			return nil, err
		}
		b.Encrypt(field[:], field[:])
		subtle.XORBytes(field[:], field[:], account[:])
		b.Encrypt(field[:], field[:])
		return bytes.Clone(field[:]), nil
	}
	block, err := build(f, p, pan, nibbles)
	defer clear(block[:])
	if err != nil {
		return nil, err
	}
	b.Encrypt(block[:], block[:])
	return bytes.Clone(block[:]), nil
}

// ciphers are the algorithms of the formats.
var ciphers = [...]Algorithm{Format0: TDES, Format1: TDES, Format3: TDES, Format4: AES, Format0SM4: SM4}

// DecipherBlock is what a host does with an enciphered PIN block. Errors: [FaultFormat], [FaultKey],
// [FaultBlockLength], those of [ParseBlock]. A wrong key or account number gives any of them, or, rarely, another
// PIN.
func DecipherBlock(f Format, key Key, enciphered []byte, pan PAN) (PIN, error) {
	if f == Format2 || f > Format0SM4 {
		return PIN{}, FaultFormat
	}
	if key.algorithm != ciphers[f] {
		return PIN{}, FaultKey
	}
	b, err := key.Block()
	if err != nil {
		return PIN{}, err
	}
	if len(enciphered) != b.BlockSize() {
		return PIN{}, FaultBlockLength
	}
	var field [16]byte
	defer clear(field[:])
	clean := field[:b.BlockSize()]
	b.Decrypt(clean, enciphered)
	if f == Format0SM4 {
		return parseFieldSM4(clean, pan)
	}
	if f != Format4 {
		return ParseBlock(f, clean, pan)
	}
	account, err := panField4(pan)
	if err != nil {
		return PIN{}, err
	}
	subtle.XORBytes(clean, clean, account[:])
	b.Decrypt(clean, clean)
	return parseField4(clean)
}

// fieldSM4 is the block of format 0 with eight bytes more of fill between PIN and account number.
func fieldSM4(p PIN, pan PAN) (field [16]byte, err error) {
	digits := p.s.bytes()
	if len(digits) < 4 || len(digits) > 12 {
		return field, FaultPINLength
	}
	if pan.Len() == 0 {
		return field, FaultPAN
	}
	for i := range field {
		field[i] = 0xFF
	}
	field[0] = byte(len(digits))
	for i, d := range digits {
		setNibble(field[1:], i, d-'0')
	}
	for i, d := range pan.account() {
		field[10+i/2] ^= d << (4 * (1 - i%2))
	}
	return field, nil
}

func parseFieldSM4(field []byte, pan PAN) (PIN, error) {
	if pan.Len() == 0 {
		return PIN{}, FaultPAN
	}
	var nibbles [32]byte
	defer clear(nibbles[:])
	for i, b := range field {
		nibbles[2*i], nibbles[2*i+1] = b>>4, b&0x0F
	}
	if nibbles[0] != 0 {
		return PIN{}, FaultControl
	}
	for i, d := range pan.account() {
		nibbles[20+i] ^= d
	}
	return openNibbles(Format0, nibbles[1:])
}

// pinField4 is the plain text PIN field of format 4: control, length, digits, fill A, 8 random bytes.
func pinField4(p PIN, random func([]byte)) (field [16]byte, err error) {
	digits := p.s.bytes()
	if len(digits) < 4 || len(digits) > 12 {
		return field, FaultPINLength
	}
	for i := range 8 {
		field[i] = 0xAA
	}
	field[0] = byte(Format4)<<4 | byte(len(digits))
	for i, d := range digits {
		setNibble(field[1:], i, d-'0')
	}
	random(field[8:])
	return field, nil
}

// panField4 is the plain text account number field: digits above 12, then the number, at least 12 digits, zeros.
func panField4(p PAN) (field [16]byte, err error) {
	if p.Len() == 0 {
		return field, FaultPAN
	}
	n := max(p.Len(), 12)
	setNibble(field[:], 0, byte(n-12))
	for i, d := range p.s.bytes() {
		setNibble(field[:], 1+n-p.Len()+i, d-'0')
	}
	return field, nil
}

// setNibble writes the i-th nibble of b.
func setNibble(b []byte, i int, v byte) {
	shift := 4 * (1 - i%2)
	b[i/2] = b[i/2]&^(0x0F<<shift) | v<<shift
}

func parseField4(field []byte) (PIN, error) {
	var nibbles [16]byte
	defer clear(nibbles[:])
	for i, b := range field[:8] {
		nibbles[2*i], nibbles[2*i+1] = b>>4, b&0x0F
	}
	if nibbles[0] != byte(Format4) {
		return PIN{}, FaultControl
	}
	return openNibbles(Format4, nibbles[1:])
}
