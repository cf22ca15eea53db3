package transcript

import (
	"regexp"
	"sync"
)

// A pattern is a regular expression that is compiled when it is first needed: most programs never redact.
type pattern func() *regexp.Regexp

// mayHold reports whether a text holds so many digits of bytes in a row: where it holds fewer no pattern of bytes is needed.
func mayHold(s string, digits int) bool {
	n := 0
	for i := 0; i < len(s) && n < digits; i++ {
		if c := s[i] | 0x20; decimal(s[i]) || c >= 'a' && c <= 'f' {
			n++
		} else {
			n = 0
		}
	}
	return n >= digits
}

func newPattern(s string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}
