package journal

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/internal/entry"
)

// Redact is a journal's structure in text, for support and bug reports: the program, the configuration's digest, then one
// line for each entry with its kind, length, status word and time. No byte of a card, a host or a random draw is in it,
// and nothing of the amount. Its error is a *kernel.JournalError; the lines before the fault come with it.
func Redact(journal []byte) (string, error) {
	h, off, fault := entry.ReadHead(journal)
	if fault != entry.OK {
		return "", &kernel.JournalError{Fault: kernel.JournalFault(fault)}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "journal: version %d\nprogram: %s\nconfiguration: %X\n", entry.Version, h.Program, h.Digest)
	for i := 0; off < len(journal); i++ {
		e, n, fault := entry.Read(journal, off)
		if fault != entry.OK {
			return b.String(), &kernel.JournalError{Fault: kernel.JournalFault(fault), Offset: off}
		}
		fmt.Fprintf(&b, "%d %s\n", i, redacted(&e))
		off += n
	}
	return b.String(), nil
}

func redacted(e *entry.Entry) string {
	switch e.Kind {
	case entry.Draw:
		return fmt.Sprintf("random, %d bytes", len(e.Data))
	case entry.Budget:
		return "budget used up"
	case entry.End:
		return "end"
	case entry.Resume:
		return "another owner"
	}
	text := kernel.EventKind(e.Kind).String()
	switch n := len(e.Data); kernel.EventKind(e.Kind) {
	case kernel.Response:
		sw := e.Data[max(n-2, 0):]
		return fmt.Sprintf("%s %X, %d bytes, %v", text, sw, n, e.Took)
	case kernel.CardFault, kernel.PINDone:
		return fmt.Sprintf("%s %d, %04X", text, e.Code, e.SW)
	case kernel.DataReceived, kernel.HostResponse:
		return fmt.Sprintf("%s %d bytes", text, n)
	case kernel.Chosen, kernel.CardFound:
		return fmt.Sprintf("%s %d", text, e.N)
	}
	return text
}
