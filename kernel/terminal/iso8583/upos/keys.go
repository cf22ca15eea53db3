package upos

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/crypto/pin"
)

// Keys are the work keys of a terminal, from the host's answer to its sign-on: a key of eight bytes is kept as two equal halves. They print masked.
type Keys struct {
	PIK pin.Key // of PIN blocks
	MAK pin.Key // of MACs
	TDK pin.Key // of tracks; the zero key: none
}

// Wipe overwrites the keys.
func (k Keys) Wipe() {
	for _, x := range []pin.Key{k.PIK, k.MAK, k.TDK} {
		x.Wipe()
	}
}

// A KeyError says which work key is not taken, and why. It holds nothing of the key.
type KeyError struct {
	Key    string // PIK, MAK or TDK; empty: the field as a whole
	Reason string
}

func (e *KeyError) Error() string {
	return strings.TrimSpace("upos: work keys: " + e.Key + " " + e.Reason)
}

const checkSize = 4

// A layout is what field 62 of a sign-on holds: enciphered keys, each with its check value.
type layout struct {
	network string // field 60.3
	sizes   []int  // of PIK, MAK and TDK
}

// layouts are those that public texts have. Fields of 57, 84 and 104 bytes were seen with single acquirers, and nobody has said what is in them.
var layouts = []layout{{SingleKeys, []int{8, 8}}, {DoubleKeys, []int{16, 16}}, {TrackKeys, []int{16, 16, 16}}}

// The network codes of a sign-on.
const (
	SingleKeys = "001"
	DoubleKeys = "003"
	TrackKeys  = "004"
)

func (l *layout) length() (n int) {
	for _, size := range l.sizes {
		n += size + checkSize
	}
	return n
}

var keyNames = [...]string{"PIK", "MAK", "TDK"}

// OpenKeys deciphers the work keys of field 62 under the terminal's master key, TDES or SM4. network is field 60.3 of the answer. A key whose check value is
// wrong refuses them all. The error is a *KeyError.
func OpenKeys(network string, field []byte, master pin.Key) (k Keys, err error) {
	for i := range layouts {
		l := &layouts[i]
		if l.length() != len(field) {
			continue
		}
		if network != l.network {
			return Keys{}, &KeyError{"", fmt.Sprintf("are not those of network code %.3s: %d bytes", network, len(field))}
		}
		to := [...]*pin.Key{&k.PIK, &k.MAK, &k.TDK}
		for n, size := range l.sizes {
			value, check := field[:size], field[size:size+checkSize]
			field = field[size+checkSize:]
			if *to[n], err = openKey(keyNames[n], value, check, master); err != nil {
				k.Wipe()
				return Keys{}, err
			}
		}
		return k, nil
	}
	return Keys{}, &KeyError{"", fmt.Sprintf("have %d bytes: neither 24, 40 nor 60", len(field))}
}

// openKey deciphers one key. The second half of a MAK that is zero is not there: it is no cipher text.
func openKey(name string, value, check []byte, master pin.Key) (pin.Key, error) {
	if half := len(value) / 2; master.Algorithm() == pin.TDES && name == "MAK" && half == 8 && bytes.Equal(value[half:], make([]byte, half)) {
		value = value[:half]
	}
	key, err := DecipherKey(value, master)
	if err != nil {
		return key, &KeyError{name, err.Error()}
	}
	want, err := CheckValue(key)
	if err != nil || subtle.ConstantTimeCompare(want[:checkSize], check) != 1 {
		key.Wipe()
		return pin.Key{}, &KeyError{name, "has another check value: the master key is not the host's"}
	}
	return key, nil
}

// DecipherKey deciphers a key of 8 or 16 bytes under another one, ECB; one of 8 bytes becomes two equal halves.
func DecipherKey(value []byte, master pin.Key) (pin.Key, error) {
	c, err := master.Block()
	if err != nil {
		return pin.Key{}, err
	}
	if n := c.BlockSize(); len(value)%n != 0 || len(value) == 0 || len(value) > 16 {
		return pin.Key{}, pin.FaultKey
	}
	clean := bytes.Clone(value)
	defer clear(clean)
	for at := 0; at < len(clean); at += c.BlockSize() {
		c.Decrypt(clean[at:], clean[at:])
	}
	return NewKey(master.Algorithm(), clean)
}

// NewKey makes a key of 8 or 16 bytes; one of 8 bytes becomes two equal halves.
func NewKey(a pin.Algorithm, key []byte) (pin.Key, error) {
	if len(key) == 8 {
		key = append(bytes.Clone(key), key...)
		defer clear(key)
	}
	return pin.NewKey(a, key)
}

// SealKeys is field 62 of an answer to a sign-on: what [OpenKeys] opens. A MAK of two equal halves goes as one, with zeros behind it.
func SealKeys(network string, k Keys, master pin.Key) ([]byte, error) {
	c, err := master.Block()
	if err != nil {
		return nil, err
	}
	for i := range layouts {
		if layouts[i].network != network {
			continue
		}
		var field []byte
		for n, size := range layouts[i].sizes {
			key := [...]pin.Key{k.PIK, k.MAK, k.TDK}[n]
			check, err := CheckValue(key)
			if err != nil {
				return nil, err
			}
			value := key.AppendBytes(nil)
			short := master.Algorithm() == pin.TDES && keyNames[n] == "MAK" && bytes.Equal(value[:8], value[8:])
			for at := 0; at < size; at += c.BlockSize() {
				if c.Encrypt(value[at:], value[at:]); short && at > 0 {
					clear(value[at:])
				}
			}
			field = append(append(field, value[:size]...), check[:checkSize]...)
			clear(value)
		}
		return field, nil
	}
	return nil, &KeyError{"", fmt.Sprintf("of network code %.3s: there are none", network)}
}

// CheckValue is a block of zeros under the key.
func CheckValue(key pin.Key) ([]byte, error) {
	c, err := key.Block()
	if err != nil {
		return nil, err
	}
	b := make([]byte, c.BlockSize())
	c.Encrypt(b, b)
	return b, nil
}

// A Method is how messages are authenticated.
type Method byte

// The methods. Public texts have values of the first alone.
const (
	ECB     Method = iota // the blocks folded, then enciphered: mac.NewFolded; eight characters
	X99                   // CBC under the whole key
	X99Left               // CBC under the left half of it
	X919                  // CBC under the left half, the last block under the right one too
	numMethod
)

// NewMAC makes the MAC of field 64, eight bytes: the first eight of the result or, with text, the first four written in hexadecimal digits, which ECB always is.
// Under an SM4 key there are ECB and X99.
func NewMAC(m Method, text bool, key pin.Key) (x *mac.MAC, err error) {
	c, err := key.Block()
	if err != nil {
		return nil, err
	}
	raw := key.AppendBytes(nil)
	defer clear(raw)
	sm4 := key.Algorithm() == pin.SM4
	switch {
	case m >= numMethod || sm4 && m > X99 || len(raw) != 16:
		return nil, &KeyError{"MAK", "is none for this method"}
	case m == ECB:
		return mac.NewFolded(c, 8)
	case m == X99:
		x, err = mac.NewAlgorithm1(c, mac.Padding1, 8)
	case m == X919:
		x, err = mac.NewAlgorithm3(raw, mac.Padding1, 8)
	default:
		copy(raw[8:], raw[:8])
		x, err = mac.NewAlgorithm3(raw, mac.Padding1, 8) // of equal halves: CBC under one
	}
	if err == nil && text {
		return x.Hex(8)
	}
	return x, err
}
