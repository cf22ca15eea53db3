package tlv

import (
	"iter"
	"strconv"
	"strings"
)

// The caps of the cursor. Nothing that a card or host sends makes it go beyond them.
const (
	MaxTagSize    = 4    // bytes of a tag
	MaxLengthSize = 3    // bytes of a length field: 82 xx xx is the longest, EMV 4.4 B3 annex B
	MaxDepth      = 8    // templates within templates
	MaxObjects    = 1024 // data objects of one template
)

// An Object is one data object: views into the input, no copies.
type Object struct {
	Tag    Tag
	Value  []byte // the value field
	Raw    []byte // tag, length and value as received
	Offset int    // of Raw in the outermost input

	at place // the templates that hold it
}

// Children is a cursor over the value, for a template. Offsets, path and depth go on from o.
// EMV 4.4 B3 annex B3
func (o *Object) Children() (c Cursor) {
	c.Enter(o)
	return c
}

// A Cursor reads data objects in their order, duplicates and all. It is a value: a copy goes its own way.
//
// Null bytes before, between and after objects are skipped. FF is the first byte of a private-class tag and
// no padding. A length of indefinite form, a length field of more than [MaxLengthSize] bytes and a value
// that runs beyond its template are faults: the cursor stops there, and Err says where and what.
//
// EMV 4.4 B3 annex B
type Cursor struct {
	b     []byte // what is left is b[pos:]
	base  int    // of b in the outermost input
	pos   int
	at    place
	count uint16
	fault Fault
}

// NewCursor is a cursor over b, which it never changes and never keeps beyond its own life.
func NewCursor(b []byte) Cursor {
	return Cursor{b: b}
}

// Enter makes c the cursor over o's children, as o.Children() is: a walk through all templates without that one's copy takes a fifth less.
func (c *Cursor) Enter(o *Object) {
	c.base, c.pos, c.count = o.Offset+len(o.Raw)-len(o.Value), 0, 0
	if o.at.depth() >= MaxDepth {
		c.b, c.at, c.fault = nil, o.at, TooDeep
		return
	}
	c.b, c.at, c.fault = o.Value, o.at.within(o.Tag), 0
}

// Next is the next object; false at the end and at a fault.
// EMV 4.4 B3 annex B1 (null bytes), EMV 4.4 B3 annex B2
func (c *Cursor) Next() (o Object, ok bool) {
	ok = c.Read(&o)
	return o, ok
}

// Read is Next into an object of the caller's, which stays as it is where there is no next one: without Next's copy it takes little more
// than half the time.
func (c *Cursor) Read(o *Object) bool {
	b, i := c.b, c.pos
	for i < len(b) && b[i] == 0 { // EMV 4.4 B3 annex B1
		i++
		c.pos = i
	}
	if i >= len(b) {
		return false
	}
	if c.count >= MaxObjects {
		return c.stop(TooManyObjects)
	}
	tag, head := Tag(b[i]), i+1
	if tag&0x1F == 0x1F {
		if head < len(b) && b[head]&0x80 == 0 { // of two bytes, as most are
			tag = tag<<8 | Tag(b[head])
			head++
		} else {
			long, size, fault := readTag(b[i:])
			if fault != 0 {
				return c.stop(fault)
			}
			tag, head = long, i+size
		}
	}
	if head >= len(b) {
		return c.stop(TruncatedLength)
	}
	n := int(b[head]) // EMV 4.4 B3 annex B2
	if n >= 0x80 {
		long, size, fault := longLength(b[head:])
		if fault != 0 {
			return c.stop(fault)
		}
		n = long
		head += size - 1
	}
	head++
	end := head + n
	if end > len(b) {
		return c.stop(ValueBeyondEnd)
	}
	c.pos = end
	o.Tag = tag
	o.Raw = b[i:end:end]
	o.Value = b[head:end:end]
	o.Offset = c.base + i
	o.at = c.at
	c.count++
	return true
}

// longLength reads a length field of the long form: its value and its size.
//
// EMV 4.4 B3 annex B2
func longLength(b []byte) (n, size int, fault Fault) {
	size = 1 + int(b[0]&0x7F)
	switch {
	case size == 1:
		return 0, 0, IndefiniteLength
	case size > MaxLengthSize:
		return 0, 0, LengthTooLong
	case size > len(b):
		return 0, 0, TruncatedLength
	}
	for _, x := range b[1:size] {
		n = n<<8 | int(x)
	}
	return n, size, 0
}

// stop is always false: nothing is left.
func (c *Cursor) stop(f Fault) bool {
	c.fault, c.b = f, c.b[:c.pos]
	return false
}

// Err is nil after a clean end, and a *SyntaxError after Next stopped at a fault.
func (c *Cursor) Err() error {
	if c.fault == 0 {
		return nil
	}
	return &SyntaxError{Offset: c.base + c.pos, Path: c.at.tags(), Fault: c.fault}
}

// All is the objects from where the cursor stands. It ends at a fault without a word: where that matters use
// Next and Err, or [Check] the bytes first.
func (c Cursor) All() iter.Seq[Object] {
	return func(yield func(Object) bool) {
		var o Object
		for c.Read(&o) && yield(o) {
		}
	}
}

// Check walks b and every template in it and reports the first fault as a *SyntaxError.
func Check(b []byte) error {
	c := NewCursor(b)
	return check(&c)
}

func check(c *Cursor) error {
	var o Object
	var children Cursor
	for c.Read(&o) {
		if o.Tag.Constructed() {
			children.Enter(&o)
			if err := check(&children); err != nil {
				return err
			}
		}
	}
	return c.Err()
}

// Find is the first object along a path of tags: Find(fci, TagFCI, TagFCIProprietary, 0x50). Where a template
// occurs more than once all are searched in order. It does not look at what stands after the object found.
func Find(b []byte, path ...Tag) (Object, bool) {
	if len(path) == 0 {
		return Object{}, false
	}
	c := NewCursor(b)
	return find(&c, path, 0)
}

// FindValue is Find of the first object that has a value: one of length 00 is not there, beside a real one too.
//
// EMV 4.4 B3 5.2
func FindValue(b []byte, path ...Tag) (Object, bool) {
	if len(path) == 0 {
		return Object{}, false
	}
	c := NewCursor(b)
	return find(&c, path, 1)
}

// find is the first object with at least so many bytes.
func find(c *Cursor, path []Tag, least int) (Object, bool) {
	var o Object
	var children Cursor
	for c.Read(&o) {
		if o.Tag != path[0] {
			continue
		}
		if len(path) == 1 {
			if len(o.Value) < least {
				continue
			}
			return o, true
		}
		children.Enter(&o)
		if found, ok := find(&children, path[1:], least); ok {
			return found, true
		}
	}
	return Object{}, false
}

// A SyntaxError says where a sequence of data objects is malformed, and how.
type SyntaxError struct {
	Offset int   // of the object or DOL entry that is malformed, in the outermost input
	Path   []Tag // the templates around it, outermost first; the innermost alone if all have over 7 bytes
	Fault  Fault
}

func (e *SyntaxError) Error() string {
	var s strings.Builder
	s.WriteString("tlv: offset ")
	s.WriteString(strconv.Itoa(e.Offset))
	for i, t := range e.Path {
		s.WriteString([]string{" in ", "/"}[min(i, 1)])
		s.WriteString(t.String())
	}
	s.WriteString(": ")
	s.WriteString(e.Fault.String())
	return s.String()
}

// A Fault is a way in which bytes are not BER-TLV as EMV uses it.
type Fault uint8

// The faults.
const (
	_                Fault = iota
	TruncatedTag           // the input ends inside a tag
	TagTooLong             // a tag of more than MaxTagSize bytes
	TruncatedLength        // the input ends before or inside a length
	IndefiniteLength       // 80: not used in EMV
	LengthTooLong          // a length field of more than MaxLengthSize bytes
	ValueBeyondEnd         // the value is longer than what is left
	TooDeep                // more than MaxDepth templates within each other
	TooManyObjects         // more than MaxObjects objects in one template
)

var faultNames = [...]string{
	"no fault", "tag cut off", "tag of more than 4 bytes", "length cut off", "indefinite length",
	"length field of more than 3 bytes", "value longer than what is left", "templates nested too deep",
	"too many objects in one template",
}

func (f Fault) String() string {
	if int(f) >= len(faultNames) {
		return "unknown fault"
	}
	return faultNames[f]
}
