package iso8583

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"

	moov "github.com/moov-io/iso8583"
	moovErrors "github.com/moov-io/iso8583/errors"

	"github.com/emvgo/emv/crypto/mac"
)

// A Message is a message type and its fields by number. It prints masked.
type Message struct {
	Type    string // four digits
	fields  map[int][]byte
	dialect *Dialect // whose fields they are: what prints; nil: Plain
}

// New makes a message without fields.
func New(kind string) *Message { return &Message{Type: kind, fields: map[int][]byte{}} }

// New makes a message of this dialect, without fields.
func (d *Dialect) New(kind string) *Message {
	m := New(kind)
	m.dialect = d
	return m
}

// Set puts a text into a field; an empty one leaves it out.
func (m *Message) Set(number int, value string) { m.SetBytes(number, []byte(value)) }

// SetBytes puts a copy of bytes into a field; no bytes leave it out.
func (m *Message) SetBytes(number int, value []byte) {
	if len(value) > 0 {
		m.fields[number] = bytes.Clone(value)
	}
}

// Get is the text of a field, empty if it is not there.
func (m *Message) Get(number int) string { return string(m.fields[number]) }

// Bytes are the bytes of a field, the message's own.
func (m *Message) Bytes(number int) []byte { return m.fields[number] }

// Has reports whether a field is there.
func (m *Message) Has(number int) bool { return m.fields[number] != nil }

// Numbers are the fields that are there, in order.
func (m *Message) Numbers() []int { return slices.Sorted(maps.Keys(m.fields)) }

// Wipe overwrites every field and leaves none.
func (m *Message) Wipe() {
	for _, v := range m.fields {
		clear(v)
	}
	clear(m.fields)
}

func (m *Message) masked() string {
	if m == nil {
		return "no message"
	}
	d := m.dialect
	if d == nil {
		d = Plain
	}
	text := []string{strings.Map(digit, m.Type)}
	for _, n := range m.Numbers() {
		if n > 0 && n < len(d.rows) && d.rows[n] != nil && !d.rows[n].Secret {
			text = append(text, fmt.Sprintf("%d=%s", n, m.Get(n)))
		} else {
			text = append(text, fmt.Sprintf("%d: %d bytes", n, len(m.fields[n])))
		}
	}
	return strings.Join(text, " ")
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return '?'
	}
	return r
}

func (m *Message) Format(f fmt.State, _ rune)   { _, _ = fmt.Fprint(f, m.masked()) }
func (m *Message) MarshalJSON() ([]byte, error) { return json.Marshal(m.masked()) }
func (m *Message) LogValue() slog.Value         { return slog.StringValue(m.masked()) }

// A FormatError says which field is not as the dialect's table has it, 0 for the message type, 1 for the bitmap, -1 for the message as a whole. It never
// holds what stands there.
type FormatError struct {
	Field  int
	Reason string
}

func (e *FormatError) Error() string {
	if e.Field < 0 {
		return "iso8583: " + e.Reason
	}
	return fmt.Sprintf("iso8583: field %d: %s", e.Field, e.Reason)
}

const misfit = "is not as the table has it"

// Pack makes the bytes of a message. The error is a *FormatError.
func (d *Dialect) Pack(m *Message) ([]byte, error) {
	if len(m.Type) != 4 || !N.fits([]byte(m.Type)) {
		return nil, &FormatError{0, misfit}
	}
	x := moov.NewMessage(d.spec)
	x.MTI(m.Type)
	for _, n := range m.Numbers() {
		v := m.fields[n]
		if n < 2 || n >= len(d.rows) || d.rows[n] == nil {
			return nil, &FormatError{n, "is not in the table"}
		}
		if !d.rows[n].fits(v) || x.BinaryField(n, v) != nil {
			return nil, &FormatError{n, misfit}
		}
	}
	b, err := x.Pack()
	if err != nil {
		return nil, &FormatError{-1, "cannot be packed"}
	}
	return b, nil
}

// Parse takes a message apart. One that would not be packed to the same bytes is refused: with bytes behind it, fields that are not in the table, lengths
// or characters of another form. The message has bytes of its own. The error is a *FormatError.
func (d *Dialect) Parse(b []byte) (*Message, error) {
	x := moov.NewMessage(d.spec)
	if err := x.Unpack(b); err != nil {
		at := -1
		var u *moovErrors.UnpackError
		if errors.As(err, &u) {
			if n, err := strconv.Atoi(u.FieldID); err == nil {
				at = n
			}
		}
		return nil, &FormatError{at, misfit}
	}
	kind, _ := x.GetMTI()
	m := d.New(kind)
	for n := range x.GetFields() {
		if n < 2 {
			continue
		}
		v, err := x.GetBytes(n)
		if err != nil || len(v) == 0 {
			return nil, &FormatError{n, misfit}
		}
		m.SetBytes(n, v)
	}
	same, err := d.packs(m, b)
	for _, o := range d.others {
		if err == nil && !same {
			same, err = o.packs(m, b)
		}
	}
	if err != nil {
		return nil, err
	}
	if !same {
		return nil, &FormatError{-1, "is not in its one form"}
	}
	return m, nil
}

// packs reports whether a message is packed to these bytes.
func (d *Dialect) packs(m *Message, b []byte) (bool, error) {
	again, err := d.Pack(m)
	defer clear(again)
	return bytes.Equal(again, b), err
}

// Seal packs a message with its MAC in its last field, over all that stands before it.
func (d *Dialect) Seal(m *Message, key *mac.MAC) ([]byte, error) {
	at := FieldMAC
	for n := range m.fields {
		if n > FieldMAC {
			at = FieldMAC2
		}
	}
	m.SetBytes(at, make([]byte, key.Size()))
	b, err := d.Pack(m)
	if err != nil {
		return nil, err
	}
	n := len(b) - key.Size()
	code, err := key.Append(nil, b[:n])
	if err != nil {
		return nil, err
	}
	copy(b[n:], code)
	copy(m.fields[at], code)
	return b, nil
}

// Sealed reports whether a message, with the bytes that it was parsed from, has the right MAC in its last field.
func (d *Dialect) Sealed(m *Message, b []byte, key *mac.MAC) bool {
	numbers := m.Numbers()
	if len(numbers) == 0 {
		return false
	}
	last := numbers[len(numbers)-1]
	if last != FieldMAC && last != FieldMAC2 {
		return false
	}
	code := m.fields[last]
	return len(code) == key.Size() && key.Verify(code, b[:len(b)-len(code)])
}
