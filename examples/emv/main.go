// Emv is the bench of a terminal engineer: read a card, see everything, keep it, replay it, explain it.
//
//	go run ./examples/emv help
package main

import (
	"fmt"
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
// differs, a chain that does not verify), 2 for a bad command line or file, or an output that cannot be written.
func run(args []string, in io.Reader, out, errw io.Writer, env func(string) string) int {
	written := &written{w: out}
	s := streams{in: in, out: written, errw: errw, color: isTerminal(out) && env("NO_COLOR") == ""}
	status := s.status(s.execute(args))
	if status == 0 && written.err != nil {
		s.complain(written.err.Error())
		return 2
	}
	return status
}

// written is standard output, which remembers that it could not be written to: an answer that is cut off is none.
type written struct {
	w   io.Writer
	err error
}

func (w *written) Write(b []byte) (int, error) {
	n, err := w.w.Write(b)
	if err != nil {
		err = fmt.Errorf("emv: standard output: %w", err)
		if w.err == nil {
			w.err = err
		}
	}
	return n, err
}
