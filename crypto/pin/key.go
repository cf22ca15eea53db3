package pin

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/subtle"

	"github.com/emvgo/emv/crypto/sm"
)

// An Algorithm is the block cipher of a [Key].
type Algorithm uint8

// The algorithms.
const (
	TDES Algorithm = 1 + iota // keys of 16 or 24 bytes, blocks of 8
	AES                       // keys of 16, 24 or 32 bytes, blocks of 16
	SM4                       // keys of 16 bytes, blocks of 16
)

// A Key is a symmetric key for PINs: a zone key, or a key of DUKPT. It prints masked. The zero Key is no key. A copy
// shares the bytes: wiping one wipes all.
type Key struct {
	masked
	s         *secret
	algorithm Algorithm
}

// NewKey makes a key and copies the bytes: TDES 16 or 24, AES 16, 24 or 32, SM4 16. Parity bits are not looked at. The error
// is [FaultKey].
func NewKey(a Algorithm, key []byte) (Key, error) {
	n := len(key)
	if !(n == 16 || n == 24 && a != SM4 || n == 32 && a == AES) || a < TDES || a > SM4 {
		return Key{}, FaultKey
	}
	return Key{s: newSecret(key), algorithm: a}, nil
}

// Algorithm is the key's cipher, 0 for the zero Key.
func (k Key) Algorithm() Algorithm { return k.algorithm }

// Len is the key's length in bytes, 0 for the zero Key and after Wipe.
func (k Key) Len() int { return len(k.s.bytes()) }

// Equal compares two keys; the time depends on their lengths alone.
func (k Key) Equal(o Key) bool {
	return k.algorithm == o.algorithm && subtle.ConstantTimeCompare(k.s.bytes(), o.s.bytes()) == 1
}

// AppendBytes appends the clear key. It is for the software that stands in for a host security module; whoever
// calls it wipes what it gets.
func (k Key) AppendBytes(dst []byte) []byte { return append(dst, k.s.bytes()...) }

// Wipe overwrites the key. Best effort: the garbage collector, the stack and key schedules may have copies.
func (k Key) Wipe() { k.s.wipe() }

// Block is the cipher under the key. The error is [FaultKey]: no key, or wiped.
func (k Key) Block() (cipher.Block, error) {
	b := k.s.bytes()
	switch {
	case len(b) == 0:
		return nil, FaultKey
	case k.algorithm == AES:
		return aes.NewCipher(b)
	case k.algorithm == SM4:
		return sm.NewCipher(b)
	case len(b) == 16:
		b = append(append(make([]byte, 0, 24), b...), b[:8]...)
		defer clear(b)
	}
	return des.NewTripleDESCipher(b)
}
