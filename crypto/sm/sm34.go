package sm

import (
	"crypto/cipher"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"github.com/emvgo/emv/crypto/mac"
)

const (
	// HashSize is the length of an SM3 hash in bytes.
	HashSize = sm3.Size
	// KeySize is the length of an SM4 key in bytes.
	KeySize = 16
)

// Hash returns the SM3 hash of the message.
func Hash(message []byte) [HashSize]byte { return sm3.Sum(message) }

// NewHash returns a running SM3 hash.
func NewHash() hash.Hash { return sm3.New() }

// NewCipher returns SM4 under a key of 16 bytes; blocks have 16 bytes. It fits
// wherever AES with 128 bits does: counter mode, CBC, package mac.
func NewCipher(key []byte) (cipher.Block, error) {
	if len(key) != KeySize {
		return nil, ErrKey
	}
	return sm4.NewCipher(key)
}

// NewCMAC returns SM4-CMAC under a key of 16 bytes, size bytes long (4 to 16):
// the MAC of secure channel suite '88'.
//
// C-8 1.0 C
func NewCMAC(key []byte, size int) (*mac.MAC, error) {
	block, err := NewCipher(key)
	if err != nil {
		return nil, err
	}
	return mac.NewCMAC(block, size)
}
