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

	at, end       int // where the next token is looked for, and where the value ends
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
	err := dec.Decode(new(json.RawMessage))
	d.end = int(dec.InputOffset())
	if err == nil {
		var root *node
		if root, err = d.read(d.token(), "", 0); err == nil {
			d.root = root
			if rest := bytes.TrimLeft(data[d.end:], " \t\r\n"); len(rest) > 0 {
				d.fault("", d.lineAt(len(data)-len(rest)), "more after the end of the object", "remove it")
			}
			return d
		}
	} else {
		d.at = len(bytes.TrimSpace(data))
	}
	var syntax *json.SyntaxError // whose offset counts from the beginning of the file where it is not the decoder's
	if errors.As(err, &syntax) && errors.As(json.Unmarshal(data, new(json.RawMessage)), &syntax) {
		d.at = int(syntax.Offset) - 1
	}
	d.faults = Faults{{Line: d.lineAt(d.at), Reason: "not JSON: " + err.Error()}}
	return d
}

// token is the next of a file that is JSON, without the commas and colons before it.
func (d *Document) token() []byte {
	for strings.IndexByte(" \t\r\n,:", d.data[d.at]) >= 0 {
		d.at++
	}
	start := d.at
	d.at++
	switch d.data[start] {
	case '{', '}', '[', ']':
	case '"':
		for ; d.data[d.at] != '"'; d.at++ {
			if d.data[d.at] == '\\' {
				d.at++
			}
		}
		d.at++
	default:
		for d.at < d.end && strings.IndexByte(" \t\r\n,]}", d.data[d.at]) < 0 {
			d.at++
		}
	}
	return d.data[start:d.at]
}

// unquote is the text of a string.
func unquote(token []byte) (s string) {
	if bytes.IndexByte(token, '\\') < 0 {
		return string(token[1 : len(token)-1])
	}
	_ = json.Unmarshal(token, &s) // it is one
	return s
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

func (d *Document) read(token []byte, path string, depth int) (*node, error) {
	n := &node{path: path, line: d.lineAt(d.at)}
	if (token[0] == '[' || token[0] == '{') && depth == maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	switch token[0] {
	case 'n':
		n.kind = null
	case 't', 'f':
		n.kind, n.text = boolean, string(token)
	case '"':
		n.kind, n.text = text, unquote(token)
	case '[':
		n.kind = list
		return n, d.readList(n, depth+1)
	case '{':
		n.kind = object
		return n, d.readObject(n, depth+1)
	default:
		n.kind, n.text = number, string(token)
	}
	return n, nil
}

func (d *Document) readList(n *node, depth int) error {
	for t := d.token(); t[0] != ']'; t = d.token() {
		item, err := d.read(t, n.path+"["+strconv.Itoa(len(n.items))+"]", depth)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	return nil
}

func (d *Document) readObject(n *node, depth int) error {
	seen := map[string]bool{}
	for t := d.token(); t[0] != '}'; t = d.token() {
		key := unquote(t)
		path := join(n.path, key)
		if seen[key] {
			d.fault(path, d.lineAt(d.at), "this key is given twice", "keep one of them")
		}
		seen[key] = true
		value, err := d.read(d.token(), path, depth)
		if err != nil {
			return err
		}
		n.members = append(n.members, member{key: key, value: value})
	}
	return nil
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
