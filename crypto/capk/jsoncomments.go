package capk

import (
	"bytes"
	"slices"
	"strings"
)

// A jsonComment is a comment in a file of JSON, with the line on which it begins.
type jsonComment struct {
	line int
	text string
}

// WithoutComments is a file of JSON with blanks in the place of its comments, which JSON has not and lists of keys do: what stands outside of its texts from #, //, ; or --
// to the end of the line, from /* to */ and from <!-- to -->. Lines and offsets stay as they are.
func WithoutComments(file []byte) []byte {
	plain, _ := jsonComments(file)
	return plain
}

// jsonComments are the comments of a file, and the file without them.
func jsonComments(file []byte) (plain []byte, list []jsonComment) {
	plain = bytes.Clone(file)
	line, counted := 1, 0
	var endless [len(marks)]bool // there is no more end of it
	for at := 0; at < len(file); {
		if file[at] == '"' {
			at = textEnd(file, at)
			continue
		}
		i := slices.IndexFunc(marks[:], func(mark string) bool { return bytes.HasPrefix(file[at:], []byte(mark)) })
		if i < 0 || endless[i] {
			at++
			continue
		}
		length, end := len(file)-at, len(file)-at
		if i < lineMarks {
			if n := bytes.IndexAny(file[at:], "\r\n"); n >= 0 {
				length, end = n, n
			}
		} else {
			closing := blocks[i-lineMarks].end
			n := bytes.Index(file[at+len(marks[i]):], []byte(closing))
			if endless[i] = n < 0; endless[i] {
				at++
				continue
			}
			end = len(marks[i]) + n
			length = end + len(closing)
		}
		line += bytes.Count(file[counted:at], []byte{'\n'})
		counted = at
		list = append(list, jsonComment{line, string(file[at+len(marks[i]) : at+end])})
		for j := at; j < at+length; j++ {
			if plain[j] != '\n' && plain[j] != '\r' {
				plain[j] = ' '
			}
		}
		at += length
	}
	return plain, list
}

// textEnd is where a text ends that begins at a quotation mark.
func textEnd(file []byte, at int) int {
	for at++; at < len(file); at++ {
		switch file[at] {
		case '\\':
			at++
		case '"', '\n':
			return at + 1
		}
	}
	return len(file)
}

// commentedJSON are the numbers of the lines on which keys begin that comments of a file of JSON hold: comments on lines that follow one another are read as one.
func commentedJSON(list []jsonComment) (numbers []int) {
	for len(list) > 0 {
		first, last := list[0].line, list[0].line
		var text strings.Builder
		for len(list) > 0 && list[0].line <= last+1 {
			text.WriteString(strings.Repeat("\n", list[0].line-last) + list[0].text)
			last = list[0].line + strings.Count(list[0].text, "\n")
			list = list[1:]
		}
		whole := text.String()
		found := len(numbers)
		if begin, end := strings.IndexByte(whole, '{'), strings.LastIndexByte(whole, '}'); begin >= 0 && begin < end {
			keys, _ := ParseJSON([]byte("[" + whole[begin:end+1] + "]"))
			for _, k := range keys {
				numbers = append(numbers, first+strings.Count(whole[:begin], "\n")+k.Line-1)
			}
		}
		if len(numbers) > found {
			continue
		}
		for i, line := range strings.Split(whole, "\n") {
			if keys, reason := parseLine(line); len(keys) > 0 && reason == "" {
				numbers = append(numbers, first+i)
			}
		}
	}
	return numbers
}
