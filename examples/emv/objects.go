package main

import (
	"bytes"
	"cmp"
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
// one. A length is wrong that is indefinite, that is too long for its element, and, in a template whose own length is sound, that has more than 3 bytes or goes
// beyond the end. What nobody knows, or is no tag, may be what is left of a value that is longer than its length says: the object may stand right behind
// its first byte. Where no object is found it is the end of b for an indefinite length, and else 0, as it is for any other fault and for a template, of which
// is told what is in it. Of what is secret nothing is looked for, nor in a list of data objects, whose entries look like objects.
func (d *decoder) resumes(template tlv.Tag, b []byte, err error, sound bool) int {
	var s *tlv.SyntaxError
	if !errors.As(err, &s) {
		return 0
	}
	tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)])
	none, from := 0, 1
	switch o, ok := stated(b); {
	case s.Fault == tlv.TagTooLong && sound:
		return d.nextObject(template, b, from)
	case len(tags) == 0, tags[0].Constructed():
		return 0
	case s.Fault == tlv.IndefiniteLength:
		none = len(b)
	case s.Fault == tlv.LengthTooLong && sound, s.Fault == tlv.ValueBeyondEnd && (sound || ok && !d.mayHave(o.tag, o.size)):
	default:
		return 0
	}
	if row, _, ok := d.lookup(template, tags[0]); ok && row.Kind() == tlv.DOLs || d.secret(template, tags[0], b) {
		return none
	}
	if d.isKnown(template, tags[0]) {
		from = len(tags[0].String())/2 + 1
	}
	return cmp.Or(d.nextObject(template, b, from), none)
}

// nextObject is where, in b from there on, an object stands that is known and as it should be, with nothing behind it or what begins as one; 0 for none.
func (d *decoder) nextObject(template tlv.Tag, b []byte, from int) int {
	for n := from; n < len(b); n++ {
		c := tlv.NewCursor(b[n:])
		o, ok := c.Next()
		if tags, _ := readTags(b[n:min(len(b), n+tlv.MaxTagSize)]); !ok && b[0]&0x20 != 0 && len(tags) > 0 && tags[0].Sensitive() {
			return 0 // in a template: what follows may be its digits
		}
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
	return 0
}

// secret reports whether of an element nothing is looked for in what may be its value.
func (d *decoder) secret(template, tag tlv.Tag, value []byte) bool {
	row, book, ok := d.lookup(template, tag)
	return ok && row.In(book).Sensitive || tag.Sensitive() || hides(tag, value)
}

// broken is the object at which the reading ends: its tag, as far as it can be read, and what is wrong. Of a template is told what is in it.
func (d *decoder) broken(template tlv.Tag, b []byte, offset int, err error) item {
	it := item{Name: "malformed", Offset: &offset, Words: []string{faultText(err)}}
	var s *tlv.SyntaxError
	at, head := 0, 0
	if tags, _ := readTags(b[:min(len(b), tlv.MaxTagSize)]); len(tags) > 0 {
		it.Tag = tags[0].String()
		if name := d.cutName(template, b); name != "" {
			it.Name = name + ", malformed"
		}
		if head = len(it.Tag)/2 + 1; errors.As(err, &s) && tags[0].Constructed() && d.cut < tlv.MaxDepth && (d.show || !d.secret(template, tags[0], b)) {
			at = d.contents(tags[0], b, head, s.Fault)
		}
		if at > 0 {
			d.cut++
			defer func() { d.cut-- }()
			d.learnTable(tags[0], b[at:])
			d.learnName(b[at:])
			it.Items, _ = d.walk(tags[0], tlv.Object{Tag: tags[0], Value: b[at:], Raw: b, Offset: offset}, true)
		}
	}
	switch errors.As(err, &s); {
	case s == nil, s.Fault == tlv.TruncatedTag, s.Fault == tlv.TruncatedLength:
	case s.Fault == tlv.ValueBeyondEnd:
		d.there(template, b, &it)
	case at > 0 && at == head: // all is read
	default:
		unread, are := cmp.Or(at, len(b)), "are"
		if unread == 1 {
			are = "is"
		}
		it.Words = append(it.Words, count(unread, "byte")+" "+are+" not read, from the tag on")
	}
	return it
}

// contents is where, in b, what is in a template begins that is cut off or whose length is none: there the first object in it that is known. 0 for nowhere.
func (d *decoder) contents(template tlv.Tag, b []byte, head int, fault tlv.Fault) int {
	switch {
	case fault == tlv.LengthTooLong:
		return d.nextObject(template, b, head)
	case fault != tlv.ValueBeyondEnd && fault != tlv.IndefiniteLength:
		return 0
	case b[head-1] > 0x80:
		return head + int(b[head-1]&0x7F)
	default:
		return head
	}
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
// not: the books allow 00 alone between objects, but cards have FF there. The FF of a tag that is known, as FF8105, is none.
//
// EMV 4.4 B3 annex B1
func (d *decoder) filler(template tlv.Tag, b []byte) int {
	n := 0
	for n < len(b) && b[n] == 0xFF && !d.longTag(template, b[n:]) {
		n++
	}
	switch {
	case n > 0 && len(bytes.Trim(b[n:], "\x00\xFF")) == 0: // to the end
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
