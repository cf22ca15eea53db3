package jsonfile

import (
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// A Value is a place in a file. An absent one gives zero values and no faults.
type Value struct {
	doc  *Document
	node *node
}

// Present reports whether the file has the value.
func (v Value) Present() bool { return v.node.kind != absent }

// Path is where the value stands: applications[0].aid.
func (v Value) Path() string { return v.node.path }

// Line is the line on which the value begins, from 1.
func (v Value) Line() int { return v.node.line }

// Scalar gives a string or a number as it is written, and whether the value is one of them.
func (v Value) Scalar() (string, bool) {
	return v.node.text, v.node.kind == text || v.node.kind == number
}

// IsNumber reports whether the value is a number.
func (v Value) IsNumber() bool { return v.node.kind == number }

// IsBool reports whether the value is true or false.
func (v Value) IsBool() bool { return v.node.kind == boolean }

// Each ranges over the members of an object, or with empty keys over the values of a list; over nothing for another value. It is for files of
// other programs, whose keys nobody can list: unlike [Object] it finds no fault.
func (v Value) Each() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for _, item := range v.node.items {
			if !yield("", Value{v.doc, item}) {
				return
			}
		}
		for _, m := range v.node.members {
			if !yield(m.key, Value{v.doc, m.value}) {
				return
			}
		}
	}
}

// Fault notes that the value is wrong. remedy says what to do and may be empty.
func (v Value) Fault(remedy, reason string, args ...any) {
	v.doc.fault(v.node.path, v.node.line, fmt.Sprintf(reason, args...), remedy)
}

// is reports whether the value is of kind k; a present one of another kind is a fault.
func (v Value) is(k kind, want string) bool {
	if v.node.kind == k {
		return true
	}
	if v.Present() {
		v.Fault("write "+want, "this is %s", kindNames[v.node.kind])
	}
	return false
}

// Bool gives true or false.
func (v Value) Bool() bool { return v.is(boolean, "true or false") && v.node.text == "true" }

// Uint gives a whole number from 0 to most.
func (v Value) Uint(most uint64) uint64 {
	want := fmt.Sprintf("a whole number from 0 to %d", most)
	if !v.is(number, want) {
		return 0
	}
	n, err := strconv.ParseUint(v.node.text, 10, 64)
	if err != nil || n > most {
		v.Fault("write "+want, "%s is out of range", v.node.text)
		return 0
	}
	return n
}

// Text gives a string of least to most bytes.
func (v Value) Text(least, most int) string {
	if !v.is(text, "a string") {
		return ""
	}
	if n := len(v.node.text); n < least || n > most {
		v.Fault("write "+span(least, most, "character"), "%d characters", n)
		return ""
	}
	return v.node.text
}

// Is reports whether the value is the string s.
func (v Value) Is(s string) bool { return v.node.kind == text && v.node.text == s }

// OneOf gives the index of a string among names, and 0 after a fault.
func (v Value) OneOf(names ...string) int {
	want := "one of " + strings.Join(names, ", ")
	if !v.is(text, want) {
		return 0
	}
	i := slices.Index(names, v.node.text)
	if i < 0 {
		v.Fault("write "+want, "%q is not known here", v.node.text)
		return 0
	}
	return i
}

// Hex gives least to most bytes, written as a string of hexadecimal digits; blanks between bytes are allowed.
func (v Value) Hex(least, most int) []byte {
	if !v.is(text, "a string of hexadecimal digits") {
		return nil
	}
	b, err := hex.DecodeString(strings.ReplaceAll(v.node.text, " ", ""))
	if err != nil {
		v.Fault("write two digits 0-9 A-F for each byte", "%q is not hexadecimal", v.node.text)
		return nil
	}
	if len(b) < least || len(b) > most {
		v.Fault("write "+span(least, most, "byte"), "%d bytes", len(b))
		return nil
	}
	return b
}

// Digits gives a number as decimal digits, two in a byte: n digits exactly, an even number.
func (v Value) Digits(n int) []byte {
	b := v.Hex(n/2, n/2)
	for _, x := range b {
		if x>>4 > 9 || x&15 > 9 {
			v.Fault(fmt.Sprintf("write %d digits 0-9", n), "%q has a digit that is not decimal", v.node.text)
			return nil
		}
	}
	return b
}

func span(least, most int, unit string) string {
	s := strconv.Itoa(least)
	if most != least {
		s += " to " + strconv.Itoa(most)
	}
	if most != 1 {
		unit += "s"
	}
	return s + " " + unit
}

// List ranges over the values of a list.
func (v Value) List() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if !v.is(list, "a list in [ ]") {
			return
		}
		for _, item := range v.node.items {
			if !yield(Value{v.doc, item}) {
				return
			}
		}
	}
}

// Len is the number of values of a list or members of an object.
func (v Value) Len() int { return len(v.node.items) + len(v.node.members) }

// An Object gives the members of an object by their keys. Close it when every key has been asked for.
type Object struct {
	value Value
	known []string
}

// Object gives the value's members.
func (v Value) Object() *Object {
	if !v.is(object, "an object in { }") {
		v = Value{v.doc, &node{path: v.node.path, line: v.node.line}}
	}
	return &Object{value: v}
}

// Get gives a member that may be absent.
func (o *Object) Get(key string) Value {
	o.known = append(o.known, key)
	for i := range o.value.node.members {
		m := &o.value.node.members[i]
		if m.key == key && !m.asked {
			m.asked = true
			return Value{o.value.doc, m.value}
		}
	}
	return Value{o.value.doc, &node{path: join(o.value.node.path, key), line: o.value.node.line}}
}

// Need gives a member that must be there: its absence is a fault.
func (o *Object) Need(key string) Value {
	v := o.Get(key)
	if !v.Present() && o.value.Present() {
		v.Fault("add the key", "missing")
	}
	return v
}

// Members ranges over the members that have not been asked for, in the order of the file.
func (o *Object) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for i := range o.value.node.members {
			m := &o.value.node.members[i]
			if m.asked {
				continue
			}
			m.asked = true
			if !yield(m.key, Value{o.value.doc, m.value}) {
				return
			}
		}
	}
}

// Close notes every key that nobody asked for. A key given twice has its own fault already.
func (o *Object) Close() {
	for _, m := range o.value.node.members {
		if !m.asked && !slices.Contains(o.known, m.key) {
			Value{o.value.doc, m.value}.Fault("known here: "+strings.Join(o.known, ", "), "unknown key")
		}
	}
}
