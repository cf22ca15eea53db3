package transcript

import (
	"regexp"
	"strings"
	"sync"
)

// A pattern is a regular expression that is compiled when it is first needed: most programs never redact.
type pattern func() *regexp.Regexp

// mayHold reports whether a text holds so many digits of bytes in a row, or with marks between them: where it holds fewer no pattern of bytes is needed.
func mayHold(s string, digits int) bool {
	n := 0
	for i := 0; i < len(s) && n < digits; i++ {
		if halfByte(s[i]) {
			n++
		} else if strings.IndexByte(" :.,-", s[i]) < 0 {
			n = 0
		}
	}
	return n >= digits
}

func halfByte(b byte) bool { return decimal(b) || b|0x20 >= 'a' && b|0x20 <= 'f' }

func newPattern(s string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}
