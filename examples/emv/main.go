// Emv is the bench of a terminal engineer: read a card, see everything, keep it, replay it, explain it.
//
//	go run ./examples/emv help
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/emvgo/emv/examples/internal/visible"
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
	status, text := outcomeOf(s.execute(args))
	if text != "" {
		s.complain(text)
	}
	if status != 0 && written.n == 0 && asksJSON(args) { // whatever comes of it, the answer is an object
		_ = visible.PrintJSON(screen{s.out}, refusal{Exit: status, Error: text})
	}
	if written.err != nil { // an answer that is cut off is none, whatever it says
		s.complain(written.err.Error())
		return 2
	}
	return status
}

// A refusal is what a command answers with -json that has no other answer.
type refusal struct {
	OK    bool   `json:"ok"` // false
	Exit  int    `json:"exit"`
	Error string `json:"error"`
}

// asksJSON reports whether the flag -json is among the arguments, also of a command line that is wrong.
func asksJSON(args []string) bool {
	for _, a := range args {
		switch strings.TrimPrefix(strings.TrimPrefix(a, "-"), "-") {
		case a: // no flag
		case "":
			return false // behind it no flags stand
		case "json", "json=true", "json=1":
			return true
		}
	}
	return false
}

// written is standard output, which remembers that it could not be written to: an answer that is cut off is none.
type written struct {
	w   io.Writer
	n   int
	err error
}

func (w *written) Write(b []byte) (int, error) {
	n, err := w.w.Write(b)
	w.n += n
	if err != nil {
		err = fmt.Errorf("emv: standard output: %w", err)
		if w.err == nil {
			w.err = err
		}
	}
	return n, err
}
