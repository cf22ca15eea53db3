package main

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first needed: that takes as long as all the rest of a decode.
func pattern(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}
