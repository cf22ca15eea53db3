package step

import (
	"iter"

	"github.com/emvgo/emv/tlv"
)

// ParseFormat2 reads the data of a response in format 2: exactly one template 77 whose objects parse. What must be in it, and in what
// lengths, each kernel says.
// C-3 D.1, C-7 4.1.4.3
func ParseFormat2(b []byte) (template tlv.Object, ok bool) {
	o, _ := One(b)
	return o, o.Tag == tlv.TagFormat2 && wellFormed(o)
}

// ParseRecord reads the data of a READ RECORD response. In files 1 to 10 it is exactly one template 70 whose objects parse. A record of
// another file that is none is nothing to the terminal: it comes back with Tag 0.
// B3 6.5.11.4, 10.2
func ParseRecord(sfi byte, b []byte) (template tlv.Object, ok bool) {
	o, _ := One(b)
	if o.Tag == tlv.TagRecord && wellFormed(o) {
		return o, true
	}
	return tlv.Object{}, sfi > 10
}

// wellFormed reports whether the objects of a template parse.
func wellFormed(template tlv.Object) bool {
	c := template.Children()
	var o tlv.Object
	for c.Read(&o) {
	}
	return c.Err() == nil
}

// A RecordAt is one record that an application file locator names.
type RecordAt struct {
	SFI    byte // 1 to 30
	Number byte // 1 to 255
	Signed bool // it takes part in offline data authentication
}

// Records gives the records that an application file locator names, entries and records in order. The locator must be valid: see ValidAFL.
// B3 10.2
func Records(afl []byte) iter.Seq[RecordAt] {
	return func(yield func(RecordAt) bool) {
		for e := afl; len(e) >= 4; e = e[4:] {
			first, last, signed := int(e[1]), int(e[2]), int(e[3])
			for n := first; n <= last; n++ {
				if !yield(RecordAt{e[0] >> 3, byte(n), n-first < signed}) {
					return
				}
			}
		}
	}
}

// CIDOfIAD is the Cryptogram Information Data, tag 9F27, that a card did not send: bits 8 and 7 are bits 6 and 5 of byte 5 of the Issuer Application Data, tag
// 9F10, all others zero. False where there is no byte 5.
// C-3 5.4.3.1, C-7 4.1.4.4
func CIDOfIAD(iad []byte) (tlv.CIDValue, bool) {
	if len(iad) < 5 {
		return 0, false
	}
	return tlv.CIDValue(iad[4] << 2 & 0xC0), true
}

// Tags is a set of tags, for what a card may send once only. The zero Tags is empty.
type Tags struct {
	few  [64]tlv.Tag
	n    int
	many map[tlv.Tag]bool // those that few has no room for
}

// Has reports whether a tag is in the set.
func (s *Tags) Has(tag tlv.Tag) bool {
	for _, t := range s.few[:s.n] {
		if t == tag {
			return true
		}
	}
	return s.many[tag]
}

// Add adds a tag and reports whether it was not there before.
func (s *Tags) Add(tag tlv.Tag) bool {
	switch {
	case s.Has(tag):
		return false
	case s.n < len(s.few):
		s.few[s.n] = tag
		s.n++
		return true
	case s.many == nil:
		s.many = map[tlv.Tag]bool{}
	}
	s.many[tag] = true
	return true
}
