package tlv

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
)

// Mask is a value as a log may show it: in hexadecimal, but for a sensitive row the PAN with its first six and
// last four digits, track 2 with its PAN masked so and nothing else, and of anything else the length alone.
func Mask(r Row, value []byte) string {
	switch {
	case !r.Element().Sensitive:
		return hexString(value)
	case r == PAN:
		if d, err := DecodeCN(value); err == nil && d != "" {
			return MaskPAN(d)
		}
	case r == Track2EquivalentData || r == Track2Data:
		if t := Track2(value); t.Valid() {
			return MaskPAN(t.PAN()) + "D*"
		}
	}
	return "[" + plural(len(value), "byte") + "]"
}

// MaskTag is [Mask] for a tag of which neither book nor template is known: it masks what may be sensitive.
func MaskTag(t Tag, value []byte) string {
	r, ok := Lookup(Contact, 0, t)
	if !ok || !r.Element().Sensitive {
		if !t.Sensitive() {
			return hexString(value)
		}
		r = firstSensitive(t)
	}
	return Mask(r, value)
}

func firstSensitive(t Tag) Row {
	r := firstRow(t)
	for !elements[r].Sensitive {
		r = elements[r].next
	}
	return r
}

// Luhn reports whether decimal digits, a PAN's, end with the right check digit. It is false of none, and where there is anything but decimal digits.
//
// ISO/IEC 7812-1 annex B
func Luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits != "" && sum%10 == 0
}

// MaskPAN shows the first six and the last four digits of a PAN of 13 digits or more, the last four of one of
// 9 to 12, and none of a shorter one.
func MaskPAN(decimal string) string {
	n := len(decimal)
	switch {
	case n >= 13:
		return decimal[:6] + strings.Repeat("*", n-10) + decimal[n-4:]
	case n >= 9:
		return strings.Repeat("*", n-4) + decimal[n-4:]
	default:
		return strings.Repeat("*", n)
	}
}

// MaskCN is [MaskPAN] for a PAN in format cn, as tag 5A has it: the half bytes before the filler.
func MaskCN(pan []byte) string {
	digits, _, _ := strings.Cut(hexString(pan), "F")
	return MaskPAN(digits)
}

// A Masked is a value that prints as [Mask] has it under every verb of fmt, in JSON and text, and in log/slog,
// also where it is an unexported field of what is printed. Its bytes come out through [Masked.Reveal] alone.
// The zero Masked is empty.
type Masked struct {
	v **masked // fmt follows one pointer under some verbs, never two
}

type masked struct {
	row   Row
	value []byte
}

// NewMasked is a copy of value under the masking rules of row.
func NewMasked(row Row, value []byte) Masked {
	v := &masked{row, append([]byte(nil), value...)}
	return Masked{&v}
}

// Reveal is the bytes themselves, which belong to m.
func (m Masked) Reveal() []byte {
	if m.v == nil {
		return nil
	}
	return (*m.v).value
}

// Wipe overwrites the bytes with zeroes and leaves m empty. Copies of m share the bytes.
func (m Masked) Wipe() {
	if m.v != nil {
		clear((*m.v).value)
		(*m.v).value = nil
	}
}

// String is the value as [Mask] has it.
func (m Masked) String() string {
	if m.v == nil {
		return ""
	}
	return Mask((*m.v).row, (*m.v).value)
}

// Format prints [Masked.String] under every verb, in quotes for %q and %#v.
func (m Masked) Format(f fmt.State, verb rune) {
	s := m.String()
	if verb == 'q' || verb == 'v' && f.Flag('#') {
		s = strconv.Quote(s)
	}
	_, _ = io.WriteString(f, s)
}

// MarshalText is [Masked.String].
func (m Masked) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// LogValue is [Masked.String].
func (m Masked) LogValue() slog.Value { return slog.StringValue(m.String()) }
