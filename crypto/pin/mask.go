package pin

import (
	"fmt"
	"log/slog"
	"strconv"
)

// A secret holds sensitive bytes behind a pointer, so that a print of a struct that holds one in an unexported
// field, where package fmt calls no method, shows an address.
type secret struct {
	b [32]byte
	n uint8
}

func newSecret(b []byte) *secret {
	s := &secret{n: uint8(len(b))}
	copy(s.b[:], b)
	return s
}

func (s *secret) bytes() []byte {
	if s == nil {
		return nil
	}
	return s.b[:s.n]
}

func (s *secret) wipe() {
	if s != nil {
		clear(s.b[:])
		s.n = 0
	}
}

// masked gives a type that embeds it methods that print nothing of it.
type masked struct{}

const mask = "[masked]"

func (masked) String() string               { return mask }
func (masked) GoString() string             { return mask }
func (masked) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(mask)) }
func (masked) MarshalText() ([]byte, error) { return []byte(mask), nil }
func (masked) LogValue() slog.Value         { return slog.StringValue(mask) }

// String shows the first six and the last four digits.
func (p PAN) String() string {
	if p.n < 13 {
		return "PAN of " + strconv.Itoa(int(p.n)) + " digits"
	}
	out := make([]byte, p.n)
	for i := range out {
		out[i] = '*'
		if i < 6 || i >= int(p.n)-4 {
			out[i] = '0' + p.digits[i]
		}
	}
	return string(out)
}

func (p PAN) GoString() string             { return p.String() }
func (p PAN) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(p.String())) }
func (p PAN) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
func (p PAN) LogValue() slog.Value         { return slog.StringValue(p.String()) }
