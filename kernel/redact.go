package kernel

import (
	"fmt"
	"strings"
)

// Redact is a journal's structure in text, for support and bug reports: the program, the configuration's digest, then one
// line for each entry with its kind, length, status word and time. No byte of a card, a host or a random draw is in it,
// and nothing of the amount. Its error is a *JournalError; the lines before the fault come with it.
func Redact(journal []byte) (string, error) {
	h, off, err := readHead(journal)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "journal: version %d\nprogram: %s\nconfiguration: %X\n", journalVersion, h.program, h.digest)
	for i := 0; off < len(journal); i++ {
		e, n, err := readEntry(journal, off)
		if err != nil {
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d %s\n", i, e.redacted())
		off += n
	}
	return b.String(), nil
}

func (e *entry) redacted() string {
	switch e.kind {
	case entryDraw:
		return fmt.Sprintf("random, %d bytes", len(e.ev.Data))
	case entryBudget:
		return "budget used up"
	case entryEnd:
		return "end"
	case entryResume:
		return "another owner"
	}
	return e.ev.masked()
}
