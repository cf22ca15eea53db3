//go:build !wasip1

package contact_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the commands that the kernel sends into testvectors/conversations")

func updating() bool { return *update }

// rewriteConversation puts the commands that differed in the place of those in the file. Nothing else changes.
func rewriteConversation(t *testing.T, k *captured) {
	t.Helper()
	if len(k.sent) == 0 {
		return
	}
	file := filepath.Join("..", "..", "testvectors", "conversations", k.name+".txt")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := replaceCommands(string(text), k)
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil { //nolint:gosec // a source file
		t.Fatal(err)
	}
	t.Logf("%s: %d commands written", k.name, len(k.sent))
}

// replaceCommands changes the hexadecimal digits of the lines of commands, and keeps their comments.
func replaceCommands(text string, k *captured) string {
	lines := strings.Split(text, "\n")
	for number, command := range k.sent {
		line := &lines[k.c.Exchanges()[number-1].CommandLine-1]
		_, comment, has := strings.Cut(*line, " # ")
		*line = fmt.Sprintf("> %X", command)
		if has {
			*line += " # " + comment
		}
	}
	return strings.Join(lines, "\n")
}

// Only lines of commands change, and of these only the digits.
func TestReplaceCommands(t *testing.T) {
	c := conversation(t, "binaryfoo_contact_visa")
	before := c.String()
	k := &captured{c: c, sent: map[int][]byte{1: {0x00, 0xA4}}}
	after := replaceCommands(before, k)
	want := strings.Replace(before, "> 00A4040007A000000003101000\n", "> 00A4\n", 1)
	if after != want {
		t.Error("other lines changed")
	}
	if replaceCommands(before, &captured{c: c}) != before {
		t.Error("changed without need")
	}
}
