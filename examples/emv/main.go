// Emv is the bench of a terminal engineer: read a card, see everything, keep it, replay it, explain it.
//
//	go run ./examples/emv help
package main

import (
	"io"
	"os"
	"slices"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// A command is one word after emv.
type command struct {
	name        string
	args        string // of the usage line
	short       string // one line of the list
	long        string // what help NAME says beside the flags; may be empty
	least, most int    // arguments
	define      func(*call) func() error
}

// bare is a command without flags of its own.
func bare(run func(*call) error) func(*call) func() error {
	return func(c *call) func() error { return func() error { return run(c) } }
}

// A group is commands that belong together in the help text.
type group struct {
	title    string
	commands []command
}

func groups() []group {
	return []group{
		{"Data", dataCommands()},
		{"Cards and conversations", cardCommands()},
		{"Cryptography", cryptoCommands()},
		{"Terminals", configCommands()},
		{"The tool itself", toolCommands()},
	}
}

func commands() (list []command) {
	for _, g := range groups() {
		list = append(list, g.commands...)
	}
	return slices.Clip(list)
}

// run is main without the process: the exit status is 0 when all went well, 1 when the answer is no (a replay that
// differs, a chain that does not verify), 2 for a bad command line or file.
func run(args []string, in io.Reader, out, errw io.Writer, env func(string) string) int {
	s := streams{in: in, out: out, errw: errw, color: isTerminal(out) && env("NO_COLOR") == ""}
	return s.status(s.execute(args))
}
