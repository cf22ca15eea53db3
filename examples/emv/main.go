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
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// A command is one word after emv.
type command struct {
	name  string
	args  string // of the usage line
	short string // one line of the list
	long  string // what help NAME says beside the flags; may be empty
	run   func(*call) error
}

// commands in the order of the help text: data, cards and conversations, cryptography, configuration.
func commands() []command {
	return slices.Concat(dataCommands(), cardCommands(), cryptoCommands(), configCommands(), []command{
		{"completion", "SHELL", "print a completion script: bash, zsh or fish", completionHelp, runCompletion},
	})
}

// run is main without the process: the exit status is 0 when all went well, 1 when the answer is no (a replay that
// differs, a chain that does not verify), 2 for a bad command line or file.
func run(args []string, in io.Reader, out, errw io.Writer, env func(string) string) int {
	if len(args) == 0 {
		usage(errw)
		return 2
	}
	name, args := args[0], args[1:]
	switch name {
	case "help", "-h", "-help", "--help":
		if len(args) == 0 || strings.HasPrefix(args[0], "-") {
			usage(out)
			return 0
		}
		name, args = args[0], []string{"-h"}
	}
	list := commands()
	i := slices.IndexFunc(list, func(c command) bool { return c.name == name })
	if i < 0 {
		fmt.Fprintf(errw, "emv: no command %q%s; emv help lists them\n", name, nearest(name))
		return 2
	}
	c := newCall(list[i], args, in, out, errw, env)
	return c.finish(c.command.run(c))
}

func usage(w io.Writer) {
	fmt.Fprint(w, "emv reads payment cards and explains what they say.\n\nusage: emv COMMAND [flags] [arguments]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-11s %s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\nemv help COMMAND tells a command's arguments and flags. Every command takes -json.\n"+
		"Exit status: 0 done, 1 the answer is no, 2 a bad command line or file.\n")
}

// nearest suggests the command that was probably meant.
func nearest(name string) string {
	for _, c := range commands() {
		if name != "" && (strings.HasPrefix(c.name, name) || strings.HasPrefix(name, c.name)) {
			return fmt.Sprintf(" (did you mean %q?)", c.name)
		}
	}
	return ""
}
