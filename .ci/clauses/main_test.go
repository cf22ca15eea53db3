package main

import (
	"strings"
	std "testing" // the other name is taken: collect.go
)

// No name of a file and no flag that there is not steers a terminal; an error of several lines keeps them.
func TestNoNameSteersTheTerminal(t *std.T) {
	const evil = "a\x1b[31mX\x1b]0;t\x07\u009b2J\u202ey\r\u200b\xff"
	for _, args := range [][]string{
		{"table", evil, evil}, {"mutate", "-" + evil}, {"mutate", "-" + evil + "=1"}, {"mutate", "-run", "(" + evil}, {"mutate", "-equivalent", evil, evil}, {"mutate", evil}, {evil},
	} {
		err := run(args)
		if err == nil {
			t.Errorf("%q is taken", args)
			continue
		}
		var b strings.Builder
		complain(&b, err)
		if strings.ContainsAny(b.String(), "\x1b\x07\u009b\u202e\r\u200b\uFFFD") || strings.Count(b.String(), "\n") != strings.Count(err.Error(), "\n")+1 {
			t.Errorf("%q: %q", args, b.String())
		}
	}
}
