package main

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/tlv"
)

// recognise decodes b as what it looks like most.
func (d *decoder) recognise(b []byte) decoded {
	found := d.readings(b)
	if tag, ok := emptyObject(b); ok && d.ratherEmpty(tag, len(b) > len(tag.String())/2+1, found) {
		found = firstTLV(found)
		found[0].score = max(found[0].score, codePoints)
	}
	if len(found) == 0 || found[0].score < 60 && found[0].kind.name != "date" && d.brokenSecret(b) { // three bytes hold no secret
		return d.unrecognised(b)
	}
	r := found[0].kind.apply(d, b)
	if d.ratherCut(b, &r) || d.ratherObjects(b, &r, found) {
		found = firstTLV(found)
		r = found[0].kind.apply(d, b)
	}
	r.score = found[0].score
	broken := r.malformed()
	for _, f := range found[1:] {
		switch behind := found[0].score - f.score; {
		case behind <= near:
			r.Close = append(r.Close, f.kind.name)
			fallthrough
		case behind <= far, f.kind.name == "pin-block", f.kind.name == "date", broken && d.fits(&f.kind, b): // what may be a PIN, or is a day, is always named, and what fits whole beside what does not
			r.Also = append(r.Also, f.kind.name)
		}
	}
	r.Object = d.objectOf(b, &r)
	return r
}

// firstTLV are the readings with data objects before what was the likeliest, and as likely.
func firstTLV(found []candidate) []candidate {
	first := candidate{kind: *named("tlv")}
	if len(found) > 0 {
		first.score = found[0].score
	}
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.kind.name == "tlv" })
	return slices.Insert(found, 0, first)
}

// emptyObject is the tag of the one object that b is and that has no value.
func emptyObject(b []byte) (tlv.Tag, bool) {
	c := tlv.NewCursor(b)
	o, ok := c.Next()
	return o.Tag, ok && o.Offset == 0 && len(o.Value) == 0 && len(o.Raw) == len(b)
}

// ratherEmpty reports whether bytes that are a tag and the length 0 are that, whatever else they may be: the tag is known, or has two bytes and a class of
// its own. A status word that cards answer is one all the same, and an answer to reset, and a command before a tag that nobody knows and before a length
// that has more bytes than it needs.
//
// EMV 4.4 B3 annex B1
func (d *decoder) ratherEmpty(tag tlv.Tag, longer bool, found []candidate) bool {
	if len(found) > 0 && (found[0].kind.name == "atr" || found[0].kind.name == "sw" && found[0].score >= nativeStatus) {
		return false
	}
	first := byte(tag)
	for t := tag; t > 0; t >>= 8 {
		first = byte(t)
	}
	command := len(found) > 0 && found[0].kind.name == "capdu"
	return d.isKnown(0, tag) && !(command && longer) || tag > 0xFF && first >= 0x40 && !command
}

// malformed reports whether something in what bytes were read as is malformed.
func (r *decoded) malformed() bool { return r.Fault != "" || len(faultsIn(r.Items)) > 0 }

// fits reports whether b is whole as a kind.
func (d *decoder) fits(k *kind, b []byte) bool {
	other := *d
	r := k.apply(&other, b)
	return !r.malformed()
}

// ratherCut reports whether bytes are an object that is cut rather than what they were read as, because that calls something in them reserved or malformed.
func (d *decoder) ratherCut(b []byte, r *decoded) bool {
	o, ok := d.begun(b)
	return ok && r.Kind != "tlv" && r.Kind != "rapdu" && o.size > len(o.value) && (o.tag > 0xFF || d.mayHave(o.tag, o.size)) &&
		slices.ContainsFunc(r.Items, reserved)
}

// ratherObjects reports whether bytes are data objects without a fault rather than what they were read as, which has one and is hardly likelier.
func (d *decoder) ratherObjects(b []byte, r *decoded, found []candidate) bool {
	return r.malformed() && slices.ContainsFunc(found[1:], func(c candidate) bool {
		return c.kind.name == "tlv" && c.score >= found[0].score-near && d.fits(&c.kind, b)
	})
}

// A begunObject is the object with which bytes begin, whose length need not be all there.
type begunObject struct {
	tag   tlv.Tag
	size  int    // as its length says
	value []byte // what is there of it
}

// begun is the object with which b begins, if its tag is known.
func (d *decoder) begun(b []byte) (o begunObject, ok bool) {
	o, ok = stated(b)
	return o, ok && d.isKnown(0, o.tag)
}

// stated is the object with which b begins, as its tag and its length say.
func stated(b []byte) (o begunObject, ok bool) {
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	if len(tags) == 0 {
		return o, false
	}
	o.tag = tags[0]
	rest := b[len(o.tag.String())/2:]
	switch {
	case len(rest) > 0 && rest[0] < 0x80:
		o.size, o.value = int(rest[0]), rest[1:]
	case len(rest) > 1 && rest[0] == 0x81:
		o.size, o.value = int(rest[1]), rest[2:]
	case len(rest) > 2 && rest[0] == 0x82:
		o.size, o.value = int(rest[1])<<8|int(rest[2]), rest[3:]
	default:
		return o, false
	}
	return o, true
}

// sure is how likely a reading is beside which no object is named that b begins with and has not all of.
const sure = 90

// objectOf is the data object that b is too, or begins with, where it is read as something else, empty for none.
func (d *decoder) objectOf(b []byte, r *decoded) string {
	o, ok := d.begun(b)
	switch {
	case len(b) == 1 && d.isKnown(0, tlv.Tag(b[0])) && b[0]&0x1F != 0x1F:
		return fmt.Sprintf("%02X (%s), its tag alone", b[0], or(d.nameOf(0, tlv.Tag(b[0])), d.namesOf(tlv.Tag(b[0]))))
	case r.Kind == "tlv" || r.Kind == "rapdu" || r.Kind == "unknown":
		return ""
	case !ok:
		return d.cutLength(b)
	case r.Kind == "sw" && r.score >= knownStatus && o.size > 0: // more is to be fetched, as often as not
		return ""
	case r.score < sure:
		return or(d.cutWords(b), d.emptyWords(&o))
	default:
		return d.emptyWords(&o)
	}
}

// cutWords is the object with which b begins and that is cut, with what is there of it, empty for none.
func (d *decoder) cutWords(b []byte) string {
	o, ok := d.begun(b)
	switch {
	case !ok || o.size <= len(o.value), o.tag <= 0xFF && !d.mayHave(o.tag, o.size):
		return ""
	case !d.mayHave(o.tag, o.size) && len(o.value) > 0: // the bytes of a value may be a tag and a length too
		return ""
	}
	return fmt.Sprintf("%s (%s) of %s, of which %d are there", o.tag, d.cutName(0, b), count(o.size, "byte"), len(o.value))
}

// cutLength is the object with a tag of two bytes with which b begins and whose length is cut, empty for none.
func (d *decoder) cutLength(b []byte) string {
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	if len(tags) == 0 || tags[0] <= 0xFF || !d.isKnown(0, tags[0]) {
		return ""
	}
	if rest := b[len(tags[0].String())/2:]; len(rest) == 0 || rest[0] != 0x81 && rest[0] != 0x82 || len(rest) > int(rest[0]&0x7F) {
		return ""
	}
	return fmt.Sprintf("%s (%s), whose length is cut off", tags[0], or(d.nameOf(0, tags[0]), d.namesOf(tags[0])))
}

// emptyWords is the object that is all of the bytes and has no value.
func (d *decoder) emptyWords(o *begunObject) string {
	if o.size != 0 || len(o.value) != 0 {
		return ""
	}
	return fmt.Sprintf("%s (%s) without a value", o.tag, or(d.nameOf(0, o.tag), d.olderName(o.tag)))
}

// mayHave reports whether an element may have a length. A template may have any.
func (d *decoder) mayHave(tag tlv.Tag, size int) bool {
	row, book, ok := d.lookup(0, tag)
	return tag.Constructed() || ok && row.In(book).Allows(size) || !ok && slices.ContainsFunc(rowsOf(tag), func(r tlv.Row) bool { return r.Element().Allows(size) }) ||
		slices.ContainsFunc(olderElements()[tag], func(e olderElement) bool { return size >= e.min && size <= e.max })
}

// beginsElement reports whether b is one element with a tag of one byte, with a length that it may have and of which a third at the most is missing.
func (d *decoder) beginsElement(b []byte) bool {
	if len(b) < 4 || b[0]&0x3F > 0x1E || b[1] > 0x7F || int(b[1]) <= len(b)-2 || 3*(len(b)-2) < 2*int(b[1]) {
		return false
	}
	row, book, ok := d.lookup(0, tlv.Tag(b[0]))
	return ok && row.In(book).Allows(int(b[1])) && row.In(book).Max < 64
}

// beginsList reports whether b begins with an element that is a list, of which the end is missing and what is there is as it should be: no chance makes that.
//
// EMV 4.4 B3 5.4, 10.2, 10.5
func (d *decoder) beginsList(b []byte) bool {
	o, ok := d.begun(b)
	if !ok || o.size <= len(o.value) {
		return false
	}
	switch n := len(o.value); o.tag {
	case 0x8E:
		return n >= 10 && o.size%2 == 0 && likelyCVMList(d, o.value[:n&^1]) >= 60
	case 0x94:
		return n >= 4 && o.size%4 == 0 && likelyAFL(d, o.value[:n&^3]) == 75
	case 0x8C, 0x8D, 0x97, 0x9F38, 0x9F49, 0x9F4F, 0x9F69:
		entries := 0
		for t := range tlv.DOL(o.value).All() {
			if !d.isKnown(0, t) {
				return false
			}
			entries++
		}
		return entries > 0
	}
	return false
}

// Points of answers: of one whose outer length meets its status word, and whose objects do not meet the outer length; of one that is a template without a value.
const (
	answerBroken = 97
	answerEmpty  = 71
)

// emptyTemplate reports whether the data of an answer are one template that is known, with nothing in it.
func (d *decoder) emptyTemplate(data []byte) bool {
	o, ok := d.begun(data)
	return ok && o.tag.Constructed() && o.size == 0 && len(o.value) == 0
}

// brokenInside reports whether the data of an answer are one template that is known, to their end, and something inside it is malformed.
func (d *decoder) brokenInside(data []byte) bool {
	o, ok := d.begun(data)
	return ok && o.tag.Constructed() && o.size == len(o.value) && tlv.Check(data) != nil
}
