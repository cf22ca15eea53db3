package cryptogram

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/bits"

	"github.com/emvgo/emv/crypto/mac"
)

// Algorithm is the block cipher of a key: EMV 4.4 B2 B1.
type Algorithm uint8

const (
	// TDES is Triple DES with a key of two halves, 16 bytes; blocks of 8.
	TDES Algorithm = 1
	// AES takes keys of 16, 24 or 32 bytes; blocks of 16.
	AES Algorithm = 2
)

// String names the algorithm.
func (a Algorithm) String() string {
	switch a {
	case TDES:
		return "TDES"
	case AES:
		return "AES"
	}
	return "no algorithm"
}

// Errors of this package. All of them mean wrong use or, where the doc says
// so, input that an outside party got wrong; none carries a key byte.
var (
	ErrKey       = errors.New("cryptogram: no usable key (zero, wiped, or of a wrong length)")
	ErrAlgorithm = errors.New("cryptogram: the key's algorithm does not fit the method")
	ErrPAN       = errors.New("cryptogram: a PAN has 1 to 19 decimal digits")
	ErrPSN       = errors.New("cryptogram: a PAN sequence number is two decimal digits")
	ErrLength    = errors.New("cryptogram: a value has a wrong length")
	ErrDigits    = errors.New("cryptogram: decimal digits expected")
	ErrCVN       = errors.New("cryptogram: cryptogram version not served")
	ErrMAC       = errors.New("cryptogram: MAC does not match")
	ErrFormat    = errors.New("cryptogram: command or enciphered data out of format")
)

// A Key is a symmetric key: an issuer master key, an ICC master key or a
// session key. It prints as its algorithm and length under every verb, in JSON
// and in slog, and only Reveal reads it back; copies share the same bytes, so
// that Wipe reaches all of them. The zero Key is no key.
type Key struct{ at **secret }

// secret sits behind two pointers: where fmt finds a Key in an unexported field
// it cannot call Format, and under a verb that does not suit a pointer it
// follows one of them.
type secret struct {
	algorithm Algorithm
	n         int
	bytes     [32]byte
}

// NewKey copies key: 16 bytes for TDES, 16, 24 or 32 for AES. DES parity bits
// are kept as they come and never matter.
func NewKey(a Algorithm, key []byte) (Key, error) {
	switch {
	case a == TDES && len(key) == 16:
	case a == AES && (len(key) == 16 || len(key) == 24 || len(key) == 32):
	default:
		return Key{}, ErrKey
	}
	s := &secret{algorithm: a, n: len(key)}
	copy(s.bytes[:], key)
	return Key{&s}, nil
}

// none stands for the secret of the zero Key.
var none = new(secret)

// secret returns what the key holds.
func (k Key) secret() *secret {
	if k.at == nil {
		return none
	}
	return *k.at
}

// Algorithm returns the key's algorithm, 0 for no key.
func (k Key) Algorithm() Algorithm {
	return k.secret().algorithm
}

// Len returns the length in bytes, 0 for no key or a wiped one.
func (k Key) Len() int {
	return k.secret().n
}

// Reveal returns a copy of the bytes, nil for no key or a wiped one. It is for
// the few who must show or store a key, such as a bench with test keys; whoever
// calls it wipes what it gets.
func (k Key) Reveal() []byte {
	return append([]byte(nil), k.secret().bytes[:k.Len()]...)
}

// Wipe overwrites the key and all copies of it. It is best effort: key
// schedules that a cipher made, and copies that the runtime made, remain until
// they are collected.
func (k Key) Wipe() {
	if k.at != nil {
		s := k.secret()
		clear(s.bytes[:])
		s.n = 0
	}
}

// Equal reports in constant time whether both are the same key; parity bits of
// TDES keys are left out.
func (k Key) Equal(other Key) bool {
	if k.Len() != other.Len() || k.Algorithm() != other.Algorithm() || k.Len() == 0 {
		return false
	}
	ignore := byte(0)
	if k.Algorithm() == TDES {
		ignore = 1
	}
	diff := byte(0)
	for i := range k.secret().n {
		diff |= (k.secret().bytes[i] ^ other.secret().bytes[i]) &^ ignore
	}
	return subtle.ConstantTimeByteEq(diff, 0) == 1
}

// CheckValue returns the first n bytes (1 to 8) of the key check value: for
// TDES a block of zeros enciphered, for AES the CMAC of one block of zeros
// (ANSI X9.24-1 annex A). Custodians compare three bytes of it (five for AES).
func (k Key) CheckValue(n int) ([]byte, error) {
	if n < 1 || n > 8 {
		return nil, ErrLength
	}
	block, err := k.block()
	if err != nil {
		return nil, err
	}
	out := make([]byte, block.BlockSize())
	if k.Algorithm() == AES {
		m, err := mac.NewCMAC(block, 16)
		if err != nil {
			return nil, err
		}
		out, err = m.Append(out[:0], make([]byte, 16))
		return out[:n:n], err
	}
	block.Encrypt(out, out)
	return out[:n:n], nil
}

// block returns the cipher under the whole key.
func (k Key) block() (cipher.Block, error) {
	if k.Len() == 0 {
		return nil, ErrKey
	}
	if k.secret().algorithm == AES {
		return aes.NewCipher(k.secret().bytes[:k.secret().n])
	}
	var triple [24]byte
	defer clear(triple[:])
	copy(triple[:], k.secret().bytes[:16])
	copy(triple[16:], k.secret().bytes[:8])
	return des.NewTripleDESCipher(triple[:])
}

// authenticator returns the MAC that EMV ties to the algorithm: algorithm 3
// for TDES, CMAC (which has its own padding) for AES.
//
// EMV 4.4 B2 A1.2.1, A1.2.2
func (k Key) authenticator(p mac.Padding, size int) (*mac.MAC, error) {
	if k.secret().algorithm == TDES && k.Len() > 0 {
		return mac.NewAlgorithm3(k.secret().bytes[:16], p, size)
	}
	block, err := k.block()
	if err != nil {
		return nil, err
	}
	return mac.NewCMAC(block, size)
}

// oddParity sets the lowest bit of every byte so that its ones are odd.
func oddParity(b []byte) {
	for i, v := range b {
		b[i] = v&^1 | byte(1-bits.OnesCount8(v>>1)&1)
	}
}

// String gives algorithm and length only.
func (k Key) String() string {
	if k.Len() == 0 {
		return "no key"
	}
	return fmt.Sprintf("%s key of %d bytes", k.Algorithm(), k.Len())
}

// GoString gives what String gives.
func (k Key) GoString() string { return k.String() }

// Format gives what String gives under every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText gives what String gives, for JSON and other encoders.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue gives what String gives.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }
