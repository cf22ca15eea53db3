package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/emvgo/emv/tlv"
)

// universal are the tags of ISO 8825-1 that EMV gives no meaning: what card recognition data and certificates are made of.
var universal = map[tlv.Tag]string{
	0x01: "BOOLEAN", 0x02: "INTEGER", 0x03: "BIT STRING", 0x04: "OCTET STRING", 0x05: "NULL", 0x06: "OBJECT IDENTIFIER", 0x09: "REAL", 0x0D: "RELATIVE-OID",
	0x0A: "ENUMERATED", 0x0C: "UTF8String", 0x12: "NumericString", 0x13: "PrintableString", 0x16: "IA5String", 0x17: "UTCTime",
	0x18: "GeneralizedTime", 0x1A: "VisibleString", 0x30: "SEQUENCE", 0x31: "SET",
}

// likelyBER: whole objects, the first of a universal type, and all of such types as these are coded.
func likelyBER(_ *decoder, b []byte) int {
	tags, _ := readTags(b[:min(len(b), 1)])
	if len(b) < 3 || len(tags) == 0 || universal[tags[0]] == "" || tlv.Check(b) != nil || !codedBER(tlv.NewCursor(b)) {
		return 0
	}
	if tags[0].Constructed() {
		return 60
	}
	return 44
}

func berItems(d *decoder, b []byte) ([]item, string) {
	c := tlv.NewCursor(b)
	list, err := d.ber(&c)
	return list, faultText(err)
}

func (d *decoder) ber(c *tlv.Cursor) (list []item, err error) {
	for o, ok := c.Next(); ok; o, ok = c.Next() {
		offset, n := o.Offset, len(o.Value)
		it := item{Tag: o.Tag.String(), Name: universal[o.Tag], Offset: &offset, Length: &n}
		if o.Tag.Constructed() {
			children := o.Children()
			it.Items, err = d.ber(&children)
		} else {
			it.Value, it.Words = mask(d, o.Value), berWords(o.Tag, o.Value)
			if it.fault = berFault(o.Tag, o.Value); it.fault != "" {
				it.Words = malformed(it.fault)
			}
		}
		if list = append(list, it); err != nil {
			return list, err
		}
	}
	return list, c.Err()
}

// codedBER reports whether every object of a universal type, at whatever depth, is coded as such.
func codedBER(c tlv.Cursor) bool {
	for o := range c.All() {
		if o.Tag.Constructed() && !codedBER(o.Children()) || !o.Tag.Constructed() && berFault(o.Tag, o.Value) != "" {
			return false
		}
	}
	return true
}

// berFault is what is wrong with the contents of a universal type, empty for nothing.
//
// ISO 8825-1 8.2 to 8.5, 8.8, 8.19, 8.20, 8.23, 8.25, 8.26
func berFault(t tlv.Tag, b []byte) string {
	says := func(want string) string {
		return fmt.Sprintf("%s of %s, and its contents have %s", universal[t], count(len(b), "byte"), want)
	}
	outside := func(characters string) string {
		for i, x := range b {
			if x < ' ' || x > '~' || characters != "" && strings.IndexByte(characters, x) < 0 {
				return fmt.Sprintf("%02X at offset %d is no character of %s", x, i, universal[t])
			}
		}
		return ""
	}
	switch t {
	case 0x01:
		if len(b) != 1 {
			return says("1")
		}
	case 0x02, 0x0A, 0x06, 0x0D:
		switch whole := t == 0x02 || t == 0x0A; {
		case len(b) == 0:
			return says("1 or more")
		case !whole && b[len(b)-1]&0x80 != 0:
			return "the last number of " + universal[t] + " is cut"
		}
	case 0x03:
		if len(b) == 0 || b[0] > 7 || len(b) == 1 && b[0] != 0 {
			return "BIT STRING does not begin with how many bits of its last byte are unused, 0 to 7"
		}
	case 0x05:
		if len(b) != 0 {
			return says("none")
		}
	case 0x09:
		if slices.Contains(realWords(b), "malformed") {
			return "REAL is neither a binary number nor digits nor a special value"
		}
	case 0x12:
		return outside("0123456789 ")
	case 0x13:
		return outside("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")
	case 0x17, 0x18:
		return outside("0123456789Z.,+-")
	case 0x1A:
		return outside("")
	case 0x0C:
		if !utf8.Valid(b) {
			return "UTF8String is no UTF-8"
		}
	case 0x16:
		if i := slices.IndexFunc(b, func(x byte) bool { return x > 0x7F }); i >= 0 {
			return fmt.Sprintf("%02X at offset %d is no character of IA5String", b[i], i)
		}
	}
	return ""
}

func berWords(t tlv.Tag, b []byte) []string {
	switch {
	case t == 0x01 && len(b) == 1:
		return []string{strconv.FormatBool(b[0] != 0)}
	case (t == 0x02 || t == 0x0A) && len(b) > 0 && len(b) <= 8:
		v := int64(int8(b[0]))
		for _, x := range b[1:] {
			v = v<<8 | int64(x)
		}
		return []string{strconv.FormatInt(v, 10)}
	case t == 0x06:
		return oid(b)
	case t == 0x0D:
		return relativeOID(b)
	case t == 0x09:
		return realWords(b)
	case t == 0x03 && len(b) > 0 && b[0] < 8:
		return []string{fmt.Sprintf("%d bits", max(8*(len(b)-1)-int(b[0]), 0))}
	}
	if s := printable(b); s != "" {
		return []string{s}
	}
	return nil
}

// oid is an object identifier with its numbers apart.
func oid(b []byte) []string {
	_, words, ok := strings.Cut(tlv.Describe(tlv.Contact, tlv.Append(nil, 0x06, b)), "(")
	if !ok {
		return nil
	}
	return []string{strings.TrimRight(words, ")\n")}
}

// relativeOID is a relative object identifier with its numbers apart: all as in an object identifier from the third on.
//
// ISO 8825-1 8.20
func relativeOID(b []byte) []string {
	var numbers []string
	v := uint64(0)
	for i, x := range b {
		if v>>56 != 0 {
			return nil
		}
		v = v<<7 | uint64(x&0x7F)
		if x&0x80 != 0 {
			if i == len(b)-1 {
				return nil
			}
			continue
		}
		numbers, v = append(numbers, strconv.FormatUint(v, 10)), 0
	}
	if len(numbers) == 0 {
		return nil
	}
	return []string{strings.Join(numbers, ".")}
}

// realWords is a REAL: zero, a special value, a binary number or decimal digits.
//
// ISO 8825-1 8.5
func realWords(b []byte) []string {
	switch {
	case len(b) == 0:
		return []string{"0"}
	case b[0]&0xC0 == 0x00 && b[0]&0x3F >= 1 && b[0]&0x3F <= 3: // ISO 6093, forms NR1 to NR3
		return []string{strings.TrimSpace(string(b[1:]))}
	case b[0]&0xC0 == 0x40:
		special := map[byte]string{0x40: "plus infinity", 0x41: "minus infinity", 0x42: "not a number", 0x43: "minus zero"}
		return []string{or(special[b[0]], "RFU")}
	case b[0]&0x80 == 0:
		return []string{"malformed"}
	}
	base, scale := map[byte]int{0: 2, 1: 8, 2: 16}[b[0]>>4&3], b[0]>>2&3
	n, rest := int(b[0]&3)+1, b[1:]
	if n == 4 && len(rest) > 0 {
		n, rest = int(rest[0]), rest[1:]
	}
	if base == 0 || n < 1 || n > 3 || len(rest) < n+1 || len(rest)-n > 8 {
		return []string{"malformed"}
	}
	exponent := int(int8(rest[0]))
	for _, x := range rest[1:n] {
		exponent = exponent<<8 | int(x)
	}
	mantissa := uint64(0)
	for _, x := range rest[n:] {
		mantissa = mantissa<<8 | uint64(x)
	}
	bits := map[int]int{2: 1, 8: 3, 16: 4}[base]
	v := math.Ldexp(float64(mantissa), exponent*bits+int(scale))
	if b[0]&0x40 != 0 {
		v = -v
	}
	return []string{strconv.FormatFloat(v, 'g', -1, 64)}
}
