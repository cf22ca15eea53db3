package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
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
	return conv, nil
}

// redactedJournal is how the text of a redacted journal begins.
func redactedJournal(b []byte) bool { return bytes.HasPrefix(b, []byte("journal: version ")) }

// headerWords checks the header lines of a conversation that say in words how it is to be replayed: a word that is not known would change what
// runs without a sign.
func headerWords(conv *transcript.Conversation) error {
	for _, h := range []struct {
		key   string
		words []string
	}{
		{"interface", []string{"contact", contactless}},
		{"protocol", []string{"T=0", "T=1", "T=CL"}},
		{"force-online", []string{"yes", "no"}},
	} {
		if v := conv.Get(h.key); v != "" && !slices.Contains(h.words, v) {
			return fmt.Errorf("header line %s: %s is not known; write %s", h.key, unsaid(v), either(h.words))
		}
	}
	for _, v := range strings.Fields(conv.Get("pin")) {
		_, err := strconv.ParseUint(v, 16, 16)
		if _, ok := pinWords[v]; !ok && (err != nil || len(v) != 4) {
			return fmt.Errorf("header line pin: %s is neither a status word of four digits nor bypassed, failed or cancelled", unsaid(v))
		}
	}
	for _, v := range strings.Fields(conv.Get("un")) {
		if len(v) != 8 || len(unhex(v)) != 4 {
			return fmt.Errorf("header line un: %s is no unpredictable number, which has 8 digits", unsaid(v))
		}
	}
	return headerKernel(conv)
}

// entryPoint is what the header line kernel says where no kernel was chosen.
const entryPoint = "entrypoint"

// headerKernel checks the header line kernel, which names what ran: without the interface to it another would run.
func headerKernel(conv *transcript.Conversation) error {
	name := conv.Get("kernel")
	if name == "" || name == "contact" {
		return nil
	}
	known := []string{entryPoint}
	for b := tlv.C2; b <= tlv.C8; b++ {
		known = append(known, bookName(b))
	}
	switch {
	case !slices.Contains(known, name):
		return fmt.Errorf("header line kernel: %s is none that is here; write contact, or %s", unsaid(name), either(known))
	case conv.Get("interface") == "":
		return fmt.Errorf("header line interface is missing: this is a contactless conversation, for Entry Point and %s; write interface: contactless", or(kernelsOf(conv), "kernel "+name))
	case conv.Get("interface") != contactless:
		return fmt.Errorf("header line kernel: %s runs contactless conversations, and the header line interface says contact", name)
	}
	return nil
}

// unsaid is what an error says in the place of what a file has: a line that is wrong may be anything, a name or a number too.
func unsaid(text string) string { return "a word of " + count(len([]rune(text)), "character") }

// either is a list of words of which one is to be chosen.
func either(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
