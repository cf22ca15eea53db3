package oda

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/emvgo/emv/tlv"
)

// A PAN is an Application PAN (tag 5A) as read: cn, up to 10 bytes, padded with F. Whatever prints it shows the first
// six and the last four digits, save where package fmt meets it in an unexported field and calls no method.
type PAN []byte

// String is the PAN masked.
func (p PAN) String() string {
	return tlv.MaskCN(p)
}

// Format writes what String gives, under every verb.
func (p PAN) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, p.String()) }

// MarshalText gives what String gives.
func (p PAN) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// LogValue gives what String gives.
func (p PAN) LogValue() slog.Value { return slog.StringValue(p.String()) }

// CardData is data of a card that can hold a PAN or track 2. Whatever prints it shows its length alone, save in an
// unexported field, as with [PAN].
type CardData []byte

// String is the length: "[144 bytes]".
func (d CardData) String() string { return fmt.Sprintf("[%d bytes]", len(d)) }

// Format writes what String gives, under every verb.
func (d CardData) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, d.String()) }

// MarshalText gives what String gives.
func (d CardData) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// LogValue gives what String gives.
func (d CardData) LogValue() slog.Value { return slog.StringValue(d.String()) }
