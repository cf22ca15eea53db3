package menutest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// steers is what a terminal obeys in a text: escape and control sequences of both kinds, directions and what is invisible.
const steers = "\x1b\x07\u009b\u202e\r\u200b\uFFFD"

// Unsteered runs a program with command lines in which stands evil, a name that steers a terminal, or bad, a file of such a name that nobody can read: it says
// something each time, and shows nothing that steers.
func (p Program) Unsteered(t *testing.T, lines func(evil, bad string) [][]string) {
	t.Helper()
	const evil = "a\x1b[31mX\x1b]0;t\x07\u009b2J\u202ey\r\u200b"
	bad := filepath.Join(t.TempDir(), "b"+evil)
	if err := os.WriteFile(bad, []byte(`{"`+evil), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range append(lines(evil, bad), []string{"-" + evil}, []string{"-" + evil + "=1"}, []string{evil}) {
		var out bytes.Buffer
		p(args, strings.NewReader(""), &out, &out)
		if out.Len() == 0 || strings.ContainsAny(out.String(), steers) {
			t.Errorf("%q: %q", args, &out)
		}
	}
}

// Flags are such lines for each flag that takes a text and that examples/pos and examples/atm share.
func Flags(evil, bad string) [][]string {
	return [][]string{
		{"-card", evil},
		{"-card", bad},
		{"-config", evil},
		{"-config", bad},
		{"-chip", evil},
		{"-host", evil},
		{"-host", evil + ":1"},
		{"-reader", evil},
		{"-store", bad},
		{"-store", evil + "/x"},
		{"-log", evil + "/x"},
		{"-amount", evil},
		{"-profile", evil},
		{"-type", evil},
		{"-dialect", evil},
		{"-lang", evil},
		{"-paper", evil},
		{"-pin", evil},
		{"-lights", evil},
		{"-json=" + evil},
		{"-menu", "-keys", evil},
	}
}
