package pin

import (
	"bytes"
	"fmt"
	"log/slog"
	"strconv"
)

// A secret holds sensitive bytes behind two pointers. Where package fmt meets a type of ours in an unexported field
// of someone's struct it calls no method: it shows a pointer as an address, but follows one if the verb does not fit
// pointers (%s, %q), and then shows the second as an address.
type secret struct{ p *secretBytes }

type secretBytes struct {
	b []byte
}

func newSecret(b []byte) *secret { return &secret{&secretBytes{bytes.Clone(b)}} }

func (s *secret) bytes() []byte {
	if s == nil {
		return nil
	}
	return s.p.b
}

func (s *secret) wipe() {
	if s != nil {
		clear(s.p.b)
		s.p.b = nil
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
	digits := p.s.bytes()
	if len(digits) < 13 {
		return "PAN of " + strconv.Itoa(len(digits)) + " digits"
	}
	out := bytes.Clone(digits)
	for i := 6; i < len(out)-4; i++ {
		out[i] = '*'
	}
	return string(out)
}

func (p PAN) GoString() string             { return p.String() }
func (p PAN) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(p.String())) }
func (p PAN) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
func (p PAN) LogValue() slog.Value         { return slog.StringValue(p.String()) }
