package pin

import "crypto/rand"

// A Format is a PIN block format of ISO 9564-1, or UnionPay's.
type Format uint8

// The formats.
const (
	Format0    Format = iota // PIN exclusive-or PAN, fill F: online, TDES
	Format1                  // PIN and a transaction field: online where no PAN is at hand, TDES
	Format2                  // PIN, fill F: between terminal and card, never online
	Format3                  // PIN exclusive-or PAN, random fill A to F: online, TDES
	Format4                  // two 16-byte fields under AES: online
	Format0SM4               // none of ISO's: as format 0 in 16 bytes, under SM4: online, UnionPay
)

// Offline is the plaintext offline PIN block, 8 bytes: format 2, the value of tag 99 in a plaintext VERIFY.
// The caller wipes it.
//
// EMV 4.4 B3 6.5.12.2
// EMV 4.4 B3 6.5.12.2 (PIN block)
func Offline(p PIN) ([8]byte, error) { return build(Format2, p, PAN{}, nil) }

// build makes an 8-byte block of formats 0 to 3. random gives the fill of formats 1 and 3.
func build(f Format, p PIN, pan PAN, random func(out []byte, below byte)) (block [8]byte, err error) {
	digits := p.s.bytes()
	if len(digits) < 4 || len(digits) > 12 {
		return block, FaultPINLength
	}
	var nibbles [16]byte
	defer clear(nibbles[:])
	switch f {
	case Format0, Format2:
		for i := range nibbles {
			nibbles[i] = 0x0F
		}
	case Format1:
		random(nibbles[2:], 16)
	case Format3:
		random(nibbles[2:], 6)
		for i := range nibbles {
			nibbles[i] += 0x0A
		}
	default:
		return block, FaultFormat
	}
	nibbles[0], nibbles[1] = byte(f), byte(len(digits))
	for i, d := range digits {
		nibbles[2+i] = d - '0'
	}
	if f == Format0 || f == Format3 {
		if pan.Len() == 0 {
			return block, FaultPAN
		}
		account := pan.account()
		for i, d := range account {
			nibbles[4+i] ^= d
		}
	}
	for i := range block {
		block[i] = nibbles[2*i]<<4 | nibbles[2*i+1]
	}
	return block, nil
}

// randomNibbles fills out with values below the bound, 6 or 16, all equally likely.
func randomNibbles(out []byte, below byte) {
	var pool [32]byte
	for i := 0; i < len(out); {
		_, _ = rand.Read(pool[:]) // never fails: crypto/rand ends the program instead
		for _, b := range pool {
			if b < 240 && i < len(out) { // 240: a multiple of both bounds
				out[i] = b % below
				i++
			}
		}
	}
	clear(pool[:])
}
