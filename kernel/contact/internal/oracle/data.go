package oracle

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// The oracle's own reader of data objects, its own data elements dictionary and its own data object lists.

// An Object is one data object.
type Object struct {
	Tag        uint32
	Value, Raw []byte
	cut        bool // there is less of it than it says
}

func (o Object) Constructed() bool {
	t := o.Tag
	for t > 0xFF {
		t >>= 8
	}
	return t&0x20 != 0
}

// TLV reads data objects; 00 may stand before, between and after them.
// B3 B1, B2
func TLV(b []byte) (list []Object, ok bool) {
	for at := 0; at < len(b); {
		if b[at] == 0 {
			at++
			continue
		}
		from := at
		tag := uint32(b[at])
		at++
		if tag&0x1F == 0x1F {
			for n, more := 1, true; more; n++ {
				if at == len(b) || n == tagBytes {
					return nil, false
				}
				tag, more = tag<<8|uint32(b[at]), b[at]&0x80 != 0
				at++
			}
		}
		if at == len(b) {
			return nil, false
		}
		n := int(b[at])
		at++
		if n > 0x7F {
			size := n & 0x7F
			if size == 0 || size > lengthBytes || at+size > len(b) {
				return nil, false
			}
			n = 0
			for range size {
				n = n<<8 | int(b[at])
				at++
			}
		}
		if n > len(b)-at || len(list) == maxObjects {
			return nil, false
		}
		list = append(list, Object{Tag: tag, Value: b[at : at+n], Raw: b[from : at+n]})
		at += n
	}
	return list, true
}

// The books name tags of up to two bytes, lengths of up to 255, and 128 bytes of scripts; how much more a terminal reads is its own business.
const (
	tagBytes    = 4
	lengthBytes = 3
	maxObjects  = 1024 // in one template
	scriptBytes = 1024 // in all scripts of one answer
)

// Single is a response that is one data object with one of these tags.
func Single(b []byte, tags ...uint32) (Object, bool) {
	list, ok := TLV(b)
	if !ok || len(list) != 1 {
		return Object{}, false
	}
	for _, t := range tags {
		if list[0].Tag == t {
			return list[0], true
		}
	}
	return Object{}, false
}

// find is the first object of a list with this tag; one without a value is not there.
// B3 5.2
func find(list []Object, tag uint32) ([]byte, bool) {
	for _, o := range list {
		if o.Tag == tag && len(o.Value) != 0 {
			return o.Value, true
		}
	}
	return nil, false
}

// An Element is a row of the data elements dictionary: who the source is, where it may stand, its length and format.
type Element struct {
	source    byte // I: the card; T: the terminal; S: the issuer
	templates string
	Min, Max  int
	format    string
}

// B3 A1, A2
var Dictionary = elements(`
42 I BF0C,73 3 n     4F I 61 5-16 b       50 I 61,A5 1-16 an   57 I 70,77 0-19 b    5A I 70,77 0-10 cn
5F20 I 70,77 2-26 an 5F24 I 70,77 3 n     5F25 I 70,77 3 n     5F28 I 70,77 2 n     5F2A T - 2 n
5F2D I A5 2-8 an     5F30 I 70,77 2 n     5F34 I 70,77 1 n     5F36 T - 1 n         5F50 I BF0C,73 0-252 an
5F53 I BF0C,73 0-34 b 5F54 I BF0C,73 8-11 b 5F55 I BF0C,73 2 an 5F56 I BF0C,73 3 an 5F57 T - 1 n
71 S - 0-252 b       72 S - 0-252 b       81 T - 4 b           82 I 77,80 2 b       83 T - 0-252 b
84 I 6F 5-16 b       86 S 71,72 0-261 b   87 I 61,A5 1 b       88 I A5 1 b          89 S - 6 an
8A T - 2 an          8C I 70,77 0-252 b   8D I 70,77 0-252 b   8E I 70,77 8-252 b   8F I 70,77 1 b
90 I 70,77 0-248 b   91 S - 8-16 b        92 I 70,77 0-248 b   93 I 70,77 0-248 b   94 I 77,80 0-252 b
95 T - 5 b           97 I 70,77 0-252 b   98 T - 20 b          99 T - 0-252 b       9A T - 3 n
9B T - 2 b           9C T - 1 n           9D I 61 0-252 b
9F01 T - 6 n         9F02 T - 6 n         9F03 T - 6 n         9F04 T - 4 b         9F05 I 70,77 1-32 b
9F06 T - 5-16 b      9F07 I 70,77 2 b     9F08 I 70,77 2 b     9F09 T - 2 b         9F0A I BF0C,73 0-252 b
9F0B I 70,77 27-45 an 9F0C I BF0C,73 3-4 n 9F0D I 70,77 5 b    9F0E I 70,77 5 b     9F0F I 70,77 5 b
9F10 I 77,80 0-32 b  9F11 I A5 1 n        9F12 I 61,A5 1-16 an 9F13 I - 2 b         9F14 I 70,77 1 b
9F15 T - 2 n         9F16 T - 15 an       9F17 I - 1 b         9F18 S 71,72 4 b     9F19 I 70,77 6 n
9F1A T - 2 n         9F1B T - 4 b         9F1C T - 8 an        9F1D T - 1-8 b       9F1E T - 8 an
9F1F I 70,77 0-252 an 9F20 I 70,77 0-252 cn 9F21 T - 3 n       9F22 T - 1 b         9F23 I 70,77 1 b
9F24 I 70,77 29 an   9F25 I 70,77 2 n     9F26 I 77,80 8 b     9F27 I 77,80 1 b     9F2D I 70,77 0-248 b
9F2E I 70,77 1-3 b   9F2F I 70,77 0-248 b 9F30 T - 3 b         9F31 I 70 0-252 b          9F32 I 70,77 1-3 b   9F33 T - 3 b
9F34 T - 3 b         9F35 T - 1 n         9F36 I 77,80 2 b     9F37 T - 4 b         9F38 I A5 0-252 b
9F39 T - 1 n         9F3A T - 4 b         9F3B I 70,77 2-8 n   9F3C T - 2 n         9F3D T - 1 n
9F40 T - 5 b         9F41 T - 2-4 n       9F42 I 70,77 2 n     9F43 I 70,77 1-4 n   9F44 I 70,77 1 n
9F45 I - 2 b         9F46 I 70,77 0-248 b 9F47 I 70,77 1-3 b   9F48 I 70,77 0-248 b 9F49 I 70,77 0-252 b
9F4A I 70,77 0-252 b 9F4B I 77,80 0-255 b 9F4C I - 2-8 b       9F4D I BF0C,73 2 b   9F4E T - 0-252 an
9F4F I - 0-252 b     A5 I 6F 0-252 b      BF0C I A5 0-222 b    73 I 61 0-252 b
`)

func elements(table string) map[uint32]Element {
	m := map[uint32]Element{}
	f := strings.Fields(table)
	for ; len(f) > 0; f = f[5:] {
		e := Element{source: f[1][0], templates: "," + f[2] + ",", format: f[4]}
		from, to, both := strings.Cut(f[3], "-")
		e.Min, _ = strconv.Atoi(from)
		if e.Max = e.Min; both {
			e.Max, _ = strconv.Atoi(to)
		}
		tag, err := strconv.ParseUint(f[0], 16, 32)
		if err != nil {
			panic(err)
		}
		m[uint32(tag)] = e
	}
	return m
}

// in reports whether the element may come from the card in this template. What is elsewhere, or the terminal's or the
// issuer's, is unknown.
// B3 7.5
func (e Element) in(template string) bool {
	return e.source == 'I' && strings.Contains(e.templates, ","+template+",")
}

// The elements whose format does not matter.
// B3 7.5
var formatIgnored = map[uint32]bool{
	0x5F20: true, 0x9F0B: true, 0x42: true, 0x9F0C: true, 0x5F50: true, 0x9F4D: true, 0x9F4F: true, 0x9F1F: true,
}

// wellFormed reports whether a value has a length that its element may have.
func wellFormed(tag uint32, e Element, v []byte) bool {
	if formatIgnored[tag] {
		return true
	}
	return len(v) >= e.Min && len(v) <= e.Max
}

// inRange reports whether the digits of a value make sense: dates, and the PAN, which is digits padded with F.
// B3 7.5
func inRange(tag uint32, v []byte) bool {
	switch tag {
	case 0x5F24, 0x5F25:
		return isDate(v)
	case 0x5A:
		for _, d := range panDigits(v) {
			if d > 9 {
				return false
			}
		}
	}
	return true
}

// isDate reports whether YYMMDD has a month and a day. Nothing says that a terminal has to know how long a month is.
// B3 7.5
func isDate(v []byte) bool {
	if len(v) != 3 || !isBCD(v) {
		return false
	}
	m, d := number(v[1:2]), number(v[2:])
	return m >= 1 && m <= 12 && d >= 1 && d <= 31
}

func isBCD(v []byte) bool {
	for _, c := range v {
		if c>>4 > 9 || c&15 > 9 {
			return false
		}
	}
	return true
}

// number is the value of BCD digits.
func number(v []byte) (n uint64) {
	for _, c := range v {
		n = n*100 + uint64(c>>4)*10 + uint64(c&15)
	}
	return n
}

// bcd is a number in BCD digits.
func bcd(n uint64, size int) []byte {
	b, err := hex.DecodeString(strings.Repeat("0", max(0, 2*size-len(strconv.FormatUint(n, 10)))) + strconv.FormatUint(n, 10))
	if err != nil {
		panic(err)
	}
	return b
}

// An entry is one entry of a data object list.
type entry struct {
	tag  uint32
	size int
}

// dol reads a data object list.
// B3 5.4
func dol(b []byte) (list []entry, ok bool) {
	for at := 0; at < len(b); {
		tag := uint32(b[at])
		at++
		if tag&0x1F == 0x1F {
			for n, more := 1, true; more; n++ {
				if at == len(b) || n == tagBytes {
					return nil, false
				}
				tag, more = tag<<8|uint32(b[at]), b[at]&0x80 != 0
				at++
			}
		}
		if at == len(b) {
			return nil, false
		}
		list = append(list, entry{tag, int(b[at])})
		at++
	}
	return list, true
}

// size is how many bytes a list asks for.
func size(list []entry) (n int) {
	for _, e := range list {
		n += e.size
	}
	return n
}

// fit pads or cuts a value to a length: numbers on the left, all else on the right.
// B3 5.4
func fit(v []byte, size int, format string) []byte {
	out := make([]byte, size)
	switch {
	case format == "n" && len(v) >= size:
		copy(out, v[len(v)-size:])
	case format == "n":
		copy(out[size-len(v):], v)
	default:
		n := copy(out, v)
		for ; format == "cn" && n < size; n++ {
			out[n] = 0xFF
		}
	}
	return out
}

// Tag is a tag as it is sent.
func Tag(tag uint32) []byte {
	switch {
	case tag > 0xFFFF:
		return []byte{byte(tag >> 16), byte(tag >> 8), byte(tag)}
	case tag > 0xFF:
		return []byte{byte(tag >> 8), byte(tag)}
	}
	return []byte{byte(tag)}
}

// ObjectOf is a data object as it is sent.
func ObjectOf(tag uint32, value []byte) []byte {
	return slices.Concat(Tag(tag), length(len(value)), value)
}

func hexDigits(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }
