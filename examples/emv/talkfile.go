package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
)

// talk reads the conversation in a file. What is another kind of record is named, with the commands that take it.
func (c *call) talk(b []byte) (*transcript.Conversation, error) {
	file := fmt.Sprintf("emv %s: %s: ", c.command.name, c.args[0])
	switch {
	case bytes.HasPrefix(b, []byte("EMVS")):
		return nil, fmt.Errorf("%sa sealed journal, and no conversation: replay, report and redact take it, with -key", file)
	case isJournal(b):
		return nil, fmt.Errorf("%sa journal, and no conversation: replay, report and redact take it", file)
	case redactedJournal(b):
		return nil, fmt.Errorf("%sa redacted journal holds no bytes of the card: it is to be read, and does not replay", file)
	}
	conv, err := transcript.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s%w", file, err)
	}
	if c.flags != nil && c.flags.Changed("key") {
		return nil, c.usage("-key opens a sealed journal, and %s is a conversation; leave it out", c.args[0])
	}
	return conv, nil
}

// redactedJournal is how the text of a redacted journal begins.
func redactedJournal(b []byte) bool { return bytes.HasPrefix(b, []byte("journal: version ")) }

// either is a list of words of which one is to be chosen.
func either(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
