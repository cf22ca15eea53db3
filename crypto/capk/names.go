package capk

import (
	"iter"
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv/jsonfile"
)

// A day of a line is taken for the expiry only where no name says that it is something else: name= or name: before it, a tag of markup round it, the head of
// its column.

// A span is a part of a line, with the name that it has there.
type span struct {
	begin, end int
	name       string
}

// A table is the head of a table: what stands between its columns, and their names.
type table struct {
	between string
	columns []string
}

// tableOf is the table that a line is the head of, if it names fields of a key between what may part them; nil for another line.
func tableOf(line string) *table {
	if longestDigits(strings.ToUpper(line)) >= shortest {
		return nil
	}
	for _, between := range []string{"<>", "\t", "|", ";", ","} {
		t := table{between: between}
		fields := map[string]bool{}
		for _, cell := range t.cells(line) {
			name := line[cell.begin:cell.end]
			if open, end := strings.LastIndexByte(name, '('), strings.IndexByte(name, ')'); open >= 0 && end < 0 { // INSERT INTO keys (rid
				name = name[open+1:]
			} else if end >= 0 && open < 0 {
				name = name[:end]
			}
			name = strings.Trim(name, " \t\"'`*")
			fields[jsonNames[plainName(name)]] = true
			t.columns = append(t.columns, name)
		}
		delete(fields, "")
		if fields["rid"] && fields["modulus"] && len(fields) >= 3 {
			return &t
		}
	}
	return nil
}

// cells are the cells of a line, each with the name of its column, if it has one.
func (t *table) cells(line string) (list []span) {
	begin, quoted := 0, false
	for i := range len(line) + 1 {
		if i < len(line) {
			quoted = quoted != (line[i] == '"')
			if quoted || !strings.Contains(t.between, line[i:i+1]) {
				continue
			}
		}
		s := span{begin: begin, end: i}
		if len(list) < len(t.columns) {
			s.name = t.columns[len(list)]
		}
		list = append(list, s)
		begin = i + 1
	}
	return list
}

// lineEnders end a value without quotation marks, and so do blanks.
const lineEnders = ",;|\"'<>(){}[]"

// named are the values of a line behind their names: name=value, name: "value", and <name>value where one of the tags is a field of a key.
func named(line string) (list []span) {
	tags := slices.ContainsFunc(strings.FieldsFunc(line, func(r rune) bool { return r == '<' || r == '>' }), func(tag string) bool {
		return len(tag) > 2 && len(tag) < longestName && tag[0] != '/' && jsonNames[plainName(tag)] != ""
	})
	open := -1 // where the last tag begins
	for i := range len(line) {
		var s span
		switch {
		case line[i] == '<':
			open = i
		case line[i] == '=', line[i] == ':':
			s.name = nameBefore(line[:i])
		case line[i] == '>' && open >= 0:
			if tags {
				s.name, _, _ = strings.Cut(line[open+1:i], " ")
			}
			open = -1
		}
		if s.name == "" {
			continue
		}
		rest := strings.TrimLeft(line[i+1:], " \t")
		s.begin = len(line) - len(rest)
		switch {
		case line[i] == '>':
			s.end = s.begin + lengthTo(rest, "<")
		case rest != "" && strings.ContainsAny(rest[:1], `"'`):
			s.end = s.begin + 1 + lengthTo(rest[1:], rest[:1])
		default:
			s.end = s.begin + lengthTo(rest, lineEnders+"=: \t")
		}
		list = append(list, s)
	}
	return list
}

// longestName is how many characters of a name are looked at.
const longestName = 64

func lengthTo(s, marks string) int {
	if i := strings.IndexAny(s, marks); i >= 0 {
		return i
	}
	return len(s)
}

// nameBefore is the name with which a text ends, in quotation marks or at most three words that begin with letters; empty for none.
func nameBefore(text string) string {
	text = strings.TrimRight(text[max(len(text)-longestName, 0):], " \t")
	if text != "" && strings.ContainsAny(text[len(text)-1:], `"'`) {
		inside := text[:len(text)-1]
		return inside[strings.LastIndexByte(inside, text[len(text)-1])+1:]
	}
	at := strings.LastIndexAny(text, lineEnders+"=:")
	words := strings.Fields(text[at+1:])
	if len(words) > 1 && at >= 0 && text[at] == '<' { // an attribute behind its tag
		words = words[1:]
	}
	first := len(words)
	for first > 0 && len(words)-first < 3 && isName(words[first-1]) {
		first--
	}
	return strings.Join(words[first:], " ")
}

// isName reports whether a word may be a part of a name: one that begins with a letter and is no byte, or a tag.
func isName(w string) bool {
	upper := strings.ToUpper(w)
	return upper[0] >= 'A' && upper[0] <= 'Z' && !(hexadecimal(upper) && (len(w) == 2 || len(w) >= shortest)) || jsonNames[plainName(w)] != ""
}

// isExpiry reports whether a name, or its last words, is one of the expiry.
func isExpiry(name string) bool {
	words := strings.Fields(name)
	for i := range words {
		plain := plainName(strings.Join(words[i:], " "))
		if jsonNames[plain] == "expiry" || plain == "exp" || namesExpiry(plain) {
			return true
		}
	}
	return false
}

// isOther reports whether a name says that a day is not the expiry: it is in letters that are understood, and that of no other field, whose value is what its
// form says.
func isOther(name string) bool {
	plain := plainName(name)
	return plain != "" && !isExpiry(name) && (jsonNames[plain] == "" || plain == "id")
}

// withoutOtherDays is a line with blanks for the days that are no expiry by their names, and those of these names that say nothing here. Where a name says that
// one is the expiry no other is. noDay is what stands under such a name and is no day.
func (t *table) withoutOtherDays(line string) (rest string, unread []string, noDay string) {
	days := slices.Collect(dayWords(line))
	spans := []span{{}}
	if t != nil {
		spans = append(spans, t.cells(line)...)
	}
	spans = append(spans, named(line)...)
	for _, s := range spans {
		value := strings.Trim(line[s.begin:s.end], " \t\"'")
		valid := plainName(s.name) == "valid" && len(value) >= len("YYMMDD") // for a period, not yes or no
		if !isExpiry(s.name) && !valid || slices.ContainsFunc(days, func(d span) bool { return d.begin >= s.begin && d.begin < s.end }) {
			continue
		}
		if strings.ContainsAny(value, "123456789") && exponents[number(strings.ToUpper(value))] == "" {
			noDay = value[:min(len(value), longestName)]
		}
	}
	if len(days) == 0 {
		return line, nil, noDay
	}
	in := make([]int32, len(line)) // the last of the spans with a name that each byte is in
	for i, s := range spans {
		for at := s.begin; at < s.end && s.name != ""; at++ {
			in[at] = int32(i) //nolint:gosec // a line has at most 4 MiB
		}
	}
	var expiries bool
	for i, d := range days {
		if days[i].name = spans[in[d.begin]].name; days[i].name == "" {
			if before := nameBefore(line[:d.begin]); isExpiry(before) {
				days[i].name = before
			}
		}
		if i > 0 && days[i].name == "" && isExpiry(days[i-1].name) && joins(line[days[i-1].end:d.begin]) { // from one day to the other
			days[i].name = days[i-1].name
		}
		expiries = expiries || isExpiry(days[i].name)
	}
	out := []byte(line)
	for _, d := range days {
		other := isOther(d.name)
		if !other && (!expiries || isExpiry(d.name) || date(line[d.begin:d.end]) == "") {
			continue
		}
		copy(out[d.begin:d.end], strings.Repeat(" ", d.end-d.begin))
		if plain := plainName(d.name); other && jsonNames[plain] == "" && !beside[plain] && !slices.Contains(unread, d.name) {
			unread = append(unread, d.name)
		}
	}
	return string(out), unread, noDay
}

// joins reports whether a text stands between the first and the last day of a period.
func joins(between string) bool {
	between = strings.Trim(strings.ToUpper(between), " \t-~/.>\u2013\u2014\u2192\u81F3\u5230") // dashes, an arrow, and Chinese for to
	return between == "" || slices.Contains([]string{"TO", "UNTIL", "TILL", "THROUGH", "THRU", "AND", "BIS", "AU", "AL"}, between)
}

// dayWords are the words of a line that have the form of a day, or of a month, and are no exponent.
func dayWords(line string) iter.Seq[span] {
	return func(yield func(span) bool) {
		for begin := 0; begin < len(line); {
			end := begin + lengthTo(line[begin:], lineEnders+"= \t")
			w := timeless(line[begin:end])
			if name, value, ok := strings.Cut(w, ":"); ok && !(len(name) == 2 && hexadecimal(strings.ToUpper(name))) {
				begin += len(name) + 1
				w = timeless(value)
			}
			run := strings.Join(strings.FieldsFunc(w, betweenBytes), "")
			four := len(w) == 4 && strings.Trim(w, "0123456789") == ""
			if (four || len(daysOf(w)) > 0) && exponents[run] == "" && !yield(span{begin: begin, end: begin + len(w)}) {
				return
			}
			begin = end + 1
		}
	}
}

// objectLine reads a line that is an object in JSON, whatever stands behind it; ok is false for any other, and for one that has no key.
func objectLine(line string) (keys []TextKey, faults []*LineError, ok bool) {
	line = strings.TrimRight(strings.TrimSpace(line), ", \t")
	if !strings.HasPrefix(line, "{") {
		return nil, nil, false
	}
	doc := jsonfile.Parse([]byte(line))
	if doc.Err() != nil {
		return nil, nil, false
	}
	var w jsonWalk
	w.value(doc.Root(), jsonPlace{})
	return w.keys, w.faults, len(w.keys)+len(w.faults) > 0
}
