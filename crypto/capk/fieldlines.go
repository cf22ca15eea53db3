package capk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// A fieldLine is a line with one field of a key: <name>value</name>, name = value or name: value, name and value in quotation marks or not. A line between
// keys has no name: a section in brackets, a tag of markup that other lines are in, a name without a value.
type fieldLine struct {
	name, value string
	next        bool // what follows, or this line, is another key's
}

// fieldOf takes a line without comments apart. ok is false for one that is none of these. What a name says that no field of a key has does not matter.
func fieldOf(line string) (f fieldLine, ok bool) {
	line, f.next = strings.CutPrefix(strings.TrimSpace(line), "- ")   // an entry of a list in YAML
	if line = strings.TrimSpace(line); line == "" || line[0] == '!' { // a comment in properties
		return f, true
	}
	if line[0] == '<' {
		name, rest, found := strings.Cut(line[1:], ">")
		if rest == "" {
			f.next = strings.HasPrefix(name, "/")
			return f, found && !hasAttribute(name)
		}
		value, closed := strings.CutSuffix(rest, "</"+name+">")
		f.name, f.value = name, strings.TrimSpace(value)
		return f, closed && !strings.ContainsAny(name, " =") && !strings.Contains(value, "<")
	}
	line = withoutRemark(line)
	if line[0] == '[' {
		f.next = true
		return f, line[len(line)-1] == ']'
	}
	i := strings.IndexAny(line, "=:")
	if i < 0 {
		return f, false
	}
	f.name, f.value = unquoted(line[:i]), unquoted(line[i+1:])
	if f.value == "" {
		f.name = ""
		return f, true
	}
	return f, f.name != "" && !strings.ContainsAny(f.name, " \t") && !(namesField(f.name) && strings.ContainsAny(f.value, "\"';,|=\\"))
}

// withoutRemark is a line that begins with no mark of a comment, without the comment behind its value: a mark with a blank before it.
func withoutRemark(line string) string {
	end := len(line)
	for _, mark := range marks[:lineMarks] {
		for _, blank := range []string{" ", "\t"} {
			if i := strings.Index(line[:end], blank+mark); i >= 0 {
				end = i
			}
		}
	}
	return strings.TrimSpace(line[:end])
}

// namesField reports whether a name is that of a field of a key, see [ParseJSON].
func namesField(name string) bool {
	plain := plainName(name)
	return jsonNames[plain] != "" || namesExpiry(plain) || partOf(plain) != ""
}

// hasAttribute reports whether a tag of markup has a field of a key for an attribute; id may be any number.
func hasAttribute(tag string) bool {
	parts := strings.Split(tag, "=")
	for _, before := range parts[:len(parts)-1] {
		words := strings.Fields(before)
		if len(words) == 0 {
			return true
		}
		if name := words[len(words)-1]; namesField(name) && !strings.EqualFold(name, "id") {
			return true
		}
	}
	return false
}

func unquoted(s string) string { return strings.Trim(strings.TrimSpace(s), `"'`) }

// fieldKeys are the keys of a text with a field a line.
func fieldKeys(text string) ([]TextKey, error) {
	var x fieldReader
	x.out.WriteByte('[')
	for number, line := range linesOf(text) {
		x.line(number, line.text)
	}
	x.end()
	x.out.WriteByte(']')
	w := jsonWalk{faults: x.faults}
	return w.read([]byte(x.out.String()))
}

// A fieldReader writes a text with a field a line as JSON, line by line: an object for each key. Another key begins with a section, behind a tag that closes,
// where what stands before the last dot of a name is other (key1.rid, key2.rid), and, if it has none of these, where the first name of one with a modulus comes
// again. A key with a fault, in a line before its first too, is left out.
type fieldReader struct {
	out    strings.Builder
	keys   int // written
	faults []*LineError
	openKey
}

// An openKey is the key that is read.
type openKey struct {
	json                  []byte
	seen                  map[string]bool // its names in small letters, nil where it has none yet
	first, group          string          // its first name, and what stands before the last dot
	own, long, known, off bool            // it begins at a place of its own, has a modulus, has a field beside the expiry, is left out
	expiry                int             // line of its expiry, 0 for none
}

func (x *fieldReader) line(number int, line string) {
	f, ok := fieldOf(line)
	dot := strings.LastIndexByte(f.name, '.')
	before, name := f.name[:max(dot, 0)], f.name[dot+1:]
	if ok && (f.next || name != "" && before != x.group && x.seen != nil) {
		x.end()
		x.own = f.next && !strings.HasPrefix(strings.TrimSpace(line), "</")
	}
	small := strings.ToLower(name)
	switch {
	case !ok:
		x.fault(number, "neither <name>value</name> nor name = value nor name: value alone, as the lines of a file with a field a line are: "+
			"the key that it is in is not read")
	case name != "" && x.seen[small]:
		if small != x.first || x.own || !x.long && !x.off {
			x.fault(number, fmt.Sprintf("%.40q is said twice in one key, which is not read", name))
			break
		}
		x.end()
		fallthrough
	case name != "":
		x.field(number, before, name, f.value)
	}
	x.json = append(x.json, '\n')
}

// field takes a field of the key that is open, or opens one.
func (x *fieldReader) field(number int, group, name, value string) {
	mark := ","
	if x.seen == nil {
		mark, x.seen, x.first, x.group = "{", map[string]bool{}, strings.ToLower(name), group
		x.own = x.own || group != ""
	}
	x.seen[strings.ToLower(name)] = true
	x.long = x.long || longText(value)
	switch plain := plainName(name); {
	case jsonNames[plain] == "expiry", namesExpiry(plain):
		x.expiry = number
	default:
		x.known = x.known || jsonNames[plain] != ""
	}
	x.json = append(x.json, mark+quoted(name)+":"+quoted(value)...)
}

func (x *fieldReader) fault(number int, reason string) {
	x.faults, x.off = append(x.faults, &LineError{number, reason}), true
}

// end is the end of a key, if one is open.
func (x *fieldReader) end() {
	if x.expiry > 0 && !x.known && !x.long && !x.off {
		x.fault(x.expiry, "an expiry without a key: write it among the key's other fields")
	}
	switch {
	case x.off:
		x.json = bytes.Repeat([]byte{'\n'}, bytes.Count(x.json, []byte{'\n'}))
	case x.seen != nil:
		if x.keys++; x.keys > 1 {
			x.out.WriteByte(',')
		}
		x.json = append(x.json, '}')
	}
	x.out.Write(x.json)
	x.openKey = openKey{}
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // of a string no error
	return string(b)
}

// fieldLines reports whether most lines of a text are a name and a value, as in TOML, YAML and INI.
func fieldLines(text string) bool {
	fields, others := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimLeft(withoutRemark(line), "- ")
		name, value, _ := strings.Cut(line, ":")
		if before, after, ok := strings.Cut(line, "="); ok && len(before) < len(name) {
			name, value = before, after
		}
		switch name = strings.Trim(name, " \"'"); {
		case line == "" || commented(line) || line[0] == '[':
		case value != "" && name != "" && len(strings.Fields(name)) == 1 && (len(name) == 4 || !hexadecimal(strings.ToUpper(name))) && len(strings.Fields(value)) == 1 && !strings.ContainsAny(value, ",;|="):
			fields++
		default:
			others++
		}
	}
	return fields > others && fields >= 4 // a key has more
}

// fieldsApart reports whether a text is marked up, or has a name and a value on its lines, and every fault of it is a line that has a field of a key, or
// some, and not the rest, one of them without the RID.
func fieldsApart(text string, faults []error) bool {
	if len(faults) < 2 || !strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(text, byteOrderMark)), "<") && !fieldLines(text) {
		return false
	}
	alone := false
	for _, f := range faults {
		var at *LineError
		if !errors.As(f, &at) || !strings.HasPrefix(at.Reason, "no RID") && !strings.Contains(at.Reason, ": no index") && !strings.Contains(at.Reason, ": no exponent") && !strings.Contains(at.Reason, ": no modulus") {
			return false
		}
		alone = alone || strings.HasPrefix(at.Reason, "no RID")
	}
	return alone
}
