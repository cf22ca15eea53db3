package testvectors

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed unprotected.md
var unprotectedText string

// An Unprotected is one row of unprotected.md: what a man in the middle between card and contact kernel can alter to make a
// transaction end better for him than it should have, and why the books let him.
type Unprotected struct {
	Cards        []string // of testvectors/card
	Transactions []string // of the test that finds them
	Rules        []string // book, strict
	Element      string   // command, and tag or SW
	Change       string   // "was -> became"
	Clause, Why  string
	Host         string // what the host can check
}

// UnprotectedElements are the rows of unprotected.md. It panics if a row has not its eight fields.
func UnprotectedElements() (list []Unprotected) {
	for line := range strings.Lines(unprotectedText) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| card") {
			continue
		}
		f := strings.Split(strings.Trim(line, "|"), "|")
		if len(f) != 8 {
			panic(fmt.Sprintf("unprotected.md: %d fields and not 8: %s", len(f), line))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		words := func(s string) []string { return strings.Split(s, ", ") }
		list = append(list, Unprotected{words(f[0]), words(f[1]), words(f[2]), f[3], f[4], f[5], f[6], f[7]})
	}
	return list
}
