package jsonfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv/jsonfile"
)

// read reads a small file format of the test's own and returns what it gives.
func read(d *jsonfile.Document) (name string, aid []byte, limit uint64, tags []string) {
	o := d.Root().Object()
	name = o.Need("name").Text(1, 8)
	aid = o.Get("aid").Hex(2, 4)
	limit = o.Get("limit").Uint(100)
	o.Get("on").Bool()
	o.Get("kind").OneOf("a", "b")
	o.Get("date").Digits(6)
	for v := range o.Get("list").List() {
		inner := v.Object()
		for key := range inner.Members() {
			tags = append(tags, key)
		}
		inner.Close()
	}
	o.Close()
	return
}

func TestRead(t *testing.T) {
	d := jsonfile.Parse([]byte(`{"name":"n","aid":"A0 00","limit":100,"on":true,"kind":"b","date":"261231","list":[{"9F02":1,"5A":2},{"82":3}]}`))
	name, aid, limit, tags := read(d)
	if err := d.Err(); err != nil {
		t.Fatal(err)
	}
	if name != "n" || !bytes.Equal(aid, []byte{0xA0, 0}) || limit != 100 {
		t.Error(name, aid, limit)
	}
	// the order of members is kept
	if len(tags) != 3 || tags[0] != "9F02" || tags[1] != "5A" || tags[2] != "82" {
		t.Error(tags)
	}
}

// Escapes are read, in keys too, and end no string.
func TestEscapes(t *testing.T) {
	d := jsonfile.Parse([]byte(`{"n\u0061me":"a\"\\\u00E9,","aid" : "A000" , "limit":1e1}`))
	name, aid, _, _ := read(d)
	if want := "line 1: limit: 1e1 is out of range (write a whole number from 0 to 100)"; d.Err() == nil || d.Err().Error() != want || name != `a"\é,` || len(aid) != 2 {
		t.Errorf("%q %X %v", name, aid, d.Err())
	}
}

// A file of another program is walked: members and values in their order, with the line of each, and no fault for what nobody knows.
func TestWalk(t *testing.T) {
	d := jsonfile.Parse([]byte("{\"a\":\n[\"x\",\n7, null],\n\"b\":{\"c\":1.5}, \"d\":true}"))
	var got string
	var walk func(v jsonfile.Value)
	walk = func(v jsonfile.Value) {
		for key, inner := range v.Each() {
			s, scalar := inner.Scalar()
			got += fmt.Sprintf("%s %d %s %v %v; ", key, inner.Line(), s, scalar, inner.IsNumber())
			walk(inner)
		}
	}
	walk(d.Root())
	want := "a 2  false false;  2 x true false;  3 7 true true;  3  false false; b 4  false false; c 4 1.5 true true; d 4 true false false; "
	if err := d.Err(); err != nil || got != want {
		t.Errorf("%v\n%s\n%s", err, got, want)
	}
	for range d.Root().Each() {
		break
	}
}

func TestEveryFaultAtOnce(t *testing.T) {
	d := jsonfile.Parse([]byte("{\n\"name\": 5,\n\"aid\": \"A\",\n\"limit\": 101,\n\"limit\": 1,\n\"on\": \"yes\",\n\"kind\": \"c\",\n" +
		"\"date\": \"2612A1\",\n\"list\": [1],\n\"nmae\": 1\n}"))
	read(d)
	want := `line 2: name: this is a number (write a string)
line 3: aid: "A" is not hexadecimal (write two digits 0-9 A-F for each byte)
line 4: limit: 101 is out of range (write a whole number from 0 to 100)
line 5: limit: this key is given twice (keep one of them)
line 6: on: this is a string (write true or false)
line 7: kind: "c" is not known here (write one of a, b)
line 8: date: "2612A1" has a digit that is not decimal (write 6 digits 0-9)
line 9: list[0]: this is a number (write an object in { })
line 10: nmae: unknown key (known here: name, aid, limit, on, kind, date, list)`
	err := d.Err()
	if err == nil || err.Error() != want {
		t.Fatalf("got\n%v\nwant\n%s", err, want)
	}
	var faults jsonfile.Faults
	var first jsonfile.Fault
	if !errors.As(err, &faults) || len(faults) != 9 || !errors.As(err, &first) || first.Path != "name" {
		t.Error("faults do not unwrap")
	}
}

func TestSyntax(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "line 1: empty (write an object in { })"},
		{"\uFEFF \n", "line 1: empty (write an object in { })"},
		{"{\n\"a\": }", "line 2: not JSON: invalid character '}' looking for beginning of value"},
		{"[\n[\n{\"a\":1,\n\"b\":2},\n{\"a\":1, x}]]", "line 5: not JSON: invalid character 'x' looking for beginning of object key string"},
		{"[1,\n2,\n\n\n4 5]", "line 5: not JSON: invalid character '5' after array element"},
		{"{\"a\":\n\n\"b", "line 3: not JSON: unexpected EOF"},
		{"{\"a\":\"b\nc\"}", "line 1: not JSON: invalid character '\\n' in string literal"},
		{"{\"a\":1,\n2:3}", "line 2: not JSON: invalid character '2' looking for beginning of object key string"},
		{"{\n\n", "line 1: not JSON: unexpected EOF"},
		{"{\"a\":\n" + strings.Repeat("[", 16) + strings.Repeat("]", 16) + "}", "line 2: not JSON: nested deeper than 16"},
		{"5x", "line 1: more after the end of the object (remove it)\nline 1: this is a number (write an object in { })"},
		{"{} {}", "line 1: more after the end of the object (remove it)\nline 1: name: missing (add the key)"},
		{"\xff", "line 1: not UTF-8 (save the file as UTF-8)"},
		{"[]", "line 1: this is a list (write an object in { })"},
		{"{\"name\":null}", "line 1: name: this is null (write a string)"},
		{"{\"name\":\"\"}", "line 1: name: 0 characters (write 1 to 8 characters)"},
		{"{\"name\":\"n\",\"aid\":\"00\"}", "line 1: aid: 1 bytes (write 2 to 4 bytes)"},
		{"{\"name\":\"n\",\"limit\":-1}", "line 1: limit: -1 is out of range (write a whole number from 0 to 100)"},
		{"{\"name\":\"n\",\"limit\":1.5}", "line 1: limit: 1.5 is out of range (write a whole number from 0 to 100)"},
		{"{}", "line 1: name: missing (add the key)"},
		{"{\"name\":\"n\",\"a\\u001b[2J\":1}", `line 1: "a\x1b[2J": unknown key (known here: name, aid, limit, on, kind, date, list)`},
	} {
		d := jsonfile.Parse([]byte(c.in))
		read(d)
		if err := d.Err(); err == nil || err.Error() != c.want {
			t.Errorf("%q: got\n%v\nwant\n%s", c.in, err, c.want)
		}
	}
	// A byte order mark at the beginning is no part of the file, and moves no line.
	d := jsonfile.Parse([]byte("\uFEFF{\"name\":\"n\",\n\"limit\":-1}"))
	if read(d); d.Err() == nil || d.Err().Error() != "line 2: limit: -1 is out of range (write a whole number from 0 to 100)" {
		t.Errorf("byte order mark: %v", d.Err())
	}
	deep := jsonfile.Parse(bytes.Repeat([]byte("["), 1000))
	if deep.Err() == nil {
		t.Error("1000 lists in one another are accepted")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"name":"n","list":[{"82":3}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := jsonfile.Parse(data)
		name, _, limit, _ := read(d)
		if d.Err() == nil && (len(name) < 1 || len(name) > 8 || limit > 100) {
			t.Errorf("%q: no fault, name %q, limit %d", data, name, limit)
		}
	})
}
