package main

import (
	"errors"
	"fmt"

	"github.com/emvgo/emv/tlv"
)

// objects decodes a sequence of data objects, templates with what they hold. What is malformed inside a template hides
// nothing of what stands behind it: the outer length is sound. The error is all that is malformed.
func (d *decoder) objects(b []byte) (list []item, err error) {
	d.learnTable(d.template, b)
	d.learnName(b)
	list, faults := d.walk(d.template, tlv.Object{Value: b, Raw: b}, false)
	return list, errors.Join(faults...)
}

// walk decodes what a template holds. nested is false for what has none around it.
func (d *decoder) walk(template tlv.Tag, in tlv.Object, nested bool) (list []item, faults []error) {
	b := in.Value
	start := in.Offset + len(in.Raw) - len(b)
	if nested && len(b) == 0 {
		return nil, nil
	}
	from := func(at int) tlv.Cursor { // a cursor over b[at:] that knows its offset
		if !nested {
			return tlv.NewCursor(b[at:])
		}
		rest := in
		rest.Value = b[at:]
		return rest.Children()
	}
	at, shift := 0, 0 // shift is what the cursor's offsets lack
	c := from(0)
	for {
		for at < len(b) && b[at] == 0 {
			at++
		}
		if n := d.filler(template, b[at:]); n > 0 {
			list = append(list, fillerItem(start+at, n))
			at += n
			if c = from(at); !nested {
				shift = at
			}
			continue
		}
		o, ok := c.Next()
		if end := at + d.resumes(template, b[at:], c.Err(), nested && d.cut == 0); !ok && end > at {
			err := shifted(c.Err(), shift)
			list, faults = append(list, d.broken(template, b[at:end], start+at, err)), append(faults, err)
			at = end
			if c = from(at); !nested {
				shift = at
			}
			continue
		}
		if !ok {
			break
		}
		o.Offset += shift
		at = o.Offset - start + len(o.Raw)
		it, inner := d.object(template, o)
		list, faults = append(list, it), append(faults, inner...)
	}
	if err := shifted(c.Err(), shift); err != nil {
		return append(list, d.broken(template, b[at:], start+at, err)), append(faults, err)
	}
	return list, faults
}

// shifted is a fault of a cursor that began so many bytes behind the start.
func shifted(err error, shift int) error {
	var s *tlv.SyntaxError
	if errors.As(err, &s) {
		s.Offset += shift
	}
	return err
}

// resumes is where, in b, what is behind an element whose length is wrong begins again: an object as it should be, with nothing behind it or what begins as
// one. A length is wrong that is indefinite, that is too long for its element, and that goes beyond the end of a template whose own length is sound. Where
// no object is found it is the end of b for an indefinite length, and else 0, as it is for any other fault and for a template, of which is told what is in
// it. Of what is secret nothing is looked for, nor in a list of data objects, whose entries look like objects.
func (d *decoder) resumes(template tlv.Tag, b []byte, err error, sound bool) int {
	var s *tlv.SyntaxError
	if !errors.As(err, &s) || b[0]&0x20 != 0 {
		return 0
	}
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	none := 0
	switch o, ok := stated(b); {
	case s.Fault == tlv.IndefiniteLength:
		none = len(b)
	case s.Fault == tlv.ValueBeyondEnd && (sound || ok && !d.mayHave(o.tag, o.size)), s.Fault == tlv.LengthTooLong && sound:
	default:
		return 0
	}
	if row, book, ok := d.lookup(template, tags[0]); ok && (row.In(book).Sensitive || row.Kind() == tlv.DOLs) || tags[0].Sensitive() || hides(tags[0], b) {
		return none
	}
	for n := len(tags[0].String())/2 + 1; n < len(b); n++ {
		c := tlv.NewCursor(b[n:])
		o, ok := c.Next()
		row, book, known := d.lookup(template, o.Tag)
		if !ok || o.Offset > 0 || !known || len(o.Value) == 0 || tlv.Check(o.Raw) != nil {
			continue
		}
		if e := row.In(book); !o.Tag.Constructed() && (!e.Fits(len(o.Value)) || !e.Format.Accepts(o.Value)) {
			continue
		}
		if rest := b[n+len(o.Raw):]; tlv.Check(rest) == nil || d.sound(template, rest) || d.longTag(template, rest) {
			return n
		}
	}
	return none
}

// broken is the object at which the reading ends: its tag, as far as it can be read, and what is wrong.
func (d *decoder) broken(template tlv.Tag, b []byte, offset int, err error) item {
	it := item{Name: "malformed", Offset: &offset, Words: []string{faultText(err)}}
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	var s *tlv.SyntaxError
	switch errors.As(err, &s); {
	case s == nil, s.Fault == tlv.TruncatedTag, s.Fault == tlv.TruncatedLength:
	case s.Fault == tlv.IndefiniteLength && b[0]&0x20 != 0: // of a template is told what is in it
	case s.Fault == tlv.ValueBeyondEnd:
		d.there(template, b, &it)
	default:
		it.Words = append(it.Words, count(len(b), "byte")+" are not read, from the tag on")
	}
	if len(tags) == 0 {
		return it
	}
	it.Tag = tags[0].String()
	if name := d.cutName(template, b); name != "" {
		it.Name = name + ", malformed"
	}
	if !tags[0].Constructed() || s == nil || s.Fault != tlv.ValueBeyondEnd && s.Fault != tlv.IndefiniteLength || d.cut >= tlv.MaxDepth {
		return it
	}
	d.cut++
	defer func() { d.cut-- }()
	head := len(it.Tag)/2 + 1 // of a template that is cut off there is still what is left
	if b[head-1] > 0x80 {
		head += int(b[head-1] & 0x7F)
	}
	d.learnTable(tags[0], b[head:])
	d.learnName(b[head:])
	it.Items, _ = d.walk(tags[0], tlv.Object{Tag: tags[0], Value: b[head:], Raw: b, Offset: offset}, true)
	return it
}

// there says of an object whose length is longer than what is left how long it should be, how many bytes are there, and, where they are known to hold
// nothing secret, which.
func (d *decoder) there(template tlv.Tag, b []byte, it *item) {
	o, ok := stated(b)
	if !ok {
		return
	}
	it.Words[0] += fmt.Sprintf(": %s, of which %d are there", count(o.size, "byte"), len(o.value))
	if row, _, ok := d.lookup(template, o.tag); ok && !o.tag.Constructed() && !o.tag.Sensitive() && !hides(o.tag, o.value) && row != tlv.IssuerScriptCommand {
		it.Value = mask(d, o.value)
	}
}

// object decodes one data object.
func (d *decoder) object(template tlv.Tag, o tlv.Object) (it item, faults []error) {
	row, book, ok := d.lookup(template, o.Tag)
	offset, n := o.Offset, len(o.Value)
	_, parameter := fileParameterOf(template, o.Tag) // what is in its templates has other tags
	if !o.Tag.Constructed() || parameter && o.Tag != 0xA5 || row.Element().Sensitive && !d.show {
		it = d.element(template, o.Tag, o.Value)
		it.Offset = &offset
		return it, nil
	}
	it = item{Tag: o.Tag.String(), Name: row.In(book).Name, Offset: &offset, Length: &n}
	if local := localName(template, o.Tag); local != "" || !ok {
		it.Name = or(local, d.olderName(o.Tag))
	}
	d.learnTable(o.Tag, o.Value)
	was := d.rid
	d.learnName(o.Value) // of the template itself
	it.Items, faults = d.walk(o.Tag, o, true)
	d.rid = was
	return it, faults
}

// filler is how many bytes of FF stand at the start of b that begin no object, because what is behind them is known, or whole where they would begin what is
// not: the books allow 00 alone between objects, but cards have FF there.
//
// EMV 4.4 B3 annex B1
func (d *decoder) filler(template tlv.Tag, b []byte) int {
	n := 0
	for n < len(b) && b[n] == 0xFF {
		n++
	}
	switch {
	case n == len(b):
		return n
	case n > 0 && !d.sound(template, b) && (d.sound(template, b[n:]) || d.longTag(template, b[n:]) || tlv.Check(b) != nil && tlv.Check(b[n:]) == nil):
		return n
	default:
		return 0
	}
}

// withoutFiller is b without the bytes of FF between its outermost objects.
func (d *decoder) withoutFiller(b []byte) (out []byte) {
	for at := 0; at < len(b); {
		if n := d.filler(0, b[at:]); n > 0 {
			at += n
			continue
		}
		c := tlv.NewCursor(b[at:])
		o, ok := c.Next()
		if !ok {
			return append(out, b[at:]...)
		}
		end := at + o.Offset + len(o.Raw)
		out = append(out, b[at:end]...)
		at = end
	}
	return out
}

// sound reports whether b begins with an object whose tag is known.
func (d *decoder) sound(template tlv.Tag, b []byte) bool {
	c := tlv.NewCursor(b)
	o, ok := c.Next()
	return ok && d.isKnown(template, o.Tag)
}

// longTag reports whether b begins with a tag of two bytes that is known.
func (d *decoder) longTag(template tlv.Tag, b []byte) bool {
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	return len(tags) > 0 && tags[0] > 0xFF && d.isKnown(template, tags[0])
}

func fillerItem(offset, n int) item {
	return item{Name: "filler", Offset: &offset, Length: &n, Words: []string{fmt.Sprintf("%s of FF: the books allow 00 alone between objects", count(n, "byte"))}}
}
