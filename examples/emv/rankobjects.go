package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// Points of data objects, for each byte that they take.
const (
	wholeKnown   = 97 // a tag that is known, with a value as it should be
	knownWrong   = 68 // a tag that is known, with a length or format that it has not
	longUnknown  = 82 // a tag of two bytes or more that nobody knows
	knownEmpty   = 64 // a known tag of two bytes or more without a value
	shortUnknown = 58 // a tag of one byte that nobody knows
	shortEmpty   = 40 // a known tag of one byte without a value
	universalTag = 38 // a tag of ISO 8825-1
	brokenKnown  = 45 // at the least: the input begins with a known tag of two bytes, and then breaks
	brokenLength = 76 // at the least: the input begins with a known tag of two bytes, and a length that no object has
	cutElement   = 42 // at the least: an element of a tag of one byte with a length that it may have, of which the last bytes are missing
	cutUnknown   = 50 // at the least: a template that nobody knows, with a known tag of two bytes in it, that breaks
	cutList      = 86 // it is a list of rules, files or objects, as far as it goes, under its tag and with a length that is not all there
	brokenWithin = 85 // at the least: whole objects to the end, as their lengths say, and in a known template among them one that is known and then a fault
	cutTemplate  = 80 // at the least: it is a known template with a known tag of two bytes in it, and then breaks
	filling      = 50 // 00 behind an object
	behindFiller = 2  // fewer for broken objects behind 00 than for themselves
)

// likelyTLV: data objects, the more of them whole, known and legal the likelier.
func likelyTLV(d *decoder, b []byte) int {
	if len(b) > 4 && b[0] == 0 { // filler before the first object, which much else begins with
		rest := d.withoutFiller(bytes.TrimLeft(b, "\x00"))
		if points, empty := d.rateObjects(0, rest, 0); len(rest) > 2 && !empty && tlv.Check(rest) == nil && points >= 80*len(rest) {
			return 74
		}
		if n := likelyTLV(d, rest); tlv.Check(rest) != nil && (d.beginsObject(rest) || n > brokenKnown) {
			return max(0, n-behindFiller)
		}
	}
	if len(b) < 2 || b[0] == 0 {
		return 0
	}
	points, empty := d.rateObjects(0, b, 0)
	score := points / len(b)
	if tlv.Check(b) != nil {
		if rest := d.withoutFiller(b); len(rest) < len(b) && len(rest) > 4 && tlv.Check(rest) == nil { // FF between objects, which much else has
			inside, _ := d.rateObjects(0, rest, 0)
			return max(score, inside/len(rest)-near/2)
		}
	}
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	switch sound := tlv.Check(b) == nil; {
	case !sound && d.breaksInside(b):
		return max(score, brokenWithin)
	case !sound && d.beginsList(b):
		return max(score, cutList)
	case !sound && d.breaksAtTheEnd(b), !sound && d.beginsSound(b):
		return max(score, cutTemplate)
	case !sound && d.beginsTemplate(b):
		if !d.isKnown(0, tags[0]) {
			return max(score, cutUnknown)
		}
		return max(score, cutTemplate)
	case !sound && len(b) > 3 && len(tags) > 0 && tags[0] > 0xFF && d.isKnown(0, tags[0]):
		if b[len(tags[0].String())/2] > longestLength { // a length that nothing has
			return max(score, brokenLength)
		}
		return max(score, brokenKnown)
	case !sound && d.beginsElement(b):
		return max(score, cutElement)
	case !sound && len(b) >= 64 && score < 60 && !d.beginsObject(b): // random bytes
		return 0
	case sound && empty && len(b) > 3:
		return score / 2 // 00 after 00 is in many values
	default:
		return score
	}
}

// beginsObject reports whether b begins as an object whose tag is known and that is cut: a template with a known tag in it, or a length in its long form.
func (d *decoder) beginsObject(b []byte) bool {
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	if len(tags) == 0 || !d.isKnown(0, tags[0]) {
		return false
	}
	at := len(tags[0].String()) / 2
	size := 1
	if at < len(b) && (b[at] == 0x81 || b[at] == 0x82) {
		size += int(b[at] & 0x7F)
	}
	inner := b[min(at+size, len(b)):]
	inside, _ := readTags(inner[:min(len(inner), tlv.MaxTagSize)])
	return size > 1 || tags[0] > 0xFF || tags[0].Constructed() && len(inside) > 0 && d.isKnown(tags[0], inside[0])
}

// beginsTemplate reports whether b is one template, as far as it goes, whose first object has a tag of two bytes that is known there, or one of a byte that
// belongs there: what chance does not make, and so a template that ends too early.
func (d *decoder) beginsTemplate(b []byte) bool {
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	if len(tags) == 0 || !tags[0].Constructed() {
		return false
	}
	head := len(tlv.Append(nil, tags[0], nil)) // with a length of one byte
	if len(b) < head {
		return false
	}
	inner := b[head:]
	if inside, _ := readTags(inner[:min(len(inner), tlv.MaxTagSize)]); b[head-1] <= 0x80 && int(b[head-1]) < len(inner) &&
		(len(inside) == 0 || inside[0] < 0x100 || !d.belongs(tags[0], inside[0])) {
		return false
	}
	begins := func(b []byte) bool {
		inside, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
		if len(inside) == 0 || len(b) < 2 {
			return false
		}
		return inside[0] > 0xFF && d.isKnown(tags[0], inside[0]) || d.belongs(tags[0], inside[0]) || inside[0].Constructed() && d.isKnown(0, tags[0]) && d.isKnown(tags[0], inside[0])
	}
	longer := min(len(inner), max(0, int(b[head-1])-0x80)) // bytes of the length behind the first
	return begins(inner) || b[head-1] > 0x80 && begins(inner[longer:])
}

// breaksInside reports whether b is whole objects to its end, of which a template has a fault inside and begins with an object that is known; all are known, or
// that is a template that nobody knows, whose first object has a tag of two bytes or is as it should be.
func (d *decoder) breaksInside(b []byte) (broken bool) {
	c := tlv.NewCursor(b)
	for o := range c.All() {
		switch fault := o.Tag.Constructed() && tlv.Check(o.Value) != nil; {
		case fault && !d.holdsKnown(o), !fault && !d.isKnown(0, o.Tag):
			return false
		default:
			broken = broken || fault
		}
	}
	return broken && c.Err() == nil
}

// holdsKnown reports whether an object is a template that begins with an object that is known, of a tag of two bytes or with a value as it should be where nobody
// knows the template.
func (d *decoder) holdsKnown(o tlv.Object) bool {
	inside, _ := readTags(o.Value[:min(len(o.Value), tlv.MaxTagSize)])
	return o.Tag.Constructed() && len(inside) > 0 && d.isKnown(o.Tag, inside[0]) && (inside[0] > 0xFF || d.isKnown(0, o.Tag) || d.beginsWhole(o.Value, 0))
}

// beginsAnswer reports whether b is a template, whatever its length, whose first object belongs there: behind a whole command that is enough.
func (d *decoder) beginsAnswer(b []byte) bool {
	o, ok := d.begun(b)
	inside, _ := readTags(o.value[:min(len(o.value), tlv.MaxTagSize)])
	return ok && len(inside) > 0 && d.belongs(o.tag, inside[0])
}

// beginsWhole reports whether b begins with an object with a tag above another that is known, and with a value as it should be.
func (d *decoder) beginsWhole(b []byte, above tlv.Tag) bool {
	c := tlv.NewCursor(b)
	o, ok := c.Next()
	return ok && o.Offset == 0 && o.Tag > above && d.isKnown(0, o.Tag) && len(o.Value) > 0 && d.rateObject(0, o, 0) >= (wholeKnown-near)*len(o.Raw)
}

// belongs reports whether a book names the template as one around the tag.
func (d *decoder) belongs(template, tag tlv.Tag) bool {
	row, book, ok := d.lookup(template, tag)
	return ok && slices.Contains(row.In(book).Templates, template)
}

// rateObjects adds up the points of the bytes of b, up to the first fault of the outermost level, and tells whether there
// is no object in it with a value.
func (d *decoder) rateObjects(template tlv.Tag, b []byte, depth int) (points int, empty bool) {
	empty = true
	c, end := tlv.NewCursor(b), 0
	for o, ok := c.Next(); ok; o, ok = c.Next() {
		if !empty {
			points += filling * (o.Offset - end)
		}
		end = o.Offset + len(o.Raw)
		empty = empty && len(o.Value) == 0
		points += d.rateObject(template, o, depth)
	}
	if !empty && c.Err() == nil {
		points += filling * (len(b) - end)
	}
	return points, empty
}

func (d *decoder) rateObject(template tlv.Tag, o tlv.Object, depth int) int {
	row, book, ok := d.lookup(template, o.Tag)
	known := d.isKnown(template, o.Tag) || o.Tag == tagFCP
	if p, ok := fileParameterOf(template, o.Tag); ok && o.Tag != 0xA5 && p.fits(o.Value) {
		return wholeKnown * len(o.Raw)
	}
	if !ok && template != 0 {
		row, book, ok = d.lookup(0, o.Tag)
	}
	long := o.Tag > 0xFF
	switch head := len(o.Raw) - len(o.Value); {
	case !known && (universal[o.Tag] != "" || o.Raw[0] < 0x40):
		return universalTag * len(o.Raw)
	case len(o.Value) == 0 && known && long:
		return knownEmpty * head
	case len(o.Value) == 0 && known && !o.Tag.Constructed():
		return shortEmpty * head
	case len(o.Value) == 0:
		return head
	case o.Tag.Constructed() && depth < tlv.MaxDepth:
		n := d.filler(o.Tag, o.Value) // before the first object
		inside, _ := d.rateObjects(o.Tag, o.Value[n:], depth+1)
		inside += filling * n
		if known {
			return inside + wholeKnown*head
		}
		return inside + longUnknown*head
	case ok && !d.fitsElsewhere(row, book, o):
		return rateElement(row, book, o.Value) * len(o.Raw)
	case known:
		return (wholeKnown - 2) * len(o.Raw)
	case long:
		return longUnknown * len(o.Raw)
	default:
		return shortUnknown * len(o.Raw)
	}
}

// fitsElsewhere reports whether an object's value is none of the element that its tag has here, and one of an older text's.
func (d *decoder) fitsElsewhere(row tlv.Row, book tlv.Book, o tlv.Object) bool {
	e := row.In(book)
	return !(e.Fits(len(o.Value)) && e.Format.Accepts(o.Value)) && len(d.formerly(o.Tag, o.Value)) > 0
}

// isKnown reports whether any book, or a text on older cards, knows a tag.
func (d *decoder) isKnown(template, tag tlv.Tag) bool {
	_, _, ok := d.lookup(template, tag)
	return ok || len(rowsOf(tag)) > 0 || isOlder(tag)
}

// rateElement are the points for a byte of an element with this value.
func rateElement(row tlv.Row, book tlv.Book, value []byte) int {
	e := row.In(book)
	if !e.Fits(len(value)) || !e.Format.Accepts(value) {
		return knownWrong
	}
	odd := 0
	if row == tlv.IssuerAuthenticationData && len(value) == 10 && !tlv.AN.Accepts(value[8:]) { // a response code is letters or digits
		odd = 2 * near
	}
	for _, w := range tlv.ExplainIn(book, row, value) {
		odd += 3 * (strings.Count(w, "RFU") + strings.Count(w, "malformed"))
	}
	return max(wholeKnown-odd, knownWrong)
}
