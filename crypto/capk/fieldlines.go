package capk

import (
	"encoding/json"
	"errors"
	"strings"
)

// A fieldLine is a line with one field of a key: <name>value</name>, name = value or name: value, name and value in quotation marks or not. A line between
// keys has no name: a section in brackets, a tag of markup that other lines are in, a name without a value.
type fieldLine struct {
	name, value string
	next        bool // what follows, or this line, is another key's
}

// fieldOf takes a line without comments apart. ok is false for one that is none of these.
func fieldOf(line string) (f fieldLine, ok bool) {
	line, _, _ = strings.Cut(strings.TrimSpace(line), " #") // a comment behind it
	line, f.next = strings.CutPrefix(line, "- ")            // an entry of a list in YAML
	switch {
	case line == "", line[0] == '!': // a comment in properties
		return f, true
	case line[0] == '[':
		f.next = true
		return f, line[len(line)-1] == ']'
	case line[0] == '<':
		name, rest, found := strings.Cut(line[1:], ">")
		if rest == "" { // attributes may be fields
			f.next = strings.HasPrefix(name, "/")
			return f, found && (name[0] == '?' || !strings.Contains(name, "="))
		}
		value, closed := strings.CutSuffix(rest, "</"+name+">")
		f.name, f.value = name, strings.TrimSpace(value)
		return f, closed && !strings.ContainsAny(name, " =") && !strings.Contains(value, "<")
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
	return f, f.name != "" && !strings.ContainsAny(f.name, " \t") && !strings.ContainsAny(f.value, "\"';,|=\\")
}

func unquoted(s string) string { return strings.Trim(strings.TrimSpace(s), `"'`) }

// fieldsAsJSON is a text with a field a line as JSON, line by line: an object for each key. Another key begins with a section, behind a tag that closes,
// where a name comes again, and where what stands before the last dot of a name is other (key1.rid, key2.rid). wrong is the number of the first line that is
// none of these, 0 for none.
func fieldsAsJSON(text string) (file []byte, wrong int) {
	var out strings.Builder
	out.WriteByte('[')
	var seen map[string]bool // the names of the key that is open, nil for none
	group, keys := "", 0
	end := func() {
		if seen != nil {
			out.WriteByte('}')
		}
		seen = nil
	}
	for number, line := range linesOf(text) {
		f, ok := fieldOf(line.text)
		dot := strings.LastIndexByte(f.name, '.')
		switch before, name := f.name[:max(dot, 0)], f.name[dot+1:]; {
		case !ok:
			return nil, number
		case f.name == "" && f.next:
			end()
		case f.name != "":
			if f.next || seen[name] || before != group {
				end()
			}
			mark := ","
			if seen == nil {
				if mark = "{"; keys > 0 {
					mark = ",{"
				}
				seen = map[string]bool{}
				keys++
			}
			seen[name], group = true, before
			out.WriteString(mark + quoted(name) + ":" + quoted(f.value))
		}
		out.WriteByte('\n')
	}
	end()
	out.WriteByte(']')
	return []byte(out.String()), 0
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // of a string no error
	return string(b)
}

// fieldLines reports whether most lines of a text are a name and a value, as in TOML, YAML and INI.
func fieldLines(text string) bool {
	fields, others := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimLeft(strings.TrimSpace(line), "- ")
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
