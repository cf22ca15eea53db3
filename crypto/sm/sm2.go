package sm

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"

	"github.com/emmansun/gmsm/sm2"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

const (
	// FieldSize is the length of a coordinate and of a private key in bytes.
	FieldSize = 32
	// PublicKeySize is the length of a public key: x and y, in bytes.
	PublicKeySize = 2 * FieldSize
	// SignatureSize is the length of a signature: r and s, in bytes.
	SignatureSize = 2 * FieldSize
)

// DefaultID is the signer's identity where none is agreed on: GM/T 0009.
const DefaultID = "1234567812345678"

// Errors of this package.
var (
	ErrKey  = errors.New("sm: key of a wrong length, zero, not below the order, or not on the curve")
	ErrSize = errors.New("sm: an identity has at most 8191 bytes")
	errSign = errors.New("sm: signature not made")
)

// A PublicKey is a point on the curve SM2-P256.
type PublicKey struct {
	key *ecdsa.PublicKey
	xy  [PublicKeySize]byte
}

// NewPublicKey takes the 64 bytes of x and y. It returns ErrKey unless they are
// a point on the curve.
func NewPublicKey(xy []byte) (*PublicKey, error) {
	if len(xy) != PublicKeySize {
		return nil, ErrKey
	}
	key, err := sm2.NewPublicKey(append([]byte{4}, xy...))
	if err != nil {
		return nil, ErrKey
	}
	return &PublicKey{key, [PublicKeySize]byte(xy)}, nil
}

// Bytes returns x and y, 64 bytes.
func (p *PublicKey) Bytes() []byte { return append([]byte(nil), p.xy[:]...) }

// Verify reports whether signature, 64 bytes of r and s, is one over the
// message by the holder of the key under the identity id (DefaultID if empty).
// The hash is SM3, over the identity's digest and the message: GB/T 32918.2 7.
func (p *PublicKey) Verify(id, message, signature []byte) bool {
	if len(signature) != SignatureSize {
		return false
	}
	e, err := p.digest(id, message)
	if err != nil {
		return false
	}
	r := new(big.Int).SetBytes(signature[:FieldSize])
	s := new(big.Int).SetBytes(signature[FieldSize:])
	return sm2.Verify(p.key, e, r, s)
}

// digest is SM3 over the identity's digest and the message: GB/T 32918.2 5.5, 6.1.
func (p *PublicKey) digest(id, message []byte) ([]byte, error) {
	if len(id) == 0 {
		id = []byte(DefaultID)
	}
	if len(id) > 8191 {
		return nil, ErrSize
	}
	za, err := sm2.CalculateZA(p.key, id)
	if err != nil {
		return nil, err
	}
	h := NewHash()
	h.Write(za)
	h.Write(message)
	return h.Sum(nil), nil
}

// A PrivateKey is an SM2 signing key. It prints as nothing but its kind.
type PrivateKey struct {
	at     **sm2.PrivateKey // two pointers, so that fmt does not reach the key in an unexported field
	public *PublicKey
}

// NewPrivateKey takes the 32 bytes of a private key, 1 to the order less two.
func NewPrivateKey(d []byte) (*PrivateKey, error) {
	if len(d) != FieldSize {
		return nil, ErrKey
	}
	key, err := sm2.NewPrivateKey(d)
	if err != nil {
		return nil, ErrKey
	}
	public, err := sm2.PublicKeyToECDH(&key.PublicKey)
	if err != nil {
		return nil, ErrKey
	}
	return &PrivateKey{&key, &PublicKey{&key.PublicKey, [PublicKeySize]byte(public.Bytes()[1:])}}, nil
}

// Public returns the public key.
func (k *PrivateKey) Public() *PublicKey { return k.public }

// Sign signs the message under the identity id (DefaultID if empty) and
// returns the 64 bytes of r and s. random feeds the nonce, which is bound to
// key and message as well, so that a weak source does not give the key away.
func (k *PrivateKey) Sign(random io.Reader, id, message []byte) ([]byte, error) {
	e, err := k.public.digest(id, message)
	if err != nil {
		return nil, err
	}
	der, err := sm2.SignASN1(random, *k.at, e, nil)
	if err != nil {
		return nil, err
	}
	var inner cryptobyte.String
	input := cryptobyte.String(der)
	r, s := new(big.Int), new(big.Int)
	if !input.ReadASN1(&inner, asn1.SEQUENCE) || !inner.ReadASN1Integer(r) || !inner.ReadASN1Integer(s) {
		return nil, errSign
	}
	out := make([]byte, SignatureSize)
	r.FillBytes(out[:FieldSize])
	s.FillBytes(out[FieldSize:])
	return out, nil
}

// String names the kind of key only.
func (k PrivateKey) String() string { return "SM2 private key" }

// Format gives what String gives under every verb.
func (k PrivateKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText gives what String gives, for JSON and other encoders.
func (k PrivateKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue gives what String gives.
func (k PrivateKey) LogValue() slog.Value { return slog.StringValue(k.String()) }
