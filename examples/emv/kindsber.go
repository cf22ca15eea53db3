package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// universal are the tags of ISO 8825-1 that EMV gives no meaning: what card recognition data and certificates are made of.
var universal = map[tlv.Tag]string{
	0x01: "BOOLEAN", 0x02: "INTEGER", 0x03: "BIT STRING", 0x04: "OCTET STRING", 0x05: "NULL", 0x06: "OBJECT IDENTIFIER",
	0x0A: "ENUMERATED", 0x0C: "UTF8String", 0x12: "NumericString", 0x13: "PrintableString", 0x16: "IA5String", 0x17: "UTCTime",
	0x18: "GeneralizedTime", 0x1A: "VisibleString", 0x30: "SEQUENCE", 0x31: "SET",
}

// likelyBER: whole objects, the first of a universal type.
func likelyBER(_ *decoder, b []byte) int {
	tags, _ := readTags(b[:min(len(b), 1)])
	if len(b) < 3 || len(tags) == 0 || universal[tags[0]] == "" || tlv.Check(b) != nil {
		return 0
	}
	if tags[0].Constructed() {
		return 60
	}
	return 12
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
		}
		if list = append(list, it); err != nil {
			return list, err
		}
	}
	return list, c.Err()
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
