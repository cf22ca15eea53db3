package config

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// A Bundle is a configuration as it travels: its bytes, its version, and a detached Ed25519 signature over both. The
// highest version that a terminal has accepted is kept by the caller, in storage that outlives the power.
type Bundle struct {
	Data      []byte // the configuration, JSON
	Version   uint64 // that of the configuration
	Signature []byte // 64 bytes
}

// Errors of bundles, besides the faults of the configuration inside.
var (
	ErrBundle    = errors.New("config: not a bundle")
	ErrSignature = errors.New("config: no trusted key signed this bundle")
	ErrVersion   = errors.New("config: the bundle's version is not that of the configuration inside")
)

// A RollbackError refuses a bundle that is older than what the terminal has already accepted.
type RollbackError struct{ Version, Highest uint64 }

func (e *RollbackError) Error() string {
	return fmt.Sprintf("config: version %d is older than version %d, which was accepted before", e.Version, e.Highest)
}

// signed is what a signature covers. The first line keeps signatures made for other purposes from passing for ours.
func signed(version uint64, data []byte) []byte {
	b := binary.BigEndian.AppendUint64([]byte("EMV terminal configuration 1\n"), version)
	return append(b, data...)
}

// Sign checks a configuration and signs it. The error is that of Load.
func Sign(key ed25519.PrivateKey, data []byte, opts ...Option) (Bundle, error) {
	cfg, err := Load(data, opts...)
	if err != nil {
		return Bundle{}, err
	}
	return Bundle{bytes.Clone(data), cfg.Version, ed25519.Sign(key, signed(cfg.Version, data))}, nil
}

// Open checks the signature against the trusted keys, then the version against the highest accepted so far (0 for
// none), then the configuration. Equal versions pass: a terminal that starts again opens its bundle again. Nothing is
// kept: after success the caller stores the configuration's Version as the highest, and only then uses it.
func (b Bundle) Open(highest uint64, trusted []ed25519.PublicKey, opts ...Option) (*kernel.Config, error) {
	if !b.signedBy(trusted) {
		return nil, ErrSignature
	}
	if b.Version < highest {
		return nil, &RollbackError{b.Version, highest}
	}
	cfg, err := Load(b.Data, opts...)
	if err != nil {
		return nil, err
	}
	if cfg.Version != b.Version {
		return nil, ErrVersion
	}
	cfg.Signed = true
	return cfg, nil
}

func (b Bundle) signedBy(trusted []ed25519.PublicKey) bool {
	message := signed(b.Version, b.Data)
	for _, key := range trusted {
		if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, message, b.Signature) {
			return true
		}
	}
	return false
}

// magic begins a bundle in one piece.
const magic = "EMVCFG1\n"

// Append appends the bundle in one piece: the eight bytes EMVCFG1 and a line feed, the version (8 bytes, big endian), the
// signature (64 bytes), the configuration.
func (b Bundle) Append(dst []byte) []byte {
	dst = binary.BigEndian.AppendUint64(append(dst, magic...), b.Version)
	return append(append(dst, b.Signature...), b.Data...)
}

// ParseBundle reads a bundle in one piece. It checks the form alone, and shares data's memory.
func ParseBundle(data []byte) (Bundle, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < 8+ed25519.SignatureSize {
		return Bundle{}, ErrBundle
	}
	return Bundle{
		Version:   binary.BigEndian.Uint64(rest),
		Signature: rest[8 : 8+ed25519.SignatureSize],
		Data:      rest[8+ed25519.SignatureSize:],
	}, nil
}
