package card

import (
	"crypto/aes"
	"crypto/des" //nolint:gosec // the book's one-way function
	"slices"
)

// digest is the one-way function over an input of the terminal: OWHF2 or OWHF2AES, as the card's version of data storage has
// it, for the operator of a slot.
//
// C-2 2.12 8.2, 8.3
func (s *storage) digest(operator, input [8]byte) [8]byte {
	if s.version == 1 {
		return digestDES(s.id, operator, input)
	}
	return digestAES(s.id, operator, input)
}

// digestDES enciphers, deciphers and enciphers with keys made of the identifier's first and last 6 bytes and the operator.
//
// C-2 2.12 8.2 OWHF2
func digestDES(id []byte, operator, input [8]byte) (r [8]byte) {
	var left, right [8]byte
	for i := range 6 {
		left[i], right[i] = doubled(id[i]), doubled(id[len(id)-6+i])
	}
	copy(left[6:], operator[4:6])
	copy(right[6:], operator[6:])
	first, err := des.NewCipher(left[:])
	if err != nil {
		panic(err)
	}
	second, err := des.NewCipher(right[:])
	if err != nil {
		panic(err)
	}
	for i := range r {
		r[i] = operator[i] ^ input[i]
	}
	first.Encrypt(r[:], r[:])
	second.Decrypt(r[:], r[:])
	first.Encrypt(r[:], r[:])
	for i := range r {
		r[i] ^= input[i]
	}
	return r
}

// doubled is twice the decimal number in a byte.
func doubled(b byte) byte { return (b>>4*10 + b&0x0F) * 2 }

// digestAES enciphers input and operator under a key of identifier and operator.
//
// C-2 2.12 8.3 OWHF2AES
func digestAES(id []byte, operator, input [8]byte) [8]byte {
	key := slices.Concat(make([]byte, 11-len(id)), id, operator[4:], []byte{0x3F})
	cipher, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	message := slices.Concat(input[:], operator[:])
	t := make([]byte, 16)
	cipher.Encrypt(t, message)
	for i := range t {
		t[i] ^= message[i]
	}
	return [8]byte(t)
}
