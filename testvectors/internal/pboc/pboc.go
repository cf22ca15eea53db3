// Package pboc computes cryptogram version 01 of UnionPay's cards under Triple DES: session keys, the application
// cryptogram, the ARPC, and the authentication code of the balance in Issuer Application Data. It is for virtual cards and
// the issuer simulator.
package pboc

import (
	"crypto/des" //nolint:gosec // the scheme's cipher

	"github.com/emvgo/emv/crypto/mac"
)

// SessionKey derives a session key from a card's master key of 16 bytes and the ATC: the ATC and its complement, each at
// the end of a block, enciphered.
func SessionKey(master []byte, atc [2]byte) ([]byte, error) {
	block, err := cipher(master)
	if err != nil {
		return nil, err
	}
	key := make([]byte, 16)
	key[6], key[7], key[14], key[15] = atc[0], atc[1], ^atc[0], ^atc[1]
	block.Encrypt(key[:8], key[:8])
	block.Encrypt(key[8:], key[8:])
	return key, nil
}

type encrypter interface{ Encrypt(dst, src []byte) }

func cipher(key []byte) (encrypter, error) {
	if len(key) != 16 {
		return nil, des.KeySizeError(len(key))
	}
	return des.NewTripleDESCipher(append(append(make([]byte, 0, 24), key...), key[:8]...)) //nolint:gosec // as above
}

// code is algorithm 3 of ISO/IEC 9797-1 with padding method 2 under the session key.
func code(master []byte, atc [2]byte, size int, data []byte) ([]byte, error) {
	key, err := SessionKey(master, atc)
	if err != nil {
		return nil, err
	}
	m, err := mac.NewAlgorithm3(key, mac.Padding2, size)
	if err != nil {
		return nil, err
	}
	return m.Append(nil, data)
}

// covered are the tags that the cryptogram covers, in their order; the four bytes of card verification results follow.
var covered = []struct {
	tag  uint32
	size int
}{
	{0x9F02, 6},
	{0x9F03, 6},
	{0x9F1A, 2},
	{0x95, 5},
	{0x5F2A, 2},
	{0x9A, 3},
	{0x9C, 1},
	{0x9F37, 4},
	{0x82, 2},
	{0x9F36, 2},
}

// An Error names the tag without which there is no cryptogram.
type Error uint32

func (e Error) Error() string { return "pboc: an element that the cryptogram covers is missing" }

// Cryptogram computes the application cryptogram; get gives the value of a tag.
func Cryptogram(master []byte, atc [2]byte, get func(tag uint32) []byte) (ac [8]byte, err error) {
	var data []byte
	for _, c := range covered {
		v := get(c.tag)
		if len(v) != c.size {
			return ac, Error(c.tag)
		}
		data = append(data, v...)
	}
	iad := get(0x9F10)
	if !Names(iad) {
		return ac, Error(0x9F10)
	}
	sum, err := code(master, atc, 8, append(data, iad[3:7]...))
	copy(ac[:], sum)
	return ac, err
}

// Names reports whether Issuer Application Data are of cryptogram version 01: 07, key index, 01, and card verification
// results of 03 and three bytes.
func Names(iad []byte) bool {
	return len(iad) >= 8 && iad[0] == 0x07 && iad[2] == 0x01 && iad[3] == 0x03
}

// ARPC answers a cryptogram: its exclusive-or with the authorisation response code, enciphered under the session key.
func ARPC(master []byte, atc [2]byte, arqc [8]byte, arc [2]byte) (arpc [8]byte, err error) {
	key, err := SessionKey(master, atc)
	if err != nil {
		return arpc, err
	}
	block, err := cipher(key)
	if err != nil {
		return arpc, err
	}
	arqc[0] ^= arc[0]
	arqc[1] ^= arc[1]
	block.Encrypt(arpc[:], arqc[:])
	return arpc, nil
}

// Balance is what follows the algorithm indicator in Issuer Application Data: length, identifier 01, the balance of 5
// bytes as digits, and 4 bytes that authenticate it with the MAC key.
func Balance(master []byte, atc [2]byte, balance [5]byte) ([]byte, error) {
	data := append(append(atc[:], balance[:]...), 0)
	sum, err := code(master, atc, 4, data)
	if err != nil {
		return nil, err
	}
	return append(append([]byte{0x0A, 0x01}, balance[:]...), sum...), nil
}
