package capk

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/emvgo/emv/tlv/jsonfile"
)

// A TextKey is a key of a text, with the line on which it stands, from 1.
type TextKey struct {
	Key
	Line int

	// Unverified says that the checksum which came with the key, if any, was not looked at: that of an SM2 key, see [ParseDownload].
	Unverified bool

	// Unread are the names of what was not understood, and left out: members of an object in JSON, see [ParseJSON], and days of a line that are no expiry, see
	// [ParseText].
	Unread []string
}

// A LineError says which line of a text is no key, and why.
type LineError struct {
	Line   int // from 1
	Reason string
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// ParseText reads keys from a text, a key a line, as lists of keys are published. The fields of a line are apart by blanks,
// commas, semicolons, bars, quotation marks, brackets or the tags of a page, may have their names before them (rid=, rid:), and are known by their
// shape: RID (10 hexadecimal digits), index (2), exponent (3, 03, 010001,
// 65537), modulus (96 digits or more), checksum (40), expiry (YYMMDD, YYYYMMDD, YYYY-MM-DD or DD.MM.YYYY, zeroes where not known; or a month, YYYY-MM, MM/YY, YYMM or
// MMYY, to its last day; a day that no calendar has, or that may be two, and a year alone are faults; of two days the later is the expiry, unless a name
// before them, a tag round them or the head of their column says which it is: a day with another name is none); of index and
// exponent the index stands first, unless the checksum says otherwise. Bytes may be
// apart by colons, dashes, dots or underscores, by blanks between other separators, alone or in groups of as many, or stand in a program's arrays and texts, and digits may
// have 0x before them and be of full width. Other words are
// skipped, and so is a byte order mark at the beginning. A line that is an object in JSON is read by [ParseJSON]. With a checksum of 64 digits, a field
// of 128 and no exponent it is a key of SM2, whose point that is. A line may also be what UnionPay's hosts send for a key, in
// hexadecimal, with short words beside it: see [ParseDownload].
//
// A file with a line for each field of a key, as XML, TOML, YAML, INI and properties have them (<rid>A000000003</rid>, rid = "A000000003", rid: A000000003),
// is read by the names that [ParseJSON] knows. Any other line, and a field that a key has twice, is a fault, and the key that it is in is not read. A comment may stand
// behind a value, with a blank before its mark.
//
// What stands from a line #if 0 to its #endif, #else or #elif is a comment, as a program leaves it out.
//
// A line that is empty, that begins with #, //, ;, --, or with /* or <!-- that do not end, or that has no digits as long as a RID and no groups of digits that
// are as long as a checksum together is a comment, unless it has as many decimal digits as a checksum has, or 16 words with some: whatever its form, it is no remark. Nor
// are lines one behind the other that are digits in groups alone, and as long as a checksum together. What stands from /* to */ and
// from <!-- to -->, on one line or several, is one too, and what is outside of it is read as if it were not there. Every other line is
// a key or a fault: the error joins a [*LineError] for each, and the keys are those of the other lines.
func ParseText(text string) (keys []TextKey, err error) {
	var faults []error
	var head *table
	var dump rows
	var dumped []int
	for number, line := range linesOf(text) {
		if list, wrong, ok := objectLine(line.text); ok {
			for _, k := range list {
				k.Line = number
				keys = append(keys, k)
			}
			for _, f := range wrong {
				faults = append(faults, &LineError{number, f.Reason})
			}
			continue
		}
		if t := tableOf(line.text); t != nil {
			head = t
		}
		list, unread, reason := head.parseLine(line.text)
		if i := strings.IndexFunc(line.text, func(r rune) bool { return r >= 0x80 }); i >= 0 && reason != "" {
			reason += fmt.Sprintf("; the character at offset %d is none of ASCII", i)
		}
		for _, k := range list {
			if fault := k.fault(); fault != "" {
				reason = fmt.Sprintf("RID %X, index %02X: %s", k.RID, k.Index, fault)
				continue
			}
			keys = append(keys, TextKey{Key: k, Line: number, Unverified: k.Algorithm == SM2, Unread: unread})
		}
		if reason != "" {
			faults = append(faults, &LineError{number, reason})
		}
		if first := dump.take(number, line.text); first != 0 && len(list) == 0 && reason == "" {
			dumped = append(dumped, first)
		}
	}
	if len(keys) == 0 && fieldsApart(text, faults) {
		return fieldKeys(text)
	}
	for _, first := range dumped {
		faults = append(faults, &LineError{first, "rows of digits that are as long as a key's fields begin here: write a key a line"})
	}
	if len(keys) == 0 && len(faults) == 0 {
		faults = append(faults, errors.New("no line is a key: RID, index, exponent, modulus and checksum"))
	}
	return keys, errors.Join(faults...)
}

// CommentedKeys are the numbers of the lines, from 1, with comments that would be keys without their marks: what somebody took out.
// In JSON they may have several lines, and the number is that of the first.
func CommentedKeys(text string) (numbers []int) {
	if plain, list := jsonComments([]byte(text)); len(list) > 0 && jsonfile.Parse(plain).Err() == nil {
		return commentedJSON(list)
	}
	for number, line := range linesOf(text) {
		if slices.ContainsFunc(line.comments, func(s string) bool { keys, reason := parseLine(s); return len(keys) > 0 && reason == "" }) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// A textLine is a line of a text: what is outside of comments, and the comments without their marks.
type textLine struct {
	text     string
	comments []string
}

// blocks are the comments that may have several lines, if they end at all.
var blocks = [...]struct{ begin, end string }{{"/*", "*/"}, {"<!--", "-->"}}

// lineEnds are those of all systems.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// linesOf are the lines of a text by their numbers, from 1. A comment with an end counts as a blank.
func linesOf(text string) iter.Seq2[int, textLine] {
	return func(yield func(int, textLine) bool) {
		rest := lineEnds.Replace(strings.TrimPrefix(text, byteOrderMark))
		var last [len(blocks)]int // where each end stands last, counted from the end of the text
		for i, b := range blocks {
			last[i] = len(rest) - strings.LastIndex(rest, b.end)
		}
		number, end := 0, ""
		out := leftOutOf(rest)
		for line := range strings.Lines(rest) {
			number++
			rest = rest[len(line):]
			var t textLine
			var outside strings.Builder
			next := [len(blocks)]int{-1, -1} // where each begins again
			for pos, blank := 0, true; pos < len(line); {
				if end != "" {
					inside, _, ended := strings.Cut(line[pos:], end)
					t.comments = append(t.comments, bare(inside))
					if pos += len(inside) + len(end); ended {
						outside.WriteByte(' ')
						end = ""
					}
					continue
				}
				at, begin := len(line), ""
				for i, b := range blocks {
					if next[i] < pos {
						before, _, _ := strings.Cut(line[pos:], b.begin)
						next[i] = pos + len(before)
					}
					if n := next[i]; n < at && last[i] <= len(rest)+len(line)-n-len(b.begin) {
						at, begin, end = n, b.begin, b.end
					}
				}
				if blank && (lineMarked(line[pos:]) || commented(line[pos:at])) {
					at, begin, end = len(line), "", ""
				}
				outside.WriteString(line[pos:at])
				blank = blank && strings.TrimSpace(line[pos:at]) == ""
				pos = at + len(begin)
			}
			var comment bool
			if t.text, comment = Uncomment(outside.String()); out.line(outside.String(), len(rest)) || comment {
				t.text, t.comments = "", append(t.comments, t.text)
			}
			if !yield(number, t) {
				return
			}
		}
	}
}

// lineMarked reports whether a line begins with a mark of a comment that has no end but the line's.
func lineMarked(line string) bool {
	line = strings.TrimLeft(line, " \t\r\n\v\f")
	return slices.ContainsFunc(marks[:lineMarks], func(mark string) bool { return strings.HasPrefix(line, mark) })
}

func commented(line string) bool {
	_, comment := Uncomment(line)
	return comment
}

// bare is what stands inside a comment, without marks of its own.
func bare(inside string) string {
	s, _ := Uncomment(inside)
	return s
}

// marks are those with which comments begin, the first lineMarks those of one line.
var marks = [...]string{"#", "//", ";", "--", "/*", "<!--"}

const lineMarks = 4

// Uncomment takes the mark of a comment off a line, and tells whether there is one.
func Uncomment(line string) (rest string, comment bool) {
	line = strings.TrimSpace(line)
	for _, mark := range marks {
		if rest, comment = strings.CutPrefix(line, mark); comment {
			return strings.TrimLeft(rest, mark+" \t"), true
		}
	}
	return line, false
}

// byteOrderMark is how some programs begin a text in UTF-8.
const byteOrderMark = "\uFEFF"

// parseLine is the keys of a line alone, and why it is none.
func parseLine(line string) (keys []Key, reason string) {
	keys, _, reason = (*table)(nil).parseLine(line)
	return keys, reason
}

// parseLine is the keys of a line of a table, or of none: none and no reason for words alone. With them come the names of the days that are no expiry.
func (t *table) parseLine(line string) (keys []Key, unread []string, reason string) {
	line, unread, noDay := t.withoutOtherDays(westernDays(strings.Map(halfWidth, line)))
	words := wordsOf(strings.ToUpper(line))
	if w := downloadIn(words); w != "" {
		b, err := hex.DecodeString(w)
		if err != nil {
			return nil, nil, "a key download whose digits are no whole bytes"
		}
		if keys, err = ParseDownload(b); err != nil && !errors.Is(err, errApplications) {
			return keys, unread, strings.ReplaceAll(err.Error(), "\n", "; ")
		}
		return keys, unread, ""
	}
	var f fields
	for _, w := range words {
		f.take(w)
	}
	f.noDay = cmp.Or(f.noDay, noDay)
	f.lost = manyDigits(line)
	if f.monthByName(words); !f.long && !f.lost {
		return nil, nil, ""
	}
	if keys, reason = f.key(); reason != "" && slices.ContainsFunc(words, isDownload) {
		return nil, nil, "a key download has more beside it, of nine digits at least: write a key a line, and nothing beside it"
	}
	return keys, unread, reason
}

// halfWidth is a character of ASCII for one of full width.
func halfWidth(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFEE0
	}
	return r
}

// manyDigits reports whether a line has more digits than a remark has, whatever stands between and round them: as many as a checksum, or in as many words as a
// row of bytes.
func manyDigits(line string) bool {
	digits, words, in := 0, 0, false
	for _, r := range line {
		switch {
		case unicode.IsDigit(r):
			if digits++; !in {
				words++
			}
			in = true
		case !unicode.IsLetter(r):
			in = false
		}
	}
	return digits >= sumDigits || words >= rowWords
}

// rowWords is how many bytes lists have in a row.
const rowWords = 16

// isDownload reports whether a word is a whole download.
func isDownload(w string) bool {
	b, err := hex.DecodeString(w)
	if err != nil || !downloaded(w) {
		return false
	}
	_, err = ParseDownload(b)
	return err == nil
}

// downloaded reports whether a word is what a host sends for a key: its RID first, or behind data of the download itself.
func downloaded(w string) bool {
	return strings.HasPrefix(w, "9F06") || strings.HasPrefix(w, "319F06") || strings.HasPrefix(w, "DF") && strings.Contains(w, "9F0605") && hexadecimal(w)
}

// downloadIn is what a host sends for a key, if nothing beside it has digits as long as a RID; empty for none.
func downloadIn(words []string) (found string) {
	for _, w := range words {
		switch long := longestDigits(w) >= shortest; {
		case long && found == "" && downloaded(w):
			found = w
		case long:
			return ""
		}
	}
	return found
}

// wordsOf are the words of a line without what stands round them. Bytes apart are one word.
func wordsOf(line string) (words []string) {
	for field := range strings.FieldsFuncSeq(withoutArrays(westernDays(line)), func(r rune) bool { return strings.ContainsRune("\t,;|\"'<>(){}[]=", r) }) {
		list := strings.Fields(field)
		for i, w := range list {
			w = timeless(w)
			if name, value, ok := strings.Cut(w, ":"); ok && !(len(name) == 2 && hexadecimal(name)) { // rid:A000000003
				w = timeless(value)
			}
			list[i] = number(strings.ReplaceAll(w, ":", ""))
		}
		if len(list) > 1 && !slices.ContainsFunc(list, func(w string) bool { return len(w) != 2 || !hexadecimal(w) }) {
			list = []string{strings.Join(list, "")}
		}
		for i, w := range list {
			list[i] = together(w, strings.FieldsFunc(w, betweenBytes))
		}
		words = append(words, strings.Fields(together(strings.Join(list, " "), list))...)
	}
	return words
}

// number is the digits of a number of a program: 0x before them, or round them 0x and U.
func number(w string) string {
	if d, found := strings.CutPrefix(w, "0X"); found {
		return strings.TrimSuffix(d, "U")
	}
	return w
}

func betweenBytes(r rune) bool { return strings.ContainsRune("-._", r) }

// together is a text whose digits stand in groups as one run of digits, if it is as long as a field: a RID, an exponent, a checksum or a modulus. Any other
// is what it was. A day has other lengths.
func together(text string, groups []string) string {
	run := strings.Join(groups, "")
	field := exponents[run] != "" || len(run) == ridDigits || len(run) == sumDigits || len(run) == sm3Digits || len(run) >= modulusDigits
	if !field || len(groups) < 2 || len(groups[0]) >= sumDigits || !hexadecimal(run) || slices.ContainsFunc(groups[1:], func(g string) bool { return len(g) > len(groups[0]) }) {
		return text
	}
	if slices.ContainsFunc(groups[:len(groups)-1], func(g string) bool { return len(g) != len(groups[0]) || len(g)%2 != 0 }) {
		return text
	}
	return run
}

// withoutArrays is a line with the bytes of a program's arrays and texts ({0xA0, (byte) 0x00}, "\xA0\x00") as one word each.
func withoutArrays(line string) string {
	if !strings.ContainsAny(line, `{\`) {
		return line
	}
	line = strings.ReplaceAll(line, `\X`, "")
	var out strings.Builder
	begin, done := -1, 0
	for i := range len(line) {
		switch {
		case line[i] == '{':
			begin = i
		case line[i] == '}' && begin >= 0:
			list := strings.Split(strings.TrimRight(line[begin+1:i], ", "), ",")
			for j, w := range list {
				w = strings.TrimSpace(w)
				if end := strings.IndexByte(w, ')'); end > 0 && w[0] == '(' { // (byte)
					w = w[end+1:]
				}
				list[j] = number(strings.TrimSpace(w))
			}
			if !slices.ContainsFunc(list, func(w string) bool { return len(w) != 2 || !hexadecimal(w) }) {
				out.WriteString(line[done:begin+1] + strings.Join(list, ""))
				done = i
			}
			begin = -1
		}
	}
	out.WriteString(line[done:])
	return out.String()
}

func hexadecimal(w string) bool { return w != "" && strings.Trim(w, "0123456789ABCDEF") == "" }

// fields are the fields of a line, in hexadecimal digits, by their names.
type fields struct {
	rid, index, exponent, modulus, sum, expiry string
	noDay                                      string   // what has the form of an expiry and is none
	sm3                                        string   // a field of 64 digits: the checksum of an SM2 key
	stray                                      int      // digits of one that is as long as a RID at least and none of them
	long                                       bool     // there is one that is nearly as long as a RID, or longer
	joined                                     bool     // there is one that begins as a RID does and is as long as a RID and a modulus
	lost                                       bool     // there are many digits, in whatever form
	pairs, most                                int      // words of two digits in a row, here and at most
	grouped                                    int      // digits that stand in groups of an even number
	four                                       []string // words of four decimal digits: months, or lengths
	short                                      []string // words that may be the index or the exponent
}

// shortest is the length of a field that may be a mistyped RID.
const shortest = 9

// ridDigits is the length of a RID.
const ridDigits = 10

func (f *fields) take(w string) {
	digits := hexadecimal(w)
	if f.pairs++; !digits || len(w) != 2 {
		f.pairs = 0
	}
	f.most = max(f.most, f.pairs)
	if digits && len(w) == 2 || exponents[w] != "" {
		f.short = append(f.short, w)
	}
	f.joined = f.joined || digits && len(w) > ridDigits+96 && strings.HasPrefix(w, "A0000")
	for _, group := range strings.FieldsFunc(w, betweenBytes) {
		if hexadecimal(group) && len(group)%2 == 0 {
			f.grouped += len(group)
		}
	}
	f.long = f.long || longestDigits(w) >= shortest || 2*f.pairs >= shortest || f.grouped >= sumDigits
	switch {
	case digits && len(w) == ridDigits && f.rid == "":
		f.rid = w
	case digits && len(w) == 2 && f.index == "":
		f.index = w
	case f.exponent == "" && exponents[w] != "":
		f.exponent = exponents[w]
	case digits && len(w) == sumDigits && f.sum == "":
		f.sum = w
	case digits && len(w) == sm3Digits && f.sm3 == "":
		f.sm3 = w
	case digits && len(w) >= 96 && len(w)%2 == 0 && f.modulus == "":
		f.modulus = w
	case len(w) == 4 && strings.Trim(w, "0123456789") == "":
		f.four = append(f.four, w)
	case date(w) != "":
		if d := date(w); f.expiry == "" || later(d, f.expiry) {
			f.expiry = d
		}
	case f.noDay == "" && exponents[w] == "" && len(daysOf(w)) > 0: // what may be either is an exponent
		f.noDay = w
	case digits && len(w) >= shortest && f.stray == 0:
		f.stray = len(w)
	}
}

// exponents are the forms in which lists have the two exponents.
var exponents = map[string]string{
	"3": "03", "03": "03", "000003": "03", "00000003": "03", "10001": "010001", "010001": "010001", "00010001": "010001", "65537": "010001",
}

// longestDigits is the length of the longest run of hexadecimal digits in a word.
func longestDigits(w string) (longest int) {
	for run := range strings.FieldsFuncSeq(w, func(r rune) bool { return !hexadecimal(string(r)) }) {
		longest = max(longest, len(run))
	}
	return longest
}

func (f *fields) key() (keys []Key, reason string) {
	switch {
	case f.rid == "" && f.joined:
		return nil, "no RID, 5 bytes, is among its fields: they are one run of digits; write them apart: RID, index, exponent, modulus, checksum"
	case f.rid == "" && !f.long:
		return nil, "no RID, 5 bytes, is among its fields, and its many digits are in a form that is not read: write the hexadecimal digits of each field " +
			"together; a comment begins with #"
	case f.rid == "":
		return nil, "no RID, 5 bytes, is among its fields; a comment begins with #"
	}
	if f.month(); f.noDay != "" {
		return nil, fmt.Sprintf("key of RID %s: expiry %s is no day of the calendar, or may be two; write YYMMDD or YYYY-MM-DD, zeroes where it is not known", f.rid, f.noDay)
	}
	if f.sm3 != "" && f.exponent == "" && len(f.modulus) == 2*sm3Digits {
		return f.sm2()
	}
	f.order()
	if f.sm3 != "" && f.stray == 0 {
		f.stray = len(f.sm3)
	}
	if f.stray == ridDigits {
		return nil, fmt.Sprintf("key of RID %s: a field of %d digits is neither modulus nor checksum; if it is the RID of another key, write a key a line", f.rid, f.stray)
	}
	if f.stray > 0 {
		return nil, fmt.Sprintf("key of RID %s: a field of %d digits is neither modulus nor checksum", f.rid, f.stray)
	}
	if f.exponent == "" && exponents[f.index] != "" {
		return nil, fmt.Sprintf("key of RID %s: no index or no exponent is among its fields: %s may be either; an index has two hexadecimal digits, such as 09 or 94", f.rid, f.index)
	}
	for _, x := range []struct{ name, value string }{
		{"index", f.index}, {"exponent", f.exponent}, {"modulus", f.modulus}, {"checksum", f.sum},
	} {
		if x.value == "" && 2*f.most >= sumDigits && (x.name == "modulus" || x.name == "checksum") {
			return nil, fmt.Sprintf("key of RID %s: no %s is among its fields: bytes are apart by blanks, as the fields are; "+
				"write each field's together, or other marks between the fields", f.rid, x.name)
		}
		if x.value == "" && x.name == "checksum" {
			return nil, fmt.Sprintf("key of RID %s: no checksum is among its fields: write behind them the SHA-1 hash, 40 digits, that its publisher gives of RID, index, modulus and exponent", f.rid)
		}
		if x.value == "" && x.name == "index" {
			return nil, fmt.Sprintf("key of RID %s: no index is among its fields: it has two hexadecimal digits, such as 09 or 94", f.rid)
		}
		if x.value == "" {
			return nil, fmt.Sprintf("key of RID %s: no %s is among its fields", f.rid, x.name)
		}
	}
	k := Key{Algorithm: RSA, Index: digits(f.index)[0], Modulus: digits(f.modulus), Exponent: digits(f.exponent)}
	copy(k.RID[:], digits(f.rid))
	copy(k.Checksum[:], digits(f.sum))
	copy(k.Expiry[:], digits(f.expiry))
	return []Key{k}, ""
}

// sm2 is a key of SM2: in the place of modulus and exponent it has a point, and its checksum is as long as SM3's.
func (f *fields) sm2() (keys []Key, reason string) {
	index := ""
	for _, w := range f.short {
		if index == "" || index == "04" { // which is the algorithm's number, too
			index = w
		}
	}
	if len(index) != 2 || !hexadecimal(index) {
		return nil, fmt.Sprintf("key of RID %s: no index is among its fields: it has two hexadecimal digits, such as 09 or 94", f.rid)
	}
	k := Key{Algorithm: SM2, Index: digits(index)[0], Point: digits(f.modulus)}
	copy(k.RID[:], digits(f.rid))
	copy(k.Expiry[:], digits(f.expiry))
	k.Checksum = k.Sum()
	return []Key{k}, ""
}

// order finds which of the short words are index and exponent where the checksum does not fit those that stand in the usual order.
//
// EMV 4.4 B2 11.2.2
func (f *fields) order() {
	if f.exponent == "" && exponents[f.index] != "" { // the exponent is first: behind it stand only words of two digits
		for _, w := range f.short {
			if w != f.index {
				f.index, f.exponent = w, exponents[f.index]
				break
			}
		}
	}
	if f.sum == "" || f.modulus == "" || len(f.short) > 16 {
		return
	}
	fits := func(index, exponent string) bool {
		k := Key{Algorithm: RSA, Index: digits(index)[0], Modulus: digits(f.modulus), Exponent: digits(exponent)}
		copy(k.RID[:], digits(f.rid))
		sum := k.Sum()
		return slices.Equal(sum[:], digits(f.sum))
	}
	for i, index := range f.short {
		for j, exponent := range f.short {
			if i != j && len(index) == 2 && exponents[exponent] != "" && fits(index, exponents[exponent]) {
				f.index, f.exponent = index, exponents[exponent]
				return
			}
		}
	}
}

// digits are the bytes of what is known to be hexadecimal digits.
func digits(s string) []byte {
	b, _ := hex.DecodeString(s)
	return b
}
