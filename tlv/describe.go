package tlv

import (
	"fmt"
	"strings"
)

// Describe writes out data objects for people, each with its name and its value in words, templates indented.
// Sensitive values are masked. It ends with the fault and its place where b is malformed, and shows nothing of
// what follows there.
//
//	70 READ RECORD Response Message Template
//	  5A Application Primary Account Number (PAN): 541333******8345
func Describe(book Book, b []byte) string {
	var w strings.Builder
	c := NewCursor(b)
	if err := describe(&w, book, 0, &c); err != nil {
		fmt.Fprintf(&w, "%v\n", err)
	}
	return w.String()
}

func describe(w *strings.Builder, book Book, template Tag, c *Cursor) error {
	for o, ok := c.Next(); ok; o, ok = c.Next() {
		row, _ := Lookup(book, template, o.Tag)
		indent(w, o.at.depth())
		if !o.Tag.Constructed() {
			describeValue(w, book, row, o.Tag, o.Value, o.at.depth())
			continue
		}
		w.WriteString(strings.TrimSpace(o.Tag.String()+" "+row.In(book).Name) + "\n")
		if row.Element().Sensitive {
			continue
		}
		children := o.Children()
		if err := describe(w, book, o.Tag, &children); err != nil {
			return err
		}
	}
	return c.Err()
}

// DescribeDOL writes out data that was built from a data object list, as [Describe] does.
//
// EMV 4.4 B3 5.4
func DescribeDOL(book Book, d DOL, data []byte) string {
	var w strings.Builder
	for t, n := range d.All() {
		if n > len(data) {
			fmt.Fprintf(&w, "%s: %d of %s\n", nameTag(book, t), len(data), plural(n, "byte"))
			return w.String()
		}
		row, _ := Lookup(book, 0, t)
		describeValue(&w, book, row, t, data[:n], 0)
		data = data[n:]
	}
	if len(data) > 0 {
		fmt.Fprintf(&w, "%s more\n", plural(len(data), "byte"))
	}
	return w.String()
}

// describeValue is one primitive object: what has one line of words has them behind its value, what has more
// has them below.
func describeValue(w *strings.Builder, book Book, row Row, t Tag, value []byte, depth int) {
	name := t.String()
	if row != 0 {
		name += " " + row.In(book).Name
	}
	if row == 0 {
		fmt.Fprintf(w, "%s: %s", name, MaskTag(t, value))
		if oid, ok := oidText(value); ok && t == tagOID {
			fmt.Fprintf(w, " (%s)", oid)
		}
		w.WriteString("\n")
		return
	}
	fmt.Fprintf(w, "%s: %s", name, Mask(row, value))
	lines := ExplainIn(book, row, value)
	switch {
	case row.Element().Sensitive || len(lines) == 0:
		w.WriteString("\n")
	case len(lines) == 1:
		fmt.Fprintf(w, " (%s)\n", lines[0])
	default:
		w.WriteString("\n")
		for _, line := range lines {
			indent(w, depth+1)
			w.WriteString(line + "\n")
		}
	}
}

func indent(w *strings.Builder, depth int) {
	for range depth {
		w.WriteString("  ")
	}
}

// tagOID is the universal tag of an object identifier. No EMV element is one, but the card recognition data
// that cards show beside them has some.
const tagOID Tag = 0x06 // 06

// oidText is an object identifier with its numbers apart: seven bits a byte, the first two numbers in one.
func oidText(b []byte) (string, bool) {
	if len(b) == 0 || b[len(b)-1]&0x80 != 0 {
		return "", false
	}
	var s strings.Builder
	for v := uint64(0); len(b) > 0; b = b[1:] {
		if v>>56 != 0 {
			return "", false
		}
		v = v<<7 | uint64(b[0]&0x7F)
		switch {
		case b[0]&0x80 != 0:
			continue
		case s.Len() == 0:
			first := min(v/40, 2)
			fmt.Fprintf(&s, "%d.%d", first, v-40*first)
		default:
			fmt.Fprintf(&s, ".%d", v)
		}
		v = 0
	}
	return s.String(), true
}
