package main

import (
	"fmt"
	"strconv"

	"github.com/emvgo/emv/tlv"
)

// A lengthForm is a way in which a message has the length of field 55 before it.
type lengthForm struct {
	name  string
	bytes int
	read  func(b []byte) int // negative: no such length
}

// lengthForms are those ways, the likelier first.
//
// ISO 8583 field 55
var lengthForms = []lengthForm{
	{"two bytes, decimal", 2, func(b []byte) int { return digitsIn(upper(b)) }},
	{"two bytes, binary", 2, func(b []byte) int { return int(b[0])<<8 | int(b[1]) }},
	{"three digits in ASCII", 3, func(b []byte) int { return digitsIn(string(b)) }},
	{"three digits in EBCDIC", 3, func(b []byte) int {
		s := upper(b)
		return digitsIn(zones(s, 'F') + string([]byte{s[1], s[3], s[5]}))
	}},
	{"four digits in ASCII", 4, func(b []byte) int { return digitsIn(string(b)) }},
	{"one byte, binary", 1, func(b []byte) int { return int(b[0]) }},
	{"one byte, decimal", 1, func(b []byte) int { return digitsIn(upper(b)) }},
}

// zones is empty where the first of each two digits is the zone, and else what no number has.
func zones(s string, zone byte) string {
	for i := 0; i < len(s); i += 2 {
		if s[i] != zone {
			return "x"
		}
	}
	return ""
}

func digitsIn(s string) int {
	if n, err := strconv.Atoi(s); err == nil && decimals(s) {
		return n
	}
	return -1
}

// framed takes the length off that stands before data objects. There may be fewer bytes than it says.
func framed(d *decoder, b []byte) (f *lengthForm, rest []byte, score int) {
	for i := range lengthForms {
		f := &lengthForms[i]
		if len(b) < f.bytes+4 {
			continue
		}
		rest := b[f.bytes:]
		size := f.read(b[:f.bytes])
		tags, _ := readTags(rest[:min(len(rest), tlv.MaxTagSize)])
		if size < len(rest) || len(tags) == 0 || !d.isKnown(0, tags[0]) {
			continue
		}
		score := likelyTLV(d, rest)
		switch sound := tlv.Check(rest) == nil; {
		case size == len(rest) && sound && score >= 80 && (f.bytes > 1 || score >= 90 && tlv.Check(b) != nil):
			return f, rest, min(score+2, 98) // more than a command that begins as VERIFY and has bytes too many
		case size == len(rest) && !sound && f.bytes > 1 && d.soundBefore(rest):
			return f, rest, 88
		case size > len(rest) && size <= 999 && f.bytes > 1 && d.soundBefore(rest) && 2*len(rest) > size:
			return f, rest, 78
		}
	}
	return nil, nil, 0
}

// soundBefore reports whether b begins with whole objects that are known, one with a tag of two bytes among them, and has a fault behind them, or none.
func (d *decoder) soundBefore(b []byte) bool {
	long, end := d.soundObjects(b)
	return long && 3*end >= len(b)
}

// soundObjects is where the objects before the first fault end, 0 where they are not all known and as they should be. long says that a tag of two bytes or a template is
// among them.
func (d *decoder) soundObjects(b []byte) (long bool, end int) {
	c := tlv.NewCursor(b)
	points := 0
	for o := range c.All() {
		points += d.rateObject(0, o, 0)
		end = o.Offset + len(o.Raw)
		long = long || o.Tag > 0xFF || o.Tag.Constructed()
	}
	if points < 80*end {
		return false, 0
	}
	return long, end
}

func likelyFramed(d *decoder, b []byte) int {
	_, _, score := framed(d, b)
	return score
}

// framedItems are the length and the objects behind it.
func framedItems(d *decoder, b []byte) (list []item, fault string) {
	f, rest, _ := framed(d, b)
	if f == nil {
		return []item{{Length: new(len(b))}}, "no length with that many bytes of data objects behind it"
	}
	n := f.read(b[:f.bytes])
	list = append(list, item{Name: "length", Value: upper(b[:f.bytes]), Words: []string{fmt.Sprintf("%s (%s)", count(n, "byte"), f.name)}})
	objects, fault := tlvItems(d, rest)
	shift(objects, f.bytes)
	switch {
	case n > len(rest):
		fault = fmt.Sprintf("offset 0: the length says %s where %d follow", count(n, "byte"), len(rest))
	case fault != "":
		fault = "behind the length: " + fault
	}
	return append(list, objects...), fault
}

// shift moves the offsets of items by what stands before them.
func shift(list []item, by int) {
	for i := range list {
		if list[i].Offset != nil {
			list[i].Offset = new(*list[i].Offset + by)
		}
		shift(list[i].Items, by)
	}
}
