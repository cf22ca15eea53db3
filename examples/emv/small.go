package main

import (
	"fmt"
	"os"

	"github.com/emvgo/emv/apdu/transcript"
)

const redactHelp = `
The copy has the same structure to the byte: PANs keep their first six and last four digits, and what else is sensitive
is zeroed or masked, in commands, responses, headers and comments. It is written to standard output, or to -o.`

func runRedact(c *call) error {
	to := c.flags.String("o", "", "write to `FILE`")
	if err := c.parse(1, 1); err != nil {
		return err
	}
	b, err := c.file(c.args[0])
	if err != nil {
		return err
	}
	conv, err := transcript.Parse(b)
	if err != nil {
		return fmt.Errorf("emv redact: %s: %w", c.args[0], err)
	}
	redacted := conv.Redact()
	redacted.Set("redacted", "yes")
	text := redacted.String()
	if *to != "" {
		if err := os.WriteFile(*to, []byte(text), 0o600); err != nil {
			return fmt.Errorf("emv redact: -o: %w", err)
		}
	}
	if *c.json {
		return c.printJSON(map[string]any{"exchanges": len(redacted.Exchanges()), "changed": changed(conv, redacted), "text": text})
	}
	if *to == "" {
		c.printf("%s", text)
	}
	return nil
}

// changed is how many exchanges the redaction touched.
func changed(a, b *transcript.Conversation) int {
	seen := map[int]bool{}
	for _, d := range transcript.Compare(a, b) {
		seen[d.Number] = true
	}
	return len(seen)
}
