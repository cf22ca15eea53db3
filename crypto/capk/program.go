package capk

import "strings"

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
