// Clauses ties the books to the code and the code to its tests by the clause comments that both carry.
//
//	go run ./.ci/clauses table LIST DIR...   a table clause -> function -> test on standard output
//	go run ./.ci/clauses mutate [-run REGEXP] PACKAGE...   the mutations that no test notices
//
// See table.go for LIST.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/emvgo/emv/tlv"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		complain(os.Stderr, err)
		os.Exit(1)
	}
}

// complain writes an error, which may quote the command line or a file, and have several lines.
func complain(w io.Writer, err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintln(w, tlv.Visible(line))
	}
}

func run(args []string) error {
	switch {
	case len(args) >= 3 && args[0] == "table":
		return table(args[1], args[2:])
	case len(args) >= 2 && args[0] == "mutate":
		return mutate(args[1:])
	}
	return fmt.Errorf("usage: clauses table LIST DIR... | clauses mutate [-run REGEXP] PACKAGE")
}
