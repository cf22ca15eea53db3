// Package menutest drives the menus of the examples in tests: scripts of what is typed, a host in another process, and a look for secrets on the screen.
package menutest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/examples/internal/shell"
)

// A Program is one of the examples: its exit status.
type Program func(args []string, stdin io.Reader, stdout, stderr io.Writer) int

// A Script is what is typed: keys with spaces between, each followed by Enter. An underscore stands for a space, a tilde for Enter alone.
type Script string

// Lines are the lines of a script.
func (s Script) Lines() []string {
	lines := strings.Fields(string(s))
	for i, l := range lines {
		lines[i] = strings.ReplaceAll(strings.ReplaceAll(l, "_", " "), "~", "")
	}
	return lines
}

// Type runs a program and types lines. Both outputs come back together.
func (p Program) Type(lines []string, args ...string) (status int, text string) {
	var out bytes.Buffer
	status = p(append([]string{"-menu"}, args...), strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, &out)
	return status, out.String()
}

// A Case is one script with what it shows.
type Case struct {
	Name   string
	Args   []string
	Keys   Script
	Shows  []string // in this order
	Never  []string
	Status int
}

// Run runs a case, and looks for secrets.
func (p Program) Run(t *testing.T, c Case) {
	t.Helper()
	status, text := p.Type(c.Keys.Lines(), c.Args...)
	if status != c.Status {
		t.Errorf("exit status %d", status)
	}
	rest := text
	for _, s := range c.Shows {
		i := strings.Index(rest, s)
		if i < 0 {
			t.Errorf("%q is missing, or out of order, in\n%s", s, text)
			return
		}
		rest = rest[i+len(s):]
	}
	for _, s := range c.Never {
		if strings.Contains(text, s) {
			t.Errorf("%q is in\n%s", s, text)
		}
	}
	if s := Secret(text); s != "" {
		t.Errorf("the screen shows %s:\n%s", s, text)
	}
}

// secrets are the account numbers of the virtual cards, which their tracks begin with, and the PINs that tests type. A number is known by its first eight digits: fewer
// turn up in cryptograms.
var secrets = regexp.MustCompile(`(35408200|37424500|47617300|47617390|54133300|622800[04]\d|65100000)\d{7}|\b(1234|4321|5678|864297531864)\b`)

// Secret is what a screen must not show, empty if it does not.
func Secret(text string) string { return secrets.FindString(text) }

// Garbage is what hostile people type.
var Garbage = []string{
	"\x00", "\x1b[2J\x1b]0;x\x07", "\xff\xfe\x80", "99999999999999999999999999", "-1", "0x10", strings.Repeat("9", 100_000), "\u202e\u0661", "%s%n", "1;2",
}

// long is a PIN that nothing else on a screen is like.
const long = "864297531864"

// Hostile types a script with its end cut off at each place, and with garbage at each: the program ends, and shows no secret. each says which places are tried.
func (p Program) Hostile(t *testing.T, s Script, each func(n int) bool, args ...string) {
	t.Helper()
	lines, n := Script(strings.ReplaceAll(string(s)+" ", " 1234 ", " "+long+" ")).Lines(), 0
	try := func(what string, lines []string) {
		if n++; !each(n) {
			return
		}
		status, text := p.Type(lines, args...)
		if status != 0 && status != 1 {
			t.Errorf("%s: exit status %d", what, status)
		}
		if s := Secret(text); s != "" || strings.ContainsAny(text, "\x1b\x00\x07\u202e") {
			t.Errorf("%s: the screen shows %q in\n%s", what, s, text)
		}
	}
	for i := range lines {
		try(fmt.Sprintf("ends before line %d", i+1), lines[:i])
		try(fmt.Sprintf("time over at line %d", i+1), slices.Concat(lines[:i], []string{"."}, lines[i:]))
		for _, g := range Garbage {
			try(fmt.Sprintf("%.12q at line %d", g, i+1), slices.Concat(lines[:i], []string{g}, lines[i:]))
		}
	}
}

// Rows watches menus as long as a test runs: it gives the rows that were not done so far. Each has a key of its own, and words in both languages.
func Rows[M any](t *testing.T, menus ...*shell.Menu[M]) (missing func() []string) {
	done := map[string]bool{}
	for _, m := range menus {
		keys, rows := map[string]bool{}, m.Rows
		t.Cleanup(func() { m.Rows = rows })
		m.Rows = slices.Clone(rows)
		for i := range m.Rows {
			r := &m.Rows[i]
			name := m.Title.In("en") + " " + r.Key
			if r.Text.In("en") == "" || r.Text[1] == "" || r.Key == "" || keys[r.Key] {
				t.Errorf("%s: a row without words or key", name)
			}
			keys[r.Key] = true
			if do := r.Do; do != nil {
				done[name] = false
				r.Do = func(x M, ctx context.Context) error {
					done[name] = true
					return do(x, ctx)
				}
			}
		}
	}
	return func() (names []string) {
		for name, was := range done {
			if !was {
				names = append(names, name)
			}
		}
		return names
	}
}

// What the test binary is when the environment says so: a host, or the program itself.
const (
	asIssuer  = "EMV_TEST_ISSUER"
	asProgram = "EMV_TEST_PROGRAM"
)

// Main is for TestMain: the tests, or in a process of its own the program or a host.
func (p Program) Main(m *testing.M) int {
	switch {
	case os.Getenv(asProgram) != "":
		return p(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	case os.Getenv(asIssuer) != "":
		return serve()
	}
	return m.Run()
}

// serve is a host, until its standard input ends.
func serve() int {
	books, err := host.NewBooks()
	if err != nil {
		return 1
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1
	}
	h := &host.Host{Books: books}
	fmt.Println(l.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the test ends
		_ = l.Close()
	}()
	if h.Serve(l) != nil {
		return 1
	}
	return 0
}

// Kill runs a program in a process of its own, types, and kills the process when its screen shows a text.
func Kill(t *testing.T, s Script, at string, args ...string) {
	t.Helper()
	c := exec.Command(os.Args[0], append([]string{"-menu"}, args...)...)
	c.Env = append(os.Environ(), asProgram+"=1")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, strings.Join(s.Lines(), "\n")+"\n"); err != nil {
		t.Error(err)
	}
	seen := false
	for lines := bufio.NewScanner(out); !seen && lines.Scan(); {
		seen = strings.Contains(lines.Text(), at)
	}
	if err := c.Process.Kill(); err != nil || !seen {
		t.Errorf("killed: %v; %q was shown: %v", err, at, seen)
	}
	_ = c.Wait()
}

// Issuer starts a host in a process of its own, and gives its address.
func Issuer(t *testing.T) string {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), asIssuer+"=1")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// Complaints runs cases in Chinese, and finds what is said to be wrong in another language.
func (p Program) Complaints(t *testing.T, cases []Case, before Script, args ...string) {
	t.Helper()
	for _, c := range cases {
		if slices.Contains(c.Args, "-lang") || slices.Contains(c.Args, "-trace") {
			continue
		}
		keys := slices.Concat(before.Lines(), c.Keys.Lines())
		if slices.Contains(c.Args, "-config") { // it is Chinese
			keys = c.Keys.Lines()
		}
		_, text := p.Type(keys, slices.Concat(c.Args, args)...)
		for line := range strings.Lines(text) {
			if said, wrong := strings.CutPrefix(line, "    | ! "); wrong && !strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %s", c.Name, said)
			}
		}
	}
}
