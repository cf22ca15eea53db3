package secchan

import (
	"fmt"
	"log/slog"
)

// masked gives a type that embeds it methods that print nothing of it.
type masked struct{}

const mask = "[masked]"

func (masked) String() string               { return mask }
func (masked) GoString() string             { return mask }
func (masked) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(mask)) }
func (masked) MarshalText() ([]byte, error) { return []byte(mask), nil }
func (masked) LogValue() slog.Value         { return slog.StringValue(mask) }
