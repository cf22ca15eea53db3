package config

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/emvgo/emv/tlv/jsonfile"
)

// A field is one key of an object of the file: how Load reads it, and what the schema says of it.
type field[T any] struct {
	key   string
	need  presence
	about string
	shape schema
	read  func(jsonfile.Value, *T)
}

// A presence says whether a key must be there.
type presence bool

const (
	optional presence = false
	required presence = true
)

// places are where the keys of an object stand, the absent ones too.
type places map[string]jsonfile.Value

// readObject reads an object by its fields.
func readObject[T any](v jsonfile.Value, fields []field[T], into *T) places {
	o := v.Object()
	at := make(places, len(fields))
	for _, f := range fields {
		get := o.Get
		if f.need == required {
			get = o.Need
		}
		at[f.key] = get(f.key)
		if f.read != nil && at[f.key].Present() {
			f.read(at[f.key], into)
		}
	}
	o.Close()
	return at
}

// A schema is what gives a shape when it is asked for: most programs read configurations and never print their schema.
type schema interface{ words() shape }

// lazy is a schema whose shape is made each time.
type lazy func() shape

func (l lazy) words() shape { return l() }

// MarshalJSON is the shape as an object.
func (l lazy) MarshalJSON() ([]byte, error) { return l().MarshalJSON() }

// with is the shape with a description.
func (l lazy) with(about string) lazy { return func() shape { return l().with(about) } }

// A shape is a piece of JSON Schema: keywords in their order.
type shape []keyword

func (s shape) words() shape { return s }

type keyword struct {
	name  string
	value any
}

// MarshalJSON is the shape as an object.
func (s shape) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, k := range s {
		value, err := json.Marshal(k.value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(strconv.AppendQuote(b, k.name), ':'), value...)
	}
	return append(b, '}'), nil
}

// with is the shape with a description.
func (s shape) with(about string) shape {
	return append(append(shape{}, s...), keyword{"description", about})
}

// objectOf is an object with these fields and no others.
func objectOf[T any](fields []field[T]) lazy {
	return func() shape {
		properties, need := shape{}, []string{}
		for _, f := range fields {
			properties = append(properties, keyword{f.key, f.shape.words().with(f.about)})
			if f.need == required {
				need = append(need, f.key)
			}
		}
		return shape{{"type", "object"}, {"properties", properties}, {"required", need}, {"additionalProperties", false}}
	}
}

func patternOf(pattern string) shape { return shape{{"type", "string"}, {"pattern", pattern}} }

// maxRepeat is the most that a pattern counts bytes to: some programs take no larger numbers there.
const maxRepeat = 400

// hexOf are least to most bytes, in hexadecimal.
func hexOf(least, most uint16) lazy {
	return func() shape {
		count := fmt.Sprintf("%d,%d", least, most)
		switch {
		case most > maxRepeat:
			count = fmt.Sprintf("%d,", min(least, maxRepeat))
		case least == most:
			count = fmt.Sprint(least)
		}
		return patternOf("^ *(([0-9A-Fa-f] *){2}){" + count + "}$")
	}
}

func digitsOf(n int) lazy {
	return func() shape { return patternOf(fmt.Sprintf("^ *([0-9] *){%d}$", n)) }
}

func numberOf(least, most uint64) lazy {
	return func() shape { return shape{{"type", "integer"}, {"minimum", least}, {"maximum", most}} }
}

func textOf(least, most int) lazy {
	return func() shape { return shape{{"type", "string"}, {"minLength", least}, {"maxLength", most}} }
}

func booleans() shape { return shape{{"type", "boolean"}} }

func choiceOf(names []string) lazy { return func() shape { return shape{{"enum", names}} } }

func listOf(item schema) lazy {
	return func() shape { return shape{{"type", "array"}, {"items", item}} }
}

// someOf is a list that is not empty.
func someOf(item schema) lazy {
	return func() shape { return shape{{"type", "array"}, {"minItems", 1}, {"items", item}} }
}

// The kinds of field that many objects have.

func boolean[T any](key, about string, at func(*T) *bool) field[T] {
	return field[T]{key, optional, about, lazy(booleans), func(v jsonfile.Value, x *T) { *at(x) = v.Bool() }}
}

// unless is a field that is true where it is absent; at is what says the opposite.
func unless[T any](key, about string, at func(*T) *bool) field[T] {
	return field[T]{key, optional, about + "; true without it", shape{{"type", "boolean"}}, func(v jsonfile.Value, x *T) { *at(x) = !v.Bool() }}
}

// octets is a field of exactly as many bytes as at gives.
func octets[T any](key string, need presence, about string, at func(*T) []byte) field[T] {
	n := len(at(new(T)))
	return field[T]{key, need, about, hexOf(uint16(n), uint16(n)), func(v jsonfile.Value, x *T) { copy(at(x), v.Hex(n, n)) }}
}

// isoCode is a field of a country or currency code: three digits, of which there is none of zeroes.
//
// B3 A1
func isoCode[T any](key string, need presence, about string, at func(*T) *uint16) field[T] {
	return field[T]{key, need, about, patternOf("^ *0 *([0-9] *){3}$"), func(v jsonfile.Value, x *T) {
		b := v.Digits(4)
		if len(b) != 2 {
			return
		}
		if b[0] > 9 || b[0]|b[1] == 0 {
			v.Fault("write its three digits behind a 0, for instance 0978", "%X is no country or currency code", b)
		}
		*at(x) = binary.BigEndian.Uint16(b)
	}}
}

// digits is a field of a category code.
func digits[T any](key string, need presence, about string, at func(*T) *uint16) field[T] {
	return field[T]{key, need, about, digitsOf(4), func(v jsonfile.Value, x *T) { *at(x) = code(v) }}
}

func number[T any](key string, need presence, about string, most uint64, at func(*T) *uint64) field[T] {
	return field[T]{key, need, about, numberOf(0, most), func(v jsonfile.Value, x *T) { *at(x) = v.Uint(most) }}
}

func small[T any](key string, need presence, about string, most byte, at func(*T) *byte) field[T] {
	return field[T]{key, need, about, numberOf(0, uint64(most)), func(v jsonfile.Value, x *T) { *at(x) = byte(v.Uint(uint64(most))) }}
}
