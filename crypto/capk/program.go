package capk

import (
	"errors"
	"strings"
)

// leftOut follows what a program in C leaves out by #if 0.
type leftOut struct {
	depth int // conditions that are open from there on, 0 for none
	last  int // bytes of the text behind the beginning of its last #endif
}

func leftOutOf(text string) (l leftOut) {
	left := len(text)
	for line := range strings.Lines(text) {
		if words := directive(line); len(words) > 0 && words[0] == "endif" {
			l.last = left
		}
		left -= len(line)
	}
	return l
}

// directive is the words of a line for the preprocessor, nil for another line.
func directive(line string) []string {
	text, found := strings.CutPrefix(strings.TrimSpace(line), "#")
	if !found {
		return nil
	}
	for _, mark := range []string{"//", "/*"} {
		text, _, _ = strings.Cut(text, mark)
	}
	return strings.Fields(text)
}

// line takes the next line, without its comments, behind which left bytes follow, and reports whether it is left out. What does not end is no condition.
func (l *leftOut) line(line string, left int) bool {
	was := l.depth > 0
	words := directive(line)
	if len(words) == 0 {
		return was
	}
	switch {
	case !was && len(words) == 2 && words[0] == "if" && words[1] == "0":
		if left >= l.last && l.last > 0 {
			l.depth = 1
		}
	case !was:
	case strings.HasPrefix(words[0], "if"):
		l.depth++
	case words[0] == "endif", l.depth == 1 && strings.HasPrefix(words[0], "el"):
		l.depth--
	}
	return was
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
		case value != "" && name != "" && len(strings.Fields(name)) == 1 && !hexadecimal(strings.ToUpper(name)) && len(strings.Fields(value)) == 1 && !strings.ContainsAny(value, ",;|="):
			fields++
		default:
			others++
		}
	}
	return fields > others && fields >= 4 // a key has more
}

// fieldsApart reports whether a text is marked up, or has a name and a value on its lines, and every fault of it is a line that has a field of a key, or some, and not the rest, one of them without the RID.
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
