// Package jsonfile reads JSON files that people write by hand, such as terminal configurations and card profiles,
// strictly: a key that nobody asks for, a key given twice, a missing key and a value of the wrong kind or size are
// faults, each with its path, its line and a remedy, and all of them are reported at once. Bytes are written in
// hexadecimal; the order of an object's members is kept.
//
// A [Value] never fails by itself: what it cannot give is noted as a fault of the [Document], and the zero value is
// returned, so that reading goes on and finds the next fault. Use what was read only if [Document.Err] is nil.
package jsonfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDepth is how deep objects and lists nest at most.
const maxDepth = 16

// A Fault is one thing that is wrong with a file.
type Fault struct {
	Path   string // applications[0].aid; empty for the file as a whole
	Line   int    // from 1
	Reason string
	Remedy string // what to do, may be empty
}

func (f Fault) Error() string {
	s := fmt.Sprintf("line %d: ", f.Line)
	if f.Path != "" {
		s += f.Path + ": "
	}
	s += f.Reason
	if f.Remedy != "" {
		s += " (" + f.Remedy + ")"
	}
	return s
}

// Faults are all the faults of a file, in its order. As an error it has one line for each.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the single faults.
func (fs Faults) Unwrap() []error {
	errs := make([]error, len(fs))
	for i, f := range fs {
		errs[i] = f
	}
	return errs
}

// A Document is a file that is being read.
type Document struct {
	data   []byte
	root   *node
	faults Faults

	line, counted int // the line at this offset: lineAt is asked for rising ones
}

type kind uint8

const (
	absent kind = iota
	null
	boolean
	number
	text
	list
	object
)

var kindNames = [...]string{"nothing", "null", "true or false", "a number", "a string", "a list", "an object"}

type node struct {
	kind    kind
	path    string
	line    int
	text    string // text, number, boolean
	items   []*node
	members []member
}

type member struct {
	key   string
	value *node
	asked bool
}

// Parse reads the syntax of a file. A file that is not JSON has one fault, where the syntax breaks. A byte order mark at the
// beginning is skipped.
func Parse(data []byte) *Document {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	d := &Document{data: data, root: &node{line: 1}}
	if !utf8.Valid(data) {
		d.fault("", 1, "not UTF-8", "save the file as UTF-8")
		return d
	}
	if len(bytes.TrimSpace(data)) == 0 {
		d.fault("", 1, "empty", "write an object in { }")
		return d
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	root, err := d.read(dec, "", 0)
	if err == nil {
		d.root = root
		if rest := bytes.TrimLeft(data[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
			d.fault("", d.lineAt(len(data)-len(rest)), "more after the end of the object", "remove it")
		}
		return d
	}
	at := int(dec.InputOffset())
	var syntax *json.SyntaxError // whose offset counts no brackets and commas where the decoder gives them one by one
	if errors.As(err, &syntax) && errors.As(json.Unmarshal(data, new(json.RawMessage)), &syntax) {
		at = int(syntax.Offset) - 1
	}
	d.faults = Faults{{Line: d.lineAt(at), Reason: "not JSON: " + err.Error()}}
	return d
}

func (d *Document) lineAt(offset int) int {
	offset = min(max(offset, 0), len(d.data))
	if offset < d.counted {
		d.line, d.counted = 0, 0
	}
	d.line += bytes.Count(d.data[d.counted:offset], []byte{'\n'})
	d.counted = offset
	return 1 + d.line
}

func (d *Document) fault(path string, line int, reason, remedy string) {
	d.faults = append(d.faults, Fault{path, line, reason, remedy})
}

func (d *Document) read(dec *json.Decoder, path string, depth int) (*node, error) {
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	n := &node{path: path, line: d.lineAt(int(dec.InputOffset()))}
	switch t := t.(type) {
	case nil:
		n.kind = null
	case bool:
		n.kind, n.text = boolean, strconv.FormatBool(t)
	case json.Number:
		n.kind, n.text = number, t.String()
	case string:
		n.kind, n.text = text, t
	case json.Delim:
		if depth == maxDepth {
			return nil, fmt.Errorf("nested deeper than %d", maxDepth)
		}
		if t == '[' {
			n.kind = list
			err = d.readList(dec, n, depth+1)
		} else {
			n.kind = object
			err = d.readObject(dec, n, depth+1)
		}
	}
	return n, err
}

func (d *Document) readList(dec *json.Decoder, n *node, depth int) error {
	for dec.More() {
		item, err := d.read(dec, n.path+"["+strconv.Itoa(len(n.items))+"]", depth)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := dec.Token()
	return err
}

func (d *Document) readObject(dec *json.Decoder, n *node, depth int) error {
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		key := t.(string)
		path := join(n.path, key)
		if seen[key] {
			d.fault(path, d.lineAt(int(dec.InputOffset())), "this key is given twice", "keep one of them")
		}
		seen[key] = true
		value, err := d.read(dec, path, depth)
		if err != nil {
			return err
		}
		n.members = append(n.members, member{key: key, value: value})
	}
	_, err := dec.Token()
	return err
}

// join is the path of a key. One that a screen must not be sent is quoted.
func join(path, key string) string {
	if strings.ContainsFunc(key, func(c rune) bool { return !unicode.IsPrint(c) }) {
		key = strconv.Quote(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// Root is the file's value. It is absent if the file is not JSON.
func (d *Document) Root() Value { return Value{d, d.root} }

// Err is nil or [Faults], in the order of the file.
func (d *Document) Err() error {
	if len(d.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(d.faults, func(a, b Fault) int { return a.Line - b.Line })
	return d.faults
}
